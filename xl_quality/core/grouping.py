"""Which pupils belong together: by school, grade, class or teacher."""

from __future__ import annotations

from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


UnitKey = tuple[str, str, str]
"""school, grade, class of a pupil; ``""`` = the sheet does not say."""
Key = TypeVar("Key", bound="Group | UnitKey")
Of = TypeVar("Of")


class Partition(NamedTuple, Generic[Key]):
    """
    Pupils sorted into groups.

    Attributes:
        groups: in order of first appearance.
        order: pupil numbers, group after group; pupils outside every group are left out.
        ends: where each group ends in `order`.
    """

    groups: Sequence[Key]
    order: Sequence[int]
    ends: Sequence[int]

    def split(self, marks: Sequence[Of]) -> list[Sequence[Of]]:
        """Return the marks, or whatever else each pupil has, of each group."""
        if not self.order:
            return []
        if len(self.order) == 1:
            ordered: Sequence[Of] = (marks[self.order[0]],)
        else:
            ordered = itemgetter(*self.order)(marks)
        starts = (0, *self.ends)
        return [ordered[start:end] for start, end in zip(starts, self.ends, strict=False)]


def partition(keys: Iterable[Key | None]) -> Partition[Key]:
    """Sort pupils into groups by a key each; None leaves a pupil out."""
    members: dict[Key, list[int]] = {}
    last: Key | None = None
    bucket: list[int] = []
    for pupil, key in enumerate(keys):
        if key != last and key is not None:
            bucket = members.setdefault(key, [])
        last = key
        if key is not None:
            bucket.append(pupil)
    order = [pupil for pupils in members.values() for pupil in pupils]
    ends, end = [], 0
    for pupils in members.values():
        end += len(pupils)
        ends.append(end)
    return Partition(list(members), order, ends)


def by_level(table: ScoreTable, level: Level) -> Partition[Group]:
    """Sort the pupils of a sheet into groups of one level other than TEACHER.

    The whole sheet keeps its grade where it has just one, to be told from other grades' sheets.
    Pupils whose grade, school or class the sheet does not say are in no group of that level.
    """
    keys = unit_keys(table)
    known = levelled(table, level, list(dict.fromkeys(keys)))
    return partition([known[key] for key in keys])


def levelled(
    table: ScoreTable, level: Level, keys: Sequence[UnitKey]
) -> Mapping[UnitKey, Group | None]:
    """Return the group of one level that each school, grade and class of a sheet belongs to."""
    one_grade = len(set(table.grades)) == 1
    with_school = level in {Level.SCHOOL, Level.CLASS}
    with_grade = level is not Level.ALL or one_grade
    named = {Level.SCHOOL: 0, Level.GRADE: 1, Level.CLASS: 2}.get(level)
    return {
        key: Group(
            level,
            key[0] if with_school else "",
            key[1] if with_grade else "",
            key[2] if level is Level.CLASS else "",
        )
        if named is None or key[named]
        else None
        for key in keys
    }


def by_teacher(
    table: ScoreTable, subject: str, taught: Mapping[tuple[str, str, str, str], str]
) -> Partition[Group]:
    """
    Sort the pupils of a sheet by who teaches them *subject* (任课教师).

    Args:
        table: the score sheet.
        subject: as labelled on the sheet.
        taught: teacher by (school, grade, class, subject). A teacher of several classes of one
            grade is one group: the rates are recomputed from all those pupils. Equal names at
            two schools are two teachers. Pupils of classes nobody is named for are left out.
    """
    keys = unit_keys(table)
    known = taught_groups(subject, taught, list(dict.fromkeys(keys)))
    return partition([known[key] for key in keys])


def taught_groups(
    subject: str, taught: Mapping[tuple[str, str, str, str], str], keys: Sequence[UnitKey]
) -> Mapping[UnitKey, Group | None]:
    """Return the teacher of *subject* that each school, grade and class belongs to."""
    teachers = {key: taught.get((*key, subject), "") for key in keys}
    return {
        key: Group(Level.TEACHER, key[0], key[1], teacher=teacher) if teacher else None
        for key, teacher in teachers.items()
    }


def unit_keys(table: ScoreTable) -> list[UnitKey]:
    """Return school, grade and class of each pupil."""
    return list(zip(table.schools, table.grades, table.classes, strict=True))
