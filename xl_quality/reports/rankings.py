"""The sheets 学校排名 and 班级排名: places over all subjects and in each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Chart, ChartKind, Orientation, PrintSetup, Row, Series, Table
from xl_quality.core.grouping import Level
from xl_quality.core.rounding import divide
from xl_quality.reports.blocks import Block, key_widths, stacked
from xl_quality.reports.figures import attendance_values
from xl_quality.reports.looks import CENTER, COUNT, rate_style, score_style
from xl_quality.reports.pivot import blocks, grade_place, names_of, pivot, subjects_of
from xl_quality.reports.shown import shown_rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Value
    from xl_quality.core.all_subjects import AllSubjects
    from xl_quality.core.grouping import Group
    from xl_quality.core.options import Digits
    from xl_quality.core.ranking import Rank
    from xl_quality.core.results import GroupResult
    from xl_quality.reports.blocks import Stack
    from xl_quality.reports.pivot import Names, PivotRow

SHEETS: Final = {Level.SCHOOL: "学校排名", Level.CLASS: "班级排名"}
FIGURES: Final = ("综合分", "名次")
ATTENDANCE: Final = ("应考人次", "实考人次", "参考率")
"""Over all subjects: a pupil counts once in each."""
ALL_SUBJECTS: Final = ("全科合格率", "全科优秀率")
_FIGURE_WIDTH: Final = 9
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
    all_subjects: Mapping[tuple[str, Group], AllSubjects] | None = None,
) -> Table:
    """
    Return the ranking of one level (排名表), the best of each contest first.

    Args:
        level: SCHOOL or CLASS.
        results: by group and subject, ranked.
        overall: a line a group over all subjects, ranked.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title.
        charts: whether bar charts of the overall figures stand under the table.
        all_subjects: pupils who pass or excel in all subjects, by exam and group; None leaves
            those columns out.
    """
    rows = sorted(pivot(results, overall), key=_place)
    names, groups = names_of(rows), blocks(rows)
    parts = [_block(group, names, digits, all_subjects) for group in groups]
    width = max((part.width for part in parts), default=1)
    stack = stacked(parts, title, note, width)
    keys = key_widths(parts)
    return Table(
        SHEETS[level],
        stack.rows,
        widths=[*keys, *[_FIGURE_WIDTH] * (width - len(keys))],
        merges=stack.merges,
        freeze=(stack.repeated + 1, 1 + len(names)),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, stack.repeated)),
        charts=_charts(stack, groups, len(names)) if charts else (),
    )


def _place(row: PivotRow) -> tuple[str, tuple[int, str], bool, Rank]:
    rank = None if row.overall is None else row.overall.rank
    return row.exam, grade_place(row.group.grade), rank is None, rank or 0


def _block(
    rows: Sequence[PivotRow],
    names: Sequence[Names],
    digits: Digits,
    whole: Mapping[tuple[str, Group], AllSubjects] | None,
) -> Block:
    subjects, score = subjects_of(rows), score_style(digits.composite)
    extra = () if whole is None else ALL_SUBJECTS
    styles = (
        *[CENTER] * (1 + len(names)),
        *(score, score),
        *(COUNT, COUNT, rate_style(digits.rate)),
        *[rate_style(digits.rate)] * len(extra),
        *(score, CENTER) * len(subjects),
    )
    keys = ["名次", *(column.title for column in names), "总评", "距第一", *ATTENDANCE, *extra]
    body = []
    for row in rows:
        values = _overall(row, names)
        rates = (row.subjects[subject].rates for subject in subjects if subject in row.subjects)
        values += attendance_values([own for own in rates if own], digits)
        if whole is not None:
            values += _shares(whole.get((row.exam, row.group)), digits)
        for subject in subjects:
            values += _subject(row.subjects.get(subject))
        body.append(Row(values, styles))
    return Block(keys, subjects, FIGURES, body)


def _overall(row: PivotRow, names: Sequence[Names]) -> list[Value]:
    total = row.overall
    values: list[Value] = [shown_rank(total.rank if total else None)]
    values += [column.of(row) for column in names]
    values += [total.printed.composite, total.gap_to_first] if total else [None, None]
    return values


def _shares(counts: AllSubjects | None, digits: Digits) -> tuple[Decimal | None, Decimal | None]:
    if counts is None or not counts.pupils:
        return None, None
    places = digits.rate + 2
    return (
        divide(counts.passing, counts.pupils, places, digits.rate_mode),
        divide(counts.excellent, counts.pupils, places, digits.rate_mode),
    )


def _subject(result: GroupResult | None) -> tuple[Decimal | None, Value]:
    if result is None:
        return None, None
    return result.printed.composite, shown_rank(result.rank)


def _charts(stack: Stack, groups: Sequence[Sequence[PivotRow]], names: int) -> list[Chart]:
    """Draw a bar chart for each contest under the table; long contests show their top."""
    charts: list[Chart] = []
    below = len(stack.rows) + 1
    for start, rows in zip(stack.starts, groups, strict=True):
        first = start
        for contest, members in groupby(rows, key=lambda row: (row.exam, row.group.grade)):
            size = len(list(members))
            last = first + min(size, _MOST_BARS) - 1
            # the name nearest to the figures tells groups apart best
            series = Series(
                "总评", (first, names, last, names), (first, names + 1, last, names + 1)
            )
            anchor = (below + _CHART_ROWS * len(charts), 0)
            title = " ".join(filter(None, (*contest, "总评")))
            charts.append(Chart(ChartKind.COLUMN, title, [series], anchor))
            first += size
    return charts[:_MOST_CHARTS]
