"""Books that other programs write in unusual ways are read; only what is damaged is called so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from xl_quality.books.files import open_book
from xl_quality.core.findings import BadInputError, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table

    Rezip = Callable[..., None]

TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
TITLE = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>期末成绩</t></is></c></row>'
MARKS = '<row r="2"><c r="A2"><v>88.5</v></c><c r="B2"><v>90</v></c></row></sheetData>'
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383

MERGED = {
    "整行": ("1:1", (0, 0, 0, LAST_COLUMN)),
    "几个整行": ("4:6", (3, 0, 5, LAST_COLUMN)),
    "倒着写的整行": ("6:4", (3, 0, 5, LAST_COLUMN)),
    "整列": ("D:D", (0, 3, LAST_ROW, 3)),
    "几个整列": ("D:F", (0, 3, LAST_ROW, 5)),
    "带美元符号": ("$D$4:$E$5", (3, 3, 4, 4)),
    "小写": ("d4:e5", (3, 3, 4, 4)),
    "倒着写": ("E5:D4", (3, 3, 4, 4)),
    "一格": ("D4", (3, 3, 3, 3)),
    "整行带美元符号": ("$1:$1", (0, 0, 0, LAST_COLUMN)),
}


@pytest.mark.parametrize(("written", "area"), MERGED.values(), ids=MERGED.keys())
def test_titles_merged_over_whole_rows_or_columns_are_read(
    sheet_book: Callable[..., Path], written: str, area: tuple[int, int, int, int]
) -> None:
    path = sheet_book(f'{TITLE}{MARKS}<mergeCells><mergeCell ref="{written}"/></mergeCells>')
    grid = open_book(path).read("成绩")
    assert [list(row) for row in grid.rows] == [["期末成绩", None], [88.5, 90.0]]
    assert list(grid.merged) == [area]


@pytest.mark.parametrize("written", ["D9:", "", "甲", "A0:B1", "A1:B2:C3"])
def test_a_merged_area_that_is_none_hides_no_mark(
    sheet_book: Callable[..., Path], written: str
) -> None:
    path = sheet_book(f'{TITLE}{MARKS}<mergeCells><mergeCell ref="{written}"/></mergeCells>')
    grid = open_book(path).read("成绩")
    assert [list(row) for row in grid.rows] == [["期末成绩", None], [88.5, 90.0]]


@pytest.mark.parametrize("written", ["1:2", "A:B", "A1:B2", "A1"])
def test_a_used_area_may_be_told_in_whole_rows(
    sheet_book: Callable[..., Path], written: str
) -> None:
    path = sheet_book(f'<dimension ref="{written}"/>{TITLE}{MARKS}')
    assert open_book(path).read("成绩").rows[1] == [88.5, 90.0]


def with_sheet(path: Path, rezip: Rezip, sheet: str, link: str = "", part: bytes = b"") -> None:
    """Enter one more sheet into a workbook, with its relationship and its part."""
    changes: dict[str, object] = {
        WORKBOOK: lambda xml: xml.replace(b"</sheets>", f"{sheet}</sheets>".encode()),
        LINKS: lambda xml: xml.replace(b"</Relationships>", f"{link}</Relationships>".encode()),
    }
    if part:
        changes["xl/macrosheets/sheet1.xml"] = part
    rezip(path, changes)


def linked(kind: str, target: str = "macrosheets/sheet1.xml") -> str:
    return f'<Relationship Id="rId77" Type="{kind}" Target="{target}"/>'


OTHER_SHEETS = {
    "模块没有部件": ('<sheet name="Module1" sheetId="9" r:id=""/>', "", b""),
    "模块没有标识": ('<sheet name="Module1" sheetId="9"/>', "", b""),
    "深藏的模块": ('<sheet name="Module1" sheetId="9" state="veryHidden" r:id=""/>', "", b""),
    "宏表": (
        '<sheet name="Macro1" sheetId="9" r:id="rId77"/>',
        linked(f"{MICROSOFT}/xlMacrosheet"),
        b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>',
    ),
    "深藏的宏表": (
        '<sheet name="Macro1" sheetId="9" state="veryHidden" r:id="rId77"/>',
        linked(f"{MICROSOFT}/xlIntlMacrosheet"),
        b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>',
    ),
    "对话框": (
        '<sheet name="Dialog1" sheetId="9" r:id="rId77"/>',
        linked(f"{OFFICE}/dialogsheet"),
        b'<dialogsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
    ),
}


@pytest.mark.parametrize("other", OTHER_SHEETS.values(), ids=OTHER_SHEETS.keys())
def test_sheets_that_hold_no_cells_do_not_hinder_the_others(
    office_book: Path, rezip: Rezip, payout: Table, other: tuple[str, str, bytes]
) -> None:
    with_sheet(office_book, rezip, *other)
    book = open_book(office_book)
    assert list(book.findings) == []
    assert book.sheet_names() == ("成绩", "参数")
    assert book.read("成绩").rows[2][:4] == ["20260000", "学生0", 60.0, 90.0]
    book.put(payout)
    book.save()
    assert open_book(office_book).read(payout.name).rows[1][2] == 900.5


@pytest.mark.parametrize(
    ("sheet", "link"),
    [
        ('<sheet name="旧表" sheetId="9" r:id="rId78"/>', ""),
        ('<sheet name="旧表" sheetId="9" r:id="rId77"/>', linked(f"{OFFICE}/worksheet")),
        ('<sheet name="旧表" sheetId="9" r:id="rId77"/>', linked(f"{OFFICE}/worksheet", "a/b.xml")),
    ],
)
def test_a_sheet_that_is_missing_from_the_file_is_told_once(
    office_book: Path, rezip: Rezip, sheet: str, link: str
) -> None:
    with_sheet(office_book, rezip, sheet, link)
    book = open_book(office_book)
    assert [(f.code, f.severity, f.sheet) for f in book.findings] == [
        ("sheet_without_content", Severity.WARNING, "旧表")
    ]
    assert book.sheet_names() == ("成绩", "参数")
    assert book.read("参数").rows == [["及格线", 60.0]]


@pytest.mark.parametrize(
    ("state", "hidden"),
    [("show", False), ("Visible", False), ("", False), ("hidden", True), ("veryHidden", True)],
)
def test_only_what_says_so_is_hidden(
    office_book: Path, rezip: Rezip, state: str, *, hidden: bool
) -> None:
    def change(xml: bytes) -> bytes:
        xml = xml.replace(b' state="hidden"', b"")
        return xml.replace(b'<sheet name="', f'<sheet state="{state}" name="'.encode())

    rezip(office_book, {WORKBOOK: change})
    grid = open_book(office_book).read("参数")
    assert (grid.rows, grid.hidden) == ([["及格线", 60.0]], hidden)


RENAMED = {
    "工作簿部件": {"xl/workbook.xml": "xl/book.xml", LINKS: "xl/_rels/book.xml.rels"},
    "共用文字": {"xl/sharedStrings.xml": "xl/texts.xml"},
    "样式": {"xl/styles.xml": "xl/looks.xml"},
    "全部": {
        "xl/workbook.xml": "表/成绩.xml",
        LINKS: "表/_rels/成绩.xml.rels",
        "xl/sharedStrings.xml": "表/texts.xml",
        "xl/styles.xml": "表/looks.xml",
    },
}


@pytest.mark.parametrize("names", RENAMED.values(), ids=RENAMED.keys())
def test_parts_are_found_by_their_relationships_whatever_they_are_called(
    office_book: Path, rezip: Rezip, payout: Table, names: dict[str, str]
) -> None:
    def change(xml: bytes) -> bytes:
        for old, new in names.items():
            xml = xml.replace(f'"/{old}"'.encode(), f'"/{new}"'.encode())
            xml = xml.replace(f'"{old}"'.encode(), f'"/{new}"'.encode())
            xml = xml.replace(f'"{old.removeprefix("xl/")}"'.encode(), f'"/{new}"'.encode())
        if "表/成绩.xml" in names.values():
            xml = re.sub(rb'Target="((?:worksheets|chartsheets|theme)/)', rb'Target="/xl/\1', xml)
        return xml

    rezip(
        office_book,
        {"_rels/.rels": change, TYPES: change, LINKS: change},
        rename=lambda name: names.get(name, name),
    )
    before = open_book(office_book).read("成绩")
    assert before.rows[2][:4] == ["20260000", "学生0", 60.0, 90.0]
    assert str(before.rows[0][6]) == "2026-06-30", "a date is known by its style"
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert open_book(office_book).read("成绩") == before
    assert open_book(office_book).own_sheets() == (payout.name,)


def test_texts_that_nothing_uses_are_not_taken_for_those_in_use(
    office_book: Path, rezip: Rezip
) -> None:
    left_over = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
    rezip(
        office_book,
        {
            LINKS: lambda xml: xml.replace(b'"sharedStrings.xml"', b'"strings.xml"'),
            "xl/strings.xml": left_over % (b"<si><t>x</t></si>" * 200),
        },
        rename=lambda name: {
            "xl/sharedStrings.xml": "xl/strings.xml",
            "xl/strings.xml": "xl/sharedStrings.xml",
        }.get(name, name),
    )
    assert open_book(office_book).read("成绩").rows[2][1] == "学生0"


@pytest.mark.parametrize("target", ["worksheets/%73heet1.xml", "worksheets/she%65t%31.xml"])
def test_names_with_percent_signs_are_understood(
    office_book: Path, rezip: Rezip, target: str
) -> None:
    rezip(
        office_book,
        {LINKS: lambda xml: xml.replace(b"worksheets/sheet1.xml", target.encode())},
    )
    assert open_book(office_book).read("成绩").rows[2][1] == "学生0"


def test_days_count_from_1904_in_a_plain_copy_too(tmp_path: Path, rezip: Rezip) -> None:
    from datetime import datetime  # noqa: PLC0415 - here alone

    path = tmp_path / "日期.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet("成绩")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime("A1", datetime(2026, 6, 30), day)  # noqa: DTZ001 - Excel has no zones
    book.close()
    plain = open_book(path).read("成绩").rows
    rezip(path, {WORKBOOK: lambda xml: xml.replace(b"<sheet ", b'<sheet state="show" ')})
    assert open_book(path).read("成绩").rows == plain
    assert str(plain[0][0]) == "2026-06-30"


def test_a_value_that_no_program_understands_is_still_called_damaged(
    sheet_book: Callable[..., Path],
) -> None:
    path = sheet_book('<sheetData><row r="1"><c r="A1" t="s"><v>999</v></c></row></sheetData>')
    with pytest.raises(BadInputError, match="已损坏"):
        open_book(path).read("成绩")
