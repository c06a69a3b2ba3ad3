"""Pupils of a workbook by exam and grade, with totals and places, and against an earlier exam."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.core.marks import BLANK, NOT_DUE, ScoreTable, SubjectColumn
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.pupils import (
    Compared,
    PupilContest,
    compared,
    matched,
    places_of,
    totals_of,
)
from xl_quality.core.school_terms import grade_place
from xl_quality.runs.group_figures import JOINT, joined, one_table, sittings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.marks import Mark
    from xl_quality.core.options import Options
    from xl_quality.runs.group_figures import Figures


class PupilFigures(NamedTuple):
    """The pupils of a run.

    Attributes:
        contests: of the exam asked about, by exam, then grade.
        compared: parallel to them, None where the earlier exam holds none of a contest's pupils.
        options: what they were computed with.
        against: the earlier exam's tables; none = no comparison was asked for.
    """

    contests: Sequence[PupilContest]
    compared: Sequence[Compared | None]
    options: Options
    against: Sequence[ScoreTable] = ()


def pupil_figures(figures: Figures, before: Figures | None = None) -> PupilFigures:
    """Return the pupils of a run; sheets of the earlier exam are compared with, not listed."""
    against = before.tables if before else ()
    earlier = {table.sheet for table in against}
    own = [table for table in figures.tables if table.sheet not in earlier] or figures.tables
    contests = pupil_contests(own, figures.options)
    previous = pupil_contests(against, figures.options)
    found = [compared(contest, previous) for contest in contests]
    return PupilFigures(contests, found, figures.options, against)


def pupil_contests(tables: Sequence[ScoreTable], options: Options) -> list[PupilContest]:
    """Return the pupils by exam and grade, totals over all subjects of an exam.

    Where an exam has a sheet for each subject its pupils are brought together as those of two
    exams are (`core.pupils.matched`); who stands on one sheet only lacks the other's subjects.
    """
    contests = []
    for sitting in sittings(joined(tables)):
        held = {subject for own in sitting for one in own for subject in held_back(one, options)}
        whole = _side_by_side([one_table(own) for own in sitting])
        contests += [_contest(part, options, held) for part in _by_grade(whole)]
    return contests


def _contest(table: ScoreTable, options: Options, held: Collection[str]) -> PupilContest:
    own = [subject for subject in held if subject in table.subjects]
    totals = totals_of(table, options, own)
    places = places_of(table, totals, options.ties)
    grade = table.grades[0] if table.grades else ""
    return PupilContest(table.exam_or_sheet, grade, table, totals, places, own)


def _by_grade(table: ScoreTable) -> list[ScoreTable]:
    """Return the pupils of each grade, without subjects that it does not have."""
    grades = sorted(set(table.grades), key=grade_place)
    if len(grades) < 2:  # noqa: PLR2004 - most sheets
        return [table._replace(subjects=_taken(table.subjects))] if table.rows else []
    return [
        _only(table, [n for n, own in enumerate(table.grades) if own == grade]) for grade in grades
    ]


def _only(table: ScoreTable, pupils: Sequence[int]) -> ScoreTable:
    def of(values: Sequence[Any]) -> Sequence[Any]:
        return itemgetter(*pupils)(values) if len(pupils) > 1 else (values[pupils[0]],)

    subjects = {
        name: SubjectColumn(name, column.letter, of(column.marks), full_mark=column.full_mark)
        for name, column in table.subjects.items()
    }
    return ScoreTable(
        table.sheet,
        table.exam,
        rows=of(table.rows),
        schools=of(table.schools),
        grades=of(table.grades),
        classes=of(table.classes),
        names=of(table.names),
        student_ids=of(table.student_ids),
        subjects=_taken(subjects),
    )


def _taken(subjects: Mapping[str, SubjectColumn]) -> dict[str, SubjectColumn]:
    return {
        name: column
        for name, column in subjects.items()
        if len(column.remarks) < len(column.marks)
        or any(mark is not NOT_DUE for mark in column.marks)
    }


def _side_by_side(tables: Sequence[ScoreTable]) -> ScoreTable:
    """Return the pupils of sheets of different subjects as one table, the longest sheet's first."""
    if len(tables) == 1:
        return tables[0]
    base, *others = sorted(tables, key=lambda table: -len(table.rows))
    for other in others:
        base = _beside(base, other)
    order = {subject: number for number, table in enumerate(tables) for subject in table.subjects}
    ordered = dict(sorted(base.subjects.items(), key=lambda item: order[item[0]]))
    return base._replace(sheet=JOINT.join(table.sheet for table in tables), subjects=ordered)


def _beside(base: ScoreTable, other: ScoreTable) -> ScoreTable:
    """Return a table with the subjects of another; pupils who stand only there come last."""
    matches = matched(other, base)
    alone = [pupil for pupil, place in enumerate(matches) if not isinstance(place, int)]
    size = len(base.rows) + len(alone)

    def longer(name: str) -> list[Any]:
        more = getattr(other, name)
        return [*getattr(base, name), *(more[pupil] for pupil in alone)]

    subjects = {
        label: SubjectColumn(
            label,
            column.letter,
            [*column.marks, *[BLANK] * len(alone)],
            full_mark=column.full_mark,
        )
        for label, column in base.subjects.items()
    }
    for label, column in other.subjects.items():
        marks: list[Mark] = [BLANK] * size
        for pupil, place in enumerate(matches):
            if isinstance(place, int):
                marks[place] = column.marks[pupil]
        marks[len(base.rows) :] = [column.marks[pupil] for pupil in alone]
        subjects[label] = SubjectColumn(label, column.letter, marks, full_mark=column.full_mark)
    return base._replace(
        rows=longer("rows"),
        schools=longer("schools"),
        grades=longer("grades"),
        classes=longer("classes"),
        names=longer("names"),
        student_ids=longer("student_ids"),
        subjects=subjects,
    )
