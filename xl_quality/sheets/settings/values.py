"""Values a clerk writes into the form 考核设置: shares, counts, choices (设置值)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from xl_quality.core.marks import POINT
from xl_quality.core.options import AbsentRule, Measure, WholeRule
from xl_quality.core.ranking import TieRule
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.sheets.grid import CellValue

Choice = TypeVar("Choice")
ABSENT: Final = {
    "不计入": AbsentRule.EXCLUDE, "不计": AbsentRule.EXCLUDE, "按0分": AbsentRule.ZERO,
    "计0分": AbsentRule.ZERO, "0分": AbsentRule.ZERO, "0": AbsentRule.ZERO,
}  # fmt: skip
"""What may be written for 缺考."""
TIES: Final = {"占位": TieRule.SKIP, "不占位": TieRule.DENSE, "平均": TieRule.AVERAGE}
"""What may be written for 并列."""
MEASURES: Final = {
    "综合分": Measure.COMPOSITE, "平均分": Measure.MEAN, "及格率": Measure.PASS_RATE,
    "优秀率": Measure.EXCELLENT_RATE, "低分率": Measure.LOW_RATE,
}  # fmt: skip
"""What may be written for 排名指标."""
WHOLE: Final = {"应考人数": WholeRule.DUE, "实考人数": WholeRule.SCORED}
"""What may be written for 全科率分母."""
_NUMBER: Final = pattern(r"-?\d+(\.\d+)?")
_PERCENT: Final = 100


class BadValueError(ValueError):
    """A value that cannot be used; its text says in Chinese what would be right."""


def text_of(value: CellValue) -> str:
    """Return a cell as the clerk sees it, without spaces."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    return plain_text(value) if isinstance(value, str) else str(value)


def number(value: CellValue) -> Fraction:
    """
    Return an exact number.

    >>> number(0.1), number("３０")
    (Fraction(1, 10), Fraction(30, 1))
    """
    text = text_of(value).removesuffix("分")
    if not _NUMBER.fullmatch(text):
        message = "应写数字"
        raise BadValueError(message)
    return Fraction(text)


def whole(value: CellValue, lowest: int, highest: int) -> int:
    """Return a whole number between two limits."""
    found = number(value)
    if found.denominator != 1 or not lowest <= found <= highest:
        message = f"应写 {lowest} 到 {highest} 的整数"
        raise BadValueError(message)
    return int(found)


def share(value: CellValue) -> Fraction:
    """
    Return a share of 1: 60%, 60 and 0.6 are the same.

    >>> share("60%"), share(85), share(0.6)
    (Fraction(3, 5), Fraction(17, 20), Fraction(3, 5))
    """
    text = text_of(value)
    found = number(text.removesuffix("%"))
    if text.endswith("%") or found > 1:
        found /= _PERCENT
    if not 0 <= found <= 1:
        message = "应写 0% 到 100%"
        raise BadValueError(message)
    return found


def full_mark(value: CellValue) -> int:
    """Return a full mark in hundredths, above 0 and up to 1000 points."""
    found = number(value) * POINT
    if found.denominator != 1 or not 0 < found <= 1000 * POINT:
        message = "满分应写大于 0、不超过 1000 的数"
        raise BadValueError(message)
    return int(found)


def line(value: CellValue, full: int) -> Fraction:
    """
    Return a score line as a share of the full mark; 72分 is taken as points.

    >>> line("72分", 12000), line("60%", 12000)
    (Fraction(3, 5), Fraction(3, 5))
    """
    text = text_of(value)
    if not text.endswith("分"):
        return share(value)
    found = number(text) * POINT / full
    if not 0 <= found <= 1:
        message = "分数线不能超过满分"
        raise BadValueError(message)
    return found


def choice(value: CellValue, choices: Mapping[str, Choice]) -> Choice:
    """Return what a word stands for."""
    text = text_of(value)
    if text not in choices:
        message = "应写" + "、".join(f"“{word}”" for word in choices)
        raise BadValueError(message)
    return choices[text]


def rows(value: CellValue) -> tuple[int, ...]:
    """
    Return row numbers written as 3 or 2-3.

    >>> rows(3.0), rows("2-3")
    ((3,), (2, 3))
    """
    first, _, last = text_of(value).replace("至", "-").replace("、", "-").partition("-")
    start = whole(first, 1, 1_048_576)
    end = whole(last or first, 1, 1_048_576)
    if not start <= end < start + 5:
        message = "应写行号，如 3；两行表头写 2-3"
        raise BadValueError(message)
    return tuple(range(start, end + 1))
