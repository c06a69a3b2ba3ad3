"""A fact (事实): a value that a clause uses, together with the cell it was taken from."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

FactValue = int | Fraction | str | tuple["int | Fraction | str", ...]
"""Numbers are exact; a tuple holds several of one kind, e.g. the ranks of two subjects."""


class Fact(NamedTuple):
    """One value with its source.

    Attributes:
        value: the value, exact.
        source: ``sheet!cell`` where it stands, ``""`` where a person typed it in.
    """

    value: FactValue
    source: str = ""


class Record(NamedTuple):
    """One row of a list sheet (任课, 县名次, 指标 …): its facts by field name.

    A field whose cell is empty is not in `facts`.
    """

    sheet: str
    row: int
    facts: dict[str, Fact]

    def text(self, field: str) -> str:
        """Return the field as text, ``""`` where the cell is empty."""
        fact = self.facts.get(field)
        return "" if fact is None else str(fact.value)
