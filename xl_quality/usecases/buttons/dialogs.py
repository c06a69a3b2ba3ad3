"""Questions to the clerk; whoever cancels ends the button's work, and nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.usecases.desk import Choice, Desk
    from xl_quality.usecases.records.hand_edits import Ask, HandEdit


class CancelledError(Exception):
    """The clerk cancelled a dialog: no fault, and nothing to say."""


def chosen(desk: Desk, title: str, choices: Sequence[Choice]) -> str:
    """
    Return what the clerk chose; a single choice is taken without asking.

    Raises:
        CancelledError: he chose nothing.
    """
    if len(choices) == 1:
        return choices[0].value
    value = desk.choose(title, choices)
    if value is None:
        raise CancelledError
    return value


def typed(desk: Desk, title: str, default: str = "") -> str:
    """Return the line that the clerk typed, without spaces around it; raises as `chosen`."""
    text = desk.enter(title, default)
    if text is None:
        raise CancelledError
    return text.strip()


def picked_file(desk: Desk, title: str, patterns: Sequence[str]) -> Path:
    """Return the file that the clerk picked; raises as `chosen`."""
    path = desk.file(title, patterns)
    if path is None:
        raise CancelledError
    return path


def picked_folder(desk: Desk, title: str) -> Path:
    """Return the folder that the clerk picked; raises as `chosen`."""
    path = desk.folder(title)
    if path is None:
        raise CancelledError
    return path


def agree(desk: Desk, question: str) -> None:
    """Go on only where the clerk says yes; raises as `chosen`."""
    if not desk.confirm(question):
        raise CancelledError


def asking(desk: Desk) -> Ask:
    """Return the question whether sheets that were changed by hand may be replaced."""

    def ask(edits: Sequence[HandEdit]) -> bool:
        lines = "\n".join(map(str, edits))
        agree(desk, f"{lines}\n\n要用这次的结果替换吗？现在的样子会留在备份里。")
        return True

    return ask
