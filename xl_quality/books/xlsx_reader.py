"""Reading .xlsx and .xlsm: the fast reader behind a guard.

The fast reader takes the parts by their usual names, not by their relationships, and stops at
what others write: titles merged over a whole row, macro sheets, sheets without a part, states that
no standard names, UTF-16. For such a workbook it gets a plain copy (`plain_copy`) that holds the
worksheets with their values and nothing else.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, damaged_sheet
from xl_quality.books.opc.package import Package, relationships_xml
from xl_quality.books.opc.workbook import WorkbookPart
from xl_quality.books.opc.xml import DECLARATION, TRANSITIONAL, XmlError, as_utf8, quoted
from xl_quality.books.opc.zip import new_archive
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
from xl_quality.books.xlsx_scan import CellScan, UnusualXmlError, parse_cells, scan_cells
from xl_quality.sheets.cells import Area, CellValue, ErrorCell, Grid, address, column_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineWorkbook

    from xl_quality.books.opc.workbook import SheetEntry
    from xl_quality.books.opc.zip import Archive, Member

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
_CORNER: Final = r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})"
"""Compiled where they are used: most workbooks need no copy."""
_LAST_ROW: Final = 1_048_575
_LAST_COLUMN: Final = 16_383


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
        self._plain = False

    @property
    def signed(self) -> bool:
        """Return whether the package carries a digital signature (数字签名)."""
        return any(r.kind == "origin" for r in self._package.relationships(""))

    def _grid(self, entry: SheetEntry) -> Grid:
        file_name = self._archive.file_name
        try:
            scan = self._scan(entry)
        except XmlError:
            raise damaged_sheet(file_name, entry.name) from None
        refuse_overfull(file_name, entry.name, scan.rows, scan.columns)
        rows, merged = self._values(entry.name, flags=scan.flags)
        blank_covered(rows, merged)
        _put_errors(rows, scan)
        return Grid(entry.name, trimmed(rows), merged, entry.hidden, sorted(scan.uncached))

    def _scan(self, entry: SheetEntry) -> CellScan:
        member = self._package.member(entry.part)
        if member is None:
            raise damaged(self._archive.file_name, f"缺少工作表「{entry.name}」的内容")
        chunks = partial(_utf8_chunks, self._archive, member)
        try:
            return scan_cells(chunks)
        except UnusualXmlError:
            return parse_cells(chunks())

    def _values(self, sheet: str, *, flags: bool) -> tuple[list[list[CellValue]], Sequence[Area]]:
        try:
            self._reader = self._reader or self._open_reader()
            return fast_values(self._reader, sheet, flags=flags)
        except UnreadableError:
            if self._plain:
                raise damaged_sheet(self._archive.file_name, sheet) from None
            # others write what the standard allows and the reader does not know
            self._plain, self._reader = True, None
            return self._values(sheet, flags=flags)

    def _open_reader(self) -> CalamineWorkbook:
        for relationship in self._package.relationships(self.workbook.part):
            member = self._package.member(relationship.target)
            if relationship.kind in _READ_WITH_THE_BOOK and member is not None:
                self._prove(member)
        return fast_reader(self._readable())

    def _prove(self, member: Member) -> None:
        """Refuse a part that is damaged or declares entities, before the reader sees it."""
        try:
            for _ in _utf8_chunks(self._archive, member):
                pass
        except XmlError:
            raise damaged(self._archive.file_name, member.name) from None

    def _readable(self) -> bytes:
        """Return the file, or a plain copy where the reader would not understand it."""
        if not self._plain and written_plainly(self._archive, self._package, self.workbook):
            return self._archive.data
        self._plain = True
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
    settings = workbook.root.child("workbookPr")
    since = settings.attributes.get("date1904", "0") if settings is not None else "0"
    each = "".join(
        f'<sheet name={quoted(entry.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, entry in enumerate(sheets, 1)
    )
    body = (
        f'<workbook xmlns="{TRANSITIONAL.main}" xmlns:r="{TRANSITIONAL.relationships}">'
        f"<workbookPr date1904={quoted(since)}/><sheets>{each}</sheets></workbook>"
    )
    return DECLARATION + body.encode()


def _usual_area(found: re.Match[bytes]) -> bytes:
    if b"dimension" in found.group(1):  # what it claims is not needed
        return found.group(1) + b'"A1"'
    area = merged_area((found.group(2) or found.group(3) or b"").decode("ascii", "replace"))
    first_row, first_column, last_row, last_column = area or (0, 0, 0, 0)
    written = f"{address(first_row, first_column)}:{address(last_row, last_column)}"
    return found.group(1) + b'"' + written.encode() + b'"'


def merged_area(written: str) -> Area | None:
    """Return a merged area from its address, which may be whole rows or columns; None for none.

    >>> merged_area("1:2"), merged_area("$B:$A"), merged_area("C3")
    ((0, 0, 1, 16383), (0, 0, 1048575, 1), (2, 2, 2, 2))
    """
    first, _, last = written.partition(":")
    corners = [re.fullmatch(_CORNER, corner) for corner in (first, last or first)]
    if not all(corner and any(corner.groups()) for corner in corners):
        return None
    letters, numbers = zip(*(corner.groups() for corner in corners if corner), strict=True)
    columns = sorted(map(column_index, letters)) if all(letters) else [0, _LAST_COLUMN]
    rows = sorted(int(number) - 1 for number in numbers) if all(numbers) else [0, _LAST_ROW]
    inside = rows[0] >= 0 and rows[1] <= _LAST_ROW and columns[1] <= _LAST_COLUMN
    return (rows[0], columns[0], rows[1], columns[1]) if inside else None
