"""Plainly written sheets are read from their bytes as the parser and the fast reader read them."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xl_quality.books import xlsx_reader
from xl_quality.books.opc.writer import saved_bytes
from xl_quality.books.opc.zip import Changes, read_archive, rewrite
from xl_quality.books.tables import Row, Style, Table
from xl_quality.books.xlsx_reader import OoxmlSheets, parse_cells
from xl_quality.books.xlsx_rows import (
    SharedParts,
    UnusualXmlError,
    read_rows,
    shared_texts,
    shows_time,
)
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xl_quality.sheets.cells import Grid

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FORMATS = (
    "General", "0.00", "yyyy-mm-dd", 'yyyy"年"m"月"d"日";@', "h:mm", "[h]:mm", "0.00_ ;[Red]-0.00 ",
    "@", "m/d h:mm AM/PM", '"第"0"名"', "[$-804]yyyy/m/d", "#,##0*y", '0"d', "[Magenta]0",
    "mm:ss.0",
)  # fmt: skip


def book_with(sheet: bytes, texts: bytes | None = None) -> bytes:
    """Return a workbook with many number formats, and the parts given."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("成绩")
    page.write_row(0, 0, ["姓名", "语文", " 前后 ", "甲\n乙", "a<b&c"])
    for number, code in enumerate(FORMATS):
        page.write_number(1, number, 1, book.add_format({"num_format": code}))
    book.close()
    archive = read_archive(file.getvalue(), "手写.xlsx")
    parts = {"xl/worksheets/sheet1.xml": sheet}
    if texts is not None:
        parts["xl/sharedStrings.xml"] = texts
    return rewrite(archive, Changes(parts))


def read(content: bytes) -> Grid | str:
    """Return the sheet, or the words with which it is refused."""
    try:
        return OoxmlSheets(read_archive(content, "手写.xlsx")).read("成绩")
    except BadInputError as error:
        return str(error)


def read_both_ways(content: bytes) -> tuple[Grid | str, Grid | str, bool]:
    """Return what is read, what parser and fast reader read, and whether bytes sufficed."""
    with patch.object(xlsx_reader, "parse_cells", wraps=parse_cells) as parser:
        usual = read(content)
    with patch.object(xlsx_reader, "read_rows", side_effect=UnusualXmlError):
        parsed = read(content)
    return usual, parsed, not parser.called


def assert_alike(content: bytes) -> bool:
    """Compare both readings, types included; return whether bytes sufficed."""
    usual, parsed, plain = read_both_ways(content)
    if isinstance(usual, str) or isinstance(parsed, str):
        assert usual == parsed
        return plain
    assert repr(usual.rows) == repr(parsed.rows)  # nan equals nothing; 1 is neither 1.0 nor True
    assert list(usual.merged) == list(parsed.merged)
    assert list(usual.uncached) == list(parsed.uncached)
    return plain


NUMBERS = st.sampled_from(
    ["0", "92", "85.5", "-3", "1E2", "0.1", "45943.541", "45943", "61", "60", "59.5", "0.25", "-1",
     "2958465", "2958465.9999999999", "1e400", "45943.9999999999", "", " 92", "1_0", "nan", "+5",
     "92.", ".5", "0x1", "９", "12345678901234567890123", "36526.0000000001", "61.000011574"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["", "语文", " 前后 ", "a&amp;b", "&#10;甲", "&#x7532;", "&#0;", "&nope;", "_x000D_",
     "_x005F_x",
     "甲\r\n乙", "\t", "<b/>", "<![CDATA[甲]]>", "<!-- 注 -->甲", "#N/A", "TRUE", "\u00a0"]
)  # fmt: skip
STYLES = st.sampled_from(["", *(f' s="{number}"' for number in range(len(FORMATS) + 2))])
FORMULAS = st.sampled_from(
    ["", "<f>A1+1</f>", '<f t="shared" si="0"/>', "<f/>",
     '<f t="shared" ref="A1:A9" si="0">A1&amp;1</f>']
)  # fmt: skip


@st.composite
def cells(draw: st.DrawFn) -> str:
    """Draw a cell; ``@`` stands for its address."""
    kind = draw(st.sampled_from(["", "n", "s", "str", "b", "e", "inlineStr", "d", "x"]))
    style, formula = draw(STYLES), draw(FORMULAS)
    type_ = f' t="{kind}"' if kind else ""
    attributes = draw(st.sampled_from([style + type_, type_ + style, style + type_ + " "]))
    if kind == "inlineStr":
        kept = draw(st.sampled_from(["", ' xml:space="preserve"']))
        inside = f"<is><t{kept}>{draw(TEXTS)}</t></is>"
    elif kind == "str":
        inside = f"{formula}<v>{draw(TEXTS)}</v>"
    else:
        value = {
            "s": st.sampled_from(["0", "1", "2", "3", "4", "99", "-1", "", "1.0"]),
            "b": st.sampled_from(["0", "1", "2", ""]),
            "e": st.sampled_from(["#N/A", "#DIV/0!", "#SPILL!", ""]),
        }.get(kind, NUMBERS)
        inside = f"{formula}<v>{draw(value)}</v>"
    inside = draw(
        st.sampled_from([inside] * 8 + ["", formula, "<v/>", f"{formula}<v/>", f"\n{inside} "])
    )
    odd = ['<c r="@"{0}></c>', '<c r="@"{0}/>', "<c r='@'{0}>{1}</c>", '<c{0} r="@">{1}</c>']
    usual = ['<c r="@"{0}>{1}</c>'] * 10
    written = draw(st.sampled_from([*usual, *odd, "<c{0}>{1}</c>"]))
    return written.format(attributes, inside)


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """Draw a worksheet part: rows with gaps, cells left out, rows of other columns."""
    rows, number = [], 0
    for _ in range(draw(st.integers(0, 6))):
        number += draw(st.sampled_from([1, 1, 1, 2, 12]))
        columns = draw(
            st.sampled_from(["ABC", "ABC", "ABC", "AC", "BC", "ABD", "", "CB", "AAB", "Z"])
        )
        inside = "".join(draw(cells()).replace("@", f"{letter}{number}") for letter in columns)
        extra = draw(
            st.sampled_from(["", ' spans="1:3"', f' ht="{number}"', ' hidden="1" ht="12.75"'])
        )
        rows.append(f'<row r="{number}"{extra}>{inside}</row>')
    head = draw(st.sampled_from(["", '<dimension ref="A1:C3"/>', "<sheetPr/><!-- 注 -->"]))
    areas = st.sampled_from(["A1:B2", "B1", "A1:XFD1", "1:1", "B:B", "$A$1:$B$1", "B2:A1", "x"])
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in draw(st.lists(areas, max_size=2)))
    tail = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    tail += draw(st.sampled_from(["", '<pageMargins left="0.7"/>', "<odd"]))
    data = draw(
        st.sampled_from(["<sheetData>%s</sheetData>"] * 6 + ["<sheetData>\n%s </sheetData>"])
    )
    between = draw(st.sampled_from(["", "", "\n"]))
    return b"<worksheet %s>%s</worksheet>" % (
        MAIN,
        (head + data % between.join(rows) + tail).encode(),
    )


ERROR_UNDER_A_MERGED_AREA = (
    '<sheetData><row r="1"><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><v>0</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
)


@settings(max_examples=200, deadline=None)
@given(sheets())
@example(b"<worksheet %s>%s</worksheet>" % (MAIN, ERROR_UNDER_A_MERGED_AREA.encode()))
def test_any_sheet_reads_as_parser_and_fast_reader_read_it(sheet: bytes) -> None:
    assert_alike(book_with(sheet))


ENTRIES = st.sampled_from(
    [
        "<si><t>语文</t></si>",
        "<si><t> 甲 </t></si>",
        '<si><t xml:space="preserve"> 甲 </t></si>',
        "<si/>",
        "<si></si>",
        "<si><t></t></si>",
        "<si><t/></si>",
        "<si><t>a&amp;&#10;</t></si>",
        "<si><t>_x0041_</t></si>",
        '<si><t>字</t><rPh sb="0" eb="1"><t>zì</t></rPh><phoneticPr fontId="1"/></si>',
        '<si><t>字</t><phoneticPr fontId="1" type="noConversion"/></si>',
        "<si><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space='preserve'> 乙</t></r></si>",
        '<si><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></si>',
        "<si><r><t> 甲 </t></r></si>",
        "<si>\n<t>甲</t></si>",
        "<!-- <si><t>x</t></si> -->",
        "<si><t>甲\r\n乙</t></si>",
        "<si><t><![CDATA[甲]]></t></si>",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTRIES, max_size=6), st.sampled_from(["", "<extLst/>", "\n"]))
def test_any_shared_texts_read_as_the_fast_reader_reads_them(entries: list[str], end: str) -> None:
    inside = "".join(
        f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCDEF")
    )
    sheet = f'<sheetData><row r="1">{inside}</row></sheetData>'.encode()
    texts = b"<sst %s>%s</sst>" % (MAIN, ("".join(entries) + end).encode())
    assert_alike(book_with(b"<worksheet %s>%s</worksheet>" % (MAIN, sheet), texts))


@settings(max_examples=150, deadline=None)
@given(st.floats(-5, 3e6) | st.integers(0, 2958470), st.integers(0, len(FORMATS) + 1))
@example(45943.541666666664, 3)
@example(36525.99999999999, 3)
def test_any_day_reads_as_the_fast_reader_reads_it(number: float, style: int) -> None:
    cell = f'<row r="1"><c r="A1" s="{style}"><v>{number!r}</v></c></row>'
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (MAIN, cell.encode())
    assert_alike(book_with(sheet))


CODES = st.text(st.sampled_from('dmyhsagep0#."[]_\\*;/年月 $-E'), max_size=8)


@settings(max_examples=200, deadline=None)
@given(CODES)
def test_a_number_format_is_a_date_where_the_fast_reader_thinks_so(code: str) -> None:
    thought = shows_time(code)
    if thought is None:
        return
    styles = (
        f"<styleSheet {MAIN.decode()}><numFmts>"
        '<numFmt numFmtId="170" formatCode="{}"/></numFmts>'
        '<cellXfs count="1"><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    quoted = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    archive = read_archive(book_with(b""), "手写.xlsx")
    cell = b'<sheetData><row r="1"><c r="A1" s="0"><v>45943</v></c></row></sheetData>'
    parts = {
        "xl/styles.xml": styles.format(quoted).encode(),
        "xl/worksheets/sheet1.xml": b"<worksheet %s>%s</worksheet>" % (MAIN, cell),
    }
    with patch.object(xlsx_reader, "read_rows", side_effect=UnusualXmlError):
        grid = read(rewrite(archive, Changes(parts)))
    assert not isinstance(grid, str)
    assert isinstance(grid.rows[0][0], date) is thought


def county_rows() -> Iterator[list[object]]:
    yield ["学校", "班级", "姓名", "语文", "数学", "总分", "生日"]
    for number in range(400):
        marks = [(None, "缺考", 60, 85.5, 92)[number * step % 5] for step in (1, 3)]
        total = sum(mark for mark in marks if isinstance(mark, (int, float)))
        day = date(2012, 1 + number % 12, 5) if number % 7 else None
        yield [f"第{number % 4}小学", f"{number % 6}班", f"学生{number} ", *marks, total, day]


def by_openpyxl(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "成绩"
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(rows: list[list[object]], *, formulas: bool = False) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("成绩")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
        if formulas and number:
            sheet.write_formula(number, 5, f"=SUM(D{number + 1}:E{number + 1})", None, row[5])
    book.close()
    return file.getvalue()


def by_ourselves(rows: list[list[object]]) -> bytes:
    plain = [[value if not isinstance(value, date) else None for value in row] for row in rows]
    plain = [[int(v) if isinstance(v, float) else v for v in row] for row in plain]
    archive = read_archive(by_xlsxwriter([["无关"]]), "手写.xlsx")
    table = Table("我们的", [Row(tuple(row), (Style(),) * 7) for row in plain])  # type: ignore[arg-type]
    return saved_bytes(archive, [table], [])


WRITERS = {
    "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter,
    "公式": partial(by_xlsxwriter, formulas=True),
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())
def test_what_usual_programs_write_needs_no_parser(
    writer: Callable[[list[list[object]]], bytes],
) -> None:
    rows = list(county_rows())
    content = writer(rows)
    assert assert_alike(content)
    grid = read(content)
    assert not isinstance(grid, str)
    assert grid.rows[1][:3] == ["第0小学", "0班", "学生0 "]
    assert [row[3] for row in grid.rows[1:]] == [row[3] for row in rows[1:]]
    assert grid.rows[2][6] == date(2012, 2, 5)


def test_what_we_write_ourselves_needs_no_parser() -> None:
    rows = list(county_rows())
    archive = read_archive(by_ourselves(rows), "手写.xlsx")
    with patch.object(xlsx_reader, "parse_cells", side_effect=AssertionError):
        grid = OoxmlSheets(archive).read("我们的")
    assert [row[2] for row in grid.rows] == [row[2] for row in rows]


def test_rows_may_come_in_any_pieces() -> None:
    sheet = by_xlsxwriter(list(county_rows()))
    archive = read_archive(sheet, "手写.xlsx")
    parts = {member.name: archive.read(member) for member in archive.members}
    xml = parts["xl/worksheets/sheet1.xml"]
    stated = SharedParts(parts["xl/sharedStrings.xml"], parts["xl/styles.xml"], since_1904=False)
    whole = read_rows([xml], stated)
    for size in (7, 100, 1_000):
        chunks = [xml[at : at + size] for at in range(0, len(xml), size)]
        assert read_rows(chunks, stated) == whole


def test_a_number_that_ends_another_attribute_cuts_no_row_wrongly() -> None:
    rows = "".join(
        f'<row r="{number}" spans="1:{number}" ht="{number}">'
        f'<c r="A{number}" s="{number % 3}"><v>{number}</v></c>'
        f'<c r="B{number}"><v>1</v></c></row>'
        for number in range(1, 40)
    )
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (MAIN, rows.encode())
    assert assert_alike(book_with(sheet))


def test_texts_not_written_plainly_are_left_to_the_reader() -> None:
    with pytest.raises(UnusualXmlError):
        shared_texts(b"<sst><!-- <si><t>x</t></si> --><si><t>y</t></si></sst>")
