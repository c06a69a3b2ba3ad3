"""Reading .ods (OpenDocument): values by a fast reader, what it leaves out by a look of our own.

The fast reader gives errors as nothing, knows no merged areas, no hidden sheets of other programs,
and reserves memory for what a few bytes repeat a million times.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, damaged_sheet, refused
from xl_quality.books.opc.xml import XmlError, as_utf8, follow
from xl_quality.books.opc.zip import Archive, new_archive, read_archive
from xl_quality.books.sources import (
    Sheets,
    UnreadableError,
    blank_covered,
    enlarge,
    fast_reader,
    fast_values,
    refuse_many,
    refuse_overfull,
    trimmed,
)
from xl_quality.sheets.cells import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


_SPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE: Final = f"{_SPACE}table:1.0}}"
_OFFICE: Final = f"{_SPACE}office:1.0}}"
_STYLE: Final = f"{_SPACE}style:1.0}}"
_PARAGRAPH: Final = f"{_SPACE}text:1.0}}p"
_LIKE_CALC: Final = (
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
)
_ROW: Final = f"{_TABLE}table-row"
_NOTE: Final = f"{_OFFICE}annotation"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DURATION: Final = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,](\d+))?S")
_HOURS_A_DAY: Final = 24
_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_UNNAMED_ERROR: Final = "#VALUE!"
_OTHER_FILE: Final = "'#$"
"""In the names of tables that keep what formulas took from other files; they are no sheets."""
_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST: Final = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_BETWEEN: Final = re.compile(rb"(</?(?:table|office):[^<>]*>|</text:p>|<text:p[^<>]*/>)\s+(?=<)")
"""White space between cells, rows and paragraphs, which the fast reader takes for content."""
_SPACED: Final = re.compile(rb">\s+<")
_HARDLY_PACKED: Final = 1  # level of packing: the copy for the reader is thrown away at once
Block = tuple[int, int, int, int, CellValue]  # first row, rows, first column, columns, value


def ods_sheets(data: bytes, file_name: str) -> Sheets:
    """Return the sheets of an OpenDocument workbook.

    Raises:
        BadInputError: it is encrypted, damaged or too large, or holds no tables.
    """
    content = _content(read_archive(data, file_name))
    look = _Look()
    try:
        follow(look, [content])
    except XmlError:
        raise damaged(file_name, "content.xml") from None
    if not look.is_spreadsheet:
        raise refused(kinds.NO_WORKBOOK, file_name)
    refuse_many(file_name, len(look.sheets))
    workbook = _Workbook(content, look.hidden_styles, file_name)
    own = (sheet for sheet in look.sheets if _OTHER_FILE not in sheet.name)
    return Sheets({sheet.name: partial(workbook.grid, sheet) for sheet in own})


class _Workbook:
    """The part with all cells, which the fast reader is given once a sheet is asked for."""

    def __init__(self, content: bytes, hidden_styles: set[str], file_name: str) -> None:
        self._content = content
        self._hidden_styles = hidden_styles
        self._file_name = file_name
        self._reader: CalamineWorkbook | None = None

    def grid(self, sheet: _Sheet) -> Grid:
        refuse_overfull(self._file_name, sheet.name, sheet.rows, sheet.columns)
        try:
            self._reader = self._reader or _reader(self._content)
            rows, _ = fast_values(self._reader, sheet.name)
        except UnreadableError:
            raise damaged_sheet(self._file_name, sheet.name) from None
        merged = sheet.merged()
        blank_covered(rows, merged)
        _put_values(rows, sheet.blocks)
        hidden = sheet.style in self._hidden_styles
        return Grid(sheet.name, trimmed(rows), merged, hidden, sorted(sheet.uncached))


def _reader(content: bytes) -> CalamineWorkbook:
    """Return the fast reader of a copy that holds the cells and nothing else."""
    if _SPACED.search(content):
        content = _BETWEEN.sub(rb"\1", content)
    parts = [("mimetype", _TYPE), ("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)]
    return fast_reader(new_archive(parts, _HARDLY_PACKED))


def _content(archive: Archive) -> bytes:
    """Return the part with all cells, in UTF-8."""
    members = {member.name.lower(): member for member in archive.members}
    manifest = members.get("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest):
        raise refused(kinds.ENCRYPTED, archive.file_name)
    if "content.xml" not in members:
        raise damaged(archive.file_name, "缺少 content.xml")
    try:
        return as_utf8(archive.read(members["content.xml"]))
    except XmlError:
        raise damaged(archive.file_name, "content.xml") from None


class _Sheet:
    """What the look found in one sheet.

    Attributes:
        name, style: of the table.
        rows, columns: size of the used rectangle from A1.
        blocks: values that the fast reader does not give as they are.
        uncached: formulas without a computed value, 0-based (row, column).
        spans: (row, how many rows it stands in, column, height, width) of each merged area.
    """

    def __init__(self, name: str, style: str) -> None:
        self.name = name
        self.style = style
        self.rows = self.columns = 0
        self.blocks: list[Block] = []
        self.uncached: set[tuple[int, int]] = set()
        self.spans: list[tuple[int, int, int, int, int]] = []

    def merged(self) -> list[Area]:
        """Return the merged areas; repeated ones only as far as the sheet is used."""
        return [
            (at, column, at + height - 1, column + width - 1)
            for row, repeated, column, height, width in self.spans
            for at in range(row, max(min(row + repeated, self.rows), row + 1))
        ]


class _Look:
    """Follows tables, rows and cells, of which few bytes may repeat many."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self.is_spreadsheet = False
        self._style = ""
        self._depth = 0  # of tables within tables
        self._row = self._rows = self._column = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] | None = None
        self._said: list[str] = []
        self._noted = 0  # notes on cells hold paragraphs, too

    def start(self, name: str, attributes: dict[str, str]) -> None:
        outermost = self._depth == 1
        if name in _CELLS and outermost:
            self._cell, self._said = attributes, []
        elif name == _PARAGRAPH and outermost:
            if self._cell is not None and not self._noted:
                self._text = []
        elif name == _ROW and outermost:
            self._rows = _count(attributes, "number-rows-repeated")
            self._column = 0
        elif name == _NOTE:
            self._noted += 1
        elif name == f"{_TABLE}table":
            self._start_table(attributes)
        elif name.startswith(_STYLE):
            self._start_style(name, attributes)
        elif name == f"{_OFFICE}spreadsheet":
            self.is_spreadsheet = True

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._end_cell()
        elif name == _PARAGRAPH:
            if self._text is not None:
                self._said.append("".join(self._text))
                self._text = None
        elif name == _ROW and self._depth == 1:
            self._row += self._rows
        elif name == _NOTE:
            self._noted -= 1
        elif name == f"{_TABLE}table":
            self._depth -= 1

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _start_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            name, style = (attributes.get(f"{_TABLE}{each}", "") for each in ("name", "style-name"))
            self.sheets.append(_Sheet(name, style))
            self._row = 0

    def _end_cell(self) -> None:
        if self._depth != 1 or self._cell is None:
            return
        cell, self._cell = self._cell, None
        repeated = _count(cell, "number-columns-repeated")
        sheet, row, column = self.sheets[-1], self._row, self._column
        self._column += repeated
        kind, formula = cell.get(f"{_OFFICE}value-type", ""), f"{_TABLE}formula" in cell
        if kind or formula or any(self._said):
            sheet.rows = max(sheet.rows, row + self._rows)
            sheet.columns = max(sheet.columns, column + repeated)
        value = self._unlike_the_reader(cell, kind, formula=formula)
        if value is not None:
            sheet.blocks.append((row, self._rows, column, repeated, value))
        elif formula and not kind and not self._said:
            sheet.uncached.add((row, column))
        height, width = (_count(cell, f"number-{each}-spanned") for each in ("rows", "columns"))
        if height > 1 or width > 1:
            sheet.spans.append((row, self._rows, column, height, width))

    def _unlike_the_reader(self, cell: dict[str, str], kind: str, *, formula: bool) -> CellValue:
        """Return an error or a long duration, which the fast reader gives as text; else None."""
        said = "\n".join(self._said)
        if cell.get(_LIKE_CALC) == "error":
            return ErrorCell(said or _UNNAMED_ERROR)
        if formula and said in _ERRORS:
            return ErrorCell(said)
        if kind == "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
        return _duration(cell.get(f"{_OFFICE}time-value", "")) if kind == "time" else None


def _count(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(f"{_TABLE}{name}", "1")
    return max(int(given), 1) if given.isdecimal() else 1


def _duration(written: str) -> timedelta | None:
    """Return a duration of a day or more, or below zero; shorter ones are read as clock times."""
    found = _DURATION.fullmatch(written)
    if found is None or (not found[1] and int(found[2]) < _HOURS_A_DAY):
        return None
    fraction = float(f"0.{found[5] or 0}")
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4]) + fraction)
    return -length if found[1] else length


def _put_values(rows: list[list[CellValue]], blocks: list[Block]) -> None:
    """Put values where they stand, making the rectangle larger where it must be."""
    height = max((row + count for row, count, *_ in blocks), default=0)
    enlarge(rows, height, max((column + width for _, _, column, width, _ in blocks), default=0))
    for first_row, count, first_column, columns, value in blocks:
        for row in rows[first_row : first_row + count]:
            row[first_column : first_column + columns] = [value] * columns
