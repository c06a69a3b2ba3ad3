"""The worksheet functions as Calc calls them (工作表函数)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.refusals import call_safely
from xl_quality.libreoffice.memory import MEASURES, RangeMemory
from xl_quality.libreoffice.names import ADDIN, INTERFACE, SERVICE
from xl_quality.libreoffice.results import cell_result, rows_result
from xl_quality.libreoffice.signatures import Passing, passing, takes_ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.functions.registry import Function


def addin_class() -> type:
    """Return the class with a method for every function; only LibreOffice's Python can make it."""
    import uno  # noqa: PLC0415 - only inside LibreOffice
    import unohelper  # noqa: PLC0415 - likewise

    names = (INTERFACE, "com.sun.star.lang.XServiceInfo")
    services = (SERVICE, "com.sun.star.sheet.AddIn")
    memory = RangeMemory(_listener_class(), [_measure(name) for name in MEASURES])
    members: dict[str, object] = {one.name: _method(one, memory) for one in FUNCTIONS}
    members |= {
        "__init__": lambda _self, _context, *_given: None,
        "getImplementationName": lambda _self: ADDIN,
        "supportsService": lambda _self, name: name in services,
        "getSupportedServiceNames": lambda _self: services,
    }
    return type("AddIn", (unohelper.Base, *map(uno.getClass, names)), members)


def _measure(name: str) -> Any:  # noqa: ANN401 - UNO has no types
    import uno  # noqa: PLC0415 - only inside LibreOffice

    return uno.Enum("com.sun.star.sheet.GeneralFunction", name)


def _listener_class() -> Callable[[Callable[[], None]], Any]:
    """Return a class whose instances call a function when their range has changed."""
    import uno  # noqa: PLC0415 - only inside LibreOffice
    import unohelper  # noqa: PLC0415 - likewise

    def keep(self: Any, changed: Callable[[], None]) -> None:  # noqa: ANN401 - UNO has no types
        self.changed = changed

    members = {
        "__init__": keep,
        "modified": lambda self, _event: self.changed(),
        "disposing": lambda self, _event: self.changed(),
    }
    interface = uno.getClass("com.sun.star.util.XModifyListener")
    return type("RangeListener", (unohelper.Base, interface), members)


def _method(function: Function, memory: RangeMemory) -> Callable[..., Any]:
    result = rows_result if function.spills else cell_result
    ranges = [passing(one) is Passing.RANGE for one in function.arguments]
    rest = any(one.repeated for one in function.arguments)

    def call(_self: object, *given: Any) -> Any:  # noqa: ANN401 - UNO has no types
        return result(call_safely(answer, *given))

    def answer(*given: Any) -> object:  # noqa: ANN401 - UNO has no types
        found = list(given)
        if any(ranges):
            document, *found = found
            for place, is_range in enumerate(ranges):
                if is_range:
                    found[place] = memory.rows(document, found[place])
        if rest:
            found[-1:] = found[-1] or ()
        return function.call(*found)

    answer.__name__ = function.name
    return call
