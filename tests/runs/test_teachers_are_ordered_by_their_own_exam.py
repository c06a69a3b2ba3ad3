from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.sheets import warned_by, warned_json
from xl_quality.sheets.titles import are_other_exams

if TYPE_CHECKING:
    from collections.abc import Callable

    Books = Callable[..., Any]
    Rows = list[Any]

SCHOOL = "骆驼坳中学"
LISTED = ["单位", "考试", "年级", "学科", "名次", "总数"]
COUNTY: Rows = [LISTED, [SCHOOL, "2026年中考", "九年级", "语文", 24, 25]]
HEAD = ["学校", "年级", "班级", "学科", "任课教师"]
TWO: Rows = [
    HEAD,
    [SCHOOL, "九年级", "1班", "语文", "江一帆"],
    [SCHOOL, "九年级", "2班", "语文", "何小满"],
]


def scored(first: int, second: int) -> Rows:
    """The marks of the two teachers' classes."""
    pupils = [
        [SCHOOL, "九年级", name, f"学生{name}{number}", mark]
        for name, mark in (("1班", first), ("2班", second))
        for number in range(4)
    ]
    return [["学校", "年级", "班级", "姓名", "语文"], *pupils]


def exchanged(book: Books, sheets: dict[str, Rows]) -> tuple[set[str], set[str]]:
    """Return who is named for 末位交流, and the codes of the findings."""
    contents = take_in(book(sheets), ChosenOptions(), scores_needed=False)
    payout = pay(contents, Order("luotuoao-brief", date(2026, 7, 10)))
    warned = warned_json(warned_by(payout))
    named = {str(one["subject"]) for one in warned if one["consequence"] == "末位交流"}
    return named, {finding.code for finding in payout.findings}


@pytest.mark.parametrize(
    "exam", ["2026年中考", "2026中考成绩", "九年级成绩", "2026年初中学业水平考试"]
)
def test_scores_that_can_be_of_the_exam_order_its_teachers(book: Books, exam: str) -> None:
    named, codes = exchanged(book, {exam: scored(40, 90), "任课": TWO, "县名次": COUNTY})
    assert named == {"江一帆"}
    assert "scores_of_other_exam" not in codes


@pytest.mark.parametrize(
    "exam",
    ["2025年秋季期末", "本学期期末", "2025年中考", "2026年县抽考", "2026年春全县期末统一检测"],
)
def test_scores_of_another_exam_order_nobody_until_the_office_says_so(
    book: Books, exam: str
) -> None:
    sheets = {exam: scored(40, 90), "任课": TWO, "县名次": COUNTY}
    named, codes = exchanged(book, sheets)
    assert named == set()
    assert "scores_of_other_exam" in codes
    form = [["项目", "工作表", "列", "值"], ["考试别名", "", "2026年中考", exam]]
    named, codes = exchanged(book, {**sheets, "考核设置": form})
    assert named == {"江一帆"}
    assert "scores_of_other_exam" not in codes


def test_of_several_exams_the_one_called_the_same_counts(book: Books) -> None:
    sheets = {
        "2025年秋季期末": scored(90, 40),
        "2026年中考": scored(40, 90),
        "任课": TWO,
        "县名次": COUNTY,
    }
    assert exchanged(book, sheets)[0] == {"江一帆"}


@pytest.mark.parametrize("scores", [{}, {"2025年秋季期末": scored(90, 40)}])
def test_who_teaches_a_subject_alone_needs_no_scores(book: Books, scores: dict[str, Rows]) -> None:
    alone = [[*row[:4], "江一帆"] if row is not HEAD else row for row in TWO]
    assert exchanged(book, {**scores, "任课": alone, "县名次": COUNTY})[0] == {"江一帆"}
    assert exchanged(book, {**scores, "任课": TWO, "县名次": COUNTY})[0] == set()


@pytest.mark.parametrize(
    ("first", "second", "two"),
    [
        ("2026年中考", "2025年中考", True),
        ("2025-2026学年上学期期末", "2025年秋季期末", False),
        ("2025-2026学年第一学期期末", "2025-2026学年第二学期期末", True),
        ("2026年县统考", "2026年春季期末", False),
        ("2026年县统考", "2026年县抽考", False),  # of the graduating year the first tells no kind
        ("2026年中考", "九年级成绩", False),
        ("", "2026年中考", False),
        ("2026年春季期中", "2026年春季期末", True),
        ("第一次月考", "第二次月考", True),
        ("2026年全县统考", "期末", False),
        ("2026年全镇统考", "期末", True),
    ],
)
def test_names_deny_one_another_only_where_they_say_it(
    first: str, second: str, *, two: bool
) -> None:
    assert are_other_exams(first, second, of_county=True) is two
    assert are_other_exams(second, first, of_county=True) is two
