"""How the teachers of a subject stand in an exam, for the 历次 sheet."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from workbooks.township import EXAM_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbooks.looks import Cell
    from workbooks.score_sheets import Sitting
    from workbooks.teaching import Lesson

_CLASS_NUMBER = re.compile(r"\d+")
_PASSING, _EXCELLENT = 60, 85
"""The town's lines in hundredths of the full mark, as 考核设置 states them."""


def teacher_places(
    sitting: Sitting, subject: str, lessons: Sequence[Lesson]
) -> Iterator[Sequence[Cell]]:
    """Yield 考试, 教师, 学科, 名次, 综合分 of all teachers of a subject, best first.

    The composite is the town's (4-3-3 of mean, pass and excellent rate), rounded half-up to
    hundredths; equal ones share the place.
    """
    teachers = _teachers(sitting.grade.name, subject, lessons)
    column = list(sitting.grade.full_marks).index(subject)
    full = sitting.grade.full_marks[subject]
    marks: dict[str, list[Fraction]] = {}
    for pupil, entries in zip(sitting.pupils, sitting.entries, strict=True):
        entry = entries[column]
        if isinstance(entry, float):
            teacher = teachers[pupil.school.name, pupil.class_name]
            marks.setdefault(teacher, []).append(Fraction(entry))
    hundredths = {teacher: _composite(own, full) for teacher, own in marks.items()}
    for teacher, composite in sorted(hundredths.items(), key=lambda item: -item[1]):
        place = 1 + sum(other > composite for other in hundredths.values())
        yield (EXAM_DATES[sitting.exam], teacher, subject, place, composite / 100)


def _teachers(grade: str, subject: str, lessons: Sequence[Lesson]) -> dict[tuple[str, str], str]:
    """Return the teacher by school and class."""
    return {
        (lesson.school, f"{number}班"): lesson.teacher
        for lesson in lessons
        if (lesson.grade, lesson.subject) == (grade, subject)
        for number in _CLASS_NUMBER.findall(lesson.classes)
    }


def _composite(marks: Sequence[Fraction], full: int) -> int:
    """Return the composite in hundredths of a point, rounded half-up."""
    passing, excellent = (
        sum(mark * 100 >= full * line for mark in marks) for line in (_PASSING, _EXCELLENT)
    )
    points = 4 * sum(marks, Fraction(0)) / full + 3 * passing + 3 * excellent
    doubled = points * 2000 / len(marks) + 1
    return doubled.numerator // doubled.denominator // 2
