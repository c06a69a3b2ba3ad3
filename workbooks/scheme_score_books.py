"""Sample workbooks of the schemes that judge rates and places which the scores give: D–G, I, J."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workbooks.dice import Dice
from workbooks.names import invent_distinct_names
from workbooks.scheme_classes import SchoolClass, pupil_rows
from workbooks.scheme_sheets import SchemeBook, Sheet, indicators, settings
from workbooks.township import CENTRAL_OFFICE, SCHOOL_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbooks.looks import Cell
    from workbooks.scheme_classes import Reached

TOWN: Final = "青禾镇"
NOW: Final = "2026年春季期末"
_TEACHING: Final = ("学校", "年级", "班级", "学科", "任课教师", "班主任")
_LINES: Final = (("满分", "", 100), ("及格线", "", "60%"), ("优秀线", "", "85%"))

Grade = tuple[str, str, "Sequence[SchoolClass]"]
"""Grade, exam and its classes."""


def _scores(dice: Dice, grade: Grade) -> Sheet:
    name, exam, classes = grade
    labels = ("学校", "班级", "姓名", *classes[0].reached)
    return Sheet(
        f"{name}{exam}", f"{TOWN}{name}{exam}成绩册（虚构）", labels, pupil_rows(dice, classes)
    )


def _exams(*grades: Grade, office: str = "") -> Sheet:
    named = (("考试", f"{name}{exam}", exam) for name, exam, _ in grades)
    levels = (("年级", f"{name}{exam}", name) for name, exam, _ in grades)
    called = (("单位名称", "", office),) if office else ()
    stated = settings(*_LINES, *named, *levels, *called)
    exams = dict.fromkeys(exam for _, exam, _ in grades)
    terms = [
        ("学年学期", None, exam, SCHOOL_TERMS[exam], None) for exam in exams if exam in SCHOOL_TERMS
    ]
    return replace(stated, rows=[*stated.rows, *terms])


def _taught(dice: Dice, *grades: Grade) -> list[tuple[Cell, ...]]:
    """Give every class and subject a teacher of its own; who teaches 语文 leads the class."""
    names = iter(invent_distinct_names(dice, 120))
    rows: list[tuple[Cell, ...]] = []
    for grade, _, classes in grades:
        for one in classes:
            teachers = {subject: next(names) for subject in one.reached}
            head = next(iter(teachers.values()))
            rows += [
                (one.school, grade, one.name, subject, teacher, head)
                for subject, teacher in teachers.items()
            ]
    return rows


def _book(scheme: str, file: str, *sheets: Sheet, parameters: Sequence[str] = ()) -> SchemeBook:
    return SchemeBook(scheme, file, sheets, parameters)


def _classes(
    school: str, size: int, by_class: Mapping[str, Mapping[str, Reached]]
) -> list[SchoolClass]:
    return [SchoolClass(school, name, size, reached) for name, reached in by_class.items()]


def class_targets() -> SchemeBook:
    """D: grade three is on target in every class and subject, grade four is not."""
    dice, school = Dice(20260604), "青禾镇中心小学"
    third = _classes(
        school,
        40,
        {
            "1班": {"语文": (40, 30), "数学": (40, 32), "英语": (40, 34)},
            "2班": {"语文": (40, 28), "数学": (40, 30), "英语": (40, 32)},  # just on 70, 75, 80 %
        },
    )
    third_before = _classes(
        school,
        40,
        {
            "1班": {"语文": (39, 28), "数学": (40, 30), "英语": (39, 31)},  # 70 %, 75 %: 3 more
            "2班": {"语文": (39, 27), "数学": (39, 29), "英语": (39, 31)},  # below the lines
        },
    )
    fourth = _classes(
        school,
        40,
        {
            "1班": {"语文": (40, 29), "数学": (40, 33), "英语": (40, 33)},  # 语文 0.5 short of 73 %
            "2班": {"语文": (38, 27), "数学": (37, 28), "英语": (36, 29)},
            "3班": {"语文": (39, 24), "数学": (38, 30), "英语": (38, 32)},
        },
    )
    fourth_before = _classes(
        school,
        40,
        {
            "1班": {"语文": (40, 28), "数学": (39, 31), "英语": (39, 32)},
            "2班": {"语文": (38, 27), "数学": (38, 29), "英语": (38, 32)},
            "3班": {"语文": (38, 27), "数学": (39, 31), "英语": (38, 31)},
        },
    )
    now: tuple[Grade, ...] = (("三年级", "本学期期末", third), ("四年级", "本学期期末", fourth))
    before: tuple[Grade, ...] = (
        ("三年级", "上学期期末", third_before),
        ("四年级", "上学期期末", fourth_before),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            school,
            "四年级",
            "3班",
            "语文",
            None,
            "优秀率",
            0.62,
            None,
            None,
        ),  # the school's own line
        (school, "四年级", "2班", "语文", None, "优秀率", None, None, 3),  # at most 3 points
    ]
    return _book(
        "class-targets",
        "班级目标示例.xlsx",
        *(_scores(dice, grade) for grade in (*now, *before)),
        Sheet("任课", f"{school}任课表（虚构）", _TEACHING, _taught(dice, *now)),
        indicators("学校另定的标准线和最多扣分（虚构）", rows, *_ALL),
        _exams(*now, *before, office=school),
        parameters=("per_point=1",),
    )


_ALL: Final = ("单位", "年级", "班级", "学科", "姓名", "指标", "目标", "实际", "分值")
_SCHOOLS: Final = (
    "青禾镇中心小学", "柳溪小学", "石桥小学", "枫树岭小学", "白鹭洲小学", "长塘小学", "竹园小学",
)  # fmt: skip


def _town(size: int, reached: Mapping[str, Sequence[Reached]]) -> list[SchoolClass]:
    """Return one class a school, the schools' figures by subject in their order."""
    return [
        SchoolClass(school, "1班", size, {s: figures[i] for s, figures in reached.items()})
        for i, school in enumerate(_SCHOOLS)
    ]


_FALLING: Final = ((20, 16), (20, 14), (19, 12), (18, 10), (17, 8), (16, 6), (14, 4))
"""Rank 1 to 7, in this order."""


def _ranked(*places: int) -> list[Reached]:
    """Return figures that give the schools these places, in the order of the schools."""
    return [_FALLING[place - 1] for place in places]


def rank_up() -> SchemeBook:
    """E: this year's places from the scores, last year's from 历次."""
    dice = Dice(20260605)
    first = _town(20, {"语文": _ranked(1, 2, 3, 4, 5, 6, 7), "数学": _ranked(3, 1, 2, 6, 4, 5, 7)})
    third = _town(20, {"语文": _ranked(2, 3, 1, 5, 4, 6, 7), "数学": _ranked(1, 2, 4, 3, 5, 7, 6)})
    before = {"语文": (1, 2, 3, 7, 5, 6, 4), "数学": (2, 1, 3, 5, 4, 7, 6)}
    grades: tuple[Grade, ...] = (("一年级", NOW, first), ("三年级", NOW, third))
    then = "2025年春季期末"
    history = [
        (then, school, "三年级", subject, place, len(_SCHOOLS))
        for subject, places in before.items()
        for school, place in zip(_SCHOOLS, places, strict=True)
    ]
    labels = ("考试", "单位", "年级", "学科", "名次", "总数")
    return _book(
        "rank-up",
        "名次进位示例.xlsx",
        *(_scores(dice, grade) for grade in grades),
        Sheet("任课", f"{TOWN}任课表（虚构）", _TEACHING, _taught(dice, *grades)),
        Sheet("历次", f"{TOWN}历次名次（虚构）", labels, history),
        _exams(*grades, office=CENTRAL_OFFICE),
    )


def town_line() -> SchemeBook:
    """F: results about the town's lines of 70 % and 68 %, places against the base exam."""
    dice = Dice(20260606)
    chinese = [(16, 9), (14, 7), (20, 14), (13, 6), (15, 8), (11, 3), (12, 5)]
    maths = [(14, 8), (20, 15), (13, 6), (12, 5), (16, 9), (18, 10), (10, 3)]  # 65 % is 3 below
    now: Grade = ("五年级", "2026年镇抽测", _town(20, {"语文": chinese, "数学": maths}))
    base: Grade = (
        "五年级",
        "基数考试",
        _town(20, {"语文": _ranked(4, 2, 1, 3, 5, 6, 7), "数学": _ranked(1, 2, 3, 4, 5, 6, 7)}),
    )
    taught = _taught(dice, now)
    lines: list[tuple[Cell, ...]] = [
        ("全镇", "五年级", "语文", None, "镇标准线", 0.70, None),
        ("全镇", "五年级", "数学", None, "镇标准线", 0.68, None),
    ]
    observed = (20, 25, 19, 22, 20, 12, 31)
    lines += [
        (row[0], "五年级", row[3], row[4], "听课", 20, observed[number % len(observed)])
        for number, row in enumerate(taught)
    ]
    return _book(
        "town-line",
        "镇标准线示例.xlsx",
        _scores(dice, now),
        _scores(dice, base),
        Sheet("任课", f"{TOWN}任课表（虚构）", _TEACHING, taught),
        indicators(
            f"{TOWN}抽测标准线和听课节数（虚构）", lines,
            "单位", "年级", "学科", "姓名", "指标", "目标", "实际",
        ),
        _exams(now, base, office=CENTRAL_OFFICE),
    )  # fmt: skip


def basic_targets() -> SchemeBook:
    """G: pass rates, means and excellent pupils of one school's classes."""
    dice, school = Dice(20260607), "石桥小学"
    now: Grade = (
        "六年级",
        "本学期期末",
        _classes(
            school,
            40,
            {
                "1班": {"语文": (36, 12), "数学": (20, 4)},  # 50 % and 10 %: just on target
                "2班": {"语文": (24, 3), "数学": (19, 2)},
            },
        ),
    )
    rows: list[tuple[Cell, ...]] = [
        (school, "六年级", "1班", None, None, "巩固率", 0.98, 1, 10),
        (school, "六年级", "2班", None, None, "巩固率", 0.98, 0.975, 10),
        (school, "六年级", "1班", "语文", None, "明显下降", None, 0, None),
        (school, "六年级", "2班", "数学", None, "明显下降", None, 1, None),
    ]
    return _book(
        "basic-targets",
        "教学基本目标示例.xlsx",
        _scores(dice, now),
        Sheet("任课", f"{school}任课表（虚构）", _TEACHING, _taught(dice, now)),
        indicators(f"{school}基本目标（虚构）", rows, *_ALL),
        _exams(now, office=school),
    )


def double_high() -> SchemeBook:
    """J: three junior schools; one reaches all, one misses a subject, one most."""
    dice = Dice(20260610)
    reached: dict[str, Mapping[str, Reached]] = {
        "青禾镇初级中学": {"语文": (40, 20), "数学": (38, 18), "英语": (36, 15), "物理": (37, 14)},
        "柳溪中学": {"语文": (38, 15), "数学": (35, 12), "英语": (36, 12), "物理": (36, 10)},
        "石桥中学": {"语文": (33, 9), "数学": (28, 8), "英语": (25, 5), "物理": (36, 6)},
    }
    classes = [SchoolClass(school, "1班", 40, own) for school, own in reached.items()]
    grade: Grade = ("九年级", NOW, classes)
    rows = [
        (school, "骨干教师比例", 0.5, share)
        for school, share in zip(reached, (0.55, 0.5, 0.42), strict=True)
    ]
    rows += [
        (school, "自定指标：课后服务参与率", 0.9, share)
        for school, share in zip(reached, (0.96, 0.9, 0.88), strict=True)
    ]
    return _book(
        "double-high",
        "双高方案示例.xlsx",
        _scores(dice, grade),
        indicators("骨干教师和自定指标（虚构）", rows),
        _exams(grade),
    )


def score_books() -> Iterator[SchemeBook]:
    """Yield the sample workbooks that hold scores, but that of the county's agreement."""
    yield class_targets()
    yield rank_up()
    yield town_line()
    yield basic_targets()
    yield double_high()
