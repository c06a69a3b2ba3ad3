"""The buttons of 统计: 四率统计, 排名, and 报告, which lets the clerk choose."""

from __future__ import annotations

from collections.abc import Sequence

from xl_quality.books.pdf import libreoffice
from xl_quality.buttons.menu import Alternative, Said
from xl_quality.buttons.session import EVERY_EXAM, Press, chosen, information, ticked
from xl_quality.buttons.written_sheets import PDF, named, write_and_tell, write_sheets
from xl_quality.core.findings import Way
from xl_quality.runs.book_contents import BookContents, take_in
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.report_choice import kinds_of, left_out, refuse_lacking
from xl_quality.runs.report_kinds import REPORT_KINDS
from xl_quality.runs.run import carry_out, sheets_of


def compute(press: Press) -> Said:
    """Write 四率统计, for 排名 with the rankings."""
    press.desk.progress("正在读取……")
    contents = take_in(press.book, ChosenOptions())
    request = Request(
        press.action, ChosenOptions(exam=exam_wanted(press, exams_of(press, contents)))
    )
    press.desk.progress("正在统计……")
    return write_and_tell(press, carry_out(request, press.book, contents))


def exams_of(press: Press, contents: BookContents) -> tuple[str, ...]:
    """Return the exams of the workbook, in order; the session keeps them for the host's list."""
    exams = tuple(dict.fromkeys(table.exam_or_sheet for table in contents.tables))
    press.session.exams = exams
    return exams


def exam_wanted(press: Press, exams: Sequence[str]) -> str:
    """Return the exam wanted, ``""`` = all; asked only among several where none is picked."""
    picked = press.session.picked.exam
    if len(exams) == 1 or picked == EVERY_EXAM:
        return ""
    if picked in exams:
        return picked
    every = Alternative("", f"全部 {len(exams)} 次考试，分别统计")
    choices = [every, *(Alternative(exam, exam) for exam in exams)]
    return chosen(press.desk, "统计哪一次考试？", choices)


def report(press: Press) -> Said:
    """Write the reports that the clerk ticks, in printed order; tell what the workbook lacks."""
    press.desk.progress("正在读取……")
    contents = take_in(press.book, ChosenOptions())
    exams = exams_of(press, contents)
    exam = exam_wanted(press, exams)
    earlier = [one for one in exams if one != exam] if exam else []
    wanted = _ticked(press, comparable=bool(earlier))
    names = tuple(kind.name for kind in REPORT_KINDS if kind.name in wanted)
    if not names:
        return information("一张报表也没有选，什么也没有写。")
    before = ""
    if earlier and any(kind.way is Way.BEFORE for kind in kinds_of("", names)):
        choices = [Alternative(one, one) for one in earlier]
        before = chosen(press.desk, "与哪次考试比名次？", choices)
    press.desk.progress("正在统计……")
    options = ChosenOptions(exam=exam)
    # the usual reports are the same run, whoever asks for them
    usual = set(names) == {kind.name for kind in kinds_of(press.action, ())}
    request = Request(press.action, options, before=before, reports=() if usual else names)
    run = named(press, carry_out(request, press.book, contents))
    tables = sheets_of(run)
    if not tables:
        refuse_lacking(names, tables)
    notes = [f"{finding.text}。" for finding in left_out(names, tables)]
    return write_sheets(press, run, tables, notes=notes, bound=PDF.value in wanted)


def _ticked(press: Press, *, comparable: bool) -> Sequence[str]:
    """Return what the clerk ticks; *comparable*: there is an exam to compare with."""
    usual = [
        kind.name for kind in kinds_of(press.action, ()) if comparable or kind.way is not Way.BEFORE
    ]
    choices = [Alternative(kind.name, kind.name) for kind in REPORT_KINDS]
    choices += [PDF] if libreoffice() else []
    return ticked(press.desk, "写哪几张报表？", choices, usual)
