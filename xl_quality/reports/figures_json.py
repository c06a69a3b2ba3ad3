"""Results as plain values for ``json.dumps``: exact figures, rounded once at six decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.options import Digits, RoundingMode, divide

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.options import Rank
    from xl_quality.core.statistics import Rates

PRECISION: Final = 6
_EXACT: Final = Digits(mean=PRECISION, rate=PRECISION - 2, composite=PRECISION)
"""Decimals in JSON where nobody asked for others; places still go by the printed figures."""


def rates_json(
    results: Sequence[GroupResult], digits: Digits | None = None
) -> list[dict[str, Any]]:
    """Return one entry a group and subject.

    Args:
        results: with counts (no overall lines).
        digits: decimals asked for; None gives six. Rates are shares in [0, 1].
    """
    return [_entry(result, digits) for result in results]


def _entry(result: GroupResult, digits: Digits | None) -> dict[str, Any]:
    asked = digits or _EXACT
    return {
        **_whose(result),
        **({} if result.rates is None else _counts(result.rates, asked)),
        "composite": _number(result.composite, asked.composite, asked.composite_mode),
        "rank": _place(result.rank),
        "rank_from_end": _place(result.rank_from_end),
        "of": result.of,
        "gap_to_first": None if result.gap_to_first is None else float(result.gap_to_first),
    }


def _whose(result: GroupResult) -> dict[str, str]:
    group = result.group
    return {
        "sheet": result.sheet,
        "exam": result.exam,
        "level": str(group.level),
        "group": group.label,
        "school": group.school,
        "grade": group.grade,
        "class": group.class_name,
        "teacher": group.teacher,
        "subject": result.subject,
    }


def _counts(counts: Rates, digits: Digits) -> dict[str, Any]:
    def share(count: int) -> float | None:
        return _number(counts.share(count), digits.rate + 2, digits.rate_mode)

    return {
        "rows": counts.rows,
        "due": counts.due,
        "scored": counts.scored,
        "attendance": _number(counts.attendance, digits.rate + 2, digits.rate_mode),
        "blank": counts.blank,
        "marks": dict(counts.marks),
        "divisor": counts.divisor,
        "mean": _number(counts.mean, digits.mean, digits.mean_mode),
        "pass_n": counts.pass_n,
        "pass_rate": share(counts.pass_n),
        "excellent_n": counts.excellent_n,
        "excellent_rate": share(counts.excellent_n),
        "low_n": counts.low_n,
        "low_rate": share(counts.low_n),
    }


def _number(figure: Fraction | None, digits: int, mode: RoundingMode) -> float | None:
    """Round the exact figure; the float is only how JSON spells it."""
    if figure is None:
        return None
    return float(divide(figure.numerator, figure.denominator, digits, mode))


def _place(rank: Rank | None) -> int | float | None:
    return rank if rank is None or isinstance(rank, int) else float(rank)
