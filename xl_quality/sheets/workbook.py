"""Recognises all sheets of a workbook and what is doubtful between them (整本识别)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.core.option_table import READING_OPTIONS, with_stated
from xl_quality.sheets.pupil_checks import check_across_sheets
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import Recognition, SheetKind, merged
from xl_quality.sheets.score_tables import Checkup, score_tables
from xl_quality.sheets.settings import is_settings_sheet
from xl_quality.sheets.settings_reader import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import ScoreTable
    from xl_quality.core.option_table import Stated
    from xl_quality.sheets.grid import Grid
    from xl_quality.sheets.recognition import SheetOverride


class BookRecognition(NamedTuple):
    """
    A workbook as it was understood.

    Attributes:
        sheets: one per sheet, in the workbook's order.
        score_sheets: every score table with its sheet, ready for the data doctor.
        settings: what the 考核设置 sheet says; its findings are among `findings`.
        findings: all of them: settings, sheets, and doubts between sheets.
    """

    sheets: tuple[Recognition, ...] = ()
    score_sheets: tuple[Checkup, ...] = ()
    settings: Settings = Settings()
    findings: tuple[Finding, ...] = ()

    @property
    def tables(self) -> list[ScoreTable]:
        """Return the score tables of all sheets."""
        return [scores.table for scores in self.score_sheets]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the entries of all sheets, those of a sheet with several tables in a row."""
        return [entry for sheet in self.sheets for entry in sheet.entries()]


def recognise_book(
    grids: Sequence[Grid],
    *,
    own: Collection[str] = (),
    file_name: str = "",
    fixed: Mapping[str, SheetOverride] | None = None,
    stated: Sequence[Stated] = (),
) -> BookRecognition:
    """
    Recognise every sheet of a workbook and read its scores.

    Args:
        grids: all its sheets.
        own: names of the sheets that this program wrote: they are not read back as input.
        file_name: name of the workbook.
        fixed: what a person fixed about single sheets; it goes before the 考核设置 sheet.
        stated: what was said of options; those of reading go before the sheet likewise.
    """
    names = [grid.name for grid in grids]
    forms = [grid for grid in grids if grid.name not in own and is_settings_sheet(grid)]
    settings = read_settings(forms[0], names) if forms else Settings()
    of_reading = [one for one in stated if one.option in READING_OPTIONS]
    if of_reading:
        settings = settings._replace(options=with_stated(settings.options, of_reading))
    said = fixed or {}
    sheets = tuple(
        Recognition(grid.name, SheetKind.OWN)
        if grid.name in own
        else recognise(
            grid,
            overrides=merged(settings.override(grid.name), said.get(grid.name)),
            file_name=file_name,
        )
        for grid in grids
    )
    score_sheets = _score_sheets(sheets, grids)
    findings = [*settings.findings, *(f for sheet in sheets for f in sheet.all_findings)]
    findings += check_across_sheets(score_sheets)
    return BookRecognition(sheets, tuple(score_sheets), settings, tuple(findings))


def _score_sheets(sheets: Sequence[Recognition], grids: Sequence[Grid]) -> list[Checkup]:
    return [
        Checkup(part, table, grid)
        for sheet, grid in zip(sheets, grids, strict=True)
        for part in (sheet.blocks or (sheet,))
        for table in score_tables(part, grid)
    ]
