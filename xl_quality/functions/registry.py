"""What makes a plain Python function a worksheet function (工作表函数): one decorator.

The decorator holds everything that hosts and the reference page say about the function; names,
order and necessity of its arguments are those of the Python function. Inside, a function refuses
by an exception; outside, it answers with a `CellError`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, ParamSpec, TypeVar

from xl_quality.core.findings import EmptyGroupError, QualityError
from xl_quality.core.option_table import BadValueError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType, ModuleType

CATEGORY: Final = "教学质量"
"""Where the function wizard lists all of them."""
Inputs = ParamSpec("Inputs")
Answer = TypeVar("Answer")
MISSING: Final = -2147352572
"""What COM hands over for an argument that was left out (DISP_E_PARAMNOTFOUND)."""
_MISSING_TYPES: Final = frozenset(("PyOleMissing", "PyOleEmpty"))
_LONGEST: Final = 255
_BUG: Final = "内部错误，没有算出结果：请把这条公式和日志交给维护人员"
_ENTRY: Final = "worksheet_function"  # attribute under which a function keeps its entry
_REST: Final = 0x04
"""Flag of code that takes any number of further arguments (`inspect.CO_VARARGS`); `inspect`
itself takes longer to import than this module."""


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
    """What a function returns instead of raising.

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
    """One argument of a worksheet function.

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

    @property
    def shown(self) -> str:
        """Return the name as Excel's own functions show it: [optional], repeated…."""
        name = f"{self.name}…" if self.repeated else self.name
        return f"[{name}]" if self.optional else name


Cells = tuple[tuple[Scalar, ...], ...]
"""Cells that an example refers to, as rows from A1."""


class Example(NamedTuple):
    r"""A formula as a clerk types it and what it gives, with the cells it refers to.

    Attributes:
        formula: as typed, with its ``=``.
        result: as the cell shows it; cells of a spilled row are joined by `` | ``, rows by ``\n``.
        note: what is to be seen in it.
        cells: the cells it refers to.
    """

    formula: str
    result: str
    note: str = ""
    cells: Cells = ()


class Function(NamedTuple):
    """One worksheet function.

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


class RefusedCallError(Exception):
    """The function cannot answer; `error` is what its cell shows."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.reason)
        self.error = error


def refuse(reason: str, code: ErrorCode = ErrorCode.VALUE) -> NoReturn:
    """Leave the function with an error and its reason.

    Raises:
        RefusedCallError: always.
    """
    raise RefusedCallError(CellError(code, shortened(reason)))


def shortened(reason: str) -> str:
    """Return a sentence cut to what a cell note holds, 255 characters."""
    return reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"


def worksheet_function(
    description: str,
    helps: Mapping[str, str] = MappingProxyType({}),
    *,
    spills: bool = False,
    cells: Cells = (),
    examples: tuple[tuple[str, ...], ...],
    **own_helps: str,
) -> Callable[[Callable[Inputs, Answer]], Callable[Inputs, Answer | CellError]]:
    """Make a function a worksheet function of its name in capitals.

    The function then answers with a `CellError` where its input is at fault, and takes a host's
    markers of omitted arguments for None. Bugs pass through: a host calls by `call_safely`, tests
    see them crash.

    Args:
        description: what it gives, Chinese, ≤ 255 characters.
        helps: what arguments are that several functions have, by their names.
        spills: whether the result is rows of values.
        cells: the cells that the examples refer to.
        examples: formula, result and perhaps a note, see `Example`.
        own_helps: what its other arguments are.
    """

    def register(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer | CellError]:
        @wraps(function)
        def answer(*given: Inputs.args, **named: Inputs.kwargs) -> Answer | CellError:
            arguments = [None if _left_out(value) else value for value in given]
            try:
                return function(*arguments, **named)  # type: ignore[arg-type] # the same, None for none
            except RefusedCallError as refusal:
                return refusal.error
            except EmptyGroupError as error:
                return CellError(ErrorCode.DIVISION, shortened(str(error)))
            except (QualityError, BadValueError) as error:
                return CellError(ErrorCode.VALUE, shortened(str(error)))

        answer.__dict__[_ENTRY] = Function(
            function.__name__.upper(),
            answer,
            description,
            _arguments(function, {**helps, **own_helps}),  # type: ignore[arg-type] # no other callable
            spills,
            tuple(Example(one[0], one[1], "".join(one[2:]), cells) for one in examples),
        )
        return answer

    return register


def _arguments(function: FunctionType, helps: dict[str, str]) -> tuple[Argument, ...]:
    """Return the arguments of a function.

    Raises:
        ValueError: one has no help.
    """
    code = function.__code__
    repeated = bool(code.co_flags & _REST)
    names = code.co_varnames[: code.co_argcount + repeated]
    if missing := [name for name in names if name not in helps]:
        raise ValueError(f"{code.co_name}: no help for {missing}")
    needed = code.co_argcount - len(function.__defaults__ or ())
    return tuple(
        Argument(name, helps[name], place >= needed, repeated and place == code.co_argcount)
        for place, name in enumerate(names)
    )


def entry_of(call: Callable[..., object]) -> Function:
    """Return the entry of a worksheet function."""
    entry: Function = getattr(call, _ENTRY)
    return entry


def functions_in(module: ModuleType) -> tuple[Function, ...]:
    """Return the worksheet functions that a module defines, in their order."""
    return tuple(
        entry_of(value)
        for value in vars(module).values()
        if hasattr(value, _ENTRY) and value.__module__ == module.__name__
    )


def _left_out(value: object) -> bool:
    if type(value) is int:
        return value == MISSING
    return type(value).__name__ in _MISSING_TYPES


def call_safely(function: Callable[..., object], *arguments: object) -> object:
    """Call a worksheet function for a host, to which nothing may ever be raised.

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
