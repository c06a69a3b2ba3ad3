"""The statistics of one group in one subject (一分三率 and more), exact until they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from operator import mul
from typing import TYPE_CHECKING

from xl_quality.core.distribution import counted
from xl_quality.core.errors import EmptyGroupError
from xl_quality.core.marks import POINT
from xl_quality.core.rounding import divide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.core.distribution import Counted, Distribution
    from xl_quality.core.options import AbsentRule, DropRule, Thresholds


@dataclass(frozen=True, slots=True)
class Rates:
    """
    The counts behind mean and rates (一分三率): whole numbers only.

    Attributes:
        rows: pupils listed. scored: with a score (实考). blank: empty cells.
        marks: cells by the words they hold instead of a score, e.g. ``{"缺考": 2}``.
        divisor: denominator of mean and rates (计算人数).
        total: sum of the scores that count, in hundredths of a point.
        pass_n, excellent_n, low_n: pupils that reach 及格线, 优秀线, or stay below 低分线.
        highest, lowest: in hundredths, None where nobody counts.
    """

    rows: int
    scored: int
    blank: int
    marks: Mapping[str, int]
    divisor: int
    total: int
    pass_n: int
    excellent_n: int
    low_n: int
    highest: int | None
    lowest: int | None

    @property
    def mean(self) -> Fraction | None:
        """Return the mean (平均分) in points, unrounded; None where nobody counts."""
        return Fraction(self.total, self.divisor * POINT) if self.divisor else None

    def share(self, count: int) -> Fraction | None:
        """Return count ÷ divisor, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(count, self.divisor) if self.divisor else None


def rates(
    distribution: Distribution,
    lines: Thresholds,
    absent: AbsentRule,
    drop: DropRule,
    enrolled: int | None = None,
) -> Rates:
    """
    Count what mean and rates are made of (一分三率).

    Args:
        distribution: the group's marks in one subject.
        lines: that subject's lines; reaching one counts, low is strictly below.
        absent: whether pupils marked absent count as 0.
        drop: how many of the lowest are left out.
        enrolled: pupils due to sit, None = not given; see `counted`.
    """
    base = counted(distribution, absent, drop, enrolled)
    scores = base.scores
    return Rates(
        rows=distribution.rows,
        scored=distribution.scored,
        blank=distribution.blank,
        marks=distribution.remark_texts(),
        divisor=base.divisor,
        total=sum(map(mul, scores.keys(), scores.values())),
        pass_n=sum([n for score, n in scores.items() if score >= lines.passing]),
        excellent_n=sum([n for score, n in scores.items() if score >= lines.excellent]),
        low_n=sum([n for score, n in scores.items() if score < lines.low]),
        highest=max(scores, default=None),
        lowest=min(scores, default=None),
    )


def median(base: Counted) -> Fraction:
    """Return the median (中位数) of the scores that count, in points.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    ordered = [score for score in sorted(base.scores) for _ in range(base.scores[score])]
    _require(ordered)
    middle = len(ordered) // 2
    pair = ordered[middle - 1 : middle + 1] if len(ordered) % 2 == 0 else [ordered[middle]] * 2
    return Fraction(sum(pair), 2 * POINT)


def variance(base: Counted) -> Fraction:
    """Return the population variance (方差, ÷ n) of the scores that count, in points squared.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    number = sum(base.scores.values())
    _require(number)
    total = sum(score * n for score, n in base.scores.items())
    squares = sum(score * score * n for score, n in base.scores.items())
    return Fraction(number * squares - total * total, number * number * POINT * POINT)


def standard_deviation(base: Counted, digits: int = 2) -> Decimal:
    """Return the population standard deviation (标准差) in points, half-up at *digits*.

    The root is taken in whole numbers, so the last digit is always right.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    return rounded_root(variance(base), digits)


def rounded_root(square: Fraction, digits: int) -> Decimal:
    """Return the square root of *square* >= 0, correctly rounded half-up at *digits*.

    >>> rounded_root(Fraction(2), 3)
    Decimal('1.414')
    """
    doubled = isqrt(4 * 10 ** (2 * digits) * square.numerator // square.denominator)
    return divide((doubled + 1) // 2, 10**digits, digits)


def t_score(score: Fraction, mean: Fraction, spread: Fraction, digits: int = 2) -> Decimal:
    """
    Return the T-score (T 分): 50 + 10 × (score − mean) ÷ standard deviation.

    Args:
        score: a score or a group's mean, in points.
        mean: mean of the population compared with, in points.
        spread: that population's *variance* in points squared, > 0.
        digits: decimals, half-up.

    Raises:
        EmptyGroupError: all scores are equal, so there is no scale.

    >>> t_score(Fraction(80), Fraction(70), Fraction(100))
    Decimal('60.00')
    """
    if not spread:
        message = "所有分数相同，没有标准差，T 分不存在"
        raise EmptyGroupError(message)
    deviation = score - mean
    distance = rounded_root(100 * deviation * deviation / spread, digits)
    return 50 + (-distance if deviation < 0 else distance)


@dataclass(frozen=True, slots=True)
class Band:
    """Pupils in one band of scores (分数段): low <= score < high, in hundredths of a point.

    The topmost band takes in its upper end, the full mark.
    """

    low: int
    high: int
    count: int


def bands(base: Counted, full: int, width: int) -> Sequence[Band]:
    """
    Count pupils by bands of scores (分数段), the highest band first.

    Args:
        base: the scores that count.
        full: full mark in hundredths; scores above it are counted in the topmost band.
        width: of a band, in hundredths, > 0; the lowest band may be narrower.
    """
    result: list[Band] = []
    high = full
    while high > 0:
        low = max(0, high - width)
        top = not result
        inside = (n for score, n in base.scores.items() if low <= score and (top or score < high))
        result.append(Band(low, high, sum(inside)))
        high = low
    return result


def _require(population: object) -> None:
    if not population:
        message = "没有人计入，统计值不存在"
        raise EmptyGroupError(message)
