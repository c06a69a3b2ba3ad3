"""Each section of a sheet of figures says the full marks of the sheets that its figures are of."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.groups import Level
from xl_quality.core.marks import Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import COMPOSITES, DropRule, Measure, Options, WholeRule
from xl_quality.runs.full_marks import full_marks_text
from xl_quality.runs.group_figures import compute
from xl_quality.runs.missing_marks import missing_sheets
from xl_quality.runs.names import Taught
from xl_quality.runs.report import how_composed, how_counted, ranking_sheet, rates_sheet, who_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

SIX, NINE = "六年级", "九年级"


def table(sheet: str, exam: str, full: int, *classes: str, grade: str = SIX) -> ScoreTable:
    """Return two pupils a class with a mark in 语文."""
    named = [name for name in classes for _ in range(2)]
    marks = [full * 50 + 100 * n for n in range(len(named))]
    return ScoreTable(
        sheet,
        exam,
        range(2, len(named) + 2),
        ["青石学校"] * len(named),
        [grade] * len(named),
        named,
        [""] * len(named),
        [""] * len(named),
        {"语文": SubjectColumn("语文", "D", marks, full_mark=full * 100)},
    )


def notes(*tables: ScoreTable) -> Mapping[str, str]:
    """Return the full mark told under each heading of 四率统计."""
    rows = rates_sheet(compute(tables, Taught(), Options())).rows
    texts = [str(row.values[0]) for row in rows if row.values]
    return {
        heading: note.removeprefix("统计口径：").partition("，")[0]
        for heading, note in pairwise(texts)
        if note.startswith("统计口径")
    }


@pytest.mark.parametrize("other", ["期末复习", "期", "上学期期末", "期末 2"])
def test_an_exam_whose_name_begins_like_another_is_not_the_other(other: str) -> None:
    found = notes(table("甲", "期末", 100, "1班"), table("乙", other, 120, "1班"))
    assert found == {f"期末　{SIX}": "满分100分", f"{other}　{SIX}": "满分120分"}


def test_grades_of_one_exam_have_their_own() -> None:
    found = notes(table("甲", "期末", 100, "1班"), table("乙", "期末", 120, "901", grade=NINE))
    assert found == {f"期末　{SIX}": "满分100分", f"期末　{NINE}": "满分120分"}


def with_subjects(table: ScoreTable, **fulls: int) -> ScoreTable:
    """Return a table whose subjects have these full marks, in points."""
    marks = table.subjects["语文"].marks
    columns = {
        name: SubjectColumn(name, "D", marks, full_mark=full * 100) for name, full in fulls.items()
    }
    return table._replace(subjects=columns)


FOUR_SIX_NINE = (
    (table("九", "期末", 120, "901", grade=NINE), {"语文": 120, "数学": 120, "物理": 90}),
    (table("四", "期末", 100, "401", grade="四年级"), {"语文": 100, "数学": 100}),
    (table("六", "期末", 100, "601"), {"语文": 100, "数学": 100, "物理": 100}),
)


def test_a_line_over_all_grades_tells_each_grade_its_own() -> None:
    tables = [with_subjects(one, **fulls) for one, fulls in FOUR_SIX_NINE]
    expected = "满分：四年级、六年级各科100分；九年级语文、数学120分，物理90分"
    assert full_marks_text(tables, Options()) == expected


def test_grades_that_differ_in_nothing_are_not_named() -> None:
    one, two = table("甲", "期末", 100, "1班"), table("乙", "期末", 100, "901", grade=NINE)
    assert full_marks_text([one, two], Options()) == "满分100分"
    ninth = with_subjects(two, 语文=100, 化学=60)
    assert full_marks_text([one, ninth], Options()) == "满分：语文100分，化学60分"
    assert full_marks_text([], Options()) == "满分："


def test_one_grade_with_two_full_marks_keeps_both_and_a_sheet_without_grade_is_told() -> None:
    one, two = table("甲", "期末", 100, "1班"), table("乙", "期中", 120, "1班")
    assert full_marks_text([one, two], Options()) == "满分100或120分"
    other = table("丙", "期末", 150, "901", grade="")
    expected = "满分：六年级语文100或120分；没有写年级的语文150分"
    assert full_marks_text([other, one, two], Options()) == expected


def test_a_sheet_of_all_grades_names_each_of_them() -> None:
    both = table("全校", "期末", 100, "1班", "2班")
    both = both._replace(grades=[NINE, NINE, SIX, SIX])
    ninth = table("九", "期末", 120, "901", grade=NINE)
    expected = "满分：六年级语文100分；九年级语文100或120分"
    assert full_marks_text([both, ninth], Options()) == expected


def test_sheets_of_one_contest_are_told_together() -> None:
    one, two = table("一班", "期末", 100, "1班"), table("二班", "期末", 100, "2班")
    elsewhere = table("期中", "期中", 150, "1班", "2班")
    assert notes(one, elsewhere, two) == {
        f"期末　{SIX}": "满分100分",
        f"期中　{SIX}": "满分150分",
    }


def test_a_sheet_whose_name_looks_like_two_sheets_is_one() -> None:
    found = notes(table("甲、乙", "期末", 100, "1班"), table("乙", "期中", 120, "1班"))
    assert found == {f"期末　{SIX}": "满分100分", f"期中　{SIX}": "满分120分"}


def test_an_exam_without_a_name_is_told_by_its_sheet() -> None:
    found = notes(table("成绩", "", 100, "1班"), table("成绩二", "", 120, "1班"))
    assert found == {f"成绩　{SIX}": "满分100分", f"成绩二　{SIX}": "满分120分"}


def test_one_exam_twice_tells_each_its_own() -> None:
    found = notes(table("甲", "期末", 100, "1班"), table("乙", "期末", 120, "1班"))
    assert found == {f"期末（甲）　{SIX}": "满分100分", f"期末（乙）　{SIX}": "满分120分"}


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (WholeRule.DUE, "全科合格率、全科优秀率按应考人数计算（缺考、空白算不合格"),
        (WholeRule.SCORED, "全科合格率、全科优秀率按至少考了一科的人数计算"),
    ],
)
def test_a_ranking_tells_whom_its_all_subjects_rates_and_its_composite_are_of(
    whole: WholeRule, words: str
) -> None:
    two = with_subjects(table("甲", "期末", 100, "1班", "2班"), 语文=100, 数学=100)
    figures = compute([two], Taught(), Options(whole=whole))
    rows = ranking_sheet(figures, Level.CLASS, whole=True).rows
    assert words in str(rows[1].values[0])
    assert "＋优秀率×30%；总评＝各科综合分的平均" in str(rows[1].values[0])
    plain = ranking_sheet(figures, Level.CLASS, whole=False).rows
    assert "全科" not in str(plain[1].values[0]), "it has no such columns"


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("4-3-2-1", "平均分（折成百分制）×40%＋及格率×30%＋优秀率×20%－低分率×10%"),
        ("60-70-70", "平均分÷最高的平均分×60＋及格率÷最高的及格率×70＋优秀率÷最高的优秀率×70"),
    ],
)
def test_the_composite_is_told_with_the_weights_of_the_office(weights: str, words: str) -> None:
    told = how_composed(Options(weights=COMPOSITES[weights]), overall=False)
    assert told == f"综合分＝{words}"


def test_cheating_that_counts_as_zero_is_told_where_somebody_cheated() -> None:
    honest = table("甲", "期末", 100, "1班")
    column = honest.subjects["语文"]
    marks = [Remark(State.CHEATED, "违纪"), *column.marks[1:]]
    one = honest._replace(subjects={"语文": SubjectColumn("语文", "D", marks)})
    assert how_counted(Options(), [one]).endswith("，按实考人数计算，作弊按0分计")
    assert how_counted(Options(), [honest]).endswith("，按实考人数计算")


def test_who_sits_later_is_listed_as_that_and_not_as_exempt() -> None:
    one = table("甲", "期末", 100, "1班", "2班")
    texts = ("缓考", "免考", "期末缓考", "病假")
    marks = [Remark(State.EXEMPT, text) for text in texts]
    (listed,) = missing_sheets([one._replace(subjects={"语文": SubjectColumn("语文", "D", marks)})])
    rows = [row.values for row in listed.rows]
    found = [
        tuple(row[n : n + 2]) for row in rows for n, v in enumerate(row) if v in ("缓考", "免考")
    ]
    assert [own for own in found if own[1] in texts] == [
        *(("缓考", "缓考"), ("免考", "免考"), ("缓考", "期末缓考"), ("免考", "病假")),
    ]


def test_schools_stand_apart_from_the_classes_that_have_places_of_their_own() -> None:
    one = table("甲", "期末", 100, "1班", "2班")
    other = table("乙", "期末", 100, "1班", "2班")._replace(schools=["白水学校"] * 4)
    sheet = rates_sheet(compute([one, other], Taught(), Options()))
    shaded = {
        tuple(row.values[:2]): {style.fill for style in row.styles}
        for row in sheet.rows
        if row.values and row.values[0] in ("青石学校", "白水学校", "全体")
    }
    schools = {names for names, fills in shaded.items() if fills == {"F2F2F2"}}
    assert schools == {(name, "全校") for name in ("青石学校", "白水学校")}
    assert len(shaded) == 7
    assert "灰底的学校另排名次" in str(sheet.rows[1].values[0])
    alone = rates_sheet(compute([one], Taught(), Options()))
    assert "灰底" not in str(alone.rows[1].values[0]), "one school has no place"


def test_a_subject_in_doubt_is_named_over_its_empty_columns() -> None:
    one = table("甲", "期末", 100, *["1班"] * 10)
    beyond = SubjectColumn("语文", "D", [11_000] * 20)  # over the 100 that would be assumed

    def told(own: ScoreTable) -> str:
        return str(
            [
                row.values[0]
                for row in rates_sheet(compute([own], Taught(), Options())).rows
                if row.values
            ]
        )

    assert "语文有成绩待核对" in told(one._replace(subjects={"语文": beyond}))
    assert "待核对" not in told(one)


@pytest.mark.parametrize("measure", [*Measure])
def test_what_places_go_by_is_said_where_it_is_not_the_composite(measure: Measure) -> None:
    told = how_composed(Options(measure=measure))
    words = {
        Measure.MEAN: "各科名次按平均分排",
        Measure.PASS_RATE: "各科名次按及格率排",
        Measure.EXCELLENT_RATE: "各科名次按优秀率排",
        Measure.LOW_RATE: "各科名次按低分率排",
    }
    assert [part for part in told.split("；") if "各科名次" in part] == [
        word for kind, word in words.items() if kind is measure
    ]


@pytest.mark.parametrize(
    ("drop", "told"),
    [
        (DropRule(), ""),
        (DropRule(Fraction(1, 20)), "，已去掉每组最低分（5%，四舍五入）"),
        (DropRule(table=((40, 1), (60, 2))), "，已去掉每组最低分（按人数定）"),
    ],
)
def test_how_many_of_the_lowest_scores_are_left_out_is_said(drop: DropRule, told: str) -> None:
    counted = who_counts(Options(drop=drop), [table("甲", "期末", 100, "1班")])
    assert counted == f"按实考人数计算{told}"
