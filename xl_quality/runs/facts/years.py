"""Places over a year: the county's of the year before, the teachers' over all exams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact
from xl_quality.core.groups import Level
from xl_quality.reports.rankings import exam_of
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import derived_row, facts_of, on_sheet, told_at
from xl_quality.runs.figures import compute, exam_names
from xl_quality.schemes.cases import EXAM_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.findings import Finding
    from xl_quality.runs.reading import Intake

_YEAR: Final = re.compile(r"\d{4}(?=年)")
_LAST_YEARS_PLACE: Final = re.compile("(上年|去年)(综合)?名次")
_ABOUT: Final = ("unit", "exam", "grade", "subject")
_SEVERAL: Final = 2
"""Exams from which there is a year to speak of."""


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
            found.append(derived_row(facts_of(row, _ABOUT), {"rank": then.facts["rank"]}, at=row))
    return found


def _key(row: Record, exam: str) -> tuple[str, ...]:
    return row.text("unit"), exam, row.text("grade"), row.text("subject")


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
        field = "target" if "target" in row.facts else "actual"
        if field not in row.facts or not _LAST_YEARS_PLACE.match(row.text("indicator")):
            continue
        own = [one for one in county if one.text("unit") == row.text("unit")]
        meant = [one for one in own if one.text("exam") in row.text("indicator")] or _latest(own)
        if len({(one.text("exam"), one.text("grade")) for one in meant}) > 1:
            exams = "、".join(dict.fromkeys(one.text("exam") for one in meant))
            facts = {"found": row.text("indicator"), "unit": row.text("unit"), "exams": exams}
            findings.append(told_at(row, field, kinds.LAST_YEAR_EXAM_OPEN, **facts))
        elif meant:
            about, place = facts_of(meant[0], _ABOUT), row.facts[field]
            found.append(derived_row(about, {"rank": place}, at=row))
    return found, findings


def _latest(rows: Sequence[Record]) -> list[Record]:
    """Return the rows of the latest year that an exam names, all where none names a year."""
    years = [year[0] if (year := _YEAR.search(row.text("exam"))) else "" for row in rows]
    latest = max(years, default="")
    return [row for row, year in zip(rows, years, strict=True) if year == latest]


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
        return [], [kinds.ONE_EXAM.at(found="、".join(exams))]
    figures = compute(intake.tables, taught, intake.options, [])
    together: dict[tuple[str, str, str, str], list[GroupResult]] = {}
    for result in figures.results.get(Level.TEACHER, ()):
        if result.rank is not None:
            group = result.group
            key = (group.school, group.teacher, group.grade, result.subject)
            together.setdefault(key, []).append(result)
    return [_of_teacher(own) for own in together.values() if len(own) >= _SEVERAL], []


def _of_teacher(results: Sequence[GroupResult]) -> Record:
    group, subject = results[0].group, results[0].subject
    about = {"unit": group.school, "name": group.teacher, "grade": group.grade, "subject": subject}
    exams = "、".join(map(exam_of, results))
    row = derived_row(
        about,
        {"ranks": tuple(result.rank or 0 for result in results)},
        f"教师排名：{exams}",
        at=on_sheet(results[0]),
    )
    of = derived_row({}, {"of": max(result.of for result in results)}, "教师排名")
    return row._replace(facts={**row.facts, **of.facts, "teachers": Fact((group.teacher,))})
