"""What is written into a workbook, said without any host: values, styles, print setup, charts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Final, NamedTuple, overload

if TYPE_CHECKING:
    from xl_quality.core.facts import Cell

LONGEST_NAME: Final = 31  # UTF-16 units of the name of a sheet, by Excel
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class Formula(NamedTuple):
    """A live formula and the value computed for it, which a viewer shows before recalculating."""

    text: str  # the formula without ``=``, in English with commas: ``SUM(D4:D9)``
    cached: int | Decimal | str  # its value, equal to what a spreadsheet will compute


class Link(NamedTuple):
    """A text that leads to a cell of this workbook."""

    text: str  # what is seen
    target: Cell  # the cell; with no sheet it is on the sheet of the link


Value = None | int | Decimal | str | Formula | Link
"""A cell of a table model. A str is always text, even where it starts with ``=``."""


class Align(StrEnum):
    """Horizontal alignment."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Style(NamedTuple):
    """How a cell looks."""

    # bold, size, font, color: the font; size in points, color as ``RRGGBB``, ``""`` = black
    bold: bool = False
    size: int = 11
    font: str = "宋体"
    color: str = ""
    # align, wrap: vertical alignment is always centred
    align: Align = Align.LEFT
    wrap: bool = False
    border: bool = False  # a thin line on all four sides
    fill: str = ""  # background as ``RRGGBB``, ``""`` = none
    number_format: str = ""  # an Excel format code, ``""`` = General


PLAIN = Style()


class Row(NamedTuple):
    """One row of a table."""

    values: Sequence[Value]  # from column A on
    styles: Sequence[Style]  # parallel to the values; rows that look alike share one tuple object
    height: float | None = None  # in points, None = automatic


class RowBlock(NamedTuple):
    """Rows of one look, said by columns: a county's pupils need no object a row."""

    # from A on, equally long, one at least; neither formulas nor links stand in them
    columns: Sequence[Sequence[Value]]
    styles: Sequence[Style]  # how the cells of each column look
    height: float  # of each row in points
    # above, below: rows that stand over and under each of them, as on a slip; without links
    above: Sequence[Row] = ()
    below: Sequence[Row] = ()

    @property
    def times(self) -> int:
        """Return how many things are listed."""
        return len(self.columns[0])

    @property
    def length(self) -> int:
        """Return how many rows these are, those above and below included."""
        return self.times * (len(self.above) + 1 + len(self.below))

    def row(self, at: int) -> Row:
        """Return one of its rows, counted from 0."""
        number, within = divmod(at, self.length // self.times)
        within -= len(self.above)
        if within < 0:
            return self.above[within]
        if within > 0:
            return self.below[within - 1]
        return Row(tuple(one[number] for one in self.columns), self.styles, self.height)


class RowList(Sequence[Row]):
    """The rows of a table, some of them said as blocks; each can be seen as a row of its own."""

    def __init__(self, parts: Iterable[Row | RowBlock]) -> None:
        """Keep the parts; a block that lists nothing is left out.

        Whoever writes a block knows what stands in it by the object: columns hold theirs.
        """
        # rows and blocks, from top to bottom
        self.parts = [
            part if isinstance(part, Row) else part._replace(columns=list(map(_held, part.columns)))
            for part in parts
            if isinstance(part, Row) or part.length
        ]
        counts = (1 if isinstance(part, Row) else part.length for part in self.parts)
        self._ends = list(accumulate(counts))

    def __len__(self) -> int:
        """Return how many rows these are."""
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """Return one row, or those of a slice."""
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        place = bisect_right(self._ends, number)
        part = self.parts[place]
        return part if isinstance(part, Row) else part.row(number - self._ends[place] + part.length)

    def __iter__(self) -> Iterator[Row]:
        """Yield all rows."""
        for part in self.parts:
            if isinstance(part, Row):
                yield part
            else:
                yield from map(part.row, range(part.length))


def _held(column: Sequence[Value]) -> Sequence[Value]:
    return column if isinstance(column, list | tuple) else list(column)


def under_one_another(*groups: Sequence[Row]) -> Sequence[Row]:
    """Return rows under one another; what is said as blocks among them stays so."""
    if not any(isinstance(rows, RowList) for rows in groups):
        return list(chain.from_iterable(groups))
    return RowList(part for rows in groups for _, part in parts_of(rows))


def parts_of(rows: Sequence[Row]) -> Iterator[tuple[int, Row | RowBlock]]:
    """Yield rows and blocks of them, each with the number of its first row, counted from 0."""
    number = 0
    for part in rows.parts if isinstance(rows, RowList) else rows:
        yield number, part
        number += 1 if isinstance(part, Row) else part.length


class Orientation(StrEnum):
    """How the paper lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class PrintSetup(NamedTuple):
    """A4 print setup: one page wide, or broken where we say; as many tall as it takes."""

    orientation: Orientation = Orientation.PORTRAIT  # how the paper lies
    # (first, last) row, 0-based, repeated on every page; None = none
    title_rows: tuple[int, int] | None = None
    # (first, last) column, 0-based, repeated on every page; None = none
    title_columns: tuple[int, int] | None = None
    # column_breaks, row_breaks: 0-based columns and rows that start a new page; Excel heeds them at
    # a stated scale only
    column_breaks: Sequence[int] = ()
    row_breaks: Sequence[int] = ()
    scale: int | None = None  # percent of full size; None = all columns are fitted onto one page
    # 0-based printed area (first row, first column, last row, last column), None = all
    area: tuple[int, int, int, int] | None = None
    # header, footer: Excel's header/footer codes, e.g. ``&C第 &P 页，共 &N 页``
    header: str = ""
    footer: str = "&C第 &P 页，共 &N 页"


class ChartKind(StrEnum):
    """The chart types in use.

    A box is drawn of stacked columns, which every program shows: the first series reaches up to
    the lower quartile and is not seen, the next two up to the median and the upper quartile; the
    first and the third have whiskers. Further series are marks over the boxes.
    """

    COLUMN = "column"  # side by side, e.g. schools
    BAR = "bar"
    HISTOGRAM = "histogram"  # columns without gaps: score bands
    LINE = "line"  # progress over exams
    RADAR = "radar"  # the four rates
    BOX = "box"  # spread of scores


class Series(NamedTuple):
    """One data series; areas are 0-based (first row, first column, last row, last column)."""

    name: str  # in the legend
    # categories, values: what is drawn
    categories: tuple[int, int, int, int]
    values: tuple[int, int, int, int]
    # how far a line reaches from each value of a box, None = no lines
    whiskers: tuple[int, int, int, int] | None = None


class ValueAxis(NamedTuple):
    """The axis of a chart's values."""

    # least, most, step: its ends and the distance of its gridlines, None = as the host likes;
    # columns and bars start at 0 whatever it likes
    least: int | None = None
    most: int | None = None
    step: int | Decimal | None = None
    number_format: str = ""  # an Excel format code, ``""`` = that of the cells
    downward: bool = False  # the least value is on top: places, the first best


class Chart(NamedTuple):
    """A chart over cells of its own sheet."""

    kind: ChartKind  # how it is drawn
    title: str  # over it
    series: Sequence[Series]  # what is drawn, in the order of the legend
    anchor: tuple[int, int]  # its top left corner, a 0-based (row, column)
    # width, height: in pixels, 96 an inch
    width: int = 640
    height: int = 320
    labels: str = ""  # the format code of the values written beside the points, ``""`` = none
    axis: ValueAxis = ValueAxis()  # of the values
    # the last category comes first: of bands that a table lists from the highest, or of bars, which
    # else begin at the bottom
    turned: bool = False
    text: int = 9  # points of its letters; those of the title are larger


class DropDownList(NamedTuple):
    """A drop-down (数据验证) over a 0-based area; *others*: other texts may be typed as well."""

    area: tuple[int, int, int, int]
    choices: Sequence[str]
    others: bool = False


class Comment(NamedTuple):
    """A note (批注) on a 0-based (row, column)."""

    cell: tuple[int, int]
    text: str


class Highlight(NamedTuple):
    """A conditional format: cells of a 0-based area for which a formula holds get a look."""

    area: tuple[int, int, int, int]  # where it applies
    formula: str  # without ``=``, relative to the area's top left cell: ``$D5<0``
    # color, fill: font and background as ``RRGGBB``, ``""`` = unchanged
    color: str = ""
    fill: str = ""
    bold: bool = False  # whether the font turns bold


CONFIDENTIAL: Final = "内部资料"
"""What is printed where persons are named."""


class Table(NamedTuple):
    r"""One sheet to be written."""

    name: str  # sheet name, at most 31 characters, none of ``[]:*?/\``
    rows: Sequence[Row]  # from row 1 on
    widths: Sequence[float] = ()  # column widths in characters, from column A on
    # merged areas, 0-based (first row, first column, last row, last column)
    merges: Sequence[tuple[int, int, int, int]] = ()
    freeze: tuple[int, int] = (0, 0)  # (rows, columns) that stay in view, (0, 0) = none
    print_setup: PrintSetup = PrintSetup()  # how it prints
    charts: Sequence[Chart] = ()  # drawn over the sheet
    # choices, comments, highlights: drop-downs, notes and conditional formats
    choices: Sequence[DropDownList] = ()
    comments: Sequence[Comment] = ()
    highlights: Sequence[Highlight] = ()
    confidential: bool = False  # holds pupils' names: marked 内部资料 in the print header
    # the area under an auto-filter (自动筛选), its column titles with it; None = none
    filtered: tuple[int, int, int, int] | None = None

    @property
    def width(self) -> int:
        """Return how many columns its rows have at most."""
        return max((_width_of(part) for _, part in parts_of(self.rows)), default=0)


def _width_of(part: Row | RowBlock) -> int:
    if isinstance(part, Row):
        return len(part.values)
    return max(len(part.columns), 0, *(len(row.values) for row in (*part.above, *part.below)))


def fault_of_name(name: str) -> str:
    r"""Return what is wrong with a sheet name, in Chinese; ``""`` for a good one.

    >>> fault_of_name("奖惩兑现表"), fault_of_name("语文/数学")
    ('', '含有不允许的字符（[ ] : * ? / \\）')
    """
    if not name.strip():
        return "是空的"
    if _NOT_IN_A_NAME.search(name):
        return "含有不允许的字符（[ ] : * ? / \\）"
    if name[0] == "'" or name[-1] == "'":
        return "以单引号开头或结尾"
    if len(name.encode("utf-16-le")) // 2 > LONGEST_NAME:
        return f"超过 {LONGEST_NAME} 个字符"
    if name.casefold() == "history":
        return "是 Excel 保留的名称"
    return ""


def fitting_names(wanted: Iterable[str]) -> list[str]:
    """Return names like those wanted that Excel allows beside one another.

    >>> fitting_names(["语文/数学", "1班", "1班", ""])
    ['语文_数学', '1班', '1班_2', '表4']
    """
    names: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(wanted, 1):
        whole = _NOT_IN_A_NAME.sub("_", name).strip(" '")
        fitted, again = _shortened(whole), 1
        if fault_of_name(fitted):
            whole = fitted = f"表{number}"
        while fitted.casefold() in taken:
            again += 1
            fitted = _shortened(whole, f"_{again}")
        taken.add(fitted.casefold())
        names.append(fitted)
    return names


def _shortened(name: str, ending: str = "") -> str:
    """Return a name cut off so that it fits with its ending."""
    units = name.encode("utf-16-le")[: 2 * (LONGEST_NAME - len(ending))]
    return units.decode("utf-16-le", "ignore").strip(" '") + ending
