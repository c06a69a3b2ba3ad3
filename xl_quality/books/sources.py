"""What a reader of one file format offers, and what all of them do with the rows they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from xl_quality.books.cell_scan import MOST_CELLS
from xl_quality.books.refusals import too_large

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import Area, CellValue, Grid

MOST_SHEETS: Final = 2_000
"""Sheets of one file that are read at most."""


class Source(Protocol):
    """The sheets of one file, read on demand."""

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets that hold cells, in order."""

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values."""


def refuse_overfull(file_name: str, sheet: str, rows: int, columns: int) -> None:
    """
    Refuse a sheet that would fill the memory.

    Raises:
        BadInputError: it has more cells than any office's.
    """
    if rows * columns > MOST_CELLS:
        raise too_large(file_name, f"工作表「{sheet}」用到了 {rows} 行 × {columns} 列", sheet)


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return equally long rows without the empty rows and columns at their end.

    >>> trimmed([[1, None], [None, None]])
    [[1]]
    """
    while rows and rows[-1].count(None) == len(rows[-1]):
        rows.pop()
    if not rows:
        return []
    width = len(rows[0])
    while width and all(row[width - 1] is None for row in rows):
        width -= 1
    return rows if width == len(rows[0]) else [row[:width] for row in rows]


def blank_covered(rows: list[list[CellValue]], merged: Sequence[Area]) -> None:
    """Empty, in place, what a merged area hides: nobody sees what some programs leave there."""
    for first_row, first_column, last_row, last_column in dict.fromkeys(merged):
        start = first_column + 1  # the first cell is the one that is seen
        for row in rows[first_row : last_row + 1]:
            end = min(last_column + 1, len(row))
            row[start:end] = [None] * (end - start)
            start = first_column
