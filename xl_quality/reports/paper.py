"""How a report falls onto A4 pages: sections whose heading every page repeats, pieces never torn.

A sheet repeats one range of rows at most, and sections have headings of their own. So the rows are
laid out page by page: a section that runs over a page begins the next one with its heading again.
All rows get a stated height, since where a page ends is counted in points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Orientation, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from xl_quality.sheets.cells import Area

ROW_HEIGHT: Final = 16.0
"""Points of a row whose height nobody stated: a line of 11 points."""
_PAPER: Final = {Orientation.PORTRAIT: (510, 728), Orientation.LANDSCAPE: (757, 481)}
"""Points across and down an A4 page inside the margins that `books.opc.sheet` sets."""
_CHARACTER: Final = 7.0
"""Points of a character of column width, at most: with Calibri or 宋体 it is 5.25 or 6, but where
LibreOffice has neither, the font that stands in for them is so wide."""
_SPARE: Final = 0.98
"""Of a page's height that is filled: printers round the height of each row."""
_SPARE_ACROSS: Final = 0.99
"""Of its width: so do they that of each column, and one that is too wide goes to a page alone."""
_LEAST_REST: Final = 1 / 3
"""Of a page: where less is left a section that needs more begins a new one."""
_WHOLE: Final = 100
MOST_BREAKS: Final = 1_000
"""Page breaks of a sheet: Excel takes 1,026 and calls a workbook with more damaged."""


class RowStack(NamedTuple):
    """Rows that a page break does not tear: a school with its classes, a payee, a chart's room.

    Attributes:
        rows: from top to bottom; a height of None is `ROW_HEIGHT`.
        merges: merged areas, their rows counted from the piece's first.
    """

    rows: Sequence[Row]
    merges: Sequence[Area] = ()

    @property
    def height(self) -> float:
        """Return its height in points."""
        return sum(row.height or ROW_HEIGHT for row in self.rows)


class ReportSection(NamedTuple):
    """Pieces under one heading, e.g. a grade in one exam.

    Attributes:
        heading: stands over them, and again on every page that they run on to.
        pieces: from top to bottom.
        fresh: it begins a page, whatever room the one before leaves.
    """

    heading: RowStack
    pieces: Sequence[RowStack]
    fresh: bool = False

    @property
    def height(self) -> float:
        """Return its height in points, on one page."""
        return self.heading.height + sum(piece.height for piece in self.pieces)


GAP: Final = RowStack((Row((), (), 12.0),))
"""Between two sections on one page."""
_NOTHING: Final = RowStack(())


class _Part(NamedTuple):
    """What stands on a page: a heading (piece None), or a piece or a part of it."""

    piece: tuple[int, int] | None
    content: RowStack


class Laid(NamedTuple):
    """A report laid out; all rows are counted from 0.

    Attributes:
        rows: of the whole sheet.
        merges: merged areas.
        breaks: rows that begin a page, the first page's left out.
        places: the rows of each piece, by the numbers of its section and of the piece in it.
        feet: the row at the foot of each page, where one was asked for.
        closing: the first row behind the last section.
    """

    rows: list[Row]
    merges: list[Area]
    breaks: list[int]
    places: dict[tuple[int, int], list[int]]
    feet: list[int]
    closing: int

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
        merges += _moved(piece.merges, len(rows))
        rows += piece.rows
    return RowStack(rows, merges)


def scale_for(widths: Iterable[float], orientation: Orientation) -> int:
    """Return the percent of full size at which columns fit onto a page, at most 100.

    >>> scale_for([50, 50], Orientation.PORTRAIT), scale_for([20] * 10, Orientation.LANDSCAPE)
    (72, 53)
    """
    across, _ = _PAPER[orientation]
    return min(_WHOLE, int(across * _SPARE_ACROSS * _WHOLE / (sum(widths) * _CHARACTER)))


def scale_to_hold(
    widths: Iterable[float], height: float, orientation: Orientation, least: int
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
    fits = int(page_height(orientation) * _WHOLE / height)
    return min(scale_for(widths, orientation), max(fits, least))


def page_height(orientation: Orientation, scale: int = _WHOLE) -> float:
    """Return how many points of rows a page holds at a scale in percent."""
    _, down = _PAPER[orientation]
    return down * _SPARE * _WHOLE / scale


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
    rows, merges = sized(top.rows), list(top.merges)
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
                merges += _moved(part.content.merges, first)
            if part.piece is not None:
                places.setdefault(part.piece, []).extend(range(first, len(rows)))
        if foot:
            feet.append(len(rows))
            rows.append(Row((), (), foot))
    last = len(rows)
    merges += _moved(closing.merges, last)
    return Laid([*rows, *sized(closing.rows)], merges, breaks, places, feet, last)


def _moved(merges: Iterable[Area], first: int) -> list[Area]:
    return [(top + first, left, last + first, right) for top, left, last, right in merges]


def sized(rows: Iterable[Row]) -> list[Row]:
    """Return rows that all state a height."""
    return [row if row.height else row._replace(height=ROW_HEIGHT) for row in rows]


def _pages(sections: Sequence[ReportSection], room: float, closing: float) -> list[list[_Part]]:
    """Return what stands on each page, *room* points high, *closing* points under the last."""
    pages: list[list[_Part]] = [[]]
    rest = room
    for number, section in enumerate(sections):
        heading = section.heading
        last = closing if section is sections[-1] else 0
        full = section.fresh or rest < GAP.height + _needed(section, room, last)
        if pages[-1] and full:
            pages.append([])
            rest = room
        elif pages[-1] and heading.rows:
            pages[-1].append(_Part(None, GAP))
            rest -= GAP.height
        pages[-1].append(_Part(None, heading))
        rest -= heading.height
        below = room - heading.height
        fresh = True
        for place, piece in enumerate(section.pieces):
            ends = number == len(sections) - 1 and place == len(section.pieces) - 1
            for content in _fitting(piece, below):
                height = content.height
                if height + closing * ends > rest and not fresh:
                    pages.append([_Part(None, heading)])
                    rest = below
                pages[-1].append(_Part((number, place), content))
                rest -= height
                fresh = False
    return pages


def _needed(section: ReportSection, room: float, closing: float) -> float:
    """Return the room that a section must find on a page: for all of it, where it fits one.

    A longer one must find room for a good part of it, else a heading would stand over a few rows.
    """
    whole = section.height + closing
    first = section.pieces[0] if section.pieces else RowStack(())
    beginning = section.heading.height + _fitting(first, room)[0].height
    return whole if whole <= room else max(beginning, room * _LEAST_REST)


def _fitting(piece: RowStack, room: float) -> Sequence[RowStack]:
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
