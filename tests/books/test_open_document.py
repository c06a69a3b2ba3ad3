"""An .ods is read through the same port as an .xlsx: values only, never written."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from xl_quality.books.files import FileKind, open_book
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table

SOFFICE = shutil.which("soffice")
SPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style",
        "manifest": "manifest",
    }.items()
)  # fmt: skip
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIME = "application/vnd.oasis.opendocument.spreadsheet"
STYLES = (
    '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def text(value: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def number(value: object, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def table(*rows: str, name: str = "成绩", style: str = "ta1") -> str:
    column = '<table:table-column table:number-columns-repeated="16384"/>'
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{column}{"".join(rows)}'
        "</table:table>"
    )


def document(*tables: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content{SPACES}>{STYLES}'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


@pytest.fixture
def ods(tmp_path: Path) -> Callable[..., Path]:
    """Pack a document as LibreOffice does."""

    def make(
        content: str | bytes, mime: str = MIME, name: str = "成绩.ods", manifest: str = ""
    ) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            if mime:
                archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
            archive.writestr("content.xml", content)
            archive.writestr(
                "META-INF/manifest.xml",
                f"<manifest:manifest{SPACES}>{manifest}</manifest:manifest>",
            )
        return path

    return make


def rows_of(path: Path, sheet: str = "成绩") -> list[Any]:
    return [list(each) for each in open_book(path).read(sheet).rows]


KINDS = {
    "数": (number(88.5), 88.5),
    "百分数": (
        '<table:table-cell office:value-type="percentage" office:value="0.855"/>',
        0.855,
    ),
    "金额": ('<table:table-cell office:value-type="currency" office:value="12.5"/>', 12.5),
    "文字": (text("缺考"), "缺考"),
    "文字里的数": (text("0012"), "0012"),
    "两行": (text("一</text:p><text:p>二"), "一\n二"),
    "日期": (
        '<table:table-cell office:value-type="date" office:date-value="2026-06-30"/>',
        date(2026, 6, 30),
    ),
    "日期时间": (
        '<table:table-cell office:value-type="date" office:date-value="2026-06-30T08:30:00"/>',
        datetime(2026, 6, 30, 8, 30),  # noqa: DTZ001 - sheets have no zones
    ),
    "钟点": (
        '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>',
        time(8, 30),
    ),
    "时长": (
        '<table:table-cell office:value-type="time" office:time-value="PT732H00M00S"/>',
        timedelta(hours=732),
    ),
    "负时长": (
        '<table:table-cell office:value-type="time" office:time-value="-PT01H30M00S"/>',
        -timedelta(hours=1, minutes=30),
    ),
    "真": ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
    "错误": (
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
            "</table:table-cell>"
        ),
        ErrorCell("#DIV/0!"),
    ),
    "别的程序的错误": (
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string">'
            "<text:p>#N/A</text:p></table:table-cell>"
        ),
        ErrorCell("#N/A"),
    ),
    "写成文字的错误": (text("#N/A"), "#N/A"),
    "批注不是值": (
        (
            '<table:table-cell office:value-type="float" office:value="60"><office:annotation>'
            "<text:p>补考</text:p></office:annotation><text:p>60</text:p></table:table-cell>"
        ),
        60.0,
    ),
    "公式": (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>',
        2.0,
    ),
}


@pytest.mark.parametrize(("cell", "value"), KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_cell_is_read_as_what_it_is(
    ods: Callable[..., Path], cell: str, value: object
) -> None:
    [[first, read, last]] = rows_of(ods(document(table(row(text("甲"), cell, text("乙"))))))
    assert (first, read, last) == ("甲", value, "乙")
    assert type(read) is type(value)


def test_a_formula_without_a_value_is_told(ods: Callable[..., Path]) -> None:
    bare = '<table:table-cell table:formula="of:=A2"/>'
    empty = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    grid = open_book(ods(document(table(row(number(1), bare, empty, number(2)))))).read("成绩")
    assert (list(grid.rows[0]), list(grid.uncached)) == ([1.0, None, None, 2.0], [(0, 1)])


def test_repeated_cells_and_rows_stand_as_often_as_they_say(ods: Callable[..., Path]) -> None:
    twice = number(5, ' table:number-columns-repeated="2"')
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    error = KINDS["错误"][0].replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="2"'
    )
    path = ods(document(table(row(twice, gap, text("尾"), times=2), row(gap), row(error))))
    assert rows_of(path) == [
        [5.0, 5.0, None, None, "尾"],
        [5.0, 5.0, None, None, "尾"],
        [None] * 5,
        [ErrorCell("#DIV/0!"), ErrorCell("#DIV/0!"), None, None, None],
    ]


def test_merged_areas_are_told_and_hide_what_lies_under_them(ods: Callable[..., Path]) -> None:
    wide = text("标题", ' table:number-columns-spanned="3" table:number-rows-spanned="2"')
    under = number(7).replace("table-cell", "covered-table-cell")
    pair = text("并", ' table:number-columns-spanned="2"')
    path = ods(
        document(
            table(
                row(wide, under, under, number(1)),
                row(under, under, under, number(2)),
                row(pair, under, times=2),
                row("<table:table-cell/>", times=1_048_570),
            )
        )
    )
    grid = open_book(path).read("成绩")
    assert [list(each) for each in grid.rows] == [
        ["标题", None, None, 1.0],
        [None, None, None, 2.0],
        ["并", None, None, None],
        ["并", None, None, None],
    ]
    assert list(grid.merged) == [(0, 0, 1, 2), (2, 0, 2, 1), (3, 0, 3, 1)]


def test_sheets_are_listed_in_order_and_hidden_ones_marked(ods: Callable[..., Path]) -> None:
    inside = table(row(number(9)), name="单元格里的表")
    cell = f"<table:table-cell>{inside}</table:table-cell>"
    path = ods(
        document(
            table(row(number(1)), name="语文"),
            table(row(number(2)), name="参数", style="ta2"),
            table(row(number(3)), name="&apos;file:///别的.ods&apos;#$表1", style="ta2"),
            table(row(number(4), cell), name="数学"),
        )
    )
    book = open_book(path)
    assert book.sheet_names() == ("语文", "参数", "数学")
    assert [book.read(name).hidden for name in book.sheet_names()] == [False, True, False]
    assert rows_of(path, "数学")[0][0] == 4.0
    with pytest.raises(KeyError):
        book.read("没有")


def test_white_space_between_the_elements_is_no_content(ods: Callable[..., Path]) -> None:
    content = document(
        table(
            row(
                number(1),
                text("甲 乙"),
                '<table:table-cell office:value-type="string"><text:p/></table:table-cell>',
            ),
            row(number(2)),
        )
    )
    for mark in ("<table:", "</table:", "<text:p", "</office:"):
        content = content.replace(mark, f"\n    {mark}")
    assert rows_of(ods(content)) == [[1.0, "甲 乙"], [2.0, None]]


@pytest.mark.parametrize("mime", [MIME, f"{MIME}-template", f"{MIME}\n", ""])
def test_it_is_known_by_its_content(ods: Callable[..., Path], mime: str) -> None:
    book = open_book(ods(document(table(row(number(1)))), mime, "成绩.xlsx"))
    assert book.kind is FileKind.ODS
    assert [finding.code for finding in book.findings] == ["file_misnamed"]
    assert book.read("成绩").rows == [[1.0]]


def test_results_go_to_a_new_workbook_beside_it(
    ods: Callable[..., Path], plain_table: Callable[..., Table]
) -> None:
    path = ods(document(table(row(number(1)))))
    before = path.read_bytes()
    book = open_book(path)
    assert not book.writable_in_place
    book.put(plain_table("率表", ("a",)))
    made = book.save()
    assert (made.name, path.read_bytes() == before) == ("成绩_结果.xlsx", True)
    assert open_book(made).read("率表").rows == [["a"]]


REFUSED = {
    "一格重复到天边": (
        document(table(row(number(1, ' table:number-columns-repeated="16384"'), times=1_048_576))),
        {},
        "file_too_large",
    ),
    "重复得不像话": (
        document(table(row(number(1, f' table:number-columns-repeated="{10**18}"'), times=10**18))),
        {},
        "file_too_large",
    ),
    "带实体": (document(table(row(number(1))), head="<!DOCTYPE a>"), {}, "file_damaged"),
    "截断": (document(table(row(number(1))))[:-60], {}, "file_damaged"),
    "设了密码": (
        b"\x01\x02\x03",
        {"manifest": "<manifest:encryption-data/>"},
        "file_encrypted",
    ),
    "文字文档": (
        document(table(row(number(1)))),
        {"mime": "application/vnd.oasis.opendocument.text"},
        "file_no_workbook",
    ),
    "没有表格": (
        f"<office:document-content{SPACES}/>",
        {},
        "file_no_workbook",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused_with_its_reason(
    ods: Callable[..., Path], case: tuple[str | bytes, dict[str, str], str]
) -> None:
    content, more, code = case
    path = ods(content, **more)
    with pytest.raises(BadInputError) as caught:
        open_book(path).read("成绩")
    assert caught.value.findings[0].code == code
    assert path.name in str(caught.value)


def test_empty_rows_and_columns_to_the_end_of_the_world_cost_nothing(
    ods: Callable[..., Path],
) -> None:
    far = '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16383"/>'
    path = ods(document(table(row(number(1), far), row(far, times=1_048_575))))
    assert rows_of(path) == [[1.0]]


@pytest.fixture
def as_ods(tmp_path: Path) -> Callable[[Path], Path]:
    """Let LibreOffice save a workbook as .ods."""

    def run(path: Path) -> Path:
        command = [SOFFICE or "soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"]
        command += [
            "--headless",
            "--convert-to",
            "ods",
            "--outdir",
            str(tmp_path / "ods"),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return tmp_path / "ods" / f"{path.stem}.ods"

    return run


@pytest.mark.libreoffice
def test_what_libreoffice_saves_as_ods_reads_as_the_xlsx_it_came_from(
    office_book: Path, as_ods: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = tmp_path / "各种.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("各种")
    shapes = {"日": "yyyy-mm-dd", "时": "hh:mm", "长": "[h]:mm", "率": "0.0%", "钱": '"¥"0.00'}
    looks = {name: book.add_format({"num_format": code}) for name, code in shapes.items()}
    sheet.write_string("A1", "0012")
    sheet.write_number("B1", 88.5)
    sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("D1", datetime(2026, 6, 30), looks["日"])  # noqa: DTZ001 - no zones
    sheet.write_datetime("E1", time(8, 30), looks["时"])
    sheet.write_number("F1", 30.5, looks["长"])
    sheet.write_number("G1", 0.855, looks["率"])
    sheet.write_number("H1", 12.5, looks["钱"])
    sheet.write_formula("I1", "=B1*2", None, 177)
    sheet.write_formula("J1", '="甲"&"乙"', None, "甲乙")
    sheet.write_formula("K1", "=NA()", None, "#N/A")
    sheet.write_string("A2", " 缺考 ")
    sheet.merge_range("B2:C3", "并", None)
    sheet.write_string("A4", "一行\n二行")
    sheet.write_comment("A1", "批注不是值")
    sheet.write_blank("CA60000", None, book.add_format({"border": 1}))
    book.add_worksheet("参数").hide()
    book.close()
    for original in (path, office_book):
        xlsx, ods = open_book(original), open_book(as_ods(original))
        assert (ods.kind, ods.findings) == (FileKind.ODS, ())
        assert set(xlsx.sheet_names()) <= set(ods.sheet_names())
        for name in xlsx.sheet_names():
            one, other = xlsx.read(name), ods.read(name)
            assert [list(map(plain, each)) for each in other.rows] == [
                list(map(plain, each)) for each in one.rows
            ]
            assert (list(other.merged), other.hidden) == (list(one.merged), one.hidden)
            assert list(other.uncached) == []


def plain(value: object) -> object:
    """LibreOffice writes a truth value that came from an .xlsx as the number of a formula."""
    return float(value) if isinstance(value, bool) else value
