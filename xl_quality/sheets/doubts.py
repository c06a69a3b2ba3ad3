"""Collects what a sheet leaves open (疑点) as findings, while it is being read."""

from __future__ import annotations

from datetime import date, datetime

from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.grid import CellValue, ErrorCell

_SHOWN = 30


def shown(value: CellValue) -> str:
    """Return a cell's value as a clerk sees it, shortened to 30 characters.

    >>> shown(85.0), shown(None), shown("缺考")
    ('85', '', '缺考')
    """
    if value is None:
        return ""
    if isinstance(value, ErrorCell):
        return value.code
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class Doubts:
    """The findings of one sheet, in the order in which they came up."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.findings: list[Finding] = []

    def error(self, code: str, cell: str, found: str, message: str, suggestion: str) -> None:
        """Add a finding that makes figures wrong (严重)."""
        self._add(Severity.ERROR, code, cell, found, message, suggestion)

    def held(self, code: str, cell: str, found: str, messages: tuple[str, str], row: str) -> None:
        """
        Add a question that holds figures back until it is answered (严重).

        Args:
            code: of the finding.
            cell: of the finding.
            found: of the finding.
            messages: what is asked, and what is held back: alike for all questions of the kind.
            row: what to write.
        """
        self.error(code, cell, found, "".join(messages), row)
        self.findings[-1] = self.findings[-1]._replace(common=messages[1])

    def warning(self, code: str, cell: str, found: str, message: str, suggestion: str) -> None:
        """Add a choice that a person should confirm (注意)."""
        self._add(Severity.WARNING, code, cell, found, message, suggestion)

    def note(self, code: str, cell: str, found: str, message: str, suggestion: str) -> None:
        """Add something worth knowing (提示)."""
        self._add(Severity.NOTE, code, cell, found, message, suggestion)

    def _add(self, severity: Severity, code: str, cell: str, *texts: str) -> None:
        found, message, suggestion = texts
        finding = Finding(code, severity, self.sheet, cell, found, message, suggestion)
        self.findings.append(finding)
