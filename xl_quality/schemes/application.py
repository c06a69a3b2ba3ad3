"""Applying rules one by one: bars, conditions, then the tariff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.schemes.case import Case
from xl_quality.schemes.effects import Miss, Outcome, Refusal
from xl_quality.schemes.fact_checks import finding_at
from xl_quality.schemes.selection import fitting_rules, not_covered
from xl_quality.schemes.tariffs import Speech
from xl_quality.schemes.tariffs.consequences import LowerHalf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Rule
    from xl_quality.schemes.selection import Question

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


def _case(question: Question, scope: str, context: Sequence[str]) -> Case:
    scheme = question.scheme
    names = (*question.context, *context)
    return Case(question.given, scheme.vocabulary, question.clause.unit, scope, names)


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
