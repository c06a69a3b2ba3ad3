"""The list sheets of a workbook (任课, 县名次, 应考 …) and the schools they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.sheets.grid import Grid
    from xl_quality.sheets.lists import ListSheet
    from xl_quality.sheets.recognition import Recognition

_SCHOOLS: Final = ("school", "unit")


def lists_of(grids: Sequence[Grid], recognitions: Sequence[Recognition]) -> list[ListSheet]:
    """Read the sheets that were recognised as lists."""
    sheets = [
        read_list(grid)
        for grid, found in zip(grids, recognitions, strict=True)
        if found.kind is SheetKind.LIST
    ]
    return [sheet for sheet in sheets if sheet is not None]


def official(record: Record, aliases: Mapping[str, str]) -> Record:
    """Return a row with its school called by its official name (学校别名); its cell stays."""
    renamed = {
        name: record.facts[name]._replace(value=aliases[record.text(name)])
        for name in _SCHOOLS
        if record.text(name) in aliases
    }
    return record._replace(facts={**record.facts, **renamed}) if renamed else record
