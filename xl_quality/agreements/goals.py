"""Conditions and goals in the wording of an agreement, and what an office fills in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.schemes.measures import Edge
from xl_quality.schemes.vocabulary import Kind
from xl_quality.schemes.words import Unit, number_text, per_cent_text, rewarded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from xl_quality.schemes.measures import Condition, Measure
    from xl_quality.schemes.tariffs import Speech
    from xl_quality.schemes.tariffs.indicators import Target

_BLANK: Final = "________"
_UNIT_OF: Final = re.compile(r"\{\}(人次|[次节篇份人项年个名])")
_UNITS: Final = {Kind.MONEY: "元", Kind.SCORE: "分"}
_NUMERALS: Final = "零一二三四五六七八九"
_PER_CENT: Final = 100
_PAIR: Final = 2


class Goals:
    """
    What is needed to word conditions and goals.

    Attributes:
        speech: names of facts, and the unit the clause pays in.
        parameters: what the office has filled in, in words, by parameter; None where it is open.
    """

    def __init__(self, speech: Speech, parameters: Mapping[str, str | None]) -> None:
        self.speech = speech
        self.parameters = parameters

    def condition(self, condition: Condition, scope: str = "") -> str:
        """Return a condition: 全镇第5名以内, 名次比上次名次提高2名及以上."""
        measure, edge, limit = condition.measure, condition.edge, condition.limit
        if self._is_all(condition):
            return "全部达标"
        apart = self._difference(condition)
        if apart:
            return apart
        kind, constant = self.kind(measure), limit.constant
        if constant is not None and edge is Edge.AT_LEAST and kind is Kind.COUNT:
            return f"{self.speech.measure(measure)}达到{self._counted(measure, constant)}"
        factor, name = limit.terms[0]
        if constant is None and len(limit.terms) == 1 and factor != 1:
            part = f"{self.speech.label(name)}的{in_parts(factor)}"
            return f"{self.speech.measure(measure)}{edge.label}{part}"
        return (scope if kind is Kind.RANK else "") + self.speech.condition(condition)

    def _difference(self, condition: Condition) -> str:
        """Return how far one figure must lie beyond another one, ``""`` for other conditions."""
        pair = self.two(condition.measure)
        size = self._size(condition.limit)
        if pair is None or not size or condition.edge not in (Edge.AT_LEAST, Edge.OVER):
            return ""
        plus, minus = pair
        ending = "及以上" if condition.edge is Edge.AT_LEAST else "以上"
        first, second = self.speech.label(plus), self.speech.label(minus)
        kinds = {self.kind_of(plus), self.kind_of(minus)}
        if kinds == {Kind.RANK}:
            return f"{second}比{first}提高{size}名{ending}"
        if kinds != {Kind.RATE}:
            return ""
        points = f"{size}个百分点{ending}"
        if plus.startswith("previous"):
            return f"{second}比{first}下降{points}"
        return f"{second}低于{first}{points}" if plus == "line" else f"{first}高出{second}{points}"

    def two(self, measure: Measure) -> tuple[str, str] | None:
        """Return the facts of ``a - b`` or ``100 a - 100 b``, None for other measures."""
        if len(measure.terms) != _PAIR or not all(name for _, name in measure.terms):
            return None
        (one, first), (other, second) = measure.terms
        if one != -other:
            return None
        return (first, second) if one > 0 else (second, first)

    def _size(self, limit: Measure) -> str:
        if limit.constant is not None:
            share = limit.constant < 1
            return number_text(limit.constant * _PER_CENT if share else limit.constant)
        if limit.text in self.parameters:
            return (self.parameters[limit.text] or _BLANK).removesuffix("%")
        return ""

    def goal(self, target: Target) -> str:
        """Return what a target asks for: 不少于20节, 第8名以内, 全部达标."""
        condition = target.condition
        measure, edge, limit = condition.measure, condition.edge, condition.limit
        if self._is_all(target.condition):
            return "全部达标"
        if limit.constant is not None:
            return self._fixed_goal(condition, limit.constant)
        if limit.text in self.parameters:
            return self._open_goal(measure, edge, limit.text)
        return self._relative(measure, edge, limit)

    def _fixed_goal(self, condition: Condition, limit: Fraction) -> str:
        measure, edge = condition.measure, condition.edge
        kind = self.kind(measure)
        if kind is Kind.COUNT:
            return self._at_edge(edge) + self._counted(measure, limit)
        if kind is Kind.RATE and edge is Edge.AT_LEAST and limit == 1:
            return "达到100%"
        points = "分" if self._are_scores(measure) else ""
        return self._rise(condition) or self.speech.goal(measure, edge, limit) + points

    def _rise(self, condition: Condition) -> str:
        """Return by how much a rate must rise: 比2024年提高5个百分点, ``""`` for other goals."""
        rate, before = self.two(condition.measure) or ("", "")
        kinds = {self.kind_of(rate), self.kind_of(before)}
        if kinds != {Kind.RATE} or not before.startswith("previous"):
            return ""
        since = self.speech.label(before).removesuffix("比率")
        more = "以上" if condition.edge is Edge.OVER else ""
        if condition.edge not in (Edge.AT_LEAST, Edge.OVER):
            return ""
        return f"比{since}提高{self._size(condition.limit)}个百分点{more}"

    def _open_goal(self, measure: Measure, edge: Edge, name: str) -> str:
        if self.kind(measure) is Kind.RANK and edge is Edge.AT_MOST:
            return f"第{self.parameters[name] or _BLANK}名以内"
        return edge.label + self.parameter(name)

    def _relative(self, measure: Measure, edge: Edge, limit: Measure) -> str:
        """Return a goal that depends on another figure: 比上年名次提高2名及以上."""
        factor, name = limit.terms[0]
        label = self.speech.label(name)
        if len(limit.terms) == 1 and label.endswith("月数"):
            return f"每月{self._at_edge(edge)}{self._counted(measure, factor)}"
        if len(limit.terms) == 1 and factor != 1:
            at = edge.label if self.kind(measure) is Kind.RATE else self._at_edge(edge)
            return f"{at}{label}的{in_parts(factor)}"
        rest, better = limit.terms[-1], self.kind(measure) is Kind.RANK and edge is Edge.AT_MOST
        if better and not rest[1] and rest[0] < 0:
            return f"比{label}提高{number_text(-rest[0])}名及以上"
        return edge.label + self.speech.measure(limit)

    def _are_scores(self, measure: Measure) -> bool:
        pair = self.two(measure) or ()
        return bool(pair) and all(self.kind_of(name) is Kind.SCORE for name in pair)

    def _is_all(self, condition: Condition) -> bool:
        """Tell whether as many must be met as there are (达标项数不低于应达标项数)."""
        known = self.speech.vocabulary.get(condition.measure.text)
        within = known is not None and known.within and known.within == condition.limit.text
        return bool(within) and condition.edge is Edge.AT_LEAST

    def _at_edge(self, edge: Edge) -> str:
        return "不少于" if edge is Edge.AT_LEAST else edge.label

    def _counted(self, measure: Measure, value: Fraction) -> str:
        known = self.speech.vocabulary.get(measure.text)
        unit = _UNIT_OF.search(known.phrase) if known else None
        return number_text(value) + (unit[1] if unit else "")

    def kind(self, measure: Measure) -> Kind | None:
        """Return what a measure of one fact is, None for a sum."""
        return self.kind_of(measure.text)

    def kind_of(self, name: str) -> Kind | None:
        """Return what a fact is, None where nobody knows it."""
        known = self.speech.vocabulary.get(name)
        return known.kind if known else None

    def parameter(self, name: str) -> str:
        """Return what the office filled in, or a line to write on, with its unit."""
        said, kind = self.parameters[name], self.speech.vocabulary[name].kind
        if said is None:
            return _BLANK + ("%" if kind is Kind.RATE else _UNITS.get(kind, ""))
        return said + _UNITS.get(kind, "")

    def rewarded(self, amount: Measure) -> str:
        """Return an amount as a verb and its size; an open one has a line to write on."""
        if amount.constant is not None:
            return rewarded(amount.constant, self.speech.unit)
        factor, name = amount.terms[0]
        if len(amount.terms) > 1 or abs(factor) != 1 or name not in self.parameters:
            return self.speech.amount_of(amount)
        verbs = ("加", "扣") if self.speech.unit is Unit.POINTS else ("奖", "罚")
        return verbs[factor < 0] + self.parameter(name)


def in_parts(share: Fraction) -> str:
    """Return a share in words, as per cent where that is shorter: 三分之二, 95%."""
    if share.denominator < len(_NUMERALS) and 0 < share < 1:
        return f"{_NUMERALS[share.denominator]}分之{_NUMERALS[share.numerator]}"
    return per_cent_text(share)
