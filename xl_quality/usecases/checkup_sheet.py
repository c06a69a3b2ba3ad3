"""体检结果 from findings: the table of the report layer with links into this workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.reports.checkup_sheet import checkup_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding


def checkup_table_of(book: Book, findings: Iterable[Finding]) -> Table:
    """Return the sheet 体检结果 of a workbook; each finding stands on it once."""
    return checkup_table(list(dict.fromkeys(findings)), book.name, book.sheet_names())
