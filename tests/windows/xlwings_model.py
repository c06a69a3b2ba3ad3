"""Imported by the real server: xlwings' own object model looks at a workbook that it was handed."""

from __future__ import annotations

import json
from typing import Any

import xlwings
from xlwings import _xlwindows  # Windows only


def looked(given: Any) -> str:
    """Return what xlwings says of the workbook, as JSON."""
    book = xlwings.Book(impl=_xlwindows.Book(xl=given))
    sheet = book.sheets["成绩"]
    cell = sheet.range("B3")
    found = {
        "book": [book.name, book.fullname],
        "sheets": [one.name for one in book.sheets],
        "names": [one.name for one in book.names],
        "used": sheet.used_range.address,
        "values": sheet.range("A1:B3").value,
        "cell": [cell.value, cell.row, cell.column, cell.address],
        "shape": sheet.range("A1:B6").shape,
        "formula": sheet.range("C2").formula,
        "bound by": type(given).__module__,
    }
    return json.dumps(found, ensure_ascii=False)
