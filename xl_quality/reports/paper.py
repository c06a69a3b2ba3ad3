"""How a report falls onto A4 pages: sections whose heading every page repeats, pieces never torn.

A sheet repeats one range of rows at most, and sections have headings of their own. So the rows are
laid out page by page: a section that runs over a page begins the next one with its heading again.
All rows get a stated height, since where a page ends is counted in points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Orientation, Row, RowList

if TYPE_CHECKING:
    from xl_quality.sheets.cells import Area

ROW_HEIGHT: Final = 16.0  # Points of a row whose height nobody stated: a line of 11 points
_PAPER: Final = {Orientation.PORTRAIT: (510, 728), Orientation.LANDSCAPE: (757, 481)}
"""Points across and down an A4 page inside the margins that `books.opc.sheet` sets."""
_CHARACTER: Final = 6.1
"""Points of a character of column width, at most: with Calibri it is 5.25, 5.6 where Carlito stands
in for it (LibreOffice), with 宋体 or 等线 6, and 6.1 with Noto's digits in place of theirs."""
LEAST_SCALE: Final = 73
"""Percent: nothing that an office prints in 11 points is smaller than 8 on paper."""
_SPARE: Final = 0.98  # Of a page's height that is filled: printers round the height of each row
_SPARE_ACROSS: Final = 0.99
"""Of its width: so do they that of each column, and one that is too wide goes to a page alone."""
_LEAST_REST: Final = 1 / 3
"""Of a page: where less is left a section that needs more begins a new one; a page on which less
stands is not printed by itself where that can be helped."""
_LEAST_ROWS: Final = 3
"""Rows of a section on the last page that it runs on to: one alone looks forgotten."""
FULL_SIZE: Final = 100
"""Percent."""
MOST_BREAKS: Final = 1_000
"""Page breaks of a sheet: Excel takes 1,026 and calls a workbook with more damaged."""


class RowStack(NamedTuple):
    """Rows that a page break does not tear: a school with its classes, a payee, a chart's room."""

    rows: Sequence[Row]  # from top to bottom; a height of None is `ROW_HEIGHT`
    merges: Sequence[Area] = ()  # merged areas, their rows counted from the piece's first

    @property
    def height(self) -> float:
        """Return its height in points."""
        if len(self.rows) == 1:  # of a long list
            return self.rows[0].height or ROW_HEIGHT
        return sum([row.height or ROW_HEIGHT for row in self.rows])


class ReportSection(NamedTuple):
    """Pieces under one heading, e.g. a grade in one exam."""

    heading: RowStack  # stands over them, and again on every page that they run on to
    pieces: Sequence[RowStack]  # from top to bottom
    fresh: bool = False  # it begins a page, whatever room the one before leaves
    # what it belongs to with its neighbours of the same chapter, e.g. all that is shown of a grade;
    # ``""`` = it stands for itself
    chapter: str = ""
    # it may run over rather than leave a page on which hardly anything stands
    flows: bool = False
    # rows on the last page that it runs on to; rows of the page before go with them
    least: int = _LEAST_ROWS

    @property
    def height(self) -> float:
        """Return its height in points, on one page."""
        return self.heading.height + sum(piece.height for piece in self.pieces)


GAP: Final = RowStack((Row((), (), 12.0),))  # Between two sections on one page
_NOTHING: Final = RowStack(())


class _Part(NamedTuple):
    """What stands on a page: a heading (piece None), or a piece or a part of it."""

    piece: tuple[int, int] | None
    content: RowStack


class Laid(NamedTuple):
    """A report laid out; all rows are counted from 0."""

    rows: list[Row]  # of the whole sheet
    merges: list[Area]  # merged areas
    breaks: list[int]  # rows that begin a page, the first page's left out
    # the rows of each piece, by the numbers of its section and of the piece in it
    places: dict[tuple[int, int], list[int]]
    feet: list[int]  # the row at the foot of each page, where one was asked for
    closing: int  # the first row behind the last section

    def run(self, section: int, pieces: int) -> tuple[int, int]:
        """Return first and last row of the first pieces of a section, each a row: for a chart.

        Of pieces that run on to another page these are the rows of the first.
        """
        rows = [self.places[section, place][0] for place in range(pieces)]
        return rows[0], rows[0] + sum(row == rows[0] + n for n, row in enumerate(rows)) - 1


def merged_down(rows: Sequence[Row], columns: Collection[int]) -> RowStack:
    """Return rows in which one cell a column stands for all of theirs; below it is nothing."""
    lower = [
        row._replace(values=[None if at in columns else v for at, v in enumerate(row.values)])
        for row in rows[1:]
    ]
    last = len(rows) - 1
    return RowStack([*rows[:1], *lower], [(0, at, last, at) for at in columns if last > 0])


def stacked(pieces: Sequence[RowStack]) -> RowStack:
    """Return pieces under one another as one."""
    rows: list[Row] = []
    merges: list[Area] = []
    for piece in pieces:
        merges += moved_down(piece.merges, len(rows))
        rows += piece.rows
    return RowStack(rows, merges)


def scale_for(widths: Iterable[float], orientation: Orientation) -> int:
    """Return the percent of full size at which columns fit onto a page, at most 100.

    >>> scale_for([50, 50], Orientation.PORTRAIT), scale_for([20] * 10, Orientation.LANDSCAPE)
    (82, 61)
    """
    return min(FULL_SIZE, int(_across(orientation) * FULL_SIZE / sum(widths)))


def _across(orientation: Orientation) -> float:
    """Return how many characters of column width a page holds at full size."""
    return _PAPER[orientation][0] * _SPARE_ACROSS / _CHARACTER


def widest(orientation: Orientation, scale: int = LEAST_SCALE) -> float:
    """Return the most characters of all columns of a sheet that is printed so large.

    >>> [int(widest(one)) for one in (Orientation.PORTRAIT, Orientation.LANDSCAPE)]
    [113, 168]
    """
    return _across(orientation) * FULL_SIZE / scale


def scale_to_hold(
    widths: Iterable[float], height: float, orientation: Orientation, least: int = LEAST_SCALE
) -> int:
    """Return the percent of full size at which a page holds columns and rows, at most 100.

    Args:
        widths: of the columns, in characters.
        height: of the rows, in points.
        orientation: how the paper lies.
        least: percent under which nobody reads it; higher rows then run on to another page.

    >>> scale_to_hold([50], 700, Orientation.PORTRAIT, 60)
    100
    >>> scale_to_hold([50], 1000, Orientation.PORTRAIT, 60)
    71
    """
    fits = int(page_height(orientation) * FULL_SIZE / height)
    return min(scale_for(widths, orientation), max(fits, least))


def scale_for_sections(
    widths: Sequence[float],
    sections: Sequence[ReportSection],
    orientation: Orientation,
    around: float,
    *,
    leasts: tuple[int, int],
) -> int:
    """Return the percent at which sections, and their chapters, stand on a page each if they can.

    Args:
        widths: of the columns, in characters.
        sections: from top to bottom.
        orientation: how the paper lies.
        around: points of what stands over and under them.
        leasts: percent to which sections, and to which chapters, are shrunk; what would be too
            small to be read on one page is parted anyway.
    """
    own = [section.height for section in sections]
    chapters = [
        _under_one_another([section.height for section in one]) for one in _chapters(sections)
    ]
    scale = scale_for(widths, orientation)
    for heights, least in zip((own, chapters), leasts, strict=True):
        highest = page_height(orientation, least)
        if fitting := [one + around for one in heights if one + around <= highest]:
            scale = min(scale, scale_to_hold(widths, max(fitting), orientation, least))
    return scale


def stands_upright(rows: int, widths: Iterable[float], scale: int) -> bool:
    """Say whether so many rows under their headings are torn across, but stand whole upright.

    Args:
        rows: of the longest table, without those of its headings.
        widths: of the columns that an upright page would have.
        scale: the least percent of full size.

    >>> [stands_upright(rows, [100], 75) for rows in (20, 40, 60)], stands_upright(40, [120], 75)
    ([False, True, False], False)
    """
    high = (rows + _ROWS_AROUND) * ROW_HEIGHT
    across, upright = (
        page_height(one, scale) for one in (Orientation.LANDSCAPE, Orientation.PORTRAIT)
    )
    return across < high <= upright and sum(widths) <= widest(Orientation.PORTRAIT, scale)


_ROWS_AROUND: Final = 11  # in height: title, notes, heading, column titles


def is_worth_turning(across: Sequence[int], upright: Sequence[int]) -> bool:
    """Say whether tables that are whole upright take at most a third more pages, by the breaks.

    >>> is_worth_turning([1, 2], [1, 2, 3]), is_worth_turning([1, 2], [1, 2, 3, 4])
    (True, False)
    """
    return 3 * (len(upright) + 1) <= 4 * (len(across) + 1)


def page_height(orientation: Orientation, scale: int = FULL_SIZE) -> float:
    """Return how many points of rows a page holds at a scale in percent."""
    _, down = _PAPER[orientation]
    return down * _SPARE * FULL_SIZE / scale


def laid_out(
    top: RowStack,
    sections: Sequence[ReportSection],
    orientation: Orientation,
    scale: int,
    *,
    closing: RowStack = _NOTHING,
    foot: float = 0,
) -> Laid:
    """Lay sections out page by page.

    Args:
        top: title and unit line, which the sheet repeats on every page.
        sections: under it; a small one goes onto the page of the one before.
        orientation: how the paper lies.
        scale: percent of full size.
        closing: under the last section, on the page of its last rows.
        foot: height of a row at the foot of every page, 0 = none; it is left empty.
    """
    room = page_height(orientation, scale) - top.height - foot
    rows, merges = list(sized(top.rows)), list(top.merges)
    breaks: list[int] = []
    feet: list[int] = []
    places: dict[tuple[int, int], list[int]] = {}
    for number, page in enumerate(_pages(sections, room, closing.height)):
        if number:
            breaks.append(len(rows))
        for part in page:
            first = len(rows)
            rows += sized(part.content.rows)
            if part.content.merges:
                merges += moved_down(part.content.merges, first)
            if part.piece is not None:
                places.setdefault(part.piece, []).extend(range(first, len(rows)))
        if foot:
            feet.append(len(rows))
            rows.append(Row((), (), foot))
    last = len(rows)
    merges += moved_down(closing.merges, last)
    return Laid([*rows, *sized(closing.rows)], merges, breaks, places, feet, last)


def moved_down(merges: Iterable[Area], first: int) -> list[Area]:
    """Return merged areas that are counted from a row *first*, counted from the sheet's own."""
    return [(top + first, left, last + first, right) for top, left, last, right in merges]


def sized(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows that all state a height, as those of a block do."""
    if isinstance(rows, RowList):
        return RowList(
            part if part.height else part._replace(height=ROW_HEIGHT) for part in rows.parts
        )
    return [row if row.height else Row(row.values, row.styles, ROW_HEIGHT) for row in rows]


def _pages(sections: Sequence[ReportSection], room: float, closing: float) -> list[list[_Part]]:
    """Return what stands on each page, *room* points high, *closing* points under the last."""
    pages: list[list[_Part]] = [[]]
    rest = room
    number = 0
    for block in _blocks(sections, room, closing):
        filled = room - rest >= room * _LEAST_REST
        needed = block.needed if filled else block.least or block.needed
        if pages[-1] and (rest < GAP.height + needed or (block.begins and filled)):
            pages.append([])
            rest = room
        for section in block.sections:
            if pages[-1] and section.heading.rows:
                pages[-1].append(_Part(None, GAP))
                rest -= GAP.height
            end = closing if number == len(sections) - 1 else 0
            for further, contents in enumerate(_split(section, rest, room, end)):
                if further:
                    pages.append([])
                    rest = room
                pages[-1].append(_Part(None, section.heading))
                pages[-1] += [_Part((number, place), content) for place, content in contents]
                rest -= section.heading.height + sum(content.height for _, content in contents)
            number += 1
    return pages


class _Block(NamedTuple):
    """Sections that begin on one page."""

    sections: Sequence[ReportSection]  # from top to bottom
    needed: float  # the room that they must find on a page, in points
    begins: bool = False  # they begin a page, unless hardly anything stands on it
    # the room with which they are content where hardly anything stands on a page, 0 = all
    least: float = 0


def _blocks(sections: Sequence[ReportSection], room: float, closing: float) -> list[_Block]:
    """Return the sections by what stands on one page: a chapter where that holds it.

    A longer chapter begins a page and fills its pages evenly: no chart comes to stand alone. One
    with a section longer than a page is laid section by section.
    """
    blocks: list[_Block] = []
    number = 0
    for chapter in _chapters(sections):
        number += len(chapter)
        end = closing if number == len(sections) else 0
        whole = _under_one_another([section.height for section in chapter]) + end
        if chapter[0].fresh:
            blocks.append(_Block(chapter, room))  # with the gap before it that is never left
        elif whole <= room:
            flows = len(chapter) == 1 and chapter[0].flows
            least = _beginning(chapter[0], room) if flows else whole
            blocks.append(_Block(chapter, whole, least=min(least, whole)))
        elif len(chapter) == 1:
            blocks.append(_Block(chapter, _beginning(chapter[0], room)))
        else:
            own = _evenly(chapter, room, end)
            blocks += [own[0]._replace(begins=True), *own[1:]]
    return blocks


def _chapters(sections: Sequence[ReportSection]) -> list[list[ReportSection]]:
    """Return neighbours of one chapter together; one that begins a page stands for itself."""
    named = groupby(
        enumerate(sections), lambda own: ("" if own[1].fresh else own[1].chapter) or own[0]
    )
    return [[section for _, section in own] for _, own in named]


def _under_one_another(heights: Sequence[float]) -> float:
    """Return how high sections are on one page, with the gaps between them."""
    return sum(heights) + GAP.height * (len(heights) - 1)


def _evenly(chapter: Sequence[ReportSection], room: float, closing: float) -> list[_Block]:
    """Return a chapter that is longer than a page by pages that are about equally full."""
    heights = [section.height for section in chapter]
    heights[-1] += closing
    if max(heights) > room:
        return [
            _Block([section], high if high <= room else _beginning(section, room))
            for high, section in zip(heights, chapter, strict=True)
        ]
    ends = range(1, len(heights) + 1)
    runs = {_under_one_another(heights[first:end]) for end in ends for first in range(end)}
    fewest = len(_starts(heights, room))
    limits = sorted(run for run in runs if max(heights) <= run <= room)
    least = next(limit for limit in limits if len(_starts(heights, limit)) == fewest)
    starts = _starts(heights, least)
    return [
        _Block(chapter[first:end], _under_one_another(heights[first:end]))
        for first, end in pairwise([*starts, len(chapter)])
    ]


def _starts(heights: Sequence[float], room: float) -> list[int]:
    """Return which of some things under one another begin a page of *room* points.

    >>> _starts([40, 40, 40, 90], 100), _starts([40, 45], 100)
    ([0, 2, 3], [0])
    """
    starts: list[int] = []
    rest = 0.0
    for number, height in enumerate(heights):
        if not starts or height + GAP.height > rest:
            starts.append(number)
            rest = room - height
        else:
            rest -= height + GAP.height
    return starts


def _beginning(section: ReportSection, room: float) -> float:
    """Return the room that a section longer than a page must find on one to begin there.

    It is room for a good part of it, else a heading would stand over a few rows.
    """
    first = section.pieces[0] if section.pieces else RowStack(())
    below = room - section.heading.height
    return max(section.heading.height + _fitting_pieces(first, below)[0].height, room * _LEAST_REST)


def _split(
    section: ReportSection, rest: float, room: float, closing: float
) -> list[list[tuple[int, RowStack]]]:
    """Return what stands under the heading on each page: numbers of pieces, and pieces or parts.

    Args:
        section: what is put down, heading included.
        rest: points that are left on the first page.
        room: points of each further one.
        closing: points under the last piece.
    """
    below = room - section.heading.height
    contents = [
        (place, content)
        for place, piece in enumerate(section.pieces)
        for content in _fitting_pieces(piece, below)
    ]
    pages: list[list[tuple[int, RowStack]]] = [[]]
    left = rest - section.heading.height
    for number, (place, content) in enumerate(contents):
        under = closing if number == len(contents) - 1 else 0
        if content.height + under > left and pages[-1]:
            pages.append([])
            left = below
        pages[-1].append((place, content))
        left -= content.height
    return _not_lonely(pages, left - closing, section.least)


def _not_lonely(
    pages: list[list[tuple[int, RowStack]]], left: float, least: int
) -> list[list[tuple[int, RowStack]]]:
    """Return pages of which the last holds *least* rows, from the page before where that can spare.

    *left* are the points that the last page has to spare.
    """
    if len(pages) == 1:
        return pages
    *others, before, last = pages
    while (
        sum(len(content.rows) for _, content in last) < least
        and sum(len(content.rows) for _, content in before[:-1]) >= least
        and before[-1][1].height <= left
    ):
        left -= before[-1][1].height
        before, last = before[:-1], [before[-1], *last]
    return [*others, before, last]


def _fitting_pieces(piece: RowStack, room: float) -> Sequence[RowStack]:
    """Return the piece; one higher than a page in rows of their own, but merged rows together."""
    if piece.height <= room:
        return [piece]
    ends = {first: last for first, _, last, _ in sorted(piece.merges)}
    parts, first = [], 0
    while first < len(piece.rows):
        last = ends.get(first, first)
        within = [(a - first, b, c - first, d) for a, b, c, d in piece.merges if first <= a <= last]
        parts.append(RowStack(piece.rows[first : last + 1], within))
        first = last + 1
    return parts


# --- Lists handed out by class -------------------------------------------------------------------


class ListRun(NamedTuple):
    """Rows of a list that are handed out together: a class."""

    home: str  # whose neighbours of the same home go to one place: the school
    heights: Sequence[float]  # of its rows, in points, at least one


def run_breaks(runs: Sequence[ListRun], room: float, closing: float) -> list[int]:
    """Return the rows of a list that begin a page, the first left out.

    Each run begins a page. One that fills less than a third of a page shares it with whole runs
    beside it, of its own home as far as they fill as much: a page with three pupils is none. A run
    longer than a page fills its pages evenly.

    Args:
        runs: from top to bottom.
        room: points of rows on a page.
        closing: points under the last row.
    """
    homes: dict[str, float] = {}
    for run in runs:
        homes[run.home] = homes.get(run.home, 0) + sum(run.heights)
    little = room * _LEAST_REST
    breaks: list[int] = []
    own: list[int] = []
    filled, first = 0.0, 0
    for number, run in enumerate(runs):
        end = closing if number == len(runs) - 1 else 0
        whole = sum(run.heights) + end
        few = whole < little and (run.home == runs[number - 1].home or homes[run.home] < little)
        shares = filled + whole <= room and (0 < filled < little or few)
        if number and not shares:
            breaks.append(first)
        own = _even_breaks(run.heights, room, end)
        breaks += [first + row for row in own]
        # a run that ends here leaves the page to itself: the next one is not torn from its own
        filled = room if own else (filled if number and shares else 0) + whole
        first += len(run.heights)
    return breaks


def heading_breaks(
    heights: Sequence[float], headings: Collection[int], room: float, closing: float = 0
) -> list[int]:
    """Return the rows of a list that begin a page: no heading is alone, no signatures either.

    All other pages end where they are full: on paper as by our measure or a little later
    (`_MORE_ROOM`), so after many pages nobody knows how full the last one is. Where it might hold
    next to nothing no heading leaves it. Where what closes the list might stand with hardly a row
    of it, a page begins some rows before.

    Args:
        heights: of the rows, in points.
        headings: which of them are headings; they begin a page lest they stand at a page's foot.
        room: points of rows on a page, by our measure.
        closing: points of what stands under the last row.

    >>> heading_breaks([10] * 6, {0, 4}, 50), heading_breaks([10] * 6, {0, 4}, 60)
    ([4], [])
    >>> heading_breaks([10] * 6, {0, 5}, 50), heading_breaks([10] * 6, {0, 3}, 50)
    ([5], [])
    >>> heading_breaks([10] * 10, {0}, 50, 20), heading_breaks([10] * 8, {0}, 50, 20)
    ([7], [])
    """
    breaks: list[int] = []
    sums = [0.0, *accumulate(heights)]
    pages = _pages_by_room(sums, 0, room)
    for at in sorted(headings):
        if not 0 < at < len(heights):
            continue
        both = sums[min(at + 2, len(heights))]
        alone = any(
            both - sums[own[bisect_left(own, at) - 1]] > most for most, own in pages.items()
        )
        if alone and _leaves_enough(at, sums, pages):
            breaks.append(at)
            pages = _pages_by_room(sums, at, room)
    after = max(breaks, default=0)
    return (
        [*breaks, *_before_the_end(heights, headings, after, room, closing)] if closing else breaks
    )


def _before_the_end(
    heights: Sequence[float], headings: Collection[int], after: int, room: float, closing: float
) -> list[int]:
    """Return the row that begins the last page, so that some rows stand over what closes the list.

    None where they do anyway, whatever a page holds (`_MORE_ROOM`), and where the page before might
    hold next to nothing.

    Args:
        heights: of the rows, in points.
        headings: which of them are headings; none ends a page.
        after: the last row that begins a page in any case.
        room: points of rows on a page, by our measure.
        closing: points of what stands under the last row.
    """
    sums = [0.0, *accumulate(heights)]
    last, least = len(heights), min(_LEAST_ROWS, len(heights))
    pages = _pages_by_room(sums, after, room)
    if all(
        last - own[-1] >= least and sums[last] - sums[own[-1]] + closing <= most
        for most, own in pages.items()
    ):
        return []
    for at in range(last - least, after, -1):
        if sums[last] - sums[at] + closing > room:
            break
        if at - 1 not in headings and _leaves_enough(at, sums, pages):
            return [at]
    return []


def _leaves_enough(at: int, sums: Sequence[float], pages: Mapping[float, Sequence[int]]) -> bool:
    """Tell whether no page that a row leaves by beginning the next one is almost empty."""
    return all(
        sums[at] - sums[own[bisect_left(own, at) - 1]] >= most * _WORTH_A_PAGE
        for most, own in pages.items()
    )


def _pages_by_room(sums: Sequence[float], first: int, room: float) -> dict[float, list[int]]:
    """Return the natural pages from a row on for all that a page may hold (`_MORE_ROOM`)."""
    return {most: _natural_pages(sums, first, most) for most in (room * m for m in _MORE_ROOM)}


def _natural_pages(sums: Sequence[float], first: int, room: float) -> list[int]:
    """Return the rows that begin pages of some room from a row on; *sums* are those of heights.

    >>> _natural_pages([0, 10, 20, 30, 40, 50], 0, 20), _natural_pages([0, 90, 100], 0, 50)
    ([0, 2, 4], [0, 1])
    """
    starts = [first]
    while (end := bisect_right(sums, sums[starts[-1]] + room) - 1) < len(sums) - 1:
        starts.append(max(end, starts[-1] + 1))
    return starts


_MORE_ROOM: Final = [1 + step / 1000 for step in range(61)]
"""Times our measure that a page holds: what `_SPARE` leaves, and what printers round rows down; in
small steps, for after many pages a little more on each moves the end by much."""
_WORTH_A_PAGE: Final = 1 / 4
"""Share of a page below which it looks forgotten."""


def _even_breaks(heights: Sequence[float], room: float, closing: float) -> list[int]:
    """Return the rows that begin a page: as few pages as can be, about equally full.

    >>> _even_breaks([10] * 9, 50, 0), _even_breaks([10] * 9, 50, 15)
    ([5], [4, 7])
    >>> _even_breaks([16] * 81, 650, 0)
    [27, 54]
    """
    high = [*heights[:-1], heights[-1] + closing]
    full = _full_breaks(high, room)
    pages = len(full) + 1
    sums = [0.0, *accumulate(high)]
    even = [bisect_left(sums, sums[-1] * page / pages) for page in range(1, pages)]
    ends = pairwise([0, *even, len(high)])
    # where rows are so high that a page would be overfull, the pages before the last are full
    return even if all(sums[end] - sums[first] <= room for first, end in ends) else full


def _full_breaks(heights: Sequence[float], room: float) -> list[int]:
    """Return the rows that begin a page, each page as full as can be."""
    breaks: list[int] = []
    filled = 0.0
    for row, height in enumerate(heights):
        if row and filled + height > room:
            breaks.append(row)
            filled = 0.0
        filled += height
    return breaks


def fewest_breaks(kinds: Iterable[Sequence[int]]) -> Sequence[int]:
    """Return the first of some choices of page breaks that Excel takes (`MOST_BREAKS`), or none."""
    return next((breaks for breaks in kinds if len(breaks) <= MOST_BREAKS), ())
