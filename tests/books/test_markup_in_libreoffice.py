"""Web pages and XML files that a real LibreOffice writes, and ours that it reads."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, time
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from xl_quality.books.files import FileKind, open_book
from xl_quality.books.fingerprints import grid_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.sheets.cells import Grid

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]
MAIN = "urn:schemas-microsoft-com:office:spreadsheet"


@pytest.fixture
def convert(tmp_path: Path) -> Callable[..., Path]:
    """Open a file in LibreOffice and save it in another format."""

    def run(path: Path, target: str, source: str = "") -> Path:
        out = tmp_path / "lo"
        profile = (tmp_path / "profile").as_uri()
        command = [SOFFICE or "soffice", f"-env:UserInstallation={profile}", "--headless"]
        command += [f"--infilter={source}"] if source else []
        command += ["--convert-to", target, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return out / f"{path.stem}.{target.partition(':')[0]}"

    return run


@pytest.fixture
def score_book(tmp_path: Path) -> Path:
    """All kinds of cells."""
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))

    def look(code: str) -> object:
        return book.add_format({"num_format": code})

    sheet = book.add_worksheet("六年级1班")
    sheet.merge_range("A1:E1", "青石镇中心小学期末成绩")
    sheet.write_row("A2", ["学号", "姓名", "语文", "数学", "合计"])
    for row in range(2, 12):
        sheet.write_row(row, 0, [f"00{row}", f"安 {row}", 60 + row / 8, 90 - row])
        sheet.write_formula(row, 4, f"=C{row + 1}+D{row + 1}", None, 150 - row * 7 / 8)
    sheet.write_comment("B3", "转学")
    sheet.merge_range("G3:H5", 5)
    sheet.write_datetime("G6", datetime(2026, 6, 30), look("yyyy-mm-dd"))  # noqa: DTZ001 - Excel has no zones
    sheet.write_datetime("G7", datetime(2026, 6, 30, 8, 30), look("yyyy-mm-dd hh:mm:ss"))  # noqa: DTZ001
    sheet.write_datetime("G8", time(8, 30), look("h:mm:ss"))
    sheet.write_number("G9", 0.853, look("0.0%"))
    sheet.write_number("G10", 1234567.891, look("#,##0.00"))
    sheet.write_number("G11", 12, look("0000"))
    sheet.write_row("H6", ["0012", "85", "1,234"])
    sheet.write_string("H7", "甲\n乙")
    sheet.write_string("H8", '<王> & "小"')
    sheet.write_formula("H9", "=1/0", None, "#DIV/0!")
    sheet.write_formula("H10", "=NA()", None, "#N/A")
    sheet.write_string("H11", "95", look("@"))
    for number in range(17):  # its XML filter fails where too many columns look alike
        first = number * 1000
        sheet.set_column(first, min(first + 999, 16_383), 9 + number % 2)
    book.close()
    return path


def same(grid: Grid, expected: Grid) -> None:
    found = [[*row] for row in grid.rows]
    assert found == [[*row] for row in expected.rows]
    assert sorted(grid.merged) == sorted(expected.merged)
    assert grid_fingerprint(grid) == grid_fingerprint(expected)


def test_a_page_that_libreoffice_writes_reads_like_the_workbook(
    score_book: Path, convert: Callable[..., Path]
) -> None:
    page = open_book(convert(score_book, "html"))
    assert page.kind is FileKind.HTML
    assert page.findings == ()
    same(page.read("成绩册"), open_book(score_book).read("六年级1班"))


def test_sheets_of_a_page_that_libreoffice_writes_have_their_names(
    tmp_path: Path, convert: Callable[..., Path]
) -> None:
    path = tmp_path / "全年级.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for number in range(2):
        sheet = book.add_worksheet(f"{number + 1} 班<优>")
        sheet.write_column("A1", ["姓名", f"安{number}"])
    book.close()
    page = open_book(convert(path, "html"))
    assert page.sheet_names() == ("1 班<优>", "2 班<优>")
    assert page.read("2 班<优>").rows == [["姓名"], ["安1"]]


def test_an_xml_file_that_libreoffice_writes_reads_like_the_workbook(
    score_book: Path, convert: Callable[..., Path]
) -> None:
    book = open_book(score_book)
    saved = open_book(convert(score_book, "xls:MS Excel 2003 XML"))
    assert saved.kind is FileKind.XML_TABLE
    assert saved.sheet_names() == book.sheet_names()
    same(saved.read("六年级1班"), book.read("六年级1班"))


XML = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{MAIN}" xmlns:ss="{MAIN}"><Styles><Style ss:ID="d"><NumberFormat
ss:Format="yyyy\\-mm\\-dd"/></Style></Styles><Worksheet ss:Name="成绩"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell>
<Cell><Data ss:Type="Number">1</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">0012</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="Number">88.5</Data></Cell>
<Cell ss:StyleID="d"><Data ss:Type="DateTime">2026-06-30T00:00:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">甲&#10;乙</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">-1.5E-2</Data></Cell></Row>
<Row/><Row><Cell ss:Formula="=R[-6]C[3]*2"><Data ss:Type="Number">2</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_an_xml_file_reads_as_libreoffice_reads_it(
    tmp_path: Path, convert: Callable[..., Path]
) -> None:
    path = tmp_path / "成绩.xml"
    path.write_text(XML, encoding="utf-8")
    same(open_book(path).read("成绩"), open_book(convert(path, "xlsx")).read("成绩"))


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=gb2312>
<style>.t {mso-number-format:"\\@";}</style></head><body><table>
<tr><td colspan=4>期末成绩</td></tr>
<tr><th rowspan=2>姓名</th><th colspan=2>语文</th><th rowspan=2>数学</th></tr>
<tr><th>卷面</th><th>附加</th></tr>
<tr><td>安&nbsp;一</td><td>80</td><td>5.5<td>90</tr>
<tr><td rowspan=3 colspan=2>安<br>二</td><td>&lt;缺考&gt;</td><td>-3</td></tr>
<tr><td>1</td><td>2</td></tr><tr><td colspan=9>尾</td></tr></table></body></html>"""


def test_a_page_reads_as_libreoffice_reads_it(tmp_path: Path, convert: Callable[..., Path]) -> None:
    path = tmp_path / "成绩.html"
    path.write_bytes(PAGE.encode("gbk"))
    ours = open_book(path).read("成绩")
    book = open_book(convert(path, "xlsx", "HTML (StarCalc)"))
    [sheet] = book.sheet_names()
    same(ours, book.read(sheet))
