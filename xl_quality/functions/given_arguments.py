"""The arguments of worksheet functions besides ranges: full marks, lines, choices, digits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import isfinite
from operator import eq, itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from xl_quality.core.option_table import DECIMALS, WEIGHTS, Option, choice, weights_of
from xl_quality.core.options import BadValueError, Weights, decimal_text
from xl_quality.core.ranking import Figure, Rank, RoundingMode
from xl_quality.functions.host_cells import (
    cell_value,
    counted_cells,
    flat,
    is_nothing,
    rows_of,
    single,
)
from xl_quality.functions.registry import refuse
from xl_quality.sheets.settings import text_of
from xl_quality.sheets.text import pattern

if TYPE_CHECKING:
    from xl_quality.sheets.cells import CellValue

Value = TypeVar("Value")
Default = TypeVar("Default")
YES_NO: Final = {"是": True, "否": False, "1": True, "0": False, "TRUE": True, "FALSE": False}
POINT_DIGITS: Final = "小数位，不写是2位；写“2截尾”是截尾"
FROM_END: Final = "“是”＝倒数第几名"
NOBODY: Final = "所选区域里没有人有分数，算不出来"
PERCENT: Final = "%"
RANK: Final = "名"
_NUMBER: Final = r"[+-]?\d{1,15}(?:\.\d{1,15})?(?:/\d{1,15})?|[+-]?\.\d{1,15}"
_PLACE: Final = r"第(\d{1,15}(?:\.5)?)[名位]?"
_WRITTEN: Final = pattern(rf"(?:({_NUMBER})|{_PLACE})([%分元名]?)")
_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets have no zones
_PLACES: Final = 30
_DECIMALS: Final = 10**_PLACES


def optional_value(
    value: object, what: str, parse: Callable[[str], Value], default: Default
) -> Value | Default:
    """Return an optional argument; an empty cell counts as left out.

    Raises:
        RefusedCallError: it cannot be read; the reason starts with what it is.
    """
    cell = None if value is None else single(value)
    if cell is None:
        return default
    text = text_of(cell)
    try:
        return parse(text)
    except BadValueError as problem:
        refuse(f"{what}：{problem}，写的是“{text}”")


def option_value(value: object, option: Option[Value]) -> Value:
    """Return what an argument says about an option, the option's default where it is left out."""
    return optional_value(value, option.name, option.parse, option.default)


def help_of(option: Option[Value], more: str = "") -> str:
    """Return what the function wizard says about an argument that is one of the options."""
    return f"{option.name}：{option.help}{more}。不写按{option.text(option.default)}"


def word(value: object, what: str, words: Mapping[str, Value], default: Default) -> Value | Default:
    """Return what one of several words stands for."""
    return optional_value(value, what, lambda text: choice(text, words), default)


def flag(value: object, what: str) -> bool:
    """Return a yes or no, 否 where it is left out."""
    if value is None:
        return False
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
    places, mode = optional_value(value, DECIMALS.name, DECIMALS.parse, (default, None))
    return places, mode or RoundingMode.HALF_UP


def weights(value: object) -> Weights:
    """Return the weights of a composite: a preset's name, or three or four weights.

    Those of 平均分, 及格率, 优秀率, 低分率 stand in cells or in one text: 0.4/0.3/0.3, 50-30-30.
    """
    cells = flat(value)
    if len(cells) == 1:
        return option_value(_as_typed(single(value)), WEIGHTS)
    parts = [number(cell, WEIGHTS.name) for cell in cells if cell_value(cell) is not None]
    try:
        return weights_of(parts)
    except BadValueError as problem:
        refuse(f"{WEIGHTS.name}：{problem}")


def _as_typed(cell: CellValue) -> CellValue:
    """Return 4:3:3 where Excel took it for a time of day, as it does in a cell."""
    if isinstance(cell, datetime):
        cell = cell.replace(tzinfo=None) - _DAY_0
    elif isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if not isinstance(cell, timedelta):
        return cell
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60}:{seconds}"


def number(value: object, what: str) -> Fraction:
    """Return a number exactly as Excel shows it; 95% is 0.95.

    Raises:
        RefusedCallError: it is none, or the cell is empty.
    """
    found = needed_quantity(value, what)
    if found.unit == RANK:
        refuse(f"{what}：这里要一个数，写的是“{text_of(single(value))}”")
    return found.figure


def optional_number(value: object, what: str) -> Fraction | None:
    """Return a number exactly, None for an empty cell."""
    return None if single(value) is None else number(value, what)


class Quantity(NamedTuple):
    """A number with the unit that was written behind it: ``%``, 分, 元, 名, or none."""

    figure: Fraction  # the number; 95% is 0.95
    unit: str = ""  # the unit

    @property
    def text(self) -> str:
        """Return it as a person writes it."""
        if self.unit == PERCENT:
            return f"{decimal_text(self.figure * 100)}%"
        number = decimal_text(self.figure)
        return f"第{number}名" if self.unit == RANK else f"{number}{self.unit}"

    @property
    def is_share(self) -> bool:
        """Say whether it is a share of one: 95 %, or 0.95, as a cell that shows 95 % holds it."""
        return self.unit == PERCENT or (not self.unit and 0 < self.figure < 1)


def needed_quantity(value: object, what: str) -> Quantity:
    """Return a number with its unit.

    Raises:
        RefusedCallError: it is none, or the cell is empty.
    """
    found = optional_quantity(value, what)
    if found is None:
        refuse(f"{what}：这里要一个数，格子是空的")
    return found


def optional_quantity(value: object, what: str) -> Quantity | None:
    """Return a number with its unit, None for an empty cell.

    Raises:
        RefusedCallError: it is no number.
    """
    cell = single(value)
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        refuse(f"{what}：这里要一个数，写的是“{text_of(cell)}”")
    return quantity(cell, what)


def quantity(cell: float | str, what: str) -> Quantity:
    """Return a cell's number as the 15 digits that Excel shows say, with its unit.

    Raises:
        RefusedCallError: it is no number.
    """
    plain = format(cell, ".15g") if isinstance(cell, (int, float)) else text_of(cell)
    if isinstance(cell, str):
        found = _WRITTEN.fullmatch(plain.replace(",", ""))  # 1e999999 would take hours
        number, unit = (found[1] or found[2], RANK if found[2] else found[3]) if found else ("", "")
    else:
        number, unit = plain, ""
    try:
        figure = Fraction(number)
    except (ValueError, ZeroDivisionError):
        refuse(f"{what}：这里要一个数，写的是“{plain}”")
    return Quantity(figure / 100 if unit == PERCENT else figure, unit)


def points(value: object, what: str) -> Fraction:
    """Return a number of points: 85, 85分.

    Raises:
        RefusedCallError: it is none, or is written as a percentage or an amount.
    """
    found = needed_quantity(value, what)
    if found.unit not in {"", "分"}:
        refuse(f"{what}：这里要分数，写的是“{found.text}”")
    return found.figure


def place(value: object, what: str) -> Fraction | None:
    """Return a place, from 1: 6, 6名, 第6名; None for an empty cell.

    Raises:
        RefusedCallError: it is none.
    """
    found = optional_quantity(value, what)
    if found is None:
        return None
    if found.unit not in ("", RANK):
        refuse(f"{what}：这里要名次，写的是“{found.text}”")
    if found.figure < 1:
        refuse(f"{what}要从 1 起，写的是{shown(found.figure)}")
    return found.figure


class Tally(NamedTuple):
    """The numbers of a range."""

    figures: list[Figure]  # every number once, the smallest first
    counts: list[int]  # how often each stands

    def place_of(self, figure: Fraction) -> int | None:
        """Return where a number stands among the figures, None where it is none of them."""
        wanted = _decimal(figure)
        place = bisect_left(self.figures, wanted)
        return place if self.figures[place : place + 1] == [wanted] else None


def tally(values: object, what: str) -> Tally:
    """Return the numbers of a range, counted.

    Empty cells and words such as 缺考 do not count, nor do words above the first number.

    Raises:
        RefusedCallError: an error cell, or other text.
    """
    counts = counted_cells(values, _is_number)
    floats = (raw for raw in counts if type(raw) is float and isfinite(raw))
    plain = [raw for raw in floats if cell_value(raw) is raw]  # no error of COM
    plain.sort()  # quicker than as decimals, which stand in the same order
    # as the 15 digits that Excel shows; a million of them, and a fraction is slow
    found: list[tuple[Figure, int]] = [(Decimal(format(raw, ".15g")), counts[raw]) for raw in plain]
    seen = set(plain)
    if rest := [raw for raw in counts if raw not in seen and not is_nothing(raw)]:
        typed = [Quantity(Fraction(plain[-1]))] if plain else []  # the largest
        _refuse_mixed(typed + [optional_quantity(raw, what) for raw in rest], what)
        found += [(_decimal(number(raw, what)), counts[raw]) for raw in rest]
        found.sort(key=itemgetter(0))
    figures = [figure for figure, _ in found]
    if not any(map(eq, figures, figures[1:])):
        return Tally(figures, [count for _, count in found])
    alike = groupby(found, key=itemgetter(0))  # 85 and the text 85, and what differs in digit 16
    merged = [(figure, sum(count for _, count in same)) for figure, same in alike]
    return Tally([figure for figure, _ in merged], [count for _, count in merged])


def _decimal(figure: Fraction) -> Figure:
    """Return a number as a decimal, which is compared quicker, where it is one."""
    times, rest = divmod(_DECIMALS, figure.denominator)
    return figure if rest else Decimal(f"{figure.numerator * times}E-{_PLACES}")


def _refuse_mixed(found: Sequence[Quantity | None], what: str) -> None:
    """Refuse 95% among 95 and 90: its rank would be the last."""
    percent = next((one for one in found if one and one.unit == PERCENT), None)
    points = next((one for one in found if one and one.unit != PERCENT and one.figure > 1), None)
    if percent and points:
        refuse(
            f"{what}里有百分数（{percent.text}），也有不是百分数的（{points.text}）："
            "请都写百分数或都不写"
        )


def _is_number(raw: object) -> bool:
    """Say whether a cell is a number, or a word or an error in place of one."""
    cell = cell_value(raw)
    return (
        not isinstance(cell, str)
        or is_nothing(cell)
        or _WRITTEN.fullmatch(text_of(cell).replace(",", "")) is not None
    )


def filled_rows(table: object, width: int, wanted: str) -> list[Sequence[object]]:
    """Return the rows of a table that hold anything.

    Raises:
        RefusedCallError: there are none, or they have not *width* cells; *wanted* says so.
    """
    rows = [row for row in rows_of(table) if any(cell_value(cell) is not None for cell in row)]
    if not rows or any(len(row) != width for row in rows):
        refuse(wanted)
    return rows


def shown(value: Decimal | Fraction | Rank) -> int | float:
    """Return an exact number as a cell holds it: int where it is whole, else the nearest float.

    >>> shown(Fraction(5, 2)), shown(Fraction(4, 2))
    (2.5, 2)
    """
    whole = int(value)
    return whole if whole == value else float(value)
