from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from xl_quality.core.figures import GroupResult, Printed, changes
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks import ScoreTable

CLASS_1, CLASS_2 = (Group(Level.CLASS, "青山", "六年级", name) for name in ("1班", "2班"))


def result(group: Group, subject: str, rank: str, composite: str) -> GroupResult:
    figure = None if composite == "无" else Decimal(composite)
    printed = Printed(composite=figure)
    place = None if rank == "无" else Fraction(rank)
    return GroupResult("成绩", "", group, subject, None, None, printed, place)


@pytest.mark.cases("core_progress.csv")
def test_a_change_is_what_the_table_says(case: dict[str, str]) -> None:
    now = [result(CLASS_1, "语文", case["本次名次"], case["本次综合"])]
    before = []
    if case["上次名次"] != "缺":
        before = [result(CLASS_1, "语文", case["上次名次"], case["上次综合"])]
    (change,) = changes(now, before)
    expected = [None if case[key] == "无" else Decimal(case[key]) for key in ("进退", "综合变化")]
    assert [change.rank_change, change.composite_change] == expected


def test_each_result_is_compared_with_its_own_group_and_subject() -> None:
    before = [
        result(CLASS_1, "语文", "1", "90"),
        result(CLASS_1, "数学", "2", "80"),
        result(CLASS_2, "语文", "5", "50"),
    ]
    now = [result(CLASS_2, "语文", "4", "55"), result(CLASS_1, "数学", "1", "85")]
    found = changes(now, before)
    assert [(c.group, c.subject, c.rank_change, c.composite_change) for c in found] == [
        (CLASS_2, "语文", 1, 5),
        (CLASS_1, "数学", 1, 5),
    ]
    assert [(c.rank, c.previous_rank) for c in found] == [(4, 5), (1, 2)]


def test_a_class_is_not_compared_with_its_school() -> None:
    school = Group(Level.SCHOOL, "青山", "六年级")
    (change,) = changes([result(CLASS_1, "语文", "1", "90")], [result(school, "语文", "3", "70")])
    assert (change.previous_rank, change.rank_change) == (None, None)


def test_only_what_the_earlier_exam_does_not_know_is_new() -> None:
    before = [result(CLASS_1, "语文", "无", "无")]
    now = [result(CLASS_1, "语文", "1", "90"), result(CLASS_2, "语文", "2", "80")]
    assert [change.new for change in changes(now, before)] == [False, True]


def test_an_exam_without_a_name_is_called_after_its_sheet() -> None:
    nameless = result(CLASS_1, "语文", "1", "90")
    assert (nameless.exam_name, nameless._replace(exam="期末").exam_name) == ("成绩", "期末")
    sheet = ScoreTable("成绩", "", [], [], [], [], [], [], {})
    assert (sheet.exam_or_sheet, sheet._replace(exam="期末").exam_or_sheet) == ("成绩", "期末")
