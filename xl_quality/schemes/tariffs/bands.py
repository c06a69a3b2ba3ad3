"""Tariffs over brackets: amounts that add up by place, shares of a base by band.

A rating (等次) by the band a figure falls into: 优秀, 良好, 合格, 不合格.

The split of a whole (分配): by fixed shares or by weights, exact to the unit.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.core.money import split_largest_remainder
from xl_quality.schemes import arithmetic
from xl_quality.schemes.arithmetic import Bracket, LadderMode
from xl_quality.schemes.effects import Consequence, Effect, Indicator, Miss, Payment, Refusal, Share
from xl_quality.schemes.expressions import Edge
from xl_quality.schemes.tariffs.base import Problem, Speech, names_of
from xl_quality.schemes.words import amount_text, bracketed, number_text, to_fen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.schemes.effects import Case
    from xl_quality.schemes.expressions import Measure
    from xl_quality.schemes.toml_reader import Reader
    from xl_quality.schemes.words import FactKind


class Ladder(NamedTuple):
    """
    Places in brackets, counted from the worst, each worth its bracket's amount (分档).

    Attributes:
        place: the place, 1 = worst.
        brackets: rising.
        mode: progressive (分段累进) or flat (只按所在档).
        unit: 名.
    """

    place: Measure
    brackets: tuple[Bracket, ...]
    mode: LadderMode
    unit: str

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the place."""
        return self.place.names

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Pay the sum of the places of each bracket times its amount."""
        facts, place = case.say(self.place.names), int(case.value(self.place))
        parts = arithmetic.ladder(place, self.brackets, self.mode)
        amount = sum((count * each for count, each in parts), Fraction())
        if not parts:
            return [Miss(f"{facts}：{self._at(place)}，不在任何一档内，不奖不惩")]
        terms = "＋".join(
            f"{count}{self.unit}×{bracketed(each, case.unit)}" for count, each in parts
        )
        total = amount_text(amount, case.unit)
        return [Payment(amount, f"{facts}：{self._at(place)}，{terms}＝{total}")]

    def _at(self, place: int) -> str:
        return f"倒数第{place}{self.unit}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 倒数第4—9名每名20元、第10名以上每名30元，分段累进."""
        rows = "、".join(
            f"倒数第{row.first}"
            + (f"—{row.last}{self.unit}" if row.last is not None else f"{self.unit}及以前")
            + f"每{self.unit}{speech.amount(row.each)}"
            for row in self.brackets
        )
        how = "分段累进" if self.mode is LadderMode.PROGRESSIVE else "只按所在档计"
        return f"{rows}，{how}"

    def problems(self) -> Iterator[Problem]:
        """Yield reversed, overlapping and unreachable brackets, and gaps between them."""
        for row in self.brackets:
            if row.last is not None and row.last < row.first:
                yield Problem("brackets", f"{row.first}—{row.last} 起止颠倒", "请对调起止")
        for one, other in pairwise(self.brackets):
            if one.last is None:
                yield Problem("brackets", f"{one.first} 起不封顶，后面的档用不到", "请补上终点")
            elif other.first <= one.last:
                yield Problem("brackets", f"{other.first}—{one.last} 重叠", "请改起点或终点")
            elif other.first > one.last + 1:
                gap = f"{one.last + 1}—{other.first - 1}"
                yield Problem("brackets", f"{gap} 没有规定", "请补上这一档，或写明0元")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read place, brackets ({first, last, each}), mode, unit."""
        brackets = []
        for row in reader.tables("brackets"):
            last = row.whole("last") if row.has("last") else None
            brackets.append(Bracket(row.whole("first"), last, row.number("each")))
            row.finish()
        return cls(
            reader.measure("place"),
            tuple(brackets),
            reader.choice("mode", LadderMode),
            reader.text("unit", "名"),
        )


class Band(NamedTuple):
    """The values on one side of a limit (None = all the rest) get a share of the base."""

    label: str
    edge: Edge
    limit: Fraction | None
    share: Fraction

    def holds(self, value: Fraction) -> bool:
        """Tell whether a value falls into it."""
        return self.limit is None or self.edge.holds(value, self.limit)

    def words(self, kind: FactKind | None) -> str:
        """Return e.g. 优（不低于90）."""
        if self.limit is None:
            return f"{self.label}（其余）"
        limit = kind.text(self.limit) if kind else number_text(self.limit)
        return f"{self.label}（{self.edge.label}{limit}）"


class ShareByBand(NamedTuple):
    """
    A share of a base by the band a figure falls into (按等次发放).

    Attributes:
        base: the full amount.
        measure: the figure.
        bands: from best to worst; the first that holds counts.
    """

    base: Measure
    measure: Measure
    bands: tuple[Band, ...]

    def needs(self) -> tuple[str, ...]:
        """Return the figure and the base."""
        return names_of(self.measure, self.base)

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Pay the band's share of the base."""
        facts, value = case.say(self.needs()), case.value(self.measure)
        base, kind = case.value(self.base), case.vocabulary.get(self.measure.text)
        for band in self.bands:
            if not band.holds(value):
                continue
            found = band.words(kind)
            if not band.share:
                return [Miss(f"{facts}：{found}，不发")]
            amount = base * band.share
            sum_text = f"{bracketed(base, case.unit)}×{number_text(band.share)}"
            total, rounded = amount_text(amount, case.unit), _rounded(amount)
            return [Payment(amount, f"{facts}：{found}，{sum_text}＝{total}{rounded}")]
        return [Miss(f"{facts}：不在任何一档内，不奖不惩")]

    def in_words(self, speech: Speech) -> str:
        """Return every band with its share."""
        kind = speech.vocabulary.get(self.measure.text)
        rows = "；".join(f"{band.words(kind)}按{number_text(band.share)}" for band in self.bands)
        return f"{speech.measure(self.base)}按{speech.measure(self.measure)}分档：{rows}"

    def problems(self) -> Iterator[Problem]:
        """Yield bands that are never reached, and values in no band."""
        for one, other in pairwise(self.bands):
            if one.limit is None:
                yield Problem("bands", f"“{one.label}”收下了其余全部，后面的档用不到", "请移到最后")
            elif other.limit is not None and _hidden(one, other):
                yield Problem("bands", f"“{other.label}”在“{one.label}”之内，用不到", "请核对界线")
        if self.bands and self.bands[-1].limit is not None:
            yield Problem("bands", "最后一档以外的值没有规定", "请加一档不写界线的")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read base, measure, bands ({label, edge, limit, share}; no limit = the rest)."""
        bands = []
        for row in reader.tables("bands"):
            limit = row.number("limit") if row.has("limit") else None
            edge = row.choice("edge", Edge, None if row.has("limit") else Edge.AT_LEAST)
            bands.append(Band(row.text("label"), edge, limit, row.number("share")))
            row.finish()
        return cls(reader.measure("base"), reader.measure("measure"), tuple(bands))


def _rounded(amount: Fraction) -> str:
    return "" if to_fen(amount) == amount * 100 else "（四舍五入到分）"


def _hidden(one: Band, other: Band) -> bool:
    """Tell whether every value of *other* falls into *one* already."""
    if one.limit is None or other.limit is None or one.edge.rising != other.edge.rising:
        return False
    if one.limit == other.limit:
        return one.edge.includes or not other.edge.includes
    return (other.limit > one.limit) == one.edge.rising


class Grade(NamedTuple):
    """One rating: its name and from which figure on; None = all the rest."""

    label: str
    edge: Edge
    limit: Measure | None


class Rating(NamedTuple):
    """
    The rating of a figure; the limits may be parameters.

    Attributes:
        measure: the figure.
        grades: from best to worst; the first that holds counts.
    """

    measure: Measure
    grades: tuple[Grade, ...]

    @property
    def _limits(self) -> list[Measure]:
        return [grade.limit for grade in self.grades if grade.limit is not None]

    def needs(self) -> tuple[str, ...]:
        """Return the figure and the limits that are parameters."""
        return names_of(self.measure, *self._limits)

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Name the rating; limits that do not fall are refused."""
        limits = [case.value(limit) for limit in self._limits]
        if not _falling(limits):
            names = [name for limit in self._limits for name in limit.names]
            message = f"等次界线应从高到低，现为：{case.say(names)}"
            return [Refusal(names[0] if names else "", "bounds_reversed", message, "请核对界线")]
        facts, value = case.say(self.needs()), case.value(self.measure)
        speech = Speech(case.vocabulary, case.unit)
        for grade in self.grades:
            if grade.limit is None:
                return [Consequence(grade.label, (), f"{facts}：不在以上各等，评为{grade.label}")]
            limit = case.value(grade.limit)
            if grade.edge.holds(value, limit):
                goal = speech.goal(self.measure, grade.edge, limit)
                return [Consequence(grade.label, (), f"{facts}：{goal}，评为{grade.label}")]
        return [Miss(f"{facts}：不在任何等次内")]

    def in_words(self, speech: Speech) -> str:
        """Return every rating with its limit."""
        rows = "；".join(f"{grade.label}（{self._words(grade, speech)}）" for grade in self.grades)
        return f"按{speech.measure(self.measure)}评定等次：{rows}"

    def _words(self, grade: Grade, speech: Speech) -> str:
        if grade.limit is None:
            return "其余"
        constant = grade.limit.constant
        if constant is None:
            return f"{grade.edge.label}“{speech.measure(grade.limit)}”"
        return speech.goal(self.measure, grade.edge, constant)

    def problems(self) -> Iterator[Problem]:
        """Yield ratings that are never reached, and figures without one."""
        constants = [limit.constant for limit in self._limits]
        known = [limit for limit in constants if limit is not None]
        if not _falling(known):
            yield Problem("grades", "界线没有从高到低，有的等次用不到", "请从最好的等次写起")
        if any(grade.limit is None for grade in self.grades[:-1]):
            yield Problem("grades", "不写界线的一等收下了其余全部，后面的用不到", "请移到最后")
        if self.grades and self.grades[-1].limit is not None:
            yield Problem("grades", "最后一等以外的值没有规定", "请加一等不写界线的")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read measure, grades ({label, edge, limit}; no limit = the rest)."""
        grades = []
        for row in reader.tables("grades"):
            limit = row.measure("limit") if row.has("limit") else None
            edge = row.choice("edge", Edge, Edge.AT_LEAST)
            if not edge.rising:
                row.fault("edge", "等次从最好的写起，只能用“不低于”或“超过”", "at_least 或 over")
            grades.append(Grade(row.text("label"), edge, limit))
            row.finish()
        return cls(reader.measure("measure"), tuple(grades))


def _falling(limits: Sequence[Fraction]) -> bool:
    return all(one > other for one, other in pairwise(limits))


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
