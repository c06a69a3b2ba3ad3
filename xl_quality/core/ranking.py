"""Ranks (名次): three ways to treat ties, counted from either end."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Rank = int | Fraction
"""A place, 1 = best; a fraction only under `TieRule.AVERAGE`."""

Figure = int | Decimal | Fraction


class TieRule(StrEnum):
    """Which place equal figures share (并列)."""

    SKIP = "skip"  # 占位: 1, 2, 2, 4
    DENSE = "dense"  # 不占位: 1, 2, 2, 3
    AVERAGE = "average"  # 取平均: 1, 2.5, 2.5, 4


def ranks(
    figures: Sequence[Figure | None], ties: TieRule = TieRule.SKIP, *, from_end: bool = False
) -> list[Rank | None]:
    """
    Rank figures, the largest first (名次).

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
    present = sorted((f for f in figures if f is not None), reverse=not from_end)
    places: dict[Figure, Rank] = {}
    start = 0
    while start < len(present):
        figure = present[start]
        end = start
        while end < len(present) and present[end] == figure:
            end += 1
        places[figure] = _place(ties, start, end, len(places))
        start = end
    return [None if figure is None else places[figure] for figure in figures]


def _place(ties: TieRule, start: int, end: int, groups_before: int) -> Rank:
    if ties is TieRule.DENSE:
        return groups_before + 1
    if ties is TieRule.AVERAGE:
        middle = Fraction(start + 1 + end, 2)
        return middle.numerator if middle.denominator == 1 else middle
    return start + 1
