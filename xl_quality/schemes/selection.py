"""Which rules of a clause the facts suffice for, and what is to be said of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.schemes.fact_checks import fact_finding, finding_at
from xl_quality.schemes.unit_kinds import fits, in_words
from xl_quality.schemes.vocabulary import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.core.facts import Fact
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Clause, Rule, Scheme


_SCHOOL: Final = "school"


class TooFewFactsError(BadInputError):
    """
    The facts given suffice for no rule of the clause; the message names those wanted.

    Attributes:
        pointless: no rule would apply anyway, by the facts that are known.
        missing: names of the facts wanted, of all rules that come into question.
    """

    def __init__(self, message: str, *, pointless: bool, missing: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.pointless = pointless
        self.missing = tuple(dict.fromkeys(missing))


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question to a scheme: a clause, the readings chosen, the checked facts.

    Attributes:
        scheme, clause: what is applied.
        choices: the value of every option.
        given: facts and parameters by name, checked.
        context: facts that were turned into others, named first in every reason.
    """

    scheme: Scheme
    clause: Clause
    choices: Mapping[str, str]
    given: Mapping[str, Fact]
    context: tuple[str, ...] = ()

    @property
    def rules(self) -> list[Rule]:
        """Return the rules that the readings chosen and the facts given put in use."""
        return [rule for rule in self.ways if self.given.keys() >= set(rule.given)]

    @property
    def ways(self) -> list[Rule]:
        """Return the rules that would be in use if more facts were given."""
        return [
            rule
            for rule in self.clause.rules
            if rule.in_use(self.choices) and not self.given.keys() & set(rule.unless)
        ]

    def missing(self, rule: Rule) -> list[str]:
        """Return the facts a rule needs and does not have."""
        return [name for name in rule.needs(self.choices) if name not in self.given]

    def named(self, names: Sequence[str]) -> str:
        """Return facts as 名次（rank）、….

        Both names, because the clerk reads the one and types the other.
        """
        vocabulary = self.scheme.vocabulary
        return "、".join(f"{vocabulary[name].label}（{name}）" for name in names)


def ready_rules(question: Question) -> list[Rule]:
    """
    Return the rules whose facts are all there.

    Raises:
        TooFewFactsError: there is none, or none made for this one (category, school …) where
            another rule is and lacks a fact; the message names the facts wanted.
    """
    ready = [rule for rule in question.rules if not question.missing(rule)]
    lacking = _meant_but_lacking(question) if not fitting_rules(question, ready) else []
    if ready and not lacking:
        return ready
    begun = lacking or [rule for rule in question.ways if _begun(question, rule)] or question.ways
    ways = dict.fromkeys(question.named(question.missing(rule)) for rule in begun)
    message = f"条款{question.clause.id}缺少：{'；或：'.join(way for way in ways if way)}，未计算"
    pointless = all(_pointless(question, rule) for rule in question.rules)
    missing = [name for rule in begun for name in question.missing(rule)]
    raise TooFewFactsError(message, pointless=pointless, missing=missing)


def _meant_but_lacking(question: Question) -> list[Rule]:
    """Return the rules made for this one by what is known, that lack other facts."""
    return [
        rule
        for rule in question.rules
        if rule.only_for
        and all(fact in question.given for fact in rule.only_for)
        and fitting_rules(question, [rule])
        and question.missing(rule)
    ]


def fitting_rules(question: Question, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules made for this school (category, level …)."""
    return [
        rule
        for rule in rules
        if all(fits(str(question.given[fact].value), v) for fact, v in rule.only_for.items())
        and excluded_by(question, rule) is None
    ]


def excluded_by(question: Question, rule: Rule) -> str | None:
    """Return the fact that takes somebody out of a rule (年级 for 一年级), None where none does."""
    for fact, values in rule.not_for.items():
        given = question.given.get(fact)
        if given is not None and fits(str(given.value), values):
            return fact
    school = question.given.get(_SCHOOL)
    if rule.concerns and school is not None and not fits(str(school.value), rule.concerns):
        return _SCHOOL
    return None


def not_covered(question: Question, rules: Sequence[Rule]) -> Finding:
    """Return the finding that none of the rules, all made for somebody, is made for this one."""
    out = [name for rule in rules if (name := excluded_by(question, rule)) is not None]
    fact = next(iter([*out, *(name for rule in rules for name in rule.only_for)]))
    kind, given = question.scheme.vocabulary[fact], question.given[fact]
    if out:
        problem = f"“{kind.text(given.value)}”不适用条款{question.clause.id}，不奖不惩"
        return fact_finding(
            kind, given, ("not_covered", problem, "请核对，或改用别的条款"), Severity.WARNING
        )
    listed = in_words(kind.text(one) for rule in rules for one in rule.only_for.get(fact, ()))
    problem = f"“{kind.text(given.value)}”不在条款{question.clause.id}之列（{listed}），不奖不惩"
    return fact_finding(kind, given, ("not_covered", problem, "请核对名称"), Severity.WARNING)


def rule_name(clause: str, title: str) -> str:
    """Return how findings call a rule: 条款A6“综合名次达标奖”."""
    return f"条款{clause}“{title}”"


def left_out(question: Question) -> Iterator[Finding]:
    """Yield a finding for each fact nobody uses and each rule that lacks some of its facts."""
    yield from _unused(question)
    for rule in question.rules:
        missing = question.missing(rule)
        unset = [name for name in missing if name in question.scheme.parameters]
        title = rule_name(question.clause.id, rule.title)
        if unset and len(unset) == len(missing) and not _made_for_others(question, rule):
            for name in unset:
                message = f"{title}缺少参数：{question.named([name])}"
                advice = "文件中此处为空白，请向发文单位问明后填写"
                label = question.scheme.vocabulary[name].label
                found = finding_at(None, ("missing_parameter", message, advice))
                yield found._replace(found=label, topic=label)  # several rules: said once
        elif missing and _begun(question, rule) and not _pointless(question, rule):
            message = f"{title}缺少{question.named(missing)}，未计算"
            fault = ("rule_not_applied", message, "需要计算时请补上")
            yield finding_at(None, fault, Severity.WARNING)._replace(topic=title)


def _unused(question: Question) -> Iterator[Finding]:
    vocabulary, scheme = question.scheme.vocabulary, question.scheme
    known = {*question.clause.facts(question.choices), *scheme.parameters, "rank"}
    known |= {vocabulary[name].within for name in known}
    for name, fact in question.given.items():
        if name not in known:
            problem = f"与条款{question.clause.id}无关，未使用"
            fault = ("unused_fact", problem, "请核对是否填错了条款")
            yield fact_finding(vocabulary[name], fact, fault, Severity.WARNING)


def _begun(question: Question, rule: Rule) -> bool:
    """Tell whether some of a rule's own facts are given."""
    return any(
        name in question.given and name not in question.scheme.parameters
        for name in rule.needs(question.choices)
    )


def _pointless(question: Question, rule: Rule) -> bool:
    """Tell whether the rule would not apply anyway, by what is known."""
    if _made_for_others(question, rule):
        return True
    return any(
        all(name in question.given for name in condition.names)
        and not condition.holds(lambda name: exact(question.given[name].value))
        for condition in rule.when
    )


def _made_for_others(question: Question, rule: Rule) -> bool:
    """Tell whether the rule is known to be made for another school, subject …."""
    decided = all(fact in question.given for fact in rule.only_for)
    return decided and not fitting_rules(question, [rule])
