"""What every host of the workbook port must keep; a host is added as one more fixture."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import openpyxl
import pytest
import xlsxwriter

from tests.excel.stand_in.books import Application
from tests.libreoffice.books import OfficeHost
from tests.libreoffice.conftest import extension, office  # noqa: F401 - fixtures
from xl_quality.books.files import open_book
from xl_quality.books.tables import Formula, Row, Style, Table
from xl_quality.core.findings import BadInputError
from xl_quality.excel.excel_book import ExcelBook
from xl_quality.sheets.cells import ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xl_quality.books.port import Book

    MakeTable = Callable[..., Table]


class Host(Protocol):
    """A way to open the township's score book, and to open it again after a save."""

    def open(self) -> Book: ...


class FileHost:
    """Files on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> Book:
        return open_book(self.path, lambda: datetime(2026, 6, 30, 8))  # noqa: DTZ001 - wall clock


class ExcelHost:
    """A workbook open in Excel: the adapter is real, Excel a stand-in that is strict about COM."""

    def __init__(self, path: Path) -> None:
        self.workbook = Application()._open(path)

    def open(self) -> Book:
        return ExcelBook(self.workbook, lambda: datetime(2026, 6, 30, 8))  # noqa: DTZ001 - wall clock


@pytest.fixture(
    params=["file", "excel", pytest.param("libreoffice", marks=pytest.mark.libreoffice)]
)
def open_host(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Host]]:
    """Let each host in turn open a workbook."""
    if request.param != "libreoffice":
        hosts: dict[str, Callable[[Path], Host]] = {"file": FileHost, "excel": ExcelHost}
        yield hosts[request.param]
        return
    opened: list[OfficeHost] = []

    def start(path: Path) -> Host:
        opened.append(OfficeHost(request.getfixturevalue("office"), path))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def host(open_host: Callable[[Path], Host], office_book: Path) -> Host:
    return open_host(office_book)


def test_it_tells_its_name_and_the_sheets_that_hold_cells(host: Host) -> None:
    book = host.open()
    assert book.name == "成绩册.xlsx"
    assert list(book.sheet_names()) == ["成绩", "参数"]
    assert list(book.findings) == []
    assert list(book.own_sheets()) == []


def test_it_reads_a_sheet_as_a_grid(host: Host) -> None:
    grid = host.open().read("成绩")
    assert isinstance(grid, Grid)
    assert grid.name == "成绩"
    assert list(grid.rows[1][:5]) == ["学号", "姓名", "语文", "数学", "合计"]
    assert grid.rows[2][:2] == ["20260000", "学生0"] or list(grid.rows[2][:2]) == [
        "20260000",
        "学生0",
    ]
    assert grid.rows[0][1] is None
    assert (0, 0, 0, 4) in grid.merged


def test_every_kind_of_cell_reads_the_same_everywhere(
    open_host: Callable[[Path], Host], tmp_path: Path
) -> None:
    path = tmp_path / "各种.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("各种")
    sheet.write_string("A1", "0012")
    sheet.write_number("B1", 88.5)
    sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("D1", datetime(2026, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - Excel has no zones
    sheet.write_boolean("E1", True)  # noqa: FBT003 - XlsxWriter's signature
    sheet.write_formula("F1", "=B1*2", None, 177)
    sheet.write_string("A2", " 缺考 ")
    sheet.merge_range("B2:C3", "并", None)
    sheet.write_number("D4", 0.3)
    book.close()
    grid = open_host(path).open().read("各种")
    assert [list(row) for row in grid.rows] == [
        ["0012", 88.5, ErrorCell("#DIV/0!"), date(2026, 6, 30), True, 177],
        [" 缺考 ", "并", None, None, None, None],
        [None, None, None, None, None, None],
        [None, None, None, 0.3, None, None],
    ]
    assert list(grid.merged) == [(1, 1, 2, 2)]
    assert list(grid.uncached) == []


def test_a_border_far_below_makes_no_sheet_large(
    open_host: Callable[[Path], Host], tmp_path: Path
) -> None:
    path = tmp_path / "边框.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成绩")
    sheet.write_row("A1", ["姓名", "语文"])
    sheet.write_blank("CA60000", None, book.add_format({"border": 1}))
    book.close()
    assert list(map(list, open_host(path).open().read("成绩").rows)) == [["姓名", "语文"]]


def test_nothing_is_written_before_save(host: Host, plain_table: MakeTable) -> None:
    host.open().put(plain_table("率表", ("a",)))
    assert list(host.open().own_sheets()) == []


def test_what_was_put_is_there_after_save_and_ours(host: Host, payout: Table) -> None:
    book = host.open()
    book.put(payout)
    book.save()
    again = host.open()
    assert list(again.own_sheets()) == ["奖惩兑现表"]
    assert list(again.sheet_names()) == ["成绩", "参数", "奖惩兑现表"]
    rows = again.read("奖惩兑现表").rows
    assert [list(row) for row in rows] == [
        ["序号", "姓名", "金额", "依据"],
        [1, "=cmd|' /C calc'!A0", 900.5, "D5"],
        [2, '<王> & "小"\n红', -300, "去"],
        [None, " 前后空格 ", 600.5, None],
        ["合计", "共2人", None, None],
    ]


def test_looks_widths_print_setup_and_all_else_of_a_table_arrive(
    host: Host, payout: Table, tmp_path: Path
) -> None:
    book = host.open()
    book.put(payout)
    book.save()
    sheet = openpyxl.load_workbook(host.open().save(tmp_path / "存.xlsx"))[payout.name]
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet["A1"].border.left.style == "thin"
    assert sheet["C2"].number_format in {'0.00"元"', "0.00\\元"}
    assert sheet["A5"].font.sz == 14
    assert sheet["C4"].value == "=SUM(C2:C3)"
    assert sheet["B2"].data_type == "s"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C5:D5"]
    # a host counts in digits of its book's own font: how wide they are is that font's affair
    digit = sheet.column_dimensions["C"].width / 10
    assert sheet.column_dimensions["D"].width == pytest.approx(40 * digit, abs=1)
    assert digit == pytest.approx(1, abs=0.3)
    assert sheet.row_dimensions[1].height == pytest.approx(30, abs=0.5)
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith("$A$1:$D$5")
    assert sheet.page_setup.orientation == "landscape"
    assert "内部资料" in str(sheet.oddHeader.left.text)
    assert sheet["C2"].comment.text == "达标300元\n高2名×300元"
    assert len(sheet._charts) == 1
    assert sheet.data_validations.dataValidation[0].formula1 == '"同意,不同意"'
    assert len(sheet.conditional_formatting) == 1
    assert sheet["D2"].hyperlink.location.replace("'", "") == "成绩!D5"
    assert sheet.auto_filter.ref == "A1:D3"


def test_charts_arrive_with_boxes_labels_and_the_best_place_on_top(
    host: Host, charted: Table, tmp_path: Path
) -> None:
    book = host.open()
    book.put(charted)
    book.save()
    saved = openpyxl.load_workbook(host.open().save(tmp_path / "存.xlsx"))[charted.name]
    box, places, bars, radar = saved._charts
    quarters = next(chart for chart in (box, *box._charts) if chart.tagname == "barChart")
    assert quarters.grouping == "stacked"
    bottom, _, top = quarters.ser[:3]
    sheet = "'图 1'!"
    assert [one.val.numRef.f for one in (bottom, top)] == [f"{sheet}$B$1:$B$3", f"{sheet}$D$1:$D$3"]
    assert bottom.errBars.minus.numRef.f == f"{sheet}$E$1:$E$3"
    assert top.errBars.plus.numRef.f == f"{sheet}$F$1:$F$3"
    assert bottom.spPr.noFill
    marks = [one for chart in box._charts if chart.tagname == "lineChart" for one in chart.ser]
    assert [one.val.numRef.f for one in marks] == [f"{sheet}$G$1:$G$3"]
    assert places.y_axis.scaling.orientation == "maxMin"
    assert (places.y_axis.scaling.min, places.y_axis.scaling.max) == (0, 6)
    assert places.x_axis.tickLblPos == "high"
    assert not places.ser[0].smooth
    assert bars.barDir == "bar"
    assert bars.x_axis.scaling.orientation == "maxMin"
    for chart in (places, bars):
        shown = chart.ser[0].dLbls
        assert (shown.showVal, shown.showCatName, shown.showSerName) == (True, False, False)
    assert len(radar.ser) == 2


def test_a_formula_gives_the_value_that_came_with_it(host: Host) -> None:
    row = Row((1, 2, Formula("A1+B1", Decimal(3))), (Style(),) * 3)
    book = host.open()
    book.put(Table("和", (row,)))
    book.save()
    grid = host.open().read("和")
    assert list(grid.rows[0]) == [1, 2, 3]
    assert list(grid.uncached) == []


def test_a_sheet_that_is_put_again_replaces_the_first(host: Host, plain_table: MakeTable) -> None:
    for text in ("旧", "新"):
        book = host.open()
        book.put(plain_table("率表", (text,)))
        book.save()
    assert list(host.open().sheet_names()) == ["成绩", "参数", "率表"]
    assert list(host.open().read("率表").rows[0]) == ["新"]


def test_the_last_of_several_puts_before_one_save_counts(
    host: Host, plain_table: MakeTable
) -> None:
    book = host.open()
    book.put(plain_table("率表", ("旧",)))
    book.put(plain_table("率表", ("新",)))
    book.save()
    assert list(host.open().read("率表").rows[0]) == ["新"]


def test_a_foreign_sheet_is_neither_replaced_nor_removed(
    host: Host, plain_table: MakeTable
) -> None:
    book = host.open()
    with pytest.raises(BadInputError, match="成绩"):
        book.put(plain_table("成绩", ("x",)))
    with pytest.raises(BadInputError, match="成绩"):
        book.remove("成绩")


def test_removing_what_is_not_there_is_refused(host: Host) -> None:
    with pytest.raises(BadInputError, match="没有"):
        host.open().remove("没有")


def test_ours_can_be_removed(host: Host, plain_table: MakeTable) -> None:
    book = host.open()
    book.put(plain_table("率表", ("a",)))
    book.save()
    book = host.open()
    book.remove("率表")
    book.save()
    assert list(host.open().sheet_names()) == ["成绩", "参数"]


def test_the_other_sheets_read_the_same_after_a_save(host: Host, payout: Table) -> None:
    before = host.open().read("成绩")
    book = host.open()
    book.put(payout)
    book.save()
    assert host.open().read("成绩") == before


def test_a_backup_is_a_dated_copy_beside_the_workbook(host: Host) -> None:
    copy = host.open().backup()
    assert copy.parent.name == "备份"
    assert copy.name == "成绩册_20260630_080000.xlsx"
    assert list(open_book(copy).sheet_names()) == ["成绩", "参数"]


def test_a_copy_can_be_saved_elsewhere(host: Host, payout: Table, tmp_path: Path) -> None:
    book = host.open()
    book.put(payout)
    copy = book.save(tmp_path / "副本.xlsx")
    assert "奖惩兑现表" in open_book(copy).sheet_names()
    assert list(host.open().own_sheets()) == []


def test_a_new_sheet_goes_when_the_workbook_is_put_back(host: Host, plain_table: MakeTable) -> None:
    book = host.open()
    book.put(plain_table("率表", ("新",)))
    copy = book.backup()
    book.save()
    book = host.open()
    book.restore(copy, ["率表"])
    assert list(host.open().own_sheets()) == ["率表"], "nothing is written before save"
    book.save()
    assert list(host.open().sheet_names()) == ["成绩", "参数"]


def test_a_replaced_sheet_comes_back_as_ours_with_all_it_held(
    host: Host, payout: Table, plain_table: MakeTable
) -> None:
    book = host.open()
    book.put(payout)
    book.save()
    before = host.open().read(payout.name)
    book = host.open()
    copy = book.backup()
    book.put(plain_table(payout.name, ("新",)))
    book.put(plain_table("率表", ("新",)))
    book.save()
    book = host.open()
    book.restore(copy, [payout.name, "率表"])
    book.save()
    after = host.open()
    assert list(after.own_sheets()) == [payout.name]
    assert after.read(payout.name) == before
    assert list(after.sheet_names()) == ["成绩", "参数", payout.name]


def test_showing_a_sheet_changes_nothing(host: Host) -> None:
    book = host.open()
    book.show("参数")
    book.save()
    assert list(host.open().sheet_names()) == ["成绩", "参数"]
