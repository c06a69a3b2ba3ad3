"""Applying a clause, or all clauses of a scheme in which the same facts mean the same."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import normalize

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.schemes.clause_evaluation import evaluate_clause
from xl_quality.schemes.fact_checks import fact_finding
from xl_quality.schemes.result import Amount, Evaluation, Line
from xl_quality.schemes.selection import TooFewFactsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from xl_quality.core.facts import Fact
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Scheme

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
    unused = _unused(scheme, applied, {**facts, **(parameters or {})}, options)
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


def _unused(
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
