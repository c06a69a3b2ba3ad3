"""Documents that LibreOffice opens and stores for us, and which of their sheets are ours (文档)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.workbook import OWN_MARK, mark_text
from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.libreoffice.uno_values import CONTENT, Uno, cell_address, option, service

if TYPE_CHECKING:
    from pathlib import Path


FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
"""LibreOffice's names of the formats it stores."""
_NO_MACROS: Final = 0
_HIDDEN: Final = 16
"""NamedRangeFlag.HIDDEN; LibreOffice before 7.2 does not know it and shows the name."""


@contextlib.contextmanager
def opened(context: Uno, path: Path | None = None) -> Iterator[Any]:
    """Open a file, or a new document, hidden and without macros; close it afterwards.

    Raises:
        EnvironmentFaultError: LibreOffice cannot open it.
    """
    url = path.as_uri() if path else "private:factory/scalc"
    options = (option("Hidden", True), option("MacroExecutionMode", _NO_MACROS))  # noqa: FBT003 - a value
    desktop = service(context, "com.sun.star.frame.Desktop")
    document = desktop.loadComponentFromURL(url, "_blank", 0, options)
    if document is None:
        name = path.name if path else "新文档"
        message = f"LibreOffice 打不开「{name}」。请确认文件没有损坏，关闭占用它的程序后重试。"
        raise EnvironmentFaultError(message)
    try:
        yield document
    finally:
        document.close(True)  # noqa: FBT003 - UNO knows no keywords


def store_copy(document: Uno, path: Path) -> None:
    """Store a document as it stands now under another name; it keeps its own.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    kind = FILTERS.get(path.suffix.lower(), FILTERS[".ods"])
    try:
        options = (option("FilterName", kind), option("Overwrite", True))  # noqa: FBT003 - a value
        document.storeToURL(path.as_uri(), options)
    except Exception as error:
        raise EnvironmentFaultError(
            f"LibreOffice 没能写入「{path.name}」。"
            "请确认磁盘没有满、文件没有被别的程序打开，或换一个文件夹后重试。"
        ) from error


def sheets_of(document: Uno) -> Iterator[Any]:
    """Yield a document's sheets in order."""
    for number in range(document.Sheets.Count):
        yield document.Sheets.getByIndex(number)


def sheet_called(document: Uno, name: str) -> Uno:
    """Return the sheet of a name, whatever the case, None where there is none."""
    wanted = name.casefold()
    return next((one for one in sheets_of(document) if one.Name.casefold() == wanted), None)


def is_own(sheet: Uno) -> bool:
    """Return whether a sheet carries our mark, under the name that it still has."""
    names = sheet.NamedRanges
    mark = next((name for name in names.ElementNames if name.lower() == OWN_MARK), None)
    return mark is not None and names.getByName(mark).Content == mark_text(sheet.Name)


def mark(sheet: Uno) -> None:
    """Mark a sheet as ours."""
    if is_own(sheet):
        return
    names = sheet.NamedRanges
    if names.hasByName(OWN_MARK):
        names.removeByName(OWN_MARK)
    place = cell_address(sheet.RangeAddress.Sheet)
    names.addNewByName(OWN_MARK, mark_text(sheet.Name), place, _HIDDEN)


def own_sheets(document: Uno) -> list[str]:
    """Return the names of the sheets that carry our mark, in order."""
    return [sheet.Name for sheet in sheets_of(document) if is_own(sheet)]


def only_charts(sheet: Uno) -> bool:
    """Say whether a sheet is what LibreOffice makes of a chart sheet: a chart and no cell."""
    return bool(sheet.Charts.Count) and not sheet.queryContentCells(CONTENT).Count
