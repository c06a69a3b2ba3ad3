"""Ranges that were seen before, told by their content: each is understood only once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

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
        if len(rows) != len(self.rows) or not _equal(rows, self.rows):
            return False
        if self._truths is None:  # most tables never come again
            self._truths = _truths_of(self.rows)
        return all((type(rows[r][c]) is bool) == truth for r, c, truth in self._truths)

    def answer(self, question: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever *find* gives
        """Return what *find* gives, found only once for each question."""
        if question not in self._found:
            if len(self._found) >= _MOST_ANSWERS:
                self._found.clear()
            self._found[question] = find()
        return self._found[question]


class KnownTables:
    """
    The ranges used last; safe for several threads.

    Args:
        most: how many are kept.
        most_cells: of how many cells together; the latest is kept in any case.
    """

    def __init__(self, most: int, most_cells: int) -> None:
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


def _frozen(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """Return rows that nobody else can change, of the same types: a list never equals a tuple."""
    if type(rows) is tuple and set(map(type, rows)) <= {tuple}:
        return rows
    return type(rows)(type(row)(row) for row in rows)  # type: ignore[call-arg] # list or tuple


def _equal(one: object, other: object) -> bool:
    """Say whether two ranges are equal; pandas has cells that are neither equal nor unequal."""
    try:
        return one == other
    except (TypeError, ValueError):
        return False


def _truths_of(rows: Sequence[Sequence[object]]) -> list[tuple[int, int, bool]]:
    """Return row, column and whether it is a truth value of each cell that equals 0 or 1."""
    return [
        (number, column, type(cell) is bool)
        for number, row in enumerate(rows)
        if 0 in row or 1 in row
        for column, cell in enumerate(row)
        if cell in (0, 1)
    ]


TABLES: Final = KnownTables(most=16, most_cells=4_000_000)
"""The score tables, lists and settings of this process."""
COLUMNS: Final = KnownTables(most=64, most_cells=1_000_000)
"""Its ranges of scores without a header: of a whole town, a column each school and subject."""
