"""The live workbook: read with few calls, written all or nothing, the clerk's sheets left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import Series
from openpyxl.workbook.defined_name import DefinedName

from tests.excel.stand_in.books import Application
from tests.excel.stand_in.com import com_error
from xl_quality.books.files import open_book
from xl_quality.books.tables import Align, Formula, Link, PrintSetup, Row, Style, Table
from xl_quality.core.facts import Cell
from xl_quality.core.findings import BadInputError, EnvironmentFaultError
from xl_quality.excel.com import quiet
from xl_quality.excel.excel_book import ExcelBook
from xl_quality.excel.live_sheets import cell_value
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.chartsheet import Chartsheet
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = Style(bold=True, border=True, fill="DDEBF7", align=Align.CENTER, wrap=True)
LINE = (Style(border=True), Style(border=True), Style(number_format='0.00"元"'))


class Excel:
    """Excel with one workbook open in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.application = Application()
        self.workbook = self.application._open(path)

    @property
    def model(self):  # noqa: ANN201 - the stand-in's own
        return self.application._books[0]

    def book(self) -> ExcelBook:
        return ExcelBook(self.workbook, lambda: datetime(2026, 6, 30, 8, tzinfo=UTC))

    def state(self) -> list[tuple[str, dict[tuple[int, int], object]]]:
        """Return every tab with what stands in its cells."""
        return [
            (tab.title, {p: c.value for p, c in getattr(tab, "_cells", {}).items()})
            for tab in self.model._file._sheets
        ]

    def written(self, sheet: str):  # noqa: ANN201 - openpyxl's own
        """Return a sheet as it is once the clerk has saved the workbook."""
        self.model._file.save(file := BytesIO())
        return openpyxl.load_workbook(file)[sheet]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Excel]:
    """Open a workbook whose sheet 成绩 was filled by a function, with a sheet 汇总 behind it."""

    def open_it(fill: Callable[..., object] = lambda _: None, name: str = "成绩册.xlsx") -> Excel:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "成绩"
        sheet["A1"] = "学号"
        book.create_sheet("汇总")["A1"] = "县局汇总"
        fill(sheet)
        book.save(file := BytesIO())
        path: Path = tmp_path / name
        path.write_bytes(file.getvalue())
        return Excel(path)

    return open_it


def table(name: str = "率表", *values: Any) -> Table:
    given = values or ("001", "=cmd|' /C calc'!A0", Decimal("90.5"))
    rows = [Row(("学号", "姓名", "金额"), (HEAD,) * 3, 30.0), Row(given, LINE)]
    return Table(
        name,
        rows,
        widths=(6, 12.5, 10),
        merges=((3, 0, 3, 2),),
        freeze=(1, 1),
        print_setup=PrintSetup(title_rows=(0, 0)),
    )


def wrote(excel: Excel, *tables: Table) -> None:
    book = excel.book()
    for one in tables:
        book.put(one)
    book.save()


def test_every_kind_of_value_is_read_as_from_the_file(make: Callable[..., Excel]) -> None:
    def fill(sheet) -> None:  # noqa: ANN001 - openpyxl's own
        line = [1, 1.5, "001", True, date(2026, 6, 30), datetime(2026, 6, 30, 8, 30)]  # noqa: DTZ001
        sheet.append([*line, time(8, 30), timedelta(hours=30), "", None, "=成绩!B2"])
        sheet["M2"] = "#N/A"
        sheet["N2"] = 12.5
        sheet["N2"].number_format = "¥#,##0.00"
        sheet["O2"] = "缺考"
        sheet["P2"] = "#N/A"
        sheet["P2"].data_type = "s"  # typed as text

    excel = make(fill)
    seen = excel.book().read("成绩").rows[1]
    filed = open_book(excel.path).read("成绩").rows[1]
    assert seen[12] == ErrorCell("#N/A")
    assert seen[15] == "#N/A"
    assert seen[10] == 1.5, "Excel has computed what openpyxl left without a value"
    assert [v for i, v in enumerate(seen) if i != 10] == [v for i, v in enumerate(filed) if i != 10]


def test_merged_areas_are_found_without_asking_every_cell(make: Callable[..., Excel]) -> None:
    def fill(sheet) -> None:  # noqa: ANN001 - openpyxl's own
        for row in range(2, 1500):
            for column in range(1, 11):
                sheet.cell(row, column, row)
        for area in ("A1:J1", "A3:A9", "C700:D702", "J1499:J1499"):
            sheet.merge_cells(area)

    excel = make(fill)
    excel.application._calls.made.clear()
    filed = open_book(excel.path).read("成绩")
    assert list(excel.book().read("成绩").merged) == sorted(filed.merged)
    assert len(excel.application._calls.made) < 400


def test_what_a_merged_area_hides_is_not_read(make: Callable[..., Excel]) -> None:
    def fill(sheet) -> None:  # noqa: ANN001 - openpyxl's own
        sheet.merge_cells("A3:B3")
        sheet["A3"] = "甲"

    excel = make(fill)
    sheet = excel.model._file["成绩"]
    sheet._cells[3, 2] = openpyxl.cell.cell.Cell(sheet, 3, 2, "藏着")
    assert list(excel.book().read("成绩").rows[2]) == ["甲"]


def test_an_empty_sheet_has_no_rows(make: Callable[..., Excel]) -> None:
    excel = make()
    del excel.model._file["汇总"]["A1"]
    assert list(excel.book().read("汇总").rows) == []


def test_formats_down_to_the_last_row_do_not_count(make: Callable[..., Excel]) -> None:
    def fill(sheet) -> None:  # noqa: ANN001 - openpyxl's own
        sheet["B2"] = 60
        sheet["XFD1048576"].number_format = "0.00"

    assert list(make(fill).book().read("成绩").rows) == [["学号", None], [None, 60]]


def test_hidden_sheets_say_so(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.model._file["汇总"].sheet_state = "veryHidden"
    assert excel.book().read("汇总").hidden
    assert not excel.book().read("成绩").hidden


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (datetime(2026, 6, 30, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 8, 29, 59, 999_800, tzinfo=UTC), datetime(2026, 6, 30, 8, 30)),  # noqa: DTZ001
        (datetime(1899, 12, 30, 8, 30, tzinfo=UTC), time(8, 30)),
        (datetime(1899, 12, 30, tzinfo=UTC), time()),
        (datetime(1899, 12, 31, 6, tzinfo=UTC), timedelta(hours=30)),
        (datetime(1900, 3, 1, tzinfo=UTC), date(1900, 3, 1)),
        (Decimal("12.5"), 12.5),
        (-2146826281, ErrorCell("#DIV/0!")),
        (-1, ErrorCell("#VALUE!")),
        (False, False),
    ],
)
def test_a_value_that_com_carries_is_read_as_what_it_means(given: object, meant: object) -> None:
    assert cell_value(given) == meant
    assert type(cell_value(given)) is type(meant)


def test_a_sheet_looks_as_the_file_host_writes_it(
    make: Callable[..., Excel], tmp_path: Path
) -> None:
    excel = make()
    wrote(excel, table())
    twin = open_book(tmp_path / "成绩册.xlsx")
    twin.put(table())
    filed = openpyxl.load_workbook(twin.save(tmp_path / "文件.xlsx"))["率表"]
    live = excel.written("率表")
    assert looks(live) == looks(filed)
    for what in ("freeze_panes", "print_title_rows", "sheet_state"):
        assert getattr(live, what) == getattr(filed, what), what
    assert sorted(map(str, live.merged_cells.ranges)) == sorted(map(str, filed.merged_cells.ranges))
    assert [live.column_dimensions[c].width for c in "ABC"] == [6, 12.5, 10]
    assert live["A2"].value == "001"
    assert (live["B2"].value, live["B2"].data_type) == ("=cmd|' /C calc'!A0", "s")


def looks(sheet) -> list[tuple[object, ...]]:  # noqa: ANN001 - openpyxl's own
    return [
        (
            cell.value,
            cell.number_format,
            *map(repr, (cell.font, cell.fill, cell.border, cell.alignment)),
        )
        for row in sheet.iter_rows(max_row=2)
        for cell in row
    ]


def test_five_thousand_rows_take_few_calls(make: Callable[..., Excel]) -> None:
    excel = make()
    rows = [Row((str(n), f"学生{n}", n), LINE) for n in range(5_000)]
    excel.application._calls.made.clear()
    wrote(excel, Table("名单", rows))
    assert len(excel.application._calls.made) < 200
    excel.application._calls.made.clear()
    assert len(excel.book().read("名单").rows) == 5_000
    assert len(excel.application._calls.made) < 30


def test_after_writing_one_sheet_is_in_view_and_nothing_else_is_open(
    make: Callable[..., Excel],
) -> None:
    excel = make()
    wrote(excel, table("率表"), table("名次"))
    assert [sheet.Name for sheet in excel.model._selected] == ["率表"], "grouped sheets are a trap"
    assert len(excel.application._books) == 1
    application = excel.application
    assert application._active is excel.model
    assert application.ScreenUpdating
    assert application.DisplayAlerts
    assert application.EnableEvents


def test_the_file_is_left_for_the_clerk_to_save(make: Callable[..., Excel]) -> None:
    excel = make()
    before = excel.path.read_bytes()
    wrote(excel, table())
    assert excel.path.read_bytes() == before


def test_a_sheet_written_again_keeps_its_place(make: Callable[..., Excel]) -> None:
    excel = make()
    wrote(excel, table("率表"), table("名次"))
    wrote(excel, table("率表", "002", "乙", 1))
    assert list(excel.book().sheet_names()) == ["成绩", "汇总", "率表", "名次"]
    assert excel.book().read("率表").rows[1][0] == "002"
    assert list(excel.book().own_sheets()) == ["率表", "名次"]


def test_a_sheet_comes_marked_even_where_excel_drops_the_mark(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.application._loses_names = True
    wrote(excel, table())
    assert list(excel.book().own_sheets()) == ["率表"]
    name = excel.model._file["率表"].defined_names["_xlq_own"]
    assert name.hidden


def test_a_copy_that_the_clerk_made_of_our_sheet_is_his(make: Callable[..., Excel]) -> None:
    excel = make()
    wrote(excel, table())
    excel.workbook.Worksheets("率表").Copy(After=excel.workbook.Worksheets("汇总"))
    assert list(excel.book().own_sheets()) == ["率表"]
    with pytest.raises(BadInputError, match="不是本工具生成的"):
        excel.book().put(table("率表 (2)"))


def spoil_the_second_copy(application: Application) -> None:
    application._copies_that_fail = 1


def spoil_deleting(application: Application) -> None:
    application._undeletable = {"xlq~1"}


@pytest.mark.parametrize("spoil", [spoil_the_second_copy, spoil_deleting])
def test_what_fails_half_way_leaves_every_sheet_as_it_was(
    make: Callable[..., Excel], spoil: Callable[[Application], None]
) -> None:
    excel = make()
    wrote(excel, table("率表"))
    before, own = excel.state(), list(excel.book().own_sheets())
    spoil(excel.application)
    book = excel.book()
    book.put(table("率表", "002", "乙", 1))
    book.put(table("名次"))
    with pytest.raises(EnvironmentFaultError, match="工作簿没有改动"):
        book.save()
    assert excel.state() == before
    assert list(excel.book().own_sheets()) == own
    assert len(excel.application._books) == 1
    assert excel.application.DisplayAlerts


def test_excels_own_words_are_passed_on(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.application._copies_that_fail = 0
    with pytest.raises(EnvironmentFaultError, match="Excel 说“内存不足”"):
        wrote(excel, table())


@pytest.mark.parametrize(
    "formula", ["=率表!C2", "='率表'!C2*2", '=IF(率表!$C$2>60,"是","否")', "=SUM(率表!C2:C3)"]
)
def test_a_sheet_that_a_formula_of_the_clerk_uses_is_not_touched(
    make: Callable[..., Excel], formula: str
) -> None:
    excel = make()
    wrote(excel, table())
    excel.model._file["汇总"]["B7"] = formula
    for change in (lambda book: book.put(table()), lambda book: book.remove("率表")):
        book = excel.book()
        change(book)
        with pytest.raises(BadInputError, match="「汇总」B7 用到了「率表」"):
            book.save()
    assert excel.model._file["汇总"]["B7"].value == formula


@pytest.mark.parametrize("text", ["=县率表!C2", "见率表!C2", "=SUM(C2:C3)"])
def test_what_only_looks_like_a_use_is_none(make: Callable[..., Excel], text: str) -> None:
    excel = make()
    wrote(excel, table())
    excel.model._file["汇总"]["B7"] = text
    wrote(excel, table("率表", "002", "乙", 1))
    assert excel.book().read("率表").rows[1][0] == "002"
    assert excel.model._file["汇总"]["B7"].value == text


@pytest.mark.parametrize("place", ["workbook", "sheet"])
def test_a_sheet_that_a_name_of_the_clerk_points_to_is_not_touched(
    make: Callable[..., Excel], place: str
) -> None:
    excel = make()
    wrote(excel, table())
    file = excel.model._file
    owner = file if place == "workbook" else file["汇总"]
    owner.defined_names["全县名次"] = DefinedName("全县名次", attr_text="率表!$A$2")
    book = excel.book()
    book.put(table())
    with pytest.raises(BadInputError, match="名称「全县名次」指向「率表」"):
        book.save()


def test_names_that_live_on_our_sheet_go_with_it(make: Callable[..., Excel]) -> None:
    excel = make()
    wrote(excel, table())
    names = excel.model._file["率表"].defined_names
    names["合计"] = DefinedName("合计", attr_text="率表!$C$2")
    wrote(excel, table("率表", "002", "乙", 1))
    assert excel.book().read("率表").rows[1][0] == "002"


def test_a_formula_that_looks_at_another_sheet_looks_at_this_workbook(
    make: Callable[..., Excel],
) -> None:
    excel = make()
    wrote(excel, Table("率表", [Row((Formula("'汇总'!A1", "县局汇总"),), (Style(),))]))
    assert excel.written("率表")["A1"].value == "='汇总'!A1"
    assert list(excel.book().read("率表").rows[0]) == ["县局汇总"]
    assert excel.workbook.LinkSources(1) is None


def test_a_link_to_a_sheet_of_the_clerk_stays(make: Callable[..., Excel]) -> None:
    excel = make()
    wrote(excel, Table("率表", [Row((Link("A1", Cell("汇总", "A1")),), (Style(),))]))
    link = excel.written("率表")["A1"].hyperlink
    assert link.location == "'汇总'!A1"
    assert list(excel.book().sheet_names()) == ["成绩", "汇总", "率表"]


def test_a_workbook_in_the_old_format_takes_sheets_too(make: Callable[..., Excel]) -> None:
    excel = make(name="成绩册.xls")
    assert excel.workbook.Excel8CompatibilityMode
    wrote(excel, table())
    assert excel.book().read("率表").rows[1][0] == "001"
    assert len(excel.application._books) == 1


def test_an_undone_hand_edit_does_not_leave_a_link_into_the_copy(
    make: Callable[..., Excel],
) -> None:
    excel = make()
    wrote(excel, table())
    excel.model._file["率表"]["F1"] = "=汇总!A1"
    copy = excel.book().backup()
    wrote(excel, table("率表", "002", "乙", 1))
    book = excel.book()
    book.restore(copy, ["率表"])
    book.save()
    assert excel.model._file["率表"]["F1"].value == "=汇总!A1" or (
        excel.model._file["率表"]["F1"].value == "='汇总'!A1"
    )
    assert excel.workbook.LinkSources(1) is None
    assert excel.book().read("率表").rows[1][0] == "001"


def test_a_backup_that_the_clerk_has_open_is_left_open(make: Callable[..., Excel]) -> None:
    excel = make()
    wrote(excel, table())
    copy = excel.book().backup()
    wrote(excel, table("率表", "002", "乙", 1))
    excel.application._open(copy)
    book = excel.book()
    book.restore(copy, ["率表"])
    book.save()
    assert excel.book().read("率表").rows[1][0] == "001"
    assert [one.Name for one in excel.application._books] == [excel.path.name, copy.name]
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def charted(sheet: Worksheet, chart_on: Worksheet | Chartsheet) -> None:
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2, max_row=2))
    if hasattr(chart_on, "iter_rows"):
        chart_on.add_chart(chart, "E5")
    else:
        chart_on.add_chart(chart)


@pytest.mark.parametrize("on_a_sheet", [True, False])
def test_a_sheet_that_a_chart_of_the_clerk_draws_is_not_taken_away(
    make: Callable[..., Excel], *, on_a_sheet: bool
) -> None:
    excel = make()
    wrote(excel, table())
    file = excel.model._file
    if on_a_sheet:
        charted(file["率表"], file["汇总"])
    else:
        charted(file["率表"], file.create_chartsheet("图"))
        excel.model._sheets.append(chart_tab(excel))
    before = excel.state()
    book = excel.book()
    book.put(table("率表", "002", "乙", 1))
    name = "汇总" if on_a_sheet else "图"
    with pytest.raises(BadInputError, match=f"「{name}」里有图表画的是「率表」"):
        book.save()
    assert excel.state() == before


def test_charts_on_our_own_sheet_and_of_other_data_are_in_nobodys_way(
    make: Callable[..., Excel],
) -> None:
    excel = make()
    wrote(excel, table())
    file = excel.model._file
    charted(file["率表"], file["率表"])
    charted(file["成绩"], file["汇总"])
    odd = BarChart()
    odd.series.append(Series(idx=0))  # a kind whose series have no formula
    file["汇总"].add_chart(odd, "A9")
    wrote(excel, table("率表", "002", "乙", 1))
    assert excel.book().read("率表").rows[1][0] == "002"


def test_a_backup_holds_what_is_not_saved_yet(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.model._file["成绩"]["A2"] = "刚输入"
    book = excel.book()
    copy, second = book.backup(), book.backup()
    assert (copy.name, second.name) == (
        "成绩册_20260630_080000.xlsx",
        "成绩册_20260630_080000_2.xlsx",
    )
    assert open_book(copy).read("成绩").rows[1][0] == "刚输入"


def test_a_workbook_that_was_never_saved_cannot_be_backed_up(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.model._path = type(excel.path)("工作簿1")
    with pytest.raises(BadInputError, match=r"还没有保存过.*Ctrl\+S"):
        excel.book().backup()


@pytest.mark.parametrize("closed", ["protected", "shared"])
def test_a_workbook_that_takes_no_sheets_says_what_to_do(
    make: Callable[..., Excel], closed: str
) -> None:
    excel = make()
    wrote(excel, table())
    if closed == "protected":
        excel.model._file.security.lockStructure = True
    else:
        excel.model._shared = True
    for change in (
        lambda book: book.put(table("名次")),
        lambda book: book.remove("率表"),
        lambda book: book.restore(excel.path, ["率表"]),
    ):
        with pytest.raises(BadInputError, match="请在「审阅"):
            change(excel.book())


def test_a_chart_sheet_is_not_written_over(make: Callable[..., Excel]) -> None:
    excel = make()
    excel.model._file.create_chartsheet("图")
    excel.model._sheets.append(chart_tab(excel))
    with pytest.raises(BadInputError, match="已有工作表「图」"):
        excel.book().put(table("图"))
    assert list(excel.book().sheet_names()) == ["成绩", "汇总"]


def chart_tab(excel: Excel):  # noqa: ANN201 - the stand-in's own
    from tests.excel.stand_in.sheets import Chart  # noqa: PLC0415

    return Chart(excel.model, excel.model._file["图"])


def test_undo_without_its_copy_is_refused(make: Callable[..., Excel], tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="不能撤销"):
        make().book().restore(tmp_path / "没有.xlsx", ["率表"])


def test_excel_that_is_busy_is_told_apart_from_a_bug(
    make: Callable[..., Excel], monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = make()

    def busy(*_: object) -> None:
        raise com_error(text="")

    monkeypatch.setattr(type(excel.model.Worksheets.Item(1)), "UsedRange", property(busy))
    with pytest.raises(EnvironmentFaultError, match="Esc"):
        excel.book().read("成绩")


def test_one_switch_that_excel_refuses_to_put_back_does_not_keep_the_others_off() -> None:
    class Busy:
        ScreenUpdating = EnableEvents = alerts = True

        @property
        def DisplayAlerts(self) -> bool:  # noqa: N802 - Excel's own
            return self.alerts

        @DisplayAlerts.setter
        def DisplayAlerts(self, value: bool) -> None:  # noqa: N802 - Excel's own
            if value:
                raise com_error(text="应用程序正忙")
            self.alerts = value

    application = Busy()
    with quiet(application):
        assert not application.ScreenUpdating
        assert not application.EnableEvents
    assert (application.ScreenUpdating, application.EnableEvents) == (True, True)


def test_the_stand_in_has_no_members_that_excel_has_not(make: Callable[..., Excel]) -> None:
    excel = make()
    with pytest.raises(AttributeError):
        excel.workbook.sheet_names  # noqa: B018 - asked for on purpose
    with pytest.raises(AttributeError):
        excel.workbook.Grids  # noqa: B018 - asked for on purpose
    with pytest.raises(com_error):
        excel.workbook.Worksheets(0)
