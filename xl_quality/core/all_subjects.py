"""Pupils who pass, or excel, in every subject at once (全科合格率, 全科优秀率)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast

from xl_quality.core.enrolment import due_at_all
from xl_quality.core.marks import Remark, State, is_due
from xl_quality.core.options import WholeRule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.grouping import Group, Partition
    from xl_quality.core.marks import Mark
    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable


class AllSubjects(NamedTuple):
    """
    How many pupils of a group reach a line in all their subjects.

    Attributes:
        pupils: the denominator: pupils due to sit at least one subject (the enrolled number where
            it is given), or those with a score in one; see `WholeRule`.
        passing: of these, who reach 及格线 in every subject.
        excellent: of these, who reach 优秀线 in every subject.
    """

    pupils: int
    passing: int
    excellent: int

    @property
    def pass_rate(self) -> Fraction | None:
        """Return 全科合格率, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(self.passing, self.pupils) if self.pupils else None

    @property
    def excellent_rate(self) -> Fraction | None:
        """Return 全科优秀率, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(self.excellent, self.pupils) if self.pupils else None


def all_subjects(
    table: ScoreTable, groups: Partition[Group], options: Options
) -> list[AllSubjects]:
    """
    Count all-subjects passes and excellents, a result a group.

    A subject that a pupil is exempt from (免考) or is not due to sit is left out for that pupil;
    one in which he or she is absent, cheated, has an invalid cell or no mark is not passed.

    Args:
        table: the score sheet; all its subjects count.
        groups: how its pupils are grouped.
        options: full marks, lines, the denominator. A group of which nobody has a score has none.
    """
    columns = [column.marks for column in table.subjects.values()]
    if not columns:
        return [AllSubjects(0, 0, 0)] * len(groups.groups)
    thresholds = [
        options.thresholds(subject, column.full_mark) for subject, column in table.subjects.items()
    ]
    scored = _any(columns, _is_score)
    passing = _every(columns, [lines.passing for lines in thresholds], scored)
    excellent = _every(columns, [lines.excellent for lines in thresholds], scored)
    by_due = options.whole is WholeRule.DUE
    counted = _any(columns, is_due) if by_due else scored
    enrolled = due_at_all(table, groups, options.enrolled if by_due else {})
    parts = (groups.split(flags) for flags in (scored, counted, passing, excellent))
    return [
        AllSubjects(_number(present, due, given), sum(passes), sum(best))
        for present, due, passes, best, given in zip(*parts, enrolled, strict=True)
    ]


def _number(scored: Sequence[int], due: Sequence[int], enrolled: int | None) -> int:
    """Return the denominator: nobody where nobody has a score, never fewer than have one."""
    present = sum(scored)
    return max(enrolled or sum(due), present) if present else 0


def _any(columns: Sequence[Sequence[Mark]], holds: Callable[[Mark], bool]) -> list[int]:
    """Say of each pupil (1 or 0) whether something holds of any mark; it does of every score."""
    if any(set(map(type, marks)) == {int} for marks in columns):  # most sheets
        return [1] * len(columns[0])
    return [int(any(map(holds, row))) for row in zip(*columns, strict=True)]


def _every(
    columns: Sequence[Sequence[Mark]], lines: Sequence[int], scored: Sequence[int]
) -> list[int]:
    """Say of each pupil (1 or 0) whether he or she has a score and reaches the line everywhere."""
    reached = [_reached(marks, line) for marks, line in zip(columns, lines, strict=True)]
    return list(map(int, map(all, zip(scored, *reached, strict=True))))


def _reached(marks: Sequence[Mark], line: int) -> list[bool]:
    if set(map(type, marks)) == {int}:
        return list(map(line.__le__, cast("Sequence[int]", marks)))
    return [not is_due(mark) if isinstance(mark, Remark) else mark >= line for mark in marks]


def _is_score(mark: Mark) -> bool:
    return not isinstance(mark, Remark) or mark.state is State.CHEATED
