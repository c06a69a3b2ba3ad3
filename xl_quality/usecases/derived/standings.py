"""Places that the workbook's own scores give, as list rows that clauses can use."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity, Step, Way, settings_row
from xl_quality.core.grouping import Level
from xl_quality.core.ranking import ranks
from xl_quality.usecases.spellings import are_two_exams, exam_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xl_quality.core.ranking import Rank
    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.figures import Figures

TOWN: Final = "镇名次"
"""Derived list: unit, exam, grade, subject, rank, of, score, first_score."""
TEACHERS: Final = "教师名次"
"""Derived list: unit, grade where it tells teachers apart, subject, teachers, teacher_ranks,
exam as 县名次 calls it (考试别名)."""


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
    figures: Figures | None,
    graded: Collection[tuple[str, str]],
    exams: ScoredAs,
    taught: Iterable[Record] = (),
) -> list[Record]:
    """
    Return 教师名次 with a row a grade where the county's places are given grade by grade.

    A place of another exam orders nobody: only scores that can be those of the list's exam count.
    Who teaches a subject alone needs no place.

    Args:
        figures: with results at teacher level, None where the workbook has no scores.
        graded: school and subject of which every county place names its grade.
        exams: which scores are those of the exams that 县名次 names.
        taught: rows of 任课.
    """
    results = figures.results.get(Level.TEACHER, ()) if figures else ()
    rows = [
        row._replace(facts={**row.facts, "exam": Fact(listed)})
        for listed, scored in exams.pairs(dict.fromkeys(map(_exam, results))).items()
        for row in _teachers([one for one in results if _exam(one) == scored], graded)
    ]
    return [*rows, *_alone(taught, graded, rows, exams.listed)]


def _alone(
    taught: Iterable[Record],
    graded: Collection[tuple[str, str]],
    known: Sequence[Record],
    listed: Iterable[str],
) -> list[Record]:
    """Return who teaches a subject alone by 任课, for the exams that give no teachers' places."""
    together: dict[tuple[str, str, str], dict[str, Record]] = {}
    for row in taught:
        if row.text("teacher"):
            place = row.text("school"), row.text("subject")
            grade = row.text("grade") if place in graded else ""
            together.setdefault((*place, grade), {}).setdefault(row.text("teacher"), row)
    there = {tuple(map(row.text, ("unit", "subject", "grade", "exam"))) for row in known}
    rows = []
    for (school, subject, grade), found in together.items():
        if len(found) > 1:
            continue  # nobody knows their order
        [(name, row)] = found.items()
        source = row.facts["teacher"].source
        facts = {
            "unit": Fact(school),
            "grade": Fact(grade),
            "subject": Fact(subject),
            "teachers": Fact((name,), source),
            "teacher_ranks": Fact((1,), source),
        }
        rows += [
            Record(row.sheet, row.row, {**facts, "exam": Fact(exam)})
            for exam in listed
            if (school, subject, grade, exam) not in there
        ]
    return rows


class ScoredAs(NamedTuple):
    """
    Which scores are those of the exams that lists name.

    Attributes:
        listed: the exams of 县名次.
        aliases: exam on the score sheets by its name in lists (考试别名).
    """

    listed: Sequence[str] = ()
    aliases: Mapping[str, str] = MappingProxyType({})

    def pairs(self, scored: Collection[str]) -> dict[str, str]:
        """
        Return the exam on the score sheets by its name in 县名次.

        Of several exams on the score sheets the one that 考试别名 names, or that is called the
        same; a single one is the exam of every list that does not deny it.
        """
        said = {name: exam for name, exam in self.aliases.items() if exam in scored}
        same = {exam_key(exam): exam for exam in scored}
        for name in self.listed:
            if name not in self.aliases and exam_key(name) in same:
                said[name] = same[exam_key(name)]
            elif name not in self.aliases and len(scored) == 1 and not self.denied(scored, name):
                said[name] = next(iter(scored))
        return said

    def denied(self, scored: Collection[str], name: str) -> bool:
        """Tell whether the only exam on the score sheets cannot be the one that a list names."""
        return (
            len(scored) == 1
            and name not in self.aliases
            and are_two_exams(name, next(iter(scored)))
        )


def _exam(result: GroupResult) -> str:
    return result.exam or result.sheet


def several_exams(figures: Figures | None, listed: ScoredAs | None = None) -> list[Finding]:
    """Say whose place teachers have, where the scores are of several exams: of which, or none."""
    results = figures.results.get(Level.TEACHER, ()) if figures else ()
    exams = list(dict.fromkeys(map(_exam, results)))
    listed = listed or ScoredAs()
    denied = [name for name in listed.listed if listed.denied(exams, name)]
    if denied:
        return [_other_exam(exams[0], denied)]
    if len(exams) <= 1:
        return []
    told = [f"{own}用{scored}" for own, scored in listed.pairs(exams).items()]
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


def _other_exam(scored: str, denied: Sequence[str]) -> Finding:
    return Finding(
        "scores_of_other_exam",
        Severity.WARNING,
        "",
        "",
        scored,
        f"成绩表是“{scored}”的，不是县名次里的{'、'.join(f'“{name}”' for name in denied)}，"
        "几人任教一科的，没有用它来排谁前谁后",
        "请补上那次考试的成绩表；确是同一次的，"
        + settings_row("考试别名", scored, column=denied[0]),
    )


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
