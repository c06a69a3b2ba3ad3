from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.groups import Group, Level, by_level, by_teacher, partition

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.marks import ScoreTable

SHEET = """
    学校 年级   班级 语文
    青山 六年级 1班  60
    青山 六年级 2班  70
    绿水 六年级 1班  80
    青山 五年级 1班  90
    青山 六年级 1班  61
"""
A, B, C = Group(Level.CLASS, "甲"), Group(Level.CLASS, "乙"), Group(Level.CLASS, "丙")


@pytest.mark.parametrize(
    ("level", "labels"),
    [
        (Level.ALL, ["全体"]),
        (Level.GRADE, ["六年级", "五年级"]),
        (Level.SCHOOL, ["青山 六年级", "绿水 六年级", "青山 五年级"]),
        (Level.CLASS, ["青山 六年级 1班", "青山 六年级 2班", "绿水 六年级 1班", "青山 五年级 1班"]),
    ],
)
def test_groups_come_in_the_order_in_which_they_appear(
    table: Callable[[str], ScoreTable], level: Level, labels: list[str]
) -> None:
    assert [group.label for group in by_level(table(SHEET), level).groups] == labels


def test_a_class_that_is_listed_in_two_places_is_one_group(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table(SHEET)
    parts = by_level(sheet, Level.CLASS).split(sheet.subjects["语文"].marks)
    assert [list(part) for part in parts] == [[60_00, 61_00], [70_00], [80_00], [90_00]]


def test_classes_of_one_name_in_two_schools_or_grades_are_different_groups(
    table: Callable[[str], ScoreTable],
) -> None:
    assert len(by_level(table(SHEET), Level.CLASS).groups) == 4


@given(st.lists(st.sampled_from([A, B, C, None]), max_size=30))
def test_every_pupil_is_in_his_own_group_and_nobody_twice(keys: list[Group | None]) -> None:
    found = partition(keys)
    split = found.split(range(len(keys)))
    assert [
        [pupil for pupil, key in enumerate(keys) if key == group] for group in found.groups
    ] == [list(pupils) for pupils in split]
    assert len(found.order) == len(keys) - keys.count(None)


@given(st.lists(st.sampled_from(["甲", "乙"]), max_size=20))
def test_equal_keys_need_not_be_one_object(names: list[str]) -> None:
    fresh = partition([Group(Level.CLASS, name) for name in names])
    assert len(fresh.groups) == len(set(names))
    assert sum(map(len, fresh.split(range(len(names))))) == len(names)


def test_a_sheet_without_pupils_has_no_groups() -> None:
    assert partition([]).split([]) == []
    assert partition([None, None]).split([1, 2]) == []


def test_a_teacher_of_two_classes_is_one_group_and_untaught_classes_are_left_out(
    table: Callable[[str], ScoreTable],
) -> None:
    taught = {
        ("青山", "六年级", "1班", "语文"): "刘玉",
        ("青山", "六年级", "2班", "语文"): "刘玉",
        ("绿水", "六年级", "1班", "语文"): "刘玉",
        ("青山", "五年级", "1班", "数学"): "刘玉",
    }
    sheet = table(SHEET)
    found = by_teacher(sheet, "语文", taught)
    assert [group.label for group in found.groups] == ["青山 六年级 刘玉", "绿水 六年级 刘玉"]
    parts = found.split(sheet.subjects["语文"].marks)
    assert [list(part) for part in parts] == [[60_00, 70_00, 61_00], [80_00]]


def test_a_mark_is_found_by_its_cell(table: Callable[[str], ScoreTable]) -> None:
    assert table(SHEET).address("语文", 0) == "D2"
    assert table(SHEET).address("语文", 4) == "D6"


def test_groups_are_ranked_against_their_own_level_and_grade() -> None:
    one = Group(Level.CLASS, "青山", "六年级", "1班")
    assert one.contest == Group(Level.CLASS, "绿水", "六年级", "3班").contest
    assert one.contest != Group(Level.CLASS, "青山", "五年级", "1班").contest
    assert one.contest != Group(Level.SCHOOL, "青山", "六年级").contest


def test_the_whole_of_a_sheet_keeps_its_grade_where_there_is_just_one(
    table: Callable[[str], ScoreTable],
) -> None:
    (one,) = by_level(table("年级 语文\n六年级 60\n六年级 70"), Level.ALL).groups
    (mixed,) = by_level(table("年级 语文\n六年级 60\n五年级 70"), Level.ALL).groups
    assert (one.grade, mixed.grade) == ("六年级", "")
    assert {one.label, mixed.label} == {"全体"}
