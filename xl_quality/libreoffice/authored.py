"""Tables as a small workbook file of their own, from which LibreOffice then takes the sheets.

The same code writes it that writes into workbook files, so a sheet looks alike in every host, and
no text can turn into a number or a formula on its way into a cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.files import FileBook
from xl_quality.books.opc.addresses import split_target
from xl_quality.books.opc.blank import blank_workbook
from xl_quality.books.tables import Formula, Link, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Row, Value


class LateFormula(NamedTuple):
    """A formula that looks at another sheet, entered where that sheet is: row and column from 0."""

    sheet: str
    row: int
    column: int
    text: str


def author(path: Path, tables: Sequence[Table], present: Iterable[str]) -> list[LateFormula]:
    """
    Write tables into a new workbook file.

    Args:
        path: the file, .xlsx; it does not exist yet.
        tables: one sheet each.
        present: the sheets of the document that they are meant for; those that links lead to are
            put into the file as empty sheets, else the links would be left out.

    Returns:
        The formulas that look at other sheets; their values stand in their place.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    book = FileBook(path, data=blank_workbook())
    late: list[LateFormula] = []
    for table in tables:
        rows = [_without_late(table.name, n, row, late) for n, row in enumerate(table.rows)]
        book.put(table._replace(rows=rows))
    wanted = _linked(tables) - {table.name.casefold() for table in tables}
    for name in present:
        if name.casefold() in wanted:
            book.put(Table(name, ()))
    book.save(path)
    return late


def _without_late(sheet: str, number: int, row: Row, late: list[LateFormula]) -> Row:
    values: list[Value] = []
    for column, value in enumerate(row.values):
        if isinstance(value, Formula) and "!" in value.text:
            late.append(LateFormula(sheet, number, column, value.text))
            values.append(value.cached)
        else:
            values.append(value)
    return row._replace(values=values)


def _linked(tables: Sequence[Table]) -> set[str]:
    """Return the sheets that links lead to, case folded."""
    return {
        split_target(value.target)[0].casefold()
        for table in tables
        for row in table.rows
        for value in row.values
        if isinstance(value, Link)
    }
