"""Ribbon buttons from a COM client through the real DLL and xlwings' server, and back into it.

Excel is played by the tests' stand-in behind real COM (see `excel_played`), late bound, as Excel
is; the installed Windows Python, pywin32, xlwings' DLL and server are what a clerk has.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.runs.buttons.conftest import Office

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "示例镇成绩册.xlsx"
Pressed = dict[str, Any]


@pytest.fixture(scope="module")
def folder(windows: Windows) -> Path:
    made = windows.home / "成绩 (2026)"
    made.mkdir()
    shutil.copy(SAMPLE, made / "成绩册.xlsx")
    return made


@pytest.fixture(scope="module")
def pressed(
    installed: CompletedProcess[str], windows: Windows, folder: Path, packages: Path
) -> Pressed:
    assert installed.returncode == 0
    answer = windows.home / "按钮.json"
    python = windows.local / "python" / "python.exe"
    script = Path(__file__).with_name("excel_played.py")
    done = windows.run(python, "-X", "utf8", script, ROOT, packages, folder, answer)
    assert answer.exists(), done.stdout + done.stderr
    found: Pressed = json.loads(answer.read_text(encoding="utf-8"))
    return found


def test_the_workbook_that_a_button_was_handed_is_backed_up(pressed: Pressed, folder: Path) -> None:
    kind, text = pressed["backup"]
    assert kind == "information"
    assert "已备份" in text
    assert len(list((folder / "备份").iterdir())) >= 1


def test_the_rates_come_into_the_open_workbook_as_into_a_file(
    pressed: Pressed, tmp_path: Path
) -> None:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    office = Office(path)
    office.press("rates")
    file = office.book()
    assert pressed["rates"][0] == "information", pressed["rates"]
    assert pressed["own"] == list(file.own_sheets())
    assert list(pressed["written"]) == list(file.sheet_names())
    rows = [[repr(value) for value in row] for row in file.read("四率统计").rows]
    assert pressed["written"]["四率统计"] == rows


def test_undo_takes_them_back(pressed: Pressed) -> None:
    assert "已撤销" in pressed["undo"][1]
    assert pressed["after"] == pressed["before"]


def test_what_excel_refuses_comes_back_in_its_own_words(pressed: Pressed) -> None:
    kind, text = pressed["refused"]
    assert kind == "fault"
    assert "Excel 说“内存不足”。工作簿没有改动。" in text
    assert pressed["untouched"] == pressed["before"]


def test_afterwards_no_other_workbook_is_open_and_the_status_bar_is_free(pressed: Pressed) -> None:
    assert pressed["open"] == 1
    assert set(pressed["bars"]) == {False}


def test_without_a_workbook_the_clerk_is_told_to_open_one(pressed: Pressed) -> None:
    assert pressed["no_book"][0] == "warning"
    assert "请先打开一个工作簿" in pressed["no_book"][1]


def test_a_button_that_does_not_exist_asks_for_a_new_installation(pressed: Pressed) -> None:
    assert pressed["unknown"][0] == "fault"
