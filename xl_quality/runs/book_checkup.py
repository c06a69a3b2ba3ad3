"""The data doctor on a whole workbook (数据体检), 方案 sheets included, and its sheet 体检结果."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.reports.forms import checkup_table
from xl_quality.runs.advice import bounded, by_severity
from xl_quality.runs.payout.checks import near_persons
from xl_quality.sheets.checkup import examine

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding, WordedFinding
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.sheets.cells import Grid


def examined(contents: BookContents) -> list[Finding]:
    """Return every finding of reading, doctor and linter, the most serious first, each once."""
    recognised = contents.recognised
    # what was said explicitly goes before the 考核设置 sheet, here as everywhere
    settings = recognised.settings._replace(options=contents.options)
    score_sheets = [
        scores._replace(table=scores.table._replace(subjects=table.subjects))
        for scores, table in zip(recognised.score_sheets, contents.tables, strict=True)
    ]
    findings = [*contents.findings, *examine(score_sheets, settings, contents.lists)]
    findings += near_persons(contents)
    findings += _of_schemes(contents.schemes)
    return by_severity(findings)


def _of_schemes(sheets: Sequence[Grid]) -> list[Finding]:
    """Check the 方案 sheets: a clerk who edited one looks for a single button to check it all."""
    if not sheets:
        return []
    from xl_quality.runs.payout.scheme_import import lint_grid  # noqa: PLC0415 - only with one

    return [finding for grid in sheets for finding in lint_grid(grid)]


_MOST: Final = 30
"""Lines a clerk works through one by one; a thousand alike are one fault, not a thousand."""


def checkup_table_of(book: Book, findings: Iterable[Finding | WordedFinding]) -> Table:
    """Return the sheet 体检结果 of a workbook.

    Each finding stands on it with its link, up to `_MOST` of a kind and sheet; the rest is told
    as one.
    """
    return checkup_table(bounded(findings, _MOST), book.name, book.sheet_names())
