from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

import xl_quality as xq
from xl_quality.api.sheet_looks import html_of, shown
from xl_quality.books.tables import Formula, Link, Row, Style, Table
from xl_quality.core.facts import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
DAY = "2026-07-10"
LOOKS = ("number_format", "font", "border", "fill", "alignment")


@pytest.fixture(scope="module")
def results() -> list[Any]:
    book = xq.read(SAMPLE)
    now = "本学期期末"
    return [
        xq.rates(book, exam=now), xq.rank(book, exam=now), xq.bands(book, exam=now),
        xq.changes(book, before="上学期期末"), xq.pay(book, "luotuoao-brief", on=DAY),
    ]  # fmt: skip


def looks(sheet: Any) -> Iterator[tuple[str, list[object]]]:
    for row in sheet.iter_rows():
        for cell in row:
            covered = isinstance(cell, MergedCell)  # nothing of it is seen but its lines
            names = ("border",) if covered else LOOKS
            value = None if cell.value in {"", None} else (cell.value, cell.data_type)
            yield cell.coordinate, [value, *(repr(getattr(cell, name)) for name in names)]


def paper(sheet: Any) -> list[str]:
    setup = sheet.page_setup
    return [
        repr(part)
        for part in (
            setup.orientation, setup.scale, setup.fitToHeight, setup.paperSize, sheet.freeze_panes,
            sheet.print_title_rows, sheet.print_title_cols, sheet.auto_filter.ref,
            [brk.id for brk in sheet.row_breaks.brk], sheet.oddFooter.center.text,
            sheet.oddFooter.right.text, sheet.oddHeader.left.text,
            sorted(map(str, sheet.merged_cells.ranges)),
            {name: one.width for name, one in sheet.column_dimensions.items()},
            {number: one.height for number, one in sheet.row_dimensions.items()},
            sorted(str(one.sqref) for one in sheet.conditional_formatting),
            [one.anchor._from.row for one in sheet._charts],
        )
    ]  # fmt: skip


def test_a_sheet_in_openpyxl_is_the_one_that_we_write(results: list[Any], tmp_path: Path) -> None:
    target = openpyxl.Workbook()
    for result in results:
        result.to_openpyxl(target)
    target.save(tmp_path / "openpyxl.xlsx")
    xq.write(tmp_path / "written.xlsx", results)
    theirs = openpyxl.load_workbook(tmp_path / "openpyxl.xlsx")
    ours = openpyxl.load_workbook(tmp_path / "written.xlsx")
    names = [name for result in results for name in result.sheets]
    assert theirs.sheetnames == ["Sheet", *names]
    for name in names:
        assert dict(looks(theirs[name])) == dict(looks(ours[name])), name
        assert paper(theirs[name]) == paper(ours[name]), name


def test_an_empty_worksheet_of_another_name_takes_the_first_sheet(results: list[Any]) -> None:
    target = openpyxl.Workbook()
    sheet = target.create_sheet("本次")
    results[1].to_openpyxl(sheet)
    assert sheet.title == "本次"
    assert "名次" in [cell.value for row in sheet.iter_rows(max_row=8) for cell in row]
    drawn = {one.val.numRef.f for chart in sheet._charts for one in chart.series}
    assert drawn
    assert {reference.partition("!")[0].strip("'") for reference in drawn} == {"本次"}


def test_a_sheet_with_anything_in_it_is_not_written_over(results: list[Any]) -> None:
    target = openpyxl.Workbook()
    target.active["C3"] = 0
    with pytest.raises(xq.BadInputError, match="不是空的"):
        results[0].to_openpyxl(target.active)
    assert [cell.value for row in target.active.iter_rows() for cell in row][-1] == 0
    target.create_sheet("四率统计")
    with pytest.raises(xq.BadInputError, match="已有“四率统计”"):
        results[0].to_openpyxl(target)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    from xl_quality.api.sheet_looks import into_openpyxl  # noqa: PLC0415

    target = openpyxl.Workbook()
    table = Table("表", [Row(("=1+1", Formula("1+1", 2)), (Style(), Style()))])
    into_openpyxl(target, [table])
    first, second = target["表"]["A1"], target["表"]["B1"]
    assert (first.value, first.data_type) == ("=1+1", "s")
    assert (second.value, second.data_type) == ("=1+1", "f")


# --- notebooks -----------------------------------------------------------------------------------


class Cells(HTMLParser):
    """Reads an HTML table as rows of texts, merged cells once for each place they cover."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, int]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append(("", int(dict(attrs).get("colspan") or 1)))
        if tag == "br":
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data.strip("\n"):
            text, span = self.rows[-1][-1]
            self.rows[-1][-1] = text + data, span


def test_a_notebook_shows_the_sheet(results: list[Any]) -> None:
    for result in results:
        html = result._repr_html_()
        table = next(iter(result.sheets.values()))
        rows = Cells(html).rows
        assert rows[0][0][0] == table.rows[0].values[0]
        assert len(rows) == min(60, len(table.rows))
        assert ("还有" in html) == (len(table.rows) > 60)


def test_html_keeps_what_would_be_markup_in_a_name() -> None:
    table = Table("表", [Row(("<b>&甲", None), (Style(), Style()))], merges=[(0, 0, 0, 1)])
    html = html_of(table)
    assert "<b>" not in html
    assert Cells(html).rows == [[("<b>&甲", 2)]]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (Decimal("0.8537"), "0.00%", "85.37%"), (Decimal("0.85375"), "0.00%", "85.38%"),
        (1, "0%", "100%"), (Decimal("1234567.5"), "#,##0.00", "1,234,567.50"),
        (Decimal(-300), "#,##0.00", "-300.00"), (3, "0", "3"), (Decimal("76.345"), "0.00", "76.35"),
        (Decimal("2.5"), "", "2.5"), ("缺考", "0.00", "缺考"), (None, "0.00", ""),
        (Formula("SUM(A1)", Decimal("2.5")), "0.00", "2.50"),
        (Link("见", Cell("甲", "A1")), "", "见"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_printed(value: Any, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


# --- plots ---------------------------------------------------------------------------------------


def test_bars_are_the_printed_figures_the_best_on_top(results: list[Any]) -> None:
    ranks = results[1]
    figure = ranks.plot.bars(grade="九年级")
    own = [one for one in ranks.groups if one.subject == "总评" and one.group.grade == "九年级"]
    best = sorted(own, key=lambda one: one.rank)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        one.group.label for one in best
    ]
    assert [bar.get_width() for bar in axes.patches] == [
        float(one.printed.composite) for one in best
    ]
    assert axes.get_xlim()[0] == 0
    assert axes.get_title() == "本学期期末 总评 综合分"


def test_rates_and_places_are_drawn_as_computed(results: list[Any]) -> None:
    ranks = results[1]
    (axes,) = ranks.plot.rates(subject="数学", grade="六年级").axes
    own = [one for one in ranks.groups if one.subject == "数学" and one.group.grade == "六年级"]
    assert [bar.get_height() for bar in axes.patches][: len(own)] == [
        float(one.printed.pass_rate) for one in own
    ]
    (axes,) = ranks.plot.subjects("骆驼坳中学").axes
    line = axes.get_lines()[0]
    own = [one for one in ranks.groups if one.group.school == "骆驼坳中学" and one.rank]
    assert list(line.get_ydata()) == [one.rank for one in own]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_a_picture_has_its_chinese_letters(results: list[Any], tmp_path: Path) -> None:
    results[1].plot.bars().savefig(tmp_path / "名次.png")  # a letter no font has is a warning
    assert (tmp_path / "名次.png").stat().st_size > 5000


@pytest.mark.parametrize(
    "ask",
    [
        lambda plot: plot.bars("median"),
        lambda plot: plot.bars(subject="体育"),
        lambda plot: plot.bars(exam="期中"),
        lambda plot: plot.rates(grade="五年级"),
        lambda plot: plot.subjects("没有的小学"),
    ],
)
def test_what_cannot_be_drawn_is_named_with_what_can(results: list[Any], ask: Any) -> None:
    with pytest.raises(xq.BadInputError, match=r"plot：没有“.*”.*，(可用|有)"):
        ask(results[1].plot)
