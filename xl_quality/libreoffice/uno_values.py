"""Things of UNO without types of their own: names, options, enumerations, URLs, own files."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

Uno = Any  # An object of LibreOffice; UNO has no types

EXTENSION: Final = "org.xlquality.calc"  # The extension's identifier, for unopkg
SERVICE: Final = "XLQ"
"""The add-in's service.

LibreOffice stores a formula as service and method, ``XLQ.PASS_RATE(...)``: short, so that a file in
which the prefix was left over can be read by a person and put right by replacing it with nothing.
"""
ADDIN: Final = "org.xlquality.AddIn"  # The add-in's implementation; likewise the next two
COMMANDS: Final = "org.xlquality.Commands"
LOADING: Final = "org.xlquality.Loading"
INTERFACE: Final = "org.xlquality.XFunctions"
"""The interface that declares the functions' arguments to Calc."""
PROTOCOL: Final = "org.xlquality:"
"""What a command of the menu starts with; the action's id follows."""
PREFIX: Final = f"{SERVICE}."  # What stands before a function's name where LibreOffice stores it
FORMULA: Final = 16
CONTENT: Final = 1 | 2 | 4 | FORMULA
"""Numbers, dates, texts and formulas: whatever a cell can hold."""
_ROOT: Final = Path(__file__).parents[3]
"""The unpacked extension: this package lies in its ``pythonpath/``."""
MANUAL: Final = _ROOT / "docs" / "使用手册.md"
_LOG: Final = "xl_quality.log"


def option(name: str, value: object) -> Uno:
    """Return a ``PropertyValue``."""
    made = struct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def struct(name: str) -> Uno:
    """Return a new structure of a type."""
    import uno  # noqa: PLC0415 - only beside LibreOffice

    return uno.createUnoStruct(name)


def enumerated(kind: str, name: str) -> Uno:
    """Return a value of an enumeration."""
    import uno  # noqa: PLC0415 - only beside LibreOffice

    return uno.Enum(kind, name)


def uno_class(members: dict[str, object], *interfaces: str) -> type:
    """Return a class that implements UNO interfaces; its bases exist only beside LibreOffice."""
    import uno  # noqa: PLC0415 - only beside LibreOffice
    import unohelper  # noqa: PLC0415 - likewise

    return type("Component", (unohelper.Base, *map(uno.getClass, interfaces)), members)


def component(
    name: str, services: tuple[str, ...], members: dict[str, object], *interfaces: str
) -> type:
    """Return the class of a component of the extension, which can tell what it is."""
    told: dict[str, object] = {
        "getImplementationName": lambda _self: name,
        "supportsService": lambda _self, service: service in services,
        "getSupportedServiceNames": lambda _self: services,
    }
    return uno_class(members | told, *interfaces, "com.sun.star.lang.XServiceInfo")


def listener(interface: str, **members: object) -> Uno:
    """Return an object whose members LibreOffice calls."""
    idle: dict[str, object] = {
        "__init__": lambda _self: None,
        "disposing": lambda _self, _event: None,
    }
    return uno_class(idle | members, interface)()


def service(context: Uno, name: str) -> Uno:
    """Return a service of LibreOffice."""
    return context.ServiceManager.createInstanceWithContext(name, context)


def cell_address(sheet: int, row: int = 0, column: int = 0) -> Uno:
    """Return the address of a cell, all 0-based."""
    place = struct("com.sun.star.table.CellAddress")
    place.Sheet, place.Row, place.Column = sheet, row, column
    return place


def array_around(cells: Uno) -> Uno:
    """Return the area that the array formula of a cell fills."""
    cursor = cells.Spreadsheet.createCursorByRange(cells)
    cursor.collapseToCurrentArray()
    return cursor


def formulas_of(sheet: Uno) -> Iterator[tuple[Uno, Sequence[Sequence[str]]]]:
    """Yield each part of a sheet that holds formulas, with what its cells hold."""
    for place in sheet.queryContentCells(FORMULA).RangeAddresses:
        part = sheet.getCellRangeByPosition(
            place.StartColumn, place.StartRow, place.EndColumn, place.EndRow
        )
        yield part, part.getFormulaArray()


def path_of(url: str) -> Path | None:
    """Return the file that a URL names, None where it names none.

    >>> path_of("file:///srv/office/%E6%88%90%E7%BB%A9.xlsx").name, path_of("private:factory/scalc")
    ('成绩.xlsx', None)
    """
    if not url.startswith("file:"):
        return None
    parts = urlsplit(url)
    text = unquote(parts.path)
    if text[2:3] == ":":  # /C:/ of Windows
        text = text[1:]
    return Path(f"//{parts.netloc}{text}" if parts.netloc else text)


def log_file(context: Uno) -> Path | None:
    """Return the log in the user's LibreOffice folder."""
    paths = service(context, "com.sun.star.util.PathSubstitution")
    folder = path_of(paths.substituteVariables("$(user)", True))  # noqa: FBT003 - UNO knows no keywords
    return folder / _LOG if folder else None


def note_faults(context: Uno) -> None:
    """Let what the functions log go to the log file; it names no cell's content."""
    path = None
    with contextlib.suppress(Exception):  # without a log the functions still compute
        path = log_file(context)
    logger = logging.getLogger("xl_quality")
    if path is not None and not logger.handlers:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
