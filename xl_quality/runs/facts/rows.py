"""Rows of derived lists: how one is made, and how what is doubtful in a row is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import Finding, Severity
from xl_quality.reports.rankings import exam_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import FactValue
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.findings import Step

COMPUTED = Record("", 0, {})
"""Where a row stands that nobody wrote."""


def derived_row(
    about: Mapping[str, str | Fact],
    figures: Mapping[str, FactValue | Fact | None],
    source: Source | str = "",
    *,
    at: Record = COMPUTED,
) -> Record:
    """
    Return one row of a derived list.

    Args:
        about: what the row is about, by field; a blank text is left out as an empty cell is.
        figures: what it says, by field; None is left out.
        source: where the figures come from that are not facts with a source of their own; a text is
            what is said where there are no cells.
        at: the row on whose sheet findings about it are told.
    """
    origin = source if isinstance(source, Source) else Source(words=source)
    words = {name: text if isinstance(text, Fact) else Fact(text) for name, text in about.items()}
    told = {
        name: value if isinstance(value, Fact) else Fact(value, origin)
        for name, value in figures.items()
        if value is not None
    }
    return Record(at.sheet, at.row, {n: f for n, f in words.items() if f.value != ""} | told)


def about_result(result: GroupResult) -> dict[str, str]:
    """Return what a result of the scores is about, as the fields of a list."""
    group = result.group
    about = {"unit": group.school, "exam": exam_of(result), "grade": group.grade}
    return {**about, "subject": result.subject}


def on_sheet(result: GroupResult) -> Record:
    """Return the place of a row that was computed from a score sheet."""
    return Record(result.sheet, 0, {})


def doubt(
    code: str,
    row: Record,
    field: str,
    message: str,
    advice: str,
    *,
    severity: Severity = Severity.WARNING,
    found: str | None = None,
) -> Finding:
    """
    Return a finding about one cell of a row.

    Args:
        code: of the finding.
        row: of a list.
        field: whose cell it is; where the row has none, the first cell of the row.
        message: what is wrong.
        advice: what to do.
        severity: of the finding.
        found: what stands there, None = the cell's own text.
    """
    cell = row.facts[field].cell if field in row.facts else f"A{row.row}"
    return Finding(
        code=code,
        severity=severity,
        sheet=row.sheet,
        cell=cell,
        found=row.text(field) if found is None else found,
        message=message,
        suggestion=advice,
    )


def doubt_of_book(
    code: str,
    found: str,
    message: str,
    advice: str,
    *,
    severity: Severity = Severity.WARNING,
    steps: Sequence[Step] = (),
) -> Finding:
    """Return a finding that stands in no cell, about the workbook as a whole."""
    return Finding(code, severity, "", "", found, message, advice, steps=tuple(steps))


def listed(names: Sequence[str], most: int, unit: str) -> str:
    """
    Return the first names, and how many there are where that is not all.

    >>> listed(["甲校", "乙校", "丙校"], 2, "个单位"), listed(["甲校"], 2, "个单位")
    ('甲校、乙校等3个单位', '甲校')
    """
    more = f"等{len(names)}{unit}" if len(names) > most else ""
    return "、".join(names[:most]) + more
