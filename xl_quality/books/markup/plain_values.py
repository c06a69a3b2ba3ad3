"""What a text stands for in a file that knows nothing but texts."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Final

from xl_quality.sheets.grid import ErrorCell

if TYPE_CHECKING:
    from xl_quality.sheets.grid import CellValue

_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
"""What Excel itself would take for a number without changing it: no leading zero, no long id."""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ERRORS: Final = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")
)


def plain_value(text: str) -> CellValue:
    """
    Return a number where the text is one and nothing is lost by it, else the text.

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
