"""Which pupils belong together, and who is due to sit.

Pupils are grouped by school, grade, class or teacher; how many of a group are due (应考) is said by
numbers an office gives by class, and by what the cells show.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar

from xl_quality.core.marks import BLANK, NOT_DUE, NOT_TAKEN, Mark, Remark, ScoreTable, SubjectColumn

WHOLE: Final = "全体"  # The name of the group that holds everybody
ALWAYS: Final = ("语文", "数学")
"""Taught in every school and grade: a school without one mark in them has not handed them in."""
_SAME: Final = 9, 10
"""So many of the pupils have equally many subjects where subjects are chosen: fewer would also be
the look of an exam from which a tenth stayed away."""


class Level(StrEnum):
    """What a group is."""

    ALL = "all"  # 全体
    GRADE = "grade"  # 年级
    SCHOOL = "school"  # 学校
    CLASS = "class"  # 班级
    TEACHER = "teacher"  # 教师


class Group(NamedTuple):
    """One group of pupils (统计单位); what does not apply is ``""``."""

    level: Level  # what it is
    # school, grade, class_name, teacher: its names, as on the sheet
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


def class_called(name: str) -> str:
    """Return what people call a class, where the sheet has a bare number too.

    >>> class_called("7"), class_called("1班")
    ('7班', '1班')
    """
    return f"{name}班" if name.isdecimal() else name


def grade_and_class(grade: str, name: str) -> tuple[str, str]:
    """Return what people call a grade and a class of it; the grade is told once.

    >>> grade_and_class("五年级", "五(1)"), grade_and_class("五年级", "五（二）班")
    (('', '五（1）班'), ('', '五（二）班'))
    >>> grade_and_class("一年级", "一班"), grade_and_class("五年级", "六(1)")
    (('一年级', '一班'), ('五年级', '六(1)'))
    >>> grade_and_class("三年级", "三年级1班"), grade_and_class("高一", "高一（3）班")
    (('', '三年级1班'), ('', '高一（3）班'))
    """
    if grade and name.startswith(grade) and name != grade:
        return "", name
    stem = grade.removesuffix("年级")
    number = stem and re.fullmatch(
        rf"{re.escape(stem)}(?:年级)?[(（](\d+|[一二三四五六七八九十]+)[)）]班?", name
    )
    return ("", f"{stem}（{number[1]}）班") if number else (grade, class_called(name))


UnitKey = tuple[str, str, str]  # school, grade, class of a pupil; ``""`` = the sheet does not say
Key = TypeVar("Key", bound="Group | UnitKey")
Of = TypeVar("Of")


class Partition(NamedTuple, Generic[Key]):
    """Pupils sorted into groups."""

    groups: Sequence[Key]  # in order of first appearance
    order: Sequence[int]  # pupil numbers, group after group; those outside every group are left out
    ends: Sequence[int]  # where each group ends in `order`

    def split(self, marks: Sequence[Of]) -> list[Sequence[Of]]:
        """Return the marks, or whatever else each pupil has, of each group."""
        if not self.order:
            return []
        if len(self.order) == 1:
            ordered: Sequence[Of] = (marks[self.order[0]],)
        else:
            ordered = itemgetter(*self.order)(marks)
        return [ordered[start:end] for start, end in pairwise((0, *self.ends))]


def partition(keys: Iterable[Key | None]) -> Partition[Key]:
    """Sort pupils into groups by a key each; None leaves a pupil out."""
    members: dict[Key, list[int]] = {}
    last: Key | None = None
    bucket: list[int] = []
    for pupil, key in enumerate(keys):
        if key is None:
            continue
        if key != last:
            bucket, last = members.setdefault(key, []), key
        bucket.append(pupil)
    order = [pupil for pupils in members.values() for pupil in pupils]
    return Partition(list(members), order, list(accumulate(map(len, members.values()))))


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
    """Sort the pupils of a sheet by who teaches them *subject* (任课教师).

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


def sorted_out(table: ScoreTable) -> ScoreTable:
    """Return a table in which the blanks of pupils who are not due hold `NOT_DUE`.

    A blank is a mark that is missing, except in two cases that the sheet itself shows:

    - subjects are chosen (选考): nine of ten pupils have marks in equally many of the subjects
      that have blanks at all, but not in all of these (3+1+2; 日语 instead of 英语);
    - a school does not offer the subject: nobody of its grade has anything in it (grade 3 without
      英语). 语文 and 数学 are offered everywhere, unless nobody on the sheet sits them.

    Args:
        table: all sheets of one contest together, best.
    """
    gaps = {name: c for name, c in table.subjects.items() if BLANK in c.marks}
    if not gaps:
        return table
    told = offered(table, gaps)
    chosen = {
        name: column for name, column in told.items() if BLANK in column and name not in ALWAYS
    }
    told |= _chosen(table, chosen)
    changed = {name: marks for name, marks in told.items() if marks is not gaps[name].marks}
    return table.with_marks(changed) if changed else table


def offered(table: ScoreTable, gaps: Mapping[str, SubjectColumn]) -> dict[str, Sequence[Mark]]:
    """Return columns with blanks; those of schools that do not offer a subject are `NOT_DUE`."""
    schools, grades = table.schools, table.grades
    sizes: Counter[tuple[str, str]] = Counter()
    for (school, grade, _), number in table.units.items():
        sizes[school, grade] += number
    told: dict[str, Sequence[Mark]] = {}
    for name, column in gaps.items():
        marks = told[name] = column.marks
        blanks = [pupil for pupil in column.remarks if marks[pupil] is BLANK]
        counts = Counter((schools[pupil], grades[pupil]) for pupil in blanks)
        without = {home for home, number in counts.items() if number == sizes[home]}
        if not without or (name in ALWAYS and len(blanks) < len(marks)):
            continue
        changed = list(marks)
        for pupil in blanks:
            if (schools[pupil], grades[pupil]) in without:
                changed[pupil] = NOT_DUE
        told[name] = changed
    return told


def _chosen(table: ScoreTable, gaps: Mapping[str, Sequence[Mark]]) -> dict[str, list[Mark]]:
    """Return the columns of subjects that pupils choose from, their blanks told as `NOT_DUE`."""
    blanks = sum(list(column).count(BLANK) for column in gaps.values())
    if blanks * _SAME[1] < len(table.rows) * _SAME[0]:
        return {}  # nine of ten pupils would have at least one each
    rows = list(zip(*gaps.values(), strict=True))
    taken = [sum(mark is not BLANK for mark in row) for row in rows]
    full = [name for name in table.subjects if name not in gaps]
    present = [
        number
        for pupil, number in enumerate(taken)
        if number or any(not isinstance(table.subjects[name].marks[pupil], Remark) for name in full)
    ]
    if not present:
        return {}
    ((usual, pupils),) = Counter(present).most_common(1)
    if not 0 < usual < len(gaps) or pupils * _SAME[1] < len(present) * _SAME[0]:
        return {}
    keys = unit_keys(table)
    return {
        name: _not_chosen(column, keys, [number == usual for number in taken])
        for name, column in gaps.items()
    }


def _not_chosen(
    marks: Sequence[Mark], keys: Sequence[UnitKey], complete: Sequence[bool]
) -> list[Mark]:
    """Return marks with the blanks of subjects that a pupil has not chosen told as `NOT_DUE`.

    A pupil with fewer marks than the others lacks one; it can only be of a subject that somebody
    of the class takes.
    """
    offered = {key for key, mark in zip(keys, marks, strict=True) if mark is not BLANK}
    return [
        NOT_DUE if mark is BLANK and (all_there or key not in offered) else mark
        for mark, key, all_there in zip(marks, keys, complete, strict=True)
    ]


def due_at_all(
    table: ScoreTable, groups: Partition[Group], enrolled: Mapping[UnitKey, int]
) -> list[int | None]:
    """Return how many pupils of each group are enrolled, whatever they sit; None = not given."""
    return _numbers(groups, unit_keys(table), enrolled, frozenset())


def due(
    table: ScoreTable, subject: str, groups: Partition[Group], enrolled: Mapping[UnitKey, int]
) -> list[int | None]:
    """Return how many pupils of each group were due to sit in *subject* (应考人数).

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
    keys = unit_keys(table)
    pairs = zip(keys, table.subjects[subject].marks, strict=True)
    idle = set(keys) - {
        key for key, mark in pairs if not isinstance(mark, Remark) or mark.state not in NOT_TAKEN
    }
    return _numbers(groups, keys, enrolled, idle)


def _numbers(
    groups: Partition[Group],
    keys: Sequence[UnitKey],
    enrolled: Mapping[UnitKey, int],
    idle: AbstractSet[UnitKey],
) -> list[int | None]:
    """Add up what is given for the classes of each group, but for the idle ones."""
    if not enrolled:
        return [None] * len(groups.groups)
    taking = {key: number for key, number in enrolled.items() if key not in idle}
    sums: dict[tuple[bool, ...], Counter[UnitKey]] = {}
    return [
        _complete(set(own) - idle, taking)
        if group.level is Level.TEACHER
        else _contained(group, taking, sums)
        for group, own in zip(groups.groups, groups.split(keys), strict=True)
    ]


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


def same_pupils(one: ScoreTable, other: ScoreTable) -> bool:
    """Say whether half of the pupils of the shorter sheet, at least, stand on the other as well.

    A pupil is school, grade, class and name, or number where no name is.
    """
    pupils, others = _called(one), _called(other)
    return bool(pupils and others) and len(pupils & others) * 2 >= min(len(pupils), len(others))


def lacking_pupils(tables: Sequence[ScoreTable]) -> list[list[str]]:
    """Return for each sheet the pupils of the other ones that it lacks, in the order met.

    >>> from xl_quality.core.marks import ScoreTable
    >>> def sheet(*names: str) -> ScoreTable:
    ...     blank = [""] * len(names)
    ...     return ScoreTable("", "", range(len(names)), blank, blank, blank, names, blank, {})
    >>> lacking_pupils([sheet("安一", "安二"), sheet("安二", "安三")])
    [['安三'], ['安一']]
    """
    own = [_called(table) for table in tables]
    every = dict.fromkeys(pupil for table in tables for pupil in _in_order(table))
    return [[pupil[-1] for pupil in every if pupil not in pupils] for pupils in own]


def _called(table: ScoreTable) -> set[tuple[str, ...]]:
    return set(_in_order(table))


def _in_order(table: ScoreTable) -> list[tuple[str, ...]]:
    units = zip(table.schools, table.grades, table.classes, strict=True)
    names = (name or number for name, number in zip(table.names, table.student_ids, strict=True))
    return [(*unit, name) for unit, name in zip(units, names, strict=True) if name]


def only_school(tables: Iterable[ScoreTable]) -> str:
    """Return the one school that all pupils are of, ``""`` where there are several or none."""
    schools = {school for table in tables for school, _, _ in table.units}
    return schools.pop() if len(schools) == 1 else ""
