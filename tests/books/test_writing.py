"""A table written into an office's workbook: nothing else changes, and it reads as it was said."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from xl_quality.books.files import open_book
from xl_quality.books.tables import (
    Chart,
    ChartKind,
    DropDownList,
    Formula,
    PrintSetup,
    Row,
    Series,
    Style,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Members = Callable[[Path], dict[str, tuple[int, int, bytes]]]

TOUCHED = {
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "xl/styles.xml",
}


def put(path: Path, *tables: Table) -> None:
    book = open_book(path)
    for table in tables:
        book.put(table)
    book.save()


@pytest.fixture
def written(office_book: Path, payout: Table) -> Path:
    put(office_book, payout)
    return office_book


def test_only_four_parts_change_and_all_others_keep_their_packed_bytes(
    office_book: Path, payout: Table, members_of: Members
) -> None:
    before = members_of(office_book)
    put(office_book, payout)
    after = members_of(office_book)
    assert {name for name in before if after[name] != before[name]} == TOUCHED
    assert list(after)[: len(before)] == list(before)


def test_the_four_parts_only_grow_by_insertions(office_book: Path, payout: Table) -> None:
    counts = re.compile(rb' count="[0-9]+"')
    with zipfile.ZipFile(office_book) as archive:
        before = {name: counts.sub(b"", archive.read(name)) for name in TOUCHED}
    put(office_book, payout)
    with zipfile.ZipFile(office_book) as archive:
        for name, old in before.items():
            new = counts.sub(b"", archive.read(name))
            blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            assert {block[0] for block in blocks} <= {"equal", "insert"}, name


def test_the_sheet_stands_at_the_end_and_the_open_tab_stays(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["成绩", "参数", "图", "奖惩兑现表"]
    assert book.active.title == "成绩"


def test_values_read_back_with_two_independent_readers(written: Path) -> None:
    expected: list[list[object]] = [
        ["序号", "姓名", "金额", "依据"],
        [1, "=cmd|' /C calc'!A0", 900.5, "D5"],
        [2, '<王> & "小"\n红', -300, "去"],
        [None, " 前后空格 ", 600.5, None],
        ["合计", "共2人", None, None],
    ]
    sheet = openpyxl.load_workbook(written, data_only=True)["奖惩兑现表"]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == expected
    rows = CalamineWorkbook.from_path(written).get_sheet_by_name("奖惩兑现表").to_python()
    assert rows == [["" if value is None else value for value in row] for row in expected]


def test_a_text_never_becomes_a_formula(written: Path) -> None:
    cell = openpyxl.load_workbook(written)["奖惩兑现表"]["B2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_formulas_are_live_and_carry_their_values(written: Path) -> None:
    live = openpyxl.load_workbook(written)["奖惩兑现表"]
    assert live["C4"].value == "=SUM(C2:C3)"
    assert live["B5"].value == '="共"&2&"人"'
    cached = openpyxl.load_workbook(written, data_only=True)["奖惩兑现表"]
    assert (cached["C4"].value, cached["B5"].value) == (600.5, "共2人")
    assert open_book(written).read("奖惩兑现表").uncached == []


def test_looks_are_as_said(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["奖惩兑现表"]
    head, amount, alarm = sheet["A1"], sheet["C2"], sheet["A5"]
    assert (head.font.b, head.font.name, head.font.sz) == (True, "宋体", 11)
    assert (head.fill.fill_type, head.fill.fgColor.rgb) == ("solid", "FFDDEBF7")
    assert (head.alignment.horizontal, head.alignment.vertical) == ("center", "center")
    assert head.alignment.wrap_text
    assert {getattr(head.border, side).style for side in ("left", "right", "top", "bottom")} == {
        "thin"
    }
    assert (amount.number_format, amount.alignment.horizontal) == ('0.00"元"', "right")
    assert (amount.font.b, amount.fill.fill_type) == (False, None)
    assert (alarm.font.name, alarm.font.sz, alarm.font.color.rgb) == ("黑体", 14, "FFC00000")
    assert alarm.border.left.style is None


def test_the_looks_of_the_office_stay(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["成绩"]
    assert sheet["A1"].fill.fgColor.rgb == "FFFFEEAA"
    assert sheet["G1"].number_format == "yyyy-mm-dd"


def test_widths_heights_merges_and_frozen_panes_are_as_said(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["奖惩兑现表"]
    assert [sheet.column_dimensions[c].width for c in "ABCD"] == [6, 12.5, 10, 40]
    assert (sheet.row_dimensions[1].height, sheet.row_dimensions[2].height) == (30, None)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C5:D5"]
    assert sheet.freeze_panes == "C2"


@pytest.mark.parametrize(("freeze", "corner"), [((1, 0), "A2"), ((0, 2), "C1"), ((0, 0), None)])
def test_panes_freeze_rows_or_columns_or_nothing(
    office_book: Path, freeze: tuple[int, int], corner: str | None
) -> None:
    put(office_book, Table("冻结", (Row(("a",), (Style(),)),), freeze=freeze))
    assert openpyxl.load_workbook(office_book)["冻结"].freeze_panes == corner


def test_print_setup_is_a4_one_page_wide_with_repeated_titles(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["奖惩兑现表"]
    setup = sheet.page_setup
    assert (int(setup.paperSize), setup.orientation) == (9, "landscape")
    assert (int(setup.fitToWidth), int(setup.fitToHeight)) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_options.horizontalCentered
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'奖惩兑现表'!$A$1:$D$5"
    assert (sheet.oddHeader.left.text, sheet.oddHeader.center.text) == ("内部资料", "兑现表")
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_wide_sheets_break_at_columns_and_repeat_the_first_ones(office_book: Path) -> None:
    setup = PrintSetup(title_rows=(0, 1), title_columns=(0, 2), column_breaks=(8, 13), scale=80)
    put(office_book, Table("宽表", (), print_setup=setup))
    sheet = openpyxl.load_workbook(office_book)["宽表"]
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$C", "$1:$2")
    assert [brk.id for brk in sheet.col_breaks.brk] == [8, 13]
    assert int(sheet.page_setup.scale) == 80
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_sheet_without_names_is_not_marked_confidential(office_book: Path) -> None:
    put(office_book, Table("汇总", (), print_setup=PrintSetup(header="&C汇总")))
    assert openpyxl.load_workbook(office_book)["汇总"].oddHeader.left.text is None


def test_drop_downs_notes_links_and_highlights_are_there(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["奖惩兑现表"]
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("D2:D3", "list", '"同意,不同意"')
    assert sheet["C2"].comment.text == "达标300元\n高2名×300元"
    links = {cell: sheet[cell].hyperlink.location for cell in ("D2", "D3")}
    assert links == {"D2": "'成绩'!D5", "D3": "'成绩'!A1"}
    [highlight] = sheet.conditional_formatting
    [cell_rule] = highlight.rules
    assert str(highlight.sqref) == "C2:C4"
    assert cell_rule.formula == ["$C2<0"]
    assert cell_rule.dxf.font.color.rgb == "FF9C0006"
    assert cell_rule.dxf.fill.bgColor.rgb == "FFFFC7CE"
    assert cell_rule.dxf.font.b


@pytest.mark.parametrize("kind", list(ChartKind))
def test_charts_of_every_kind_are_there_with_their_cells(
    office_book: Path, kind: ChartKind
) -> None:
    rows = [Row((f"学校{i}", Decimal(i) / 2), (Style(), Style())) for i in range(5)]
    areas = ((0, 0, 4, 0), (0, 1, 4, 1))
    chart = Chart(kind, "=各校", (Series("均分", *areas), Series("=x", *areas)), (7, 1))
    put(office_book, Table("图表", rows, charts=(chart, chart)))
    sheet = openpyxl.load_workbook(office_book)["图表"]
    assert len(sheet._charts) == 2
    drawn = sheet._charts[0]
    assert (drawn.anchor._from.row, drawn.anchor._from.col) == (7, 1)
    values = drawn.series[0].val.numRef
    assert values.f == "图表!$B$1:$B$5"
    assert [float(point.v) for point in values.numCache.pt] == [0, 0.5, 1, 1.5, 2]
    title = drawn.title.tx.rich.p[0].r[0].t
    assert title.strip() == "=各校"


def test_a_chart_states_all_that_programs_else_take_by_the_age_of_the_workbook(
    office_book: Path, charted: Table
) -> None:
    put(office_book, charted)
    with zipfile.ZipFile(office_book) as archive:
        charts = [
            archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name
        ]
    own = [chart for chart in charts if "<a:ea typeface" in chart]
    assert len(own) == 4
    for chart in own:
        assert chart.count('<c:roundedCorners val="0"/>') == 1
        assert chart.count('<c:autoTitleDeleted val="0"/>') == 1
        assert chart.count('<c:delete val="0"/>') == 2, "both axes are there"
        assert chart.count('<c:overlay val="0"/>') == chart.count("<c:title>") + chart.count(
            "<c:legend>"
        )
        assert '<c:dispBlanksAs val="gap"/>' in chart
        assert chart.count("<a:latin") == chart.count('<a:ea typeface="宋体"/>')
        assert chart.count("<c:showVal") == chart.count('<c:showCatName val="0"/>')
        lines = chart.partition("<c:lineChart>")[2].partition("</c:lineChart>")[0]
        assert lines.count("<c:ser>") == lines.count('<c:smooth val="0"/>')
        for group in re.findall(r"<c:(?:bar|line|radar)Chart>.*?<c:ser>", chart):
            assert '<c:varyColors val="0"/>' in group
    box = next(chart for chart in own if "errBars" in chart)
    assert re.findall(r"<c:minus>.*?</c:minus>", box)[0].count("<c:pt ") == 3, "lengths are there"


def test_the_office_keeps_its_own_charts_notes_and_names(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["成绩"]
    assert len(sheet._charts) == 1
    assert sheet["B3"].comment.text == "转学"
    assert {"及格线"} <= set(openpyxl.load_workbook(written).defined_names)
    assert "本表" in sheet.defined_names


LONG = tuple(f"青石镇第{number}完全小学" for number in range(60))


@pytest.mark.parametrize("texts", [LONG, ("a,b", "c"), ('"引号"', "c")])
def test_long_or_awkward_drop_downs_stand_in_hidden_columns(
    office_book: Path, texts: tuple[str, ...]
) -> None:
    rows = (Row(("学校", None), (Style(), Style())),)
    both = (DropDownList((1, 0, 5, 0), texts), DropDownList((1, 1, 5, 1), texts))
    put(office_book, Table("设置", rows, choices=both))
    sheet = openpyxl.load_workbook(office_book)["设置"]
    rules = sheet.data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == [f"$D$1:$D${len(texts)}"] * 2
    assert sheet.column_dimensions["D"].hidden
    assert [sheet.cell(i + 1, 4).value for i in range(len(texts))] == list(texts)


def test_equal_looks_are_written_once(office_book: Path) -> None:
    styles = [Style(bold=True), Style(bold=True), Style(bold=True)]
    rows = [Row(("a",), (style,)) for style in styles]
    before = len(openpyxl.load_workbook(office_book)._cell_styles)
    put(office_book, Table("一", rows), Table("二", rows))
    assert len(openpyxl.load_workbook(office_book)._cell_styles) == before + 1


def test_control_characters_are_left_out_and_line_ends_made_plain(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    put(office_book, plain_table("字符", ("张\x00\x0b三\ufffe", "a\r\nb\rc", "_x0041_", "\ud800x")))
    [row] = open_book(office_book).read("字符").rows
    assert row == ["张三", "a\nb\nc", "_x0041_", "x"]
    assert openpyxl.load_workbook(office_book)["字符"]["C1"].value == "_x005F_x0041_"


def test_text_too_long_for_a_cell_is_cut_with_a_mark(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    put(office_book, plain_table("长", ("学" * 40_000,), ("x" * 32_767,)))
    [[cut], [whole]] = open_book(office_book).read("长").rows
    assert isinstance(cut, str)
    assert cut.endswith("学…")
    assert len(cut) <= 32_767
    assert whole == "x" * 32_767


def test_numbers_are_written_exactly(office_book: Path, plain_table: Callable[..., Table]) -> None:
    put(office_book, plain_table("数", (Decimal("85.50"), 10**15, Decimal("-0.01"), 0, True)))
    with zipfile.ZipFile(office_book) as archive:
        xml = archive.read("xl/worksheets/sheet3.xml").decode()
    for number in ("<v>85.50</v>", "<v>1000000000000000</v>", "<v>-0.01</v>", "<v>0</v>"):
        assert number in xml
    assert re.search('<c r="E1" s="[0-9]+" t="b"><v>1</v></c>', xml)


def test_a_number_that_is_none_is_a_bug(office_book: Path) -> None:
    for value in (Decimal("NaN"), Formula("1/0", Decimal("Infinity"))):
        book = open_book(office_book)
        book.put(Table("坏", (Row((value,), (Style(),)),)))
        with pytest.raises(ValueError, match="finite"):
            book.save()


def test_more_values_than_styles_is_a_bug(office_book: Path) -> None:
    book = open_book(office_book)
    book.put(Table("坏", (Row(("a", "b"), (Style(),)),)))
    with pytest.raises(ValueError, match="2 values with 1 styles"):
        book.save()


def test_the_same_input_gives_the_same_bytes(office_book: Path, payout: Table) -> None:
    copies = [office_book.with_name(f"{i}.xlsx") for i in range(2)]
    for copy in copies:
        book = open_book(office_book)
        book.put(payout)
        book.save(copy)
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_a_row_that_stands_in_many_places_is_written_as_equal_rows_are(office_book: Path) -> None:
    cells = ("甲<乙", 3, Decimal("2.50"), None, Formula("SUM(B1:B2)", 6), "=1+1")
    styles = (Style(bold=True),) * len(cells)
    once = Row(cells, styles, 16.0)
    equal = [Row(tuple(cells), tuple(styles), 16.0) for _ in range(40)]
    parts = []
    for rows in ([once] * 40, equal):
        book = open_book(office_book)
        book.put(Table("同一行", rows))
        saved = book.save(office_book.with_name("同.xlsx"))
        with zipfile.ZipFile(saved) as archive:
            part = max(name for name in archive.namelist() if "worksheets/sheet" in name)
            parts.append(archive.read(part))
        saved.unlink()
    assert parts[0] == parts[1]
    assert parts[0].count(b"<row ") == 40


def test_a_large_sheet_is_packed_as_a_small_one_is(office_book: Path) -> None:
    style = (Style(),) * 4
    rows = [Row((f"生{number}", number, None, "甲" * 30), style) for number in range(9_000)]
    book = open_book(office_book)
    book.put(Table("大表", rows))
    saved = book.save(office_book.with_name("大.xlsx"))
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        largest = max(archive.infolist(), key=lambda member: member.file_size)
        assert largest.file_size > 1 << 20
        assert largest.compress_size * 5 < largest.file_size
    sheet = CalamineWorkbook.from_path(str(saved)).get_sheet_by_name("大表").to_python()
    assert [row[:2] for row in sheet[:2]] == [["生0", 0.0], ["生1", 1.0]]
    assert len(sheet) == 9_000


def test_a_sheet_never_has_more_page_breaks_than_excel_opens(office_book: Path) -> None:
    rows = [Row((number,), (Style(),)) for number in range(1_100)]
    setup = PrintSetup(row_breaks=range(1, 1_100), scale=100)
    book = open_book(office_book)
    book.put(Table("分页", rows, print_setup=setup))
    saved = book.save(office_book.with_name("页.xlsx"))
    sheet = openpyxl.load_workbook(saved)["分页"]
    assert [one.id for one in sheet.row_breaks.brk] == [*range(1, 1_027)]


def test_a_copy_leaves_the_original_and_what_is_waiting_as_it_was(
    office_book: Path, payout: Table
) -> None:
    before = office_book.read_bytes()
    book = open_book(office_book)
    book.put(payout)
    copy = book.save(office_book.with_name("副本.xlsx"))
    assert office_book.read_bytes() == before
    assert "奖惩兑现表" in open_book(copy).sheet_names()
    book.save()
    assert "奖惩兑现表" in open_book(office_book).sheet_names()


def test_saving_with_nothing_to_write_changes_nothing(office_book: Path) -> None:
    before = (office_book.read_bytes(), office_book.stat().st_mtime_ns)
    open_book(office_book).save()
    assert (office_book.read_bytes(), office_book.stat().st_mtime_ns) == before


def test_macros_stay_in_a_macro_workbook(
    tmp_path: Path, make_office_book: Callable[..., None], payout: Table, members_of: Members
) -> None:
    path = tmp_path / "宏.xlsm"
    make_office_book(path, macros=b"\xd0\xcf\x11\xe0 not a real project, but bytes to keep")
    before = members_of(path)["xl/vbaProject.bin"]
    put(path, payout)
    assert members_of(path)["xl/vbaProject.bin"] == before
    book = openpyxl.load_workbook(path, keep_vba=True)
    assert book.vba_archive
    book.vba_archive.close()  # openpyxl leaves it to the collector, which may take its bytes first
    assert "奖惩兑现表" in book.sheetnames
