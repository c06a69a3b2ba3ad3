"""One sheet of a Calc document as a grid, the same as the file's reader gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.sources import blank_covered, refuse_overfull, trimmed
from xl_quality.libreoffice.cell_flags import CONTENT
from xl_quality.libreoffice.ranges import range_values, used_end
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.sheets.grid import Area, CellValue

_PLENTY: Final = 500_000
"""Cells of a used area above which it is worth asking which of them hold anything."""


def read_sheet(document: Any, sheet: Any, book_name: str) -> Grid:  # noqa: ANN401 - UNO has no types
    """
    Return a sheet's values, merged areas and whether it is hidden.

    Args:
        document: the spreadsheet document.
        sheet: one of its sheets.
        book_name: shown to the clerk.

    Raises:
        BadInputError: it is too large.
    """
    bottom, right = _extent(sheet)
    refuse_overfull(book_name, sheet.Name, bottom + 1, right + 1)
    used = sheet.getCellRangeByPosition(0, 0, right, bottom)
    rows: list[list[CellValue]] = [
        [None if cell == "" else cell for cell in row] for row in range_values(document, used)
    ]
    merged = sorted(_merged(sheet, used))
    blank_covered(rows, merged)
    return Grid(sheet.Name, trimmed(rows), merged, hidden=not sheet.IsVisible)


def _extent(sheet: Any) -> tuple[int, int]:  # noqa: ANN401 - UNO has no types
    """Return the last row and column in use; of a large sheet, those that hold anything."""
    end = used_end(sheet)
    if (end.EndRow + 1) * (end.EndColumn + 1) <= _PLENTY:
        return end.EndRow, end.EndColumn
    filled = sheet.queryContentCells(CONTENT).RangeAddresses
    return (
        max((part.EndRow for part in filled), default=0),
        max((part.EndColumn for part in filled), default=0),
    )


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
