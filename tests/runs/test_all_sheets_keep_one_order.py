"""Schools, grades and clauses stand in one order on every sheet of a payout, a case once."""

from __future__ import annotations

import itertools
import random
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact
from xl_quality.runs.facts.derived_lists import CLASS_RATES
from xl_quality.runs.payout.assessment import assess
from xl_quality.runs.payout.sheets import sheaves_of, sheets_of, warned_by
from xl_quality.schemes.cases import Case, in_order
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.books.tables import Table, Value
    from xl_quality.core.facts import Record
    from xl_quality.runs.payout.assessment import Payout

    Listed = Callable[..., list[Record]]

DAY = date(2026, 7, 10)
AS_SCORED = ("丙小学", "甲小学", "乙小学", "丁中学")
PLACES = """
unit exam grade subject rank of
丁中学 中考 九年级 语文 25 25
乙小学 抽考 六年级 数学 48 48
乙小学 抽考 四年级 数学 48 48
甲小学 抽考 六年级 语文 1 48
甲小学 抽考 四年级 语文 2 48
丁中学 中考 九年级 综合 6 25
丙小学 抽考 四年级 语文 47 48
"""
RATES = """
unit exam grade subject class_name name
甲校 本学期 四年级 语文 1班 江一帆
甲校 本学期 四年级 数学 1班 何小满
"""


def paid(rows: Sequence[Record], units: Sequence[str] = AS_SCORED) -> Payout:
    terms = Terms(DAY, {}, {})
    return assess(load("luotuoao-brief"), {"县名次": rows}, terms, units=units)


def sheet(payout: Payout, name: str) -> Table:
    return next(table for table in sheets_of(payout) if table.name == name)


def lines(table: Table) -> list[tuple[Value, ...]]:
    """Return the rows that have a running number."""
    return [tuple(row.values) for row in table.rows if isinstance(row.values[0], int)]


def in_runs(texts: Sequence[object]) -> list[object]:
    return [text for text, _ in itertools.groupby(texts)]


def test_units_stand_on_all_sheets_as_the_scores_list_them(listed: Listed) -> None:
    stays = listed(
        "指标", "unit indicator actual\n丁中学 辍学率 0\n乙小学 辍学率 0\n丙小学 辍学率 0"
    )
    lists = {"县名次": listed("县名次", PLACES), "指标": stays}
    payout = assess(load("luotuoao-brief"), lists, Terms(DAY, {}, {}), units=AS_SCORED)
    assert in_runs([line.payee for line in payout.by_unit]) == list(AS_SCORED)
    payees = [row[1] for row in lines(sheet(payout, "兑现汇总表"))]
    assert payees == list(AS_SCORED)
    assert [one.name for one in sheaves_of(payout)] == ["丙小学", "乙小学", "丁中学"]
    assert in_runs([row[1] for row in lines(sheet(payout, "奖惩兑现表")) if row[1]]) == payees


def test_units_that_no_score_sheet_names_follow_in_order_of_their_cases(listed: Listed) -> None:
    rows = listed("县名次", PLACES)
    known = paid(rows, units=("乙小学",))
    assert known.units == ("乙小学", "丁中学", "甲小学", "丙小学")
    assert paid(rows, units=()).units[0] == "丁中学"


def test_clauses_stand_in_the_schemes_order_and_grades_as_schools_count(listed: Listed) -> None:
    rows = lines(sheet(paid(listed("县名次", PLACES)), "计算依据"))
    ids = [clause.id for clause in load("luotuoao-brief").clauses]
    clauses = in_runs([row[1] for row in rows])
    assert clauses == sorted(clauses, key=lambda one: ids.index(str(one)))
    assert len(clauses) > 3
    own = [(row[3], row[4]) for row in rows if row[1] == "A8"]
    assert own == [
        ("丙小学", "抽考 四年级 语文"),
        ("甲小学", "抽考 四年级 语文"),
        ("甲小学", "抽考 六年级 语文"),
        ("乙小学", "抽考 四年级 数学"),
        ("乙小学", "抽考 六年级 数学"),
    ]


def test_the_order_of_the_rows_changes_that_of_no_unit_and_no_grade() -> None:
    found = [
        Case(clause, {"unit": unit, "exam": "期末", "grade": grade, "subject": "语文"}, {}, {})
        for clause in ("A2", "A10")
        for unit in ("甲", "乙")
        for grade in ("一年级", "四年级", "初二")
    ]
    for seed in range(20):
        mixed = list(found)
        random.Random(seed).shuffle(mixed)  # noqa: S311 - any order will do
        assert in_order(mixed, ["A1", "A2", "A10"], ["甲", "乙"]) == found


def test_who_is_warned_stands_unit_by_unit_under_each_consequence(listed: Listed) -> None:
    teachers = [
        row._replace(
            facts={
                **row.facts,
                "teachers": Fact((f"教师{row.text('unit')}",)),
                "teacher_ranks": Fact((1,)),
            }
        )
        for row in listed("教师名次", "unit subject\n乙小学 数学\n丙小学 语文")
    ]
    lists = {"县名次": listed("县名次", PLACES), "教师名次": teachers}
    payout = assess(load("luotuoao-brief"), lists, Terms(DAY, {}, {}), units=AS_SCORED)
    assert [one.unit for one in warned_by(payout)] == ["丙小学", "乙小学"]


@pytest.mark.parametrize("rate", ["19/20", "1"])
def test_a_target_with_its_points_is_one_case_and_one_line(listed: Listed, rate: str) -> None:
    rows = [
        row._replace(facts={**row.facts, "pass_rate": Fact(Fraction(rate))})
        for row in listed(CLASS_RATES, RATES)
    ]
    terms = Terms(DAY, {}, {"per_point": Fact(1)})
    payout = assess(load("class-targets"), {CLASS_RATES: rows}, terms)
    table = sheet(payout, "计算依据")
    title = next(row.values[5] for row in table.rows if row.values[1] == "D1")
    assert str(title).startswith("共 2 例：")
    own = [row for row in lines(table) if row[1] == "D1"]
    assert [(row[3], row[4]) for row in own] == [
        ("江一帆", "本学期 四年级 1班 语文"),
        ("何小满", "本学期 四年级 1班 数学"),
    ], "the person is whom it is about, as on 指标完成情况"
    assert {row[7] for row in own} == {"未达标" if rate != "1" else "达标"}
    assert {row[6] for row in own} == {-5 if rate != "1" else 0}
    assert all(str(row[5]).count("应达到") == 1 for row in own), "nothing is said twice"


def test_a_place_that_judges_unnamed_teachers_is_that_of_the_schools_teachers(
    listed: Listed,
) -> None:
    rows = listed("指标", "unit grade indicator actual\n甲校 二年级 全镇名次 2")
    rows += listed("指标", "unit grade indicator actual\n甲校 二年级 上年名次 4")
    named = listed("指标", "unit grade name indicator actual\n乙校 二年级 安一 全镇名次 3")
    named += listed("指标", "unit grade name indicator actual\n乙校 二年级 安一 上年名次 4")
    payout = assess(load("rank-up"), {"指标": [*rows, *named]}, Terms(DAY, {}, {}))
    assert [one.name for one in sheaves_of(payout)] == ["甲校任课教师", "乙校 安一"]
    assert {row[3] for row in lines(sheet(payout, "计算依据"))} == {"甲校任课教师", "乙校 安一"}
