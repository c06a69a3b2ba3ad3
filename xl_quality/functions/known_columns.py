"""Score ranges that were read lately, told by their content (成绩区域)."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import POINT
from xl_quality.functions.cells import flat

if TYPE_CHECKING:
    from xl_quality.core.distribution import Distribution

_MOST_COLUMNS: Final = 64
_MOST_ROWS: Final = 1_000_000


class _Column(NamedTuple):
    rows: tuple[object, ...]
    found: Distribution
    might_be_truth: bool


class KnownColumns:
    """
    The score ranges read last, the latest first; safe for several threads.

    Only tuples are kept, as hosts hand them over: nobody can change them afterwards. Ranges are
    compared cell by cell, which ends at the first difference and costs a fraction of reading.
    """

    def __init__(self, most: int = _MOST_COLUMNS, most_rows: int = _MOST_ROWS) -> None:
        self._columns: deque[_Column] = deque(maxlen=most)
        self._most_rows = most_rows
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._columns)

    def find(self, rows: tuple[object, ...]) -> Distribution | None:
        """Return the marks of a range of exactly these cells, None where it is not known."""
        with self._lock:
            columns = tuple(self._columns)
        for column in columns:
            if len(column.rows) == len(rows) and _equal(column.rows, rows):
                return column.found if _same(column, rows) else None
        return None

    def keep(self, rows: tuple[object, ...], found: Distribution) -> None:
        """Remember what was found in a range."""
        scores = found.scores
        at = bisect_left(scores, POINT)
        truth = scores[:1] == [0] or scores[at : at + 1] == [POINT]
        with self._lock:
            self._columns.appendleft(_Column(rows, found, truth))
            while len(self._columns) > 1 and self._rows() > self._most_rows:
                self._columns.pop()

    def forget(self) -> None:
        """Forget all ranges."""
        with self._lock:
            self._columns.clear()

    def _rows(self) -> int:
        return sum(len(column.rows) for column in self._columns)


def _equal(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    try:
        return one == other
    except (TypeError, ValueError):  # a cell of pandas or numpy that is neither equal nor not
        return False


def _same(column: _Column, rows: tuple[object, ...]) -> bool:
    """Look again where equality misleads: a list inside may have been changed; TRUE equals 1."""
    if not set(map(type, column.rows)) <= {tuple}:
        return False
    # what is kept holds no truth value: it would have been refused
    return not (column.might_be_truth and bool in set(map(type, flat(rows))))


COLUMNS: Final = KnownColumns()
"""The score ranges of this process."""
