"""
What a rule yields for one case: payments, consequences, shares, indicators, or nothing.

Named tuples, like the tariffs: a frozen dataclass costs a millisecond each at start-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class Payment(NamedTuple):
    """An amount in the clause's unit, negative for a penalty, and the sum that led to it."""

    amount: Fraction
    why: str


class Consequence(NamedTuple):
    """
    Something other than money, e.g. 诫勉谈话.

    Attributes:
        name: what follows.
        persons: whom it hits, by name; without any, the unit the case is about.
        why: one Chinese sentence.
        roles: who is meant, as the clause says: 校长, 主任.
        own: the reason of each person alone, parallel to `persons`: it names no colleague.
    """

    name: str
    persons: tuple[str, ...]
    why: str
    roles: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def why_of(self, person: str) -> str:
        """Return the reason as it may be shown to one of the persons."""
        reasons = dict(zip(self.persons, self.own, strict=False))
        return reasons.get(person, self.why)


class Share(NamedTuple):
    """One part of something split, for a named receiver or (name ``""``) by position."""

    name: str
    size: int
    why: str


class Indicator(NamedTuple):
    """A target and whether it is met (达标); nothing is paid by it.

    `gap` is the figure less the target (差距), ``""`` where no number says it.
    """

    label: str
    actual: str
    target: str
    met: bool
    why: str
    gap: str = ""


class Miss(NamedTuple):
    """
    The rule was applied and yields nothing; `why` says so.

    `doubtful`: the facts stand in no row of the rule, which may well be a slip of writing.
    `barred`: a bar of the clause stopped all of its rules (一票否决).
    `nobody`: the consequence that would have chosen persons (末位交流) and chooses none.
    """

    why: str
    doubtful: bool = False
    barred: bool = False
    nobody: str = ""


class Refusal(NamedTuple):
    """The facts cannot be used: the fact at fault, what is wrong, what to do."""

    fact: str
    code: str
    message: str
    suggestion: str


Outcome = Payment | Consequence | Share | Indicator | Miss
"""What may stand in a result: each says why."""

Effect = Outcome | Refusal
