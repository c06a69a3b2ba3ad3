"""The buttons of 准备 and 工具: what was read, the workbook itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.files import FileBook, FileKind
from xl_quality.books.fingerprints import grid_fingerprint
from xl_quality.books.opc.freezing import Frozen, frozen
from xl_quality.books.opc.zip import read_archive
from xl_quality.books.saving import drop_backup
from xl_quality.buttons.menu import ACTIONS, Desk, Said
from xl_quality.buttons.session import (
    Press,
    Session,
    WrittenStep,
    agree,
    ended,
    for_buttons,
    information,
    warning,
)
from xl_quality.buttons.statistics_buttons import exams_of
from xl_quality.buttons.written_sheets import told, write
from xl_quality.core.findings import BadInputError
from xl_quality.reports.forms import FROZEN_SHEET, frozen_table, recognition_table
from xl_quality.runs.advice import counted
from xl_quality.runs.book_checkup import checkup_table_of, examined
from xl_quality.runs.book_contents import BookContents, take_in
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.run import Run, entry_of
from xl_quality.runs.settings_form import has_settings, settings_form
from xl_quality.sheets.settings import SETTINGS_SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.port import Book
    from xl_quality.reports.run_record import RunEntry


def recognise(press: Press) -> Said:
    """Write 识别结果: what each sheet was taken for, and which column holds what."""
    contents = taken_in(press)
    table = recognition_table(contents.recognised.sheets, press.book.name)
    copy = write(press, [table], _entry(press, contents))
    scores = sum(bool(found.holds_scores) for found in contents.recognised.sheets)
    pupils = sum(len(table.rows) for table in contents.tables)
    lines = told([table], copy)
    lines.append(
        f"共 {len(contents.recognised.sheets)} 张表，认作成绩表的 {scores} 张，学生 {pupils} 人次。"
        if scores
        else "没有一张表认作成绩表；表头特殊时可以在“考核设置”里写明表头行和各列。"
    )
    rest = "在“识别结果”表里，或点“数据体检”看全部。"
    return ended(lines, contents.findings, rest, odd=not scores)


def check(press: Press) -> Said:
    """Write 体检结果: every finding with its cell and what to do."""
    contents = taken_in(press)
    press.desk.progress("正在体检……")
    findings = examined(contents)
    table = checkup_table_of(press.book, map(for_buttons, findings))
    copy = write(press, [table], _entry(press, contents))
    lines = [*told([table], copy), f"体检结果：{counted(findings)}。"]
    return ended(lines, findings, "见“体检结果”表。")


def settings(press: Press) -> Said:
    """Write the form 考核设置 with what holds now; one that is there is only shown."""
    if has_settings(press.book):
        press.book.show(SETTINGS_SHEET)
        return information(
            f"工作簿里已有“{SETTINGS_SHEET}”表，没有覆盖。请直接在表里修改，改完再点统计或排名。"
        )
    table = settings_form(taken_in(press))
    return information(
        *told([table], write(press, [table])),
        "表里写的是现在的默认值，改黄色格里的值即可；空着的行不起作用。",
    )


def taken_in(press: Press) -> BookContents:
    """Return the workbook as understood, with or without scores."""
    press.desk.progress("正在读取……")
    contents = take_in(press.book, ChosenOptions(), scores_needed=False)
    exams_of(press, contents)
    return contents


def _entry(press: Press, contents: BookContents) -> RunEntry:
    entry = entry_of(Run(Request(press.action), press.book, contents))
    return entry._replace(title=ACTIONS[press.action].label)


def undo(press: Press) -> Said:
    """Take back what the last button wrote; the sheets it replaced come back as they were."""
    book, desk, session = press.book, press.desk, press.session
    own = {name.casefold() for name in book.own_sheets()}
    while session.steps and not any(
        one.sheet.casefold() in own for one in session.steps[-1].sheets
    ):
        session.steps.pop()  # closed without saving, or taken away by hand
    if not session.steps:
        return information(
            "没有可以撤销的步骤。程序只记得打开工作簿以后的步骤；"
            "更早的样子在工作簿旁边的“备份”文件夹里。"
        )
    step = session.steps[-1]
    if not step.copy.is_file():
        return warning(f"“{step.label}”之前的备份不见了，不能撤销：{step.copy}")
    edited = _edited(book, step)
    if edited:
        agree(desk, f"{edited}在生成后改过，撤销会去掉这些改动。要撤销吗？现在的样子会留在备份里。")
    names = [*(one.sheet for one in step.sheets), *step.taken]
    book.restore(step.copy, names)
    desk.progress("正在备份……")
    kept = book.backup()
    desk.progress("正在撤销……")
    own = {name.casefold() for name in book.own_sheets()}
    book.save()
    session.steps.pop()
    left = {name.casefold() for name in book.own_sheets()}
    back = [name for name in names if name.casefold() in left]
    gone = [name for name in names if name.casefold() in own - left]
    return information(
        f"已撤销“{step.label}”。",
        f"已去掉：{'、'.join(gone)}。" if gone else "",
        f"已恢复原来的：{'、'.join(back)}。" if back else "",
        f"撤销前的样子：{kept.parent.name}/{kept.name}",
    )


def _edited(book: Book, step: WrittenStep) -> str:
    """Name the sheets of a step that a person changed since."""
    own = set(book.own_sheets())
    names = [
        one.sheet
        for one in step.sheets
        if one.sheet in own and grid_fingerprint(book.read(one.sheet)) != one.digest
    ]
    return "、".join(f"“{name}”" for name in names)


def backup(press: Press) -> Said:
    """Copy the workbook."""
    press.desk.progress("正在备份……")
    return information(f"已备份：{press.book.backup()}")


def manual(desk: Desk, session: Session) -> Said:
    """Open the manual (帮助)."""
    path = session.kit.manual
    if not path.is_file():
        return warning(f"没有找到使用手册：{path}。请重新安装本程序。")
    desk.open(path)
    return information()


def diagnose(desk: Desk, session: Session) -> Said:
    """Look at every link of the installation (诊断)."""
    desk.progress("正在检查各个环节……")
    return session.kit.diagnose()


_SUFFIX: Final = "_数值"


def freeze(press: Press) -> Said:
    """Write a copy beside the workbook in which our functions have become values.

    Raises:
        BadInputError: the workbook is no .xlsx or .xlsm, or a part of it is damaged.
        EnvironmentFaultError: the copy cannot be written.
    """
    book, desk, session = press.book, press.desk, press.session
    desk.progress("正在另存……")
    copy = book.backup()
    try:
        source = FileBook(copy, session.kit.now)
        if source.kind is not FileKind.OOXML:
            message = f"“{book.name}”不是 .xlsx/.xlsm 工作簿，请先另存为 .xlsx 再转为数值"
            raise BadInputError(message)
        data = copy.read_bytes()
    finally:
        drop_backup(copy)
    desk.progress("正在换成数值……")
    found = frozen(read_archive(data, book.name), session.kit.functions)
    done = sum(cell.value is not None for cell in found.cells)
    if not found.cells and not found.elsewhere:
        return information("工作簿里没有用到本程序的函数，不需要转换，没有另存。")
    stem = book.name.rpartition(".")[0] or book.name
    target = _free(copy.parent.parent / f"{stem}{_SUFFIX}{copy.suffix}")
    _write(target, found, book.name, session)
    return _frozen_message(target, found, done)


def _write(target: Path, found: Frozen, name: str, session: Session) -> None:
    result = FileBook(target, session.kit.now, found.data)
    taken = {sheet.casefold() for sheet in result.sheet_names()} - set(result.own_sheets())
    sheet = FROZEN_SHEET if FROZEN_SHEET not in taken else f"{FROZEN_SHEET}（教学质量）"
    result.put(frozen_table(found, name, sheet))
    result.save()


def _frozen_message(target: Path, found: Frozen, done: int) -> Said:
    left = [cell for cell in found.cells if cell.value is None]
    lines = [
        f"已另存：{target}",
        f"{done} 格函数换成了数值，见“{FROZEN_SHEET}”表。原工作簿没有改动。",
    ]
    if left:
        where = "、".join(f"{cell.sheet}!{cell.cell}" for cell in left[:5])
        lines.append(f"有 {len(left)} 格还没有算出值，公式没有换：{where}")
    if found.elsewhere:
        lines.append(f"另有 {len(found.elsewhere)} 处名称、条件格式或数据验证用到函数，没有换。")
    return (warning if left or found.elsewhere else information)(*lines)


def _free(path: Path) -> Path:
    """Return a path where nothing lies yet: an earlier copy is never replaced."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
        number += 1
    return free
