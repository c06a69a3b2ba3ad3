"""What hosts and the reference page know about a worksheet function (工作表函数); how it is called.

Inside, a function refuses by an exception; outside, it answers with a `CellError`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

if TYPE_CHECKING:
    from types import ModuleType

CATEGORY: Final = "教学质量"  # Where the function wizard lists all of them
MISSING: Final = -2147352572
"""What COM hands over for an argument that was left out (DISP_E_PARAMNOTFOUND)."""
_LONGEST: Final = 255
_BUG: Final = "内部错误，没有算出结果：请把这条公式和日志交给维护人员"
ENTRY: Final = "worksheet_function"
"""Attribute under which a function keeps its entry."""


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
    """What a function returns instead of raising."""

    code: ErrorCode  # the error the cell shows
    reason: str  # one short Chinese sentence (≤ 255 characters): what is wrong and what to do


Scalar = None | bool | int | float | str | CellError
Result = Scalar | Sequence[Sequence[Scalar]]
"""A value for one cell, or rows of values that spill."""


class Argument(NamedTuple):
    """One argument of a worksheet function."""

    name: str  # ASCII, as the wizard and the VBA wrapper call it
    help: str  # Chinese, ≤ 255 characters
    optional: bool = False  # may be left out
    repeated: bool = False  # stands for any number of further arguments; only the last one
    each: bool = False  # may be a range, for which the function answers cell by cell
    # is a table with its header row; a host adds the row where a table was named without it
    headed: bool = False

    @property
    def shown(self) -> str:
        """Return the name as Excel's own functions show it: [optional], repeated…."""
        name = f"{self.name}…" if self.repeated else self.name
        return f"[{name}]" if self.optional else name


Cells = tuple[tuple[Scalar, ...], ...]  # Cells that an example refers to, as rows from A1


class Example(NamedTuple):
    r"""A formula as a clerk types it and what it gives, with the cells it refers to."""

    formula: str  # as typed, with its ``=``
    result: str  # as the cell shows it; cells of a spilled row joined by `` | ``, rows by ``\n``
    note: str = ""  # what is to be seen in it
    cells: Cells = ()  # the cells it refers to


class Function(NamedTuple):
    """One worksheet function."""

    name: str  # ASCII upper case, neither a cell reference nor a VBA keyword
    # the plain Python function; takes scalars and raw ranges (rows of cells), never raises
    call: Callable[..., object]
    description: str  # Chinese, ≤ 255 characters
    arguments: tuple[Argument, ...]  # in order
    spills: bool = False  # whether the result is rows of values
    examples: tuple[Example, ...] = ()  # for the reference page

    @property
    def lifted(self) -> bool:
        """Say whether the result is rows of values where an argument is a range."""
        return any(argument.each for argument in self.arguments)

    @property
    def gives_rows(self) -> bool:
        """Say whether the result is or may be rows of values."""
        return self.spills or self.lifted


class RefusedCallError(Exception):
    """The function cannot answer; `error` is what its cell shows."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.reason)
        self.error = error


class WrongCallError(TypeError):
    """A function was called with too few or too many arguments."""


def refuse(reason: str, code: ErrorCode = ErrorCode.VALUE) -> NoReturn:
    """Leave the function with an error and its reason.

    Raises:
        RefusedCallError: always.
    """
    raise RefusedCallError(CellError(code, shortened(reason)))


def shortened(reason: str) -> str:
    """Return a sentence cut to what a cell note holds, 255 characters."""
    return reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"


def entry_of(call: Callable[..., object]) -> Function:
    """Return the entry of a worksheet function."""
    entry: Function = getattr(call, ENTRY)
    return entry


def functions_in(module: ModuleType) -> tuple[Function, ...]:
    """Return the worksheet functions that a module defines, in their order."""
    return tuple(
        entry_of(value)
        for value in vars(module).values()
        if hasattr(value, ENTRY) and value.__module__ == module.__name__
    )


def call_safely(function: Callable[..., object], *arguments: object) -> object:
    """Call a worksheet function for a host, to which nothing may ever be raised.

    Returns:
        Its result; for a bug ``#VALUE!``, while the trace goes to the log (without the cells'
        contents: they may name pupils).
    """
    try:
        return function(*arguments)
    except WrongCallError:
        return CellError(ErrorCode.VALUE, "参数的个数不对：请按函数说明填写")
    except Exception as error:  # noqa: BLE001 - the border to the host: a bug must not cross it
        return _bug(function, error)


def _bug(function: Callable[..., object], error: BaseException) -> CellError:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    name = getattr(function, "__name__", "?")
    logging.getLogger(__name__).error(
        "%s: %s at %s", name, type(error).__name__, " > ".join(places)
    )
    return CellError(ErrorCode.VALUE, _BUG)
