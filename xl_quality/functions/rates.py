"""Mean and rates of one range of scores (一分三率)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.figures import composites
from xl_quality.core.marks import POINT
from xl_quality.core.option_table import ABSENT, DROP, ENROLLED, EXCELLENT, FULL_MARK, LOW, PASSING
from xl_quality.core.options import DEFAULT_FULL_MARK, Lines, Thresholds, divide
from xl_quality.core.statistics import rates
from xl_quality.functions import arguments
from xl_quality.functions.cells import distribution_of, refuse_above_full
from xl_quality.functions.registry import ErrorCode, answering, refuse

if TYPE_CHECKING:
    from xl_quality.core.statistics import Rates

MEAN_DIGITS: Final = 2
RATE_DIGITS: Final = 4
"""A rate of four decimals is a percentage of two: 0.9537 is 95.37 %."""


def _counted(
    scores: object, lines: Thresholds | None, absent: object, enrolled: object, drop: object
) -> Rates:
    marks = distribution_of(scores)
    if lines is not None and marks.scores:
        refuse_above_full(marks.scores[-1], lines.full)
    found = rates(
        marks,
        lines or Thresholds.of(DEFAULT_FULL_MARK, Lines()),
        arguments.said(absent, ABSENT),
        arguments.said(drop, DROP),
        arguments.said(enrolled, ENROLLED),
    )
    if not found.divisor:
        refuse(ErrorCode.DIVISION, "所选区域里没有人有分数，算不出来")
    return found


def _thresholds(
    full_mark: object, passing: object = None, excellent: object = None, low: object = None
) -> Thresholds:
    lines = Lines(
        arguments.said(passing, PASSING),
        arguments.said(excellent, EXCELLENT),
        arguments.said(low, LOW),
    )
    return Thresholds.of(arguments.said(full_mark, FULL_MARK), lines)


def _share(count: int, found: Rates, digits: object) -> float:
    places, mode = arguments.decimals(digits, RATE_DIGITS)
    return arguments.shown(divide(count, found.divisor, places, mode))


def _mean(found: Rates, digits: object) -> float:
    places, mode = arguments.decimals(digits, MEAN_DIGITS)
    return arguments.shown(divide(found.total, found.divisor * POINT, places, mode))


@answering
def mean_score(
    scores: object,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> float:
    """Return the mean (平均分) in points, rounded once.

    >>> mean_score([(80,), (90,), ("缺考",)])
    85
    """
    return _mean(_counted(scores, None, absent, enrolled, drop), digits)


@answering
def pass_rate(
    scores: object,
    full_mark: object = None,
    pass_line: object = None,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> float:
    """Return the pass rate (及格率) as a share of 1.

    >>> pass_rate([(60,), (59.5,), (90,)])
    0.6667
    """
    lines = _thresholds(full_mark, passing=pass_line)
    found = _counted(scores, lines, absent, enrolled, drop)
    return _share(found.pass_n, found, digits)


@answering
def excellent_rate(
    scores: object,
    full_mark: object = None,
    excellent_line: object = None,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> float:
    """Return the excellent rate (优秀率) as a share of 1.

    >>> excellent_rate([(85,), (84.5,)])
    0.5
    """
    lines = _thresholds(full_mark, excellent=excellent_line)
    found = _counted(scores, lines, absent, enrolled, drop)
    return _share(found.excellent_n, found, digits)


@answering
def low_rate(
    scores: object,
    full_mark: object = None,
    low_line: object = None,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> float:
    """Return the low rate (低分率) as a share of 1; low is strictly below the line.

    >>> low_rate([(40,), (39.5,)])
    0.5
    """
    lines = _thresholds(full_mark, low=low_line)
    found = _counted(scores, lines, absent, enrolled, drop)
    return _share(found.low_n, found, digits)


@answering
def four_rates(
    scores: object,
    full_mark: object = None,
    pass_line: object = None,
    excellent_line: object = None,
    low_line: object = None,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> tuple[tuple[float, ...], ...]:
    """Return one row: mean, pass rate, excellent rate, low rate (一分三率).

    >>> four_rates([(90,), (30,)])
    ((60, 0.5, 0.5, 0.5),)
    """
    lines = _thresholds(full_mark, pass_line, excellent_line, low_line)
    found = _counted(scores, lines, absent, enrolled, drop)
    counts = (found.pass_n, found.excellent_n, found.low_n)
    return ((_mean(found, None), *(_share(count, found, digits) for count in counts)),)


@answering
def composite_score(
    scores: object,
    full_mark: object = None,
    weights: object = None,
    pass_line: object = None,
    excellent_line: object = None,
    low_line: object = None,
    absent: object = None,
    enrolled: object = None,
    drop: object = None,
    digits: object = None,
) -> float:
    """Return the composite (综合分) on a scale of 100, rounded once.

    >>> composite_score([(90,), (30,)])
    54
    """
    lines = _thresholds(full_mark, pass_line, excellent_line, low_line)
    shares = arguments.weights(weights)
    if shares.relative:
        reason = "这套权重要同别的单位比，一个区域算不出：请用 RATE_TABLE 或 RANK_TABLE"
        refuse(ErrorCode.VALUE, reason)
    (figure,) = composites([_counted(scores, lines, absent, enrolled, drop)], lines.full, shares)
    if figure is None:
        refuse(ErrorCode.DIVISION, "所选区域里没有人有分数，算不出来")
    places, mode = arguments.decimals(digits, MEAN_DIGITS)
    return arguments.shown(divide(figure.numerator, figure.denominator, places, mode))
