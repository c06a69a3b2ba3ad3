"""Which sheets of a workbook hold a scheme (方案表); they are neither scores nor lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.lists.list_kinds import is_list_form

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.sheets.grid import Grid

SHEET: Final = "方案"
"""What the sheet is called; further ones add the id: 方案 rank-up."""
_FIRST_SECTION: Final = "【方案】"
_ABOVE: Final = 50
"""Rows in which the first section must begin."""


def scheme_sheets(book: Book) -> list[Grid]:
    """Return the sheets that hold a scheme, whatever they are called: ours or copied."""
    grids = map(book.read, sheets_to_read(book))
    return [grid for grid in grids if holds_scheme(grid)]


def sheets_to_read(book: Book) -> list[str]:
    """
    Return all sheets but those that earlier runs wrote.

    What we wrote to be filled in is among them: a scheme, a list; it is the office's own.
    """
    own = {name for name in book.own_sheets() if SHEET not in name and not is_list_form(name)}
    return [name for name in book.sheet_names() if name not in own]


def holds_scheme(grid: Grid) -> bool:
    """Tell whether a sheet holds a scheme, by what stands in it: a clerk may rename it."""
    texts = (row[0] for row in grid.rows[:_ABOVE] if row and isinstance(row[0], str))
    if not any(_FIRST_SECTION in text for text in texts):
        return False
    from xl_quality.schemes.sheet.sections import is_scheme  # noqa: PLC0415 - start-up

    return is_scheme(grid.rows)
