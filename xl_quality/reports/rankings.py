"""The sheets 学校排名, 班级排名 and 教师排名: places over all subjects and in each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import (
    Chart,
    ChartKind,
    Orientation,
    PrintSetup,
    Row,
    Series,
    Table,
)
from xl_quality.core.grouping import Level
from xl_quality.reports.looks import (
    CENTER,
    fitted,
    header_row,
    note_row,
    score_style,
    title_row,
)
from xl_quality.reports.pivot import names_of, pivot, subjects_of
from xl_quality.reports.shown import shown_rank

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult
    from xl_quality.reports.pivot import Names, PivotRow

SHEETS: Final = {Level.SCHOOL: "学校排名", Level.CLASS: "班级排名", Level.TEACHER: "教师排名"}
_FIXED: Final = ("名次", "总评", "距第一")
_FIRST_HEADER: Final = 2
_FIRST_ROW: Final = 4
_MOST_BARS: Final = 40
_MOST_CHARTS: Final = 6
_CHART_ROWS: Final = 18


def ranking_table(
    level: Level,
    results: Sequence[GroupResult],
    overall: Sequence[GroupResult],
    digits: Digits,
    *,
    title: str,
    note: str,
    charts: bool = False,
) -> Table:
    """
    Return the ranking of one level (排名表), the best of each contest first.

    Args:
        level: SCHOOL, CLASS or TEACHER.
        results: by group and subject, ranked.
        overall: a line a group over all subjects, ranked.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title.
        charts: whether bar charts of the overall figures stand beside the table.
    """
    rows = sorted(pivot(results, overall), key=_place)
    names, subjects = names_of(rows), subjects_of(rows)
    keys = [column.title for column in names]
    width = len(_FIXED) + len(keys) + 2 * len(subjects)
    body = _body(rows, names, subjects, digits)
    top: list[Value] = [_FIXED[0], *keys, *_FIXED[1:]]
    for subject in subjects:
        top += [subject, None]
    labels = (*[None] * (len(_FIXED) + len(keys)), *("综合分", "名次") * len(subjects))
    head = [title_row(title, width), note_row(note, width), header_row(top), header_row(labels)]
    return Table(
        SHEETS[level],
        [*head, *body],
        widths=[
            6,
            *[fitted([key, *(r.values[i] for r in body)]) for i, key in enumerate(keys, start=1)],
            *[9] * (2 + 2 * len(subjects)),
        ],
        merges=_merges(len(keys), len(subjects), width),
        freeze=(_FIRST_ROW, 1 + len(keys)),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _FIRST_ROW - 1)),
        charts=_charts(rows, names, width) if charts else (),
    )


def _place(row: PivotRow) -> tuple[str, str, bool, Fraction]:
    rank = None if row.overall is None else row.overall.rank
    return row.exam, row.group.grade, rank is None, Fraction(rank or 0)


def _body(
    rows: Sequence[PivotRow], names: Sequence[Names], subjects: Sequence[str], digits: Digits
) -> list[Row]:
    score = score_style(digits.composite)
    styles = (CENTER, *[CENTER] * len(names), score, score, *(score, CENTER) * len(subjects))
    body = []
    for row in rows:
        total = row.overall
        values: list[Value] = [shown_rank(total.rank if total else None)]
        values += [column.of(row) for column in names]
        values += [total.printed.composite, total.gap_to_first] if total else [None, None]
        for subject in subjects:
            values += _subject(row.subjects.get(subject))
        body.append(Row(values, styles))
    return body


def _subject(result: GroupResult | None) -> tuple[Decimal | None, Value]:
    if result is None:
        return None, None
    return result.printed.composite, shown_rank(result.rank)


def _merges(keys: int, subjects: int, width: int) -> list[tuple[int, int, int, int]]:
    fixed = len(_FIXED) + keys
    spans = [(0, 0, 0, width - 1), (1, 0, 1, width - 1)]
    spans += [(_FIRST_HEADER, column, _FIRST_HEADER + 1, column) for column in range(fixed)]
    for number in range(subjects):
        start = fixed + 2 * number
        spans.append((_FIRST_HEADER, start, _FIRST_HEADER, start + 1))
    return spans


def _charts(rows: Sequence[PivotRow], names: Sequence[Names], width: int) -> list[Chart]:
    """Draw a bar chart for each contest, right of the table; long contests show their top."""
    charts: list[Chart] = []
    column = len(names)  # the name nearest to the figures tells groups apart best
    start = 0
    while start < len(rows) and len(charts) < _MOST_CHARTS:
        contest = (rows[start].exam, rows[start].group.grade)
        end = start
        while end < len(rows) and (rows[end].exam, rows[end].group.grade) == contest:
            end += 1
        last = _FIRST_ROW + min(end, start + _MOST_BARS) - 1
        first, figures = _FIRST_ROW + start, len(names) + 1
        series = Series("总评", (first, column, last, column), (first, figures, last, figures))
        anchor = (_FIRST_HEADER + _CHART_ROWS * len(charts), width + 1)
        charts.append(Chart(ChartKind.COLUMN, " ".join(filter(None, contest)), [series], anchor))
        start = end
    return charts
