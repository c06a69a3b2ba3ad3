"""Whether one column follows from others (名次列、总分列): over all pupils, exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.marks import Mark
    from xl_quality.sheets.columns.layout import Layout

_ENOUGH: Final = 4
_MOST: Final = 9, 10


def _marks(layout: Layout, column: int) -> list[Mark]:
    return layout.reader.column(layout.cells(column))


def is_rank_of(layout: Layout, column: int, scores: int) -> bool:
    """Say whether a column ranks another one: the larger the score, the smaller the number."""
    pairs = [
        (score, rank)
        for score, rank in zip(_marks(layout, scores), _marks(layout, column), strict=True)
        if isinstance(score, int) and isinstance(rank, int)
    ]
    if len(pairs) < _ENOUGH or any(rank % POINT or rank == 0 for _, rank in pairs):
        return False
    pairs.sort(key=lambda pair: -pair[0])
    falls = all(
        before[1] <= after[1] if before[0] > after[0] else before[1] == after[1]
        for before, after in pairwise(pairs)
    )
    return falls and len({rank for _, rank in pairs}) > 1


def is_sum_of(layout: Layout, column: int, parts: Sequence[int]) -> bool:
    """Say whether a column is the sum of others for at least nine pupils in ten."""
    if len(parts) < 2 or not layout.data:  # noqa: PLR2004 - the sum of one column is a copy
        return False
    sums = [
        sum(mark for mark in marks if isinstance(mark, int))
        for marks in zip(*(_marks(layout, part) for part in parts), strict=True)
    ]
    pairs = [
        (found, expected)
        for found, expected in zip(_marks(layout, column), sums, strict=True)
        if isinstance(found, int) and expected
    ]
    right = sum(found == expected for found, expected in pairs)
    return len(pairs) >= _ENOUGH and right * _MOST[1] >= len(pairs) * _MOST[0]
