"""One sheet of a Calc document as a grid, the same as the file's reader gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.libreoffice.ranges import range_values
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.sheets.grid import Area, CellValue


def read_sheet(document: Any, sheet: Any) -> Grid:  # noqa: ANN401 - UNO has no types
    """Return a sheet's values, merged areas and whether it is hidden."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO knows no keywords
    end = cursor.RangeAddress
    used = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
    rows: list[list[CellValue]] = [
        [None if cell == "" else cell for cell in row] for row in range_values(document, used)
    ]
    merged = sorted(_merged(sheet, used))
    _blank_covered(rows, merged)
    return Grid(sheet.Name, _trimmed(rows), merged, hidden=not sheet.IsVisible)


def _merged(sheet: Any, part: Any) -> Iterator[Area]:  # noqa: ANN401 - UNO has no types
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
        yield from _merged(sheet, part.getCellRangeByPosition(0, 0, right, half))
        yield from _merged(sheet, part.getCellRangeByPosition(0, half + 1, right, bottom))
    else:
        half = right // 2
        yield from _merged(sheet, part.getCellRangeByPosition(0, 0, half, 0))
        yield from _merged(sheet, part.getCellRangeByPosition(half + 1, 0, right, 0))


def _blank_covered(rows: list[list[CellValue]], merged: list[Area]) -> None:
    """Empty the cells that a merged area hides: nobody sees what some programs leave there."""
    for first_row, first_column, last_row, last_column in merged:
        for index in range(first_row, min(last_row + 1, len(rows))):
            row = rows[index]
            for column in range(first_column, min(last_column + 1, len(row))):
                if (index, column) != (first_row, first_column):
                    row[column] = None


def _trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Cut off empty rows below and empty columns at the right."""
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    width = max((_length(row) for row in rows), default=0)
    return [row[:width] for row in rows]


def _length(row: list[CellValue]) -> int:
    return next((n for n in range(len(row), 0, -1) if row[n - 1] is not None), 0)
