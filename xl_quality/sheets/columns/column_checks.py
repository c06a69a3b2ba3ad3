"""Whether one column follows from others (名次列、总分列): over all pupils, exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import POINT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.marks import Mark
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.grid import CellValue

_ENOUGH: Final = 4
_MOST: Final = 9, 10
"""A paper of its own equals the sum of others once in a hundred pupils or less; a sum in which a
few marks were changed later, or typed by hand, still agrees for nine pupils in ten."""
_SOME: Final = 1, 3
"""Below this share it is a paper of its own; between the two nobody but the office can know."""
_FIRST: Final = 60
"""After so many rows a column that hardly ever agrees is given up: sheets have 50,000 rows."""
_FOLLOWING: Final = 7, 8
"""A few places may be stale (a mark changed after the ranking); such a pupil breaks two steps."""
_STEPS: Final = 8
"""Steps from pupil to pupil that tell a ranking among strangers (place 348 of the county) from two
papers: seven of eight steps falling are chance once in 700 times, three of three once in 24."""


class Sum(NamedTuple):
    """
    What a column sums up.

    Attributes:
        parts: the columns.
        seen: rows in which there is a figure and at least two parts.
        apart: those of them (0-based) in which the figure is not the sum.
    """

    parts: tuple[int, ...]
    seen: int
    apart: tuple[int, ...]

    @property
    def is_certain(self) -> bool:
        """Say whether the column is a sum, a few changed marks apart."""
        return (self.seen - len(self.apart)) * _MOST[1] >= self.seen * _MOST[0]


def _marks(layout: Layout, column: int) -> list[Mark]:
    return layout.reader.column(layout.cells(column))


def is_rank_of(layout: Layout, column: int, scores: int) -> bool:
    """
    Say whether a column ranks another one.

    Either it holds the pupils' places among those of the sheet, of their class or school; or it
    falls from pupil to pupil as the scores rise, as places in a larger unit do.
    """
    ranks, marks = _marks(layout, column), _marks(layout, scores)
    found = [mark for mark in ranks if isinstance(mark, int)]
    if len(found) < _ENOUGH or any(mark % POINT or mark == 0 for mark in found):
        return False
    if len(set(found)) == 1:
        return False
    return holds_places_of(layout, column, scores) or _falls(marks, ranks)


def _falls(marks: Sequence[Mark], ranks: Sequence[Mark]) -> bool:
    """Say whether the larger mark has the smaller number; equal marks say nothing."""
    pairs = sorted(
        (-mark, rank)
        for mark, rank in zip(marks, ranks, strict=True)
        if isinstance(mark, int) and isinstance(rank, int)
    )
    steps = [after[1] - before[1] for before, after in pairwise(pairs) if before[0] != after[0]]
    falling = sum(step > 0 for step in steps)
    return len(steps) >= _STEPS and falling * _FOLLOWING[1] >= len(steps) * _FOLLOWING[0]


def holds_places_of(layout: Layout, column: int, scores: int) -> bool:
    """Say whether a column holds the places 1, 2, 2, 4 or 1, 2, 2, 3 that the scores make."""
    ranks, marks = _marks(layout, column), _marks(layout, scores)
    everybody: Sequence[CellValue] = [None] * len(marks)
    units = [layout.cells(c) for c in (layout.class_name, layout.school) if c is not None]
    return any(_are_places(marks, ranks, groups) for groups in (everybody, *units))


def _are_places(marks: Sequence[Mark], ranks: Sequence[Mark], groups: Sequence[CellValue]) -> bool:
    by_group: dict[CellValue, list[tuple[int, int]]] = {}
    for mark, rank, group in zip(marks, ranks, groups, strict=True):
        if isinstance(mark, int) and isinstance(rank, int):
            by_group.setdefault(group, []).append((-mark, rank))
    seen = right = 0
    for pairs in by_group.values():
        pairs.sort()
        place = dense = 0
        before = None
        for number, (mark, rank) in enumerate(pairs, start=1):
            if mark != before:
                place, dense, before = number, dense + 1, mark
            right += rank in (place * POINT, dense * POINT)
        seen += len(pairs)
    return seen >= _ENOUGH and right * _FOLLOWING[1] >= seen * _FOLLOWING[0]


def is_sum_of(layout: Layout, column: int, parts: Sequence[int]) -> bool:
    """Say whether a column is the sum of others for at least nine pupils in ten."""
    if len(parts) < 2 or not layout.data:  # noqa: PLR2004 - the sum of one column is a copy
        return False
    known = {one: _marks(layout, one) for one in (column, *parts)}
    found = _sum_of(layout.data, column, parts, known)
    return found is not None and found.is_certain


def sum_of(layout: Layout, column: int, others: Sequence[int]) -> Sum | None:
    """
    Return of which columns a column is the sum, None where it is a paper of its own.

    Tried are all others, those right before or right behind it, and the set that fits the first
    rows best (政治 and 历史 need not stand together). The best one is returned. It may agree for
    a third of the pupils only: then it is not certain.
    """
    step = len(layout.data) // _SAMPLE
    if step > 1 and _best_sum(layout, column, others, step) is None:
        return None  # 50,000 rows of a paper of its own need not be added up
    return _best_sum(layout, column, others, 1)


_SAMPLE: Final = 200


def _best_sum(layout: Layout, column: int, others: Sequence[int], step: int) -> Sum | None:
    """Compare a column with sums of others, in every row or in every so many."""
    read = layout.reader.column
    known = {one: read(layout.cells(one)[::step]) for one in (column, *others)}
    before = [other for other in others if other < column]
    behind = [other for other in others if other > column]
    runs = [others, *(before[start:] for start in range(len(before)))]
    runs += [behind[:end] for end in range(len(behind), 1, -1)]
    if len(others) <= _MOST_OTHERS:
        runs.append(_fitting(known[column], [known[other] for other in others], others))
    data = layout.data[::step]
    sums = [_sum_of(data, column, run, known) for run in runs if len(run) > 1]
    found = [one for one in sums if one is not None]
    return min(found, key=lambda one: (len(one.apart), -one.seen), default=None)


_MOST_OTHERS: Final = 10
"""Sets of more columns are too many to try; the runs are tried in any case."""
_TRIED_ROWS: Final = 24


def _fitting(
    marks: Sequence[Mark], parts: Sequence[Sequence[Mark]], columns: Sequence[int]
) -> list[int]:
    """Return the set of columns whose sum is the figure in most of the first rows."""
    hits = [0] * (1 << len(parts))
    tried = 0
    for mark, *values in zip(marks, *parts, strict=True):
        if not isinstance(mark, int) or not mark:
            continue
        sums = [0]
        for value in values:
            number = value if isinstance(value, int) else 0
            sums += [known + number for known in sums]
        for choice, total in enumerate(sums):
            hits[choice] += total == mark
        tried += 1
        if tried == _TRIED_ROWS:
            break
    best = max(range(len(hits)), key=lambda choice: (hits[choice], -choice.bit_count()))
    return [column for place, column in enumerate(columns) if best >> place & 1]


def _sum_of(
    rows: Sequence[int], column: int, parts: Sequence[int], known: Mapping[int, Sequence[Mark]]
) -> Sum | None:
    """Compare a column with a sum; rows with one part only (a copy, not a sum) say nothing."""
    seen, apart = 0, []
    marks = zip(rows, known[column], *(known[part] for part in parts), strict=True)
    for row, mark, *values in marks:
        numbers = [value for value in values if isinstance(value, int)]
        if not isinstance(mark, int) or len(numbers) < 2 or not any(numbers):  # noqa: PLR2004
            continue
        seen += 1
        if mark != sum(numbers):
            apart.append(row)
        if seen == _FIRST and (seen - len(apart)) * 2 * _SOME[1] < seen:
            return None
    right = seen - len(apart)
    agrees = right >= _ENOUGH and right * _SOME[1] >= seen * _SOME[0]
    return Sum(tuple(parts), seen, tuple(apart)) if agrees else None
