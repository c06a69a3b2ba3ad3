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

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, range_boundaries

from tests.excel.stand_in.com import Model, com_error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.excel.stand_in.sheets import Worksheet

ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029}
ERRORS |= {"#NUM!": 2036, "#N/A": 2042}
ERROR_BASE = -2146828288  # CVErr numbers count from here: 0x800A0000
DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
WIDEST = 16_384
MOST = 20_000_000
"""So many cells fit through COM at once, about."""
ADDRESS = re.compile(
    r"[A-Z]{1,3}\d{1,7}(:[A-Z]{1,3}\d{1,7})?|[A-Z]{1,3}:[A-Z]{1,3}|\d{1,7}:\d{1,7}"
)
MONEY = re.compile("[¥￥$]")


class Range(Model):
    def __init__(self, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
        self._sheet, self._area = sheet, area  # 1-based: left, top, right, bottom

    @classmethod
    def _at(cls, sheet: Worksheet, address: str) -> Range:
        plain = address.replace("$", "").upper()
        if not ADDRESS.fullmatch(plain):
            raise com_error(f"no address: {address!r}")
        left, top, right, bottom = range_boundaries(plain)
        return cls(sheet, (left or 1, top or 1, right or WIDEST, bottom or sheet._book._rows))

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

    def End(self, Direction: int) -> Range:
        """Return the last cell that holds something on this way, or the first one after a gap."""
        down, across = {-4162: (-1, 0), -4121: (1, 0), -4159: (0, -1), -4161: (0, 1)}[Direction]
        filled = set(self._sheet._filled())
        left, top = self._area[:2]

        def inside(at: tuple[int, int]) -> bool:
            return 1 <= at[0] <= self._sheet._book._rows and 1 <= at[1] <= WIDEST

        place, after = (top, left), (top + down, left + across)
        together = place in filled and after in filled
        while inside(after) and (not together or after in filled):
            place, after = after, (after[0] + down, after[1] + across)
            if not together and place in filled:
                break
        return Range(self._sheet, (place[1], place[0], place[1], place[0]))

    @property
    def CurrentRegion(self) -> Range:
        """The block around it that empty rows and columns, or the sheet's edge, surround."""
        filled = self._sheet._filled()
        left, top, right, bottom = self._area
        while True:
            near = [
                (row, column)
                for row, column in filled
                if top - 1 <= row <= bottom + 1 and left - 1 <= column <= right + 1
            ]
            rows, columns = (
                {r for r, _ in near} | {top, bottom},
                {c for _, c in near} | {left, right},
            )
            wider = min(columns), min(rows), max(columns), max(rows)
            if wider == (left, top, right, bottom):
                return Range(self._sheet, wider)
            left, top, right, bottom = wider

    def Merge(self, Across: bool = False) -> None:
        """Merge it, or each of its rows by itself; only the first cell keeps what it held."""
        left, top, right, bottom = self._area
        self.UnMerge()
        for first, last in [(r, r) for r in range(top, bottom + 1)] if Across else [(top, bottom)]:
            self._sheet._sheet.merge_cells(None, first, left, last, right)

    def UnMerge(self) -> None:
        left, top, right, bottom = self._area
        for area in list(self._sheet._sheet.merged_cells.ranges):
            apart = area.min_row > bottom or area.max_row < top
            if not apart and area.min_col <= right and area.max_col >= left:
                self._sheet._sheet.unmerge_cells(area.coord)

    def Select(self) -> None:
        book = self._sheet._book
        if book._application._active is not book or book.ActiveSheet is not self._sheet:
            raise com_error("类 Range 的 Select 方法无效")
        self._sheet._selected = self

    @property
    def Row(self) -> int:
        return self._area[1]

    @property
    def Column(self) -> int:
        return self._area[0]

    @property
    def Address(self) -> str:
        return self._Address_with()

    def _Address_with(
        self,
        RowAbsolute: bool = True,
        ColumnAbsolute: bool = True,
        ReferenceStyle: int = 1,
        External: bool = False,
    ) -> str:
        """Return the address as it is asked for; xlA1 is the only style."""
        assert ReferenceStyle == 1
        left, top, right, bottom = self._area
        column, row = "$" if ColumnAbsolute else "", "$" if RowAbsolute else ""
        wide, high = right - left + 1 == WIDEST, bottom - top + 1 == self._sheet._book._rows
        ends = [
            ("" if wide and not high else f"{column}{get_column_letter(across)}")
            + ("" if high else f"{row}{down}")
            for across, down in ((left, top), (right, bottom))
        ]
        one = (left, top) == (right, bottom)
        text = ends[0] if one else ":".join(ends)
        where = f"[{self._sheet._book.Name}]{self._sheet.Name}"
        if not re.fullmatch(r"[\w.\[\]]+", where):
            where = "'" + where.replace("'", "''") + "'"
        return f"{where}!{text}" if External else text

    @property
    def Rows(self) -> Lines:
        return Lines(self._area[3] - self._area[1] + 1)

    @property
    def Columns(self) -> Lines:
        return Lines(self._area[2] - self._area[0] + 1)

    @property
    def Value(self) -> Any:
        if self.Count > MOST:
            raise com_error("内存不足")
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

    def Clear(self) -> None:
        self.ClearContents()
        self.ClearFormats()

    def ClearFormats(self) -> None:
        for place in self._inside(self._sheet._sheet._cells):
            self._sheet._sheet._cells[place]._style = StyleArray()
        self.UnMerge()

    @property
    def NumberFormat(self) -> str | None:
        """The format of all its cells, Null where they have several."""
        known = {self._sheet._sheet.cell(*at).number_format for at in self._cells()}
        return known.pop() if len(known) == 1 else None

    @NumberFormat.setter
    def NumberFormat(self, text: str) -> None:
        for at in self._cells():
            self._sheet._sheet.cell(*at).number_format = text

    def ClearContents(self) -> None:
        for row, column in self._inside(self._sheet._filled()):
            self._sheet._enter(row, column, None)

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

    def _inside(self, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the places that lie in it: no one may count all cells of a sheet."""
        left, top, right, bottom = self._area
        return [(r, c) for r, c in places if top <= r <= bottom and left <= c <= right]

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
