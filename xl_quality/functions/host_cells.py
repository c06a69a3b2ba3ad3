"""What hosts hand over: cells and ranges as plain values, score ranges as marks (成绩区域).

Scores are read by the same rules as those of whole score sheets. Ranges that were seen before are
told by their content, so that each is understood only once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Any, Final, NamedTuple, cast

from xl_quality.core.findings import QualityError
from xl_quality.core.marks import Mark, Remark, State
from xl_quality.core.options import points_text
from xl_quality.core.statistics import Distribution
from xl_quality.functions.registry import MISSING, CellError, ErrorCode, RefusedCallError, refuse
from xl_quality.sheets.cells import GRADES, CellValue, Doubt, ErrorCell, MarkReader, remark_state
from xl_quality.sheets.text import pattern

_FIRST_ERROR: Final = -2146828288
"""0x800A0000: COM hands an error cell over as this number plus Excel's own error number."""
COM_ERRORS: Final = {
    _FIRST_ERROR + number: code
    for number, code in (
        (2000, "#NULL!"), (2007, "#DIV/0!"), (2015, "#VALUE!"), (2023, "#REF!"),
        (2029, "#NAME?"), (2036, "#NUM!"), (2042, "#N/A"), (2043, "#GETTING_DATA"),
        (2045, "#SPILL!"), (2046, "#CONNECT!"), (2047, "#BLOCKED!"), (2048, "#UNKNOWN!"),
        (2049, "#FIELD!"), (2050, "#CALC!"),
    )
}  # fmt: skip
_MOST_HEADINGS: Final = 5
"""Words above the first mark: a title, a line of notes, labels in two rows; more are a column of
words."""
_NUMERALS: Final = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟元圆角分整"
_OTHER_GRADES: Final = frozenset(
    ("好", "较好", "一般", "较差", "优等", "优良", "甲", "乙", "丙", "丁", "通过", "未通过", "是",
     "否", "满分", "零分", "补考", "待定", "待评")
)  # fmt: skip
"""Words in place of a mark, besides the grades that sheets know."""
_ODD_NUMBER: Final = pattern(r"[\x00-\x7f]*\d[\x00-\x7f]*|inf(inity)?", flags=re.IGNORECASE)
_SHOWN: Final = 20  # characters of a cell that a refusal quotes
_WORTH_KNOWING: Final = 200  # rows from which a range is remembered; less is read faster than found
_MOST_ANSWERS: Final = 64
"""Of one table: more questions are rarely asked, and answers may be as large as the table."""
_NOTHING: Final = frozenset(("NAType", "NaTType"))
"""What pandas keeps in an empty cell, besides NaN."""
_ERROR_TEXTS: Final = frozenset(COM_ERRORS.values())


def cell_value(value: object) -> CellValue:
    """Return one cell as the program reads it, whatever host it comes from.

    NaN and pandas' NA are empty cells; COM's error numbers and our own `CellError` are error
    cells; a `Decimal` is its digits.

    >>> cell_value(-2146826246), cell_value(float("nan")), cell_value("缺考"), cell_value("")
    (ErrorCell(code='#N/A'), None, '缺考', None)
    """
    kind = type(value)
    if kind is str:
        return _text(cast("str", value))
    if value is None or kind is bool:
        return cast("CellValue", value)
    if kind in (float, int):
        return _number(cast("float", value))
    return _foreign(value)


def _text(value: str) -> CellValue:
    if value.startswith("#") and value.upper() in _ERROR_TEXTS:
        return ErrorCell(value.upper())
    return value or None


def _number(value: float) -> CellValue:
    if value in COM_ERRORS:
        return ErrorCell(COM_ERRORS[int(value)])
    if value != value or value == MISSING:  # noqa: PLR0124 - NaN test
        return None
    return value


def _foreign(value: object) -> CellValue:
    """Return a cell of a type that only some hosts have."""
    if type(value).__name__ in _NOTHING:
        return None
    if isinstance(value, (ErrorCell, date, time, timedelta)):
        return value
    if isinstance(value, CellError):
        return ErrorCell(str(value.code))
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else None
    return _subclass(value)


def _subclass(value: object) -> CellValue:
    if isinstance(value, (float, int)):
        return _number(value)
    if isinstance(value, str):
        return _text(str(value))
    item = getattr(value, "item", None)  # a number of numpy
    return cell_value(item()) if callable(item) else str(value)


def flat(values: object) -> list[object]:
    """Return all cells of a range row by row, as they are; a single value is a range of one cell.

    Takes rows of cells (tuples or lists), a flat list, an array, a Series, a DataFrame (its
    values, without the header) or a `KnownTable`.
    """
    rows = _sequence(values)
    if rows is None:
        return [values]
    try:  # a column, by far the most frequent; a text of one character unpacks to itself
        return [value for (value,) in cast("Sequence[tuple[object]]", rows)]
    except (TypeError, ValueError):
        pass
    return [cell for row in rows for cell in (row if _is_row(row) else [row])]  # type: ignore[attr-defined] # a row is a tuple or a list


def rows_of(values: object) -> Sequence[Sequence[object]]:
    """Return a range as rows of cells; a DataFrame's columns become the header row.

    A flat list is a column, a flat tuple a row: so COM hands over an array of one row. A single
    value is a range of one cell.
    """
    if isinstance(values, KnownTable):
        return values.rows
    columns = getattr(values, "columns", None)
    rows = _sequence(values)
    if rows is None:
        return [[values]]
    if columns is not None:
        body = cast("Sequence[Sequence[object]]", rows)
        return [list(columns), *([cell_value(cell) for cell in row] for row in body)]
    return _as_rows(rows)


def grid_in(values: object) -> tuple[tuple[object, ...], ...] | None:
    """Return the rows of a range of several cells, without a DataFrame's header, None for one cell.

    Whoever asks for a single value is asked again for each of them.
    """
    rows = _sequence(values)
    if rows is None or isinstance(values, KnownTable):
        return None
    grid = tuple(map(tuple, _as_rows(rows)))
    return grid if sum(map(len, grid)) > 1 else None


def _as_rows(rows: Sequence[object]) -> Sequence[Sequence[object]]:
    if not set(map(type, rows)) - {tuple, list}:
        return cast("Sequence[Sequence[object]]", rows)
    if isinstance(rows, tuple) and not any(map(_is_row, rows)):
        return (rows,)
    return [tuple(row) if _is_row(row) else (row,) for row in rows]  # type: ignore[arg-type] # a row is a tuple or a list


def _is_row(value: object) -> bool:
    """Say whether something is a row of cells; our errors are tuples by their making only."""
    return isinstance(value, (tuple, list)) and not isinstance(value, (CellError, ErrorCell))


def _sequence(values: object) -> Sequence[object] | None:
    """Return the rows or cells of a range, None for a single value."""
    if isinstance(values, KnownTable):
        return values.rows
    if isinstance(values, (ErrorCell, CellError)):
        return None
    if isinstance(values, (tuple, list)):
        return values
    inner = getattr(values, "values", values)  # DataFrame and Series of pandas
    for name in ("tolist", "rows", "to_list"):  # arrays; DataFrame and Series of polars
        method = getattr(inner if name == "tolist" else values, name, None)
        if callable(method):
            listed = method()
            return listed if isinstance(listed, list) else None
    return list(values) if isinstance(values, (range, set, frozenset)) else None


class KnownTable:
    """The content of one range and what was found out about it."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        # a list may be changed afterwards; copied as a list, since it never equals a tuple
        unchanging = type(rows) is tuple and not set(map(type, rows)) - {tuple}
        # the cells, never changed any more
        self.rows = rows if unchanging else type(rows)(type(row)(row) for row in rows)  # type: ignore[call-arg] # list or tuple
        self.cells = sum(map(len, rows))  # how many
        self._truths: list[tuple[int, int, bool]] | None = None
        self._found: dict[Hashable, Any] = {}

    def holds(self, rows: Sequence[Sequence[object]]) -> bool:
        """Say whether a range holds exactly these cells.

        Compared cell by cell, which is cheaper than any hash that all cells go into; TRUE and 1
        are equal for Python but not for a score sheet, so the cells that are either are looked
        at again.
        """
        if len(rows) != len(self.rows) or not _equal(rows, self.rows):
            return False
        if self._truths is None:  # most tables never come again
            self._truths = _truths_of(self.rows)
        return all((type(rows[r][c]) is bool) == truth for r, c, truth in self._truths)

    def answer(self, question: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever *find* gives
        """Return what *find* gives, found only once for each question.

        What it refuses is refused again without asking: a table that cannot be understood takes
        as long as one that can, and a whole column asks.

        Raises:
            RefusedCallError, QualityError: as *find* does.
        """
        if question not in self._found:
            if len(self._found) >= _MOST_ANSWERS:
                self._found.clear()
            try:
                self._found[question] = find()
            except (RefusedCallError, QualityError) as refusal:
                self._found[question] = _Refused(refusal)
        found = self._found[question]
        if isinstance(found, _Refused):
            raise found.refusal.with_traceback(None)
        return found


class _Refused(NamedTuple):
    refusal: Exception


def once(values: object, question: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever *find* gives
    """Return what *find* gives; of a range that is held through a call it is found once."""
    return values.answer(question, find) if isinstance(values, KnownTable) else find()


class KnownTables:
    """The ranges used last; safe for several threads.

    Args:
        most: how many are kept.
        most_cells: of how many cells together; the latest is kept in any case.
    """

    def __init__(self, most: int, most_cells: int) -> None:
        self._most, self._most_cells = most, most_cells
        self._tables: list[KnownTable] = []  # the latest is the last
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._tables)

    def known(self, rows: Sequence[Sequence[object]]) -> KnownTable | None:
        """Return the known table of this content, None where it was not seen lately."""
        with self._lock:
            table = next((one for one in reversed(self._tables) if one.holds(rows)), None)
            if table is not None:
                self._tables.remove(table)
                self._tables.append(table)
            return table

    def remember(self, rows: Sequence[Sequence[object]]) -> KnownTable:
        """Return a new table of this content, known from now on."""
        table = KnownTable(rows)
        with self._lock:
            self._tables.append(table)
            while len(self._tables) > self._most or self._crowded():
                del self._tables[0]
        return table

    def table(self, rows: Sequence[Sequence[object]]) -> KnownTable:
        """Return the known table of this content, or remember it as a new one."""
        return self.known(rows) or self.remember(rows)

    def forget(self) -> None:
        """Forget all tables."""
        with self._lock:
            self._tables.clear()

    def _crowded(self) -> bool:
        cells = sum(table.cells for table in self._tables)
        return len(self._tables) > 1 and cells > self._most_cells


def _equal(one: object, other: object) -> bool:
    """Say whether two ranges are equal; pandas has cells that are neither equal nor unequal."""
    try:
        return one == other
    except (TypeError, ValueError):
        return False


def _truths_of(rows: Sequence[Sequence[object]]) -> list[tuple[int, int, bool]]:
    """Return row, column and whether it is a truth value of each cell that equals 0 or 1."""
    return [
        (number, column, type(cell) is bool)
        for number, row in enumerate(rows)
        if 0 in row or 1 in row
        for column, cell in enumerate(row)
        if cell in (0, 1)
    ]


TABLES: Final = KnownTables(most=16, most_cells=4_000_000)
"""The score tables, lists and settings of this process."""
COLUMNS: Final = KnownTables(most=64, most_cells=1_000_000)
"""Its ranges of scores without a header: of a whole town, a column each school and subject."""


def known_table(values: object) -> KnownTable:
    """Return the table of a range, known again by its content.

    Whole columns may be selected: the million empty rows below are cut off first.
    """
    if isinstance(values, KnownTable):  # held through a call: it is looked for once
        found: KnownTable = values.answer("known", lambda: known_table(values.rows))
        return found
    rows = rows_of(values)
    try:
        return TABLES.table(trimmed(rows))
    except (TypeError, ValueError):  # a cell of pandas that is neither equal nor unequal
        return TABLES.table(trimmed([tuple(map(cell_value, row)) for row in rows]))


def trimmed(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """Return rows without the empty ones at the end."""
    last = len(rows)
    empty = (None,) * len(rows[0]) if rows else ()
    while last and (rows[last - 1] == empty or all(map(_is_empty, rows[last - 1]))):
        last -= 1
    return rows if last == len(rows) else rows[:last]


def _is_empty(cell: object) -> bool:
    return cell is None or (type(cell) is str and not cell)


def single(value: object) -> CellValue:
    """Return the one value of an argument; an empty cell is None.

    Raises:
        RefusedCallError: it is a range of several cells, or an error cell: that error.
    """
    cells = [value] if type(value) is float else flat(value)  # most often a number
    if len(cells) != 1:
        refuse(f"这里要一个值，选了{len(cells)}个格子：请只选一个格子")
    content = cell_value(cells[0])
    if isinstance(content, ErrorCell):
        refuse_error(content.code)
    return content.strip() or None if isinstance(content, str) else content


def refuse_error(code: str, where: str = "") -> None:
    """Hand an error cell on, as Excel's own functions do.

    Raises:
        RefusedCallError: always.
    """
    known = code.upper() if code.upper() in set(ErrorCode) else ErrorCode.VALUE
    place = where or "引用的格子"
    refuse(f"{place}是错误值{code}：请先改好那个格子", ErrorCode(known))


@lru_cache(maxsize=20_000, typed=True)  # typed: True is no score of 1
def mark_of(given: object) -> Mark:
    """Return the mark in one cell of a score range (单元格 → 分数), whatever host it comes from.

    Raises:
        RefusedCallError: an error cell, or something that is no mark; the reason names it.
    """
    value = cell_value(given)
    reading = MarkReader().read(value)
    mark = reading.mark
    if isinstance(mark, Remark) and mark.state is State.INVALID:
        refuse_mark(mark.text, error=reading.doubt is Doubt.ERROR)
    return mark


def refuse_mark(text: str, *, error: bool, where: str = "成绩里") -> None:
    """Refuse a cell that holds no mark.

    Raises:
        RefusedCallError: always; an error cell gives its own error.
    """
    if error:
        refuse_error(text, f"{where}有一个格子")
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    reason = f"{where}的“{shown}”不是分数：请改成数字，没有考的写“缺考”；表头和合计行不要选进来"
    refuse(reason)


def distribution_of(scores: object) -> Distribution:
    """Return the marks of a range, sorted.

    A range that was read lately is known again by its content: its four rates are four calls.

    Raises:
        RefusedCallError: a cell holds an error, or something that is no mark.
    """
    if isinstance(scores, KnownTable):
        held: Distribution = scores.answer("marks", lambda: distribution_of(scores.rows))
        return held
    if type(scores) is not tuple or len(scores) < _WORTH_KNOWING:
        return _distribution(scores)
    column = COLUMNS.known(scores)
    if column is None:
        if set(map(type, scores)) != {tuple}:
            return _distribution(scores)
        column = COLUMNS.remember(scores)
    marks: Distribution = column.answer("marks", lambda: _distribution(scores))
    return marks


def _distribution(scores: object) -> Distribution:
    return _distribution_of(counted_cells(scores, lambda cell: not _is_odd(cell)))


@lru_cache(maxsize=20_000, typed=True)  # typed: True is no score of 1
def _is_odd(cell: object) -> bool:
    """Say whether a cell holds words that are no mark; an error is refused for itself."""
    value = cell_value(cell)
    mark = MarkReader().read(value).mark
    return (
        isinstance(mark, Remark)
        and mark.state is State.INVALID
        and not isinstance(value, ErrorCell)
    )


def counted_cells(values: object, is_value: Callable[[object], bool]) -> Mapping[object, int]:
    """Return how often each value stands in a range, without the words above its columns.

    Each distinct value is then read once: a school has thousands of cells, but few different
    scores.

    Args:
        values: the range.
        is_value: says of a cell that it is no word.

    Raises:
        RefusedCallError: it is no range.
    """
    cells = flat(values)
    try:
        counts = Counter(cells)
    except TypeError:  # a list inside a row: no host does that
        refuse("成绩要写成一行行的格子")
    if not all(is_value(value) for value in counts if isinstance(value, str)):
        rows = values.rows if isinstance(values, KnownTable) else grid_in(values) or ()
        for row, column in leading_words(rows, lambda r, c: is_value(rows[r][c])):
            counts[rows[row][column]] -= 1
        counts = +counts
    if bool in set(map(type, cells)):
        # TRUE must not be taken for 1: the first of them is refused by its name
        counts += Counter(str(cell).upper() for cell in cells if isinstance(cell, bool))
    return counts


def _distribution_of(counts: Mapping[object, int]) -> Distribution:
    numbers: list[tuple[int, int]] = []
    remarks: dict[Remark, int] = {}
    for value, count in counts.items():
        mark = mark_of(value)
        if isinstance(mark, int):
            numbers.append((mark, count))
            continue
        remarks[mark] = remarks.get(mark, 0) + count
        if mark.state is State.CHEATED:
            numbers.append((0, count))
    numbers.sort()
    sorted_scores: list[int] = []
    for mark, count in numbers:
        sorted_scores += [mark] * count
    return Distribution(sorted_scores, remarks)


def is_nothing(value: object) -> bool:
    """Say whether a single value is blank, or a word such as 缺考 for one that is not there."""
    cells = [value] if type(value) is float else flat(value)
    if len(cells) != 1:
        return False
    cell = cell_value(cells[0])
    if isinstance(cell, str):
        return not cell.strip() or remark_state(cell) is not None
    return cell is None


def leading_words(
    rows: Sequence[Sequence[object]], is_value: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    """Return row and column of the words above the first value of each column: its heading.

    A clerk selects C:C with the heading in it. In a single row they stand left of the first
    value. Words further down, and those that may stand for a mark, are no heading.

    Args:
        rows: the range.
        is_value: says of a filled cell, by row and column, that it is no word.
    """
    widest = max(rows, key=len, default=())
    columns = [[(r, c) for r, row in enumerate(rows) if c < len(row)] for c in range(len(widest))]
    if len(rows) == 1:
        columns = [[(0, c) for c in range(len(widest))]]
    found: list[tuple[int, int]] = []
    for column in columns:
        words: list[tuple[int, int]] = []
        for r, c in column:
            cell = cell_value(rows[r][c])
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            if is_value(r, c):
                found += words
                break
            if not _is_heading(cell) or len(words) == _MOST_HEADINGS:
                break
            words.append((r, c))
    return found


def _is_heading(cell: CellValue) -> bool:
    """Say whether a cell holds words that stand for no mark, as 优秀, 一百 and ▲72 may."""
    if not isinstance(cell, str):
        return False
    plain = unicodedata.normalize("NFKC", "".join(cell.split()))
    if plain.upper() in GRADES | _OTHER_GRADES or not plain.strip(_NUMERALS):
        return False
    if not any(map(str.isalpha, plain)) or _ODD_NUMBER.fullmatch(plain):
        return False
    reading = MarkReader().read(cell)
    return reading.doubt is Doubt.NOT_A_MARK and not reading.proposal


def refuse_above_full(highest: int, full: int, subject: str = "") -> None:
    """Refuse a score above the full mark: rates by a wrong full mark look right and are wrong.

    Raises:
        RefusedCallError: the score is above it.
    """
    if highest > full:
        what = f"“{subject}”" if subject else ""
        refuse(
            f"{what}有分数{points_text(highest)}，高于满分{points_text(full)}："
            "请写对满分，或改正这个分数",
            ErrorCode.NUMBER,
        )
