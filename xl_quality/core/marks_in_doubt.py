"""Marks that may mean something else than they say: full marks, rows of zeros (存疑的分数)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from xl_quality.core.marks import POINT, Mark, Remark, ScoreTable, State, SubjectColumn, zeros_at
from xl_quality.core.options import AllZero, Options, SubjectZero
from xl_quality.core.school_terms import usual_subject


def _points(full_marks: str) -> tuple[int, ...]:
    return tuple(int(points) * POINT for points in full_marks.split())


_PERCENT: Final = 100
_USUAL: Final = _points("100 120 150 200 300")
"""Full marks of whole papers that offices use, for a proposal where marks are above 100."""
_MAIN: Final = ("语文", "数学", "英语")  # mostly papers of one and the same full mark
_SMALLER: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(("道德与法治", "历史"), _points("50 60 70 75 80 90")),
    **dict.fromkeys(("地理", "生物", "体育"), _points("30 40 50 60 70 80")),
    "物理": _points("60 70 75 80 90"),
    "化学": _points("40 50 60 70 75 80"),
    **dict.fromkeys(
        ("信息科技", "实验", "实验操作", "听力", "口语"), _points("10 15 20 25 30 40 50")
    ),
}
"""Full marks below 100 that 中考 and its rehearsals give to single subjects, by their usual name.
语文, 数学, 英语 are never set below 100 in them: a class whose marks end at 60 is a weak class."""
_ENOUGH: Final = 30
"""Marks from which the highest says where the paper ends: of fewer it is an accident."""
_NEAR: Final = 85
_NEARER: Final = 90
"""In percent of the smaller full mark: a tenth of the pupils stand above it. Marks thin out towards
the top of a weak class; they crowd where the paper ends. Without another subject to compare with,
they must crowd closer."""
_ELSEWHERE: Final = Fraction(30, 100)
"""Of passes in the other subjects of the same pupils: they are no weak class."""


class FullMarkDoubt(NamedTuple):
    """A subject whose marks speak against its full mark (满分)."""

    subject: str  # as labelled on the sheet
    full: int  # the full mark in force, in hundredths
    stated: bool  # whether somebody stated it; else 100 is only assumed
    above: Sequence[int]  # the pupils with a mark above it; nobody where all marks end far below
    highest: int  # the highest mark
    proposal: int  # the full mark that the marks speak for, 0 = none
    # the exam whose marks say so where it is another one in the same column, ``""`` = this one
    exam: str = ""


def full_mark_stated(options: Options, column: SubjectColumn) -> bool:
    """Say whether the full mark of a subject was stated by the sheet or by a person."""
    said = column.full_mark is not None or column.label in options.full_marks
    return said or options.default_set


def full_mark_doubts(table: ScoreTable, options: Options) -> list[FullMarkDoubt]:
    """Return the subjects of a table whose marks speak against the full mark in force.

    One that is only assumed is doubtful in every exam of a column or in none: a pupil is not
    to have a grade in one exam by the very full mark that is asked about in the other.
    """
    return [
        doubt
        for column in table.subjects.values()
        if (doubt := _full_mark_doubt(table, column, options) or _of_column(table, column, options))
    ]


def _of_column(table: ScoreTable, column: SubjectColumn, options: Options) -> FullMarkDoubt | None:
    """Return the doubt that another exam of the same column raises, also for this one's marks."""
    if full_mark_stated(options, column) or not column.highest:
        return None
    for other in table.others:
        theirs = other.subjects.get(column.label)
        doubt = None if theirs is None else _full_mark_doubt(other, theirs, options)
        # marks above a smaller full mark tell that this exam's paper was another
        if doubt and (doubt.above or column.highest <= doubt.proposal):
            return doubt._replace(above=(), exam=other.exam)
    return None


def _full_mark_doubt(
    table: ScoreTable, column: SubjectColumn, options: Options
) -> FullMarkDoubt | None:
    full, highest = options.full_mark(column.label, column.full_mark), column.highest
    stated = full_mark_stated(options, column)
    if highest > full:
        above = [n for n, mark in enumerate(column.marks) if type(mark) is int and mark > full]
        proposal = _usual(table, column.label, highest)
        return FullMarkDoubt(column.label, full, stated, above, highest, proposal)
    smaller = 0 if stated else _smaller(table, column, full)
    return FullMarkDoubt(column.label, full, stated, (), highest, smaller) if smaller else None


def _usual(table: ScoreTable, subject: str, highest: int) -> int:
    """Return the usual full mark that holds the highest mark; main subjects share one."""
    if usual_subject(subject) in _MAIN:
        main = (column for name, column in table.subjects.items() if usual_subject(name) in _MAIN)
        highest = max(column.highest for column in main)
    return next((full for full in _USUAL if full >= highest), 0)


def _smaller(table: ScoreTable, column: SubjectColumn, full: int) -> int:
    """Return the smaller full mark at which the marks of a subject end, 0 where they do not."""
    if column.highest <= POINT and any(type(m) is int and m % POINT for m in column.marks):
        return POINT  # 0.85 and the like: shares of the full mark (得分率), not points
    candidates = _SMALLER.get(usual_subject(column.label), ())
    proposal = next((one for one in candidates if column.highest <= one < full), 0)
    if not proposal:
        return 0
    scores = sorted(mark for mark in column.marks if type(mark) is int)
    if len(scores) < _ENOUGH or _passing(scores, full) * 10 > len(scores):
        return 0
    elsewhere = _rate_elsewhere(table, column.label)
    if elsewhere is not None and elsewhere < _ELSEWHERE:
        return 0
    top = scores[-(len(scores) // 10)]
    near = _NEARER if elsewhere is None else _NEAR
    return proposal if top * _PERCENT >= near * proposal else 0


def _passing(scores: Sequence[int], full: int) -> int:
    return sum(score * 10 >= full * 6 for score in scores)


def _rate_elsewhere(table: ScoreTable, subject: str) -> Fraction | None:
    """Return the share of passes in the other subjects together, None without any."""
    marks = [
        mark
        for name, column in table.subjects.items()
        if name != subject and usual_subject(name) not in _SMALLER
        for mark in column.marks
        if type(mark) is int
    ]
    # a mark above 100 is more than six tenths of whichever whole paper is the next to hold it
    return Fraction(_passing(marks, _USUAL[0]), len(marks)) if marks else None


_SHORT_PAPER: Final = 20 * POINT
"""Where no mark is above it, 0 is an ordinary mark: a quiz, not a paper."""
_MANY_ROWS: Final = 20
"""One pupil of so many with only zeros, and the mean of a group moves by five percent: too much to
be ranked unasked. Fewer are asked as well, but counted as the 0 that is written."""
_OFTEN: Final = 5
"""A subject in which one of so many has 0 is asked about: no exam leaves a fifth at exactly 0 while
nearly nobody stands just above."""
_FEW_ZEROS: Final = 5  # zeros below which a small class says nothing
_BETWEEN: Final = 10  # percent of the highest mark: up to there marks stand just above 0
_STRAY: Final = 20
"""One of so many marks may stand just above 0 and the zeros still be another thing."""

_ABSENT: Final = Remark(State.ABSENT, "缺考（全部0分）")
_UNTAKEN: Final = Remark(State.EXEMPT, "未选考（0分）")


def zero_rows(table: ScoreTable) -> list[int]:
    """Return the pupils with 0 in every subject they have a mark in, of two or more subjects."""
    zeros = [column.zeros for column in table.subjects.values() if column.zeros]
    if len(zeros) < 2:  # noqa: PLR2004 - one 0 is a mark like any other
        return []
    pupils = {pupil for own in zeros[:-1] for pupil in own}
    every = [column.marks for column in table.subjects.values()]
    found = [pupil for pupil in pupils if _only_zeros([marks[pupil] for marks in every])]
    return [] if not found or _is_short(table) else sorted(found)


def _only_zeros(marks: Sequence[Mark]) -> bool:
    scores = [mark for mark in marks if type(mark) is int]
    return len(scores) > 1 and not any(scores)


def _is_short(table: ScoreTable) -> bool:
    return all(column.highest <= _SHORT_PAPER for column in table.subjects.values())


def zero_subjects(table: ScoreTable, without: Collection[int]) -> dict[str, list[int]]:
    """Return the pupils with 0 in each subject where 0 seems to stand for not taking it (未选考).

    Args:
        table: a score sheet.
        without: pupils with only zeros; they are asked about by themselves.
    """
    left_out = set(without)
    found: dict[str, list[int]] = {}
    for name, column in table.subjects.items():
        every = column.zeros
        zeros = [pupil for pupil in every if pupil not in left_out]
        if len(zeros) < _FEW_ZEROS:
            continue
        others = len(column.marks) - len(column.remarks) - len(every)
        if len(zeros) * _OFTEN < len(zeros) + others:
            continue
        just_above = sum(
            mark * _PERCENT <= column.highest * _BETWEEN
            for mark in column.marks
            if type(mark) is int and mark
        )
        if column.highest > _SHORT_PAPER and just_above * _STRAY <= others:
            found[name] = zeros
    return found


def zeros_answered(table: ScoreTable, options: Options) -> ScoreTable:
    """Return a table in which zeros are what a person said they are (全部0分、学科0分)."""
    if options.all_zero is not AllZero.ABSENT and not options.subject_zero:
        return table
    rows = zero_rows(table)
    marks = {name: list(column.marks) for name, column in table.subjects.items()}
    if options.all_zero is AllZero.ABSENT:
        for column in marks.values():
            for pupil in rows:
                if column[pupil] == 0:
                    column[pupil] = _ABSENT
    asked = zero_subjects(table, rows)
    for name, column in marks.items():
        zeros = asked.get(name, ())
        if name in options.subject_zero:  # said of this very subject: every 0 of it
            zeros = zeros_at(column)
        rule = options.subject_zero.get(name, options.subject_zero.get(""))
        for pupil in zeros if rule is SubjectZero.UNTAKEN else ():
            column[pupil] = _UNTAKEN
    return table.with_marks(marks)


class ZeroDoubts(NamedTuple):
    """Zeros of a table that nobody has explained."""

    rows: Sequence[int]  # pupils with only zeros
    many: bool  # whether they are too many to be ranked unasked
    subjects: Mapping[str, Sequence[int]]  # pupils by subject where 0 may mean that it is not taken


def zero_doubts(table: ScoreTable, options: Options) -> ZeroDoubts:
    """Return the zeros that may be something else and about which nothing was said."""
    rows = zero_rows(table)
    asked = zero_subjects(table, rows)
    said = options.subject_zero
    open_subjects = {
        name: own for name, own in asked.items() if name not in said and "" not in said
    }
    open_rows = rows if options.all_zero is None else []
    many = bool(open_rows) and len(open_rows) * _MANY_ROWS >= len(table.rows)
    return ZeroDoubts(open_rows, many, open_subjects)


def held_back(table: ScoreTable, options: Options) -> set[str]:
    """Return the subjects that are neither ranked nor paid until a person has answered.

    Their marks speak against the full mark, or too many zeros of them may be absences.
    """
    held = {doubt.subject for doubt in full_mark_doubts(table, options)}
    zeros = zero_doubts(table, options)
    if zeros.many:
        held |= {
            name
            for name, column in table.subjects.items()
            if any(column.marks[pupil] == 0 for pupil in zeros.rows)
        }
    return held | set(zeros.subjects)
