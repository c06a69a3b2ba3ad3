"""Turns a sheet whose pupils go across (横排) so that they go down, and what was found back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.grid import Grid, column_index, column_letter
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.recognition import Recognition, SheetKind

if TYPE_CHECKING:
    import re

    from xl_quality.core.findings import Finding

_PLACE: Final = pattern(r"(?<![A-Za-z])([A-Z]{1,3})(\d+)(?!\d)|([A-Z]{1,3})列|第(\d+)行")


def transposed(grid: Grid, first: int = 0) -> Grid:
    """Return a grid with rows and columns exchanged; the rows above *first* are left empty."""
    rows = [[None] * len(row) if n < first else row for n, row in enumerate(grid.rows)]
    return Grid(
        grid.name,
        [list(column) for column in zip(*rows, strict=True)],
        [(left, top, right, bottom) for top, left, bottom, right in grid.merged],
        hidden=grid.hidden,
        uncached=[(column, row) for row, column in grid.uncached],
    )


def turned_back(recognition: Recognition) -> Recognition:
    """
    Return what was found in the turned sheet in terms of the sheet, and the other way round.

    In a TRANSPOSED recognition columns and subjects are given by row number, and the numbers
    in `header_rows` and `data_rows` are those of columns.
    """
    back = recognition.kind is SheetKind.TRANSPOSED
    return recognition._replace(
        kind=SheetKind.STUDENT_SCORES if back else SheetKind.TRANSPOSED,
        columns=recognition.columns.mapped(_exchange),
        subjects={name: _exchange(letter) for name, letter in recognition.subjects.items()},
        labels={_exchange(letter): label for letter, label in recognition.labels.items()},
        findings=tuple(_turned_finding(finding) for finding in recognition.findings),
    )


def _exchange(text: str) -> str:
    """
    Return the row number of a column letter, or the letter of a row number.

    >>> _exchange("C"), _exchange("3")
    ('3', 'C')
    """
    return column_letter(int(text) - 1) if text.isdigit() else str(column_index(text) + 1)


def _turned_finding(finding: Finding) -> Finding:
    return finding._replace(
        cell=_turned_text(finding.cell),
        message=_turned_text(finding.message),
        suggestion=_turned_text(finding.suggestion),
    )


def _turned_text(text: str) -> str:
    """
    Exchange rows and columns in a sentence.

    >>> _turned_text("C列第4行的D2")
    '第3行D列的B4'
    """

    def turned(found: re.Match[str]) -> str:
        if found[1]:
            return f"{_exchange(found[2])}{_exchange(found[1])}"
        return f"第{_exchange(found[3])}行" if found[3] else f"{_exchange(found[4])}列"

    return _PLACE.sub(turned, text)
