"""What a reader of one file format offers, and what all of them do with the rows they read.

Reading tables saved as text: tabs or commas, often under the name of a workbook.

Reading .xls and WPS .et (BIFF).

Some programs (PHPExcel) chain the sectors of the file so that two streams overlap. Excel follows
the chain of the workbook alone and opens it; xlrd calls it corrupt. Then the workbook's stream is
taken out here, and every value that xlrd finds in it must be what a second reader finds: a file
that is really damaged does not read the same twice.
"""

from __future__ import annotations

import csv
import io
import struct
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, Protocol

from xl_quality.books.markup.encodings import decoded, plain_value
from xl_quality.books.refusals import damaged, encrypted, fitting_names, too_large
from xl_quality.books.xlsx_scan import MOST_CELLS
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineWorkbook

MOST_SHEETS: Final = 2_000
"""Sheets of one file that are read at most."""


class Source(Protocol):
    """The sheets of one file, read on demand."""

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets that hold cells, in order."""

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values."""


def refuse_overfull(file_name: str, sheet: str, rows: int, columns: int) -> None:
    """
    Refuse a sheet that would fill the memory.

    Raises:
        BadInputError: it has more cells than any office's.
    """
    if rows * columns > MOST_CELLS:
        raise too_large(file_name, f"工作表「{sheet}」用到了 {rows} 行 × {columns} 列", sheet)


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return equally long rows without the empty rows and columns at their end.

    >>> trimmed([[1, None], [None, None]])
    [[1]]
    """
    while rows and rows[-1].count(None) == len(rows[-1]):
        rows.pop()
    if not rows:
        return []
    width = len(rows[0])
    while width and all(row[width - 1] is None for row in rows):
        width -= 1
    return rows if width == len(rows[0]) else [row[:width] for row in rows]


def blank_covered(rows: list[list[CellValue]], merged: Sequence[Area]) -> None:
    """Empty, in place, what a merged area hides: nobody sees what some programs leave there."""
    for first_row, first_column, last_row, last_column in dict.fromkeys(merged):
        start = first_column + 1  # the first cell is the one that is seen
        for row in rows[first_row : last_row + 1]:
            end = min(last_column + 1, len(row))
            row[start:end] = [None] * (end - start)
            start = first_column


class TextSource:
    """The one sheet of a text file, named after the file.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is no text table.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        text = decoded(data)
        if text is None:
            raise damaged(file_name)
        self._sheet = fitting_names([PurePath(file_name).stem])[0]
        self._rows = _rows(text, file_name)

    def sheet_names(self) -> Sequence[str]:
        """Return the one sheet's name."""
        return [self._sheet]

    def read(self, sheet: str) -> Grid:
        """Return the values: plain numbers as numbers, all else as the text it is.

        Raises:
            KeyError: there is no such sheet.
        """
        if sheet != self._sheet:
            raise KeyError(sheet)
        return Grid(sheet, self._rows)


def _rows(text: str, file_name: str) -> list[list[CellValue]]:
    delimiter = "\t" if "\t" in text else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise damaged(file_name) from None
    width = max(map(len, lines), default=0)
    if width * len(lines) > MOST_CELLS:
        raise too_large(file_name, f"{len(lines)} 行 × {width} 列")
    return trimmed([[*map(plain_value, line), *[None] * (width - len(line))] for line in lines])


_NUMBER: Final = 2
_DATE: Final = 3
_BOOLEAN: Final = 4
_ERROR: Final = 5
_SECONDS_A_DAY: Final = 86_400
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_FIRST_LIST: Final = 109
"""Sectors of the allocation table that the header itself names."""
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5
_WORKBOOK_STREAMS: Final = ("workbook", "book")
_TEMPORAL: Final = (date, time, timedelta)


class BiffSource:
    """The sheets of a BIFF workbook.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: encrypted or damaged.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._name = file_name
        self._second_reader: CalamineWorkbook | None = None
        stream = workbook_stream(data)
        if stream is None and data.startswith(_OLE):
            raise damaged(file_name)  # xlrd would follow a chain that runs in a circle for ever
        book = _opened(data, file_name)
        if book is None and stream is not None:
            book = _opened(stream, file_name)
            self._second_reader = _second_reader(data, file_name) if book else None
        if book is None:
            raise damaged(file_name)
        self._book = book

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all worksheets."""
        return list(self._book.sheet_names())

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values; merged areas are known where the formats could be read.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is damaged or too large.
        """
        if sheet not in self.sheet_names():
            raise KeyError(sheet)
        try:
            source = self._book.sheet_by_name(sheet)
            rows = self._rows(source)
        except Exception:  # noqa: BLE001 - xlrd stops in many ways on broken bytes
            raise damaged(self._name, f"工作表「{sheet}」") from None
        if source.nrows * source.ncols > MOST_CELLS:
            raise too_large(self._name, f"工作表「{sheet}」", sheet)
        rows = trimmed(rows)
        if self._second_reader is not None and not _same(rows, self._second_reader, sheet):
            raise damaged(self._name, f"工作表「{sheet}」")
        merged: list[Area] = [(r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in source.merged_cells]
        return Grid(sheet, rows, merged, hidden=bool(source.visibility))

    def _rows(self, source: Any) -> list[list[CellValue]]:  # noqa: ANN401 - xlrd ships no types
        width = source.ncols
        return [
            [
                self._value(kind, value)
                for kind, value in zip(
                    source.row_types(row, 0, width), source.row_values(row, 0, width), strict=True
                )
            ]
            + [None] * (width - source.row_len(row))
            for row in range(source.nrows)
        ]

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
                raise encrypted(file_name) from None
    return None


def _second_reader(data: bytes, file_name: str) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - start-up

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(file_name) from None
        raise


def _same(rows: Sequence[Sequence[CellValue]], reader: CalamineWorkbook, sheet: str) -> bool:
    """Tell whether a second reader finds the same values; what it knows no value of passes."""
    try:
        others = reader.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return False
        raise
    width = max([len(row) for row in (*rows, *others)], default=0)
    for index in range(max(len(rows), len(others))):
        mine = list(rows[index]) if index < len(rows) else []
        theirs = list(others[index]) if index < len(others) else []
        mine += [None] * (width - len(mine))
        theirs += [""] * (width - len(theirs))
        if not all(map(_same_value, mine, theirs)):
            return False
    return True


def _same_value(mine: CellValue, other: object) -> bool:
    if mine is None or isinstance(mine, ErrorCell):  # it gives errors as nothing
        return other in {None, ""}
    if isinstance(mine, _TEMPORAL) or isinstance(other, _TEMPORAL):
        return other not in {None, ""}  # the two tell days from numbers by rules of their own
    if isinstance(mine, str):
        return isinstance(other, str) and mine.strip() == other.strip()
    return mine == other


def workbook_stream(data: bytes) -> bytes | None:
    """
    Return the workbook's stream of a compound file, by its own chain of sectors alone.

    Args:
        data: the whole file.

    Returns:
        All bytes of the stream; None where the chain leaves the file, runs in a circle or ends
        too early, or where there is no workbook in it.
    """
    try:
        return _Compound(data).workbook() if data[:8] == _OLE else None
    except struct.error:
        return None


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
        root = next((each for each in entries if each[1] == _ROOT), None)
        for wanted in _WORKBOOK_STREAMS:
            for name, kind, first, size in entries:
                if kind != _STREAM or name != wanted:
                    continue
                if size >= self._cutoff:
                    return self._stream(first, size)
                return self._small_stream(root, first, size)
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

    def _chain(self, first: int, table: Sequence[int], count: int) -> list[int] | None:
        """Return the first *count* sectors of a chain; None where it has not that many."""
        found: list[int] = []
        at = first
        for _ in range(count):
            if at >= len(table):
                return None
            found.append(at)
            at = table[at]
        return found if len(set(found)) == len(found) else None

    def _stream(self, first: int, size: int) -> bytes | None:
        content = self._held(first, size)
        return content if len(content) == size else None

    def _held(self, first: int, size: int) -> bytes:
        """Return what the file holds of a stream; its last sector may be cut off."""
        if size > len(self._data):
            return b""
        chain = self._chain(first, self._table, -(-size // self._size))
        return b"".join(map(self._sector, chain or ()))[:size]

    def _small_stream(
        self, root: tuple[str, int, int, int] | None, first: int, size: int
    ) -> bytes | None:
        """Return a stream that lies in small sectors, which the root's own stream holds."""
        held = self._held(root[2], root[3]) if root else b""
        tables = self._until_end(self._small_table)
        table = [number for each in tables for number in _numbers(self._sector(each))]
        chain = self._chain(first, table, -(-size // self._small_size))
        if chain is None:
            return None
        pieces = (held[n * self._small_size : (n + 1) * self._small_size] for n in chain)
        content = b"".join(pieces)[:size]
        return content if len(content) == size else None

    def _until_end(self, first: int) -> list[int]:
        """Return the sectors of a chain up to its end, or to where it meets itself."""
        found: dict[int, None] = {}
        at = first
        while at < len(self._table) and at not in found:
            found[at] = None
            at = self._table[at]
        return list(found)

    def _entries(self) -> list[tuple[str, int, int, int]]:
        """Return (name in lower case, kind, first sector, size) of each entry of the directory."""
        listed = b"".join(map(self._sector, self._until_end(self._folder)))
        entries = []
        for start in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", listed, start + 64)
            first, size = struct.unpack_from("<II", listed, start + 116)
            name = listed[start : start + max(min(length, 64) - 2, 0)]
            entries.append((name.decode("utf-16-le", "replace").lower(), kind, first, size))
        return entries


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))
