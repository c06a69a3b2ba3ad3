"""Reading .xlsx and .xlsm: the fast reader behind a guard."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.package import Package
from xl_quality.books.opc.workbook import SheetEntry, WorkbookPart
from xl_quality.books.opc.xml import XmlError, as_utf8
from xl_quality.books.refusals import damaged, too_large
from xl_quality.books.sources import MOST_SHEETS, blank_covered, refuse_overfull, trimmed
from xl_quality.books.xlsx_scan import CellScan, UnusualXmlError, scan_cells
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from xl_quality.books.opc.zip import Archive, Member

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
        self._plain = False

    @property
    def signed(self) -> bool:
        """Return whether the package carries a digital signature (数字签名)."""
        return any(r.kind == "origin" for r in self._package.relationships(""))

    @property
    def findings(self) -> Sequence[Finding]:
        """Return a doubt for each sheet that the workbook names and does not hold."""
        return [
            Finding(
                "sheet_without_content",
                Severity.WARNING,
                entry.name,
                "",
                "",
                f"工作簿里列着工作表“{entry.name}”，文件里却没有它的内容，这张表没有读",
                "请用 Excel 或 WPS 打开看看它还在不在；还要用的，从备份里复制回来后再运行",
            )
            for entry in self.workbook.sheets
            if entry.names_a_part and not self._package.has(entry.part)
        ]

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all worksheets: no chart sheets, no macro sheets, none missing."""
        return [entry.name for entry in self._worksheets()]

    def _worksheets(self) -> list[SheetEntry]:
        return [
            entry
            for entry in self.workbook.sheets
            if entry.kind == "worksheet" and self._package.has(entry.part)
        ]

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such worksheet.
            BadInputError: it is damaged or too large.
        """
        entry = next((one for one in self._worksheets() if one.name == sheet), None)
        if entry is None:
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
            from xl_quality.books.xlsx_scan import parse_cells  # noqa: PLC0415 - rarely needed

            return parse_cells(chunks())

    def _cells(
        self, entry: SheetEntry, scan: CellScan
    ) -> tuple[list[list[CellValue]], Sequence[Area]]:
        try:
            values, merged = self._read_fast(entry.name)
        except _UnreadableError:
            if self._plain:
                raise damaged(self._name, f"工作表「{entry.name}」") from None
            # others write what the standard allows and the reader does not know
            self._plain, self._reader = True, None
            return self._cells(entry, scan)
        rows: list[list[CellValue]] = [_emptied(row) for row in values]
        blank_covered(rows, merged)
        _put_errors(rows, scan)
        return trimmed(rows), merged

    def _read_fast(self, sheet: str) -> tuple[list[list[Any]], Sequence[Area]]:
        from python_calamine import CalamineError, WorksheetNotFound  # noqa: PLC0415 - start-up

        try:
            found = self._open_reader().get_sheet_by_name(sheet)
            return found.to_python(skip_empty_area=False), _merged(found)
        except (CalamineError, WorksheetNotFound):
            raise _UnreadableError from None
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # the reader's own bug, no Exception
                raise _UnreadableError from None
            raise

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
        """Return the file, or a plain copy where the reader would not understand it."""
        from xl_quality.books.plain_package import (  # noqa: PLC0415 - start-up
            plain_copy,
            written_plainly,
        )

        if not self._plain and written_plainly(self._archive, self._package, self.workbook):
            return self._archive.data
        self._plain = True
        return plain_copy(self._package, self.workbook, self._worksheets())


class _UnreadableError(Exception):
    """The fast reader does not understand the file that it was given."""


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
    areas = sheet.merged_cell_ranges or ()
    return [(min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)) for (r1, c1), (r2, c2) in areas]


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
