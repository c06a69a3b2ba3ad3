"""What the stand-in's ranges do beyond what the add-in asks of them, as Excel's own do it.

xlwings' own tests lean on it; clearing a whole sheet once counted its 17 thousand million cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.excel.stand_in.books import Application
from tests.excel.stand_in.com import com_error

if TYPE_CHECKING:
    from tests.excel.stand_in.sheets import Worksheet

DOWN, UP, LEFT, RIGHT = -4121, -4162, -4159, -4161


@pytest.fixture
def sheet() -> Worksheet:
    """A block B2:C4 and, after an empty row, one cell more."""
    found: Worksheet = Application().Workbooks.Add().Worksheets.Item(1)
    found.Range("B2:C4").Value = 1.0
    found.Range("B6").Value = 2.0
    return found


def test_a_whole_sheet_is_cleared_at_once(sheet: Worksheet) -> None:
    sheet.Range("B2").NumberFormat = "0.00"
    sheet.Cells.ClearContents()
    assert sheet.Range("B2:C4").Value == ((None, None),) * 3
    assert sheet.Range("B2").NumberFormat == "0.00"
    sheet.Range("B6").Value = 2.0
    sheet.Cells.Clear()
    assert sheet.Range("B6").Value is None
    assert sheet.Range("B2").NumberFormat == "General"


def test_all_cells_of_a_sheet_are_too_many_to_read(sheet: Worksheet) -> None:
    with pytest.raises(com_error):
        _ = sheet.Cells.Value


@pytest.mark.parametrize(
    ("start", "way", "end"),
    [
        ("B2", DOWN, "$B$4"),
        ("B4", DOWN, "$B$6"),  # over the gap
        ("B6", DOWN, "$B$1048576"),
        ("C4", UP, "$C$2"),
        ("C6", UP, "$C$4"),
        ("B2", UP, "$B$1"),
        ("B3", RIGHT, "$C$3"),
        ("C3", RIGHT, "$XFD$3"),
        ("C3", LEFT, "$B$3"),
        ("E3", LEFT, "$C$3"),
        ("A1", RIGHT, "$XFD$1"),
    ],
)
def test_the_end_is_where_ctrl_and_an_arrow_lead(
    sheet: Worksheet, start: str, way: int, end: str
) -> None:
    assert sheet.Range(start).End(way).Address == end


@pytest.mark.parametrize(
    ("start", "region"),
    [("C3", "$B$2:$C$4"), ("A1", "$A$1:$C$4"), ("B5", "$B$2:$C$6"), ("E9", "$E$9")],
)
def test_a_region_ends_at_empty_rows_and_columns(sheet: Worksheet, start: str, region: str) -> None:
    assert sheet.Range(start).CurrentRegion.Address == region


@pytest.mark.parametrize(
    ("asked", "given", "address"),
    [
        ("b2:c4", (), "$B$2:$C$4"),
        ("B2:C4", (False, False), "B2:C4"),
        ("B2", (True, False), "B$2"),
        ("B2", (True, True, 1, True), "[Book1]Sheet1!$B$2"),
        ("B:C", (), "$B:$C"),
        ("2:4", (), "$2:$4"),
        ("2:4", (False,), "2:4"),
    ],
)
def test_an_address_is_as_it_is_asked_for(
    sheet: Worksheet, asked: str, given: tuple[Any, ...], address: str
) -> None:
    assert sheet.Range(asked)._Address_with(*given) == address


def test_an_address_of_another_book_is_quoted_where_it_has_to_be(sheet: Worksheet) -> None:
    sheet.Name = "三年级 (1)"
    address = sheet.Range("B2")._Address_with(True, True, 1, True)  # noqa: FBT003 - Excel's order
    assert address == "'[Book1]三年级 (1)'!$B$2"


def test_merging_again_takes_in_what_was_merged(sheet: Worksheet) -> None:
    sheet.Range("B2:B3").Merge()
    sheet.Range("B2:C3").Merge()
    assert sheet.Range("B2").MergeArea.Address == "$B$2:$C$3"
    sheet.Range("B2:C3").Merge(Across=True)
    assert sheet.Range("B3").MergeArea.Address == "$B$3:$C$3"
    sheet.Range("C2").UnMerge()
    assert sheet.Range("B2:C3").MergeCells is None


def test_the_last_visible_sheet_stays_visible(sheet: Worksheet) -> None:
    book = sheet.Parent
    other: Any = book.Sheets.Add()
    other.Visible = 0
    assert other.Visible == 0
    with pytest.raises(com_error):
        sheet.Visible = 2


def test_only_cells_of_the_sheet_in_front_are_selected(sheet: Worksheet) -> None:
    application = sheet.Parent.Application
    assert application.Selection.Address == "$A$1"
    sheet.Range("B2:C4").Select()
    assert application.Selection.Address == "$B$2:$C$4"
    sheet.Parent.Sheets.Add().Activate()
    with pytest.raises(com_error):
        sheet.Range("B2").Select()
