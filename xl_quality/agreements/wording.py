"""The clauses of a scheme as an agreement words them; every figure is the one that pays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.names import field_name
from xl_quality.agreements.phrases import Phrases
from xl_quality.agreements.values import ClauseWords, FieldRow
from xl_quality.schemes.model import NO_PAYEE
from xl_quality.schemes.tariffs import Speech
from xl_quality.schemes.tariffs.indicators import Target
from xl_quality.schemes.tariffs.raised import RaisedLine
from xl_quality.schemes.unit_kinds import fits, with_units
from xl_quality.schemes.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from xl_quality.schemes.model import Clause, Rule, Scheme
    from xl_quality.schemes.tariffs import Tariff
    from xl_quality.schemes.vocabulary import Vocabulary

SHORTFALL: Final = "扣分"
"""Under this title a clause says what each point short of its line costs."""
_AGREED: Final = "自定"
"""What both sides agree upon apart stands in 商定表, each row with a target of its own."""


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
        said = parameters or {}
        self.parameters = {name: said.get(name) for name in scheme.parameters}
        self.vocabulary = _vocabulary(scheme, self.choices)
        self.on = on
        self._known: dict[str, Mapping[str, object]] = {}

    def knowing(self, answers: Mapping[str, str]) -> Reading:
        """Return the same with what an office has said of its units' kinds (单位类别)."""
        scheme = with_units(self.scheme, answers)
        said = {name: text for name, text in self.parameters.items() if text is not None}
        return Reading(scheme, self.on, self.choices, said)

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
                title, tariff = field_name(rule.title), self._tariff(rule)
                words.setdefault(title, self._words(clause, rule))
                words.titles[title] = rule.title
                if isinstance(tariff, Target):
                    words.goals.add(title)
                elif isinstance(tariff, RaisedLine):
                    words.setdefault(SHORTFALL, self._phrases(clause).shortfall(tariff))
            found[clause.id] = words
        return found

    def targets(self, school: str) -> list[FieldRow]:
        """Return the targets that a school must reach: 序号, 条款, 项目, 目标."""
        rows: list[FieldRow] = []
        for clause in self._judging(school):
            for rule in self._rules(clause, school):
                for label, goal in self._goals(clause, rule, school):
                    row = {"序号": len(rows) + 1, "条款": clause.id, "项目": label, "目标": goal}
                    if not any((row["项目"], goal) == (r["项目"], r["目标"]) for r in rows):
                        rows.append(FieldRow(row))
        return rows

    def rewards(self, school: str) -> list[FieldRow]:
        """Return what is paid or deducted, rule by rule: 序号, 条款, 项目, 标准."""
        rows: list[FieldRow] = []
        for clause in self._judging(school):
            for rule in self._rules(clause, school):
                if rule.payee != NO_PAYEE and not isinstance(self._tariff(rule), Target):
                    words = self._words(clause, rule)
                    row = {"条款": clause.id, "项目": rule.title, "标准": words}
                    rows.append(FieldRow({"序号": len(rows) + 1, **row}))
        return rows

    def _words(self, clause: Clause, rule: Rule) -> str:
        others = [(one.title, self._tariff(one)) for one in clause.rules if one is not rule]
        return self._phrases(clause).rule(rule, self._tariff(rule), others)

    def _bars(self, clause: Clause) -> dict[str, object]:
        phrases = self._phrases(clause)
        said = [
            f"{'且'.join(phrases.condition(one) for one in bar.when)}的，{bar.why}"
            for bar in clause.bars
        ]
        return {"一票否决": "；".join(said)} if said else {}

    def _tariff(self, rule: Rule) -> Tariff:
        return rule.tariff(self.choices)

    def _rules(self, clause: Clause, school: str) -> Iterator[Rule]:
        """Yield the rules in use that may concern a school; of two ways to say one, the first."""
        if school and not judges(clause, school):
            return
        titles = set()
        used = [rule for rule in clause.rules if rule.in_use(self.choices)]
        otherwise = {name for rule in used for name in rule.unless}
        for rule in used:
            if otherwise.intersection(rule.given) or not _concerns(rule, school):
                continue
            speech = Speech(self.vocabulary, clause.unit)
            key = (field_name(rule.title), rule.tariff(self.choices).in_words(speech))
            if key not in titles:
                titles.add(key)
                yield rule

    def _phrases(self, clause: Clause) -> Phrases:
        return Phrases(Speech(self.vocabulary, clause.unit), self.parameters)

    def _goals(self, clause: Clause, rule: Rule, school: str) -> Iterator[tuple[str, str]]:
        if rule.title.startswith(_AGREED):
            return
        tariff, phrases = self._tariff(rule), self._phrases(clause)
        if isinstance(tariff, Target):
            own = bool(school) and "school" in rule.only_for
            label = tariff.label if own else rule.title
            titles = {r.title for r in clause.rules if isinstance(self._tariff(r), Target)}
            fuller = len(titles) == 1 and clause.title.endswith(label.removesuffix("提高"))
            label = clause.title if fuller else label
            when = "且".join(phrases.condition(one) for one in rule.when)
            yield label, f"{when}的，{phrases.goal(tariff)}" if when else phrases.goal(tariff)
        elif isinstance(tariff, RaisedLine):
            yield rule.title, phrases.raised(tariff)

    def _judging(self, school: str) -> list[Clause]:
        return [one for one in self.clauses if not school or judges(one, school)]


def judges(clause: Clause, school: str) -> bool:
    """Tell whether a clause concerns a school: by the statement that its rows are taken by."""
    return not clause.concerns or fits(school, clause.concerns)


def _vocabulary(scheme: Scheme, choices: Mapping[str, str]) -> Vocabulary:
    """Return the facts by the names that the readings chosen give them: 比率 → 及格率."""
    found = dict(scheme.vocabulary)
    for option in scheme.options.values():
        fact = found.get(option.decides)
        if fact is not None and fact.kind is Kind.RATE:
            found[option.decides] = replace(fact, label=option.choices[choices[option.id]])
    return found


def _concerns(rule: Rule, school: str) -> bool:
    """Tell whether a rule may hold for a school, by the names it is limited to."""
    if not school:
        return True
    barred = rule.not_for.get("school")
    if barred and fits(school, barred):
        return False
    limits = rule.concerns, rule.only_for.get("school")
    return all(fits(school, limit) for limit in limits if limit)
