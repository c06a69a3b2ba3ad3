"""Results as they travel to Excel: an error cell as a coded text that the VBA side decodes."""

from __future__ import annotations

from typing import Final

from xl_quality.functions.registry import CellError

MARK: Final = "\x01"
"""Starts a coded error and parts its code from the reason; no cell of a clerk begins with it."""

LONGEST_TEXT: Final = 32767
"""What one cell holds."""

Sent = bool | float | str
"""What goes through COM: Excel knows no other kinds of cell values."""

Rows = list[list[Sent]]
"""Lists throughout: pywin32 takes a tuple for a result and further output arguments."""


def encode(result: object) -> Rows:
    r"""
    Return a result as rows for xlwings' server.

    A number is a float, as in every cell; nothing is an empty text, because Excel shows VBA's
    Null as an error; a `CellError` is ``MARK code MARK reason``.

    >>> from xl_quality.functions.registry import ErrorCode
    >>> encode(CellError(ErrorCode.DIVISION, "没有参加考试的学生"))
    [['\x01#DIV/0!\x01没有参加考试的学生']]
    """
    if isinstance(result, CellError) or not isinstance(result, list | tuple):
        return [[_sent(result)]]
    return [[_sent(value) for value in row] for row in result] or [[""]]


def _sent(value: object) -> Sent:
    if isinstance(value, CellError):
        return f"{MARK}{value.code}{MARK}{value.reason}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    return str(value).removeprefix(MARK)[:LONGEST_TEXT]
