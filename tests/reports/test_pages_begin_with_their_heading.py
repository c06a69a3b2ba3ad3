"""Sections on A4 pages: nothing that fits a page is torn, every page says what it shows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from xl_quality.books.tables import PLAIN, Orientation, Row
from xl_quality.reports.paper import (
    ROW_HEIGHT,
    ListRun,
    ReportSection,
    RowStack,
    heading_breaks,
    laid_out,
    run_breaks,
    scale_for,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.reports.paper import Laid

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


def section_of(name: str, count: int, chapter: str = "", height: float = 16.0) -> ReportSection:
    pieces = [stack(f"{name}-{n}", [height]) for n in range(count)]
    return ReportSection(stack(f"头{name}", [22]), pieces, chapter=chapter)


def names_of(rows: Sequence[Row]) -> list[str]:
    return [str(row.values[0]) if row.values else "" for row in rows]


def pages_by_name(laid: Laid) -> list[list[str]]:
    """Return the names of the rows under the title, page by page, gaps left out."""
    pages = pages_of(laid.rows, laid.breaks)
    named = [[str(row.values[0]) for row in page if row.values] for page in pages]
    return [[name for name in page if name[0] not in "题末"] for page in named]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=6), st.sampled_from([0, 56]))
def test_no_section_leaves_a_row_or_two_or_a_heading_alone_on_a_page(
    counts: list[int], closing: int
) -> None:
    sections = [section_of(f"{n}", count) for n, count in enumerate(counts)]
    end = stack("末", [float(closing)]) if closing else RowStack(())
    laid = laid_out(stack("题", [30]), sections, Orientation.LANDSCAPE, 100, closing=end)
    for page in pages_by_name(laid):
        assert not page[-1].startswith("头"), "a heading is the last line of no page"
        for number, count in enumerate(counts):
            own = [name for name in page if name.startswith(f"{number}-")]
            assert not own or len(own) >= min(3, count)
    signed = pages_of(laid.rows, laid.breaks)[-1]
    assert len([row for row in signed if row.values]) > bool(closing) + 1, "signed under rows"


CHART = ReportSection(RowStack(()), [RowStack([Row((), (), 176.0)])], chapter="六")


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 12)), min_size=1, max_size=5))
def test_a_chapter_that_fits_a_page_is_not_torn_and_a_longer_one_begins_one(
    drawn: list[tuple[int, int]],
) -> None:
    sections = [
        section_of(f"{chapter}{part}", count, f"第{chapter}")
        for chapter, (parts, count) in enumerate(drawn)
        for part in range(parts)
    ]
    laid = laid_out(stack("题", [30]), sections, Orientation.LANDSCAPE, 100)
    pages, on_paper = pages_by_name(laid), pages_of(laid.rows, laid.breaks)
    room = ROOM - 30
    for chapter, (parts, count) in enumerate(drawn):
        whole = parts * (22 + 16 * count) + 12 * (parts - 1)
        on = [page for page in pages if any(name.startswith(f"头{chapter}") for name in page)]
        if whole <= room:
            assert len(on) == 1
        else:
            [page] = [rows for rows in on_paper if f"头{chapter}0.0" in names_of(rows)]
            above = page[: names_of(page).index(f"头{chapter}0.0")]
            filled = sum(row.height or 0 for row in above if "题.0" not in row.values)
            assert filled < room / 3 + 12, "it begins a page on which hardly anything stands"
        for part in range(parts):
            starts = [page for page in on if f"头{chapter}{part}.0" in page]
            assert len(starts) == 1, "a part that fits a page is not torn"


def test_the_pages_of_a_chapter_are_about_equally_full() -> None:
    parts = [*(section_of(f"{n}", 6, "六") for n in range(3)), CHART]  # 3 × 118 and 176 of 441
    laid = laid_out(stack("题", [30]), parts, Orientation.LANDSCAPE, 100)
    first, second = pages_by_name(laid)
    assert [name for name in first if name.startswith("头")] == ["头0.0", "头1.0"]
    assert second[0] == "头2.0", "a table goes with the chart, which would stand alone"


runs = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 100)), min_size=1, max_size=9)


@given(runs, st.sampled_from([0.0, 56.0]), st.sampled_from([640.0, 647.0, 655.0]))
def test_each_class_begins_a_page_unless_it_would_be_almost_empty(
    drawn: list[tuple[str, int]], closing: float, room: float
) -> None:
    breaks = run_breaks([ListRun(home, [16.0] * count) for home, count in drawn], room, closing)
    ends = [*breaks, sum(count for _, count in drawn)]
    pages = [range(first, end) for first, end in zip([0, *breaks], ends, strict=True)]
    for page in pages:
        assert len(page) * 16 + closing * (page is pages[-1]) <= room
    first = 0
    for number, (_, count) in enumerate(drawn):
        own = range(first, first + count)
        on = [page for page in pages if page.start < own.stop and own.start < page.stop]
        whole = count * 16 + closing * (number == len(drawn) - 1)
        shared = [p for p in on if p.start < own.start or own.stop < p.stop]
        assert not shared or (len(on) == 1 and whole <= room), "who shares a page is not torn"
        rows = room // 16  # forty, and what is left of a page holds none
        last = closing * (number == len(drawn) - 1)
        assert len(on) <= -(-(count + -(-last // 16)) // rows), "no more pages than it needs"
        if len(on) > 1:
            assert min(map(len, on)) * 2 >= max(map(len, on)) - 4, "and evenly full"
        first = own.stop
    starts = {0, *breaks}
    at = 0
    for (_, count), (_, fewer) in zip(drawn[1:], drawn, strict=False):
        at += fewer
        if min(count, fewer) * 16 >= room / 3:
            assert at in starts, "each begins a page"


def test_classes_of_three_pupils_share_a_page_by_school() -> None:
    four = [ListRun(home, [16.0] * 3) for home in "甲甲乙乙丙丙丁丁"]
    assert run_breaks(four, 640, 0) == []
    schools = [ListRun(home, [16.0] * 5) for home in "甲甲甲乙乙乙"]
    assert run_breaks(schools, 640, 0) == [15], "each school fills more than a third"


def test_narrow_sheets_are_not_blown_up() -> None:
    assert scale_for([10], Orientation.PORTRAIT) == 100


_CLAUSES = st.lists(
    st.lists(st.sampled_from([20.0, 30.0, 45.0]), min_size=1, max_size=9)
    | st.lists(st.just(30.0), min_size=60, max_size=90),
    max_size=9,
)


_PAPERS = [1 + step / 1000 for step in range(61)]


@given(_CLAUSES, st.sampled_from(_PAPERS))
def test_no_heading_of_a_list_stands_alone_at_a_pages_foot(
    clauses: list[list[float]], paper: float
) -> None:
    """Paper holds up to a twentieth more than is filled by our measure."""
    high = [height for own in clauses for height in (22.0, *own)]
    headings = {sum(len(own) + 1 for own in clauses[:place]) for place in range(len(clauses))}
    begun = heading_breaks(high, headings, 300)
    assert set(begun) <= headings - {0}, "else a filter would leave a page for each few rows"
    pages = {more: _pages(high, begun, 300 * more) for more in _PAPERS}
    for page in pages[paper]:
        # where a page of one of the papers would hold next to nothing, a heading does not leave it
        little = any(
            sum(high[one.start : page.stop - 1]) < 75 * more
            for more, own in pages.items()
            for one in own
            if one.start < page.stop - 1 < one.stop
        )
        assert page.stop - 1 not in headings or little or page.stop == len(high)
    for at in begun:
        before = [one for own in pages.values() for one in own if one.stop == at]
        assert all(sum(high[one.start : at]) >= 75 for one in before), "no page is almost empty"


@given(st.lists(st.lists(st.sampled_from([34.0, 60.0, 110.0]), min_size=1, max_size=6), max_size=5))
def test_groups_that_may_flow_leave_no_page_nearly_empty(drawn: list[list[float]]) -> None:
    sections = [
        ReportSection(
            stack(f"头{number}", [22]),
            [stack(f"{number}-{place}", [high]) for place, high in enumerate(own)],
            flows=True,
        )
        for number, own in enumerate(drawn)
    ]
    laid = laid_out(stack("题", [30]), sections, Orientation.LANDSCAPE, 100)
    pages = pages_of(laid.rows, laid.breaks)
    for page, after in pairwise(pages):
        filled = sum(row.height or 0 for row in page) - (30 if page is pages[0] else 0)
        first, second = (sum(r.height or 0 for r in after[:n]) for n in (1, 2))
        # what comes next, with its heading and the gap before it, did not fit a nearly empty page
        needs = max(12 + first + second, 12 + ROOM / 3)
        assert filled >= (ROOM - 30) / 3 - 1 or filled + needs > ROOM - 30
    told = [str(row.values[0]) for row in laid.rows if row.values]
    assert [name for name in told if name[0] not in "题头"] == [
        f"{number}-{place}.0" for number, own in enumerate(drawn) for place in range(len(own))
    ]


@given(
    st.lists(st.sampled_from([16.0, 28.0, 40.0, 90.0]), min_size=1, max_size=60),
    st.sets(st.integers(0, 59), max_size=8),
    st.sampled_from([34.0, 80.0, 200.0]),
)
def test_signatures_stand_under_some_rows_wherever_that_can_be(
    high: list[float], drawn: set[int], closing: float
) -> None:
    headings = {0} | {at for at in drawn if at < len(high) and at - 1 not in drawn}
    plain = heading_breaks(high, headings, 300)
    begun = heading_breaks(high, headings, 300, closing)
    assert begun[: len(plain)] == plain
    assert len(begun) <= len(plain) + 1
    if _ends_well(high, plain, closing):
        assert begun == plain, "a page more where none is needed"
        return
    others = [
        at
        for at in range(max(plain, default=0) + 1, len(high) - 2)
        if at - 1 not in headings and _ends_well(high, [*plain, at], closing)
        if all(sum(high[one.start : at]) >= 75 * more for more, one in _before(high, plain, at))
    ]
    assert begun == ([*plain, others[-1]] if others else plain)


def _ends_well(high: list[float], begun: list[int], closing: float) -> bool:
    """Tell whether on every paper the last page holds the closing and three rows, or all."""
    lasts = {more: _pages(high, begun, 300 * more)[-1] for more in _PAPERS}
    return all(
        len(page) >= min(3, len(high)) and sum(high[page.start :]) + closing <= 300 * more
        for more, page in lasts.items()
    )


def _before(high: list[float], begun: list[int], at: int) -> list[tuple[float, range]]:
    """Return the page that ends before a row, on every paper."""
    return [
        (more, next(p for p in _pages(high, [*begun, at], 300 * more) if p.stop == at))
        for more in _PAPERS
    ]


def _pages(high: list[float], begun: list[int], room: float) -> list[range]:
    starts, filled = [0], 0.0
    for at, height in enumerate(high):
        if at in begun or filled + height > room:
            starts += [at] if at else []
            filled = 0.0
        filled += height
    return [range(*ends) for ends in pairwise([*starts, len(high)]) if ends[0] < ends[1]]
