"""Reading .xlsx and .xlsm: plainly written sheets from their bytes, others behind a guard.

What is not written plainly (`xlsx_rows`) is parsed for what the fast reader does not tell, and
left to that. The fast reader takes the parts by their usual names, not by their relationships, and
stops at what others write: titles merged over a whole row, macro sheets, sheets without a part,
states that no standard names, UTF-16. For such a workbook it gets a plain copy (`plain_copy`) that
holds the worksheets with their values and nothing else.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, damaged_sheet
from xl_quality.books.opc.package import Package, relationships_xml
from xl_quality.books.opc.workbook import SheetEntry, WorkbookPart
from xl_quality.books.opc.xml import DECLARATION, TRANSITIONAL, XmlError, as_utf8, follow, quoted
from xl_quality.books.opc.zip import Archive, Member, new_archive
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
from xl_quality.books.xlsx_rows import SharedParts, SheetRows, UnusualXmlError, read_rows
from xl_quality.sheets.cells import (
    Area,
    CellValue,
    ErrorCell,
    Grid,
    address,
    column_index,
    merged_area,
)

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


_READ_WITH_THE_BOOK: Final = ("styles", "sharedStrings", "theme", "sheetMetadata")
_DOCTYPE: Final = b"<!DOCTYPE"
_HEAD: Final = 1 << 16  # bytes in which a DOCTYPE would stand: before the root element
_TAKEN_BY_NAME: Final = {"styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
"""Parts that the fast reader finds by name, beside the workbook."""
_SHEET_KINDS: Final = ("worksheet", "chartsheet", "dialogsheet")
_STATES: Final = ("visible", "hidden", "veryHidden")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_NOTHING_PACKED: Final = 1  # level of packing: the copy is read at once and thrown away
_AREA: Final = (
    rb"(<(?:[\w.-]+:)?(?:mergeCell|dimension)\s(?:[^>]*?\s)?ref\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')"
)
"""Compiled where it is used: most workbooks need no copy."""
_WHOLE_ADDRESS: Final = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
"""As far as the fast reader counts, which is further than a sheet reaches."""


class OoxmlSheets(Sheets):
    """The worksheets of an OOXML workbook: no chart sheets, no macro sheets, none without content.

    Raises:
        BadInputError: it holds no workbook, or one that must not be unpacked.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._package = Package(archive)
        self.workbook = WorkbookPart(self._package)
        refuse_many(archive.file_name, len(self.workbook.sheets))
        held = [entry for entry in self.workbook.sheets if self._package.has(entry.part)]
        self._worksheets = [entry for entry in held if entry.kind == "worksheet"]
        missing = [
            kinds.SHEET_WITHOUT_CONTENT.at(entry.name, tab=entry.name)
            for entry in self.workbook.sheets
            if entry.names_a_part and entry not in held
        ]
        super().__init__({one.name: partial(self._grid, one) for one in self._worksheets}, missing)
        self._reader: CalamineWorkbook | None = None
        self._copied = False

    @property
    def signed(self) -> bool:
        """Return whether the package carries a digital signature (数字签名)."""
        return any(r.kind == "origin" for r in self._package.relationships(""))

    def _grid(self, entry: SheetEntry) -> Grid:
        try:
            found = self._rows(entry)
        except UnusualXmlError:
            return self._parsed_grid(entry)
        rows = _rectangle(found)
        blank_covered(rows, found.merged)
        return Grid(entry.name, trimmed(rows), found.merged, entry.hidden, found.uncached)

    def _rows(self, entry: SheetEntry) -> SheetRows:
        shared = self._shared_parts
        try:
            return read_rows(self._chunks(entry), shared)
        except XmlError:
            raise damaged_sheet(self._archive.file_name, entry.name) from None

    @cached_property
    def _shared_parts(self) -> SharedParts:
        """Return what the workbook states for all sheets; each part is proven, used or not."""
        parts: dict[str, list[bytes]] = {kind: [] for kind in _READ_WITH_THE_BOOK}
        for link in self._package.relationships(self.workbook.part):
            member = self._package.member(link.target)
            if link.kind in parts and member is not None:
                parts[link.kind].append(self._proven(member))
        texts, styles = (
            None if len(parts[kind]) > 1 else b"".join(parts[kind])
            for kind in ("sharedStrings", "styles")
        )
        return SharedParts(texts, styles, since_1904=self.workbook.since_1904)

    def _parsed_grid(self, entry: SheetEntry) -> Grid:
        """Return a sheet that is not written plainly, by a parser and the fast reader."""
        file_name = self._archive.file_name
        try:
            scan = parse_cells(self._chunks(entry))
        except XmlError:
            raise damaged_sheet(file_name, entry.name) from None
        refuse_overfull(file_name, entry.name, scan.rows, scan.columns)
        rows, merged = self._values(entry.name)
        _put_errors(rows, scan)
        blank_covered(rows, merged)
        return Grid(entry.name, trimmed(rows), merged, entry.hidden, sorted(scan.uncached))

    def _chunks(self, entry: SheetEntry) -> Iterator[bytes]:
        member = self._package.member(entry.part)
        if member is None:
            raise damaged(self._archive.file_name, f"缺少工作表「{entry.name}」的内容")
        return _utf8_chunks(self._archive, member)

    def _values(self, sheet: str) -> tuple[list[list[CellValue]], Sequence[Area]]:
        try:
            self._reader = self._reader or fast_reader(self._readable())
            return fast_values(self._reader, sheet)
        except UnreadableError:
            if self._copied:
                raise damaged_sheet(self._archive.file_name, sheet) from None
            # others write what the standard allows and the reader does not know
            self._copied, self._reader = True, None
            return self._values(sheet)

    def _proven(self, member: Member) -> bytes:
        """Return a part that is undamaged and declares no entities."""
        try:
            return b"".join(_utf8_chunks(self._archive, member))
        except XmlError:
            raise damaged(self._archive.file_name, member.name) from None

    def _readable(self) -> bytes:
        """Return the file, or a plain copy where the reader would not understand it."""
        if not self._copied and written_plainly(self._archive, self._package, self.workbook):
            return self._archive.data
        self._copied = True
        return plain_copy(self._package, self.workbook, self._worksheets)


def _utf8_chunks(archive: Archive, member: Member) -> Iterator[bytes]:
    """Yield an XML part in UTF-8; a DOCTYPE in its head raises `XmlError`."""
    first = True
    for chunk in archive.chunks(member):
        if first and as_utf8(chunk[:200])[:200] != chunk[:200]:
            whole = as_utf8(archive.read(member))
            _refuse_doctype(whole)
            yield whole
            return
        if first:
            _refuse_doctype(chunk)
        first = False
        yield chunk


def _refuse_doctype(head: bytes) -> None:
    if _DOCTYPE in head[:_HEAD]:
        raise XmlError("DOCTYPE")


def _rectangle(found: SheetRows) -> list[list[CellValue]]:
    """Return all rows down to the last one, equally long."""
    for row in found.rows:
        if len(row) < found.width:
            row.extend([None] * (found.width - len(row)))
    if found.numbers == list(range(len(found.rows))):
        return found.rows
    rows: list[list[CellValue]] = [[None] * found.width for _ in range(found.numbers[-1] + 1)]
    for number, row in zip(found.numbers, found.rows, strict=True):
        rows[number] = row
    return rows


class CellScan:
    """What the fast reader does not tell of a sheet: it gives all of it as empty text.

    Attributes:
        errors: code of each cell that holds an error, by 0-based (row, column).
        uncached: formulas without a computed value, 0-based (row, column).
        rows, columns: size of the used rectangle from A1, all of which the reader takes memory for.
    """

    __slots__ = ("columns", "errors", "rows", "uncached")

    def __init__(self) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.uncached: set[tuple[int, int]] = set()
        self.rows = self.columns = 1


def parse_cells(chunks: Iterable[bytes]) -> CellScan:
    """Look over a worksheet part with an XML parser.

    Raises:
        XmlError: not well formed, or with a DOCTYPE.
    """
    cells = _Cells()
    follow(cells, chunks)
    return cells.scan


class _Cells:
    """Follows rows and cells; cells without an address stand right of the one before."""

    def __init__(self) -> None:
        self.scan = CellScan()
        self._row = -1
        self._column = -1
        self._type = ""
        self._formula = self._value_seen = self._in_value = False
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "row":
            given = attributes.get("r", "")
            self._row = int(given) - 1 if given.isdecimal() else self._row + 1
            self._column = -1
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = self._value_seen = True

    def text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._close_cell()

    def _open_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            found = _WHOLE_ADDRESS.fullmatch(attributes["r"])
            if found is None:
                raise XmlError(attributes["r"])
            self._row, self._column = int(found.group(2)) - 1, column_index(found.group(1))
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self._formula = self._value_seen = False
        self._value = ""

    def _close_cell(self) -> None:
        place = (self._row, self._column)
        if self._type == "e" and self._value.strip():
            self.scan.errors[place] = self._value.strip()
        elif (
            self._formula
            and not self._value.strip()
            and not (self._type == "str" and self._value_seen)
        ):
            self.scan.uncached.add(place)
        if self._formula or self._value_seen or self._type:
            self.scan.rows = max(self.scan.rows, self._row + 1)
            self.scan.columns = max(self.scan.columns, self._column + 1)


def _put_errors(rows: list[list[CellValue]], scan: CellScan) -> None:
    """Put the error cells, which the fast reader gives as nothing, where they stand."""
    if scan.errors:
        last_rows, last_columns = zip(*scan.errors, strict=True)
        enlarge(rows, max(last_rows) + 1, max(last_columns) + 1)
    for (row, column), code in scan.errors.items():
        rows[row][column] = ErrorCell(code)


def written_plainly(archive: Archive, package: Package, workbook: WorkbookPart) -> bool:
    """Tell whether the fast reader finds every part where it looks, and knows all that it meets."""
    folder, base = posixpath.split(workbook.part)
    links = package.relationships(workbook.part)
    for kind, name in _TAKEN_BY_NAME.items():
        usual = posixpath.join(folder, name)
        stated = [link.target.lower() for link in links if link.kind == kind]
        if stated != [usual.lower()] and (stated or package.has(usual)):
            return False
    return (
        base.lower() == "workbook.xml"
        and all(_plain_sheet(package, entry) for entry in workbook.sheets)
        and not any(set(member.name) & set("\\%") for member in archive.members)
        and not any(
            next(iter(archive.chunks(member)), b"")[:2] in _UTF16
            for member in archive.members
            if member.name.lower().endswith((".xml", ".rels"))
        )
    )


def _plain_sheet(package: Package, entry: SheetEntry) -> bool:
    state = entry.element.attributes.get("state", "visible")
    return entry.kind in _SHEET_KINDS and state in _STATES and package.has(entry.part)


def plain_copy(package: Package, workbook: WorkbookPart, sheets: Sequence[SheetEntry]) -> bytes:
    """Return a workbook with the values of some sheets, written as Excel writes.

    Raises:
        BadInputError: a part is damaged.
    """
    return new_archive(_parts(package, workbook, sheets), _NOTHING_PACKED)


def _parts(
    package: Package, workbook: WorkbookPart, sheets: Sequence[SheetEntry]
) -> Iterator[tuple[str, bytes]]:
    links = TRANSITIONAL.relationships
    yield "_rels/.rels", relationships_xml([("rId1", f"{links}/officeDocument", "xl/workbook.xml")])
    kept = [("rId0", f"{links}/{kind}", name) for kind, name in _TAKEN_BY_NAME.items()]
    kept += [
        (f"rId{number}", f"{links}/worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(sheets) + 1)
    ]
    yield "xl/_rels/workbook.xml.rels", relationships_xml(kept)
    yield "xl/workbook.xml", _workbook(workbook, sheets)
    for link in package.relationships(workbook.part):
        if link.kind in _TAKEN_BY_NAME and package.has(link.target):
            yield f"xl/{_TAKEN_BY_NAME[link.kind]}", package.xml(link.target)
    for number, entry in enumerate(sheets, 1):
        xml = re.sub(_AREA, _usual_area, package.xml(entry.part))
        yield f"xl/worksheets/sheet{number}.xml", xml


def _workbook(workbook: WorkbookPart, sheets: Sequence[SheetEntry]) -> bytes:
    each = "".join(
        f'<sheet name={quoted(entry.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, entry in enumerate(sheets, 1)
    )
    body = (
        f'<workbook xmlns="{TRANSITIONAL.main}" xmlns:r="{TRANSITIONAL.relationships}">'
        f"<workbookPr date1904='{int(workbook.since_1904)}'/><sheets>{each}</sheets></workbook>"
    )
    return DECLARATION + body.encode()


def _usual_area(found: re.Match[bytes]) -> bytes:
    if b"dimension" in found.group(1):  # what it claims is not needed
        return found.group(1) + b'"A1"'
    area = merged_area((found.group(2) or found.group(3) or b"").decode("ascii", "replace"))
    first_row, first_column, last_row, last_column = area or (0, 0, 0, 0)
    written = f"{address(first_row, first_column)}:{address(last_row, last_column)}"
    return found.group(1) + b'"' + written.encode() + b'"'
