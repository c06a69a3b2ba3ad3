"""Sheets drawn as text, so that a test shows what the clerk sees; all names are invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xl_quality.sheets.grid import CellValue, ErrorCell, Grid, column_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.recognition import Recognition

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def drawn(text: str, *, name: str = "Sheet1", merged: Sequence[str] = ()) -> Grid:
    """
    Return the grid that a drawing shows: a line a row, cells between bars.

    Numbers become floats as Excel keeps them, ``'85`` is text, ``#N/A`` an error, an empty cell
    None. Lines are numbered from 1 as in the sheet; the empty line at the start is left out.
    """
    lines = text.strip("\n").split("\n")
    rows = [[_value(cell.strip()) for cell in line.strip().split("|")] for line in lines]
    width = max(map(len, rows))
    return Grid(
        name, [row + [None] * (width - len(row)) for row in rows], [_area(area) for area in merged]
    )


def _value(cell: str) -> CellValue:
    if cell == "":
        return None
    if cell.startswith("#"):
        return ErrorCell(cell)
    if cell.startswith("'"):
        return cell[1:]
    return float(cell) if _NUMBER.fullmatch(cell) else cell.replace("\\n", "\n").replace("␣", " ")


def _area(text: str) -> tuple[int, int, int, int]:
    found = _AREA.fullmatch(text)
    assert found is not None
    return (
        int(found[2]) - 1,
        column_index(found[1]),
        int(found[4]) - 1,
        column_index(found[3]),
    )


def codes(recognition: Recognition) -> set[str]:
    return {finding.code for finding in recognition.all_findings}


def finding(found: Sequence[Finding], code: str) -> Finding:
    """Return the only finding of a code."""
    matching = [one for one in found if one.code == code]
    assert len(matching) == 1, [str(one) for one in found]
    return matching[0]
