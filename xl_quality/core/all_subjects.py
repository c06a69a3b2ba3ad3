"""Pupils who pass, or excel, in every subject at once (全科合格率, 全科优秀率)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.marks import NOT_TAKEN, Remark, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.grouping import Group, Partition
    from xl_quality.core.marks import Mark
    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable


class AllSubjects(NamedTuple):
    """
    How many pupils of a group reach a line in all their subjects.

    Attributes:
        pupils: pupils with a score in at least one subject (the denominator), 作弊 being 0.
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

    A subject that a pupil does not take (blank) or is exempt from (免考) is left out for that
    pupil; one in which he or she is absent, cheated or has an invalid cell is not passed.

    Args:
        table: the score sheet; all its subjects count.
        groups: how its pupils are grouped.
        options: full marks and lines; the denominator is always pupils with a score.
    """
    thresholds = [
        options.thresholds(subject, column.full_mark) for subject, column in table.subjects.items()
    ]
    columns = [groups.split(column.marks) for column in table.subjects.values()]
    passing = [lines.passing for lines in thresholds]
    excellent = [lines.excellent for lines in thresholds]
    return [
        _count(list(zip(*(column[number] for column in columns), strict=True)), passing, excellent)
        for number in range(len(groups.groups))
    ]


def _count(
    pupils: Sequence[tuple[Mark, ...]], passing: Sequence[int], excellent: Sequence[int]
) -> AllSubjects:
    scored = [marks for marks in pupils if any(map(_is_score, marks))]
    return AllSubjects(
        len(scored),
        sum(_reaches(marks, passing) for marks in scored),
        sum(_reaches(marks, excellent) for marks in scored),
    )


def _is_score(mark: Mark) -> bool:
    return not isinstance(mark, Remark) or mark.state is State.CHEATED


def _reaches(marks: Sequence[Mark], lines: Sequence[int]) -> bool:
    return all(
        mark.state in NOT_TAKEN if isinstance(mark, Remark) else mark >= line
        for mark, line in zip(marks, lines, strict=True)
    )
