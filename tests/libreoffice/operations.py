"""What tests ask of a running LibreOffice; everything handed over is plain data."""

# UNO has no types
# ruff: noqa: ANN001, ANN002, ANN201, ANN202, FBT003

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import uno
from com.sun.star.accessibility import AccessibleRole

from xl_quality.libreoffice import excel_names, extension_doctor
from xl_quality.libreoffice.undoable_exchange import vault_of
from xl_quality.libreoffice.uno_book import UnoBook

FROM_OUTSIDE = frozenset({"dispatched", "menu_place"})
"""What does not run on LibreOffice's main thread: a macro from outside, and what waits for it.

Everything else does, as it does for a clerk: 7.4 crashes now and then where another thread deletes
a sheet that the main thread still draws.
"""

DOCUMENTS: dict[int, Any] = {}
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
    scope: dict[str, Any] = {}
    exec(compile(Path(path).read_text(), path, "exec"), scope)  # noqa: S102 - a test's own script
    return scope[name](_context, DOCUMENTS, *arguments)


BOOKS: dict[int, Any] = {}
"""Books (our own adapter) by number."""


def book_made(context, number):
    clock = datetime(2026, 6, 30, 8)  # noqa: DTZ001 - wall clock
    made = max(BOOKS, default=0) + 1
    BOOKS[made] = UnoBook(context, DOCUMENTS[number], lambda: clock, "测试")
    return made


def book_asked(_context, number, name, *arguments):
    found = getattr(BOOKS[number], name)
    return found(*arguments) if callable(found) else found


def vault(_context, number):
    return str(vault_of(DOCUMENTS[number]))


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


def dispatched(context, number, action, answers=None):
    """Press a button of the menu as a macro does; return the message it ends with."""
    frame = DOCUMENTS[number].CurrentController.Frame
    given = (
        ()
        if answers is None
        else (option("Answers", tuple(answers) if isinstance(answers, list) else answers),)
    )
    helper = service(context, "com.sun.star.frame.DispatchHelper")
    url = f"org.xlquality:{action}"
    event = helper.executeDispatch(frame, url, "_self", 0, given)
    return event.Result if event is not None else None


def functions_described(context):
    """What the function wizard shows of the functions that were added."""
    described = service(context, "com.sun.star.sheet.FunctionDescriptions")
    found = {}
    for number in range(described.Count):
        values = {one.Name: one.Value for one in described.getByIndex(number)}
        arguments = [(a.Name, a.Description, a.IsOptional) for a in values["Arguments"] or ()]
        found[values["Name"]] = {"text": values["Description"], "arguments": arguments}
    return found


def row_inserted(_context, number, sheet, row):
    DOCUMENTS[number].Sheets.getByIndex(sheet).Rows.insertByIndex(row, 1)


def row_deleted(_context, number, sheet, row):
    DOCUMENTS[number].Sheets.getByIndex(sheet).Rows.removeByIndex(row, 1)


def column_deleted(_context, number, sheet, column):
    DOCUMENTS[number].Sheets.getByIndex(sheet).Columns.removeByIndex(column, 1)


def cells_named(_context, number, name, content):
    place = uno.createUnoStruct("com.sun.star.table.CellAddress")
    DOCUMENTS[number].NamedRanges.addNewByName(name, content, place, 0)


def version(context):
    """Return LibreOffice's version as numbers."""
    return tuple(map(int, extension_doctor.version_of(context).split(".")))


def wrapped(_context, number, sheet, area):
    cell_of(number, sheet, area).IsTextWrapped = True


def values(_context, number, sheet, area):
    return cell_of(number, sheet, area).getDataArray()


def sheet_names(_context, number):
    return list(DOCUMENTS[number].Sheets.ElementNames)


def errors(_context, number, sheet, area):
    cells = cell_of(number, sheet, area)
    columns = range(cells.Columns.Count)
    return [
        [cells.getCellByPosition(c, r).getError() for c in columns] for r in range(cells.Rows.Count)
    ]


def entered(_context, number, sheet, address, text):
    """Type into a cell, as one step that can be undone."""
    cell_of(number, sheet, address).getCellByPosition(0, 0).setFormula(text)


def job_done(context, number, event):
    """Let the extension's job see an event, as LibreOffice does after saving in a window."""
    job = service(context, "org.xlquality.Loading")
    environment = (option("EventName", event), option("Model", DOCUMENTS[number]))
    named = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    values = []
    for one in environment:
        value = uno.createUnoStruct("com.sun.star.beans.NamedValue")
        value.Name, value.Value = one.Name, one.Value
        values.append(value)
    named.Name = "Environment"
    named.Value = uno.Any("[]com.sun.star.beans.NamedValue", tuple(values))
    job.execute((named,))


def frozen(_context, number, sheet):
    view = DOCUMENTS[number].CurrentController
    view.setActiveSheet(DOCUMENTS[number].Sheets.getByName(sheet))
    return (view.SplitRow, view.SplitColumn) if view.hasFrozenPanes() else (0, 0)


def plain_in_file(context, number, path, agreed):
    """Do what happens after saving once the clerk has answered."""
    document = DOCUMENTS[number]
    excel_names.after_saving(context, document, Path(path), {document.RuntimeUID: agreed})


def sheet_added(_context, number, name):
    sheets = DOCUMENTS[number].Sheets
    sheets.insertNewByName(name, sheets.Count)
    sheets.getByName(name).getCellByPosition(0, 0).String = "我的表"


def all_values(_context, number):
    found = {}
    for sheet in (
        DOCUMENTS[number].Sheets.getByIndex(n) for n in range(len(sheet_names(0, number)))
    ):
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        used = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        found[sheet.Name] = used.getDataArray()
    return found


def filled(_context, number, sheet, area, text):
    """Enter the same formula into every cell of a column."""
    cells = cell_of(number, sheet, area)
    cells.setFormulaArray(tuple((text,) for _ in range(cells.Rows.Count)))


def menu_place(_context, number, width, height, title):
    """Fill the screen with the document's window; return where a menu's title stands in it."""
    window = DOCUMENTS[number].CurrentController.Frame.ContainerWindow
    window.setPosSize(0, 0, width, height, 15)
    window.setFocus()
    time.sleep(2)
    found = _accessible(window.getAccessibleContext(), title)
    assert found is not None, f"no menu {title}"
    place, size = found.getLocationOnScreen(), found.getSize()
    return place.X + size.Width // 2, place.Y + size.Height // 2


def _accessible(context, name, depth=0, role=None):
    """Return what a screen reader knows by a name, of a certain role if one is given."""
    fits = role is None or context.getAccessibleRole() == role
    if fits and context.getAccessibleName() == name and context.getSize().Width:
        return context
    for number in range(min(context.getAccessibleChildCount(), 40) if depth < 8 else 0):
        found = _accessible(
            context.getAccessibleChild(number).getAccessibleContext(), name, depth + 1, role
        )
        if found is not None:
            return found
    return None


def discarded(context, number):
    DOCUMENTS[number].setModified(False)
    closed(context, number)


def place_of(_context, number, name):
    """Return the middle of a button, None where the document's window shows no such button."""
    window = DOCUMENTS[number].CurrentController.Frame.ContainerWindow
    found = _accessible(window.getAccessibleContext(), name, role=AccessibleRole.PUSH_BUTTON)
    return None if found is None else _middle(found)


def filling_the_screen(_context, number, width, height):
    """Let a document's window fill the screen."""
    window = DOCUMENTS[number].CurrentController.Frame.ContainerWindow
    window.setPosSize(0, 0, width, height, 15)
    window.setFocus()


def dialogs(context):
    """Return the dialogs that stand open: title, place and size, and what each shows where."""
    toolkit = service(context, "com.sun.star.awt.Toolkit")
    tops = [toolkit.getTopWindow(n) for n in range(toolkit.TopWindowCount)]
    found = [_context_of(top) for top in tops if top is not None and top.isVisible()]
    return [
        {"title": one.getAccessibleName(), "area": _area(one), "shows": _shows(one)}
        for one in found
        if one is not None and one.getAccessibleRole() in DIALOG_ROLES
    ]


DIALOG_ROLES = frozenset({AccessibleRole.DIALOG, AccessibleRole.ALERT, AccessibleRole.FILE_CHOOSER})


def _context_of(held):
    ask = getattr(held, "getAccessibleContext", None)  # a window on its way out has none
    return ask() if ask is not None else None


def _area(context):
    place, size = context.getLocationOnScreen(), context.getSize()
    return place.X, place.Y, size.Width, size.Height


def _middle(context):
    left, top, width, height = _area(context)
    return left + width // 2, top + height // 2


def _shows(context):
    """Return every text below something, with its area."""
    shown = []
    for number in range(min(context.getAccessibleChildCount(), 60)):
        child = _context_of(context.getAccessibleChild(number))
        if child is None:  # not drawn yet
            continue
        if child.getAccessibleName():
            shown.append((child.getAccessibleName(), _area(child)))
        shown += _shows(child)
    return shown


def table_named(_context, number, name, area):
    """Make an area with a header row a database range, as an Excel table becomes one."""
    document = DOCUMENTS[number]
    place = document.Sheets.getByIndex(0).getCellRangeByName(area).RangeAddress
    document.DatabaseRanges.addNewByName(name, place)
    document.DatabaseRanges.getByName(name).ContainsHeader = True


def formatted(_context, number, sheet, area):
    """Give an area borders and a colour."""
    cells = cell_of(number, sheet, area)
    line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
    line.OuterLineWidth = line.LineWidth = 50
    cells.TopBorder = cells.BottomBorder = cells.LeftBorder = line
    cells.CellBackColor = 0xFFFF00
