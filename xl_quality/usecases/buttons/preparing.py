"""The buttons of 准备: 识别成绩表, 数据体检, 考核设置."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.reports.recognition_sheet import recognition_table
from xl_quality.sheets.settings.form import SETTINGS_SHEET
from xl_quality.usecases.buttons.session import Press
from xl_quality.usecases.buttons.wording import (
    attention,
    for_buttons,
    information,
    to_look_at,
    warning,
)
from xl_quality.usecases.buttons.writing import told, write
from xl_quality.usecases.check import examined
from xl_quality.usecases.checkup_sheet import checkup_table_of
from xl_quality.usecases.choices import Choices, Request
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.menu import ACTIONS
from xl_quality.usecases.records.request import Run
from xl_quality.usecases.records.run_record import entry_of
from xl_quality.usecases.settings_form import has_settings, settings_form

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk, Said
    from xl_quality.usecases.intake import Intake


def recognise(book: Book, desk: Desk, session: Session) -> Said:
    """Write 识别结果: what each sheet was taken for, and which column holds what."""
    intake = _read(book, desk)
    table = recognition_table(intake.recognised.sheets, book.name)
    press = Press("recognise", book, desk, session)
    copy = write(press, [table], _entry(press, intake))
    scores = sum(bool(found.holds_scores) for found in intake.recognised.sheets)
    pupils = sum(len(one.rows) for one in intake.tables)
    lines = told([table], copy)
    lines.append(
        f"共 {len(intake.recognised.sheets)} 张表，认作成绩表的 {scores} 张，学生 {pupils} 人次。"
        if scores
        else "没有一张表认作成绩表；表头特殊时可以在“考核设置”里写明表头行和各列。"
    )
    open_points = to_look_at(intake.findings)
    lines += attention(open_points, "在“识别结果”表里，或点“数据体检”看全部。")
    return (warning if open_points or not scores else information)(*lines)


def check(book: Book, desk: Desk, session: Session) -> Said:
    """Write 体检结果: every finding with its cell and what to do."""
    intake = _read(book, desk)
    desk.progress("正在体检……")
    findings = examined(intake)
    table = checkup_table_of(book, map(for_buttons, findings))
    press = Press("check", book, desk, session)
    copy = write(press, [table], _entry(press, intake))
    counts = "，".join(
        f"{severity.label} {sum(one.severity is severity for one in findings)} 条"
        for severity in Severity
    )
    open_points = to_look_at(findings)
    lines = [*told([table], copy), f"体检结果：{counts}。"]
    lines += attention(open_points, "见“体检结果”表。")
    return (warning if open_points else information)(*lines)


def settings(book: Book, desk: Desk, session: Session) -> Said:
    """Write the form 考核设置 with what holds now; one that is there is only shown."""
    if has_settings(book):
        book.show(SETTINGS_SHEET)
        return information(
            f"工作簿里已有“{SETTINGS_SHEET}”表，没有覆盖。请直接在表里修改，改完再点统计或排名。"
        )
    intake = _read(book, desk)
    table = settings_form(intake)
    copy = write(Press("settings", book, desk, session), [table])
    return information(
        *told([table], copy),
        "表里写的是现在的默认值，改黄色格里的值即可；空着的行不起作用。",
    )


def _read(book: Book, desk: Desk) -> Intake:
    desk.progress("正在读取……")
    return take_in(book, Choices(), scores_needed=False)


def _entry(press: Press, intake: Intake) -> RunEntry:
    entry = entry_of(Run(Request(press.action), press.book, intake))
    return entry._replace(title=ACTIONS[press.action].label)
