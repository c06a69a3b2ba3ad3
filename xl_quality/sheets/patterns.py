"""Regular expressions that cost nothing until they are used: start-up counts."""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("match", "fullmatch", "search", "sub", "findall", "finditer", "split")


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
