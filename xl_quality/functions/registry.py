"""What a worksheet function (工作表函数) is; one entry serves every host and the reference page.

How a worksheet function says no: an exception inside, a `CellError` outside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from typing import Final, NamedTuple, NoReturn, ParamSpec, TypeVar

from xl_quality.core.findings import EmptyGroupError, QualityError
from xl_quality.core.option_table import BadValueError

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


Inputs = ParamSpec("Inputs")
Answer = TypeVar("Answer")

MISSING: Final = -2147352572
"""What COM hands over for an argument that was left out (DISP_E_PARAMNOTFOUND)."""
_MISSING_TYPES: Final = frozenset(("PyOleMissing", "PyOleEmpty"))
_LONGEST: Final = 255
_BUG: Final = "内部错误，没有算出结果：请把这条公式和日志交给维护人员"


class RefusedError(Exception):
    """The function cannot answer; `error` is what its cell shows."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.reason)
        self.error = error


def refuse(code: ErrorCode, reason: str) -> NoReturn:
    """Leave the function with an error and its reason.

    Raises:
        RefusedError: always.
    """
    raise RefusedError(CellError(code, shortened(reason)))


def shortened(reason: str) -> str:
    """Return a sentence cut to what a cell note holds, 255 characters."""
    return reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"


def answering(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer | CellError]:
    """
    Let a function answer with a `CellError` where its input is at fault, and take a host's
    markers of omitted arguments for None.

    Bugs pass through: a host calls by `call_safely`, tests see them crash.
    """

    @wraps(function)
    def answer(*given: Inputs.args, **named: Inputs.kwargs) -> Answer | CellError:
        arguments = [None if _left_out(value) else value for value in given]
        try:
            return function(*arguments, **named)  # type: ignore[arg-type] # the same, None for none
        except RefusedError as refusal:
            return refusal.error
        except EmptyGroupError as error:
            return CellError(ErrorCode.DIVISION, shortened(str(error)))
        except (QualityError, BadValueError) as error:
            return CellError(ErrorCode.VALUE, shortened(str(error)))

    return answer


def _left_out(value: object) -> bool:
    if type(value) is int:
        return value == MISSING
    return type(value).__name__ in _MISSING_TYPES


def call_safely(function: Callable[..., object], *arguments: object) -> object:
    """
    Call a worksheet function for a host, to which nothing may ever be raised.

    Args:
        function: `Function.call`.
        arguments: as the host hands them over.

    Returns:
        Its result; for a bug ``#VALUE!``, while the trace goes to the log (without the cells'
        contents: they may name pupils).
    """
    try:
        return function(*arguments)
    except TypeError as error:
        if _raised_here(error):
            return CellError(ErrorCode.VALUE, "参数的个数不对：请按函数说明填写")
        return _bug(function, error)
    except Exception as error:  # noqa: BLE001 - the border to the host: a bug must not cross it
        return _bug(function, error)


def _raised_here(error: TypeError) -> bool:
    """Say whether the call itself failed, not something inside the function."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == __file__


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
