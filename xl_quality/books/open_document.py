"""Reading .ods (OpenDocument): values by a fast reader, what it leaves out by a look of our own.

The fast reader gives errors as nothing, knows no merged areas, no hidden sheets of other programs,
and reserves memory for what a few bytes repeat a million times.
"""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.xml import XmlError, as_utf8, guarded_parser, parse
from xl_quality.books.opc.zip import new_archive, read_archive
from xl_quality.books.refusals import damaged, encrypted, no_workbook, too_large
from xl_quality.books.sources import MOST_SHEETS, blank_covered, refuse_overfull, trimmed
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from python_calamine import CalamineWorkbook

    from xl_quality.books.opc.zip import Archive

_SPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE: Final = f"{_SPACE}table:1.0}}"
_OFFICE: Final = f"{_SPACE}office:1.0}}"
_STYLE: Final = f"{_SPACE}style:1.0}}"
_PARAGRAPH: Final = f"{_SPACE}text:1.0}}p"
_LIKE_CALC: Final = (
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
)
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
_HARDLY_PACKED: Final = 1
"""Level of packing: the copy for the reader is thrown away at once."""

Block = tuple[int, int, int, int, CellValue]
"""first row, rows, first column, columns, value."""


class OdsSource:
    """The sheets of an OpenDocument workbook.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is encrypted, damaged or too large, or holds no tables.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._name = file_name
        self._content = _content(read_archive(data, file_name))
        look = _Look()
        try:
            look.over(self._content)
        except XmlError:
            raise damaged(file_name, "content.xml") from None
        if not look.is_spreadsheet:
            raise no_workbook(file_name)
        if len(look.sheets) > MOST_SHEETS:
            raise too_large(file_name, f"有 {len(look.sheets)} 个工作表")
        self._sheets = {sheet.name: sheet for sheet in look.sheets if _OTHER_FILE not in sheet.name}
        self._hidden = {s.name for s in look.sheets if s.style in look.hidden_styles}
        self._reader: CalamineWorkbook | None = None

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all sheets."""
        return list(self._sheets)

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is damaged or too large.
        """
        found = self._sheets[sheet]
        refuse_overfull(self._name, sheet, found.rows, found.columns)
        rows: list[list[CellValue]] = [
            [None if value == "" else value for value in row] for row in self._values(sheet)
        ]
        merged = found.merged()
        blank_covered(rows, merged)
        _put(rows, found.blocks)
        uncached = sorted(found.uncached)
        return Grid(sheet, trimmed(rows), merged, hidden=sheet in self._hidden, uncached=uncached)

    def _values(self, sheet: str) -> list[list[CellValue]]:
        try:
            if self._reader is None:
                self._reader = _reader(self._content)
            found = self._reader.get_sheet_by_name(sheet)
            return [list(row) for row in found.to_python(skip_empty_area=False)]
        except BaseException as error:
            if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                raise damaged(self._name, f"工作表「{sheet}」") from None
            raise


def _reader(content: bytes) -> CalamineWorkbook:
    """Return the fast reader of a copy that holds the cells and nothing else."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - start-up

    if _SPACED.search(content):
        content = _BETWEEN.sub(rb"\1", content)
    parts = [("mimetype", _TYPE), ("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)]
    return CalamineWorkbook.from_filelike(BytesIO(new_archive(parts, _HARDLY_PACKED)))


def _content(archive: Archive) -> bytes:
    """Return the part with all cells, in UTF-8."""
    members = {member.name.lower(): member for member in archive.members}
    manifest = members.get("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest):
        raise encrypted(archive.file_name)
    if "content.xml" not in members:
        raise damaged(archive.file_name, "缺少 content.xml")
    try:
        return as_utf8(archive.read(members["content.xml"]))
    except XmlError:
        raise damaged(archive.file_name, "content.xml") from None


class _Sheet:
    """What the look brought to light of one sheet.

    Attributes:
        name, style: of the table.
        rows, columns: size of the used rectangle from A1.
        blocks: values that the fast reader does not give as they are.
        uncached: formulas without a computed value, 0-based (row, column).
    """

    def __init__(self, name: str, style: str) -> None:
        self.name = name
        self.style = style
        self.rows = self.columns = 0
        self.blocks: list[Block] = []
        self.uncached: set[tuple[int, int]] = set()
        self._spans: list[tuple[int, int, int, int, int]] = []

    def span(self, row: int, repeated: int, column: int, height: int, width: int) -> None:
        """Note a merged area, which stands in each of the repeated rows."""
        self._spans.append((row, repeated, column, height, width))

    def merged(self) -> list[Area]:
        """Return the merged areas; repeated ones only as far as the sheet is used."""
        return [
            (at, column, at + height - 1, column + width - 1)
            for row, repeated, column, height, width in self._spans
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
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_OFFICE}spreadsheet": self._start_spreadsheet,
            f"{_OFFICE}annotation": self._start_note,
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._start_properties,
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-row": self._start_row,
            _PARAGRAPH: self._start_paragraph,
            **dict.fromkeys(_CELLS, self._start_cell),
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{_OFFICE}annotation": self._end_note,
            f"{_TABLE}table": self._end_table,
            f"{_TABLE}table-row": self._end_row,
            _PARAGRAPH: self._end_paragraph,
            **dict.fromkeys(_CELLS, self._end_cell),
        }

    def over(self, content: bytes) -> None:
        """Look over the whole part; errors as of `parse`."""
        parser = guarded_parser("}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse(parser, [content])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        step = self._starts.get(name)
        if step is not None:
            step(attributes)

    def _end(self, name: str) -> None:
        step = self._ends.get(name)
        if step is not None:
            step()

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _start_spreadsheet(self, _: dict[str, str]) -> None:
        self.is_spreadsheet = True

    def _start_note(self, _: dict[str, str]) -> None:
        self._noted += 1

    def _end_note(self) -> None:
        self._noted -= 1

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _start_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self.hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            name, style = (attributes.get(f"{_TABLE}{each}", "") for each in ("name", "style-name"))
            self.sheets.append(_Sheet(name, style))
            self._row = 0

    def _end_table(self) -> None:
        self._depth -= 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._depth == 1:
            self._rows = _count(attributes, "number-rows-repeated")
            self._column = 0

    def _end_row(self) -> None:
        if self._depth == 1:
            self._row += self._rows

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._depth == 1:
            self._cell, self._said = attributes, []

    def _start_paragraph(self, _: dict[str, str]) -> None:
        if self._cell is not None and self._depth == 1 and not self._noted:
            self._text = []

    def _end_paragraph(self) -> None:
        if self._text is not None:
            self._said.append("".join(self._text))
            self._text = None

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
            sheet.span(row, self._rows, column, height, width)

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


def _put(rows: list[list[CellValue]], blocks: Sequence[Block]) -> None:
    """Put values where they stand, making the rectangle larger where it must be."""
    width = max([len(rows[0]) if rows else 0, *(c + n for _, _, c, n, _ in blocks)])
    height = max([len(rows), *(r + n for r, n, _, _, _ in blocks)])
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend([None] * (width - len(row)))
    for first_row, count, first_column, columns, value in blocks:
        for row in rows[first_row : first_row + count]:
            row[first_column : first_column + columns] = [value] * columns
