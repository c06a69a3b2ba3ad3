"""One case (一例): the checked facts and parameters that a rule is applied to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_quality.schemes.vocabulary import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from xl_quality.core.facts import Fact
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.vocabulary import Vocabulary
    from xl_quality.schemes.words import Unit


@dataclass(frozen=True, slots=True)
class Case:
    """
    What a tariff sees.

    Attributes:
        facts: checked facts and parameters by name.
        vocabulary: the meaning of every name.
        unit: what amounts are in.
        scope: among whom ranks are taken, e.g. 全县; may be ``""``.
        context: facts that decided that the rule applies; every reason starts with them.
    """

    facts: Mapping[str, Fact]
    vocabulary: Vocabulary
    unit: Unit
    scope: str = ""
    context: tuple[str, ...] = ()

    def number(self, name: str) -> Fraction:
        """Return a numeric fact."""
        return exact(self.facts[name].value)

    def whole(self, name: str) -> int:
        """Return a whole-numbered fact."""
        return int(self.number(name))

    def value(self, measure: Measure) -> Fraction:
        """Return the value of a measure."""
        return measure.value(self.number)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of names, empty where it is not given."""
        fact = self.facts.get(name)
        if fact is None:
            return ()
        return tuple(map(str, fact.value)) if isinstance(fact.value, tuple) else (str(fact.value),)

    def numbers(self, name: str) -> tuple[Fraction, ...]:
        """Return a list of numbers, empty where it is not given."""
        fact = self.facts.get(name)
        if fact is None:
            return ()
        return (
            tuple(map(exact, fact.value)) if isinstance(fact.value, tuple) else (self.number(name),)
        )

    def say(self, names: Iterable[str]) -> str:
        """Return the facts named, as far as given, as the first half of a reason.

        They stand in the order of the vocabulary, whatever the order of the names.
        """
        wanted = {*self.context, *names}
        return "，".join(
            kind.say(self.facts[name], self.scope)
            for name, kind in self.vocabulary.items()
            if name in wanted and name in self.facts
        )
