"""Web pages that school systems call .xls are read as what an office sees in them."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import FileBook, FileKind, open_book
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.sheets.cells import ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.books.tables import Table

CELLS = Path(__file__).parents[1] / "cases" / "books_web_cells.csv"
OFFICE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">'
)
STYLE = r"""<style>
<!-- table {mso-displayed-decimal-separator:"\.";}
.font0 {color:black;}
td.xl24, .xl24a {mso-style-parent:style0; mso-number-format:"\@";}
.xl25 {mso-number-format:"0\.00_ ";}
.xl26 {mso-number-format:"yyyy\0022年\0022m\0022月\0022d\0022日\0022\;\@";}
--></style>"""
PUPILS = "<tr><th>姓名</th><th>语文</th></tr><tr><td>安一</td><td>80</td></tr>"
GRID = [["姓名", "语文"], ["安一", 80]]


def names(*sheets: str) -> str:
    """What Excel writes into a page about its sheets, a defined name among it."""
    each = "".join(f"<x:ExcelWorksheet>\n<x:Name>{s}</x:Name></x:ExcelWorksheet>" for s in sheets)
    other = "<x:ExcelName><x:Name>Print_Titles</x:Name></x:ExcelName>"
    return f"<!--[if gte mso 9]><xml><x:ExcelWorkbook>{each}{other}</xml><![endif]-->"


def page(body: str, head: str = "") -> str:
    return f"{OFFICE}<head>{head}{STYLE}</head><body>{body}</body></html>"


def read(text: str, encoding: str = "utf-8", name: str = "成绩.xls") -> FileBook:
    return FileBook(Path(name), data=text.encode(encoding))


def grids(text: str) -> dict[str, Grid]:
    book = read(text)
    return {name: book.read(name) for name in book.sheet_names()}


def only(text: str) -> Grid:
    [grid] = grids(text).values()
    return grid


def shown(value: object) -> tuple[str, str]:
    """A value as the table of cases writes it: how it reads, what kind it is."""
    if value is None:
        return "", "空"
    if isinstance(value, bool):
        return str(value).upper(), "是非"
    if isinstance(value, int | float):
        return format(value, ".15g"), "数"
    if isinstance(value, ErrorCell):
        return value.code, "错误"
    text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return text, "日期" if isinstance(value, date | time | timedelta) else "文字"


def cases() -> list[dict[str, str]]:
    with CELLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["说明"])
def test_a_cell_is_the_exact_value_where_the_page_tells_it_else_what_is_seen(
    case: dict[str, str],
) -> None:
    inside = case["内容"].replace("\\r\\n", "\r\n")
    grid = only(page(f"<table><tr><td {case['标签属性']}>{inside}</td><td>尾</td></tr><tr><td>2"))
    assert shown(grid.rows[0][0]) == (case["读作"].replace("\\n", "\n"), case["类型"])


def test_where_a_table_marks_its_numbers_all_else_is_text() -> None:
    rows = "<tr><td>0012</td><td>12</td><td x:num>80</td><td x:num='79.5'>80</td></tr>"
    assert only(page(f"<table x:str>{rows}{rows}</table>")).rows[0] == ["0012", "12", 80.0, 79.5]


ENCODINGS = {
    "GB2312 照声明": ("<meta charset=gb2312>", "gbk"),
    "GBK 照声明": ('<meta http-equiv=Content-Type content="text/html; charset=GBK">', "gbk"),
    "声明 GB2312 用了生僻字": ("<meta charset=gb2312><!-- 赟喆 -->", "gb18030"),
    "UTF-8 照声明": ("<meta charset='utf-8'>", "utf-8"),
    "UTF-8 带标记": ("", "utf-8-sig"),
    "没有声明的 UTF-8": ("", "utf-8"),
    "没有声明的 GBK": ("", "gbk"),
    "UTF-16": ("<meta charset=unicode>", "utf-16"),
    "声明 GB2312 其实是 UTF-8": ("<meta charset=gb2312>", "utf-8"),
    "声明 UTF-8 其实是 GBK": ("<meta charset=utf-8>", "gbk"),
    "声明了不认识的": ("<meta charset=x-unheard-of>", "gbk"),
}


@pytest.mark.parametrize(("head", "encoding"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_chinese_is_read_in_whatever_encoding_it_came(head: str, encoding: str) -> None:
    book = read(page(f"<table>{PUPILS}</table>", head), encoding)
    assert book.kind is FileKind.HTML
    assert book.read("成绩").rows == GRID


STARTS = {
    "完整网页": page(f"<table>{PUPILS}</table>"),
    "只有表格": f"<table>{PUPILS}</table>",
    "前面有空行": f"\r\n\r\n  <table>{PUPILS}</table>",
    "前面有说明": f"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html><table>{PUPILS}</table>",
    "前面有 meta": f'<meta http-equiv="Content-Type"><table>{PUPILS}</table></html>',
    "大写": f"<HTML><BODY><TABLE>{PUPILS.upper()}</TABLE></BODY></HTML>",
    "前面有文字": f"成绩表<table>{PUPILS}</table>",
    "前面有很长的样式": f"<html><style>{'.a{color:red} ' * 2000}</style><table>{PUPILS}</table>",
}


@pytest.mark.parametrize("text", STARTS.values(), ids=STARTS.keys())
def test_a_page_is_known_however_it_starts(text: str) -> None:
    book = read(text)
    assert book.kind is FileKind.HTML
    assert [finding.code for finding in book.findings] == ["file_misnamed"]
    assert book.read("成绩").rows[-2:] == GRID


def test_the_note_about_the_name_says_what_it_is() -> None:
    [note] = read(page(f"<table>{PUPILS}</table>")).findings
    assert "网页表格（HTML）" in note.message
    assert read(page(f"<table>{PUPILS}</table>"), name="成绩.htm").findings == ()


BROKEN = {
    "没有结束标记的格和行": "<tr><td>姓名<td>语文<tr><td>安一<td>80",
    "没有行标记": "<td>姓名</td><td>语文</td></tr><td>安一</td><td>80</td></tr>",
    "结束标记错位": "<tr><td><b>姓名</td></b><td>语文</i></td></tr><tr><td>安一</td><td>80</tr>",
    "属性没有引号": "<tr height=20><td width=9>姓名</td><td>语文<tr><td a=>安一</td><td b>80</td>",
    "引号没有结束": PUPILS.replace("<th>姓名", '<th title="甲>姓名'),
    "属性里有大于号": PUPILS.replace("<td>80", "<td x:fmla=\"=IF(A1>60,1,0)\" b='>'>80"),
    "注释在中间": PUPILS.replace("<td>80", "<!-- <td>99</td> --><td>80"),
    "注释没有结束": PUPILS.replace("<td>80", "<!-- x><td>80"),
    "条件标记": PUPILS.replace("<td>80", "<![if !supportMisalignedColumns]><td>80<![endif]>"),
    "分组标记": f"<colgroup><col></colgroup><thead></thead><tbody>{PUPILS}</tbody><tfoot></tfoot>",
    "空行在尾": PUPILS + "<tr height=0 style='display:none'><td></td><td></td><td></td></tr>",
    "脚本在中间": PUPILS.replace("<td>80", "<script>if (a<b) c='<td>99'</script><td>80"),
}


@pytest.mark.parametrize("rows", BROKEN.values(), ids=BROKEN.keys())
def test_broken_mark_up_reads_as_a_browser_shows_it(rows: str) -> None:
    assert only(page(f"<table>{rows}</table>")).rows == GRID


def test_less_than_signs_in_a_text_are_text() -> None:
    rows = "<tr><td>分数<60</td><td>a < b</td></tr>"
    assert only(f"<table>{rows * 2}</table>").rows[0] == ["分数<60", "a < b"]


def test_spans_become_merged_areas_and_move_the_cells_behind_them() -> None:
    grid = only(
        page(
            "<table><tr><td colspan=3>期末成绩</td></tr>"
            "<tr><td rowspan=2>姓名</td><td colspan=2>语文</td></tr>"
            "<tr><td>卷面</td><td>附加</td></tr>"
            "<tr><td>安一</td><td>80</td><td>5</td></tr></table>"
        )
    )
    assert grid.rows == [
        ["期末成绩", None, None],
        ["姓名", "语文", None],
        [None, "卷面", "附加"],
        ["安一", 80, 5],
    ]
    assert list(grid.merged) == [(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)]


@pytest.mark.parametrize(
    ("span", "area"),
    [
        ("rowspan=2", (0, 0, 1, 0)),
        ("rowspan=999999999999", (0, 0, 2, 0)),
        ('rowspan="1" colspan=" 2 "', (0, 0, 0, 1)),
        ("colspan=0", None),
        ("colspan=-3", None),
        ("colspan=两", None),
        ("colspan=²", None),
        ("colspan", None),
    ],
)
def test_a_span_ends_with_the_table_and_nonsense_spans_nothing(
    span: str, area: tuple[int, ...] | None
) -> None:
    rows = f"<tr><td {span}>甲</td><td>乙</td></tr>" + "<tr><td>丙</td><td>丁</td></tr>" * 2
    assert list(only(f"<table>{rows}</table>").merged) == ([area] if area else [])


def test_a_wide_cell_stops_where_one_from_above_reaches_down() -> None:
    grid = only(
        "<table><tr><td>1</td><td rowspan=2>2</td></tr>"
        "<tr><td colspan=2>3</td><td>4</td></tr></table>"
    )
    assert grid.rows == [[1, 2, None], [3, None, 4]]
    assert list(grid.merged) == [(0, 1, 1, 1)]


TABLE = f"<table>{PUPILS}</table>"


def test_each_table_is_a_sheet_named_as_excel_names_it() -> None:
    found = grids(page(TABLE + TABLE, names("六年级1班", "六年级 &amp; 2班")))
    assert list(found) == ["六年级1班", "六年级 & 2班"]
    assert all(grid.rows == GRID for grid in found.values())


def test_settings_outside_of_a_comment_name_sheets_too_and_are_no_text() -> None:
    head = names("六年级1班").removeprefix("<!--[if gte mso 9]>").removesuffix("<![endif]-->")
    assert grids(page(TABLE, head))["六年级1班"].rows == GRID


def test_tables_without_a_name_are_called_by_caption_or_number() -> None:
    named = f"<table><caption>语文/数学</caption>{PUPILS}</table>"
    assert list(grids(page(TABLE + named + TABLE))) == ["表1", "语文_数学", "表3"]


def test_a_single_table_without_a_name_is_called_like_the_file() -> None:
    assert read(page(TABLE), name="七年级[2班].xls").sheet_names() == ("七年级_2班_",)


def test_names_that_come_twice_are_told_apart() -> None:
    assert list(grids(page(TABLE * 2, names("成绩", "成绩")))) == ["成绩", "成绩_2"]


def test_a_caption_and_the_lines_above_a_table_are_its_title() -> None:
    grid = only(page(f"<h2>青石镇</h2><p>期末</p><table><caption>六年级</caption>{PUPILS}</table>"))
    assert grid.rows == [["青石镇", None], ["期末", None], ["六年级", None], *GRID]


def test_menus_above_a_table_leave_its_nearest_lines_only() -> None:
    menu = "".join(f"<li>菜单{n}</li>" for n in range(50))
    assert len(only(page(menu + "<h2>成绩</h2>" + TABLE)).rows) == 5 + len(GRID)


def test_a_title_moves_merged_areas_down_with_the_rows() -> None:
    table = "<table><tr><td colspan=2>甲</td></tr><tr><td>1</td><td>2</td></tr></table>"
    grid = only(page("<h1>标题</h1>" + table))
    assert (grid.rows[1][0], list(grid.merged)) == ("甲", [(1, 0, 1, 1)])


def test_tables_that_only_lay_out_others_are_seen_through() -> None:
    inner = f"<table><tr><td>{TABLE}</td></tr><tr><td>第二次{TABLE}</td></tr></table>"
    outer = f"<table><tr><td>青石镇</td></tr><tr><td>{inner}</td></tr></table>"
    found = grids(page(outer))
    assert found["表1"].rows == [["青石镇", None], *GRID]
    assert found["表2"].rows == [["第二次", None], *GRID]


def test_a_table_of_one_row_is_the_head_of_the_next() -> None:
    head, body = "<tr><th>姓名</th><th>语文</th></tr>", "<tr><td>安一</td><td>80</td></tr>"
    grid = only(page(f"<table>{head}</table><div><table>{body * 3}</table></div>"))
    assert grid.rows == [["姓名", "语文"], *[["安一", 80]] * 3]


def test_a_table_within_a_cell_of_data_is_the_text_of_that_cell() -> None:
    cell = "<td><table><tr><td>安</td><td>一</td></tr></table></td>"
    grid = only(page(f"<table>{PUPILS}{PUPILS}<tr>{cell}<td>80</td></tr></table>"))
    assert grid.rows[-1] == ["安 一", 80]


def test_a_table_whose_end_is_missing_is_closed_by_the_next() -> None:
    found = grids(page(f"<table>{PUPILS}{TABLE}"))
    assert [grid.rows for grid in found.values()] == [GRID, GRID]


def test_a_page_that_breaks_off_is_told_and_stops_the_run() -> None:
    whole = page(TABLE)
    book = read(whole[: whole.index("80") + 1])
    cut = next(finding for finding in book.findings if finding.code == "page_cut_off")
    assert (cut.severity, cut.sheet) == (Severity.ERROR, "成绩")
    assert "没有下载完整" in cut.message


REFUSED = {
    "登录页": "<html><body>请登录<form><input></form></body></html>",
    "框架页": "<html><frameset><frame src='成绩.files/sheet001.htm'></frameset></html>",
    "空表格": "<table><tr><td>&nbsp;</td></tr><tr><td></td></tr></table>",
    "只有一行": "<table><tr><td>登录已过期</td></tr></table>",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_page_without_a_table_of_data_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BadInputError, match="请重新登录再导出") as caught:
        read(text)
    assert caught.value.findings[0].code == "file_is_markup"


def test_a_page_saved_with_its_pictures_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadInputError, match="单个文件网页"):
        read(f"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n{page('')}")


def test_an_unknown_table_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read(page(TABLE)).read("没有")


def test_results_go_beside_a_page_which_stays_as_it_is(
    tmp_path: Path, plain_table: Callable[..., Table]
) -> None:
    path = tmp_path / "成绩.xls"
    path.write_bytes(page(TABLE).encode("gbk"))
    book = open_book(path)
    assert not book.writable_in_place
    before = path.read_bytes()
    book.put(plain_table("率表", ("a",)))
    assert book.save() == tmp_path / "成绩_结果.xlsx"
    assert path.read_bytes() == before
    assert open_book(tmp_path / "成绩_结果.xlsx").read("率表").rows == [["a"]]
