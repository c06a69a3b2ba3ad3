"""Tariffs over brackets and shares: places by bracket, a share by band, the split of a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.money import split_largest_remainder
from xl_quality.schemes import arithmetic
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import Bracket, Edge, LadderMode
from xl_quality.schemes.results import CaseFacts, Effect, Indicator, Miss, Payment, Refusal, Share
from xl_quality.schemes.tariffs import base as fields
from xl_quality.schemes.tariffs.base import FieldColumn, Problem, Speech, Tariff, beside_target
from xl_quality.schemes.words import (
    FactKind,
    Vocabulary,
    amount_text,
    bracketed,
    number_text,
    share_paid,
    to_fen,
)

if TYPE_CHECKING:
    from xl_quality.schemes.toml_reader import Reader


class Ladder(Tariff, kind="ladder", title="名次分档"):
    """Places in brackets, counted from the worst, each worth its bracket's amount (分档).

    Attributes:
        place: the place, 1 = worst.
        brackets: rising.
        mode: progressive (分段累进) or flat (只按所在档).
        unit: 名.
    """

    place = fields.SumField("名次", column=FieldColumn.MEASURED)
    brackets = fields.Rows(
        "各档",
        Bracket,
        first=fields.Whole("起"),
        last=fields.Optional(fields.Whole("止")),
        each=fields.Number("每个"),
    )
    mode = fields.Choice(LadderMode, "计法", {"progressive": "分段累进", "flat": "只计所在档"})
    unit = fields.Text("量词", default="名")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the sum of the places of each bracket times its amount."""
        facts, place = case.reason(self.place.names), int(case.value(self.place))
        parts = arithmetic.ladder(place, self.brackets, self.mode)
        amount = sum((count * each for count, each in parts), Fraction())
        if not parts:
            return [Miss(facts.so(f"{self._at(place)}，不在任何一档内，不奖不惩"))]
        terms = "＋".join(
            f"{count}{self.unit}×{bracketed(each, case.unit)}" for count, each in parts
        )
        total = amount_text(amount, case.unit)
        return [Payment(amount, facts.so(f"{self._at(place)}，{terms}＝{total}"))]

    def _at(self, place: int) -> str:
        return f"倒数第{place}{self.unit}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 倒数第4—9名每名20元、第10名以上每名30元，分段累进."""
        how = "分段累进" if self.mode is LadderMode.PROGRESSIVE else "只按所在档计"
        return f"{self.rows_in_words(speech.amount)}，{how}"

    def rows_in_words(self, said: Callable[[Fraction], str]) -> str:
        """Return its brackets, amounts *said* in words: 倒数第4—9名每名20元、倒数第10名及以前 …."""
        return "、".join(
            f"倒数第{row.first}"
            + (f"—{row.last}{self.unit}" if row.last is not None else f"{self.unit}及以前")
            + f"每{self.unit}{said(row.each)}"
            for row in self.brackets
        )

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield what is wrong with the brackets."""
        yield from super().problems(vocabulary)
        yield from bracket_problems(self.brackets)


def bracket_problems(brackets: Sequence[Bracket]) -> Iterator[Problem]:
    """Yield reversed, overlapping and unreachable brackets, and gaps between them."""
    for row in brackets:
        if row.last is not None and row.last < row.first:
            yield Problem("brackets", f"{row.first}—{row.last} 起止颠倒", "请对调起止")
    for one, other in pairwise(brackets):
        if one.last is None:
            yield Problem("brackets", f"{one.first} 起不封顶，后面的档用不到", "请补上终点")
        elif other.first <= one.last:
            yield Problem("brackets", f"{other.first}—{one.last} 重叠", "请改起点或终点")
        elif other.first > one.last + 1:
            gap = f"{one.last + 1}—{other.first - 1}"
            yield Problem("brackets", f"{gap} 没有规定", "请补上这一档，或写明0元")


class ShareBand(NamedTuple):
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


class ShareByBand(Tariff, kind="share_by_band", title="按等次发放"):
    """A share of a base by the band a figure falls into (按等次发放).

    Attributes:
        base: the full amount.
        measure: the figure.
        bands: from best to worst; the first that holds counts.
    """

    base = fields.SumField("基数")
    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)
    bands = fields.Rows(
        "各等",
        ShareBand,
        label=fields.Text("名称"),
        edge=fields.Choice(
            Edge, "方向", fields.EDGE_WORDS, default=Edge.AT_LEAST, needed_with="limit"
        ),
        limit=fields.Optional(fields.Number("界线")),
        share=fields.Number("发放比例"),
    )

    def needs(self) -> tuple[str, ...]:
        """Return the figure and the base."""
        return tuple(dict.fromkeys(self.measure.names + self.base.names))

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the band's share of the base."""
        facts, value = case.reason(self.needs()), case.value(self.measure)
        base, kind = case.value(self.base), case.vocabulary.get(self.measure.text)
        for band in self.bands:
            if not band.holds(value):
                continue
            found = band.words(kind)
            if not band.share:
                return [Miss(facts.so(f"{found}，不发"))]
            amount = base * band.share
            sum_text = f"{bracketed(base, case.unit)}×{number_text(band.share)}"
            total, rounded = amount_text(amount, case.unit), _rounded(amount)
            return [Payment(amount, facts.so(f"{found}，{sum_text}＝{total}{rounded}"))]
        return [Miss(facts.so("不在任何一档内，不奖不惩"))]

    def agreed(self, speech: Speech) -> str:
        """Return it as an agreement says it: 按得分分等发放：不低于90分的为优，…；其余为差."""
        bands = "；".join(
            f"{self._limit(speech, band)}为{band.label}，{share_paid(band.share)}"
            for band in self.bands
        )
        return f"按{speech.measure(self.measure)}分等发放：{bands}"

    def _limit(self, speech: Speech, band: ShareBand) -> str:
        if band.limit is None:
            return "其余"
        return f"{speech.goal(self.measure, band.edge, band.limit)}的"

    def in_words(self, speech: Speech) -> str:
        """Return every band with its share."""
        kind = speech.vocabulary.get(self.measure.text)
        rows = "；".join(f"{band.words(kind)}按{number_text(band.share)}" for band in self.bands)
        return f"{speech.measure(self.base)}按{speech.measure(self.measure)}分档：{rows}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield bands that are never reached, and values in no band."""
        yield from super().problems(vocabulary)
        for one, other in pairwise(self.bands):
            if one.limit is None:
                yield Problem("bands", f"“{one.label}”收下了其余全部，后面的档用不到", "请移到最后")
            elif _hidden(one, other):
                yield Problem("bands", f"“{other.label}”在“{one.label}”之内，用不到", "请核对界线")
        if self.bands and self.bands[-1].limit is not None:
            yield Problem("bands", "最后一档以外的值没有规定", "请加一档不写界线的")


def _rounded(amount: Fraction) -> str:
    return "" if to_fen(amount) == amount * 100 else "（四舍五入到分）"


def _hidden(one: ShareBand, other: ShareBand) -> bool:
    """Tell whether every value of *other* falls into *one* already."""
    if one.limit is None or other.limit is None or one.edge.rising != other.edge.rising:
        return False
    open_there = one.limit == other.limit and not other.edge.includes
    return open_there or one.edge.holds(other.limit, one.limit)


class Ties(StrEnum):
    """To whom the units left over go where remainders are equal."""

    EARLIER = "earlier"
    LARGER = "larger"


class Split(Tariff, kind="split", title="按份额分配"):
    """A whole divided in proportion; what is left over goes to the largest remainders.

    Attributes:
        total: the fact that is split, in whole units.
        shares: receivers and their fixed shares; empty where the weights are a fact.
        weights: the fact that holds the weights, ``""`` where the shares are fixed.
        receivers: the fact that names the receivers of the weights, if given.
        adds_up_to: what the fixed shares must sum to (100 for per cent), None = anything.
        unit: 名, 元.
        ties: whether equal remainders go to the larger share, or to the earlier one.
        judged, achieved: the facts that name one receiver and what it achieved; where both are
            given, the achievement is judged against its share. ``""`` = nothing is judged.
    """

    pays = False
    total = fields.FactName("总数", column=FieldColumn.MEASURED)
    shares = fields.Shares("份额")
    weights = fields.FactName("权重", default="")
    receivers = fields.FactName("分给", default="", needed=False)
    adds_up_to = fields.Optional(fields.Number("份额合计"))
    unit = fields.Text("量词", default="名")
    ties = fields.Choice(
        Ties, "并列", {"earlier": "归靠前的", "larger": "归份额大的"}, default=Ties.EARLIER
    )
    judged = fields.FactName("考核谁", default="", needed=False)
    achieved = fields.FactName("完成数", default="", needed=False)

    def recorded(self) -> dict[str, object]:
        """Return what it says; of ties only whether the larger share goes first."""
        larger = {"larger_first": self.ties is Ties.LARGER}
        return {
            name: value
            for field, said in super().recorded().items()
            for name, value in (larger if field == "ties" else {field: said}).items()
        }

    @property
    def _tie_words(self) -> str:
        larger = self.ties is Ties.LARGER
        return "余数相同归份额大的" if larger else "余数相同归排在前面的"

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Return one share for each receiver, summing to the whole."""
        total = case.number(self.total)
        weights = [share for _, share in self.shares] or list(case.numbers(self.weights))
        names = [name for name, _ in self.shares] or list(case.texts(self.receivers))
        names = names or [""] * len(weights)
        if (refusal := self._refusal(total, weights, names)) is not None:
            return [refusal]
        parts = split_largest_remainder(int(total), weights, larger_first=self.ties is Ties.LARGER)
        ratio = ":".join(map(number_text, weights))
        sums = "＋".join(map(str, parts))
        facts = case.reason([self.total, self.weights] if self.weights else [self.total])
        how = f"按{ratio}分配（最大余数法，{self._tie_words}）"
        shares = [
            Share(
                name,
                part,
                facts.so(f"{how}，{name or f'第{i}份'}得{part}{self.unit}，{sums}＝{total}"),
            )
            for i, (name, part) in enumerate(zip(names, parts, strict=True), start=1)
        ]
        return [*shares, *self._verdict(case, dict(zip(names, parts, strict=True)))]

    def _verdict(self, case: CaseFacts, parts: Mapping[str, int]) -> Iterator[Indicator]:
        if self.judged not in case.facts or self.achieved not in case.facts:
            return
        name, actual = str(case.facts[self.judged].value), case.number(self.achieved)
        if name not in parts:
            return
        label, over = case.vocabulary[self.achieved].label, actual - parts[name]
        met, unit = over >= 0, self.unit
        facts, goal = case.reason([self.judged, self.achieved]), f"不低于{parts[name]}{unit}"
        reason = facts.so(f"分得{parts[name]}{self.unit}，{'达标' if met else '未达标'}")
        shown, gap = f"{number_text(actual)}{unit}", beside_target(over, unit)
        yield Indicator(label, shown, goal, met, reason, gap)

    def _refusal(
        self, total: Fraction, weights: list[Fraction], names: list[str]
    ) -> Refusal | None:
        if total.denominator != 1:
            facts = {"total": number_text(total), "unit": self.unit}
            return Refusal(self.total, kinds.TOTAL_NOT_WHOLE, facts)
        if not any(weights):
            return Refusal(self.weights, kinds.NO_WEIGHT)
        if len(names) != len(weights):
            sizes = {"names": len(names), "weights": len(weights)}
            return Refusal(self.weights, kinds.NAMES_AND_WEIGHTS, sizes)
        return None

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 县下达指标总数按30:10分给甲校、乙校（最大余数法）."""
        how = f"（最大余数法，{self._tie_words}，各份之和等于总数）"
        whole = speech.label(self.total)
        if not self.shares:
            return f"{whole}按{speech.label(self.weights)}分配{how}"
        ratio = ":".join(number_text(share) for _, share in self.shares)
        return f"{whole}按{ratio}分给{'、'.join(name for name, _ in self.shares)}{how}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield shares that do not add up."""
        yield from super().problems(vocabulary)
        total = sum((share for _, share in self.shares), Fraction())
        if self.adds_up_to is not None and total != self.adds_up_to:
            message = f"份额之和为{number_text(total)}，不是{number_text(self.adds_up_to)}"
            yield Problem("shares", message, "请核对各份额")

    def check(self, reader: Reader) -> None:
        """Refuse shares beside weights, none of both, and shares that divide nothing."""
        if bool(self.shares) == bool(self.weights):
            reader.fault("shares", kinds.SHARES_OR_WEIGHTS)
        sizes = [size for _, size in self.shares]
        if sizes and (min(sizes) < 0 or not any(sizes)):
            reader.fault("shares", kinds.SHARES_DIVIDE_NOTHING)
