"""Places that the workbook's own scores give, as list rows that clauses can use."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.core.grouping import Level
from xl_quality.core.ranking import ranks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.ranking import Rank
    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.figures import Figures

TOWN: Final = "镇名次"
"""Derived list: unit, exam, grade, subject, rank, of, score, first_score."""
TEACHERS: Final = "教师名次"
"""Derived list: unit, grade where it tells teachers apart, subject, teachers, teacher_ranks; where
the scores are of several exams also exam, as the lists call it (考试别名)."""


def standings(figures: Figures) -> dict[str, list[Record]]:
    """Return the places of schools and teachers as rows of derived lists.

    Args:
        figures: with results at school and, where there is a 任课 sheet, teacher level.
    """
    return {
        TOWN: _schools(figures.results.get(Level.SCHOOL, ())),
        TEACHERS: _teachers(figures.results.get(Level.TEACHER, ())),
    }


def teachers_by_grade(
    figures: Figures, graded: Collection[tuple[str, str]], aliases: Mapping[str, str]
) -> list[Record]:
    """
    Return 教师名次 with a row a grade where the county's places are given grade by grade.

    Of several exams on the score sheets those count that a list's exam is said to be.

    Args:
        figures: with results at teacher level.
        graded: school and subject of which every county place names its grade.
        aliases: exam on the score sheets by its name in lists.
    """
    results = figures.results.get(Level.TEACHER, ())
    exams = dict.fromkeys(map(_exam, results))
    if len(exams) <= 1:
        return _teachers(results, graded)
    return [
        row._replace(facts={**row.facts, "exam": Fact(listed)})
        for listed, scored in aliases.items()
        for row in _teachers([one for one in results if _exam(one) == scored], graded)
    ]


def _exam(result: GroupResult) -> str:
    return result.exam or result.sheet


def several_exams(figures: Figures, aliases: Mapping[str, str] | None = None) -> list[Finding]:
    """Say whose place teachers have, where the scores are of several exams: of which, or none."""
    results = figures.results.get(Level.TEACHER, ())
    exams = list(dict.fromkeys(map(_exam, results)))
    if len(exams) <= 1:
        return []
    told = [f"{own}用{scored}" for own, scored in (aliases or {}).items() if scored in exams]
    if told:
        message = f"成绩表里有几次考试，教师名次按考试别名对应：{'、'.join(told)}"
        found = Finding("several_exams", Severity.NOTE, "", "", "、".join(exams), message, "请核对")
        return [found._replace(steps=(Step(Way.EXAM),))]
    return [
        Finding(
            "several_exams",
            Severity.WARNING,
            "",
            "",
            "、".join(exams),
            "成绩表里有几次考试，不知道按哪一次排教师名次，用到教师名次的条款没有计算",
            "请指定一次考试",
            steps=(Step(Way.EXAM),),
        )
    ]


def _schools(results: Sequence[GroupResult]) -> list[Record]:
    rows = []
    for result in results:
        figure, gap = result.printed.composite, result.gap_to_first
        if result.rank is None or figure is None or gap is None:
            continue
        source = "四率统计"
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


def _teachers(
    results: Sequence[GroupResult], graded: Collection[tuple[str, str]] = ()
) -> list[Record]:
    """
    Bring the teachers of one school and subject together: they share one county rank.

    Where they teach different grades their places cannot be compared as they are; then each
    teacher's mean share of the field (place ÷ number placed) decides the order within the school.
    """
    together: dict[tuple[str, str, str], list[GroupResult]] = {}
    for result in results:
        if result.rank is not None:
            place = (result.group.school, result.subject)
            grade = result.group.grade if place in graded else ""
            together.setdefault((*place, grade), []).append(result)
    return [
        _row(school, subject, grade, members)
        for (school, subject, grade), members in together.items()
        if len(set(map(_exam, members))) == 1
    ]


def _row(school: str, subject: str, grade: str, members: Sequence[GroupResult]) -> Record:
    names = list(dict.fromkeys(member.group.teacher for member in members))
    one_grade = len({member.group.grade for member in members}) == 1
    places = [member.rank or 0 for member in members] if one_grade else _order(names, members)
    source = "教师排名" if one_grade else "教师排名（跨年级，按名次占比折算为校内名次）"
    facts = {
        "unit": Fact(school),
        "grade": Fact(grade),
        "subject": Fact(subject),
        "teachers": Fact(tuple(names), source),
        "teacher_ranks": Fact(tuple(places), source),
    }
    return Record(members[0].sheet, 0, facts)


def _order(names: Sequence[str], members: Sequence[GroupResult]) -> list[Rank]:
    shares = [
        [Fraction(one.rank or 0, one.of) for one in members if one.group.teacher == name]
        for name in names
    ]
    means = [-sum(own, Fraction(0)) / len(own) for own in shares]
    return [place for place in ranks(means) if place is not None]
