"""The buttons of 统计: 四率统计, 排名."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.usecases.buttons.dialogs import chosen
from xl_quality.usecases.buttons.session import Press
from xl_quality.usecases.buttons.writing import write_and_tell
from xl_quality.usecases.choices import Choices, Request
from xl_quality.usecases.desk import Choice
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.records.request import carry_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.ports import Book
    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk, Said


def rates(book: Book, desk: Desk, session: Session) -> Said:
    """Write 四率统计."""
    return _computed(Press("rates", book, desk, session))


def rank(book: Book, desk: Desk, session: Session) -> Said:
    """Write 四率统计 and the rankings."""
    return _computed(Press("rank", book, desk, session))


def _computed(press: Press) -> Said:
    press.desk.progress("正在读取……")
    intake = take_in(press.book, Choices())
    request = Request(press.action, Choices(exam=_exam(press.desk, intake.tables)))
    press.desk.progress("正在统计……")
    return write_and_tell(press, carry_out(request, press.book, intake))


def _exam(desk: Desk, tables: Sequence[ScoreTable]) -> str:
    """Return the exam wanted, ``""`` = all; asked only where the workbook has several."""
    exams = list(dict.fromkeys(table.exam or table.sheet for table in tables))
    if len(exams) == 1:
        return ""
    every = Choice("", f"全部 {len(exams)} 次考试，分别统计")
    return chosen(desk, "统计哪一次考试？", [every, *(Choice(exam, exam) for exam in exams)])
