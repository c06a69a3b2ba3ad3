"""Reading .xls and WPS .et (BIFF).

Some programs (PHPExcel) chain the sectors of the file so that two streams overlap. Excel follows
the chain of the workbook alone and opens it; xlrd calls it corrupt. Then the workbook's stream is
taken out here, and every value that xlrd finds in it must be what a second reader finds: a file
that is really damaged does not read the same twice.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, damaged_sheet, refused
from xl_quality.books.sources import (
    OLE,
    Sheets,
    UnreadableError,
    enlarge,
    fast_reader,
    fast_values,
    refuse_overfull,
    trimmed,
)
from xl_quality.sheets.cells import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_NUMBER, _DATE, _BOOLEAN, _ERROR = 2, 3, 4, 5  # The types of cells, by xlrd
_SECONDS_A_DAY: Final = 86_400
_TEMPORAL: Final = (date, time, timedelta)
_HEADER: Final = 512
_FIRST_LIST: Final = 109  # sectors of the allocation table that the header itself names
_ENTRY: Final = 128  # bytes of an entry of the directory
_STREAM, _ROOT = 2, 5
_WORKBOOK_STREAMS: Final = ("workbook", "book")


def xls_sheets(data: bytes, file_name: str) -> Sheets:
    """Return the sheets of a BIFF workbook; merged areas where the formats could be read.

    Raises:
        BadInputError: it is encrypted or damaged.
    """
    stream = workbook_stream(data)
    if stream is None and data.startswith(OLE):
        raise damaged(file_name)  # xlrd would follow a chain that runs in a circle for ever
    book, second = _opened(data, file_name), None
    if book is None and stream is not None:
        book = _opened(stream, file_name)
        try:
            second = fast_reader(data) if book else None
        except UnreadableError:
            raise damaged(file_name) from None
    if book is None:
        raise damaged(file_name)
    workbook = _Workbook(book, second, file_name)
    return Sheets({name: partial(workbook.grid, name) for name in book.sheet_names()})


def _opened(data: bytes, file_name: str) -> Any | None:  # noqa: ANN401 - xlrd ships no types
    """Return xlrd's book, with formats (they hold the merged areas) where it can read them."""
    import xlrd  # noqa: PLC0415 - start-up

    for formatting_info in (True, False):
        try:
            return xlrd.open_workbook(
                file_contents=data,
                on_demand=True,
                formatting_info=formatting_info,
                logfile=io.StringIO(),
                ragged_rows=False,
            )
        except Exception as error:  # noqa: BLE001 - xlrd stops in many ways on broken bytes
            if "encrypted" in str(error).lower():
                raise refused(kinds.ENCRYPTED, file_name) from None
    return None


class _Workbook:
    """xlrd's book, and a second reader of the file where xlrd alone is not to be trusted."""

    def __init__(self, book: Any, second: CalamineWorkbook | None, file_name: str) -> None:  # noqa: ANN401 - xlrd ships no types
        self._book = book
        self._second = second
        self._file_name = file_name

    def grid(self, name: str) -> Grid:
        try:
            sheet = self._book.sheet_by_name(name)
            rows = [self._row(sheet, row) for row in range(sheet.nrows)]
        except Exception:  # noqa: BLE001 - xlrd stops in many ways on broken bytes
            raise damaged_sheet(self._file_name, name) from None
        refuse_overfull(self._file_name, name, sheet.nrows, sheet.ncols)
        rows = trimmed(rows)
        if self._second is not None and not _same(rows, self._second, name):
            raise damaged_sheet(self._file_name, name)
        merged: list[Area] = [(r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells]
        return Grid(name, rows, merged, hidden=bool(sheet.visibility))

    def _row(self, sheet: Any, row: int) -> list[CellValue]:  # noqa: ANN401 - xlrd ships no types
        cells = zip(
            sheet.row_types(row, 0, sheet.ncols), sheet.row_values(row, 0, sheet.ncols), strict=True
        )
        values = [self._value(kind, value) for kind, value in cells]
        return values + [None] * (sheet.ncols - len(values))

    def _value(self, kind: int, value: Any) -> CellValue:  # noqa: ANN401 - xlrd ships no types
        if kind == _NUMBER:
            return float(value)
        if kind == _DATE:
            return self._date(float(value))
        if kind == _BOOLEAN:
            return bool(value)
        if kind == _ERROR:
            from xlrd import error_text_from_code  # noqa: PLC0415 - start-up

            return ErrorCell(error_text_from_code.get(value, f"#{value}"))
        return str(value) or None

    def _date(self, serial: float) -> CellValue:
        """Return a date as calendar time, a clock time below one day, else the number."""
        from xlrd.xldate import XLDateError, xldate_as_datetime  # noqa: PLC0415 - start-up

        if 0 <= serial < 1:
            seconds = round(serial * _SECONDS_A_DAY) % _SECONDS_A_DAY
            return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        try:
            moment: datetime = xldate_as_datetime(serial, self._book.datemode)
        except (XLDateError, OverflowError, ValueError):
            return serial
        return moment


def _same(rows: list[list[CellValue]], reader: CalamineWorkbook, sheet: str) -> bool:
    """Tell whether a second reader finds the same values; what it knows no value of passes."""
    try:
        others, _ = fast_values(reader, sheet)
    except UnreadableError:
        return False
    mine = [list(row) for row in rows]
    height = max(len(mine), len(others))
    width = max(len(row) for row in (*mine, *others, ()))
    enlarge(mine, height, width)
    enlarge(others, height, width)
    return all(all(map(_same_value, *pair)) for pair in zip(mine, others, strict=True))


def _same_value(mine: CellValue, other: CellValue) -> bool:
    if mine is None or isinstance(mine, ErrorCell):  # it gives errors as nothing
        return other is None
    if isinstance(mine, _TEMPORAL) or isinstance(other, _TEMPORAL):
        return other is not None  # the two tell days from numbers by rules of their own
    if isinstance(mine, str):
        return isinstance(other, str) and mine.strip() == other.strip()
    return mine == other


def workbook_stream(data: bytes) -> bytes | None:
    """Return the workbook's stream of a compound file, by its own chain of sectors alone.

    Returns:
        All bytes of the stream; None where the chain leaves the file, runs in a circle or ends
        too early, or where there is no workbook in it.
    """
    try:
        return _Compound(data).workbook() if data[:8] == OLE else None
    except struct.error:
        return None


class _Entry(NamedTuple):
    """A stream or folder of a compound file: name in lower case, kind, first sector, bytes."""

    name: str
    kind: int
    first: int
    size: int


class _Compound:
    """A compound file (OLE2): streams whose sectors a table chains."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        self._size = 1 << min(shift, 20)
        self._small_size = 1 << min(small_shift, 20)
        self._tables, self._folder = struct.unpack_from("<II", data, 44)
        self._cutoff, self._small_table = struct.unpack_from("<II", data, 56)
        self._table = self._allocation()

    def workbook(self) -> bytes | None:
        """Return the stream of the workbook."""
        entries = self._entries()
        root = next((entry for entry in entries if entry.kind == _ROOT), None)
        streams = [entry for entry in entries if entry.kind == _STREAM]
        for wanted in _WORKBOOK_STREAMS:
            for entry in streams:
                if entry.name == wanted:
                    small = entry.size < self._cutoff
                    content = self._small_stream(root, entry) if small else self._bytes_of(entry)
                    return content if len(content) == entry.size else None
        return None

    def _sector(self, number: int) -> bytes:
        start = (
            _HEADER + number * self._size if self._size <= _HEADER else (number + 1) * self._size
        )
        return self._data[start : start + self._size]

    def _allocation(self) -> list[int]:
        """Return the table that names the sector behind each sector."""
        named = list(struct.unpack_from(f"<{_FIRST_LIST}I", self._data, 76))
        following, more = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(more, len(self._data) // self._size)):
            numbers = _numbers(self._sector(following))
            named += numbers[:-1]
            following = numbers[-1] if numbers else 0
        sectors = [self._sector(number) for number in named[: self._tables]]
        return [number for sector in sectors for number in _numbers(sector)]

    def _chain(self, first: int, table: Sequence[int], count: int) -> list[int]:
        """Return the first *count* sectors of a chain; none where it has not that many."""
        found: list[int] = []
        at = first
        for _ in range(count):
            if at >= len(table):
                return []
            found.append(at)
            at = table[at]
        return found if len(set(found)) == len(found) else []

    def _bytes_of(self, entry: _Entry) -> bytes:
        """Return what the file holds of a stream; its last sector may be cut off."""
        if entry.size > len(self._data):
            return b""
        chain = self._chain(entry.first, self._table, -(-entry.size // self._size))
        return b"".join(map(self._sector, chain))[: entry.size]

    def _small_stream(self, root: _Entry | None, entry: _Entry) -> bytes:
        """Return a stream that lies in small sectors, which the root's own stream holds."""
        held = self._bytes_of(root) if root else b""
        tables = self._until_end(self._small_table)
        table = [number for each in tables for number in _numbers(self._sector(each))]
        size = self._small_size
        chain = self._chain(entry.first, table, -(-entry.size // size))
        return b"".join(held[n * size : (n + 1) * size] for n in chain)[: entry.size]

    def _until_end(self, first: int) -> list[int]:
        """Return the sectors of a chain up to its end, or to where it meets itself."""
        found: dict[int, None] = {}
        at = first
        while at < len(self._table) and at not in found:
            found[at] = None
            at = self._table[at]
        return list(found)

    def _entries(self) -> list[_Entry]:
        listed = b"".join(map(self._sector, self._until_end(self._folder)))
        entries = []
        for start in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", listed, start + 64)
            first, size = struct.unpack_from("<II", listed, start + 116)
            name = listed[start : start + max(min(length, 64) - 2, 0)]
            text = name.decode("utf-16-le", "replace").lower()
            entries.append(_Entry(text, kind, first, size))
        return entries


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))
