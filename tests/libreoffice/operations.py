"""What tests ask of a running LibreOffice; everything handed over is plain data."""

# UNO has no types
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import time
from pathlib import Path

import uno

DOCUMENTS = {}
"""Open documents by number."""


def service(context, name):
    return context.ServiceManager.createInstanceWithContext(name, context)


def desktop(context):
    return service(context, "com.sun.star.frame.Desktop")


def option(name, value):
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def opened(context, path=None, hidden=True, options=()):  # noqa: FBT002 - handed over as data
    url = Path(path).as_uri() if path else "private:factory/scalc"
    given = (option("Hidden", hidden), *(option(*one) for one in options))
    document = desktop(context).loadComponentFromURL(url, "_blank", 0, given)
    number = max(DOCUMENTS, default=0) + 1
    DOCUMENTS[number] = document
    return number


def closed(_context, number):
    DOCUMENTS.pop(number).close(True)


def cell_of(number, sheet, address):
    sheets = DOCUMENTS[number].Sheets
    found = sheets.getByIndex(sheet) if isinstance(sheet, int) else sheets.getByName(sheet)
    return found.getCellRangeByName(address)


def shown(cell):
    if cell.getError():
        return cell.String
    return cell.Value if cell.FormulaResultType2 == 1 or cell.Type.value == "VALUE" else cell.String


def showing(_context, number, sheet, area):
    cells = cell_of(number, sheet, area)
    rows, columns = cells.Rows.Count, cells.Columns.Count
    return [[shown(cells.getCellByPosition(c, r)) for c in range(columns)] for r in range(rows)]


def written(_context, number, sheet, area, rows):
    """Write values: None leaves a cell empty, a text is text."""
    cells = cell_of(number, sheet, area)
    cells.setDataArray(tuple(tuple("" if v is None else v for v in row) for row in rows))


def formula(_context, number, sheet, address, text):
    cell_of(number, sheet, address).getCellByPosition(0, 0).Formula = text


def array_formula(_context, number, sheet, area, text):
    cell_of(number, sheet, area).setArrayFormula(text)


def formulas(_context, number, sheet, area):
    return cell_of(number, sheet, area).getFormulaArray()


def recalculated(_context, number):
    start = time.perf_counter()
    DOCUMENTS[number].calculateAll()
    return time.perf_counter() - start


def run(_context, path, name, *arguments):
    """Run a function of a script, for trying things out."""
    scope = {}
    exec(compile(Path(path).read_text(), path, "exec"), scope)  # noqa: S102 - a test's own script
    return scope[name](_context, DOCUMENTS, *arguments)


BOOKS = {}
"""Books (our own adapter) by number."""


def book_made(context, number):
    from datetime import datetime

    from xl_quality.libreoffice.book import UnoBook

    clock = datetime(2026, 6, 30, 8)  # noqa: DTZ001 - wall clock
    made = max(BOOKS, default=0) + 1
    BOOKS[made] = UnoBook(context, DOCUMENTS[number], lambda: clock, "测试")
    return made


def book_asked(_context, number, name, *arguments):
    found = getattr(BOOKS[number], name)
    return found(*arguments) if callable(found) else found


def undone(_context, number):
    DOCUMENTS[number].UndoManager.undo()


def redone(_context, number):
    DOCUMENTS[number].UndoManager.redo()


def undo_titles(_context, number):
    return list(DOCUMENTS[number].UndoManager.getAllUndoActionTitles())


def modified(_context, number):
    return DOCUMENTS[number].isModified()


def stored(_context, number, path, kind="Calc MS Excel 2007 XML"):
    DOCUMENTS[number].storeToURL(Path(path).as_uri(), (option("FilterName", kind),))
