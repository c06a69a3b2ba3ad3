"""A hidden sheet that counts is named, so that nobody is paid by what he cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.names import hidden_in_use
from xl_quality.sheets.cells import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.runs.conftest import MemoryBook

SCORES = [["学校", "年级", "班级", "姓名", "语文", "数学"]] + [
    ["青石小学", "六年级", "1班", name, 80, 70] for name in ("安一", "安二", "安三")
]
TAUGHT = [
    ["学校", "年级", "班级", "学科", "任课教师"],
    ["青石小学", "六年级", "1班", "语文", "白老师"],
    ["青石小学", "六年级", "1班", "数学", "常老师"],
]
NOTES = [["通知"], ["下周三开会"]]


def told(book: MemoryBook, monkeypatch: pytest.MonkeyPatch, *hidden: str) -> list[str]:
    plain = book.read

    def read(sheet: str) -> Grid:
        grid = plain(sheet)
        return type(grid)(grid.name, grid.rows, hidden=sheet in hidden)

    monkeypatch.setattr(book, "read", read)
    found = take_in(book, ChosenOptions()).findings
    return [f.message for f in found if f.code == "hidden_sheet_used"]


def test_a_hidden_score_sheet_and_a_hidden_list_are_named_in_one_note(
    book: Callable[..., MemoryBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"成绩": SCORES, "任课": TAUGHT, "通知": NOTES})
    assert told(made, monkeypatch, "成绩", "任课", "通知") == [
        "工作表「成绩」「任课」是隐藏的，也参与了计算"
    ]


def test_a_hidden_sheet_that_is_not_used_and_sheets_in_view_are_not_named(
    book: Callable[..., MemoryBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"成绩": SCORES, "任课": TAUGHT, "通知": NOTES})
    assert told(made, monkeypatch, "通知") == []


def test_a_hidden_sheet_that_the_settings_leave_out_is_not_named(
    book: Callable[..., MemoryBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = [["项目", "工作表", "列", "值", "说明"], ["不用", "旧成绩", "", "是", ""]]
    made = book({"成绩": SCORES, "旧成绩": SCORES, "考核设置": form})
    assert told(made, monkeypatch, "旧成绩") == []


def test_it_is_a_note_that_stops_nothing() -> None:
    [note] = hidden_in_use([Grid("成绩", [["甲"]], hidden=True)], {"成绩"})
    assert (note.severity, note.sheet) == (Severity.NOTE, "成绩")
