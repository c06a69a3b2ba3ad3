"""Pupils due to sit (应考人数) of each group, from the numbers an office gives by class."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xl_quality.core.grouping import Level, unit_keys
from xl_quality.core.marks import NOT_TAKEN, Remark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xl_quality.core.grouping import Group, Partition, UnitKey
    from xl_quality.core.scores import ScoreTable


def due(
    table: ScoreTable, subject: str, groups: Partition[Group], enrolled: Mapping[UnitKey, int]
) -> list[int | None]:
    """
    Return how many pupils of each group were due to sit in *subject* (应考人数).

    Args:
        table: the score sheet.
        subject: as labelled on the sheet.
        groups: how its pupils are grouped.
        enrolled: pupils by (school, grade, class). A listed class in which nobody takes the
            subject counts nowhere: its pupils were not due.

    Returns:
        A number a group: the sum over what is given for its classes; None where nothing is,
        and for a teacher also where one of his or her classes has no number.
    """
    if not enrolled:
        return [None] * len(groups.groups)
    keys = unit_keys(table)
    idle = _idle(table, subject, keys)
    taking = {key: number for key, number in enrolled.items() if key not in idle}
    sums: dict[tuple[bool, ...], Counter[UnitKey]] = {}
    numbers: list[int | None] = []
    starts = (0, *groups.ends)
    for group, start, end in zip(groups.groups, starts, groups.ends, strict=False):
        if group.level is Level.TEACHER:
            classes = {keys[pupil] for pupil in groups.order[start:end]}
            numbers.append(_complete(classes - idle, taking))
        else:
            numbers.append(_contained(group, taking, sums))
    return numbers


def _idle(table: ScoreTable, subject: str, keys: Sequence[UnitKey]) -> AbstractSet[UnitKey]:
    marks = table.subjects[subject].marks
    return set(keys) - {
        key
        for key, mark in zip(keys, marks, strict=True)
        if not isinstance(mark, Remark) or mark.state not in NOT_TAKEN
    }


def _complete(classes: AbstractSet[UnitKey], enrolled: Mapping[UnitKey, int]) -> int | None:
    if not classes <= enrolled.keys():
        return None
    return sum(enrolled[key] for key in classes)


def _contained(
    group: Group, enrolled: Mapping[UnitKey, int], sums: dict[tuple[bool, ...], Counter[UnitKey]]
) -> int | None:
    """Sum once over each combination of names that groups have: a county has a thousand classes."""
    names = (group.school, group.grade, group.class_name)
    known = tuple(map(bool, names))
    if known not in sums:
        sums[known] = Counter()
        for key, number in enrolled.items():
            school, grade, class_name = (
                name if wanted else "" for name, wanted in zip(key, known, strict=True)
            )
            sums[known][school, grade, class_name] += number
    return sums[known].get(names)
