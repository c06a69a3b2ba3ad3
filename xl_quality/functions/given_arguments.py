"""The arguments of worksheet functions besides ranges: full marks, lines, choices, digits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from xl_quality.core.option_table import DECIMALS, WEIGHTS, BadValueError, choice, weights_of
from xl_quality.core.ranking import RoundingMode
from xl_quality.functions.host_cells import cell_value, flat, single
from xl_quality.functions.registry import refuse
from xl_quality.sheets.cells import ErrorCell
from xl_quality.sheets.settings import text_of
from xl_quality.sheets.text import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from xl_quality.core.option_table import Option
    from xl_quality.core.options import Weights
    from xl_quality.core.ranking import Rank

Value = TypeVar("Value")
Default = TypeVar("Default")
YES_NO: Final = {"是": True, "否": False, "1": True, "0": False, "TRUE": True, "FALSE": False}
POINT_DIGITS: Final = "小数位，不写是2位；写“2截尾”是截尾"
FROM_END: Final = "“是”＝倒数第几名"
NOBODY: Final = "所选区域里没有人有分数，算不出来"
_NUMBER: Final = pattern(r"[+-]?\d{1,15}(\.\d{1,15})?(/\d{1,15})?|[+-]?\.\d{1,15}")


def read(
    value: object, what: str, parse: Callable[[str], Value], default: Default
) -> Value | Default:
    """Return an optional argument; an empty cell counts as left out.

    Raises:
        RefusedCallError: it cannot be read; the reason starts with what it is.
    """
    cell = single(value)
    if cell is None:
        return default
    text = text_of(cell)
    try:
        return parse(text)
    except BadValueError as problem:
        refuse(f"{what}：{problem}，写的是“{text}”")


def said(value: object, option: Option[Value]) -> Value:
    """Return what an argument says about an option, the option's default where it is left out."""
    return read(value, option.name, option.parse, option.default)


def help_of(option: Option[Value], more: str = "") -> str:
    """Return what the function wizard says about an argument that is one of the options."""
    return f"{option.name}：{option.help}{more}。不写按{option.text(option.default)}"


def word(value: object, what: str, words: Mapping[str, Value], default: Default) -> Value | Default:
    """Return what one of several words stands for."""
    return read(value, what, lambda text: choice(text, words), default)


def flag(value: object, what: str) -> bool:
    """Return a yes or no, 否 where it is left out."""
    cell = single(value)
    return cell if isinstance(cell, bool) else word(cell, what, YES_NO, default=False)


def text(value: object, default: str = "") -> str:
    """Return an argument as text, 1.0 as ``1``."""
    cell = single(value)
    if cell is None:
        return default
    return cell if isinstance(cell, str) else text_of(cell)


def decimals(value: object, default: int) -> tuple[int, RoundingMode]:
    """Return decimals and what happens to the rest: 2, or 2截尾."""
    places, mode = read(value, DECIMALS.name, DECIMALS.parse, (default, None))
    return places, mode or RoundingMode.HALF_UP


def weights(value: object) -> Weights:
    """Return the weights of a composite: a preset's name, or the weights of 平均分, 及格率, 优秀率
    and perhaps 低分率 in three or four cells or in one text (0.4/0.3/0.3, 50-30-30).
    """
    cells = flat(value)
    if len(cells) == 1:
        return said(value, WEIGHTS)
    parts = [number(cell, WEIGHTS.name) for cell in cells if cell_value(cell) is not None]
    try:
        return weights_of(parts)
    except BadValueError as problem:
        refuse(f"{WEIGHTS.name}：{problem}")


def number(value: object, what: str) -> Fraction:
    """Return a number exactly as Excel shows it; 95% is 0.95.

    Raises:
        RefusedCallError: it is none, or the cell is empty.
    """
    figure = optional_number(value, what)
    if figure is None:
        refuse(f"{what}：这里要一个数，格子是空的")
    return figure


def optional_number(value: object, what: str) -> Fraction | None:
    """Return a number exactly, None for an empty cell."""
    cell = single(value)
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        refuse(f"{what}：这里要一个数，写的是“{text_of(cell)}”")
    return exact(cell, what)


def exact(cell: float | str, what: str) -> Fraction:
    """Return a cell's number as the 15 digits that Excel shows say."""
    plain = format(cell, ".15g") if isinstance(cell, (int, float)) else text_of(cell)
    bare = plain.replace(",", "").removesuffix("%").removesuffix("分").removesuffix("元")
    if isinstance(cell, str) and not _NUMBER.fullmatch(bare):  # 1e999999 would take hours
        refuse(f"{what}：这里要一个数，写的是“{plain}”")
    try:
        figure = Fraction(bare)
    except (ValueError, ZeroDivisionError):
        refuse(f"{what}：这里要一个数，写的是“{plain}”")
    return figure / 100 if plain.endswith("%") else figure


def numbers(values: object, what: str) -> list[Fraction | None]:
    """Return the numbers of a range; None for empty cells and for words such as 缺考.

    Raises:
        RefusedCallError: an error cell, or other text.
    """
    from xl_quality.sheets.cells import remark_state  # noqa: PLC0415 - few functions need it

    figures: list[Fraction | None] = []
    for raw in flat(values):
        cell = cell_value(raw)
        if isinstance(cell, str) and remark_state(cell) is not None:
            figures.append(None)
        else:
            figures.append(optional_number(cell if not isinstance(cell, ErrorCell) else raw, what))
    return figures


def shown(value: Decimal | Fraction | Rank) -> int | float:
    """Return an exact number as a cell holds it: int where it is whole, else the nearest float.

    >>> shown(Fraction(5, 2)), shown(Fraction(4, 2))
    (2.5, 2)
    """
    whole = int(value)
    return whole if whole == value else float(value)
