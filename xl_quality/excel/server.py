"""What xlwings' COM server imports: each worksheet function by its name, and the ribbon's buttons.

VBA calls ``CallUDF("xl_quality.excel.server", "PASS_RATE", ...)``; xlwings looks the name up here
and reads ``__xlfunc__`` from what it finds. Kept light: it is imported while a clerk waits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from xl_quality import functions
from xl_quality.excel.server_link import Rows, encode, udf_info
from xl_quality.functions.registry import Argument, Function, call_safely, entry_of

if TYPE_CHECKING:
    from excel_types import Workbook


class Served:
    """A worksheet function as xlwings calls it: raw values in, rows of raw values out."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.__xlfunc__ = udf_info(function)

    def __call__(self, *given: object) -> Rows:
        """Return the function's result, coded; it never raises."""
        return encode(call_safely(self.function.call, *given))


@cache
def __getattr__(name: str) -> Served:
    """Find a worksheet function, as ``getattr(module, "PASS_RATE")``."""
    if name in functions.NAMES:
        return Served(entry_of(getattr(functions, name)))
    if name.isupper():  # else Python asks for something of its own
        from xl_quality.functions.own_functions import own_functions  # noqa: PLC0415 - few have any

        for one in own_functions():
            if one.name == name:
                return Served(one)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def serve(class_id: str) -> None:
    """Serve Excel over COM until it lets go; this is what the add-in's command line runs.

    xlwings would make early bound classes of Excel's type library at every start: 1.4 s, and a
    library that is damaged, or another program's under Excel's id, would break every call. The
    adapter needs none: its calls are late bound.

    Args:
        class_id: the id under which the DLL looks for this server.
    """
    from win32com.client import gencache  # noqa: PLC0415 - only on Windows

    gencache.EnsureModule = _none
    gencache.GetClassForCLSID = _none  # what another program has made is not used either

    from xlwings import com_server  # noqa: PLC0415 - only now

    run: Callable[[str], None] = com_server.serve
    run(class_id)


def _none(*_: object, **__: object) -> None:
    """Know no class of a type library."""


def run_action(action: str, book: Workbook | None = None, exam: str = "", scheme: str = "") -> Rows:
    """Do what a button of the ribbon says.

    Args:
        action: id of the button.
        book: the workbook in front, None = none is open.
        exam: chosen in the ribbon's list of exams; ``""`` = ask.
        scheme: chosen in its list of schemes.

    Returns:
        One row: kind and text of the message to show, then what the two lists offer.
    """
    from xl_quality.buttons.session import Picked  # noqa: PLC0415 - functions need no ribbon
    from xl_quality.excel.ribbon import offered, press, run  # noqa: PLC0415

    message = press(action, book, partial(run, picked=Picked(exam, scheme)))
    return [[str(message.kind), message.text, *offered(book)]]


_ARGUMENTS: Final = ("action", "book", "exam", "scheme")
_ACTION: Final = Function(
    "run_action", run_action, "", tuple(Argument(name, "") for name in _ARGUMENTS)
)
run_action.__dict__["__xlfunc__"] = udf_info(_ACTION) | {"sub": True}
