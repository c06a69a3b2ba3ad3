"""How the scores of an exam and grade are spread over its schools and classes (分数分布).

A contest is taken apart once: a `Spread` a subject and one of the totals (总分), each with the
scores of everybody, of every school and of every class. The sheets 分数段, 前N名, 上线统计 and
临界生名单 are counted from these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.figures import ClassPool
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level, by_level, due_at_all
from xl_quality.core.marks import Mark, Remark, ScoreTable, State, SubjectColumn, is_due
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.options import AbsentRule, DropRule, Line, Options, points_text
from xl_quality.core.pupils import TOTAL, total_marks
from xl_quality.core.school_terms import grade_place, usual_grade
from xl_quality.runs.group_figures import ContestPools, joined, one_table, sittings, told_exams
from xl_quality.runs.pupil_figures import side_by_side
from xl_quality.runs.run_findings import TOTAL_LINE_TOO_HIGH

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

_UNITS: Final = (Level.SCHOOL, Level.CLASS)
_NOBODY: Final = DropRule()  # the rule that drops nobody
_EXCELLENT, _PASSING = "优秀线", "及格线"


class GroupScores(NamedTuple):
    """The scores of one group, in hundredths of a point, sorted upwards."""

    group: Group  # whose they are
    scores: Sequence[int]  # those that count (缺考、去尾 as the office decides)
    divisor: int  # the denominator of rates (计算人数)
    ranked: Sequence[int]  # those that places are counted by: nobody is dropped


class Spread(NamedTuple):
    """The scores of one exam and grade in one subject, or in all together (总分)."""

    table: ScoreTable  # the pupils of all grades on these sheets, with their marks in the subject
    subject: str  # its name, `TOTAL` for the totals
    full: int  # its full mark in hundredths of a point
    whole: GroupScores  # of everybody
    # schools, classes: of each that the sheet tells apart and that has a score
    schools: Sequence[GroupScores]
    classes: Sequence[GroupScores]
    lacking: int  # pupils due who have no score; of the totals also who has not sat all subjects
    # of the totals: how many of the sheets' pupils have none, by the reason in words
    without: Mapping[str, int] = MappingProxyType({})

    @property
    def dropped(self) -> int:
        """Return how many of the lowest scores of everybody are left out (去尾)."""
        return len(self.whole.ranked) - len(self.whole.scores)

    @property
    def adding_up(self) -> str:
        """Return in words what becomes of every pupil listed where the lowest are left out."""
        own, grades = self.whole.group, list(self.table.grades)
        listed = len(grades) if own.level is Level.ALL else grades.count(own.grade)
        none = listed - len(self.whole.ranked)
        parts = [f"各段{len(self.whole.scores)}人", f"去掉最低分{self.dropped}人"]
        if none:
            lacking = "没有总分" if self.subject == TOTAL else "没有成绩或不考"
            parts.append(f"{lacking}{none}人" + f"（{self._why_without}）" * bool(self.without))
        return f"名单{listed}人＝{'＋'.join(parts)}"

    @property
    def without_total(self) -> str:
        """Return in words how many pupils have no total, and why."""
        return f"另有{sum(self.without.values())}人没有总分：{self._why_without}"

    @property
    def _why_without(self) -> str:
        return "，".join(f"{why}{pupils}人" for why, pupils in self.without.items())


class ContestSpread(NamedTuple):
    """One exam and grade: a spread of the totals, if any, and one a subject."""

    # exam, grade: ``""`` where the sheets do not tell the grade
    exam: str
    grade: str
    spreads: Sequence[Spread]  # the totals first
    held: Sequence[str]  # subjects left out since marks are asked about; then there is no total


class NamedLine(NamedTuple):
    """A line of a subject or of the total, in hundredths of a point."""

    name: str
    mark: int


class ScoreSpreads(NamedTuple):
    """All that the sheets of how scores are spread are counted from."""

    contests: Sequence[ContestSpread]  # by exam and grade
    tables: Sequence[ScoreTable]  # the score sheets they were taken from
    options: Options  # full marks, lines, margins, who counts


def score_spreads(
    tables: Sequence[ScoreTable], options: Options, pools: ContestPools | None = None
) -> ScoreSpreads:
    """Return the spreads of score sheets; see `contest_spreads`."""
    return ScoreSpreads(contest_spreads(tables, options, pools), tables, options)


def contest_spreads(
    tables: Sequence[ScoreTable], options: Options, pools: ContestPools | None = None
) -> list[ContestSpread]:
    """Return the spreads of all exams and grades: exams as they come, grades as years follow.

    Args:
        tables: the score sheets; those of one contest are taken together.
        options: full marks, who counts.
        pools: the marks of the sheets, where they were sorted before.
    """
    known, told = pools or ContestPools(), told_exams(tables)
    found = [
        spread
        for sitting in sittings(joined(tables))
        for spread in _of_sitting(list(map(known.of, sitting)), options, told)
        if spread.spreads or spread.held
    ]
    exams = list(dict.fromkeys(one.exam for one in found))
    return sorted(found, key=lambda one: (exams.index(one.exam), grade_place(one.grade)))


def _of_sitting(
    pools: Sequence[ClassPool], options: Options, exams: Mapping[str, str]
) -> list[ContestSpread]:
    """Return the spreads of an exam, of which each subject may have a sheet of its own.

    *exams* says what sheets call each.
    """
    tables = [pool.table for pool in pools]
    held = [held_back(table, options) for table in tables]
    told = [name for table, own in zip(tables, held, strict=True) for name in own]
    several = sum(len(table.subjects) for table in tables) > 1
    totals = _totals(tables, options) if several and not told else []
    subjects = [
        spread
        for pool, own in zip(pools, held, strict=True)
        for name, column in pool.table.subjects.items()
        if name not in own
        for spread in _spreads(pool, name, options, options.full_mark(name, column.full_mark))
    ]
    by_grade = grouped([*totals, *subjects], lambda spread: spread.whole.group.grade)
    grades = by_grade or {grade: [] for grade in tables[0].grades[:1]}
    exam = exams[tables[0].exam_or_sheet]
    return [ContestSpread(exam, grade, own, told) for grade, own in grades.items()]


def _totals(tables: Sequence[ScoreTable], options: Options) -> list[Spread]:
    whole = side_by_side(tables)
    totals = total_marks(whole, options)
    table = whole._replace(subjects={TOTAL: SubjectColumn(TOTAL, "", totals.marks)})
    found = _spreads(ClassPool(table), TOTAL, options, totals.full_marks)
    reasons = {
        pupil: _why_none(whole, pupil, mark, options.absent)
        for pupil, mark in enumerate(totals.marks)
        if isinstance(mark, Remark)
    }
    return [
        spread._replace(without=_counted_reasons(reasons, whole, spread.whole.group))
        for spread in found
    ]


def _counted_reasons(
    reasons: Mapping[int, str], table: ScoreTable, group: Group
) -> Mapping[str, int]:
    """Return how many pupils of a grade, or of all, have no total for each reason."""
    of_all = group.level is Level.ALL
    own = (why for n, why in reasons.items() if of_all or table.grades[n] == group.grade)
    return dict(Counter(own).most_common())


_EXEMPT, _OTHERS = "免考、缓考", "科目与多数学生不同"


def _why_none(table: ScoreTable, pupil: int, total: Mark, absent: AbsentRule) -> str:
    """Return why a pupil has no total that compares with others'."""
    marks = [column.marks[pupil] for column in table.subjects.values()]
    if is_due(total):
        if any(isinstance(mark, Remark) and mark.state is State.INVALID for mark in marks):
            return "分数无效"
        return "空白" if absent is AbsentRule.ZERO else "缺考、空白"
    left_out = any(isinstance(mark, Remark) and mark.state is State.EXEMPT for mark in marks)
    return _EXEMPT if left_out else _OTHERS


def _spreads(
    pool: ClassPool, subject: str, options: Options, full: int | Mapping[str, int]
) -> list[Spread]:
    """Return the spread of one subject in each grade in which somebody has a score.

    The full mark is one for all, or that of each grade.
    """
    table = pool.table
    level = Level.GRADE if all(table.grades) else Level.ALL
    scores = {own: _at_level(pool, subject, own, options) for own in (level, *_UNITS)}
    found = [
        _spread(
            table,
            subject,
            full if isinstance(full, int) else full.get(own.grade, 0),
            own,
            scores,
            absent=options.absent,
        )
        for own in pool.at_level(level).groups
    ]
    return [spread for spread in found if spread.full and spread.whole.ranked]


def _spread(
    table: ScoreTable,
    subject: str,
    full: int,
    own: Group,
    groups: Mapping[Level, Sequence[GroupScores]],
    *,
    absent: AbsentRule,
) -> Spread:
    """Return the spread of one subject over the schools and classes of a grade, or of all."""
    of_all = own.level is Level.ALL
    schools, classes = (
        [one for one in groups[level] if one.ranked and (of_all or one.group.grade == own.grade)]
        for level in _UNITS
    )
    marks = table.subjects[subject]
    lacking = [
        pupil
        for pupil in marks.remarks
        if _is_missing(marks.marks[pupil], absent) and (of_all or table.grades[pupil] == own.grade)
    ]
    whole = next(one for one in groups[own.level] if one.group == own)
    return Spread(table, subject, full, whole, schools, classes, lacking=len(lacking))


def _is_missing(mark: Mark, absent: AbsentRule) -> bool:
    if not isinstance(mark, Remark) or not is_due(mark) or mark.state is State.CHEATED:
        return False
    return mark.state is not State.ABSENT or absent is not AbsentRule.ZERO


def _at_level(pool: ClassPool, subject: str, level: Level, options: Options) -> list[GroupScores]:
    pooled = pool.at_level(level)
    numbers = pool.enrolled(subject, level, options)
    if subject == TOTAL and numbers:  # who has no total is enrolled all the same
        numbers = due_at_all(pool.table, by_level(pool.table, level), options.enrolled)
    bases = pool.counted(subject, pooled, options, numbers)
    everybody = bases
    if options.drop != _NOBODY:
        everybody = pool.counted(subject, pooled, options._replace(drop=_NOBODY), ())
    return [
        GroupScores(group, base.scores, base.divisor, ranked.scores)
        for group, base, ranked in zip(pooled.groups, bases, everybody, strict=True)
    ]


def lines_of(contest: ContestSpread, spread: Spread, options: Options) -> list[NamedLine]:
    """Return the lines of a subject or of the total, the highest first (分数线).

    The total has the lines that the office sets (总分线), those of its own grade before those of
    all; without any its 优秀线 and 及格线 are the subjects' shares of its full mark. A line in
    points above the full mark is left out; see `beyond_total`.
    """
    if spread.subject != TOTAL:
        column = spread.table.subjects[spread.subject]
        reached = options.thresholds(spread.subject, column.full_mark)
        return [NamedLine(_EXCELLENT, reached.excellent), NamedLine(_PASSING, reached.passing)]
    shares: Mapping[str, Line] = {
        name: line
        for name, line in ((_EXCELLENT, options.lines.excellent), (_PASSING, options.lines.passing))
        if not isinstance(line, int)  # points of a subject say nothing about the total
    }
    own = _own_lines(options.total_lines, contest.grade) or shares
    marks = [NamedLine(name, in_hundredths(line, spread.full)) for name, line in own.items()]
    return sorted((line for line in marks if line.mark <= spread.full), key=lambda line: -line.mark)


def beyond_total(contest: ContestSpread, options: Options) -> str:
    """Say which lines of the total lie above its full mark, where nobody could reach them."""
    full = next((one.full for one in contest.spreads if one.subject == TOTAL), 0)
    lines = _beyond(contest.grade, full, options) if full else ()
    named = "、".join(f"{line.name}{points_text(line.mark)}分" for line in lines)
    return f"{named}高于总分满分，没有统计" if named else ""


def _beyond(grade: str, full: int, options: Options) -> list[NamedLine]:
    own = _own_lines(options.total_lines, grade).items()
    lines = (NamedLine(name, in_hundredths(line, full)) for name, line in own)
    return [line for line in lines if line.mark > full]


def told_beyond(tables: Sequence[ScoreTable], options: Options) -> list[Finding]:
    """Return a finding for each line of the total (总分线) above the full mark of some grade.

    It may be another grade's, or of an exam with more subjects; a line that no sheet shows must
    not be missed by who wrote it.
    """
    found: dict[NamedLine, dict[str, None]] = {}
    for sitting in sittings(joined(tables)) if options.total_lines else ():
        own = list(map(one_table, sitting))
        if sum(len(table.subjects) for table in own) > 1:
            totals = total_marks(side_by_side(own), options).full_marks
            for grade, full in totals.items():
                told = f"{own[0].exam_or_sheet}{grade}{points_text(full)}分"
                for line in _beyond(grade, full, options):
                    found.setdefault(line, {})[told] = None
    return [
        TOTAL_LINE_TOO_HIGH.at(
            topic=line.name,
            found=f"{points_text(line.mark)}分",
            line=line.name,
            grades="、".join(grades),
        )
        for line, grades in found.items()
    ]


def _own_lines(lines: Mapping[str, Line], grade: str) -> dict[str, Line]:
    """Return the lines that hold for a grade by their names: 九年级/重点线, else 重点线."""
    common = {name or "总分线": line for name, line in lines.items() if "/" not in name}
    own = {}
    for name, line in lines.items():
        of, _, called = name.partition("/")
        if called and usual_grade(of) == usual_grade(grade):
            own[called] = line
    return {**common, **own}


def in_hundredths(line: Line, full: int) -> int:
    """Return the hundredths at which a line is reached, or a margin ends: points, or a share."""
    if isinstance(line, int):
        return int(line)
    return -(-full * line.numerator // line.denominator)


def margin_of(spread: Spread, options: Options) -> int:
    """Return how far from a line a pupil is near it (临界分), in hundredths of a point."""
    margins = options.margins
    line = margins.get(spread.subject, margins[""])
    if not isinstance(line, int):  # a share of the full mark: no further than it says
        return spread.full * line.numerator // line.denominator
    return int(line)
