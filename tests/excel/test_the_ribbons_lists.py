"""The lists of exams and schemes on the ribbon, drawn by the add-in's own VBA."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.excel.stand_in.books import Application
from tests.excel.stand_in.com import Com
from tests.excel.vba_player import Given, Player
from xl_quality.excel import ribbon
from xl_quality.excel.server import run_action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.excel.vba_player import Call

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
ASK = "（每次询问）"


class Sitting:
    """A clerk in front of the ribbon; starts of Python are counted, and what it drew anew."""

    def __init__(self, path: Path) -> None:
        ribbon.sessions.cache_clear()
        self.application = Application()
        self.book = self.application._open(path)
        self.player = Player(self.application, self._start)
        self.starts = 0
        self.drawn: list[str] = []
        shown = Given(InvalidateControl=lambda name: self.drawn.append(str(name)))
        self.player.vba.run("XlqRibbon.XlqLoaded", [shown])

    def _start(self, _command: str) -> Call:
        self.starts += 1
        return self._call

    def _call(self, _module: str, _name: str, given: Sequence[Any]) -> Any:
        action, book, *rest = given
        [row] = run_action(action, book and Com(book._model, book._calls), *rest)
        return row

    def press(self, action: str, *typed: str) -> str:
        self.application._answers = [*typed]
        self.application._asked.clear()
        boxes = self.player.press(action)
        return boxes[-1][1] if boxes else ""

    def lines(self, name: str) -> tuple[list[str], int]:
        return self.player.lines(name)


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    return Sitting(path)


def test_before_a_button_ran_a_list_only_asks_and_python_is_not_started(sitting: Sitting) -> None:
    assert sitting.lines("exam") == ([ASK], 0)
    assert sitting.lines("scheme") == ([ASK], 0)
    sitting.player.choose("exam", 0)
    assert sitting.starts == 0


def test_refreshed_they_show_what_the_workbook_holds_and_nothing_is_said(sitting: Sitting) -> None:
    names = [sheet.title for sheet in sitting.application._books[0]._file]
    assert sitting.press("refresh") == ""
    exams, chosen = sitting.lines("exam")
    assert exams[:2] == [ASK, f"全部 {len(exams) - 2} 次考试"]
    assert chosen == 0
    assert len(sitting.lines("scheme")[0]) > 5
    assert sitting.drawn == ["xlqList_exam", "xlqList_scheme"]
    assert [sheet.title for sheet in sitting.application._books[0]._file] == names
    assert sitting.starts == 1


PRINTED = {"本学期期末": "2025—2026学年度第二学期期末", "上学期期末": "2025—2026学年度第一学期期末"}
"""What sheets call the sample's exams, by its 学年学期."""


def test_a_button_uses_what_was_chosen_without_a_question(sitting: Sitting) -> None:
    sitting.press("refresh")
    exams, _ = sitting.lines("exam")
    sitting.player.choose("exam", 2)
    assert sitting.lines("exam")[1] == 2
    sitting.press("rates")
    assert sitting.application._asked == []
    shown = values(sitting, "四率统计")
    assert PRINTED[exams[2]] in shown
    assert PRINTED[exams[3]] not in shown


def test_all_exams_are_chosen_like_one(sitting: Sitting) -> None:
    sitting.press("refresh")
    exams, _ = sitting.lines("exam")
    sitting.player.choose("exam", 1)
    sitting.press("rates")
    assert sitting.application._asked == []
    shown = values(sitting, "四率统计")
    assert all(PRINTED[exam] in shown for exam in exams[2:])


def values(sitting: Sitting, sheet: str) -> str:
    found = sitting.application._books[0]._file[sheet]
    return " ".join(str(cell.value) for row in found.iter_rows() for cell in row)


def test_a_scheme_and_an_exam_that_are_chosen_pay_without_a_question(sitting: Sitting) -> None:
    sitting.press("refresh")
    schemes, _ = sitting.lines("scheme")
    line = next(n for n, label in enumerate(schemes) if "（luotuoao-brief）" in label)
    sitting.player.choose("scheme", line)
    sitting.player.choose("exam", 2)
    assert "没有写入任何内容" in sitting.press("trial")
    assert sitting.application._asked == []


def test_a_button_that_read_the_workbook_fills_them_too(sitting: Sitting) -> None:
    sitting.press("check")
    assert len(sitting.lines("exam")[0]) > 2


def test_each_workbook_has_its_own_choice(sitting: Sitting, tmp_path: Path) -> None:
    sitting.press("refresh")
    sitting.player.choose("exam", 2)
    other = tmp_path / "另一本.xlsx"
    shutil.copy(SAMPLE, other)
    sitting.application._open(other)
    assert sitting.lines("exam") == ([ASK], 0)
    sitting.book.Activate()
    assert sitting.lines("exam")[1] == 2


def test_what_the_workbook_no_longer_offers_is_asked(sitting: Sitting) -> None:
    sitting.press("refresh")
    last = len(sitting.lines("exam")[0]) - 1
    sitting.player.choose("exam", last)
    sitting.player.vba.run("XlqPicks.XlqOffer", ["exam", "甲\x02甲"])
    assert sitting.lines("exam") == ([ASK, "甲"], 0)


def test_without_a_workbook_they_only_ask() -> None:
    player = Player(Application(), pytest.fail)
    assert player.lines("exam") == ([ASK], 0)


def test_a_choice_that_python_does_not_know_is_asked(sitting: Sitting) -> None:
    sitting.player.vba.run("XlqPicks.XlqOffer", ["exam", "没有的考试\x02没有的考试"])
    sitting.player.choose("exam", 1)
    sitting.press("rates", "1")
    assert len(sitting.application._asked) == 1
