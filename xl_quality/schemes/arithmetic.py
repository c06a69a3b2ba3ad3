"""The arithmetic of schemes: pure functions of tariffs (计奖办法), sums and conditions of facts.

An `Expression` is a sum of facts with exact factors; a `Condition` compares one with a line and
says on which side the line itself lies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.ranking import half_up
from xl_quality.core.school_terms import LabelledWord
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Kind


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


class Counting(StrEnum):
    """Which units of a difference count."""

    EXACT = "exact"  # 按实际差距计, a part of a unit counts as a part
    FULL = "full"  # 只计满1个单位的


def counted_units(difference: Fraction, counting: Counting) -> Fraction:
    """Return the units of a difference that count, with its sign.

    >>> counted_units(Fraction(-7, 2), Counting.FULL), counted_units(Fraction(7, 2), Counting.EXACT)
    (Fraction(-3, 1), Fraction(7, 2))
    """
    if counting is Counting.EXACT:
        return difference
    return Fraction(int(difference))


def left_out(exact: Fraction, counted: Fraction, unit: str) -> str:
    """Return what is said where parts of a unit do not count (零头不计), ``""`` where all does.

    >>> left_out(Fraction(5, 2), Fraction(2), "个百分点")
    '（不满1个百分点不计，按2个计）'
    >>> left_out(Fraction(1, 2), Fraction(), "名")
    '（不满1名不计）'
    """
    if exact == counted:
        return ""
    whole = f"，按{number_text(abs(counted))}{unit.removesuffix('百分点')}计" if counted else ""
    return f"（不满1{unit}不计{whole}）"


def raised_line(
    line: Fraction, previous: Fraction | None, by: Fraction, most: Fraction | None
) -> Fraction:
    """Return the line to reach: the own figure and a raise for whoever reached it the last time.

    Everybody else (`previous` None = there was no last time) has the line itself; `by` is the
    raise, `most` what can be asked at most, None = no end.

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

    A target met earns them in full; only where it is not, the figure's share of it counts.

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
    """Return how many places pay how much each (分段累进), counted from the worst to the own one.

    The brackets rise without overlap; places outside of them pay nothing. The result is (places,
    amount each), lowest bracket first; empty below the first bracket.

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
    """Return the indices (in the order given) of the lower half by rank (1 = best), at least one.

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
    return half_up(sum(ranks), len(ranks))


_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<factor>\d+(?:\.\d+)?(?:/\d+)?)?\s*(?P<name>[a-z][a-z0-9_]*)?\s*"
)


class ExpressionError(ValueError):
    """A text is no sum of facts.

    Attributes:
        kind: of the finding that says so.
        text: as written.
    """

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(kind.message.format(text=text))
        self.kind, self.text = kind, text


class Edge(LabelledWord):
    """Which side of a limit counts, and whether reaching it is enough."""

    AT_LEAST = "at_least", "不低于"  # 以上
    OVER = "over", "超过"
    AT_MOST = "at_most", "不超过"  # 以内
    UNDER = "under", "低于"  # 不满

    @property
    def includes(self) -> bool:
        """Return whether the limit itself counts."""
        return self in {Edge.AT_LEAST, Edge.AT_MOST}

    @property
    def rising(self) -> bool:
        """Return whether the values above the limit count."""
        return self in {Edge.AT_LEAST, Edge.OVER}

    def holds(self, value: Fraction, limit: Fraction) -> bool:
        """Tell whether *value* is on the side of *limit* that counts.

        >>> Edge.AT_LEAST.holds(Fraction(2), Fraction(2)), Edge.OVER.holds(Fraction(2), Fraction(2))
        (True, False)
        """
        return _HOLDS[self](value, limit)


_HOLDS: Final[Mapping[Edge, Callable[[Fraction, Fraction], bool]]] = {
    Edge.AT_LEAST: ge, Edge.OVER: gt, Edge.AT_MOST: le, Edge.UNDER: lt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of facts, each with an exact factor, and a constant, e.g. ``of - rank + 1``."""

    text: str  # as it is written in the scheme
    terms: tuple[tuple[Fraction, str], ...]  # (factor, name of a fact); the constant's is ``""``

    @property
    def names(self) -> tuple[str, ...]:
        """Return the facts it needs, in the order written."""
        return tuple(dict.fromkeys(name for _, name in self.terms if name))

    @property
    def constant(self) -> Fraction | None:
        """Return its value where it needs no fact."""
        return None if self.names else sum((factor for factor, _ in self.terms), Fraction())

    @property
    def difference(self) -> tuple[str, str] | None:
        """Return the facts of ``a - b`` or ``100 a - 100 b``, None where it is anything else.

        >>> Expression.parse("rate - line").difference, Expression.parse("rate - 5").difference
        (('rate', 'line'), None)
        """
        match self.terms:
            case ((one, first), (other, second)) if first and second and one == -other:
                return (first, second) if one > 0 else (second, first)
        return None

    def value(self, number: Callable[[str], Fraction]) -> Fraction:
        """Return its value, *number* giving that of each fact.

        >>> Expression.parse("of - rank + 1").value({"of": Fraction(22), "rank": Fraction(20)}.get)
        Fraction(3, 1)
        """
        return sum(
            (factor * number(name) if name else factor for factor, name in self.terms), Fraction()
        )

    def words(self, label: Callable[[str], str]) -> str:
        """Return it in Chinese, *label* naming each fact.

        >>> Expression.parse("previous_rank - 2").words({"previous_rank": "上次名次"}.get)
        '上次名次－2'
        """
        if self.text.isidentifier():
            return label(self.text)
        text = ""
        for factor, name in self.terms:
            size = abs(factor)
            times = number_text(size) if size != 1 or not name else ""
            joint = "×" if times and name else ""
            sign = "－" if factor < 0 else ("＋" if text else "")
            text += sign + times + joint + (label(name) if name else "")
        return text

    @classmethod
    def parse(cls, text: str, derived: Mapping[str, str] = MappingProxyType({})) -> Expression:
        """Read a measure: terms joined by + and -, each a number (12, 0.5, 1/3), a name, or both.

        The names that are `derived` stand for a measure themselves.

        Raises:
            ExpressionError: the text is no such sum.

        >>> Expression.parse("1/3 of").terms
        ((Fraction(1, 3), 'of'),)
        """
        terms: list[tuple[Fraction, str]] = []
        at = 0
        while at < len(text):
            match = _TERM.match(text, at)
            if not match or not (match["factor"] or match["name"]) or (terms and not match["sign"]):
                raise ExpressionError(kinds.SUM_UNREADABLE, text)
            factor = _exact(match["factor"] or "1", text) * (-1 if match["sign"] == "-" else 1)
            name = match["name"] or ""
            own = cls.parse(derived[name]).terms if name in derived else ((Fraction(1), name),)
            terms += [(factor * inner, base) for inner, base in own]
            at = match.end()
        if not terms:
            raise ExpressionError(kinds.SUM_EMPTY, text)
        return cls(text.strip(), tuple(terms))


def _exact(number: str, text: str) -> Fraction:
    try:
        return Fraction(number)
    except ZeroDivisionError as error:
        raise ExpressionError(kinds.SUM_DIVIDED_BY_0, text) from error


def names_in(conditions: Iterable[Condition]) -> list[str]:
    """Return the facts that conditions need."""
    return [name for condition in conditions for name in condition.names]


@dataclass(frozen=True, slots=True)
class Condition:
    """A measure that must be on the right side of a limit for a rule to pay."""

    measure: Expression
    edge: Edge
    limit: Expression

    @property
    def names(self) -> tuple[str, ...]:
        """Return the facts it needs."""
        return tuple(dict.fromkeys(self.measure.names + self.limit.names))

    def holds(self, number: Callable[[str], Fraction]) -> bool:
        """Tell whether it is met."""
        return self.edge.holds(self.measure.value(number), self.limit.value(number))
