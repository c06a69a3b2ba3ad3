"""How the tests' stand-in for Excel is shown to COM; imported inside the Windows Python only."""

# COM has no types

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, ClassVar

import pythoncom
import pywintypes
import winerror
from win32com.server.exception import COMException
from win32com.server.policy import BasicWrapPolicy
from win32com.server.util import unwrap, wrap

from tests.excel.stand_in.com import CHANGES, Model, com_error

if TYPE_CHECKING:
    from collections.abc import Callable

STDOLE = "{00020430-0000-0000-C000-000000000046}"
PICTURE = "{7BF80981-BF32-101A-8BBB-00AA00300CAB}"  # shares no member with what is played here
REFUSED = -2146827284  # Excel's 1004
LEFT_OUT = -2147352572  # DISP_E_PARAMNOTFOUND: how COM says that an argument is not given
SETS = 4 | 8  # DISPATCH_PROPERTYPUT, DISPATCH_PROPERTYPUTREF
CALLS = 1  # DISPATCH_METHOD


class Visits:
    """
    What has come in from the server, all things together.

    Attributes:
        made: how many calls.
        changing: which of them, counted from 1, may have changed Excel.
        watch: is told of each call before it is carried out.
    """

    made = 0
    changing: ClassVar[list[int]] = []
    watch: Callable[[], None] | None = None

    @classmethod
    def begin(cls, watch: Callable[[], None] | None = None) -> None:
        cls.made, cls.changing, cls.watch = 0, [], watch

    @classmethod
    def note(cls, *, changes: bool) -> None:
        cls.made += 1
        if cls.watch is not None:
            cls.watch()
        if changes:
            cls.changing.append(cls.made)


class Played(BasicWrapPolicy):
    """Shows a thing of the stand-in to COM: late bound, arguments by position."""

    def _getdispid_(self, name: str, _: int) -> int:
        if not name[0].isupper() or not hasattr(self._obj_, name):
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        self._name_to_dispid_.setdefault(name, len(self._name_to_dispid_) + 1)
        return int(self._name_to_dispid_[name])

    def _invokeex_(self, dispid: int, _: int, flags: int, given: Any, *__: Any) -> Any:
        names = {number: name for name, number in self._name_to_dispid_.items()}
        name = names.get(dispid, "Item")  # 0 is the default member
        Visits.note(changes=bool(flags & SETS) or name in CHANGES)
        given = [taken(one) for one in given]
        try:
            if flags & SETS:
                return setattr(self._obj_, name, *given)
            value = getattr(self._obj_, name)
            if inspect.ismethod(value):
                if not flags & CALLS:
                    raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
                value = value(*given)
        except com_error as error:
            said = error.args[2][2]
            raise COMException(said, scode=REFUSED, source="Microsoft Excel") from error
        return handed(value)

    def _GetTypeInfoCount_(self) -> int:  # noqa: N802 - COM's own
        return 1

    def _GetTypeInfo_(self, *_: Any) -> Any:  # noqa: N802 - COM's own
        """Describe it by some type library: xlwings' server only asks for a name and an id."""
        library = pythoncom.LoadRegTypeLib(STDOLE, 2, 0)
        return 0, library.GetTypeInfoOfGuid(pywintypes.IID(PICTURE))


def taken(value: Any) -> Any:
    """Return an argument as the stand-in knows it."""
    if isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IDispatch]):
        return unwrap(value)
    return None if value == LEFT_OUT else value


def handed(value: Any) -> Any:
    """Return a result as pywin32 sends it on: a tuple would be several results."""
    if isinstance(value, tuple):
        return list(value)
    return wrap(value, usePolicy=Played) if isinstance(value, Model) else value
