"""The arithmetic of tariffs (计奖办法): pure functions over exact numbers."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Continuation(StrEnum):
    """What a table says of keys behind its last row."""

    NONE = "none"  # 表外不奖不惩
    SECOND_DIFFERENCE = "second_difference"  # 依此类推: the steps keep growing by the same amount


class LadderMode(StrEnum):
    """How brackets add up."""

    PROGRESSIVE = "progressive"  # 分段累进: each place at its own bracket's amount
    FLAT = "flat"  # 只按所在档: only the places within the own bracket


class Bracket(NamedTuple):
    """Places first … last (both included, last None = no end), each worth an amount."""

    first: int
    last: int | None
    each: Fraction


def per_unit(difference: Fraction, over: Fraction, short: Fraction) -> Fraction:
    """Return what a difference to a target earns (每超一个/每少一个).

    Args:
        difference: own figure minus target.
        over: amount of each unit above it.
        short: amount of each unit below it, usually negative.

    >>> from fractions import Fraction
    >>> per_unit(Fraction(3), Fraction(200), Fraction(-100))
    Fraction(600, 1)
    >>> per_unit(Fraction(-3), Fraction(200), Fraction(-100))
    Fraction(-300, 1)
    """
    return difference * over if difference > 0 else -difference * short


class Counting(StrEnum):
    """Which units of a difference count."""

    EXACT = "exact"  # 按实际差距计, a part of a unit counts as a part
    FULL = "full"  # 只计满1个单位的


def counted_units(difference: Fraction, counting: Counting) -> Fraction:
    """Return the units of a difference that count, with its sign.

    >>> from fractions import Fraction
    >>> counted_units(Fraction(-7, 2), Counting.FULL), counted_units(Fraction(7, 2), Counting.EXACT)
    (Fraction(-3, 1), Fraction(7, 2))
    """
    if counting is Counting.EXACT:
        return difference
    whole = abs(difference) // 1
    return Fraction(-whole if difference < 0 else whole)


def raised_line(
    line: Fraction, previous: Fraction | None, by: Fraction, most: Fraction | None
) -> Fraction:
    """Return the line to reach: the own figure and a raise for whoever reached it the last time.

    Args:
        line: for everybody else.
        previous: own figure of the last time, None = there is none.
        by: how much better the own figure must become.
        most: what can be asked at most, None = no end.

    >>> from fractions import Fraction
    >>> raised_line(Fraction(70), Fraction(69), Fraction(3), Fraction(100))
    Fraction(70, 1)
    >>> raised_line(Fraction(70), Fraction(70), Fraction(3), Fraction(100))
    Fraction(73, 1)
    >>> raised_line(Fraction(70), Fraction(98), Fraction(3), Fraction(100))
    Fraction(100, 1)
    """
    if previous is None or previous < line:
        return line
    return previous + by if most is None else min(previous + by, most)


class Credit(StrEnum):
    """What a target missed still earns."""

    ALL_OR_NOTHING = "all_or_nothing"  # 未达标不得分
    IN_PROPORTION = "in_proportion"  # 按完成比例得分


def credited(full: Fraction, actual: Fraction, limit: Fraction, *, met: bool) -> Fraction:
    """Return the points of a target by how much of it is achieved (按完成比例).

    Args:
        full: for the target met.
        actual: the figure.
        limit: its target.
        met: whether the target is met; the share of it counts only where it is not.

    >>> from fractions import Fraction
    >>> credited(Fraction(10), Fraction(45), Fraction(90), met=False)
    Fraction(5, 1)
    >>> credited(Fraction(10), Fraction(95), Fraction(90), met=True)
    Fraction(10, 1)
    """
    if met:
        return full
    return max(full * actual / limit, Fraction()) if limit > 0 else Fraction()


def target_plus_steps(ahead: Fraction, at_target: Fraction, per_step: Fraction) -> Fraction | None:
    """Return the reward for a target reached and every step beyond it, None short of it.

    >>> from fractions import Fraction
    >>> target_plus_steps(Fraction(2), Fraction(300), Fraction(300))
    Fraction(900, 1)
    >>> target_plus_steps(Fraction(0), Fraction(300), Fraction(300))
    Fraction(300, 1)
    >>> target_plus_steps(Fraction(-1), Fraction(300), Fraction(300)) is None
    True
    """
    return None if ahead < 0 else at_target + ahead * per_step


def row_of(
    key: int, amounts: Sequence[Fraction], continuation: Continuation = Continuation.NONE
) -> Fraction | None:
    """Return the amount of the row *key* of a table that starts at 1, None outside of it.

    >>> from fractions import Fraction
    >>> table = [Fraction(a) for a in (500, 1200, 2100)]
    >>> row_of(3, table), row_of(4, table)
    (Fraction(2100, 1), None)
    >>> row_of(5, table, Continuation.SECOND_DIFFERENCE)
    Fraction(4500, 1)
    """
    if key < 1:
        return None
    if key <= len(amounts):
        return amounts[key - 1]
    if continuation is Continuation.NONE:
        return None
    before, amount = amounts[-2], amounts[-1]
    step = amount - before
    growth = step - (before - amounts[-3])
    beyond = key - len(amounts)
    return amount + beyond * step + growth * beyond * (beyond + 1) / 2


def ladder(place: int, brackets: Sequence[Bracket], mode: LadderMode) -> list[tuple[int, Fraction]]:
    """Return how many places pay how much each (分段累进), counted up to the own place.

    Args:
        place: own place, counted from the worst.
        brackets: rising, without overlap; places outside of them pay nothing.
        mode: whether the lower brackets count too.

    Returns:
        (places, amount each), lowest bracket first; empty below the first bracket.

    >>> from fractions import Fraction
    >>> rows = [Bracket(4, 9, Fraction(20)), Bracket(10, None, Fraction(30))]
    >>> ladder(12, rows, LadderMode.PROGRESSIVE)
    [(6, Fraction(20, 1)), (3, Fraction(30, 1))]
    >>> ladder(12, rows, LadderMode.FLAT), ladder(3, rows, LadderMode.FLAT)
    ([(3, Fraction(30, 1))], [])
    """
    parts: list[tuple[int, Fraction]] = []
    for row in brackets:
        if place < row.first:
            break
        inside = row.last is None or place <= row.last
        if inside or mode is LadderMode.PROGRESSIVE:
            end = place if row.last is None else min(place, row.last)
            parts.append((end - row.first + 1, row.each))
    return parts


class HalfRounding(StrEnum):
    """How half of an odd number of people is taken."""

    DOWN = "down"  # 向下取整
    UP = "up"  # 向上取整


class CutTies(StrEnum):
    """What happens to equal ranks that the cut runs through."""

    ALL_IN = "all_in"  # 并列者全部列入
    ALL_OUT = "all_out"  # 并列者全部不列入


def lower_half(ranks: Sequence[int], rounding: HalfRounding, ties: CutTies) -> list[int]:
    """Return the indices (in the order given) of the lower half by rank, at least one place.

    Args:
        ranks: 1 = best.
        rounding: of half an odd number.
        ties: whether equals at the cut are all taken, or none of them.

    >>> lower_half([3, 9], HalfRounding.DOWN, CutTies.ALL_IN)
    [1]
    >>> lower_half([5, 9, 5], HalfRounding.UP, CutTies.ALL_IN)
    [0, 1, 2]
    >>> lower_half([5, 9, 5], HalfRounding.UP, CutTies.ALL_OUT)
    [1]
    """
    half = (len(ranks) + (rounding is HalfRounding.UP)) // 2
    wanted = max(1, half)
    cut = sorted(ranks, reverse=True)[wanted - 1]
    taken = [i for i, rank in enumerate(ranks) if rank >= cut]
    if len(taken) > wanted and ties is CutTies.ALL_OUT:
        return [i for i, rank in enumerate(ranks) if rank > cut]
    return taken


def mean_place(ranks: Sequence[int]) -> int:
    """Return the mean of several ranks, rounded half up to a whole place.

    >>> mean_place([3, 6]), mean_place([1, 1, 2])
    (5, 1)
    """
    return (2 * sum(ranks) + len(ranks)) // (2 * len(ranks))
