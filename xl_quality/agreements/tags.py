"""Tags (字段和指令) in the text of a paragraph, and slips that only look like tags."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#(.*?)#\}", re.DOTALL)
_BLOCK: Final = re.compile(r"(?:(p|tr|r|tc)\s+)?(\w+)\b\s*(.*)", re.DOTALL)
_SLIPS: Final = (
    (re.compile(r"｛\s*[｛{]|\{\s*｛|｝\s*[｝}]|\}\s*｝"), "full_width_braces"),
    (re.compile(r"｛\s*[%％#]|[%％#]\s*｝|\{\s*％|％\s*\}"), "full_width_braces"),
    (re.compile(r"\{\s+\{|\}\s+\}|\{\s+%|%\s+\}"), "braces_apart"),
    (re.compile(r"\{\{|\}\}|\{%|%\}"), "unclosed_braces"),
    (re.compile(r"[{｛](?=\0)|(?<=\0)[}｝]"), "stray_brace"),
    (re.compile(r"(?<![{｛])[{｛]\s*[\w（）()％%]{1,20}\s*[}｝](?![}｝])"), "single_braces"),
)
"""What is left after the tags are taken out, from certain to likely; the first that fits tells."""
_QUOTES: Final = str.maketrans("“”„‟‘’‚‛＂＇", "\"\"\"\"''''\"'")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Signs without width, that come along when a name is copied from a web page."""
_SIGNS: Final = str.maketrans("｜＜＞＝！，（）．　", "|<>=!,(). ")


class Kind(StrEnum):
    """What a tag does."""

    VALUE = "value"
    FOR = "for"
    END_FOR = "endfor"
    IF = "if"
    ELSE_IF = "elif"
    ELSE = "else"
    END_IF = "endif"
    COMMENT = "comment"
    OTHER = "other"  # a word that templates here do not know: refused


class Tag(NamedTuple):
    """
    One tag.

    Attributes:
        kind: what it does.
        code: what stands behind its word, quotes made straight; ``学校|空白`` of a value.
        start, end: its place in the paragraph's text.
        text: as written.
        level: ``p`` or ``tr`` where it was written so (``{%tr for …%}``), else ``""``.
        word: the word of a block, as written.
    """

    kind: Kind
    code: str
    start: int
    end: int
    text: str
    level: str = ""
    word: str = ""


class Slip(NamedTuple):
    """Something that looks like a tag and is none: its kind, place and text."""

    kind: str
    start: int
    text: str


def tags_in(text: str) -> list[Tag]:
    """Return the tags of a paragraph in their order.

    >>> [(tag.kind.value, tag.code) for tag in tags_in("{{ 学校 }}，{% if 名次 < 4 %}")]
    [('value', '学校'), ('if', '名次 < 4')]
    """
    if "{" not in text:
        return []
    return [_tag(match) for match in _TAG.finditer(text)]


def _tag(match: re.Match[str]) -> Tag:
    place = match.start(), match.end(), match[0]
    if match[1] is not None:
        return Tag(Kind.VALUE, _straight(match[1]), *place)
    if match[2] is None:
        return Tag(Kind.COMMENT, "", *place)
    block = _BLOCK.fullmatch(match[2].strip().strip("-").strip())
    if block is None:
        return Tag(Kind.OTHER, "", *place)
    level, word, code = block[1] or "", block[2], _straight(block[3])
    kind = Kind(word) if word in _BLOCK_WORDS else Kind.OTHER
    return Tag(kind, code, *place, level if level in {"p", "tr"} else "", word)


_BLOCK_WORDS: Final = frozenset({"for", "endfor", "if", "elif", "else", "endif"})


def _straight(code: str) -> str:
    """Return code with Word's curly quotes straight and Chinese signs outside them half width."""
    straight = _INVISIBLE.sub("", code).translate(_QUOTES).strip()
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", straight)
    pieces[::2] = [piece.translate(_SIGNS) for piece in pieces[::2]]
    return "".join(pieces)


def slips_in(text: str) -> Iterator[Slip]:
    """
    Yield what looks like a tag in a paragraph and is none.

    >>> [(slip.kind, slip.text) for slip in slips_in("甲方：｛｛学校｝｝")]
    [('full_width_braces', '｛｛学校｝｝')]
    """
    if not any(sign in text for sign in "{}｛｝"):
        return
    rest = _TAG.sub(lambda match: "\0" * len(match[0]), text)
    for pattern, kind in _SLIPS:
        found = pattern.search(rest)
        if found:
            end = re.compile(r"[}｝]+").search(rest, found.end())
            stop = min(end.end() if end and not found[0].endswith(("}", "｝")) else found.end(), 80)
            yield Slip(kind, found.start(), rest[found.start() : max(stop, found.end())])
            return
