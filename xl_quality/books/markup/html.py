"""Which tables of a web page are sheets, and what else belongs to them.

What a number format (数字格式) makes of a number: a date, a time of day, a text, a number.

What a cell of a web page holds: the exact value where the page tells it, else what is seen.

Where the cells of a web table stand once rows and columns are spanned (colspan, rowspan).

Reading web pages (HTML) that hold tables: what school systems export under the name .xls.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from html import unescape
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.markup.encodings import decoded_markup, error_or_text, number_of, plain_value
from xl_quality.books.markup.html_parser import OverfullError, Page, plain_text
from xl_quality.books.refusals import damaged, fitting_names, refusal, too_large
from xl_quality.books.sources import MOST_SHEETS, trimmed
from xl_quality.books.xlsx_scan import MOST_CELLS
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.books.markup.html_parser import Cell, HtmlTable
    from xl_quality.sheets.grid import Area, CellValue

MOST_TITLES: Final = 5
"""Rows of text above a table that can be its title; more are a page's menus and notices."""
_SEVERAL: Final = 2


class SheetTable(NamedTuple):
    """A table that holds data, and the rows of texts above it that are its title."""

    titles: Sequence[Sequence[str]]
    table: HtmlTable


def data_tables(tables: Sequence[HtmlTable]) -> list[SheetTable]:
    """
    Return the tables that hold data, in order, each with its title.

    A table that only lays out others is seen through; what stands in it, or in a table of a
    single row, belongs to the title of the next one, as does the text between tables.
    """
    found: list[SheetTable] = []
    titles: list[list[str]] = []
    for each in _seen_through(tables):
        if isinstance(each, list):
            titles += [each] if any(each) else []
        else:
            found.append(SheetTable(titles[-MOST_TITLES:], each))
            titles = []
    return found


def _seen_through(tables: Sequence[HtmlTable]) -> Iterator[HtmlTable | list[str]]:
    """Yield the data tables and the rows of text between them, in the page's order."""
    for table in tables:
        yield from ([line] for line in table.before)
        yield [table.caption]
        if not _lays_out(table):
            yield table
            continue
        for row in table.rows:
            if any(cell.nested for cell in row):
                for cell in row:
                    yield from ([line] for line in plain_text(cell.pieces).splitlines())
                    yield from _seen_through(cell.nested)
            else:
                yield [plain_text(cell.pieces) for cell in row]


def _lays_out(table: HtmlTable) -> bool:
    """Tell whether a table is none of data: one row, or others in it and next to no own text."""
    filled = [row for row in table.rows if any(plain_text(c.pieces) or c.nested for c in row)]
    if len(filled) < _SEVERAL:
        return True
    if not any(cell.nested for row in filled for cell in row):
        return False
    wide = [row for row in filled if sum(bool(plain_text(c.pieces)) for c in row) >= _SEVERAL]
    return len(wide) < _SEVERAL


def text_of(cell: Cell) -> str:
    """Return what a reader sees in a cell, that of tables in it included."""
    text = plain_text(cell.pieces)
    if not cell.nested:
        return text
    inner = [text_of(each) for table in cell.nested for row in table.rows for each in row]
    return " ".join(part for part in (text, *inner) if part)


_NAMED: Final = {
    "general": "0", "fixed": "0", "standard": "0", "percent": "0", "scientific": "0",
    "currency": "0", "euro currency": "0", "yes/no": "0", "true/false": "0", "on/off": "0",
    "text": "@", "general date": "y", "short date": "y", "medium date": "y", "long date": "y",
    "short time": "h", "medium time": "h", "long time": "h", "boolean": "0",
}  # fmt: skip
"""Names that Office has for formats, and a code that means the same kind."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]")
_CALENDAR: Final = re.compile(r"[ydhms]|年|月|日")
_LAST_SERIAL: Final = 2_958_465
_LEAP_BUG: Final = 60
"""Excel counts a 29 February 1900 that never was."""
_MILLISECONDS_A_DAY: Final = 86_400_000


def is_text(code: str) -> bool:
    r"""
    Return whether cells of a format hold text whatever they look like.

    >>> is_text("@"), is_text("0.00")
    (True, False)
    """
    return _NAMED.get(code.lower(), code) == "@"


def shown_as(number: float, code: str) -> CellValue:
    """
    Return the value of a cell that holds a number: itself, a date, a time or a duration.

    >>> shown_as(46203.0, "yyyy-mm-dd"), shown_as(0.5, "h:mm"), shown_as(60.0, "0.0_ ")
    (datetime.date(2026, 6, 30), datetime.time(12, 0), 60.0)
    """
    kind = _kind(code)
    if kind is float or not 0 <= number <= _LAST_SERIAL:
        return number
    if kind is timedelta:
        return timedelta(milliseconds=round(number * _MILLISECONDS_A_DAY))
    return _moment(number)


@lru_cache(maxsize=256)
def _kind(code: str) -> type[float | datetime | timedelta]:
    plain = _LITERAL.sub("", _NAMED.get(code.lower(), code).lower().partition(";")[0])
    if _ELAPSED.search(plain):
        return timedelta
    return datetime if _CALENDAR.search(_BRACKETS.sub("", plain)) else float


def _moment(serial: float) -> date | datetime | time:
    milliseconds = timedelta(milliseconds=round(serial * _MILLISECONDS_A_DAY))
    first = datetime(1899, 12, 30 if serial >= _LEAP_BUG else 31)  # noqa: DTZ001 - Excel has no zones
    moment = first + milliseconds
    if serial < 1:
        return moment.time()
    return moment if moment.time() != time() else moment.date()


_FORMAT: Final = re.compile(
    r"(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^;\"']*))",
    re.IGNORECASE,
)
_ESCAPED: Final = re.compile(r"\\(?:([0-9a-fA-F]{4,6}) ?|(.))", re.DOTALL)
_CLASS: Final = re.compile(r"\.([\w-]+)\s*$")


class NumberFormats:
    """
    The number formats that the style sheets of a page give to classes of cells.

    Args:
        styles: the style sheets.
    """

    def __init__(self, styles: Iterable[str]) -> None:
        self._by_class: dict[str, str] = {}
        for style in styles:
            for rule in style.split("}"):
                selectors, _, body = rule.rpartition("{")
                code = _code(body)
                for selector in selectors.split(",") if code else ():
                    if found := _CLASS.search(selector):
                        self._by_class[found.group(1)] = code

    def of(self, attributes: Mapping[str, str]) -> str:
        """Return the format code of a cell, ``""`` where the page does not say any."""
        if code := _code(attributes.get("style", "")):
            return code
        for name in attributes.get("class", "").split():
            if name in self._by_class:
                return self._by_class[name]
        return ""


def cell_value(
    attributes: Mapping[str, str], text: str, formats: NumberFormats, *, numbers_marked: bool
) -> CellValue:
    """
    Return the value of a cell.

    Args:
        attributes: of the cell, among them what Excel (``x:num``) and LibreOffice (``sdval``) say.
        text: what a reader sees in it.
        formats: of the page.
        numbers_marked: the page marks every number, so that all else is text.
    """
    if "x:str" in attributes:
        return attributes["x:str"] or text or None
    code = formats.of(attributes)
    if "x:bool" in attributes:
        return (attributes["x:bool"] or text).upper() == "TRUE"
    if "sdnum" in attributes:
        code = attributes["sdnum"].split(";", 2)[-1]
    value = error_or_text(text)
    if not is_text(code) and not isinstance(value, str | None):
        return value
    exact = _exact(attributes, text, code)
    if exact is not None:
        return exact
    return text or None if numbers_marked or is_text(code) else plain_value(text)


def _exact(attributes: Mapping[str, str], text: str, code: str) -> CellValue:
    """Return the value that the page tells besides what is seen, None where it tells none."""
    for name in ("x:num", "sdval"):
        if name in attributes:
            number = number_of(attributes[name] or text)
            if number is not None and code.upper() == "BOOLEAN":
                return bool(number)
            return None if number is None else shown_as(number, code)
    return None


@lru_cache(maxsize=1024)  # the cells of a column look alike
def _code(style: str) -> str:
    r"""
    Return the number format that a style says, as Excel writes it elsewhere.

    >>> _code(r'color:red;mso-number-format:"yyyy\0022年\0022";')
    'yyyy"年"'
    """
    found = _FORMAT.search(style) if "format" in style.lower() else None
    if found is None:
        return ""
    written = next((part for part in found.groups() if part), "").strip()
    return _ESCAPED.sub(_unescaped, written)


def _unescaped(found: re.Match[str]) -> str:
    if found.group(1):
        code = int(found.group(1), 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last Unicode character
    return found.group(2)


WIDEST: Final = 16_384
"""Columns that Excel has."""
_WIDEST_SPAN: Final = 1_000
"""What browsers take at most for a colspan."""
_MOST_STEPS: Final = 5_000_000
"""Places that cells of all rows together may span or step over."""


class TooWideError(ValueError):
    """The cells of a table spread over more rows and columns than can be read."""


class Placing:
    """
    Places cells row by row, as a browser does; no two of them ever overlap.

    Args:
        rows: how many there are; no cell reaches below the last.

    Attributes:
        row: 0-based number of the row being filled, -1 before the first.
        merged: areas of the cells that span.
    """

    def __init__(self, rows: int) -> None:
        self.row = -1
        self.merged: list[Area] = []
        self._rows = rows
        self._column = 0
        self._held: list[int] = []
        self._steps = 0

    def next_row(self) -> None:
        """Go on to the next row."""
        self.row += 1
        self._column = 0

    def place(self, attributes: Mapping[str, str]) -> int:
        """Return the 0-based column of the row's next cell.

        Raises:
            TooWideError: there is no end to the columns.
        """
        start = first = self._column
        while self._is_held(first):
            first += 1
        self._steps += first - start
        if "colspan" not in attributes and "rowspan" not in attributes and first < WIDEST:
            self._column = first + 1
        else:
            self._column = self._spread(first, attributes)
        if self._steps > _MOST_STEPS:
            raise TooWideError
        return first

    def _spread(self, first: int, attributes: Mapping[str, str]) -> int:
        """Take the places of a cell that spans; return the column behind it."""
        width = min(span(attributes, "colspan"), _WIDEST_SPAN)
        last_row = min(self.row + span(attributes, "rowspan"), self._rows) - 1
        held = (n for n in range(first + 1, first + width) if self._is_held(n))
        end = next(held, first + width)
        self._steps += end - first
        if end > WIDEST:
            raise TooWideError
        if last_row > self.row:
            self._held += [-1] * (end - len(self._held))
            self._held[first:end] = [last_row] * (end - first)
        if last_row > self.row or end - first > 1:
            self.merged.append((self.row, first, last_row, end - 1))
        return end

    def _is_held(self, column: int) -> bool:
        return column < len(self._held) and self._held[column] >= self.row


def span(attributes: Mapping[str, str], name: str) -> int:
    """Return how many rows or columns a cell takes, at least 1.

    >>> span({"colspan": "3"}, "colspan"), span({"colspan": "0"}, "colspan"), span({}, "rowspan")
    (3, 1, 1)
    """
    written = attributes.get(name, "").strip()
    digits = written if written.isascii() and written.isdigit() else "1"
    return max(1, int(digits[:9]))


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
