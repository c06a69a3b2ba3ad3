"""How Calc is to hand over the arguments of each function (接口定义).

Calc has two ways that fit, and each loses something:

- as a cell range, the selection itself: empty cells, texts, truth values and errors can be told
  apart and nothing is copied, but no constant and no computed array is accepted (Err:504);
- as anything: may be left out, an error goes to the formula as it is, but a single empty cell
  arrives as 0, as it does in Calc's own functions. A range is copied cell by cell, 8 ms for 5,000
  where COUNTIF takes 0.4. Of a computed array Calc hands over one row outside array formulas: the
  pass rate of ``B2:B51*1`` would be that of one pupil, and nobody would see it.

So score ranges are handed over as ranges and all other arguments as anything, also the values that
a function answers cell by cell: they may be constants. A range of them with an error in it is
refused (Err:504).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xl_quality.libreoffice.uno_values import INTERFACE

if TYPE_CHECKING:
    from xl_quality.functions.registry import Argument, Function

_SELECTIONS: Final = frozenset(("scores", "values", "cell"))
"""Arguments that are selections of a sheet: scores, often many, and the cell to be explained."""
_DOCUMENT: Final = "com::sun::star::beans::XPropertySet"
"""Calc fills an argument of this type with the document; no formula shows it."""


class Passing(StrEnum):
    """How an argument arrives, as its UNO type."""

    RANGE = "com::sun::star::table::XCellRange"
    ROWS = "sequence< sequence< any > >"
    ANYTHING = "any"
    REST = "sequence< any >"


def passing(argument: Argument) -> Passing:
    """Return how an argument is handed over."""
    if argument.repeated:
        return Passing.REST
    return Passing.RANGE if argument.name in _SELECTIONS else Passing.ANYTHING


def takes_ranges(function: Function) -> bool:
    """Say whether a function is handed the document and at least one range of it."""
    return any(passing(argument) is Passing.RANGE for argument in function.arguments)


def interface_idl(functions: Sequence[Function]) -> str:
    """Return the interface as UNO's interface definition language has it."""
    module, name = INTERFACE.rsplit(".", 1)
    opened = " ".join(f"module {part} {{" for part in module.split("."))
    closed = " ".join("};" for _ in module.split("."))
    methods = "\n".join(f"    {_method(function)}" for function in functions)
    return f"{opened}\ninterface {name} {{\n{methods}\n}};\n{closed}\n"


def _method(function: Function) -> str:
    result = Passing.ROWS if function.gives_rows else Passing.ANYTHING
    given = [f"[in] {passing(argument)} {identifier(argument)}" for argument in function.arguments]
    if takes_ranges(function):
        given.insert(0, f"[in] {_DOCUMENT} document")
    return f"{result} {function.name}( {', '.join(given)} );"


def identifier(argument: Argument) -> str:
    """Return an argument's name as an identifier that is no word of the language."""
    first, *rest = argument.name.split("_")
    return f"{first}{''.join(map(str.capitalize, rest))}Arg"
