"""What a reader of one file format offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import Area, CellValue, Grid


class Source(Protocol):
    """The sheets of one file, read on demand."""

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets that hold cells, in order."""

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values."""


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
    for first_row, first_column, last_row, last_column in merged:
        for index in range(first_row, min(last_row + 1, len(rows))):
            row = rows[index]
            for column in range(first_column, min(last_column + 1, len(row))):
                if (index, column) != (first_row, first_column):
                    row[column] = None
