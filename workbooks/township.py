"""The invented township 青禾镇: its schools, classes, teachers and pupils."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbooks.names import invent_distinct_names

if TYPE_CHECKING:
    from workbooks.dice import Dice

TOWN: Final = "青禾镇"
CENTRAL_OFFICE: Final = "青禾镇中心学校"
"""Who leads the town's schools; its name stands over all that is printed."""
EARLIER_EXAM: Final = "上学期期末"
THIS_EXAM: Final = "本学期期末"
EXAM_DATES: Final = {EARLIER_EXAM: "2025年秋季期末", THIS_EXAM: "2026年春季期末"}
SCHOOL_TERMS: Final = {
    THIS_EXAM: "2025—2026学年度第二学期",
    EARLIER_EXAM: "2025—2026学年度第一学期",
}
"""学年学期 of each exam: its name has no year."""
"""The exams' names in 历次, which looks back over years."""


@dataclass(frozen=True, slots=True)
class School:
    """A school.

    Attributes:
        name: as it stands in every sheet.
        level: how far its pupils are above (+) or below the average, in shares of the full mark.
        classes: how many classes each of its grades has.
    """

    name: str
    level: float
    classes: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (年级): the schools that have it, its subjects and their full marks."""

    name: str
    schools: tuple[School, ...]
    full_marks: dict[str, int]
    class_size: int

    @property
    def subject_labels(self) -> list[str]:
        """The labels over the marks; they state the full marks where not all are 100."""
        if set(self.full_marks.values()) == {100}:
            return list(self.full_marks)
        return [f"{subject}\n（{full}分）" for subject, full in self.full_marks.items()]


PRIMARY_SCHOOLS: Final = (
    School("青禾镇中心小学", 0.060, 4),
    School("柳溪小学", 0.040, 3),
    School("石桥小学", 0.030, 2),
    School("枫树岭小学", 0.010, 2),
    School("白鹭洲小学", 0.005, 3),
    School("长塘小学", -0.005, 2),
    School("竹园小学", -0.015, 2),
    School("杨柳湾小学", -0.030, 2),
    School("双龙小学", -0.045, 2),
    School("月亮坪小学", -0.170, 2),
)
JUNIOR_SCHOOLS: Final = (
    School("骆驼坳中学", 0.035, 12),
    School("严家坳中学", -0.035, 8),
)

_PRIMARY_MARKS: Final = {"语文": 100, "数学": 100, "英语": 100, "科学": 100}
_JUNIOR_MARKS: Final = {
    "语文": 120,
    "数学": 120,
    "英语": 120,
    "物理": 100,
    "化学": 100,
    "道德与法治": 100,
    "历史": 100,
}
FOURTH: Final = Grade("四年级", PRIMARY_SCHOOLS, _PRIMARY_MARKS, 42)
SIXTH: Final = Grade("六年级", PRIMARY_SCHOOLS, _PRIMARY_MARKS, 43)
NINTH: Final = Grade("九年级", JUNIOR_SCHOOLS, _JUNIOR_MARKS, 50)
GRADES: Final = (FOURTH, SIXTH, NINTH)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil, invented.

    Attributes:
        number: 考号, seven digits: grade, school, class, seat.
        ability: scattered about 0 with a spread of about 1.
    """

    school: School
    grade: Grade
    class_name: str
    number: str
    name: str
    ability: float


def class_names(grade: Grade, school: School) -> list[str]:
    """Return the names of a school's classes in a grade: 1班, 2班 … or 901班, 902班 …"""
    first = 901 if grade is NINTH else 1
    return [f"{first + index}班" for index in range(school.classes)]


def enrol(dice: Dice, grade: Grade) -> list[Pupil]:
    """Return all pupils of a grade, by school, class and seat; no two namesakes in one school."""
    pupils: list[Pupil] = []
    for school_number, school in enumerate(grade.schools, start=1):
        names = iter(invent_distinct_names(dice, school.classes * (grade.class_size + 4)))
        for class_number, class_name in enumerate(class_names(grade, school), start=1):
            for seat in range(1, grade.class_size + dice.below(9) - 3):
                number = f"{GRADES.index(grade) + 1}{school_number:02d}{class_number:02d}{seat:02d}"
                ability = dice.bell()
                pupils.append(Pupil(school, grade, class_name, number, next(names), ability))
    return pupils
