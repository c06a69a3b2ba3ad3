"""Applying one clause to facts: lines with amounts and reasons, consequences, and findings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.core.facts import Fact
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.application import apply_rules
from xl_quality.schemes.arithmetic import mean_place
from xl_quality.schemes.effects import Miss, Payment, Share
from xl_quality.schemes.fact_checks import checked, finding_at
from xl_quality.schemes.model import RECEIVERS
from xl_quality.schemes.result import Evaluation, Line
from xl_quality.schemes.selection import Question, left_out, ready_rules
from xl_quality.schemes.vocabulary import exact
from xl_quality.schemes.words import Unit, to_fen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from xl_quality.schemes.application import Applied
    from xl_quality.schemes.effects import Outcome
    from xl_quality.schemes.model import Rule, Scheme


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
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise BadInputError("；".join(one.message for one in errors), findings)


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
