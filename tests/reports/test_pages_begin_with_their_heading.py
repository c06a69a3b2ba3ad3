"""Sections on A4 pages: nothing that fits a page is torn, every page says what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from xl_quality.books.tables import PLAIN, Orientation, Row
from xl_quality.reports.paper import ROW_HEIGHT, ReportSection, RowStack, laid_out, scale_for

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM = 481 * 0.98
"""Points down a landscape page at full size."""


def stack(name: str, heights: Sequence[float | None]) -> RowStack:
    return RowStack([Row((f"{name}.{n}",), (PLAIN,), high) for n, high in enumerate(heights)])


def pages_of(rows: Sequence[Row], breaks: Sequence[int]) -> list[Sequence[Row]]:
    ends = [*breaks, len(rows)]
    return [rows[first:end] for first, end in zip([0, *breaks], ends, strict=True)]


heights = st.lists(st.sampled_from([None, 18.0, 40.0, 120.0]), min_size=1, max_size=12)


@given(st.lists(st.lists(heights, min_size=1, max_size=6), max_size=4), st.integers(50, 100))
def test_every_page_is_full_at_most_and_begins_with_a_heading(
    drawn: list[list[list[float | None]]], scale: int
) -> None:
    top = stack("题", [30, 16])
    sections = [
        ReportSection(
            stack(f"头{number}", [22, 16]),
            [stack(f"{number}-{place}", own) for place, own in enumerate(pieces)],
        )
        for number, pieces in enumerate(drawn)
    ]
    laid = laid_out(top, sections, Orientation.LANDSCAPE, scale)
    names = [str(row.values[0]) for row in laid.rows if row.values]
    told = [name for name in names if name[0] not in "题头"]
    wanted = [
        str(row.values[0]) for section in sections for one in section.pieces for row in one.rows
    ]
    assert told == wanted  # nothing lost, nothing twice, in order
    pages = pages_of(laid.rows, laid.breaks)
    for number, page in enumerate(pages):
        own = page[2:] if not number else page
        assert not own or str(own[0].values[0]).startswith("头")
        room = ROOM * 100 / scale - 46
        assert sum(row.height or 0 for row in own) <= room
    for (section, place), (first, *_) in laid.places.items():
        piece = sections[section].pieces[place]
        whole = piece.height + sections[section].heading.height <= ROOM * 100 / scale - 46
        after = [brk for brk in laid.breaks if first < brk < first + len(piece.rows)]
        assert not (whole and after)  # what fits a page is not torn


def test_a_section_that_fits_a_page_is_not_begun_on_the_rest_of_another() -> None:
    section = ReportSection(stack("头", [22]), [stack("甲", [16.0])] * 15)
    laid = laid_out(stack("题", [30]), [section, section], Orientation.LANDSCAPE, 100)
    assert laid.breaks == [1 + 1 + 15]


def test_small_sections_share_a_page_with_a_gap_between() -> None:
    section = ReportSection(stack("头", [22]), [stack("甲", [16.0])] * 3)
    laid = laid_out(stack("题", [30]), [section, section], Orientation.LANDSCAPE, 100)
    assert laid.breaks == []
    assert [row.height for row in laid.rows] == [30, 22, 16, 16, 16, 12, 22, 16, 16, 16]


def test_a_piece_longer_than_a_page_is_torn_between_rows_but_not_inside_merged_cells() -> None:
    rows = stack("甲", [100.0] * 9).rows
    piece = RowStack(rows, [(2, 0, 4, 0)])
    laid = laid_out(
        stack("题", [30]), [ReportSection(stack("头", [22]), [piece])], Orientation.LANDSCAPE, 100
    )
    # 441 points under title: heading and three rows; then the merged three stay together
    assert laid.merges == [(5, 0, 7, 0)]
    assert laid.breaks == [4, 9]
    assert [str(laid.rows[brk].values[0]) for brk in laid.breaks] == ["头.0", "头.0"]


def test_rows_without_a_height_get_one_since_pages_are_counted_in_points() -> None:
    section = ReportSection(stack("头", [None]), [stack("甲", [None])])
    laid = laid_out(stack("题", [None]), [section], Orientation.PORTRAIT, 100)
    assert [row.height for row in laid.rows] == [ROW_HEIGHT] * 3


def test_narrow_sheets_are_not_blown_up() -> None:
    assert scale_for([10], Orientation.PORTRAIT) == 100
