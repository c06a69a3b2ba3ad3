"""Tariffs over brackets: amounts that add up by place, shares of a base by band."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes import arithmetic
from xl_quality.schemes.arithmetic import Bracket, LadderMode
from xl_quality.schemes.effects import Effect, Miss, Payment
from xl_quality.schemes.measures import Edge
from xl_quality.schemes.tariffs.base import Problem, Speech, names_of
from xl_quality.schemes.words import amount_text, bracketed, number_text, to_fen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.reading import Reader
    from xl_quality.schemes.vocabulary import FactKind


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
