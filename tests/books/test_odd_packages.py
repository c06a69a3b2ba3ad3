"""Workbooks that other programs write in ways the standard allows, or nearly so."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from xl_quality.books.files import open_book
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table

    Members = Callable[[Path], dict[str, tuple[int, int, bytes]]]
    Rezip = Callable[..., None]

TOUCHED = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"}
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}


def strict(xml: bytes) -> bytes:
    for old, new in STRICT.items():
        xml = xml.replace(old, new)
    return xml


def bare_styles(xml: bytes) -> bytes:
    return xml[: xml.index(b">", xml.index(b"<styleSheet"))] + b"/>"


def without_styles(xml: bytes) -> bytes:
    start = xml.index(b"<Relationship Id", xml.index(b"theme") + 1)
    assert b"styles" in xml[start : xml.index(b"/>", start)]
    return xml[:start] + xml[xml.index(b"/>", start) + 2 :]


def without_styles_type(xml: bytes) -> bytes:
    return re.sub(rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", xml)


@pytest.fixture
def written_well(payout: Table, members_of: Members) -> Callable[..., None]:
    """Write into a workbook and check that all is there and nothing else changed."""

    def check(path: Path, touched: set[str] = TOUCHED, *, openpyxl_reads: bool = True) -> None:
        before = members_of(path)
        book = open_book(path)
        book.put(payout)
        book.save()
        after = members_of(path)
        assert {name for name in before if after[name] != before[name]} == touched
        assert open_book(path).own_sheets() == ("奖惩兑现表",)
        assert open_book(path).read("奖惩兑现表").rows[1][2] == 900.5
        assert open_book(path).read("参数").rows == [["及格线", 60.0]]
        assert "奖惩兑现表" in CalamineWorkbook.from_path(path).sheet_names
        if openpyxl_reads:
            sheet = openpyxl.load_workbook(path)["奖惩兑现表"]
            assert sheet["A1"].font.b
            assert sheet["C2"].number_format == '0.00"元"'

    return check


def test_prefixed_parts_get_prefixed_insertions(
    office_book: Path,
    rezip: Rezip,
    prefixed: Callable[[bytes], bytes],
    written_well: Callable[..., None],
) -> None:
    rezip(office_book, dict.fromkeys(TOUCHED, prefixed))
    written_well(office_book)
    with zipfile.ZipFile(office_book) as archive:
        assert b"<x:sheet name=" in archive.read("xl/workbook.xml")
        assert b"<sheet " not in archive.read("xl/workbook.xml")


def test_strict_workbooks_get_strict_parts(
    office_book: Path, rezip: Rezip, written_well: Callable[..., None]
) -> None:
    with zipfile.ZipFile(office_book) as archive:
        xml_parts = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
    rezip(office_book, dict.fromkeys(xml_parts, strict))
    written_well(office_book, openpyxl_reads=False)  # openpyxl sees no sheets in Strict files
    with zipfile.ZipFile(office_book) as archive:
        for name in archive.namelist():
            if "sheet3" in name or "drawing2" in name or "chart3" in name:
                content = archive.read(name)
                assert b"openxmlformats.org/spreadsheetml" not in content, name
                assert b"openxmlformats.org/officeDocument" not in content, name
                assert b"openxmlformats.org/drawingml" not in content, name


def test_utf_16_parts_are_rewritten_in_utf_8_only_where_touched(
    office_book: Path, rezip: Rezip, written_well: Callable[..., None]
) -> None:
    def utf_16(xml: bytes) -> bytes:
        return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    rezip(office_book, {"xl/workbook.xml": utf_16, "xl/theme/theme1.xml": utf_16})
    written_well(office_book)
    with zipfile.ZipFile(office_book) as archive:
        assert archive.read("xl/workbook.xml").startswith(b'<?xml version="1.0" encoding="UTF-8"')
        assert archive.read("xl/theme/theme1.xml").startswith(b"\xff\xfe")


def test_backslashes_in_member_names_stay(
    office_book: Path, rezip: Rezip, members_of: Members, payout: Table
) -> None:
    rezip(office_book, {}, rename=lambda name: name.replace("/", "\\"))
    before = members_of(office_book)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    after = members_of(office_book)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {name.replace("/", "\\") for name in TOUCHED}
    assert open_book(office_book).read("奖惩兑现表").rows[1][2] == 900.5


def test_part_names_are_found_whatever_the_case(
    office_book: Path, rezip: Rezip, payout: Table, members_of: Members
) -> None:
    rezip(office_book, {}, rename=lambda n: n.replace("xl/workbook.xml", "XL/WorkBook.xml"))
    before = members_of(office_book)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    after = members_of(office_book)
    assert list(after)[: len(before)] == list(before)
    assert open_book(office_book).own_sheets() == ("奖惩兑现表",)


def test_a_workbook_under_another_name_is_found_by_its_relationship(
    office_book: Path, rezip: Rezip, payout: Table
) -> None:
    moved = {
        "xl/workbook.xml": "xl/book.xml",
        "xl/_rels/workbook.xml.rels": "xl/_rels/book.xml.rels",
    }
    rezip(
        office_book,
        {
            "_rels/.rels": lambda xml: xml.replace(b"workbook.xml", b"book.xml"),
            "[Content_Types].xml": lambda xml: xml.replace(b"workbook.xml", b"book.xml"),
        },
        rename=lambda name: moved.get(name, name),
    )
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert openpyxl.load_workbook(office_book)["奖惩兑现表"]["C2"].value == 900.5


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_empty_styles_are_opened_up(office_book: Path, rezip: Rezip, payout: Table) -> None:
    rezip(office_book, {"xl/styles.xml": bare_styles})
    book = open_book(office_book)
    book.put(payout)
    book.save()
    sheet = openpyxl.load_workbook(office_book)["奖惩兑现表"]
    assert (sheet["A1"].font.b, sheet["B2"].font.b) == (True, False)
    assert sheet["B2"].border.left.style == "thin"
    assert sheet["A1"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet["B2"].fill.fill_type is None


@pytest.mark.parametrize("orphan", [True, False])
def test_a_workbook_without_styles_gets_them(
    sheet_book: Callable[..., Path], rezip: Rezip, payout: Table, *, orphan: bool
) -> None:
    path = sheet_book('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    kept = {} if orphan else {"xl/styles.xml": None, "[Content_Types].xml": without_styles_type}
    rezip(path, {"xl/_rels/workbook.xml.rels": without_styles, **kept})
    book = open_book(path)
    book.put(payout)
    book.save()
    with zipfile.ZipFile(path) as archive:
        assert b"<b/>" in archive.read("xl/styles1.xml" if orphan else "xl/styles.xml")
    if not orphan:  # openpyxl looks for styles under their usual name only
        assert openpyxl.load_workbook(path)["奖惩兑现表"]["A1"].font.b


def test_sizes_that_follow_the_content_are_moved_before_it(
    office_book: Path, payout: Table, members_of: Members
) -> None:
    with zipfile.ZipFile(office_book) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}

    class Unseekable:
        """What a program writes that streams its file to a network."""

        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

    stream = Unseekable(office_book)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, data in content.items():
            with archive.open(name, "w", force_zip64="sheet1" in name) as member:
                member.write(data)
    stream.file.close()
    with zipfile.ZipFile(office_book) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    before = members_of(office_book)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    after = members_of(office_book)
    assert {name for name in before if after[name] != before[name]} == TOUCHED
    with zipfile.ZipFile(office_book) as archive:
        assert not any(info.flag_bits & 8 for info in archive.infolist())
    assert open_book(office_book).read("成绩").rows[2][1] == "学生0"


def test_stored_members_stay_stored(
    office_book: Path, rezip: Rezip, written_well: Callable[..., None]
) -> None:
    rezip(office_book, {}, method=zipfile.ZIP_STORED)
    written_well(office_book)


def test_bytes_before_the_archive_are_tolerated(office_book: Path, payout: Table) -> None:
    office_book.write_bytes(b"PK" + b"\0" * 50 + office_book.read_bytes())
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert openpyxl.load_workbook(office_book)["奖惩兑现表"]["C2"].value == 900.5


def test_extra_fields_and_comments_of_members_stay(office_book: Path, payout: Table) -> None:
    with zipfile.ZipFile(office_book) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    extra = struct.pack("<HH4s", 0x4242, 4, b"mark")
    with zipfile.ZipFile(office_book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            info = zipfile.ZipInfo(name, (2020, 5, 6, 7, 8, 10))
            info.extra, info.comment, info.external_attr = extra, b"note", 0o644 << 16
            archive.writestr(info, data)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    with zipfile.ZipFile(office_book) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        assert (info.extra, info.comment, info.external_attr) == (extra, b"note", 0o644 << 16)
        assert info.date_time == (2020, 5, 6, 7, 8, 10)


def test_unusual_packing_is_refused(office_book: Path, rezip: Rezip) -> None:
    rezip(office_book, {}, method=zipfile.ZIP_BZIP2)
    with pytest.raises(BadInputError) as caught:
        open_book(office_book)
    assert caught.value.findings[0].code == "zip_method_unknown"


def test_a_relationship_prefix_declared_elsewhere_is_declared_anew(
    office_book: Path, rezip: Rezip, written_well: Callable[..., None]
) -> None:
    link = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def moved(xml: bytes) -> bytes:
        xml = xml.replace(b' xmlns:r="%s"' % link, b"", 1)
        return xml.replace(b" r:id=", b' xmlns:q="%s" q:id=' % link)

    rezip(office_book, {"xl/workbook.xml": moved})
    written_well(office_book)


def test_a_workbook_without_a_window_gets_one(
    office_book: Path, rezip: Rezip, written_well: Callable[..., None]
) -> None:
    def windowless(xml: bytes) -> bytes:
        return re.sub(rb"<bookViews>.*</bookViews>", b"", xml)

    rezip(office_book, {"xl/workbook.xml": windowless})
    written_well(office_book)
    with zipfile.ZipFile(office_book) as archive:
        assert b"<bookViews><workbookView/></bookViews><sheets>" in archive.read("xl/workbook.xml")
