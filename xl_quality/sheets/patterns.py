"""Regular expressions that cost nothing until they are used: start-up counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

_METHODS: Final = ("match", "fullmatch", "search", "sub", "findall", "finditer", "split")


class _Uncompiled:
    """Stands for a `re.Pattern`; the first use compiles it and puts its methods here."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """
    Return a regular expression that is compiled when it is first used.

    A range of Chinese characters takes a millisecond to compile, and there are dozens of patterns.

    >>> bool(pattern("缺?考").fullmatch("缺考"))
    True
    """
    return cast("re.Pattern[str]", _Uncompiled(text, flags))


class Words:
    """
    Words to look for in texts, without a regular expression: hundreds of them would take longer to
    compile than a whole sheet to read.

    Args:
        words: separated by spaces; each may stand anywhere in a text.
        odd: regular expressions, by the word that every text has in which one may be found.

    >>> words = Words("工资 薪", {"奖": r"奖$"})
    >>> words.search("应发工资"), words.search("优秀奖"), words.search("奖次")
    (True, True, False)
    """

    def __init__(self, words: str, odd: Mapping[str, str] | None = None) -> None:
        self._words = tuple(words.split())
        self._odd = odd or {}

    def search(self, text: str) -> bool:
        """Say whether one of the words stands in a text."""
        holds = text.__contains__
        return any(map(holds, self._words)) or any(
            re.search(self._odd[cue], text) for cue in filter(holds, self._odd)
        )
