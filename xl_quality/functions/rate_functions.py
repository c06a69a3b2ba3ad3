"""Mean and rates of one range of scores (一分三率)."""

from __future__ import annotations

from typing import Final

from xl_quality.core.figures import composites
from xl_quality.core.marks import POINT
from xl_quality.core.option_table import ABSENT, DROP, ENROLLED, EXCELLENT, FULL_MARK, LOW, PASSING
from xl_quality.core.options import DEFAULT_FULL_MARK, Lines, Thresholds
from xl_quality.core.ranking import divide, rounded_figure
from xl_quality.core.statistics import Rates, rates
from xl_quality.functions import given_arguments as arguments
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.host_cells import distribution_of, refuse_above_full
from xl_quality.functions.registry import ErrorCode, refuse

MEAN_DIGITS: Final = 2
RATE_DIGITS: Final = 4
"""A rate of four decimals is a percentage of two: 0.9537 is 95.37 %."""

_HELPS: Final = {
    "scores": "成绩区域，带不带表头都行。认得文字数字、全角数字、缺考、免考、作弊；空格子不计",
    "full_mark": "满分，不写按100",
    "pass_line": arguments.help_of(PASSING, "；满分不是100时不要只写 72"),
    "excellent_line": arguments.help_of(EXCELLENT, "；写法同及格线"),
    "low_line": arguments.help_of(LOW, "；写法同及格线"),
    "absent": arguments.help_of(ABSENT),
    "enrolled": "应考人数。写了就以它为分母，没列出的学生也算在内；不写按实考",
    "drop": arguments.help_of(DROP, "，如 5%"),
    "digits": "小数位，不写是4位（0.9537 即 95.37%）；写“4截尾”是截尾",
}
_COLUMN: Final = (("语文",), (92,), ("８５",), (60,), (59.5,), ("缺考",), (None,))


def _counted(
    scores: object, lines: Thresholds | None, absent: object, enrolled: object, drop: object
) -> Rates:
    marks = distribution_of(scores)
    if lines is not None and marks.scores:
        refuse_above_full(marks.scores[-1], lines.full)
    counts = rates(
        marks,
        lines or Thresholds.of(DEFAULT_FULL_MARK, Lines()),
        arguments.option_value(absent, ABSENT),
        arguments.option_value(drop, DROP),
        arguments.option_value(enrolled, ENROLLED),
    )
    if not counts.divisor:
        refuse(arguments.NOBODY, ErrorCode.DIVISION)
    return counts


def _thresholds(
    full_mark: object, passing: object = None, excellent: object = None, low: object = None
) -> Thresholds:
    lines = Lines(
        arguments.option_value(passing, PASSING),
        arguments.option_value(excellent, EXCELLENT),
        arguments.option_value(low, LOW),
    )
    return Thresholds.of(arguments.option_value(full_mark, FULL_MARK), lines)


def _share(count: int, counts: Rates, digits: object) -> float:
    places, mode = arguments.decimals(digits, RATE_DIGITS)
    return arguments.shown(divide(count, counts.divisor, places, mode))


def _mean(counts: Rates, digits: object) -> float:
    places, mode = arguments.decimals(digits, MEAN_DIGITS)
    return arguments.shown(divide(counts.total, counts.divisor * POINT, places, mode))


@worksheet_function(
    "平均分。按实考人数算，缺考、免考、空格子不计，作弊按0分；精确计算，只在最后四舍五入一次。",
    _HELPS,
    cells=_COLUMN,
    examples=(
        ("=MEAN_SCORE(A2:A7)", "74.13", "四个人有分数：296.5÷4"),
        ('=MEAN_SCORE(A2:A7,"按0分")', "59.3", "缺考按0分，五个人"),
    ),
    digits=arguments.POINT_DIGITS,
)
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


@worksheet_function(
    "及格率（0到1，格式设成百分比）。达到及格线即及格，按实考人数算，缺考、空格子不计。",
    _HELPS,
    cells=_COLUMN,
    examples=(
        ("=PASS_RATE(A2:A7)", "0.75", "60分及格，59.5分不及格"),
        ('=PASS_RATE(A2:A7,120,"72分")', "0.5", "满分120，72分及格"),
        ("=PASS_RATE(A1:A7)", "0.75", "选进了表头“语文”，不算"),
    ),
)
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
    counts = _counted(scores, lines, absent, enrolled, drop)
    return _share(counts.pass_n, counts, digits)


@worksheet_function(
    "优秀率（0到1）。达到优秀线即优秀，按实考人数算。",
    _HELPS,
    cells=_COLUMN,
    examples=(
        ("=EXCELLENT_RATE(A2:A7)", "0.5", "全角的８５也认得"),
        ("=EXCELLENT_RATE(A2:A7,100,90%)", "0.25", "优秀线改为90%"),
    ),
)
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
    counts = _counted(scores, lines, absent, enrolled, drop)
    return _share(counts.excellent_n, counts, digits)


@worksheet_function(
    "低分率（0到1）。低于低分线才算低分，正好等于的不算，按实考人数算。",
    _HELPS,
    cells=_COLUMN,
    examples=(("=LOW_RATE(A2:A7,100,60%)", "0.25", "60分不算低分"),),
)
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
    counts = _counted(scores, lines, absent, enrolled, drop)
    return _share(counts.low_n, counts, digits)


@worksheet_function(
    "一分三率：一行四格，依次是平均分、及格率、优秀率、低分率。",
    _HELPS,
    spills=True,
    cells=_COLUMN,
    examples=(("=FOUR_RATES(A2:A7)", "74.13 | 0.75 | 0.5 | 0"),),
)
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
    lines = _thresholds(full_mark, pass_line, excellent_line, low_line).in_order()
    counts = _counted(scores, lines, absent, enrolled, drop)
    reached = (counts.pass_n, counts.excellent_n, counts.low_n)
    return ((_mean(counts, None), *(_share(count, counts, digits) for count in reached)),)


@worksheet_function(
    "综合分（100分制）：平均分、及格率、优秀率、低分率按权重合成。默认 4-3-3。",
    _HELPS,
    cells=_COLUMN,
    examples=(
        ("=COMPOSITE_SCORE(A2:A7)", "67.15", "74.125×0.4＋75×0.3＋50×0.3"),
        ('=COMPOSITE_SCORE(A2:A7,,"40-30-30")', "#VALUE!", "要同别的单位比的权重"),
    ),
    weights="权重：4-3-3（默认）、4-3-2-1，或依次写平均分、及格率、优秀率、低分率（总是扣）的权重，"
    "如“0.5/0.3/0.2”，也可选三四个格子",
    digits=arguments.POINT_DIGITS,
)
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
    lines = _thresholds(full_mark, pass_line, excellent_line, low_line).in_order()
    shares = arguments.weights(weights)
    if shares.relative:
        reason = "这套权重要同别的单位比，一个区域算不出：请用 RATE_TABLE 或 RANK_TABLE"
        refuse(reason)
    (figure,) = composites([_counted(scores, lines, absent, enrolled, drop)], lines.full, shares)
    if figure is None:
        refuse(arguments.NOBODY, ErrorCode.DIVISION)
    places, mode = arguments.decimals(digits, MEAN_DIGITS)
    return arguments.shown(rounded_figure(figure, places, mode))
