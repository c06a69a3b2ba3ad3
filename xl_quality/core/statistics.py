"""The statistics of one group in one subject (一分三率 and more), exact until they are printed."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.distribution import counted
from xl_quality.core.errors import BadInputError, EmptyGroupError
from xl_quality.core.marks import POINT
from xl_quality.core.rounding import divide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.core.distribution import Counted, Distribution
    from xl_quality.core.options import AbsentRule, DropRule, Thresholds


class Rates(NamedTuple):
    """
    The counts behind mean and rates (一分三率): whole numbers only.

    Attributes:
        rows: pupils listed. scored: with a score (实考). blank: empty cells.
        due: pupils due to sit (应考): the enrolled number where it is given and believed, else
            those listed, without who is exempt (免考 …) or does not take the subject.
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
    due: int

    @property
    def attendance(self) -> Fraction | None:
        """Return 参考率, scored ÷ due, unrounded in [0, 1]; None where nobody is due."""
        return Fraction(self.scored, self.due) if self.due else None

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
        total=sum(scores),
        pass_n=len(scores) - bisect_left(scores, lines.passing),
        excellent_n=len(scores) - bisect_left(scores, lines.excellent),
        low_n=bisect_left(scores, lines.low),
        highest=scores[-1] if scores else None,
        lowest=scores[0] if scores else None,
        due=_due(distribution, enrolled) if enrolled else distribution.due,
    )


def _due(distribution: Distribution, enrolled: int) -> int:
    """Return who is due; an enrolled number counts under the same terms as in `counted`."""
    if distribution.taken:
        return max(enrolled, distribution.scored)
    return distribution.due


def together(parts: Sequence[Rates]) -> Rates:
    """
    Return the counts of several groups taken as one, of which nobody was dropped.

    The same as `rates` of all their marks, which need not be sorted again.

    Args:
        parts: at least one, all of the same subject and lines, without enrolled numbers.
    """
    if len(parts) == 1:
        return parts[0]
    marks: dict[str, int] = {}
    for part in parts:
        for text, number in part.marks.items():
            marks[text] = marks.get(text, 0) + number
    return Rates(
        rows=sum(part.rows for part in parts),
        scored=sum(part.scored for part in parts),
        blank=sum(part.blank for part in parts),
        marks=marks,
        divisor=sum(part.divisor for part in parts),
        total=sum(part.total for part in parts),
        pass_n=sum(part.pass_n for part in parts),
        excellent_n=sum(part.excellent_n for part in parts),
        low_n=sum(part.low_n for part in parts),
        highest=max((p.highest for p in parts if p.highest is not None), default=None),
        lowest=min((p.lowest for p in parts if p.lowest is not None), default=None),
        due=sum(part.due for part in parts),
    )


def median(base: Counted) -> Fraction:
    """Return the median (中位数) of the scores that count, in points.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    scores = base.scores
    _require(scores)
    upper = len(scores) // 2  # counted from the end it is the lower of the middle two
    return Fraction(scores[upper] + scores[~upper], 2 * POINT)


def variance(base: Counted) -> Fraction:
    """Return the population variance (方差, ÷ n) of the scores that count, in points squared.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    _require(base.scores)
    number, total = len(base.scores), sum(base.scores)
    squares = sum(score * score for score in base.scores)
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
    square = 100 * deviation * deviation / spread
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    if root * root != square:  # irrational: no tie, both sides of the mean round alike
        distance = rounded_root(square, digits)
        return 50 - distance if deviation < 0 else 50 + distance
    figure = 50 - root if deviation < 0 else 50 + root
    return divide(figure.numerator, figure.denominator, digits)


class Band(NamedTuple):
    """Pupils in one band of scores (分数段): low <= score < high, in hundredths of a point.

    The topmost band takes in its upper end, the full mark.
    """

    low: int
    high: int
    pupils: int


def bands(base: Counted, full: int, width: int) -> Sequence[Band]:
    """
    Count pupils by bands of scores (分数段), the highest band first.

    Args:
        base: the scores that count.
        full: full mark in hundredths; scores above it are counted in the topmost band.
        width: of a band, in hundredths, > 0; the lowest band may be narrower.

    Raises:
        BadInputError: the width is not above 0.
    """
    if width <= 0:
        message = "分数段的宽度必须大于 0"
        raise BadInputError(message)
    result: list[Band] = []
    high, end = full, len(base.scores)
    while high > 0:
        low = max(0, high - width)
        start = bisect_left(base.scores, low)
        result.append(Band(low, high, end - start))
        high, end = low, start
    return result


def _require(scores: Sequence[int]) -> None:
    if not scores:
        message = "没有人计入，统计值不存在"
        raise EmptyGroupError(message)
