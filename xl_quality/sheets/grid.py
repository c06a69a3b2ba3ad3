"""The cells of one sheet as any host delivers them, and seen by rows, columns, merged areas."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from operator import ne
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

Area = tuple[int, int, int, int]
"""first row, first column, last row, last column: 0-based, both ends included."""


class ErrorCell(NamedTuple):
    """A cell that holds an Excel error, e.g. ``ErrorCell("#N/A")``."""

    code: str


CellValue = None | bool | int | float | str | date | datetime | time | timedelta | ErrorCell
"""What a cell may hold; an empty cell is None, never ``""``."""


class _Grid(NamedTuple):
    name: str
    rows: Sequence[Sequence[CellValue]]
    merged: Sequence[Area] = ()
    hidden: bool = False
    uncached: Sequence[tuple[int, int]] = ()


class Grid(_Grid):
    """
    One sheet as a rectangle of values.

    Attributes:
        name: sheet name.
        rows: ``rows[r][c]``, 0-based from cell A1, all rows equally long; trailing empty
            rows and columns are cut off.
        merged: merged areas; only the top left cell of one holds a value.
        hidden: the sheet is not shown in Excel.
        uncached: 0-based (row, column) of formulas saved without a computed value.
    """

    @cached_property
    def columns(self) -> Sequence[Sequence[CellValue]]:
        """Return all columns, taken apart once for everybody who reads the sheet."""
        return list(zip(*self.rows, strict=True))

    @cached_property
    def distinct(self) -> Sequence[frozenset[CellValue]]:
        """Return what stands in each column, every value once; 1, 1.0 and True are one value."""
        return list(map(frozenset, self.columns))

    @cached_property
    def kinds(self) -> Sequence[frozenset[type]]:
        """Return the types that the cells of each column have."""
        return [frozenset(map(type, column)) for column in self.columns]


def column_letter(index: int) -> str:
    """Return the letters of a 0-based column.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the 0-based index of a column given by its letters.

    >>> column_index("A"), column_index("aa")
    (0, 26)
    """
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """Return the A1 address of a 0-based cell.

    >>> address(0, 0), address(9, 27)
    ('A1', 'AB10')
    """
    return f"{column_letter(column)}{row + 1}"


def is_empty(value: CellValue) -> bool:
    """Say whether a cell shows nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_error(value: CellValue) -> bool:
    """Say whether a cell holds an error, or a float that is no number (nan)."""
    return isinstance(value, ErrorCell) or value != value  # noqa: PLR0124 - NaN test


def has_errors(values: Sequence[CellValue]) -> bool:
    """Say whether any cell of a column holds an error; quick where none can."""
    kinds = set(map(type, values))
    return ErrorCell in kinds or (float in kinds and any(map(ne, values, values)))


class View:
    """
    A grid with the looks at it that recognition needs; every index is 0-based.

    Args:
        grid: the cells.
        turned: rows and columns are exchanged (横排); cells are named as the sheet has them.
    """

    def __init__(self, grid: Grid, *, turned: bool = False) -> None:
        self.grid = grid
        self.turned = turned
        self.rows = grid.rows
        self.height = len(grid.rows)
        self.width = len(grid.rows[0]) if grid.rows else 0
        self._texts: dict[int, frozenset[str]] = {}

    def at(self, row: int, column: int) -> str:
        """Return the A1 address that a cell has in the sheet itself."""
        return address(column, row) if self.turned else address(row, column)

    def columns_named(self, *columns: int) -> str:
        """Return what a clerk calls some columns: ``C、E列``, in a turned sheet ``第3、5行``."""
        if self.turned:
            return f"第{'、'.join(str(column + 1) for column in columns)}行"
        return f"{'、'.join(map(column_letter, columns))}列"

    def row_named(self, row: int) -> str:
        """Return what a clerk calls a row: ``第4行``, in a turned sheet ``D列``."""
        return f"{column_letter(row)}列" if self.turned else f"第{row + 1}行"

    @property
    def columns(self) -> Sequence[Sequence[CellValue]]:
        """Return all columns."""
        return self.grid.columns

    def distinct_texts(self, column: int) -> frozenset[str]:
        """Return the different texts of a column, whatever row they stand in."""
        if column not in self._texts:
            values = self.grid.distinct[column]
            if set(map(type, values)) == {str}:
                self._texts[column] = cast("frozenset[str]", values)
            else:
                texts = (value for value in values if isinstance(value, str))
                self._texts[column] = frozenset(texts)
        return self._texts[column]

    @cached_property
    def wide_merges(self) -> dict[int, list[tuple[int, int]]]:
        """Return by first row the (first, last) columns of areas merged across columns."""
        wide: dict[int, list[tuple[int, int]]] = {}
        for first, left, last, right in self.grid.merged:
            if right > left:
                for row in range(first, min(last, self.height - 1) + 1):
                    wide.setdefault(row, []).append((left, right))
        return wide

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row that show something."""
        return [c for c, value in enumerate(self.rows[row]) if not is_empty(value)]

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, ``""`` unless it holds text or a number."""
        value = self.rows[row][column]
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return ""
        return "" if is_error(value) else format(value, ".15g")

    def spread(self, row: int) -> list[str]:
        """Return a row's texts with those of cells merged across columns repeated in each."""
        texts = [self.text(row, c) for c in range(self.width)]
        for left, right in self.wide_merges.get(row, ()):
            for column in range(left, min(right, self.width - 1) + 1):
                texts[column] = texts[column] or texts[left]
        return texts

    def merged_down(self, column: int) -> list[tuple[int, int]]:
        """Return (first, last) rows of the areas of a column that are merged over several rows."""
        return [
            (first, min(last, self.height - 1))
            for first, left, last, _ in self.grid.merged
            if left == column and last > first
        ]
