"""The cells of one sheet as any host delivers them, before anybody understands them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class ErrorCell(NamedTuple):
    """A cell that holds an Excel error, e.g. ``ErrorCell("#N/A")``."""

    code: str


CellValue = None | bool | int | float | str | date | datetime | time | timedelta | ErrorCell
"""What a cell may hold; an empty cell is None, never ``""``."""

Area = tuple[int, int, int, int]
"""first row, first column, last row, last column: 0-based, both ends included."""


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
