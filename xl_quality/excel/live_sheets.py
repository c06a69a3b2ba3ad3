"""A sheet of the open workbook as a grid, in a few calls however large it is; its merged areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.sheet import area_address
from xl_quality.books.sources import blank_covered, refuse_overfull, trimmed
from xl_quality.excel.com import VISIBLE, find
from xl_quality.functions.host_cells import COM_ERRORS
from xl_quality.sheets.cells import Area, CellValue, ErrorCell, Grid, column_index

if TYPE_CHECKING:
    from excel_types import Range, Worksheet


_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
_FIRST_SURE_DATE: Final = datetime(1900, 3, 1)  # noqa: DTZ001 - before it 1900 counts a 29 February
_HALF_A_MILLISECOND: Final = 500
_HEAD: Final = 6
"""Rows of titles and headers, merged in both directions; below it merged cells form columns."""
_BY_ROWS: Final = 1  # xlByRows
_BY_COLUMNS: Final = 2  # xlByColumns
_PREVIOUS: Final = 2  # xlPrevious
_PLENTY: Final = 500_000
"""Cells of a used range above which it is worth asking where the last filled cell is."""


def cell_value(given: object) -> CellValue:
    """Return one cell's value.

    Args:
        given: a float, text, bool, date (its zone is meaningless), Decimal where the cell is
            shown as money, or a whole number for an error.

    >>> cell_value(-2146826246), cell_value(1.0), cell_value("")
    (ErrorCell(code='#N/A'), 1.0, None)
    """
    if given is None or given == "":
        return None
    if isinstance(given, bool | float | str):
        return given
    if isinstance(given, datetime):
        return _moment(given)
    if isinstance(given, int):
        return ErrorCell(COM_ERRORS.get(given, "#VALUE!"))
    if isinstance(given, Decimal):
        return float(given)
    raise TypeError(f"no cell value: {given!r}")


def cell_rows(given: object) -> list[list[CellValue]]:
    """Return the rows of a range: Excel gives a single cell as such, several as rows."""
    rows: Sequence[Sequence[object]] = given if isinstance(given, tuple) else ((given,),)
    return [_row(row) for row in rows]


def exact_values(area: Range) -> object:
    """Return a range's values with all digits of its numbers.

    Excel rounds what is shown as money to four places; only then is the range read once more,
    without formats. Dates would be plain numbers there.
    """
    given = area.Value
    if not isinstance(given, tuple):
        return area.Value2 if isinstance(given, Decimal) else given
    if not any(isinstance(one, Decimal) for row in given for one in row):
        return given
    return tuple(
        tuple(plain if isinstance(one, Decimal) else one for one, plain in zip(*rows, strict=True))
        for rows in zip(given, area.Value2, strict=True)
    )


def _row(row: Sequence[object]) -> list[CellValue]:
    return [one if type(one) is float else cell_value(one) for one in row]


def _moment(given: datetime) -> CellValue:
    """Return a date, a moment, a time of day, or a duration of a day and more."""
    plain = datetime(*given.timetuple()[:6])  # noqa: DTZ001 - a plain datetime, not COM's own kind
    milliseconds = (given.microsecond + _HALF_A_MILLISECOND) // 1000
    plain += timedelta(milliseconds=milliseconds)
    since = plain - _DAY_ZERO
    if timedelta() <= since < timedelta(days=1):
        return plain.time()
    if plain < _FIRST_SURE_DATE:
        return since
    return plain if plain.time() != datetime.min.time() else plain.date()


def merged_areas(sheet: Worksheet, extent: Area) -> list[Area]:
    """Return the merged areas that lie in a part of a sheet, from the top, then from the left.

    Excel says of a whole block at once whether all of it is merged, or none, so most of a sheet
    is done with in a few calls; a block that is mixed is taken apart.
    """
    areas: set[Area] = set()
    ahead = [extent]
    while ahead:
        block = ahead.pop()
        known = next((area for area in areas if _overlap(block, area)), None)
        if known is not None:
            ahead += _rest(block, known)
            continue
        merged = sheet.Range(area_address(block)).MergeCells
        if merged:
            corner = sheet.Range(area_address((*block[:2], *block[:2])))
            areas.add(_area(corner.MergeArea.Address))
            ahead.append(block)
        elif merged is None:
            ahead += _parts(block)
    return sorted(areas)


def _overlap(block: Area, area: Area) -> bool:
    return (
        block[0] <= area[2] and area[0] <= block[2] and block[1] <= area[3] and area[1] <= block[3]
    )


def _rest(block: Area, area: Area) -> Iterator[Area]:
    """Yield what of a block lies outside an area."""
    top, left, bottom, right = block
    upper, lower = max(top, area[0]), min(bottom, area[2])
    if area[2] < bottom:
        yield lower + 1, left, bottom, right
    if area[3] < right:
        yield upper, area[3] + 1, lower, right
    if left < area[1]:
        yield upper, left, lower, area[1] - 1
    if top < area[0]:
        yield top, left, upper - 1, right


def _parts(block: Area) -> tuple[Area, Area]:
    """Return two parts of a block: the head by rows, the body by columns, a column by rows."""
    top, left, bottom, right = block
    is_head = bottom < _HEAD
    if top < _HEAD <= bottom:
        cut = _HEAD - 1
    elif left == right or (is_head and top < bottom):
        cut = (top + bottom) // 2
    else:
        middle = (left + right) // 2
        return (top, middle + 1, bottom, right), (top, left, bottom, middle)
    return (cut + 1, left, bottom, right), (top, left, cut, right)


def _area(address: str) -> Area:
    """Return an area from Excel's own address.

    >>> _area("$B$2:$C$10"), _area("$A$1")
    ((1, 1, 9, 2), (0, 0, 0, 0))
    """
    first, _, last = address.partition(":")
    _, left, top = first.split("$")
    _, right, bottom = (last or first).split("$")
    return int(top) - 1, column_index(left), int(bottom) - 1, column_index(right)


def read_sheet(sheet: Worksheet, book_name: str) -> Grid:
    """Return the values of a sheet as they stand now, saved or not.

    Raises:
        BadInputError: it is too large.
    """
    name, hidden = sheet.Name, sheet.Visible != VISIBLE
    extent = _extent(sheet)
    if extent is None:
        return Grid(name, [], [], hidden=hidden)
    refuse_overfull(book_name, name, extent[2] + 1, extent[3] + 1)
    rows = cell_rows(exact_values(sheet.Range(area_address(extent))))
    merged = merged_areas(sheet, extent)
    blank_covered(rows, merged)
    return Grid(name, trimmed(rows), merged, hidden=hidden)


def _extent(sheet: Worksheet) -> Area | None:
    """Return the area from A1 to the last cell in use; None where a sheet is empty."""
    used = sheet.UsedRange
    bottom = used.Row + used.Rows.Count - 2
    right = used.Column + used.Columns.Count - 2
    if (bottom + 1) * (right + 1) <= _PLENTY:
        return 0, 0, bottom, right
    last_row, last_column = _last(sheet, _BY_ROWS), _last(sheet, _BY_COLUMNS)
    if last_row is None or last_column is None:
        return None
    return 0, 0, last_row.Row - 1, last_column.Column - 1


def _last(sheet: Worksheet, order: int) -> Range | None:
    """Return the last filled cell; borders down to row 1,048,576 do not count."""
    return find(sheet, "*", order, _PREVIOUS)
