"""Reading .xlsx and .xlsm: the fast reader behind a guard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, damaged_sheet
from xl_quality.books.opc.package import Package
from xl_quality.books.opc.workbook import WorkbookPart
from xl_quality.books.opc.xml import XmlError, as_utf8
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
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineWorkbook

    from xl_quality.books.opc.workbook import SheetEntry
    from xl_quality.books.opc.zip import Archive, Member

_READ_WITH_THE_BOOK: Final = ("styles", "sharedStrings", "theme", "sheetMetadata")
_DOCTYPE: Final = b"<!DOCTYPE"
_HEAD: Final = 1 << 16
"""Bytes in which a DOCTYPE would stand: before the root element."""


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
        rows, merged = self._values(entry.name)
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

    def _values(self, sheet: str) -> tuple[list[list[CellValue]], Sequence[Area]]:
        try:
            self._reader = self._reader or self._open_reader()
            return fast_values(self._reader, sheet)
        except UnreadableError:
            if self._plain:
                raise damaged_sheet(self._archive.file_name, sheet) from None
            # others write what the standard allows and the reader does not know
            self._plain, self._reader = True, None
            return self._values(sheet)

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
        from xl_quality.books.plain_package import (  # noqa: PLC0415 - start-up
            plain_copy,
            written_plainly,
        )

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
        message = "DOCTYPE"
        raise XmlError(message)


def _put_errors(rows: list[list[CellValue]], scan: CellScan) -> None:
    """Put the error cells, which the fast reader gives as nothing, where they stand."""
    if scan.errors:
        last_rows, last_columns = zip(*scan.errors, strict=True)
        enlarge(rows, max(last_rows) + 1, max(last_columns) + 1)
    for (row, column), code in scan.errors.items():
        rows[row][column] = ErrorCell(code)
