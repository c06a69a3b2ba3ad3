"""Who teaches what in 青禾镇 (任课): invented teachers by school, grade, class and subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbooks.names import invent_distinct_names
from workbooks.township import GRADES, NINTH, class_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.dice import Dice
    from workbooks.township import Grade, School

_PRIMARY_CLASSES: Final = {"语文": 1, "数学": 1, "英语": 2, "科学": 4}
_JUNIOR_CLASSES: Final = {"语文": 2, "数学": 2, "英语": 2}
_OTHER_CLASSES: Final = 4
"""How many neighbouring classes of a grade one teacher has."""

_IN_ONE_ROW: Final = "科学"
"""The subject whose rows name all the classes of a teacher: 1、2班."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One class and subject with its teacher.

    Attributes:
        classes: 1班, or 1、2班 where one row covers several.
        head_teacher: of the class, ``""`` in a row for several.
    """

    school: str
    grade: str
    classes: str
    subject: str
    teacher: str
    head_teacher: str


def assign_teachers(dice: Dice) -> list[Lesson]:
    """Return the whole 任课 list, by grade, school, subject and class."""
    names = iter(invent_distinct_names(dice, 400))
    return [
        lesson
        for grade in GRADES
        for school in grade.schools
        for lesson in _lessons_of(grade, school, names)
    ]


def _lessons_of(grade: Grade, school: School, names: Iterator[str]) -> Iterator[Lesson]:
    classes = class_names(grade, school)
    loads = _JUNIOR_CLASSES if grade is NINTH else _PRIMARY_CLASSES
    teachers = {
        subject: _spread(len(classes), loads.get(subject, _OTHER_CLASSES), names)
        for subject in grade.full_marks
    }
    for subject, by_class in teachers.items():
        if subject == _IN_ONE_ROW:
            joint = "、".join(name.removesuffix("班") for name in classes) + "班"
            yield Lesson(school.name, grade.name, joint, subject, by_class[0], "")
            continue
        for index, class_name in enumerate(classes):
            head = teachers[("语文", "数学")[index % 2]][index]
            yield Lesson(school.name, grade.name, class_name, subject, by_class[index], head)


def _spread(classes: int, each: int, names: Iterator[str]) -> list[str]:
    """Return a teacher for each class; one teacher has *each* neighbouring classes."""
    teachers = [next(names) for _ in range(0, classes, each)]
    return [teachers[index // each] for index in range(classes)]
