"""Things brought together by what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Return items by their keys, keys and items in order of first appearance.

    >>> grouped(["甲1", "乙1", "甲2"], lambda one: one[0])
    {'甲': ['甲1', '甲2'], '乙': ['乙1']}
    """
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
