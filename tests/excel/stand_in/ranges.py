"""Ranges: values as COM carries them, merged cells, Find."""

# Excel fixes the names and arguments of its members, its values have no types, and this must not
# be tidier than it is
# ruff: noqa: N802, N803, ARG002, FBT001, FBT002, PLR0917

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter, range_boundaries

from tests.excel.stand_in.com import Model, com_error

if TYPE_CHECKING:
    from tests.excel.stand_in.sheets import Worksheet

ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029}
ERRORS |= {"#NUM!": 2036, "#N/A": 2042}
ERROR_BASE = -2146828288  # CVErr numbers count from here: 0x800A0000
DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
MONEY = re.compile("[¥￥$]")


class Range(Model):
    def __init__(self, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
        self._sheet, self._area = sheet, area  # 1-based: left, top, right, bottom

    @classmethod
    def _at(cls, sheet: Worksheet, address: str) -> Range:
        plain = address.replace("$", "")
        if not re.fullmatch(r"[A-Z]{1,3}\d{1,7}(:[A-Z]{1,3}\d{1,7})?", plain):
            raise com_error(f"no address: {address!r}")
        return cls(sheet, range_boundaries(plain))

    @property
    def Worksheet(self) -> Worksheet:
        return self._sheet

    @property
    def Count(self) -> int:
        left, top, right, bottom = self._area
        return (right - left + 1) * (bottom - top + 1)

    @property
    def Cells(self) -> Range:
        return self

    def Item(self, RowIndex: int, ColumnIndex: int | None = None) -> Range:
        """Return one cell; with one number they are counted row by row."""
        left, top, right, _ = self._area
        if ColumnIndex is None:
            down, across = divmod(RowIndex - 1, right - left + 1)
        else:
            down, across = RowIndex - 1, ColumnIndex - 1
        row, column = top + down, left + across
        if row < 1 or column < 1:
            raise com_error("应用程序定义或对象定义错误")
        return Range(self._sheet, (column, row, column, row))

    @property
    def Row(self) -> int:
        return self._area[1]

    @property
    def Column(self) -> int:
        return self._area[0]

    @property
    def Address(self) -> str:
        left, top, right, bottom = self._area
        ends = [f"${get_column_letter(left)}${top}", f"${get_column_letter(right)}${bottom}"]
        return ":".join(dict.fromkeys(ends))

    @property
    def Rows(self) -> Lines:
        return Lines(self._area[3] - self._area[1] + 1)

    @property
    def Columns(self) -> Lines:
        return Lines(self._area[2] - self._area[0] + 1)

    @property
    def Value(self) -> Any:
        left, top, right, bottom = self._area
        rows = tuple(
            tuple(self._carried(r, c) for c in range(left, right + 1))
            for r in range(top, bottom + 1)
        )
        return rows[0][0] if (left, top) == (right, bottom) else rows

    @Value.setter
    def Value(self, given: Any) -> None:
        """Put in one value everywhere, or rows of them from the corner on."""
        for row, column in self._cells():
            value = given
            if isinstance(given, tuple | list):
                line = given[row - self._area[1]] if isinstance(given[0], tuple | list) else given
                value = line[column - self._area[0]]
            self._sheet._enter(row, column, value)

    @property
    def Name(self) -> Any:
        names = self._sheet._book.Names
        for name in map(names.Item, range(1, names.Count + 1)):
            with contextlib.suppress(com_error):
                there = name.RefersToRange
                if there.Worksheet is self._sheet and there._area == self._area:
                    return name
        raise com_error("应用程序定义或对象定义错误")

    @Name.setter
    def Name(self, name: str) -> None:
        self._sheet._book.Names.Add(name, self)

    def ClearContents(self) -> None:
        self.Value = None

    @property
    def Value2(self) -> Any:
        """The values without their formats: a date is a number, money has all its digits."""
        given = self.Value
        left, top = self._area[:2]
        if not isinstance(given, tuple):
            return self._plain(given, top, left)
        return tuple(
            tuple(self._plain(one, top + r, left + c) for c, one in enumerate(row))
            for r, row in enumerate(given)
        )

    def _plain(self, carried: Any, row: int, column: int) -> Any:
        if isinstance(carried, datetime):
            return (carried - DAY_ZERO) / timedelta(days=1)
        if isinstance(carried, Decimal):
            return float(self._sheet._value(row, column)[0])
        return carried

    @property
    def Formula(self) -> Any:
        self._only_one()
        return self._sheet._formula(self._area[1], self._area[0])

    @Formula.setter
    def Formula(self, text: str) -> None:
        self._only_one()
        self._sheet._enter(self._area[1], self._area[0], text)

    @property
    def HasFormula(self) -> bool:
        self._only_one()
        return self._sheet._holds_formula(self._area[1], self._area[0])

    @property
    def MergeCells(self) -> bool | None:
        """True where every cell belongs to a merged area, False where none does, else Null."""
        cells = self._cells()
        inside = [cell for cell in cells if self._sheet._merged_at(*cell)]
        if not inside:
            return False
        return True if len(inside) == len(cells) else None

    @property
    def MergeArea(self) -> Range:
        self._only_one()
        left, top = self._area[:2]
        return Range(self._sheet, self._sheet._merged_at(top, left) or self._area)

    def Find(
        self,
        What: str,
        After: Range | None = None,
        LookIn: int = -4163,
        LookAt: int = 2,
        SearchOrder: int = 1,
        SearchDirection: int = 1,
        MatchCase: bool = False,
    ) -> Range | None:
        assert LookIn == -4123  # formulas: values would miss hidden rows
        assert LookAt == 2
        pattern = f"*{What}*" if MatchCase else f"*{What.lower()}*"
        pattern = pattern.replace("~~", "~").replace("[", "[[]")
        hits = []
        for row, column in self._sheet._filled():
            text = str(self._sheet._formula(row, column))
            if fnmatchcase(text if MatchCase else text.lower(), pattern):
                hits.append((row, column))
        key = (lambda hit: hit) if SearchOrder == 1 else (lambda hit: hit[::-1])
        hits.sort(key=key)
        self._sheet._hits = hits
        if not hits:
            return None
        row, column = hits[-1 if SearchDirection == 2 else 0]
        return Range(self._sheet, (column, row, column, row))

    def FindNext(self, After: Range) -> Range | None:
        hits = self._sheet._hits
        place = hits.index((After.Row, After.Column))
        row, column = hits[(place + 1) % len(hits)]  # it starts again from the top
        return Range(self._sheet, (column, row, column, row))

    def _only_one(self) -> None:
        assert self._area[:2] == self._area[2:]

    def _cells(self) -> list[tuple[int, int]]:
        left, top, right, bottom = self._area
        return [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]

    def _carried(self, row: int, column: int) -> Any:
        value, kind, shown_as = self._sheet._value(row, column)
        if isinstance(value, str) and kind in ("e", "f") and value in ERRORS:
            return ERROR_BASE + ERRORS[value]
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, date | time | timedelta):
            return _zoned(value)
        if MONEY.search(shown_as):  # VT_CY: whole ten thousandths
            return Decimal(str(value)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        return float(value)


def _zoned(value: date | time | timedelta) -> datetime:
    """Return a date as pywin32 gives it: a moment, with a zone that means nothing."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        return DAY_ZERO + value
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


class Lines(Model):
    """Rows or columns of a range, which to Excel are a range, too."""

    _type = "Range"

    def __init__(self, count: int) -> None:
        self._count = count

    @property
    def Count(self) -> int:
        return self._count
