"""How Calc is to hand over the arguments of each function (接口定义).

Calc has four ways, and each loses something:

- a cell range (the selection itself): empty, text, truth values and errors can all be told apart and
  nothing is copied, but no constant and no computed array is accepted (Err:504);
- rows of cells: constants and arrays as well; an error cell gives Err:504 before we are called;
- anything: may be left out; an empty cell arrives as 0;
- all that follows: any number of the last kind.

So score ranges are handed over as ranges, other arguments that must be given as rows, in which an
empty cell is told from 0, and those that may be left out as anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xl_quality.libreoffice.names import INTERFACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.functions.registry import Argument, Function


class Passing(StrEnum):
    """How an argument arrives, as its UNO type."""

    RANGE = "com::sun::star::table::XCellRange"
    ROWS = "sequence< sequence< any > >"
    ANYTHING = "any"
    REST = "sequence< any >"


_SCORES: Final = frozenset(("scores", "values"))
"""Arguments that are selections of a sheet, often long and the same in many cells."""


def passing(argument: Argument) -> Passing:
    """Return how an argument is handed over."""
    if argument.repeated:
        return Passing.REST
    if argument.optional:
        return Passing.ANYTHING
    return Passing.RANGE if argument.name in _SCORES else Passing.ROWS
_DOCUMENT: Final = "com::sun::star::beans::XPropertySet"
"""Calc fills an argument of this type with the document; no formula shows it."""


def takes_ranges(function: Function) -> bool:
    """Say whether a function is handed the document and at least one range of it."""
    return any(passing(one) is Passing.RANGE for one in function.arguments)


def interface_idl(functions: Sequence[Function]) -> str:
    """Return the interface as UNO's interface definition language has it."""
    module, name = INTERFACE.rsplit(".", 1)
    opened = " ".join(f"module {part} {{" for part in module.split("."))
    closed = " ".join("};" for _ in module.split("."))
    methods = "\n".join(f"    {_method(function)}" for function in functions)
    return f"{opened}\ninterface {name} {{\n{methods}\n}};\n{closed}\n"


def _method(function: Function) -> str:
    result = Passing.ROWS if function.spills else Passing.ANYTHING
    given = [f"[in] {passing(one)} {_identifier(one)}" for one in function.arguments]
    if takes_ranges(function):
        given.insert(0, f"[in] {_DOCUMENT} document")
    return f"{result} {function.name}( {', '.join(given)} );"


def _identifier(argument: Argument) -> str:
    """Return an argument's name as an identifier that is no word of the language."""
    first, *rest = argument.name.split("_")
    return f"{first}{''.join(map(str.capitalize, rest))}Arg"
