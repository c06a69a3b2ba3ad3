"""The sheet 分数段: how many pupils score how much, with a histogram for each subject.

The sheet 进退步: places and composites now against an earlier exam.
"""

from __future__ import annotations

from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    Chart,
    ChartKind,
    Formula,
    Highlight,
    PrintSetup,
    Row,
    Series,
    Table,
)
from xl_quality.core.marks import POINT
from xl_quality.core.options import divide
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    PLAIN,
    TOTAL_CENTER,
    fitted,
    header_row,
    note_row,
    rate_style,
    score_style,
    shown_rank,
    title_row,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Value
    from xl_quality.core.figures import Change
    from xl_quality.core.options import Digits
    from xl_quality.core.statistics import Band

SHEET: Final = "分数段"
_COLUMNS: Final = ("分数段", "人数", "占比")
_TITLE_WIDTH: Final = 12
_CHART_COLUMN: Final = 4
_CHART_ROWS: Final = 20
_RATE_DIGITS: Final = 4
_SCORE_DIGITS: Final = 2


class BandBlock(NamedTuple):
    """
    The bands of one subject in one exam.

    Attributes:
        title: exam, grade and subject.
        bands: the topmost first.
        summary: further figures by name, e.g. 中位数, 标准差, in points.
    """

    title: str
    bands: Sequence[Band]
    summary: Mapping[str, Decimal] = MappingProxyType({})


def bands_table(blocks: Sequence[BandBlock], *, title: str, note: str) -> Table:
    """
    Return the sheet of score bands (分数段统计), a block a subject, a histogram beside each.

    Args:
        blocks: in the order they are to stand.
        title: over the table.
        note: under the title.
    """
    width = len(_COLUMNS)
    rows = [title_row(title, _TITLE_WIDTH), note_row(note, _TITLE_WIDTH)]
    merges = [(row, 0, row, _TITLE_WIDTH - 1) for row in (0, 1)]
    charts: list[Chart] = []
    for block in blocks:
        start = len(rows)
        merges.append((start, 0, start, width - 1))
        rows += _block(block, start)
        first, last = start + 2, start + 1 + len(block.bands)
        series = Series("人数", (first, 0, last, 0), (first, 1, last, 1))
        charts.append(
            Chart(ChartKind.HISTOGRAM, block.title, [series], (start, _CHART_COLUMN), 520, 280)
        )
        blank = Row((None,) * width, (PLAIN,) * width)
        rows += [blank] * max(1, _CHART_ROWS - (len(rows) - start))
    return Table(
        SHEET,
        rows,
        widths=(20, 11, 11),
        merges=merges,
        print_setup=PrintSetup(title_rows=(0, 1)),
        charts=charts,
    )


def _block(block: BandBlock, start: int) -> list[Row]:
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
    return rows


def _words(band: Band, *, top: bool) -> str:
    """Return the band as a clerk writes it: 90—100 takes in both ends, 80—90 not the upper one."""
    low, high = (divide(end, POINT, 2).normalize() for end in (band.low, band.high))
    return f"{low:f}—{high:f}" if top else f"{low:f}—{high:f}（不含）"


CHANGES_SHEET: Final = "进退步"
COLUMNS: Final = ("年级", "学校", "班级", "上次名次", "本次名次", "名次进退", "综合分增减")
_HEADER_ROWS: Final = 3
_NAMED: Final = 3
_GAIN, _LOSS = "C00000", "00803C"
_CHANGE: Final = 5


def changes_table(changes: Sequence[Change], digits: Digits, *, title: str, note: str) -> Table:
    """
    Return the sheet of changes (进退步), a line a group over all its subjects.

    Args:
        changes: of groups over all subjects, those of one grade together.
        digits: decimals of the printed composite.
        title: over the table.
        note: under the title: which two exams.
    """
    width = len(COLUMNS)
    score = score_style(digits.composite)
    styles = (*(CENTER,) * (width - 1), score)
    body = [Row(_values(change), styles) for change in changes]
    names = zip(COLUMNS[:_NAMED], *(row.values[:_NAMED] for row in body), strict=True)
    last = _HEADER_ROWS + len(body) - 1
    return Table(
        CHANGES_SHEET,
        [title_row(title, width), note_row(note, width), header_row(COLUMNS), *body],
        widths=[*map(fitted, names), *[10] * (width - _NAMED)],
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, _NAMED),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
        charts=[_lines(changes)] if body else (),
        highlights=[
            Highlight((_HEADER_ROWS, _CHANGE, last, _CHANGE), f"{_CELL}>0", color=_GAIN),
            Highlight((_HEADER_ROWS, _CHANGE, last, _CHANGE), f"{_CELL}<0", color=_LOSS),
        ]
        if body
        else (),
    )


_CELL: Final = f"$F{_HEADER_ROWS + 1}"
"""The first cell of 名次进退: gains are red, losses green, as offices here colour them."""


def _values(change: Change) -> tuple[Value, ...]:
    group = change.group
    return (
        group.grade or None,
        group.school or None,
        group.class_name or None,
        shown_rank(change.previous_rank),
        shown_rank(change.rank),
        shown_rank(change.rank_change),
        change.composite_change,
    )


def _lines(changes: Sequence[Change]) -> Chart:
    """Draw both places of the first contest's groups as lines: other places do not compare."""
    contest = changes[0].group.contest
    members = sum(1 for _ in takewhile(lambda one: one.group.contest == contest, changes))
    last = _HEADER_ROWS + members - 1
    names = (_HEADER_ROWS, 1, last, 1)
    series = [
        Series(COLUMNS[column], names, (_HEADER_ROWS, column, last, column)) for column in (3, 4)
    ]
    title = " ".join(filter(None, (contest[1], "名次：上次与本次")))
    below = _HEADER_ROWS + len(changes) + 1
    return Chart(ChartKind.LINE, title, series, (below, 0), width=720)
