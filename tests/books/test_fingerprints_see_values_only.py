from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.books.files import open_book
from xl_quality.books.fingerprints import fingerprint, grid_fingerprint, normal, table_fingerprint
from xl_quality.books.tables import Formula, Link, Row, Style, Table
from xl_quality.core.facts import Cell
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from pathlib import Path

PINNED = "569c70cf864cc530ef8dc0fd848c9c81d1ac3be20ed249cbb5deec8e3e45e3f2"


def one(value: Any) -> str:
    return fingerprint([[value, "末"]])


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (92, 92.0),
        (True, 1.0),
        (-0.0, 0.0),
        (0.1 + 0.2, 0.3),
        (1 / 3, 0.333333333333333),
        (123456789.123456789, 123456789.123457),
        ("甲\r\n乙", "甲\n乙"),
        ("", None),
        (datetime(2026, 7, 10), date(2026, 7, 10)),  # noqa: DTZ001 - Excel has no zones
    ],
)
def test_what_spreadsheets_do_not_tell_apart_is_the_same(value: Any, same: Any) -> None:
    assert one(value) == one(same)
    assert normal(value) == normal(same)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (92, "92"),
        (92, 92.01),
        (0, None),
        ("甲", "甲 "),
        ("甲", "乙"),
        (ErrorCell("#N/A"), "#N/A"),
        (ErrorCell("#N/A"), None),
        (date(2026, 7, 10), "2026-07-10"),
        (123456789.12345, 123456789.12346),
    ],
)
def test_what_a_person_changes_is_seen(value: Any, other: Any) -> None:
    assert one(value) != one(other)
    assert normal(value) != normal(other)


def test_a_value_in_another_place_is_another_sheet() -> None:
    assert fingerprint([["甲", None], [None, "乙"]]) != fingerprint([["甲", "乙"], [None, None]])
    assert fingerprint([["甲", "乙"]]) != fingerprint([["甲"], ["乙"]])
    assert fingerprint([["甲乙"]]) != fingerprint([["甲", "乙"]])


def test_empty_cells_at_the_end_do_not_count() -> None:
    assert fingerprint([["甲", None], [None, None]]) == fingerprint([["甲"]])
    assert fingerprint([[None], [None]]) == fingerprint([])


def test_the_form_never_changes_so_that_old_records_stay_valid() -> None:
    columns: list[list[Any]] = [
        ["姓名", "安一", None],
        ["语文", 92.5, -0.0],
        [date(2026, 7, 10), ErrorCell("#N/A"), 1],
    ]
    assert fingerprint(columns) == PINNED


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=4),
    st.text(max_size=12),
    st.builds(Formula, st.just("1+1"), st.decimals(-1000, 1000, places=2)),
    st.builds(Link, st.text(min_size=1, max_size=8), st.just(Cell("表", "A1"))),
)


@given(rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_table_has_the_fingerprint_of_what_is_read_back(
    rows: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("表")
    source = folder / "a.csv"
    source.write_text("a,b\n", encoding="utf-8")
    table = Table("表", [Row(row, (Style(),) * 3) for row in rows])
    book = open_book(source)
    book.put(table)
    written = open_book(book.save())
    assert grid_fingerprint(written.read("表")) == table_fingerprint(table)


def test_cells_under_a_merged_area_do_not_count(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("a,b\n", encoding="utf-8")
    rows = [Row(("题", "盖住"), (Style(),) * 2), Row((1, Decimal("2.50")), (Style(),) * 2)]
    table = Table("表", rows, merges=[(0, 0, 0, 1)])
    book = open_book(source)
    book.put(table)
    assert grid_fingerprint(open_book(book.save()).read("表")) == table_fingerprint(table)


def test_formats_fonts_and_widths_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "成绩.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "语文"])
    sheet.append(["安一", 92.5])
    book.save(path)
    before = grid_fingerprint(open_book(path).read(sheet.title))
    sheet["B2"].number_format = "0.0"
    sheet["A1"].font = openpyxl.styles.Font(bold=True, size=20)
    sheet.column_dimensions["A"].width = 40
    book.save(path)
    assert grid_fingerprint(open_book(path).read(sheet.title)) == before
    sheet["B2"] = 92
    book.save(path)
    assert grid_fingerprint(open_book(path).read(sheet.title)) != before
