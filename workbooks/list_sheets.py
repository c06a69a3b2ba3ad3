"""The list sheets: who teaches what, and all that decides rewards besides the marks.

The figures are set by hand so that each kind of reward and penalty of the two town
agreements and of the school's scheme occurs: on, above and below a target, among the first five
and the last eight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.county_table import other_schools, own_rates
from workbooks.list_figures import (
    CONTESTS,
    HAND_ENTERED,
    INDICATORS,
    STAFF,
    TOWN_HISTORY,
    county_ranks,
)
from workbooks.looks import print_on_a4, set_widths
from workbooks.results import teacher_places
from workbooks.township import NINTH, TOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlsxwriter import Workbook

    from workbooks.looks import Cell, Looks
    from workbooks.score_sheets import Sitting
    from workbooks.teaching import Lesson
    from workbooks.township import Pupil


def write_list(
    book: Workbook, looks: Looks, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write a list sheet: a title merged over the header, then a record a row."""
    sheet = book.add_worksheet(name)
    sheet.merge_range(0, 0, 0, len(header) - 1, f"{TOWN}{name}表（虚构）", looks.title)
    sheet.set_row(0, 28)
    for column, label in enumerate(header):
        sheet.write_string(1, column, label, looks.header)
    for row, record in enumerate(rows, start=2):
        number_look = looks.rate if "辍学率" in record else looks.figure
        for column, value in enumerate(record):
            if isinstance(value, str):
                sheet.write_string(row, column, value, looks.text)
            elif value is None:
                sheet.write_blank(row, column, None, looks.text)
            else:
                sheet.write_number(row, column, value, number_look)
    set_widths(sheet, [_WIDE.get(label, 12) for label in header])
    print_on_a4(sheet, (0, 1))


_WIDE = {
    "学校": 20,
    "单位": 20,
    "考试": 20,
    "工作表": 20,
    "指标": 20,
    "理由": 40,
    "批准人": 26,
    "说明": 60,
}


def write_lists(
    book: Workbook, looks: Looks, lessons: Sequence[Lesson], sittings: Sequence[Sitting]
) -> None:
    """Write all the list sheets."""
    teaching = ("学校", "年级", "班级", "学科", "任课教师", "班主任")
    write_list(book, looks, "任课", teaching, map(_lesson_cells, lessons))
    write_list(
        book, looks, "应考", ("学校", "年级", "班级", "人数"), _enrolled(_everybody(sittings))
    )
    ranks = ("单位", "考试", "学科", "名次", "总数", "得分", "年级", "教师", "及格率")
    rates = own_rates(sittings)
    write_list(book, looks, "县名次", ranks, [*county_ranks(rates), *other_schools(rates)])
    write_list(book, looks, "指标", ("单位", "指标", "目标", "实际", "姓名"), INDICATORS)
    write_list(
        book, looks, "历次", ("考试", "单位", "学科", "名次", "得分"), _history(sittings, lessons)
    )
    write_list(book, looks, "竞赛", ("姓名", "单位", "类别", "级别", "奖次"), CONTESTS)
    staff = [
        (*person, *[None] * (5 - len(person)), _account(number))
        for number, person in enumerate(STAFF)
    ]
    write_list(book, looks, "人员", ("姓名", "单位", "岗位", "得分", "津贴", "账号"), staff)
    by_hand = ("单位", "姓名", "条款", "金额", "理由", "批准人")
    write_list(book, looks, "手工金额", by_hand, HAND_ENTERED)


def _account(number: int) -> str:
    """Return an invented account: 19 digits whose check digit is wrong, so no card has them."""
    digits = f"62000026{9_000_000_000 + 7919 * number:010d}"
    odd = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    even = sum(map(int, digits[-2::-2]))
    return f"{digits}{(11 - (odd + even) % 10) % 10}"


def _lesson_cells(lesson: Lesson) -> Sequence[Cell]:
    cells = (lesson.school, lesson.grade, lesson.classes, lesson.subject, lesson.teacher)
    return (*cells, lesson.head_teacher or None)


def _everybody(sittings: Sequence[Sitting]) -> Iterator[Pupil]:
    """Yield the pupils of each grade once."""
    by_grade = {sitting.grade.name: sitting.pupils for sitting in sittings}
    for pupils in by_grade.values():
        yield from pupils


def _enrolled(pupils: Iterable[Pupil]) -> Iterator[Sequence[Cell]]:
    """Yield the enrolment of each class; in every 23rd, one pupil more than the sheets list."""
    counts: dict[tuple[str, str, str], int] = {}
    for pupil in pupils:
        where = (pupil.school.name, pupil.grade.name, pupil.class_name)
        counts[where] = counts.get(where, 0) + 1
    for number, (where, count) in enumerate(counts.items(), start=1):
        yield (*where, count + (number % 23 == 0))


def _history(sittings: Sequence[Sitting], lessons: Sequence[Lesson]) -> Iterator[Sequence[Cell]]:
    """Yield the schools' places of two years, then the English teachers' of the last two exams."""
    for exam, places in TOWN_HISTORY.items():
        for rank, (school, points) in enumerate(places, start=1):
            yield (exam, school, "综合", rank, points)
    for sitting in sittings:
        if sitting.grade is NINTH:
            yield from teacher_places(sitting, "英语", lessons)
