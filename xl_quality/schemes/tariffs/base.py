"""What every tariff (计奖办法) can do: read itself, name its facts, apply itself, say itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from xl_quality.schemes.expressions import Edge
from xl_quality.schemes.tariffs.fields import Field
from xl_quality.schemes.words import MINUS, Unit, ValueKind, amount_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from xl_quality.schemes.effects import CaseFacts, Effect
    from xl_quality.schemes.expressions import Condition, Expression
    from xl_quality.schemes.tariffs.fields import Problem
    from xl_quality.schemes.toml_reader import Reader
    from xl_quality.schemes.words import Vocabulary

_RANK_EDGES: Final = {
    Edge.AT_MOST: "以内",
    Edge.UNDER: "之前",
    Edge.AT_LEAST: "及以后",
    Edge.OVER: "之后",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to put a tariff into words: the names of facts and the unit of amounts."""

    vocabulary: Vocabulary
    unit: Unit

    def label(self, name: str) -> str:
        """Return the Chinese name of a fact or parameter."""
        known = self.vocabulary.get(name)
        return known.label if known else name

    def measure(self, measure: Expression) -> str:
        """Return a measure in words."""
        return measure.words(self.label)

    def condition(self, condition: Condition) -> str:
        """Return a condition in words."""
        constant, edge = condition.limit.constant, condition.edge
        if self._kind(condition.measure) is ValueKind.FLAG:
            return self.measure(condition.measure)
        if constant is not None:
            name = self.measure(condition.measure)
            if self._kind(condition.measure) is ValueKind.RANK:
                name = name.removesuffix("名次")
            return name + self.goal(condition.measure, edge, constant)
        return f"{self.measure(condition.measure)}{edge.label}{self.measure(condition.limit)}"

    def goal(self, measure: Expression, edge: Edge, limit: Fraction) -> str:
        """Return an edge and its limit: 不低于60分, 第8名以内."""
        text, kind = self.value(measure, limit), self._kind(measure)
        if kind is ValueKind.RANK:
            return text + _RANK_EDGES[edge]
        nothing_less = kind is not None and not limit and edge is Edge.AT_MOST
        return f"为{text}" if nothing_less else edge.label + text

    def _kind(self, measure: Expression) -> ValueKind | None:
        known = self.vocabulary.get(measure.text)
        return known.kind if known else None

    def value(self, measure: Expression, value: Fraction) -> str:
        """Return a value of a measure as its kind is written: 2%, 第8名, 20分."""
        known = self.vocabulary.get(measure.text)
        if known is None and len(measure.names) > 1 and self._are_rates(measure):
            return f"{number_text(100 * value)}个百分点"
        if known is None:
            return number_text(value)
        if known.kind is ValueKind.RANK:
            return f"第{number_text(value)}名"
        return known.text(value) + ("分" if known.kind is ValueKind.SCORE else "")

    def gap(self, measure: Expression, difference: Fraction) -> str:
        """Return a figure less its target (差距): ＋2个百分点, －1, 高2名; ``0`` where equal."""
        if not difference:
            return "0"
        known, size = self._kind(measure), number_text(abs(difference))
        if known is ValueKind.RANK:
            return f"{'低' if difference > 0 else '高'}{size}名"
        sign = "＋" if difference > 0 else MINUS
        if self._are_rates(measure):
            return f"{sign}{number_text(100 * abs(difference))}个百分点"
        return sign + size + ("分" if known is ValueKind.SCORE else "")

    def _are_rates(self, measure: Expression) -> bool:
        known = [self.vocabulary.get(name) for name in measure.names]
        return all(one is not None and one.kind is ValueKind.RATE for one in known)

    def amount(self, amount: Fraction) -> str:
        """Return a fixed amount."""
        return amount_text(amount, self.unit)

    def amount_of(self, measure: Expression) -> str:
        """Return an amount that may be a parameter."""
        constant = measure.constant
        return f"“{self.measure(measure)}”" if constant is None else self.amount(constant)


TARIFFS: Final[dict[str, type[Tariff]]] = {}
"""Every tariff by the word a scheme names it with (`kind`); a class enters itself."""


class Tariff:
    """
    One way to turn facts into money, points or consequences.

    A new tariff is a class that declares its fields, says itself in words and applies itself;
    reading, needed facts, the columns of the 方案 sheet and the checks of single fields follow
    from the fields.

    Attributes:
        kind, title: the word a scheme names it with, and the Chinese one of the 方案 sheet.
        fields: as declared, in order.
        pays: whether it yields an amount.
        warns: whether something follows for persons (处理).
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    fields: ClassVar[tuple[Field[Any], ...]]
    pays: ClassVar[bool] = True
    warns: ClassVar[bool] = False

    def __init_subclass__(cls, *, kind: str, title: str) -> None:
        """Enter the class among the tariffs."""
        cls.kind, cls.title = kind, title
        cls.fields = tuple(one for one in vars(cls).values() if isinstance(one, Field))
        TARIFFS[kind] = cls

    def __init__(self, **values: object) -> None:
        """Take a value for each field."""
        vars(self).update(values)

    def __eq__(self, other: object) -> bool:
        """Tell whether another tariff is of the same kind and says the same."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return a hash of all values."""
        return hash((self.kind, *vars(self).items()))

    def __repr__(self) -> str:
        """Return kind and values."""
        return f"{type(self).__name__}({vars(self)})"

    def needs(self) -> tuple[str, ...]:
        """Return the facts and parameters without which it cannot be applied."""
        return self._facts(needed=True)

    def uses(self) -> tuple[str, ...]:
        """Return the facts it uses where they are given."""
        return self._facts(needed=False)

    def _facts(self, *, needed: bool) -> tuple[str, ...]:
        fields = [one for one in self.fields if one.needed is needed]
        named = (name for one in fields for name in one.facts(vars(self)[one.attribute]))
        return tuple(dict.fromkeys(named))

    def recorded(self) -> dict[str, object]:
        """Return what it says, under the names of the fingerprint of a scheme; these stay."""
        return {one.attribute: vars(self)[one.attribute] for one in self.fields}

    @property
    def scores(self) -> bool:
        """Return whether it gives or takes points, whatever the clause pays in."""
        return False

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Return what it yields for a case, at least one effect."""
        raise NotImplementedError

    def in_words(self, speech: Speech) -> str:
        """Return the tariff as one Chinese sentence, without a stop."""
        raise NotImplementedError

    def problems(self, _vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield what is wrong with its data though it can be read."""
        for one in self.fields:
            yield from one.problems(vars(self)[one.attribute])

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield every word that a fact must equal: (key, fact, word)."""
        return iter(())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read it from its table in the scheme; faults go to the reader."""
        tariff = cls(**{one.attribute: one.read(reader) for one in cls.fields})
        tariff.check(reader)
        return tariff

    def check(self, reader: Reader) -> None:
        """Report values that contradict one another."""


def every_field() -> list[Field[Any]]:
    """Return the fields of all tariffs and of the rows inside them."""
    own = [one for tariff in TARIFFS.values() for one in tariff.fields]
    return [*own, *(inner for one in own for inner in one.inner)]
