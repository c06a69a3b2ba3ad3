"""Rates that were written as per cent without the sign: 95 for 95%; never by a silent guess."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.fact_checks import fact_finding
from xl_quality.schemes.vocabulary import FactKind, Kind, exact

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xl_quality.core.facts import Fact
    from xl_quality.schemes.vocabulary import Vocabulary

_WHOLE: Final = 100
_DOUBTFUL: Final = 2
"""A cell between 1 and 2 may be 101% as a share or 1.01 as per cent."""


def as_shares(
    facts: Mapping[str, Fact], vocabulary: Vocabulary, signed: Collection[str] = ()
) -> tuple[dict[str, Fact], list[Finding]]:
    """
    Return facts whose rates are shares of 1 (比率换算).

    Rates of one case are written one way: where one of them is over 1, all are per cent.

    Args:
        facts: by name; only rates change.
        vocabulary: the meaning of every name.
        signed: names whose ``%`` was read; they are shares already.

    Returns:
        The facts, and a note on each rate that was divided by 100; an error where some rates are
        over 1 and others under it, or one is over 100, or a cell stands between 1 and 2.
    """
    bare = {name: fact for name, fact in facts.items() if _is_bare(name, fact, vocabulary, signed)}
    if all(exact(fact.value) <= 1 for fact in bare.values()):
        return dict(facts), []
    findings = [
        fact_finding(vocabulary[name], fact, ("rate_unclear", problem, "请统一写成 95% 的样子"))
        for name, fact in bare.items()
        if (problem := _problem(fact))
    ]
    if findings:
        return dict(facts), findings
    changed = {
        name: fact._replace(value=Fraction(exact(fact.value), _WHOLE))
        for name, fact in bare.items()
    }
    notes = [_note(vocabulary[name], bare[name], changed[name]) for name in changed]
    return {**facts, **changed}, notes


def _is_bare(name: str, fact: Fact, vocabulary: Vocabulary, signed: Collection[str]) -> bool:
    kind = vocabulary.get(name)
    number = isinstance(fact.value, (int, Fraction))
    return kind is not None and kind.kind is Kind.RATE and number and name not in signed


def _problem(fact: Fact) -> str:
    """Say why a rate beside, or as, one over 1 cannot be read as per cent."""
    value = exact(fact.value)
    if value > _WHOLE:
        return "不能大于100%"
    if 0 < value <= 1:
        return "写成了小数，别的比率却写成了百分数，分不清"
    if fact.source and value < _DOUBTFUL:
        return "在1和2之间，分不清是百分之几还是超过了100%"
    return ""


def _note(kind: FactKind, written: Fact, share: Fact) -> Finding:
    said = f"没有写百分号，按{kind.text(share.value)}计算"
    fault = ("rate_as_per_cent", said, "如果不是这个意思，请带上百分号重写")
    return fact_finding(kind, written, fault, Severity.NOTE)
