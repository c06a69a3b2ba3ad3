"""Exact figures as the values that cells hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_quality.core.ranking import Rank


def shown_rank(rank: Rank | None) -> int | Decimal | None:
    """Return a place: 2, or 2.5 under the average rule.

    >>> from fractions import Fraction
    >>> shown_rank(Fraction(5, 2))
    Decimal('2.5')
    """
    if rank is None or isinstance(rank, int):
        return rank
    return Decimal(rank.numerator) / rank.denominator  # halves only: exact in decimals


def shown_share(percent: Decimal | None) -> Decimal | None:
    """Return a percentage as the share that a cell with a percent format holds.

    >>> shown_share(Decimal("85.37"))
    Decimal('0.8537')
    """
    return None if percent is None else percent.scaleb(-2)


def shown_yuan(fen: int) -> Decimal:
    """Return an amount of fen in yuan, exact.

    >>> shown_yuan(12345)
    Decimal('123.45')
    """
    return Decimal(fen).scaleb(-2)
