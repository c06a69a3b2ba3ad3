"""The split of a whole (分配): by fixed shares or by weights, exact to the unit."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.core.money import split_largest_remainder
from xl_quality.schemes.effects import Effect, Indicator, Refusal, Share
from xl_quality.schemes.tariffs.base import Problem, Speech
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.reading import Reader


class Ties(StrEnum):
    """To whom the units left over go where remainders are equal."""

    EARLIER = "earlier"
    LARGER = "larger"


class Split(NamedTuple):
    """
    A whole divided in proportion; what is left over goes to the largest remainders.

    Attributes:
        total: the fact that is split, in whole units.
        shares: receivers and their fixed shares; empty where the weights are a fact.
        weights: the fact that holds the weights, ``""`` where the shares are fixed.
        receivers: the fact that names the receivers of the weights, if given.
        adds_up_to: what the fixed shares must sum to (100 for per cent), None = anything.
        unit: 名, 元.
        larger_first: equal remainders go to the larger share before the earlier one.
        judged, achieved: the facts that name one receiver and what it achieved; where both are
            given, the achievement is judged against its share. ``""`` = nothing is judged.
    """

    total: str
    shares: tuple[tuple[str, Fraction], ...]
    weights: str
    receivers: str
    adds_up_to: Fraction | None
    unit: str
    larger_first: bool
    judged: str
    achieved: str

    @property
    def _tie_words(self) -> str:
        return "余数相同归份额大的" if self.larger_first else "余数相同归排在前面的"

    def needs(self) -> tuple[str, ...]:
        """Return the whole, and the weights where they are a fact."""
        return (self.total, self.weights) if self.weights else (self.total,)

    def uses(self) -> tuple[str, ...]:
        """Return the names of the receivers, and what is judged."""
        return tuple(name for name in (self.receivers, self.judged, self.achieved) if name)

    def apply(self, case: Case) -> list[Effect]:
        """Return one share for each receiver, summing to the whole."""
        total = case.number(self.total)
        weights = [share for _, share in self.shares] or list(case.numbers(self.weights))
        names = [name for name, _ in self.shares] or list(case.texts(self.receivers))
        names = names or [""] * len(weights)
        if (refusal := self._refusal(total, weights, names)) is not None:
            return [refusal]
        parts = split_largest_remainder(int(total), weights, larger_first=self.larger_first)
        ratio = ":".join(map(number_text, weights))
        sums = "＋".join(map(str, parts))
        facts = case.say([self.total, self.weights] if self.weights else [self.total])
        why = f"{facts}：按{ratio}分配（最大余数法，{self._tie_words}）"
        shares = [
            Share(name, part, f"{why}，{name or f'第{i}份'}得{part}{self.unit}，{sums}＝{total}")
            for i, (name, part) in enumerate(zip(names, parts, strict=True), start=1)
        ]
        return [*shares, *self._verdict(case, dict(zip(names, parts, strict=True)))]

    def _verdict(self, case: Case, parts: Mapping[str, int]) -> Iterator[Indicator]:
        if self.judged not in case.facts or self.achieved not in case.facts:
            return
        name, actual = str(case.facts[self.judged].value), case.number(self.achieved)
        if name not in parts:
            return
        label, met = case.vocabulary[self.achieved].label, actual >= parts[name]
        facts, goal = case.say([self.judged, self.achieved]), f"不低于{parts[name]}"
        why = f"{facts}：分得{parts[name]}{self.unit}，{'达标' if met else '未达标'}"
        yield Indicator(label, number_text(actual), goal, met, why)

    def _refusal(
        self, total: Fraction, weights: list[Fraction], names: list[str]
    ) -> Refusal | None:
        if total.denominator != 1:
            message = f"要分配的总数{number_text(total)}不是整{self.unit}"
            return Refusal(self.total, "not_whole", message, "请填写整数")
        if not any(weights):
            return Refusal(self.weights, "no_weight", "权重全是0，无法分配", "请至少填一个正数")
        if len(names) != len(weights):
            message = f"有{len(names)}个名字，却有{len(weights)}个权重"
            return Refusal(self.weights, "unequal_lists", message, "请一人填一个权重")
        return None

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 县下达指标总数按30:10分给甲校、乙校（最大余数法）."""
        how = f"（最大余数法，{self._tie_words}，各份之和等于总数）"
        whole = speech.label(self.total)
        if not self.shares:
            return f"{whole}按{speech.label(self.weights)}分配{how}"
        ratio = ":".join(number_text(share) for _, share in self.shares)
        return f"{whole}按{ratio}分给{'、'.join(name for name, _ in self.shares)}{how}"

    def problems(self) -> Iterator[Problem]:
        """Yield shares that do not add up."""
        total = sum((share for _, share in self.shares), Fraction())
        if self.adds_up_to is not None and total != self.adds_up_to:
            message = f"份额之和为{number_text(total)}，不是{number_text(self.adds_up_to)}"
            yield Problem("shares", message, "请核对各份额")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read total, shares ({name = share}) or weights, and the rest of its fields."""
        inner = reader.table_of("shares", needed=False)
        shares = tuple((name, inner.number(name)) for name in inner.all_keys())
        weights = reader.fact("weights", "")
        if bool(shares) == bool(weights):
            reader.fault("shares", "shares 与 weights 要写且只写一个", "请二者取一")
        if shares and (min(size for _, size in shares) < 0 or not any(size for _, size in shares)):
            reader.fault("shares", "份额不能是负数，也不能全是0", "请改为正数")
        return cls(
            reader.fact("total"),
            shares,
            weights,
            reader.fact("receivers", ""),
            reader.number("adds_up_to") if reader.has("adds_up_to") else None,
            reader.text("unit", "名"),
            reader.choice("ties", Ties, Ties.EARLIER) is Ties.LARGER,
            reader.fact("judged", ""),
            reader.fact("achieved", ""),
        )
