"""Results laid out as a sheet has them: a group a row, its subjects side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.grouping import WHOLE, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from xl_quality.core.grouping import Group
    from xl_quality.core.results import GroupResult


_NUMERALS: Final = "零一二三四五六七八九"
_LAST: Final = 10_000


class PivotRow(NamedTuple):
    """One group in one exam: its results by subject, and the line over all of them if any."""

    exam: str
    group: Group
    subjects: Mapping[str, GroupResult]
    overall: GroupResult | None = None


class Names(NamedTuple):
    """A column that names a group, kept only where some group has that name."""

    title: str
    of: Callable[[PivotRow], str]


def _school(row: PivotRow) -> str:
    """Return the school, or what stands in its column for groups over all schools."""
    over_all = row.group.level in {Level.ALL, Level.GRADE}
    return WHOLE if over_all else row.group.school


_NAMES = (
    Names("考试", lambda row: row.exam),
    Names("年级", lambda row: row.group.grade),
    Names("学校", _school),
    Names("班级", lambda row: row.group.class_name),
    Names("教师", lambda row: row.group.teacher),
)


def pivot(results: Sequence[GroupResult], overall: Sequence[GroupResult] = ()) -> list[PivotRow]:
    """
    Bring each group's subjects together, groups in order of first appearance.

    Where an exam has a group twice in one subject, on two sheets, each sheet is an exam of its
    own, called after exam and sheet: no figure hides another.
    """
    twice = _exams_with_doubles(results)
    rows: dict[tuple[str, Group], dict[str, GroupResult]] = {}
    for result in results:
        exam = _called(result, twice)
        number = 1
        while result.subject in rows.get((_numbered(exam, number), result.group), ()):
            number += 1
        row = rows.setdefault((_numbered(exam, number), result.group), {})
        row[result.subject] = result
    totals: dict[tuple[str, Group], GroupResult] = {}
    for total in overall:
        exam = _called(total, twice)
        number = 1
        while (_numbered(exam, number), total.group) in totals:
            number += 1
        totals[_numbered(exam, number), total.group] = total
    return [
        PivotRow(exam, group, subjects, totals.get((exam, group)))
        for (exam, group), subjects in rows.items()
    ]


def grade_place(grade: str) -> tuple[int, str]:
    """
    Return a key that sorts grades as schools count them.

    >>> sorted(["九年级", "初二", "四年级", "高一", "三年级", ""], key=grade_place)
    ['', '三年级', '四年级', '初二', '九年级', '高一']
    """
    if not grade:
        return 0, ""
    years = {"初": 6, "高": 9}.get(grade[0], 0)
    number = next((_NUMERALS.index(one) for one in grade if one in _NUMERALS), None)
    digits = "".join(one for one in grade if one.isdecimal())[:4]
    if number is None:
        number = int(digits) if digits else _LAST
    return years + number, grade


def _exams_with_doubles(results: Sequence[GroupResult]) -> set[str]:
    seen: set[tuple[str, Group, str]] = set()
    twice: set[str] = set()
    for result in results:
        key = (exam_of(result), result.group, result.subject)
        if key in seen:
            twice.add(key[0])
        seen.add(key)
    return twice


def _called(result: GroupResult, twice: Collection[str]) -> str:
    exam = exam_of(result)
    return f"{exam}（{result.sheet}）" if exam in twice and exam != result.sheet else exam


def _numbered(exam: str, number: int) -> str:
    """Tell the blocks of one sheet apart where nothing else does."""
    return exam if number == 1 else f"{exam} 第{number}块"


def exam_of(result: GroupResult) -> str:
    """Return the exam's name, the sheet's where the exam has none."""
    return result.exam or result.sheet


def blocks(rows: Sequence[PivotRow]) -> list[list[PivotRow]]:
    """
    Return the rows that fit under one header: exams and grades with the same subjects.

    Within a block exam follows exam and grade follows grade, each in order of first appearance.
    """
    contests: dict[tuple[str, str], list[PivotRow]] = {}
    for row in rows:
        contests.setdefault((row.exam, row.group.grade), []).append(row)
    together: dict[tuple[str, ...], list[PivotRow]] = {}
    for members in contests.values():
        together.setdefault(tuple(subjects_of(members)), []).extend(members)
    return list(together.values())


def subjects_of(rows: Sequence[PivotRow]) -> list[str]:
    """Return the subjects in which some group has more than blanks, in order of appearance."""
    return list(
        dict.fromkeys(
            subject
            for row in rows
            for subject, result in row.subjects.items()
            if result.rates is None or result.rates.rows > result.rates.blank
        )
    )


def names_of(rows: Sequence[PivotRow]) -> list[Names]:
    """Return the columns needed to name the groups; the exam only where there are several."""
    several = len({row.exam for row in rows}) > 1
    wanted = _NAMES if several else _NAMES[1:]
    return [names for names in wanted if any(names.of(row) for row in rows)]
