"""Formulas of the registry's examples, put into a sheet of a running Calc."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.libreoffice.office import Office

FIRST_COLUMN = 26
"""AA: right of every example's cells."""


def in_calc(formula: str) -> str:
    """Return a formula as Calc's interface takes it: semicolons between arguments."""
    parts = re.split(r'("[^"]*")', formula)
    parts[::2] = [part.replace(",", ";") for part in parts[::2]]
    return "".join(parts)


def area(height: int, width: int, column: int = 0) -> str:
    return f"{address(0, column)}:{address(height - 1, column + width - 1)}"


def write(office: Office, document: int, rows: Sequence[Any]) -> None:
    width = max(map(len, rows))
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    office("written", document, 0, area(len(rows), width), full)


def result(
    office: Office, document: int, formula: str, height: int = 1, width: int = 1
) -> list[Any]:
    """Enter a formula, recalculate everything, return what its cells show."""
    cells = area(height, width, FIRST_COLUMN)
    if height * width > 1:
        office("array_formula", document, 0, cells, in_calc(formula))
    else:
        office("formula", document, 0, cells, in_calc(formula))
    office("recalculated", document)
    shown: list[Any] = office("showing", document, 0, cells)
    return shown
