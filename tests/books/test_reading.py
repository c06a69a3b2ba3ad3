"""What a sheet of an .xlsx file reads as."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import open_book
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def cells(*content: str) -> str:
    return f'<sheetData><row r="1">{"".join(content)}</row></sheetData>'


def test_numbers_texts_dates_and_truth_values_keep_their_kind(office_book: Path) -> None:
    rows = open_book(office_book).read("成绩").rows
    assert rows[2][:5] == ["20260000", "学生0", 60.0, 90.0, 150.0]
    assert rows[0][6] == date(2026, 6, 30)
    assert rows[1][6] is True


def test_an_empty_cell_is_none_and_all_rows_are_equally_long(office_book: Path) -> None:
    rows = open_book(office_book).read("成绩").rows
    assert rows[2][5] is None
    assert {len(row) for row in rows} == {7}


def test_chart_sheets_are_not_listed_and_hidden_sheets_are_marked(office_book: Path) -> None:
    book = open_book(office_book)
    assert book.sheet_names() == ("成绩", "参数")
    assert book.read("参数").hidden
    assert not book.read("成绩").hidden


def test_merged_areas_are_told_with_both_ends(office_book: Path) -> None:
    assert list(open_book(office_book).read("成绩").merged) == [(0, 0, 0, 4)]


def test_what_lies_hidden_under_a_merged_area_is_not_read(sheet_book: Callable[..., Path]) -> None:
    under = cells('<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>', '<c r="C1"><v>3</v></c>')
    path = sheet_book(under + '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')
    assert open_book(path).read("成绩").rows == [[1.0, None, 3.0]]


def test_an_unknown_sheet_is_a_key_error(office_book: Path) -> None:
    with pytest.raises(KeyError):
        open_book(office_book).read("没有")


def test_an_empty_sheet_is_an_empty_grid(sheet_book: Callable[..., Path]) -> None:
    assert open_book(sheet_book("<sheetData/>")).read("成绩").rows == []


def test_trailing_empty_cells_are_cut_off(sheet_book: Callable[..., Path]) -> None:
    content = cells('<c r="B1"><v>1</v></c>', '<c r="C1" t="str"><f>""</f><v></v></c>')
    assert open_book(sheet_book(content)).read("成绩").rows == [[None, 1.0]]


FLAG_WRITINGS = {
    "Excel": '<c r="B1" t="b"><v>1</v></c>',
    "公式": '<c r="B1" t="b"><f>1=1</f><v>1</v></c>',
    "单引号": "<c r='B1' t='b'><v>1</v></c>",
    "属性换序": '<c t="b" r="B1"><v>1</v></c>',
    "带空格": '<c r = "B1"  t = "b" ><v>1</v ></c >',
    "带错误和注释": '<c r="B1" t="b"><!-- "e" --><v>1</v></c>',
}


@pytest.mark.parametrize("writing", FLAG_WRITINGS.values(), ids=FLAG_WRITINGS.keys())
def test_true_beside_a_one_stays_true_however_it_is_written(
    sheet_book: Callable[..., Path], writing: str
) -> None:
    one = '<c r="A1"><v>1</v></c>'
    for first, second in ((one, writing), (writing.replace("B1", "A1"), one.replace("A1", "B1"))):
        (row,) = open_book(sheet_book(cells(first, second))).read("成绩").rows
        assert row == [1.0, 1.0]
        assert {type(value) for value in row} == {float, bool}
        assert (row[0] is True) is (first is not one)


def test_equal_values_are_one_object_where_no_truth_values_are(
    sheet_book: Callable[..., Path],
) -> None:
    numbers = [f'<c r="{letter}1"><v>85.5</v></c>' for letter in "ABC"]
    (row,) = open_book(sheet_book(cells(*numbers))).read("成绩").rows
    assert row == [85.5] * 3
    assert row[0] is row[1] is row[2]


ERROR_WRITINGS = {
    "Excel": '<c r="B1" t="e"><v>#N/A</v></c>',
    "公式": '<c r="B1" s="0" t="e"><f>1/0</f><v>#N/A</v></c>',
    "单引号": "<c r='B1' t='e'><v>#N/A</v></c>",
    "属性换序": '<c t="e" r="B1"><v>#N/A</v></c>',
    "带空格": '<c r = "B1"  t = "e" ><v>#N/A</v ></c >',
    "带注释": '<c r="B1" t="e"><!-- <c r="C1"> --><v>#N/A</v></c>',
    "无地址": '<c t="e"><v>#N/A</v></c>',
}


@pytest.mark.parametrize("writing", ERROR_WRITINGS.values(), ids=ERROR_WRITINGS.keys())
def test_an_error_cell_is_an_error_however_it_is_written(
    sheet_book: Callable[..., Path], writing: str
) -> None:
    path = sheet_book(cells('<c r="A1"><v>1</v></c>', writing))
    assert open_book(path).read("成绩").rows == [[1.0, ErrorCell("#N/A")]]


def test_error_cells_outside_of_all_values_widen_the_grid(sheet_book: Callable[..., Path]) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#REF!</v></c></row>'
    )
    grid = open_book(sheet_book(f"<sheetData>{rows}</sheetData>")).read("成绩")
    assert grid.rows == [[1.0, None, None], [None] * 3, [None, None, ErrorCell("#REF!")]]


def test_a_text_that_only_looks_like_an_error_cell_stays_text(
    sheet_book: Callable[..., Path],
) -> None:
    text = '<c r="A1" t="inlineStr"><is><t>t="e" &lt;c r="A1" t="e"></t></is></c>'
    assert open_book(sheet_book(cells(text))).read("成绩").rows == [['t="e" <c r="A1" t="e">']]


FORMULAS = {
    "有结果": ('<c r="A1"><f>1+1</f><v>2</v></c>', False),
    "结果为零": ('<c r="A1"><f>1-1</f><v>0</v></c>', False),
    "结果为空文本": ('<c r="A1" t="str"><f>""</f><v></v></c>', False),
    "没有结果": ('<c r="A1"><f>1+1</f></c>', True),
    "空结果": ('<c r="A1"><f>1+1</f><v></v></c>', True),
    "空结果自闭合": ('<c r="A1"><f>1+1</f><v/></c>', True),
    "文本类型没有结果": ('<c r="A1" t="str"><f>A2</f></c>', True),
    "共享公式没有结果": ('<c r="A1"><f t="shared" si="0"/></c>', True),
    "共享公式有结果": ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', False),
    "数字": ('<c r="A1"><v>5</v></c>', False),
}


@pytest.mark.parametrize(("cell", "uncached"), FORMULAS.values(), ids=FORMULAS.keys())
@pytest.mark.parametrize("comment", ["", "<!-- -->"], ids=["快", "慢"])
def test_formulas_saved_without_a_result_are_told(
    sheet_book: Callable[..., Path], cell: str, comment: str, *, uncached: bool
) -> None:
    grid = open_book(sheet_book(cells(cell, comment))).read("成绩")
    assert list(grid.uncached) == ([(0, 0)] if uncached else [])


def test_prefixed_element_names_read_alike(
    sheet_book: Callable[..., Path], prefixed: Callable[[bytes], bytes]
) -> None:
    inside = cells(
        '<c r="A1"><v>7</v></c>', '<c r="B1" t="e"><v>#DIV/0!</v></c>', '<c r="C1"><f>A2</f></c>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = prefixed(f'<worksheet xmlns="{main}">{inside}</worksheet>'.encode())
    grid = open_book(sheet_book("", whole=whole)).read("成绩")
    assert grid.rows == [[7.0, ErrorCell("#DIV/0!")]]
    assert list(grid.uncached) == [(0, 2)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_of_unicode_read_alike(
    sheet_book: Callable[..., Path], encoding: str
) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inside = cells(
        '<c r="A1" t="inlineStr"><is><t>语文</t></is></c>', '<c r="B1" t="e"><v>#N/A</v></c>'
    )
    declared = "UTF-16" if encoding == "utf-16" else "UTF-8"
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><worksheet xmlns="{main}">{inside}</worksheet>'
    )
    path = sheet_book("", whole=text.encode(encoding))
    assert open_book(path).read("成绩").rows == [["语文", ErrorCell("#N/A")]]


def test_sheets_wider_than_z_are_read_whole(sheet_book: Callable[..., Path]) -> None:
    path = sheet_book(cells('<c r="A1"><v>1</v></c>', '<c r="AB1"><v>2</v></c>'))
    assert open_book(path).read("成绩").rows == [[1.0, *[None] * 26, 2.0]]


def test_a_broken_sheet_spoils_only_itself(office_book: Path, rezip: Callable[..., None]) -> None:
    rezip(office_book, {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row>"})
    book = open_book(office_book)
    assert book.read("成绩").rows
    with pytest.raises(BadInputError, match="参数"):
        book.read("参数")


def test_a_missing_sheet_part_is_told_with_the_sheet_and_the_others_are_read(
    office_book: Path, rezip: Callable[..., None]
) -> None:
    rezip(office_book, {}, rename=lambda n: n.replace("worksheets/sheet2.xml", "worksheets/x.xml"))
    book = open_book(office_book)
    assert [(f.code, f.sheet) for f in book.findings] == [("sheet_without_content", "参数")]
    assert book.sheet_names() == ("成绩",)
    assert book.read("成绩").rows[2][1] == "学生0"


def test_backslashes_in_member_names_are_read(
    office_book: Path, rezip: Callable[..., None]
) -> None:
    rezip(office_book, {}, rename=lambda name: name.replace("/", "\\"))
    assert open_book(office_book).read("参数").rows == [["及格线", 60.0]]
