"""Adds the payout sheet through the workbook port; its argument is the workbook."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.payout import (
    AMOUNT_FORMAT,
    FIRST_AMOUNT,
    HEADER_FILL,
    LABELS,
    LAST_AMOUNT,
    PENALTY_COLOR,
    SHEET,
    is_penalty,
    payout_rows,
)
from xl_quality.books.files import open_book
from xl_quality.books.tables import Align, Row, Style, Table


def payout_table() -> Table:
    """Return the payout sheet as a table model."""
    heading = Style(bold=True, align=Align.CENTER, border=True, fill=HEADER_FILL)
    headings = (heading,) * len(LABELS)
    reward, penalty = _row_styles(""), _row_styles(PENALTY_COLOR)
    rows = [Row(LABELS, headings)]
    rows += [
        Row(row, penalty if is_penalty(n) else reward) for n, row in enumerate(payout_rows(), 1)
    ]
    return Table(SHEET, rows, widths=(12,) * len(LABELS), freeze=(1, 0))


def _row_styles(color: str) -> tuple[Style, ...]:
    text = Style(border=True, color=color)
    amount = Style(border=True, color=color, align=Align.RIGHT, number_format=AMOUNT_FORMAT)
    columns = range(len(LABELS))
    return tuple(amount if FIRST_AMOUNT <= c <= LAST_AMOUNT else text for c in columns)


if __name__ == "__main__":
    book = open_book(Path(sys.argv[1]))
    book.put(payout_table())
    book.save()
