"""From a pressed button to the work it stands for, and back to a message; nothing gets out."""

from __future__ import annotations

import traceback
from datetime import datetime
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError, EnvironmentFaultError, QualityError
from xl_quality.usecases.desk import Kind, Said
from xl_quality.usecases.menu import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def pressed(
    action: str, work: Callable[[], Said], *, book_open: bool, log: Path | None = None
) -> Said:
    """
    Do a button's work; whatever happens comes back as a message.

    Args:
        action: id of an action of the menu.
        work: does it, e.g. `performers.perform` on the host's book and desk.
        book_open: whether a workbook is open.
        log: where a bug is noted, without what it says: that may name pupils.
    """
    known = ACTIONS.get(action)
    if known is None:
        return Said(Kind.FAULT, f"没有这个按钮：{action}。请重新安装本程序。")
    if known.needs_book and not book_open:
        return Said(Kind.WARNING, f"“{known.label}”要在打开的工作簿上进行，请先打开一个工作簿。")
    try:
        return work()
    except QualityError as error:
        return _refused(error)
    except Exception as error:  # noqa: BLE001 - the last guard before the host, for a clerk's sake
        noted = note_fault(action, error, log)
        text = "没有完成：程序内部出错。请点“诊断”，把结果发给维护的人。"
        return Said(Kind.FAULT, f"“{known.label}”{text}{noted}")


def _refused(error: QualityError) -> Said:
    """Return what bad input and a machine that refuses have to say for themselves."""
    if isinstance(error, BadInputError):
        from xl_quality.usecases.buttons.wording import refused  # noqa: PLC0415 - only on faults

        return refused(error)
    kind = Kind.FAULT if isinstance(error, EnvironmentFaultError) else Kind.WARNING
    return Said(kind, str(error))


def note_fault(action: str, error: BaseException, log: Path | None) -> str:
    """
    Note where a bug struck, but not its message; return what to add for the clerk.

    Args:
        action: id of the button.
        error: as it was caught.
        log: a text file that is added to, None = only Python's own log.
    """
    import logging  # noqa: PLC0415 - only on faults

    places = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
    line = f"button {action}: {type(error).__name__} at {' > '.join(places)}"
    logging.getLogger(__name__).error(line)
    if log is None:
        return ""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {line}\n")
    except OSError:
        return ""
    return f"\n记录在：{log}"
