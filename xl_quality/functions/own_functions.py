"""Worksheet functions of an office's own (自定函数), written as one writes them for xlwings.

An office's file of functions is named in the environment (``XLQ_FUNCTIONS``), or lies in the folder
``own`` beside this module; every host then serves them beside ours. They are plain functions:
calling one in Python gives what its cell would show.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain, repeat, takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar, overload

from xl_quality.core.findings import BadInputError
from xl_quality.functions import NAMES
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.host_cells import cell_value, flat, rows_of
from xl_quality.functions.registry import CellError, Function, functions_in

Inputs = ParamSpec("Inputs")
Answer = TypeVar("Answer")
ENVIRONMENT: Final = "XLQ_FUNCTIONS"
"""Files, parted as those of PATH, that hold functions of the office's own."""
FOLDER: Final = Path(__file__).with_name("own")
"""Where they may lie instead: an extension for LibreOffice brings this folder along."""
_ARGUMENTS: Final = "xl_quality_arguments"
_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_CELL: Final = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*")
_LONGEST: Final = 255  # characters of a description in Excel's wizard
_COLUMN, _TABLE = 1, 2


class OwnArgument(NamedTuple):
    """What `arg` says about an argument."""

    # makes the function's value of rows of cells, e.g. `pandas.DataFrame`
    convert: Callable[..., Any] | None
    doc: str  # what the wizard says
    ndim: int | None  # 1 = a list of cells, 2 = rows whatever is selected, None = as it comes
    each: bool  # a range stands for its cells: the answer has its shape
    header: int  # rows of titles that a DataFrame takes

    def value(self, given: object) -> object:
        """Return what the function is handed for what a host gives."""
        if given is None:
            return None
        if self.convert is not None:
            return self._converted(_cells_in(given))
        if self.ndim == _COLUMN:
            return list(map(cell_value, flat(given)))
        return _cells_in(given) if self.ndim == _TABLE else _as_it_comes(given)

    def _converted(self, rows: list[list[Any]]) -> object:
        assert self.convert is not None  # noqa: S101 - for the checker
        if getattr(self.convert, "__name__", "") == "DataFrame" and self.header:
            return self.convert(rows[self.header :], columns=rows[self.header - 1])
        return self.convert(rows)


def _cells_in(given: object) -> list[list[Any]]:
    return [list(map(cell_value, row)) for row in rows_of(given)]


def _as_it_comes(given: object) -> object:
    """Return several cells as rows, one as its value."""
    rows = _cells_in(given)
    return rows[0][0] if list(map(len, rows)) == [1] else rows


def arg(
    name: str,
    convert: Callable[..., Any] | None = None,
    *,
    doc: str = "",
    ndim: int | None = None,
    each: bool = False,
    header: int = 1,
) -> Callable[[Callable[Inputs, Answer]], Callable[Inputs, Answer]]:
    """Say how an argument of a worksheet function is handed over (as ``xlwings.arg``).

    Args:
        name: of the argument.
        convert: makes its value of the rows of cells: `pandas.DataFrame`, or any function of them.
        doc: what the function wizard says about it; else the docstring's words under ``Args:``.
        ndim: 1 for a list of cells, 2 for rows whatever is selected; None = one cell as its value,
            several as rows.
        each: a range stands for its cells, and the answer has its shape.
        header: rows of titles above the data, of which a DataFrame takes the last one.
    """

    def noted(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer]:
        known: dict[str, OwnArgument] = function.__dict__.setdefault(_ARGUMENTS, {})
        known[name] = OwnArgument(convert, doc, ndim, each, header)
        return function

    return noted


@overload
def func(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer | CellError]: ...
@overload
def func(
    *, name: str = "", examples: Iterable[tuple[str, str]] = ()
) -> Callable[[Callable[Inputs, Answer]], Callable[Inputs, Answer | CellError]]: ...
def func(
    function: Callable[Inputs, Answer] | None = None,
    *,
    name: str = "",
    examples: Iterable[tuple[str, str]] = (),
) -> Any:
    """Make a function a worksheet function of every host (as ``xlwings.func``).

    Its first docstring line is what the wizard says, in Chinese. Cells come as numbers, texts,
    truth values, None; a refusal is raised as `BadInputError`, and its message is the reason that
    the cell keeps. What it returns may be a value, rows of values, a Series or a DataFrame.

    Args:
        function: the function, where the decorator stands without brackets.
        name: as typed in a cell, in capitals; ``""`` = the function's own.
        examples: pairs of formula and result for the reference page.

    Raises:
        ValueError: the name is no name for a function, or one of ours, or words are missing.

    >>> import xl_quality as xq
    >>> @xq.func
    ... @xq.arg("marks", ndim=1, doc="成绩区域")
    ... def top_mark(marks):
    ...     '''最高分。'''
    ...     return max(mark for mark in marks if isinstance(mark, (int, float)))
    >>> top_mark(((92,), (60.5,), ("缺考",)))
    92
    """
    if name:
        _refuse_name(name.upper())

    def register(own: Callable[Inputs, Answer]) -> Callable[Inputs, Answer | CellError]:
        called = (name or own.__name__).upper()
        _refuse_name(called)
        summary, helps = _words(own.__doc__ or "")
        if not summary:
            raise ValueError(f"{called}: the docstring's first line tells the wizard what it does")
        arguments: Mapping[str, OwnArgument] = own.__dict__.get(_ARGUMENTS, {})
        docs = {one: said.doc for one, said in arguments.items() if said.doc}
        return worksheet_function(
            summary[:_LONGEST],
            {**helps, **docs},
            each=tuple(one for one, said in arguments.items() if said.each),
            spills=True,
            examples=tuple(examples),
            called=called,
            around=partial(_with_values, arguments),
        )(own)

    return register if function is None else register(function)


def _with_values(
    arguments: Mapping[str, OwnArgument], own: Callable[..., object]
) -> Callable[..., object]:
    """Return a function of what hosts hand over, which answers in cells."""
    code = own.__code__
    names = code.co_varnames[: code.co_argcount]
    said = [arguments[name].value if name in arguments else _as_it_comes for name in names]

    def call(*given: object) -> object:
        every = chain(said, repeat(_as_it_comes))  # an argument may be repeated
        return _as_cells(own(*(take(value) for value, take in zip(given, every, strict=False))))

    return call


def _refuse_name(name: str) -> None:
    """Refuse what cannot be the name of a function of an office's own.

    Raises:
        ValueError: Excel would read it as something else, or it is one of ours.
    """
    if not _NAME.fullmatch(name) or _CELL.fullmatch(name):
        raise ValueError(f"{name}: capitals, digits and _ only, and no address of a cell")
    if name in NAMES:
        raise ValueError(f"{name}: a function of xl_quality is called so")


def _words(docstring: str) -> tuple[str, dict[str, str]]:
    """Return the first line of a docstring and what it says about arguments (Google's style)."""
    lines = [line.strip() for line in docstring.strip().splitlines()]
    summary = lines[0] if lines else ""
    start = lines.index("Args:") + 1 if "Args:" in lines else len(lines)
    helps: dict[str, str] = {}
    name = ""
    for line in takewhile(bool, lines[start:]):
        first, colon, said = line.partition(":")
        begins = colon and first.isidentifier()  # else what is said above goes on
        name = first if begins else name
        helps[name] = (said.strip() if begins else helps.get(name, "") + line)[:_LONGEST]
    return summary, helps


def _as_cells(answer: object) -> object:
    """Return an answer as cells: of a DataFrame its titles and rows, of exact numbers floats."""
    if hasattr(answer, "itertuples"):
        rows = [list(row) for row in answer.itertuples(index=False)]
        return [_cells(answer.columns), *map(_cells, rows)]  # type: ignore[attr-defined] # a frame
    if hasattr(answer, "tolist"):  # a Series or an array
        answer = answer.tolist()
    if isinstance(answer, (list, tuple)):
        nested = [row if isinstance(row, (list, tuple)) else [row] for row in answer]
        return [_cells(row) for row in nested]
    return _cell(answer)


def _cells(row: Iterable[object]) -> list[object]:
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, (Decimal, Fraction)):
        return float(value)
    plain = cell_value(value)
    return plain if isinstance(plain, (bool, int, float, str)) or plain is None else str(plain)


# --- where they are found ------------------------------------------------------------------------


def own_files() -> list[Path]:
    """Return the files that hold functions of the office's own."""
    named = os.environ.get(ENVIRONMENT, "")
    files = [Path(name) for name in named.split(os.pathsep) if name.strip()]
    return [*files, *sorted(FOLDER.glob("*.py"))]


@cache
def functions_of(file: Path) -> tuple[Function, ...]:
    """Return the worksheet functions that a file defines; it is imported once.

    Raises:
        BadInputError: there is no such file, it cannot be run, or it defines no function.
    """
    spec = spec_from_file_location(f"xl_quality_own_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise BadInputError(f"自定函数：没有文件“{file}”")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BadInputError(f"自定函数：“{file.name}”运行出错：{error}") from error
    found = functions_in(module)
    if not found:
        raise BadInputError(f"自定函数：“{file.name}”里没有用 @xq.func 定义的函数")
    return found


def own_functions() -> tuple[Function, ...]:
    """Return all functions of the office's own.

    Raises:
        BadInputError: a file cannot be used, or two define one name.
    """
    found: dict[str, Function] = {}
    for one in (one for file in own_files() for one in functions_of(file)):
        if one.name in found:
            raise BadInputError(f"自定函数：“{one.name}”定义了两次")
        found[one.name] = one
    return tuple(found.values())
