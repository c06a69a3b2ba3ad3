"""The sample township's score book on disk, and a clerk who answers what he is told to."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import FileBook
from xl_quality.buttons import written_sheets
from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.buttons.performers import perform
from xl_quality.buttons.session import Kit, Session
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from xl_quality.buttons.menu import Alternative

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "workbooks" / "示例镇成绩册.xlsx"
MANUAL = ROOT / "docs" / "使用手册.md"
NOW = datetime(2026, 7, 10, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody about a PDF, whether or not this machine could make one."""
    monkeypatch.setattr(written_sheets, "libreoffice", lambda: None)


class FakeDesk:
    """
    A clerk who takes the first choice unless told otherwise.

    Attributes:
        choices: what he chooses, in turn.
        ticks: what he ticks; None = what is ticked already.
        lines: what he types, in turn.
        yes: what he says to a question.
        picked: the file or folder he picks.
        cancels_at: the number of the dialog at which he cancels.
        asked: every question he was asked.
        shown: what the status bar said.
    """

    def __init__(self) -> None:
        self.choices: list[str] = []
        self.ticks: set[str] | None = None
        self.lines: list[str] = []
        self.yes = True
        self.picked: Path | None = None
        self.cancels_at = 0
        self.asked: list[str] = []
        self.offered: list[list[str]] = []
        self.shown: list[str] = []
        self.opened: list[Path] = []

    def _cancelled(self, question: str) -> bool:
        self.asked.append(question)
        return len(self.asked) == self.cancels_at

    def choose(self, title: str, choices: Sequence[Alternative]) -> str | None:
        self.offered.append([choice.value for choice in choices])
        if self._cancelled(title):
            return None
        value = self.choices.pop(0) if self.choices else choices[0].value
        assert value in self.offered[-1]
        return value

    def tick(
        self, title: str, choices: Sequence[Alternative], ticked: Collection[str]
    ) -> list[str] | None:
        self.offered.append([choice.value for choice in choices])
        if self._cancelled(title):
            return None
        wanted = set(ticked) if self.ticks is None else self.ticks
        assert wanted <= {*self.offered[-1]}
        return [choice.value for choice in choices if choice.value in wanted]

    def enter(self, title: str, default: str = "") -> str | None:
        if self._cancelled(title):
            return None
        return self.lines.pop(0) if self.lines else default

    def confirm(self, question: str) -> bool:
        return not self._cancelled(question) and self.yes

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        assert patterns
        return None if self._cancelled(title) else self.picked

    def folder(self, title: str) -> Path | None:
        return None if self._cancelled(title) else self.picked

    def progress(self, text: str) -> None:
        self.shown.append(text)

    def open(self, path: Path) -> None:
        self.opened.append(path)

    def today(self) -> date:
        return date(2026, 7, 10)


class Office:
    """One workbook, its session and the clerk before it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.desk = FakeDesk()
        self.session = Session(kit())

    def press(self, action: str, *choices: str) -> Said:
        """Press a button as a host does: a book for this one press."""
        self.desk.choices = [*choices]
        return perform(action, self.book(), self.desk, self.session)

    def book(self) -> FileBook:
        return FileBook(self.path, lambda: NOW)

    def parts(self) -> dict[str, bytes]:
        """Return every part of the file."""
        with zipfile.ZipFile(self.path) as file:
            return {name: file.read(name) for name in file.namelist()}

    def files(self) -> set[str]:
        folder = self.path.parent
        return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def kit() -> Kit:
    return Kit(
        lambda: NOW,
        MANUAL,
        lambda: Said(MessageKind.INFORMATION, "各个环节正常"),
        frozenset(function.name for function in FUNCTIONS),
    )


@pytest.fixture
def township(tmp_path: Path) -> Office:
    """The sample township's score book."""
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    office = Office(path)
    office.desk.picked = tmp_path / "责任书"
    return office


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Path], Office]:
    """Put an office before a copy of any workbook."""

    def make(source: Path) -> Office:
        path = tmp_path / "成绩册.xlsx"
        if source != path:
            shutil.copy(source, path)
        return Office(path)

    return make
