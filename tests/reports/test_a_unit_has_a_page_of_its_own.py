"""一校一页 and 一班一页 on paper: each unit begins a page, its charts are whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.tables import ChartKind, Link
from xl_quality.core.figures import PlaceChange, Printed
from xl_quality.core.groups import Level
from xl_quality.core.marks import Remark, State
from xl_quality.core.options import Digits, Measure
from xl_quality.core.profiles import PastPlace, UnitProfile, four_rates, standings_of
from xl_quality.core.ranking import TieRule
from xl_quality.core.statistics import Counted, Rates, five_numbers
from xl_quality.reports.figure_pages import Caption, pivot
from xl_quality.reports.unit_charts import CHARTS_HEIGHT, PAST_HEIGHT
from xl_quality.reports.unit_pages import UNIT_SHEETS, UnitPages, unit_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Chart, Table
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import ScoreTable

    Figures = Callable[..., tuple[list[GroupResult], list[GroupResult]]]
    Profiles = Callable[..., list[UnitProfile]]

PAGE = 728 * 0.98  # points of rows on an A4 page upright, at full size
NINE = ("语文", "数学", "英语", "物理", "化学", "历史", "地理", "生物", "道德与法治")
SCHOOLS = ("青石小学", "白水小学", "红枫小学")


@pytest.fixture
def profiles(pupils: Callable[..., ScoreTable], figures: Figures) -> Profiles:
    """Make profiles of three schools, with all that a page can show unless told otherwise."""

    def make(
        subjects: Sequence[str] = ("语文", "数学"),
        grades: Sequence[str] = ("六年级",),
        *,
        schools: Sequence[str] = SCHOOLS,
        past: int = 0,
        teachers: Mapping[str, str] | None = None,
        changed: bool = False,
        full: int = 10_000,
    ) -> list[UnitProfile]:
        lines = [
            ((school, grade, "1班"), tuple(90 - 5 * at - 3 * n for n in range(len(subjects))))
            for at, school in enumerate(schools)
            for grade in grades
            for _ in range(6)
        ]
        found, totals = figures(pupils("期末", subjects, lines))
        wholes, _ = figures(pupils("期末", subjects, lines), level=Level.GRADE)
        together = {(one.group.grade, one.subject): one for one in wholes}
        spread = five_numbers(Counted([2000, 5000, 6000, 7000, 9000], 5))
        change = PlaceChange(found[0].group, "语文", 1, 3, 2, Decimal("1.20"))
        standings = {
            (one.own.group, one.own.subject): one._replace(
                full=full if one.own.subject == "语文" else 10_000,
                whole=together[one.own.group.grade, one.own.subject] if len(schools) > 1 else None,
                spread=spread,
                whole_spread=spread if len(schools) > 1 else None,
                change=change if changed else None,
            )
            for own in by_contest(found)
            for one in standings_of(own, Measure.COMPOSITE, TieRule.SKIP)
        }
        lines_of = {
            one.own.group: one
            for own in by_contest(totals)
            for one in standings_of(own, Measure.COMPOSITE, TieRule.SKIP)
        }
        return sorted(
            (
                UnitProfile(
                    row.exam,
                    row.group,
                    [standings[row.group, subject] for subject in row.subjects],
                    lines_of[row.group],
                    teachers or {},
                    [PastPlace(f"第{n}次", n % 3 + 1, 3) for n in range(1, past + 1)],
                    ("成绩",),
                )
                for row in pivot(found, totals)
            ),
            key=lambda one: schools.index(one.group.school),
        )

    return make


def by_contest(results: Sequence[GroupResult]) -> list[list[GroupResult]]:
    found: dict[tuple[str, str], list[GroupResult]] = {}
    for one in results:
        found.setdefault((one.group.grade, one.subject), []).append(one)
    return list(found.values())


def page(made: Sequence[UnitProfile], level: Level = Level.SCHOOL) -> Table:
    caption = Caption("学校质量分析表", "单位：示例", lambda _: "统计口径：满分100分")
    (table,) = unit_pages(UnitPages(level, "全镇", Digits(), caption), made)
    return table


def page_of(table: Table, row: int) -> int:
    return sum(row >= one for one in table.print_setup.row_breaks)


def heights(table: Table) -> list[float]:
    """Return the height of each page in points, the repeated rows included."""
    top = sum(row.height or 0 for row in table.rows[:2])
    pages = [top] * (1 + len(table.print_setup.row_breaks))
    for at, row in enumerate(table.rows[2:], 2):
        assert row.height is not None
        pages[page_of(table, at)] += row.height
    return pages


def test_a_long_name_of_a_subject_goes_in_two_lines(profiles: Profiles) -> None:
    def named(subject: str) -> list[tuple[bool, float]]:
        table = page(profiles((subject, "数学")))
        return [
            (row.styles[0].wrap, row.height or 0)
            for row in table.rows
            if [*row.values[:1]] == [subject]
        ]

    short, long = named("语文"), named("Python程序设计")
    assert len(long) == len(short) == 2 * len(SCHOOLS), "of its figures and of its places"
    assert not any(wrapped for wrapped, _ in short)
    assert all(wrapped for wrapped, _ in long)
    assert [high for _, high in long] == [high + 16 for _, high in short]


def area_values(table: Table, area: tuple[int, int, int, int]) -> list[object]:
    first, column, last, end = area
    assert column == end
    return [table.rows[row].values[column] for row in range(first, last + 1)]


@pytest.mark.parametrize(
    ("subjects", "grades", "past"),
    [
        (("语文",), ("六年级",), 0),
        (("语文", "数学"), ("四年级", "五年级", "六年级"), 3),
        (NINE, ("九年级",), 6),
        (NINE, ("七年级", "八年级", "九年级"), 0),
        (NINE * 2, ("九年级",), 6),
    ],
)
def test_every_unit_begins_a_page_and_no_page_is_overfull(
    profiles: Profiles, subjects: Sequence[str], grades: Sequence[str], past: int
) -> None:
    subjects = [f"{name}{at}" if at >= len(NINE) else name for at, name in enumerate(subjects)]
    table = page(profiles(subjects, grades, past=past))
    starts = [
        at
        for at, row in enumerate(table.rows)
        if row.values and str(row.values[0]).startswith("期末\u3000")
    ]
    first = {
        next(at for at in starts if school in str(table.rows[at].values[0])) for school in SCHOOLS
    }
    assert first - {2} <= set(table.print_setup.row_breaks)
    scale = table.print_setup.scale or 0
    assert scale >= 60, "else it cannot be read"
    assert max(heights(table)) <= PAGE * 100 / scale
    signed = [at for at, row in enumerate(table.rows) if "负责人" in str(row.values[:1])]
    if len(subjects) <= len(NINE):
        pages = range(1 + len(table.print_setup.row_breaks))
        assert [page_of(table, at) for at in signed] == list(pages), "each page is signed"
    for at in signed:
        on_it = [s for s in starts if page_of(table, s) == page_of(table, at)]
        own = {str(table.rows[s].values[0]).split("\u3000")[1].split()[0] for s in on_it}
        assert len(own) == 1, "what is signed has the heading of one school"


def test_charts_are_equally_high_on_all_pages_of_as_many_subjects(profiles: Profiles) -> None:
    table = page(profiles(("语文", "数学", "英语"), ("四年级", "五年级", "六年级"), past=3))
    assert len({chart.height for chart in table.charts if chart.kind is ChartKind.BOX}) == 1
    assert len({page_of(table, chart.anchor[0]) for chart in table.charts}) == 9


def test_nine_subjects_with_all_that_can_stand_there_are_one_page_a_school(
    profiles: Profiles,
) -> None:
    teachers = dict.fromkeys(NINE, "李文")
    table = page(profiles(NINE, ("九年级",), past=6, teachers=teachers, changed=True))
    assert len(table.print_setup.row_breaks) == len(SCHOOLS) - 1


def test_two_small_grades_stand_on_one_page_and_charts_fill_it(profiles: Profiles) -> None:
    table = page(profiles(("语文",), ("五年级", "六年级")))
    assert len(table.print_setup.row_breaks) == len(SCHOOLS) - 1
    full = PAGE * 100 / (table.print_setup.scale or 1)
    assert min(heights(table)) > full * 2 / 3, "no page stays nearly empty"


@pytest.mark.parametrize("past", [2, 3])
def test_charts_lie_on_rows_left_free_for_them(profiles: Profiles, past: int) -> None:
    table = page(profiles(("语文", "数学"), ("五年级", "六年级"), past=past))
    kinds = [chart.kind for chart in table.charts]
    each = [ChartKind.BOX, ChartKind.RADAR, *([ChartKind.LINE] if past > 2 else [])]
    assert kinds == each * 6
    for chart in table.charts:
        room = table.rows[chart.anchor[0]]
        assert not any(room.values[: len(table.widths)])
        assert room.height is not None
        assert room.height >= (PAST_HEIGHT if chart.kind is ChartKind.LINE else CHARTS_HEIGHT)
        assert chart.height * 0.75 < room.height, "points of its pixels"
        left = sum(int(width * 7 + 5) for width in table.widths[: chart.anchor[1]])
        assert left + chart.width <= sum(int(width * 7 + 5) for width in table.widths)
    box, radar = table.charts[:2]
    beside_it = sum(int(width * 7 + 5) for width in table.widths[: radar.anchor[1]])
    assert box.width <= beside_it, "they do not cover one another"


def test_names_of_nine_subjects_do_not_meet_under_their_boxes(profiles: Profiles) -> None:
    table = page(profiles(NINE, ("九年级",)))
    box = box_of(table)
    area = box.series[0].categories
    names = [str(table.rows[at].values[area[1]]) for at in range(area[0], area[2] + 1)]
    assert [name.replace("\n", "") for name in names] == [*NINE]
    longest = max(len(line) for name in names for line in name.split("\n"))
    assert longest * box.text * 4 / 3 <= box.width / len(NINE)


def box_of(table: Table) -> Chart:
    return next(chart for chart in table.charts if chart.kind is ChartKind.BOX)


def test_a_box_is_stacked_of_what_lies_between_the_five_numbers(profiles: Profiles) -> None:
    table = page(profiles())
    bottom, lower, upper, median = box_of(table).series
    assert area_values(table, bottom.categories) == ["语文", "数学"]
    assert area_values(table, bottom.values) == [50, 50]
    assert bottom.whiskers is not None
    assert area_values(table, bottom.whiskers) == [30, 30]
    assert area_values(table, lower.values) == [10, 10]
    assert area_values(table, upper.values) == [10, 10]
    assert upper.whiskers is not None
    assert area_values(table, upper.whiskers) == [20, 20]
    assert area_values(table, median.values) == [60, 60]
    assert (box_of(table).axis.least, box_of(table).axis.most) == (0, 100)
    assert bottom.values[1] > len(table.widths), "behind the printed columns"


def test_boxes_of_different_full_marks_are_percentages(profiles: Profiles) -> None:
    table = page(profiles(full=12_500))
    chart = box_of(table)
    assert "百分比" in chart.title
    assert area_values(table, chart.series[0].values) == [40, 50]  # 50 of 125, 50 of 100
    assert area_values(table, chart.series[3].values) == [48, 60]


def test_marks_above_the_full_mark_leave_the_axis_open(profiles: Profiles) -> None:
    assert box_of(page(profiles(("语文",), full=8_000))).axis.most is None
    assert box_of(page(profiles(("语文",), full=9_000))).axis.most == 90


def test_without_boxes_the_rates_stand_alone_at_the_left(profiles: Profiles) -> None:
    made = [
        one._replace(subjects=[s._replace(spread=None, whole_spread=None) for s in one.subjects])
        for one in profiles()
    ]
    table = page(made)
    assert {chart.kind for chart in table.charts} == {ChartKind.RADAR}
    assert {chart.anchor[1] for chart in table.charts} == {0}


def test_rates_are_drawn_beside_those_of_all_together(profiles: Profiles) -> None:
    table = page(profiles(("语文",)))
    radar = next(chart for chart in table.charts if chart.kind is ChartKind.RADAR)
    whole, own = radar.series  # the own one lies over the other
    assert (own.name, whole.name) == ("本校", "全镇")
    assert area_values(table, own.categories) == ["得分率", "及格率", "优秀率", "非低分率"]
    # 90, 85 and 80 in the three schools: the first has all excellent, two of three schools do
    assert area_values(table, own.values) == [Decimal("0.9"), 1, 1, 1]
    assert area_values(table, whole.values) == [Decimal("0.85"), 1, Decimal("0.6667"), 1]


def test_places_over_exams_have_the_first_on_top(profiles: Profiles) -> None:
    table = page(profiles(past=4))
    line = next(chart for chart in table.charts if chart.kind is ChartKind.LINE)
    assert line.axis.downward
    (series,) = line.series
    assert area_values(table, series.categories) == ["第1次", "第2次", "第3次", "第4次"]
    assert area_values(table, series.values) == [2, 3, 1, 2]


def test_a_chart_in_the_order_of_the_workbook_says_so(profiles: Profiles) -> None:
    dated, undated = (
        page([one._replace(in_time=known) for one in profiles(past=3)]) for known in (True, False)
    )
    titles = [[one.title for one in table.charts][2] for table in (dated, undated)]
    assert titles == ["历次考试总评名次", "历次考试总评名次（按工作簿中的顺序）"]


def test_a_unit_alone_has_no_places_and_is_compared_with_nobody(profiles: Profiles) -> None:
    table = page(profiles(schools=SCHOOLS[:1]))
    words = [str(value) for row in table.rows for value in row.values if value is not None]
    assert not any("名次" in word or "第一" in word or word == "全镇" for word in words)
    assert [len(chart.series) for chart in table.charts] == [3, 1]


FIGURES = ("学科", "应考", "实考", "参考率", "平均分", "及格率", "优秀率", "低分率", "综合分")
PLACES = ("学科", "名次\n共3校", "距前一名", "距第一名", "名次进退", "综合分\n增减")


def test_rows_say_what_they_are_of(profiles: Profiles) -> None:
    table = page(profiles(changed=True))
    rows = [row.values for row in table.rows]
    assert tuple(rows[4][: len(table.widths)]) == FIGURES
    assert [row[0] for row in rows[5:11]] == [
        "语文",
        "全镇",
        "数学",
        "全镇",
        "总评（人次）",
        "全镇",
    ]
    assert rows[10][8] == "—", "all together have no 总评"
    # composites: 0.4 x 90 + 30 + 30 = 96; the others 94 and 62 (80 is not excellent)
    assert rows[5][8] == 96
    # all together: 0.4 x 85 + 30 + 0.3 x 66.67
    assert tuple(rows[6][1:9]) == (18, 18, 1, 85, 1, Decimal("0.666700"), 0, 84)
    assert tuple(rows[12][: len(PLACES)]) == PLACES
    assert [row[0] for row in rows[13:16]] == ["语文", "数学", "总评"]
    assert tuple(rows[13][1:6]) == (1, None, 0, 2, Decimal("1.20"))


def test_a_teacher_has_a_column_where_one_is_known(profiles: Profiles) -> None:
    assert not any("任课教师" in row.values for row in page(profiles()).rows)
    table = page(profiles(teachers={"数学": "李文"}), Level.CLASS)
    assert table.rows[12].values[1] == "任课教师"
    assert [row.values[1] for row in table.rows[13:15]] == [None, "李文"]
    assert table.confidential


def test_a_unit_alone_without_teachers_and_changes_has_no_second_table(profiles: Profiles) -> None:
    table = page(profiles(schools=SCHOOLS[:1]))
    heads = [row for row in table.rows if row.values and row.values[0] == "学科"]
    assert len(heads) == 1


@pytest.mark.parametrize(("subjects", "grades"), [(4, ("六年级",)), (7, ("九年级",))])
def test_letters_of_the_tables_are_printed_with_nine_points(
    profiles: Profiles, subjects: int, grades: Sequence[str]
) -> None:
    table = page(profiles(NINE[:subjects], grades, changed=True))
    sizes = {
        style.size
        for row in table.rows[5:11]
        for value, style in zip(row.values, row.styles, strict=False)
        if value is not None and style.border
    }
    assert min(sizes) * (table.print_setup.scale or 100) >= 900


def test_links_lead_to_the_page_of_each_unit_and_are_not_printed(
    profiles: Profiles, write: Callable[..., Path]
) -> None:
    table = page(profiles(("语文",), ("五年级", "六年级"), past=3))
    links = [
        (at, value)
        for row in table.rows
        for at, value in enumerate(row.values)
        if isinstance(value, Link)
    ]
    assert [link.text for _, link in links] == list(SCHOOLS)
    assert table.print_setup.area == (0, 0, len(table.rows) - 1, len(table.widths) - 1)
    assert all(at > len(table.widths) for at, _ in links)
    sheet = openpyxl.load_workbook(write(table))[table.name]
    assert table.name == UNIT_SHEETS[Level.SCHOOL]
    for _, link in links:
        assert link.text in sheet[link.target.address].value


def test_an_absent_pupil_is_in_nobodys_box(
    pupils: Callable[..., ScoreTable], figures: Figures
) -> None:
    absent = Remark(State.ABSENT, "缺考")
    table = pupils("期末", ["语文"], [((SCHOOLS[0], "六年级", "1班"), (absent,))])
    found, totals = figures(table)
    (one,) = standings_of(found, Measure.COMPOSITE, TieRule.SKIP)
    (line,) = standings_of(totals, Measure.COMPOSITE, TieRule.SKIP)
    made = page([UnitProfile("期末", found[0].group, [one], line, {}, (), ("成绩",))])
    assert made.charts == []
    assert [row.values[:3] for row in made.rows if row.values[:1] == ("语文",)] == [("语文", 1, 0)]


@pytest.mark.parametrize(("units", "drawn"), [(300, True), (301, False)])
def test_more_pages_than_a_program_opens_with_charts_have_none_and_say_so(
    profiles: Profiles, units: int, *, drawn: bool
) -> None:
    table = page(profiles(("语文",), schools=[f"第{n}小学" for n in range(units)]))
    assert bool(table.charts) is drawn
    assert ("不画图" in str(table.rows[1].values[0])) is not drawn
    assert len(table.print_setup.row_breaks) == units - 1, "each still has its page"
    signed = [row for row in table.rows if "负责人" in str(row.values[:1])]
    assert len(signed) == units


def test_more_units_than_excel_breaks_a_sheet_into_go_on_to_another(profiles: Profiles) -> None:
    made = profiles(("语文",), schools=[f"第{n}小学" for n in range(501)])
    caption = Caption("学校质量分析表", "单位：示例", lambda _: "统计口径：满分100分")
    tables = unit_pages(UnitPages(Level.SCHOOL, "全镇", Digits(), caption), made)
    assert [table.name for table in tables] == ["一校一页1", "一校一页2"]
    assert [len(table.print_setup.row_breaks) for table in tables] == [499, 0]


def test_what_is_withheld_in_one_subject_is_in_no_total(profiles: Profiles) -> None:
    nothing = Printed()
    made = []
    for one in profiles():
        held, other = one.subjects
        own = held.own._replace(printed=nothing, rank=None, of=0, composite=None)
        whole = held.whole and held.whole._replace(printed=nothing)
        made.append(one._replace(subjects=[held._replace(own=own, whole=whole), other]))
    table = page(made)
    total = next(row.values for row in table.rows if row.values[:1] == ("总评（人次）",))
    assert tuple(total[1:8]) == (12, 12, 1, None, None, None, None), "who was due, and no rates"
    assert not any(chart.kind is ChartKind.RADAR for chart in table.charts)


def test_all_together_are_taken_in_the_subjects_that_a_unit_has(profiles: Profiles) -> None:
    absent = Rates(6, 0, 0, {"缺考": 6}, 0, 0, 0, 0, 0, None, None, 6)
    one, *_ = profiles()
    gone, sat = one.subjects
    lacking = one._replace(subjects=[gone._replace(own=gone.own._replace(rates=absent)), sat])
    assert lacking.rates is not None
    assert one.rates is not None
    assert lacking.rates.whole != one.rates.whole
    assert sat.whole is not None
    assert sat.whole.rates is not None
    assert lacking.rates.whole == four_rates([(sat.whole.rates, sat.full)])


def test_of_one_subject_the_total_is_not_told_again(profiles: Profiles) -> None:
    told = [str(row.values[0]) for row in page(profiles(("语文",))).rows if row.values]
    assert any(words.startswith("1．语文") for words in told)
    assert not any("．总评" in words for words in told)
