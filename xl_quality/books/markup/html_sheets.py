"""Which tables of a web page are sheets, and what else belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.markup.html_tables import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.books.markup.html_tables import Cell, HtmlTable

MOST_TITLES: Final = 5
"""Rows of text above a table that can be its title; more are a page's menus and notices."""
_SEVERAL: Final = 2


class SheetTable(NamedTuple):
    """A table that holds data, and the rows of texts above it that are its title."""

    titles: Sequence[Sequence[str]]
    table: HtmlTable


def data_tables(tables: Sequence[HtmlTable]) -> list[SheetTable]:
    """
    Return the tables that hold data, in order, each with its title.

    A table that only lays out others is seen through; what stands in it, or in a table of a
    single row, belongs to the title of the next one, as does the text between tables.
    """
    found: list[SheetTable] = []
    titles: list[list[str]] = []
    for each in _seen_through(tables):
        if isinstance(each, list):
            titles += [each] if any(each) else []
        else:
            found.append(SheetTable(titles[-MOST_TITLES:], each))
            titles = []
    return found


def _seen_through(tables: Sequence[HtmlTable]) -> Iterator[HtmlTable | list[str]]:
    """Yield the data tables and the rows of text between them, in the page's order."""
    for table in tables:
        yield from ([line] for line in table.before)
        yield [table.caption]
        if not _lays_out(table):
            yield table
            continue
        for row in table.rows:
            if any(cell.nested for cell in row):
                for cell in row:
                    yield from ([line] for line in plain_text(cell.pieces).splitlines())
                    yield from _seen_through(cell.nested)
            else:
                yield [plain_text(cell.pieces) for cell in row]


def _lays_out(table: HtmlTable) -> bool:
    """Tell whether a table is none of data: one row, or others in it and next to no own text."""
    filled = [row for row in table.rows if any(plain_text(c.pieces) or c.nested for c in row)]
    if len(filled) < _SEVERAL:
        return True
    if not any(cell.nested for row in filled for cell in row):
        return False
    wide = [row for row in filled if sum(bool(plain_text(c.pieces)) for c in row) >= _SEVERAL]
    return len(wide) < _SEVERAL


def text_of(cell: Cell) -> str:
    """Return what a reader sees in a cell, that of tables in it included."""
    text = plain_text(cell.pieces)
    if not cell.nested:
        return text
    inner = [text_of(each) for table in cell.nested for row in table.rows for each in row]
    return " ".join(part for part in (text, *inner) if part)
