"""Reading web pages (HTML) that hold tables: what school systems export under the name .xls.

Which tables are sheets (`data_tables`), where their cells stand once rows and columns are spanned
(`Placing`), and what a cell holds: the exact value where the page tells it, as Excel and
LibreOffice do, else what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from html import unescape
from pathlib import PurePath
from typing import Final, NamedTuple

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, refused
from xl_quality.books.markup.html_parser import (
    MOST_HTML_CELLS,
    HtmlCell,
    HtmlTable,
    OverfullError,
    Page,
    plain_text,
)
from xl_quality.books.markup.plain_text import (
    day_or_moment,
    decoded_markup,
    error_or_text,
    number_of,
    plain_value,
)
from xl_quality.books.sources import MOST_SHEETS, Sheets, refuse_overfull, trimmed
from xl_quality.books.tables import fitting_names
from xl_quality.sheets.cells import MOST_COLUMNS, Area, CellValue, Grid

LARGEST_PAGE: Final = 64 << 20
"""Bytes; a county's 50,000 pupils with twelve columns take three quarters of it."""
_SHEET_NAME: Final = re.compile(
    r"<x:ExcelWorksheet>\s*<x:Name>([^<]{1,200})</x:Name>", re.IGNORECASE
)
MOST_TITLES: Final = 5
"""Rows of text above a table that can be its title; more are a page's menus and notices."""
_SEVERAL: Final = 2
_WIDEST_SPAN: Final = 1_000  # what browsers take at most for a colspan
_MOST_STEPS: Final = 5_000_000  # places that cells of all rows together may span or step over
_FORMAT: Final = re.compile(
    r"(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^;\"']*))",
    re.IGNORECASE,
)
_ESCAPED: Final = re.compile(r"\\(?:([0-9a-fA-F]{4,6}) ?|(.))", re.DOTALL)
_CLASS: Final = re.compile(r"\.([\w-]+)\s*$")
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
_LEAP_BUG: Final = 60  # excel counts a 29 February 1900 that never was
_MILLISECONDS_A_DAY: Final = 86_400_000


def html_sheets(data: bytes, file_name: str) -> Sheets:
    """Return the tables of a web page, each as a sheet with its title above it.

    Raises:
        BadInputError: there is no table in it, or it is no text, or too large.
    """
    if len(data) > LARGEST_PAGE:
        raise refused(kinds.LARGE_PAGE, file_name, size=len(data) >> 20)
    text = decoded_markup(data)
    if text is None:
        raise damaged(file_name)
    try:
        page = Page(text)
    except OverfullError as error:
        raise refused(error.kind, file_name, limit=MOST_HTML_CELLS // 10_000) from None
    tables = data_tables(page.tables)
    if not tables:
        raise refused(kinds.PAGE_WITHOUT_TABLE, file_name)
    if len(tables) > MOST_SHEETS:
        raise refused(kinds.MANY_TABLES, file_name, count=len(tables))
    names = _sheet_names(text, tables, file_name)
    reader = _Reader(NumberFormats(page.styles), "sdval=" in text, file_name)
    named = zip(names, tables, strict=True)
    return Sheets(
        {name: partial(reader.grid, name, table) for name, table in named},
        () if page.complete else [kinds.PAGE_CUT_OFF.at(names[-1], file=file_name)],
    )


class _Reader(NamedTuple):
    """What all tables of a page are read by."""

    formats: NumberFormats
    numbers_marked: bool
    file_name: str

    def grid(self, name: str, sheet: SheetTable) -> Grid:
        titles, table = sheet
        rows: list[list[CellValue]] = [[text or None for text in title] for title in titles]
        placing = Placing(len(table.rows))
        marked = self.numbers_marked or "x:str" in table.attributes
        try:
            rows += [self._row(row, placing, numbers_marked=marked) for row in table.rows]
        except OverfullError as error:
            raise refused(error.kind, self.file_name, name) from None
        width = max(map(len, rows), default=0)
        refuse_overfull(self.file_name, name, len(rows), width)
        whole = [row + [None] * (width - len(row)) for row in rows]
        down = len(titles)
        merged: list[Area] = [(r1 + down, c1, r2 + down, c2) for r1, c1, r2, c2 in placing.merged]
        return Grid(name, trimmed(whole), merged)

    def _row(
        self, row: Sequence[HtmlCell], placing: Placing, *, numbers_marked: bool
    ) -> list[CellValue]:
        values: list[CellValue] = []
        placing.next_row()
        for cell in row:
            column = placing.place(cell.attributes)
            values += [None] * (column - len(values))
            text = text_of(cell)
            values.append(
                _value(cell.attributes, text, self.formats, numbers_marked=numbers_marked)
            )
        return values


def _sheet_names(text: str, tables: Sequence[SheetTable], file_name: str) -> list[str]:
    """Return the names that Excel or LibreOffice noted, else captions, else the file's name."""
    noted = [unescape(name).strip() for name in _SHEET_NAME.findall(text)]
    if len(noted) == len(tables):
        return fitting_names(noted)
    own = [each.table.name or each.table.caption for each in tables]
    if len(own) == 1:
        return fitting_names([own[0] or PurePath(file_name).stem])
    return fitting_names([name or f"表{number}" for number, name in enumerate(own, 1)])


class SheetTable(NamedTuple):
    """A table that holds data, and the rows of texts above it that are its title."""

    titles: Sequence[Sequence[str]]
    table: HtmlTable


def data_tables(tables: Sequence[HtmlTable]) -> list[SheetTable]:
    """Return the tables that hold data, in order, each with its title.

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


def text_of(cell: HtmlCell) -> str:
    """Return what a reader sees in a cell, that of tables in it included."""
    text = plain_text(cell.pieces)
    if not cell.nested:
        return text
    inner = [text_of(each) for table in cell.nested for row in table.rows for each in row]
    return " ".join(part for part in (text, *inner) if part)


class Placing:
    """Places cells row by row, as a browser does; no two of them ever overlap.

    Args:
        rows: how many there are; no cell reaches below the last.
    """

    def __init__(self, rows: int) -> None:
        self.row = -1  # 0-based number of the row being filled, -1 before the first
        self.merged: list[Area] = []  # areas of the cells that span
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
            OverfullError: there is no end to the columns.
        """
        start = first = self._column
        while self._is_held(first):
            first += 1
        self._steps += first - start
        if "colspan" not in attributes and "rowspan" not in attributes and first < MOST_COLUMNS:
            self._column = first + 1
        else:
            self._column = self._spread(first, attributes)
        if self._steps > _MOST_STEPS:
            raise OverfullError(kinds.WIDE_SPANS)
        return first

    def _spread(self, first: int, attributes: Mapping[str, str]) -> int:
        """Take the places of a cell that spans; return the column behind it."""
        width = min(span(attributes, "colspan"), _WIDEST_SPAN)
        last_row = min(self.row + span(attributes, "rowspan"), self._rows) - 1
        held = (n for n in range(first + 1, first + width) if self._is_held(n))
        end = next(held, first + width)
        self._steps += end - first
        if end > MOST_COLUMNS:
            raise OverfullError(kinds.WIDE_SPANS)
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


class NumberFormats:
    """The number formats that the style sheets of a page give to classes of cells."""

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


def _value(
    attributes: Mapping[str, str], text: str, formats: NumberFormats, *, numbers_marked: bool
) -> CellValue:
    """Return the value of a cell.

    *text* is what a reader sees in it; the attributes may say more: what Excel (``x:num``) and
    LibreOffice (``sdval``) say. Where the page marks every number (*numbers_marked*) all else
    is text.
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
    r"""Return the number format that a style says, as Excel writes it elsewhere.

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


def is_text(code: str) -> bool:
    r"""Return whether cells of a format hold text whatever they look like.

    >>> is_text("@"), is_text("0.00")
    (True, False)
    """
    return _NAMED.get(code.lower(), code) == "@"


def shown_as(number: float, code: str) -> CellValue:
    """Return the value of a cell that holds a number: itself, a date, a time or a duration.

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
    return day_or_moment(moment)
