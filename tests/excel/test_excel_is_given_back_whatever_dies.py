"""The server dies at its n-th call, and the add-in's own VBA puts Excel in order.

The VBA is what ships; death is played: from its n-th call on the server reaches Excel no more.
Some n of every button are tried, all n of some; ``XLQ_EVERY_DEATH=1`` tries all n of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.workbook.protection import WorkbookProtection

from tests.excel.deaths import (
    ANSWERS,
    BUTTONS,
    NOT_DONE,
    SWITCHES,
    Dying,
    Killed,
    faults,
    fresh,
    opened,
    places_to_die,
    seen,
    small_township,
    tried,
)
from tests.excel.stand_in.com import Com
from tests.excel.vba_player import Player, gone
from xl_quality.excel import ribbon
from xl_quality.excel.server import run_action

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.excel.deaths import Seen
    from tests.excel.stand_in.books import Workbook
    from tests.excel.vba_player import Call

DIED, NOT_BEGUN, NO_MORE = -2147023170, -2147023169, -2147023174


class Sitting:
    """Excel, the add-in's VBA and a server that may die."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.application = opened(path)
        self.calls = Dying()
        self.code = DIED
        self.commands: list[str] = []
        self.player = Player(self.application, self._start)
        ribbon.sessions.cache_clear()

    def _start(self, command: str) -> Call:
        self.commands.append(command)
        return self._call

    def _call(self, _module: str, _name: str, given: Sequence[Any]) -> Any:
        action, book, *rest = given
        try:
            [row] = run_action(action, book and Com(book._model, self.calls), *rest)
        except Killed:
            ribbon.sessions.cache_clear()  # what it remembered went with it
            raise gone(self.code) from None
        return row

    def press(self, action: str, dies_at: int = 0) -> str:
        typed = [
            str(self.path.with_name(one)) if one == "责任书" else one for one in _typed(action)
        ]
        self.application._answers = typed
        self.calls = Dying(dies_at)
        boxes = self.player.press(action)
        return boxes[-1][1] if boxes else ""

    def seen(self) -> Seen:
        return seen(self.application)


def _typed(action: str) -> list[str]:
    return [*ANSWERS.get(action, ())]


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("镇") / "小镇.xlsx"
    small_township(path)
    return path


@pytest.fixture(scope="module")
def worked(township: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The township after every button: each finds the sheets that it replaces."""
    sitting = Sitting(fresh(tmp_path_factory.mktemp("用过") / "x", township))
    for action in ("recognise", "check", "rank", "import_scheme", "payout", "agreements"):
        assert NOT_DONE not in sitting.press(action)
    book = sitting.application._books[1]
    path = sitting.path.with_name("用过.xlsx")
    book._write(path)
    return path


@pytest.mark.parametrize("start", ["township", "worked"])
@pytest.mark.parametrize("action", BUTTONS)
def test_wherever_the_server_dies_excel_is_as_before_or_as_meant(
    action: str, start: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source: Path = request.getfixturevalue(start)
    full = _sitting(tmp_path, source, action)
    assert NOT_DONE not in full.press(action)
    places = places_to_die(len(full.calls.made), full.calls.changing)
    finished, ways = list(full.seen().sheets), tried(places, action)
    wrong = []
    for place in ways:
        sitting = _sitting(tmp_path, source, action)
        before = sitting.seen()
        said = sitting.press(action, place)
        wrong += [
            f"at {place} of {ways}: {one}"
            for one in faults(action, before, sitting.seen(), finished, said)
        ]
    assert wrong == []


def _sitting(home: Path, source: Path, action: str) -> Sitting:
    sitting = Sitting(fresh(home / "x", source))
    if action == "undo":
        sitting.press("rates")
    return sitting


OTHERWISE = {
    "ScreenUpdating": False,
    "DisplayAlerts": False,
    "EnableEvents": False,
    "Calculation": -4135,  # xlManual
    "StatusBar": "忙",
    "Cursor": 1,  # xlNorthwestArrow
    "EnableCancelKey": 2,  # xlErrorHandler
}


@pytest.mark.parametrize("dies", [False, True])
def test_whatever_the_server_changed_excel_is_as_before(
    township: Path, tmp_path: Path, *, dies: bool
) -> None:
    """Our server leaves some of this alone; what it is given back by does not rely on that."""
    sitting = Sitting(fresh(tmp_path / "x", township))
    ours, theirs = (tmp_path / "x" / name for name in ("xlq_0f.xlsx", "xlq_mine.xlsx"))
    for path in (ours, theirs):
        openpyxl.Workbook().save(path)
    sitting.application._open(theirs)  # a clerk may name a book so
    sitting.application._books[1].Activate()

    def changes_everything(*_: object) -> list[str]:
        assert not sitting.application.DisplayAlerts  # no box about an OLE action while it works
        assert sitting.application.EnableCancelKey == 0  # nor may Esc end the waiting alone
        assert sitting.application.Cursor == 2  # xlWait
        for name, value in OTHERWISE.items():
            setattr(sitting.application, name, value)
        if dies:
            sitting.application._books[1].Worksheets.Item(2).Select()
        sitting.application._open(ours)
        if dies:
            raise gone(DIED)
        sitting.application._books[1].Activate()
        return ["information", "做完了", "", ""]

    sitting.player = Player(sitting.application, lambda _: changes_everything)
    before, shown = sitting.seen(), sitting.application._books[1].ActiveSheet.Name
    assert all(before.switches[name] != value for name, value in OTHERWISE.items())
    said = sitting.press("rates")
    assert ("恢复成点按钮之前" in said) if dies else said == "做完了"
    assert sitting.seen() == before
    assert sitting.application._books[1].ActiveSheet.Name == shown


class Losing:
    """A server that goes away at its first calls, each time after something was done.

    Args:
        sitting: whose Excel it is.
        code: what COM says then.
        times: how often it goes away.
        begins: whether it had said what it is doing.
    """

    def __init__(
        self, sitting: Sitting, code: int, times: int = 1, *, begins: bool = False
    ) -> None:
        self.commands: list[str] = []
        self.asked = 0
        self._sitting, self._code, self._times, self._begins = sitting, code, times, begins
        sitting.player = Player(sitting.application, self._start)

    def _start(self, command: str) -> Call:
        self.commands.append(command)
        return self._call

    def _call(self, *_: object) -> list[str]:
        self.asked += 1
        if self.asked > self._times:
            return ["information", "做完了", "", ""]
        if self._begins:
            self._sitting.application.StatusBar = "正在备份……"
        raise gone(self._code)


@pytest.mark.parametrize("code", [462, NO_MORE, NOT_BEGUN])
def test_a_server_that_was_gone_before_it_was_asked_is_started_anew(
    code: int, township: Path, tmp_path: Path
) -> None:
    sitting = Sitting(fresh(tmp_path / "x", township))
    losing = Losing(sitting, code)
    before = sitting.seen()
    assert sitting.press("rates") == "做完了"
    assert losing.asked == 2
    assert len(set(losing.commands)) == 2  # the DLL knows the dead one by its command
    assert sitting.seen() == before


@pytest.mark.parametrize(
    ("code", "times", "begins"), [(DIED, 1, False), (NO_MORE, 1, True), (NO_MORE, 2, False)]
)
def test_what_may_be_half_done_is_not_done_again_nor_is_a_dead_server_asked_for_ever(
    code: int, times: int, township: Path, tmp_path: Path, *, begins: bool
) -> None:
    sitting = Sitting(fresh(tmp_path / "x", township))
    losing = Losing(sitting, code, times, begins=begins)
    before = sitting.seen()
    assert "恢复成点按钮之前" in sitting.press("undo")
    assert losing.asked == times
    assert sitting.seen() == before


def test_without_a_workbook_there_is_nothing_to_put_back(township: Path, tmp_path: Path) -> None:
    sitting = Sitting(fresh(tmp_path / "x", township))
    while sitting.application._books:
        sitting.application._books[0].Close(SaveChanges=False)
    Losing(sitting, DIED)
    switches = {name: getattr(sitting.application, name) for name in SWITCHES}
    assert "恢复成点按钮之前" in sitting.press("diagnose")
    assert {name: getattr(sitting.application, name) for name in SWITCHES} == switches


def _added(book: Workbook) -> None:
    book.Worksheets.Add()


def _renamed(book: Workbook) -> None:
    book.Worksheets.Item(2).Name = "xlq~1"


def _one_gone_and_one_set_aside(book: Workbook) -> None:
    book._application.DisplayAlerts = False
    book.Worksheets.Item(2).Name = "xlq~1"
    book.Worksheets.Item(3).Delete()


@pytest.mark.parametrize("half", [_added, _renamed, _one_gone_and_one_set_aside])
def test_what_cannot_be_put_back_is_not_said_to_be(
    half: Callable[[Workbook], None], township: Path, tmp_path: Path
) -> None:
    sitting = Sitting(fresh(tmp_path / "x", township))
    book = sitting.application._books[1]

    def dies_half_way(*_: object) -> None:
        half(book)
        book._file.security = WorkbookProtection(lockStructure=True)  # Excel refuses from now on
        raise gone(DIED)

    sitting.player = Player(sitting.application, lambda _: dies_half_way)
    before = sitting.seen()
    assert "可能只做了一部分" in sitting.press("rates")
    assert sitting.seen().switches == before.switches
