"""Reading "XML 表格 2003" (SpreadsheetML), which many systems write under the name .xls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.markup.encodings import decoded_markup
from xl_quality.books.markup.xml_sheets import XmlSheet, parsed_sheets
from xl_quality.books.opc.guarded_xml import XmlError
from xl_quality.books.refusals import damaged, refusal, too_large
from xl_quality.books.sheet_names import fitting_names
from xl_quality.books.sources import MOST_SHEETS, blank_covered, refuse_overfull, trimmed
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue


LARGEST_XML: Final = 256 << 20
"""Bytes; LibreOffice writes out a million empty rows in 30 MB."""


class XmlSource:
    """The sheets of an "XML 表格 2003".

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is damaged, declares entities, holds no sheet, or too many.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._name = file_name
        sheets = _sheets(data, file_name)
        if len(sheets) > MOST_SHEETS:
            raise too_large(file_name, f"有 {len(sheets)} 个工作表")
        names = fitting_names([sheet.name for sheet in sheets])
        self._sheets = dict(zip(names, sheets, strict=True))

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all worksheets."""
        return list(self._sheets)

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is too large.
        """
        found = self._sheets[sheet]
        height = max(found.rows, default=-1) + 1
        refuse_overfull(self._name, sheet, height, found.columns)
        rows = _rows(found, height)
        blank_covered(rows, found.merged)
        return Grid(sheet, trimmed(rows), found.merged, found.hidden, found.uncached)


def _sheets(data: bytes, file_name: str) -> list[XmlSheet]:
    if len(data) > LARGEST_XML:
        raise too_large(file_name, f"是 {len(data) >> 20} MB 的 XML 表格")
    text = decoded_markup(data)
    if text is None:
        raise damaged(file_name)
    try:
        sheets = parsed_sheets(text.lstrip("\ufeff \t\r\n").encode())
    except XmlError:
        raise damaged(file_name) from None
    if not sheets:
        advice = "请向对方再要一份；能用 Excel 或 WPS 打开的话，打开后另存为 .xlsx 再试"
        raise refusal(file_name, "file_no_workbook", "里没有工作表", advice)
    return sheets


def _rows(sheet: XmlSheet, height: int) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = [[None] * sheet.columns for _ in range(height)]
    for number, values in sheet.rows.items():
        row = rows[number]
        for column, value in values.items():
            row[column] = value
    return rows
