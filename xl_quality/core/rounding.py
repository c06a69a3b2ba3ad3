"""The one place that rounds: exact quotient in, decimal figure out, once."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from typing import Final

from xl_quality.core.errors import BadInputError

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Moving the decimal point must not round, whatever precision the host program has set."""


class RoundingMode(StrEnum):
    """What happens to the digits behind the last one printed."""

    HALF_UP = "half-up"  # 四舍五入: a half goes away from zero
    TRUNCATE = "truncate"  # 截尾: the rest is cut off, as many offices print rates


def divide(
    numerator: int, denominator: int, digits: int, mode: RoundingMode = RoundingMode.HALF_UP
) -> Decimal:
    """
    Return numerator ÷ denominator with *digits* decimals, rounded once.

    Args:
        numerator: any integer.
        denominator: any integer but 0.
        digits: decimals kept, >= 0.
        mode: half-up (四舍五入) or truncated (截尾), both symmetric about zero.

    Raises:
        ZeroDivisionError: the denominator is 0.
        BadInputError: the number of decimals is below 0.

    >>> divide(2, 3, 2)
    Decimal('0.67')
    >>> divide(-5, 2, 0), divide(2, 3, 2, RoundingMode.TRUNCATE)
    (Decimal('-3'), Decimal('0.66'))
    """
    if digits < 0:  # 10**-1 would be a float
        message = f"小数位数不能小于 0：{digits}"
        raise BadInputError(message)
    negative = (numerator < 0) != (denominator < 0)
    scaled, divisor = abs(numerator) * 10**digits, abs(denominator)
    if mode is RoundingMode.HALF_UP:
        figure = (2 * scaled + divisor) // (2 * divisor)
    else:
        figure = scaled // divisor
    return Decimal(-figure if negative else figure).scaleb(-digits, _EXACT)
