"""Pupils one by one (学生): totals and their places, letter grades, uneven subjects, two exams.

Everything is about one contest: the pupils of one grade in one exam, in one table. Totals are whole
hundredths of a point. Pupils of two exams are matched by what both exams say, never by a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from enum import Enum, auto
from itertools import compress
from operator import add
from typing import Final, NamedTuple, cast

from xl_quality.core.findings import BadInputError, Kind, settings_row
from xl_quality.core.groups import Level, UnitKey, partition
from xl_quality.core.marks import NOT_DUE, Mark, Remark, ScoreTable, State
from xl_quality.core.options import (
    AbsentRule,
    Options,
    Thresholds,
    line_in_hundredths,
    line_text,
    points_text,
)
from xl_quality.core.ranking import Rank, TieRule, ranks

PLACE_LEVELS: Final = (Level.CLASS, Level.SCHOOL, Level.ALL)
"""What a pupil's total is ranked in: class, school, everybody of the contest."""


TOTAL: Final = "总分"  # What the line or section of all subjects together is called
_INCOMPLETE: Final = Remark(State.INVALID, "未考全")


class Totals(NamedTuple):
    """The totals (总分) of the pupils of a contest, parallel to its pupils."""

    # sum of the marks in hundredths, None where one is missing or in doubt or the pupil sits
    # nothing
    marks: Sequence[int | None]
    # sum of the full marks of the subjects that the pupil is due to sit, in hundredths: totals of
    # different sums do not compare
    due: Sequence[int]


def as_score(mark: Mark, absent: AbsentRule) -> int | None:
    """Return what a mark adds to a total: 作弊 is 0, 缺考 too where the office says so."""
    if not isinstance(mark, Remark):
        return mark
    zero = mark.state is State.CHEATED
    return 0 if zero or (mark.state is State.ABSENT and absent is AbsentRule.ZERO) else None


def is_left_out(mark: Mark) -> bool:
    """Say whether a pupil does not sit the subject at all: 未选考, 免考, 缓考."""
    return isinstance(mark, Remark) and (mark is NOT_DUE or mark.state is State.EXEMPT)


def totals_of(table: ScoreTable, options: Options, held: Collection[str] = ()) -> Totals:
    """Add up the marks of each pupil.

    Args:
        table: a contest.
        options: full marks, what absent pupils count as.
        held: subjects in doubt (满分、0分待核): while there are any nobody has a total.
    """
    size = len(table.rows)
    full = {
        subject: options.full_mark(subject, column.full_mark)
        for subject, column in table.subjects.items()
    }
    if held:
        return Totals([None] * size, [sum(full.values())] * size)
    sums: list[int] = [0] * size
    due = [sum(full.values())] * size
    lacking: set[int] = set()
    for subject, column in table.subjects.items():
        scores: list[int] = list(column.marks)  # type: ignore[arg-type]  # remarks go below
        for pupil in column.remarks:
            score = as_score(column.marks[pupil], options.absent)
            scores[pupil] = score or 0
            if score is None and is_left_out(column.marks[pupil]):
                due[pupil] -= full[subject]
            elif score is None:
                lacking.add(pupil)
        sums = list(map(add, sums, scores))
    marks: list[int | None] = list(sums)
    for pupil in lacking:
        marks[pupil] = None
    if not all(due):
        marks = [mark if whole else None for mark, whole in zip(marks, due, strict=True)]
    return Totals(marks, due)


Places = dict[Level, list["Rank | None"]]
"""Places by level, parallel to the pupils; a level that the sheets do not tell apart is missing."""


def places_of(table: ScoreTable, totals: Totals, ties: TieRule) -> Places:
    """Rank totals in class, school and contest (班、校、全体名次).

    In each group those are ranked whose subjects sum up to the same full mark as most pupils' do:
    who lacks a subject, or has one more, has no place among them.
    """
    found: Places = {}
    for level in PLACE_LEVELS:
        keys = _keys(table, level)
        if not any(keys):
            continue
        places: list[Rank | None] = [None] * len(keys)
        for members in partition(keys).split(range(len(keys))):
            figures = _comparable(members, totals)
            for pupil, place in zip(members, ranks(figures, ties), strict=True):
                places[pupil] = place
        found[level] = places
    return found


def _keys(table: ScoreTable, level: Level) -> list[UnitKey | None]:
    if level is Level.ALL:
        return [("", "", "")] * len(table.rows)
    schools, classes = table.schools, table.classes
    if level is Level.SCHOOL:
        return [(school, "", "") if school else None for school in schools]
    pairs = zip(schools, classes, strict=True)
    return [(school, "", name) if name else None for school, name in pairs]


def _comparable(pupils: Sequence[int], totals: Totals) -> list[int | None]:
    marks = [totals.marks[pupil] for pupil in pupils]
    due = Counter(
        totals.due[pupil] for pupil, mark in zip(pupils, marks, strict=True) if mark is not None
    )
    if len(due) < 2:  # noqa: PLR2004 - nearly always: one sum
        return marks
    usual = max(due, key=lambda whole: (due[whole], whole))
    return [
        mark if totals.due[pupil] == usual else None
        for pupil, mark in zip(pupils, marks, strict=True)
    ]


class TotalMarks(NamedTuple):
    """Totals as marks like those of a subject, so that all is counted of them likewise."""

    marks: Sequence[Mark]  # a mark a pupil: the total in hundredths of a point or why there is none
    # what a total is out of, by grade; a grade in which nobody has one has none
    full_marks: Mapping[str, int]


def total_marks(table: ScoreTable, options: Options) -> TotalMarks:
    """Return the totals that compare (总分): in each grade those of its most usual full mark.

    Args:
        table: the pupils of one exam, of one grade or several.
        options: full marks, what absent pupils count as.

    Returns:
        未考全 where a mark is missing, not due where a pupil's subjects are fewer or more.
    """
    totals = totals_of(table, options)
    grades = partition([("", grade, "") for grade in table.grades])
    marks: list[Mark] = [_INCOMPLETE if mark is None else mark for mark in totals.marks]
    full_marks: dict[str, int] = {}
    of_grades = grades.split(range(len(marks)))
    for (_, grade, _), members in zip(grades.groups, of_grades, strict=True):
        figures = _comparable(members, totals)
        for pupil, figure in zip(members, figures, strict=True):
            if figure is None and (totals.marks[pupil] is not None or not totals.due[pupil]):
                marks[pupil] = NOT_DUE
            elif figure is not None:
                full_marks[grade] = totals.due[pupil]
    return TotalMarks(marks, full_marks)


class PupilContest(NamedTuple):
    """The pupils of one grade in one exam, with their totals and places."""

    # exam, grade: which; the grade is ``""`` where the sheets do not say
    exam: str
    grade: str
    table: ScoreTable  # their marks, of this grade only
    # totals, places: as computed by `totals_of` and `places_of`
    totals: Totals
    places: Places
    held: Collection[str] = ()  # subjects in doubt, for which nobody has a total


# --- Letter grades -------------------------------------------------------------------------------

LETTERS: Final = "ABCDE"
LINES_CROSS: Final = Kind.error(
    "letter_lines_cross", "成绩条的等级线不是从高到低：{lines}", "{row}"
)


class LetterLines(NamedTuple):
    """The lines of the grades A to D in hundredths; E is below the last."""

    a: int
    b: int
    c: int
    d: int

    def letter(self, score: int) -> str:
        """Return the grade (等级) of a score in hundredths.

        >>> lines = LetterLines(8500, 7500, 6000, 4000)
        >>> [lines.letter(score) for score in (8500, 8499, 6000, 4000, 3999)]
        ['A', 'B', 'C', 'D', 'E']
        """
        return LETTERS[sum(score < line for line in self)]


def letter_lines(subject: str, stated: int | None, options: Options) -> LetterLines:
    """Return the lines of a subject's grades: 优秀线 A, 良好线 B, 及格线 C, 低分线 D.

    Args:
        subject: as labelled on the sheet.
        stated: its full mark as the sheet states it, in hundredths.
        options: lines and full marks.

    Raises:
        BadInputError: a line cannot be used, or they do not descend.
    """
    own: Thresholds = options.thresholds(subject, stated)
    good = options.subject_good.get(subject, options.good)
    reached = line_in_hundredths(own.full, "良好线", good)
    lines = LetterLines(own.excellent, reached, own.passing, own.low)
    if list(lines) != sorted(lines, reverse=True):
        names = ("优秀线", "良好线", "及格线", "低分线")
        words = "、".join(f"{n}{points_text(x)}分" for n, x in zip(names, lines, strict=True))
        row = settings_row("良好线", "优秀线与及格线之间的比例", column=subject)
        told = LINES_CROSS.at("考核设置", found=line_text(good), lines=words, row=row)
        raise BadInputError.of([told._replace(about=f"“{subject}”")])
    return lines


# --- Uneven subjects -----------------------------------------------------------------------------

LEAST_COMPARED: Final = 30
"""Pupils below which nobody is called uneven: three tenths of fewer are a handful, by chance."""


class Lopsided(NamedTuple):
    """A pupil whose subject lies far behind the total (偏科)."""

    pupil: int  # number in the table
    subject: str  # which lies behind
    # total_place, place: in total and subject among the same pupils, ties as the office has them
    total_place: Rank
    place: Rank
    of: int  # how many these are

    @property
    def behind(self) -> Rank:
        """Return by how many places the subject lies behind the total."""
        return self.place - self.total_place


def lopsided(table: ScoreTable, totals: Totals, options: Options) -> list[Lopsided]:
    """Return the pupils with a subject far behind their total, in the order of the table.

    Subject and total are ranked among the same pupils: those of the contest who have a score in the
    subject and a total that compares with most others'. A 0 for 作弊 or 缺考 is no score here: it
    tells nothing of what the pupil can do. A subject lies far behind where the places
    between make at least the share `Options.lopsided` of these pupils.
    """
    marks = _comparable(range(len(table.rows)), totals)
    found: list[Lopsided] = []
    ranked: list[bool] = []  # who was ranked by the total: mostly the same in every subject
    in_total: Sequence[Rank] = []
    least = options.lopsided
    for subject, column in table.subjects.items():
        scores: list[int | None] = list(column.marks)  # type: ignore[arg-type]  # remarks go below
        for pupil in column.remarks:
            scores[pupil] = None
        sits = [a is not None and b is not None for a, b in zip(marks, scores, strict=True)]
        of = sum(sits)
        if of < LEAST_COMPARED:
            continue
        if ranked != sits:
            ranked, in_total = sits, _places(compress(marks, sits), options.ties)
        own = _places(compress(scores, sits), options.ties)
        bound = least.numerator * of
        for pupil, total, place in zip(
            compress(range(len(sits)), sits), in_total, own, strict=True
        ):
            behind = place - total
            if behind > 0 and behind * least.denominator >= bound:
                found.append(Lopsided(pupil, subject, total, place, of))
    order = {subject: number for number, subject in enumerate(table.subjects)}
    return sorted(found, key=lambda one: (one.pupil, order[one.subject]))


def _places(scores: Iterable[int | None], ties: TieRule) -> list[Rank]:
    """Return the places of pupils who all have a score."""
    return cast("list[Rank]", ranks(list(scores), ties))


# --- The same pupils in two exams ----------------------------------------------------------------


class Unmatched(Enum):
    """Why a pupil has no counterpart in the other exam."""

    NOT_THERE = auto()  # 另一次没有这个人
    NAMESAKE = auto()  # 同校同班有同名的，分不清
    OTHER_NAME = auto()  # 学号对得上，姓名不同
    OTHER_ID = auto()  # 同班同名，学号不同


def matched(now: ScoreTable, before: ScoreTable) -> list[int | Unmatched]:
    """Return each pupil's number in another exam, or why there is none.

    By student id where ids are those of pupils: at least half of the pupils with an id have the
    same id and name in both exams (a 考号 of one exam names somebody else in the next). Where an
    exam says no id, or ids are none of pupils: by school, grade, class and name, if there is one
    only in both.

    Args:
        now: the pupils asked about.
        before: the other exam.
    """
    ids, names = _sole(before.student_ids), _sole(_homes(before))
    own_ids, own_names = _sole(now.student_ids), _sole(_homes(now))
    by_id = _by_id(now, before, ids, own_ids)
    given = len(now.student_ids) - list(now.student_ids).count("")
    same = sum(type(one) is int for one in by_id)
    if same * 2 < given:
        return [_by_home(home, names, own_names) for home in _homes(now)]
    taken = {one for one in by_id if type(one) is int}
    found: list[int | Unmatched] = []
    for pupil, home in enumerate(_homes(now)):
        own = by_id[pupil]
        if own is None:
            own = _by_home(home, names, own_names)
            if type(own) is int and _ids_differ(now, pupil, before, own):
                own = Unmatched.OTHER_ID
            elif own in taken:  # whose id is in the other exam has moved to another class
                own = Unmatched.NAMESAKE
        found.append(own)
    return found


def _ids_differ(now: ScoreTable, pupil: int, before: ScoreTable, other: int) -> bool:
    own, then = now.student_ids[pupil], before.student_ids[other]
    return bool(own and then and own != then)


_Home = tuple[str, str, str, str]


def _homes(table: ScoreTable) -> list[_Home]:
    return list(zip(table.schools, table.grades, table.classes, table.names, strict=True))


def _sole(keys: Sequence[Hashable]) -> dict[Hashable, int | None]:
    """Return where each key stands, None where it stands more than once."""
    times = Counter(keys)
    return {key: at if times[key] == 1 else None for at, key in enumerate(keys)}


def _by_id(
    now: ScoreTable,
    before: ScoreTable,
    ids: Mapping[Hashable, int | None],
    own: Mapping[Hashable, int | None],
) -> list[int | Unmatched | None]:
    """Return what the ids say of each pupil, None where they say nothing."""
    found: list[int | Unmatched | None] = []
    for name, number in zip(now.names, now.student_ids, strict=True):
        other = ids.get(number) if number and own[number] is not None else None
        if other is None:
            found.append(None)
        else:
            then = before.names[other]
            same = name == then or not (name and then)
            found.append(other if same else Unmatched.OTHER_NAME)
    return found


def _by_home(
    home: _Home, names: Mapping[Hashable, int | None], own: Mapping[Hashable, int | None]
) -> int | Unmatched:
    if not home[-1] or home not in names:
        return Unmatched.NOT_THERE
    other = names[home]
    return Unmatched.NAMESAKE if other is None or own[home] is None else other


class Compared(NamedTuple):
    """The pupils of a contest against an earlier one."""

    before: PupilContest  # the earlier contest
    matches: Sequence[int | Unmatched]  # number of each pupil in it, or why there is none
    # places gained (进步为正) by level, parallel to the pupils; None where either exam has no
    # place, or the pupil has changed class or school
    changes: Mapping[Level, Sequence[Rank | None]]


def compared(now: PupilContest, earlier: Sequence[PupilContest]) -> Compared | None:
    """Compare pupils with the earlier contest that holds most of them (名次进退).

    Of two that hold equally many it is the one of the same grade.

    Returns:
        None where none of the earlier contests holds anybody.
    """
    best: tuple[tuple[int, bool], PupilContest, list[int | Unmatched]] | None = None
    for contest in earlier:
        matches = matched(now.table, contest.table)
        worth = (sum(type(match) is int for match in matches), contest.grade == now.grade)
        if worth[0] and (best is None or worth > best[0]):
            best = worth, contest, matches
    if best is None:
        return None
    _, before, matches = best
    changes = {
        level: _gained(level, now, before, matches)
        for level in now.places
        if level in before.places
    }
    return Compared(before, matches, changes)


def _gained(
    level: Level, now: PupilContest, before: PupilContest, matches: Sequence[int | Unmatched]
) -> list[Rank | None]:
    own, then = _keys(now.table, level), _keys(before.table, level)
    places, earlier = now.places[level], before.places[level]
    gained: list[Rank | None] = []
    for pupil, other in enumerate(matches):
        change: Rank | None = None
        if not isinstance(other, Unmatched) and own[pupil] == then[other]:
            place, previous = places[pupil], earlier[other]
            if place is not None and previous is not None:
                change = previous - place
        gained.append(change)
    return gained
