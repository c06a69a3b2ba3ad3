"""Where the cells of a web table stand once rows and columns are spanned (colspan, rowspan)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.sheets.grid import Area

WIDEST: Final = 16_384
"""Columns that Excel has."""
_WIDEST_SPAN: Final = 1_000
"""What browsers take at most for a colspan."""
_MOST_STEPS: Final = 5_000_000
"""Places that cells of all rows together may span or step over."""


class TooWideError(ValueError):
    """The cells of a table spread over more rows and columns than can be read."""


class Placing:
    """
    Places cells row by row, as a browser does; no two of them ever overlap.

    Args:
        rows: how many there are; no cell reaches below the last.

    Attributes:
        row: 0-based number of the row being filled, -1 before the first.
        merged: areas of the cells that span.
    """

    def __init__(self, rows: int) -> None:
        self.row = -1
        self.merged: list[Area] = []
        self._rows = rows
        self._column = 0
        self._held: list[int] = []
        self._steps = 0

    def next_row(self) -> None:
        """Go on to the next row."""
        self.row += 1
        self._column = 0

    def place(self, attributes: Mapping[str, str]) -> int:
        """Return the 0-based column of the row's next cell.

        Raises:
            TooWideError: there is no end to the columns.
        """
        start = first = self._column
        while self._is_held(first):
            first += 1
        self._steps += first - start
        if "colspan" not in attributes and "rowspan" not in attributes and first < WIDEST:
            self._column = first + 1
        else:
            self._column = self._spread(first, attributes)
        if self._steps > _MOST_STEPS:
            raise TooWideError
        return first

    def _spread(self, first: int, attributes: Mapping[str, str]) -> int:
        """Take the places of a cell that spans; return the column behind it."""
        width = min(span(attributes, "colspan"), _WIDEST_SPAN)
        last_row = min(self.row + span(attributes, "rowspan"), self._rows) - 1
        held = (n for n in range(first + 1, first + width) if self._is_held(n))
        end = next(held, first + width)
        self._steps += end - first
        if end > WIDEST:
            raise TooWideError
        if last_row > self.row:
            self._held += [-1] * (end - len(self._held))
            self._held[first:end] = [last_row] * (end - first)
        if last_row > self.row or end - first > 1:
            self.merged.append((self.row, first, last_row, end - 1))
        return end

    def _is_held(self, column: int) -> bool:
        return column < len(self._held) and self._held[column] >= self.row


def span(attributes: Mapping[str, str], name: str) -> int:
    """Return how many rows or columns a cell takes, at least 1.

    >>> span({"colspan": "3"}, "colspan"), span({"colspan": "0"}, "colspan"), span({}, "rowspan")
    (3, 1, 1)
    """
    written = attributes.get(name, "").strip()
    digits = written if written.isascii() and written.isdigit() else "1"
    return max(1, int(digits[:9]))
