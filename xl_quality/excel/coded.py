"""How functions travel between xlwings' server and VBA: their descriptions, and coded results.

An error cell travels as a text that the VBA side decodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.functions.registry import CATEGORY, CellError

if TYPE_CHECKING:
    from xl_quality.functions.registry import Argument, Function

MARK: Final = "\x01"
"""Starts a coded error and parts its code from the reason; no cell of a clerk begins with it."""

LONGEST_TEXT: Final = 32767
"""What one cell holds."""

Sent = bool | float | str
"""What goes through COM: Excel knows no other kinds of cell values."""

Rows = list[list[Sent]]
"""Lists throughout: pywin32 takes a tuple for a result and further output arguments."""
RAW = {"convert": "raw"}
"""xlwings hands values over as they are: measured 2-7 times faster than its converters."""


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


def udf_info(function: Function) -> dict[str, Any]:
    """
    Describe a worksheet function in the form of xlwings' own decorators (``__xlfunc__``).

    Raises:
        ValueError: VBA cannot express the arguments.
    """
    arguments = function.arguments
    if any(argument.repeated for argument in arguments[:-1]):
        msg = f"{function.name}: only the last argument may be repeated"
        raise ValueError(msg)
    if arguments and arguments[-1].repeated and any(a.optional for a in arguments[:-1]):
        msg = f"{function.name}: VBA has no optional argument before a repeated one"
        raise ValueError(msg)
    listed = [_argument_info(place, argument) for place, argument in enumerate(arguments)]
    return {
        "name": function.name,
        "sub": False,
        "args": listed,
        "argmap": {info["name"]: info for info in listed},
        "ret": {"doc": function.description, "options": dict(RAW)},
        "category": CATEGORY,
        "call_in_wizard": True,
        "volatile": False,
        "async_mode": None,
    }


def _argument_info(place: int, argument: Argument) -> dict[str, Any]:
    info: dict[str, Any] = {
        "name": argument.name,
        "pos": place,
        "vba": None,
        "doc": argument.help,
        "vararg": argument.repeated,
        "options": dict(RAW),
    }
    if argument.optional and not argument.repeated:
        info["optional"] = None
    return info
