"""What a number format (数字格式) makes of a number: a date, a time of day, a text, a number."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xl_quality.sheets.grid import CellValue

_NAMED: Final = {
    "general": "0", "fixed": "0", "standard": "0", "percent": "0", "scientific": "0",
    "currency": "0", "euro currency": "0", "yes/no": "0", "true/false": "0", "on/off": "0",
    "text": "@", "general date": "y", "short date": "y", "medium date": "y", "long date": "y",
    "short time": "h", "medium time": "h", "long time": "h", "boolean": "0",
}  # fmt: skip
"""Names that Office has for formats, and a code that means the same kind."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]")
_CALENDAR: Final = re.compile(r"[ydhms]|年|月|日")
_LAST_SERIAL: Final = 2_958_465
_LEAP_BUG: Final = 60
"""Excel counts a 29 February 1900 that never was."""
_MILLISECONDS_A_DAY: Final = 86_400_000


def is_text(code: str) -> bool:
    r"""
    Return whether cells of a format hold text whatever they look like.

    >>> is_text("@"), is_text("0.00")
    (True, False)
    """
    return _NAMED.get(code.lower(), code) == "@"


def shown_as(number: float, code: str) -> CellValue:
    """
    Return the value of a cell that holds a number: itself, a date, a time or a duration.

    >>> shown_as(46203.0, "yyyy-mm-dd"), shown_as(0.5, "h:mm"), shown_as(60.0, "0.0_ ")
    (datetime.date(2026, 6, 30), datetime.time(12, 0), 60.0)
    """
    kind = _kind(code)
    if kind is float or not 0 <= number <= _LAST_SERIAL:
        return number
    if kind is timedelta:
        return timedelta(milliseconds=round(number * _MILLISECONDS_A_DAY))
    return _moment(number)


@lru_cache(maxsize=256)
def _kind(code: str) -> type[float | datetime | timedelta]:
    plain = _LITERAL.sub("", _NAMED.get(code.lower(), code).lower().partition(";")[0])
    if _ELAPSED.search(plain):
        return timedelta
    return datetime if _CALENDAR.search(_BRACKETS.sub("", plain)) else float


def _moment(serial: float) -> date | datetime | time:
    milliseconds = timedelta(milliseconds=round(serial * _MILLISECONDS_A_DAY))
    first = datetime(1899, 12, 30 if serial >= _LEAP_BUG else 31)  # noqa: DTZ001 - Excel has no zones
    moment = first + milliseconds
    if serial < 1:
        return moment.time()
    return moment if moment.time() != time() else moment.date()
