"""Run inside the installed Windows Python: plays Excel with a workbook, and presses buttons.

The workbook is the tests' stand-in, here behind real COM: its members are called by the real
xlwings server, in another process, while the call that pressed the button is still under way.
"""

# COM has no types

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pythoncom
import pywintypes
import winerror
from win32com.server.exception import COMException
from win32com.server.policy import BasicWrapPolicy
from win32com.server.util import unwrap, wrap

STDOLE = "{00020430-0000-0000-C000-000000000046}"
PICTURE = "{7BF80981-BF32-101A-8BBB-00AA00300CAB}"  # shares no member with what is played here
REFUSED = -2146827284  # Excel's 1004
LEFT_OUT = -2147352572  # DISP_E_PARAMNOTFOUND: how COM says that an argument is not given
SETS = 4 | 8  # DISPATCH_PROPERTYPUT, DISPATCH_PROPERTYPUTREF
CALLS = 1  # DISPATCH_METHOD


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


def main(home: Path, answers: Path) -> None:
    path = home / "成绩册.xlsx"
    python = interpreter(places(os.environ).python, windowed=True)
    application = Application()
    seen = application._open(path)
    found: dict[str, Any] = {"bars": []}

    def press(action: str, book: object = application._books[0], *typed: str) -> list[str]:
        application._answers = [*typed]
        given = [action, book and handed(book)]
        said = list(link.CallUDF("xl_quality.excel.server", "run_action", given))
        found["bars"].append(application.StatusBar)
        return said

    def grids() -> dict[str, list[list[str]]]:
        book = ExcelBook(seen)
        read = {name: book.read(name).rows for name in book.sheet_names()}
        return {name: [[repr(v) for v in row] for row in rows] for name, rows in read.items()}

    with server(python, metadata.version("xlwings")) as link:
        found["before"] = grids()
        found["backup"] = press("backup")
        found["rates"] = press("rates", application._books[0], "1")
        found["written"] = grids()
        found["own"] = ExcelBook(seen).own_sheets()
        found["undo"] = press("undo")
        found["after"] = grids()
        application._copies_that_fail = 0
        found["refused"] = press("rates", application._books[0], "1")
        found["untouched"] = grids()
        found["no_book"] = press("rates", None)
        found["unknown"] = press("explode")
    found["open"] = len(application._books)
    answers.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    project, packages, *rest = sys.argv[1:]
    sys.path[:0] = [packages]
    sys.path.append(project)
    shutil.rmtree(Path(rest[0]) / "备份", ignore_errors=True)
    from tests.excel.stand_in.books import Application
    from tests.excel.stand_in.com import Model, com_error
    from xl_quality.excel.excel_book import ExcelBook
    from xl_quality.excel.server_link import server
    from xl_quality.installer.machine import interpreter, places

    main(*map(Path, rest))
