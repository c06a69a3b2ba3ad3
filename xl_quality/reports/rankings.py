"""Mean, rates and places of groups: the sheets 四率统计, 学校排名, 班级排名 and 教师排名.

Results come group by group and subject by subject; `pivot` puts a group's subjects side by side.
Groups with the same subjects form a `FigureBlock` under one two-row header; a sheet is a stack
of these. `rates_json` gives the same figures as plain values, rounded once.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.tables import Chart, ChartKind, Orientation, PrintSetup, Row, Series, Table
from xl_quality.core.groups import WHOLE, Level
from xl_quality.core.options import Digits
from xl_quality.core.ranking import divide
from xl_quality.core.school_terms import grade_place
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    Column,
    Frame,
    WideLine,
    fitted,
    framed_sheet,
    header_row,
    listed,
    rate_style,
    score_style,
    shown_rank,
    shown_share,
    spread,
    title_line,
    widths_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.groups import Group
    from xl_quality.core.ranking import Rank, RoundingMode
    from xl_quality.core.statistics import AllSubjects, Rates
    from xl_quality.sheets.cells import Area

_JSON_DECIMALS: Final = 6
_JSON_DIGITS: Final = Digits(mean=_JSON_DECIMALS, rate=_JSON_DECIMALS - 2, composite=_JSON_DECIMALS)
"""Decimals in JSON where nobody asked for others; places still go by the printed figures."""
RATES_SHEET: Final = "四率统计"
RANKING_SHEETS: Final = {Level.SCHOOL: "学校排名", Level.CLASS: "班级排名"}
TEACHERS_SHEET: Final = "教师排名"
_HEAD_ROWS: Final = 2  # title and note over the first block
_SUBJECTS_A_PAGE: Final = 2
_SCALE: Final = 70
"""Percent: up to two subjects are fitted onto one page; of more, two a page stay readable."""
_FIGURE_WIDTH: Final = 9
_MOST_BARS: Final = 40  # groups in one chart: of a longer contest its top
_MOST_CHARTS: Final = 6
_CHART_ROWS: Final = 18  # rows of the sheet that a chart covers, with a margin
_PLACE: Final[Column[PivotRow]] = Column(
    "名次", lambda row: shown_rank(row.overall and row.overall.rank), CENTER
)


class PivotRow(NamedTuple):
    """One group in one exam: its results by subject, and the line over all of them if any."""

    exam: str
    group: Group
    subjects: Mapping[str, GroupResult]
    overall: GroupResult | None = None


def _school(row: PivotRow) -> str:
    """Return the school, or what stands in its column for groups over all schools."""
    over_all = row.group.level in {Level.ALL, Level.GRADE}
    return WHOLE if over_all else row.group.school


_NAMES: Final[Sequence[Column[PivotRow]]] = (
    Column("考试", lambda row: row.exam, CENTER),
    Column("年级", lambda row: row.group.grade, CENTER),
    Column("学校", _school, CENTER),
    Column("班级", lambda row: row.group.class_name, CENTER),
    Column("教师", lambda row: row.group.teacher, CENTER),
)


def pivot(results: Sequence[GroupResult], overall: Sequence[GroupResult] = ()) -> list[PivotRow]:
    """Bring each group's subjects together, groups in order of first appearance.

    Where an exam has a group twice in one subject, on two sheets, each sheet is an exam of its
    own, called after exam and sheet, and numbered where not even the sheet tells them apart: no
    figure hides another.
    """
    seen = Counter((one.exam_name, one.group, one.subject) for one in results)
    doubled = {exam for (exam, _, _), times in seen.items() if times > 1}

    def key(result: GroupResult, number: int = 1) -> tuple[str, Group]:
        exam = result.exam_name
        if exam in doubled and exam != result.sheet:
            exam = f"{exam}（{result.sheet}）"
        return exam if number == 1 else f"{exam} 第{number}块", result.group

    rows: dict[tuple[str, Group], dict[str, GroupResult]] = {}
    for result in results:
        own, number = key(result), 1
        while result.subject in rows.get(own, ()):
            number += 1
            own = key(result, number)
        rows.setdefault(own, {})[result.subject] = result
    totals: dict[tuple[str, Group], GroupResult] = {}
    for total in overall:
        own, number = key(total), 1
        while own in totals:
            number += 1
            own = key(total, number)
        totals[own] = total
    return [
        PivotRow(exam, group, subjects, totals.get((exam, group)))
        for (exam, group), subjects in rows.items()
    ]


def alike(rows: Sequence[PivotRow]) -> list[tuple[tuple[str, ...], list[PivotRow]]]:
    """Return the rows that fit under one header, exams and grades with the same subjects.

    Within them exam follows exam and grade follows grade, each in order of first appearance.
    """
    contests: dict[tuple[str, str], list[PivotRow]] = {}
    for row in rows:
        contests.setdefault((row.exam, row.group.grade), []).append(row)
    together: dict[tuple[str, ...], list[PivotRow]] = {}
    for members in contests.values():
        together.setdefault(_subjects_of(members), []).extend(members)
    return list(together.items())


def _subjects_of(rows: Sequence[PivotRow]) -> tuple[str, ...]:
    """Return the subjects in which some group has more than blanks, in order of appearance."""
    subjects = (
        subject
        for row in rows
        for subject, result in row.subjects.items()
        if result.rates is None or result.rates.rows > result.rates.blank
    )
    return tuple(dict.fromkeys(subjects))


def names_of(rows: Sequence[PivotRow]) -> list[Column[PivotRow]]:
    """Return the columns needed to name the groups; the exam only where there are several."""
    several = len({row.exam for row in rows}) > 1
    wanted = _NAMES if several else _NAMES[1:]
    return [name for name in wanted if name.value and any(map(name.value, rows))]


class FigureBlock(NamedTuple):
    """Groups under one header.

    Attributes:
        rows: the groups.
        keys: the first columns, the title of each over both header rows.
        figures: the columns under each subject.
        subjects: titles over the figures.
    """

    rows: Sequence[PivotRow]
    keys: Sequence[Column[PivotRow]]
    figures: Sequence[Column[GroupResult]]
    subjects: Sequence[str]

    @property
    def width(self) -> int:
        """Return its number of columns."""
        return len(self.keys) + len(self.figures) * len(self.subjects)

    def header(self) -> tuple[Row, Row]:
        """Return the two header rows."""
        top: list[Value] = [key.title for key in self.keys]
        for subject in self.subjects:
            top += [subject, *[None] * (len(self.figures) - 1)]
        figures = [figure.title for figure in self.figures]
        below = (*[None] * len(self.keys), *figures * len(self.subjects))
        return header_row(top), header_row(below)

    def merges(self, first: int) -> list[Area]:
        """Return the merged header cells when the header starts in row *first*."""
        starts = range(len(self.keys), self.width, len(self.figures))
        return [
            *((first, column, first + 1, column) for column in range(len(self.keys))),
            *((first, start, first, start + len(self.figures) - 1) for start in starts),
        ]

    def body(self) -> list[Row]:
        """Return a row for each group."""
        styles = (
            *(key.style for key in self.keys),
            *tuple(figure.style for figure in self.figures) * len(self.subjects),
        )
        keys = [key.value for key in self.keys if key.value]
        figures = [figure.value for figure in self.figures if figure.value]
        nothing = [None] * len(figures)
        body = []
        for row in self.rows:
            values = [value(row) for value in keys]
            for subject in self.subjects:
                result = row.subjects.get(subject)
                values += nothing if result is None else [value(result) for value in figures]
            body.append(Row(values, styles))
        return body


def stacked(
    sheet: str,
    blocks: Sequence[FigureBlock],
    title: str,
    note: str,
    *,
    span: int,
    frozen: int,
    widths: Sequence[float],
) -> tuple[Table, list[int]]:
    """Return a sheet of blocks under each other, and the first row of each block's groups, 0-based.

    Args:
        sheet: its name.
        blocks: from top to bottom; all have the same keys.
        title: over the first block.
        note: under the title.
        span: how many columns the title spans: those of the first page.
        frozen: columns that stay in view.
        widths: of the columns behind the keys.
    """
    rows, merges = spread([title_line(title), WideLine(note)], max(1, span))
    starts: list[int] = []
    bodies = [block.body() for block in blocks]
    for block, body in zip(blocks, bodies, strict=True):
        if starts:
            rows.append(Row((), ()))
        merges += block.merges(len(rows))
        rows += block.header()
        starts.append(len(rows))
        rows += body
    keys = [
        fitted([key.title, *(row.values[place] for body in bodies for row in body)])
        for place, key in enumerate(blocks[0].keys if blocks else ())
    ]
    repeated = _HEAD_ROWS + 1 if len(blocks) == 1 else _HEAD_ROWS - 1
    table = Table(
        sheet,
        rows,
        widths=[*keys, *widths],
        merges=merges,
        freeze=(repeated + 1, frozen),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, repeated)),
    )
    return table, starts


def figure_columns(digits: Digits) -> Sequence[Column[GroupResult]]:
    """Return the columns of one group's figures in one subject: who was due (应考) to 综合分."""
    rate = rate_style(digits.rate)

    def attendance(result: GroupResult) -> Decimal | None:
        counts = result.rates
        return counts and attendance_share(counts.scored, counts.due, digits)

    return (
        Column("应考", lambda one: one.rates and one.rates.due, COUNT, 6),
        Column("实考", lambda one: one.rates and one.rates.scored, COUNT, 6),
        Column("参考率", attendance, rate, 8.5),
        Column("平均分", lambda one: one.printed.mean, score_style(digits.mean), 8.5),
        Column("及格率", lambda one: shown_share(one.printed.pass_rate), rate, 8.5),
        Column("优秀率", lambda one: shown_share(one.printed.excellent_rate), rate, 8.5),
        Column("低分率", lambda one: shown_share(one.printed.low_rate), rate, 8.5),
        Column("综合分", lambda one: one.printed.composite, score_style(digits.composite), 8.5),
    )


def attendance_share(scored: int, due: int, digits: Digits) -> Decimal | None:
    """Return which share of the pupils due has a score (参考率), as a cell holds it."""
    return _share(scored, due, digits.rate, digits.rate_mode)


@lru_cache(maxsize=4096)
def _share(part: int, whole: int, decimals: int, mode: RoundingMode) -> Decimal | None:
    """Return a share as a cell holds it; of a county's ten thousand classes few have their own."""
    return shown_share(divide(part * 100, whole, decimals, mode)) if whole else None


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
    """Return the ranking of one level (排名表), the best of each contest first.

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
    names, score = names_of(rows), score_style(digits.composite)
    figures: Sequence[Column[GroupResult]] = (
        Column("综合分", lambda one: one.printed.composite, score),
        Column("名次", lambda one: shown_rank(one.rank), CENTER),
    )
    keys = [_PLACE, *names, *_total(score)]
    ends = _whole(digits, all_subjects)
    blocks = [
        FigureBlock(group, [*keys, *_attendance(group, subjects, digits), *ends], figures, subjects)
        for subjects, group in alike(rows)
    ]
    width = max((block.width for block in blocks), default=1)
    behind = width - len(blocks[0].keys) if blocks else width
    table, starts = stacked(
        RANKING_SHEETS[level],
        blocks,
        title,
        note,
        span=width,
        frozen=1 + len(names),
        widths=[_FIGURE_WIDTH] * behind,
    )
    if not charts:
        return table
    groups = [block.rows for block in blocks]
    return table._replace(charts=_charts(len(table.rows), starts, groups, len(names)))


def _place(row: PivotRow) -> tuple[str, tuple[int, str], bool, Rank]:
    rank = row.overall and row.overall.rank
    return row.exam, grade_place(row.group.grade), rank is None, rank or 0


def _total(score: Style) -> list[Column[PivotRow]]:
    return [
        Column("总评", lambda row: row.overall and row.overall.printed.composite, score),
        Column("距第一", lambda row: row.overall and row.overall.gap_to_first, score),
    ]


def _attendance(
    rows: Sequence[PivotRow], subjects: Sequence[str], digits: Digits
) -> list[Column[PivotRow]]:
    """Return who was due and who has a score over all subjects: a pupil counts once in each."""
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        results = (row.subjects[subject] for subject in subjects if subject in row.subjects)
        if rates := [one.rates for one in results if one.rates]:
            due, scored = sum(one.due for one in rates), sum(one.scored for one in rates)
            counts[id(row)] = due, scored

    def share(row: PivotRow) -> Decimal | None:
        due, scored = counts.get(id(row), (0, 0))
        return attendance_share(scored, due, digits)

    return [
        Column("应考人次", lambda row: counts.get(id(row), (None, None))[0], COUNT),
        Column("实考人次", lambda row: counts.get(id(row), (None, None))[1], COUNT),
        Column("参考率", share, rate_style(digits.rate)),
    ]


def _whole(
    digits: Digits, counts: Mapping[tuple[str, Group], AllSubjects] | None
) -> list[Column[PivotRow]]:
    """Return the shares of pupils who pass or excel in all subjects; none without counts."""
    if counts is None:
        return []

    def share(row: PivotRow, which: Callable[[AllSubjects], int]) -> Decimal | None:
        own = counts.get((row.exam, row.group))
        if own is None or not own.pupils:
            return None
        return divide(which(own), own.pupils, digits.rate + 2, digits.rate_mode)

    rate = rate_style(digits.rate)
    return [
        Column("全科合格率", lambda row: share(row, lambda own: own.passing), rate),
        Column("全科优秀率", lambda row: share(row, lambda own: own.excellent), rate),
    ]


def _charts(
    below: int, starts: Sequence[int], groups: Sequence[Sequence[PivotRow]], names: int
) -> list[Chart]:
    """Draw a bar chart for each contest under the table; long contests show their top."""
    charts: list[Chart] = []
    for start, rows in zip(starts, groups, strict=True):
        first = start
        for contest, members in groupby(rows, key=lambda row: (row.exam, row.group.grade)):
            size = len(list(members))
            last = first + min(size, _MOST_BARS) - 1
            # the name nearest to the figures tells groups apart best
            series = Series(
                "总评", (first, names, last, names), (first, names + 1, last, names + 1)
            )
            anchor = (below + 1 + _CHART_ROWS * len(charts), 0)
            title = " ".join(filter(None, (*contest, "总评")))
            charts.append(Chart(ChartKind.COLUMN, title, [series], anchor))
            first += size
    return charts[:_MOST_CHARTS]


def rates_table(results: Sequence[GroupResult], digits: Digits, *, title: str, note: str) -> Table:
    """Return the sheet of mean and rates (四率统计表).

    Grades with the same subjects stand under one two-row header; others follow in a block of
    their own.
    """
    rows = pivot(results)
    names = names_of(rows)
    place: Column[GroupResult] = Column("名次", lambda one: shown_rank(one.rank), CENTER, 6)
    figures = (*figure_columns(digits), place)
    blocks = [FigureBlock(group, names, figures, subjects) for subjects, group in alike(rows)]
    most = max((len(block.subjects) for block in blocks), default=0)
    table, _ = stacked(
        RATES_SHEET,
        blocks,
        title,
        note,
        span=len(names) + len(figures) * min(most, _SUBJECTS_A_PAGE),
        frozen=len(names),
        widths=widths_of(figures) * most,
    )
    if most <= _SUBJECTS_A_PAGE:
        return table
    starts = range(_SUBJECTS_A_PAGE, most, _SUBJECTS_A_PAGE)
    setup = table.print_setup._replace(
        title_columns=(0, len(names) - 1),
        column_breaks=[len(names) + number * len(figures) for number in starts],
        scale=_SCALE,
    )
    return table._replace(print_setup=setup)


def teachers_table(
    results: Sequence[GroupResult], digits: Digits, *, title: str, note: str
) -> Table:
    """Return the ranking of teachers (教师排名表), a line a teacher and subject."""
    columns: Sequence[Column[GroupResult]] = (
        Column("考试", lambda one: one.exam_name, CENTER),
        Column("年级", lambda one: one.group.grade, CENTER),
        Column("学科", lambda one: one.subject, CENTER),
        Column("名次", lambda one: shown_rank(one.rank), CENTER),
        Column("教师", lambda one: one.group.teacher, CENTER),
        Column("学校", lambda one: one.group.school, CENTER),
        *(
            column._replace(width=7 if column.style == COUNT else 9)
            for column in figure_columns(digits)
        ),
        Column("距第一", lambda one: one.gap_to_first, score_style(digits.composite), 9),
    )
    frame = Frame(TEACHERS_SHEET, columns, title, keys=5, landscape=True)
    return framed_sheet(frame, note, listed(sorted(results, key=_teachers_place), columns))


def _teachers_place(result: GroupResult) -> tuple[str, tuple[int, str], str, bool, Rank]:
    rank = result.rank
    grade = grade_place(result.group.grade)
    return result.exam_name, grade, result.subject, rank is None, rank or 0


def rates_json(
    results: Sequence[GroupResult], digits: Digits | None = None
) -> list[dict[str, Any]]:
    """Return one entry a group and subject.

    Args:
        results: with counts (no overall lines).
        digits: decimals asked for; None gives six. Rates are shares in [0, 1].
    """
    asked = digits or _JSON_DIGITS
    return [
        {
            "sheet": one.sheet,
            "exam": one.exam,
            "level": str(one.group.level),
            "group": one.group.label,
            "school": one.group.school,
            "grade": one.group.grade,
            "class": one.group.class_name,
            "teacher": one.group.teacher,
            "subject": one.subject,
            **({} if one.rates is None else _counts(one.rates, asked)),
            "composite": _number(one.composite, asked.composite, asked.composite_mode),
            "rank": _json_place(one.rank),
            "rank_from_end": _json_place(one.rank_from_end),
            "of": one.of,
            "gap_to_first": None if one.gap_to_first is None else float(one.gap_to_first),
        }
        for one in results
    ]


def _counts(counts: Rates, digits: Digits) -> dict[str, Any]:
    def share(count: int) -> float | None:
        return _number(counts.share(count), digits.rate + 2, digits.rate_mode)

    return {
        "rows": counts.rows,
        "due": counts.due,
        "scored": counts.scored,
        "attendance": _number(counts.attendance, digits.rate + 2, digits.rate_mode),
        "blank": counts.blank,
        "marks": dict(counts.marks),
        "divisor": counts.divisor,
        "mean": _number(counts.mean, digits.mean, digits.mean_mode),
        "pass_n": counts.pass_n,
        "pass_rate": share(counts.pass_n),
        "excellent_n": counts.excellent_n,
        "excellent_rate": share(counts.excellent_n),
        "low_n": counts.low_n,
        "low_rate": share(counts.low_n),
    }


def _number(figure: Fraction | None, digits: int, mode: RoundingMode) -> float | None:
    """Round the exact figure; the float is only how JSON spells it."""
    if figure is None:
        return None
    return float(divide(figure.numerator, figure.denominator, digits, mode))


def _json_place(rank: Rank | None) -> int | float | None:
    return rank if rank is None or isinstance(rank, int) else float(rank)
