"""The buttons of 奖惩: 导入方案, 补名单表, 试算, 生成兑现表, 警示名单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Step, Way
from xl_quality.usecases.buttons.dialogs import chosen
from xl_quality.usecases.buttons.scheme_choice import ordered, scheme_for, shipped_choices
from xl_quality.usecases.buttons.session import Press
from xl_quality.usecases.buttons.trial_words import trial_lines
from xl_quality.usecases.buttons.wording import attention, information, to_look_at, warning
from xl_quality.usecases.buttons.writing import told, write, write_and_tell
from xl_quality.usecases.choices import Choices, Request
from xl_quality.usecases.desk import Choice
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.payouts.already_paid import told as told_of
from xl_quality.usecases.payouts.list_forms import held_text, lists_for
from xl_quality.usecases.payouts.scheme_sheet import choose, import_table
from xl_quality.usecases.publish import There
from xl_quality.usecases.records.paid_once import Repeat, paid_before, settled
from xl_quality.usecases.records.request import carry_out, sheets_of
from xl_quality.usecases.records.run_record import recorded

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.core.findings import Finding
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk, Said
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.records.request import Run


def import_scheme(book: Book, desk: Desk, session: Session) -> Said:
    """Write the 方案 sheet of a scheme that ships, to be edited there."""
    name = chosen(desk, "导入哪个方案？", shipped_choices(session.scheme))
    table = import_table(book, name)
    copy = write(Press("import_scheme", book, desk, session), [table])
    session.scheme = name
    return information(
        *told([table], copy),
        f"改好“{table.name}”表里黄色格的数，再点“试算”看结果，点“生成兑现表”正式计算。",
    )


def lists(book: Book, desk: Desk, session: Session) -> Said:
    """Write the list sheets that a scheme takes and the workbook lacks; what is there stays."""
    intake = _read(book, desk)
    name = scheme_for(desk, session, intake, "补哪个方案要用的名单表？")
    scheme = choose(intake.schemes, name).scheme
    found = lists_for(intake, scheme, desk.today())
    held = [held_text(one) for one in found.held]
    if not found.tables:
        return information(f"方案“{scheme.title}”要用的名单表都有了，没有写入任何表。", *held)
    copy = write(Press("lists", book, desk, session), found.tables)
    return information(
        *told(found.tables, copy),
        "填好黄色格，再点“试算”或“生成兑现表”；没有的行可以删。",
        *held,
    )


def trial(book: Book, desk: Desk, session: Session) -> Said:
    """Reckon and tell the sums; nothing is written."""
    run = _reckoned(Press("trial", book, desk, session), "payout")
    open_points = to_look_at(run.findings)
    rest = "，生成兑现表时会写到“体检结果”表。"
    lines = [*trial_lines(run), *attention(open_points, rest)]
    return (warning if open_points else information)(*lines)


def payout(book: Book, desk: Desk, session: Session) -> Said:
    """Write 奖惩兑现表, 计算依据 and what else the scheme yields."""
    press = Press("payout", book, desk, session)
    return write_and_tell(press, _paid_once(press, _reckoned(press, press.action)))


def warnings(book: Book, desk: Desk, session: Session) -> Said:
    """Write 警示名单 alone; where nobody is to be warned, nothing is written."""
    press = Press("warnings", book, desk, session)
    run = _reckoned(press, press.action)
    if sheets_of(run):
        return write_and_tell(press, run)
    lines = attention(to_look_at(run.findings), "，点“数据体检”可以看数据方面的。")
    return information("按方案没有应列入警示名单的单位或人员，没有写入任何表。", *lines)


def _paid_once(press: Press, run: Run) -> Run:
    """Ask what is to become of payments that an earlier payout of this workbook has made."""
    here = There(recorded(press.book), press.book.own_sheets())
    found = paid_before(run, here)
    if not found:
        return run
    title = "".join(f"{words}。" for words in told_of(found)) + "怎么办？（取消：什么都不写）"
    ways = [
        Choice(Repeat.UNPAID, "只兑现还没有兑现过的"),
        Choice(Repeat.AGAIN, "连同兑现过的，再兑现一次"),
    ]
    return settled(run, here, Repeat(chosen(press.desk, title, ways)))


def _read(book: Book, desk: Desk) -> Intake:
    desk.progress("正在读取……")
    return take_in(book, Choices(), scores_needed=False)


def _reckoned(press: Press, command: str) -> Run:
    """Reckon; where the scores are of several exams and one is needed, ask which."""
    book, desk, intake = press.book, press.desk, _read(press.book, press.desk)
    order = ordered(desk, press.session, intake)
    desk.progress("正在计奖……")
    run = carry_out(Request(command, order=order), book, intake)
    if not any(_wants_exam(finding) for finding in run.findings):
        return run
    exams = dict.fromkeys(table.exam or table.sheet for table in intake.tables)
    choices = [Choice(exam, f"{exam}（只算这一次，名单也一样）") for exam in exams]
    choices.append(Choice("", "不指定（各次考试都算）"))
    exam = chosen(desk, "成绩表里有几次考试，按哪一次计算？", choices)
    if not exam:
        return run
    order = order._replace(exam=exam)
    return carry_out(Request(command, Choices(exam=exam), order=order), book, intake)


def _wants_exam(finding: Finding) -> bool:
    return Step(Way.EXAM) in finding.steps
