"""Who teaches what (任课), and classes of the list that no score sheet has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.scores import ScoreTable

TEACHING: Final = "任课"
_EXAMPLES: Final = 5

Taught = dict[tuple[str, str, str, str], str]
"""Teacher by (school, grade, class, subject)."""


def taught_by(rows: Iterable[Record]) -> Taught:
    """Return the teacher by school, grade, class and subject from the rows of 任课."""
    return {_place(row): row.text("teacher") for row in rows if row.text("teacher")}


def two_teachers(rows: Iterable[Record]) -> list[Finding]:
    """Return a finding for each class that two rows give different teachers in one subject."""
    first: dict[tuple[str, str, str, str], Record] = {}
    findings = []
    for row in rows:
        known = first.setdefault(_place(row), row) if row.text("teacher") else row
        if known.text("teacher") != row.text("teacher"):
            findings.append(_two(known, row))
    return findings


def _place(row: Record) -> tuple[str, str, str, str]:
    return row.text("school"), row.text("grade"), row.text("class_name"), row.text("subject")


def _two(known: Record, row: Record) -> Finding:
    names = f"{known.text('teacher')}、{row.text('teacher')}"
    return Finding(
        "two_teachers",
        Severity.ERROR,
        row.sheet,
        row.facts["teacher"].source.rpartition("!")[2],
        names,
        f"{''.join(_place(row))}写了两位任课教师，另一位在{known.facts['teacher'].source}，"
        f"成绩都算给了{row.text('teacher')}",
        "请核对，只保留一位",
    )


def without_scores(rows: Sequence[Record], tables: Iterable[ScoreTable]) -> list[Finding]:
    """Return one finding on the classes of 任课 whose teachers get no figures."""
    units = {
        unit
        for table in tables
        for unit in zip(table.schools, table.grades, table.classes, strict=True)
    }
    missing = {
        (row.text("school"), row.text("grade"), row.text("class_name")): row
        for row in reversed(rows)  # the first row of each class stays
        if row.text("teacher")
    }
    strange = [key for key in reversed(missing) if key not in units]
    if not strange or not units:
        return []
    first = missing[strange[0]]
    names = "、".join("".join(key) for key in strange[:_EXAMPLES])
    more = f"等 {len(strange)} 个班" if len(strange) > _EXAMPLES else ""
    return [
        Finding(
            "teaching_without_scores",
            Severity.WARNING,
            first.sheet,
            f"A{first.row}",
            "",
            f"任课表里的{names}{more}，成绩表里没有，这些班的任课教师没有统计",
            "如果有成绩，请核对学校、年级、班级的写法，要与成绩表一样",
        )
    ]
