"""Whatever a table says or a file holds: a grid or a plain refusal, never anything else."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_quality.books.files import FileBook, open_book
from xl_quality.books.opc.sheet import cell_text
from xl_quality.books.opc.xml import XmlError, check_well_formed
from xl_quality.books.tables import Formula, Link, Row, Style, Table, Value
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = st.text(st.characters(codec=None), max_size=40)
NUMBERS = st.integers(-(10**12), 10**12) | st.decimals(
    -(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2
)
VALUES: st.SearchStrategy[Value] = (
    st.none() | TEXTS | NUMBERS | st.builds(Formula, st.just("1+1"), TEXTS | NUMBERS)
)


def small_book() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("成绩")
    for row in range(6):
        sheet.write_row(row, 0, [f"学生{row}", row * 1.5, row])
    sheet.merge_range("A8:B8", "合计")
    sheet.write_formula("C8", "=SUM(C1:C6)", None, 15)
    book.close()
    return file.getvalue()


SMALL = small_book()
HOST = Path(tempfile.gettempdir()) / "未落盘.xlsx"


def read_back(value: Value) -> object:
    """What a value should read as."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, str):
        kept = "".join(c for c in value if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
        kept = "".join(c for c in kept if not "\ud800" <= c <= "\udfff")
        return kept.replace("\r\n", "\n").replace("\r", "\n") or None
    assert not isinstance(value, Link)
    return float(value) if value is not None else None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_values_read_back_as_they_were_said(lines: list[list[Value]]) -> None:
    rows = [Row(tuple(line), (Style(),) * 3) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(SMALL)
        book = open_book(path)
        book.put(Table("结果", rows))
        book.save()
        grid = open_book(path).read("结果")
        openpyxl.load_workbook(path).close()
    width = len(grid.rows[0]) if grid.rows else 0
    found = {(r, c): v for r, row in enumerate(grid.rows) for c, v in enumerate(row)}
    for r, line in enumerate(lines):
        for c, value in enumerate(line):
            expected = read_back(value)
            cell = found.get((r, c))
            if isinstance(expected, str) and expected != expected.strip():
                assert str(cell or "").strip() == expected.strip()  # readers trim some blanks
            else:
                assert cell == expected, (r, c, width)
    assert grid.uncached == [] or all(
        isinstance(lines[r][c], Formula) and read_back(lines[r][c]) is None
        for r, c in grid.uncached
    )


@given(TEXTS)
def test_any_text_becomes_well_formed_xml(text: str) -> None:
    check_well_formed([b"<t>", cell_text(text).encode(), b"</t>"])


def read_all(data: bytes) -> Sequence[Grid]:
    book = FileBook(HOST, data=data)
    return [book.read(name) for name in book.sheet_names()]


def grid_or_refusal(data: bytes) -> None:
    try:
        grids = read_all(data)
    except BadInputError as error:
        assert error.findings  # noqa: PT017 - both outcomes are right
    else:
        assert all(isinstance(grid, Grid) for grid in grids)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SMALL)))
def test_any_truncation_is_a_grid_or_a_refusal(length: int) -> None:
    grid_or_refusal(SMALL[:length])


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(1, 255)), min_size=1, max_size=8)
)
def test_any_flipped_bits_are_a_grid_or_a_refusal(flips: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, mask in flips:
        data[at] ^= mask
    grid_or_refusal(bytes(data))


def with_member(name: str, content: bytes) -> bytes:
    """The small book with one member's content changed and all checksums right."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
    return file.getvalue()


PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "_rels/.rels",
]


@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from(PARTS))
def test_any_spoilt_part_is_a_grid_or_a_refusal(data: st.DataObject, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        content = bytearray(archive.read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        cut = data.draw(st.integers(0, 6))
        content[at : at + cut] = data.draw(st.binary(max_size=4))
        if not content:
            break
    grid_or_refusal(with_member(part, bytes(content)))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x00\x04\x00\x02\x00\x10\x00"]
    ),
)
def test_any_bytes_are_a_grid_or_a_refusal(content: bytes, magic: bytes) -> None:
    grid_or_refusal(magic + content)


@given(st.binary(max_size=60))
def test_any_xml_is_checked_or_refused(content: bytes) -> None:
    with contextlib.suppress(XmlError):
        check_well_formed([b"<a>", content, b"</a>"])


def test_the_small_book_itself_is_fine() -> None:
    assert len(read_all(SMALL)[0].rows) == 8
