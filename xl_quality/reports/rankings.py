"""Results laid out as a sheet has them: a group a row, its subjects side by side.

The columns of figures that 四率统计 and 教师排名 have in common.

The sheets 学校排名 and 班级排名: places over all subjects and in each.

The sheet 四率统计: mean and rates of every group, subjects side by side.

The sheet 教师排名: every teacher in every subject taught, ranked within grade and subject.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Chart, ChartKind, Orientation, PrintSetup, Row, Series, Table
from xl_quality.core.groups import WHOLE, Level
from xl_quality.core.options import divide
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    Block,
    fitted,
    header_row,
    key_widths,
    note_row,
    rate_style,
    score_style,
    shown_rank,
    shown_share,
    stacked,
    title_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.groups import Group
    from xl_quality.core.options import Digits, Rank, RoundingMode
    from xl_quality.core.statistics import AllSubjects, Rates
    from xl_quality.reports.looks import Stack

_NUMERALS: Final = "零一二三四五六七八九"
_LAST: Final = 10_000


class PivotRow(NamedTuple):
    """One group in one exam: its results by subject, and the line over all of them if any."""

    exam: str
    group: Group
    subjects: Mapping[str, GroupResult]
    overall: GroupResult | None = None


class Names(NamedTuple):
    """A column that names a group, kept only where some group has that name."""

    title: str
    of: Callable[[PivotRow], str]


def _school(row: PivotRow) -> str:
    """Return the school, or what stands in its column for groups over all schools."""
    over_all = row.group.level in {Level.ALL, Level.GRADE}
    return WHOLE if over_all else row.group.school


_NAMES = (
    Names("考试", lambda row: row.exam),
    Names("年级", lambda row: row.group.grade),
    Names("学校", _school),
    Names("班级", lambda row: row.group.class_name),
    Names("教师", lambda row: row.group.teacher),
)


def pivot(results: Sequence[GroupResult], overall: Sequence[GroupResult] = ()) -> list[PivotRow]:
    """
    Bring each group's subjects together, groups in order of first appearance.

    Where an exam has a group twice in one subject, on two sheets, each sheet is an exam of its
    own, called after exam and sheet: no figure hides another.
    """
    twice = _exams_with_doubles(results)
    rows: dict[tuple[str, Group], dict[str, GroupResult]] = {}
    for result in results:
        exam = _called(result, twice)
        number = 1
        while result.subject in rows.get((_numbered(exam, number), result.group), ()):
            number += 1
        row = rows.setdefault((_numbered(exam, number), result.group), {})
        row[result.subject] = result
    totals: dict[tuple[str, Group], GroupResult] = {}
    for total in overall:
        exam = _called(total, twice)
        number = 1
        while (_numbered(exam, number), total.group) in totals:
            number += 1
        totals[_numbered(exam, number), total.group] = total
    return [
        PivotRow(exam, group, subjects, totals.get((exam, group)))
        for (exam, group), subjects in rows.items()
    ]


def grade_place(grade: str) -> tuple[int, str]:
    """
    Return a key that sorts grades as schools count them.

    >>> sorted(["九年级", "初二", "四年级", "高一", "三年级", ""], key=grade_place)
    ['', '三年级', '四年级', '初二', '九年级', '高一']
    """
    if not grade:
        return 0, ""
    years = {"初": 6, "高": 9}.get(grade[0], 0)
    number = next((_NUMERALS.index(one) for one in grade if one in _NUMERALS), None)
    digits = "".join(one for one in grade if one.isdecimal())[:4]
    if number is None:
        number = int(digits) if digits else _LAST
    return years + number, grade


def _exams_with_doubles(results: Sequence[GroupResult]) -> set[str]:
    seen: set[tuple[str, Group, str]] = set()
    twice: set[str] = set()
    for result in results:
        key = (exam_of(result), result.group, result.subject)
        if key in seen:
            twice.add(key[0])
        seen.add(key)
    return twice


def _called(result: GroupResult, twice: Collection[str]) -> str:
    exam = exam_of(result)
    return f"{exam}（{result.sheet}）" if exam in twice and exam != result.sheet else exam


def _numbered(exam: str, number: int) -> str:
    """Tell the blocks of one sheet apart where nothing else does."""
    return exam if number == 1 else f"{exam} 第{number}块"


def exam_of(result: GroupResult) -> str:
    """Return the exam's name, the sheet's where the exam has none."""
    return result.exam or result.sheet


def blocks(rows: Sequence[PivotRow]) -> list[list[PivotRow]]:
    """
    Return the rows that fit under one header: exams and grades with the same subjects.

    Within a block exam follows exam and grade follows grade, each in order of first appearance.
    """
    contests: dict[tuple[str, str], list[PivotRow]] = {}
    for row in rows:
        contests.setdefault((row.exam, row.group.grade), []).append(row)
    together: dict[tuple[str, ...], list[PivotRow]] = {}
    for members in contests.values():
        together.setdefault(tuple(subjects_of(members)), []).extend(members)
    return list(together.values())


def subjects_of(rows: Sequence[PivotRow]) -> list[str]:
    """Return the subjects in which some group has more than blanks, in order of appearance."""
    return list(
        dict.fromkeys(
            subject
            for row in rows
            for subject, result in row.subjects.items()
            if result.rates is None or result.rates.rows > result.rates.blank
        )
    )


def names_of(rows: Sequence[PivotRow]) -> list[Names]:
    """Return the columns needed to name the groups; the exam only where there are several."""
    several = len({row.exam for row in rows}) > 1
    wanted = _NAMES if several else _NAMES[1:]
    return [names for names in wanted if any(names.of(row) for row in rows)]


ATTENDANCE: Final = ("应考", "实考", "参考率")
FIGURES: Final = (*ATTENDANCE, "平均分", "及格率", "优秀率", "低分率", "综合分")


def figure_styles(digits: Digits) -> tuple[Style, ...]:
    """Return the styles of the figures, parallel to `FIGURES`."""
    rate = rate_style(digits.rate)
    mean, composite = score_style(digits.mean), score_style(digits.composite)
    return COUNT, COUNT, rate, mean, rate, rate, rate, composite


def attendance_values(counts: Sequence[Rates], digits: Digits) -> tuple[Value, Value, Value]:
    """
    Return who was due (应考), who has a score (实考) and their share (参考率).

    Args:
        counts: of one group, a subject each; of several subjects each pupil counts in each.
        digits: decimals and rounding of a rate.
    """
    if not counts:
        return None, None, None
    due, scored = counts[0].due, counts[0].scored
    for one in counts[1:]:
        due, scored = due + one.due, scored + one.scored
    return due, scored, _share(scored, due, digits.rate, digits.rate_mode)


@lru_cache(maxsize=4096)
def _share(part: int, whole: int, decimals: int, mode: RoundingMode) -> Decimal | None:
    """Return a share as a cell holds it; of a county's ten thousand classes few have their own."""
    return shown_share(divide(part * 100, whole, decimals, mode)) if whole else None


def figure_values(result: GroupResult, digits: Digits) -> tuple[Value, ...]:
    """Return the figures of one group in one subject, parallel to `FIGURES`."""
    printed, rates = result.printed, result.rates
    return (
        rates and rates.due,
        rates and rates.scored,
        rates and _share(rates.scored, rates.due, digits.rate, digits.rate_mode),
        printed.mean,
        shown_share(printed.pass_rate),
        shown_share(printed.excellent_rate),
        shown_share(printed.low_rate),
        printed.composite,
    )


SHEETS: Final = {Level.SCHOOL: "学校排名", Level.CLASS: "班级排名"}
RANKINGS_FIGURES: Final = ("综合分", "名次")
RANKINGS_ATTENDANCE: Final = ("应考人次", "实考人次", "参考率")
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
    keys = [
        "名次",
        *(column.title for column in names),
        "总评",
        "距第一",
        *RANKINGS_ATTENDANCE,
        *extra,
    ]
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
    return Block(keys, subjects, RANKINGS_FIGURES, body)


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


SHEET: Final = "四率统计"
COLUMNS: Final = (*FIGURES, "名次")
_SUBJECTS_ON_ONE: Final = 2
_SUBJECTS_A_PAGE: Final = 2
_SCALE: Final = 70
"""Up to two subjects are fitted onto one page; of more, two a page stay readable."""
_WIDTHS: Final = (6, 6, *[8.5] * 6, 6)
"""Of `COLUMNS`: numbers of pupils and places are short."""


def rates_table(results: Sequence[GroupResult], digits: Digits, *, title: str, note: str) -> Table:
    """
    Return the sheet of mean and rates (四率统计表).

    Grades with the same subjects stand under one two-row header; others follow in a block of
    their own.

    Args:
        results: of any levels, in the order they are to stand.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title, e.g. which pupils count.
    """
    rows = pivot(results)
    names = names_of(rows)
    parts = [_rates_block(block, names, digits) for block in blocks(rows)]
    keys, most = len(names), max((len(part.subjects) for part in parts), default=0)
    first_page = keys + len(COLUMNS) * (most if most <= _SUBJECTS_ON_ONE else _SUBJECTS_A_PAGE)
    stack = stacked(parts, title, note, first_page)
    return Table(
        SHEET,
        stack.rows,
        widths=[*key_widths(parts), *_WIDTHS * most],
        merges=stack.merges,
        freeze=(stack.repeated + 1, keys),
        print_setup=_print_setup(keys, most, stack.repeated),
    )


def _print_setup(keys: int, subjects: int, repeated: int) -> PrintSetup:
    if subjects <= _SUBJECTS_ON_ONE:
        return PrintSetup(Orientation.LANDSCAPE, title_rows=(0, repeated))
    starts = range(_SUBJECTS_A_PAGE, subjects, _SUBJECTS_A_PAGE)
    return PrintSetup(
        Orientation.LANDSCAPE,
        title_rows=(0, repeated),
        title_columns=(0, keys - 1),
        column_breaks=[keys + number * len(COLUMNS) for number in starts],
        scale=_SCALE,
    )


def _rates_block(groups: Sequence[PivotRow], names: Sequence[Names], digits: Digits) -> Block:
    subjects = subjects_of(groups)
    styles = (CENTER,) * len(names) + (*figure_styles(digits), CENTER) * len(subjects)
    body = [
        Row((*(column.of(row) for column in names), *_figures(row, subjects, digits)), styles)
        for row in groups
    ]
    return Block([column.title for column in names], subjects, COLUMNS, body)


def _figures(row: PivotRow, subjects: Sequence[str], digits: Digits) -> list[Value]:
    values: list[Value] = []
    for subject in subjects:
        result = row.subjects.get(subject)
        values += (
            [None] * len(COLUMNS)
            if result is None
            else (*figure_values(result, digits), shown_rank(result.rank))
        )
    return values


TEACHERS_SHEET: Final = "教师排名"
TEACHERS_COLUMNS: Final = ("考试", "年级", "学科", "名次", "教师", "学校", *FIGURES, "距第一")
_HEADER_ROWS: Final = 3
_NAMED: Final = 6
_TEACHERS_WIDTHS: Final = (7, 7, *[9] * 7)
"""Of the figures and the gap: numbers of pupils are short."""


def teachers_table(
    results: Sequence[GroupResult], digits: Digits, *, title: str, note: str
) -> Table:
    """
    Return the ranking of teachers (教师排名表), a line a teacher and subject.

    Args:
        results: at teacher level, ranked.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title.
    """
    width = len(TEACHERS_COLUMNS)
    styles = _styles(digits)
    body = [Row(_values(result, digits), styles) for result in sorted(results, key=_teachers_place)]
    names = zip(TEACHERS_COLUMNS[:_NAMED], *(row.values[:_NAMED] for row in body), strict=True)
    return Table(
        TEACHERS_SHEET,
        [title_row(title, width), note_row(note, width), header_row(TEACHERS_COLUMNS), *body],
        widths=[*map(fitted, names), *_TEACHERS_WIDTHS],
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, _NAMED - 1),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
    )


def _teachers_place(result: GroupResult) -> tuple[str, tuple[int, str], str, bool, Rank]:
    rank = result.rank
    grade = grade_place(result.group.grade)
    return exam_of(result), grade, result.subject, rank is None, rank or 0


def _styles(digits: Digits) -> tuple[Style, ...]:
    return (*(CENTER,) * _NAMED, *figure_styles(digits), score_style(digits.composite))


def _values(result: GroupResult, digits: Digits) -> tuple[Value, ...]:
    group = result.group
    return (
        exam_of(result),
        group.grade,
        result.subject,
        shown_rank(result.rank),
        group.teacher,
        group.school,
        *figure_values(result, digits),
        result.gap_to_first,
    )
