"""From a pressed ribbon button to the work it stands for, and back to a message."""

from __future__ import annotations

import logging
import traceback
from importlib import import_module
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import QualityError
from xl_quality.usecases.desk import Kind, Said
from xl_quality.usecases.menu import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Performer = Callable[[object], Said]
    """Does what a button says to the workbook (xlwings' COM object, None without one)."""

IMAGES: Final = {
    "recognise": "FileFind",
    "check": "Spelling",
    "settings": "ColumnsDialog",
    "rates": "TableAutoFormat",
    "rank": "Numbering",
    "import_scheme": "FileOpen",
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

PERFORMERS_MODULE: Final = "xl_quality.excel.buttons"
"""Holds ``PERFORMERS``: one performer for every action of the menu."""


def press(action: str, book: object, performers: Mapping[str, Performer] | None = None) -> Said:
    """
    Do what a button says; whatever happens comes back as a message.

    Args:
        action: id of an action of the menu.
        book: the active workbook as the host handed it over, None where none is open.
        performers: what does the work, by default those of `PERFORMERS_MODULE`.
    """
    known = ACTIONS.get(action)
    if known is None:
        return Said(Kind.FAULT, f"没有这个按钮：{action}。请重新安装本加载项。")
    if known.needs_book and book is None:
        return Said(Kind.WARNING, f"“{known.label}”要在打开的工作簿上进行，请先打开一个工作簿。")
    try:
        return (performers or _performers())[action](book)
    except QualityError as error:
        return Said(Kind.WARNING, str(error))
    except Exception as error:  # noqa: BLE001 - the last guard before Excel, for a clerk's sake
        _log(action, error)
        text = "没有完成：程序内部出错。请点“诊断”，把结果发给维护的人。"
        return Said(Kind.FAULT, f"“{known.label}”{text}")


def _log(action: str, error: Exception) -> None:
    """Log where it failed, but not the message: it may name pupils."""
    places = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
    kind = type(error).__name__
    logging.getLogger(__name__).error("button %s: %s at %s", action, kind, " > ".join(places))


def _performers() -> Mapping[str, Performer]:
    performers: Mapping[str, Performer] = import_module(PERFORMERS_MODULE).PERFORMERS
    return performers
