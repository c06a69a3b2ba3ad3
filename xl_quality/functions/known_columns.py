"""Score ranges that were read lately, told by their content (成绩区域)."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from xl_quality.core.marks import POINT
from xl_quality.functions.known_tables import equal, truths_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.distribution import Distribution

_MOST_COLUMNS: Final = 64
_MOST_ROWS: Final = 1_000_000


class _Column:
    """A range and its marks; what equality misses is looked up when it comes again."""

    def __init__(self, rows: tuple[object, ...], found: Distribution) -> None:
        self.rows = rows
        self.found = found
        self._cells: list[tuple[int, int, bool]] | None = None
        self._frozen = False

    def holds(self, rows: tuple[object, ...]) -> bool:
        """Say whether a range holds exactly these cells."""
        if len(self.rows) != len(rows) or not equal(self.rows, rows):
            return False
        if self._cells is None:
            self._look()
        # TRUE equals 1, but what is kept holds no truth value: it would have been refused
        cells = self._cells or ()
        return self._frozen and not any(type(rows[r][c]) is bool for r, c, _ in cells)  # type: ignore[index] # frozen: rows of cells

    def _look(self) -> None:
        self._frozen = set(map(type, self.rows)) <= {tuple}  # a list inside could be changed
        scores = self.found.scores
        at = bisect_left(scores, POINT)
        near = self._frozen and (scores[:1] == [0] or scores[at : at + 1] == [POINT])
        self._cells = truths_of(cast("Sequence[Sequence[object]]", self.rows)) if near else []


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
            if column.holds(rows):
                return column.found
        return None

    def keep(self, rows: tuple[object, ...], found: Distribution) -> None:
        """Remember what was found in a range."""
        with self._lock:
            self._columns.appendleft(_Column(rows, found))
            while len(self._columns) > 1 and self._rows() > self._most_rows:
                self._columns.pop()

    def forget(self) -> None:
        """Forget all ranges."""
        with self._lock:
            self._columns.clear()

    def _rows(self) -> int:
        return sum(len(column.rows) for column in self._columns)


COLUMNS: Final = KnownColumns()
"""The score ranges of this process."""
