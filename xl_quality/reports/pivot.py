"""Results laid out as a sheet has them: a group a row, its subjects side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.core.grouping import Group
    from xl_quality.core.results import GroupResult


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One group in one exam: its results by subject, and the line over all of them if any."""

    exam: str
    group: Group
    subjects: Mapping[str, GroupResult]
    overall: GroupResult | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """A column that names a group, kept only where some group has that name."""

    title: str
    of: Callable[[PivotRow], str]


_NAMES = (
    Names("考试", lambda row: row.exam),
    Names("年级", lambda row: row.group.grade),
    Names("学校", lambda row: row.group.school),
    Names("班级", lambda row: row.group.class_name),
    Names("教师", lambda row: row.group.teacher),
)


def pivot(results: Sequence[GroupResult], overall: Sequence[GroupResult] = ()) -> list[PivotRow]:
    """Bring each group's subjects together, groups in order of first appearance."""
    rows: dict[tuple[str, Group], dict[str, GroupResult]] = {}
    for result in results:
        rows.setdefault((exam_of(result), result.group), {})[result.subject] = result
    totals = {(exam_of(total), total.group): total for total in overall}
    return [
        PivotRow(exam, group, subjects, totals.get((exam, group)))
        for (exam, group), subjects in rows.items()
    ]


def exam_of(result: GroupResult) -> str:
    """Return the exam's name, the sheet's where the exam has none."""
    return result.exam or result.sheet


def subjects_of(rows: Sequence[PivotRow]) -> list[str]:
    """Return all subjects in order of first appearance."""
    return list(dict.fromkeys(subject for row in rows for subject in row.subjects))


def names_of(rows: Sequence[PivotRow]) -> list[Names]:
    """Return the columns needed to name the groups; the exam only where there are several."""
    several = len({row.exam for row in rows}) > 1
    wanted = _NAMES if several else _NAMES[1:]
    return [names for names in wanted if any(names.of(row) for row in rows)]
