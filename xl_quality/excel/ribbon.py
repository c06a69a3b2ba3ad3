"""From a pressed button of Excel's ribbon to the work it stands for, and back to a message."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.books.files import local_now
from xl_quality.buttons.menu import Alternative, Said
from xl_quality.buttons.session import (
    EVERY_EXAM,
    Kit,
    Picked,
    Sessions,
    information,
    pressed,
    warning,
)
from xl_quality.excel.addin_doctor import LinkState, examine
from xl_quality.excel.com import as_far_as_it_goes
from xl_quality.excel.excel_book import ExcelBook
from xl_quality.excel.excel_desk import ExcelDesk
from xl_quality.functions import NAMES
from xl_quality.installer.machine import InstallError, places

if TYPE_CHECKING:
    from excel_types import Workbook


NOT_PICKED: Final = Picked()
_ASKED_AGAIN: Final = (
    "撤销要打开备份，备份和工作簿用同一个打开密码：接下来 Excel 会请您再输入一次。要撤销吗？"
)
MANUAL: Final = ("使用手册.html", "使用手册.md")
"""A release brings the page, too; a source checkout has the text only."""


def press(
    action: str,
    workbook: Workbook | None,
    work: Callable[[str, Workbook | None], Said] | None = None,
) -> Said:
    """Do what a button says to the active workbook (None = none is open), by default as `run`.

    Whatever happens comes back as a message.
    """
    do = work or run
    is_open = workbook is not None
    return pressed(
        action, lambda: do(action, workbook), book_open=is_open, log=_installed("ribbon.log")
    )


def _installed(name: str) -> Path | None:
    """Return where a file of the installation lies, None outside Windows."""
    try:
        return places(os.environ).app / name
    except InstallError:
        return None


def run(action: str, workbook: Workbook | None, picked: Picked = NOT_PICKED) -> Said:
    """Do what a button says to the active workbook, None where none is open.

    Args:
        action: id of the button.
        workbook: in front.
        picked: what the ribbon's lists show.
    """
    from xl_quality.buttons.performers import perform  # noqa: PLC0415 - a fault in it is told

    if workbook is None:
        return perform(action, None, ExcelDesk(None), sessions().of(""))
    book = ExcelBook(workbook)
    session = sessions().of(str(book.path))
    session.picked = picked
    desk = ExcelDesk(workbook.Application)
    if action == "undo" and workbook.HasPassword and not desk.confirm(_ASKED_AGAIN):
        return information()
    said = perform(action, book, desk, session)
    if book.kept_apart is None:
        return said
    return Said(
        said.kind, f"{said.text}\n工作簿在网盘上，本机没有它的文件夹；备份在：{book.kept_apart}"
    )


def offered(workbook: Workbook | None) -> tuple[str, str]:
    r"""Return what the ribbon's lists offer for a workbook: its exams, its schemes.

    As one text each, which VBA parts again: ``value \x02 label``, joined by ``\x01``; ``""`` where
    the workbook was not read yet.
    """
    found = ("", "")
    if workbook is not None:
        with as_far_as_it_goes():
            session = sessions().of(str(ExcelBook(workbook).path))
            exams = [Alternative(exam, exam) for exam in session.exams]
            if len(exams) > 1:
                exams.insert(0, Alternative(EVERY_EXAM, f"全部 {len(exams)} 次考试"))
            found = _choices_text(exams), _choices_text(session.schemes)
    return found


def _choices_text(choices: Sequence[Alternative]) -> str:
    return "\x01".join(f"{choice.value}\x02{choice.label}" for choice in choices)


@cache
def sessions() -> Sessions:
    """Return what is remembered as long as this server runs."""
    from xl_quality.excel.addin_sheets import WHY  # noqa: PLC0415 - on the first click

    names = frozenset((*NAMES, WHY[0]))
    return Sessions(Kit(local_now, _manual(), diagnosis, names))


def diagnosis() -> Said:
    """Return the links of the installation as a message, the broken ones first with advice."""
    checks = examine()
    broken = [check for check in checks if check.state is LinkState.BROKEN]
    lines = [f"{check.link}：{check.state}。{check.found}" for check in checks]
    advice = [f"→ {check.link}：{check.advice}" for check in broken]
    return warning(*advice, *lines) if broken else information("各个环节都正常。", *lines)


def _manual() -> Path:
    """Return where the installed manual lies."""
    folder = _installed("docs") or Path("docs")
    paths = (folder / name for name in MANUAL)
    return next((path for path in paths if path.exists()), folder / MANUAL[-1])
