"""Footnotes of agreements that are put into one file: own ids, numbers from 1 with each unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.agreements.filling import Filled
    from xl_quality.agreements.template import Template
    from xl_quality.agreements.wordxml import Node, Part

FOOTNOTES: Final = "word/footnotes.xml"
_NOTE: Final = re.compile(r"<w:footnote\b([^>]*)>.*?</w:footnote>", re.DOTALL)
_REFERENCE: Final = re.compile(r"(<w:footnoteReference\b[^>]*?\bw:id=\")(\d+)(\")")
_ID: Final = re.compile(r"(\bw:id=\")(-?\d+)(\")")
_KIND: Final = re.compile(r"\bw:type=\"(?!normal\")")
_PROPERTIES: Final = re.compile(r"<w:footnotePr\b[^>]*?(?:/>|>(.*?)</w:footnotePr>)", re.DOTALL)
_RESTART: Final = re.compile(r"<w:numRestart\b[^>]*/>")
_ANEW: Final = '<w:numRestart w:val="eachSect"/>'
_BEFORE: Final = re.compile(
    r"<w:sectPr\b[^>]*>(?:<w:(?:header|footer)Reference\b[^>]*/>)*", re.DOTALL
)


class MergedNotes:
    """
    The footnotes of a file for printing.

    Args:
        text: the template's own part; ``""`` where it has no footnotes.
    """

    def __init__(self, text: str) -> None:
        self._own = text
        self._added: list[str] = []
        ids = [int(found[2]) for note in _NOTE.finditer(text) if (found := _ID.search(note[0]))]
        self._step = max(ids, default=0) + 1

    def referred(self, body: str, place: int) -> str:
        """Return a unit's body with references to its own notes; the first one keeps its ids."""
        if not self._own:
            return body
        return _REFERENCE.sub(lambda m: f"{m[1]}{int(m[2]) + place * self._step}{m[3]}", body)

    def take(self, filled: Filled, place: int) -> None:
        """Add the notes of a unit; lines that part notes from text are there already."""
        for note in _NOTE.finditer(filled.parts.get(FOOTNOTES, self._own)):
            if not _KIND.search(note[1]):
                own = _ID.sub(lambda m: f"{m[1]}{int(m[2]) + place * self._step}{m[3]}", note[0], 1)
                self._added.append(own)

    def numbered_anew(self, section: str) -> str:
        """Let the notes of a section be numbered from 1; there must be one that can be closed."""
        if not self._own:
            return section
        found = _PROPERTIES.search(section)
        if found:
            kept = _RESTART.sub("", found[1] or "")
            new = f"<w:footnotePr>{kept}{_ANEW}</w:footnotePr>"
            return section[: found.start()] + new + section[found.end() :]
        return _BEFORE.sub(
            lambda m: f"{m[0]}<w:footnotePr>{_ANEW}</w:footnotePr>", section, count=1
        )

    def part(self, first: str) -> str:
        """Return the whole part: the first unit's, then what was taken from the others."""
        return first.replace("</w:footnotes>", "".join([*self._added, "</w:footnotes>"]))


def expected_notes(template: Template, filled: Sequence[Filled]) -> list[str]:
    """
    Return the paragraphs that the merged notes must hold, in their order; nothing without notes.

    Args:
        template: by which all were filled.
        filled: in the order of the pages.
    """
    part = next((one for one in template.file.parts if one.name == FOOTNOTES), None)
    if part is None:
        return []
    texts: list[str] = []
    for place, one in enumerate(filled):
        lines = one.instances.get(FOOTNOTES)
        if lines is None:
            pairs = [(p.text, p.node) for p in part.paragraphs]
        else:
            before = next(n for n, line in enumerate(template.lines) if _is_of(template, line.part))
            pairs = [(i.text, part.paragraphs[i.line - before].node) for i in lines]
        texts += [text for text, node in pairs if not place or _is_note(part, node)]
    return texts


def _is_of(template: Template, number: int) -> bool:
    return template.file.parts[number].name == FOOTNOTES


def _is_note(part: Part, node: Node) -> bool:
    """Tell whether a paragraph belongs to a note and not to the line above the notes."""
    around = next((one for one in _above(node) if one.tag == "footnote"), None)
    return around is not None and not _KIND.search(part.data[around.start : around.inner].decode())


def _above(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent
