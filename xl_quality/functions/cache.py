"""Ranges that were seen before, told by their content: a table is understood only once.

Score ranges that were read lately, told by their content (成绩区域).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict, deque
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from xl_quality.core.marks import POINT

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from xl_quality.core.statistics import Distribution

_MOST_TABLES: Final = 16
_MOST_CELLS: Final = 4_000_000
_MOST_ANSWERS: Final = 64


class KnownTable:
    """
    The content of one range and what was found out about it.

    Attributes:
        rows: the cells, never changed any more.
        cells: how many.
    """

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.rows = _frozen(rows)
        self.cells = sum(map(len, rows))
        self._truths: list[tuple[int, int, bool]] | None = None
        self._found: dict[Hashable, Any] = {}

    def holds(self, rows: Sequence[Sequence[object]]) -> bool:
        """
        Say whether a range holds exactly these cells.

        Compared cell by cell, which is cheaper than any hash that all cells go into; TRUE and 1
        are equal for Python but not for a score sheet, so the cells that are either are looked
        at again.
        """
        if len(rows) != len(self.rows) or not equal(rows, self.rows):
            return False
        if self._truths is None:  # most tables never come again
            self._truths = truths_of(self.rows)
        return all((type(rows[r][c]) is bool) == truth for r, c, truth in self._truths)

    def answer(self, question: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever *find* gives
        """Return what *find* gives, found only once for each question."""
        if question not in self._found:
            if len(self._found) >= _MOST_ANSWERS:
                self._found.clear()
            self._found[question] = find()
        return self._found[question]


class KnownTables:
    """The tables used last; safe for several threads."""

    def __init__(self, most: int = _MOST_TABLES, most_cells: int = _MOST_CELLS) -> None:
        self._most, self._most_cells = most, most_cells
        self._tables: OrderedDict[int, KnownTable] = OrderedDict()
        self._next = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._tables)

    def table(self, rows: Sequence[Sequence[object]]) -> KnownTable:
        """Return the known table of this content, or remember it as a new one."""
        with self._lock:
            for number in reversed(self._tables):
                known = self._tables[number]
                if known.holds(rows):
                    self._tables.move_to_end(number)
                    return known
            known = KnownTable(rows)
            self._tables[self._next] = known
            self._next += 1
            while len(self._tables) > self._most or self._crowded():
                self._tables.popitem(last=False)
            return known

    def forget(self) -> None:
        """Forget all tables."""
        with self._lock:
            self._tables.clear()

    def _crowded(self) -> bool:
        cells = sum(table.cells for table in self._tables.values())
        return len(self._tables) > 1 and cells > self._most_cells


TABLES: Final = KnownTables()
"""The tables of this process."""


def _frozen(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """Return rows that nobody else can change, of the same types: a list never equals a tuple."""
    if type(rows) is tuple and set(map(type, rows)) <= {tuple}:
        return rows
    return type(rows)(type(row)(row) for row in rows)  # type: ignore[call-arg] # list or tuple


def equal(one: object, other: object) -> bool:
    """Say whether two ranges are equal; pandas has cells that are neither equal nor unequal."""
    try:
        return one == other
    except (TypeError, ValueError):
        return False


def truths_of(rows: Sequence[Sequence[object]]) -> list[tuple[int, int, bool]]:
    """Return row, column and whether it is a truth value of each cell that equals 0 or 1."""
    return [
        (number, column, type(cell) is bool)
        for number, row in enumerate(rows)
        if 0 in row or 1 in row
        for column, cell in enumerate(row)
        if cell in (0, 1)
    ]


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
