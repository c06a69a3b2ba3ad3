"""Tables saved as text: what its bytes stand for, and its words; web pages ask the same.

A text knows nothing but texts: a number is taken for one only where nothing is lost by it.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from math import isfinite
from pathlib import PurePath
from typing import Final

from xl_quality.books.file_findings import damaged
from xl_quality.books.sources import Sheets, refuse_overfull, trimmed
from xl_quality.books.tables import fitting_names
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid
from xl_quality.sheets.text import pattern

_CONTROL: Final = pattern(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED: Final = rb"(?:encoding|charset)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._-]{1,40})"
_CHINESE: Final = frozenset(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"))
_HAN: Final = pattern(r"[\u4e00-\u9fff]")
_ENOUGH: Final = 4
"""Characters: so many in good UTF-8 are no Chinese text of another encoding by chance."""
_HEAD: Final = 4096
_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
"""What Excel itself would take for a number without changing it: no leading zero, no long id."""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ERRORS: Final = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")
)


def text_sheets(data: bytes, file_name: str) -> Sheets:
    """Return the one sheet of a text file, tabs or commas between values, named after the file.

    Plain numbers are numbers, all else is the text it is.

    Raises:
        BadInputError: it is no text table, or too large.
    """
    import csv  # noqa: PLC0415 - start-up

    text = decoded(data)
    if text is None:
        raise damaged(file_name)
    delimiter = "\t" if "\t" in text else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise damaged(file_name) from None
    (sheet,) = fitting_names([PurePath(file_name).stem])
    width = max(map(len, lines), default=0)
    refuse_overfull(file_name, sheet, len(lines), width)
    rows = [[*map(plain_value, line), *[None] * (width - len(line))] for line in lines]
    grid = Grid(sheet, trimmed(rows))
    return Sheets({sheet: lambda: grid})


def decoded(data: bytes) -> str | None:
    """Return a text file's text (UTF-8, UTF-16 with mark, GB 18030), None where it is no text."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    text = _first(data, encodings)
    return None if text is None or _CONTROL.search(text) else text


def decoded_markup(data: bytes) -> str | None:
    """Return the text of a web page or an XML file, None where no encoding fits.

    A byte order mark goes first, then what the file declares, then UTF-8, then GB 18030. A file
    that declares GB 2312 but is sound UTF-8 throughout is read as what it is.

    >>> decoded_markup("<meta charset=gb2312>成绩".encode("gbk"))
    '<meta charset=gb2312>成绩'
    """
    if data[:2] in _MARKS:
        return _first(data, (_MARKS[data[:2]],), "\ufeff")
    declared = _declared(data[:_HEAD])
    if declared == "gb18030":
        text = _first(data, ("utf-8-sig",))
        if text is not None and len(_HAN.findall(text[: 1 << 16])) >= _ENOUGH:
            return text
    marked = data[:3] == b"\xef\xbb\xbf"
    order = ("utf-8-sig", declared) if marked else (declared, "utf-8-sig", "gb18030")
    return _first(data, order)


def _declared(head: bytes) -> str:
    found = re.search(_DECLARED, head, re.IGNORECASE)
    name = found.group(1).decode().lower() if found else "utf-8-sig"
    if name in _CHINESE:
        return "gb18030"  # the largest of the family reads them all
    return "utf-8-sig" if name.startswith(("utf-8", "utf8", "utf-16", "iso-8859", "us-")) else name


def _first(data: bytes, encodings: tuple[str, ...], mark: str = "") -> str | None:
    """Return the text in the first encoding that fits all bytes."""
    for encoding in encodings:
        try:
            return data.decode(encoding).removeprefix(mark)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def plain_value(text: str) -> CellValue:
    """Return a number where the text is one and nothing is lost by it, else the text.

    >>> plain_value("88.5"), plain_value("007"), plain_value("1,234"), plain_value("")
    (88.5, '007', '1,234', None)
    """
    if not text:
        return None
    if _PLAIN_NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def number_of(text: str) -> float | None:
    """Return the number that a program wrote as such, None where it is none.

    >>> number_of("1.5E2"), number_of("nan")
    (150.0, None)
    """
    written = text.strip()
    number = float(written) if _NUMBER.fullmatch(written) else None
    return number if number is not None and isfinite(number) else None


def error_or_text(text: str) -> ErrorCell | str | None:
    """Return what a formula came to: an error where the text is one, None for nothing.

    >>> error_or_text("#N/A"), error_or_text("缺考")
    (ErrorCell(code='#N/A'), '缺考')
    """
    return ErrorCell(text) if text in _ERRORS else text or None


def day_or_moment(moment: datetime) -> date | datetime:
    """Return a moment, or only its day where it has no time of day."""
    return moment if moment.time() != time() else moment.date()
