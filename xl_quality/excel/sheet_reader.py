"""One sheet of the open workbook as a grid: a few calls, however large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.addresses import area_address
from xl_quality.books.sources import blank_covered, refuse_overfull, trimmed
from xl_quality.excel.cell_values import cell_rows
from xl_quality.excel.merged_areas import merged_areas
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from xl_quality.sheets.grid import Area

_VISIBLE: Final = -1  # xlSheetVisible
_FORMULAS: Final = -4123  # xlFormulas
_PART: Final = 2  # xlPart
_BY_ROWS: Final = 1  # xlByRows
_BY_COLUMNS: Final = 2  # xlByColumns
_PREVIOUS: Final = 2  # xlPrevious
_PLENTY: Final = 500_000
"""Cells of a used range above which it is worth asking where the last filled cell is."""


def read_sheet(sheet: Any, book_name: str) -> Grid:  # noqa: ANN401 - COM has no types
    """
    Return the values of a sheet as they stand now, saved or not.

    Args:
        sheet: the Worksheet.
        book_name: shown to the clerk.

    Raises:
        BadInputError: it is too large.
    """
    name, hidden = sheet.Name, sheet.Visible != _VISIBLE
    extent = _extent(sheet)
    if extent is None:
        return Grid(name, [], [], hidden=hidden)
    refuse_overfull(book_name, name, extent[2] + 1, extent[3] + 1)
    rows = cell_rows(sheet.Range(area_address(extent)).Value)
    merged = merged_areas(sheet, extent)
    blank_covered(rows, merged)
    return Grid(name, trimmed(rows), merged, hidden=hidden)


def _extent(sheet: Any) -> Area | None:  # noqa: ANN401 - COM has no types
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


def _last(sheet: Any, order: int) -> Any:  # noqa: ANN401 - COM has no types
    """Return the last filled cell; borders down to row 1,048,576 do not count."""
    return sheet.Cells.Find("*", sheet.Range("A1"), _FORMULAS, _PART, order, _PREVIOUS)
