"""Word files as templates: opened, refused where something active is in them, and written.

A part of the package is kept as offsets: paragraphs, runs, texts, rows and tables where they
stand, so that all else stays byte by byte as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.books.file_findings import damaged, refused
from xl_quality.books.opc.xml import XmlError, as_utf8, guarded_parser, parse
from xl_quality.books.opc.zip import Archive, Changes, read_archive, rewrite

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_KEPT: Final = frozenset(
    {
        *("body", "p", "r", "t", "tr", "tc", "tbl", "sectPr", "rPr", "pPr", "hyperlink"),
        *("ins", "del", "txbxContent", "sdtContent", "fldSimple", "smartTag", "instrText"),
        *("footnote", "endnote", "sectPrChange", "rPrChange", "pPrChange", "delText"),
    }
)
_MORE_THAN_TEXT: Final = frozenset({"drawing", "pict", "object", "br", "fldChar", "sym", "ptab"})
DOCUMENT: Final = "word/document.xml"
_TEXT_PARTS: Final = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_PARAGRAPH_ID: Final = re.compile(rb"\s\w+:(?:paraId|textId)=\"[0-9A-Fa-f]{8}\"")
_BOUND: Final = re.compile(rb"<\w+:dataBinding\b[^>]*/>")
_QUOTED: Final = re.compile('["“”][^"“”]*["“”]')
_FETCHING: Final = re.compile(
    r"(?i)DDE(?:AUTO)?|INCLUDE(?:TEXT|PICTURE)?|(?<!HYPER)LINK|\bIMPORT\b|\bDATABASE\b"
)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LARGEST_PART: Final = 32 << 20
_LARGEST_ALL: Final = 128 << 20
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")
_TARGET_MODE: Final = re.compile(rb"TargetMode\s*=\s*[\"']External")
_PRIVATE: Final = {chr(code): f"&#x{code:X};" for code in range(0xE000, 0xE006)}
_CHARACTER: Final = re.compile(r"\r\n|&[^;]+;|.", re.DOTALL)
_TAG: Final = re.compile(rb"[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")


@dataclass(slots=True)
class Node:
    """One element that matters, and where it stands in the bytes of its part."""

    tag: str  # local name: p, r, t, tr, tc, tbl, …
    parent: Node | None  # the next element around it that matters, None for the outermost
    start: int  # offset of its ``<``
    inner: int = -1  # offset just behind its start tag
    close: int = -1  # offset of its end tag; equal to `inner` where it is empty (``<w:p/>``)
    end: int = -1  # offset behind it


@dataclass(slots=True)
class Piece:
    """The text of one ``w:t`` (文字块)."""

    text: str  # as read
    # node, run: the w:t and the run around it, None where it stands outside any run
    node: Node
    run: Node | None
    first: int  # place of its first character in the paragraph's text


@dataclass(slots=True)
class Paragraph:
    """One paragraph (段落)."""

    node: Node  # where it stands
    number: int  # counted from 1 in its part, in the order of their start tags
    # its own texts; those of text boxes inside it belong to the paragraphs there
    pieces: list[Piece] = field(default_factory=list)
    ends_section: bool = False  # it carries the properties of a section that ends with it
    style: str = ""  # id of its style, ``""`` = the default one
    rest: bool = False  # it holds more than text: a picture, a break, a field

    @property
    def text(self) -> str:
        """Return its text, all pieces joined."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class WordPart:
    """A part taken apart."""

    name: str  # member of the package, e.g. ``word/document.xml``
    data: bytes  # its bytes in UTF-8
    paragraphs: list[Paragraph] = field(default_factory=list)  # in the order of their start tags
    tables: list[Node] = field(default_factory=list)  # every table, nested ones too
    body: Node | None = None  # the body element, None in headers and footers
    last_section: Node | None = None  # the body's own ``w:sectPr``, None where there is none
    prefix: str = "w:"  # the prefix of the Word namespace with its colon, ``w:`` as a rule
    properties: dict[int, Node] = field(default_factory=dict)  # a run's ``w:rPr``, by its start
    instructions: list[str] = field(default_factory=list)  # texts of fields (邮件合并域等)
    tracked: bool = False  # it holds tracked changes (修订)


def scan(name: str, data: bytes) -> WordPart:
    """Take a part in UTF-8 apart.

    Raises:
        XmlError: it is no well-formed XML, or holds a DOCTYPE.
    """
    return _Scan(name, data).part


class _Scan:
    """The state of one walk through a part."""

    def __init__(self, name: str, data: bytes) -> None:
        self.part = WordPart(name, data)
        self._open: list[Node | None] = []
        self._inside: list[Node] = []
        self._paragraphs: list[Paragraph] = []
        self._text: list[str] | None = None
        self._pending: Node | None = None
        parser = guarded_parser(" ")
        parser.namespace_prefixes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._odd
        parser.CommentHandler = self._odd
        self._parser = parser
        try:
            parse(parser, [data])
        except XmlError as error:
            raise XmlError(f"{name}: {error}") from None

    def _odd(self, *_: object) -> None:
        """Refuse what no word processor writes inside a text: offsets would not hold."""
        if self._text is not None:
            raise XmlError("CDATA")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        self._settle()
        namespace, _, rest = name.partition(" ")
        tag, _, prefix = rest.partition(" ")
        if namespace not in (WORD, STRICT):
            self._open.append(None)
            if tag in {"Choice", "Fallback", "drawing", "pict", "OLEObject", "object"}:
                self._mark_rest()
            return
        if not self.part.paragraphs and tag == "p":
            self.part.prefix = f"{prefix}:" if prefix else ""
        if tag in _MORE_THAN_TEXT:
            self._mark_rest()
        if tag == "pStyle" and self._paragraphs:
            self._paragraphs[-1].style = self._value(attributes)
        if tag == "fldSimple":
            self.part.instructions.append(self._value(attributes, "instr"))
        if tag not in _KEPT:
            self._open.append(None)
            return
        node = Node(tag, self._inside[-1] if self._inside else None, at)
        self._pending = node
        self._open.append(node)
        self._inside.append(node)
        self._opened(node)

    @staticmethod
    def _value(attributes: dict[str, str], name: str = "val") -> str:
        found = (text for key, text in attributes.items() if key.split(" ")[1:2] == [name])
        return next(found, "")

    def _mark_rest(self) -> None:
        if self._paragraphs:
            self._paragraphs[-1].rest = True

    def _opened(self, node: Node) -> None:
        part = self.part
        match node.tag:
            case "p":
                self._paragraphs.append(Paragraph(node, len(part.paragraphs) + 1))
                part.paragraphs.append(self._paragraphs[-1])
            case "tbl":
                part.tables.append(node)
            case "body":
                part.body = node
            case "t" | "instrText":
                self._text = []
            case "ins" | "del" | "rPrChange" | "pPrChange":
                part.tracked = True
            case "sectPr" if around(node, "sectPrChange") is None:
                if node.parent is not None and node.parent.tag == "pPr" and self._paragraphs:
                    self._paragraphs[-1].ends_section = True
                else:
                    part.last_section = node

    def _settle(self) -> None:
        """Note where the content of the element opened last begins."""
        if self._pending is not None:
            start = self._pending.start
            self._pending.inner = _tag_end(self.part.data, start)
            self._pending = None

    def _characters(self, text: str) -> None:
        self._settle()
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:  # noqa: ARG002 - expat gives it
        at, node = self._parser.CurrentByteIndex, self._open.pop()
        if node is None:
            self._settle()
            return
        data = self.part.data
        if self._pending is node and data[at : at + 2] != b"</":
            node.inner = node.close = node.end = _tag_end(data, node.start)
            self._pending = None
        else:
            self._settle()
            node.close, node.end = at, _tag_end(data, at)
        self._inside.pop()
        self._closed(node)

    def _closed(self, node: Node) -> None:
        match node.tag:
            case "p":
                self._paragraphs.pop()
            case "t":
                self._add_piece(node, "".join(self._text or ()))
                self._text = None
            case "instrText":
                self.part.instructions.append("".join(self._text or ()))
                self._text = None
            case "rPr" if node.parent is not None and node.parent.tag == "r":
                self.part.properties[node.parent.start] = node

    def _add_piece(self, node: Node, text: str) -> None:
        if self._paragraphs:
            pieces = self._paragraphs[-1].pieces
            first = pieces[-1].first + len(pieces[-1].text) if pieces else 0
            run = node.parent if node.parent is not None and node.parent.tag == "r" else None
            pieces.append(Piece(text, node, run, first))


def _tag_end(data: bytes, start: int) -> int:
    """Return the offset behind the tag at *start*, quoted ``>`` passed over."""
    found = _TAG.match(data, start)
    return found.end() if found else len(data)


def spans(part: WordPart, piece: Piece) -> list[tuple[int, int]]:
    """Return the bytes that each character of a piece is written with (``&lt;`` has four)."""
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


class WordFile(NamedTuple):
    """A Word file that is fit to be a template."""

    name: str  # file name, for messages
    archive: Archive  # its package
    parts: tuple[WordPart, ...]  # document, headers, footers, notes: whatever may hold fields
    # further XML parts of ``word/`` whose text is not filled: (name, bytes)
    others: tuple[tuple[str, bytes], ...]


def open_template(name: str, data: bytes) -> WordFile:
    """Open a Word file as a template (打开模板).

    Raises:
        BadInputError: it is no .docx, damaged, too large, holds macros, ActiveX, imported
            files or links to files elsewhere, or declares entities.
    """
    if data[:4] == _OLE:
        raise refused(kinds.TEMPLATE_OLD_FORMAT, name)
    if data[:2] != b"PK":
        raise refused(kinds.TEMPLATE_NOT_WORD, name)
    archive = read_archive(data, name)
    contents = _contents(archive)
    _refuse_active(name, contents)
    _refuse_outside(name, contents)
    try:
        parts = [_part(contents, DOCUMENT)]
        parts += [_part(contents, one) for one in contents if _TEXT_PARTS.fullmatch(one)]
        others = [
            (one, _other(one, content))
            for one, content in contents.items()
            if one.endswith((".xml", ".rels")) and one not in {part.name for part in parts}
        ]
    except XmlError as error:
        if "DOCTYPE" in str(error):
            raise refused(kinds.TEMPLATE_ENTITIES, name, where=str(error)) from None
        raise damaged(name, str(error)) from None
    _refuse_fetching(name, parts)
    return WordFile(name, archive, tuple(parts), tuple(others))


def _other(name: str, data: bytes) -> bytes:
    content = as_utf8(data)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise XmlError(f"{name}: DOCTYPE")
    return content


def _contents(archive: Archive) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for member in archive.members:
        if member.name in found:
            raise damaged(archive.file_name, f"{member.name} 出现两次")
        total += member.unpacked
        if member.unpacked > _LARGEST_PART or total > _LARGEST_ALL:
            raise refused(kinds.TEMPLATE_TOO_LARGE, archive.file_name, size=total >> 20)
        found[member.name] = archive.read(member)
    if DOCUMENT not in found or "[Content_Types].xml" not in found:
        raise refused(kinds.TEMPLATE_NOT_WORD, archive.file_name)
    return found


def _refuse_active(name: str, contents: dict[str, bytes]) -> None:
    types = contents["[Content_Types].xml"]
    macros = any("vbaproject" in one.lower() for one in contents) or b"macroEnabled" in types
    if macros or name.lower().endswith((".docm", ".dotm")):
        raise refused(kinds.TEMPLATE_MACROS, name)
    if any("/activex/" in content.lower() for content in contents):
        raise refused(kinds.TEMPLATE_ACTIVE, name)
    if b"wordprocessingml.template.main" in types:
        raise refused(kinds.TEMPLATE_DOTX, name)
    if b"wordprocessingml.document.main" not in types:
        raise refused(kinds.TEMPLATE_NO_DOCUMENT, name)


def _refuse_outside(name: str, contents: dict[str, bytes]) -> None:
    """Refuse links that Word follows by itself; a hyperlink waits for a click."""
    for one, content in contents.items():
        if not one.endswith(".rels"):
            continue
        for match in _RELATION.finditer(content):
            outside = _TARGET_MODE.search(match[0]) and b"/hyperlink" not in match[0]
            if outside or b"/aFChunk" in match[0]:
                raise refused(kinds.TEMPLATE_LINKS, name)


def _refuse_fetching(name: str, parts: list[WordPart]) -> None:
    """Refuse fields by which Word fetches something, or starts a program."""
    for part in parts:
        said = _QUOTED.sub("", "".join(part.instructions))  # a code may be split over runs
        found = _FETCHING.search(said)
        if found:
            raise refused(kinds.TEMPLATE_FETCHES, name, field=found[0])


def _part(contents: dict[str, bytes], name: str) -> WordPart:
    data = _PARAGRAPH_ID.sub(b"", as_utf8(contents[name]))  # loops would repeat these ids
    data = _BOUND.sub(b"", data)  # else Word shows what is stored elsewhere, not what was filled
    for character, reference in _PRIVATE.items():
        data = data.replace(character.encode(), reference.encode())
    return scan(name, data)


def packed(file: WordFile, parts: Mapping[str, str]) -> bytes:
    """Return a Word file with the texts of parts replaced; others are copied as they lie there."""
    changed = {name: text.encode() for name, text in parts.items()}
    return rewrite(file.archive, Changes(changed))
