"""Mean, rates and places of groups: the sheets 四率统计, 学校排名, 班级排名 and 教师排名.

Each is a section an exam and grade (`reports.figure_pages`). `rates_json` gives the same figures
as plain values, rounded once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.tables import (
    PLAIN,
    Chart,
    ChartKind,
    Highlight,
    Orientation,
    Series,
    Style,
    Table,
    Value,
)
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level, class_called
from xl_quality.core.options import Digits, Extra
from xl_quality.core.ranking import Rank, RoundingMode, divide, rounded_figure
from xl_quality.core.school_terms import contest_words, grade_place
from xl_quality.reports.figure_pages import (
    Caption,
    FigureBlock,
    PivotRow,
    contests,
    figure_sheet,
    in_pages,
    names_of,
    pivot,
    shared_widths,
    subjects_of,
    tall,
)
from xl_quality.reports.frame import (
    ASIDE,
    CENTER,
    COUNT,
    HEADER_ROWS,
    PLACES_GAINED,
    Column,
    Frame,
    ListGroup,
    change_looks,
    grouped_sheet,
    listed,
    rate_style,
    score_style,
    shown_rank,
    shown_share,
    widths_of,
)
from xl_quality.reports.paper import ROW_HEIGHT, Laid, RowStack, is_worth_turning, widest

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.figures import GroupResult, PlaceChange, RelativeFigures
    from xl_quality.core.statistics import AllSubjects, Rates
    from xl_quality.reports.live_figures import LiveFigures

    _Figure = Callable[[GroupResult], Decimal | None]

_JSON_DECIMALS: Final = 6
_JSON_DIGITS: Final = Digits(mean=_JSON_DECIMALS, rate=_JSON_DECIMALS - 2, composite=_JSON_DECIMALS)
"""Decimals in JSON where nobody asked for others; places still go by the printed figures."""
RATES_SHEET: Final = "四率统计"
RANKING_SHEETS: Final = {Level.SCHOOL: "学校排名", Level.CLASS: "班级排名"}
TEACHERS_SHEET: Final = "教师排名"
_SUBJECTS_A_PAGE: Final = 2
"""With nine figures each; more would be printed too small to be read."""
_RANKED_A_PAGE: Final = 7  # Subjects in a ranking, with two figures each: as above
_MOST_FIGURES: Final = 20  # under the subjects of 四率统计 beside each other
_SCORE_WIDTH, _PLACE_WIDTH = 7, 5
_MOST_BARS: Final = 40  # groups in one chart: of a longer contest its top
_CHART_ROOM: Final = 228.0  # points under a contest that its chart covers, with a margin
_LEAST_BARS: Final = 2  # one group compares with nobody
_LEAST_CHART, _CHART_HEIGHT = 640, 288  # pixels
_CHART_TEXT: Final = 11  # points: a page of classes is printed at 73 percent
_BAR_PIXELS, _AXIS_PIXELS = 50, 56  # of a bar with "72.30" over it and a gap, and of the axis
_LONGEST_NAME, _NAME_HEAD, _NAME_TAIL = 14, 3, 7
"""Characters on an axis: longer names would leave no room for the bars."""
_PIXELS: Final = 7  # of a character of column width: Excel's count for its usual font


def rates_table(
    results: Sequence[GroupResult],
    digits: Digits,
    caption: Caption,
    live: LiveFigures | None = None,
    *,
    extras: Sequence[Extra] = (),
    dropped: bool = False,
) -> Table:
    """Return the sheet of mean and rates (四率统计表): schools, then classes, then all together.

    Args:
        results: by group and subject, ranked, of all levels that the sheet shows.
        digits: decimals of the printed figures.
        caption: what stands over the sheet and its sections.
        live: what makes figures formulas, None = they are values.
        extras: further figures beside the places.
        dropped: whether the lowest scores are left out (去尾), so that fewer count than have one.
    """
    rows = pivot(results)
    names = names_of(rows)
    place: Column[GroupResult] = Column("名次", _place_among_others, CENTER, 6)
    places = [place] if any(one.of > 1 for one in results) else []
    checks = live.columns if live else ()
    counted = figure_columns(digits, dropped=dropped)
    figures = (*counted, *places, *checks, *extra_columns(extras, digits))
    wholes = [
        FigureBlock(contest, _schools_together(own), names, figures, subjects_of(own))
        for contest, own in contests(rows).items()
    ]
    most = min(_SUBJECTS_A_PAGE, _MOST_FIGURES // len(figures))
    across, single = (
        [part for whole in wholes for part in in_pages(whole, room)] for room in (most, 1)
    )
    blocks, frozen = across, len(names)
    table, laid = figure_sheet(RATES_SHEET, blocks, caption, frozen=frozen)
    if tall(single):
        upright = Orientation.PORTRAIT
        turned = figure_sheet(RATES_SHEET, single, caption, frozen=frozen, lies=upright)
        if is_worth_turning(laid.breaks, turned[1].breaks):
            blocks, (table, laid) = single, turned
    return live.in_rates(table, blocks, laid) if live else table


def _schools_together(rows: Sequence[PivotRow]) -> list[list[PivotRow]]:
    """Return the groups as given, the classes of one school in one list."""
    return [list(own) for _, own in groupby(rows, lambda row: (row.group.level, row.group.school))]


def _place_among_others(result: GroupResult) -> int | Decimal | None:
    """Return the place; a group alone in its contest, e.g. all pupils, has none."""
    return shown_rank(result.rank) if result.of > 1 else None


def figure_columns(digits: Digits, *, dropped: bool = False) -> Sequence[Column[GroupResult]]:
    """Return the columns of one group's figures in one subject: who was due (应考) to 综合分.

    *Dropped*: with the number that mean and rates are divided by (去尾以后).
    """
    rate = rate_style(digits.rate)

    def attendance(result: GroupResult) -> Decimal | None:
        counts = result.rates
        return counts and attendance_share(counts.scored, counts.due, digits)

    counted: Column[GroupResult] = Column(
        "计算人数", lambda one: one.rates and one.rates.divisor, COUNT, 6
    )
    return (
        Column("应考", lambda one: one.rates and one.rates.due, COUNT, 6),
        Column("实考", lambda one: one.rates and one.rates.scored, COUNT, 6),
        Column("参考率", attendance, rate, 8),
        *([counted] if dropped else []),
        Column("平均分", lambda one: one.printed.mean, score_style(digits.mean), 8),
        Column("及格率", lambda one: shown_share(one.printed.pass_rate), rate, 8),
        Column("优秀率", lambda one: shown_share(one.printed.excellent_rate), rate, 8),
        Column("低分率", lambda one: shown_share(one.printed.low_rate), rate, 8),
        Column("综合分", lambda one: one.printed.composite, score_style(digits.composite), 8),
    )


def extra_columns(extras: Sequence[Extra], digits: Digits) -> list[Column[GroupResult]]:
    """Return the columns of further figures (附加指标), in their own order."""
    rate, score = rate_style(digits.rate), score_style(digits.mean)

    def t_score(one: GroupResult) -> Decimal | None:
        return one.relative and one.relative.t_score

    def share(which: Callable[[RelativeFigures], Decimal | None]) -> _Figure:
        return lambda one: one.relative and shown_share(which(one.relative))

    columns: dict[Extra, list[Column[GroupResult]]] = {
        Extra.T_SCORE: [Column("T分", t_score, score, 8)],
        Extra.OVER_MEAN: [Column("超均率", share(lambda own: own.over_mean), rate, 8)],
        Extra.CONTRIBUTION: [
            Column("优秀贡献率", share(lambda own: own.excellent), rate, 8),
            Column("及格贡献率", share(lambda own: own.passing), rate, 8),
        ],
    }
    return [column for extra in extras for column in columns[extra]]


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
    caption: Caption,
    *,
    charts: bool = False,
    all_subjects: Mapping[tuple[str, Group], AllSubjects] | None = None,
    live: LiveFigures | None = None,
    extras: Sequence[Extra] = (),
) -> Table:
    """Return the ranking of one level (排名表), the best of each contest first.

    Args:
        level: SCHOOL or CLASS.
        results: by group and subject, ranked.
        overall: a line a group over all subjects, ranked.
        digits: decimals of the printed figures.
        caption: what stands over the sheet and its sections.
        charts: whether a bar chart of the overall figures stands under each contest.
        all_subjects: pupils who pass or excel in all subjects, by exam and group; None leaves
            those columns out.
        live: what makes figures formulas, None = they are values.
        extras: further figures beside the places of the subjects.
    """
    rows = sorted(pivot(results, overall), key=_place)
    checks = live.columns if live else ()
    figures = _placed_figures(digits, extras)
    whole = [one for one in _whole(digits, all_subjects) if _tells(one, rows)]
    blocks = _ranked(rows, digits, figures, checks, whole)
    names = names_of(rows)
    drawn = [charts and _ends_contest(blocks, at) for at in range(len(blocks))]
    table, laid = figure_sheet(
        RANKING_SHEETS[level],
        blocks,
        caption,
        frozen=1 + len(names),
        rooms=[_CHART_ROOM * one for one in drawn],
    )
    if live is not None:
        table = live.in_ranking(table, blocks, laid)
    if not any(drawn):
        return table
    named = _named_aside(table, blocks, laid)
    shown = [
        _chart(blocks[at], at, laid, named, caption.heading(blocks[at].contest, "总评"))
        for at in range(len(blocks))
        if drawn[at]
    ]
    return named._replace(charts=shown)


def _ranked(
    rows: Sequence[PivotRow],
    digits: Digits,
    figures: Sequence[Column[GroupResult]],
    checks: Sequence[Column[PivotRow]],
    ends: Sequence[Column[PivotRow]],
) -> list[FigureBlock]:
    """Return the blocks of a ranking, its rows the best first.

    *checks* stand behind the totals, *ends* are the last columns before the subjects.
    """
    names, score = names_of(rows), score_style(digits.composite)
    first: Column[PivotRow] = Column(
        "名次", lambda row: shown_rank(row.overall and row.overall.rank), CENTER, _PLACE_WIDTH
    )
    wholes, laters = [], []
    for contest, own in contests(rows).items():
        total, *margins = _total(own, score)
        block = FigureBlock(contest, [[row] for row in own], (), figures, subjects_of(own))
        keys = [first, *names, total]
        more = [*margins, *checks, *_attendance(own, block.subjects, digits), *ends]
        wholes.append(block._replace(keys=[*keys, *more]))
        laters.append(block._replace(keys=[*keys, *checks]))
    rooms = _rooms(wholes, laters)
    return [
        part
        for whole, later in zip(wholes, laters, strict=True)
        for part in _in_parts(whole, later, rooms)
    ]


class _Rooms(NamedTuple):
    """How many subjects stand beside each other: of a whole contest, and in its parts."""

    whole: int
    first: int
    later: int


def _rooms(wholes: Sequence[FigureBlock], laters: Sequence[FigureBlock]) -> _Rooms:
    """Return how many subjects the paper holds where a ranking has the fewest parts.

    Args:
        wholes: the contests with all that stands before the subjects, as in their first part.
        laters: with what their further parts repeat of that.
    """
    figures = widths_of(wholes[0].figures)
    first, later = (
        shared_widths([one._replace(subjects=()) for one in own]) for own in (wholes, laters)
    )
    most, room = max(len(one.subjects) for one in wholes), widest(Orientation.LANDSCAPE)

    def holds(ahead: int, behind: int) -> bool:
        lines = first + figures * ahead, (later + figures * behind if behind else [])
        return sum(max(pair) for pair in zip_longest(*lines, fillvalue=0)) <= room

    def parts(rooms: tuple[int, int]) -> tuple[int, int]:
        ahead, behind = rooms
        return -(-(most - ahead) // behind), abs(ahead - behind)

    whole = max((n for n in range(most + 1) if holds(n, 0)), default=0)
    pairs = [(n, m) for n in range(whole + 1) for m in range(1, most + 1) if holds(n, m)]
    return _Rooms(whole, *min(pairs, key=parts, default=(0, 1)))


def _in_parts(whole: FigureBlock, later: FigureBlock, rooms: _Rooms) -> list[FigureBlock]:
    """Return a contest, or its parts under one another, each complete in itself."""
    subjects = whole.subjects
    if len(subjects) <= rooms.whole:
        return [whole]
    rest = later._replace(subjects=subjects[rooms.first :])
    return [whole._replace(subjects=subjects[: rooms.first]), *in_pages(rest, rooms.later)]


def _placed_figures(digits: Digits, extras: Sequence[Extra]) -> Sequence[Column[GroupResult]]:
    """Return the columns of one subject in a ranking."""
    score = score_style(digits.composite)
    return (
        Column("综合分", lambda one: one.printed.composite, score, _SCORE_WIDTH),
        Column("名次", lambda one: shown_rank(one.rank), CENTER, _PLACE_WIDTH),
        *extra_columns(extras, digits),
    )


def _ends_contest(blocks: Sequence[FigureBlock], at: int) -> bool:
    """Tell whether a block is the last part of a contest in which several compare."""
    last = at + 1 == len(blocks) or blocks[at + 1].contest != blocks[at].contest
    overall = (row.overall for rows in blocks[at].together for row in rows)
    bars = [one for one in overall if one and one.printed.composite is not None]
    return last and len(bars) >= _LEAST_BARS


def _place(row: PivotRow) -> tuple[bool, Rank]:
    rank = row.overall and row.overall.rank
    return rank is None, rank or 0


def _total(rows: Sequence[PivotRow], score: Style) -> list[Column[PivotRow]]:
    """Return 总评 and what is missing to the first and to the next better place."""
    margins: dict[int, Decimal] = {}
    better: Decimal | None = None
    above: Decimal | None = None
    for row in rows:  # the best first
        own = row.overall and row.overall.printed.composite
        if own is None:
            continue
        if above is not None and own < above:
            better = above
        if better is not None:
            margins[id(row)] = better - own
        above = own
    return [
        Column("总评", lambda row: row.overall and row.overall.printed.composite, score, 7),
        Column("距第一", lambda row: row.overall and row.overall.gap_to_first, score, 7),
        Column("距前一名", lambda row: margins.get(id(row)), score, 6),
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
        Column("应考人次", lambda row: counts.get(id(row), (None, None))[0], COUNT, 6),
        Column("实考人次", lambda row: counts.get(id(row), (None, None))[1], COUNT, 6),
        Column("参考率", share, rate_style(digits.rate), 8),
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
        Column("全科合格率", lambda row: share(row, lambda own: own.passing), rate, 8),
        Column("全科优秀率", lambda row: share(row, lambda own: own.excellent), rate, 8),
    ]


def _tells(column: Column[PivotRow], rows: Sequence[PivotRow]) -> bool:
    """Say whether a column has a figure: of one subject there is no rate of all."""
    return column.value is not None and any(column.value(row) is not None for row in rows)


def _chart(block: FigureBlock, number: int, laid: Laid, table: Table, title: str) -> Chart:
    """Draw the overall figures of a contest under it; one of several pages shows its first.

    Args:
        block: the contest.
        number: of its section.
        laid: where its rows came to stand.
        table: the sheet, the names for the axis beside what is printed.
        title: over it.
    """
    total = [key.title for key in block.keys].index("总评")
    first, last = laid.run(number, min(len(block.together), _MOST_BARS))
    aside = len(table.widths)
    series = Series("总评", (first, aside, last, aside), (first, total, last, total))
    anchor = (laid.places[number, len(block.together)][0], 0)
    bars, of = last - first + 1, len(block.together)
    title += f"（前{bars}个，共{of}个）" * (bars < of)
    page = int(sum(table.widths) * _PIXELS)
    wanted = _AXIS_PIXELS + bars * _BAR_PIXELS
    width = min(max(_LEAST_CHART, wanted), page)
    labels = block.keys[total].style.number_format if width >= wanted else ""
    size = width, _CHART_HEIGHT
    return Chart(
        *(ChartKind.COLUMN, title, [series], anchor), *size, labels=labels, text=_CHART_TEXT
    )


def _named_aside(table: Table, blocks: Sequence[FigureBlock], laid: Laid) -> Table:
    """Return the sheet with what charts call its groups, in the column behind what is printed.

    A class alone is called like those of other schools, and 7, 1, 13 looks like a scale.
    """
    aside = len(table.widths)
    rows = list(table.rows)
    for number, block in enumerate(blocks):
        called = [_called(row.group) for together in block.together for row in together]
        for piece, name in enumerate(_on_axis(called)):
            at = laid.places[number, piece][0]
            values = (*rows[at].values, *[None] * (aside - len(rows[at].values)), name)
            styles = (*rows[at].styles, *[PLAIN] * (aside - len(rows[at].styles)), ASIDE)
            rows[at] = rows[at]._replace(values=values, styles=styles)
    setup = table.print_setup._replace(area=(0, 0, len(rows) - 1, aside - 1))
    return table._replace(rows=rows, print_setup=setup)


def _called(group: Group) -> str:
    """Return how the axis of a chart names a group: its grade stands over the chart.

    >>> from xl_quality.core.groups import Group, Level
    >>> [_called(Group(Level.CLASS, school, "六年级", "7")) for school in ("青山小学", "")]
    ['青山小学7班', '7班']
    """
    return f"{group.school}{class_called(group.class_name)}"


def _on_axis(names: Sequence[str]) -> Sequence[str]:
    """Return names as the axis of a chart has room for them; the table over it has them whole.

    >>> _on_axis(["青石县民族团结九年一贯制寄宿学校2班", "青石县第一小学1班"])
    ['青石县…制寄宿学校2班', '青石县第一小学1班']
    >>> _on_axis(["西河省东山市石桥小学附属教学点", "西河省东山市白水小学附属教学点"])
    ['…石桥小学附属教学点', '…白水小学附属教学点']
    """
    long = [name for name in names if len(name) > _LONGEST_NAME]
    columns = enumerate(zip(*long, strict=False))
    shared = next((at for at, own in columns if len({*own}) > 1), 0)  # a place that all begin with
    short = list(names)
    for at, name in enumerate(names):
        if len(name) > _LONGEST_NAME:
            own = name[shared:]
            whole = len(own) < _LONGEST_NAME
            short[at] = f"…{own}" if whole else f"{own[:_NAME_HEAD]}…{own[-_NAME_TAIL:]}"
    return short if len({*short}) == len({*names}) else names


class _TeacherRow(NamedTuple):
    """A teacher's result, and what changed since the earlier exam, None = nothing compares."""

    result: GroupResult
    move: PlaceChange | None = None


def _teacher_columns(
    digits: Digits, extras: Sequence[Extra], *, dropped: bool
) -> Sequence[Column[GroupResult]]:
    name = CENTER._replace(wrap=True)  # a long one goes in several lines
    return (
        Column("名次", lambda one: shown_rank(one.rank), CENTER, 6),
        Column("教师", lambda one: one.group.teacher, name, 12),
        Column("学校", lambda one: one.group.school, name, 20),
        *figure_columns(digits, dropped=dropped),
        Column("距第一", lambda one: one.gap_to_first, score_style(digits.composite), 8),
        *extra_columns(extras, digits),
    )


def _of_result(column: Column[GroupResult]) -> Column[_TeacherRow]:
    value = column.value
    return Column(
        column.title,
        None if value is None else lambda row: value(row.result),
        column.style,
        column.width,
        column.stretches,
    )


_GAINED: Final = "名次进退"
NEW: Final = "新"
"""In place of the last place: the earlier exam does not know the teacher in this subject."""


def _move_columns(digits: Digits) -> Sequence[Column[_TeacherRow]]:
    """Return last place, places gained, and change of the composite."""

    def previous(row: _TeacherRow) -> Value:
        if row.move is not None and row.move.new:
            return NEW
        return row.move and shown_rank(row.move.previous_rank)

    return (
        Column("上次名次", previous, CENTER, 6),
        Column(
            _GAINED, lambda row: row.move and shown_rank(row.move.rank_change), PLACES_GAINED, 6
        ),
        Column(
            "综合分增减",
            lambda row: row.move and row.move.composite_change,
            score_style(digits.composite, signed=True),
            7,
        ),
    )


def teachers_table(
    results: Sequence[GroupResult],
    digits: Digits,
    *,
    title: str,
    unit: str,
    moves: Sequence[PlaceChange | None] | None = None,
    extras: Sequence[Extra] = (),
    full_of: Callable[[Sequence[GroupResult]], str] | None = None,
    dropped: bool = False,
    exam_of: Callable[[str], str] = str,
) -> Table:
    """Return the ranking of teachers (教师排名表), a group an exam, grade and subject.

    Args:
        results: by teacher and subject, ranked.
        digits: decimals of the printed figures.
        title: over the sheet.
        unit: the line under the title.
        moves: what changed since an earlier exam, parallel to the results; None leaves the columns
            out.
        extras: further figures beside the places.
        full_of: tells the full mark of results of one subject, for the heading of their group.
        dropped: as in `rates_table`.
        exam_of: tells what sheets call an exam.
    """
    columns = [
        *map(_of_result, _teacher_columns(digits, extras, dropped=dropped)),
        *(() if moves is None else _move_columns(digits)),
    ]
    rows = list(map(_TeacherRow, results, moves or [None] * len(results)))
    exams = list(dict.fromkeys(one.exam for one in results))
    subjects = list(dict.fromkeys(one.subject for one in results))

    def place(row: _TeacherRow) -> tuple[int, tuple[int, str], int, bool, Rank]:
        one = row.result
        exam, subject = exams.index(one.exam), subjects.index(one.subject)
        return exam, grade_place(one.group.grade), subject, one.rank is None, one.rank or 0

    contests_of = grouped(
        sorted(rows, key=place),
        lambda row: (row.result.exam_name, row.result.group.grade, row.result.subject),
    )
    groups = []
    for (exam, *contest), own in contests_of.items():
        full = f"（{full_of([row.result for row in own])}）" if full_of else ""
        heading = "　".join(contest_words(exam_of(exam), *contest)) + full
        lines = listed(own, columns, least=ROW_HEIGHT)
        groups.append(ListGroup(heading, [RowStack([row]) for row in lines]))
    across = moves is not None or bool(extras)  # upright they would be printed too small
    frame = Frame(TEACHERS_SHEET, columns, title, keys=2, landscape=across, confidential=True)
    table = grouped_sheet(frame, unit, groups)
    return table._replace(highlights=_gains(table, columns)) if moves else table


def _gains(table: Table, columns: Sequence[Column[_TeacherRow]]) -> list[Highlight]:
    """Return the colours of places gained and lost, for all rows under the titles."""
    at = [column.title for column in columns].index(_GAINED)
    return change_looks((HEADER_ROWS, at, len(table.rows) - 1, at))


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
            **({} if one.relative is None else _beside_all(one.relative)),
        }
        for one in results
    ]


def _beside_all(own: RelativeFigures) -> dict[str, float | None]:
    """Return figures beside everybody, as they are printed; shares where they are percentages."""
    shares = {
        "over_mean": own.over_mean,
        "excellent_contribution": own.excellent,
        "passing_contribution": own.passing,
    }
    t_score = None if own.t_score is None else float(own.t_score)
    told = {name: shown_share(percent) for name, percent in shares.items()}
    return {
        "t_score": t_score,
        **{name: None if share is None else float(share) for name, share in told.items()},
    }


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
    return None if figure is None else float(rounded_figure(figure, digits, mode))


def _json_place(rank: Rank | None) -> int | float | None:
    return rank if rank is None or isinstance(rank, int) else float(rank)
