"""Every button pressed as the ribbon presses it, on the sample township in Excel's stand-in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.excel.stand_in.books import Application
from tests.runs.buttons.conftest import Office
from tests.runs.test_figures_are_live_formulas import written_for_formulas
from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.excel import ribbon
from xl_quality.excel.excel_book import ExcelBook
from xl_quality.excel.excel_desk import ExcelDesk
from xl_quality.excel.ribbon import press

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.buttons.menu import Alternative
    from xl_quality.sheets.cells import Grid

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
SCHEME = "luotuoao-brief"
CHOICES = {"import_scheme": (SCHEME,), "payout": (SCHEME,), "warnings": (SCHEME,)}
WRITING = ("recognise", "rates", "import_scheme", "payout")  # the others take the same ways


class Sitting:
    """The township's workbook open in Excel, and a clerk who chooses what he is told to."""

    def __init__(self, path: Path, patch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.application = Application()
        self.workbook = self.application._open(path)
        self.choices: list[str] = []
        patch.setattr(ExcelDesk, "choose", self._choose)
        patch.setattr(ExcelDesk, "today", lambda _: date(2026, 7, 10))
        ribbon.sessions.cache_clear()

    def _choose(self, _title: str, offered: Sequence[Alternative]) -> str:
        return self.choices.pop(0) if self.choices else offered[0].value

    def press(self, action: str, *choices: str) -> Said:
        self.choices = [*choices]
        return press(action, self.workbook)

    def book(self) -> ExcelBook:
        return ExcelBook(self.workbook)

    def grids(self) -> list[Grid]:
        return [self.book().read(name) for name in self.book().sheet_names()]


@pytest.fixture
def sitting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    return Sitting(path, monkeypatch)


@pytest.mark.parametrize("action", WRITING)
def test_a_button_writes_what_it_writes_into_a_file_and_undo_takes_it_back(
    action: str, sitting: Sitting, tmp_path: Path
) -> None:
    twin = tmp_path / "文件" / "成绩册.xlsx"
    twin.parent.mkdir()
    shutil.copy(SAMPLE, twin)
    office = Office(twin)
    office.press(action, *CHOICES.get(action, ()))
    file, before = sitting.path.read_bytes(), sitting.grids()
    said = sitting.press(action, *CHOICES.get(action, ()))
    ours, theirs = sitting.book(), office.book()
    assert list(ours.sheet_names()) == list(theirs.sheet_names()), said.text
    for name in theirs.sheet_names():
        assert untimed(ours.read(name).rows) == untimed(theirs.read(name).rows), name
    assert list(ours.own_sheets()) == list(theirs.own_sheets())
    assert sitting.path.read_bytes() == file, "saving is left to the clerk"
    assert sitting.application.StatusBar is False
    assert "已撤销" in sitting.press("undo").text
    assert sitting.grids() == before


def untimed(rows: Sequence[Any]) -> list[tuple[object, ...]]:
    """Leave out the time of the run."""
    return [tuple(row) for row in rows if row[0] != "时间"]


def test_figures_as_formulas_are_entered_where_their_sheets_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = Sitting(written_for_formulas(tmp_path / "成绩册.xlsx"), monkeypatch)
    assert "已写入工作表：四率统计、学校排名" in sitting.press("rank").text
    sheet = sitting.workbook.Worksheets("四率统计")
    for cell, part in (("F7", "=ROUND(ROUND(AVERAGEIFS("), ("K7", "=RANK("), ("L7", "=ROUND(ABS(")):
        assert str(sheet.Range(cell).Formula).startswith(part)


def test_settings_that_are_there_are_only_shown(sitting: Sitting) -> None:
    before = sitting.grids()
    assert sitting.press("settings").kind is MessageKind.INFORMATION
    assert sitting.grids() == before
    assert [sheet.Name for sheet in sitting.application._books[0]._selected] == ["考核设置"]


def test_pressed_again_it_replaces_and_undo_goes_back_one_step(sitting: Sitting) -> None:
    sitting.press("rates")
    names = list(sitting.book().sheet_names())
    sitting.workbook.Worksheets("四率统计").Range("A30").Formula = "=1"
    answers: list[str] = []

    def agree(_: ExcelDesk, question: str) -> bool:
        answers.append(question)
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExcelDesk, "confirm", agree)  # asked about the hand edit
        sitting.press("rates")
        sitting.press("undo")
    assert list(sitting.book().sheet_names()) == names
    assert sitting.workbook.Worksheets("四率统计").Range("A30").Formula == "=1"


def test_a_trial_writes_nothing(sitting: Sitting) -> None:
    names = list(sitting.book().sheet_names())
    said = sitting.press("trial", SCHEME)
    assert "元" in said.text
    assert list(sitting.book().sheet_names()) == names
    assert not (sitting.path.parent / "备份").exists()


def test_a_backup_is_made(sitting: Sitting) -> None:
    assert "已备份" in sitting.press("backup").text
    assert len(list((sitting.path.parent / "备份").iterdir())) == 1


def test_without_a_workbook_only_help_and_diagnosis_work() -> None:
    assert press("rates", None).kind is MessageKind.WARNING
    said = press("diagnose", None)
    assert "Python" in said.text
    assert "Excel 加载项" in said.text


def test_when_excel_refuses_the_clerk_is_told_and_nothing_can_be_undone(sitting: Sitting) -> None:
    names = list(sitting.book().sheet_names())
    sitting.application._copies_that_fail = 0
    said = sitting.press("rates")
    assert said.kind is MessageKind.FAULT
    assert "工作簿没有改动" in said.text
    assert list(sitting.book().sheet_names()) == names
    assert "没有可以撤销" in sitting.press("undo").text


def test_the_function_that_lives_in_vba_becomes_a_value_like_the_others() -> None:
    assert {"PASS_RATE", "XLQ_WHY"} <= ribbon.sessions().of("").kit.functions
