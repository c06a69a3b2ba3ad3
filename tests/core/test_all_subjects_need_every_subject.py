from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.groups import Level, by_level
from xl_quality.core.marks import BLANK, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import Options, WholeRule
from xl_quality.core.statistics import AllSubjects, all_subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.marks import Mark

ABSENT, CHEATED = Remark(State.ABSENT, "缺考"), Remark(State.CHEATED, "作弊")
OPTIONS = Options(full_marks={"数学": 120_00})
pupil_marks = st.tuples(
    *[st.sampled_from([0, 59_99, 60_00, 72_00, 85_00, 102_00, BLANK, ABSENT, CHEATED])] * 3
)


def sheet(pupils: Sequence[Sequence[Mark]]) -> ScoreTable:
    columns = zip(("语文", "数学", "英语"), zip(*pupils, strict=True), strict=True)
    blank = [""] * len(pupils)
    subjects = {label: SubjectColumn(label, "D", marks) for label, marks in columns}
    return ScoreTable(
        "成绩", "", range(2, len(pupils) + 2), blank, blank, blank, blank, blank, subjects
    )


def everybody(pupils: Sequence[Sequence[Mark]]) -> AllSubjects:
    table = sheet(pupils)
    (found,) = all_subjects(table, by_level(table, Level.ALL), OPTIONS)
    return found


@pytest.mark.cases("core_all_subjects.csv")
def test_who_passes_everything_is_counted_as_the_table_says(
    case: dict[str, str], marks: Callable[[str], list[Mark]]
) -> None:
    pupils = [
        marks(pupil.replace("/", " ")) for pupil in case["各生成绩（语文/数学120/英语）"].split()
    ]
    expected = [int(case[key]) for key in ("计算人数", "全科及格", "全科优秀")]
    found = everybody(pupils)
    assert [found.pupils, found.passing, found.excellent] == expected


@given(st.lists(pupil_marks, min_size=1, max_size=20))
def test_excellent_in_everything_is_also_passing_in_everything(
    pupils: list[tuple[Mark, ...]],
) -> None:
    found = everybody(pupils)
    assert found.excellent <= found.passing <= found.pupils <= len(pupils)


@given(st.lists(pupil_marks, min_size=1, max_size=20).flatmap(
    lambda pupils: st.tuples(st.just(pupils), st.permutations(pupils))
))  # fmt: skip
def test_the_order_of_pupils_never_matters(
    both: tuple[list[tuple[Mark, ...]], list[tuple[Mark, ...]]],
) -> None:
    assert everybody(both[0]) == everybody(both[1])


def test_each_group_has_its_own_count(table: Callable[[str], ScoreTable]) -> None:
    sheet_of_two = table("""
        班级 语文 数学
        1班  60   72
        2班  60   71.99
        1班  90   110
        2班  缺考 空
    """)
    found = all_subjects(sheet_of_two, by_level(sheet_of_two, Level.CLASS), OPTIONS)
    assert found == [AllSubjects(2, 2, 1), AllSubjects(2, 0, 0)]


def test_rates_over_nobody_do_not_exist() -> None:
    assert AllSubjects(0, 0, 0).pass_rate is None
    assert AllSubjects(0, 0, 0).excellent_rate is None
    assert AllSubjects(3, 2, 1).pass_rate == Fraction(2, 3)
    assert AllSubjects(3, 2, 1).excellent_rate == Fraction(1, 3)


def test_the_denominator_may_be_pupils_with_a_score(table: Callable[[str], ScoreTable]) -> None:
    sheet_of_one = table("班级 语文 数学\n1班 60 72\n1班 缺考 空\n1班 空 空\n1班 60 空")
    groups = by_level(sheet_of_one, Level.CLASS)
    assert all_subjects(sheet_of_one, groups, OPTIONS) == [AllSubjects(4, 1, 0)]
    scored = OPTIONS._replace(whole=WholeRule.SCORED)
    assert all_subjects(sheet_of_one, groups, scored) == [AllSubjects(2, 1, 0)]


def test_the_enrolled_number_is_the_denominator_where_it_is_given(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet_of_one = table("学校 年级 班级 语文 数学\n甲 六 1班 60 72\n甲 六 1班 50 72")
    enrolled = OPTIONS._replace(enrolled={("甲", "六", "1班"): 5})
    for level in (Level.CLASS, Level.SCHOOL, Level.ALL):
        groups = by_level(sheet_of_one, level)
        assert all_subjects(sheet_of_one, groups, enrolled) == [AllSubjects(5, 1, 0)], level
    too_few = OPTIONS._replace(enrolled={("甲", "六", "1班"): 1})
    groups = by_level(sheet_of_one, Level.CLASS)
    assert all_subjects(sheet_of_one, groups, too_few) == [AllSubjects(2, 1, 0)]
