"""Figures of schools and classes on paper, their columns in groups under a title each.

A section is an exam and grade (and subject); of more groups than a page holds, a section has
several parts under one another, each with its own heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Orientation, PrintSetup, Row, Style, Table, Value
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    NOTE,
    SECTION,
    TOTAL_CENTER,
    WideLine,
    fitted,
    header_row,
    lines_of,
    name_height,
    name_width,
    sign_off,
    title_line,
    wide,
)
from xl_quality.reports.paper import (
    GAP,
    LEAST_SCALE,
    ROW_HEIGHT,
    Laid,
    ReportSection,
    RowStack,
    is_worth_turning,
    laid_out,
    page_height,
    scale_for_sections,
    stacked,
    stands_upright,
)

if TYPE_CHECKING:
    from xl_quality.sheets.cells import Area

_TOP_ROWS: Final = 2  # title and unit line, repeated on every page
_LEAST_NAME, _LEAST_FIGURE = 8.0, 6.0  # Characters of the narrowest column of names, and of figures

_LEAST_OF_CHAPTER: Final = 75  # percent to which all of a grade is shrunk to stand on one page
_UPRIGHT: Final = 98  # characters of all columns up to which the paper lies upright
_LEAST_WIDTH: Final = 82  # characters of the whole sheet: title, notes and signatures need room


CHARTS_BESIDE: Final = 3  # at most
_LEAST_BESIDE: Final = 2  # one alone takes half a page
_PIXELS, _MARGIN = 7, 5  # of a character of column width, and of a column beside
_BETWEEN: Final = 12  # pixels between charts


class FigureColumn(NamedTuple):
    """A column of figures under the title of its group."""

    title: str
    style: Style = COUNT


class ColumnGroup(NamedTuple):
    """Columns under one title: a subject, a line, the bands."""

    title: str  # over them
    columns: Sequence[FigureColumn]  # from left to right
    of: str = ""  # groups of one and the same stay on one page, e.g. the lines of a subject
    note: str = ""  # what is to be known about them, ``""`` = nothing


class UnitRow(NamedTuple):
    """A school, a class or everybody."""

    names: Sequence[Value]  # parallel to the block's keys
    figures: Sequence[Value]  # parallel to the columns of all groups
    stands_out: bool = False  # a sum, or a school over its classes
    style: Style | None = None  # of its figures, None = those of the columns


_Look = tuple[Style | None, bool, bool]
"""How a row looks: style of its figures, whether it stands out, whether a name wraps."""


class UnitBlock(NamedTuple):
    """A section of a sheet."""

    heading: str  # over it and over what runs on to another page
    note: str  # what is to be known about these figures, ``""`` = nothing
    keys: Sequence[str]  # titles of the columns that name the rows
    groups: Sequence[ColumnGroup]  # of columns; none = there is no table, only room
    together: Sequence[Sequence[UnitRow]]  # the rows, those that no page break may part in one list
    rooms: Sequence[float] = ()  # points left free under them, for a row of charts each
    # what it belongs to with its neighbours, e.g. an exam and grade, ``""`` = only its own parts do
    chapter: str = ""

    @property
    def columns(self) -> list[FigureColumn]:
        """Return the columns of all groups."""
        return [column for group in self.groups for column in group.columns]

    def header(self, widths: Sequence[float]) -> RowStack:
        """Return the two rows of column titles, as high as those that wrap need at these widths."""
        if not self.groups:
            return RowStack(())
        top: list[Value] = list(self.keys)
        merges: list[Area] = [(0, column, 1, column) for column in range(len(self.keys))]
        for group in self.groups:
            more = len(group.columns) - 1
            alone = [column.title for column in group.columns] == [group.title]
            if more or alone:  # one column that is its own title stands over both rows
                merges.append((0, len(top), int(alone), len(top) + more))
            top += [group.title, *[None] * more]
        titles = [
            None if group.title == column.title else column.title
            for group in self.groups
            for column in group.columns
        ]
        below = (*[None] * len(self.keys), *titles)
        own = widths[len(self.keys) :]
        ends = [0, *accumulate(len(group.columns) for group in self.groups)]
        over = [sum(own[first:last]) for first, last in pairwise(ends)]
        high = _lines([group.title for group in self.groups], over)
        lines = max(1, _lines(titles, own), _lines(self.keys, widths) - high)
        return RowStack(
            [header_row(top, ROW_HEIGHT * high), header_row(below, ROW_HEIGHT * lines)], merges
        )

    def pieces(self) -> list[RowStack]:
        """Return the rows, and the rooms under them."""
        looks: dict[_Look, tuple[Style, ...]] = {}  # rows that look alike share theirs

        def row_of(row: UnitRow) -> Row:
            high = name_height(row.names, ROW_HEIGHT)
            look = row.style, row.stands_out, high > ROW_HEIGHT
            if look not in looks:
                looks[look] = self._styles(*look)
            return Row((*row.names, *row.figures), looks[look], high)

        pieces = [RowStack(list(map(row_of, rows))) for rows in self.together]
        return [*pieces, *(RowStack([Row((), (), room)]) for room in self.rooms)]

    def _styles(self, own: Style | None, stands_out: bool, wrap: bool) -> tuple[Style, ...]:  # noqa: FBT001 - a look
        figures = [own or column.style for column in self.columns]
        styles = [*[CENTER] * len(self.keys), *figures]
        if stands_out:
            bold, fill = TOTAL_CENTER.bold, TOTAL_CENTER.fill
            styles = [style._replace(bold=bold, fill=fill) for style in styles]
        return tuple(style._replace(wrap=True) if wrap else style for style in styles)


def _lines(titles: Sequence[str | None], widths: Sequence[float]) -> int:
    """Return how many lines the longest of some titles needs in its width."""
    return max(
        (lines_of(one, width) for one, width in zip(titles, widths, strict=False) if one), default=1
    )


def in_parts(block: UnitBlock, room: int) -> list[UnitBlock]:
    """Return a block as several under one another, about equally wide.

    Args:
        block: what is parted between its groups; those of one subject stay together.
        room: columns of figures in a part, at most; what belongs together may need more.
    """
    sets = [list(own) for _, own in groupby(block.groups, lambda group: group.of or group.title)]
    widths = [sum(len(group.columns) for group in own) for own in sets]
    fewest = len(_filled(widths, room))
    least = next(limit for limit in range(1, room + 1) if len(_filled(widths, limit)) == fewest)
    parts, first, place = [], 0, 0
    for number in _filled(widths, least):
        groups = [group for own in sets[place : place + number] for group in own]
        last = first + sum(len(group.columns) for group in groups)
        rows = [
            [row._replace(figures=row.figures[first:last]) for row in rows]
            for rows in block.together
        ]
        parts.append(block._replace(groups=groups, together=rows))
        first, place = last, place + number
    return parts


def parted_sheet(
    sheet: str, wholes: Sequence[UnitBlock], room: int, *, title: str, unit: str
) -> Table:
    """Return a sheet of blocks in parts (`in_parts`), as `unit_sheet` makes it.

    Paper lies across for *room* columns of figures a part; upright for fewer where so no table is
    torn and that does not take many more pages.
    """
    parts = [part for block in wholes for part in in_parts(block, room)]
    across, _ = unit_sheet(sheet, parts, title=title, unit=unit)
    rows = max(sum(map(len, block.together)) for block in wholes)
    for columns in range(room, 0, -1) if stands_upright(rows, (), LEAST_SCALE) else ():
        parts = [part for block in wholes for part in in_parts(block, columns)]
        if stands_upright(rows, _widths(parts), LEAST_SCALE):
            turned, _ = unit_sheet(sheet, parts, title=title, unit=unit)
            breaks = (one.print_setup.row_breaks for one in (across, turned))
            return turned if is_worth_turning(*breaks) else across
    return across


def _filled(widths: Sequence[int], room: int) -> list[int]:
    """Return how many things stand in each part where no more than *room* fits into one.

    >>> _filled([4, 4, 4], 8), _filled([9, 4, 4], 8)
    ([2, 1], [1, 2])
    """
    parts: list[int] = []
    taken = 0
    for width in widths:
        if not parts or taken + width > room:
            parts.append(0)
            taken = 0
        parts[-1] += 1
        taken += width
    return parts


def tables_a_page(
    sets: Sequence[Sequence[UnitBlock]], *, title: str, unit: str, room: float
) -> list[int]:
    """Return how many tables of each set a page holds over *room* points, 0 = not even one.

    Of tables that are longer than any page it is not asked how high they are: a county has
    thousands of rows.
    """
    rows = page_height(Orientation.PORTRAIT, LEAST_SCALE) / ROW_HEIGHT
    low = [all(sum(map(len, one.together)) < rows for one in own) for own in sets]
    if not any(low):
        return [0] * len(sets)
    widths = _widths([block for own in sets for block in own])
    around = _top(title, unit, widths).height + wide(sign_off(), widths).height + room
    rest = page_height(_paper(widths), _LEAST_OF_CHAPTER) - around + GAP.height
    return [
        int(rest // (max(_section(block, widths).height for block in own) + GAP.height))
        if short and own and rest > 0
        else 0
        for own, short in zip(sets, low, strict=True)
    ]


class ChartSpot(NamedTuple):
    """Where a chart stands under a table: its row of charts, first column, and width in pixels."""

    row: int
    column: int
    width: int


def chart_spots(charts: int, widths: Sequence[float]) -> list[ChartSpot]:
    """Return where charts stand beside each other, none alone in its row where it can be helped.

    >>> [(one.row, one.column) for one in chart_spots(4, [10] * 6)], chart_spots(1, [10] * 6)[0]
    ([(0, 0), (0, 3), (1, 0), (1, 3)], ChartSpot(row=0, column=0, width=213))
    """
    rows = max(1, -(-charts // CHARTS_BESIDE))
    most = -(-charts // rows)
    full = charts - rows * (most - 1)  # rows with as many as fit; the others have one less
    sizes = [most] * full + [most - 1] * (rows - full)
    beside = max(most, _LEAST_BESIDE)
    starts = [0.0, *accumulate(width * _PIXELS + _MARGIN for width in widths)]
    edges = [
        min(range(len(starts)), key=lambda column: abs(starts[column] - starts[-1] * n / beside))
        for n in range(beside + 1)
    ]
    return [
        ChartSpot(row, edges[at], int(starts[edges[at + 1]] - starts[edges[at]]) - _BETWEEN)
        for row, size in enumerate(sizes)
        for at in range(size)
    ]


def _paper(widths: Sequence[float]) -> Orientation:
    return Orientation.PORTRAIT if sum(widths) <= _UPRIGHT else Orientation.LANDSCAPE


def _top(title: str, unit: str, widths: Sequence[float]) -> RowStack:
    return stacked([wide(title_line(title), widths), wide(WideLine(unit, NOTE), widths)])


def unit_sheet(
    sheet: str, blocks: Sequence[UnitBlock], *, title: str, unit: str
) -> tuple[Table, Laid]:
    """Return a sheet of blocks, signed at its end, and where its rows came to stand.

    Args:
        sheet: its name.
        blocks: from top to bottom, at least one, with equally many keys.
        title: over the sheet, on every page.
        unit: the line under it: unit, exams, what counts.
    """
    widths = _widths(blocks)
    rows = max(sum(map(len, block.together)) for block in blocks)
    tall = stands_upright(rows, widths, LEAST_SCALE)
    paper, top = Orientation.PORTRAIT if tall else _paper(widths), _top(title, unit, widths)
    sections = [_section(block, widths) for block in blocks]
    end = wide(sign_off(), widths)
    scale = scale_for_sections(
        widths, sections, paper, top.height + end.height, leasts=(LEAST_SCALE, _LEAST_OF_CHAPTER)
    )
    laid = laid_out(top, sections, paper, scale, closing=end)
    table = Table(
        sheet,
        laid.rows,
        widths=widths,
        merges=laid.merges,
        freeze=(_TOP_ROWS, len(blocks[0].keys)),
        print_setup=PrintSetup(
            paper, title_rows=(0, _TOP_ROWS - 1), row_breaks=laid.breaks, scale=scale
        ),
    )
    return table, laid


def _section(block: UnitBlock, widths: Sequence[float]) -> ReportSection:
    lines = [wide(WideLine(block.heading, SECTION, 22), widths)]
    notes = "；".join(filter(None, (block.note, *(group.note for group in block.groups))))
    if notes:
        lines.append(wide(WideLine(notes, NOTE), widths))
    heading = stacked([*lines, block.header(widths)])
    least = 1 if block.rooms else ReportSection(heading, ()).least
    return ReportSection(
        heading, block.pieces(), chapter=block.chapter or block.heading, least=least
    )


def _widths(blocks: Sequence[UnitBlock]) -> list[float]:
    """Return the width of each column, of its widest text in any block, and of what is left."""
    keys = len(blocks[0].keys)
    most = max(len(block.columns) for block in blocks)
    texts: list[set[str]] = [set() for _ in range(keys + most)]
    for block in blocks:
        for column, title in enumerate(block.keys):
            texts[column].add(title)
        for column, figure in enumerate(block.columns, keys):
            texts[column].update(figure.title.split("\n"))
            shares = any(row.style for rows in block.together for row in rows)
            if shares or figure.style.number_format.endswith("%"):
                texts[column].add("99.9%")
        for row in (row for rows in block.together for row in rows):
            for column, text in enumerate((*row.names, *row.figures)):
                if isinstance(text, (str, int, Decimal)):
                    texts[column].add(str(text))
    widths = [
        name_width(own, _LEAST_NAME) if column < keys else fitted(own, _LEAST_FIGURE)
        for column, own in enumerate(texts)
    ]
    rest = _LEAST_WIDTH - sum(widths)
    return [*widths, rest] if rest > 0 else widths
