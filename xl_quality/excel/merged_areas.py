"""The merged areas (合并单元格) of a live sheet, found without asking every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.addresses import area_address
from xl_quality.sheets.grid import column_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.sheets.grid import Area

_HEAD: Final = 6
"""Rows of titles and headers, merged in both directions; below it merged cells form columns."""


def merged_areas(sheet: Any, extent: Area) -> list[Area]:  # noqa: ANN401 - COM has no types
    """
    Return the merged areas that lie in a part of a sheet, from the top, then from the left.

    Excel says of a whole block at once whether all of it is merged, or none, so most of a sheet
    is done with in a few calls; a block that is mixed is taken apart.

    Args:
        sheet: the Worksheet.
        extent: where to look, 0-based.
    """
    found: set[Area] = set()
    ahead = [extent]
    while ahead:
        block = ahead.pop()
        known = next((area for area in found if _overlap(block, area)), None)
        if known is not None:
            ahead += _rest(block, known)
            continue
        merged = sheet.Range(area_address(block)).MergeCells
        if merged:
            corner = sheet.Range(area_address((*block[:2], *block[:2])))
            found.add(_area(corner.MergeArea.Address))
            ahead.append(block)
        elif merged is None:
            ahead += _parts(block)
    return sorted(found)


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
    """
    Return an area from Excel's own address.

    >>> _area("$B$2:$C$10"), _area("$A$1")
    ((1, 1, 9, 2), (0, 0, 0, 0))
    """
    first, _, last = address.partition(":")
    _, left, top = first.split("$")
    _, right, bottom = (last or first).split("$")
    return int(top) - 1, column_index(left), int(bottom) - 1, column_index(right)
