"""Runs the add-in's own VBA, as it ships, on Excel's stand-in, in pyOpenVBA's interpreter.

The interpreter knows the language with its error handling; Excel's objects are the stand-in's.
What no VBA can do outside Excel is given: the call into xlwings' DLL, and looking for a file.
"""

# the interpreter fixes the names of what it asks for, and Excel's objects have no types
# ruff: noqa: ARG002

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBAInt,
    VBAObject,
    VBARuntimeError,
)
from pyopenvba.interpreter._constants_data import EXCEL_CONSTANTS
from pyopenvba.interpreter._runtime import UNRESOLVED, Slot

from tests.excel.stand_in.com import Com, com_error
from xl_quality.excel.addin_sheets import SHEET
from xl_quality.excel.building.addin import sheets
from xl_quality.excel.building.vba import OWN_MODULES, source
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.installer.machine import ADD_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.excel.stand_in.books import Application

    Call = Callable[[str, str, Sequence[Any]], Any]
    """A call to the server: its module, the function's name, arguments; COM errors are raised."""
    Start = Callable[[str], Call]

REFUSED = 1004  # what VBA shows of every refusal of Excel
OBJECTS = {"ActiveWorkbook", "ActiveSheet", "ActiveProtectedViewWindow"}
CONSTANTS = {name.lower(): value for name, value in EXCEL_CONSTANTS.items()}


class Held(VBAObject):
    """A thing of the stand-in in the hands of VBA."""

    def __init__(self, com: Com) -> None:
        self.com = com
        self.vba_type_name = type(com._model).__name__

    def vba_get(
        self, name: str, args: Sequence[object] = (), named: dict[str, object] | None = None
    ) -> object:
        given = [as_python(one) for one in args]
        keywords = {key: as_python(one) for key, one in (named or {}).items()}
        with_errors = _told(lambda: _got(self.com, name, given, keywords))
        return NOTHING if with_errors is None and name in OBJECTS else as_vba(with_errors)

    def vba_set(
        self,
        name: str,
        value: object,
        args: Sequence[object] = (),
        named: dict[str, object] | None = None,
        *,
        by_ref: bool = False,
    ) -> None:
        assert not args
        assert not named
        _told(lambda: setattr(self.com, name, as_python(value)))

    def vba_member(self, name: str) -> Any:
        return None

    def vba_iterate(self) -> Iterator[object]:
        for number in range(1, self.com.Count + 1):
            yield as_vba(self.com.Item(number))


def _got(com: Com, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    value = getattr(com, name)
    if callable(value) and not isinstance(value, Com):
        return value(*given, **named)
    return value.Item(*given) if given else value


def _told(work: Callable[[], Any]) -> Any:
    """Do something in Excel; what it refuses is an error of VBA's."""
    try:
        return work()
    except com_error as error:
        raise VBARuntimeError(REFUSED, error.args[2][2]) from error
    except AttributeError as error:
        raise VBARuntimeError(438, str(error)) from error


def as_vba(value: Any) -> Any:
    """Return a value of Python's as VBA has it."""
    if value is None:
        return EMPTY
    if isinstance(value, Com):
        return Held(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return VBAInt(value, "Long")
    if isinstance(value, list | tuple):
        return VBAArray([(0, len(value) - 1)], items=[as_vba(one) for one in value])
    return value


def as_python(value: Any) -> Any:
    """Return a value of VBA's as COM hands it over."""
    if isinstance(value, Held):
        return value.com
    if isinstance(value, VBAArray):
        return [as_python(one) for one in value.elements()]
    if isinstance(value, VBAInt):
        return int(value)
    return None if value in (EMPTY, NOTHING, MISSING) else value


class Given(VBAObject):
    """Something else that VBA holds, with the few members it asks for."""

    def __init__(self, **members: Callable[..., object]) -> None:
        self._members = members

    def vba_get(
        self, name: str, args: Sequence[object] = (), named: dict[str, object] | None = None
    ) -> object:
        return self._members[name](*args)

    def vba_member(self, name: str) -> Any:
        return None


def server(call: Call) -> Given:
    """Return the server's COM object."""

    def call_udf(*given: object) -> object:
        module, name, arguments = map(as_python, given)
        return as_vba(call(str(module), str(name), arguments))

    return Given(CallUDF=call_udf)


class OwnCell(Given):
    """A cell of the add-in's own sheets."""

    def __init__(self, texts: dict[tuple[int, int], str], place: tuple[int, int]) -> None:
        super().__init__(Value=lambda: texts.get(place, ""))
        self._texts, self._place = texts, place

    def vba_set(
        self,
        name: str,
        value: object,
        args: Sequence[object] = (),
        named: dict[str, object] | None = None,
        *,
        by_ref: bool = False,
    ) -> None:
        self._texts[self._place] = str(value)


class OwnBook(Given):
    """
    The add-in as its own VBA sees it: ThisWorkbook.

    Attributes:
        texts: what stands on its sheets, by sheet, then by row and column.
        saved: what stood there each time it was saved.
        shown: how often it became visible.
        is_read_only: as in a second Excel.
    """

    def __init__(self, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
        super().__init__(
            Name=lambda: ADD_IN, Worksheets=self._sheet, Windows=lambda _: self, Save=self._save
        )
        self.texts = {
            name: {
                (row, column): text
                for row, texts in enumerate(rows, 1)
                for column, text in enumerate(texts, 1)
            }
            for name, rows in sheets.items()
        }
        self.saved: list[dict[tuple[int, int], str]] = []
        self.shown = 0
        self.is_hidden = True
        self.is_read_only = False

    def _sheet(self, name: object) -> Given:
        texts = self.texts[str(name)]
        return Given(Cells=lambda row, column: OwnCell(texts, (int(row), int(column))))

    def _save(self) -> object:
        if self.is_read_only:
            raise VBARuntimeError(REFUSED, "只读")
        assert self.is_hidden, "it would be saved as a workbook that shows"
        self.saved.append(dict(self.texts[SHEET]))
        return EMPTY

    def vba_set(
        self,
        name: str,
        value: object,
        args: Sequence[object] = (),
        named: dict[str, object] | None = None,
        *,
        by_ref: bool = False,
    ) -> None:
        if name == "IsAddin":
            self.is_hidden = bool(value)
            self.shown += not value


class ExcelHost(HostBridge):
    """Excel around the VBA."""

    def __init__(self, application: Application, start: Start) -> None:
        self._application = Com(application, application._calls)
        self._start = start
        self.own = OwnBook({sheet.name: sheet.rows for sheet in sheets(FUNCTIONS)})
        self.command: Callable[[], str] = str

    def global_object(self, name: str) -> object:
        if name == "application":
            return Held(self._application)
        if name == "activeworkbook":
            return Held(self._application).vba_get("ActiveWorkbook")
        return self.own if name == "thisworkbook" else UNRESOLVED

    def constant(self, name: str) -> object:
        found = CONSTANTS.get(name)
        return UNRESOLVED if found is None else as_vba(found)

    def has_global_member(self, name: str) -> bool:
        return name in {"xlpy", "killpy", "fileexistsonwindows"}

    def call_global(self, name: str, args: list[object], named: dict[str, object]) -> object:
        if name == "xlpy":
            return server(self._start(self.command()))
        return True if name == "fileexistsonwindows" else EMPTY


class Player:
    """The add-in's VBA in front of a clerk.

    Args:
        application: Excel's stand-in.
        start: starts the server by a command, as xlwings' DLL does; gives the way to call it.
    """

    def __init__(self, application: Application, start: Start) -> None:
        host = ExcelHost(application, start)
        self.own = host.own
        self.vba = Interpreter(host)
        environ = {"environ": lambda _, given, __: os.environ.get(given[0], "")}
        self.vba._intrinsics = {**self.vba._intrinsics, **environ}
        host.command = lambda: str(self.vba.run("XlqHost.XlqCommand"))
        for name in OWN_MODULES:
            self.vba.add_module(source(name), name=name)
        application._macros = self.run

    def lines(self, name: str) -> tuple[list[str], int]:
        """Return what a list of the ribbon shows, and which line is chosen."""
        control = self._control(name)
        told = [self._told("XlqListCount", control)]
        shown = [self._told("XlqListLabel", control, VBAInt(n, "Integer")) for n in range(told[0])]
        return shown, self._told("XlqListChosen", control)

    def choose(self, name: str, line: int) -> None:
        """Choose a line of a list of the ribbon."""
        given = [self._control(name), f"item{line}", VBAInt(line, "Integer")]
        self.vba.run("XlqRibbon.XlqListPicked", given)

    def _control(self, name: str) -> Given:
        return Given(ID=lambda: f"xlqList_{name}", Tag=lambda: name)

    def _told(self, callback: str, *given: object) -> Any:
        told = Slot(EMPTY, "Variant")
        self.vba.run(f"XlqRibbon.{callback}", [*given, told])
        return as_python(told.get())

    def run(self, macro: str, *given: object) -> Any:
        """Run a macro of the add-in, as Application.Run does."""
        book, _, name = macro.partition("!")
        assert book == f"'{ADD_IN}'"
        return as_python(self.vba.run(name, [as_vba(one) for one in given]))

    def press(self, action: str) -> list[tuple[str, str, str, int]]:
        """Press a button of the ribbon; return the message boxes that came up."""
        before = len(self.vba.dialogs)
        control = Given(ID=lambda: f"xlqButton_{action}", Tag=lambda: action)
        self.vba.run("XlqRibbon.XlqPress", [control])
        shown: list[tuple[str, str, str, int]] = self.vba.dialogs[before:]
        return shown


def gone(number: int) -> VBARuntimeError:
    """Return what VBA is told of a server that went away."""
    return VBARuntimeError(number, "Automation error")
