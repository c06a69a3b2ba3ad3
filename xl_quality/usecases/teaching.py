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
    return {
        (row.text("school"), row.text("grade"), row.text("class_name"), row.text("subject")): (
            row.text("teacher")
        )
        for row in rows
        if row.text("teacher")
    }


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
