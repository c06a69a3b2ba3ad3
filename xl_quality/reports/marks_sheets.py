"""How scores and places are spread: the sheets 分数段 (a histogram a subject) and 进退步."""

from __future__ import annotations

from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    Chart,
    ChartKind,
    Formula,
    Highlight,
    Orientation,
    PrintSetup,
    Row,
    Series,
    Table,
)
from xl_quality.core.marks import POINT
from xl_quality.core.ranking import divide
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    HEADER_ROWS,
    NOTE,
    TOTAL_CENTER,
    Column,
    Frame,
    WideLine,
    framed_sheet,
    header_row,
    listed,
    rate_style,
    score_style,
    shown_rank,
    sign_off,
    stacked,
    title_line,
    wide,
)
from xl_quality.reports.paper import (
    ROW_HEIGHT,
    ReportSection,
    RowStack,
    laid_out,
    scale_for,
    sized,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.core.figures import PlaceChange
    from xl_quality.core.options import Digits
    from xl_quality.core.statistics import Band

SHEET: Final = "分数段"
_COLUMNS: Final = ("分数段", "人数", "占比")
_WIDTHS: Final = (20, 11, 11, 2, *[8.5] * 8)
"""Of the columns of a block, a gap and what lies under its chart."""
_CHART_COLUMN: Final = 4
_CHART_ROOM: Final = 232.0  # points that a chart is high, with a margin
_TOP_ROWS: Final = 2
_RATE_DIGITS: Final = 4
_SCORE_DIGITS: Final = 2
CHANGES_SHEET: Final = "进退步"
_CHANGES_COLUMNS: Final[Sequence[Column[PlaceChange]]] = (
    Column("年级", lambda one: one.group.grade or None, CENTER),
    Column("学校", lambda one: one.group.school or None, CENTER),
    Column("班级", lambda one: one.group.class_name or None, CENTER),
    Column("上次名次", lambda one: shown_rank(one.previous_rank), CENTER, 10),
    Column("本次名次", lambda one: shown_rank(one.rank), CENTER, 10),
    Column("名次进退", lambda one: shown_rank(one.rank_change), CENTER, 10),
    Column("综合分增减", lambda one: one.composite_change, CENTER, 10),
)
_CHANGE: Final = 5
_COLORS: Final = {">0": "C00000", "<0": "00803C"}
"""Of 名次进退: gains are red, losses green, as offices here colour them."""


class BandBlock(NamedTuple):
    """The bands of one subject in one exam.

    Attributes:
        title: exam, grade and subject.
        bands: the topmost first.
        summary: further figures by name, e.g. 中位数, 标准差, in points.
    """

    title: str
    bands: Sequence[Band]
    summary: Mapping[str, Decimal] = MappingProxyType({})


def bands_table(blocks: Sequence[BandBlock], *, title: str, unit: str) -> Table:
    """Return the sheet of score bands (分数段统计), a block a subject, a histogram beside each."""
    top = stacked([wide(title_line(title), _WIDTHS), wide(WideLine(unit, NOTE), _WIDTHS)])
    pieces = [RowStack(_block(block, 0), [(0, 0, 0, len(_COLUMNS) - 1)]) for block in blocks]
    sections = [ReportSection(RowStack(()), pieces)]
    scale = scale_for(_WIDTHS, Orientation.PORTRAIT)
    end = wide(sign_off(), _WIDTHS)
    laid = laid_out(top, sections, Orientation.PORTRAIT, scale, closing=end)
    rows, charts = laid.rows, []
    for number, block in enumerate(blocks):
        start = laid.places[0, number][0]
        own = _block(block, start)  # its sum names its rows
        rows[start : start + len(own)] = own
        first, last = start + 2, start + 1 + len(block.bands)
        series = Series("人数", (first, 0, last, 0), (first, 1, last, 1))
        anchor = (start, _CHART_COLUMN)
        charts.append(Chart(ChartKind.HISTOGRAM, block.title, [series], anchor, 520, 280))
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=laid.merges,
        freeze=(_TOP_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _TOP_ROWS - 1), row_breaks=laid.breaks, scale=scale),
        charts=charts,
    )


def _block(block: BandBlock, start: int) -> list[Row]:
    """Return the rows of a block that starts in a row, 0-based, with the room of its chart."""
    total = sum(band.pupils for band in block.bands)
    share = rate_style(2)
    rows = [Row((block.title, None, None), (TOTAL_CENTER,) * 3), header_row(_COLUMNS)]
    for number, band in enumerate(block.bands):
        part = divide(band.pupils, total, _RATE_DIGITS) if total else None
        rows.append(Row((_words(band, top=not number), band.pupils, part), (CENTER, COUNT, share)))
    first, last = start + 3, start + 2 + len(block.bands)
    rows.append(Row(("合计", Formula(f"SUM(B{first}:B{last})", total), None), (TOTAL_CENTER,) * 3))
    score = (CENTER, score_style(_SCORE_DIGITS), CENTER)
    rows += [Row((name, figure, None), score) for name, figure in block.summary.items()]
    rows = sized(rows)
    rest = _CHART_ROOM - sum(row.height or 0 for row in rows)
    return [*rows, Row((), (), max(rest, ROW_HEIGHT))]


def _words(band: Band, *, top: bool) -> str:
    """Return the band as a clerk writes it: 90—100 takes in both ends, 80—90 not the upper one."""
    low, high = (divide(end, POINT, 2).normalize() for end in (band.low, band.high))
    return f"{low:f}—{high:f}" if top else f"{low:f}—{high:f}（不含）"


def changes_table(
    changes: Sequence[PlaceChange], digits: Digits, *, title: str, note: str
) -> Table:
    """Return the sheet of changes (进退步), a line a group over all its subjects."""
    *names, last = _CHANGES_COLUMNS
    columns = (*names, last._replace(style=score_style(digits.composite)))
    body = listed(changes, columns)
    table = framed_sheet(Frame(CHANGES_SHEET, columns, title, keys=3), note, body)
    if not body:
        return table
    area = (HEADER_ROWS, _CHANGE, HEADER_ROWS + len(body) - 1, _CHANGE)
    return table._replace(
        charts=[_lines(changes)],
        highlights=[
            Highlight(area, f"$F{HEADER_ROWS + 1}{sign}", color=color)
            for sign, color in _COLORS.items()
        ],
    )


def _lines(changes: Sequence[PlaceChange]) -> Chart:
    """Draw both places of the first contest's groups as lines: other places do not compare."""
    contest = changes[0].group.contest
    members = sum(1 for _ in takewhile(lambda one: one.group.contest == contest, changes))
    last = HEADER_ROWS + members - 1
    names = (HEADER_ROWS, 1, last, 1)
    series = [
        Series(_CHANGES_COLUMNS[column].title, names, (HEADER_ROWS, column, last, column))
        for column in (3, 4)
    ]
    title = " ".join(filter(None, (contest[1], "名次：上次与本次")))
    below = HEADER_ROWS + len(changes) + 1
    return Chart(ChartKind.LINE, title, series, (below, 0), width=720)
