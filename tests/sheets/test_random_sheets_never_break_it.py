from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from xl_quality.core.marks import Remark
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid
from xl_quality.sheets.checkup import examine
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise, recognise_book
from xl_quality.sheets.score_tables import score_tables
from xl_quality.sheets.settings import FORM_HEADER, ITEMS
from xl_quality.sheets.settings_reader import read_settings

if TYPE_CHECKING:
    from xl_quality.core.marks import ScoreTable
    from xl_quality.sheets.recognition import Recognition

LABELS = (
    *(
        "姓名",
        "班级",
        "学校",
        "年级",
        "学号",
        "序号",
        "语文",
        "数学",
        "英语",
        "物理",
        "总分",
        "名次",
        "科目",
    ),
    *(
        "分数",
        "成绩",
        "平均分",
        "及格率",
        "备注",
        "考试",
        "原始",
        "赋分",
        "满分",
        "单位",
        "目标",
        "实际",
        "期中",
    ),
    *(
        "任课教师",
        "班主任",
        "应考人数",
        "项目",
        "值",
        "工作表",
        "12.08",
        "语文（120分）",
        "未知列",
        "1.\n(2.0)分",
    ),
)
WORDS = (
    *(
        "张云山",
        "李文海",
        "王小川",
        "Tom",
        "1班",
        "701",
        "石桥小学",
        "七年级",
        "缺考",
        "--",
        "94+10",
        "▲72",
    ),
    *(
        "平均分",
        "合计",
        "85",
        "８５分",
        "优秀",
        "A",
        "七年级1班期末成绩",
        "制表人：陈大年",
        " ",
        "",
        "\u200b",
    ),
    *("=1+1", "以下空白", "#N/A", "x" * 300),
)
cell: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(LABELS),
    st.sampled_from(WORDS),
    st.integers(-3, 150).map(float),
    st.sampled_from([0.1, 73.66666, 1e300, float("nan"), float("inf"), -0.0, 20240101.0]),
    st.booleans(),
    st.just(ErrorCell("#REF!")),
    st.just(date(2024, 1, 3)),
    st.just(time(8, 30)),
    st.text(max_size=4),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Any rectangle of odd cells; half of the time a row of labels stands in it."""
    width, height = draw(st.integers(1, 8)), draw(st.integers(1, 12))
    rows = [draw(st.lists(cell, min_size=width, max_size=width)) for _ in range(height)]
    if draw(st.booleans()):
        row = draw(st.integers(0, min(2, height - 1)))
        rows[row] = list(draw(st.lists(st.sampled_from(LABELS), min_size=width, max_size=width)))
    corners = st.tuples(
        st.integers(0, height - 1),
        st.integers(0, width - 1),
        st.integers(0, 3),
        st.integers(0, 3),
    )
    merged = [(r, c, min(r + h, height - 1), c + w) for r, c, h, w in draw(st.lists(corners))]
    uncached = draw(st.lists(st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))))
    return Grid("七年级", rows, merged, uncached=uncached)


def check_rows(found: Recognition, height: int) -> None:
    for part in (found, *found.blocks):
        if part.kind == "transposed":
            continue  # rows and columns are exchanged
        data, footers = set(part.data_rows), set(part.footers)
        again, header = set(part.repeated_headers), set(part.header_rows)
        assert len(data) == len(part.data_rows)
        assert list(part.data_rows) == sorted(data)
        assert not data & footers
        assert not data & again
        assert not data & header
        assert not footers & again
        assert all(0 < row <= height for row in data | footers | again | header)


@settings(max_examples=300)
@given(grids(), st.sampled_from(["", "柳溪小学.xls"]))
def test_any_sheet_is_recognised_without_breaking(grid: Grid, file_name: str) -> None:
    found = recognise(grid, file_name=file_name)
    check_rows(found, len(grid.rows))
    for entry in found.entries():
        assert entry["sheet"] == grid.name
    for finding in found.all_findings:
        assert finding.message
        assert finding.suggestion
    for table in score_tables(found, grid):
        sizes = [len(c.marks) for c in table.subjects.values()]
        assert set(sizes) == {len(table.rows)}
        assert len(table.names) == len(table.classes) == len(table.schools) == len(table.rows)


@settings(max_examples=150)
@given(st.lists(grids(), max_size=3))
def test_any_workbook_can_be_examined(sheets: list[Grid]) -> None:
    sheets = [Grid(f"表{n}", g.rows, g.merged, uncached=g.uncached) for n, g in enumerate(sheets)]
    book = recognise_book(sheets)
    lists = [found for grid in sheets if (found := read_list(grid)) is not None]
    examine(book.score_sheets, book.settings, lists)


items = st.one_of(st.sampled_from([item.name for item in ITEMS]), st.text(max_size=4))


@given(st.lists(st.tuples(items, cell, cell, cell, cell), max_size=12))
def test_any_form_is_read_and_what_is_unusable_is_named(lines: list[tuple[CellValue, ...]]) -> None:
    grid = Grid("考核设置", [list(FORM_HEADER), *(list(line) for line in lines)])
    found = read_settings(grid, ["成绩"])
    assert all(finding.severity == "error" for finding in found.findings)


pupil = st.tuples(
    st.sampled_from(["1班", "2班"]),
    st.sampled_from(
        [f"{family}{given}" for family in "张李王赵钱" for given in ("云山", "文海", "川", "一鸣")]
    ),
    st.one_of(st.integers(0, 100).map(float), st.sampled_from(["缺考", None, "85", "94+10"])),
    st.one_of(st.integers(0, 200).map(lambda n: n / 2), st.sampled_from(["--", "免考", None])),
)


def counts(table: ScoreTable) -> Counter[tuple[object, ...]]:
    columns = [column.marks for column in table.subjects.values()]
    rows = zip(table.classes, table.names, *columns, strict=True)
    return Counter(
        tuple((value.state, value.text) if isinstance(value, Remark) else value for value in row)
        for row in rows
    )


@given(st.data(), st.lists(pupil, min_size=4, max_size=25))
def test_the_order_of_the_pupils_changes_no_count(
    data: st.DataObject, pupils: list[tuple[CellValue, ...]]
) -> None:
    shuffled = data.draw(st.permutations(pupils))
    header: list[CellValue] = ["班级", "姓名", "语文", "数学"]
    results = []
    for rows in (pupils, shuffled):
        grid = Grid("成绩", [header, *(list(row) for row in rows)])
        found = recognise(grid)
        assert list(found.data_rows) == list(range(2, len(rows) + 2))
        results.append((found.subjects, found.absent, counts(score_tables(found, grid)[0])))
    assert results[0] == results[1]


@given(st.lists(pupil, min_size=4, max_size=25))
def test_footers_added_below_change_no_mark(pupils: list[tuple[CellValue, ...]]) -> None:
    rows: list[list[CellValue]] = [["班级", "姓名", "语文", "数学"], *(list(p) for p in pupils)]
    footers: list[list[CellValue]] = [
        [None, "平均分", 71.25, 66.5],
        ["合计", None, 1234.0, 987.0],
        ["制表人：陈大年", None, None, None],
    ]
    plain, with_footers = Grid("成绩", rows), Grid("成绩", [*rows, *footers])
    first, second = recognise(plain), recognise(with_footers)
    assert list(second.data_rows) == list(first.data_rows)
    assert len(second.footers) == 3
    assert counts(score_tables(first, plain)[0]) == counts(score_tables(second, with_footers)[0])
