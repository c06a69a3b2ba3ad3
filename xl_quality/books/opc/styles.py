"""The styles part: our looks are appended to it, what is there stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.xml import (
    DECLARATION,
    Edits,
    Element,
    guarded_parser,
    parse,
    quoted,
    scan,
)

if TYPE_CHECKING:
    from xl_quality.books.tables import Highlight, Style

_ORDER: Final = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
)
_ENTRY_DEPTH: Final = 2
_BUILT_IN_FORMATS: Final = {"": 0, "General": 0, "0": 1, "0.00": 2, "0%": 9, "0.00%": 10, "@": 49}
_FIRST_FREE_FORMAT: Final = 164
MOST_CELL_FORMATS: Final = 65_490
"""Cell formats (xf) of one workbook: with one more Excel calls it damaged."""
OFFICE_FONT: Final = (
    '<{p}font><{p}sz val="11"/><{p}name val="宋体"/><{p}charset val="134"/></{p}font>'
)
"""The first font of a workbook of our own."""
UNSAID_FONT: Final = "<{p}font/>"
"""The first font where a workbook names none: each program goes on taking its own default."""
_EMPTY: Final = {
    "fonts": UNSAID_FONT,
    "fills": '<{p}fill><{p}patternFill patternType="none"/></{p}fill>'
    '<{p}fill><{p}patternFill patternType="gray125"/></{p}fill>',
    "borders": "<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>",
    "cellXfs": '<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}
"""What must stand first in a collection that is missing: Excel reserves these entries."""
_REFERRED: Final = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
"""How cell formats refer to an entry of a collection."""


def blank_styles(main_namespace: str, font: str = OFFICE_FONT, formats: int = 1) -> bytes:
    """Return a styles part with nothing but what Excel requires.

    *font* is the first one, with ``{p}`` for the prefix; all *formats* are plain.
    """
    first = _EMPTY | {"fonts": font}
    parts = "".join(
        f"<{tag}>{first[tag].format(p='')}</{tag}>" for tag in ("fonts", "fills", "borders")
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    return (
        DECLARATION
        + (
            f'<styleSheet xmlns="{main_namespace}">{parts}'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            f'</cellStyleXfs><cellXfs count="{formats}">{plain * formats}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" '
            'builtinId="0"/></cellStyles></styleSheet>'
        ).encode()
    )


class StyleSheet:
    """A styles part and what is appended to it.

    Entries equal to one that is there, byte for byte, are used again, so that a second run adds
    nothing.

    Args:
        data: the part in UTF-8.
        formats_used: tells how many cell formats the workbook's cells count on; asked only where
            the part holds none, so that ours do not become theirs.

    Raises:
        XmlError: it is not well formed.
    """

    def __init__(self, data: bytes, formats_used: Callable[[], int] = lambda: 1) -> None:
        self._formats_used = formats_used
        self._root = scan(data, 2)
        if Edits(data).closes_itself(self._root):
            name = self._root.mark + self._root.tag
            end = Edits(data).tag_end(self._root)
            data = data[: end - 2] + f"></{name}>".encode() + data[end:]
            self._root = scan(data, 2)
        self._data = data
        self._p = self._root.mark
        self._collections: dict[str, _Collection] = {}
        self._cell_looks: dict[Style, int] = {}
        self._formats: dict[str, int] = {}

    @property
    def formats(self) -> int:
        """Return how many cell formats there are, those appended included."""
        return self._collection("cellXfs").count

    @property
    def new_formats(self) -> int:
        """Return how many cell formats were appended."""
        return self._collection("cellXfs").added

    def cell_look(self, style: Style) -> int:
        """Return the index of a cell format (xf) that looks like *style*."""
        if style not in self._cell_looks:
            self._cell_looks[style] = self._collection("cellXfs").index(self._xf(style))
        return self._cell_looks[style]

    def change_of_look(self, highlight: Highlight) -> int:
        """Return the index of a differential format (dxf) for a conditional format."""
        p = self._p
        font = (f"<{p}b/>" if highlight.bold else "") + _color(p, highlight.color)
        xml = f"<{p}font>{font}</{p}font>" if font else ""
        if highlight.fill:
            color = f'<{p}bgColor rgb="FF{highlight.fill}"/>'
            pattern = f'<{p}patternFill patternType="solid">{color}</{p}patternFill>'
            xml += f"<{p}fill>{pattern}</{p}fill>"
        return self._collection("dxfs").index(f"<{p}dxf>{xml}</{p}dxf>")

    def result(self) -> bytes:
        """Return the part with everything appended."""
        edits = Edits(self._data)
        for tag in _ORDER:
            if tag in self._collections:
                self._collections[tag].write(edits)
        return edits.result()

    def _collection(self, tag: str) -> _Collection:
        if tag not in self._collections:
            self._collections[tag] = _Collection(
                self._data, self._root, tag, lambda: self._first_entries(tag)
            )
        return self._collections[tag]

    def _first_entries(self, tag: str) -> list[bytes]:
        if tag not in _EMPTY:
            return []
        first = siblings(_EMPTY[tag].format(p=self._p).encode())
        if tag == "cellXfs":
            wanted = min(self._formats_used(), MOST_CELL_FORMATS)
        else:
            uses = re.findall(rf'\b{_REFERRED[tag]}="(\d{{1,5}})"'.encode(), self._data)
            wanted = 1 + max(map(int, uses), default=0)
        return first + first[:1] * (wanted - len(first))

    def _xf(self, style: Style) -> str:
        p = self._p
        number_format = self._number_format(style.number_format)
        font = self._collection("fonts").index(_font(p, style))
        fill = self._collection("fills").index(_fill(p, style.fill)) if style.fill else 0
        border = self._collection("borders").index(_box(p)) if style.border else 0
        base = "" if self._root.child("cellStyleXfs") is None else ' xfId="0"'
        wrap = ' wrapText="1"' if style.wrap else ""
        return (
            f'<{p}xf numFmtId="{number_format}" fontId="{font}" fillId="{fill}" '
            f'borderId="{border}"{base} '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
            f'applyAlignment="1"><{p}alignment horizontal="{style.align.value}" '
            f'vertical="center"{wrap}/></{p}xf>'
        )

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN_FORMATS:
            return _BUILT_IN_FORMATS[code]
        if code not in self._formats:
            self._formats[code] = self._custom_format(code)
        return self._formats[code]

    def _custom_format(self, code: str) -> int:
        collection = self._collection("numFmts")
        used: dict[int, str] = {}
        for source in collection.sources:
            attributes = scan(source, 1).attributes
            given = attributes.get("numFmtId", "")
            if given.isdecimal():
                used[int(given)] = attributes.get("formatCode", "")
        known = next((n for n, c in used.items() if c == code and n >= _FIRST_FREE_FORMAT), None)
        if known is not None:
            return known
        number = max([_FIRST_FREE_FORMAT - 1, *used, *self._formats.values()]) + 1
        collection.index(f'<{self._p}numFmt numFmtId="{number}" formatCode={quoted(code)}/>')
        return number


class _Collection:
    """One counted list of the part, e.g. ``<fonts count="3">``."""

    def __init__(
        self, data: bytes, root: Element, tag: str, first_entries: Callable[[], list[bytes]]
    ) -> None:
        self._root, self._tag = root, tag
        self._element = root.child(tag)
        self.sources: list[bytes] = []  # the entries, each as written
        edits = Edits(data)
        if self._element is not None and not edits.closes_itself(self._element):
            self.sources = siblings(data[edits.tag_end(self._element) : self._element.close])
        self._new: list[bytes] = []
        if not self.sources:
            self._new += first_entries()
        present = self.sources or self._new
        self._indices = {source: index for index, source in reversed(list(enumerate(present)))}
        self._present = self.count = len(present)

    @property
    def added(self) -> int:
        """Return how many entries were appended."""
        return self.count - self._present

    def index(self, xml: str) -> int:
        """Return the place of an entry, which is appended where there is none like it."""
        source = xml.encode()
        if source not in self._indices:
            self._indices[source] = self.count
            self.count += 1
            self._new.append(source)
        return self._indices[source]

    def write(self, edits: Edits) -> None:
        """Insert the new entries, and the collection itself at its schema place if missing."""
        if not self._new:
            return
        new = b"".join(self._new)
        if self._element is not None:
            edits.append(self._element, new)
            if "count" in self._element.attributes:
                edits.set_attribute(self._element, "count", str(self.count))
            return
        name = (self._root.mark + self._tag).encode()
        xml = b'<%s count="%d">%s</%s>' % (name, self.count, new, name)
        earlier = [
            kid for kid in self._root.children if kid.tag in _ORDER[: _ORDER.index(self._tag)]
        ]
        if earlier:
            edits.insert_behind(earlier[-1], xml)
        else:
            edits.insert(edits.tag_end(self._root), xml)


def siblings(xml: bytes) -> list[bytes]:
    """Return the elements that stand beside each other in a piece of XML, each as written.

    Their places alone are noted: a part may hold sixty thousand of them.
    """
    inside = b"<a>" + xml + b"</a>"
    parser = guarded_parser()
    starts: list[int] = []
    ends: list[int] = []
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth == _ENTRY_DEPTH:
            starts.append(parser.CurrentByteIndex)

    def end(*_: object) -> None:
        nonlocal depth
        if depth == _ENTRY_DEPTH:
            ends.append(parser.CurrentByteIndex)
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, [inside])
    whole = Edits(inside)
    found = []
    for first, last in zip(starts, ends, strict=True):
        after = whole.end_of_tag(first)
        if inside[after - 2 : after] != b"/>":
            after = whole.end_of_tag(last)
        found.append(inside[first:after])
    return found


def _font(p: str, style: Style) -> str:
    bold = f"<{p}b/>" if style.bold else ""
    return (
        f'<{p}font>{bold}<{p}sz val="{style.size}"/>{_color(p, style.color)}'
        f'<{p}name val={quoted(style.font)}/><{p}charset val="134"/></{p}font>'
    )


def _color(p: str, color: str) -> str:
    return f'<{p}color rgb="FF{color}"/>' if color else ""


def _fill(p: str, color: str) -> str:
    return (
        f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{color}"/>'
        f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
    )


def _box(p: str) -> str:
    sides = "".join(
        f'<{p}{side} style="thin"><{p}color auto="1"/></{p}{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    return f"<{p}border>{sides}<{p}diagonal/></{p}border>"
