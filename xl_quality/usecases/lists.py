"""The list sheets of a workbook (任课, 县名次, 应考 …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.lists.reader import read_list
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import Grid
    from xl_quality.sheets.lists.reader import ListSheet
    from xl_quality.sheets.recognition import Recognition


def lists_of(grids: Sequence[Grid], recognitions: Sequence[Recognition]) -> list[ListSheet]:
    """Read the sheets that were recognised as lists."""
    sheets = [
        read_list(grid)
        for grid, found in zip(grids, recognitions, strict=True)
        if found.kind is SheetKind.LIST
    ]
    return [sheet for sheet in sheets if sheet is not None]
