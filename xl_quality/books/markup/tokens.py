"""The tags, comments and texts of a web page, however broken, in one pass over its characters.

The parser of the standard library takes time with the square of the length on some malformed
pages; here no text makes it look at a character more than a bounded number of times.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAME: Final = re.compile(r"</?([A-Za-z][\w:.-]{0,60})")
_REST: Final = re.compile(r"(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|[=\"'])*+>")
_QUICK: Final = 1 << 11
"""Characters of a tag that are searched for quotes."""
_ATTRIBUTE: Final = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*))?")
_RAW: Final = frozenset(("script", "style"))


class Tag(NamedTuple):
    """A start or end tag: its name in lower case, the attributes as they are written."""

    name: str
    closes: bool
    written: str

    @property
    def attributes(self) -> Mapping[str, str]:
        """Return the attributes, names in lower case; one without a value has ``""``."""
        return _attributes(self.written)


class StyleSheet(NamedTuple):
    """What stands between ``<style>`` and ``</style>``."""

    content: str


def tokens(text: str) -> Iterator[Tag | StyleSheet | str]:
    """Yield tags, style sheets and texts, these with their entities; comments are left out."""
    at, size = 0, len(text)
    endless: set[str] = set()
    while at < size:
        start = text.find("<", at)
        if start < 0:
            yield text[at:]
            return
        if start > at:
            yield text[at:start]
        if text.startswith(("<!", "<?"), start):
            at = _declaration_end(text, start, endless)
            continue
        named = _NAME.match(text, start)
        end = _tag_end(text, named.end(), endless) if named else -1
        if ">" in endless:
            yield text[start:]
            return
        if named is None:
            yield "<"
            at = start + 1
            continue
        tag = Tag(named.group(1).lower(), text[start + 1] == "/", text[named.end() : end])
        yield tag
        at = end + 1
        if tag.name in _RAW and not tag.closes:
            content, at = _until(text, at, f"</{tag.name}", endless)
            if tag.name == "style":
                yield StyleSheet(content)


def _declaration_end(text: str, start: int, endless: set[str]) -> int:
    """Return the offset behind a comment, a ``<!DOCTYPE`` or a ``<![if``."""
    if text.startswith("<!--", start):
        _, end = _until(text, start + 4, "-->", endless)
        if "-->" not in endless:
            return end + 3
    return max(_tag_end(text, start + 2, endless), start + 1) + 1


def _until(text: str, at: int, mark: str, endless: set[str]) -> tuple[str, int]:
    """Return the text up to a mark, whatever its case; where there is none, nothing is taken."""
    if mark in endless:
        return "", at
    found = re.compile(re.escape(mark), re.IGNORECASE).search(text, at)
    if found is None:
        endless.add(mark)  # once is enough: looking again and again would take for ever
        return "", at
    return text[at : found.start()], found.start()


def _tag_end(text: str, at: int, endless: set[str]) -> int:
    """Return where the ``>`` of a tag stands, one in quotes not counting; -1 for no such tag."""
    end = -1 if ">" in endless else text.find(">", at)
    if end < 0:
        endless.add(">")
    elif end - at < _QUICK and "=" in text[at:end]:
        found = _REST.match(text, at, at + _QUICK)
        return found.end() - 1 if found else end  # a quote left open ends with the tag
    return end


@lru_cache(maxsize=4096)  # the cells of a column look alike
def _attributes(written: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        bare = value[1:-1] if value[:1] in {'"', "'"} and value[-1:] == value[:1] else value
        found.setdefault(name.lower(), unescape(bare))
    return found
