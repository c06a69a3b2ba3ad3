"""各年级合计: a school over its grades, against pandas and by hand."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.core.groups import Level
from xl_quality.core.options import LackingGrade, Options
from xl_quality.core.ranking import TieRule
from xl_quality.core.school_terms import ExamKind
from xl_quality.runs.grade_totals import grades_sheet
from xl_quality.runs.group_figures import compute, grades_together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.group_figures import GradesTogether

    Scores = Callable[..., ScoreTable]

JUNIOR = ("七年级", "八年级", "九年级")


def book(
    scores: Scores, marks: Mapping[str, Mapping[str, int]], exam: str = "期末"
) -> list[ScoreTable]:
    """Return a sheet a grade: schools with the one mark that all their five pupils have."""
    return [
        scores(
            f"{exam}{grade}",
            [(school, grade, "1班") for school in schools for _ in range(5)],
            exam,
            语文=[mark for mark in schools.values() for _ in range(5)],
        )
        for grade, schools in marks.items()
    ]


def put_together(
    tables: Sequence[ScoreTable], kinds: Mapping[str, ExamKind] | None = None, **options: Any
) -> list[GradesTogether]:
    return grades_together(compute(tables, {}, Options(**options)), kinds)


def placed(one: GradesTogether) -> dict[str, object]:
    return {own.school: own.rank for own in one.schools}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weights", [{}, {"九年级": Fraction(2), "": Fraction(1, 2)}])
def test_totals_and_places_are_those_of_pandas(
    scores: Scores, seed: int, weights: dict[str, Fraction]
) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    schools = ["甲中学", "乙中学", "丙中学", "丁中学", "戊中学"]
    tables = [
        scores(
            grade,
            units := [(school, grade, "1班") for school in schools for _ in range(7)],
            语文=[dice.randint(30, 100) for _ in units],
            数学=[dice.randint(30, 100) for _ in units],
        )
        for grade in JUNIOR
    ]
    figures = compute(tables, {}, Options(grade_weights=weights))
    (found,) = grades_together(figures)
    frame = pd.concat(
        pd.DataFrame(
            {
                "年级": grade,
                "学校": table.schools,
                **{n: c.marks for n, c in table.subjects.items()},
            }
        )
        for grade, table in zip(JUNIOR, tables, strict=True)
    )
    long = frame.melt(["年级", "学校"], var_name="学科", value_name="分数")
    long["分数"] /= 100
    own = long.groupby(["年级", "学校", "学科"])["分数"].agg(
        mean="mean", passing=lambda s: (s >= 60).mean(), best=lambda s: (s >= 85).mean()
    )
    composite = own["mean"] * 0.4 + own["passing"] * 30 + own["best"] * 30
    overall = composite.reset_index(name="综合分").pivot_table(
        index="学校", columns="年级", values="综合分"
    )
    share = pd.Series({g: float(weights.get(g, weights.get("", 1))) for g in JUNIOR})
    expected = (overall * share).sum(axis=1) / share.sum()
    printed = expected.map(
        lambda x: Decimal(repr(round(x, 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    )
    assert {one.school: one.printed for one in found.schools} == dict(printed)
    places = printed.rank(method="min", ascending=False)
    assert placed(found) == {school: int(place) for school, place in places.items()}


def test_three_grades_are_called_so_and_others_are_all_grades(scores: Scores) -> None:
    marks = {grade: {"甲中学": 80, "乙中学": 70} for grade in JUNIOR}
    primary = {grade: {"甲小学": 80, "乙小学": 70} for grade in ("一年级", "二年级")}
    found = put_together(book(scores, {**marks, **primary}))
    assert [(one.stage, one.name, list(one.grades)) for one in found] == [
        ("小学", "各年级合计", ["一年级", "二年级"]),
        ("初中", "三年级合计", list(JUNIOR)),
    ]
    (junior,) = put_together(book(scores, marks))
    assert junior.name == "三年级合计"


def test_a_school_of_nine_years_stands_in_both_stages(scores: Scores) -> None:
    marks = {
        "五年级": {"甲学校": 80, "乙小学": 70},
        "六年级": {"甲学校": 80, "乙小学": 90},
        "七年级": {"甲学校": 60, "丙中学": 70},
        "初二": {"甲学校": 60, "丙中学": 70},
    }
    found = put_together(book(scores, marks))
    assert [placed(one) for one in found] == [
        {"乙小学": 1, "甲学校": 2}, {"丙中学": 1, "甲学校": 2}
    ]  # fmt: skip
    assert list(found[1].grades) == ["七年级", "八年级"]


LACKING = {
    "七年级": {"甲中学": 80, "乙中学": 70, "丙中学": 65},
    "八年级": {"甲中学": 60, "乙中学": 90},
}


def test_a_school_that_lacks_a_grade_is_told_and_counts_over_those_it_has(scores: Scores) -> None:
    (found,) = put_together(book(scores, LACKING))
    assert placed(found) == {"乙中学": 1, "甲中学": 2, "丙中学": 3}
    assert [(one.school, one.remark) for one in found.schools if one.remark] == [
        ("丙中学", "缺八年级")
    ]


def test_the_office_may_rank_no_school_that_lacks_a_grade(scores: Scores) -> None:
    (found,) = put_together(book(scores, LACKING), lacking=LackingGrade.UNRANKED)
    assert placed(found) == {"乙中学": 1, "甲中学": 2, "丙中学": None}
    assert found.schools[-1].printed is not None


def test_a_grade_that_weighs_nothing_is_lacked_by_nobody(scores: Scores) -> None:
    (found,) = put_together(book(scores, LACKING), grade_weights={"8年级": Fraction(0)})
    assert placed(found) == {"甲中学": 1, "乙中学": 2, "丙中学": 3}
    assert not any(one.remark for one in found.schools)


def test_grades_that_all_weigh_nothing_give_no_total(scores: Scores) -> None:
    (found,) = put_together(book(scores, LACKING), grade_weights={"": Fraction(0)})
    assert set(placed(found).values()) == {None}


def test_equal_totals_share_a_place_as_the_office_counts_ties(scores: Scores) -> None:
    marks = {g: {"甲中学": 80, "乙中学": 80, "丙中学": 70} for g in ("七年级", "八年级")}
    for ties, last in ((TieRule.SKIP, 3), (TieRule.DENSE, 2)):
        (found,) = put_together(book(scores, marks), ties=ties)
        assert placed(found) == {"甲中学": 1, "乙中学": 1, "丙中学": last}


def test_a_grade_without_a_total_gives_the_school_none(scores: Scores) -> None:
    tables = book(scores, {"七年级": {"甲中学": 80, "乙中学": 70}, "八年级": {"甲中学": 80}})
    zeros = scores(
        "八年级二", [("乙中学", "八年级", "1班")] * 40, 数学=[0 if n % 2 else 80 for n in range(40)]
    )
    (found,) = put_together([*tables, zeros])
    assert placed(found) == {"甲中学": 1, "乙中学": None}
    assert found.schools[-1].remark == "八年级没有总评"


def test_two_exams_are_never_put_together(scores: Scores) -> None:
    now = book(scores, {"七年级": {"甲中学": 80, "乙中学": 70}}, "2026年全县春季期末统一检测")
    before = book(scores, {"八年级": {"甲中学": 80, "乙中学": 70}}, "2025年全县秋季期末统一检测")
    assert put_together([*now, *before]) == []


def test_grades_of_differently_named_exams_of_one_kind_are_together(scores: Scores) -> None:
    seventh = book(scores, {"七年级": {"甲中学": 80, "乙中学": 70}}, "全县七年级期末统一检测")
    eighth = book(scores, {"八年级": {"甲中学": 60, "乙中学": 90}}, "全县八年级期末统一检测")
    (found,) = put_together([*seventh, *eighth])
    assert placed(found) == {"乙中学": 1, "甲中学": 2}
    assert found.exam == "全县七年级期末统一检测（七年级）、全县八年级期末统一检测（八年级）"


def test_an_entrance_exam_does_not_mix_with_the_end_of_term(scores: Scores) -> None:
    ninth = book(scores, {"九年级": {"甲中学": 80, "乙中学": 70}}, "2026年中考")
    others = {g: {"甲中学": 60, "乙中学": 90} for g in ("七年级", "八年级")}
    (found,) = put_together([*ninth, *book(scores, others, "2026年全县期末统一检测")])
    assert list(found.grades) == ["七年级", "八年级"]


def test_what_the_office_says_about_kinds_goes_before_names(scores: Scores) -> None:
    first = book(scores, {"七年级": {"甲中学": 80, "乙中学": 70}}, "七年级质量监测")
    second = book(scores, {"八年级": {"甲中学": 60, "乙中学": 90}}, "八年级质量监测")
    assert put_together([*first, *second]) == []
    kinds = {"七年级质量监测": ExamKind.UNIFIED, "八年级质量监测": ExamKind.UNIFIED}
    assert len(put_together([*first, *second], kinds)) == 1


@pytest.mark.parametrize(
    "marks",
    [
        {"七年级": {"甲中学": 80, "乙中学": 70}},
        {"七年级": {"甲中学": 80}, "八年级": {"乙中学": 70}},
        {"六年级": {"甲学校": 80}, "七年级": {"甲学校": 70}},
    ],
    ids=["one grade", "no school has two", "two stages"],
)
def test_nothing_to_put_together_is_no_sheet(
    scores: Scores, marks: dict[str, dict[str, int]]
) -> None:
    figures = compute(book(scores, marks), {}, Options())
    assert grades_sheet(figures) is None


def test_a_book_without_schools_has_no_sheet(scores: Scores) -> None:
    tables = [scores(g, [("", g, "1班")] * 3, 语文=[80, 70, 60]) for g in JUNIOR]
    figures = compute(tables, {}, Options())
    assert Level.SCHOOL not in figures.overall
    assert grades_sheet(figures) is None


def test_remarks_have_a_column_only_where_some_school_has_one(scores: Scores) -> None:
    whole = {grade: {"甲中学": 80, "乙中学": 70} for grade in LACKING}
    for marks, remarked in ((whole, False), (LACKING, True)):
        table = grades_sheet(compute(book(scores, marks), {}, Options()))
        assert table
        assert any("备注" in row.values for row in table.rows) is remarked


def test_the_sheet_says_how_it_was_counted(scores: Scores) -> None:
    options = Options(grade_weights={"八年级": Fraction(3, 2)})
    table = grades_sheet(compute(book(scores, LACKING), {}, options), office="青石镇")
    assert table
    cells = [row.values for row in table.rows]
    assert cells[0][0] == "青石镇期末各年级合计表"
    told = "\n".join(str(row[0]) for row in cells if row)
    assert "七年级1、八年级1.5" in told
    assert "缺年级的学校按有的年级平均，照常排名次" in told
    first = next(row for row in cells if row and row[0] == "乙中学")
    assert [*map(str, first[1:5])] == [str(first[1]), "1", "0.00", "None"]
    second = next(row for row in cells if row and row[0] == "甲中学")
    assert second[3] == second[4] == Decimal(str(first[1])) - Decimal(str(second[1]))
