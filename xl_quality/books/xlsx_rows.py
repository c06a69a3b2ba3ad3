"""Reading the rows of a worksheet part straight from its bytes, as all usual programs write them.

The cells of a sheet say few different things: behind its address, a mark among half a million is
one of a few hundred pieces of XML. `read_rows` cuts a row at its addresses and looks each piece
up; only one met for the first time is taken apart. Whatever is not written plainly raises
`UnusualXmlError` and is left to a parser and the fast reader, five times dearer, which give the
same values: it is their rules for texts, numbers and dates that stand here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from operator import add, lt
from typing import Final, NamedTuple

from xl_quality.books.opc.xml import XmlError, follow, scan, unescaped
from xl_quality.books.sources import MOST_CELLS
from xl_quality.sheets.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    CellValue,
    ErrorCell,
    column_index,
    merged_area,
)

_LONGEST_ROW: Final = 1 << 22  # bytes that are gathered at most in search of a row's end
_MOST_KNOWN: Final = 1 << 11
"""Pieces that a column keeps: all marks many times over, but not all names of a county."""
_MOST_PIECES: Final = 1 << 14  # Pieces that are kept of rows with other columns than most
_NO_CELL: Final = -1  # the row ends
_ROW_DIGITS: Final = 7
_TEXT_DIGITS: Final = 9
_SHEET_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\s*(/?)>")
_ATTRIBUTES: Final = rb"(?:\s+[\w:.-]+=\"[^\"<>&]*\")*"
_KIND: Final = re.compile(rb"\st=\"([^\"]*)\"")
_STYLE: Final = re.compile(rb"\ss=\"([0-9]{1,5})\"")
_NUMBER: Final = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_FLAGS: Final = {b"0": False, b"1": True}
_ERRORS: Final = frozenset(
    {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!", b"#GETTING_DATA"}
)
_BARE: Final = ErrorCell("")
_ODD: Final = ErrorCell("?")
"""Stand for a formula without a value, and for what must be looked at by its row."""
_TEXT_TABLE: Final = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?)sst(?:\s[^<>]*)?>")
_BLANKS: Final = " \t\r\n"
_ODD_ENTITY: Final = re.compile("&(?!(?:#x[0-9A-Fa-f]{1,5}|#[0-9]{1,6}|lt|gt|amp|quot|apos);)")
_NO_CHARACTER: Final = re.compile("[\0\ud800-\udfff]")
_ESCAPE: Final = re.compile("_x00([0-9A-Fa-f]{2})_")
_BUILT_IN: Final = {str(number): True for number in (*range(14, 23), 45, 47)} | {"46": None}
"""Whether a built-in number format shows a number as a date; 46 shows how long something took."""
_MASKED: Final = re.compile(r"[_\\*].|\"[^\"_\\*]*\"|\[(?![hmsHMS])[^\[\];\"_\\*]*\]")
_TIME_LETTERS: Final = frozenset("dmhysDMHYS")
_UNSURE: Final = frozenset('aA"[]_*\\')
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's time has no zone
_DAYS: Final = range(61, 2_958_465)
"""Behind the 29 February 1900 that never was, up to the end of the year 9999."""
_DAY: Final = 86_400_000  # milliseconds


class UnusualXmlError(ValueError):
    """The sheet is written in a way that bytes alone cannot settle: it must be parsed."""


class SheetRows(NamedTuple):
    """The cells of a sheet."""

    numbers: list[int]  # 0-based numbers of the rows that hold any value, ascending
    rows: list[list[CellValue]]  # their values, from column A to the last one
    width: int  # columns of the widest of them
    merged: list[Area]  # merged areas
    uncached: list[tuple[int, int]]  # formulas without a value, 0-based (row, column), ascending


def read_rows(chunks: Iterable[bytes], shared: SharedParts) -> SheetRows:
    """Return the cells of a worksheet part.

    Args:
        chunks: its bytes, in UTF-8; all are taken.
        shared: what its workbook states for all sheets.

    Raises:
        UnusualXmlError: it is not written plainly, or spans more cells than are ever read.
    """
    coming = iter(chunks)
    head, opened, window = _opened(coming)
    prefix, closed = opened.groups()
    reading = _Reading(prefix, shared)
    if not closed:
        window = reading.body(window, coming)
    frame = _Frame()
    try:
        follow(frame, chain((head, window), coming))
    except XmlError:
        raise UnusualXmlError from None
    merged = frame.merged()
    return SheetRows(reading.numbers, reading.rows, reading.width, merged, reading.uncached)


def _opened(chunks: Iterator[bytes]) -> tuple[bytes, re.Match[bytes], bytes]:
    """Return the part up to its cells, the tag that opens them, and what came with it."""
    head = b""
    for chunk in chunks:
        head += chunk
        if found := _SHEET_DATA.search(head):
            return head[: found.end()], found, head[found.end() :]
        if len(head) > _LONGEST_ROW:
            break
    raise UnusualXmlError


class _Frame:
    """Follows what stands before and behind the cells."""

    def __init__(self) -> None:
        self._root = ""
        self._areas: list[Area | None] = []
        self._met: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        self._root = self._root or tag
        if tag == "mergeCell":
            self._areas.append(merged_area(attributes.get("ref", "")))
        elif tag in {"sheetData", "mergeCells"}:
            self._met.append(tag)

    def end(self, name: str) -> None:
        """Meet an end tag."""

    def text(self, text: str) -> None:
        """Meet text."""

    def merged(self) -> list[Area]:
        areas = [area for area in self._areas if area is not None]
        once = len(self._met) == len(set(self._met))
        if self._root != "worksheet" or not once or len(areas) < len(self._areas):
            raise UnusualXmlError
        return areas


class _Reading:
    """Takes the rows of one sheet, each cut at its addresses."""

    def __init__(self, prefix: bytes, shared: SharedParts) -> None:
        self.numbers: list[int] = []
        self.rows: list[list[CellValue]] = []
        self.width = 0
        self.uncached: list[tuple[int, int]] = []
        self._row_mark = b'<%srow r="' % prefix
        self._end_mark = b"</%ssheetData>" % prefix
        self._cell_mark = b'<%sc r="' % prefix
        self._pieces = _Pieces(prefix, shared)
        p = re.escape(prefix)
        self._head = re.compile(
            _ATTRIBUTES + rb"\s*(?:/>\s*|>\s*(?:</%srow>\s*|<%sc\s+r=\"([A-Z]{1,3})))" % (p, p)
        )
        self._address = re.compile(rb"<%sc\s+r=\"([A-Z]{1,3})([0-9]+)\"" % p)
        self._layouts: dict[int, _Layout] = {}
        self._last = 0

    def body(self, window: bytes, chunks: Iterator[bytes]) -> bytes:
        """Take all rows, and return what came behind them, from the closing tag on."""
        while (end := window.find(self._end_mark)) < 0:
            blank, *rows = window.split(self._row_mark)
            last = self._row_mark + rows.pop() if rows else blank
            if rows:
                self._take(blank, rows)
            following = next(chunks, b"")
            if not following or len(last) > _LONGEST_ROW:
                raise UnusualXmlError
            window = last + following
        blank, *rows = window[:end].split(self._row_mark)
        self._take(blank, rows)
        return window[end:]

    def _take(self, blank: bytes, rows: Sequence[bytes]) -> None:
        """Add rows; each begins with its number, and blanks stand before the first."""
        digits = [row[: row.find(b'"')] for row in rows]
        if blank.strip() or not all(map(bytes.isdigit, digits)):
            raise UnusualXmlError
        if not rows:
            return
        numbers = self._ascending(digits)
        read = self._read(digits, rows)
        ragged = [row for row in read if not row or row[-1] is None]
        for row in ragged:
            while row and row[-1] is None:
                row.pop()
        if ragged and not all(read):
            numbers = [number for number, row in zip(numbers, read, strict=True) if row]
            read = list(filter(None, read))
        self.numbers += numbers
        self.rows += read
        self.width = max(self.width, *map(len, self.rows[-len(rows) :]), 0)
        if self.width * self._last > MOST_CELLS:
            raise UnusualXmlError

    def _ascending(self, digits: Sequence[bytes]) -> list[int]:
        if max(map(len, digits)) > _ROW_DIGITS:
            raise UnusualXmlError
        numbers = list(map(int, digits))
        if not all(map(lt, [self._last, *numbers], numbers)) or numbers[-1] > MOST_ROWS:
            raise UnusualXmlError
        self._last = numbers[-1]
        return [number - 1 for number in numbers]

    def _read(self, digits: Sequence[bytes], rows: Sequence[bytes]) -> list[list[CellValue]]:
        """Return the values of rows; those with as many cells as most are looked up together."""
        cut = [
            row[len(number) + 1 :].split(number + b'"')
            for row, number in zip(rows, digits, strict=True)
        ]
        counts = list(map(len, cut))
        most = Counter(counts).most_common(1)[0][0]
        read = self._rows_alike([pieces for pieces in cut if len(pieces) == most])
        for at, count in enumerate(counts):
            if count != most:
                read.insert(at, None)
        return [
            self._row_alone(cut[at], digits[at], rows[at]) if row is None else row
            for at, row in enumerate(read)
        ]

    def _rows_alike(self, cut: Sequence[list[bytes]]) -> list[list[CellValue] | None]:
        """Return the values of rows with as many cells; None for one to be looked at alone."""
        count = len(cut[0])
        if count not in self._layouts:
            try:
                columns, _ = self._cells(cut[len(cut) // 2])
            except UnusualXmlError:
                columns = []
            if not columns:
                return [None] * len(cut)
            self._layouts[count] = _Layout(self._pieces, columns)
        layout = self._layouts[count]
        heads, *found = zip(*cut, strict=True)
        other = {head for head in set(heads) if self._start(head) != layout.start}
        rows = layout.rows(found)
        if not other:
            return rows
        return [None if head in other else row for head, row in zip(heads, rows, strict=True)]

    def _row_alone(self, pieces: list[bytes], digits: bytes, row: bytes) -> list[CellValue]:
        """Return the values of one row."""
        try:
            columns, values = self._cells(pieces)
        except UnusualXmlError:  # another attribute ends with the row's number
            columns, values = self._cells(self._cut_carefully(digits, row))
        if self._pieces.bare and _BARE in values:
            bare = [column for column, value in zip(columns, values, strict=True) if value is _BARE]
            self.uncached.extend((int(digits) - 1, column) for column in bare)
            values = [None if value is _BARE else value for value in values]
        return _spread(values, columns)

    def _cut_carefully(self, digits: bytes, row: bytes) -> list[bytes]:
        """Return the pieces of a row; a text cannot look like an address."""
        first, *others = self._address.split(row[len(digits) + 1 :])
        if set(others[1::3]) - {digits}:
            raise UnusualXmlError
        letters = [*(self._cell_mark + one for one in others[0::3]), b""]
        return list(map(add, [first, *others[2::3]], letters))

    def _cells(self, pieces: Sequence[bytes]) -> tuple[list[int], list[CellValue]]:
        """Return the columns of a row's cells and what they hold."""
        found = list(map(self._pieces.__getitem__, pieces[1:]))
        *columns, end = [self._start(pieces[0]), *(after for _, after in found)]
        ascending = all(map(lt, [_NO_CELL, *columns], columns))
        if end != _NO_CELL or not ascending or (columns and columns[-1] >= MOST_COLUMNS):
            raise UnusualXmlError
        return columns, [value for value, _ in found]

    def _start(self, head: bytes) -> int:
        """Return the column of a row's first cell; `MOST_COLUMNS` if not written plainly."""
        found = self._head.fullmatch(head)
        if found is None:
            return MOST_COLUMNS
        return column_index(found[1].decode()) if found[1] else _NO_CELL


def _spread(values: Sequence[CellValue], columns: Sequence[int]) -> list[CellValue]:
    row: list[CellValue] = [None] * (columns[-1] + 1 if columns else 0)
    for column, value in zip(columns, values, strict=True):
        row[column] = value
    return row


class _Layout:
    """Rows with cells in the same columns, looked up column by column."""

    def __init__(self, pieces: _Pieces, columns: Sequence[int]) -> None:
        self.start = columns[0]
        self._lookups = [_Column(pieces, after) for after in (*columns[1:], _NO_CELL)]
        self._gaps = columns if columns[-1] >= len(columns) else ()

    def rows(self, pieces: Sequence[Sequence[bytes]]) -> list[list[CellValue] | None]:
        """Return the values of rows by their pieces; None for a row with other columns."""
        found = zip(*map(_Column.values_of, self._lookups, pieces), strict=True)
        rows = (_spread(row, self._gaps) for row in found) if self._gaps else map(list, found)
        odd = [column.met_odd() for column in self._lookups]  # every one is asked
        if not any(odd):
            return list(rows)
        return [None if any(value is _ODD for value in row) else row for row in rows]


class _Column(dict[bytes, CellValue]):
    """What the cells of a column hold, by the bytes behind their addresses."""

    def __init__(self, pieces: _Pieces, after: int) -> None:
        super().__init__()
        self._pieces = pieces
        self._after = after
        self._odd = False
        self._new = 0

    def values_of(self, pieces: Sequence[bytes]) -> list[CellValue]:
        """Return what pieces of rows below one another say; `_ODD` for one of another column."""
        if self._new * 2 > len(pieces):  # names: hardly any is met again
            texts = self._pieces.shared_texts(pieces, self._after)
            if texts is not None:
                return texts
        self._new = 0
        return list(map(self.__getitem__, pieces))

    def __missing__(self, piece: bytes) -> CellValue:
        """Take a piece apart; an odd one is not kept."""
        self._new += 1
        try:
            value, after = self._pieces.taken(piece)
        except UnusualXmlError:
            after = MOST_COLUMNS
        if after != self._after or value is _BARE:
            self._odd = True
            return _ODD
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[piece] = value
        return value

    def met_odd(self) -> bool:
        """Tell whether any piece was odd since this was last asked."""
        odd, self._odd = self._odd, False
        return odd


def _cell_grammar(prefix: bytes) -> re.Pattern[bytes]:
    """Return how a cell may be written behind its address, up to the address of the next one."""
    p = re.escape(prefix)
    formula = rb"<%sf%s\s*(?:/>|>[^<]*</%sf>)" % (p, _ATTRIBUTES, p)
    value = rb"(?P<value><%sv(?:/>|>(?P<number>[^<]*)</%sv>))" % (p, p)
    inline = rb"<%sis>\s*<%st(?P<kept>| xml:space=\"preserve\")>(?P<inline>[^<]*)</%st>\s*</%sis>"
    content = rb"(?P<formula>%s)?\s*(?:%s|%s)?" % (formula, value, inline % (p, p, p, p))
    following = rb"<%sc\s+r=\"(?P<next>[A-Z]{1,3})|</%srow>\s*" % (p, p)
    return re.compile(
        rb"(?P<attributes>%s)\s*(?:/>|>\s*%s\s*</%sc>)\s*(?:%s)"
        % (_ATTRIBUTES, content, p, following)
    )


class _Pieces(dict[bytes, tuple[CellValue, int]]):
    """What a cell holds and the column of the next one, by the bytes behind its address."""

    def __init__(self, prefix: bytes, shared: SharedParts) -> None:
        super().__init__()
        self.bare = False
        """Whether any formula without a value was met."""
        self._shared_parts = shared
        p, e = prefix, re.escape(prefix)
        self._value, self._value_end = b"<%sv>" % p, b"</%sv>" % p
        self._texts, self._text_end = (
            (b"<%st>" % p, b'<%st xml:space="preserve">' % p),
            b"</%st>" % p,
        )
        self._formula_mark = b"<%sf" % p
        self._formula = re.compile(rb"<%sf%s(?:/>|>[^<]*</%sf>)" % (e, _ATTRIBUTES, e))
        self._grammar = _cell_grammar(p)
        self._numbers: dict[bytes, float] = {}
        self._readers: dict[bytes, Callable[[bytes], CellValue]] = {}
        self._ends: dict[bytes, int] = {}

    def __missing__(self, piece: bytes) -> tuple[CellValue, int]:
        """Take apart a piece that was not met yet."""
        found = self.taken(piece)
        if len(self) < _MOST_PIECES:
            self[piece] = found
        return found

    def taken(self, piece: bytes) -> tuple[CellValue, int]:
        """Return what a piece says; usually it is a text between two ends that are known."""
        start, opening, rest = piece.partition(self._value)
        text, _, end = rest.partition(self._value_end)
        if not opening:
            start, text, end = self._text_between(piece)
        if self._formula_mark in start:
            start = self._without_formula(start)
        reader, after = self._readers.get(start), self._ends.get(end)
        if reader is None or after is None or not text or b"<" in text:
            return self._parsed(piece)
        return reader(text), after

    def shared_texts(self, pieces: Sequence[bytes], wanted: int) -> list[CellValue] | None:
        """Return the shared texts of pieces that differ in nothing else, None for other pieces.

        *wanted* is the column of the next cell.
        """
        start, opening, rest = pieces[0].partition(self._value)
        _, closing, end = rest.partition(self._value_end)
        if self._readers.get(start) != self._shared or self._ends.get(end) != wanted:
            return None
        around = len(start) + len(opening) + len(closing) + len(end)
        joined = b"".join(pieces)
        texts = joined[len(start + opening) : len(joined) - len(closing + end)].split(
            closing + end + start + opening
        )
        lengths = [len(text) + around for text in texts]
        if lengths != list(map(len, pieces)) or not all(map(bytes.isdigit, texts)):
            return None
        try:
            return list(map(self._shared_parts.texts.__getitem__, map(int, texts)))
        except (IndexError, ValueError):
            return None

    def _text_between(self, piece: bytes) -> tuple[bytes, bytes, bytes]:
        """Return a piece as three, the text of a `t` in the middle."""
        for opening in self._texts:
            start, found, rest = piece.partition(opening)
            if found:
                text, closing, end = rest.partition(self._text_end)
                return start + opening, text, closing + end
        return b"", b"", b""

    def _without_formula(self, start: bytes) -> bytes:
        at = start.find(self._formula_mark)
        found = self._formula.match(start, at) if at >= 0 else None
        return start[:at] + start[found.end() :] if found else start

    def _parsed(self, piece: bytes) -> tuple[CellValue, int]:
        found = self._grammar.fullmatch(piece)
        if found is None:
            raise UnusualXmlError
        attributes, letters = found["attributes"], found["next"]
        after = column_index(letters.decode()) if letters else _NO_CELL
        kind = _KIND.search(attributes)
        name = kind[1] if kind else b"n"
        text = found["number"] or found["inline"]
        if text and (name == b"inlineStr") != (found["inline"] is not None):
            raise UnusualXmlError
        if text or found["value"]:
            kept = found["kept"] != b""
            reader = self._reader(name, _STYLE.search(attributes), kept=kept)
            if text:
                self._note_ends(piece, found, reader)
                return reader(text), after
        if found["formula"] and not (name == b"str" and found["value"]):
            self.bare = True
            return _BARE, after
        return None, after

    def _note_ends(
        self, piece: bytes, found: re.Match[bytes], reader: Callable[[bytes], CellValue]
    ) -> None:
        """Remember what stands around a text: the same may stand around another one."""
        start, end = found.span("number" if found["number"] else "inline")
        before, behind = piece[:start], piece[end:]
        if found["number"]:
            before, behind = before.removesuffix(self._value), behind.removeprefix(self._value_end)
        self._readers[self._without_formula(before)] = reader
        letters = found["next"]
        self._ends[behind] = column_index(letters.decode()) if letters else _NO_CELL

    def _reader(
        self, kind: bytes, style: re.Match[bytes] | None, *, kept: bool
    ) -> Callable[[bytes], CellValue]:
        """Return what makes a value of the text in a cell."""
        if kind == b"n":
            timed = style is not None and self._shared_parts.shows_time(int(style[1]))
            return self._moment if timed else self._number
        readers: dict[bytes, Callable[[bytes], CellValue]] = {
            b"s": self._shared,
            b"str": _kept_text,
            b"b": _flag,
            b"e": _error,
            b"inlineStr": _kept_text if kept else _trimmed_text,
        }
        if kind not in readers:
            raise UnusualXmlError
        return readers[kind]

    def _number(self, text: bytes) -> float:
        if text not in self._numbers:
            if _NUMBER.fullmatch(text) is None:
                raise UnusualXmlError
            if len(self._numbers) >= _MOST_KNOWN:
                self._numbers.clear()
            self._numbers[text] = float(text)
        return self._numbers[text]

    def _shared(self, text: bytes) -> str | None:
        if not text.isdigit() or len(text) > _TEXT_DIGITS:
            raise UnusualXmlError
        try:
            return self._shared_parts.texts[int(text)]
        except IndexError:
            raise UnusualXmlError from None

    def _moment(self, text: bytes) -> date:
        """Return a day, or a day with a time; a time alone is not written plainly."""
        number = self._number(text)
        if self._shared_parts.since_1904 or not _DAYS.start <= number < _DAYS.stop:
            raise UnusualXmlError
        if number.is_integer():
            return (_DAY_ZERO + timedelta(days=number)).date()
        return _DAY_ZERO + timedelta(milliseconds=int(number * _DAY + 0.5))


def _flag(text: bytes) -> bool:
    if text not in _FLAGS:
        raise UnusualXmlError
    return _FLAGS[text]


def _error(text: bytes) -> ErrorCell:
    if text not in _ERRORS:
        raise UnusualXmlError
    return ErrorCell(text.decode())


def _kept_text(text: bytes) -> str | None:
    return _unescaped(_characters(text))


def _trimmed_text(text: bytes) -> str | None:
    return _unescaped(_characters(text).strip(_BLANKS))


def _unescaped(text: str) -> str | None:
    """Return the text that the characters of a `t` stand for, None for the empty one."""
    if "_x00" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text or None


def _characters(text: bytes) -> str:
    try:
        return _without_entities(_with_line_feeds(text.decode()))
    except UnicodeDecodeError:
        raise UnusualXmlError from None


def _with_line_feeds(text: str) -> str:
    """Return text as XML has it: every kind of line break is a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _without_entities(text: str) -> str:
    if "&" not in text:
        return text
    plain = unescaped(text)
    if _ODD_ENTITY.search(text) or _NO_CHARACTER.search(plain):
        raise UnusualXmlError
    return plain


class SharedParts:
    """What a workbook states for all of its sheets.

    Args:
        texts: its part of shared texts; empty where it has none, None where it is not plain which.
        styles: its part of formats, likewise.
        since_1904: days count from 1904.
    """

    def __init__(self, texts: bytes | None, styles: bytes | None, *, since_1904: bool) -> None:
        self._text_table = texts
        self._styles = styles
        self.since_1904 = since_1904

    @cached_property
    def texts(self) -> list[str | None]:
        """Return the shared texts; raises `UnusualXmlError`."""
        if self._text_table is None:
            raise UnusualXmlError
        return shared_texts(self._text_table) if self._text_table else []

    def shows_time(self, style: int) -> bool:
        """Tell whether a cell format shows numbers as dates; `UnusualXmlError` where unsure."""
        timed = self._timed[style] if style < len(self._timed) else False
        if timed is None:
            raise UnusualXmlError
        return timed

    @cached_property
    def _timed(self) -> list[bool | None]:
        """Return for each cell format whether it shows a date, None where unsure."""
        if self._styles is None:
            raise UnusualXmlError
        if not self._styles:
            return []
        try:
            root = scan(self._styles)
        except XmlError:
            raise UnusualXmlError from None
        codes = {
            each.attributes.get("numFmtId"): each.attributes.get("formatCode", "")
            for group in root.all("numFmts")
            for each in group.all("numFmt")
        }
        numbers = [
            each.attributes.get("numFmtId", "0")
            for group in root.all("cellXfs")
            for each in group.all("xf")
        ]
        return [
            shows_time(codes[one]) if one in codes else _BUILT_IN.get(one, False) for one in numbers
        ]


def shows_time(code: str) -> bool | None:
    """Tell whether a number format shows a number as a date; None where unsure.

    >>> shows_time('yyyy"年"m"月"d"日";@'), shows_time("0.00_ "), shows_time("[Red]0;[Blue]-0")
    (True, False, False)
    >>> shows_time("[h]:mm"), shows_time("h:mm AM/PM")
    (None, None)
    """
    if code.lower() == "general":
        return False
    letters = set(_MASKED.sub("", code).partition(";")[0])
    return None if letters & _UNSURE else bool(letters & _TIME_LETTERS)


def shared_texts(xml: bytes) -> list[str | None]:
    """Return the texts that the cells of a workbook share; None for an empty one.

    Raises:
        UnusualXmlError: they are not written plainly.

    >>> shared_texts(b"<sst><si><t> A&amp;B </t></si><si><r><t>1</t></r><r><t>2</t></r></si></sst>")
    ['A&B', '12']
    """
    try:
        text = _with_line_feeds(xml.decode())
    except UnicodeDecodeError:
        raise UnusualXmlError from None
    opened = _TEXT_TABLE.search(text)
    if opened is None:
        raise UnusualXmlError
    p = opened[1]
    if text[opened.end() - 2] == "/":
        return []
    body = text[opened.end() : text.rfind(f"</{p}sst>")]
    plain: list[str] = re.findall(f"<{p}si><{p}t>([^<&]*)</{p}t></{p}si>", body)
    around = len(f"<{p}si><{p}t></{p}t></{p}si>")
    if "_x00" not in body and sum(map(len, plain), around * len(plain)) == len(body):
        return [each.strip(_BLANKS) or None for each in plain]
    return _varied_texts(body, p)


def _varied_texts(body: str, p: str) -> list[str | None]:
    """Return shared texts of which some keep blanks, are put together or have a pronunciation."""
    text = f'<{p}t( xml:space="preserve")?>([^<]*)</{p}t>'
    bare = text.replace("(", "(?:")
    run = f"<{p}r>(?:<{p}rPr>(?:<(?!/{p}rPr>)[^<>]*>)*</{p}rPr>)?{bare}</{p}r>"
    spoken = f"(?:<{p}rPh[^<>]*>{bare}</{p}rPh>)*(?:<{p}phoneticPr[^<>]*/>)?"
    found = re.findall(f"<{p}si(?:/>|>(?:{text}|((?:{run})+))?{spoken}</{p}si>)", body)
    if len(found) != body.count(f"<{p}si") or "<!" in body or "<?" in body:
        raise UnusualXmlError
    return [
        "".join(
            _unescaped(part if kept else part.strip(_BLANKS)) or ""
            for kept, part in _parts(re.findall(text, runs) if runs else [(space, whole)])
        )
        or None
        for space, whole, runs in found
    ]


def _parts(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((kept, _without_entities(part)) for kept, part in found)
