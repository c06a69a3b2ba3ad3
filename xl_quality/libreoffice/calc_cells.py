"""Cells of a Calc sheet as values (取值), and results as Calc takes them.

Calc hands over numbers and texts only: a truth value is 1, a date its serial number, an error
nothing. The kinds are looked up in the number formats, and only where a range has any of those.
A result is a number or a text; an error travels inside a number.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from xl_quality.books.sources import blank_covered, refuse_overfull, trimmed
from xl_quality.functions.registry import CellError, ErrorCode
from xl_quality.libreoffice.uno_values import CONTENT, FORMULA, Uno
from xl_quality.sheets.cells import Area, CellValue, ErrorCell, Grid

CALC_ERRORS: Final = {
    ErrorCode.NULL: 521,
    ErrorCode.DIVISION: 532,
    ErrorCode.VALUE: 519,
    ErrorCode.REFERENCE: 524,
    ErrorCode.NAME: 525,
    ErrorCode.NUMBER: 503,
    ErrorCode.NOT_AVAILABLE: 32767,
}
"""Calc's own numbers of the errors a cell can show."""
_NOT_A_NUMBER: Final = 0x7FF80000_00000000
Rows = tuple[tuple[Any, ...], ...]
_LOGICAL: Final = 1024
_DATE: Final = 2
_TIME: Final = 4
_ERRORS: Final = 4  # calc's constants of number formats (NumberFormat) and results (FormulaResult)
_CODES: Final = {number: str(code) for code, number in CALC_ERRORS.items()}
_LONG: Final = 20_000  # rows from which a selection is likely a whole column
_DAY: Final = 86_400
_MIDNIGHT: Final = datetime(1900, 1, 1)  # noqa: DTZ001 - sheets have no zones
_PLENTY: Final = 500_000
"""Cells of a used area above which it is worth asking which of them hold anything."""


def error_number(code: ErrorCode) -> float:
    """Return an error as Calc keeps it: a NaN whose lowest bits are the error's number.

    >>> error_number(ErrorCode.DIVISION)
    nan
    """
    packed: float = struct.unpack("<d", struct.pack("<Q", _NOT_A_NUMBER | CALC_ERRORS[code]))[0]
    return packed


_NUMBERS: Final = {code: error_number(code) for code in ErrorCode}


def cell_result(value: object) -> float | str:
    """Return one cell of a result; an empty one is an empty text, as None would be an error."""
    if isinstance(value, CellError):
        return _NUMBERS[value.code]
    if isinstance(value, str):
        return value
    return "" if value is None else float(value)  # type: ignore[arg-type] # a number is left


def rows_result(value: object) -> tuple[tuple[float | str, ...], ...]:
    """Return a result that spills; an error stands alone."""
    if isinstance(value, CellError) or not isinstance(value, (tuple, list)):
        return ((cell_result(value),),)
    return tuple(tuple(map(cell_result, row)) for row in value)


def used_end(sheet: Uno) -> Uno:
    """Return the address of the last cell in use, or with a visible look of its own."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO knows no keywords
    return cursor.RangeAddress


def used_part(area: Uno) -> Uno | None:
    """Return a range without what lies below its sheet's last used row, None if that is all."""
    place = area.RangeAddress
    if place.EndRow - place.StartRow < _LONG:
        return area
    last = used_end(area.Spreadsheet).EndRow
    if last < place.StartRow:
        return None
    rows = min(last, place.EndRow) - place.StartRow
    return area.getCellRangeByPosition(0, 0, place.EndColumn - place.StartColumn, rows)


def headed(document: Uno, area: Uno) -> Uno:
    """Return a range with the header row of its table (数据区域) where it starts right below it.

    ``表1[]`` stands for the rows without their labels.
    """
    place = area.RangeAddress
    for name in document.DatabaseRanges.ElementNames if place.StartRow else ():
        table = document.DatabaseRanges.getByName(name)
        whole = table.DataArea
        if (
            table.ContainsHeader
            and (whole.Sheet, whole.StartRow + 1) == (place.Sheet, place.StartRow)
            and whole.StartColumn <= place.StartColumn
            and place.EndColumn <= whole.EndColumn
        ):
            return area.Spreadsheet.getCellRangeByPosition(
                place.StartColumn, whole.StartRow, place.EndColumn, place.EndRow
            )
    return area


def range_values(document: Uno, area: Uno) -> Rows:
    """Return a range's cells: None or an empty text where there is nothing.

    The document knows the number formats; None = it is not at hand.
    """
    part = used_part(area)
    if part is None:
        return ((None,),)
    rows: Rows = part.getDataArray()
    if any(None in row for row in rows):
        rows = _with_errors(part, rows)
    rows = _with_truths(part, rows)
    return rows if document is None else _with_kinds(document, part, rows)


def _with_errors(area: Uno, rows: Rows) -> Rows:
    values: list[list[Any]] = [list(row) for row in rows]
    for row, column in _cells_of(area.queryFormulaCells(_ERRORS), area):
        error = area.getCellByPosition(column, row).getError()
        values[row][column] = ErrorCell(_CODES.get(error, "#VALUE!"))
    return tuple(map(tuple, values))


def _with_truths(area: Uno, rows: Rows) -> Rows:
    """Find formulas that give TRUE or FALSE: no format of their cells says so."""
    if not any(0.0 in row or 1.0 in row for row in rows):
        return rows
    values: list[list[Any]] | None = None
    for row, column in _cells_of(area.queryContentCells(FORMULA), area):
        value = rows[row][column]
        if value in (0.0, 1.0) and _is_word(area.getCellByPosition(column, row).String):
            values = values or [list(row) for row in rows]
            values[row][column] = bool(value)
    return rows if values is None else tuple(map(tuple, values))


def _cells_of(parts: Uno, area: Uno) -> Iterator[tuple[int, int]]:
    """Yield row and column inside an area of every cell of some of its parts."""
    corner = area.RangeAddress
    for part in parts.RangeAddresses:
        for row in range(part.StartRow, part.EndRow + 1):
            for column in range(part.StartColumn, part.EndColumn + 1):
                yield row - corner.StartRow, column - corner.StartColumn


def _is_word(text: str) -> bool:
    """Say whether a 0 or 1 is shown as TRUE or FALSE, in whatever language."""
    return text != "" and not any(map(str.isdigit, text))


def _with_kinds(document: Uno, area: Uno, rows: Rows) -> Rows:
    formats = document.NumberFormats
    # where formats differ, the range's own says 0, as if it had none
    if area.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
        turn = _turning(document, formats.getByKey(area.NumberFormat).Type)
        return rows if turn is None else tuple(tuple(map(turn, row)) for row in rows)
    values: list[list[Any]] | None = None
    corner = area.RangeAddress
    for key, part in _formatted(area):
        turn = _turning(document, formats.getByKey(key).Type)
        if turn is None:
            continue
        values = values or [list(row) for row in rows]
        columns = slice(
            part.StartColumn - corner.StartColumn, part.EndColumn - corner.StartColumn + 1
        )
        for row in values[part.StartRow - corner.StartRow : part.EndRow - corner.StartRow + 1]:
            row[columns] = map(turn, row[columns])
    return rows if values is None else tuple(map(tuple, values))


def _formatted(area: Uno) -> Iterator[tuple[int, Any]]:
    """Yield number format and address of the parts of a range that look alike."""
    looks = area.UniqueCellFormatRanges
    for number in range(looks.Count):
        alike = looks.getByIndex(number)
        key = alike.NumberFormat
        if key:  # 0 is General
            for part in alike.RangeAddresses:
                yield key, part


def _turning(document: Uno, kind: int) -> Callable[[Any], CellValue] | None:
    """Return what makes a number of a format's kind the value it stands for."""
    if kind & _LOGICAL:
        return lambda value: bool(value) if type(value) is float else value
    if kind & _DATE:
        zero = document.NullDate
        start = datetime(zero.Year, zero.Month, zero.Day)  # noqa: DTZ001 - sheets have no zones
        return lambda value: _day(start, value) if type(value) is float else value
    if kind & _TIME:
        return lambda value: _clock(value) if type(value) is float else value
    return None


def _day(start: datetime, days: float) -> date | datetime:
    moment = start + timedelta(seconds=round(days * _DAY))
    return moment.date() if days == int(days) else moment


def _clock(days: float) -> time | timedelta:
    """Return a time of day, or a duration of a day and more."""
    passed = timedelta(seconds=round(days * _DAY))
    return passed if not 0 <= days < 1 else (_MIDNIGHT + passed).time()


def read_sheet(document: Uno, sheet: Uno, book_name: str) -> Grid:
    """Return a sheet's values, merged areas and whether it is hidden.

    Raises:
        BadInputError: it is too large.
    """
    bottom, right = _extent(sheet)
    refuse_overfull(book_name, sheet.Name, bottom + 1, right + 1)
    used = sheet.getCellRangeByPosition(0, 0, right, bottom)
    rows: list[list[CellValue]] = [
        [None if cell == "" else cell for cell in row] for row in range_values(document, used)
    ]
    merged = sorted(_merged_in(sheet, used))
    blank_covered(rows, merged)
    return Grid(sheet.Name, trimmed(rows), merged, hidden=not sheet.IsVisible)


def _extent(sheet: Uno) -> tuple[int, int]:
    """Return the last row and column in use; of a large sheet, those that hold anything."""
    end = used_end(sheet)
    if (end.EndRow + 1) * (end.EndColumn + 1) <= _PLENTY:
        return end.EndRow, end.EndColumn
    filled = sheet.queryContentCells(CONTENT).RangeAddresses
    return (
        max((part.EndRow for part in filled), default=0),
        max((part.EndColumn for part in filled), default=0),
    )


def _merged_in(sheet: Uno, part: Uno) -> Iterator[Area]:
    """Yield the merged areas that begin in a part: halves are asked until none is left."""
    if not part.getIsMerged():
        return
    place = part.RangeAddress
    bottom, right = place.EndRow - place.StartRow, place.EndColumn - place.StartColumn
    if not bottom and not right:
        cursor = sheet.createCursorByRange(part)
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        yield area.StartRow, area.StartColumn, area.EndRow, area.EndColumn
    elif bottom:
        half = bottom // 2
        yield from _merged_in(sheet, part.getCellRangeByPosition(0, 0, right, half))
        yield from _merged_in(sheet, part.getCellRangeByPosition(0, half + 1, right, bottom))
    else:
        half = right // 2
        yield from _merged_in(sheet, part.getCellRangeByPosition(0, 0, half, 0))
        yield from _merged_in(sheet, part.getCellRangeByPosition(half + 1, 0, right, 0))
