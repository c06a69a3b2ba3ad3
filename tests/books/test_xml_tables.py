"""Excel's "XML 表格 2003", which many systems write under the name .xls, reads like a workbook."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import FileBook, FileKind, open_book
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.books.tables import Table

MAIN = "urn:schemas-microsoft-com:office:spreadsheet"
HEAD = (
    '<?xml version="1.0"{}?>\n<?mso-application progid="Excel.Sheet"?>\n'
    f'<Workbook xmlns="{MAIN}" xmlns:o="urn:schemas-microsoft-com:office:office"'
    f' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="{MAIN}"'
    ' xmlns:html="http://www.w3.org/TR/REC-html40">'
    '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="@"/></Style></Styles>'
)


def workbook(*sheets: str, declared: str = "") -> str:
    return HEAD.format(declared) + "".join(sheets) + "</Workbook>"


def worksheet(rows: str, name: str = "成绩", options: str = "") -> str:
    return (
        f'<Worksheet ss:Name="{name}"><Table ss:ExpandedColumnCount="9" x:FullColumns="1">'
        f'<Column ss:Width="80"/>{rows}</Table>{options}</Worksheet>'
    )


def cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def texts(*values: str) -> str:
    return "<Row>" + "".join(cell("String", value) for value in values) + "</Row>"


def read(text: str, encoding: str = "utf-8", name: str = "成绩.xls") -> FileBook:
    return FileBook(Path(name), data=text.encode(encoding))


def grid_of(rows: str) -> Grid:
    return read(workbook(worksheet(rows))).read("成绩")


RICH = (
    '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{}</ss:Data>{}</Cell>'
)
VALUES = {
    "文字": (cell("String", "张三"), "张三"),
    "前导零": (cell("String", "0012"), "0012"),
    "文本数字仍是文本": (cell("String", "95"), "95"),
    "整数": (cell("Number", "95"), 95.0),
    "小数": (cell("Number", "88.5"), 88.5),
    "指数": (cell("Number", "1.2E-3"), 0.0012),
    "写坏的数": (cell("Number", "八十五"), "八十五"),
    "不是数的数": (cell("Number", "NaN"), "NaN"),
    "日期": (cell("DateTime", "2026-06-30T00:00:00.000"), date(2026, 6, 30)),
    "日期时刻": (cell("DateTime", "2026-06-30T08:30:00.000"), datetime(2026, 6, 30, 8, 30)),  # noqa: DTZ001 - Excel has no zones
    "时刻": (cell("DateTime", "1899-12-31T08:30:00.000"), time(8, 30)),
    "写坏的日期": (cell("DateTime", "2026年6月30日"), "2026年6月30日"),
    "是": (cell("Boolean", "1"), True),
    "否": (cell("Boolean", "0"), False),
    "错误": (cell("Error", "#N/A"), ErrorCell("#N/A")),
    "空文字": (cell("String", ""), None),
    "没有数据": ("<Cell/>", None),
    "没有类型": ("<Cell><Data>85</Data></Cell>", 85),
    "实体": (cell("String", "a&lt;b&gt; &amp; &#33495;"), "a<b> & 苗"),
    "换行": (cell("String", "甲&#10;乙"), "甲\n乙"),
    "公式有结果": (cell("Number", "150", 'ss:Formula="=RC[-2]+RC[-1]"'), 150.0),
    "公式是错误": (cell("String", "#DIV/0!", 'ss:Formula="=1/0"'), ErrorCell("#DIV/0!")),
    "文字像错误": (cell("String", "#DIV/0!"), "#DIV/0!"),
    "有格式的文字": (
        RICH.format("<B>安</B><Font html:Color='red'>一</Font>", ""),
        "安一",
    ),
    "有批注": (
        RICH.format("80", "<Comment ss:Author='王'><ss:Data><B>转学</B></ss:Data></Comment>"),
        "80",
    ),
    "只有批注": ("<Cell><Comment><ss:Data>转学</ss:Data></Comment></Cell>", None),
}


@pytest.mark.parametrize(("written", "value"), VALUES.values(), ids=VALUES.keys())
def test_each_type_of_cell_keeps_its_kind(written: str, value: object) -> None:
    [row] = grid_of(f"<Row>{written}{cell('String', '尾')}</Row>").rows
    assert row == [value, "尾"]
    assert type(row[0]) is type(value)


def number(value: int, attributes: str = "") -> str:
    return cell("Number", str(value), attributes)


THIRD = 'ss:Index="3"'


def test_given_indexes_leave_gaps_and_the_next_go_on_from_there() -> None:
    grid = grid_of(
        f"<Row>{number(1)}{number(2, THIRD)}{number(3)}</Row>"
        f"<Row {THIRD}><Cell/>{number(4)}</Row>"
        f'<Row ss:Span="1"/><Row>{number(5)}</Row>'
    )
    none = [None] * 4
    assert grid.rows == [
        [1, None, 2, 3],
        none,
        [None, 4, None, None],
        none,
        none,
        [5, None, None, None],
    ]


def test_merged_areas_move_the_next_cell_and_hide_what_lies_under_them() -> None:
    title = cell("String", "标题", 'ss:MergeAcross="1" ss:MergeDown="1"')
    grid = grid_of(
        f"<Row>{title}{number(1)}</Row><Row>{cell('String', '藏着')}{number(2, THIRD)}</Row>"
    )
    assert grid.rows == [["标题", None, 1], [None, None, 2]]
    assert list(grid.merged) == [(0, 0, 1, 1)]


def test_formulas_saved_without_a_result_are_told() -> None:
    empty = cell("String", "", 'ss:Formula="=x"')
    grid = grid_of(texts("甲", "乙") + f'<Row><Cell ss:Formula="=1+1"/>{empty}<Cell/></Row>')
    assert list(grid.uncached) == [(1, 0)]


def test_sheets_keep_their_names_and_order_and_hidden_ones_are_marked() -> None:
    options = (
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
        "<Visible>SheetHidden</Visible></WorksheetOptions>"
    )
    book = read(
        workbook(
            worksheet(texts("甲"), "六年级 &amp; 1班"),
            worksheet(texts("乙"), "参数", options),
            worksheet("", "空表"),
        )
    )
    assert book.sheet_names() == ("六年级 & 1班", "参数", "空表")
    assert [book.read(name).hidden for name in book.sheet_names()] == [False, True, False]
    assert book.read("空表").rows == []


def test_it_is_known_and_noted_under_a_wrong_name_only() -> None:
    text = workbook(worksheet(texts("甲")))
    book = read(text)
    assert book.kind is FileKind.XML_TABLE
    [note] = book.findings
    assert note.code == "file_misnamed"
    assert "XML 表格 2003" in note.message
    assert read(text, name="成绩.xml").findings == ()


ENCODINGS = {
    "UTF-8": (' encoding="UTF-8"', "utf-8"),
    "UTF-8 带标记": ("", "utf-8-sig"),
    "GBK": (' encoding="GBK"', "gbk"),
    "GB2312": (" encoding='gb2312'", "gb18030"),
    "UTF-16": (' encoding="UTF-16"', "utf-16"),
    "UTF-16 无标记": (' encoding="UTF-16"', "utf-16-le"),
}


@pytest.mark.parametrize(("declared", "encoding"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_other_encodings_read_alike(declared: str, encoding: str) -> None:
    text = workbook(worksheet(texts("姓名", "赟喆"), "六年级"), declared=declared)
    assert read(text, encoding).read("六年级").rows == [["姓名", "赟喆"]]


def test_prefixed_element_names_read_alike() -> None:
    text = (
        f'<s:Workbook xmlns:s="{MAIN}"><s:Worksheet s:Name="成绩"><s:Table><s:Row>'
        '<s:Cell s:Index="2"><s:Data s:Type="Number">7</s:Data></s:Cell>'
        "</s:Row></s:Table></s:Worksheet></s:Workbook>"
    )
    assert read(text).read("成绩").rows == [[None, 7.0]]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
GOOD = workbook(worksheet(texts("甲", "乙")))
DAMAGED = {
    "实体炸弹": GOOD.replace("<Workbook", ENTITIES + "<Workbook").replace("甲", "&b;"),
    "外部实体": GOOD.replace("<Workbook", OUTSIDE + "<Workbook").replace("甲", "&a;"),
    "未定义的实体": GOOD.replace("甲", "&nbsp;"),
    "没有下载完整": GOOD[: len(GOOD) * 9 // 10],
    "没有转义": GOOD.replace("甲", "语文&数学"),
    "倒退的列号": GOOD.replace('<Cell ><Data ss:Type="String">乙', '<Cell ss:Index="1"><Data>乙'),
    "列号为零": GOOD.replace("<Cell ", '<Cell ss:Index="0" ', 1),
    "列号太大": GOOD.replace("<Cell ", '<Cell ss:Index="16385" ', 1),
    "行号不是数": GOOD.replace("<Row>", '<Row ss:Index="一">'),
    "行号太大": GOOD.replace("<Row>", '<Row ss:Index="1048577">'),
    "跨列不是数": GOOD.replace("<Cell ", '<Cell ss:MergeAcross="-1" ', 1),
    "工作表之外的格": GOOD.replace("<Worksheet", f"{cell('String', '甲')}<Worksheet"),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_excel_would_not_open_is_refused_as_damaged(text: str) -> None:
    assert text != GOOD
    with pytest.raises(BadInputError) as caught:
        read(text)
    assert caught.value.findings[0].code == "file_damaged"


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(BadInputError, match="里没有工作表"):
        read(workbook())


def test_an_unknown_sheet_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read(GOOD).read("没有")


def test_results_go_beside_it(tmp_path: Path, plain_table: Callable[..., Table]) -> None:
    path = tmp_path / "成绩.xls"
    path.write_text(GOOD, encoding="utf-8")
    book = open_book(path)
    book.put(plain_table("率表", ("a",)))
    assert book.save() == tmp_path / "成绩_结果.xlsx"
    assert path.read_text(encoding="utf-8") == GOOD
