from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import Severity
from xl_quality.core.option_table import FULL_MARK
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, statements
from xl_quality.runs.full_marks import StatedFullMarks, stated_full_marks
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tests.runs.conftest import MemoryBook


SUBJECTS = ("语文", "数学", "英语", "物理", "化学")


def stated(
    *sheets: tuple[str, Sequence[Any]], grades: Sequence[Collection[str]] = ()
) -> StatedFullMarks:
    grids = [
        Grid(name, [[*row, *[None] * (max(map(len, rows)) - len(row))] for row in rows])
        for name, rows in sheets
    ]
    return stated_full_marks(grids, [recognise(grid) for grid in grids], SUBJECTS, grades)


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


SUMMARY = ["科目", "名次", "总分", "平均分", "最高分"]
"""How a page of an exam's figures heads its subjects; 总分 is here what a paper has."""


def test_a_summary_with_means_and_highest_marks_states_the_points_of_its_papers() -> None:
    rows = [
        *(["高二期末"], SUMMARY, ["全学科", 9, "230.0", "87.6", "150.0"]),
        *(["语文", 9, "50.0", "16.8", "27.0"], ["数学", 7, "100.0", "27.9", "73.0"]),
        ["英语", 8, "80.0", "42.9", "61.0"],
    ]
    assert points(stated(("概览", rows))) == {"语文": 50, "数学": 100, "英语": 80}
    rows[1] = ["科目", "名次", "分值", "班级平均分", "最高分"]
    assert points(stated(("概览", rows))) == {"语文": 50, "数学": 100, "英语": 80}


@pytest.mark.parametrize(
    "rows",
    [
        # three pupils: the sum of their marks, however round
        [SUMMARY, ["语文", 1, 240, 80, 90], ["数学", 1, 255, 85, 95]],
        [SUMMARY, ["语文", 1, 200, 66.7, 90], ["数学", 1, 220, 73.3, 95]],
        [SUMMARY, ["语文", 1, 95, 95, 95], ["数学", 1, 90, 90, 90]],  # one pupil
        # a pupil's own marks beside those of the class
        [SUMMARY, ["语文", 3, 85, 71.3, 92], ["数学", 1, 95, 73.1, 95]],
        [SUMMARY, ["语文", 3, 87, 71.3, 87], ["数学", 1, 93, 73.1, 93]],
        [SUMMARY, ["语文", 1, 50, 16.8, 27]],  # one subject says nothing
        [["科目", "总分", "平均分"], ["语文", 120, 71.3], ["数学", 120, 73.1]],
        [["科目", "总分", "最高分"], ["语文", 120, 98], ["数学", 120, 99]],
        [["科目", "分值"], ["语文", 40], ["数学", 40], ["英语", 20]],  # weights
        [["科目", "平均分", "最高分"], ["语文", 70, 100], ["数学", 80, 120]],
        [["科目", "及格线", "优秀线"], ["语文", 60, 80], ["数学", 72, 96]],
        [["", *SUMMARY[2:]], ["语文", 120, 71.3, 98], ["数学", 120, 73.1, 99]],
    ],
)
def test_points_of_a_class_of_a_pupil_and_lines_are_no_full_marks(rows: Sequence[Any]) -> None:
    assert stated(("概览", rows)) == StatedFullMarks()


FOUR_AND_FIVE = ({"四年级"}, {"五年级"})
TWO = [["科目", "满分"], ["语文", 120], ["物理", 70]]


@pytest.mark.parametrize(
    ("name", "title", "grades", "expected"),
    [
        ("概览", "五年级期末概览", FOUR_AND_FIVE, {"五年级语文": 120, "五年级物理": 70}),
        ("五年级满分", "期末", FOUR_AND_FIVE, {"五年级语文": 120, "五年级物理": 70}),
        ("五年级满分", "四年级期末", FOUR_AND_FIVE, {"四年级语文": 120, "四年级物理": 70}),
        ("概览", "四、五年级期末概览", FOUR_AND_FIVE, {"语文": 120, "物理": 70}),
        ("概览", "期末概览", FOUR_AND_FIVE, {"语文": 120, "物理": 70}),
        ("概览", "六年级期末概览", FOUR_AND_FIVE, {}),
        ("概览", "初二期末概览", [{"八年级"}], {"八年级语文": 120, "八年级物理": 70}),
        ("概览", "八年级期末概览", [{"初二"}], {"八年级语文": 120, "八年级物理": 70}),
        # who does not say the grade of the scores, or says it otherwise, means this exam
        ("概览", "五年级期末概览", [{""}], {"语文": 120, "物理": 70}),
        ("概览", "2024级期末概览", FOUR_AND_FIVE, {"语文": 120, "物理": 70}),
        ("概览", "五年级期末概览", [{"2024级"}], {"语文": 120, "物理": 70}),
    ],
)
def test_the_grade_of_a_title_says_whose_full_marks_they_are(
    name: str, title: str, grades: Sequence[Collection[str]], expected: dict[str, float]
) -> None:
    found = stated((name, [[title], *TWO]), grades=grades)
    assert points(found) == expected
    assert [one.code for one in found.findings] == ["full_marks_from_sheet"] * bool(expected)


def test_two_grades_have_each_their_own_full_mark_and_nothing_is_asked() -> None:
    five = [["五年级"], ["科目", "满分"], ["语文", 110]]
    found = stated(("四年级", [["期末"], *TWO]), ("概览", five), grades=FOUR_AND_FIVE)
    assert points(found) == {"四年级语文": 120, "四年级物理": 70, "五年级语文": 110}
    assert {one.code for one in found.findings} == {"full_marks_from_sheet"}


@pytest.mark.parametrize("grades", [[{"四年级", "五年级"}], [{""}]])
def test_full_marks_of_one_grade_are_asked_where_a_score_sheet_does_not_part_the_grades(
    grades: Sequence[Collection[str]],
) -> None:
    rows = [["年级", "科目", "满分"], ["五年级", "语文", 120], ["五年级", "数学", 100]]
    found = stated(("概览", rows), grades=grades)
    assert found.marks == {}
    (doubt,) = found.findings  # the 100 of 数学 is assumed anyhow
    assert (doubt.code, doubt.sheet, doubt.cell) == ("full_mark_of_one_grade", "概览", "C2")
    assert "五年级“语文”满分120分" in doubt.message
    assert "项目“满分”，列“语文”，值“120”" in doubt.suggestion


def class_book(highest: float) -> dict[str, list[Any]]:
    """Return a class of 40, its 语文 up to *highest* points, and a summary that names 50."""
    pupils = [[f"2024{n:03}", f"安{n}", min(n, highest), 60 + n] for n in range(40)]
    pupils[-1][2] = highest
    return {
        "成绩排名": [["高二期末"], ["学号", "姓名", "语文", "数学"], *pupils],
        "考试概览": [
            *(["高二期末"], SUMMARY, ["全学科", 2, "200.0", "99.5", "149.0"]),
            *(["语文", 2, "50.0", "19.4", "38.0"], ["数学", 3, "150.0", "79.5", "99.0"]),
        ],
    }


def test_the_scores_go_by_the_summary_and_a_setting_goes_before_it(
    book: Callable[..., MemoryBook],
) -> None:
    [table] = take_in(book(class_book(38)), ChosenOptions()).tables
    assert {name: one.full_mark for name, one in table.subjects.items()} == {
        "语文": 5_000,
        "数学": 15_000,
    }
    stated = ChosenOptions(stated=(*statements(FULL_MARK, "语文=60"),))
    said = take_in(book(class_book(38)), stated)
    column = said.tables[0].subjects["语文"]
    assert said.options.full_mark("语文", column.full_mark) == 6_000


def test_a_mark_above_the_full_mark_of_a_summary_is_asked(
    book: Callable[..., MemoryBook],
) -> None:
    def asked(highest: float) -> list[tuple[str, str]]:
        contents = take_in(book(class_book(highest)), ChosenOptions())
        return [(f.sheet, f.code) for f in contents.findings if f.severity is Severity.ERROR]

    assert asked(50) == []
    assert [sheet for sheet, _ in asked(50.5)] == ["成绩排名"]


def test_the_doubt_calls_exams_by_numbers_as_the_sheets_printed_do(
    book: Callable[..., MemoryBook],
) -> None:
    rows = [[n, f"安{of}", mark + of] for n, mark in ((1, 106), (3, 80)) for of in range(3)]
    contents = take_in(book({"成绩": [["考试", "姓名", "语文"], *rows]}), ChosenOptions())
    [doubt] = [one for one in contents.findings if one.code == "full_mark_off_beside"]
    assert "同一列“第1次考试”最高108，“第3次考试”的满分也待核对" in doubt.message
