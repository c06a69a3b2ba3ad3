"""Calls of our functions in a formula as Calc writes it (公式里的函数)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.functions.catalogue import BY_NAME
from xl_quality.libreoffice.names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^\W\d][\w.]*|.', re.DOTALL)
"""A text, a sheet's quoted name, a word, or any other character."""
_DEEPER: Final = frozenset("({")
_HIGHER: Final = frozenset(")}")
_NEXT: Final = ";"
_AROUND: Final = ("name", "(", ")")


class Call(NamedTuple):
    """
    A function with its arguments.

    Attributes:
        name: as in the registry.
        arguments: as they are written, without spaces around; ``""`` where one is left out.
        alone: there is nothing else in the formula.
    """

    name: str
    arguments: tuple[str, ...]
    alone: bool


def calls_of(formula: str) -> list[Call]:
    """
    Return every call of our functions, one inside another's argument too, in their order.

    >>> calls_of('=IF(A1>0;XLQ.RANK_IN(B2;$甲.B2:B9;;"是");"MET(1)")')
    [Call(name='RANK_IN', arguments=('B2', '$甲.B2:B9', '', '"是"'), alone=False)]
    """
    tokens = _TOKEN.findall(formula.strip("{}= "))
    found = []
    for place, token in enumerate(tokens):
        name = token.removeprefix(PREFIX).upper()
        if name in BY_NAME and tokens[place + 1 : place + 2] == ["("]:
            inside = list(_inside(tokens[place + 2 :]))
            alone = place == 0 and len(inside) + len(_AROUND) == len(tokens)
            found.append(Call(name, tuple(_arguments(inside)), alone))
    return found


def _inside(tokens: Sequence[str]) -> Iterator[str]:
    """Yield what stands in a bracket that was just opened."""
    depth = 0
    for token in tokens:
        depth += (token in _DEEPER) - (token in _HIGHER)
        if depth < 0:
            return
        yield token


def _arguments(inside: Sequence[str]) -> list[str]:
    parts: list[list[str]] = [[]]
    depth = 0
    for token in inside:
        depth += (token in _DEEPER) - (token in _HIGHER)
        if depth == 0 and token == _NEXT:
            parts.append([])
        else:
            parts[-1].append(token)
    texts = ["".join(part).strip() for part in parts]
    return [] if texts == [""] else texts
