"""XML of Office packages: the one way to parse what others wrote, and to insert into it.

A DOCTYPE, and so entities, are refused. `scan` tells where elements stand in the bytes of a part;
`Edits` inserts at those places and keeps every other byte. The names are those that the Office
Open XML standard (ECMA-376) fixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Protocol
from xml.parsers import expat

_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_DECLARED_TEXT: Final = re.compile(r"(<\?xml[^>]*?encoding\s*=\s*[\"'])[^\"']+")
_TAG_END: Final = re.compile(rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY: Final = re.compile("&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
CONTENT_TYPES: Final = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
SHEET_TYPE: Final = _SPREADSHEET + "worksheet+xml"
WORKBOOK_TYPE: Final = _SPREADSHEET + "sheet.main+xml"
MACRO_WORKBOOK_TYPE: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
STYLES_TYPE: Final = _SPREADSHEET + "styles+xml"
COMMENTS_TYPE: Final = _SPREADSHEET + "comments+xml"
VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_OPEN: Final = "http://schemas.openxmlformats.org/"
_PURL: Final = "http://purl.oclc.org/ooxml/"


class XmlError(ValueError):
    """The part is no well-formed XML, or holds a DOCTYPE, which Office never writes."""


def guarded_parser(separator: str | None = None) -> expat.XMLParserType:
    """Return a parser of UTF-8 that refuses a DOCTYPE; its handlers are to be set.

    *separator* stands between namespace and tag where expat is to resolve prefixes.
    """
    parser = expat.ParserCreate("UTF-8", separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    """Lead a parser through a whole part.

    Raises:
        XmlError: it is not well formed, or holds a DOCTYPE.

    >>> parse(guarded_parser(), [b"<a>", b"</a>"])
    >>> parse(guarded_parser(), [b"<!DOCTYPE a><a/>"])
    Traceback (most recent call last):
    xl_quality.books.opc.xml.XmlError: DOCTYPE
    """
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except expat.ExpatError as error:
        raise XmlError(str(error)) from None


class Follower(Protocol):
    """What follows the elements of a part; names are ``namespace}tag``."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Meet a start tag."""

    def end(self, name: str) -> None:
        """Meet an end tag."""

    def text(self, text: str) -> None:
        """Meet text, perhaps a piece of it."""


def follow(follower: Follower, chunks: Iterable[bytes]) -> None:
    """Lead a follower through a whole part; errors as of `parse`."""
    parser = guarded_parser("}")
    parser.StartElementHandler = follower.start
    parser.EndElementHandler = follower.end
    parser.CharacterDataHandler = follower.text
    parse(parser, chunks)


def _refuse_doctype(*_: object) -> None:
    raise XmlError("DOCTYPE")


def as_utf8(data: bytes) -> bytes:
    """Return an XML part in UTF-8 without byte order mark; it is re-encoded only if it must be.

    Raises:
        XmlError: its encoding is unknown, or it does not keep to it.

    >>> as_utf8('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))
    b'<?xml version="1.0" encoding="UTF-8"?><a/>'
    """
    encoding = _encoding(data)
    if encoding == "utf-8":
        return data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise XmlError(f"encoding {encoding}") from None
    return _DECLARED_TEXT.sub(r"\1UTF-8", text.removeprefix("\ufeff"), count=1).encode()


def in_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield an XML part that comes in pieces in UTF-8, those of most parts as they are.

    Raises:
        XmlError: as of `as_utf8`.

    >>> list(in_utf8([b"<a>", b"</a>"])), list(in_utf8(["<a/>".encode("utf-16")]))
    ([b'<a>', b'</a>'], [b'<a/>'])
    """
    pieces = iter(chunks)
    first = next(pieces, b"")
    if _encoding(first) == "utf-8":
        yield first.removeprefix(b"\xef\xbb\xbf")
        yield from pieces
    else:
        yield as_utf8(b"".join([first, *pieces]))


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:2] == b"\x00<":
        return "utf-16-be"
    if data[:2] == b"<\x00":
        return "utf-16-le"
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    name = declared.group(1).decode().lower() if declared else "utf-8"
    return "utf-8" if name in ("utf-8", "utf8", "us-ascii", "ascii") else name


class Element:
    """One element and where it stands in the bytes of its part."""

    __slots__ = (
        "attributes", "children", "close", "namespace", "prefix", "scope", "start", "tag",
    )  # fmt: skip

    def __init__(  # noqa: PLR0917 - made for every element, so without the cost of keywords
        self,
        namespace: str,
        tag: str,
        prefix: str,
        attributes: dict[str, str],
        start: int,
        scope: dict[str, str],
    ) -> None:
        # namespace, tag, prefix: its name, resolved
        self.namespace = namespace
        self.tag = tag
        self.prefix = prefix
        self.attributes = attributes  # as written, with prefixes
        self.start = start  # offset of its ``<``
        self.scope = scope  # namespace by prefix, as in force inside it
        self.close = -1  # offset of its end tag; of its start tag where it closes itself
        self.children: list[Element] = []  # elements below it, down to the depth scanned

    def child(self, tag: str) -> Element | None:
        """Return the first child of that name in the element's own namespace."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the children of that name in the element's own namespace."""
        namespace = self.namespace
        return (kid for kid in self.children if kid.tag == tag and kid.namespace == namespace)

    @property
    def mark(self) -> str:
        """Return the prefix with its colon, ``""`` for none: ``f"<{e.mark}sheet/>"``."""
        return f"{self.prefix}:" if self.prefix else ""


def scan(data: bytes, depth: int = 3) -> Element:
    """Return the root element of an XML part with its descendants down to *depth* levels.

    Deeper levels (1 = the root alone) are only checked to be well formed.

    Raises:
        XmlError: not well formed, or with a DOCTYPE.
    """
    parser = guarded_parser()
    tree = _Tree(parser, depth)
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parse(parser, [data])
    return tree.roots[0]


def check_well_formed(chunks: Iterable[bytes]) -> None:
    """Raise `XmlError` where an XML part in UTF-8 is not well formed or holds a DOCTYPE."""
    check = XmlCheck()
    for chunk in chunks:
        check.take(chunk)
    check.end()


class XmlCheck:
    """Checks that a part is well formed XML without a DOCTYPE, as it comes; else `XmlError`."""

    def __init__(self) -> None:
        self._parser = guarded_parser("}")  # with a separator expat resolves prefixes too

    def take(self, chunk: bytes) -> None:
        """Look over the next piece, in UTF-8."""
        self._feed(chunk, final=False)

    def end(self) -> None:
        """Look whether everything was closed."""
        self._feed(b"", final=True)

    def _feed(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise XmlError(str(error)) from None


class _Tree:
    """Builds elements from expat's events."""

    def __init__(self, parser: expat.XMLParserType, depth: int) -> None:
        self.roots: list[Element] = []
        self._parser = parser
        self._depth = depth
        self._level = 0
        self._open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        if self._level > self._depth:
            return
        scope = self._open[-1].scope if self._open else {}
        declared = {k: v for k, v in attributes.items() if k == "xmlns" or k.startswith("xmlns:")}
        if declared:
            scope = scope | {key[6:]: value for key, value in declared.items()}
        prefix, _, tag = name.rpartition(":")
        at = self._parser.CurrentByteIndex
        element = Element(scope.get(prefix, ""), tag, prefix, attributes, at, scope)
        (self._open[-1].children if self._open else self.roots).append(element)
        self._open.append(element)

    def end(self, _: str) -> None:
        if self._level <= self._depth:
            self._open.pop().close = self._parser.CurrentByteIndex
        self._level -= 1


class Edits:
    """Insertions and replacements in one part; every other byte stays as it is."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, int, bytes]] = []

    def tag_end(self, element: Element) -> int:
        """Return the offset just behind an element's start tag."""
        return self.end_of_tag(element.start)

    def closes_itself(self, element: Element) -> bool:
        """Return whether an element is written ``<a/>``."""
        end = self.tag_end(element)
        return self.data[end - 2 : end] == b"/>"

    def span(self, element: Element) -> tuple[int, int]:
        """Return the offsets of an element's first byte and just behind its last one."""
        if self.closes_itself(element):
            return element.start, self.tag_end(element)
        return element.start, self.end_of_tag(element.close)

    def source(self, element: Element) -> bytes:
        """Return an element as it is written."""
        start, end = self.span(element)
        return self.data[start:end]

    def text(self, element: Element) -> str:
        """Return the text that an element without children holds."""
        if self.closes_itself(element):
            return ""
        return unescaped(self.data[self.tag_end(element) : element.close].decode())

    def replace(self, start: int, end: int, xml: bytes) -> None:
        """Put *xml* in place of the bytes from *start* up to *end*."""
        self._changes.append((start, end, len(self._changes), xml))

    def insert(self, at: int, xml: bytes) -> None:
        """Put *xml* at an offset, behind what was put there before."""
        self.replace(at, at, xml)

    def remove(self, element: Element) -> None:
        """Take an element away."""
        start, end = self.span(element)
        self.replace(start, end, b"")

    def insert_behind(self, element: Element, xml: bytes) -> None:
        """Put *xml* directly behind an element."""
        self.insert(self.span(element)[1], xml)

    def append(self, element: Element, xml: bytes) -> None:
        """Put *xml* as the last content of an element, opening it where it closes itself."""
        if not self.closes_itself(element):
            self.insert(element.close, xml)
            return
        end = self.tag_end(element)
        name = (element.mark + element.tag).encode()
        self.replace(end - 2, end, b">" + xml + b"</" + name + b">")

    def set_attribute(self, element: Element, name: str, value: str) -> None:
        """Give an attribute that is there, or is to be, a value that needs no escaping."""
        end = self.tag_end(element)
        tag = self.data[element.start : end]
        pattern = rb"(\s" + re.escape(name.encode()) + rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
        found = re.search(pattern, tag)
        quoted = b'"' + value.encode() + b'"'
        if found:
            self.replace(element.start + found.end(1), element.start + found.end(), quoted)
        else:
            at = element.start + 1 + len((element.mark + element.tag).encode())
            self.insert(at, b" " + name.encode() + b"=" + quoted)

    def result(self) -> bytes:
        """Return the part with all changes."""
        pieces, last = [], 0
        for start, end, _, xml in sorted(self._changes):
            pieces += [self.data[last:start], xml]
            last = max(last, end)
        return b"".join([*pieces, self.data[last:]])

    def end_of_tag(self, start: int) -> int:
        """Return the offset just behind the tag that begins at an offset."""
        found = _TAG_END.match(self.data, start)
        return found.end() if found else len(self.data)


def escaped(text: str) -> str:
    r"""Return text for element content; characters that XML cannot hold are left out.

    >>> escaped("a<b & \x01c")
    'a&lt;b &amp; c'
    """
    text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    r"""Return text as a quoted attribute value.

    >>> quoted('第"1"名')
    '"第&quot;1&quot;名"'
    """
    text = escaped(text).replace('"', "&quot;")
    return '"' + text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'


def unescaped(text: str) -> str:
    """Return the text that element content stands for.

    >>> unescaped("&quot;&#x7532;&amp;lt;")
    '"甲&lt;'
    """
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[1:].replace("x", "0x"), 0 if name[1] == "x" else 10)
    return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last Unicode character


class Dialect(NamedTuple):
    """The namespaces of a workbook: Transitional as Excel saves, or Strict."""

    main: str  # SpreadsheetML
    relationships: str  # prefix of relationship types, and namespace of ``r:id``
    # drawing, sheet_drawing, chart: DrawingML and its two uses in a sheet
    drawing: str
    sheet_drawing: str
    chart: str


TRANSITIONAL: Final = Dialect(
    main=_OPEN + "spreadsheetml/2006/main",
    relationships=_OPEN + "officeDocument/2006/relationships",
    drawing=_OPEN + "drawingml/2006/main",
    sheet_drawing=_OPEN + "drawingml/2006/spreadsheetDrawing",
    chart=_OPEN + "drawingml/2006/chart",
)
STRICT: Final = Dialect(
    main=_PURL + "spreadsheetml/main",
    relationships=_PURL + "officeDocument/relationships",
    drawing=_PURL + "drawingml/main",
    sheet_drawing=_PURL + "drawingml/spreadsheetDrawing",
    chart=_PURL + "drawingml/chart",
)
