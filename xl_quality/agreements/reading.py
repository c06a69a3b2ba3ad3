"""The text of a finished part, read with nothing of what wrote it: for the read-back."""

from __future__ import annotations

from typing import Final, NamedTuple

from xl_quality.agreements.wordxml import STRICT, WORD
from xl_quality.books.opc.guarded_xml import XmlError, guarded_parser, parse


class Text(NamedTuple):
    """
    A part as a reader sees it.

    Attributes:
        name: of the part.
        paragraphs: the text of each, in the order of their start tags.
        ends_section: whether a section ends with it, parallel to them.
        tables, sections: how many there are.
    """

    name: str
    paragraphs: list[str]
    ends_section: list[bool]
    tables: int
    sections: int


def read_text(name: str, data: bytes) -> Text:
    """
    Read the paragraphs of a finished part.

    Args:
        name: of the part, for messages.
        data: its bytes, UTF-8.

    Raises:
        XmlError: it is no well-formed XML.
    """
    reader = _Reader()
    parser = guarded_parser(" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parse(parser, [data])
    except XmlError as error:
        message = f"{name}: {error}"
        raise XmlError(message) from None
    texts = ["".join(pieces) for pieces in reader.paragraphs]
    return Text(name, texts, reader.ends_section, reader.tables, reader.sections)


def _named(tag: str) -> frozenset[str]:
    return frozenset({f"{WORD} {tag}", f"{STRICT} {tag}"})


_PARAGRAPH: Final = _named("p")
_TEXT: Final = _named("t")
_TABLE: Final = _named("tbl")
_SECTION: Final = _named("sectPr")
_BEFORE: Final = _named("sectPrChange")


class _Reader:
    """Collects texts while expat walks."""

    def __init__(self) -> None:
        self.paragraphs: list[list[str]] = []
        self.ends_section: list[bool] = []
        self.tables = self.sections = 0
        self._open: list[int] = []
        self._listening = self._changed = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Hear a start tag."""
        if name in _TEXT:
            self._listening = bool(self._open)
        elif name in _PARAGRAPH:
            self._open.append(len(self.paragraphs))
            self.paragraphs.append([])
            self.ends_section.append(False)
        elif name in _TABLE:
            self.tables += 1
        elif name in _BEFORE:
            self._changed = True
        elif name in _SECTION and not self._changed:
            self.sections += 1
            if self._open:
                self.ends_section[self._open[-1]] = True

    def end(self, name: str) -> None:
        """Hear an end tag."""
        if name in _TEXT:
            self._listening = False
        elif name in _PARAGRAPH:
            self._open.pop()
        elif name in _BEFORE:
            self._changed = False

    def characters(self, text: str) -> None:
        """Hear text."""
        if self._listening:
            self.paragraphs[self._open[-1]].append(text)
