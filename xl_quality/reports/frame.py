"""What our sheets share: their looks, and the frame round the rows of a report.

A report is its columns (`Column`) over the things it lists; `framed_sheet` puts title, unit line
and column titles over the rows and decides what every printed page repeats.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar
from unicodedata import east_asian_width

from xl_quality.books.tables import (
    PLAIN,
    Align,
    Highlight,
    Link,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
    Value,
    parts_of,
    under_one_another,
)
from xl_quality.core.facts import Source, joined_sources
from xl_quality.reports.paper import (
    LEAST_SCALE,
    MOST_BREAKS,
    ROW_HEIGHT,
    Laid,
    ListRun,
    ReportSection,
    RowStack,
    fewest_breaks,
    heading_breaks,
    laid_out,
    moved_down,
    page_height,
    run_breaks,
    scale_for,
    scale_to_hold,
    sized,
    stacked,
)
from xl_quality.sheets.cells import Area, address

if TYPE_CHECKING:
    from xl_quality.core.ranking import Rank

T = TypeVar("T")
TITLE: Final = Style(bold=True, size=18, font="黑体", align=Align.CENTER, wrap=True)
HEADER: Final = Style(bold=True, align=Align.CENTER, wrap=True, border=True, fill="DDEBF7")
TEXT: Final = Style(border=True, wrap=True)
CENTER: Final = Style(border=True, align=Align.CENTER)
NUMBER: Final = Style(border=True, align=Align.RIGHT)
COUNT: Final = NUMBER._replace(number_format="0")
MONEY: Final = Style(border=True, align=Align.RIGHT, number_format="#,##0.00")
LINK: Final = TEXT._replace(color="0563C1")
TO_FILL: Final = TEXT._replace(fill="FFF2CC")
"""A cell that is meant to be filled in or changed."""
TOTAL_TEXT: Final = TEXT._replace(bold=True, fill="F2F2F2")
TOTAL_CENTER: Final = CENTER._replace(bold=True, fill="F2F2F2")
TOTAL_MONEY: Final = MONEY._replace(bold=True, fill="F2F2F2")
SECTION: Final = Style(bold=True, size=12, font="黑体", wrap=True)
NOTE: Final = Style(wrap=True)
"""Of unit, exams, what figures are made of: no smaller than the rest, a page may be shrunk."""
ASIDE: Final = Style(size=9, color="808080")
"""Of what charts are drawn from, beside what is printed."""
PLACES_GAINED: Final = CENTER._replace(number_format="+General;-General;0")
CHANGE_COLORS: Final = {">0": "C00000", "<0": "00803C"}
"""Of 名次进退: gains are red, losses green, as offices here colour them."""
HEADER_ROWS: Final = 3  # Title, note and column titles of a framed sheet
HEADER_HEIGHT: Final = 22.0
_SPACING: Final = 1.3  # height of a line in its size
_BOLD: Final = 1.1  # How much wider than others bold digits may be
_SIGNATURES: Final = (
    "制表：　　　　　　审核：　　　　　　负责人：\n"
    "单位（盖章）：　　　　　　　　日期：　　　年　　月　　日"
)
"""In full-width spaces: their width is known, whatever font a Latin space comes from."""
_SIGNING_HEIGHT: Final = 56.0  # points: two lines of 12, and room to write and to set the seal
_LINE_HEIGHT, _ROW_HEIGHT = 16.0, 18.0
_HIGHEST_ROW: Final = 409.0  # points: Excel's limit
_NOTHING: Final = RowStack(())
_WIDE_FROM: Final = 0x2E80
"""From here on characters are as wide as two Latin ones: CJK and its punctuation."""
_NAME_WIDTH: Final = 20  # nine characters: a school's name is rarely longer
_PADDING: Final = 5  # pixels that a column is wider than its text
_DIGIT: Final = 7  # Pixels of a unit of column width, the least there is: a digit of Calibri 11
_HALF: Final = 22 / 3  # Pixels of a Latin character of 宋体 11, which is half as wide as high


class Column(NamedTuple, Generic[T]):
    """One column of a sheet that lists things, each in a row."""

    title: str  # over it
    # what its cell says of a thing; None = the running number (序号)
    value: Callable[[T], Value] | None
    style: Style = TEXT  # how its cells look, the number format with it
    width: float | None = None  # in characters; None = as wide as its widest text
    stretches: bool = True  # a long text in it makes the row higher


class WideLine(NamedTuple):
    """A text over the whole width of a sheet: a title, a note, a remark, the sign-off."""

    text: str  # what it says
    style: Style = PLAIN  # how it looks
    height: float | None = None  # in points; None = as Excel likes


def title_line(text: str) -> WideLine:
    """Return the title of a sheet."""
    return WideLine(text, TITLE, 32.0)


def unit_line(office: str, *parts: str) -> str:
    """Return the line under a title: whose sheet it is (单位名称), and what else is said in parts.

    Where nobody said the office there is room to write it by hand.

    >>> unit_line("石桥小学", "考试：期末"), unit_line("")
    ('单位：石桥小学　　考试：期末', '单位：______________')
    """
    return "　　".join([f"单位：{office or TO_BE_WRITTEN}", *filter(None, parts)])


TO_BE_WRITTEN: Final = "_" * 14


def note_line(text: str, height: float) -> WideLine:
    """Return a note that wraps, for the line under the title."""
    return WideLine(text, Style(wrap=True), height)


def sign_off() -> WideLine:
    """Return where those who answer for a sheet sign and set the seal (盖章)."""
    return WideLine(_SIGNATURES, Style(size=12, wrap=True), _SIGNING_HEIGHT)


def dated(table: Table, moment: str) -> Table:
    """Return a sheet with the day of its run (制表日期) at the foot of every printed page.

    A foot is no value: the day changes no fingerprint, and the same run of another day is known
    again.

    Args:
        table: the sheet.
        moment: of the run as its record has it, ``2026-07-10 15:30:00``.
    """
    setup = table.print_setup
    foot = f"{setup.footer}&R制表日期：{day_words(moment.partition(' ')[0])}"
    return table._replace(print_setup=setup._replace(footer=foot))


def day_words(day: str) -> str:
    """Return a day as sheets write it.

    >>> day_words("2026-07-10")
    '2026年7月10日'
    """
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


def widths_of(columns: Iterable[Column[T]]) -> list[float]:
    """Return the widths of columns that state one."""
    return [column.width or 0 for column in columns]


def by_content(
    columns: Sequence[Column[T]], things: Collection[T], narrowed: Collection[str], rest: str
) -> list[Column[T]]:
    """Return columns that are no wider than their texts, what they save given to another.

    Args:
        columns: all state a width, their most.
        things: what is listed.
        narrowed: titles of columns of texts that may be narrower.
        rest: title of the column that gets what they save.
    """
    own = [
        one._replace(
            width=fitted([one.title, *map(one.value, things)], most=one.width or 0, spare=3)
        )
        if one.title in narrowed and one.value
        else one
        for one in columns
    ]
    saved = sum(widths_of(columns)) - sum(widths_of(own))
    return [one._replace(width=(one.width or 0) + saved * (one.title == rest)) for one in own]


def header_row(titles: Sequence[Value], height: float = HEADER_HEIGHT) -> Row:
    """Return a row of column titles."""
    return Row(titles, (HEADER,) * len(titles), height)


def listed(
    things: Iterable[T], columns: Sequence[Column[T]], *, first: int = 1, least: float = _ROW_HEIGHT
) -> list[Row]:
    """Return a row for each thing.

    Args:
        things: what is listed, in order.
        columns: from A on.
        first: number of the first thing.
        least: height in points of a row whose texts need one line.
    """
    styles = tuple(column.style for column in columns)
    fixed = not any(style.wrap for style in styles)
    widths = widths_of(columns)
    rows = []
    for number, thing in enumerate(things, first):
        values = tuple(
            number if column.value is None else column.value(thing) for column in columns
        )
        height = None if fixed else _height(values, columns, widths, least)
        rows.append(Row(values, styles, height))
    return rows


def _height(
    values: Sequence[Value], columns: Sequence[Column[T]], widths: Sequence[float], least: float
) -> float:
    texts = [
        (value.text if isinstance(value, Link) else value) if column.stretches else None
        for value, column in zip(values, columns, strict=True)
    ]
    return wrapped_height(texts, widths, least)


def spread(lines: Iterable[Row | WideLine], width: int) -> tuple[list[Row], list[Area]]:
    """Return rows, and the merged areas of those that are one line over the whole width."""
    rows: list[Row] = []
    merges: list[Area] = []
    for line in lines:
        if isinstance(line, WideLine):
            if width > 1:
                merges.append((len(rows), 0, len(rows), width - 1))
            values = (line.text, *[None] * (width - 1))
            rows.append(Row(values, (line.style,) * width, line.height))
        else:
            rows.append(line)
    return rows, merges


class Frame(NamedTuple, Generic[T]):
    """What stands round the rows of a sheet."""

    sheet: str  # its name
    columns: Sequence[Column[T]]  # from A on; titles stand over the rows, on every printed page
    title: str = ""  # over the sheet, ``""`` = its name
    keys: int = 0  # columns that stay in view
    landscape: bool = False  # it is printed across
    bounded: bool = False  # it prints to the last row written here, whatever is typed below
    confidential: bool = False  # it names pupils or persons (内部资料)

    @property
    def orientation(self) -> Orientation:
        """Return how the paper lies."""
        return Orientation.LANDSCAPE if self.landscape else Orientation.PORTRAIT


def framed_sheet(frame: Frame[T], note: str | WideLine, body: Sequence[Row | WideLine]) -> Table:
    """Return a sheet: title, note (unit, exams, what counts), column titles, and the rows.

    Args:
        frame: what stands round the rows.
        note: the line under the title.
        body: all that stands under the column titles, the sign-off included.
    """
    width = len(frame.columns)
    head = header_row(tuple(column.title for column in frame.columns))
    note = WideLine(note) if isinstance(note, str) else note
    widths = [_width(column, place, body) for place, column in enumerate(frame.columns)]
    title = wide(title_line(frame.title or frame.sheet), widths)
    rows, merges = spread([*title.rows, note, head, *body], width)
    return Table(
        frame.sheet,
        rows,
        widths=widths,
        merges=sorted([*merges, *title.merges]),
        freeze=(HEADER_ROWS, frame.keys),
        print_setup=PrintSetup(
            frame.orientation,
            title_rows=(0, HEADER_ROWS - 1),
            area=(0, 0, len(rows) - 1, width - 1) if frame.bounded else None,
        ),
        confidential=frame.confidential,
    )


class ListGroup(NamedTuple):
    """Rows of a list under a heading of their own: a grade and subject, a school, a payee."""

    heading: str  # over them and over what runs on to the next page; ``""`` = none
    pieces: Sequence[RowStack]  # the rows, those that no page break may part in one stack
    fresh: bool = False  # it begins a page, so that it can be handed out by itself
    flows: bool = False  # it may run over rather than leave a page nearly empty


def grouped_sheet(frame: Frame[T], unit: str, groups: Sequence[ListGroup]) -> Table:
    """Return a sheet that lists things in groups, signed at its end; see `grouped_list`."""
    table, _ = grouped_list(frame, unit, groups, wide(sign_off(), widths_of(frame.columns)))
    return table


def grouped_sheets(
    frame: Frame[T], unit: str, groups: Sequence[ListGroup], closing: RowStack | None = None
) -> list[Table]:
    """Return the groups on one sheet, or on as many as Excel needs (`MOST_BREAKS`), numbered.

    A group stands whole on one of them, unless longer. *closing* is under each, None = signatures.
    """
    if closing is None:
        closing = wide(sign_off(), widths_of(frame.columns))
    table, laid = grouped_list(frame, unit, groups, closing)
    if len(laid.breaks) <= MOST_BREAKS:
        return [table]
    return [
        grouped_list(frame._replace(sheet=f"{frame.sheet}{number}"), unit, own, closing)[0]
        for number, own in enumerate(_in_parts(groups, laid), 1)
    ]


def _in_parts(groups: Sequence[ListGroup], laid: Laid) -> list[list[ListGroup]]:
    """Return groups in parts of no more pages than Excel can break a sheet into."""
    pages = [
        [bisect_right(laid.breaks, laid.places[number, at][0]) for at in range(len(group.pieces))]
        for number, group in enumerate(groups)
    ]
    ends = [*(own[0] for own in pages[1:]), len(laid.breaks)]
    parts: list[list[ListGroup]] = []
    first = 0
    for group, own, end in zip(groups, pages, ends, strict=True):
        if not parts or end - first > MOST_BREAKS:
            parts.append([])
            first = own[0]
        start = 0
        for at, page in enumerate(own):
            if page - first >= MOST_BREAKS:
                parts[-1].append(group._replace(pieces=group.pieces[start:at]))
                parts.append([])
                first, start = page, at
        parts[-1].append(group._replace(pieces=group.pieces[start:]))
    return parts


def grouped_list(
    frame: Frame[T], unit: str, groups: Sequence[ListGroup], closing: RowStack, *, foot: float = 0
) -> tuple[Table, Laid]:
    """Return a sheet that lists things in groups, and where its rows came to stand.

    Title, unit line and column titles stand on every page, and the heading of the group.

    Args:
        frame: what stands round the rows; all its columns state a width.
        unit: the line under the title.
        groups: from top to bottom.
        closing: under the last group: totals, remarks, signatures.
        foot: height of a row at the foot of every page, 0 = none; it is left empty.
    """
    widths = widths_of(frame.columns)
    sections = [
        ReportSection(
            wide(WideLine(group.heading, SECTION, 22), widths) if group.heading else RowStack(()),
            *(group.pieces, group.fresh),
            flows=group.flows,
        )
        for group in groups
    ]
    return _laid_sheet(frame, _top(frame, unit, widths), sections, closing, foot=foot)


def sectioned_sheet(frame: Frame[T], note: str, sections: Sequence[ReportSection]) -> Table:
    """Return a sheet of sections that each have column titles of their own.

    Args:
        frame: what stands round them; all its columns state a width.
        note: the line under the title, on every page like it.
        sections: from top to bottom.
    """
    widths = widths_of(frame.columns)
    top = stacked(
        [wide(title_line(frame.title or frame.sheet), widths), wide(WideLine(note, NOTE), widths)]
    )
    table, _ = _laid_sheet(frame, top, sections, _NOTHING)
    return table


def _laid_sheet(
    frame: Frame[T],
    top: RowStack,
    sections: Sequence[ReportSection],
    closing: RowStack,
    *,
    foot: float = 0,
) -> tuple[Table, Laid]:
    """Return sections on pages that all begin with *top*, and where the rows came to stand."""
    widths = widths_of(frame.columns)
    scale = scale_for(widths, frame.orientation)
    laid = laid_out(top, sections, frame.orientation, scale, closing=closing, foot=foot)
    table = Table(
        frame.sheet,
        laid.rows,
        widths=widths,
        merges=laid.merges,
        freeze=(HEADER_ROWS, frame.keys),
        print_setup=PrintSetup(
            frame.orientation,
            title_rows=(0, len(top.rows) - 1),
            row_breaks=laid.breaks,
            scale=scale,
            area=(0, 0, len(laid.rows) - 1, len(widths) - 1) if frame.bounded else None,
        ),
        confidential=frame.confidential,
    )
    return table, laid


def filtered_list(
    frame: Frame[T],
    unit: str,
    body: Sequence[Row],
    closing: RowStack,
    *,
    classes: Sequence[tuple[str, int]] = (),
    headings: Collection[int] = (),
) -> Table:
    """Return a list of single rows under an auto-filter (自动筛选), signed at its end.

    Its pages repeat title, unit line and column titles. A filter hides rows: they break where they
    fall, but for classes it is handed out to (`run_breaks`), headings and ends (`heading_breaks`).

    Args:
        frame: what stands round the rows; all its columns state a width.
        unit: the line under the title.
        body: the rows, merged cells none: a list with such cannot be sorted.
        closing: under the last row, outside the filter.
        classes: school and number of rows of each that it is handed out to; all state a height.
        headings: rows of the body over those that they count, from 0.
    """
    widths = widths_of(frame.columns)
    top = _top(frame, unit, widths)
    last = HEADER_ROWS + len(body) - 1
    setup = PrintSetup(frame.orientation, title_rows=(0, HEADER_ROWS - 1))
    if classes:
        runs = list(_runs(body, classes))
        setup = _by_class(setup, runs, widths, top.height, closing.height)
    if headings:
        scale = scale_for(widths, frame.orientation)
        room = page_height(frame.orientation, scale) - top.height
        heights = [row.height or ROW_HEIGHT for row in body]
        begun = heading_breaks(heights, headings, room, closing.height)
        setup = setup._replace(scale=scale, row_breaks=[HEADER_ROWS + at for at in begun])
    return Table(
        frame.sheet,
        under_one_another(sized(top.rows), sized(body), sized(closing.rows)),
        widths=widths,
        merges=[*top.merges, *moved_down(closing.merges, last + 1)],
        freeze=(HEADER_ROWS, frame.keys),
        print_setup=setup,
        confidential=frame.confidential,
        filtered=(HEADER_ROWS - 1, 0, last, len(widths) - 1) if body else None,
    )


def _runs(body: Sequence[Row], classes: Iterable[tuple[str, int]]) -> Iterator[ListRun]:
    heights = [
        part.height or ROW_HEIGHT
        for _, part in parts_of(body)
        for _ in range(1 if isinstance(part, Row) else part.length)
    ]
    first = 0
    for school, number in classes:
        yield ListRun(school, heights[first : first + number])
        first += number


def _by_class(
    setup: PrintSetup, runs: Sequence[ListRun], widths: Sequence[float], top: float, closing: float
) -> PrintSetup:
    """Return how a list is printed by class: as large as its longest class allows on a page.

    Excel takes a limited number of breaks: of a county's list only classes, or only schools, begin
    a page.
    """
    lies = setup.orientation
    heights = [top + sum(run.heights) for run in runs]
    heights[-1] += closing
    fitting = [high for high in heights if high <= page_height(lies, LEAST_SCALE)]
    scale = scale_to_hold(widths, max(fitting, default=top), lies)
    room = page_height(lies, scale) - top
    pages = run_breaks(runs, room, closing)
    firsts = list(accumulate((len(run.heights) for run in runs), initial=0))[1:-1]
    begun = set(firsts)
    ends = zip(firsts, pairwise(runs), strict=True)
    schools = {at for at, (one, after) in ends if one.home != after.home}
    breaks = fewest_breaks(
        [pages, [at for at in pages if at in begun], [at for at in pages if at in schools]]
    )
    return setup._replace(scale=scale, row_breaks=[HEADER_ROWS + at for at in breaks])


def _top(frame: Frame[T], unit: str, widths: Sequence[float]) -> RowStack:
    """Return what every page of a list repeats: title, unit line, column titles."""
    title = wide(title_line(frame.title or frame.sheet), widths)
    titles = tuple(column.title for column in frame.columns)
    head = header_row(titles, wrapped_height(titles, widths, HEADER_HEIGHT))
    return stacked([title, wide(WideLine(unit, NOTE), widths), RowStack([head])])


def wide(line: WideLine, widths: Sequence[float]) -> RowStack:
    """Return a text over the whole width of a sheet, as high as it needs."""
    height = line.height or wrapped_height([line.text], [sum(widths)], ROW_HEIGHT)
    if line.style.wrap:
        size = line.style.size
        lines = lines_of(line.text, sum(widths) * PLAIN.size / size, bold=line.style.bold)
        height = max(height, round(lines * size * _SPACING))
    return RowStack(*spread([line._replace(height=height)], len(widths)))


def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    r"""Return how many lines a text needs that wraps; *width* is in characters of its size.

    >>> lines_of("青石镇期末\n四率统计表", 12), lines_of("青石镇期末", 12, bold=True)
    (2, 2)
    """
    room = _line_room(width / _BOLD if bold else width)
    if 2 * len(text) <= room and "\n" not in text:  # most cells
        return 1
    return sum(max(1, -(-display_width(part) // room)) for part in text.split("\n"))


def _width(column: Column[T], place: int, body: Iterable[Row | WideLine]) -> float:
    if column.width is not None:
        return column.width
    return fitted([column.title, *(row.values[place] for row in body if isinstance(row, Row))])


def change_looks(area: Area) -> list[Highlight]:
    """Return the colours of gains and losses in an area; texts in it keep theirs."""
    cell = address(area[0], area[1])
    return [
        # a text is greater than any number
        Highlight(area, f"AND(ISNUMBER({cell}),{cell}{sign})", color=color)
        for sign, color in CHANGE_COLORS.items()
    ]


def score_style(digits: int, base: Style = NUMBER, *, signed: bool = False) -> Style:
    """Return the style of a score printed with *digits* decimals; *signed*: a gain has its +."""
    plain = f"0.{'0' * digits}" if digits else "0"
    return base._replace(number_format=f"+{plain};-{plain};{plain}" if signed else plain)


def rate_style(digits: int) -> Style:
    """Return the style of a rate printed as a percentage with *digits* decimals."""
    return NUMBER._replace(number_format=f"0.{'0' * digits}%" if digits else "0%")


def shown_rank(rank: Rank | None) -> int | Decimal | None:
    """Return a place: 2, or 2.5 under the average rule.

    >>> from fractions import Fraction
    >>> shown_rank(Fraction(5, 2))
    Decimal('2.5')
    """
    if rank is None or isinstance(rank, int):
        return rank
    return Decimal(rank.numerator) / rank.denominator  # halves only: exact in decimals


def shown_share(percent: Decimal | None) -> Decimal | None:
    """Return a percentage as the share that a cell with a percent format holds.

    >>> shown_share(Decimal("85.37"))
    Decimal('0.8537')
    """
    return None if percent is None else percent.scaleb(-2)


def shown_yuan(fen: int) -> Decimal:
    """Return an amount of fen in yuan, exact.

    >>> shown_yuan(12345)
    Decimal('123.45')
    """
    return Decimal(fen).scaleb(-2)


def source_link(sources: Iterable[Source], *, words: bool = False) -> Value:
    """Return cells as a link to the first of them; where none is a cell, what is known.

    A sheet is named once, so that the cells of a reason fit their column; with *words* what is
    said besides the cells stands behind them.

    >>> places, past = Source.at("县名次", "E14", "D14"), Source.at("历次", "D5", "D9")
    >>> link = source_link([Source(words="教师排名"), places, past])
    >>> link.text, str(link.target)
    ('县名次!E14、D14；历次!D5、D9', '县名次!E14')
    """
    known = joined_sources(sources)
    if not known.cells:
        return known.words or None
    return Link(str(known if words else Source(known.cells)), known.cells[0])


def display_width(text: str) -> int:
    """Return how many Latin characters wide a text is; “” and — are as wide as 青 in Chinese fonts.

    >>> display_width("1班"), display_width("青山小学"), display_width("“一”—…")
    (3, 8, 10)
    """
    if text.isascii():  # most cells are numbers
        return len(text)
    return 2 * len(text) - len(_wide_runs().sub("", text))


@lru_cache(maxsize=1)
def _wide_runs() -> re.Pattern[str]:
    """Return a pattern of characters that are as wide as two Latin ones."""
    below = filter(lambda one: east_asian_width(one) == "A", map(chr, range(_WIDE_FROM)))
    return re.compile(f"[{''.join(map(re.escape, below))}{chr(_WIDE_FROM)}-{chr(sys.maxunicode)}]+")


def fitted(texts: Iterable[object], least: float = 6, most: float = 40, *, spare: int = 2) -> float:
    """Return a column width that holds the widest text, within bounds, some characters to spare.

    >>> fitted(["青山小学", 9]), fitted(["青" * 15])
    (10, 33)
    """
    widest = 0
    for text in (str(text) for text in texts if text is not None):
        if 2 * len(text) > widest:  # most of a county's names are no longer than one before
            widest = max(widest, display_width(text))
    return min(most, max(least, widest + spare, ceil((widest * _HALF + _PADDING) / _DIGIT)))


def name_width(names: Iterable[object], least: float = 6) -> float:
    """Return the width of a column of names of schools or classes: long ones go in two lines.

    >>> name_width(["青禾镇中心小学"]), name_width(["青石县民族团结九年一贯制寄宿学校"])
    (16, 20)
    """
    return fitted(names, least, _NAME_WIDTH)


def name_height(names: Iterable[object], least: float = _ROW_HEIGHT) -> float:
    """Return the height of a row whose names stand in columns of `name_width`."""
    return max(_name_height(name, least) for name in names)


@lru_cache(maxsize=4096)
def _name_height(name: object, least: float) -> float:
    return wrapped_height([name], [_NAME_WIDTH], least)


@lru_cache(maxsize=256)
def _line_room(width: float) -> int:
    """Return how many Latin characters a line of wrapped text in a column holds; 青 is two.

    >>> _line_room(8.43), _line_room(54)
    (6, 50)
    """
    return max(2, int((width * _DIGIT - _PADDING) / _HALF) // 2 * 2)


def wrapped_height(
    texts: Iterable[object], widths: Iterable[float], least: float = _ROW_HEIGHT
) -> float:
    """Return a row height that shows all lines of wrapped texts, at most what Excel allows.

    Args:
        texts: the row's values; what is no text does not wrap.
        widths: of its columns, in characters.
        least: height in points of a row of one line.

    >>> wrapped_height(["第1名奖500元", None], [30, 8]), wrapped_height(["青山小学"], [6])
    (18.0, 34.0)
    """
    lines = max(
        (
            lines_of(text, width)
            for text, width in zip(texts, widths, strict=False)
            if isinstance(text, str)
        ),
        default=1,
    )
    return min(_HIGHEST_ROW, least + _LINE_HEIGHT * (lines - 1))
