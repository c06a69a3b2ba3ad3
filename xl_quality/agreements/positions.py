"""Where the characters of a text stand in the bytes of its part, and what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xl_quality.agreements.wordxml import Node, Part, Piece

_CHARACTER: Final = re.compile(r"\r\n|&[^;]+;|.", re.DOTALL)


def spans(part: Part, piece: Piece) -> list[tuple[int, int]]:
    """Return, for each character of a piece, the bytes it is written with (``&lt;`` has four)."""
    raw = part.data[piece.node.inner : piece.node.close].decode()
    found, at = [], piece.node.inner
    for match in _CHARACTER.finditer(raw):
        size = len(match[0].encode())
        found.append((at, at + size))
        at += size
    return found


def around(node: Node, *tags: str) -> Node | None:
    """Return the nearest element around a node that has one of the tags."""
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above
