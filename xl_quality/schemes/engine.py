"""Which rules of a clause the facts suffice for, and what is to be said of the others.

Applying rules one by one: bars, conditions, then the tariff.

Applying one clause to facts: lines with amounts and reasons, consequences, and findings.

Applying a clause, or all clauses of a scheme in which the same facts mean the same.

Under what a scheme is applied (计奖条件): the day, the readings, the values it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from xl_quality.core.facts import Fact
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.schemes.arithmetic import mean_place
from xl_quality.schemes.effects import CaseFacts, Miss, Outcome, Payment, Refusal, Share
from xl_quality.schemes.facts import checked, fact_finding, finding_at
from xl_quality.schemes.model import RECEIVERS
from xl_quality.schemes.results import Amount, Evaluation, Line
from xl_quality.schemes.tariffs import Speech
from xl_quality.schemes.tariffs.consequences import LowerHalf
from xl_quality.schemes.unit_kinds import fits, in_words
from xl_quality.schemes.words import Unit, exact, to_fen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from xl_quality.schemes.cases import FedCase, Feed, Take
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


def rule_code(clause: Clause, rule: Rule) -> str:
    """Return the topic of a finding about one rule: the ids of clause and rule."""
    return f"{clause.id}.{rule.id}"


def left_out(question: Question) -> Iterator[Finding]:
    """Yield a finding for each fact nobody uses and each rule that lacks some of its facts."""
    yield from _unused(question)
    for rule in question.rules:
        missing = question.missing(rule)
        unset = [name for name in missing if name in question.scheme.parameters]
        title = f"条款{question.clause.id}“{rule.title}”"
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
            yield finding_at(None, fault, Severity.WARNING)._replace(
                topic=rule_code(question.clause, rule)
            )


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


Applied = tuple["Rule", Outcome]


def apply_rules(question: Question, rules: Sequence[Rule]) -> tuple[list[Applied], list[Finding]]:
    """Apply every rule whose facts are there; none depends on what another yields."""
    barred = _bar(question, rules[0].scope)
    if barred:
        return [(rules[0], Miss(barred, barred=True))], []
    fitting = fitting_rules(question, rules)
    if not fitting:
        finding = not_covered(question, rules)
        return [(rule, Miss(finding.message)) for rule in rules[:1]], [finding]
    done: list[Applied] = []
    findings: list[Finding] = []
    for rule in fitting:
        for effect in _effects(question, rule):
            if isinstance(effect, Refusal):
                findings.append(_refused(question, rule, effect))
                continue
            done.append((rule, effect))
            if isinstance(effect, Miss) and effect.doubtful:
                findings.append(_no_match(question, rule, effect))
    return done, findings


def _no_match(question: Question, rule: Rule, miss: Miss) -> Finding:
    """Say at the last of a rule's facts (奖次) that no row of the rule has them together."""
    fact = question.given[[*rule.needs(question.choices)][-1]]
    fault = ("no_match", miss.why, "请核对写法；本来就不奖的，不用处理")
    return finding_at(fact, fault, Severity.WARNING)


def _bar(question: Question, scope: str) -> str:
    """Return why nothing at all is paid by this clause, ``""`` where nothing bars it."""
    for bar in question.clause.bars:
        names = [name for condition in bar.when for name in condition.names]
        case = _case(question, scope, names)
        known = all(name in question.given for name in names)
        if known and all(condition.holds(case.number) for condition in bar.when):
            speech = Speech(case.vocabulary, case.unit)
            words = "且".join(map(speech.condition, bar.when))
            return f"{case.say(())}：{words}，{bar.why}"
    return ""


def _case(question: Question, scope: str, context: Sequence[str]) -> CaseFacts:
    scheme = question.scheme
    names = (*question.context, *context)
    return CaseFacts(question.given, scheme.vocabulary, question.clause.unit, scope, names)


def _effects(question: Question, rule: Rule) -> Sequence[Outcome | Refusal]:
    conditions = [name for condition in rule.when for name in condition.names]
    case = _case(question, rule.scope, [*rule.only_for, *rule.not_for, *conditions])
    unmet = [condition for condition in rule.when if not condition.holds(case.number)]
    if not unmet:
        return rule.tariff(question.choices).apply(case)
    speech = Speech(case.vocabulary, case.unit)
    words = "且".join(speech.condition(condition) for condition in unmet)
    tariff = rule.tariff(question.choices)
    nobody = tariff.name if isinstance(tariff, LowerHalf) else ""
    return [Miss(f"{case.say(())}：不满足“{words}”，{rule.title}不适用", nobody=nobody)]


def _refused(question: Question, rule: Rule, refusal: Refusal) -> Finding:
    message = f"条款{question.clause.id}“{rule.title}”：{refusal.message}"
    fact = question.given.get(refusal.fact)
    return finding_at(fact, (refusal.code, message, refusal.suggestion))


def evaluate_clause(
    scheme: Scheme,
    clause_id: str,
    facts: Mapping[str, Fact],
    *,
    on: date,
    options: Mapping[str, str] | None = None,
    parameters: Mapping[str, Fact] | None = None,
) -> Evaluation:
    """
    Apply the rules of a clause for which the facts suffice (条款计奖).

    Args:
        scheme: as loaded.
        clause_id: e.g. ``A6``.
        facts: by name; parameters of the scheme may be among them.
        on: the day the result is reckoned for; it decides which version is in force.
        options: readings chosen; the others keep their default.
        parameters: values of the scheme's parameters.

    Raises:
        BadInputError: there is no such clause or option, a fact cannot be used, an amount is out
            of its range, or a parameter is missing; `findings` holds all of it.
        TooFewFactsError: the facts suffice for no rule of the clause.
    """
    clause, choices = scheme.clause(clause_id, on), scheme.choices(options)
    given, findings = checked({**facts, **(parameters or {})}, scheme.vocabulary)
    findings += _twice(facts, parameters or {})
    _refuse(findings)
    question = _with_mean_rank(Question(scheme, clause, choices, given))
    findings += left_out(question)
    _refuse(findings)
    done, found = apply_rules(question, ready_rules(question))
    findings += found
    _refuse(findings)
    return _evaluation(question, done, findings)


def _refuse(findings: Sequence[Finding]) -> None:
    if any(one.severity is Severity.ERROR for one in findings):
        raise BadInputError.of(findings)


def _twice(facts: Mapping[str, Fact], parameters: Mapping[str, Fact]) -> list[Finding]:
    return [
        finding_at(fact, ("given_twice", f"“{name}”填了两个不同的值", "请只保留一个"))
        for name, fact in facts.items()
        if name in parameters and parameters[name].value != fact.value
    ]


def _with_mean_rank(question: Question) -> Question:
    """Let the mean of several ranks stand for the rank, where the clause says so."""
    several = question.given.get(question.clause.mean_rank_of)
    if several is None or not isinstance(several.value, tuple):
        return question
    mean = Fact(mean_place([int(exact(rank)) for rank in several.value]))
    single = question.given.get("rank", mean)
    if single.value != mean.value:
        fault = f"名次填的是{single.value}，各科名次的平均却是第{mean.value}名"
        _refuse([finding_at(single, ("rank_contradicts_ranks", fault, "请只填一种"))])
    given = {**question.given, "rank": mean}
    return replace(question, given=given, context=(question.clause.mean_rank_of,))


def _evaluation(question: Question, done: Sequence[Applied], findings: list[Finding]) -> Evaluation:
    hits = [(rule, effect) for rule, effect in done if not isinstance(effect, Miss)]
    misses = [effect for _, effect in done if isinstance(effect, Miss)]
    clashing = _conflicts(hits)
    lines = tuple(_line(question, rule, effect, clashing) for rule, effect in hits or done)
    if clashing:
        message = f"条款{question.clause.id}：同一结果既奖又罚，两笔都已列出"
        fault = ("reward_and_penalty", message, "参评单位较少，请确认是否两笔都执行")
        findings.append(finding_at(None, fault, Severity.WARNING))
    return Evaluation(
        question.scheme.id,
        question.clause.id,
        question.clause.unit,
        lines,
        tuple(miss.why for miss in misses),
        tuple(findings),
        barred=any(miss.barred for miss in misses),
        nobody=tuple(miss.nobody for miss in misses if miss.nobody),
    )


def _line(question: Question, rule: Rule, effect: Outcome, clashing: Collection[str]) -> Line:
    amount = effect.amount if isinstance(effect, Payment) else Fraction()
    receiver = ""
    if isinstance(effect, Share) and rule.payee == RECEIVERS:
        amount, receiver = Fraction(effect.size), effect.name
    needed, used = rule.needs(question.choices), rule.uses(question.choices)
    facts = [
        question.given[name]
        for name in (*question.context, *needed, *used)
        if name in question.given
    ]
    return Line(
        clause=question.clause.id,
        rule=rule.id,
        title=rule.title,
        payee=rule.payee,
        amount=to_fen(amount) if question.clause.unit is Unit.YUAN else amount,
        effect=effect,
        sources=tuple(dict.fromkeys(fact.source for fact in facts if fact.source)),
        conflict=bool(amount) and rule.about in clashing,
        receiver=receiver,
    )


def _conflicts(hits: Sequence[Applied]) -> list[str]:
    """Return the results that are both rewarded and penalised."""
    amounts: dict[str, list[Fraction]] = {}
    for rule, effect in hits:
        if isinstance(effect, Payment):
            amounts.setdefault(rule.about, []).append(effect.amount)
    return [about for about, some in amounts.items() if min(some) < 0 < max(some)]


__all__ = ["Amount", "Evaluation", "Line", "evaluate"]

_OF_ONE_CLAUSE = {"unused_fact", "not_covered", "rule_not_applied"}
"""Findings that say nothing where the clause is one of several tried."""


def evaluate(
    scheme: Scheme,
    clause_id: str,
    facts: Mapping[str, Fact],
    *,
    on: date,
    options: Mapping[str, str] | None = None,
    parameters: Mapping[str, Fact] | None = None,
) -> Evaluation:
    """
    Apply a clause, or every clause of a scheme for which the facts suffice (条款计奖).

    Args:
        scheme: as loaded.
        clause_id: e.g. ``A6``, in any case; the scheme's `group` (``F``) stands for all its
            clauses. The letter of a scheme without one (``D``) stands for the clause that the
            facts mean: whichever uses all of them, as long as all that do yield the same.
        facts: by name; parameters of the scheme may be among them.
        on: the day the result is reckoned for; it decides which version is in force.
        options: readings chosen; the others keep their default.
        parameters: values of the scheme's parameters.

    Raises:
        BadInputError: see `evaluate_clause`.
        TooFewFactsError: the facts suffice for no rule of the clause, or of any clause.
    """
    clause_id = own_id(scheme, clause_id)
    if _is_letter(scheme, clause_id):
        return _meant(scheme, clause_id, facts, on=on, options=options, parameters=parameters)
    if not scheme.group or clause_id != scheme.group:
        return evaluate_clause(
            scheme, clause_id, facts, on=on, options=options, parameters=parameters
        )
    found: list[Evaluation] = []
    refusals: list[TooFewFactsError] = []
    for one in dict.fromkeys(clause.id for clause in scheme.clauses if clause.in_force(on)):
        try:
            found.append(
                evaluate_clause(scheme, one, facts, on=on, options=options, parameters=parameters)
            )
        except TooFewFactsError as error:
            refusals.append(error)
    if not found:
        message = "；".join(map(str, refusals)) or f"方案“{scheme.title}”在{on}没有生效的条款"
        raise TooFewFactsError(message, pointless=all(one.pointless for one in refusals))
    applied = [clause.clause for clause in found]
    unused = _evaluation_unused(scheme, applied, {**facts, **(parameters or {})}, options)
    return _merged(scheme, found, list(unused))


def own_id(scheme: Scheme, clause_id: str) -> str:
    """Return a clause's id as the scheme writes it: ``a6`` and full-width ``Ａ６`` are ``A6``."""
    said = normalize("NFKC", clause_id).strip().casefold()
    ids = [*(clause.id for clause in scheme.clauses), scheme.group]
    letters = [one.rstrip("0123456789") for one in ids]
    return next((one for one in [*ids, *letters] if one and one.casefold() == said), clause_id)


def _is_letter(scheme: Scheme, clause_id: str) -> bool:
    """Tell whether an id is what the ids of all clauses have in front of their number."""
    ids = {clause.id for clause in scheme.clauses}
    return (
        bool(clause_id)
        and clause_id not in {*ids, scheme.group}
        and all(one.removeprefix(clause_id).isdecimal() for one in ids)
    )


def _meant(
    scheme: Scheme,
    letter: str,
    facts: Mapping[str, Fact],
    *,
    on: date,
    options: Mapping[str, str] | None,
    parameters: Mapping[str, Fact] | None,
) -> Evaluation:
    """Return what the clauses that use all the facts yield, where they agree.

    Raises:
        BadInputError: none uses them all, or some that do yield different results.
    """
    found: list[Evaluation] = []
    refused: dict[str, BadInputError] = {}
    for one in dict.fromkeys(clause.id for clause in scheme.clauses if clause.in_force(on)):
        try:
            result = evaluate_clause(
                scheme, one, facts, on=on, options=options, parameters=parameters
            )
        except TooFewFactsError:
            continue
        except BadInputError as error:
            if not any(finding.code == "unused_fact" for finding in error.findings):
                refused[one] = error
            continue
        if not {finding.code for finding in result.findings} & {"unused_fact", "not_covered"}:
            found.append(result)
    if refused and not found:
        raise next(iter(refused.values()))
    results = [(one.amount, one.outcomes) for one in found]
    if not found or refused or any(one != results[0] for one in results):
        raise BadInputError(_which(scheme, letter, [*(one.clause for one in found), *refused], on))
    return found[0]


def _which(scheme: Scheme, letter: str, possible: Sequence[str], on: date) -> str:
    """Ask which clause is meant, with the titles of those that may be."""
    titles = {clause.id: clause.title for clause in scheme.clauses if clause.in_force(on)}
    if possible:
        named = "、".join(f"{one} {titles[one]}" for one in sorted(possible, key=[*titles].index))
        return f"只写“{letter}”分不清是哪一条，请写明：{named}"
    named = "、".join(f"{one} {title}" for one, title in titles.items())
    return f"所写的事实不合“{letter}”的任何一条，请写明条款并核对事实，有：{named}"


def _evaluation_unused(
    scheme: Scheme,
    applied: Sequence[str],
    facts: Mapping[str, Fact],
    options: Mapping[str, str] | None,
) -> Iterator[Finding]:
    choices = scheme.choices(options)
    clauses = [clause for clause in scheme.clauses if clause.id in applied]
    known = {name for clause in clauses for name in clause.facts(choices)} | {"rank", "of"}
    for name, fact in facts.items():
        if name not in known and name not in scheme.parameters:
            problem = f"与已计算的条款（{'、'.join(applied)}）无关，未使用"
            fault = ("unused_fact", problem, "请核对，或补上所需的其他事实")
            yield fact_finding(scheme.vocabulary[name], fact, fault, Severity.WARNING)


def _merged(scheme: Scheme, found: Sequence[Evaluation], unused: Sequence[Finding]) -> Evaluation:
    hits = [one for one in found if _yields(one)]
    missed = [one for one in found if not _yields(one)]
    findings = [f for one in found for f in one.findings if f.code not in _OF_ONE_CLAUSE]
    return Evaluation(
        scheme.id,
        scheme.group,
        found[0].unit,
        tuple(chain.from_iterable(one.lines for one in hits or found)),
        tuple(
            dict.fromkeys(
                [why for one in found for why in one.passed_over]
                + [line.why for one in missed for line in one.lines]
            )
        ),
        (*findings, *unused),
        barred=any(one.barred for one in found),
    )


def _yields(one: Evaluation) -> bool:
    return bool(one.consequences or one.shares or one.indicators or one.amount)


class Terms(NamedTuple):
    """Under what a scheme is applied.

    Attributes:
        on: the day that decides which clauses are in force.
        options: readings chosen, the others at their default.
        parameters: values the scheme asks for.
    """

    on: date
    options: Mapping[str, str]
    parameters: Mapping[str, Fact]

    def judged(self, scheme: Scheme, case: FedCase) -> Evaluation:
        """
        Return what the clause of a case yields for it.

        Raises:
            BadInputError: see `schemes.evaluation.evaluate`.
        """
        own = {name: value for name, value in self.parameters.items() if name not in case.facts}
        return evaluate(
            scheme, case.clause, case.facts, on=self.on, options=self.options, parameters=own
        )

    def takes(self, scheme: Scheme) -> Iterator[tuple[Feed, Take]]:
        """Yield what the clauses in force take from lists under the readings chosen."""
        in_force, choices = self.in_force(scheme), scheme.choices(self.options)
        for feed in scheme.feeds:
            for take in feed.takes if feed.clause in in_force else ():
                if take.in_use(choices):
                    yield feed, take

    def in_force(self, scheme: Scheme) -> set[str]:
        """Return the ids of the clauses that hold on the day."""
        return {clause.id for clause in scheme.clauses if clause.in_force(self.on)}
