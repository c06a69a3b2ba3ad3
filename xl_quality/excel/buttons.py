"""The ribbon's buttons: the open workbook and the clerk at Excel put before the use cases."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.files import local_now
from xl_quality.excel.book import ExcelBook
from xl_quality.excel.desk import ExcelDesk
from xl_quality.excel.doctor import State, examine
from xl_quality.installer.failures import InstallError
from xl_quality.installer.places import places
from xl_quality.usecases.buttons.performers import perform
from xl_quality.usecases.buttons.session import Kit, Sessions
from xl_quality.usecases.buttons.wording import information, warning
from xl_quality.usecases.menu import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xl_quality.usecases.desk import Said

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
    from xl_quality.excel.intellisense import WHY  # noqa: PLC0415 - on the first click
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
