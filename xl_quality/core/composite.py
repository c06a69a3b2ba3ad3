"""The composite score (综合分) of a group: weighted mean and rates, exact."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from operator import mul
from typing import TYPE_CHECKING

from xl_quality.core.marks import POINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.options import Weights
    from xl_quality.core.statistics import Rates

PERCENT = 100


def composites(groups: Sequence[Rates], full: int, weights: Weights) -> Sequence[Fraction | None]:
    """
    Return the composite (综合分) of each group of one comparison, unrounded.

    Args:
        groups: the rates of all groups compared with one another.
        full: the subject's full mark in hundredths.
        weights: absolute weights sum figures on a scale of 100; relative ones sum
            own ÷ best × weight, a part whose best figure is 0 giving nobody anything.

    Returns:
        A composite a group, None where nobody counts.
    """
    if weights.relative:
        best = _best(groups)
        return [_relative(group, best, weights) for group in groups]
    return _absolute(groups, full, weights)


def mean_of(figures: Sequence[Fraction]) -> Fraction:
    """
    Return the mean of exact figures, of which there is at least one.

    Summed over one denominator: adding fractions one by one reduces every sum in between.

    >>> mean_of([Fraction(1, 2), Fraction(1, 3)])
    Fraction(5, 12)
    """
    ratios = [figure.as_integer_ratio() for figure in figures]
    scale = lcm(*(denominator for _, denominator in ratios))
    total = sum(numerator * (scale // denominator) for numerator, denominator in ratios)
    return Fraction(total, scale * len(ratios))


def _absolute(groups: Sequence[Rates], full: int, weights: Weights) -> Sequence[Fraction | None]:
    """Sum in whole numbers over one denominator: ten thousand groups must not cost seconds."""
    shares = (
        weights.mean / POINT if weights.raw_mean else weights.mean * PERCENT / full,
        weights.pass_rate * PERCENT,
        weights.excellent_rate * PERCENT,
        weights.low_rate * PERCENT,
    )
    scale = lcm(*(share.denominator for share in shares))
    factors = [share.numerator * (scale // share.denominator) for share in shares]
    return [
        Fraction(sum(map(mul, factors, _counts(group))), scale * group.divisor)
        if group.divisor
        else None
        for group in groups
    ]


def _counts(group: Rates) -> tuple[int, int, int, int]:
    return group.total, group.pass_n, group.excellent_n, group.low_n


def _parts(group: Rates) -> tuple[Fraction, ...]:
    return tuple(Fraction(count, group.divisor) for count in _counts(group))


def _best(groups: Sequence[Rates]) -> tuple[Fraction, ...]:
    rows = [_parts(group) for group in groups if group.divisor]
    return tuple(max(column) for column in zip(*rows, strict=True))


def _relative(group: Rates, best: tuple[Fraction, ...], weights: Weights) -> Fraction | None:
    if not group.divisor:
        return None
    shares = (weights.mean, weights.pass_rate, weights.excellent_rate, weights.low_rate)
    parts = zip(_parts(group), best, shares, strict=True)
    return sum((own / top * weight for own, top, weight in parts if top), Fraction(0))
