"""Pupils who pass, or excel, in every subject at once (全科合格率, 全科优秀率)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.enrolment import due_at_all
from xl_quality.core.marks import Remark, State, is_due
from xl_quality.core.options import WholeRule

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
    thresholds = [
        options.thresholds(subject, column.full_mark) for subject, column in table.subjects.items()
    ]
    columns = [groups.split(column.marks) for column in table.subjects.values()]
    passing = [lines.passing for lines in thresholds]
    excellent = [lines.excellent for lines in thresholds]
    wanted = options.enrolled if options.whole is WholeRule.DUE else {}
    enrolled = due_at_all(table, groups, wanted)
    return [
        _count(
            list(zip(*(column[number] for column in columns), strict=True)),
            passing,
            excellent,
            options.whole,
            enrolled[number],
        )
        for number in range(len(groups.groups))
    ]


def _count(
    pupils: Sequence[tuple[Mark, ...]],
    passing: Sequence[int],
    excellent: Sequence[int],
    whole: WholeRule,
    enrolled: int | None,
) -> AllSubjects:
    scored = [marks for marks in pupils if any(map(_is_score, marks))]
    number = len(scored)
    if whole is WholeRule.DUE and scored:
        number = sum(any(map(is_due, marks)) for marks in pupils)
        number = max(enrolled or number, len(scored))
    return AllSubjects(
        number,
        sum(_reaches(marks, passing) for marks in scored),
        sum(_reaches(marks, excellent) for marks in scored),
    )


def _is_score(mark: Mark) -> bool:
    return not isinstance(mark, Remark) or mark.state is State.CHEATED


def _reaches(marks: Sequence[Mark], lines: Sequence[int]) -> bool:
    return all(
        not is_due(mark) if isinstance(mark, Remark) else mark >= line
        for mark, line in zip(marks, lines, strict=True)
    )
