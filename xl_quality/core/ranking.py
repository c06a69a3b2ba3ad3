"""Rounds a figure once and ranks the printed ones (修约、名次): exact quotient in, place out.

Three ways to treat ties, counted from either end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import Final

from xl_quality.core.findings import BadInputError

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Moving the decimal point must not round, whatever precision the host program has set."""


class RoundingMode(StrEnum):
    """What happens to the digits behind the last one printed."""

    HALF_UP = "half-up"  # 四舍五入: a half goes away from zero
    TRUNCATE = "truncate"  # 截尾: the rest is cut off, as many offices print rates


def half_up(numerator: int, denominator: int) -> int:
    """Return a quotient of numbers >= 0 as a whole number, a half going up (四舍五入).

    >>> half_up(5, 2), half_up(7, 3)
    (3, 2)
    """
    return (2 * numerator + denominator) // (2 * denominator)


def divide(
    numerator: int, denominator: int, digits: int, mode: RoundingMode = RoundingMode.HALF_UP
) -> Decimal:
    """Return numerator ÷ denominator with *digits* decimals, rounded once.

    Args:
        numerator: any integer.
        denominator: any integer but 0.
        digits: decimals kept, >= 0.
        mode: half-up (四舍五入) or truncated (截尾), both symmetric about zero.

    Raises:
        ZeroDivisionError: the denominator is 0.
        BadInputError: the number of decimals is below 0.

    >>> divide(2, 3, 2)
    Decimal('0.67')
    >>> divide(-5, 2, 0), divide(2, 3, 2, RoundingMode.TRUNCATE)
    (Decimal('-3'), Decimal('0.66'))
    """
    if digits < 0:  # 10**-1 would be a float
        raise BadInputError(f"小数位数不能小于 0：{digits}")
    if denominator < 0:
        return divide(-numerator, -denominator, digits, mode)
    scaled = abs(numerator) * 10**digits
    half = mode is RoundingMode.HALF_UP
    figure = half_up(scaled, denominator) if half else scaled // denominator
    return Decimal(-figure if numerator < 0 else figure).scaleb(-digits, _EXACT)


def rounded_figure(
    figure: Fraction, digits: int, mode: RoundingMode = RoundingMode.HALF_UP
) -> Decimal:
    """Return an exact figure with *digits* decimals, rounded once; see `divide`.

    >>> rounded_figure(Fraction(2, 3), 2)
    Decimal('0.67')
    """
    return divide(figure.numerator, figure.denominator, digits, mode)


Rank = int | Fraction  # A place, 1 = best; a fraction only under `TieRule.AVERAGE`
Figure = int | Decimal | Fraction


class TieRule(StrEnum):
    """Which place equal figures share (并列)."""

    SKIP = "skip"  # 占位: 1, 2, 2, 4
    DENSE = "dense"  # 不占位: 1, 2, 2, 3
    AVERAGE = "average"  # 取平均: 1, 2.5, 2.5, 4


def ranks(
    figures: Sequence[Figure | None], ties: TieRule = TieRule.SKIP, *, from_end: bool = False
) -> list[Rank | None]:
    """Rank figures, the largest first (名次).

    Args:
        figures: exact numbers in any order, already rounded where the printed figure decides;
            None where a unit has no figure: it gets no rank and takes no place.
        ties: how equal figures share a place.
        from_end: count from the other end (倒数): the smallest figure is 1.

    Returns:
        A place for each figure, in the order given.

    >>> ranks([90, 85, 85, None, 70])
    [1, 2, 2, None, 4]
    >>> ranks([90, 85, 85, None, 70], from_end=True)
    [4, 2, 2, None, 1]
    """
    counts = Counter(figures)  # the marks of a county are the same few hundred
    counts.pop(None, None)
    order = sorted(counts)  # type: ignore[type-var]  # no None left
    found = places([counts[figure] for figure in order], ties, from_end=from_end)
    place: dict[Figure | None, Rank | None] = dict(zip(order, found, strict=True))
    place[None] = None
    return [place[figure] for figure in figures]


def places(counts: Sequence[int], ties: TieRule, *, from_end: bool = False) -> list[Rank]:
    """Return the place of each of some distinct figures (名次), as `ranks` does.

    Args:
        counts: how often each figure stands, the smallest figure first.
        ties: how equal figures share a place.
        from_end: count from the other end (倒数): the smallest figure is 1.

    >>> places([1, 2, 1], TieRule.SKIP)  # 70, 85 twice, 90
    [4, 2, 1]
    """
    ordered = counts if from_end else counts[::-1]
    ends = list(accumulate(ordered))
    found: list[Rank]
    if ties is TieRule.SKIP:
        found = [1, *(end + 1 for end in ends[:-1])] if ends else []
    else:
        spans = enumerate(zip([0, *ends], ends, strict=False))
        found = [_place(ties, start, end, number) for number, (start, end) in spans]
    return found if from_end else found[::-1]


def _place(ties: TieRule, start: int, end: int, groups_before: int) -> Rank:
    if ties is TieRule.DENSE:
        return groups_before + 1
    if ties is TieRule.AVERAGE:
        middle = Fraction(start + 1 + end, 2)
        return middle.numerator if middle.denominator == 1 else middle
    return start + 1
