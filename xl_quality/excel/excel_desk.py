"""The clerk in front of Excel: asked through its own dialogs, told in its status bar.

Excel's input box is small: what may be chosen stands on pages of numbered lines.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.files import local_now
from xl_quality.buttons.menu import TITLE, Alternative, Desk
from xl_quality.installer.machine import ADD_IN

if TYPE_CHECKING:
    from datetime import date

    from excel_types import Application


PAGE_ON: Final = "0"  # What the clerk types for the next page
EVERYTHING: Final = "全部"  # What he types for all lines
_LONGEST_LINE: Final = 70
_LONGEST_TITLE: Final = 80
_FOLDER_PICKER: Final = 4  # msoFileDialogFolderPicker
_PICKED: Final = -1
_LONGEST_PROMPT: Final = 250  # excel's InputBox refuses more than 255 characters
_LONGEST_QUESTION: Final = 960  # a message box cuts off at 1024
_PIECE: Final = 250  # some versions of Excel hand over no argument longer than 255
ASKER: Final = f"'{ADD_IN}'!XlqQuestions.XlqAsk"
"""The VBA that puts a question; its pieces are the arguments."""


class NumberedPage(NamedTuple):
    """What is shown at once."""

    text: str  # heading and numbered lines
    first: int  # index of the first thing on it


_ONE: Final = "请输入序号"
_SEVERAL: Final = "请输入序号，可写几个，如 1-3,5"
_SEVERAL_OR_NONE: Final = f"{_SEVERAL}；都不要就空着"


def pages(title: str, labels: Sequence[str], longest: int, how: str = _ONE) -> list[NumberedPage]:
    r"""Return the pages for a choice.

    Args:
        title: heading of every page.
        labels: of the things, in order, at least one.
        longest: characters that a page may have.
        how: what is to be typed.

    >>> pages("选择考试：", ["期中", "期末"], 250)
    [NumberedPage(text='选择考试：\n（请输入序号）\n1. 期中\n2. 期末', first=0)]
    """
    lines = [_cut(f"{n}. {label}", _LONGEST_LINE) for n, label in enumerate(labels, 1)]
    head = f"{_cut(title, _LONGEST_TITLE)}\n（{how}）"
    more = f"{_cut(title, _LONGEST_TITLE)}\n（{how}；输入 {PAGE_ON} 看下一页）"
    whole = "\n".join([head, *lines])
    if len(whole) <= longest:
        return [NumberedPage(whole, 0)]
    shown = [NumberedPage(more, 0)]
    for index, line in enumerate(lines):
        last = shown[-1]
        if len(last.text) + 1 + len(line) > longest and last.text != more:
            shown.append(NumberedPage(f"{more}\n{line}", index))
        else:
            shown[-1] = NumberedPage(f"{last.text}\n{line}", last.first)
    return shown


_BETWEEN: Final = re.compile(r"[\s,，、;；.]+")
_TO: Final = re.compile(r"\s*[-－–—~～到至]\s*")
_RUN: Final = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def numbers_typed(text: str, count: int) -> list[int] | None:
    """Return the numbers that a clerk typed, 1 to *count*, ascending, each once; None on a slip.

    >>> numbers_typed("1-3，5", 9), numbers_typed("5 2、2", 9), numbers_typed("全部", 3)
    ([1, 2, 3, 5], [2, 5], [1, 2, 3])
    >>> numbers_typed("4-2", 9), numbers_typed("10", 9), numbers_typed("语文", 9)
    (None, None, None)
    """
    if text.strip() == EVERYTHING:
        return list(range(1, count + 1))
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(_TO.sub("-", text))):
        run = _RUN.fullmatch(part)
        first, last = (int(run[1]), int(run[2] or run[1])) if run else (0, 0)
        if not 1 <= first <= last <= count:
            return None
        found.update(range(first, last + 1))
    return sorted(found) or None


def runs_of(numbers: Sequence[int]) -> str:
    """Return ascending numbers as they are typed, runs shortened.

    >>> runs_of([1, 2, 3, 5, 7, 8])
    '1-3,5,7-8'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _cut(text: str, longest: int) -> str:
    return _shortened(" ".join(text.split()), longest)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class ExcelDesk:
    """A desk (see `desk.Desk`) at Excel's application.

    Args:
        application: Excel's Application; None where no workbook is open, then only documents
            can be opened.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def choose(self, title: str, choices: Sequence[Alternative]) -> str | None:
        """Let the clerk type the number of one; the first is the default."""
        shown = pages(title, [choice.label for choice in choices], _LONGEST_PROMPT)
        number = 0
        while True:
            page = shown[number]
            text = self._line(page.text, str(page.first + 1))
            if text is None:
                return None
            typed = text.strip().rstrip(".、．")
            if typed == PAGE_ON and len(shown) > 1:
                number = (number + 1) % len(shown)
            elif typed.isdecimal() and 1 <= int(typed) <= len(choices):
                return choices[int(typed) - 1].value

    def tick(
        self, title: str, choices: Sequence[Alternative], ticked: Collection[str]
    ) -> list[str] | None:
        """Let the clerk type the numbers of several; those ticked beforehand stand there.

        Where none was ticked beforehand, he may leave it so.
        """
        how = _SEVERAL if ticked else _SEVERAL_OR_NONE
        shown = pages(title, [choice.label for choice in choices], _LONGEST_PROMPT, how)
        places = [number for number, one in enumerate(choices, 1) if one.value in ticked]
        page, typed = 0, runs_of(places)
        while True:
            text = self._line(shown[page].text, typed)
            if text is None:
                return None
            if text.strip() == PAGE_ON and len(shown) > 1:
                page = (page + 1) % len(shown)
                continue
            if not ticked and not text.strip():
                return []
            typed = text  # a slip is shown again, to be put right
            numbers = numbers_typed(text, len(choices))
            if numbers is not None:
                return [choices[number - 1].value for number in numbers]

    def enter(self, title: str, default: str = "") -> str | None:
        """Let the clerk type a line."""
        return self._line(title[:_LONGEST_PROMPT], default)

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no is the default.

        Excel asks, by the add-in's own VBA: no other program's box lies over or under its window.
        """
        shown = _shortened(question, _LONGEST_QUESTION)
        pieces = [shown[at : at + _PIECE] for at in range(0, len(shown), _PIECE)]
        return bool(self._application.Run(ASKER, *pieces))

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the clerk pick an existing file."""
        kinds = ";".join(patterns)
        picked = self._application.GetOpenFilename(f"{kinds},{kinds}", 1, title)
        return Path(picked) if isinstance(picked, str) else None

    def folder(self, title: str) -> Path | None:
        """Let the clerk pick a folder."""
        dialog = self._application.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        if dialog.Show() != _PICKED:
            return None
        return Path(dialog.SelectedItems.Item(1))

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; ``""`` gives the bar back to Excel."""
        if self._application is not None:
            self._application.StatusBar = text or False

    def open(self, path: Path) -> None:
        """Open a document with the program that Windows has for it, else in the text editor."""
        try:
            getattr(os, "startfile")(path)  # noqa: B009 - Windows only
        except OSError:  # nothing is set up for .md
            subprocess.Popen(["notepad.exe", str(path)])  # noqa: S603, S607 - Windows' own

    def today(self) -> date:
        """Return the office's own calendar day."""
        return local_now().date()

    def _line(self, prompt: str, default: str) -> str | None:
        """Ask for a line; Excel gives False for 取消."""
        answer = self._application.InputBox(prompt, TITLE, default)
        return answer if isinstance(answer, str) else None


if TYPE_CHECKING:
    _AS_PORT: Callable[[Any], Desk] = ExcelDesk  # mypy proves that an ExcelDesk is a Desk
