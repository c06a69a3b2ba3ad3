"""What a worksheet function (工作表函数) is; one entry serves every host and the reference page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

CATEGORY: Final = "教学质量"
"""Where the function wizard lists all of them."""


class ErrorCode(StrEnum):
    """The errors a cell can show."""

    NOT_AVAILABLE = "#N/A"
    VALUE = "#VALUE!"
    DIVISION = "#DIV/0!"
    NUMBER = "#NUM!"
    REFERENCE = "#REF!"
    NAME = "#NAME?"  # only handed on from a cell that holds it
    NULL = "#NULL!"  # likewise


class CellError(NamedTuple):
    """
    What a function returns instead of raising.

    Attributes:
        code: the error the cell shows.
        reason: one short Chinese sentence (≤ 255 characters): what is wrong and what to do.
    """

    code: ErrorCode
    reason: str


Scalar = None | bool | int | float | str | CellError
Result = Scalar | Sequence[Sequence[Scalar]]
"""A value for one cell, or rows of values that spill."""


class Argument(NamedTuple):
    """
    One argument of a worksheet function.

    Attributes:
        name: ASCII, as the wizard and the VBA wrapper call it.
        help: Chinese, ≤ 255 characters.
        optional: may be left out.
        repeated: stands for any number of further arguments; only the last one.
    """

    name: str
    help: str
    optional: bool = False
    repeated: bool = False


class Example(NamedTuple):
    r"""
    A formula as a clerk types it and what it gives, with the cells it refers to.

    Attributes:
        formula: as typed, with its ``=``.
        result: as the cell shows it; cells of a spilled row are joined by `` | ``, rows by ``\n``.
        note: what is to be seen in it.
        cells: the cells it refers to, as rows from A1.
    """

    formula: str
    result: str
    note: str = ""
    cells: tuple[tuple[Scalar, ...], ...] = ()


class Function(NamedTuple):
    """
    One worksheet function.

    Attributes:
        name: ASCII upper case, neither a cell reference nor a VBA keyword.
        call: the plain Python function; takes scalars and raw ranges (rows of cells), never raises.
        description: Chinese, ≤ 255 characters.
        arguments: in order.
        spills: whether the result is rows of values.
        examples: for the reference page.
    """

    name: str
    call: Callable[..., object]
    description: str
    arguments: tuple[Argument, ...]
    spills: bool = False
    examples: tuple[Example, ...] = ()
