"""The arguments of worksheet functions besides ranges: full marks, lines, choices, digits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from xl_quality.core.groups import Level
from xl_quality.core.options import (
    COMPOSITES,
    DEFAULT_FULL_MARK,
    AbsentRule,
    DropRule,
    Measure,
    RoundingMode,
    TieRule,
)
from xl_quality.functions.cells import cell_value, flat, single
from xl_quality.functions.registry import ErrorCode, refuse
from xl_quality.sheets import setting_values
from xl_quality.sheets.grid import ErrorCell
from xl_quality.sheets.setting_values import BadValueError
from xl_quality.sheets.text import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from xl_quality.core.options import Line, Rank, Weights
    from xl_quality.sheets.grid import CellValue

Choice = TypeVar("Choice")
MEASURES: Final = {**setting_values.MEASURES, **{measure.value: measure for measure in Measure}}
LEVELS: Final = {
    "学校": Level.SCHOOL, "班级": Level.CLASS, "教师": Level.TEACHER, "年级": Level.GRADE,
    "全体": Level.ALL, **{level.value: level for level in Level},
}  # fmt: skip
_ABSENT: Final = {**setting_values.ABSENT, **{rule.value: rule for rule in AbsentRule}}
_TIES: Final = {**setting_values.TIES, **{rule.value: rule for rule in TieRule}}
YES_NO: Final = {"是": True, "否": False, "1": True, "0": False, "TRUE": True, "FALSE": False}
_MOST_DIGITS: Final = 6
_MOST_PUPILS: Final = 10_000_000
_NUMBER: Final = pattern(r"[+-]?\d{1,15}(\.\d{1,15})?(/\d{1,15})?|[+-]?\.\d{1,15}")
_CUT: Final = ("截尾", "t", "T")


def read(
    value: object, what: str, reader: Callable[[CellValue], Choice], default: Choice
) -> Choice:
    """
    Return an optional argument; an empty cell counts as left out.

    Raises:
        RefusedError: it cannot be read; the reason starts with what it is.
    """
    cell = single(value)
    if cell is None:
        return default
    try:
        return reader(cell)
    except BadValueError as problem:
        refuse(ErrorCode.VALUE, f"{what}：{problem}，写的是“{setting_values.text_of(cell)}”")


def full_mark(value: object) -> int:
    """Return a full mark (满分) in hundredths, 100 points where it is left out."""
    return read(value, "满分", setting_values.full_mark, DEFAULT_FULL_MARK)


def line(value: object, what: str, default: Line) -> Line:
    """Return a score line: 0.6, 60%, 72分, or 60 where the full mark is 100."""
    return read(value, what, setting_values.line, default)


def absent(value: object) -> AbsentRule:
    """Return what absent pupils count as, 不计入 where it is left out."""
    return read(
        value, "缺考", lambda cell: setting_values.choice(cell, _ABSENT), AbsentRule.EXCLUDE
    )


def enrolled(value: object) -> int | None:
    """Return the number of pupils due to sit (应考人数), None where it is left out."""
    reader: Callable[[CellValue], int | None] = lambda cell: setting_values.whole(  # noqa: E731
        cell, 0, _MOST_PUPILS
    )
    return read(value, "应考人数", reader, None)


def drop(value: object) -> DropRule:
    """Return how many of the lowest are left out (去尾); 5% where 5, 5% or 0.05 is written."""
    return read(value, "去尾比例", lambda cell: DropRule(setting_values.share(cell)), DropRule())


def ties(value: object) -> TieRule:
    """Return how equal figures share a place (并列), 占位 where it is left out."""
    return read(value, "并列", lambda cell: setting_values.choice(cell, _TIES), TieRule.SKIP)


def flag(value: object, what: str) -> bool:
    """Return a yes or no, 否 where it is left out."""
    cell = single(value)
    if isinstance(cell, bool):
        return cell
    return read(cell, what, lambda found: setting_values.choice(found, YES_NO), False)  # noqa: FBT003 - the default


def word(value: object, what: str, choices: Mapping[str, Choice], default: Choice) -> Choice:
    """Return what one of several words stands for."""
    return read(value, what, lambda cell: setting_values.choice(cell, choices), default)


def text(value: object, default: str = "") -> str:
    """Return an argument as text, 1.0 as ``1``."""
    cell = single(value)
    if cell is None:
        return default
    if isinstance(cell, str):
        return cell
    return setting_values.text_of(cell)


def digits(value: object, default: int) -> tuple[int, RoundingMode]:
    """Return decimals and what happens to the rest: 2, or 2截尾."""
    cell = single(value)
    if cell is None:
        return default, RoundingMode.HALF_UP
    plain = setting_values.text_of(cell)
    bare = plain.removesuffix(next((end for end in _CUT if plain.endswith(end)), ""))
    mode = RoundingMode.HALF_UP if bare == plain else RoundingMode.TRUNCATE
    return read(
        bare, "小数位", lambda found: setting_values.whole(found, 0, _MOST_DIGITS), default
    ), mode


def weights(value: object) -> Weights:
    """
    Return the weights of a composite: a preset's name, or the weights of 平均分, 及格率, 优秀率
    and perhaps 低分率 in three or four cells or in one text (0.4/0.3/0.3, 50-30-30).
    """
    cells = flat(value)
    if len(cells) == 1:
        return read(value, "权重", setting_values.weights, COMPOSITES["4-3-3"])
    parts = [number(cell, "权重") for cell in cells if cell_value(cell) is not None]
    try:
        return setting_values.weights_of(parts)
    except BadValueError as problem:
        refuse(ErrorCode.VALUE, f"权重：{problem}")


def number(value: object, what: str) -> Fraction:
    """
    Return a number exactly as Excel shows it; 95% is 0.95.

    Raises:
        RefusedError: it is none, or the cell is empty.
    """
    found = optional_number(value, what)
    if found is None:
        refuse(ErrorCode.VALUE, f"{what}：这里要一个数，格子是空的")
    return found


def optional_number(value: object, what: str) -> Fraction | None:
    """Return a number exactly, None for an empty cell."""
    cell = single(value)
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        refuse(ErrorCode.VALUE, f"{what}：这里要一个数，写的是“{setting_values.text_of(cell)}”")
    return exact(cell, what)


def exact(cell: float | str, what: str) -> Fraction:
    """Return a cell's number as the 15 digits that Excel shows say."""
    plain = format(cell, ".15g") if isinstance(cell, (int, float)) else setting_values.text_of(cell)
    bare = plain.replace(",", "").removesuffix("%").removesuffix("分").removesuffix("元")
    if isinstance(cell, str) and not _NUMBER.fullmatch(bare):  # 1e999999 would take hours
        refuse(ErrorCode.VALUE, f"{what}：这里要一个数，写的是“{plain}”")
    try:
        found = Fraction(bare)
    except (ValueError, ZeroDivisionError):
        refuse(ErrorCode.VALUE, f"{what}：这里要一个数，写的是“{plain}”")
    return found / 100 if plain.endswith("%") else found


def numbers(values_given: object, what: str) -> list[Fraction | None]:
    """
    Return the numbers of a range; None for empty cells and for words such as 缺考.

    Raises:
        RefusedError: an error cell, or other text.
    """
    from xl_quality.sheets.cells import remark_state  # noqa: PLC0415 - few functions need it

    found: list[Fraction | None] = []
    for raw in flat(values_given):
        cell = cell_value(raw)
        if isinstance(cell, str) and remark_state(cell) is not None:
            found.append(None)
        else:
            found.append(optional_number(cell if not isinstance(cell, ErrorCell) else raw, what))
    return found


def shown(value: Decimal | Fraction | Rank) -> int | float:
    """Return an exact number as a cell holds it: int where it is whole, else the nearest float.

    >>> shown(Fraction(5, 2)), shown(Fraction(4, 2))
    (2.5, 2)
    """
    whole = int(value)
    return whole if whole == value else float(value)
