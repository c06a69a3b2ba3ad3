"""Adds the payout sheet with openpyxl; its argument is the workbook."""

from __future__ import annotations

import sys

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

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

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FILL = PatternFill("solid", start_color=HEADER_FILL)
BOLD, BLACK, RED = Font("宋体", 11, b=True), Font("宋体", 11), Font("宋体", 11, color=PENALTY_COLOR)
CENTER, LEFT, RIGHT = (Alignment(side, "center") for side in ("center", "left", "right"))


def main(path: str) -> None:
    book = load_workbook(path)
    sheet = book.create_sheet(SHEET)
    for column, label in enumerate(LABELS, 1):
        cell = sheet.cell(1, column, label)
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, FILL, BOX, CENTER
        sheet.column_dimensions[get_column_letter(column)].width = 12
    for number, row in enumerate(payout_rows(), 1):
        font = RED if is_penalty(number) else BLACK
        for column, value in enumerate(row):
            cell = sheet.cell(number + 1, column + 1, value)
            cell.font, cell.border, cell.alignment = font, BOX, LEFT
            if FIRST_AMOUNT <= column <= LAST_AMOUNT:
                cell.alignment, cell.number_format = RIGHT, AMOUNT_FORMAT
    sheet.freeze_panes = "A2"
    book.save(path)


if __name__ == "__main__":
    main(sys.argv[1])
