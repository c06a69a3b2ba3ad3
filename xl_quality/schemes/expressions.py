"""What a rule measures: sums of facts with exact factors, and conditions with their edge side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xl_quality.core.findings import Kind

_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<factor>\d+(?:\.\d+)?(?:/\d+)?)?\s*(?P<name>[a-z][a-z0-9_]*)?\s*"
)


class ExpressionError(ValueError):
    """
    A text is no sum of facts.

    Attributes:
        kind: of the finding that says so.
        text: as written.
    """

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(kind.message.format(text=text))
        self.kind, self.text = kind, text


class Edge(StrEnum):
    """Which side of a limit counts, and whether reaching it is enough."""

    AT_LEAST = "at_least"  # 不低于, 以上
    OVER = "over"  # 超过
    AT_MOST = "at_most"  # 不超过, 以内
    UNDER = "under"  # 低于, 不满

    @property
    def label(self) -> str:
        """Return the Chinese words in front of a limit."""
        return {"at_least": "不低于", "over": "超过", "at_most": "不超过", "under": "低于"}[self]

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
        if value == limit:
            return self.includes
        return (value > limit) == self.rising


@dataclass(frozen=True, slots=True)
class Expression:
    """
    A sum of facts, each with an exact factor, and a constant, e.g. ``of - rank + 1``.

    Attributes:
        text: as it is written in the scheme.
        terms: (factor, name of a fact); the name of the constant is ``""``.
    """

    text: str
    terms: tuple[tuple[Fraction, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the facts it needs, in the order written."""
        return tuple(dict.fromkeys(name for _, name in self.terms if name))

    @property
    def constant(self) -> Fraction | None:
        """Return its value where it needs no fact."""
        return None if self.names else sum((factor for factor, _ in self.terms), Fraction())

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
    def parse(cls, text: str, derived: Mapping[str, str] | None = None) -> Expression:
        """
        Read a measure.

        Args:
            text: terms joined by + and -, each a number (12, 0.5, 1/3), a name, or both.
            derived: names that stand for a measure themselves.

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
            terms += _expanded(factor, match["name"] or "", derived or {})
            at = match.end()
        if not terms:
            raise ExpressionError(kinds.SUM_EMPTY, text)
        return cls(text.strip(), tuple(terms))


def _exact(number: str, text: str) -> Fraction:
    try:
        return Fraction(number)
    except ZeroDivisionError as error:
        raise ExpressionError(kinds.SUM_DIVIDED_BY_0, text) from error


def _expanded(
    factor: Fraction, name: str, derived: Mapping[str, str]
) -> list[tuple[Fraction, str]]:
    if name not in derived:
        return [(factor, name)]
    return [(factor * inner, base) for inner, base in Expression.parse(derived[name]).terms]


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
