"""Places computed from the scores of all schools of a county (名次范围：全县), beside 县名次."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity
from xl_quality.core.grouping import Level
from xl_quality.core.results import OVERALL
from xl_quality.schemes.words import number_text
from xl_quality.usecases.derived.placing_teachers import exam_matches
from xl_quality.usecases.derived.teacher_places import OVERALL as OVERALL_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.figures import Figures

_SHEET = "四率统计"


def with_computed(
    rows: Sequence[Record], figures: Figures, exams: Mapping[str, str]
) -> tuple[list[Record], list[Finding]]:
    """
    Return the rows of 县名次 and, where it says nothing, the places computed from the scores.

    Where both say something the published place is used, and a finding names any difference.

    Args:
        rows: of 县名次.
        figures: of scores that hold all schools of the county.
        exams: exam as on the score sheets by its name in 县名次.
    """
    results = [
        *figures.results.get(Level.SCHOOL, ()),
        *figures.overall.get(Level.SCHOOL, ()),
    ]
    found, findings = list(rows), []
    schools = [row for row in rows if not row.text("name")]
    for result in results:
        if result.rank is None:
            continue
        said = [row for row in schools if _same(row, result, exams)]
        grades = {row.text("grade") for row in said}
        stated = [row for row in said if row.text("grade") in ("", result.group.grade)]
        if not said or (grades and "" not in grades and not stated):
            found.append(_record(result))
        elif stated and _one_grade(results, result):
            findings += _difference(stated[0], result)
    return found, findings


def _subject(text: str) -> str:
    return OVERALL if text in OVERALL_WORDS else text


def _same(row: Record, result: GroupResult, exams: Mapping[str, str]) -> bool:
    return (
        row.text("unit") == result.group.school
        and _subject(row.text("subject")) == result.subject
        and exam_matches(result.exam or result.sheet, row.text("exam"), exams)
    )


def _one_grade(results: Sequence[GroupResult], result: GroupResult) -> bool:
    """Tell whether a place without a grade can only mean this one."""
    own = (result.group.school, result.subject, result.exam)
    return (
        len(
            {one.group.grade for one in results if (one.group.school, one.subject, one.exam) == own}
        )
        == 1
    )


def _record(result: GroupResult) -> Record:
    facts: dict[str, Fact] = {
        "unit": Fact(result.group.school),
        "exam": Fact(result.exam or result.sheet),
        "grade": Fact(result.group.grade),
        "subject": Fact(result.subject),
        "rank": Fact(result.rank or 0, _SHEET),
        "of": Fact(result.of, _SHEET),
    }
    for name, figure in (("pass_rate", result.printed.pass_rate), ("mean", result.printed.mean)):
        if figure is not None:
            facts[name] = Fact(Fraction(figure), _SHEET)
    return Record(result.sheet, 0, facts)


def _difference(row: Record, result: GroupResult) -> list[Finding]:
    stated = row.facts.get("rank")
    if stated is None or stated.value == result.rank:
        return []
    about = " ".join(filter(None, (row.text("unit"), row.text("exam"), row.text("subject"))))
    return [
        Finding(
            "county_rank_differs",
            Severity.WARNING,
            row.sheet,
            stated.cell,
            row.text("rank"),
            f"{about}：表上写第{row.text('rank')}名，按成绩表算是第"
            f"{number_text(Fraction(result.rank or 0))}名（共{result.of}个），"
            "已按表上公布的名次计奖",
            "请核对；如以成绩表为准，请删去这一行",
        )
    ]
