"""The ribbon's icons, and the way from a pressed button of Excel to the work it stands for."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

from xl_quality.installer.failures import InstallError
from xl_quality.installer.places import places
from xl_quality.usecases.buttons.pressing import pressed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from xl_quality.usecases.desk import Said

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
