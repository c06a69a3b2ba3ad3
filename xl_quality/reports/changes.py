"""The sheet 进退步: places and composites now against an earlier exam."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Chart, ChartKind, Highlight, PrintSetup, Row, Series, Table
from xl_quality.reports.looks import (
    CENTER,
    fitted,
    header_row,
    note_row,
    score_style,
    title_row,
)
from xl_quality.reports.shown import shown_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.options import Digits
    from xl_quality.core.progress import Change

SHEET: Final = "进退步"
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
        SHEET,
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
