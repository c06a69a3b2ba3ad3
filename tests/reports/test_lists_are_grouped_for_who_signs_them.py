"""缺考·空白·零分清单 by school, each signed; 进退步 by grade, its charts whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.tables import Link, Row
from xl_quality.core.figures import PlaceChange
from xl_quality.core.groups import Group, Level
from xl_quality.core.options import Options
from xl_quality.reports.forms import MissingRow, missing_tables
from xl_quality.reports.frame import CENTER, Column, Frame, ListGroup, grouped_sheets
from xl_quality.reports.marks_sheets import changes_table
from xl_quality.reports.paper import MOST_BREAKS, RowStack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Table

DIGITS = Options().digits


def missing_table(pupils: Sequence[MissingRow], title: str, unit: str) -> Table:
    (table,) = missing_tables(pupils, title=title, unit=unit)
    return table


def missing(school: str, number: int, *cells: str) -> MissingRow:
    name = f"安{number}"
    where = cells or (f"E{number}",)
    return MissingRow(
        *("期末", school, "六年级", "1班", name, "", "语文", "缺考", "缺考", "六年级"), where
    )


def test_pupils_of_a_school_come_together_and_it_signs_on_the_page_of_the_last() -> None:
    pupils = [missing(f"第{n % 3}小学", n) for n in range(1, 121)]
    table = missing_table(pupils, title="清单", unit="考试：期末")
    assert table.confidential
    values = [row.values for row in table.rows]
    starts = [n for n, row in enumerate(values) if row and str(row[0]).startswith("第")]
    assert [values[n][0] for n in starts][:1] == ["第1小学（40 条）"]
    signed = [n for n, row in enumerate(values) if row and str(row[0]).startswith("以上情况")]
    assert len(signed) == 3
    assert not {n for n in signed if n in table.print_setup.row_breaks}, "with its last pupil"
    for end in signed:
        assert values[end - 1][0] == 40, "numbers of each school begin with 1"
    assert [*starts[1:]] == [n for n in starts[1:] if n in table.print_setup.row_breaks], (
        "a school sees its own pupils only"
    )
    continued = [n for n in table.print_setup.row_breaks if n not in starts]
    assert not continued, "each page begins with the heading of its school"


def test_schools_with_one_pupil_each_do_not_share_a_page() -> None:
    table = missing_table([missing(f"第{n}小学", n) for n in range(1, 4)], title="清单", unit="")
    breaks = table.print_setup.row_breaks
    assert [table.rows[n].values[0] for n in breaks] == ["第2小学（1 条）", "第3小学（1 条）"]
    signed = [n for n, row in enumerate(table.rows) if "核对人" in str(row.values[:1])]
    assert signed == [breaks[0] - 1, breaks[1] - 1, len(table.rows) - 1]


@pytest.mark.parametrize("schools", [1, 1_100])
def test_more_pages_than_excel_breaks_go_on_to_another_sheet(schools: int) -> None:
    pupils = [missing(f"第{n % schools}小学", n) for n in range(40_000 if schools == 1 else 1_100)]
    pupils.sort(key=lambda one: one.school)
    tables = missing_tables(pupils, title="清单", unit="考试：期末")
    assert [table.name for table in tables] == ["缺考·空白·零分清单1", "缺考·空白·零分清单2"]
    assert all(len(table.print_setup.row_breaks) <= MOST_BREAKS for table in tables)
    named = [row.values[3] for table in tables for row in table.rows if len(row.values) > 3]
    assert [name for name in named if str(name).startswith("安")] == [one.name for one in pupils]
    signed = [row for table in tables for row in table.rows if "核对人" in str(row.values[:1])]
    assert len(signed) == schools, "each school once, on the sheet of its last pupil"


def test_a_column_that_nobody_fills_is_left_out_and_the_page_stays_as_wide() -> None:
    pupils = [missing("甲校", 1), missing("甲校", 2)]
    titles = ["序号", "年级", "班级", "姓名", "学科", "情况", "表中写法", "位置"]
    two = missing_table([pupils[0], pupils[1]._replace(exam="另一次")], title="清单", unit="")
    assert [*two.rows[2].values] == [titles[0], "考试", *titles[1:]], "one exam is said above"
    table = missing_table(pupils, title="清单", unit="")
    assert [*table.rows[2].values] == titles
    one = pupils[1]._replace(student_id="2026001")
    with_ids = missing_table([pupils[0], one], title="清单", unit="")
    assert [*with_ids.rows[2].values] == [*titles[:4], "学号", *titles[4:]]
    (called,) = missing_tables([one], title="", unit="", id_title="考号")
    assert called.rows[2].values[4] == "考号", "as the score sheets say"
    assert [row.values[4] for row in with_ids.rows[4:6]] == [None, "2026001"]
    assert sum(table.widths or ()) == sum(with_ids.widths or ())
    nameless = [one._replace(class_name="", name="", grade="") for one in pupils]
    assert [*missing_table(nameless, title="", unit="").rows[2].values] == [
        *("序号", "学科", "情况", "表中写法", "位置")
    ]


def test_where_nobody_is_missing_no_page_is_printed_to_say_so() -> None:
    assert missing_tables([], title="清单", unit="考试：期末") == []
    assert missing_tables([], title="清单", unit="考试：期末", short={"甲校": []}) == []
    (one,) = missing_tables([], title="清单", unit="", short={"甲校": ["少1人"], "乙校": []})
    words = [str(row.values[0]) for row in one.rows if row.values]
    assert "少1人" in words
    assert sum(word.startswith("以上情况经本校核对属实") for word in words) == 1


def test_pupils_without_a_school_are_listed_too() -> None:
    table = missing_table([missing("", 4)], title="清单", unit="")
    assert [row.values[0] for row in table.rows[3:5]] == ["没有写学校的（1 条）", 1]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("E4",), "六年级!E4"),
        (("E4", "F4"), "六年级!E4、F4"),
        (("Y4", "Z4", "AA4"), "六年级!Y4:AA4"),
        (("E4", "F4", "H4"), "六年级!E4、F4、H4"),
        (("E4", "E5", "E6"), "六年级!E4、E5、E6"),
    ],
)
def test_cells_side_by_side_are_told_by_the_first_and_the_last(
    cells: tuple[str, ...], text: str
) -> None:
    table = missing_table([missing("甲", 4, *cells)], title="清单", unit="")
    link = table.rows[4].values[-1]
    assert isinstance(link, Link)
    assert (link.text, link.target.address) == (text, cells[0])


def change(level: Level, grade: str, number: int, rank: int | None) -> PlaceChange:
    group = Group(level, f"第{number}校", grade, "1班" if level is Level.CLASS else "")
    return PlaceChange(group, "", rank, number, None, Decimal(0))


def test_grades_stand_in_the_order_of_schools_and_their_charts_are_whole() -> None:
    changes = [
        change(level, grade, n, None if n == 9 else n)
        for level in (Level.SCHOOL, Level.CLASS)
        for grade in ("九年级", "四年级", "六年级")
        for n in range(9, 0, -1)
    ]
    table = changes_table(changes, DIGITS, title="名次进退表", unit="单位")
    values = [row.values for row in table.rows]
    headings = [row[0] for row in values if row and "级　" in str(row[0])[:4]]
    assert list(dict.fromkeys(headings)) == [
        *("四年级　学校", "四年级　班级", "六年级　学校", "六年级　班级"),
        *("九年级　学校", "九年级　班级"),
    ]
    assert [row[4] for row in values if row[:1] == ("四年级",)][:9] == [*range(1, 9), None]
    schools = [at for at, row in enumerate(values) if row[1:] and row[1] and not row[2]]
    assert [one for one in table.merges if one[1:4:2] == (1, 2)] == [
        (at, 1, at, 2) for at in schools
    ], "no school has an empty cell for its class"
    assert len(table.charts) == 3
    for chart in table.charts:
        room = table.rows[chart.anchor[0]]
        assert room.height is not None
        assert room.height >= chart.height * 0.75, "points of its pixels"
        assert chart.axis.downward, "the first place is on top"
        assert not chart.labels, "they would lie on the lines of other schools"
        rows = [series.values[0] for series in chart.series]
        assert len(rows) == 9, "a line a school"
        assert [values[row][4] for row in rows] == [*range(1, 9), None]
        for series in chart.series:
            row, first, last, end = series.values
            assert (row, end - first) == (last, 1), "both places of a school"
            assert values[row][1] == series.name
            assert values[series.categories[0]][first : end + 1] == ("上次名次", "本次名次")


@pytest.mark.parametrize(("schools", "charts"), [(2, 0), (3, 1), (12, 1), (13, 0)])
def test_a_chart_is_drawn_of_as_many_schools_as_can_be_compared(schools: int, charts: int) -> None:
    changes = [change(Level.SCHOOL, "六年级", n, n) for n in range(1, schools + 1)]
    assert len(changes_table(changes, DIGITS, title="", unit="").charts) == charts


def test_no_change_is_no_error() -> None:
    table = changes_table([], DIGITS, title="名次进退表", unit="单位")
    assert not table.charts
    assert not table.highlights


def test_a_list_of_more_pages_than_excel_can_break_goes_onto_several_sheets() -> None:
    columns = [Column[int]("人数", lambda one: one, CENTER, 70)]
    frame = Frame("名单", columns)
    row = Row((1,), (CENTER,), 700.0)  # a page each
    sizes = [400, 300, 299, 2, 5, 998]
    groups = [ListGroup(f"第{n}组", [RowStack([row])] * size) for n, size in enumerate(sizes)]
    tables = grouped_sheets(frame, "单位", groups)
    assert [table.name for table in tables] == ["名单1", "名单2", "名单3"]
    assert all(len(table.print_setup.row_breaks) <= MOST_BREAKS for table in tables)
    headings = [
        [one.values[0] for one in table.rows if str(one.values[:1]).startswith("('第")]
        for table in tables
    ]
    assert [list(dict.fromkeys(own)) for own in headings] == [
        ["第0组", "第1组", "第2组"],
        ["第3组", "第4组"],
        ["第5组"],
    ]
    assert sum(row in table.rows for table in tables) == 3
    assert len(grouped_sheets(frame, "单位", groups[:2])) == 1
