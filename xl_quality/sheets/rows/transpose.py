"""Turns a sheet whose pupils go across (横排) so that they go down, and what was found back."""

from __future__ import annotations

from xl_quality.sheets.grid import Grid, column_index, column_letter
from xl_quality.sheets.recognition import Recognition, SheetKind


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

    Findings name the sheet's own cells from the start: the view of a turned grid does.

    In a TRANSPOSED recognition columns and subjects are given by row number, and the numbers
    in `header_rows` and `data_rows` are those of columns.
    """
    back = recognition.kind is SheetKind.TRANSPOSED
    return recognition._replace(
        kind=SheetKind.STUDENT_SCORES if back else SheetKind.TRANSPOSED,
        columns=recognition.columns.mapped(_exchange),
        subjects={name: _exchange(letter) for name, letter in recognition.subjects.items()},
        labels={_exchange(letter): label for letter, label in recognition.labels.items()},
    )


def _exchange(text: str) -> str:
    """
    Return the row number of a column letter, or the letter of a row number.

    >>> _exchange("C"), _exchange("3")
    ('3', 'C')
    """
    return column_letter(int(text) - 1) if text.isdigit() else str(column_index(text) + 1)
