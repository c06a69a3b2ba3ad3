"""Reading .xlsx and .xlsm: the fast reader behind a guard."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.cell_scan import CellScan, UnusualXmlError, scan_cells
from xl_quality.books.opc.guarded_xml import XmlError
from xl_quality.books.opc.package import Package
from xl_quality.books.opc.workbook import SheetEntry, WorkbookPart
from xl_quality.books.opc.xmlscan import as_utf8
from xl_quality.books.refusals import damaged, too_large
from xl_quality.books.sources import MOST_SHEETS, blank_covered, refuse_overfull, trimmed
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from xl_quality.books.opc.archive import Archive, Member

_READ_WITH_THE_BOOK: Final = ("styles", "sharedStrings", "theme", "sheetMetadata")
_DOCTYPE: Final = b"<!DOCTYPE"


class OoxmlSource:
    """The sheets of an OOXML workbook.

    Args:
        archive: the file, its directory read.

    Raises:
        BadInputError: it holds no workbook, or one that must not be unpacked.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._name = archive.file_name
        self._package = Package(archive)
        self.workbook = WorkbookPart(self._package)
        if len(self.workbook.sheets) > MOST_SHEETS:
            raise too_large(self._name, f"有 {len(self.workbook.sheets)} 个工作表")
        self._reader: CalamineWorkbook | None = None

    @property
    def signed(self) -> bool:
        """Return whether the package carries a digital signature (数字签名)."""
        return any(r.kind == "origin" for r in self._package.relationships(""))

    @property
    def has_macros(self) -> bool:
        """Return whether the workbook carries VBA macros (宏)."""
        return any(r.kind == "vbaProject" for r in self._package.relationships(self.workbook.part))

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all worksheets: no chart sheets, no macro sheets."""
        return [s.name for s in self.workbook.sheets if s.kind == "worksheet" and s.part]

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such worksheet.
            BadInputError: it is damaged or too large.
        """
        entry = next((s for s in self.workbook.sheets if s.name == sheet), None)
        if entry is None or sheet not in self.sheet_names():
            raise KeyError(sheet)
        scan = self._scan(entry)
        rows, merged = self._cells(entry, scan)
        uncached = sorted(scan.uncached)
        return Grid(sheet, rows, merged, hidden=entry.hidden, uncached=uncached)

    def _scan(self, entry: SheetEntry) -> CellScan:
        member = self._package.member(entry.part)
        if member is None:
            raise damaged(self._name, f"缺少工作表「{entry.name}」的内容")
        try:
            scan = self._scanned(member)
        except XmlError:
            raise damaged(self._name, f"工作表「{entry.name}」") from None
        refuse_overfull(self._name, entry.name, scan.rows, scan.columns)
        return scan

    def _scanned(self, member: Member) -> CellScan:
        def chunks() -> Iterator[bytes]:
            return _utf8_chunks(self._archive, member)

        try:
            return scan_cells(chunks)
        except UnusualXmlError:
            from xl_quality.books.cell_parse import parse_cells  # noqa: PLC0415 - rarely needed

            return parse_cells(chunks())

    def _cells(
        self, entry: SheetEntry, scan: CellScan
    ) -> tuple[list[list[CellValue]], Sequence[Area]]:
        from python_calamine import CalamineError, WorksheetNotFound  # noqa: PLC0415 - start-up

        try:
            sheet = self._open_reader().get_sheet_by_name(entry.name)
            values = sheet.to_python(skip_empty_area=False)
        except (CalamineError, WorksheetNotFound):
            raise damaged(self._name, f"工作表「{entry.name}」") from None
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # the reader's own bug, no Exception
                raise damaged(self._name, f"工作表「{entry.name}」") from None
            raise
        rows: list[list[CellValue]] = [_emptied(row) for row in values]
        merged = _merged(sheet)
        blank_covered(rows, merged)
        _put_errors(rows, scan)
        return trimmed(rows), merged

    def _open_reader(self) -> CalamineWorkbook:
        if self._reader is None:
            from python_calamine import CalamineWorkbook  # noqa: PLC0415 - start-up

            for relationship in self._package.relationships(self.workbook.part):
                member = self._package.member(relationship.target)
                if relationship.kind in _READ_WITH_THE_BOOK and member is not None:
                    self._prove(member)
            self._reader = CalamineWorkbook.from_filelike(BytesIO(self._readable()))
        return self._reader

    def _prove(self, member: Member) -> None:
        """Refuse a part that is damaged or declares entities, before the reader sees it."""
        try:
            for _ in _utf8_chunks(self._archive, member):
                pass
        except XmlError:
            raise damaged(self._name, member.name) from None

    def _readable(self) -> bytes:
        """Return the file, its UTF-16 parts turned into UTF-8, which is all the reader knows."""
        recoded = {
            member.name: as_utf8(self._archive.read(member))
            for member in self._archive.members
            if member.name.lower().endswith((".xml", ".rels")) and _is_utf16(self._archive, member)
        }
        if not recoded:
            return self._archive.data
        from xl_quality.books.opc.archive_writer import Changes, rewrite  # noqa: PLC0415 - rare

        return rewrite(self._archive, Changes(replaced=recoded))


def _is_utf16(archive: Archive, member: Member) -> bool:
    return next(iter(archive.chunks(member)), b"")[:2] in (
        b"\xff\xfe",
        b"\xfe\xff",
        b"<\x00",
        b"\x00<",
    )


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
    if _DOCTYPE in head[: 1 << 16]:
        message = "DOCTYPE"
        raise XmlError(message)


def _emptied(row: list[Any]) -> list[CellValue]:
    """Return a row with None for the empty text that the fast reader gives for no value."""
    return [None if value == "" else value for value in row] if "" in row else row


def _merged(sheet: CalamineSheet) -> Sequence[Area]:
    return [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]


def _put_errors(rows: list[list[CellValue]], scan: CellScan) -> None:
    """Put the error cells, which the fast reader gives as nothing, where they stand."""
    if not scan.errors:
        return
    width = max([len(rows[0]) if rows else 0, *(c + 1 for _, c in scan.errors)])
    height = max([len(rows), *(r + 1 for r, _ in scan.errors)])
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend([None] * (width - len(row)))
    for (row_index, column), code in scan.errors.items():
        rows[row_index][column] = ErrorCell(code)
