"""The merged areas (合并单元格) of a live sheet, found without asking every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.books.opc.addresses import area_address

if TYPE_CHECKING:
    from xl_quality.sheets.grid import Area


def merged_areas(sheet: Any, extent: Area) -> list[Area]:  # noqa: ANN401 - COM has no types
    """
    Return the merged areas that lie in a part of a sheet, from the top, then from the left.

    Excel says of a whole block at once whether it holds merged cells: False for none, so most
    of a sheet is done with in one call; a block that holds some is halved.

    Args:
        sheet: the Worksheet.
        extent: where to look, 0-based.
    """
    found: dict[Area, None] = {}
    ahead = [extent]
    while ahead:
        block = ahead.pop()
        if any(_inside(block, area) for area in found):
            continue
        cells = sheet.Range(area_address(block))
        if cells.MergeCells is False:
            continue
        if block[:2] == block[2:]:
            found[_area(cells.MergeArea)] = None
        else:
            ahead += _halves(block)
    return sorted(found)


def _inside(block: Area, area: Area) -> bool:
    return (
        area[0] <= block[0] and area[1] <= block[1] and block[2] <= area[2] and block[3] <= area[3]
    )


def _halves(block: Area) -> tuple[Area, Area]:
    """Return the two halves of a block, the later one first."""
    top, left, bottom, right = block
    if bottom - top >= right - left:
        middle = (top + bottom) // 2
        return (middle + 1, left, bottom, right), (top, left, middle, right)
    middle = (left + right) // 2
    return (top, middle + 1, bottom, right), (top, left, bottom, middle)


def _area(cells: Any) -> Area:  # noqa: ANN401 - COM has no types
    top, left = cells.Row - 1, cells.Column - 1
    return top, left, top + cells.Rows.Count - 1, left + cells.Columns.Count - 1
