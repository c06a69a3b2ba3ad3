"""Reading .xls and WPS .et (BIFF)."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.cell_scan import MOST_CELLS
from xl_quality.books.refusals import damaged, encrypted, too_large
from xl_quality.books.sources import trimmed
from xl_quality.sheets.grid import Area, CellValue, ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = 2
_DATE: Final = 3
_BOOLEAN: Final = 4
_ERROR: Final = 5
_SECONDS_A_DAY: Final = 86_400


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
        self._book = _opened(data, file_name)

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
        merged: list[Area] = [(r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in source.merged_cells]
        return Grid(sheet, trimmed(rows), merged, hidden=bool(source.visibility))

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


def _opened(data: bytes, file_name: str) -> Any:  # noqa: ANN401 - xlrd ships no types
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
    raise damaged(file_name)
