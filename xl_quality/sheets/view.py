"""One sheet seen by rows, by columns and with merged cells filled (表格视图)."""

from __future__ import annotations

from functools import cached_property
from operator import ne
from typing import TYPE_CHECKING, cast

from xl_quality.sheets.grid import ErrorCell, address, column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue, Grid


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
