"""What a county's lists and slips are written from says the same as row after row."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.books.files import open_book
from xl_quality.books.fingerprints import as_read, table_fingerprint
from xl_quality.books.opc import sheet as sheet_module
from xl_quality.books.opc import writer
from xl_quality.books.opc.sheet import AlikeRows, SheetParts, choice_lists, rows_xml, sheet_xml
from xl_quality.books.opc.styles import StyleSheet, blank_styles
from xl_quality.books.opc.writer import UnprovenError
from xl_quality.books.opc.xml import TRANSITIONAL, XmlError
from xl_quality.books.opc.zip import Deflated
from xl_quality.books.tables import (
    Row,
    RowBlock,
    RowList,
    Style,
    Table,
    under_one_another,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLAIN, BOXED, TWO = Style(), Style(border=True), Style(number_format="0.00")
STYLES = st.sampled_from([PLAIN, BOXED, TWO])
TEXTS = st.text(max_size=6) | st.sampled_from(
    ["甲", "甲", "100%s", "a<b&c", "_x0041_", "两\r\n行", " 前后 ", "\x01", ""]
)
VALUES = st.one_of(
    st.none(),
    st.integers(-9, 9),
    st.integers(-(10**12), 10**12),
    st.decimals(-1000, 1000, places=2),
    st.sampled_from([Decimal("2.5"), Decimal("2.50"), Decimal(7), 7, 257, 257]),
    TEXTS,
)


@st.composite
def single_rows(draw: st.DrawFn) -> Row:
    values = draw(st.lists(VALUES, max_size=4))
    styles = tuple(draw(STYLES) for _ in values)
    return Row(tuple(values), styles, draw(st.sampled_from([None, 16.0])))


@st.composite
def blocks(draw: st.DrawFn) -> RowBlock:
    width, times = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    few = [draw(st.lists(VALUES, min_size=1, max_size=6)) for _ in range(width)]
    columns = [(own * times)[:times] for own in few]
    around = [draw(st.lists(single_rows(), max_size=2)) for _ in range(2)]
    return RowBlock(columns, tuple(draw(STYLES) for _ in few), 16.0, *around)


PARTS = st.lists(single_rows() | blocks(), max_size=5)


def one_by_one(parts: list[Row | RowBlock]) -> list[Row]:
    """Every row of its own, worked out without what is tested."""
    rows: list[Row] = []
    for part in parts:
        if isinstance(part, Row):
            rows.append(part)
            continue
        for values in zip(*part.columns, strict=True):
            rows += [*part.above, Row(values, part.styles, part.height), *part.below]
    return rows


def xml(table: Table) -> bytes:
    styles = StyleSheet(blank_styles(TRANSITIONAL.main))
    pieces = sheet_xml(table, choice_lists(table), styles, TRANSITIONAL, SheetParts())
    return b"".join([*pieces, styles.result()])


def merged(rows: list[Row], at: int) -> list[tuple[int, int, int, int]]:
    return [(at % len(rows), 0, min(at % len(rows) + at % 2, len(rows) - 1), 2)] if rows else []


@given(PARTS, st.none() | st.integers(0, 20))
def test_blocks_are_written_and_known_again_as_their_rows(
    parts: list[Row | RowBlock], merge: int | None
) -> None:
    rows = one_by_one(parts)
    areas = [] if merge is None else merged(rows, merge)
    whole = Table("表", RowList(parts), merges=areas)
    plain = Table("表", rows, merges=areas)
    assert (len(whole.rows), whole.width) == (len(rows), plain.width)
    assert xml(whole) == xml(plain)
    assert as_read(whole) == as_read(plain)
    assert table_fingerprint(whole) == table_fingerprint(plain)


@pytest.mark.parametrize("around", [[], [Row(("姓名", "100%"), (BOXED, BOXED), 16.0)]])
def test_a_long_block_is_written_and_known_again_as_its_rows(around: list[Row]) -> None:
    ids = [f"{number:05d}" for number in range(901)]
    texts = ["甲", "a<b&c", "x" * 40_000, "_x0041_", *ids[4:]]
    mixed = [None, "缺考", Decimal("92.50"), *range(898)]
    parts: list[Row | RowBlock] = [RowBlock([ids, texts, mixed], (BOXED,) * 3, 16.0, around)]
    whole, plain = Table("表", RowList(parts)), Table("表", one_by_one(parts))
    assert xml(whole) == xml(plain)
    assert table_fingerprint(whole) == table_fingerprint(plain)


@given(PARTS, st.integers(-12, 12))
def test_each_row_of_a_block_is_seen_as_a_row_of_its_own(
    parts: list[Row | RowBlock], at: int
) -> None:
    rows, seen = one_by_one(parts), RowList(parts)
    assert list(seen) == rows
    assert seen[at : at + 5] == rows[at : at + 5]
    assert seen[::-2] == rows[::-2]
    if -len(rows) <= at < len(rows):
        assert seen[at] == rows[at]
    else:
        with pytest.raises(IndexError):
            seen[at]
    assert list(under_one_another(rows[:1], seen, rows[:1])) == [*rows[:1], *rows, *rows[:1]]


def test_numbers_that_are_made_as_one_looks_are_not_taken_for_one_another() -> None:
    block = RowBlock(
        [range(1000, 3000), [Decimal("2.5"), Decimal("2.50")] * 1000], (BOXED,) * 2, 16
    )
    numbers = [row.values[0] for row in RowList([block])]
    assert numbers == list(range(1000, 3000))
    written = xml(Table("表", RowList([block])))
    assert all(b"<v>%d</v>" % number in written for number in range(1000, 3000))
    assert written.count(b"<v>2.5</v>") == written.count(b"<v>2.50</v>") == 1000


def test_another_program_reads_the_slips_of_a_block(office_book: Path) -> None:
    head, cut = Row(("姓名", "语文"), (BOXED, BOXED), 16.0), Row(("- - -",), (PLAIN,), 14.0)
    block = RowBlock(
        [["安一", "白二"], [Decimal("92.5"), "缺考"]], (BOXED, TWO), 16.0, [head], [cut]
    )
    book = open_book(office_book)
    book.put(Table("成绩条", RowList([Row(("成绩条",), (PLAIN,)), block])))
    sheet = openpyxl.load_workbook(book.save())["成绩条"]
    assert [[cell for cell in row if cell is not None] for row in sheet.values] == [
        ["成绩条"],
        ["姓名", "语文"],
        ["安一", 92.5],
        ["- - -"],
        ["姓名", "语文"],
        ["白二", "缺考"],
        ["- - -"],
    ]
    assert sheet["B3"].number_format == "0.00"
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [16.0, 16.0, 14.0]


def variety(xml: str) -> set[str]:
    """Return the cells of some rows by all that is not a number, an address or a plain text."""
    cells = re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", xml, re.DOTALL)
    return {re.sub(r' r="[A-Z]+[0-9]+"|(?<=>)[^<&]+(?=<)', "", cell) for cell in cells}


@given(PARTS)
def test_rows_that_are_not_parsed_are_made_of_what_was_parsed_before(
    parts: list[Row | RowBlock],
) -> None:
    looks = {PLAIN: 0, BOXED: 1, TWO: 2}
    parsed: set[str] = set()
    for piece in rows_xml(RowList(parts), looks.__getitem__):
        if isinstance(piece, AlikeRows):
            ET.fromstring(b"<sheetData>%s</sheetData>" % piece)
            assert variety(piece.decode()) <= parsed
        else:
            parsed |= variety(piece.decode())


def one_block(last: object, first: object = None) -> Table:
    ids = [f"{number:05d}" for number in range(900)]
    marks = [Decimal("92.5")] * 899 if first is None else [first, *[Decimal("92.5")] * 898]
    return Table("表", RowList([RowBlock([ids, [*marks, last]], (BOXED, TWO), 16.0)]))  # type: ignore[list-item]  # of cells


def test_most_rows_of_a_long_block_are_not_parsed() -> None:
    pieces = list(rows_xml(one_block(None).rows, lambda _: 1))
    alike = [isinstance(piece, AlikeRows) for piece in pieces]
    assert [piece.count(b"<row ") for piece in pieces] == [1, 200, 200, 200, 200, 99]
    assert alike == [False, True, True, True, True, False]  # the last has a kind that is new


def test_single_rows_are_parsed_once_a_shape_and_where_a_text_needs_care() -> None:
    cells: list[tuple[str | int, int]] = [
        ("甲", 1),
        ("乙", 2),
        ("a&b", 3),
        ("丙", 4),
        ("丁 一", 5),
        ("戊 二", 6),
        (7, 7),
        (8, 8),
    ]
    rows = [Row(values, (BOXED, TWO), 16.0) for values in cells]
    pieces = [piece for piece in rows_xml(rows, lambda _: 1) if piece]
    alike = [isinstance(piece, AlikeRows) for piece in pieces]
    assert alike == [False, True, False, True, False, True, False, True]


@pytest.mark.parametrize(
    ("last", "kind", "ending"),
    [
        (Decimal("92.5"), str, '" t="inlineStr"><is><t>%s</is></c>'),
        (Decimal("92.5"), Decimal, '"><v>%s</c>'),
        ("缺考", str, '" t="inlineStr"><is><t>%s</is></c>'),
        (None, type(None), '">%.0s'),
        (7, int, '"><v>%s</c>'),
        ("缺 考", sheet_module.BlankedText, '" t="inlineStr"><is><t xml:space="preserve>%s</c>'),
    ],
)
def test_a_faulty_piece_is_noticed_wherever_it_stands_first(
    last: object, kind: type, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(sheet_module)["_ENDINGS"], kind, ending)
    with pytest.raises(XmlError):
        xml(one_block(last))


@pytest.mark.parametrize("text", ["a<b", "a&b", "<v>", "a&lt;b]]>"])
def test_a_text_that_is_not_escaped_is_noticed_and_nothing_is_written(
    text: str, office_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_module, "escaped", lambda text: text)
    before = office_book.read_bytes()
    book = open_book(office_book)
    book.put(one_block(text, "缺考"))
    with pytest.raises(UnprovenError):
        book.save()
    assert office_book.read_bytes() == before


def test_what_unpacks_to_other_bytes_than_were_made_is_not_written(
    office_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Faulty(Deflated):
        @classmethod
        def of(cls, chunks: Iterable[bytes], level: int = 2) -> Deflated:
            made = Deflated.of(chunks, level)
            other = Deflated.of([made.content.replace(b"92.5", b"29.5", 1)], level)
            return made._replace(data=other.data)

    monkeypatch.setattr(writer, "Deflated", Faulty)
    before = office_book.read_bytes()
    book = open_book(office_book)
    book.put(one_block(7))
    with pytest.raises(UnprovenError, match=r"sheet\d+\.xml"):
        book.save()
    assert office_book.read_bytes() == before
