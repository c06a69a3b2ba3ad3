"""The clerk in front of LibreOffice (see `usecases.desk.Desk`), or a macro in his place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.libreoffice.dialogs import pick, type_line
from xl_quality.libreoffice.values import enumerated, path_of
from xl_quality.usecases.desk import Kind
from xl_quality.usecases.menu import TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from xl_quality.usecases.desk import Choice, Desk

_BOXES: Final = {Kind.INFORMATION: "INFOBOX", Kind.WARNING: "WARNINGBOX", Kind.FAULT: "ERRORBOX"}
_ONLY_OK: Final = 1
_YES_NO: Final = 3 | 0x50000  # no is the default
_YES: Final = 2
_PICK_ONE: Final = 0  # FILEOPEN_SIMPLE
_URIS_ONLY: Final = 1
_KINDS: Final = {"*.docx": "Word 文档"}


class UnoDesk:
    """
    Dialogs, message boxes and the status bar of one window.

    Args:
        context: of UNO.
        frame: the window's frame.
    """

    def __init__(self, context: Any, frame: Any) -> None:  # noqa: ANN401 - UNO has no types
        self._context = context
        self._frame = frame
        self._indicator: Any = None

    def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """Let the clerk choose one of a list; the first is the default."""
        chosen = pick(self._context, self._peer(), title, [one.label for one in choices])
        return None if chosen is None else choices[chosen].value

    def enter(self, title: str, default: str = "") -> str | None:
        """Let the clerk type a line."""
        return type_line(self._context, self._peer(), title, default)

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no is the default."""
        return self._box("QUERYBOX", _YES_NO, question) == _YES

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the clerk pick an existing file."""
        picker = self._context.ServiceManager.createInstanceWithArgumentsAndContext(
            "com.sun.star.ui.dialogs.FilePicker", (_PICK_ONE,), self._context
        )
        picker.setTitle(title)
        picker.setDisplayDirectory(self._beside())
        for name, pattern in _filters(patterns):
            picker.appendFilter(name, pattern)
        return path_of(picker.getSelectedFiles()[0]) if picker.execute() else None

    def folder(self, title: str) -> Path | None:
        """Let the clerk pick a folder."""
        picker = self._service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        picker.setDisplayDirectory(self._beside())
        return path_of(picker.getDirectory()) if picker.execute() else None

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; nothing clears it."""
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        if text:
            self._indicator = self._frame.createStatusIndicator()
            self._indicator.start(text, 0)

    def open(self, path: Path) -> None:
        """Open a document with the program the system has for it."""
        self._service("com.sun.star.system.SystemShellExecute").execute(
            path.as_uri(), "", _URIS_ONLY
        )

    def today(self) -> date:
        """Return the office's own calendar day."""
        return datetime.now().astimezone().date()

    def tell(self, kind: Kind, text: str) -> None:
        """Show a message until it is read."""
        self._box(_BOXES[kind], _ONLY_OK, text)

    def _box(self, kind: str, buttons: int, text: str) -> int:
        toolkit = self._service("com.sun.star.awt.Toolkit")
        how = enumerated("com.sun.star.awt.MessageBoxType", kind)
        box = toolkit.createMessageBox(self._peer(), how, buttons, TITLE, text)
        try:
            answer: int = box.execute()
        finally:
            box.dispose()  # else it stays in memory, unseen, till LibreOffice ends
        return answer

    def _beside(self) -> str:
        """Return the URL of the workbook's folder, "" where it has none yet."""
        controller = self._frame.Controller
        path = path_of(controller.Model.URL) if controller is not None else None
        return path.parent.as_uri() if path is not None else ""

    def _peer(self) -> Any:  # noqa: ANN401 - UNO has no types
        return self._frame.ContainerWindow

    def _service(self, name: str) -> Any:  # noqa: ANN401 - UNO has no types
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)


def _filters(patterns: Sequence[str]) -> list[tuple[str, str]]:
    """
    Return what a file picker offers to show.

    >>> _filters(("*.docx",))
    [('Word 文档（*.docx）', '*.docx')]
    """
    kinds = "、".join(dict.fromkeys(_KINDS.get(one, "文件") for one in patterns))
    return [(f"{kinds}（{'、'.join(patterns)}）", ";".join(patterns))]


class AnsweredDesk:
    """
    A macro in the clerk's place: its answers in the order of the questions, no window opens.

    Args:
        answers: the value of a choice, a line, 是 or 否, a path; where they end, it is cancelled.
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def choose(self, _title: str, choices: Sequence[Choice]) -> str | None:
        """Return the next answer, by a choice's value or label."""
        answer = self._next()
        return next((one.value for one in choices if answer in one[:2]), None)

    def enter(self, _title: str, _default: str = "") -> str | None:
        """Return the next answer."""
        return self._next()

    def confirm(self, _question: str) -> bool:
        """Say whether the next answer is 是."""
        return self._next() == "是"

    def file(self, _title: str, _patterns: Sequence[str]) -> Path | None:
        """Return the next answer as a path."""
        answer = self._next()
        return Path(answer) if answer else None

    def folder(self, title: str) -> Path | None:
        """Return the next answer as a path."""
        return self.file(title, ())

    def progress(self, text: str) -> None:
        """Say nothing."""

    def open(self, path: Path) -> None:
        """Open nothing."""

    def today(self) -> date:
        """Return the office's own calendar day."""
        return datetime.now().astimezone().date()

    def tell(self, kind: Kind, text: str) -> None:
        """Show nothing: the message is the command's result."""

    def _next(self) -> str | None:
        return self._answers.pop(0) if self._answers else None


if TYPE_CHECKING:
    _AS_PORTS: tuple[Callable[[Any, Any], Desk], Callable[[Sequence[str]], Desk]] = (
        UnoDesk,
        AnsweredDesk,
    )  # mypy proves that both are desks
