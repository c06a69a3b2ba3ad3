"""What a reader of one file format offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue, Grid


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
