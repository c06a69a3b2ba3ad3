"""Which sheets of a workbook hold a scheme (方案表); they are neither scores nor lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.ports import Book
    from xl_quality.sheets.grid import Grid

SHEET: Final = "方案"
"""What the sheet is called; further ones add the id: 方案 rank-up."""


def scheme_sheets(book: Book) -> list[Grid]:
    """Return the sheets called 方案… that hold a scheme, ours or copied from elsewhere."""
    grids = [book.read(name) for name in book.sheet_names() if name.startswith(SHEET)]
    return [grid for grid in grids if _holds_scheme(grid.rows)]


def _holds_scheme(rows: Sequence[Sequence[object]]) -> bool:
    from xl_quality.schemes.sheet_sections import is_scheme  # noqa: PLC0415 - start-up

    return is_scheme(rows)
