"""The clauses of a scheme in the wording of an agreement; every figure is the one that pays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.agreements.field_values import ClauseWords, FieldRow, Party, PartyClauses, judges
from xl_quality.agreements.tag_code import field_name
from xl_quality.schemes.arithmetic import Condition, Counting, Edge, Expression, LadderMode
from xl_quality.schemes.cases import KINDS, fits
from xl_quality.schemes.model import NO_PAYEE, Clause, Rule, Scheme
from xl_quality.schemes.tariffs import Speech, Tariff
from xl_quality.schemes.tariffs.amounts import (
    ByPlace,
    Fixed,
    HandEntered,
    Matrix,
    PerUnit,
    RowTable,
    TargetPlusSteps,
)
from xl_quality.schemes.tariffs.bands import Ladder, ShareByBand
from xl_quality.schemes.tariffs.consequences import (
    ConsequenceLadder,
    CountsAs,
    FixedConsequence,
    Grade,
    LowerHalf,
    Rating,
    RungMode,
    in_turn,
    said_of,
)
from xl_quality.schemes.tariffs.targets import Ceiling, ItemsMet, OnRecord, RaisedLine, Target
from xl_quality.schemes.words import (
    AGREED,
    FactKind,
    Unit,
    ValueKind,
    amount_text,
    in_a_row,
    in_parts,
    number_text,
    per_cent_text,
    printed_title,
    rewarded,
)

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.agreements.field_values import ReachedBefore, StatedTarget
    from xl_quality.core.facts import FactValue

SHORTFALL: Final = "扣分"  # Under this title a clause says what each point short of its line costs
_BLANK: Final = "________"
_UNITS: Final = {ValueKind.MONEY: "元", ValueKind.SCORE: "分"}
_RATE_ITSELF: Final = "比率"
"""How a rate is called whose meaning no reading has settled; a goal does not repeat it."""
_ALL_MET: Final = "全部达标"


class _Said(NamedTuple):
    """What is said to a party of one clause."""

    clause: Clause
    rules: list[Rule]  # those that may concern the party
    # rules that a figure of 指标 sets aside, each with the one that holds instead
    instead: list[tuple[Rule, Rule]]
    wording: _Wording


class PrintedScheme:
    """A scheme as agreements print it (责任书的条款).

    Args:
        scheme: its clauses.
        on: the day that decides which of them are in force.
        options: readings chosen by option id; the others are as the scheme says.
        parameters: what the office has filled in, by parameter; the others stay blank.

    Raises:
        BadInputError: an option or its value does not exist.
    """

    def __init__(
        self,
        scheme: Scheme,
        on: date,
        options: Mapping[str, str] | None = None,
        parameters: Mapping[str, FactValue] | None = None,
    ) -> None:
        self.scheme = scheme
        self.clauses = [clause for clause in scheme.clauses if clause.in_force(on)]
        self.choices = scheme.choices(options)
        self.parameters = {name: (parameters or {}).get(name) for name in scheme.parameters}
        self._vocabulary = scheme.names_by(self.choices)
        self._worded: dict[object, PartyClauses] = {}

    def said_to(self, party: Party) -> PartyClauses:
        """Return the clauses, targets and rewards of a school, or of a person who teaches there."""
        said = [self._rules_for(clause, party) for clause in self.clauses]
        kind = bool(party.school), fits(party.school, KINDS["小学"])
        key = kind, party.stated, party.before, *(id(r) for one in said for r in one.rules)
        if key not in self._worded:  # parties of one kind have the same rules
            self._worded[key] = PartyClauses(
                FieldRow({one.clause.id: self._clause(one) for one in said}, clauses=True),
                self._targets(said, party.school),
                self._rewards(said),
            )
        return self._worded[key]

    def read_aloud(self) -> list[tuple[Clause, Rule, str]]:
        """Return every rule of the scheme in words, in order; what is to be filled in is a line."""
        return [
            (clause, rule, self._rule(clause, rule, self._wording(clause)))
            for clause in self.scheme.clauses
            for rule in clause.rules
        ]

    def _rules_for(self, clause: Clause, party: Party) -> _Said:
        """Return the rules in use that may concern a party; of two ways to say one, the first."""
        wording = self._wording(clause, party)
        if party.school and not judges(clause, party.school):
            return _Said(clause, [], [], wording)
        used = [rule for rule in clause.rules if rule.in_use(self.choices)]
        otherwise = {name for rule in used for name in rule.unless} - wording.stated.keys()
        kept: dict[tuple[str, Tariff], Rule] = {}
        for rule in used:
            if not otherwise.intersection(rule.given) and party.concerned(rule):
                kept.setdefault((field_name(rule.title), self._tariff(rule)), rule)
        whole = {one.fact for one in wording.stated.values() if one.whole}
        instead = [
            (rule, other)
            for rule in kept.values()
            for other in kept.values()
            if whole.intersection(rule.unless, other.given)
        ]
        rules = [rule for rule in kept.values() if all(rule is not one for one, _ in instead)]
        return _Said(clause, rules, instead, wording)

    def _clause(self, said: _Said) -> ClauseWords:
        clause, rules, instead, wording = said
        words, short = ClauseWords(wording.bars(clause)), ""
        for rule in rules:
            title, tariff = field_name(rule.title), self._tariff(rule)
            for item, goal in wording.since_before(rule, tariff):
                words[field_name(item)] = goal
                words.goals.add(field_name(item))
            if not wording.is_open(rule, tariff):
                continue
            words.setdefault(title, self._rule(clause, rule, wording))
            words.titles[title] = printed_title(rule.title)
            if isinstance(tariff, Target):
                words.goals.add(title)
            elif isinstance(tariff, RaisedLine):
                short = short or wording.shortfall(tariff)
            elif wording.is_whole(rule, tariff):
                words.whole.add(title)
        if short:
            words.setdefault(SHORTFALL, short)  # behind all lines, for it is about each of them
        for rule, other in instead:  # a template may ask for it by name; the clause says it once
            title = field_name(rule.title)
            words.setdefault(title, self._rule(clause, other, wording))
            words.goals.add(title)
        return words

    def _targets(self, said: Iterable[_Said], school: str) -> list[FieldRow]:
        rows: dict[tuple[str, str], FieldRow] = {}
        for clause, rules, _, wording in said:
            for rule in rules:
                for label, goal in self._goals(clause, rule, wording, school):
                    row = {"序号": len(rows) + 1, "条款": clause.id, "项目": label, "目标": goal}
                    rows.setdefault((label, goal), FieldRow(row))
        return list(rows.values())

    def _rewards(self, said: Iterable[_Said]) -> list[FieldRow]:
        paying = [
            (clause.id, printed_title(rule.title), self._paid(clause, rule, wording))
            for clause, rules, _, wording in said
            for rule in rules
            if rule.payee != NO_PAYEE and not isinstance(self._tariff(rule), Target)
        ]
        titles = "序号", "条款", "项目", "标准"
        return [
            FieldRow(zip(titles, (number, *row), strict=True))
            for number, row in enumerate(paying, start=1)
        ]

    def _paid(self, clause: Clause, rule: Rule, wording: _Wording) -> str:
        """Return what is paid or deducted; the line of a rate stands in the table of targets."""
        tariff = self._tariff(rule)
        if isinstance(tariff, RaisedLine):
            return wording.shortfall(tariff)
        return self._rule(clause, rule, wording)

    def _rule(self, clause: Clause, rule: Rule, wording: _Wording) -> str:
        others = [(one.title, self._tariff(one)) for one in clause.rules if one is not rule]
        return wording.rule(rule, self._tariff(rule), others)

    def _goals(
        self, clause: Clause, rule: Rule, wording: _Wording, school: str
    ) -> Iterator[tuple[str, str]]:
        """Yield what a rule asks for, with the exams it is of, and how much; of one *school*."""
        if rule.title.startswith(AGREED):
            return
        tariff = self._tariff(rule)
        if isinstance(tariff, Target):
            label = tariff.label if school and "school" in rule.only_for else rule.title
            titles = {r.title for r in clause.rules if isinstance(self._tariff(r), Target)}
            fuller = len(titles) == 1 and clause.title.endswith(label.removesuffix("提高"))
            for item, goal in wording.since_before(rule, tariff):
                yield clause.title if fuller else item, goal
            if not wording.is_open(rule, tariff):
                return
            goal = wording.under(map(wording.condition, rule.when), wording.asked(rule, tariff))
            item = (clause.title if fuller else label).removesuffix(goal) or label
            if rule.scope not in item:  # a place among whom
                item = re.sub("名次$", f"{rule.scope}名次", item)
            names, sat = {*tariff.condition.names}, not fits(school, KINDS["小学"])
            exams = self.scheme.exams_of(clause.id, names, self.choices, entrance=sat)
            item = item.removesuffix("达标") if goal == _ALL_MET else item
            yield f"{item}（{exams}）" if exams else item, goal
        elif isinstance(tariff, RaisedLine):
            yield rule.title, wording.raised(tariff)

    def _tariff(self, rule: Rule) -> Tariff:
        return rule.tariff(self.choices)

    def _wording(self, clause: Clause, party: Party | None = None) -> _Wording:
        stated = {one.fact: one for one in party.stated if one.clause == clause.id} if party else {}
        before = {one.fact: one for one in party.before if one.clause == clause.id} if party else {}
        speech = Speech(self._vocabulary, clause.unit)
        return _Wording(speech, self.parameters, stated, before)


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is needed to word one clause."""

    speech: Speech  # names of facts, and the unit the clause pays in
    # what the office has filled in, by parameter; None where it is open
    parameters: Mapping[str, FactValue | None]
    # what 指标 states for the party, by fact; it goes before a parameter, as where it is judged
    stated: Mapping[str, StatedTarget]
    before: Mapping[str, ReachedBefore]  # what was reached before, by fact

    def rule(self, rule: Rule, tariff: Tariff, others: Sequence[tuple[str, Tariff]]) -> str:
        """Return a rule in words: when it holds, and what follows.

        *others* are titles and tariffs of the clause's other rules.
        """
        conditions = [self.condition(one, rule.scope) for one in rule.when]
        if isinstance(tariff, FixedConsequence):
            conditions = [*self._only_for(rule), *conditions]
        if isinstance(tariff, Matrix):
            words = self._matrix(tariff, others)
        elif isinstance(tariff, PerUnit):
            words = self._per_unit(tariff, rule.title)
        elif isinstance(tariff, Target):
            words = self.asked(rule, tariff)
        elif type(tariff) in _WORDS:
            words = _WORDS[type(tariff)](self, tariff)
        else:
            words = tariff.in_words(self.speech)
        return self.under(conditions, words)

    @staticmethod
    def under(conditions: Iterable[str], words: str) -> str:
        """Return what holds under conditions: 甲且乙的，奖1元."""
        when = "且".join(conditions)
        return f"{when}的，{words}" if when else words

    def bars(self, clause: Clause) -> dict[str, object]:
        """Return what stops all of a clause, by its title; nothing where nothing does."""
        said = [self.under(map(self.condition, bar.when), bar.why) for bar in clause.bars]
        return {"一票否决": "；".join(said)} if said else {}

    def _only_for(self, rule: Rule) -> Iterator[str]:
        """Yield what else a consequence is limited to: 年度考核等次为优秀、合格."""
        for name, values in rule.only_for.items():
            if (known := self._fact(name)) and known.words:
                texts = "、".join(known.words.get(value, value) for value in values)
                yield f"{known.label}为{texts}"

    def condition(self, condition: Condition, scope: str = "") -> str:
        """Return a condition: 全镇第5名以内, 名次比上次名次提高2名及以上."""
        measure, edge, limit = condition.measure, condition.edge, condition.limit
        if self._is_all(condition):
            return _ALL_MET
        if apart := self._difference(condition):
            return apart
        kind, constant = self._kind(measure.text), limit.constant
        if constant is not None and edge is Edge.AT_LEAST:
            said = self._reached(measure, constant)
            if said:
                return said
        factor, name = limit.terms[0]
        if kind is ValueKind.RANK and (among := self._among(condition, scope)):
            return among
        if constant is None and len(limit.terms) == 1 and factor != 1:
            part = f"{self.speech.label(name)}的{in_parts(factor)}"
            return f"{self.speech.measure(measure)}{edge.label}{part}"
        return (scope if kind is ValueKind.RANK else "") + self.speech.condition(condition)

    def _reached(self, measure: Expression, limit: Fraction) -> str:
        """Return that a count or a distance is reached: 连续两次考试居末位, 听课数达到20节."""
        known = self._fact(measure.text)
        if known is None or known.kind not in {ValueKind.COUNT, ValueKind.SCORE}:
            return ""
        if known.kind is ValueKind.COUNT:
            plain = f"{known.label}达到{self._counted(measure, limit)}"
            return in_a_row(known.phrase, number_text(limit)) or plain
        apart = known.label.endswith("差距")
        return f"{known.phrase.replace('{}', number_text(limit))}及以上" if apart else ""

    def _among(self, condition: Condition, scope: str) -> str:
        """Return a place among others: 居全县后3名, 上年居全镇第2名之后; ``""`` = another kind."""
        measure, limit, rises = condition.measure, condition.limit, condition.edge.rising
        factor, name = limit.terms[0]
        label = self.speech.label(measure.text)
        when, end = label.removesuffix("名次"), "前"
        if when.startswith("倒数"):
            when, end = "", "后"
        if limit.constant is not None and (rises or not condition.edge.includes):
            beyond = self.speech.goal(measure, condition.edge, limit.constant)
            return f"{when}居{scope}{'倒数' if end == '后' else ''}{beyond}"
        if limit.constant is not None:
            alone = {"前": "第1名", "后": "末位"}[end]
            some = f"{end}{number_text(limit.constant)}名"
            return f"{when}居{scope}{alone if limit.constant == 1 else some}"
        if len(limit.terms) == 1 and name == "of" and factor < 1 and not rises:
            return f"{when}居{scope}{end}{in_parts(factor)}"
        return ""

    def is_whole(self, rule: Rule, tariff: Tariff) -> bool:
        """Tell whether a rule's words say all by themselves, so that no title need stand before."""
        told = all(
            (known := self._fact(name)) is not None and bool(known.words) for name in rule.only_for
        )
        if isinstance(tariff, LowerHalf):
            return told
        return (
            isinstance(tariff, FixedConsequence)
            and told
            and bool(rule.when or rule.only_for)
            and bool(said_of(tariff.names, self._whom(tariff)))
        )

    def _whom(self, tariff: FixedConsequence) -> str:
        return "、".join(tariff.roles) or (tariff.persons and self.speech.label(tariff.persons))

    def _difference(self, condition: Condition) -> str:
        """Return how far one figure must lie beyond another one, ``""`` for other conditions."""
        pair, size = condition.measure.difference, self._size(condition.limit)
        if pair is None or not size or not condition.edge.rising:
            return ""
        plus, minus = pair
        ending = "及以上" if condition.edge.includes else "以上"
        first, second = self.speech.label(plus), self.speech.label(minus)
        kinds = {self._kind(plus), self._kind(minus)}
        if kinds == {ValueKind.RANK}:
            return f"{second}比{_once(first, second)}提高{size}名{ending}"
        if kinds != {ValueKind.RATE}:
            return ""
        points = f"{size}个百分点{ending}"
        if plus.startswith("previous"):
            return f"{second}比{first}下降{points}"
        return f"{second}低于{first}{points}" if plus == "line" else f"{first}高出{second}{points}"

    def _size(self, limit: Expression) -> str:
        """Return a distance without its unit, a share as points; ``""`` where a fact says it."""
        if limit.constant is not None:
            return number_text(limit.constant * 100 if limit.constant < 1 else limit.constant)
        return self._filled_in(limit.text) if limit.text in self.parameters else ""

    def asked(self, rule: Rule, target: Target) -> str:
        """Return a goal as it stands behind the rule's conditions: 应在第2名以内."""
        goal = self.goal(target)
        return f"应在{goal}" if rule.when and goal.startswith("第") else goal

    def _reached_before(self, rule: Rule, tariff: Tariff) -> ReachedBefore | None:
        """Return what was reached before, where a goal follows from it alone (上年第6名)."""
        if not isinstance(tariff, Target):
            return None
        names = {*(n for one in rule.when for n in one.names), *tariff.condition.names}
        known = next((self.before[name] for name in names if name in self.before), None)
        alone = known and all({*one.names} <= {known.fact} for one in rule.when)
        return known if alone else None

    def is_open(self, rule: Rule, tariff: Tariff) -> bool:
        """Tell whether a rule is to be said as it stands: of some part nobody knows what was."""
        known = self._reached_before(rule, tariff)
        return known is None or any(value is None for _, value, _ in known.values)

    def since_before(self, rule: Rule, tariff: Tariff) -> Iterator[tuple[str, str]]:
        """Yield items and goals that follow from what was reached before, where that is known.

        A goal is said with both: 比上年名次提高2名及以上（2025年春季期末第6名，应在第4名以内）.
        """
        if isinstance(tariff, Target) and (known := self._reached_before(rule, tariff)):
            for part, was, exam in known.under(rule.when):
                yield part + tariff.label, self._since(tariff, known.fact, was, exam)

    def _since(self, target: Target, name: str, was: Fraction, exam: str) -> str:
        condition, known = target.condition, self.speech.vocabulary[name]
        measure, edge, pair = condition.measure, condition.edge, condition.measure.difference
        bound = condition.limit.value(lambda _: was) + (was if pair else 0)
        own = Expression.parse(pair[0]) if pair else measure
        reached = known.phrase.replace("{}", known.text(was))
        reached = f"{exam}{self.speech.value(own, was)}" if exam else reached
        goal, must = self.goal(target), self.speech.goal(own, edge, bound)
        if must == goal or (known.kind is ValueKind.RATE and bound > 1):  # nobody reaches more
            return f"{goal}（{reached}）"
        return f"{goal}（{reached}，应{'在' if must.startswith('第') else ''}{must}）"

    def goal(self, target: Target) -> str:
        """Return what a target asks for: 不少于20节, 第8名以内, 全部达标."""
        condition = target.condition
        measure, edge, limit = condition.measure, condition.edge, condition.limit
        if self._is_all(condition):
            return _ALL_MET
        if limit.constant is not None:
            return self._fixed_goal(condition, limit.constant)
        if limit.text not in self.parameters:
            return self._relative_goal(measure, edge, limit)
        if limit.text in self.stated:
            return self._stated_goal(target, self.stated[limit.text])
        if self._kind(measure.text) is ValueKind.RANK and edge is Edge.AT_MOST:
            return f"第{self._filled_in(limit.text)}名以内"
        return edge.label + self._parameter(limit.text)

    def _stated_goal(self, target: Target, stated: StatedTarget) -> str:
        """Return a goal of one's own, part by part: 语文第8名以内；数学第________名以内."""
        name, others = stated.fact, {}
        for part, value in stated.values:
            known = self.parameters[name] if value is None else value
            own = replace(self, parameters={**self.parameters, name: known}, stated={})
            others[part] = own.goal(target)
        return "；".join(part + goal for part, goal in others.items())

    def _with_value(self, limit: Expression) -> str:
        """Return a line with its value where 指标 states it: 标准线（语文70%，数学68%）."""
        label, stated = self.speech.measure(limit), self.stated.get(limit.text)
        if stated is None:
            return label
        text = self.speech.vocabulary[stated.fact].text
        known = [part + text(value) for part, value in stated.values if value is not None]
        return f"{label}（{'，'.join(known)}）"

    def _fixed_goal(self, condition: Condition, limit: Fraction) -> str:
        measure, edge = condition.measure, condition.edge
        kind = self._kind(measure.text)
        if kind is ValueKind.COUNT:
            return _at_edge(edge) + self._counted(measure, limit)
        if kind is ValueKind.RATE and edge is Edge.AT_LEAST and limit == 1:
            return "达到100%"
        pair = measure.difference
        if pair is not None:
            kinds = {self._kind(name) for name in pair}
            if kinds == {ValueKind.RATE} and pair[1].startswith("previous") and edge.rising:
                since = self.speech.label(pair[1]).removesuffix(_RATE_ITSELF)
                more = "" if edge.includes else "以上"
                return f"比{since}提高{self._size(condition.limit)}个百分点{more}"
        return self.speech.goal(measure, edge, limit)

    def _relative_goal(self, measure: Expression, edge: Edge, limit: Expression) -> str:
        """Return a goal that depends on another figure: 比上年名次提高2名及以上."""
        factor, name = limit.terms[0]
        label, kind = self.speech.label(name), self._kind(measure.text)
        if len(limit.terms) == 1 and label.endswith("月数"):
            return f"每月{_at_edge(edge)}{self._counted(measure, factor)}"
        if len(limit.terms) == 1 and factor != 1:
            at = edge.label if kind is ValueKind.RATE else _at_edge(edge)
            return f"{at}{label}的{in_parts(factor)}"
        more, fact = limit.terms[-1]
        if kind is ValueKind.RANK and edge is Edge.AT_MOST and not fact and more < 0:
            since = _once(label, self.speech.measure(measure))
            return f"比{since}提高{number_text(-more)}名及以上"
        return edge.label + self._with_value(limit)

    def _is_all(self, condition: Condition) -> bool:
        """Tell whether as many must be met as there are (达标项数不低于应达标项数)."""
        known = self._fact(condition.measure.text)
        within = known is not None and known.within and known.within == condition.limit.text
        return bool(within) and condition.edge is Edge.AT_LEAST

    def _counted(self, measure: Expression, value: Fraction) -> str:
        known = self._fact(measure.text)
        return number_text(value) + (known.unit if known else "")

    def _fact(self, name: str) -> FactKind | None:
        return self.speech.vocabulary.get(name)

    def _kind(self, name: str) -> ValueKind | None:
        """Return what a fact is, None where nobody knows it, as the text of a sum."""
        known = self._fact(name)
        return known.kind if known else None

    def _filled_in(self, name: str) -> str:
        """Return a parameter as a bare number, or a line to write on."""
        value = self.parameters[name]
        if value is None:
            return _BLANK
        known = self.speech.vocabulary[name]
        if known.kind is ValueKind.RATE and isinstance(value, int | Fraction):
            return number_text(100 * Fraction(value))
        return known.text(value)

    def _parameter(self, name: str, unit: str | None = None) -> str:
        """Return a parameter with its unit, or with another one."""
        kind = self.speech.vocabulary[name].kind
        own = "%" if kind is ValueKind.RATE else _UNITS.get(kind, "")
        return self._filled_in(name) + (own if unit is None else unit)

    def _rewarded(self, amount: Expression, more: str = "") -> str:
        """Return an amount as a verb and its size; an open one has a line to write on.

        *more* stands before the verb where something is rewarded: 再奖1元.
        """
        if amount.constant is not None:
            lead = more if amount.constant >= 0 else ""
            return lead + rewarded(amount.constant, self.speech.unit)
        factor, name = amount.terms[0]
        if len(amount.terms) > 1 or abs(factor) != 1 or name not in self.parameters:
            return self.speech.amount_of(amount)
        verbs = ("加", "扣") if self.speech.unit is Unit.POINTS else ("奖", "罚")
        return ("" if factor < 0 else more) + verbs[factor < 0] + self._parameter(name)

    def raised(self, tariff: RaisedLine) -> str:
        """Return the line, and what holds for whoever reached it last time."""
        rate = self.speech.measure(tariff.rate).removeprefix(_RATE_ITSELF)
        fixed = tariff.line.constant
        line = self._with_value(tariff.line) if fixed is None else per_cent_text(fixed)
        points = number_text(100 * tariff.raise_by)
        end = "（最高100%）" if tariff.ceiling is Ceiling.FULL else ""
        previous = self.speech.label(tariff.previous).removesuffix(_RATE_ITSELF)
        at_least = "达到" if fixed == 1 else "不低于"
        if fixed == 1 and end and tariff.no_previous == "line":
            return f"{rate}{at_least}{line}"  # nobody's goal can be another one
        return (
            f"{rate}{at_least}{line}；{previous}已达到的，在{previous}基础上提高{points}个百分点{end}；"
            f"没有{previous}成绩的，{RaisedLine.no_previous.said(tariff.no_previous)}"
        )

    def shortfall(self, tariff: RaisedLine) -> str:
        """Return what a line missed costs: 每低1个百分点扣________分."""
        part = "不满1个百分点的不计" if tariff.counting is Counting.FULL else "不满的按比例"
        is_open = tariff.each.text in self.parameters
        each = self._parameter(tariff.each.text) if is_open else self.speech.amount_of(tariff.each)
        most = f"，以{self.speech.label(tariff.limit)}为限" if tariff.limit else ""
        return f"每低1个百分点扣{each}（{part}）{most}"

    def items_met(self, tariff: ItemsMet) -> str:
        chosen = self.speech.label(tariff.chosen)
        return f"{tariff.of}项中至少达标{tariff.at_least}项，{chosen}必须{_ALL_MET}"

    def _per_unit(self, tariff: PerUnit, title: str) -> str:
        counted = len(tariff.measure.terms) == 1
        sides = [
            f"每{'' if counted else f'{word}1'}{tariff.unit}{self._rewarded(each)}"
            for word, each in ((tariff.over_word, tariff.over), (tariff.short_word, tariff.short))
            if each.constant != 0
        ]
        parts = ""
        if tariff.unit.startswith("个"):
            how = "不计" if tariff.counting is Counting.FULL else "按比例"
            parts = f"（不满1{tariff.unit}的{how}）"
        return self._about(tariff, title) + "，".join(sides) + parts

    def _about(self, tariff: PerUnit, title: str) -> str:
        """Return what is counted or compared; a title that says it (对照年级平均) does."""
        pair, label = tariff.measure.difference, self.speech.measure(tariff.measure)
        if pair is not None:
            better, worse = map(self.speech.label, pair)
            if self._kind(pair[0]) is ValueKind.RANK:  # the smaller rank is the better one
                better, worse = worse, better
            return "" if "对照" in title else f"{better}比{_once(worse, better)}"
        if tariff.over_word == "按":
            return f"按{label}"
        return f"{label[:-2]}的，" if label.endswith("人数") else f"{label}："

    def by_place(self, tariff: ByPlace) -> str:
        return "；".join(
            self._numbered(f"{end}{{}}名", amounts)
            for end, amounts in (("第", tariff.top), ("倒数第", tariff.bottom))
            if amounts
        )

    def row_table(self, tariff: RowTable) -> str:
        rows = self._numbered(f"{tariff.key_word}{{}}{tariff.unit}", tariff.amounts)
        return f"{rows}，{tariff.beyond}"

    def _numbered(self, pattern: str, amounts: Iterable[Fraction]) -> str:
        unit = self.speech.unit
        rows = enumerate(amounts, start=1)
        return "、".join(pattern.format(i) + rewarded(amount, unit) for i, amount in rows)

    def steps(self, tariff: TargetPlusSteps) -> str:
        goal = [factor for factor, name in tariff.ahead.terms if not name]
        reached = f"达到第{number_text(abs(goal[0]))}{tariff.unit}" if goal else "达到目标"
        step = f"每{tariff.step_word}1{tariff.unit}{self._rewarded(tariff.per_step, '再')}"
        return f"{reached}的，{self._rewarded(tariff.at_target)}，{step}"

    def outcome(self, tariff: FixedConsequence) -> str:
        return said_of(tariff.names, self._whom(tariff)) or tariff.in_words(self.speech)

    def fixed(self, tariff: Fixed) -> str:
        stated = tariff.amount.constant is None and tariff.amount.text not in self.parameters
        whole = f"按{self.speech.measure(tariff.amount)}发给"
        return whole if stated else self._rewarded(tariff.amount)

    def hand_entered(self, tariff: HandEntered) -> str:
        unit = self.speech.unit
        low = rewarded(tariff.low, unit) if tariff.low >= 0 else amount_text(tariff.low, unit)
        return f"{low}至{amount_text(tariff.high, unit)}"

    def ratings(self, tariff: Rating) -> str:
        rows = [f"{self._grade(tariff.measure, grade)}为{grade.label}" for grade in tariff.grades]
        return f"按{self.speech.measure(tariff.measure)}评定等次：{'，'.join(rows)}"

    def _grade(self, measure: Expression, grade: Grade) -> str:
        if grade.limit is None:
            return "其余"
        if grade.limit.text in self.parameters:
            unit = "项" if self._kind(measure.text) is ValueKind.COUNT else None
            return f"{grade.edge.label}{self._parameter(grade.limit.text, unit)}的"
        if grade.limit.constant is not None:
            return f"{self.speech.goal(measure, grade.edge, grade.limit.constant)}的"
        return f"{grade.edge.label}{self.speech.measure(grade.limit)}的"

    def counts_as(self, tariff: CountsAs) -> str:
        label = self.speech.measure(tariff.measure)
        one = f"{label[:-2]}1次" if label.endswith("次数") else f"{label}每1"
        return f"{one}计为{tariff.name}{number_text(tariff.each)}{tariff.unit}"

    def lower_half(self, tariff: LowerHalf) -> str:
        who = self.speech.label(tariff.persons)
        return f"将{who}列为{tariff.name}人选（几人任教的，取其中名次靠后的一半，{tariff.how}）"

    def rungs(self, tariff: ConsequenceLadder) -> str:
        every = "，前面各级一并执行" if tariff.mode is RungMode.UP_TO else ""
        return in_turn(tariff.rungs, tariff.roles) + every

    def ladder(self, tariff: Ladder) -> str:
        rows = tariff.rows_in_words(lambda each: rewarded(each, self.speech.unit))
        how = "分段累进计算" if tariff.mode is LadderMode.PROGRESSIVE else "只按所在档计算"
        return f"{rows}，{how}"

    def on_record(self, tariff: OnRecord) -> str:
        return f"{tariff.label}只作通报，不奖不惩"

    def _matrix(self, matrix: Matrix, others: Sequence[tuple[str, Tariff]]) -> str:
        """Return a table of combinations (对照表): what differs last side by side.

        A group of rows that another rule says, named by its title (校级竞赛奖), is not said again.
        """
        said = [
            (title, tariff.by_shared_words(self.speech)[0].amounts)
            for title, tariff in others
            if isinstance(tariff, Matrix) and len(tariff.keys) == 1
        ]
        return "；".join(
            "".join(group.shared) + "、".join(group.amounts)
            for group in matrix.by_shared_words(self.speech)
            if not any(title.startswith(group.shared) and group.amounts == a for title, a in said)
        )


_WORDS: Final[Mapping[type, Callable[[_Wording, Any], str]]] = {
    RaisedLine: _Wording.raised,
    ItemsMet: _Wording.items_met,
    ByPlace: _Wording.by_place,
    RowTable: _Wording.row_table,
    TargetPlusSteps: _Wording.steps,
    FixedConsequence: _Wording.outcome,
    Fixed: _Wording.fixed,
    HandEntered: _Wording.hand_entered,
    ShareByBand: lambda own, tariff: tariff.agreed(own.speech),
    Rating: _Wording.ratings,
    CountsAs: _Wording.counts_as,
    LowerHalf: _Wording.lower_half,
    ConsequenceLadder: _Wording.rungs,
    Ladder: _Wording.ladder,
    OnRecord: _Wording.on_record,
}
"""How agreements word a tariff; the others say themselves what they do."""


def _once(other: str, own: str) -> str:
    """Return a label less the words that it shares with the one before it: 名次比上次."""
    return other.removesuffix(own) or other


def _at_edge(edge: Edge) -> str:
    return "不少于" if edge is Edge.AT_LEAST else edge.label
