"""Who passes, or excels, in all subjects at once, by class and school, as list rows (全科率)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.all_subjects import all_subjects
from xl_quality.core.facts import Fact, Record
from xl_quality.core.grouping import Level, by_level
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.rounding import divide
from xl_quality.usecases.exams import joined, one_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.all_subjects import AllSubjects
    from xl_quality.core.facts import FactValue
    from xl_quality.core.grouping import Group
    from xl_quality.core.options import Digits
    from xl_quality.usecases.figures import Figures

CLASSES: Final = "班级全科率"
"""Derived list: unit, exam, grade, class_name, name (班主任), pass_rate, excellent_rate and the
same of the whole grade: grade_pass_rate, grade_excellent_rate."""
SCHOOLS: Final = "学校全科率"
"""Derived list: unit, exam, grade, pass_rate, excellent_rate."""
OWN_SCHOOL: Final = "本校"
"""Stands for a school that no sheet names."""
_PERCENT: Final = 100


def whole_rates(figures: Figures, teaching: Sequence[Record]) -> dict[str, list[Record]]:
    """
    Return 全科合格率 and 全科优秀率 of classes and schools, printed as on the rankings.

    Args:
        figures: with the score sheets and what they were computed with.
        teaching: the rows of 任课, for the class teachers' names.
    """
    digits = figures.options.digits
    return {
        CLASSES: _classes(figures, _heads(teaching)),
        SCHOOLS: [
            _row(exam, group, _rates(counts, digits))
            for (exam, group), counts in whole_counts(figures, Level.SCHOOL).items()
            if counts.pupils
        ],
    }


def _heads(teaching: Iterable[Record]) -> dict[tuple[str, str, str], str]:
    """Return the class teacher (班主任) by school, grade and class."""
    return {
        (row.text("school"), row.text("grade"), row.text("class_name")): row.text("head_teacher")
        for row in teaching
        if row.text("head_teacher")
    }


def share_of(per_cent: object) -> Fraction:
    """Return a printed percentage as an exact share."""
    return Fraction(str(per_cent)) / _PERCENT


def whole_counts(figures: Figures, level: Level) -> dict[tuple[str, Group], AllSubjects]:
    """
    Count who passes, or excels, in all subjects by exam and group (全科合格、全科优秀).

    Sheets of a single subject have none, nor those with a subject that is held back.
    """
    found: dict[tuple[str, Group], AllSubjects] = {}
    for table in map(one_table, joined(figures.tables)):
        if len(table.subjects) > 1 and not held_back(table, figures.options):
            groups = by_level(table, level)
            counts = all_subjects(table, groups, figures.options)
            exam = table.exam or table.sheet
            found |= {(exam, group): own for group, own in zip(groups.groups, counts, strict=True)}
    return found


def _classes(figures: Figures, heads: Mapping[tuple[str, str, str], str]) -> list[Record]:
    """Return each class beside its grade: all pupils of the grade at its own school together."""
    digits, classes = figures.options.digits, whole_counts(figures, Level.CLASS)
    grades: dict[tuple[str, str, str], list[AllSubjects]] = {}
    for (exam, group), counts in classes.items():
        grades.setdefault((exam, group.school, group.grade), []).append(counts)
    rows = []
    for (exam, group), counts in classes.items():
        if not counts.pupils:
            continue
        together = _sum(grades[exam, group.school, group.grade])
        head = heads.get((group.school, group.grade, group.class_name), "")
        grade = {f"grade_{name}": rate for name, rate in _rates(together, digits).items()}
        rows.append(_row(exam, group, _rates(counts, digits) | grade, head))
    return rows


def _sum(parts: Sequence[AllSubjects]) -> AllSubjects:
    first, *others = parts
    for other in others:
        first = first._replace(
            pupils=first.pupils + other.pupils,
            passing=first.passing + other.passing,
            excellent=first.excellent + other.excellent,
        )
    return first


def _rates(counts: AllSubjects, digits: Digits) -> dict[str, FactValue]:
    def rate(reached: int) -> Fraction:
        printed = divide(reached * _PERCENT, counts.pupils, digits.rate, digits.rate_mode)
        return share_of(printed)

    return {"pass_rate": rate(counts.passing), "excellent_rate": rate(counts.excellent)}


def _row(exam: str, group: Group, rates: Mapping[str, FactValue], head: str = "") -> Record:
    said = {
        "unit": group.school or OWN_SCHOOL,
        "exam": exam,
        "grade": group.grade,
        "class_name": group.class_name,
        "name": head,
    }
    source = "班级排名" if group.level is Level.CLASS else "学校排名"
    facts = {name: Fact(text) for name, text in said.items() if text}
    return Record("", 0, facts | {name: Fact(rate, source) for name, rate in rates.items()})
