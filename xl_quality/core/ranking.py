"""Ranks (名次): three ways to treat ties, counted from either end."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
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
    taking_part = (index for index, figure in enumerate(figures) if figure is not None)
    order = sorted(taking_part, key=figures.__getitem__, reverse=not from_end)  # type: ignore[arg-type]  # no None left
    places: list[Rank | None] = [None] * len(figures)
    start = 0
    for number, (_, equal) in enumerate(groupby(order, key=figures.__getitem__)):
        tied = list(equal)
        place = _place(ties, start, start + len(tied), number)
        for index in tied:
            places[index] = place
        start += len(tied)
    return places


def _place(ties: TieRule, start: int, end: int, groups_before: int) -> Rank:
    if ties is TieRule.DENSE:
        return groups_before + 1
    if ties is TieRule.AVERAGE:
        middle = Fraction(start + 1 + end, 2)
        return middle.numerator if middle.denominator == 1 else middle
    return start + 1
