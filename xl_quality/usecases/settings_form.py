"""The form 考核设置 of a workbook: every line that fits it, written but not filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.reports.settings_sheet import settings_table
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.settings.form import SETTINGS_SHEET

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.usecases.intake import Intake


def has_settings(book: Book) -> bool:
    """Tell whether a workbook has its 考核设置 already; it is never replaced."""
    return SETTINGS_SHEET in book.sheet_names()


def settings_form(intake: Intake) -> Table:
    """
    Return the form for a workbook: what holds now, and the lines that it may need.

    Args:
        intake: the workbook as understood; its subjects get a line each for the full mark, its
            exams one each for their kind, sheets that may hold scores one each for the answer.
    """
    subjects = list(dict.fromkeys(subject for table in intake.tables for subject in table.subjects))
    exams = list(dict.fromkeys(table.exam for table in intake.tables if table.exam))
    names = [grid.name for grid in intake.grids]
    sheets = intake.recognised.sheets
    asked = [one.sheet for one in sheets if one.kind is SheetKind.PERHAPS_SCORES]
    return settings_table(intake.recognised.settings.options, subjects, names, exams, asked)
