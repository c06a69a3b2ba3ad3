"""体检结果 from findings: the table of the report layer with links into this workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.reports.checkup_sheet import checkup_table
from xl_quality.usecases.gathering import bounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding


_MOST: Final = 30
"""Lines a clerk works through one by one; a thousand alike are one fault, not a thousand."""


def checkup_table_of(book: Book, findings: Iterable[Finding]) -> Table:
    """
    Return the sheet 体检结果 of a workbook.

    Each finding stands on it with its link, up to `_MOST` of a kind and sheet; the rest is told
    as one.
    """
    return checkup_table(bounded(findings, _MOST), book.name, book.sheet_names())
