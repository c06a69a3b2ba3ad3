"""Tables as a small workbook file of their own, from which a live host then takes the sheets.

The same code writes it that writes into workbook files, so a sheet looks alike in every host;
nothing is typed into cells, so no host can take ``001`` for a number or ``=cmd`` for a formula;
and a table of any size takes a handful of calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.files import FileBook
from xl_quality.books.opc.workbook import blank_workbook
from xl_quality.books.tables import Formula, Link, Row, Table, Value
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from pathlib import Path


class LateFormula(NamedTuple):
    """A formula that looks at other sheets, entered only where those sheets are."""

    sheet: str  # where it stands
    # row, column: from 0
    row: int
    column: int
    text: str  # in English, without ``=``

    @property
    def cell(self) -> str:
        """Return its A1 address."""
        return address(self.row, self.column)


def write_tables(path: Path, tables: Sequence[Table], present: Iterable[str]) -> list[LateFormula]:
    """Write tables into a new workbook file.

    Args:
        path: the file, .xlsx; it does not exist yet.
        tables: one sheet each.
        present: the sheets of the workbook that the tables are meant for; those that links lead
            to are put into the file as empty sheets, else the links would be left out.

    Returns:
        The formulas left out because they look at other sheets; their values stand there.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    book = FileBook(path, data=blank_workbook())
    late: list[LateFormula] = []
    for table in tables:
        rows = [_without_late(table.name, n, row, late) for n, row in enumerate(table.rows)]
        book.put(table._replace(rows=rows))
    written = {table.name.casefold() for table in tables}
    wanted = _linked(tables) - written
    for name in present:
        if name.casefold() in wanted:
            book.put(Table(name, ()))
    book.save(path)
    return late


def _without_late(sheet: str, number: int, row: Row, late: list[LateFormula]) -> Row:
    if not any(isinstance(value, Formula) and "!" in value.text for value in row.values):
        return row
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
        value.target.sheet.casefold()
        for table in tables
        for row in table.rows
        for value in row.values
        if isinstance(value, Link)
    }
