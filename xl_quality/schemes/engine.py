"""Applying a scheme (计奖): a clause, or all that the facts suffice for, under the terms of a run.

The way of one clause: facts are checked, the rules in use that lack no fact are picked out, a bar
may stop them all, then each rule whose conditions hold applies its tariff; none depends on what
another yields. What is odd but no obstacle becomes a finding beside the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from xl_quality.core.facts import Fact
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.core.ranking import rounded_figure
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import mean_place, names_in
from xl_quality.schemes.cases import Case, CaseSource, FactSource, fits, in_words
from xl_quality.schemes.fact_checks import at_fact, checked_facts
from xl_quality.schemes.model import RECEIVERS, SCHOOL, Clause, Rule, Scheme
from xl_quality.schemes.results import (
    CaseFacts,
    Evaluation,
    Line,
    Miss,
    Outcome,
    Payment,
    Reason,
    Refusal,
    Share,
)
from xl_quality.schemes.tariffs import Speech
from xl_quality.schemes.tariffs.consequences import LowerHalf
from xl_quality.schemes.words import Unit, exact, number_text, to_fen

if TYPE_CHECKING:
    from datetime import date


_OF_ONE_CLAUSE: Final = {"unused_fact", "not_covered", "rule_not_applied"}
"""Findings that say nothing where the clause is one of several tried."""
_NOT_MEANT: Final = {"unused_fact", "not_covered"}
"""Findings that say that a clause is not the one that the facts mean."""


class TooFewFactsError(BadInputError):
    """The facts given suffice for no rule of the clause; the message names those wanted."""

    def __init__(self, message: str, *, pointless: bool, missing: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.pointless = pointless  # no rule would apply anyway, by the facts that are known
        # names of the facts wanted, of all rules that come into question
        self.missing = tuple(dict.fromkeys(missing))


class Terms(NamedTuple):
    """Under what a scheme is applied (计奖条件)."""

    on: date  # the day that decides which clauses are in force
    options: Mapping[str, str] = MappingProxyType({})  # readings chosen, others at their default
    parameters: Mapping[str, Fact] = MappingProxyType({})  # values the scheme asks for

    def takes(self, scheme: Scheme) -> Iterator[tuple[CaseSource, FactSource]]:
        """Yield what the clauses in force take from lists under the readings chosen."""
        in_force, choices = self.in_force(scheme), scheme.choices(self.options)
        for feed in scheme.feeds:
            for take in feed.takes if feed.clause in in_force else ():
                if take.in_use(choices):
                    yield feed, take

    def in_force(self, scheme: Scheme) -> dict[str, Clause]:
        """Return the clauses that hold on the day, by id, in the scheme's order."""
        return {clause.id: clause for clause in scheme.clauses if clause.in_force(self.on)}


Judge = Callable[["Case"], Evaluation]
"""Returns what the clause of a case yields for it, or raises as `evaluate` does."""


def judge_of(scheme: Scheme, terms: Terms) -> Judge:
    """Return what judges the cases of one run: what was judged before is known.

    Some clauses count or share out what others yield, so that their cases come up again.
    """

    @cache
    def judged(clause: str, facts: tuple[tuple[str, Fact], ...]) -> Evaluation:
        given = dict(facts)
        own = {name: value for name, value in terms.parameters.items() if name not in given}
        return _evaluation(scheme, clause, given, terms._replace(parameters=own))

    return lambda case: judged(case.clause, tuple(case.facts.items()))


def evaluate(
    scheme: Scheme,
    clause_id: str,
    facts: Mapping[str, Fact],
    *,
    on: date,
    options: Mapping[str, str] | None = None,
    parameters: Mapping[str, Fact] | None = None,
) -> Evaluation:
    """Apply a clause, or every clause of a scheme for which the facts suffice (条款计奖).

    Args:
        scheme: as loaded.
        clause_id: e.g. ``A6``, in any case; the scheme's `group` (``F``) stands for all its
            clauses. The letter of a scheme without one (``D``) stands for the clause that the
            facts mean: whichever uses all of them, as long as all that do yield the same.
        facts: by name; parameters of the scheme may be among them.
        on: the day the result is computed for; it decides which version is in force.
        options: readings chosen; the others keep their default.
        parameters: values of the scheme's parameters.

    Raises:
        BadInputError: there is no such clause or option, a fact cannot be used, an amount is out
            of its range, or a parameter is missing; `findings` holds all of it.
        TooFewFactsError: the facts suffice for no rule of the clause, or of any clause.
    """
    return _evaluation(scheme, clause_id, facts, Terms(on, options or {}, parameters or {}))


def _evaluation(
    scheme: Scheme, clause_id: str, facts: Mapping[str, Fact], terms: Terms
) -> Evaluation:
    clause_id = own_id(scheme, clause_id)
    if _is_letter(scheme, clause_id):
        return _of_clause_meant(scheme, clause_id, facts, terms)
    if scheme.group and clause_id == scheme.group:
        return _of_group(scheme, facts, terms)
    return _of_clause(scheme, clause_id, facts, terms)


def own_id(scheme: Scheme, clause_id: str) -> str:
    """Return a clause's id as the scheme writes it: ``a6`` and full-width ``Ａ６`` are ``A6``."""
    wanted = normalize("NFKC", clause_id).strip().casefold()
    ids = [*(clause.id for clause in scheme.clauses), scheme.group]
    letters = [one.rstrip("0123456789") for one in ids]
    return next((one for one in [*ids, *letters] if one and one.casefold() == wanted), clause_id)


def _is_letter(scheme: Scheme, clause_id: str) -> bool:
    """Tell whether an id is what the ids of all clauses have in front of their number."""
    return clause_id not in {"", scheme.group} and all(
        clause.id.removeprefix(clause_id).isdecimal() for clause in scheme.clauses
    )


def _of_group(scheme: Scheme, facts: Mapping[str, Fact], terms: Terms) -> Evaluation:
    """Apply every clause that the facts suffice for, and bring the results together."""
    results: list[Evaluation] = []
    refusals: list[TooFewFactsError] = []
    for clause_id in terms.in_force(scheme):
        try:
            results.append(_of_clause(scheme, clause_id, facts, terms))
        except TooFewFactsError as error:
            refusals.append(error)
    if not results:
        message = "；".join(map(str, refusals)) or f"方案“{scheme.title}”在{terms.on}没有生效的条款"
        raise TooFewFactsError(message, pointless=all(refusal.pointless for refusal in refusals))
    hits = [result for result in results if result.yields]
    missed = [line.effect.reason for one in results if not one.yields for line in one.lines]
    findings = [f for one in results for f in one.findings if f.code not in _OF_ONE_CLAUSE]
    return Evaluation(
        scheme=scheme.id,
        clause=scheme.group,
        unit=results[0].unit,
        lines=tuple(chain.from_iterable(one.lines for one in hits or results)),
        passed_over=tuple(
            dict.fromkeys([*chain.from_iterable(result.passed_over for result in results), *missed])
        ),
        findings=(*findings, *_used_by_none(scheme, results, facts, terms)),
        barred=any(result.barred for result in results),
    )


def _used_by_none(
    scheme: Scheme, results: Sequence[Evaluation], facts: Mapping[str, Fact], terms: Terms
) -> Iterator[Finding]:
    choices, applied = scheme.choices(terms.options), [result.clause for result in results]
    clauses = [clause for clause in scheme.clauses if clause.id in applied]
    used = {name for clause in clauses for name in clause.facts(choices)} | {"rank", "of"}
    for name, fact in {**facts, **terms.parameters}.items():
        if name not in used and name not in scheme.parameters:
            known = scheme.vocabulary[name]
            yield at_fact(kinds.UNUSED_BY_ALL, fact, known, clauses="、".join(applied))


def _of_clause_meant(
    scheme: Scheme, letter: str, facts: Mapping[str, Fact], terms: Terms
) -> Evaluation:
    """Return what the clauses that use all the facts yield, where they agree.

    Raises:
        BadInputError: none uses them all, or some that do yield different results.
    """
    results: list[Evaluation] = []
    refused: dict[str, BadInputError] = {}
    for clause_id in terms.in_force(scheme):
        try:
            result = _of_clause(scheme, clause_id, facts, terms)
        except TooFewFactsError:
            pass
        except BadInputError as error:
            if not any(finding.code == "unused_fact" for finding in error.findings):
                refused[clause_id] = error
        else:
            if not {finding.code for finding in result.findings} & _NOT_MEANT:
                results.append(result)
    if refused and not results:
        raise next(iter(refused.values()))
    different = any(
        (one.amount, one.outcomes) != (results[0].amount, results[0].outcomes) for one in results
    )
    if not results or refused or different:
        possible = {*(result.clause for result in results), *refused}
        raise BadInputError(_which(letter, possible, terms.in_force(scheme)))
    return results[0]


def _which(letter: str, possible: Iterable[str], in_force: Mapping[str, Clause]) -> str:
    """Ask which clause is meant, with the titles of those that may be."""
    asked = [one for one in in_force.values() if one.id in possible] or [*in_force.values()]
    named = "、".join(f"{clause.id} {clause.title}" for clause in asked)
    if possible:
        return f"只写“{letter}”分不清是哪一条，请写明：{named}"
    return f"所写的事实不合“{letter}”的任何一条，请写明条款并核对事实，有：{named}"


def _of_clause(
    scheme: Scheme, clause_id: str, facts: Mapping[str, Fact], terms: Terms
) -> Evaluation:
    """Apply the rules of a clause for which the facts suffice."""
    clause, choices = scheme.clause(clause_id, terms.on), scheme.choices(terms.options)
    given, findings = checked_facts({**facts, **terms.parameters}, scheme.vocabulary)
    findings += [
        at_fact(kinds.GIVEN_TWICE, fact, name=name)
        for name, fact in facts.items()
        if name in terms.parameters and terms.parameters[name].value != fact.value
    ]
    _refuse(findings)
    question = _with_mean_rank(Question(scheme, clause, choices, given))
    findings += _left_out(question)
    _refuse(findings)
    applied, odd = _apply_rules(question, _ready_rules(question))
    findings += odd
    _refuse(findings)
    return _result(question, applied, findings)


def _refuse(findings: Sequence[Finding]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise BadInputError.of(findings)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a scheme: a clause, the readings chosen, the checked facts."""

    # scheme, clause: what is applied
    scheme: Scheme
    clause: Clause
    choices: Mapping[str, str]  # the value of every option
    given: Mapping[str, Fact]  # facts and parameters by name, checked
    context: tuple[str, ...] = ()  # facts that were turned into others, named first in every reason

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

    def fits(self, rule: Rule) -> bool:
        """Tell whether a rule is made for this school (category, level …)."""
        return self.excluded_by(rule) is None and all(
            fits(str(self.given[fact].value), values) for fact, values in rule.only_for.items()
        )

    def excluded_by(self, rule: Rule) -> str | None:
        """Return the fact that takes somebody out of a rule (年级 for 一年级), else None."""
        for fact, values in rule.not_for.items():
            given = self.given.get(fact)
            if given is not None and fits(str(given.value), values):
                return fact
        school = self.given.get(SCHOOL)
        if rule.concerns and school is not None and not fits(str(school.value), rule.concerns):
            return SCHOOL
        return None

    def is_begun(self, rule: Rule) -> bool:
        """Tell whether some of a rule's own facts are given."""
        return any(
            name in self.given and name not in self.scheme.parameters
            for name in rule.needs(self.choices)
        )

    def is_decided(self, rule: Rule) -> bool:
        """Tell whether it is known for whom of schools, subjects … a rule is made."""
        return all(fact in self.given for fact in rule.only_for)

    def is_for_others(self, rule: Rule) -> bool:
        """Tell whether the rule is known to be made for another school, subject …."""
        return self.is_decided(rule) and not self.fits(rule)

    def is_pointless(self, rule: Rule) -> bool:
        """Tell whether the rule would not apply anyway, by what is known."""
        return self.is_for_others(rule) or any(
            all(name in self.given for name in condition.names)
            and not condition.holds(lambda name: exact(self.given[name].value))
            for condition in rule.when
        )

    def case(self, scope: str, context: Sequence[str]) -> CaseFacts:
        """Return the facts as a tariff sees them, *context* beside those of the question."""
        names = (*self.context, *context)
        vocabulary = self.scheme.names_by(self.choices)
        return CaseFacts(self.given, vocabulary, self.clause.unit, scope, names)


def _with_mean_rank(question: Question) -> Question:
    """Let the mean of several ranks stand for the rank, where the clause says so."""
    several = question.given.get(question.clause.mean_rank_of)
    if several is None or not isinstance(several.value, tuple):
        return question
    places = [int(exact(rank)) for rank in several.value]
    mean = Fact(mean_place(places), made_of=_mean_told(places))
    single = question.given.get("rank", mean)
    if single.value != mean.value:
        told = at_fact(kinds.RANK_CONTRADICTS_RANKS, single, rank=single.value, mean=mean.value)
        _refuse([told])
    if len(several.value) == 1:  # no mean to show: the place itself, with its cell
        own = {**question.given, "rank": several._replace(value=mean.value)}
        return replace(question, given=own, context=("rank",))
    given = {**question.given, "rank": mean}
    return replace(question, given=given, context=(question.clause.mean_rank_of,))


def _mean_told(places: Sequence[int]) -> str:
    """Return the mean of places before it is rounded, to two decimals: 平均18.5，四舍五入.

    >>> _mean_told([18, 19]), _mean_told([1, 2, 2]), _mean_told([22, 22])
    ('平均18.5，四舍五入', '平均1.67，四舍五入', '平均22')
    """
    mean = Fraction(sum(places), len(places))
    shown = number_text(Fraction(str(rounded_figure(mean, 2))))
    return f"平均{shown}" + ("" if mean.denominator == 1 else "，四舍五入")


def rule_code(clause: Clause, rule: Rule) -> str:
    """Return the topic of a finding about one rule: the ids of clause and rule."""
    return f"{clause.id}.{rule.id}"


def _left_out(question: Question) -> Iterator[Finding]:
    """Yield a finding for each fact nobody uses and each rule that lacks some of its facts."""
    clause, vocabulary = question.clause, question.scheme.vocabulary
    used = {*clause.facts(question.choices), *question.scheme.parameters, "rank"}
    used |= {vocabulary[name].within for name in used}
    for name, fact in question.given.items():
        if name not in used:
            yield at_fact(kinds.UNUSED_FACT, fact, vocabulary[name], clause=clause.id)
    for rule in question.rules:
        missing = question.missing(rule)
        unset = [name for name in missing if name in question.scheme.parameters]
        if unset and len(unset) == len(missing) and not question.is_for_others(rule):
            for name in unset:
                label = vocabulary[name].label
                yield kinds.MISSING_PARAMETER.at(
                    found=label,
                    topic=label,  # several rules may lack it: said once
                    clause=clause.id,
                    rule=rule.title,
                    parameter=question.named([name]),
                )
        elif missing and question.is_begun(rule) and not question.is_pointless(rule):
            yield kinds.RULE_NOT_APPLIED.at(
                topic=rule_code(clause, rule),
                clause=clause.id,
                rule=rule.title,
                missing=question.named(missing),
            )


def _ready_rules(question: Question) -> list[Rule]:
    """Return the rules whose facts are all there.

    Raises:
        TooFewFactsError: there is none, or none made for this one (category, school …) where
            another rule is and lacks a fact; the message names the facts wanted.
    """
    ready = [rule for rule in question.rules if not question.missing(rule)]
    lacking = [
        rule
        for rule in question.rules
        if rule.only_for
        and question.is_decided(rule)
        and question.fits(rule)
        and question.missing(rule)
    ]
    if any(map(question.fits, ready)) or (ready and not lacking):
        return ready
    begun = lacking or [rule for rule in question.ways if question.is_begun(rule)] or question.ways
    ways = dict.fromkeys(question.named(question.missing(rule)) for rule in begun)
    message = f"条款{question.clause.id}缺少：{'；或：'.join(way for way in ways if way)}，未计算"
    pointless = all(question.is_pointless(rule) for rule in question.rules)
    missing = [name for rule in begun for name in question.missing(rule)]
    raise TooFewFactsError(message, pointless=pointless, missing=missing)


Applied = tuple["Rule", Outcome]  # A rule and one thing that it yields


def _apply_rules(question: Question, rules: Sequence[Rule]) -> tuple[list[Applied], list[Finding]]:
    """Apply every rule whose facts are there; none depends on what another yields."""
    barred = _bar(question, rules[0].scope)
    if barred is not None:
        return [(rules[0], Miss(barred, barred=True))], []
    fitting = [rule for rule in rules if question.fits(rule)]
    if not fitting:
        finding = _not_covered(question, rules)
        return [(rule, Miss(Reason(outcome=finding.text))) for rule in rules[:1]], [finding]
    applied: list[Applied] = []
    findings: list[Finding] = []
    for rule in fitting:
        for effect in _effects(question, rule):
            if isinstance(effect, Refusal):
                names = {"clause": question.clause.id, "rule": rule.title}
                fact = question.given.get(effect.fact)
                findings.append(at_fact(effect.kind, fact, **names, **effect.facts))
            else:
                applied.append((rule, effect))
            if isinstance(effect, Miss) and effect.doubtful:
                last = [*rule.needs(question.choices)][-1]  # 奖次: what a slip is likeliest in
                findings.append(at_fact(kinds.NO_MATCH, question.given[last], reason=effect.reason))
    return applied, findings


def _not_covered(question: Question, rules: Sequence[Rule]) -> Finding:
    """Return the finding that none of the rules, all made for somebody, is made for this one."""
    excluding = [name for rule in rules if (name := question.excluded_by(rule)) is not None]
    name = next(iter([*excluding, *(fact for rule in rules for fact in rule.only_for)]))
    known, fact = question.scheme.vocabulary[name], question.given[name]
    value, clause = known.text(fact.value), question.clause.id
    if excluding:
        return at_fact(kinds.EXCLUDED, fact, known, value=value, clause=clause)
    listed = in_words(known.text(one) for rule in rules for one in rule.only_for.get(name, ()))
    return at_fact(kinds.NOT_COVERED, fact, known, value=value, clause=clause, listed=listed)


def _bar(question: Question, scope: str) -> Reason | None:
    """Return why nothing at all is paid by this clause, None where nothing bars it."""
    for bar in question.clause.bars:
        names = names_in(bar.when)
        case = question.case(scope, names)
        known = all(name in question.given for name in names)
        if known and all(condition.holds(case.number) for condition in bar.when):
            words = Speech(case.vocabulary, case.unit).conditions(bar.when)
            return case.reason(()).so(f"{words}，{bar.why}")
    return None


def _effects(question: Question, rule: Rule) -> Sequence[Outcome | Refusal]:
    case = question.case(rule.scope, [*rule.only_for, *rule.not_for, *names_in(rule.when)])
    tariff = rule.tariff(question.choices)
    unmet = [condition for condition in rule.when if not condition.holds(case.number)]
    if not unmet:
        return tariff.apply(case)
    words = Speech(case.vocabulary, case.unit).conditions(unmet)
    nobody = tariff.name if isinstance(tariff, LowerHalf) else ""
    reason = case.reason(()).so(f"不满足“{words}”，{rule.title}不适用")
    return [Miss(reason, nobody=nobody)]


def _result(
    question: Question, applied: Sequence[Applied], findings: Sequence[Finding]
) -> Evaluation:
    hits: list[Applied] = [one for one in applied if not isinstance(one[1], Miss)]
    misses = [effect for _, effect in applied if isinstance(effect, Miss)]
    amounts: dict[str, list[Fraction]] = {}
    for rule, effect in hits:
        if isinstance(effect, Payment):
            amounts.setdefault(rule.about, []).append(effect.amount)
    clashing = [judged for judged, own in amounts.items() if min(own) < 0 < max(own)]
    lines = []
    for rule, effect in hits or applied:
        line = _line(question, rule, effect)
        lines.append(replace(line, conflict=bool(line.amount) and rule.about in clashing))
    clash = [kinds.REWARD_AND_PENALTY.at(clause=question.clause.id)] if clashing else []
    return Evaluation(
        scheme=question.scheme.id,
        clause=question.clause.id,
        unit=question.clause.unit,
        lines=tuple(lines),
        passed_over=tuple(miss.reason for miss in misses),
        findings=(*findings, *clash),
        barred=any(miss.barred for miss in misses),
        nobody=tuple(miss.nobody for miss in misses if miss.nobody),
    )


def _line(question: Question, rule: Rule, effect: Outcome) -> Line:
    amount, receiver = effect.amount if isinstance(effect, Payment) else Fraction(), ""
    if isinstance(effect, Share) and rule.payee == RECEIVERS:
        amount, receiver = Fraction(effect.size), effect.name
    names = (*question.context, *rule.needs(question.choices), *rule.uses(question.choices))
    facts = [question.given[name] for name in names if name in question.given]
    return Line(
        clause=question.clause.id,
        rule=rule.id,
        title=rule.title,
        payee=rule.payee,
        amount=to_fen(amount) if question.clause.unit is Unit.YUAN else amount,
        effect=effect,
        sources=tuple(dict.fromkeys(fact.source for fact in facts if fact.source)),
        receiver=receiver,
    )
