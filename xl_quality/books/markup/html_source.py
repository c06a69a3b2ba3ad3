"""Reading web pages (HTML) that hold tables: what school systems export under the name .xls."""

from __future__ import annotations

import re
from html import unescape
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from xl_quality.books.cell_scan import MOST_CELLS
from xl_quality.books.markup.encodings import decoded_markup
from xl_quality.books.markup.html_sheets import SheetTable, data_tables, text_of
from xl_quality.books.markup.html_tables import OverfullError, Page
from xl_quality.books.markup.html_values import NumberFormats, cell_value
from xl_quality.books.markup.placing import Placing, TooWideError
from xl_quality.books.refusals import damaged, refusal, too_large
from xl_quality.books.sheet_names import fitting_names
from xl_quality.books.sources import MOST_SHEETS, trimmed
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.markup.html_tables import Cell
    from xl_quality.sheets.grid import Area, CellValue

LARGEST_PAGE: Final = 64 << 20
"""Bytes; a county's 50,000 pupils with twelve columns take three quarters of it."""
_SHEET_NAME: Final = re.compile(
    r"<x:ExcelWorksheet>\s*<x:Name>([^<]{1,200})</x:Name>", re.IGNORECASE
)


class HtmlSource:
    """The tables of a web page, each as a sheet.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: there is no table in it, or it is no text, or too large.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._name = file_name
        if len(data) > LARGEST_PAGE:
            raise too_large(file_name, f"是 {len(data) >> 20} MB 的网页表格")
        text = decoded_markup(data)
        if text is None:
            raise damaged(file_name)
        page = _page(text, file_name)
        tables = data_tables(page.tables)
        if not tables:
            raise _no_table(file_name)
        if len(tables) > MOST_SHEETS:
            raise too_large(file_name, f"有 {len(tables)} 个表格")
        self._formats = NumberFormats(page.styles)
        self._numbers_marked = "sdval=" in text
        self._tables = dict(zip(_sheet_names(text, tables, file_name), tables, strict=True))
        self.findings = () if page.complete else (_cut_off(file_name, list(self._tables)[-1]),)

    def sheet_names(self) -> Sequence[str]:
        """Return the tables' names."""
        return list(self._tables)

    def read(self, sheet: str) -> Grid:
        """Return one table's values, its title above it.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is too large.
        """
        titles, table = self._tables[sheet]
        rows: list[list[CellValue]] = [[text or None for text in title] for title in titles]
        placing = Placing(len(table.rows))
        try:
            marked = self._numbers_marked or "x:str" in table.attributes
            rows += [self._row(row, placing, numbers_marked=marked) for row in table.rows]
        except TooWideError:
            raise too_large(self._name, f"表格「{sheet}」合并的行列太多", sheet) from None
        width = max(map(len, rows), default=0)
        if width * len(rows) > MOST_CELLS:
            detail = f"表格「{sheet}」有 {len(rows)} 行 × {width} 列"
            raise too_large(self._name, detail, sheet)
        whole = [row + [None] * (width - len(row)) for row in rows]
        down = len(titles)
        merged: list[Area] = [(r1 + down, c1, r2 + down, c2) for r1, c1, r2, c2 in placing.merged]
        return Grid(sheet, trimmed(whole), merged)

    def _row(
        self, row: Sequence[Cell], placing: Placing, *, numbers_marked: bool
    ) -> list[CellValue]:
        values: list[CellValue] = []
        placing.next_row()
        for cell in row:
            column = placing.place(cell.attributes)
            values += [None] * (column - len(values))
            text = text_of(cell)
            values.append(
                cell_value(cell.attributes, text, self._formats, numbers_marked=numbers_marked)
            )
        return values


def _page(text: str, file_name: str) -> Page:
    try:
        return Page(text)
    except OverfullError as error:
        raise too_large(file_name, str(error)) from None


def _sheet_names(text: str, tables: Sequence[SheetTable], file_name: str) -> list[str]:
    """Return the names that Excel or LibreOffice noted, else captions, else the file's name."""
    noted = [unescape(name).strip() for name in _SHEET_NAME.findall(text)]
    if len(noted) == len(tables):
        return fitting_names(noted)
    own = [each.table.name or each.table.caption for each in tables]
    if len(own) == 1:
        return fitting_names([own[0] or PurePath(file_name).stem])
    return fitting_names([name or f"表{number}" for number, name in enumerate(own, 1)])


def _no_table(file_name: str) -> Exception:
    return refusal(
        file_name,
        "file_is_markup",
        "其实是网页（HTML），里面没有数据表格",
        "从系统里导出的，可能登录已过期，请重新登录再导出；用 Excel 或 WPS 打开能看到表格的话，"
        "打开后「另存为」→「Excel 工作簿(.xlsx)」，再用另存的文件",
    )


def _cut_off(file_name: str, sheet: str) -> Finding:
    return Finding(
        "page_cut_off",
        Severity.ERROR,
        sheet,
        "",
        "",
        f"「{file_name}」里的网页表格没有结尾，可能没有下载完整，后面的人和分数也许没有读到",
        "请重新导出或下载；确实完整的话，用 Excel 或 WPS 打开后另存为 .xlsx，再用另存的文件",
    )
