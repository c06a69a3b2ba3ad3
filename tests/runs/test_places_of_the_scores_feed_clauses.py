from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.core.groups import Level
from xl_quality.core.options import Options
from xl_quality.runs.facts.derived_lists import TEACHER_ORDER, TOWN_PLACES
from xl_quality.runs.facts.rates import several_exams, standings
from xl_quality.runs.group_figures import compute, exam_names
from xl_quality.runs.payout.assessment import Payout, assess
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record
    from xl_quality.core.marks import ScoreTable

    Scores = Callable[..., ScoreTable]
    Listed = Callable[..., list[Record]]

TERMS = Terms(date(2026, 7, 10), {}, {})
RANKS = """
unit exam subject rank of
青石中学 中考 语文 1 48
白水中学 中考 语文 48 48
青石中学 中考 数学 5 48
黄土中学 中考 数学 20 48
白水中学 中考 数学 44 48
"""


def paid(payout: Payout) -> list[tuple[str, int]]:
    return [(line.payee, line.net) for line in payout.lines]


def test_places_of_schools_become_rows(scores: Scores) -> None:
    units = [("甲小学", "四年级", "1班"), ("乙小学", "四年级", "1班"), ("丙小学", "四年级", "1班")]
    figures = compute([scores("四", units, 语文=[70, 90, 90])], {}, Options(), [Level.SCHOOL])
    rows = standings(figures)[TOWN_PLACES]
    assert [(row.text("unit"), row.facts["rank"].value, row.facts["of"].value) for row in rows] == [
        ("甲小学", 3, 3), ("乙小学", 1, 3), ("丙小学", 1, 3),
    ]  # fmt: skip
    assert rows[0].facts["score"].value == Fraction(58)
    assert rows[0].facts["first_score"].value == Fraction(96)


def test_teachers_of_a_school_come_together_by_subject(scores: Scores) -> None:
    units = [("甲小学", "四年级", "1班"), ("甲小学", "四年级", "2班"), ("乙小学", "四年级", "1班")]
    taught = {
        ("甲小学", "四年级", "1班", "语文"): "江一帆",
        ("甲小学", "四年级", "2班", "语文"): "何小满",
        ("乙小学", "四年级", "1班", "语文"): "白若",
    }
    figures = compute([scores("四", units, 语文=[70, 90, 80])], taught, Options(), [Level.TEACHER])
    rows = standings(figures)[TEACHER_ORDER]
    assert [(row.text("unit"), row.facts["teacher_ranks"].value) for row in rows] == [
        ("甲小学", (3, 1)),
        ("乙小学", (2,)),
    ]
    assert rows[0].facts["teachers"].value == ("江一帆", "何小满")
    assert several_exams(figures) == []


def test_the_source_of_teachers_places_says_among_whom_they_are(scores: Scores) -> None:
    one, two = ("甲小学", "四年级", "1班"), ("甲小学", "四年级", "2班")
    five, other = ("甲小学", "五年级", "1班"), ("乙小学", "四年级", "1班")
    taught = {
        (*unit, "语文"): name
        for unit, name in zip(
            (one, two, five, other), ("江一帆", "何小满", "安一", "白若"), strict=True
        )
    }

    def source(*units: tuple[str, str, str]) -> str:
        tables = [
            scores(grade, own, "期末", 语文=[90 - n for n in range(len(own))])
            for grade in ("四年级", "五年级")
            if (own := [unit for unit in units if unit[1] == grade])
        ]
        figures = compute(tables, taught, Options(), [Level.TEACHER])
        ranks = standings(figures)[TEACHER_ORDER][0].facts["teacher_ranks"]
        return "；".join([str(ranks.source), *ranks.each])

    assert source(one, two, other) == "各校一起排，成绩表四年级"
    assert source(one, two) == "校内排，成绩表四年级"
    assert source(one, five, other) == (
        "跨年级，按名次占比折算为校内名次，成绩表四年级、五年级；四年级1/2；五年级1/1"
    )
    taught[*five, "语文"] = "江一帆"
    taught[*two, "语文"] = "何小满"
    assert source(one, two, five, other) == (
        "跨年级，按名次占比折算为校内名次，成绩表四年级、五年级；"
        "四年级1/3和五年级1/1的平均；四年级2/3"
    )


def test_teachers_have_no_place_over_several_exams_and_that_is_said(scores: Scores) -> None:
    unit = ("甲小学", "四年级", "1班")
    tables = [scores(exam, [unit], exam, 语文=[70]) for exam in ("期中", "期末")]
    figures = compute(tables, {(*unit, "语文"): "江一帆"}, Options(), [Level.TEACHER])
    assert standings(figures)[TEACHER_ORDER] == []
    found = several_exams(figures)
    assert [(one.code, one.found) for one in found] == [("teachers_exam_open", "期中、期末")]
    assert Step(Way.EXAM) in found[0].steps


def test_sheets_of_money_name_the_exams_that_are_paid_for(listed: Listed) -> None:
    places = "unit exam subject rank of\n青石中学 中考 语文 1 25\n青石小学 县抽考 语文 20 48"
    payout = assess(load("luotuoao-brief"), {"县名次": listed("县名次", places)}, TERMS)
    notes = {table.name: str(table.rows[1].values[0]) for table in sheets_of(payout)}
    assert {*payout.exams} > {*payout.exams_paid}
    paid_for = "、".join(payout.exams_paid)
    assert notes["奖惩兑现表"].endswith(f"考试：{paid_for}")
    assert notes["兑现汇总表"].endswith(f"考试：{paid_for}")
    assert notes["计算依据"].endswith(f"考试：{'、'.join(payout.exams)}")


def test_every_place_of_a_list_pays_by_its_clause(listed: Listed) -> None:
    payout = assess(load("luotuoao-brief"), {"县名次": listed("县名次", RANKS)}, TERMS)
    assert paid(payout) == [
        ("青石中学", 50_000),
        ("青石中学", 10_000),
        ("白水中学", -50_000),
        ("白水中学", -10_000),
    ]  # by clause, unit and subject
    assert payout.lines[0].why.startswith("中考 语文：")
    assert tuple(map(str, payout.lines[0].sources)) == ("县名次!D2", "县名次!E2")
    assert "clause_without_data" in [finding.code for finding in payout.findings]


def test_the_order_of_rows_changes_no_amount(listed: Listed) -> None:
    rows = listed("县名次", RANKS)
    expected = sorted(paid(assess(load("luotuoao-brief"), {"县名次": rows}, TERMS)))
    for seed in range(5):
        random.Random(seed).shuffle(rows)  # noqa: S311 - any order will do
        assert sorted(paid(assess(load("luotuoao-brief"), {"县名次": rows}, TERMS))) == expected


def test_one_bad_fact_stops_the_whole_payout_and_all_are_told(listed: Listed) -> None:
    rows = listed(
        "县名次",
        RANKS
        + """
        红岩中学 中考 语文 49 48
        蓝田中学 中考 语文 3 48
        蓝田中学 中考 语文 4 48
        """,
    )
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        assess(load("luotuoao-brief"), {"县名次": rows}, TERMS)
    told = " ".join(str(finding) for finding in caught.value.findings)
    assert "红岩中学" in told
    assert "县名次!D9" in told or "D9" in told
    assert "fact_given_twice" in [finding.code for finding in caught.value.findings]


def test_the_sheets_of_a_payout_hold_every_line_and_every_reason(listed: Listed) -> None:
    payout = assess(load("luotuoao-brief"), {"县名次": listed("县名次", RANKS)}, TERMS)
    paid_sheet, totals, reasons = sheets_of(payout)
    names = [table.name for table in (paid_sheet, totals, reasons)]
    assert names == ["奖惩兑现表", "兑现汇总表", "计算依据"]
    numbers = [
        row.values[0] for row in paid_sheet.rows if row.values and isinstance(row.values[0], int)
    ]
    assert numbers == [1, 2, 3, 4]
    amounts = [row.values[5] for row in reasons.rows[3:]]
    assert sum(amount for amount in amounts if not isinstance(amount, (str, type(None)))) == 0  # type: ignore[misc] # decimals
    about = [row.values[3] for row in reasons.rows[3:]]
    assert any("黄土中学" in str(text) for text in about), "what pays nothing has its reason, too"


def test_sheets_are_the_same_for_the_same_input(listed: Listed) -> None:
    one, other = (
        sheets_of(assess(load("luotuoao-brief"), {"县名次": listed("县名次", RANKS)}, TERMS))
        for _ in range(2)
    )
    assert one == other


def test_persons_of_one_name_at_two_schools_are_two_payees(listed: Listed) -> None:
    rows = listed(
        "手工金额",
        """
        unit name clause amount reason approver
        青石中学 宋安然 A10 500 全县前五 校务会
        白水中学 宋安然 A10 300 全县前五 校务会
        白水中学 江一帆 A10 400 全县前五 校务会
        """,
    )
    payout = assess(load("luotuoao-brief"), {"手工金额": rows}, TERMS)
    assert paid(payout) == [
        ("宋安然（青石中学）", 50_000),
        ("宋安然（白水中学）", 30_000),
        ("江一帆", 40_000),
    ]


def test_two_sheets_without_an_exam_name_are_never_taken_for_one_exam(scores: Scores) -> None:
    unit = ("甲小学", "四年级", "1班")
    tables = [scores(sheet, [unit], "", 语文=[70]) for sheet in ("成绩一", "成绩二")]
    figures = compute(tables, {(*unit, "语文"): "江一帆"}, Options(), [Level.TEACHER])
    assert standings(figures)[TEACHER_ORDER] == []
    assert [one.found for one in several_exams(figures)] == ["成绩一、成绩二"]


def test_class_sheets_without_an_exam_name_are_one_exam(scores: Scores) -> None:
    classes = [("甲小学", "四年级", name) for name in ("1班", "2班")]
    tables = [scores(unit[2], [unit], "", 语文=[70]) for unit in classes]
    assert exam_names(tables) == ["1班等2张表"]
    taught = {(*unit, "语文"): "江一帆" for unit in classes}
    figures = compute(tables, taught, Options(), [Level.TEACHER])
    [row] = standings(figures)[TEACHER_ORDER]
    assert row.facts["teachers"].value == ("江一帆",)
    assert several_exams(figures) == []
