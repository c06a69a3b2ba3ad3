"""All worksheet functions (函数一览): the one tuple that every host and the reference read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xl_quality.functions import entries_rates, entries_rewards, entries_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.functions.registry import Function

FUNCTIONS: Final[tuple[Function, ...]] = (
    *entries_rates.ENTRIES,
    *entries_tables.ENTRIES,
    *entries_rewards.ENTRIES,
)
"""In the order of the function reference."""
BY_NAME: Final[Mapping[str, Function]] = MappingProxyType({one.name: one for one in FUNCTIONS})
"""The same by name."""
