"""A web page, however broken, taken apart into tables as they are nested, in one pass.

The parser of the standard library takes time with the square of the length on some malformed
pages; here no text makes it look at a character more than a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.file_findings import DEEP_TABLES, MANY_CELLS

if TYPE_CHECKING:
    from xl_quality.core.findings import Kind

_NAME: Final = re.compile(r"</?([A-Za-z][\w:.-]{0,60})")
_REST: Final = re.compile(r"(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|[=\"'])*+>")
_QUICK: Final = 1 << 11  # characters of a tag that are searched for quotes
_ATTRIBUTE: Final = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*))?")
_RAW: Final = frozenset(("script", "style"))
DEEPEST: Final = 100
"""Tables within tables."""
MOST_HTML_CELLS: Final = 1_000_000
"""Cells and rows of all tables together; a county's 50,000 pupils have 700,000."""
_BLOCKS: Final = frozenset(
    ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "center", "tr")
)
_UNSEEN: Final = frozenset(("title", "comment", "xml"))
"""``comment`` is where LibreOffice puts notes, ``xml`` where Office puts settings."""
_BREAK: Final = "\x00"
_BLOCK: Final = "\x01"
_ODD: Final = re.compile(r"[\s\x00\x01\xa0&]")
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_BLOCK_EDGE: Final = re.compile(r" ?\x01[\x01 ]*")
_SHEET_ANCHOR: Final = re.compile(r"table\d+")


class Tag(NamedTuple):
    """A start or end tag: its name in lower case, the attributes as they are written."""

    name: str
    closes: bool
    written: str

    @property
    def attributes(self) -> Mapping[str, str]:
        """Return the attributes, names in lower case; one without a value has ``""``."""
        return _attributes(self.written)


class StyleText(NamedTuple):
    """What stands between ``<style>`` and ``</style>``."""

    content: str


def tokens(text: str) -> Iterator[Tag | StyleText | str]:
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
                yield StyleText(content)


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


class OverfullError(ValueError):
    """A page holds more than any school's."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.code)
        self.kind = kind  # of what


class HtmlCell:
    """One cell: its attributes, the pieces of its text, the tables that stand in it."""

    __slots__ = ("attributes", "nested", "pieces")

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.attributes = attributes
        self.pieces: list[str] = []
        self.nested: list[HtmlTable] = []


class HtmlTable:
    """One table."""

    __slots__ = ("attributes", "before", "caption", "name", "rows")

    def __init__(self, attributes: Mapping[str, str], before: list[str], name: str) -> None:
        self.attributes = attributes  # of its start tag
        self.before = before  # the lines of text between it and the table before
        self.caption = ""  # its caption, ``""`` for none
        self.name = name  # the name of its sheet where LibreOffice says one above it
        # its cells as they come, not yet moved by what spans rows and columns
        self.rows: list[list[HtmlCell]] = []


class _Open:
    """A table whose end has not come: the row and the cell that are being filled."""

    __slots__ = ("cell", "row_ended", "table")

    def __init__(self, table: HtmlTable) -> None:
        self.table = table
        self.cell: HtmlCell | None = None
        self.row_ended = True


class Page:
    """A web page taken apart.

    Raises:
        OverfullError: more than 100 tables stand in one another, or 1,000,000 cells in all.
    """

    def __init__(self, text: str) -> None:
        self.tables: list[HtmlTable] = []  # the outermost tables, in order
        self.styles: list[str] = []  # its style sheets
        self._open: list[_Open] = []
        self._outside: list[str] = []
        self._name: list[str] | None = None
        self._pieces: list[str] | None = self._outside
        self._unseen = ""
        self._cells_left = MOST_HTML_CELLS
        for token in tokens(text):
            if isinstance(token, str):
                self._say(token)
            elif isinstance(token, StyleText):
                self.styles.append(token.content)
            elif self._unseen:
                self._unseen = "" if token.closes and token.name == self._unseen else self._unseen
            else:
                self._tag(token)
        self.complete = not self._open  # every table has its end
        while self._open:
            self._end_table()

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if name in {"td", "th"}:
            self._cell(tag)
        elif name == "tr":
            self._row(tag)
        elif name == "br":
            self._say(_BREAK)
        elif name in _BLOCKS:
            self._say(_BLOCK)
        elif name == "table":
            self._end_table() if tag.closes else self._start_table(tag)
        elif name == "caption":
            self._caption(tag)
        elif name in {"a", "em"}:
            self._sheet_name(tag)
        elif name in _UNSEEN and not tag.closes:
            self._unseen = name

    def _say(self, piece: str) -> None:
        if self._pieces is not None and not self._unseen:
            self._pieces.append(piece)

    def _start_table(self, tag: Tag) -> None:
        if self._open and self._open[-1].cell is None:
            self._end_table()  # a table cannot stand between the cells of another
        if len(self._open) >= DEEPEST:
            raise OverfullError(DEEP_TABLES)
        before = [] if self._name else plain_text(self._outside).splitlines()
        table = HtmlTable(tag.attributes, before, plain_text(self._name or ()))
        self._name = None
        self._outside.clear()
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.nested.append(table)
        else:
            self.tables.append(table)
        self._open.append(_Open(table))
        self._pieces = None

    def _end_table(self) -> None:
        if self._open:
            self._open.pop()
        cell = self._open[-1].cell if self._open else None
        self._pieces = cell.pieces if cell else None if self._open else self._outside

    def _row(self, tag: Tag) -> None:
        if not self._open:
            self._say(_BLOCK)
            return
        place = self._open[-1]
        place.cell, place.row_ended, self._pieces = None, tag.closes, None
        if not tag.closes:
            self._count()
            place.table.rows.append([])

    def _cell(self, tag: Tag) -> None:
        if not self._open:
            self._say(_BLOCK)
            return
        place = self._open[-1]
        place.cell, self._pieces = None, None
        if tag.closes:
            return
        if place.row_ended:
            place.table.rows.append([])
            place.row_ended = False
        self._count()
        place.cell = HtmlCell(tag.attributes)
        self._pieces = place.cell.pieces
        place.table.rows[-1].append(place.cell)

    def _count(self) -> None:
        self._cells_left -= 1
        if self._cells_left < 0:
            raise OverfullError(MANY_CELLS)

    def _caption(self, tag: Tag) -> None:
        if not self._open or self._open[-1].cell is not None:
            return
        if tag.closes:
            self._open[-1].table.caption = plain_text(self._pieces or ())
            self._pieces = None
        else:
            self._pieces = []

    def _sheet_name(self, tag: Tag) -> None:
        """Take the name of a sheet from what LibreOffice writes above its table."""
        if tag.name == "a" and not tag.closes:
            if _SHEET_ANCHOR.fullmatch(tag.attributes.get("name", "")) and not self._open:
                self._name = []
        elif tag.name == "em" and self._name is not None and not self._open:
            self._pieces = self._outside if tag.closes else self._name


def plain_text(pieces: list[str] | tuple[str, ...]) -> str:
    r"""Return the text that a reader of a page sees, its lines parted by line feeds.

    >>> plain_text([" 张\n 三", "&nbsp;", "\x00", "1班 "])
    '张 三\n1班'
    """
    text = "".join(pieces)
    if not _ODD.search(text):
        return text
    text = unescape(_SPACES.sub(" ", text))
    text = _BLOCK_EDGE.sub("\n", text).replace(_BREAK, "\n").replace("\xa0", " ")
    return "\n".join(map(str.strip, text.split("\n"))).strip()
