"""The buttons of 统计: 四率统计, 排名."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.usecases.buttons.dialogs import chosen
from xl_quality.usecases.buttons.session import Press
from xl_quality.usecases.buttons.writing import write_and_tell
from xl_quality.usecases.choices import Choices
from xl_quality.usecases.desk import Choice
from xl_quality.usecases.figures import compute
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.records.request import Request, result_sheets
from xl_quality.usecases.records.run_record import entry_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.ports import Book
    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk, Said


def rates(book: Book, desk: Desk, session: Session) -> Said:
    """Write 四率统计."""
    return _computed(book, desk, session, "rates")


def rank(book: Book, desk: Desk, session: Session) -> Said:
    """Write 四率统计 and the rankings."""
    return _computed(book, desk, session, "rank")


def _computed(book: Book, desk: Desk, session: Session, command: str) -> Said:
    desk.progress("正在读取……")
    intake = take_in(book, Choices())
    request = Request(command, Choices(exam=_exam(desk, intake.tables)))
    desk.progress("正在统计……")
    figures = compute(intake.tables, intake.taught, intake.options, exam=request.choices.exam)
    tables = result_sheets(command, figures, None, None)
    entry = entry_of(book, intake, request, tables=figures.tables)
    other = {table.sheet for table in intake.tables} - {table.sheet for table in figures.tables}
    own = [finding for finding in intake.findings if finding.sheet not in other]
    return write_and_tell(Press(command, book, desk, session), tables, entry, own)


def _exam(desk: Desk, tables: Sequence[ScoreTable]) -> str:
    """Return the exam wanted, ``""`` = all; asked only where the workbook has several."""
    exams = list(dict.fromkeys(table.exam or table.sheet for table in tables))
    if len(exams) == 1:
        return ""
    every = Choice("", f"全部 {len(exams)} 次考试，分别统计")
    return chosen(desk, "统计哪一次考试？", [every, *(Choice(exam, exam) for exam in exams)])
