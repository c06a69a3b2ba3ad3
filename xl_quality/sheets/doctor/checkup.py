"""One score table on the doctor's table (受检的成绩表)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from xl_quality.core.grouping import UnitKey
    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.grid import Grid
    from xl_quality.sheets.recognition import Recognition


class Checkup(NamedTuple):
    """A table with what was recognised about its sheet and the cells themselves."""

    recognition: Recognition
    table: ScoreTable
    grid: Grid

    def key_cell(self, letter: str | None, pupil: int) -> str:
        """Return the address of a pupil's cell in a key column, of the row's first one without."""
        row = self.table.rows[pupil]
        if self.recognition.kind is SheetKind.TRANSPOSED:
            return f"{column_letter(row - 1)}{letter or 1}"
        return f"{letter or 'A'}{row}"

    def unit(self, pupil: int) -> UnitKey:
        """Return school, grade and class of a pupil."""
        table = self.table
        return table.schools[pupil], table.grades[pupil], table.classes[pupil]

    def name_cell(self, pupil: int) -> str:
        """Return the address of a pupil's name."""
        return self.key_cell(self.recognition.columns.name, pupil)
