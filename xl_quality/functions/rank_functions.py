"""Places, gaps and changes among values that stand in cells (名次、差距、进退步、T 分)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.core.option_table import TIES
from xl_quality.core.options import AbsentRule, DropRule
from xl_quality.core.ranking import Rank, places
from xl_quality.core.statistics import counted, variance
from xl_quality.core.statistics import t_score as core_t_score
from xl_quality.functions import given_arguments as arguments
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.host_cells import distribution_of, known_table, once
from xl_quality.functions.registry import ErrorCode, refuse

if TYPE_CHECKING:
    from xl_quality.functions.given_arguments import Tally

_VALUES: Final = (("综合分",), (91.2,), (88.5,), (88.5,), (70,))


@worksheet_function(
    "一个数在一组数里的名次，大的在前。并列的名次相同，默认占位（1、2、2、4）；也能倒着数。",
    each=("value",),
    cells=_VALUES,
    examples=(
        ("=RANK_IN(A3,A2:A5)", "2", "两个88.5并列第2"),
        ('=RANK_IN(A5,A2:A5,"不占位")', "3"),
        ('=RANK_IN(A2,A2:A5,,"是")', "4", "倒数第4"),
        ("=RANK_IN(60,A2:A5)", "#N/A", "60不在区域里"),
        ("=RANK_IN(A2:A5,A1:A5)", "1\n2\n2\n4", "一列一次算完；区域上面的表头不算"),
    ),
    value="要排名的数",
    values="全部的数，包括它自己；空格子和“缺考”不占名次",
    ties=arguments.help_of(TIES),
    from_end=arguments.FROM_END,
)
def rank_in(value: object, values: object, ties: object = None, from_end: object = None) -> float:
    """Return the place of a value among values, the largest first (名次).

    >>> rank_in(85, [(90,), (85,), (85,), (70,)]), rank_in(70, [90, 85, 70], None, "是")
    (2, 1)
    """
    figure = arguments.number(value, "数值")
    rule, ending = arguments.option_value(ties, TIES), arguments.flag(from_end, "倒数")
    # a formula filled down asks for the same range each time
    held = known_table(values)
    numbers: Tally = held.answer("numbers", lambda: _numbers(values))
    found: Sequence[Rank] = held.answer(
        ("places", rule, ending), lambda: places(numbers.counts, rule, from_end=ending)
    )
    return arguments.shown(found[_member(figure, numbers)])


@worksheet_function(
    "与第一名的差距：最好的数减自己的数。",
    each=("value",),
    cells=_VALUES,
    examples=(("=GAP_TO_FIRST(A3,A2:A5)", "2.7", "91.2－88.5"),),
    value="自己的数",
    values="全部的数，包括它自己",
    lowest_first="“是”＝越小越好，如低分率",
)
def gap_to_first(value: object, values: object, lowest_first: object = None) -> float:
    """Return how far a value is behind the best of all values (距第一).

    >>> gap_to_first(85.1, [(90,), (85.1,)]), gap_to_first(0.3, [0.1, 0.3], "是")
    (4.9, 0.2)
    """
    unit_figure = arguments.number(value, "数值")
    numbers: Tally = once(values, "numbers", lambda: _numbers(values))
    _member(unit_figure, numbers)
    best = numbers.figures[0 if arguments.flag(lowest_first, "越小越好") else -1]
    return arguments.shown(abs(Fraction(best) - unit_figure))


@worksheet_function(
    "名次进退：上次名次减本次名次，进步为正，退步为负。",
    each=("rank", "previous_rank"),
    examples=(("=RANK_CHANGE(6,9)", "3", "进步3名"), ('=RANK_CHANGE("第9名",6)', "-3", "退步3名")),
    rank="本次名次",
    previous_rank="上次名次",
)
def rank_change(rank: object, previous_rank: object) -> float:
    """Return the places gained since the last time, lost ones as a negative number (进退步).

    >>> rank_change(6, 9), rank_change(9, 6)
    (3, -3)
    """
    now = _place(rank, "本次名次")
    before = _place(previous_rank, "上次名次")
    return arguments.shown(before - now)


@worksheet_function(
    "T 分：50＋10×（分数－平均分）÷标准差。标准差按总体（÷人数）算。",
    each=("score",),
    cells=(("分数",), (60,), (80,)),
    examples=(
        ("=T_SCORE(80,A2:A3)", "60", "平均70，标准差10"),
        ("=T_SCORE(80,A3:A3)", "#DIV/0!", "只有一个人，没有标准差"),
    ),
    score="一个分数，或一个班的平均分",
    scores="全体的成绩区域",
    digits=arguments.POINT_DIGITS,
)
def t_score(score: object, scores: object, digits: object = None) -> float:
    """Return the T-score (T 分) of a score or a mean among scores.

    >>> t_score(80, [(60,), (80,)])
    60
    """
    figure = arguments.points(score, "分数")
    base = counted(distribution_of(scores), AbsentRule.EXCLUDE, DropRule())
    if not base.divisor:
        refuse(arguments.NOBODY, ErrorCode.DIVISION)
    mean = Fraction(sum(base.scores), base.divisor * POINT)
    places, _ = arguments.decimals(digits, 2)
    return arguments.shown(core_t_score(figure, mean, variance(base), places))


def _numbers(values: object) -> Tally:
    found = arguments.tally(values, "比较的数")
    if not found.figures:
        refuse("比较的区域里没有数", ErrorCode.NOT_AVAILABLE)
    return found


def _member(figure: Fraction, numbers: Tally) -> int:
    place = numbers.place_of(figure)
    if place is None:
        reason = "这个数不在比较的区域里：请把它自己也选进区域，两边用同样的小数位"
        refuse(reason, ErrorCode.NOT_AVAILABLE)
    return place


def _place(value: object, what: str) -> Fraction:
    place = arguments.place(value, what)
    if place is None:
        refuse(f"没有{what}，不能比", ErrorCode.NOT_AVAILABLE)
    return place
