"""Exact numbers and amounts as a clerk reads them: 2%, 1.5, 2/3, －300元, 3分."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Final

from xl_quality.core.money import FEN_PER_YUAN, yuan_text

MINUS = "－"
_PER_CENT = 100


PAYEES: Final = {
    "school": "学校",
    "teacher": "任课教师",
    "class": "班级",
    "class_teacher": "班主任",
    "headmaster": "校长",
    "coach": "辅导教师",
    "staff": "教职工本人",
    "class_pot": "班级总额（再分配）",
    "receivers": "分得者",
    "none": "不付款",
}
"""Who may be paid, in Chinese by the word that schemes write."""


class Unit(StrEnum):
    """What a clause pays in."""

    YUAN = "yuan"
    POINTS = "points"

    @property
    def label(self) -> str:
        """Return the Chinese word behind an amount."""
        return {"yuan": "元", "points": "分"}[self.value]


def number_text(value: Fraction | int) -> str:
    """Return a number exactly: as a decimal where it ends, else as a fraction.

    >>> number_text(Fraction(3, 2)), number_text(Fraction(2, 3)), number_text(-4)
    ('1.5', '2/3', '－4')
    """
    exact = abs(Fraction(value))
    sign = MINUS if value < 0 else ""
    digits = 0
    while (exact * 10**digits).denominator != 1:
        digits += 1
        if (10**digits) % exact.denominator and digits > exact.denominator.bit_length():
            return f"{sign}{exact.numerator}/{exact.denominator}"
    scaled = str((exact * 10**digits).numerator).rjust(digits + 1, "0")
    return sign + (f"{scaled[:-digits]}.{scaled[-digits:]}" if digits else scaled)


def per_cent_text(ratio: Fraction | int) -> str:
    """Return a ratio as per cent, exactly.

    >>> per_cent_text(Fraction(1, 50)), per_cent_text(Fraction(1, 3))
    ('2%', '100/3%')
    """
    return f"{number_text(Fraction(ratio) * _PER_CENT)}%"


def to_fen(yuan: Fraction | int) -> int:
    """Return an amount of yuan in whole fen, rounded once, half away from zero.

    >>> to_fen(Fraction(2000, 3)), to_fen(Fraction(-1, 200))
    (66667, -1)
    """
    fen = abs(Fraction(yuan)) * FEN_PER_YUAN
    whole = (2 * fen.numerator + fen.denominator) // (2 * fen.denominator)
    return -whole if yuan < 0 else whole


def amount_text(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount with its unit; yuan are rounded to the fen as they are paid.

    >>> amount_text(Fraction(-300), Unit.YUAN), amount_text(Fraction(3, 2), Unit.POINTS)
    ('－300元', '1.5分')
    """
    if unit is Unit.POINTS:
        return number_text(amount) + unit.label
    return yuan_text(to_fen(amount)).replace("-", MINUS) + unit.label


def bracketed(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount for use behind ×: a negative one stands in brackets.

    >>> bracketed(-100, Unit.YUAN)
    '（－100元）'
    """
    text = amount_text(amount, unit)
    return f"（{text}）" if amount < 0 else text


def rewarded(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount as a verb and its size.

    >>> rewarded(500, Unit.YUAN), rewarded(-500, Unit.YUAN), rewarded(-2, Unit.POINTS)
    ('奖500元', '罚500元', '扣2分')
    """
    if amount < 0:
        return ("扣" if unit is Unit.POINTS else "罚") + amount_text(-amount, unit)
    return ("加" if unit is Unit.POINTS else "奖") + amount_text(amount, unit)
