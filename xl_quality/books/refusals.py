"""The exception with which a workbook is refused, made from its words."""

from __future__ import annotations

from xl_quality.books.file_findings import refusal_of
from xl_quality.core.findings import BadInputError, Finding, Severity


def refusal(
    file_name: str, code: str, message: str, suggestion: str, *, sheet: str = "", cell: str = ""
) -> BadInputError:
    """Return the exception that says why a file cannot be used and what to do."""
    said = f"「{file_name}」{message}"
    return refusal_of(Finding(code, Severity.ERROR, sheet, cell, "", said, suggestion))
