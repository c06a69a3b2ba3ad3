"""The stand-in for Excel behind COM as Excel itself is: its things describe themselves by a type
library with Excel's names and ids. Imported inside the Windows Python only.
"""

# COM has no types

from __future__ import annotations

import inspect
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pythoncom
import pywintypes
import winerror
from win32com.server.exception import COMException
from win32com.server.policy import BasicWrapPolicy
from win32com.server.util import NewEnum, unwrap, wrap

from tests.excel.stand_in.com import Model, com_error

REFUSED = -2146827284  # Excel's 1004
NOT_FOUND = -2147352572  # DISP_E_PARAMNOTFOUND: how COM says that an argument is not given
LEFT_OUT = object()
SETS = 4 | 8  # DISPATCH_PROPERTYPUT, DISPATCH_PROPERTYPUTREF
CALLS = 1  # DISPATCH_METHOD


@cache
def library() -> Any:
    return pythoncom.LoadTypeLib(os.environ["EXCEL_LIBRARY"])


@cache
def types() -> dict[str, Any]:
    """Return id and numbered members of each type."""
    path = Path(os.environ["EXCEL_LIBRARY"]).with_suffix(".json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def numbers(type_name: str) -> dict[str, int]:
    """Return the number of a member by its name in small letters: COM is not particular."""
    return {name.lower(): number for name, number in types()[type_name]["members"].items()}


@cache
def names(type_name: str) -> dict[int, str]:
    return {number: name for name, number in types()[type_name]["members"].items()}


class Typed(BasicWrapPolicy):
    """Shows a thing of the stand-in to COM."""

    @property
    def _type(self) -> str:
        cls = type(self._obj_)
        return getattr(cls, "_type", "") or cls.__name__

    def _getdispid_(self, name: str, _: int) -> int:
        number = numbers(self._type).get(name.lower())
        if number is None:
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        return number

    def _invokeex_(self, dispid: int, _: int, flags: int, given: Any, *__: Any) -> Any:
        if dispid == pythoncom.DISPID_NEWENUM:
            numbered = range(1, self._obj_.Count + 1)
            return NewEnum([handed(self._obj_.Item(number)) for number in numbered])
        name = names(self._type).get(dispid, "Item")  # 0 is the default member
        given = [taken(one) for one in given]
        try:
            return handed(self._done(name, flags, given))
        except com_error as error:
            raise COMException(error.args[2][2], scode=REFUSED, source="Microsoft Excel") from error

    def _done(self, name: str, flags: int, given: list[Any]) -> Any:
        played = hasattr(type(self._obj_), name) or name in vars(self._obj_)
        if not played:  # Excel has it, the stand-in does not play it
            # the code for a missing member would have clients call it as a method, some for ever
            said = f"not played: {self._type}.{name}"
            raise COMException(said, scode=REFUSED, source="the stand-in for Excel")
        if flags & SETS:
            return setattr(self._obj_, name, *given)
        asked = f"_{name}_with" if given else name  # a property that takes arguments
        value = getattr(self._obj_, asked if hasattr(self._obj_, asked) else name)
        if inspect.ismethod(value):
            known = inspect.signature(value)
            if len(given) > len(known.parameters):
                raise COMException(scode=winerror.DISP_E_BADPARAMCOUNT)
            named = zip(known.parameters, given, strict=False)
            told = {one: what for one, what in named if what is not LEFT_OUT}
            try:
                known.bind(**told)
            except TypeError as error:
                raise COMException(scode=winerror.DISP_E_PARAMNOTOPTIONAL) from error
            return value(**told)
        return value.Item(*given) if given else value

    def _GetTypeInfoCount_(self) -> int:  # noqa: N802 - COM's own
        return 1

    def _GetTypeInfo_(self, *_: Any) -> Any:  # noqa: N802 - COM's own
        return 0, library().GetTypeInfoOfGuid(pywintypes.IID(types()[self._type]["id"]))


def taken(value: Any) -> Any:
    """Return an argument as the stand-in knows it."""
    if isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IDispatch]):
        return unwrap(value)
    return LEFT_OUT if value == NOT_FOUND else value


def handed(value: Any) -> Any:
    """Return a result as pywin32 sends it on: a tuple would be several results."""
    if isinstance(value, tuple):
        return list(value)
    return wrap(value, usePolicy=Typed) if isinstance(value, Model) else value
