"""A look over a sheet's raw XML before the fast reader opens it.

The fast reader gives error cells and formulas without a value as empty text, and reserves
memory for the whole rectangle that the outermost cells span. Both are found here from the
bytes (`scan_cells`), at a small part of the reader's own time; where they are written in an
unusual way a parser finds them (`parse_cells`), five times dearer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.xml import follow
from xl_quality.books.sources import MOST_CELLS
from xl_quality.sheets.cells import column_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PLAIN_COLUMNS: Final = 26
_PLAIN_ROWS: Final = 999_999
"""A sheet within these is not measured: its rectangle fits in memory in any case."""
_LONGEST_CELL: Final = 1 << 22  # bytes that are gathered at most in search of the next cell
_OVERLAP: Final = 1 << 10
"""Bytes kept of a window that is cut anyhow: more than any start tag of a cell."""
_ROOT: Final = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s/>]")
_C: Final = ord("c")
_CELL: Final = rb"<(?:[\w.-]+:)?c(?=[\s/>])"
_REFERENCE: Final = _CELL + rb"[^>]*?\sr\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']"
_FILLED: Final = _REFERENCE + rb"[^>]*(?<!/)>(?!</(?:[\w.-]+:)?c>)"
_ADDRESSLESS: Final = _CELL + rb"(?![^>]*\sr\s*=)"
"""Compiled where they are used: most sheets need none of them."""
_ADDRESS: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']")
_WHOLE_ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_TEXT_TYPE: Final = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


class UnusualXmlError(ValueError):
    """The sheet is written in a way that bytes alone cannot settle: it must be parsed."""


class CellScan:
    """What the look found.

    Attributes:
        errors: code of each cell that holds an error, by 0-based (row, column).
        uncached: formulas without a computed value, 0-based (row, column).
        rows, columns: size of the used rectangle from A1; an upper bound where it is small.
        flags: whether TRUE or FALSE may stand in a cell.
    """

    __slots__ = ("columns", "errors", "flags", "rows", "uncached")

    def __init__(self, rows: int = _PLAIN_ROWS, columns: int = _PLAIN_COLUMNS) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.uncached: set[tuple[int, int]] = set()
        self.rows = rows
        self.columns = columns
        self.flags = False


class _Patterns(NamedTuple):
    """The patterns for one namespace prefix."""

    cell: bytes
    prefixed: bool
    formula: bytes
    far_cell: re.Pattern[bytes]
    error: re.Pattern[bytes]
    bare_formula: re.Pattern[bytes]


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> _Patterns:
    p = re.escape(prefix)
    inside = rb"(?:[^<]|<(?!/?%sc[\s>]))*?" % p
    return _Patterns(
        cell=b"<%sc" % prefix,
        prefixed=bool(prefix),
        formula=b"<%sf" % prefix,
        far_cell=re.compile(rb'<%sc(?! r="[A-Z][0-9]{1,6}")[\s/>]' % p),
        error=re.compile(
            rb"<%sc(\s[^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>%s<%sv[^>]*>([^<]*)<" % (p, inside, p)
        ),
        bare_formula=re.compile(
            rb"<%sc((?:\s[^>]*)?)>\s*<%sf(?:[^>]*/>|[^>]*>[^<]*</%sf>)\s*"
            rb"(<%sv[^>]*/>|<%sv[^>]*>\s*</%sv>)?\s*</%sc>" % (p, p, p, p, p, p, p)
        ),
    )


def scan_cells(chunks: Callable[[], Iterable[bytes]]) -> CellScan:
    """Look over a worksheet part.

    Args:
        chunks: starts a pass over the part's bytes, in UTF-8; a second one is only needed for
            sheets with more than 26 columns.

    Raises:
        UnusualXmlError: comments, CDATA or cells without address stand where they matter.
    """
    scan = CellScan()
    wide = False
    for patterns, window in _windows(chunks()):
        wide = wide or _is_wide(patterns, window)
        # A search for one byte is far cheaper than one for two: most windows end there.
        if b"e" in window and (b'"e"' in window or (b"'" in window and b"'e'" in window)):
            _note_errors(scan, patterns, window)
        if b"b" in window and (b'"b"' in window or b"'b'" in window):
            scan.flags = True
        if b"f" in window and patterns.formula in window:
            _note_bare_formulas(scan, patterns, window)
    if wide:
        scan.rows, scan.columns = _extent(chunks(), filled_only=False)
        if scan.rows * scan.columns > MOST_CELLS:
            scan.rows, scan.columns = _extent(chunks(), filled_only=True)
    return scan


def _is_wide(patterns: _Patterns, window: bytes) -> bool:
    """Return whether a cell may stand right of column Z, or is not written as Excel does."""
    if patterns.far_cell.search(window):
        return True
    if patterns.prefixed:
        return b"<c" in window
    colon = window.find(b":", 0, -1)
    while colon >= 0:
        if window[colon + 1] == _C:
            return True
        colon = window.find(b":", colon + 1, -1)
    return False


def _windows(chunks: Iterable[bytes]) -> Iterable[tuple[_Patterns, bytes]]:
    """Yield the bytes again, cut so that no cell stands across a cut."""
    patterns, carried = None, b""
    for chunk in chunks:
        window = carried + chunk
        if patterns is None:
            patterns = _patterns(_prefix(window))
        cut = window.rfind(patterns.cell + b" ")
        if cut <= 0:
            if len(window) < _LONGEST_CELL:
                carried = window
                continue
            cut = len(window) - _OVERLAP
        yield patterns, window[:cut]
        carried = window[cut:]
    yield patterns or _patterns(b""), carried


def _prefix(head: bytes) -> bytes:
    root = _ROOT.search(head)
    if root is None:
        raise UnusualXmlError
    return root.group(1) + b":" if root.group(1) else b""


def _note_errors(scan: CellScan, patterns: _Patterns, window: bytes) -> None:
    if b"<!" in window:
        raise UnusualXmlError
    for attributes, code in patterns.error.findall(window):
        if code.strip():
            scan.errors[_place(attributes)] = code.decode("ascii", "replace").strip()


def _note_bare_formulas(scan: CellScan, patterns: _Patterns, window: bytes) -> None:
    if b"<!" in window:
        raise UnusualXmlError
    for attributes, empty_value in patterns.bare_formula.findall(window):
        if not (empty_value and _TEXT_TYPE.search(attributes)):
            scan.uncached.add(_place(attributes))


def _place(attributes: bytes) -> tuple[int, int]:
    found = _ADDRESS.search(attributes)
    if found is None:
        raise UnusualXmlError
    return int(found.group(2)) - 1, column_index(found.group(1).decode())


def _extent(chunks: Iterable[bytes], *, filled_only: bool) -> tuple[int, int]:
    """Return rows and columns of the used rectangle from the addresses of the cells."""
    rows, letters = 1, {b"A"}
    pattern = re.compile(_FILLED if filled_only else _REFERENCE)
    addressless = re.compile(_ADDRESSLESS)
    for _, window in _windows(chunks):
        if addressless.search(window):
            raise UnusualXmlError
        found = pattern.findall(window)
        letters.update({column for column, _ in found})
        rows = max([rows, *map(int, {row for _, row in found})])
    return rows, 1 + max(column_index(each.decode()) for each in letters)


def parse_cells(chunks: Iterable[bytes]) -> CellScan:
    """Look over a worksheet part with an XML parser; about five times dearer than `scan_cells`.

    Raises:
        XmlError: not well formed, or with a DOCTYPE.
    """
    cells = _Cells()
    follow(cells, chunks)
    return cells.scan


class _Cells:
    """Follows rows and cells; cells without an address stand right of the one before."""

    def __init__(self) -> None:
        self.scan = CellScan(rows=1, columns=1)
        self._row = -1
        self._column = -1
        self._type = ""
        self._formula = self._value_seen = self._in_value = False
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "row":
            given = attributes.get("r", "")
            self._row = int(given) - 1 if given.isdecimal() else self._row + 1
            self._column = -1
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = self._value_seen = True

    def text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._close_cell()

    def _open_cell(self, attributes: dict[str, str]) -> None:
        found = _WHOLE_ADDRESS.fullmatch(attributes.get("r", ""))
        if found:
            self._row, self._column = int(found.group(2)) - 1, column_index(found.group(1))
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self.scan.flags = self.scan.flags or self._type == "b"
        self._formula = self._value_seen = False
        self._value = ""

    def _close_cell(self) -> None:
        place = (self._row, self._column)
        if self._type == "e" and self._value.strip():
            self.scan.errors[place] = self._value.strip()
        elif (
            self._formula
            and not self._value.strip()
            and not (self._type == "str" and self._value_seen)
        ):
            self.scan.uncached.add(place)
        if self._formula or self._value_seen or self._type:
            self.scan.rows = max(self.scan.rows, self._row + 1)
            self.scan.columns = max(self.scan.columns, self._column + 1)
