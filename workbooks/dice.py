"""Seeded chance that gives the same figures on every Python and every machine."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """Chance from a seed.

    Only `Random.random` is used: Python promises its sequence for ever, which it
    does not for `choice`, `shuffle` or `gauss`.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def chance(self, probability: float) -> bool:
        """Return True with the given probability (0 to 1)."""
        return self._random() < probability

    def below(self, limit: int) -> int:
        """Return an integer from 0 to limit - 1."""
        return int(self._random() * limit)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def bell(self) -> float:
        """Return a number scattered about 0 with a spread of about 1, never beyond ±3.5."""
        draw = self._random
        return (draw() + draw() + draw() + draw() - 2) * 1.732
