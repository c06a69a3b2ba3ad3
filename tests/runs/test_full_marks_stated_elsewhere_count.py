from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.runs.full_marks import stated_full_marks
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.runs.full_marks import StatedFullMarks

SUBJECTS = ("语文", "数学", "英语", "物理", "化学")


def stated(*sheets: tuple[str, Sequence[Any]]) -> StatedFullMarks:
    grids = [
        Grid(name, [[*row, *[None] * (max(map(len, rows)) - len(row))] for row in rows])
        for name, rows in sheets
    ]
    return stated_full_marks(grids, [recognise(grid) for grid in grids], SUBJECTS)


def points(found: StatedFullMarks) -> dict[str, float]:
    return {grade + subject: full / 100 for (grade, subject), full in found.marks.items()}


DOWN = [["考试概览"], ["学科", "满分", "考试时间"], ["语文", 120, "上午"], ["物理", "70分", "下午"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (DOWN, {"语文": 120, "物理": 70}),
        (
            [["科目", "时长", "卷面满分"], ["语文", 150, 120], ["数学", 120, 120.0]],
            {"语文": 120, "数学": 120},
        ),
        (
            [
                *(["年级", "科目", "满分"], ["八年级", "物理", 80]),
                *([None, "数学", 120], ["九年级", "物理", 70]),
            ],
            {"八年级物理": 80, "八年级数学": 120, "九年级物理": 70},
        ),
        (
            [["", "语文", "数学", "物理"], ["满分", 120, 120, 80]],
            {"语文": 120, "数学": 120, "物理": 80},
        ),
        (
            [["项目", "语文", "数学"], ["人数", 40, 40], ["满分值", "120分", 110]],
            {"语文": 120, "数学": 110},
        ),
        ([["各科满分：语文、数学、英语各120分，物理70分，化学50"]],
         {"语文": 120, "数学": 120, "英语": 120, "物理": 70, "化学": 50}),
        ([["说明"], ["满分：语文120 数学120"]], {"语文": 120, "数学": 120}),
        # what only looks like it
        ([["学科", "平均分"], ["语文", 82]], {}),
        ([["学科", "人数"], ["语文", 120]], {}),
        ([["学科", "满分人数"], ["语文", 12]], {}),
        ([["语文", "数学"], [120, 120]], {}),
        ([["满分率高的是语文，平均85分"]], {}),
        ([["学科", "满分"], ["语文", "很多"], ["数学", 5], ["音乐", 100]], {}),
    ],
)  # fmt: skip
def test_full_marks_are_read_from_a_sheet_beside_the_scores(
    rows: Sequence[Any], expected: dict[str, float]
) -> None:
    found = stated(("考试概览", rows))
    assert points(found) == expected
    assert found.sheets == ({"考试概览"} if expected else frozenset())
    assert [one.code for one in found.findings] == ["full_marks_from_sheet"] * bool(expected)


def test_two_values_for_one_subject_are_asked_and_neither_is_used() -> None:
    found = stated(("概览", DOWN), ("科目满分", [["科目", "满分"], ["物理", 80], ["语文", 120]]))
    assert points(found) == {"语文": 120}
    doubt = next(one for one in found.findings if one.code == "full_mark_stated_twice")
    assert (doubt.sheet, doubt.cell) == ("科目满分", "B2")
    assert "项目“满分”，列“物理”，值“70或80”" in doubt.suggestion


SCORES = [["姓名", "语文", "物理"], ["安一", 100, 60], ["安二", 90, 66], ["安三", 80, 50]]


def test_score_sheets_state_their_own_and_are_not_read_as_an_overview() -> None:
    assert stated(("成绩", [["满分：语文150"], *SCORES])).marks == {}
