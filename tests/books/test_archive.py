"""The corners of the zip format and of part names that real files reach."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.books.opc import writer
from xl_quality.books.opc.writer import UnprovenError
from xl_quality.books.opc.xml import XmlError, unescaped
from xl_quality.books.opc.zip import read_archive
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table


def with_wide_directory(data: bytes, *, cut: int = 0) -> bytes:
    """The same zip file with its directory told by 64-bit records, as some programs always do."""
    end = data.rfind(b"PK\5\6")
    count, size, start = struct.unpack_from("<HII", data, end + 10)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    short = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + wide[: len(wide) - cut] + locator + short


def test_directories_told_in_64_bits_are_read_and_written(office_book: Path, payout: Table) -> None:
    office_book.write_bytes(with_wide_directory(office_book.read_bytes()))
    book = open_book(office_book)
    assert book.read("参数").rows == [["及格线", 60.0]]
    book.put(payout)
    book.save()
    assert openpyxl.load_workbook(office_book)["奖惩兑现表"]["C2"].value == 900.5


def test_a_locator_that_leads_nowhere_is_damage(office_book: Path) -> None:
    data = with_wide_directory(office_book.read_bytes()).replace(b"PK\6\6", b"PK\0\0")
    with pytest.raises(BadInputError, match="已损坏"):
        read_archive(data, "a.xlsx")


def test_sizes_and_offsets_in_64_bits_are_read_and_written(
    office_book: Path, payout: Table
) -> None:
    data = office_book.read_bytes()
    end = data.rfind(b"PK\5\6")
    count, _, start = struct.unpack_from("<HII", data, end + 10)
    records, at = [], start
    for _ in range(count):
        packed, unpacked, name, extra, comment = struct.unpack_from("<2L3H", data, at + 20)
        (offset,) = struct.unpack_from("<L", data, at + 42)
        wide = struct.pack("<2H3Q", 1, 24, unpacked, packed, offset)
        record = bytearray(data[at : at + 46 + name])
        struct.pack_into("<2L3H", record, 20, 0xFFFFFFFF, 0xFFFFFFFF, name, len(wide), 0)
        struct.pack_into("<L", record, 42, 0xFFFFFFFF)
        records.append(bytes(record) + wide)
        at += 46 + name + extra + comment
    directory = b"".join(records)
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    office_book.write_bytes(data[:start] + directory + tail)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert openpyxl.load_workbook(office_book)["奖惩兑现表"]["C2"].value == 900.5


def test_coded_targets_lead_to_their_parts(office_book: Path, rezip: Callable[..., None]) -> None:
    rezip(
        office_book,
        {
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"sheet2.xml", b"sheet%202.xml"),
            "[Content_Types].xml": lambda xml: xml.replace(b"sheet2.xml", b"sheet%202.xml"),
        },
        rename=lambda name: name.replace("worksheets/sheet2.xml", "worksheets/sheet 2.xml"),
    )
    source = open_book(office_book)._package
    assert source is not None
    assert [sheet.part for sheet in source.workbook.sheets][1] == "xl/worksheets/sheet 2.xml"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#20013;", "中"),
        ("&#x4E2D;&#x6587;", "中文"),
        ("&apos;&amp;#65;", "'&#65;"),
        ("&x;", "&x;"),
    ],
)
def test_coded_characters_are_read(written: str, text: str) -> None:
    assert unescaped(written) == text


def test_what_cannot_be_proven_is_not_written(
    office_book: Path, payout: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office_book.read_bytes()

    def broken(*_: object, **__: object) -> bytes:
        raise XmlError

    monkeypatch.setattr(writer, "check_well_formed", broken)
    book = open_book(office_book)
    book.put(payout)
    with pytest.raises(UnprovenError):
        book.save()
    assert office_book.read_bytes() == before


def test_a_part_that_two_sheets_share_stays_with_the_other(
    office_book: Path, payout: Table, plain_table: Callable[..., Table], rezip: Callable[..., None]
) -> None:
    book = open_book(office_book)
    book.put(payout)
    book.put(plain_table("另一", ("x",)))
    book.save()
    source = open_book(office_book)._package
    assert source is not None
    sheets = {s.name: s.part.rpartition("/")[2] for s in source.workbook.sheets}
    links = f"xl/worksheets/_rels/{sheets['奖惩兑现表']}.rels"
    shared = f"xl/worksheets/_rels/{sheets['参数']}.rels"
    kept: list[bytes] = []

    def keep(xml: bytes) -> bytes:
        kept.append(xml)
        return xml

    rezip(office_book, {links: keep})
    rezip(office_book, {shared: kept[0]})
    before = [m.name for m in read_archive(office_book.read_bytes(), "a").members]
    book = open_book(office_book)
    book.remove("奖惩兑现表")
    book.save()
    after = [m.name for m in read_archive(office_book.read_bytes(), "a").members]
    gone = set(before) - set(after)
    assert gone == {f"xl/worksheets/{sheets['奖惩兑现表']}", links}
