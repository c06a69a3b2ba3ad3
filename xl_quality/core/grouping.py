"""Which pupils belong together: by school, grade, class or teacher."""

from __future__ import annotations

from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.marks import Mark
    from xl_quality.core.scores import ScoreTable


class Level(StrEnum):
    """What a group is."""

    ALL = "all"  # 全体
    GRADE = "grade"  # 年级
    SCHOOL = "school"  # 学校
    CLASS = "class"  # 班级
    TEACHER = "teacher"  # 教师


WHOLE = "全体"
"""The name of the group that holds everybody."""


class Group(NamedTuple):
    """
    One group of pupils (统计单位); what does not apply is ``""``.

    Attributes:
        level: what it is.
        school, grade, class_name, teacher: its names, as on the sheet.
    """

    level: Level
    school: str = ""
    grade: str = ""
    class_name: str = ""
    teacher: str = ""

    @property
    def label(self) -> str:
        """Return the name that tells it from its neighbours.

        >>> Group(Level.CLASS, "青山小学", "六年级", "1班").label
        '青山小学 六年级 1班'
        >>> Group(Level.CLASS, class_name="1").label
        '1'
        """
        if self.level is Level.ALL:
            return WHOLE
        names = (self.school, self.grade, self.class_name, self.teacher)
        return " ".join(name for name in names if name)

    @property
    def contest(self) -> tuple[Level, str]:
        """Return the key of the groups it is ranked against: same level, same grade."""
        return self.level, self.grade


class Partition(NamedTuple):
    """
    Pupils sorted into groups.

    Attributes:
        groups: in order of first appearance.
        order: pupil numbers, group after group; pupils outside every group are left out.
        ends: where each group ends in `order`.
    """

    groups: Sequence[Group]
    order: Sequence[int]
    ends: Sequence[int]

    def split(self, marks: Sequence[Mark]) -> list[Sequence[Mark]]:
        """Return the marks of each group."""
        if not self.order:
            return []
        if len(self.order) == 1:
            ordered: Sequence[Mark] = (marks[self.order[0]],)
        else:
            ordered = itemgetter(*self.order)(marks)
        starts = (0, *self.ends)
        return [ordered[start:end] for start, end in zip(starts, self.ends, strict=False)]


def partition(keys: Iterable[Group | None]) -> Partition:
    """Sort pupils into groups; None leaves a pupil out."""
    members: dict[Group, list[int]] = {}
    last: Group | None = None
    bucket: list[int] = []
    for pupil, group in enumerate(keys):
        if group is not last and group is not None:
            bucket = members.setdefault(group, [])
        last = group
        if group is not None:
            bucket.append(pupil)
    order = [pupil for pupils in members.values() for pupil in pupils]
    ends, end = [], 0
    for pupils in members.values():
        end += len(pupils)
        ends.append(end)
    return Partition(list(members), order, ends)


def by_level(table: ScoreTable, level: Level) -> Partition:
    """Sort the pupils of a sheet into groups of one level other than TEACHER.

    The whole sheet keeps its grade where it has just one, to be told from other grades' sheets.
    Pupils whose grade, school or class the sheet does not say are in no group of that level.
    """
    blank = ("",) * len(table.rows)
    schools = table.schools if level in {Level.SCHOOL, Level.CLASS} else blank
    one_grade = len(set(table.grades)) == 1
    grades = table.grades if level is not Level.ALL or one_grade else blank
    classes = table.classes if level is Level.CLASS else blank
    keys = list(zip(schools, grades, classes, strict=True))
    named = {Level.SCHOOL: 0, Level.GRADE: 1, Level.CLASS: 2}.get(level)
    known = {
        key: Group(level, *key) if named is None or key[named] else None
        for key in dict.fromkeys(keys)
    }
    return partition([known[key] for key in keys])


def by_teacher(
    table: ScoreTable, subject: str, taught: Mapping[tuple[str, str, str, str], str]
) -> Partition:
    """
    Sort the pupils of a sheet by who teaches them *subject* (任课教师).

    Args:
        table: the score sheet.
        subject: as labelled on the sheet.
        taught: teacher by (school, grade, class, subject). A teacher of several classes of one
            grade is one group: the rates are recomputed from all those pupils. Equal names at
            two schools are two teachers. Pupils of classes nobody is named for are left out.
    """
    known: dict[tuple[str, str, str], Group | None] = {}
    keys = list(zip(table.schools, table.grades, table.classes, strict=True))
    for key in dict.fromkeys(keys):
        school, grade, _ = key
        teacher = taught.get((*key, subject), "")
        known[key] = Group(Level.TEACHER, school, grade, teacher=teacher) if teacher else None
    same: dict[Group, Group] = {}
    for key, found in known.items():
        known[key] = None if found is None else same.setdefault(found, found)
    return partition([known[key] for key in keys])
