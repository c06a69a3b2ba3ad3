"""The form 考核设置 of a workbook: every line that fits it, written but not filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xl_quality.core.findings import BadInputError
from xl_quality.reports.forms import Asked, settings_table
from xl_quality.sheets.checkup import check_schools
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.settings import SETTINGS_SHEET

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.runs.book_contents import BookContents


def has_settings(book: Book) -> bool:
    """Tell whether a workbook has its 考核设置 already; it is never replaced."""
    return SETTINGS_SHEET in book.sheet_names()


def settings_form(contents: BookContents) -> Table:
    """Return the form for a workbook: what holds now, and the lines that it may need, still empty.

    Args:
        contents: the workbook as understood. Its subjects get a line each for the full mark, its
            exams one for their kind, sheets that may hold scores one for the answer, schools
            that may be one and the same one for what holds, the 方案 sheets one for each figure
            that they leave open.
    """
    subjects = list(
        dict.fromkeys(subject for table in contents.tables for subject in table.subjects)
    )
    names = [grid.name for grid in contents.grids]
    asked = [*_questions(contents), *_parameters(contents)]
    return settings_table(contents.recognised.settings.options, subjects, names, asked)


def _questions(contents: BookContents) -> Iterator[Asked]:
    """Yield the lines about exams, sheets and schools; empty, they change nothing."""
    recognised = contents.recognised
    if not recognised.settings.options.office:
        yield Asked("单位名称", "", "")
    for exam in dict.fromkeys(table.exam for table in contents.tables if table.exam):
        yield Asked("考试性质", "", exam)  # a clause judges one kind of exam only
    for one in recognised.sheets:
        if one.kind is SheetKind.PERHAPS_SCORES:
            yield Asked("成绩表", one.sheet, "")
        of_exam = (f.text for f in one.all_findings if f.code == "exams_disagree")
        if why := next(of_exam, ""):
            yield Asked("考试", one.sheet, "", why)
    for finding in check_schools(recognised.score_sheets, contents.lists, recognised.settings):
        yield Asked("学校别名", "", finding.found, finding.text)


def _parameters(contents: BookContents) -> Iterator[Asked]:
    """Yield a line for what the workbook's own schemes leave open."""
    if not contents.schemes:
        return
    from xl_quality.runs.payout.scheme_choice import choose  # noqa: PLC0415 - only with one

    said = {value.name for value in contents.recognised.settings.scheme_values}
    for grid in contents.schemes:
        try:
            scheme = choose(contents.schemes, grid.name).scheme
        except BadInputError:  # a faulty sheet is told by 数据体检 and by the payout
            continue
        for name in scheme.parameters:
            label = scheme.vocabulary[name].label
            if label not in said:
                yield Asked("方案参数", scheme.id, label)
