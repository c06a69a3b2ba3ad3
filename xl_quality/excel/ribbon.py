"""The ribbon's icons, and the way from a pressed button of Excel to the work it stands for.

The ribbon's buttons: the open workbook and the clerk at Excel put before the use cases.
"""

from __future__ import annotations

import os
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.files import local_now
from xl_quality.buttons.menu import ACTIONS
from xl_quality.buttons.performers import perform
from xl_quality.buttons.session import Kit, Sessions, information, pressed, warning
from xl_quality.excel.book import ExcelBook
from xl_quality.excel.desk import ExcelDesk
from xl_quality.excel.doctor import State, examine
from xl_quality.installer.machine import InstallError, places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xl_quality.buttons.menu import Said

if TYPE_CHECKING:
    Performer = Callable[[object], Said]
    """Does what a button says to the workbook (xlwings' COM object, None without one)."""

IMAGES: Final = {
    "recognise": "FileFind",
    "check": "Spelling",
    "settings": "ColumnsDialog",
    "rates": "TableAutoFormat",
    "rank": "Numbering",
    "import_scheme": "FileOpen",
    "lists": "TableInsert",
    "trial": "FilePrintPreview",
    "payout": "TableExcelSpreadsheetInsert",
    "warnings": "Breakpoint",
    "template_check": "PenComment",
    "agreements": "MailMergeMergeToDocument",
    "undo": "Undo",
    "backup": "FileSave",
    "freeze": "Paste",
    "help": "ContextHelp",
    "diagnose": "FindDialog",
}
"""Office's own icon of each action (imageMso); all names stand in [MS-CUSTOMUI] 3.2, the published
table, which Office 2007 and later share:
https://learn.microsoft.com/en-us/openspecs/office_standards/ms-customui/fe2124a1-5aaa-4adf-b285-5d58da9d5e2a
"""

PERFORMERS_MODULE: Final = "xl_quality.excel.ribbon"
"""Holds ``PERFORMERS``: one performer for every action of the menu."""


def press(action: str, book: object, performers: Mapping[str, Performer] | None = None) -> Said:
    """
    Do what a button says; whatever happens comes back as a message.

    Args:
        action: id of an action of the menu.
        book: the active workbook as the host handed it over, None where none is open.
        performers: what does the work, by default those of `PERFORMERS_MODULE`.
    """
    return pressed(
        action,
        lambda: (performers or _performers())[action](book),
        book_open=book is not None,
        log=_log(),
    )


def _log() -> Path | None:
    """Return where bugs are noted, None outside Windows."""
    try:
        return places(os.environ).app / "ribbon.log"
    except InstallError:
        return None


def _performers() -> Mapping[str, Performer]:
    performers: Mapping[str, Performer] = import_module(PERFORMERS_MODULE).PERFORMERS
    return performers


MANUAL: Final = ("使用手册.html", "使用手册.md")
"""A release brings the page, too; a source checkout has the text only."""


def run(action: str, workbook: Any) -> Said:  # noqa: ANN401 - COM has no types
    """
    Do what a button says.

    Args:
        action: id of an action of the menu.
        workbook: the active Workbook, None where none is open.
    """
    if workbook is None:
        return perform(action, None, ExcelDesk(None), sessions().of(""))
    book = ExcelBook(workbook)
    return perform(action, book, ExcelDesk(workbook.Application), sessions().of(book.full_name))


@cache
def sessions() -> Sessions:
    """Return what is remembered as long as this server runs."""
    from xl_quality.excel.addin_sheets import WHY  # noqa: PLC0415 - on the first click
    from xl_quality.functions.catalogue import FUNCTIONS  # noqa: PLC0415 - imports every function

    names = frozenset((*(function.name for function in FUNCTIONS), WHY[0]))
    return Sessions(Kit(local_now, _manual(), diagnosis, names))


def diagnosis() -> Said:
    """Return the links of the installation as a message, the broken ones first with advice."""
    checks = examine()
    broken = [check for check in checks if check.state is State.BROKEN]
    lines = [f"{check.link}：{check.state}。{check.found}" for check in checks]
    advice = [f"→ {check.link}：{check.advice}" for check in broken]
    return warning(*advice, *lines) if broken else information("各个环节都正常。", *lines)


def _manual() -> Path:
    """Return where the installed manual lies."""
    try:
        folder = places(os.environ).app / "docs"
    except InstallError:
        folder = Path("docs")
    found = (folder / name for name in MANUAL)
    return next((path for path in found if path.exists()), folder / MANUAL[-1])


PERFORMERS: Final[Mapping[str, Callable[[object], Said]]] = {
    action: partial(run, action) for action in ACTIONS
}
"""Every button of the ribbon, by action id."""
