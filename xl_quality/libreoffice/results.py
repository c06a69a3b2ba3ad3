"""What a function returns, as Calc takes it: numbers, texts, and errors inside numbers (结果)."""

from __future__ import annotations

import struct
from typing import Final

from xl_quality.functions.registry import CellError, ErrorCode

CALC_ERRORS: Final = {
    ErrorCode.NULL: 521,
    ErrorCode.DIVISION: 532,
    ErrorCode.VALUE: 519,
    ErrorCode.REFERENCE: 524,
    ErrorCode.NAME: 525,
    ErrorCode.NUMBER: 503,
    ErrorCode.NOT_AVAILABLE: 32767,
}
"""Calc's own numbers of the errors a cell can show."""
_NOT_A_NUMBER: Final = 0x7FF80000_00000000


def error_number(code: ErrorCode) -> float:
    """
    Return an error as Calc keeps it: a NaN whose lowest bits are the error's number.

    >>> error_number(ErrorCode.DIVISION)
    nan
    """
    packed: float = struct.unpack("<d", struct.pack("<Q", _NOT_A_NUMBER | CALC_ERRORS[code]))[0]
    return packed


_NUMBERS: Final = {code: error_number(code) for code in ErrorCode}


def cell_result(value: object) -> float | str:
    """Return one cell of a result; an empty one is an empty text, as None would be an error."""
    if isinstance(value, CellError):
        return _NUMBERS[value.code]
    if isinstance(value, str):
        return value
    return "" if value is None else float(value)  # type: ignore[arg-type] # a number is left


def rows_result(value: object) -> tuple[tuple[float | str, ...], ...]:
    """Return a result that spills; an error stands alone."""
    if isinstance(value, CellError) or not isinstance(value, (tuple, list)):
        return ((cell_result(value),),)
    return tuple(tuple(map(cell_result, row)) for row in value)
