"""Kinds of units (学段): whom a clause concerns, by the words that schemes use and how names end.

A scheme writes ``concerns = ["初中"]`` or ``only_for = { school = ["小学"] }``; where it is loaded
the word becomes the name patterns below. ``非小学`` means every unit but those: where grade or
indicator tell what a row is about, a school whose name tells nothing is not left out. So the rows
a clause takes, the clauses an agreement prints and the answers an office gives about its own
schools all come from one statement.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_NOT_WORD: Final = "非"
_NOT: Final = "!"
_NUMBER: Final = "[一二三四五六七八九十]"
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "小学": ("*小学", "*完小", "*教学点", "*小学部", f"*{_NUMBER}小"),
    "初中": ("*中学", "*初中", "*初中部", "*中学部", f"*{_NUMBER}中"),
}
"""The kinds that clauses name, with the names of their units: 城关一小, 光明学校初中部."""
NEITHER: Final = "都不是"
"""What an office says of a unit that is of none of these kinds."""
_OTHERS: Final = ("*幼儿园", "*高中")
"""Names that say by themselves that their unit is of none of these kinds."""


def patterns_of(words: Iterable[str]) -> tuple[str, ...]:
    """
    Return the name patterns that a scheme's words stand for; names stay as they are.

    >>> patterns_of(["教学点", "初中"])[:3], patterns_of(["非初中"])[:2]
    (('教学点', '*中学', '*初中'), ('!*中学', '!*初中'))
    """
    found = [pattern for word in words for pattern in _patterns(word)]
    return tuple(dict.fromkeys(found))


def _patterns(word: str) -> tuple[str, ...]:
    other = word.removeprefix(_NOT_WORD)
    if other != word and other in KINDS:
        return tuple(_NOT + pattern for pattern in KINDS[other])
    return KINDS.get(word, (word,))


def fits(name: str, patterns: Iterable[str]) -> bool:
    """
    Tell whether a unit's name is one of those meant.

    >>> fits("青石小学", ("*小学", "*完小")), fits("光明学校", ("!*中学",)), fits("", ("*小学",))
    (True, True, False)
    """
    own = [*patterns]
    wanted = [pattern for pattern in own if not pattern.startswith(_NOT)]
    barred = [pattern[1:] for pattern in own if pattern.startswith(_NOT)]
    if any(fnmatchcase(name, pattern) for pattern in barred):
        return False
    return not wanted or any(fnmatchcase(name, pattern) for pattern in wanted)


def or_nobody(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns that a row without a unit fits, too."""
    only_bar = all(pattern.startswith(_NOT) for pattern in patterns)
    return patterns if only_bar else (*patterns, "")


def tells_its_kind(name: str) -> bool:
    """
    Tell whether a unit's name says by itself of which kind it is.

    >>> tells_its_kind("东湾附属小学"), tells_its_kind("光明九年一贯制学校")
    (True, False)
    """
    return fits(name, [*patterns_of(KINDS), *_OTHERS])


def in_words(patterns: Iterable[str]) -> str:
    """
    Return whom patterns mean as a clerk reads it.

    >>> in_words(patterns_of(["小学"])), in_words(["甲中学", "*校"])
    ('小学', '甲中学、…校')
    """
    own = [pattern for pattern in patterns if pattern]
    said = {
        pattern: word
        for kind in KINDS
        for word in (kind, _NOT_WORD + kind)
        if {*_patterns(word)} <= {*own}
        for pattern in _patterns(word)
    }
    return "、".join(dict.fromkeys(said.get(one, one.replace("*", "…")) for one in own))


def also_named(patterns: Iterable[str], kind: str, units: Iterable[str]) -> list[str]:
    """
    Return what patterns of names must hold, too, where an office counts units to a kind.

    >>> also_named(patterns_of(["初中"]), "初中", ["光明学校"])
    ['光明学校']
    """
    first = KINDS[kind][0]
    return [mark + unit for mark in ("", _NOT) if mark + first in patterns for unit in units]
