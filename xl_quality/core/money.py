"""Money (金额) in whole fen (分): texts, 大写, and splits that sum to the pot exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

FEN_PER_YUAN: Final = 100
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_SECTIONS: Final = ("", "万", "亿", "兆")
_SECTION: Final = 10_000
_LARGEST_YUAN: Final = _SECTION ** len(_SECTIONS)


def yuan_text(fen: int) -> str:
    """Return an amount in yuan as printed (元): no decimals where there are none, else two.

    >>> yuan_text(90_000), yuan_text(-5), yuan_text(123_450)
    ('900', '-0.05', '1234.50')
    """
    sign, (yuan, rest) = "-" if fen < 0 else "", divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan}.{rest:02d}" if rest else f"{sign}{yuan}"


def rmb_upper(fen: int) -> str:
    """Return an amount in formal Chinese numerals (人民币大写).

    Args:
        fen: amount in fen, below 10^16 yuan in size; negative amounts start with 负.

    Returns:
        The numerals by the rules for bills: 整 behind a whole 元 or 角, one 零 for any run of
        zeros inside, nothing for a zero 角 behind a zero 元.

    Raises:
        ValueError: the amount has no numeral here.

    Source: 《支付结算办法》附一 正确填写票据和结算凭证的基本规定, 一至三.

    >>> rmb_upper(120_000), rmb_upper(-10_504_05), rmb_upper(0)
    ('壹仟贰佰元整', '负壹万零伍佰零肆元零伍分', '零元整')
    """
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    if yuan >= _LARGEST_YUAN:
        raise ValueError(f"金额过大，无法写成大写：{yuan}")
    sign = "负" if fen < 0 else ""
    whole = _integer_numerals(yuan) + "元" if yuan or not rest else ""
    return sign + whole + _small_change(rest, behind_yuan=bool(yuan))


def _small_change(rest: int, *, behind_yuan: bool) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    text = f"{_DIGITS[jiao]}角" if jiao else ("零" if behind_yuan else "")
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer_numerals(number: int) -> str:
    text = ""
    for digits, unit in zip(re.findall("....", f"{number:016}"), reversed(_SECTIONS), strict=True):
        own = "".join(
            _DIGITS[int(digit)] + place if digit != "0" else "零"
            for digit, place in zip(digits, reversed(_PLACES), strict=True)
        )
        text += own.rstrip("零") + unit if own.strip("零") else "零"
    return re.sub("零+", "零", text).strip("零") or "零"


def split_largest_remainder(
    total: int, weights: Sequence[Fraction | int], *, larger_first: bool = False
) -> list[int]:
    """Split a whole total in proportion to weights (最大余数法); the parts sum to it exactly.

    Args:
        total: what is split, in its smallest unit (fen, places); may be negative.
        weights: shares, >= 0, at least one > 0.
        larger_first: equal remainders go to the larger weight before the earlier one.

    Returns:
        One part a weight. What whole shares leave over goes one by one to the largest
        remainders, equal ones in the order of the weights.

    Raises:
        ValueError: a weight is negative, or none is positive.

    >>> split_largest_remainder(1000, [1, 1, 1]), split_largest_remainder(50, [30, 10])
    ([334, 333, 333], [38, 12])
    """
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact) or not any(exact):
        raise ValueError("分配权重必须不小于 0，且至少有一个大于 0")
    if total < 0:
        mirrored = split_largest_remainder(-total, exact, larger_first=larger_first)
        return [-part for part in mirrored]
    whole = sum(exact)
    shares = [total * weight / whole for weight in exact]
    parts = [share.numerator // share.denominator for share in shares]
    order = range(len(parts))
    in_turn = sorted(order, key=lambda i: -exact[i]) if larger_first else order
    for index in sorted(in_turn, key=lambda i: parts[i] - shares[i])[: total - sum(parts)]:
        parts[index] += 1
    return parts
