"""How places have changed since an earlier exam: the sheet 进退步."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Chart, ChartKind, Highlight, Row, Series, Table, ValueAxis
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Level
from xl_quality.core.school_terms import grade_place
from xl_quality.reports.frame import (
    CENTER,
    CHANGE_COLORS,
    HEADER_ROWS,
    NUMBER,
    PLACES_GAINED,
    Column,
    Frame,
    ListGroup,
    grouped_list,
    listed,
    score_style,
    shown_rank,
    sign_off,
    wide,
    widths_of,
)
from xl_quality.reports.paper import Laid, RowStack

if TYPE_CHECKING:
    from xl_quality.core.figures import PlaceChange
    from xl_quality.core.options import Digits
    from xl_quality.core.ranking import Rank

CHANGES_SHEET: Final = "进退步"
_CHANGES_COLUMNS: Final[Sequence[Column[PlaceChange]]] = (
    Column("年级", lambda one: one.group.grade or None, CENTER, 10),
    Column("学校", lambda one: one.group.school or None, CENTER._replace(wrap=True), 24),
    Column("班级", lambda one: one.group.class_name or None, CENTER._replace(wrap=True), 14),
    Column("上次名次", lambda one: shown_rank(one.previous_rank), CENTER, 10),
    Column("本次名次", lambda one: shown_rank(one.rank), CENTER, 10),
    Column("名次进退", lambda one: shown_rank(one.rank_change), PLACES_GAINED, 10),
    Column("总评增减", lambda one: one.composite_change, NUMBER, 13),
)
_CHANGE: Final = 5
_SCHOOL, _CLASS = 1, 2
_CHANGES_LEGEND: Final = (
    "名次进退＝上次名次－本次名次：正数（红）是前进的名次，负数（绿）是后退的名次，0 是没有变；"
    "空着的是上次或本次没有名次。"
)
_LEVEL_WORDS: Final = {Level.SCHOOL: "学校", Level.CLASS: "班级"}
_LEAST_LINES, _MOST_LINES = 3, 12
"""Schools in a chart of places, a line each: two need no chart, more cannot be told apart."""
_CHANGES_ROOM: Final = 232.0  # points that its chart is high, with a margin
_CHANGES_WIDTH, _CHANGES_HEIGHT = 620, 280


def changes_table(
    changes: Sequence[PlaceChange], digits: Digits, *, title: str, unit: str
) -> Table:
    """Return the sheet of changes (进退步), a line a group over all its subjects.

    Groups that compete stand under a heading of their own, by grade, schools before classes, with
    a chart of both places under the schools.

    Args:
        changes: of schools and classes.
        digits: decimals of the printed figures.
        title: over the sheet.
        unit: the line under the title: unit and both exams.
    """
    *names, last = _CHANGES_COLUMNS
    columns = (*names, last._replace(style=score_style(digits.composite, signed=True)))
    contests = grouped(sorted(changes, key=_change_place), lambda one: one.group.contest)
    drawn = [
        level is Level.SCHOOL and _LEAST_LINES <= len(own) <= _MOST_LINES
        for (level, _), own in contests.items()
    ]
    groups = []
    for ((level, grade), own), chart in zip(contests.items(), drawn, strict=True):
        # the name of a school takes the place of the class that it has none of
        merged = [(0, _SCHOOL, 0, _CLASS)] if level is Level.SCHOOL else []
        rows = [RowStack([row], merged) for row in listed(own, columns)]
        room = [RowStack([Row((), (), _CHANGES_ROOM)])] if chart else []
        groups.append(ListGroup(f"{grade}　{_LEVEL_WORDS[level]}".strip(), [*rows, *room]))
    frame = Frame(CHANGES_SHEET, columns, title, keys=3)
    end = wide(sign_off(), widths_of(columns))
    table, laid = grouped_list(frame, f"{unit}\n{_CHANGES_LEGEND}", groups, end)
    charts = [_places(laid, number, groups[number]) for number, chart in enumerate(drawn) if chart]
    area = (HEADER_ROWS, _CHANGE, laid.closing - 1, _CHANGE)
    looks = [
        Highlight(area, f"$F{HEADER_ROWS + 1}{sign}", color=color)
        for sign, color in CHANGE_COLORS.items()
        if changes
    ]
    return table._replace(charts=charts, highlights=looks)


def _change_place(change: PlaceChange) -> tuple[tuple[int, str], int, bool, Rank]:
    group = change.group
    level = list(_LEVEL_WORDS).index(group.level)
    return grade_place(group.grade), level, change.rank is None, change.rank or 0


def _places(laid: Laid, number: int, group: ListGroup) -> Chart:
    """Draw both places of the schools of a contest under it, a line a school."""
    schools = len(group.pieces) - 1  # its last piece is the room of the chart
    first, last = laid.run(number, schools)
    room = laid.places[number, schools][0]
    before, now = _CHANGE - 2, _CHANGE - 1
    head = (HEADER_ROWS - 1, before, HEADER_ROWS - 1, now)
    series = [
        Series(str(laid.rows[row].values[1]), head, (row, before, row, now))
        for row in range(first, last + 1)
    ]
    title = f"{group.heading}名次：上次与本次"
    # a line over the first place, on which nothing lies, keeps it out of the title
    axis = ValueAxis(0, schools, 1, "0;;", downward=True)
    size = _CHANGES_WIDTH, _CHANGES_HEIGHT
    # without labels: the axis tells each place, and labels would lie on the lines of others
    return Chart(ChartKind.LINE, title, series, (room, 0), *size, axis=axis)
