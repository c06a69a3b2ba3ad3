"""Places, gaps and changes among values that stand in cells (名次、差距、进退步、T 分)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.distribution import counted
from xl_quality.core.errors import EmptyGroupError
from xl_quality.core.marks import POINT
from xl_quality.core.options import AbsentRule, DropRule
from xl_quality.core.ranking import ranks
from xl_quality.core.statistics import t_score as core_t_score
from xl_quality.core.statistics import variance
from xl_quality.functions import arguments
from xl_quality.functions.marks import distribution_of
from xl_quality.functions.ranges import known
from xl_quality.functions.refusals import answering, refuse
from xl_quality.functions.registry import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xl_quality.core.ranking import Rank, TieRule


@answering
def rank_in(value: object, values: object, ties: object = None, from_end: object = None) -> float:
    """Return the place of a value among values, the largest first (名次).

    >>> rank_in(85, [(90,), (85,), (85,), (70,)]), rank_in(70, [90, 85, 70], None, "是")
    (2, 1)
    """
    own = arguments.number(value, "数值")
    places = _places(values, arguments.ties(ties), from_end=arguments.flag(from_end, "倒数"))
    _require_member(own, places)
    return arguments.shown(places[own])


@answering
def gap_to_first(value: object, values: object, lowest_first: object = None) -> float:
    """Return how far a value is behind the best of all values (距第一).

    >>> gap_to_first(85.1, [(90,), (85.1,)]), gap_to_first(0.3, [0.1, 0.3], "是")
    (4.9, 0.2)
    """
    own = arguments.number(value, "数值")
    figures = _figures(values)
    _require_member(own, figures)
    present = [figure for figure in figures if figure is not None]
    best = (min if arguments.flag(lowest_first, "越小越好") else max)(present)
    return arguments.shown(abs(best - own))


@answering
def rank_change(rank: object, previous_rank: object) -> float:
    """Return the places gained since the last time, lost ones as a negative number (进退步).

    >>> rank_change(6, 9), rank_change(9, 6)
    (3, -3)
    """
    now = _place(rank, "本次名次")
    before = _place(previous_rank, "上次名次")
    return arguments.shown(before - now)


@answering
def t_score(score: object, scores: object, digits: object = None) -> float:
    """Return the T-score (T 分) of a score or a mean among scores.

    >>> t_score(80, [(60,), (80,)])
    60
    """
    own = arguments.number(score, "分数")
    base = counted(distribution_of(scores), AbsentRule.EXCLUDE, DropRule())
    if not base.divisor:
        message = "所选区域里没有人有分数，算不出来"
        raise EmptyGroupError(message)
    mean = Fraction(sum(base.scores), base.divisor * POINT)
    places, _ = arguments.digits(digits, 2)
    return arguments.shown(core_t_score(own, mean, variance(base), places))


def _figures(values: object) -> list[Fraction | None]:
    figures = arguments.numbers(values, "比较的数")
    if all(figure is None for figure in figures):
        refuse(ErrorCode.NOT_AVAILABLE, "比较的区域里没有数")
    return figures


def _places(values: object, ties: TieRule, *, from_end: bool) -> Mapping[Fraction, Rank]:
    """Return the place of each figure; a formula filled down asks for the same range each time."""

    def find() -> dict[Fraction, Rank]:
        figures = _figures(values)
        pairs = zip(figures, ranks(figures, ties, from_end=from_end), strict=True)
        return {figure: place for figure, place in pairs if figure is not None and place}

    found: dict[Fraction, Rank] = known(values).answer(("places", ties, from_end), find)
    return found


def _require_member(own: Fraction, figures: Collection[Fraction | None]) -> None:
    if own not in figures:
        reason = "这个数不在比较的区域里：请把它自己也选进区域，两边用同样的小数位"
        refuse(ErrorCode.NOT_AVAILABLE, reason)


def _place(value: object, what: str) -> Fraction:
    found = arguments.optional_number(value, what)
    if found is None:
        refuse(ErrorCode.NOT_AVAILABLE, f"没有{what}，不能比")
    if found < 1:
        refuse(ErrorCode.VALUE, f"{what}要从 1 起，写的是{arguments.shown(found)}")
    return found
