"""Score sheets of one exam brought together: a sheet a class or a school is one contest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.enrolment import sorted_out
from xl_quality.core.grouping import by_level
from xl_quality.core.marks import BLANK
from xl_quality.core.scores import ScoreTable, SubjectColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.grouping import Group, Level

JOINT = "、"


def joined(tables: Sequence[ScoreTable]) -> list[list[ScoreTable]]:
    """
    Return the sheets that belong to one contest, as lists in workbook order.

    Sheets are joined where exam, grade, subjects and full marks are the same and no class stands
    on two of them; a sheet that names neither class nor school stays alone: its pupils could be
    anybody's.
    """
    contests: list[list[ScoreTable]] = []
    for table in tables:
        home = next((known for known in contests if _fits(table, known)), None)
        if home is None:
            contests.append([table])
        else:
            home.append(table)
    return contests


def _fits(table: ScoreTable, contest: Sequence[ScoreTable]) -> bool:
    own = _units(table)
    named = all(any(unit) for unit in own)
    return named and all(
        other.exam == table.exam
        and _subjects(other) == _subjects(table)
        and set(other.grades) == set(table.grades)
        and own.isdisjoint(_units(other))
        and all(any(unit) for unit in _units(other))
        for other in contest
    )


def sittings(contests: Sequence[Sequence[ScoreTable]]) -> list[list[Sequence[ScoreTable]]]:
    """
    Return the contests whose subjects count together in 总评, as lists in workbook order.

    An office may give each subject a sheet of its own: contests of one named exam and the same
    grades belong together where they share classes or schools but no subject.
    """
    found: list[list[Sequence[ScoreTable]]] = []
    for contest in contests:
        home = next((known for known in found if _continues(contest, known)), None)
        if home is None:
            found.append([contest])
        else:
            home.append(contest)
    return found


def _continues(contest: Sequence[ScoreTable], sitting: Sequence[Sequence[ScoreTable]]) -> bool:
    first = contest[0]
    units = {unit for table in contest for unit in _units(table) if any(unit)}
    return bool(first.exam) and all(
        other[0].exam == first.exam
        and set(other[0].grades) == set(first.grades)
        and first.subjects.keys().isdisjoint(other[0].subjects)
        and any(not units.isdisjoint(_units(table)) for table in other)
        for other in sitting
    )


def _subjects(table: ScoreTable) -> list[tuple[str, int | None]]:
    return [(column.label, column.full_mark) for column in table.subjects.values()]


def _units(table: ScoreTable) -> set[tuple[str, str, str]]:
    return set(table.units)


def exam_names(tables: Sequence[ScoreTable]) -> list[str]:
    """Return the names of the exams; sheets that belong to one exam without a name are one."""
    joint = map(one_table, joined(tables))
    return list(dict.fromkeys(table.exam or table.sheet for table in joint))


def one_table(tables: Sequence[ScoreTable]) -> ScoreTable:
    """
    Return the pupils of all sheets of one contest as one table.

    An exam without a name is called after its sheets: they are one exam, not one each.
    """
    if len(tables) == 1:
        return tables[0]
    first = tables[0]

    def chained(name: str) -> list[str]:
        return [value for table in tables for value in getattr(table, name)]

    subjects = {
        label: SubjectColumn(
            label,
            column.letter,
            [mark for table in tables for mark in table.subjects[label].marks],
            full_mark=column.full_mark,
        )
        for label, column in first.subjects.items()
    }
    return ScoreTable(
        JOINT.join(table.sheet for table in tables),
        first.exam or f"{first.sheet}等{len(tables)}张表",
        [row for table in tables for row in table.rows],
        chained("schools"),
        chained("grades"),
        chained("classes"),
        chained("names"),
        chained("student_ids"),
        subjects,
    )


def blanks_told(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """
    Return the sheets with the blanks of pupils told who are not due (未选考); see `sorted_out`.

    The sheets of one contest are looked at together: a class on a sheet of its own that has no
    mark in a subject is missing where the others have them.
    """
    if not any(BLANK in c.marks for table in tables for c in table.subjects.values()):
        return list(tables)
    told: dict[int, ScoreTable] = {}
    for contest in joined(tables):
        joint, start = one_table(contest), 0
        whole = sorted_out(joint)
        if len(contest) == 1 or whole is joint:
            told |= {id(table): whole if len(contest) == 1 else table for table in contest}
            continue
        for table in contest:
            end = start + len(table.rows)
            subjects = {
                name: column._replace(marks=whole.subjects[name].marks[start:end])
                for name, column in table.subjects.items()
            }
            told[id(table)] = table._replace(subjects=subjects)
            start = end
    return [told[id(table)] for table in tables]


def homes(tables: Iterable[ScoreTable], level: Level) -> dict[Group, str]:
    """Return the sheets on which each group of a level stands."""
    found: dict[Group, list[str]] = {}
    for table in tables:
        for group in by_level(table, level).groups:
            found.setdefault(group, []).append(table.sheet)
    return {group: JOINT.join(sheets) for group, sheets in found.items()}
