"""Reading "XML 表格 2003" (SpreadsheetML), which many systems write under the name .xls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, refused
from xl_quality.books.markup.plain_text import (
    day_or_moment,
    decoded_markup,
    error_or_text,
    number_of,
    plain_value,
)
from xl_quality.books.opc.xml import XmlError, follow
from xl_quality.books.sources import Sheets, blank_covered, refuse_many, refuse_overfull, trimmed
from xl_quality.books.tables import fitting_names
from xl_quality.sheets.cells import MOST_COLUMNS, MOST_ROWS, Area, CellValue, ErrorCell, Grid

LARGEST_XML: Final = 256 << 20  # Bytes; LibreOffice writes out a million empty rows in 30 MB
_MAIN: Final = "urn:schemas-microsoft-com:office:spreadsheet}"
_INDEX: Final = f"{_MAIN}Index"
_SPAN: Final = f"{_MAIN}Span"
_ACROSS: Final = f"{_MAIN}MergeAcross"
_DOWN: Final = f"{_MAIN}MergeDown"
_FORMULA: Final = f"{_MAIN}Formula"
_CELL: Final = f"{_MAIN}Cell"
_ROW: Final = f"{_MAIN}Row"
_DATA: Final = f"{_MAIN}Data"
_ASIDES: Final = (f"{_MAIN}Comment", f"{_MAIN}PhoneticText")
_VISIBLE: Final = "urn:schemas-microsoft-com:office:excel}Visible"
_NO_DAYS: Final = (date(1899, 12, 30), date(1899, 12, 31))  # with these a time of day is written


def xml_sheets(data: bytes, file_name: str) -> Sheets:
    """Return the sheets of an "XML 表格 2003".

    Raises:
        BadInputError: it is damaged, declares entities, holds no sheet, or too many.
    """
    if len(data) > LARGEST_XML:
        raise refused(kinds.LARGE_XML, file_name, size=len(data) >> 20)
    text = decoded_markup(data)
    if text is None:
        raise damaged(file_name)
    reader = _Reader()
    try:
        follow(reader, [text.lstrip("\ufeff \t\r\n").encode()])
    except XmlError:
        raise damaged(file_name) from None
    if not reader.sheets:
        raise refused(kinds.NO_SHEET, file_name)
    refuse_many(file_name, len(reader.sheets))
    names = fitting_names([sheet.name for sheet in reader.sheets])
    sheets = zip(names, reader.sheets, strict=True)
    return Sheets({name: partial(_grid, name, sheet, file_name) for name, sheet in sheets})


class _Sheet:
    """One worksheet."""

    __slots__ = ("columns", "hidden", "merged", "name", "rows", "uncached")

    def __init__(self, name: str) -> None:
        self.name = name  # as on its tab
        self.rows: dict[int, dict[int, CellValue]] = {}  # value by 0-based row and column
        self.columns = 0  # how many there are up to the last value
        self.merged: list[Area] = []  # merged areas
        self.uncached: list[tuple[int, int]] = []  # formulas without a value, 0-based (row, column)
        self.hidden = False  # it is not shown


def _grid(name: str, sheet: _Sheet, file_name: str) -> Grid:
    height = max(sheet.rows, default=-1) + 1
    refuse_overfull(file_name, name, height, sheet.columns)
    rows: list[list[CellValue]] = [[None] * sheet.columns for _ in range(height)]
    for number, values in sheet.rows.items():
        for column, value in values.items():
            rows[number][column] = value
    blank_covered(rows, sheet.merged)
    return Grid(name, trimmed(rows), sheet.merged, sheet.hidden, sheet.uncached)


class _Reader:
    """Follows sheets, rows and cells; those without an index stand behind the one before."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._next_row = self._row = 0
        self._next_column = self._column = 0
        self._cell: Mapping[str, str] | None = None
        self._type: str | None = None
        self._aside = 0
        self._pieces: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            self._aside += 1
        elif name == _CELL:
            self._start_cell(attributes)
        elif name == _ROW:
            self._start_row(attributes)
        elif name == _DATA:
            if self._cell is not None:
                self._type = attributes.get(f"{_MAIN}Type", "")
                self._pieces = []
        elif name == f"{_MAIN}Worksheet":
            self.sheets.append(_Sheet(attributes.get(f"{_MAIN}Name", "")))
            self._next_row = 0
        elif name in _ASIDES:
            self._aside = 1
        elif name == _VISIBLE:
            self._pieces = []

    def text(self, text: str) -> None:
        if self._pieces is not None and not self._aside:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == _CELL:
            if self._cell is not None and _FORMULA in self._cell and self._type is None:
                self.sheets[-1].uncached.append((self._row, self._column))
            self._cell = None
        elif name == _DATA:
            self._end_data()
        elif name == _VISIBLE and self.sheets:
            shown = "".join(self._pieces or ()).strip()
            self.sheets[-1].hidden = shown in {"SheetHidden", "SheetVeryHidden"}
            self._pieces = None

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _place(attributes, self._next_row, MOST_ROWS)
        self._next_row = self._row + 1
        if _SPAN in attributes:
            self._next_row += _count(attributes, _SPAN)
        self._next_column = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if not self.sheets:
            raise XmlError("Cell")
        self._cell, self._type = attributes, None
        self._column = _place(attributes, self._next_column, MOST_COLUMNS)
        self._next_column = self._column + 1
        if _ACROSS in attributes or _DOWN in attributes:
            across, down = _count(attributes, _ACROSS), _count(attributes, _DOWN)
            self._next_column += across
            last_row = min(self._row + down, MOST_ROWS - 1)
            last_column = min(self._column + across, MOST_COLUMNS - 1)
            self.sheets[-1].merged.append((self._row, self._column, last_row, last_column))

    def _end_data(self) -> None:
        if self._cell is None or self._pieces is None:
            return
        text, self._pieces = "".join(self._pieces), None
        value = _value(self._type or "", text)
        if _FORMULA in self._cell and isinstance(value, str):
            value = error_or_text(value)  # LibreOffice calls errors strings
        if value is not None:
            sheet = self.sheets[-1]
            sheet.rows.setdefault(self._row, {})[self._column] = value
            sheet.columns = max(sheet.columns, self._column + 1)


def _place(attributes: Mapping[str, str], following: int, end: int) -> int:
    """Return the 0-based index of a row or cell: the one given, or the next."""
    index = _count(attributes, _INDEX) - 1 if _INDEX in attributes else following
    if not following <= index < end:
        message = f"Index {index + 1}"
        raise XmlError(message)  # Excel would not open it either
    return index


def _count(attributes: Mapping[str, str], name: str) -> int:
    written = attributes.get(name, "0")
    if not (written.isascii() and written.isdigit()):
        message = f"{name} {written}"
        raise XmlError(message)  # Excel would not open it either
    return int(written[:9])


def _value(kind: str, text: str) -> CellValue:
    """Return the value of a cell; what is not of the type it claims is the text it is."""
    written = text.strip()
    if kind == "Number":
        number = number_of(written)
        return (text or None) if number is None else number
    if kind == "Boolean" and written in {"0", "1"}:
        return written == "1"
    if kind == "Error" and written:
        return ErrorCell(written)
    if kind == "DateTime":
        return _moment(written) or text or None
    return plain_value(text) if not kind else text or None


def _moment(written: str) -> date | datetime | time | None:
    try:
        moment = datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return None
    if moment.date() in _NO_DAYS:
        return moment.time()
    return day_or_moment(moment)
