"""The buttons of 工具 but 转为数值: 撤销上一步, 备份, 帮助, 诊断."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books.fingerprints import grid_fingerprint
from xl_quality.usecases.buttons.dialogs import agree
from xl_quality.usecases.buttons.wording import information, warning

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.usecases.buttons.session import Session, Step
    from xl_quality.usecases.desk import Desk, Said


def undo(book: Book, desk: Desk, session: Session) -> Said:
    """Take back what the last button wrote; the sheets it replaced come back as they were."""
    while session.steps and not _present(book, session.steps[-1]):
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
    before = {name.casefold() for name in book.own_sheets()}
    book.save()
    session.steps.pop()
    left = {name.casefold() for name in book.own_sheets()}
    back = [name for name in names if name.casefold() in left]
    gone = [name for name in names if name.casefold() in before - left]
    return information(
        f"已撤销“{step.label}”。",
        f"已去掉：{'、'.join(gone)}。" if gone else "",
        f"已恢复原来的：{'、'.join(back)}。" if back else "",
        f"撤销前的样子：{kept.parent.name}/{kept.name}",
    )


def _present(book: Book, step: Step) -> bool:
    """Tell whether the workbook still holds anything that a step wrote."""
    own = {name.casefold() for name in book.own_sheets()}
    return any(one.sheet.casefold() in own for one in step.sheets)


def _edited(book: Book, step: Step) -> str:
    """Name the sheets of a step that a person changed since."""
    own = set(book.own_sheets())
    names = [
        one.sheet
        for one in step.sheets
        if one.sheet in own and grid_fingerprint(book.read(one.sheet)) != one.digest
    ]
    return "、".join(f"“{name}”" for name in names)


def backup(book: Book, desk: Desk, _session: Session) -> Said:
    """Copy the workbook."""
    desk.progress("正在备份……")
    copy = book.backup()
    return information(f"已备份：{copy}")


def manual(_book: Book | None, desk: Desk, session: Session) -> Said:
    """Open the manual (帮助)."""
    path = session.kit.manual
    if not path.is_file():
        return warning(f"没有找到使用手册：{path}。请重新安装本程序。")
    desk.open(path)
    return information()


def diagnose(_book: Book | None, desk: Desk, session: Session) -> Said:
    """Look at every link of the installation (诊断)."""
    desk.progress("正在检查各个环节……")
    return session.kit.diagnose()
