"""Files made to harm get a message, quickly, and never a hang or a full memory."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import open_book
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xl_quality.books.tables import Table

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
GIGABYTE = 1 << 30


@pytest.fixture(autouse=True)
def _quick_and_small() -> Iterator[None]:
    """No test here may take long or much memory."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 20


def read_all(path: Path, sheet: str | None) -> None:
    book = open_book(path)
    for name in [sheet] if sheet else book.sheet_names():
        book.read(name)


def refused(path: Path, code: str, sheet: str | None = None) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        read_all(path, sheet)
    assert caught.value.findings[0].code == code, str(caught.value)
    return caught.value


def sheet_of(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def patch_sizes(path: Path, member: str, unpacked: int) -> None:
    """Let the directory and the local header lie about a member's size."""
    data = bytearray(path.read_bytes())
    name = member.encode()
    for signature, offset, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + name_at : at + name_at + len(name)] == name:
                struct.pack_into("<I", data, at + offset, unpacked)
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))


def bomb(path: Path, rezip: Callable[..., None], size: int, level: int = 1) -> None:
    """Put a sheet of *size* spaces into a workbook, without ever holding them."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    head = b'<worksheet xmlns="%s"><sheetData>' % MAIN
    pieces, crc, total = [packer.compress(head)], zlib.crc32(head), len(head)
    spaces = b" " * (1 << 20)
    while total < size:
        pieces.append(packer.compress(spaces))
        crc = zlib.crc32(spaces, crc)
        total += len(spaces)
    packed = b"".join([*pieces, packer.flush()])
    rezip(path, {"xl/worksheets/sheet1.xml": packed}, method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    for signature, at_method, at_crc, name_at in ((b"PK\3\4", 8, 14, 30), (b"PK\1\2", 10, 16, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + name_at : at + name_at + len(name)] == name:
                struct.pack_into("<H", data, at + at_method, 8)
                struct.pack_into("<3I", data, at + at_crc, crc, len(packed), total)
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))


def test_a_file_that_says_it_unpacks_to_more_than_a_gigabyte_is_refused(
    office_book: Path,
) -> None:
    patch_sizes(office_book, "xl/worksheets/sheet1.xml", GIGABYTE)
    assert "解压后有 1024 MB" in str(refused(office_book, "file_too_large"))


def test_many_members_that_together_unpack_to_more_than_a_gigabyte_are_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "多.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.bin", b"x")
    for number in range(20):
        patch_sizes(path, f"{number}.bin", 60 << 20)
    assert "解压后有 1200 MB" in str(refused(path, "file_too_large"))


def test_a_sheet_that_shrinks_as_only_a_bomb_does_is_refused_unread(
    office_book: Path, rezip: Callable[..., None]
) -> None:
    bomb(office_book, rezip, 200 << 20, level=9)
    assert "sheet1.xml" in str(refused(office_book, "file_too_large"))


def test_a_zip_bomb_that_lies_about_its_size_is_refused(
    office_book: Path, rezip: Callable[..., None]
) -> None:
    bomb(office_book, rezip, GIGABYTE)
    assert office_book.stat().st_size < 8 << 20
    patch_sizes(office_book, "xl/worksheets/sheet1.xml", 1000)
    refused(office_book, "file_damaged", "成绩")


def test_a_bomb_in_the_shared_texts_is_met_before_the_reader(
    office_book: Path,
) -> None:
    patch_sizes(office_book, "xl/sharedStrings.xml", 20)
    refused(office_book, "file_damaged", "成绩")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_entities_are_refused_wherever_they_stand(
    office_book: Path, rezip: Callable[..., None], part: str, encoding: str
) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def infect(xml: bytes) -> bytes:
        text = xml.decode().replace("?>", "?>" + entities, 1)
        if encoding != "utf-8":
            text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
        return text.encode(encoding)

    rezip(office_book, {part: infect})
    refused(office_book, "file_damaged", "成绩")


FAR_CELLS = {
    "最远": '<c r="XFD1048576"><v>1</v></c>',
    "换行": '<c\nr="XFD1048576"><v>1</v></c>',
    "空格": "<c r = 'XFD1048576' ><v>1</v></c>",
    "小写": '<c r="xfd1048576"><v>1</v></c>',
    "属性换序": '<c t="n" r="XFD1048576"><v>1</v></c>',
    "另有前缀": '<z:c xmlns:z="urn:z" r="XFD1048576"><z:v>1</z:v></z:c>',
    "超出行数": '<c r="A99999999"><v>1</v></c>',
    "带注释": '<!-- " --><c r="XFD1048576"><v>1</v></c>',
}


@pytest.mark.parametrize("far", FAR_CELLS.values(), ids=FAR_CELLS.keys())
def test_a_single_far_away_value_is_refused_with_its_sheet(
    sheet_book: Callable[..., Path], far: str
) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = sheet_book(sheet_of(near, f'<row r="1048576">{far}</row>'))
    error = refused(path, "file_too_large")
    assert error.findings[0].sheet == "成绩"
    assert "多余的空行空列" in str(error)


def test_a_far_away_cell_that_is_only_formatted_does_no_harm(
    sheet_book: Callable[..., Path],
) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = sheet_book(sheet_of(near, '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert open_book(path).read("成绩").rows == [[1.0]]


def test_rows_without_addresses_that_multiply_are_counted(
    sheet_book: Callable[..., Path],
) -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    tall = "<row><c><v>1</v></c></row>" * 4_000
    refused(sheet_book(sheet_of(wide, tall)), "file_too_large")


def test_a_million_formatted_empty_rows_are_read_as_nothing(
    sheet_book: Callable[..., Path],
) -> None:
    empty = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(2, 1_048_577))
    path = sheet_book(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>', empty))
    assert open_book(path).read("成绩").rows == [[1.0]]


def test_a_claimed_dimension_reserves_no_memory(sheet_book: Callable[..., Path]) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = sheet_book('<dimension ref="A1:XFD1048576"/>' + sheet_of(row))
    assert open_book(path).read("成绩").rows == [[1.0]]


def test_huge_merged_areas_cost_nothing(sheet_book: Callable[..., Path]) -> None:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 50
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = sheet_book(sheet_of(row) + f'<mergeCells count="50">{merges}</mergeCells>')
    assert open_book(path).read("成绩").rows == [[1.0]]


def test_too_many_sheets_are_refused(office_book: Path, rezip: Callable[..., None]) -> None:
    many = b"".join(
        b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (i, i) for i in range(9, 3000)
    )
    rezip(
        office_book, {"xl/workbook.xml": lambda xml: xml.replace(b"</sheets>", many + b"</sheets>")}
    )
    refused(office_book, "file_too_large", "成绩")


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "多.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(20_001):
            archive.writestr(f"{number}", b"")
    refused(path, "file_too_large")


def test_members_under_a_password_are_refused(office_book: Path) -> None:
    data = bytearray(office_book.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    office_book.write_bytes(bytes(data))
    refused(office_book, "file_encrypted")


def test_a_changed_byte_in_what_would_be_copied_is_noticed(
    office_book: Path, payout: Table
) -> None:
    data = bytearray(office_book.read_bytes())
    with zipfile.ZipFile(office_book) as archive:
        info = archive.getinfo("xl/media/image1.png")
    data[info.header_offset + 30 + len(info.filename) + 10] ^= 0x55
    office_book.write_bytes(bytes(data))
    before = office_book.read_bytes()
    book = open_book(office_book)
    book.put(payout)
    with pytest.raises(BadInputError, match="已损坏"):
        book.save()
    assert office_book.read_bytes() == before


def test_the_guard_keeps_the_process_alive_under_a_memory_limit(
    sheet_book: Callable[..., Path],
) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = sheet_book(sheet_of(near, f'<row r="1048576">{FAR_CELLS["最远"]}</row>'))
    script = (
        "import sys, pathlib\n"
        "from xl_quality.books.files import open_book\n"
        "from xl_quality.core.findings import BadInputError\n"
        "try: open_book(pathlib.Path(sys.argv[1])).read('成绩')\n"
        "except BadInputError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    assert done.stdout.strip() == "refused"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1"])
def test_names_that_look_like_formulas_stay_text(
    office_book: Path, plain_table: Callable[..., Table], name: str
) -> None:
    book = open_book(office_book)
    book.put(plain_table("名单", (name,)))
    book.save()
    assert open_book(office_book).read("名单").rows == [[name]]
