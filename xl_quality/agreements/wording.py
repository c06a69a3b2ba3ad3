"""The clauses of a scheme as an agreement words them; every figure is the one that pays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.names import field_name
from xl_quality.agreements.values import ClauseWords, FieldRow
from xl_quality.schemes.model import NO_PAYEE
from xl_quality.schemes.tariffs import Speech
from xl_quality.schemes.tariffs.indicators import Target
from xl_quality.schemes.tariffs.raised import RaisedLine
from xl_quality.schemes.tariffs.steps import HandEntered, PerUnit, TargetPlusSteps
from xl_quality.schemes.tariffs.tables import ByPlace, RowTable
from xl_quality.schemes.words import number_text, rewarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.model import Clause, Rule, Scheme
    from xl_quality.schemes.tariffs import Tariff

_HAND_BLANK: Final = "________"
_GOAL_OF: Final = re.compile(r"^目标——[^：]*：")


class Reading:
    """
    A scheme as it is read for an agreement.

    Attributes:
        scheme: its clauses.
        on: the day that decides which of them are in force.
        choices: the readings chosen.
        parameters: what the office has filled in, in words, by parameter; the others stay blank.
    """

    def __init__(
        self,
        scheme: Scheme,
        on: date,
        options: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.scheme = scheme
        self.choices = scheme.choices(options)
        self.clauses = [clause for clause in scheme.clauses if clause.in_force(on)]
        self.parameters = parameters or {}
        self._known: dict[str, Mapping[str, object]] = {}

    def fields(self, school: str) -> Mapping[str, object]:
        """Return 方案, 目标表 and 奖惩表 for a school; the same for all of its teachers."""
        if school not in self._known:
            self._known[school] = {
                "方案": self.clause_fields(school),
                "目标表": self.targets(school),
                "奖惩表": self.rewards(school),
            }
        return self._known[school]

    def clause_fields(self, school: str) -> FieldRow:
        """
        Return the clauses in words by their ids (方案.A6), those rules only that fit a school.

        Args:
            school: its name; ``""`` takes the rules of all schools.
        """
        found = FieldRow()
        for clause in self.clauses:
            words = ClauseWords(self._bars(clause))
            for rule in self._rules(clause, school):
                title = field_name(rule.title)
                said = self._words(clause, rule)
                words.setdefault(title, said)
            found[clause.id] = words
        return found

    def targets(self, school: str) -> list[FieldRow]:
        """Return the targets that a school must reach: 序号, 条款, 项目, 目标."""
        rows: list[FieldRow] = []
        for clause in self.clauses:
            for rule in self._rules(clause, school):
                for label, goal in self._goals(clause, rule, school):
                    row = {"序号": len(rows) + 1, "条款": clause.id, "项目": label, "目标": goal}
                    if not any((row["项目"], goal) == (r["项目"], r["目标"]) for r in rows):
                        rows.append(FieldRow(row))
        return rows

    def rewards(self, school: str) -> list[FieldRow]:
        """Return what is paid or deducted, rule by rule: 序号, 条款, 项目, 标准."""
        rows: list[FieldRow] = []
        for clause in self.clauses:
            for rule in self._rules(clause, school):
                if rule.payee != NO_PAYEE and not isinstance(self._tariff(rule), Target):
                    words = self._words(clause, rule)
                    row = {"条款": clause.id, "项目": rule.title, "标准": words}
                    rows.append(FieldRow({"序号": len(rows) + 1, **row}))
        return rows

    def _bars(self, clause: Clause) -> dict[str, object]:
        speech = self._speech(clause)
        said = [
            f"{'且'.join(speech.condition(one) for one in bar.when)}的，{bar.why}"
            for bar in clause.bars
        ]
        return {"一票否决": "；".join(said)} if said else {}

    def _tariff(self, rule: Rule) -> Tariff:
        return rule.tariff(self.choices)

    def _rules(self, clause: Clause, school: str) -> Iterator[Rule]:
        """Yield the rules in use that may concern a school; of two ways to say one, the first."""
        titles = set()
        used = [rule for rule in clause.rules if rule.in_use(self.choices)]
        otherwise = {name for rule in used for name in rule.unless}
        for rule in used:
            if otherwise.intersection(rule.given) or not _concerns(rule, school):
                continue
            key = (field_name(rule.title), rule.tariff(self.choices).in_words(self._speech(clause)))
            if key not in titles:
                titles.add(key)
                yield rule

    def _speech(self, clause: Clause) -> Speech:
        return Speech(self.scheme.vocabulary, clause.unit)

    def _goals(self, clause: Clause, rule: Rule, school: str) -> Iterator[tuple[str, str]]:
        tariff, speech = self._tariff(rule), self._speech(clause)
        if isinstance(tariff, Target):
            own = bool(school) and "school" in rule.only_for
            yield tariff.label if own else rule.title, self._goal(speech, tariff)
        elif isinstance(tariff, RaisedLine):
            words = tariff.in_words(speech).partition("：")[2].removeprefix("比率")
            yield rule.title, self._filled(words)

    def _goal(self, speech: Speech, target: Target) -> str:
        measure, limit = target.condition.measure, target.condition.limit
        if limit.constant is not None:
            return speech.goal(measure, target.condition.edge, limit.constant)
        return target.condition.edge.label + self._measure(speech, limit)

    def _measure(self, speech: Speech, measure: Measure) -> str:
        if measure.text in self.scheme.parameters:
            return self.parameters.get(measure.text, _HAND_BLANK)
        return speech.measure(measure)

    def _words(self, clause: Clause, rule: Rule) -> str:
        tariff, speech = self._tariff(rule), self._speech(clause)
        match tariff:
            case ByPlace():
                words = _by_place(tariff, speech)
            case RowTable():
                words = _row_table(tariff, speech)
            case PerUnit() if tariff.over.constant is not None:
                words = _per_unit(tariff, speech)
            case TargetPlusSteps() if tariff.per_step.constant is not None:
                words = _steps(tariff, speech)
            case HandEntered():
                unit = speech.unit.label
                words = f"{number_text(tariff.low)}{unit}至{number_text(tariff.high)}{unit}"
            case Target():
                words = self._goal(speech, tariff)
            case _:
                words = _GOAL_OF.sub("", tariff.in_words(speech))
        conditions = "且".join(speech.condition(one) for one in rule.when)
        return self._filled(f"{conditions}的，{words}" if conditions else words)

    def _filled(self, words: str) -> str:
        """Put what the office filled in, or a line to write on, in place of a parameter."""
        for name in self.scheme.parameters:
            label = self.scheme.vocabulary[name].label
            words = words.replace(f"“{label}”", self.parameters.get(name, _HAND_BLANK))
            words = words.replace(f"“－{label}”", f"－{self.parameters.get(name, _HAND_BLANK)}")
        return words


def _concerns(rule: Rule, school: str) -> bool:
    """Tell whether a rule may hold for a school, by the names it is limited to."""
    if not school:
        return True
    wanted = rule.only_for.get("school", ())
    if wanted and not any(_fits(school, value) for value in wanted):
        return False
    return not any(_fits(school, value) for value in rule.not_for.get("school", ()))


def _fits(name: str, value: str) -> bool:
    return name.endswith(value[1:]) if value.startswith("*") else name == value


def _by_place(tariff: ByPlace, speech: Speech) -> str:
    ends = (("第", tariff.top), ("倒数第", tariff.bottom))
    return "；".join(
        "、".join(f"{word}{i}名{rewarded(a, speech.unit)}" for i, a in enumerate(amounts, start=1))
        for word, amounts in ends
        if amounts
    )


def _row_table(tariff: RowTable, speech: Speech) -> str:
    rows = "、".join(
        f"{tariff.key_word}{i}{tariff.unit}{rewarded(a, speech.unit)}"
        for i, a in enumerate(tariff.amounts, start=1)
    )
    return f"{rows}，{tariff.in_words(speech).rpartition('，')[2]}"


def _per_unit(tariff: PerUnit, speech: Speech) -> str:
    counted = len(tariff.measure.terms) == 1
    sides = [
        f"每{'' if counted else word}1{tariff.unit}{rewarded(each.constant, speech.unit)}"
        for word, each in ((tariff.over_word, tariff.over), (tariff.short_word, tariff.short))
        if each.constant
    ]
    about = speech.measure(tariff.measure)
    start = f"{about}：" if counted else f"按“{about}”，"
    return start + "，".join(sides)


def _steps(tariff: TargetPlusSteps, speech: Speech) -> str:
    base, step = tariff.at_target.constant, tariff.per_step.constant
    if base is None or step is None:
        return tariff.in_words(speech)
    goal = [factor for factor, name in tariff.ahead.terms if not name]
    reached = f"达到第{number_text(abs(goal[0]))}{tariff.unit}" if goal else "达到目标"
    paid = rewarded(base, speech.unit)
    more = rewarded(step, speech.unit).replace("奖", "再奖", 1)
    return f"{reached}{paid}，每{tariff.step_word}1{tariff.unit}{more}"
