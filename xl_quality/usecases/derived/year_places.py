"""Places over a year: the county's of the year before, the teachers' over all exams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity
from xl_quality.core.grouping import Level
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.usecases.exams import exam_names
from xl_quality.usecases.figures import compute

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.intake import Intake

BEFORE: Final = "上年县名次"
"""Derived list: unit, exam (this year's), grade, subject, rank (of the year before)."""
TEACHERS: Final = "教师全年名次"
"""Derived list: unit, name, teachers, grade, subject, ranks (one an exam), of."""
_YEAR: Final = re.compile(r"\d{4}(?=年)")
_BEFORE: Final = re.compile("(上年|去年)(综合)?名次")
_SEVERAL: Final = 2


def year_before(county: Sequence[Record], history: Sequence[Record]) -> list[Record]:
    """
    Return each school's place in the same exam one year earlier (2025年县统考 for 2026年县统考).

    Where none is called the same it is the only exam of that year of the same kind (2025年中考 for
    2026年初中学业水平考试); one of the same name and another kind is not compared.

    Args:
        county: rows of 县名次, told the kinds of their exams.
        history: rows of 历次, and of 县名次 where last year's stand there, too.
    """
    earlier: dict[tuple[str, ...], Record] = {}
    by_kind: dict[tuple[str, ...], dict[str, Record]] = {}
    for row in history:
        if "rank" not in row.facts or row.text("name"):
            continue
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        earlier.setdefault(_key(row, exam), row)
        year = _YEAR.search(exam)
        if kind and year:
            by_kind.setdefault((*_key(row, year[0]), kind), {}).setdefault(exam, row)
    found = []
    for row in county:
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        year = _YEAR.search(exam)
        if year is None:
            continue
        last = str(int(year[0]) - 1)
        then = earlier.get(_key(row, _YEAR.sub(last, exam, count=1)))
        if then is None:
            others = list(by_kind.get((*_key(row, last), kind), {}).values())
            then = others[0] if len(others) == 1 else None
        if then is not None and then.text(EXAM_KIND) in ("", kind):
            names = ("unit", "exam", "grade", "subject")
            facts = {name: row.facts[name] for name in names if name in row.facts}
            found.append(Record(row.sheet, row.row, {**facts, "rank": then.facts["rank"]}))
    return found


def stated_before(
    indicators: Iterable[Record], county: Sequence[Record]
) -> tuple[list[Record], list[Finding]]:
    """
    Return last year's places that 指标 states (上年名次), each for the exam it is about.

    The indicator may name the exam: 上年名次（2026年县统考）. Else it is the only one of the latest
    year in 县名次.

    Args:
        indicators: rows of 指标 with unit, indicator and target (or actual).
        county: rows of 县名次 that may be compared with last year.
    """
    found, findings = [], []
    for row in indicators:
        place = row.facts.get("target") or row.facts.get("actual")
        if place is None or not _BEFORE.match(row.text("indicator")):
            continue
        own = [one for one in county if one.text("unit") == row.text("unit")]
        meant = [one for one in own if one.text("exam") in row.text("indicator")] or _latest(own)
        if len({(one.text("exam"), one.text("grade")) for one in meant}) > 1:
            findings.append(_which_exam(row, place, meant))
            continue
        for one in meant[:1]:
            names = ("unit", "exam", "grade", "subject")
            facts = {name: one.facts[name] for name in names if name in one.facts}
            found.append(Record(row.sheet, row.row, {**facts, "rank": place}))
    return found, findings


def _latest(rows: Sequence[Record]) -> list[Record]:
    """Return the rows of the latest year that an exam names, all where none names a year."""
    years = [_YEAR.search(row.text("exam")) for row in rows]
    latest = max((year[0] for year in years if year), default="")
    return [
        row for row, year in zip(rows, years, strict=True) if (year[0] if year else "") == latest
    ]


def _which_exam(row: Record, place: Fact, meant: Sequence[Record]) -> Finding:
    exams = "、".join(dict.fromkeys(one.text("exam") for one in meant))
    return Finding(
        "several_exams",
        Severity.WARNING,
        row.sheet,
        place.cell,
        row.text("indicator"),
        f"{row.text('unit')}今年有几次考试（{exams}），不知道上年名次与哪一次比，没有计算升降",
        "请在指标名称里写明，如“上年名次（2026年县统考）”",
    )


def _key(row: Record, exam: str) -> tuple[str, ...]:
    return row.text("unit"), exam, row.text("grade"), row.text("subject")


def whole_year(intake: Intake) -> tuple[list[Record], list[Finding]]:
    """
    Return the places of each teacher in all exams of the workbook (全年名次).

    Without two exams there is no year to speak of: no rows, and a finding. A teacher with a place
    in a single exam has none for the year.
    """
    taught = intake.taught
    exams = exam_names(intake.tables)
    if not taught or not intake.tables:
        return [], []
    if len(exams) < _SEVERAL:
        return [], [_one_exam(exams)]
    figures = compute(intake.tables, taught, intake.options, [])
    together: dict[tuple[str, str, str, str], list[GroupResult]] = {}
    for result in figures.results.get(Level.TEACHER, ()):
        if result.rank is not None:
            group = result.group
            key = (group.school, group.teacher, group.grade, result.subject)
            together.setdefault(key, []).append(result)
    return [_record(key, own) for key, own in together.items() if len(own) >= _SEVERAL], []


def _record(key: tuple[str, str, str, str], results: Sequence[GroupResult]) -> Record:
    school, teacher, grade, subject = key
    exams = "、".join(result.exam or result.sheet for result in results)
    return Record(
        results[0].sheet,
        0,
        {
            "unit": Fact(school),
            "name": Fact(teacher),
            "teachers": Fact((teacher,)),
            "grade": Fact(grade),
            "subject": Fact(subject),
            "ranks": Fact(tuple(result.rank or 0 for result in results), f"教师排名：{exams}"),
            "of": Fact(max(result.of for result in results), "教师排名"),
        },
    )


def _one_exam(exams: Sequence[str]) -> Finding:
    return Finding(
        "one_exam",
        Severity.WARNING,
        "",
        "",
        "、".join(exams),
        "工作簿里只有一次考试的成绩，算不出全年平均名次，用到它的条款没有计算",
        "请把这一学年两次考试的成绩表放在同一个工作簿里",
    )
