"""The worksheet functions as Calc calls them (工作表函数)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from xl_quality.functions.catalogue import every_function
from xl_quality.functions.registry import Function, call_safely
from xl_quality.libreoffice.calc_cells import cell_result, headed, rows_result
from xl_quality.libreoffice.memory import MEASURES, RangeMemory
from xl_quality.libreoffice.signatures import Passing, passing, takes_ranges
from xl_quality.libreoffice.uno_values import (
    ADDIN,
    INTERFACE,
    SERVICE,
    Uno,
    component,
    enumerated,
    note_faults,
    uno_class,
)
from xl_quality.libreoffice.why import WHY


def addin_class() -> type:
    """Return the class with a method for every function; only LibreOffice's Python can make it."""
    measures = [enumerated("com.sun.star.sheet.GeneralFunction", name) for name in MEASURES]
    memory = RangeMemory(_listener_class(), measures)
    members: dict[str, object] = {one.name: _method(one, memory) for one in every_function()}
    members |= {
        WHY.name: lambda _self, document, cell: cell_result(
            call_safely(WHY.call, document, cell, partial(memory.rows, document))
        ),
        "__init__": lambda _self, context, *_given: note_faults(context),
    }
    return component(ADDIN, (SERVICE, "com.sun.star.sheet.AddIn"), members, INTERFACE)


def _listener_class() -> Callable[[Callable[[], object], Callable[[], object]], Any]:
    """Return a class whose instances call one function on a change, another at the end."""

    def keep(self: Uno, changed: Callable[[], object], closed: Callable[[], object]) -> None:
        self.changed, self.closed = changed, closed

    members: dict[str, object] = {
        "__init__": keep,
        "modified": lambda self, _event: self.changed(),
        "disposing": lambda self, _event: self.closed(),
    }
    return uno_class(members, "com.sun.star.util.XModifyListener")


def _method(function: Function, memory: RangeMemory) -> Callable[..., Any]:
    result = rows_result if function.gives_rows else cell_result
    ranges = {
        place: one.headed
        for place, one in enumerate(function.arguments)
        if passing(one) is Passing.RANGE
    }
    documented = takes_ranges(function)
    rest = any(argument.repeated for argument in function.arguments)

    def call(_self: object, *given: Uno) -> Uno:
        return result(call_safely(answer, *given))

    def answer(*given: Uno) -> object:
        arguments = list(given)
        if documented:
            document, *arguments = arguments
            for place, has_labels in ranges.items():
                area = headed(document, arguments[place]) if has_labels else arguments[place]
                arguments[place] = memory.rows(document, area)
        if rest:
            arguments[-1:] = arguments[-1] or ()
        return function.call(*arguments)

    answer.__name__ = function.name
    return call
