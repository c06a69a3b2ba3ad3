"""The cells of one sheet as any host delivers them, and what a score cell says (单元格 → 分数).

A `Grid` holds the cells, a `View` sees them by rows, columns and merged areas. `MarkReader` has the
one table of rules that turns a cell of a score column into a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple, cast

from xl_quality.core.marks import BLANK, POINT, Mark, Remark, State
from xl_quality.core.options import points_text
from xl_quality.sheets.text import pattern

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # Of a worksheet, as Excel has them
Area = tuple[int, int, int, int]
"""first row, first column, last row, last column: 0-based, both ends included."""


_CORNER: Final = r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})"
"""Compiled where it is used: most sheets merge nothing."""


class ErrorCell(NamedTuple):
    """A cell that holds an Excel error, e.g. ``ErrorCell("#N/A")``."""

    code: str


CellValue = None | bool | int | float | str | date | datetime | time | timedelta | ErrorCell
"""What a cell may hold; an empty cell is None, never ``""``."""


class _Grid(NamedTuple):
    name: str
    rows: Sequence[Sequence[CellValue]]
    merged: Sequence[Area] = ()
    hidden: bool = False
    uncached: Sequence[tuple[int, int]] = ()


class Grid(_Grid):
    """One sheet as a rectangle of values.

    Attributes:
        name: sheet name.
        rows: ``rows[r][c]``, 0-based from cell A1, all rows equally long; trailing empty
            rows and columns are cut off.
        merged: merged areas; only the top left cell of one holds a value.
        hidden: the sheet is not shown in Excel.
        uncached: 0-based (row, column) of formulas saved without a computed value.
    """

    @cached_property
    def columns(self) -> Sequence[Sequence[CellValue]]:
        """Return all columns, taken apart once for everybody who reads the sheet."""
        return list(zip(*self.rows, strict=True))

    @cached_property
    def distinct(self) -> Sequence[frozenset[CellValue]]:
        """Return what stands in each column, every value once; 1, 1.0 and True are one value."""
        return list(map(frozenset, self.columns))

    @cached_property
    def kinds(self) -> Sequence[frozenset[type]]:
        """Return the types that the cells of each column have."""
        return [frozenset(map(type, column)) for column in self.columns]


def column_letter(index: int) -> str:
    """Return the letters of a 0-based column.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the 0-based index of a column given by its letters.

    >>> column_index("A"), column_index("aa")
    (0, 26)
    """
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """Return the A1 address of a 0-based cell.

    >>> address(0, 0), address(9, 27)
    ('A1', 'AB10')
    """
    return f"{column_letter(column)}{row + 1}"


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
    columns = sorted(map(column_index, letters)) if all(letters) else [0, MOST_COLUMNS - 1]
    rows = sorted(int(number) - 1 for number in numbers) if all(numbers) else [0, MOST_ROWS - 1]
    inside = rows[0] >= 0 and rows[1] < MOST_ROWS and columns[1] < MOST_COLUMNS
    return (rows[0], columns[0], rows[1], columns[1]) if inside else None


def is_empty(value: CellValue) -> bool:
    """Say whether a cell shows nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_error(value: CellValue) -> bool:
    """Say whether a cell holds an error, or a float that is no number (nan)."""
    return isinstance(value, ErrorCell) or value != value  # noqa: PLR0124 - NaN test


class View:
    """A grid with the looks at it that recognition needs; every index is 0-based.

    Args:
        grid: the cells.
        turned: rows and columns are exchanged (横排); cells are named as the sheet has them.
    """

    def __init__(self, grid: Grid, *, turned: bool = False) -> None:
        self.grid = grid
        self.turned = turned
        self.rows = grid.rows
        self.height = len(grid.rows)
        self.width = len(next(iter(grid.rows), ()))
        self._texts: dict[int, frozenset[str]] = {}

    def at(self, row: int, column: int) -> str:
        """Return the A1 address that a cell has in the sheet itself."""
        return address(column, row) if self.turned else address(row, column)

    def columns_named(self, *columns: int) -> str:
        """Return what a clerk calls some columns: ``C、E列``, in a turned sheet ``第3、5行``."""
        if self.turned:
            return f"第{'、'.join(str(column + 1) for column in columns)}行"
        return f"{'、'.join(map(column_letter, columns))}列"

    def row_named(self, row: int) -> str:
        """Return what a clerk calls a row: ``第4行``, in a turned sheet ``D列``."""
        return f"{column_letter(row)}列" if self.turned else f"第{row + 1}行"

    @property
    def columns(self) -> Sequence[Sequence[CellValue]]:
        """Return all columns."""
        return self.grid.columns

    def distinct_texts(self, column: int) -> frozenset[str]:
        """Return the different texts of a column, whatever row they stand in."""
        if column not in self._texts:
            values = self.grid.distinct[column]
            if self.grid.kinds[column] == {str}:
                self._texts[column] = cast("frozenset[str]", values)
            else:
                texts = (value for value in values if isinstance(value, str))
                self._texts[column] = frozenset(texts)
        return self._texts[column]

    @cached_property
    def wide_merges(self) -> dict[int, list[tuple[int, int]]]:
        """Return by first row the (first, last) columns of areas merged across columns."""
        wide: dict[int, list[tuple[int, int]]] = {}
        for first, left, last, right in self.grid.merged:
            if right > left:
                for row in range(self.height)[first : last + 1]:
                    wide.setdefault(row, []).append((left, right))
        return wide

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row that show something."""
        return [c for c, value in enumerate(self.rows[row]) if not is_empty(value)]

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, ``""`` unless it holds text or a number."""
        value = self.rows[row][column]
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return ""
        return "" if is_error(value) else format(value, ".15g")

    def spread(self, row: int) -> list[str]:
        """Return a row's texts with those of cells merged across columns repeated in each."""
        texts = [self.text(row, c) for c in range(self.width)]
        for left, right in self.wide_merges.get(row, ()):
            for column in range(self.width)[left : right + 1]:
                texts[column] = texts[column] or texts[left]
        return texts

    def merged_down(self, column: int) -> list[tuple[int, int]]:
        """Return (first, last) rows of the areas of a column that are merged over several rows."""
        return [
            (first, min(last, self.height - 1))
            for first, left, last, _ in self.grid.merged
            if left == column and last > first
        ]


LARGEST_MARK: Final = 400 * POINT
"""No subject has a larger full mark; a larger number is a total, an id or a mistake."""
_NUMBER: Final = pattern(r"\d+(\.\d*)?|\.\d+")
_SIGNS: Final = "▲△▼▽*★☆●○◆◇■□#※^?!√×xX'\""
_SIGNED: Final = pattern(
    rf"[{re.escape(_SIGNS)}+]+(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)[{re.escape(_SIGNS)}]+"
)
_BRACKETED: Final = pattern(r"[\[(【<](\d+(?:\.\d+)?)[\])】>]")
_BONUS: Final = pattern(r"(\d+(?:\.\d+)?)\+(\d+(?:\.\d+)?)")
_OVER: Final = pattern(r"(\d+(?:\.\d+)?)[/／]\d+")
_DASHES: Final = pattern(r"[-–—―_─ー~]+|[/\\]+")
_ZERO: Final = pattern(r"^[(\[]?0+(?:\.0+)?分?[)\]]?|[(\[]?0+(?:\.0+)?分?[)\]]?$")
_LOOKALIKES: Final = str.maketrans(
    {"O": "0", "o": "0", "l": "1", "I": "1", "。": ".", ",": ".", ":": ".", "、": "."}
)
_EXCEL_ERRORS: Final = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")
)
_ABSENT: Final = (
    "缺考 缺 缺席 缺试 缺考生 未考 未参考 没考 没参加 未参加 未参加考试 未到 未到考 弃考 旷考 无 "
    "无成绩 无分 没成绩 空缺 na n/a n.a n.a. absent abs qk null none nan"
)
_EXEMPT: Final = (
    "免考 免 免试 免修 免测 缓考 缓 缓测 病假 事假 请假 公假 休学 转学 转出 转走 转校 已转学 "
    "已转出 已转走 已转 已休学 退学 已退学 辍学 死亡 参军 入伍 住院 "
    "生病 病 未选 不选 未选考 不考 不参考 exempt"
)
_CHEATED: Final = "作弊 舞弊 违纪 违规 cheat cheated"
_GRADE_WORDS: Final = (
    "优 良 中 差 优秀 良好 中等 合格 不合格 及格 不及格 待合格 达标 未达标 "
    "A B C D E A+ A- B+ B- C+ C- D+ D-"
)
GRADES: Final = frozenset(_GRADE_WORDS.split())
"""What may stand in place of a score (等级)."""
_WORDS: Final[dict[str, State]] = {
    **dict.fromkeys(_ABSENT.split(), State.ABSENT),
    **dict.fromkeys(_EXEMPT.split(), State.EXEMPT),
    **dict.fromkeys(_CHEATED.split(), State.CHEATED),
}


class Doubt(StrEnum):
    """What is unusual about a cell; `NONE` for plain scores, blanks and known remarks."""

    NONE = ""
    TEXT_NUMBER = "text_number"  # a score typed as text, full-width or with 分
    ROUNDED = "mark_rounded"  # more than two decimals
    SIGNED = "mark_with_sign"  # ▲72, 72*
    BONUS = "mark_with_bonus"  # 94+10
    NOT_A_MARK = "text_no_mark"
    NEGATIVE = "mark_negative"
    WRONG_TYPE = "cell_no_mark"  # a date, TRUE
    ERROR = "error_cell"
    REMARK_ZERO = "remark_with_zero"  # 缺考0


class Reading(NamedTuple):
    """One cell understood: its mark, what is unusual, and what it most likely should be."""

    mark: Mark
    doubt: Doubt = Doubt.NONE
    proposal: str = ""


_BLANK_READING: Final = Reading(BLANK)


def remark_state(text: str) -> State | None:
    """Return what words mean in place of a score, None where they mean nothing known.

    >>> remark_state("缺 考"), remark_state("--"), remark_state("优秀") is None
    (<State.ABSENT: '缺考'>, <State.ABSENT: '缺考'>, True)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    plain = plain.strip("()[]【】。.!“”\"‘’'") or plain
    if _DASHES.fullmatch(plain):
        return State.ABSENT
    return _WORDS.get(plain) or _WORDS.get(plain.partition("(")[0])  # 缺考(病)


def hundredths(number: float) -> tuple[int, bool]:
    """Return a number as whole hundredths of a point and whether nothing was rounded away.

    The number is taken as the 15 significant digits that Excel shows, then rounded half-up
    away from zero; what binary floats hold behind them never counts.

    >>> hundredths(85.5), hundredths(0.1 + 0.2), hundredths(73.666666), hundredths(1.005)
    ((8550, True), (30, True), (7367, False), (101, False))
    """
    if isinstance(number, int):
        return number * POINT, True
    if number.is_integer():
        return int(number) * POINT, True
    return _decimal_hundredths(format(number, ".15g"))


def _decimal_hundredths(text: str) -> tuple[int, bool]:
    if "e" in text:  # below 0.0001 or from 1e15 on: no mark has such a size
        return round(float(text)) * POINT, False
    whole, _, digits = text.partition(".")
    negative = whole.startswith("-")
    value = abs(int(whole or "0")) * POINT + int((digits + "00")[:2])
    rest = digits[2:].rstrip("0")
    if rest and rest[0] >= "5":
        value += 1
    return -value if negative else value, not rest


class MarkReader(dict[CellValue, Mark]):
    """Reads score columns; one object per parse, so that equal remarks share one `Remark`.

    Args:
        accept_signs: ▲72 counts as 72 (考核设置: 带符号的分数 = 计入); by default it is no
            mark until a person says so.

    >>> reader = MarkReader()
    >>> reader.column([85.5, "９０", None, "缺考"])[:3]
    [8550, 9000, Remark(State.BLANK, '')]
    """

    def __init__(self, *, accept_signs: bool = False) -> None:
        super().__init__({None: BLANK})
        self.readings: dict[CellValue, Reading] = {}
        self._accept_signs = accept_signs
        self._remarks: dict[str, Remark] = {}

    def __missing__(self, value: CellValue) -> Mark:
        """Read a value met for the first time."""
        reading = self.read(value)
        if reading.doubt:
            self.readings[value] = reading
        self[value] = reading.mark
        return reading.mark

    def column(
        self, values: Sequence[CellValue], kinds: AbstractSet[type] | None = None
    ) -> list[Mark]:
        """Return the mark of each cell of a column, quickly; *kinds* are its types, if known."""
        kinds = set(map(type, values)) if kinds is None else kinds
        if bool in kinds:  # True == 1 would answer from the cache as a score
            return [self.read(v).mark if isinstance(v, bool) else self[v] for v in values]
        return list(map(self.__getitem__, values))

    def reading(self, value: CellValue) -> Reading:
        """Return what `read` does, read only once."""
        if isinstance(value, bool):  # True == 1 would answer from the cache as a score
            return self.read(value)
        mark = self[value]
        return self.readings.get(value) or Reading(mark)

    def read(self, value: CellValue) -> Reading:
        """Return one cell's mark together with what is unusual about it."""
        if value is None:
            return _BLANK_READING
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return Reading(self._remark(State.INVALID, str(value).upper()), Doubt.WRONG_TYPE)
        if isinstance(value, (int, float)):
            return self._number(value)
        if isinstance(value, ErrorCell):
            return Reading(self._remark(State.INVALID, value.code), Doubt.ERROR)
        return Reading(self._remark(State.INVALID, str(value)), Doubt.WRONG_TYPE)

    def _number(self, value: float) -> Reading:
        if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN test
            return Reading(self._remark(State.INVALID, str(value)), Doubt.ERROR)
        mark, exact = hundredths(value)
        if mark < 0:
            text = format(value, ".15g")
            return Reading(self._remark(State.INVALID, text), Doubt.NEGATIVE, text.lstrip("-"))
        return Reading(mark) if exact else Reading(mark, Doubt.ROUNDED)

    def _text(self, value: str) -> Reading:
        text = value.strip().strip("\u200b\ufeff\u00a0").strip()
        if not text:
            return _BLANK_READING
        plain = "".join(unicodedata.normalize("NFKC", text).split()).removeprefix("'")
        number = plain.removesuffix("分")
        if _NUMBER.fullmatch(number):
            mark, exact = _decimal_hundredths(number)
            return Reading(mark, Doubt.TEXT_NUMBER if exact else Doubt.ROUNDED)
        state = remark_state(text)
        if state is not None:
            return Reading(self._remark(state, text))
        return self._odd_text(text, plain)

    def _odd_text(self, text: str, plain: str) -> Reading:
        if plain.upper() in _EXCEL_ERRORS:
            return Reading(self._remark(State.INVALID, text), Doubt.ERROR)
        state = remark_state(_ZERO.sub("", plain)) if _ZERO.search(plain) else None
        if state is not None:
            return Reading(self._remark(state, text), Doubt.REMARK_ZERO)
        doubt, proposal = _proposal(plain)
        if doubt is Doubt.SIGNED and self._accept_signs:
            return Reading(_decimal_hundredths(proposal)[0], Doubt.TEXT_NUMBER)
        return Reading(self._remark(State.INVALID, text), doubt, proposal)

    def _remark(self, state: State, text: str) -> Remark:
        return self._remarks.setdefault(text, Remark(state, text))


def _proposal(plain: str) -> tuple[Doubt, str]:
    """Say what kind of odd text this is and which score it may stand for."""
    if bonus := _BONUS.fullmatch(plain):
        both = _decimal_hundredths(bonus[1])[0] + _decimal_hundredths(bonus[2])[0]
        return Doubt.BONUS, f"{bonus[1]} 或 {points_text(both)}"
    if plain.startswith("-") and _NUMBER.fullmatch(plain[1:].removesuffix("分")):
        return Doubt.NEGATIVE, plain[1:].removesuffix("分")
    number = plain.replace("分", "")
    if signed := _SIGNED.fullmatch(number):
        return Doubt.SIGNED, signed[1] or signed[2]
    if bracketed := _BRACKETED.fullmatch(number) or _OVER.fullmatch(number):
        return Doubt.NOT_A_MARK, bracketed[1]
    repaired = plain.translate(_LOOKALIKES)
    return Doubt.NOT_A_MARK, repaired if _NUMBER.fullmatch(repaired) else ""
