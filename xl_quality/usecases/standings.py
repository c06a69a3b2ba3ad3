"""Places that the workbook's own scores give, as list rows that clauses can use."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, Record
from xl_quality.core.grouping import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.figures import Figures

TOWN: Final = "镇名次"
"""Derived list: unit, exam, grade, subject, rank, of, score, first_score."""
TEACHERS: Final = "教师名次"
"""Derived list: unit, grade, subject, teachers, teacher_ranks."""


def standings(figures: Figures) -> dict[str, list[Record]]:
    """Return the places of schools and teachers as rows of derived lists.

    Args:
        figures: with results at school and, where there is a 任课 sheet, teacher level.
    """
    return {
        TOWN: _schools(figures.results.get(Level.SCHOOL, ())),
        TEACHERS: _teachers(figures.results.get(Level.TEACHER, ())),
    }


def _schools(results: Sequence[GroupResult]) -> list[Record]:
    rows = []
    for result in results:
        figure, gap = result.printed.composite, result.gap_to_first
        if result.rank is None or figure is None or gap is None:
            continue
        source = f"四率统计（{result.exam or result.sheet}）"
        facts: dict[str, Fact] = {
            "unit": Fact(result.group.school),
            "exam": Fact(result.exam or result.sheet),
            "grade": Fact(result.group.grade),
            "subject": Fact(result.subject),
            "rank": Fact(result.rank, source),
            "of": Fact(result.of, source),
            "score": Fact(Fraction(figure), source),
            "first_score": Fact(Fraction(figure + gap), source),
        }
        rows.append(Record(result.sheet, 0, facts))
    return rows


def _teachers(results: Sequence[GroupResult]) -> list[Record]:
    """Bring the teachers of one school, grade and subject together: they share one county rank."""
    together: dict[tuple[str, str, str], list[GroupResult]] = {}
    for result in results:
        if result.rank is not None:
            key = (result.group.school, result.group.grade, result.subject)
            together.setdefault(key, []).append(result)
    rows = []
    for (school, grade, subject), members in together.items():
        facts = {
            "unit": Fact(school),
            "grade": Fact(grade),
            "subject": Fact(subject),
            "teachers": Fact(tuple(member.group.teacher for member in members), "教师排名"),
            "teacher_ranks": Fact(tuple(member.rank or 0 for member in members), "教师排名"),
        }
        rows.append(Record(members[0].sheet, 0, facts))
    return rows
