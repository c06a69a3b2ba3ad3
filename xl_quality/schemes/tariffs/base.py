"""What every tariff can do: name its facts, apply itself, read itself, tell its own faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from xl_quality.schemes.expressions import Edge
from xl_quality.schemes.words import MINUS, Kind, Unit, amount_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from xl_quality.schemes.effects import Case, Effect
    from xl_quality.schemes.expressions import Condition, Measure
    from xl_quality.schemes.toml_reader import Reader
    from xl_quality.schemes.words import Vocabulary

_RANK_EDGES: Final = {
    Edge.AT_MOST: "以内",
    Edge.UNDER: "之前",
    Edge.AT_LEAST: "及以后",
    Edge.OVER: "之后",
}


class Problem(NamedTuple):
    """Something a linter should report: the key at fault, what is wrong, what to do."""

    key: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to put a tariff into words: the names of facts and the unit of amounts."""

    vocabulary: Vocabulary
    unit: Unit

    def label(self, name: str) -> str:
        """Return the Chinese name of a fact or parameter."""
        known = self.vocabulary.get(name)
        return known.label if known else name

    def measure(self, measure: Measure) -> str:
        """Return a measure in words."""
        return measure.words(self.label)

    def condition(self, condition: Condition) -> str:
        """Return a condition in words."""
        constant, edge = condition.limit.constant, condition.edge
        if self._kind(condition.measure) is Kind.FLAG:
            return self.measure(condition.measure)
        if constant is not None:
            name = self.measure(condition.measure)
            if self._kind(condition.measure) is Kind.RANK:
                name = name.removesuffix("名次")
            return name + self.goal(condition.measure, edge, constant)
        return f"{self.measure(condition.measure)}{edge.label}{self.measure(condition.limit)}"

    def goal(self, measure: Measure, edge: Edge, limit: Fraction) -> str:
        """Return an edge and its limit: 不低于60分, 第8名以内."""
        text, kind = self.value(measure, limit), self._kind(measure)
        if kind is Kind.RANK:
            return text + _RANK_EDGES[edge]
        nothing_less = kind is not None and not limit and edge is Edge.AT_MOST
        return f"为{text}" if nothing_less else edge.label + text

    def _kind(self, measure: Measure) -> Kind | None:
        known = self.vocabulary.get(measure.text)
        return known.kind if known else None

    def value(self, measure: Measure, value: Fraction) -> str:
        """Return a value of a measure as its kind is written: 2%, 第8名, 20分."""
        known = self.vocabulary.get(measure.text)
        if known is None and len(measure.names) > 1 and self._are_rates(measure):
            return f"{number_text(100 * value)}个百分点"
        if known is None:
            return number_text(value)
        if known.kind is Kind.RANK:
            return f"第{number_text(value)}名"
        return known.text(value) + ("分" if known.kind is Kind.SCORE else "")

    def gap(self, measure: Measure, difference: Fraction) -> str:
        """Return a figure less its target (差距): ＋2个百分点, －1, 高2名; ``0`` where equal."""
        if not difference:
            return "0"
        known, size = self._kind(measure), number_text(abs(difference))
        if known is Kind.RANK:
            return f"{'低' if difference > 0 else '高'}{size}名"
        sign = "＋" if difference > 0 else MINUS
        if self._are_rates(measure):
            return f"{sign}{number_text(100 * abs(difference))}个百分点"
        return sign + size + ("分" if known is Kind.SCORE else "")

    def _are_rates(self, measure: Measure) -> bool:
        known = [self.vocabulary.get(name) for name in measure.names]
        return all(one is not None and one.kind is Kind.RATE for one in known)

    def amount(self, amount: Fraction) -> str:
        """Return a fixed amount."""
        return amount_text(amount, self.unit)

    def amount_of(self, measure: Measure) -> str:
        """Return an amount that may be a parameter."""
        constant = measure.constant
        return f"“{self.measure(measure)}”" if constant is None else self.amount(constant)


class Tariff(Protocol):
    """One way to turn facts into money, points or consequences."""

    def needs(self) -> tuple[str, ...]:
        """Return the facts and parameters without which it cannot be applied."""

    def uses(self) -> tuple[str, ...]:
        """Return the facts it uses where they are given."""

    def apply(self, case: Case) -> list[Effect]:
        """Return what it yields for a case, at least one effect."""

    def in_words(self, speech: Speech) -> str:
        """Return the tariff as one Chinese sentence, without a stop."""

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with its data though it can be read."""

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read it from its table in the scheme; faults go to the reader."""


def names_of(*measures: Measure) -> tuple[str, ...]:
    """Return the facts of several measures, each once."""
    return tuple(dict.fromkeys(name for measure in measures for name in measure.names))
