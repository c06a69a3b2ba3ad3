from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.books.tables import Orientation
from xl_quality.core.groups import Level
from xl_quality.core.marks import BLANK, Remark, State
from xl_quality.core.options import Digits, Measure
from xl_quality.core.ranking import RoundingMode, TieRule
from xl_quality.core.statistics import AllSubjects
from xl_quality.reports.figure_pages import Caption
from xl_quality.reports.rankings import ranking_table, rates_table, teachers_table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from xl_quality.books.tables import Table
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import ScoreTable

    Pupils = Callable[..., ScoreTable]
    Figures = Callable[..., tuple[list[GroupResult], list[GroupResult]]]

SIX, NINE = "六年级", "九年级"


HEAD = 6
"""Rows over the first group: title, unit, exam and grade, note, two of column titles."""


def note_of(sheets: Collection[str]) -> str:
    return f"统计口径：{'、'.join(sorted(sheets))}"


def rates_of(results: list[GroupResult], digits: Digits | None = None) -> Table:
    return rates_table(results, digits or Digits(), Caption("四率统计表", "单位：示例", note_of))


def ranking_of(level: Level, found: tuple[list[GroupResult], list[GroupResult]]) -> Table:
    caption = Caption("排名表", "单位：示例", note_of)
    return ranking_table(level, *found, Digits(), caption, charts=True)


def schools_with(*marks: int) -> list[tuple[tuple[str, str, str], tuple[int]]]:
    return [
        ((f"{name}校", SIX, "1班"), (mark,)) for name, mark in zip("甲乙丙", marks, strict=True)
    ]


@pytest.fixture
def opened(write: Callable[..., Path]) -> Callable[[Table], Worksheet]:
    """Write one table and return its sheet with values instead of formulas."""

    def work(table: Table) -> Worksheet:
        return openpyxl.load_workbook(write(table), data_only=True)[table.name]

    return work


@pytest.fixture
def one_grade(pupils: Pupils) -> ScoreTable:
    return pupils(
        "期末",
        ["语文", "数学"],
        [
            (("青石小学", SIX, "1班"), (90, 80)),
            (("青石小学", SIX, "1班"), (60, 39)),
            (("白水小学", SIX, "1班"), (75, 61)),
            (("白水小学", SIX, "2班"), (Remark(State.ABSENT, "缺考"), 85)),
        ],
    )


def test_a_line_holds_the_figures_of_each_subject(
    one_grade: ScoreTable, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    sheet = opened(rates_of(figures(one_grade)[0]))
    rows = list(sheet.values)
    head = ("应考", "实考", "参考率", "平均分", "及格率", "优秀率", "低分率", "综合分", "名次")
    assert [row[0] for row in rows[:4]] == [
        "四率统计表", "单位：示例", f"期末　{SIX}", "统计口径：成绩"
    ]  # fmt: skip
    assert rows[4] == ("学校", "语文", *[None] * 8, "数学", *[None] * 8)
    assert rows[5] == (None, *head, *head)
    # (90+60)/2 = 75; 2 of 2 pass, 1 of 2 excellent, none low; 75×0.4 + 100×0.3 + 50×0.3 = 75
    assert rows[6][:10] == ("青石小学", 2, 2, 1, 75, 1, 0.5, 0, 75, 1)
    assert rows[7][:10] == ("白水小学", 2, 1, 0.5, 75, 1, 0, 0, 60, 2)
    # (80+39)/2 = 59.5; 1 of 2 passes, none excellent, 39 is below 40: 59.5×0.4 + 50×0.3 = 38.8
    assert rows[6][10:] == (2, 2, 1, 59.5, 0.5, 0, 0.5, 38.8, 2)
    assert rows[7][10:] == (2, 2, 1, 73, 1, 0.5, 0, 74.2, 1)


def test_numbers_carry_the_decimals_that_were_asked_for(
    one_grade: ScoreTable,
    figures: Figures,
    opened: Callable[[Table], Worksheet],
    formats_of: Callable[[Worksheet, int], Mapping[str, str]],
) -> None:
    digits = Digits(mean=1, rate=0, composite=3, mean_mode=RoundingMode.TRUNCATE)
    sheet = opened(rates_of(figures(one_grade, digits=digits)[0], digits))
    formats = formats_of(sheet, HEAD + 1)
    assert [formats[letter] for letter in "BCDEFGHIJ"] == [
        "0", "0", "0%", "0.0", "0%", "0%", "0%", "0.000", "General",
    ]  # fmt: skip


def test_two_subjects_print_on_one_page_under_title_and_unit(
    one_grade: ScoreTable, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    sheet = opened(rates_of(figures(one_grade)[0]))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.scale
    fitted = sheet.sheet_properties.pageSetUpPr
    assert not (fitted and fitted.fitToPage)  # breaks would not count
    assert sheet.freeze_panes == "B7"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:S1", "A2:S2", "A3:S3", "A4:S4", "A5:A6", "B5:J5", "K5:S5", "A9:S9"} == merged
    assert "负责人" in sheet["A9"].value


def test_four_subjects_stand_in_two_parts_each_complete_in_itself(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    table = pupils("期末", ["语文", "数学", "英语", "科学"], [(("青石", SIX, "1班"), (9, 8, 7, 6))])
    rows = list(opened(rates_of(figures(table)[0])).values)
    heads = [number for number, row in enumerate(rows) if row[0] == "学校"]
    assert [[word for word in rows[head][1:] if word] for head in heads] == [
        ["语文", "数学"],
        ["英语", "科学"],
    ]
    assert [rows[head - 2][0] for head in heads] == [f"期末　{SIX}"] * 2
    assert [rows[head + 2][0] for head in heads] == ["青石"] * 2


def test_grades_stand_in_sections_of_their_own_each_with_its_full_marks(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    nine = pupils("期末", ["语文", "物理"], [(("青石中学", NINE, "1班"), (70, 60))], NINE)
    six = pupils("期末", ["语文", "科学"], [(("青石小学", SIX, "1班"), (90, 80))], SIX)
    rows = list(opened(rates_of(figures(nine, six)[0])).values)
    heads = [number for number, row in enumerate(rows) if row[0] == "学校"]
    assert [[word for word in rows[head][1:] if word] for head in heads] == [
        ["语文", "科学"],
        ["语文", "物理"],
    ]
    assert [rows[head - 1][0] for head in heads] == [
        f"统计口径：{SIX}",
        f"统计口径：{NINE}",
    ]
    assert [rows[head + 2][0] for head in heads] == ["青石小学", "青石中学"]


def test_each_exam_is_a_section_under_its_name(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    tables = [
        pupils(exam, ["语文"], [(("青石小学", SIX, "1班"), (score,))])
        for exam, score in (("期中", 70), ("期末", 80))
    ]
    rows = list(opened(rates_of(figures(*tables)[0])).values)
    heads = [number for number, row in enumerate(rows) if row[0] == "学校"]
    assert [(rows[head - 2][0], rows[head + 2][4]) for head in heads] == [
        (f"期中　{SIX}", 70),
        (f"期末　{SIX}", 80),
    ]


def test_classes_follow_the_schools_and_a_group_alone_has_no_place(
    one_grade: ScoreTable, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    levels = (Level.SCHOOL, Level.CLASS, Level.GRADE)
    results = [one for level in levels for one in figures(one_grade, level=level)[0]]
    rows = list(opened(rates_of(results)).values)[HEAD:-1]
    assert [(row[0], row[1] or None, row[10]) for row in rows] == [
        ("青石小学", "全校", 1),
        ("白水小学", "全校", 2),
        ("青石小学", "1班", 1),
        ("白水小学", "1班", 2),
        ("白水小学", "2班", None),
        ("全体", None, None),
    ]


def test_a_section_that_runs_on_begins_the_next_page_with_its_heading(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    lines = [((f"{n:03d}校", SIX, "1班"), (n % 100,)) for n in range(120)]
    sheet = opened(rates_of(figures(pupils("期末", ["语文"], lines))[0]))
    rows = list(sheet.values)
    pages = [mark.id for mark in sheet.row_breaks.brk]
    assert len(pages) >= 2
    assert [rows[page][0] for page in pages] == [f"期末　{SIX}"] * len(pages)
    assert [row[0] for row in rows if str(row[0]).endswith("0校")] == [
        f"{n:02d}0校" for n in range(12)
    ]


def test_two_sheets_that_give_a_group_twice_hide_no_figure(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    tables = [
        pupils("期末", ["语文"], [(("", "", ""), (score,))], sheet=sheet)
        for sheet, score in (("甲表", 70), ("乙表", 80), ("乙表", 90))
    ]
    rows = list(opened(rates_of(figures(*tables, level=Level.ALL)[0])).values)
    heads = [number for number, row in enumerate(rows) if row[0] == "范围"]
    assert [(rows[head - 2][0], rows[head + 2][4]) for head in heads] == [
        ("期末（甲表）", 70),
        ("期末（乙表）", 80),
        ("期末（乙表） 第2块", 90),
    ]


def test_a_group_without_figures_has_empty_cells_and_no_place(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    absent = Remark(State.ABSENT, "缺考")
    table = pupils(
        "期末",
        ["语文", "数学"],
        [
            (("青石小学", SIX, "1班"), (90, 80)),
            (("白水小学", SIX, "1班"), (absent, BLANK)),
        ],
    )
    found = figures(table)
    rates = list(opened(rates_of(found[0])).values)
    assert rates[7] == ("白水小学", 1, 0, 0, *[None] * 5, 1, 0, 0, *[None] * 5)
    ranking = list(opened(ranking_of(Level.SCHOOL, found)).values)
    assert [row[0] for row in ranking[6:8]] == [1, None]
    assert ranking[7][1:12] == ("白水小学", None, None, None, 2, 0, 0, None, None, None, None)


def test_shared_places_are_printed_as_the_tie_rule_says(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    lines = schools_with(9, 9, 8)
    table = pupils("期末", ["语文"], lines)
    for ties, places in (
        (TieRule.SKIP, [1, 1, 3]),
        (TieRule.DENSE, [1, 1, 2]),
        (TieRule.AVERAGE, [1.5, 1.5, 3]),
    ):
        found = figures(table, ties=ties)
        sheet = opened(ranking_of(Level.SCHOOL, found))
        assert [row[0] for row in list(sheet.values)[6:9]] == places
        assert [row[9] for row in list(sheet.values)[6:9]] == places


def test_the_ranking_starts_with_the_best_and_shows_the_gap_to_it(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    lines = schools_with(70, 90, 80)
    sheet = opened(ranking_of(Level.SCHOOL, figures(pupils("期末", ["语文"], lines))))
    rows = list(sheet.values)
    assert rows[4][:8] == (
        "名次", "学校", "总评", "距第一", "距前一名", "应考人次", "实考人次", "参考率"
    )  # fmt: skip
    assert [row[:5] for row in rows[6:9]] == [
        (1, "乙校", 96, 0, None),
        (2, "丙校", 62, 34, 34),
        (3, "甲校", 58, 38, 4),
    ]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$2", "C7")
    assert len(sheet._charts) == 1


def test_the_axis_of_a_chart_names_the_school_of_a_class_and_prints_nothing_more(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    lines = [(("青石小学", SIX, "7"), (90,)), (("白水小学", SIX, "13班"), (80,))]
    table = ranking_of(Level.CLASS, figures(pupils("期末", ["语文"], lines), level=Level.CLASS))
    sheet = opened(table)
    (chart,) = sheet._charts
    (series,) = chart.series
    named = series.cat.strRef.f.rpartition("!")[2]
    assert [cell.value for (cell,) in sheet[named]] == ["青石小学7班", "白水小学13班"]
    assert sheet[named.replace("$", "").partition(":")[0]].column == len(table.widths) + 1
    assert sheet.print_area.partition(":")[2].rstrip("0123456789") == "$K$", "names are not printed"
    assert (chart.dataLabels or series.dLbls).showVal
    assert series.dLbls.numFmt == "0.00"


@pytest.mark.parametrize("ends", ["", "（南校区）"])
def test_long_names_on_the_axis_of_a_chart_leave_room_for_its_bars(
    ends: str, pupils: Pupils, figures: Figures
) -> None:
    lines = [
        ((f"西河省东山市青石县望江村{school}小学附属教学点{ends}", SIX, "1班"), (90,))
        for school in ("联合完全", "民族团结")
    ]
    table = ranking_of(Level.SCHOOL, figures(pupils("期末", ["语文"], lines)))
    named = [row.values[-1] for row in table.rows if len(row.values) > len(table.widths)]
    assert len({*named}) == 2, "each is known by its name"
    assert all(len(str(one)) <= 14 for one in named), named


@pytest.mark.parametrize("bars", [2, 12, 20, 24, 27])
def test_figures_over_bars_do_not_lie_over_one_another(
    pupils: Pupils, figures: Figures, bars: int
) -> None:
    subjects = ["语文", "数学", "英语", "科学"]
    lines = [(("青石小学", SIX, f"{n}班"), (90 - n,) * 4) for n in range(1, bars + 1)]
    table = ranking_of(Level.CLASS, figures(pupils("期末", subjects, lines), level=Level.CLASS))
    (chart,) = table.charts
    axis, figure = 55, chart.text * 96 / 72 * 0.6 * len("72.30")  # pixels, of a wide font
    assert chart.labels or bars > 12
    assert not chart.labels or (chart.width - axis) / bars >= figure


def test_no_chart_is_drawn_of_one_figure_or_none(pupils: Pupils, figures: Figures) -> None:
    absent = Remark(State.ABSENT, "缺考")
    lines = [(("青石小学", SIX, "1班"), (90,)), (("白水小学", SIX, "1班"), (absent,))]
    assert not ranking_of(Level.SCHOOL, figures(pupils("期末", ["语文"], lines))).charts


def test_a_long_name_of_a_subject_is_not_cut_over_its_figures(
    pupils: Pupils, figures: Figures
) -> None:
    def high(subject: str) -> float:
        lines = [(("青石小学", SIX, f"{n}班"), (90 - n,)) for n in range(1, 4)]
        found = figures(pupils("期末", [subject], lines), level=Level.CLASS)
        (row,) = [row for row in ranking_of(Level.CLASS, found).rows if subject in row.values]
        return row.height or 0

    assert high("Python程序设计基础") > high("语文")


@pytest.mark.parametrize(("classes", "labelled"), [(2, True), (8, True), (15, False), (40, False)])
def test_bars_carry_their_figures_as_far_as_there_is_room(
    pupils: Pupils, figures: Figures, classes: int, *, labelled: bool
) -> None:
    lines = [(("青石小学", SIX, f"{n}班"), (90 - n,)) for n in range(1, classes + 1)]
    found = figures(pupils("期末", ["语文"], lines), level=Level.CLASS)
    table = ranking_of(Level.CLASS, found)
    (chart,) = table.charts
    assert bool(chart.labels) is labelled
    assert chart.text * (table.print_setup.scale or 100) >= 800, "eight points on paper"
    assert chart.width <= sum(table.widths) * 7, "not wider than the page"


def test_grades_stand_in_the_order_of_school_years(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    grades = ("九年级", "三年级", "六年级", "七年级")
    table = pupils("期末", ["语文"], [(("青石学校", grade, "1班"), (80,)) for grade in grades])
    rows = list(opened(ranking_of(Level.SCHOOL, figures(table))).values)
    assert [row[0] for row in rows if str(row[0]).startswith("期末")] == [
        "期末　三年级", "期末　六年级", "期末　七年级", "期末　九年级"
    ]  # fmt: skip


def test_a_hundred_classes_with_long_names_are_all_there(
    pupils: Pupils, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    school = "青石镇第三希望实验小学东校区" * 6
    table = pupils("期末", ["语文"], [((school, SIX, f"{n}班"), (n,)) for n in range(1, 101)])
    sheet = opened(ranking_of(Level.CLASS, figures(table, level=Level.CLASS)))
    rows = list(sheet.values)
    classes = [row for row in rows if isinstance(row[0], int)]
    assert [row[0] for row in classes] == list(range(1, 101))
    assert {row[1] for row in classes} == {school}
    assert sheet.column_dimensions["B"].width <= 45


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "-甲", "@乙"])
def test_schools_whose_name_looks_like_a_formula_stay_text(
    name: str, pupils: Pupils, figures: Figures, write: Callable[..., Path]
) -> None:
    table = pupils("期末", ["语文"], [((name, SIX, name), (80,))])
    found = figures(table)
    path = write(rates_of(figures(table, level=Level.CLASS)[0]), ranking_of(Level.SCHOOL, found))
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value == name for cell in cells) == 3
    assert all(cell.data_type != "f" for cell in cells)


def test_measures_other_than_the_composite_rank_their_subject(
    one_grade: ScoreTable, figures: Figures, opened: Callable[[Table], Worksheet]
) -> None:
    found = figures(one_grade, measure=Measure.LOW_RATE)
    rows = list(opened(rates_of(found[0])).values)
    assert [row[18] for row in rows[HEAD : HEAD + 2]] == [2, 1]


def test_teachers_stand_by_grade_and_subject_with_their_places(
    pupils: Pupils, opened: Callable[[Table], Worksheet]
) -> None:
    from xl_quality.core.figures import analyse_teachers  # noqa: PLC0415 - only here
    from xl_quality.core.options import Options  # noqa: PLC0415 - only here

    table = pupils(
        "期末",
        ["语文"],
        [
            (("青石小学", SIX, "1班"), (70,)),
            (("青石小学", SIX, "2班"), (90,)),
            (("白水小学", "三年级", "1班"), (60,)),
        ],
    )
    taught = {
        ("青石小学", SIX, "1班", "语文"): "江一帆",
        ("青石小学", SIX, "2班", "语文"): "=1+1",
        ("白水小学", "三年级", "1班", "语文"): "江一帆",
    }
    results = analyse_teachers(table, taught, Options())
    sheet = opened(teachers_table(results, Digits(), title="教师排名表", unit="口径"))
    rows = list(sheet.values)
    assert rows[2][:3] == ("名次", "教师", "学校")
    told = [row[:3] for row in rows[3:] if row[0]]
    assert [told[0], *told[1:4], told[4][:1]] == [
        ("期末　三年级　语文", None, None),
        (1, "江一帆", "白水小学"),
        (f"期末　{SIX}　语文", None, None),
        (1, "=1+1", "青石小学"),
        (2,),
    ]
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.oddHeader.left.text == "内部资料"
    last = next(row for row in rows if row[:2] == (2, "江一帆"))
    assert last[11] == pytest.approx(38)


def test_an_empty_sheet_of_rates_is_still_a_sheet(opened: Callable[[Table], Worksheet]) -> None:
    rows: list[Any] = list(opened(rates_of([])).values)
    assert rows[0][0] == "四率统计表"
    assert len(rows) == 3


@pytest.mark.parametrize(("subjects", "parts"), [(7, [7]), (8, [8]), (9, [5, 4])])
def test_a_ranking_of_many_subjects_stands_in_parts_that_can_be_read_with_one_chart(
    pupils: Pupils, figures: Figures, subjects: int, parts: list[int]
) -> None:
    names = [*"语数英物化生政史地"][:subjects]
    marks = [tuple(range(60, 60 + subjects)), tuple(range(70, 70 + subjects))]
    lines = [
        ((f"{name}九年级实验学校", NINE, "1班"), own)
        for name, own in zip("甲乙", marks, strict=True)
    ]
    table = ranking_of(Level.SCHOOL, figures(pupils("期末", names, lines)))
    heads = [row.values for row in table.rows if list(row.values[:2]) == ["名次", "学校"]]
    assert [[word for word in head if word in names] for head in heads] == [
        names[sum(parts[:at]) : sum(parts[: at + 1])] for at in range(len(parts))
    ]
    assert table.print_setup.scale is not None
    assert table.print_setup.scale >= 60
    assert len(table.charts) == 1
    [chart] = table.charts
    below = [number for number, row in enumerate(table.rows) if list(row.values[:1]) == [2]]
    assert chart.anchor[0] == below[-1] + 1


@pytest.mark.parametrize(
    ("classes", "subjects", "upright"),
    [(12, 3, False), (33, 3, True), (33, 9, True), (80, 3, False)],
)
def test_rates_are_printed_upright_where_that_tears_no_table_and_takes_few_more_pages(
    pupils: Pupils, figures: Figures, classes: int, subjects: int, *, upright: bool
) -> None:
    lines = [(("甲校", SIX, f"{n}班"), (60 + n,) * subjects) for n in range(classes)]
    names = [*"语数英物化生政史地"][:subjects]
    results, _ = figures(pupils("期末", names, lines), level=Level.CLASS)
    table = rates_of(results)
    assert (table.print_setup.orientation is Orientation.PORTRAIT) is upright
    if upright:  # every page has the whole of a subject
        starts = [0, *table.print_setup.row_breaks]
        names_of = [list(row.values[:2]) for row in table.rows]
        ends = ([own == ["甲校", name] for own in names_of] for name in ("0班", "32班"))
        pages = [[bisect_right(starts, at) for at, here in enumerate(own) if here] for own in ends]
        assert pages == [[*range(1, subjects + 1)]] * 2


@pytest.mark.parametrize(("classes", "apart"), [(4, False), (20, True), (24, True)])
def test_charts_that_find_no_room_under_their_ranking_stand_behind_all_under_their_grades(
    pupils: Pupils, figures: Figures, classes: int, *, apart: bool
) -> None:
    grades = [
        pupils("期末", ["语文"], [(("甲校", grade, f"{n}班"), (60 + n,)) for n in range(classes)])
        for grade in (SIX, NINE)
    ]
    table = ranking_of(Level.CLASS, figures(*grades, level=Level.CLASS))
    breaks = list(table.print_setup.row_breaks)
    charts = [bisect_right(breaks, chart.anchor[0]) for chart in table.charts]
    drawn = [bisect_right(breaks, chart.series[0].values[0]) for chart in table.charts]
    assert len(charts) == 2
    if not apart:
        assert charts == drawn
        return
    assert min(charts) > max(drawn)
    headings = [table.rows[chart.anchor[0] - 1].values[0] for chart in table.charts]
    assert headings == [f"期末　{SIX}", f"期末　{NINE}"]


@pytest.mark.parametrize("known", [True, False])
def test_a_ranking_of_one_subject_has_no_columns_for_all_subjects(
    pupils: Pupils, figures: Figures, *, known: bool
) -> None:
    lines = [(("青石小学", SIX, f"{n}班"), (90 - n,)) for n in range(1, 4)]
    found, totals = figures(pupils("期末", ["语文"], lines), level=Level.CLASS)
    counts = {("期末", one.group): AllSubjects(1, 1, 0) for one in found} if known else {}
    caption = Caption("排名表", "单位：示例", note_of)
    table = ranking_table(Level.CLASS, found, totals, Digits(), caption, all_subjects=counts)
    titles = {value for row in table.rows for value in row.values}
    assert ({"全科合格率", "全科优秀率"} <= titles) is known
    assert ({"全科合格率", "全科优秀率"} & titles != set()) is known
