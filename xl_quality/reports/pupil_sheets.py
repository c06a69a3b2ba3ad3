"""Lists of pupils by name: 学生总表, 学生进退步, 偏科 and how many each class has (偏科统计).

All are lists under an auto-filter, by school and class as the score sheets have them, and 内部资料.
A county has 50,000 pupils: rows are made column by column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, repeat
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from xl_quality.books.tables import Orientation, RowBlock, RowList, Style, Table, Value
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Level
from xl_quality.core.marks import NOT_DUE, POINT, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.pupils import Compared, Lopsided, PupilContest, Unmatched
from xl_quality.core.ranking import divide, rounded_figure
from xl_quality.core.school_terms import contest_words
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    HEADER_ROWS,
    NUMBER,
    PLACES_GAINED,
    TEXT,
    Column,
    Frame,
    change_looks,
    filtered_list,
    fitted,
    name_width,
    rate_style,
    score_style,
    shown_rank,
    sign_off,
    wide,
    widths_of,
    wrapped_height,
)
from xl_quality.reports.paper import widest
from xl_quality.reports.unit_columns import (
    ColumnGroup,
    FigureColumn,
    UnitBlock,
    UnitRow,
    unit_sheet,
)

if TYPE_CHECKING:
    from decimal import Decimal


T = TypeVar("T")
PUPILS_SHEET: Final = "学生总表"
GAINS_SHEET: Final = "学生进退步"
LOPSIDED_SHEET: Final = "偏科"
COUNTS_SHEET: Final = "偏科统计"
_LEVELS: Final = {Level.CLASS: "班", Level.SCHOOL: "校", Level.ALL: "全体"}
_WHY_NOT: Final = {
    Unmatched.NOT_THERE: "上次没有",
    Unmatched.NAMESAKE: "同班有同名的，没有与上次比",
    Unmatched.OTHER_NAME: "上次同学号的是别的姓名，没有比",
    Unmatched.OTHER_ID: "上次同班同名的是别的学号，没有比",
}
PAGE_WIDTH: Final = 82.0
"""In characters, of a page held upright at full size."""
_ONE_DECIMAL: Final = 1
_PLACE: Final = 6.0  # width of a place: five digits, its title in two lines
_SUBJECT: Final = 7.0  # most of a subject's width: 道德与法治 goes in two lines
_SCHOOL: Final = "学校"
_KEY_TITLES: Final = ("考试", "年级", "学校", "班级", "姓名")
_GRADE, _CLASS = 2, 4  # how many of exam, grade, school, class begin a line and tell its grade
_LOW_ROW: Final = 14.0  # Points of a row: a class of forty stands on one page
_NARROW_REMARK, _WIDE_REMARK = 10.0, 18.0
"""A longer remark makes its row higher; it is narrower where the list then fits upright."""


class ListHeading(NamedTuple):
    """What a sheet is called and what stands over its rows: name, title, unit line and notes."""

    sheet: str
    title: str
    unit: str


class _Filled(NamedTuple):
    """A column of a list and what stands in it, parallel to the pupils."""

    column: Column[Any]  # title, look, width
    values: Sequence[Value]  # a cell a pupil
    change: bool = False  # whether they are places gained, red where above 0 and green where below


def by_class(table: ScoreTable) -> dict[tuple[str, str], list[int]]:
    """Return the pupils of each school and class, schools and classes as the sheet has them."""
    homes = list(zip(table.schools, table.classes, strict=True))
    schools = {school: n for n, school in enumerate(dict.fromkeys(table.schools))}
    found = grouped(range(len(homes)), homes.__getitem__)
    return dict(sorted(found.items(), key=lambda item: schools[item[0][0]]))


def decimals_of(column: SubjectColumn) -> int:
    """Return how many decimals (0 to 2) the marks of a subject need."""
    scores = {mark for mark in set(column.marks) if type(mark) is int}
    if not any(score % POINT for score in scores):
        return 0
    return 2 if any(score % 10 for score in scores) else _ONE_DECIMAL


@lru_cache(maxsize=50_000)
def points_of(score: int, digits: int) -> Decimal:
    """Return hundredths of a point as points; marks of a county are the same few thousand."""
    return divide(score, POINT, digits)


def remark_of(mark: Remark) -> str | None:
    """Return what stands in place of a mark: 缺考, 免考 …, — where the subject is not taken."""
    if mark is NOT_DUE:
        return "—"
    plain = mark.state in {State.ABSENT, State.INVALID}
    return (mark.state.value if plain else mark.text) or None


def shown_marks(column: SubjectColumn, digits: int) -> list[Value]:
    """Return the marks of a subject as cells hold them."""
    shown: list[Value] = [
        points_of(mark, digits) if type(mark) is int else None for mark in column.marks
    ]
    for pupil in column.remarks:
        mark = column.marks[pupil]
        shown[pupil] = remark_of(mark) if isinstance(mark, Remark) else None
    return shown


def pupils_table(contest: PupilContest, against: Compared | None, heading: ListHeading) -> Table:
    """Return the list of all pupils of a grade in an exam (学生总表), the best of a class first.

    Args:
        contest: pupils, totals, places.
        against: the earlier exam; None leaves the changes out.
        heading: what it is called.
    """
    table, totals = contest.table, full_totals(contest)
    columns = [*_names(table), *_subjects(table)]
    digits = max(map(decimals_of, table.subjects.values()), default=0)
    if len(table.subjects) > 1:
        sums = [None if one is None else points_of(one, digits) for one in totals]
        columns.append(_Filled(Column("总分", None, score_style(digits), 8), sums))
    for level in _levels(contest):
        places = contest.places[level]
        name, shown = _LEVELS[level], list(map(shown_rank, places))
        columns.append(_Filled(Column(f"{name}名次", None, CENTER, _PLACE), shown))
        if against is not None and level in against.changes:
            gained = list(map(shown_rank, against.changes[level]))
            column: Column[Any] = Column(f"{name}进退", None, PLACES_GAINED, _PLACE)
            columns.append(_Filled(column, gained, change=True))
    reasons = _reasons(contest, against)
    if reasons:
        said: list[Value] = [None] * len(totals)
        for pupil, reason in reasons.items():
            said[pupil] = reason
        rest = widest(Orientation.PORTRAIT) - sum(widths_of(one.column for one in columns))
        most = rest if _NARROW_REMARK <= rest < _WIDE_REMARK else _WIDE_REMARK
        width = fitted(set(reasons.values()), most=most)
        columns.append(_Filled(Column("备注", None, TEXT, width), said))
    columns = _roomy(columns)
    homes = by_class(table)
    order = [
        pupil
        for pupils in homes.values()
        for pupil in sorted(pupils, key=lambda one: (totals[one] is None, -(totals[one] or 0)))
    ]
    classes = [(school, len(pupils)) for (school, _), pupils in homes.items()]
    return _list(heading, columns, order, classes)


def _roomy(columns: list[_Filled]) -> list[_Filled]:
    """Return columns with titles of places in one line, unless paper would lie across for that."""
    wide_places = [
        one._replace(column=one.column._replace(width=fitted([one.column.title])))
        if one.column.width == _PLACE
        else one
        for one in columns
    ]
    narrow, roomy = (sum(widths_of(one.column for one in own)) for own in (columns, wide_places))
    upright, across = map(widest, (Orientation.PORTRAIT, Orientation.LANDSCAPE))
    return wide_places if roomy <= upright or upright < narrow <= roomy <= across else columns


def full_totals(contest: PupilContest) -> list[int | None]:
    """Return the totals that have a place; one of fewer subjects (免考) looks low."""
    ranked = list(zip(*contest.places.values(), strict=True))
    return [
        None if all(place is None for place in places) else total
        for total, places in zip(contest.totals.marks, ranked, strict=True)
    ]


def _levels(contest: PupilContest) -> list[Level]:
    """Return the levels that places are shown of.

    Of one school everybody is the school, and of schools of one class each the class is.
    """
    levels = list(contest.places)
    schools = set(contest.table.schools)
    classes = set(zip(contest.table.schools, contest.table.classes, strict=True))
    idle = {Level.ALL} if Level.SCHOOL in levels and len(schools) == 1 else set()
    if Level.CLASS in levels and len(classes) == len(schools):
        idle.add(Level.SCHOOL)
    return [level for level in levels if level not in idle]


def _names(table: ScoreTable) -> list[_Filled]:
    """Return the columns that name a pupil, as far as the sheets do."""
    fields = (
        ("学校", table.schools),
        ("班级", table.classes),
        ("姓名", table.names),
        (table.id_title, table.student_ids),
    )
    return [_Filled(_named(title, values), values) for title, values in fields if any(values)]


def _named(title: str, values: Iterable[Value]) -> Column[Any]:
    """Return a column of names; a long name, of a school most often, goes in several lines."""
    texts = {title, *values}
    width = name_width(texts) if title == _SCHOOL else fitted(texts)
    return Column(title, None, CENTER._replace(wrap=fitted(texts, most=inf) > width), width)


def _subjects(table: ScoreTable) -> list[_Filled]:
    filled = []
    for name, column in table.subjects.items():
        digits = decimals_of(column)
        shown = shown_marks(column, digits)
        words = {one for one in {shown[pupil] for pupil in column.remarks} if one}
        width = max(min(fitted([name]), _SUBJECT), fitted(words, least=7))
        filled.append(_Filled(Column(name, None, score_style(digits), width), shown))
    return filled


def _reasons(contest: PupilContest, against: Compared | None) -> dict[int, str]:
    """Return why pupils have no place, or no change, in words."""
    found: dict[int, list[str]] = {}
    for pupil, subjects in _lacking(contest.table).items():
        kinds = set(subjects.values())
        if len(subjects) == len(contest.table.subjects) > 1 and len(kinds) == 1:
            found[pupil] = [f"各科{kinds.pop()}"]
        else:
            found[pupil] = ["、".join(name + word for name, word in subjects.items())]
    if not contest.held:
        places = contest.places[Level.ALL]
        for pupil, (total, place) in enumerate(zip(contest.totals.marks, places, strict=True)):
            if total is not None and place is None and pupil not in found:
                found.setdefault(pupil, []).append("科目与多数学生不同，不排全体名次")
    if against is not None:
        earlier = against.before.places[Level.ALL]
        for pupil, other in enumerate(against.matches):
            if isinstance(other, Unmatched):
                found.setdefault(pupil, []).append(_WHY_NOT[other])
            elif earlier[other] is None and not contest.held:
                found.setdefault(pupil, []).append("上次没有名次")
    return {pupil: "；".join(words) for pupil, words in found.items()}


def _lacking(table: ScoreTable) -> dict[int, dict[str, str]]:
    """Return what stands in place of marks by pupil and subject; 未选考 needs no word."""
    found: dict[int, dict[str, str]] = {}
    for name, column in table.subjects.items():
        for pupil in column.remarks:
            mark = column.marks[pupil]
            if mark is not NOT_DUE and isinstance(mark, Remark):
                word = "空白" if mark.state is State.BLANK else remark_of(mark)
                found.setdefault(pupil, {})[name] = word or mark.state.value
    return found


def _list(
    heading: ListHeading,
    columns: Sequence[_Filled],
    order: Sequence[int],
    classes: Sequence[tuple[str, int]],
) -> Table:
    """Return a list under a filter, the things in an order, by class: school and number each."""
    styles = tuple(one.column.style for one in columns)
    if len(order) > 1:
        pick = itemgetter(*order)
        chosen = [pick(one.values) for one in columns]
    else:
        chosen = [tuple(one.values[number] for number in order) for one in columns]
    own = _widened([one.column for one in columns])
    wrapped = own[-1].style.wrap
    heights = [_height(one, own[-1]) for one in chosen[-1]] if wrapped else None
    for column, values in zip(own, chosen, strict=True):
        if column.title in _KEY_TITLES and column.style.wrap:
            known = {value: _height(value, column) for value in set(values)}
            heights = [
                max(known[value], high)
                for value, high in zip(values, heights or repeat(_LOW_ROW), strict=False)
            ]
    rows = _in_blocks(chosen, styles, heights or [_LOW_ROW] * len(order))
    frame = _frame(heading, own, _keys(own))
    end = wide(sign_off(), widths_of(own))
    sheet = filtered_list(frame, heading.unit, rows, end, classes=classes)
    changes = [at for at, one in enumerate(columns) if one.change]
    return _coloured(sheet, changes, len(rows))


def _in_blocks(
    columns: Sequence[Sequence[Value]], styles: Sequence[Style], heights: Sequence[float]
) -> RowList:
    """Return the rows of a list, those of one height that stand together as a block."""
    blocks, first = [], 0
    for height, own in groupby(heights):
        last = first + sum(1 for _ in own)
        blocks.append(RowBlock([one[first:last] for one in columns], styles, height))
        first = last
    return RowList(blocks)


def _height(text: Value, column: Column[Any]) -> float:
    """Return how high a row is for a text in it: a remark at its end, or a long name."""
    if text is None:
        return _LOW_ROW
    return wrapped_height([text], [column.width or 0], _LOW_ROW)


def _frame(heading: ListHeading, columns: Sequence[Column[T]], keys: int) -> Frame[T]:
    """Return the frame of a list, across where it would be printed too small upright."""
    across = sum(widths_of(columns)) > widest(Orientation.PORTRAIT)
    return Frame(
        heading.sheet, columns, heading.title, keys=keys, landscape=across, confidential=True
    )


def _widened(columns: Sequence[Column[T]]) -> list[Column[T]]:
    """Return columns that fill a page held upright: title and signatures need its width."""
    widths = widths_of(columns)
    factor = max(1, PAGE_WIDTH / sum(widths))
    return [
        column._replace(width=round(width * factor, 1))
        for column, width in zip(columns, widths, strict=True)
    ]


def _keys(columns: Sequence[Column[Any]]) -> int:
    """Return how many columns stay in view: up to the name."""
    titles = [column.title for column in columns]
    return titles.index("姓名") + 1 if "姓名" in titles else 0


def _coloured(table: Table, columns: Sequence[int], rows: int) -> Table:
    """Return a list whose gains are red and losses green in some columns."""
    if not rows:
        return table
    areas = [(HEADER_ROWS, column, HEADER_ROWS + rows - 1, column) for column in columns]
    looks = [look for area in areas for look in change_looks(area)]
    return table._replace(highlights=looks)


# --- 学生进退步 ----------------------------------------------------------------------------------


def gains_table(pairs: Sequence[tuple[PupilContest, Compared]], heading: ListHeading) -> Table:
    """Return the pupils with a place in both exams (学生进退步), those of a class by their gain.

    Args:
        pairs: contests with the earlier exam each.
        heading: what it is called.
    """
    lines = [line for contest, against in pairs for line in _gains(contest, against)]
    titles = _key_titles([contest for contest, _ in pairs])
    columns = [
        _Filled(_named(title, values), values)
        for number, title in enumerate(titles)
        if _tells(values := [line[number] for line in lines], title)
    ]
    for number, title in enumerate(_PLACES_THEN_AND_NOW, len(titles)):
        values = [line[number] for line in lines]
        if any(value is not None for value in values):
            gained = (number - len(titles)) % 3 == 2  # noqa: PLR2004 - then, now, gained
            look = PLACES_GAINED if gained else CENTER
            columns.append(_Filled(Column(title, None, look, 12), values, change=gained))
    return _list(heading, columns, range(len(lines)), _parted(lines, _CLASS))


def _key_titles(contests: Sequence[PupilContest]) -> tuple[str, ...]:
    """Return the titles over who a pupil is; the number is called as the sheets do if all agree."""
    called = {one.table.id_title for one in contests}
    return (*_KEY_TITLES, called.pop() if len(called) == 1 else "学号")


def _parted(lines: Sequence[tuple[Value, ...]], by: int) -> list[tuple[str, int]]:
    """Return number of lines of each class, or grade, and what it belongs to, e.g. its school.

    The lines begin with exam, grade, school, class, of which the first *by* tell the parts.
    """
    parts = groupby(lines, lambda line: line[:by])
    return [(str(home[:-1]), len(list(own))) for home, own in parts]


_PLACES_THEN_AND_NOW: Final = (
    *("上次全体名次", "本次全体名次", "全体进退"),
    *("上次班名次", "本次班名次", "班进退"),
)


def _tells(values: Sequence[Value], title: str) -> bool:
    """Say whether a column tells anything; the exam does where there are several."""
    return len(set(values)) > 1 if title == "考试" else any(values)


def _gains(contest: PupilContest, against: Compared) -> list[tuple[Value, ...]]:
    table = contest.table
    lines: list[tuple[Value, ...]] = []
    gained = against.changes[Level.ALL]
    places = {level: _then_and_now(level, contest, against) for level in (Level.ALL, Level.CLASS)}
    for pupils in by_class(table).values():
        moved = [pupil for pupil in pupils if gained[pupil] is not None]
        for pupil in sorted(moved, key=lambda one: -(gained[one] or 0)):
            names = (table.schools, table.classes, table.names, table.student_ids)
            own = tuple(values[pupil] or None for values in names)
            lines.append(
                (
                    *(contest.exam, contest.grade or None, *own),
                    *places[Level.ALL][pupil],
                    *places[Level.CLASS][pupil],
                )
            )
    return lines


def _then_and_now(
    level: Level, contest: PupilContest, against: Compared
) -> list[tuple[Value, Value, Value]]:
    """Return both places of each pupil and what was gained, where both are in the same group."""
    nothing: tuple[Value, Value, Value] = (None, None, None)
    if level not in against.changes:
        return [nothing] * len(against.matches)
    places, earlier = contest.places[level], against.before.places[level]
    return [
        nothing
        if gained is None or isinstance(other, Unmatched)
        else (shown_rank(earlier[other]), shown_rank(place), shown_rank(gained))
        for place, other, gained in zip(
            places, against.matches, against.changes[level], strict=True
        )
    ]


# --- 偏科 ----------------------------------------------------------------------------------------


class Uneven(NamedTuple):
    """A contest and its pupils with a subject far behind their total."""

    contest: PupilContest
    found: Sequence[Lopsided]


def lopsided_table(parts: Sequence[Uneven], heading: ListHeading) -> Table:
    """Return the pupils with a subject far behind (偏科), a line a subject, by class.

    Args:
        parts: by exam and grade; somebody is found in one of them.
        heading: what it is called.
    """
    lines = [line for part in parts for line in _uneven(part)]
    columns = []
    keys = [(title, CENTER, 0.0) for title in _key_titles([part.contest for part in parts])]
    for number, (title, style, width) in enumerate((*keys, *_UNEVEN_COLUMNS)):
        values = [line[number] for line in lines]
        if width:
            columns.append(_Filled(Column(title, None, style, width), values))
        elif _tells(values, title):
            columns.append(_Filled(_named(title, values), values))
    return _list(heading, columns, range(len(lines)), _parted(lines, _GRADE))


_UNEVEN_COLUMNS: Final[Sequence[tuple[str, Style, float]]] = (
    ("总分名次", NUMBER, 10),
    ("偏科学科", CENTER, 14),
    ("该科分数", CENTER, 10),
    ("该科名次", NUMBER, 10),
    ("靠后名次", NUMBER, 10),
    ("比较人数", COUNT, 10),
    ("靠后占比", rate_style(1), 10),
)


def _uneven(part: Uneven) -> list[tuple[Value, ...]]:
    contest, table = part.contest, part.contest.table
    lines: list[tuple[Value, ...]] = []
    own = grouped(part.found, lambda one: one.pupil)
    for pupils in by_class(table).values():
        found = [one for pupil in pupils for one in own.get(pupil, ())]
        for one in sorted(found, key=lambda one: -one.behind):
            column = table.subjects[one.subject]
            mark = column.marks[one.pupil]
            score = remark_of(mark) if isinstance(mark, Remark) else None
            names = (table.schools, table.classes, table.names, table.student_ids)
            lines.append(
                (
                    *(contest.exam, contest.grade or None),
                    *(values[one.pupil] or None for values in names),
                    *(shown_rank(one.total_place), one.subject),
                    score if score or isinstance(mark, Remark) else points_of(mark, 2).normalize(),
                    *(shown_rank(one.place), shown_rank(one.behind), one.of),
                    rounded_figure(Fraction(one.behind) / one.of, 3),
                )
            )
    return lines


class _ClassCount(NamedTuple):
    """How many pupils of a class, or of a school, lie far behind in a subject."""

    school: str
    class_name: str
    ranked: int
    uneven: int
    subjects: Mapping[str, int]


def counts_table(parts: Sequence[Uneven], heading: ListHeading) -> Table:
    """Return how many pupils of each class and school are uneven (偏科统计), and in what.

    Args:
        parts: by exam and grade, each under a heading of its own with its own subjects.
        heading: what it is called.
    """
    schools = any(any(part.contest.table.schools) for part in parts)
    blocks = [_counts_block(part, schools=schools) for part in parts]
    table, _ = unit_sheet(heading.sheet, blocks, title=heading.title, unit=heading.unit)
    return table._replace(confidential=True)


def _counts_block(part: Uneven, *, schools: bool) -> UnitBlock:
    """Return the counts of a grade; the rows of a school stand on one page.

    *schools* says whether the list has any: else no column is kept for them.
    """
    contest, counts = part.contest, _counts(part)
    subjects = list(contest.table.subjects)
    groups = [
        ColumnGroup(title, [FigureColumn(title, style)])
        for title, style in (("比较人数", COUNT), ("偏科人数", COUNT), ("占比", rate_style(1)))
    ]
    groups.append(ColumnGroup("各科偏科人数", [FigureColumn(name) for name in subjects]))
    by_school = grouped(counts, lambda one: one.school)
    rows = [
        [
            row._replace(names=row.names[not schools :])
            for row in _school_rows(school, own, subjects)
        ]
        for school, own in by_school.items()
    ]
    title = "　".join(contest_words(contest.exam, contest.grade))
    return UnitBlock(title, "", ("学校", "班级")[not schools :], groups, rows)


def _uneven_share(one: _ClassCount) -> Decimal | None:
    return divide(one.uneven, one.ranked, 3) if one.ranked else None


def _counts(part: Uneven) -> list[_ClassCount]:
    own = grouped(part.found, lambda one: one.pupil)
    places = part.contest.places[Level.ALL]
    found = []
    for (school, name), pupils in by_class(part.contest.table).items():
        weak = [pupil for pupil in pupils if pupil in own]
        subjects = Counter(one.subject for pupil in weak for one in own[pupil])
        ranked = sum(places[pupil] is not None for pupil in pupils)
        found.append(_ClassCount(school, name, ranked, len(weak), subjects))
    return found


def _school_rows(
    school: str, classes: Sequence[_ClassCount], subjects: Sequence[str]
) -> list[UnitRow]:
    """Return a school's classes and, of several, their sum."""
    rows = [_row(one, subjects) for one in classes]
    if len(classes) > 1:
        together: Counter[str] = Counter()
        for one in classes:
            together.update(one.subjects)
        ranked, uneven = sum(one.ranked for one in classes), sum(one.uneven for one in classes)
        total = _row(_ClassCount(school, "合计", ranked, uneven, together), subjects)
        rows.append(total._replace(stands_out=True))
    return rows


def _row(one: _ClassCount, subjects: Sequence[str]) -> UnitRow:
    found = (one.subjects.get(name) or None for name in subjects)
    return UnitRow(
        (one.school, one.class_name), (one.ranked, one.uneven, _uneven_share(one), *found)
    )
