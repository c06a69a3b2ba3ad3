"""What makes a plain Python function a worksheet function (工作表函数): one decorator.

The decorator holds everything that hosts and the reference page say about the function; names,
order and necessity of its arguments are those of the Python function.

A function of one value is written for one value. Its decorator makes it take a range as well: it
then answers cell by cell in one call (数组), and what it finds out about its other arguments is
found once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial, wraps
from types import FunctionType, MappingProxyType
from typing import Any, Final, ParamSpec, TypeVar

from xl_quality.core.findings import EmptyGroupError, QualityError
from xl_quality.core.options import BadValueError
from xl_quality.functions.host_cells import KnownTable, grid_in, is_nothing, leading_words
from xl_quality.functions.registry import (
    ENTRY,
    MISSING,
    Argument,
    CellError,
    Cells,
    ErrorCode,
    Example,
    Function,
    RefusedCallError,
    WrongCallError,
    shortened,
)

Inputs = ParamSpec("Inputs")
Answer = TypeVar("Answer")
Grid = tuple[tuple[object, ...], ...]
_MISSING_TYPES: Final = frozenset(("PyOleMissing", "PyOleEmpty"))
_REST: Final = 0x04
"""Flag of code that takes any number of further arguments (`inspect.CO_VARARGS`); `inspect`
itself takes longer to import than this module."""


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def worksheet_function(
    description: str,
    helps: Mapping[str, str] = MappingProxyType({}),
    *,
    each: tuple[str, ...] = (),
    headed: tuple[str, ...] = (),
    spills: bool = False,
    cells: Cells = (),
    examples: tuple[tuple[str, ...], ...],
    called: str = "",
    around: Callable[[Callable[..., Any]], Callable[..., Any]] = _as_it_is,
    **own_helps: str,
) -> Callable[[Callable[Inputs, Answer]], Callable[Inputs, Answer | CellError]]:
    """Make a function a worksheet function of its name in capitals.

    The function then answers with a `CellError` where its input is at fault, and takes a host's
    markers of omitted arguments for None. Bugs pass through: a host calls by `call_safely`, tests
    see them crash.

    Args:
        description: what it gives, Chinese, ≤ 255 characters.
        helps: what arguments are that several functions have, by their names.
        each: arguments for which a range stands for its cells: the answer is rows of values in
            the shape of the first of them that is one. Blank or 缺考 in a cell gives ``""``.
        headed: arguments that are tables with their header row.
        spills: whether the result is rows of values.
        cells: the cells that the examples refer to.
        examples: formula, result and perhaps a note, see `Example`.
        called: its name, where that is not the Python function's.
        around: what the function is called through: it makes values of what hosts hand over.
        own_helps: what its other arguments are.
    """

    def register(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer | CellError]:
        arguments = _arguments(function, {**helps, **own_helps}, each, headed)  # type: ignore[arg-type] # no other callable
        through = around(function)

        @wraps(function)
        def answer(*given: Inputs.args, **named: Inputs.kwargs) -> Answer | CellError:
            values = _values_in_order(function.__name__, arguments, given, named)
            call = partial(_answered, through)
            return _over_cells(call, arguments, values) if each else call(values)  # type: ignore[return-value] # rows for a range

        answer.__dict__[ENTRY] = Function(
            called or function.__name__.upper(),
            answer,
            description,
            arguments,
            spills,
            tuple(Example(one[0], one[1], "".join(one[2:]), cells) for one in examples),
        )
        return answer

    return register


def _arguments(
    function: FunctionType, helps: dict[str, str], each: tuple[str, ...], headed: tuple[str, ...]
) -> tuple[Argument, ...]:
    """Return the arguments of a function.

    Raises:
        ValueError: one has no help, or there is none of a name.
    """
    code = function.__code__
    repeated = bool(code.co_flags & _REST)
    names = code.co_varnames[: code.co_argcount + repeated]
    if missing := [name for name in names if name not in helps]:
        raise ValueError(f"{code.co_name}: no help for {missing}")
    if unknown := {*each, *headed}.difference(names):
        raise ValueError(f"{code.co_name}: no arguments {unknown}")
    needed = code.co_argcount - len(function.__defaults__ or ())
    return tuple(
        Argument(
            name,
            helps[name],
            place >= needed,
            repeated and place == code.co_argcount,
            each=name in each,
            headed=name in headed,
        )
        for place, name in enumerate(names)
    )


def _values_in_order(
    name: str, arguments: Sequence[Argument], given: Sequence[object], named: Mapping[str, object]
) -> list[object]:
    """Return the values of a call in the order of the arguments, None for one left out.

    Raises:
        WrongCallError: one is missing, or there are too many.
    """
    values = [None if _left_out(value) else value for value in given]
    rest = dict(named)
    for argument in arguments[len(values) :]:
        if not rest:
            break
        if argument.name not in rest and not argument.optional:
            raise WrongCallError(f"{name}: no {argument.name}")
        values.append(rest.pop(argument.name, None))
    needed = sum(not argument.optional for argument in arguments)
    many = any(argument.repeated for argument in arguments)
    if rest or len(values) < needed or (len(values) > len(arguments) and not many):
        raise WrongCallError(f"{name}: {len(values)} arguments, and {sorted(rest)}")
    return values


def _left_out(value: object) -> bool:
    if type(value) is int:
        return value == MISSING
    return type(value).__name__ in _MISSING_TYPES


def _answered(function: Callable[..., Answer], values: Sequence[object]) -> Answer | CellError:
    """Call a function; what it refuses is its answer."""
    try:
        return function(*values)
    except RefusedCallError as refusal:
        return refusal.error
    except EmptyGroupError as error:
        return CellError(ErrorCode.DIVISION, shortened(str(error)))
    except (QualityError, BadValueError) as error:
        return CellError(ErrorCode.VALUE, shortened(str(error)))


def _over_cells(
    call: Callable[[Sequence[object]], object], arguments: Sequence[Argument], values: list[object]
) -> object:
    """Return the answer for the values, or where one of them is a range, for each of its cells.

    Several ranges go along with each other cell by cell, and must have one shape.
    """
    places = [place for place, one in enumerate(arguments[: len(values)]) if one.each]
    grids = {place: grid for place in places if (grid := grid_in(values[place])) is not None}
    if not grids:
        return "" if is_nothing(values[places[0]]) else call(values)
    first = next(iter(grids))
    shape = list(map(len, grids[first]))
    for place, grid in grids.items():
        if list(map(len, grid)) != shape:
            reason = (
                f"{arguments[first].name}选了{_size(grids[first])}，"
                f"{arguments[place].name}选了{_size(grid)}：两边要一样多行、一样多列"
            )
            return CellError(ErrorCode.VALUE, reason)
    held = [None if place in grids else _known_range(value) for place, value in enumerate(values)]
    # an empty level or subject is one left out, an empty figure has no answer
    needed = {places[0], *(place for place in grids if not arguments[place].optional)}
    return _without_headings(grids[first], _answers(call, held, grids, needed))


def _size(grid: Grid) -> str:
    return f"{len(grid)}行{len(grid[0])}列"


def _known_range(value: object) -> object:
    """Return a range as one about which everything is found out once."""
    rows = grid_in(value)
    return value if rows is None or hasattr(value, "columns") else KnownTable(rows)


def _answers(
    call: Callable[[Sequence[object]], object],
    held: Sequence[object],
    grids: Mapping[int, Grid],
    needed: Collection[int],
) -> list[list[object]]:
    """Return an answer for each cell; equal cells share theirs."""
    known: dict[object, object] = {}

    def answer(*cells: object) -> object:
        key = (cells, *map(type, cells))  # True is no 1
        if key not in known:
            values = list(held)
            for place, cell in zip(grids, cells, strict=True):
                values[place] = cell
            nothing = any(is_nothing(values[place]) for place in needed)
            known[key] = "" if nothing else call(values)
        return known[key]

    return [list(map(answer, *rows)) for rows in zip(*grids.values(), strict=True)]


def _without_headings(given: Grid, answers: list[list[object]]) -> tuple[tuple[object, ...], ...]:
    """Return the answers, ``""`` for the words that stand above the first value of a column."""

    def refused(row: int, column: int) -> bool:
        answer = answers[row][column]
        return isinstance(answer, CellError) and answer.code is ErrorCode.VALUE

    if any(isinstance(answer, CellError) for line in answers for answer in line):
        for row, column in leading_words(given, lambda r, c: not refused(r, c)):
            answers[row][column] = ""
    return tuple(tuple(line) for line in answers)
