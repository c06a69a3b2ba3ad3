"""A server that dies at the n-th call it makes into Excel; what the clerk has in front of him then.

Shared by the tests here, where the death is played, and those under wine, where it is real.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl

from tests.excel.stand_in.books import Application
from tests.excel.stand_in.com import Calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.excel.stand_in.books import Workbook

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
LEFT = ("六年级本学期期末", "县名次", "指标")
ROWS = 24
"""Rows that each sheet keeps: the same ways through Excel, in a twentieth of the time."""
SWITCHES = (
    *("ScreenUpdating", "DisplayAlerts", "EnableEvents", "Calculation", "StatusBar"),
    *("Cursor", "EnableCancelKey"),
)
OFFICE = "镇中心学校"
ANSWERS: dict[str, Sequence[str]] = {
    "rates": [OFFICE],
    "rank": [OFFICE],
    "report": ["1,3", OFFICE],
    "import_scheme": ["1"],
    "lists": ["1"],
    "trial": ["1"],
    "payout": ["1", OFFICE],
    "warnings": ["1"],
    "template_check": ["1"],
    "agreements": ["1", "责任书", OFFICE],
}
"""What the clerk types at each button; a folder is where the workbook lies.

Where the workbook holds a scheme it is not asked for, and the first line is the office's name.
"""
NOT_DONE = "没有完成"
"""Told where a button could not do its work: then nothing has been tried."""
BUTTONS = (
    *("recognise", "check", "settings", "rates", "rank", "report"),
    *("import_scheme", "lists", "trial"),
    *("payout", "warnings", "template_check", "agreements", "undo", "backup", "freeze"),
)
"""All that work on the workbook."""
WHOLE = {"rank", "undo"}
"""Buttons that are killed at every place: one that writes several sheets, one that puts back."""


def small_township(path: Path) -> None:
    """Write the sample township with few pupils and lists, so that every button has work to do."""
    book = openpyxl.load_workbook(SAMPLE)
    for sheet in list(book):
        if sheet.title not in LEFT:
            book.remove(sheet)
            continue
        for area in list(sheet.merged_cells.ranges):
            if area.min_row > ROWS:
                sheet.unmerge_cells(str(area))
        sheet.delete_rows(ROWS, sheet.max_row)
    book.save(path)


class Killed(BaseException):
    """The server's process is no more; not even its own clearing up runs."""


class Dying(Calls):
    """
    The calls of a server that dies at one of them.

    Args:
        last: the number of the call that is not made any more; 0 = it lives.
    """

    def __init__(self, last: int = 0) -> None:
        super().__init__()
        self._last = last

    def note(self, name: str, *, changes: bool) -> None:
        if self._last and len(self.made) + 1 >= self._last:
            raise Killed
        super().note(name, changes=changes)


class Seen(NamedTuple):
    """What the clerk has in front of him."""

    switches: dict[str, Any]
    open_books: list[str]
    sheets: dict[str, dict[str, str]]
    front: str


def opened(path: Path) -> Application:
    """Return an Excel in which a workbook is open and one more lies behind it."""
    application = Application()
    behind = path.with_name("别的.xlsx")
    if not behind.exists():
        openpyxl.Workbook().save(behind)
    application._open(behind)
    application._open(path)
    return application


def seen(application: Application) -> Seen:
    active: Any = application._active
    return Seen(
        {name: getattr(application, name) for name in SWITCHES},
        [book.Name for book in application._books],
        contents(application._books[1]),
        "" if active is None else active.Name,
    )


def contents(book: Workbook) -> dict[str, dict[str, str]]:
    """Return each sheet with its cells, formulas and hidden names among them."""
    found = {}
    for tab in book._tabs():
        cells = {f"{r},{c}": repr(cell.value) for (r, c), cell in tab._sheet._cells.items()}
        names = {f"name {k}": one.attr_text for k, one in tab._sheet.defined_names.items()}
        found[tab.Name] = cells | names
    return found


def places_to_die(count: int, changing: Sequence[int]) -> list[int]:
    """Return the calls at which it makes a difference to die: the first, and after each change.

    Between two changes the server only asks, so wherever it dies there Excel is the same.

    Args:
        count: how many calls there are.
        changing: which of them may change Excel, counted from 1.
    """
    wanted = {1, count // 2, count, *(place + 1 for place in changing)}
    return sorted(one for one in wanted if 1 <= one <= count)


def tried(places: Sequence[int], action: str, few: int = 5) -> Sequence[int]:
    """Return the places that are tried, a few spread over all where it need not be every one."""
    if os.environ.get("XLQ_EVERY_DEATH") or action in WHOLE:
        return places
    step = max(1, (len(places) + few - 2) // (few - 1))
    return sorted({*places[::step], places[-1]})


def fresh(home: Path, source: Path) -> Path:
    """Return a copy of a workbook in a folder of its own, nothing else in it."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "责任书").mkdir(parents=True)
    path = home / "成绩册.xlsx"
    shutil.copy(source, path)
    return path


def faults(action: str, before: Seen, after: Seen, finished: Sequence[str], said: str) -> list[str]:
    """Return what is not in order after a death.

    Args:
        action: the button.
        before: what was there before it was pressed.
        after: what is there now.
        finished: the sheets that would be there had the server lived.
        said: the message that came up.
    """
    wrong = [
        f"{name} is {value!r}"
        for name, value in after.switches.items()
        if value != before.switches[name]
    ]
    if after.open_books != before.open_books:
        wrong.append(f"open: {after.open_books}")
    if after.front != before.front:
        wrong.append(f"in front: {after.front}")
    if "恢复成点按钮之前" in said:
        if after.sheets != before.sheets:
            wrong.append(f"sheets: {list(after.sheets)}, before {list(before.sheets)}")
    elif "结果表已经齐全" in said:
        if list(after.sheets) != list(finished):
            wrong.append(f"sheets: {list(after.sheets)}, meant {list(finished)}")
    else:
        wrong.append(f"said: {said}")
    return [f"{action}: {one}" for one in wrong]
