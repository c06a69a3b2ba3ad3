"""The button 转为数值: a copy of the workbook that needs none of our functions."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from xl_quality.books.content import Kind
from xl_quality.books.files import FileBook
from xl_quality.books.opc.archive import read_archive
from xl_quality.books.opc.freezing import frozen
from xl_quality.core.errors import BadInputError
from xl_quality.reports.frozen_sheet import SHEET, frozen_table
from xl_quality.usecases.buttons.wording import information, warning

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.opc.freezing import Frozen
    from xl_quality.books.ports import Book
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk, Said

_SUFFIX: Final = "_数值"


def freeze(book: Book, desk: Desk, session: Session) -> Said:
    """
    Write a copy beside the workbook in which our functions have become values.

    Raises:
        BadInputError: the workbook is no .xlsx or .xlsm, or a part of it is damaged.
        EnvironmentFaultError: the copy cannot be written.
    """
    desk.progress("正在另存……")
    copy = book.backup()
    try:
        source = FileBook(copy, session.kit.now)
        if source.kind is not Kind.OOXML:
            message = f"“{book.name}”不是 .xlsx/.xlsm 工作簿，请先另存为 .xlsx 再转为数值"
            raise BadInputError(message)
        data = copy.read_bytes()
    finally:
        copy.unlink()
        with contextlib.suppress(OSError):  # the folder holds other copies
            copy.parent.rmdir()
    desk.progress("正在换成数值……")
    found = frozen(read_archive(data, book.name), session.kit.functions)
    done = sum(cell.value is not None for cell in found.cells)
    if not found.cells and not found.elsewhere:
        return information("工作簿里没有用到本程序的函数，不需要转换，没有另存。")
    target = _free(copy.parent.parent / f"{_stem(book.name)}{_SUFFIX}{copy.suffix}")
    _write(target, found, book.name, session)
    return _told(target, found, done)


def _write(target: Path, found: Frozen, name: str, session: Session) -> None:
    result = FileBook(target, session.kit.now, found.data)
    taken = {sheet.casefold() for sheet in result.sheet_names()} - set(result.own_sheets())
    sheet = SHEET if SHEET not in taken else f"{SHEET}（教学质量）"
    result.put(frozen_table(found, name, sheet))
    result.save()


def _told(target: Path, found: Frozen, done: int) -> Said:
    left = [cell for cell in found.cells if cell.value is None]
    lines = [f"已另存：{target}", f"{done} 格函数换成了数值，见“{SHEET}”表。原工作簿没有改动。"]
    if left:
        where = "、".join(f"{cell.sheet}!{cell.cell}" for cell in left[:5])
        lines.append(f"有 {len(left)} 格还没有算出值，公式没有换：{where}")
    if found.elsewhere:
        lines.append(f"另有 {len(found.elsewhere)} 处名称、条件格式或数据验证用到函数，没有换。")
    return (warning if left or found.elsewhere else information)(*lines)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _free(path: Path) -> Path:
    """Return a path where nothing lies yet: an earlier copy is never replaced."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
        number += 1
    return free
