"""Run inside a Windows Python: the stand-in for Excel as a program of its own, started by COM.

Every ``Excel.Application`` that is asked for is another process, as with Excel; it has Excel's
window classes, by which others find it, and lasts until it is told to quit or is ended.
"""

# COM and Windows have no types

from __future__ import annotations

import ctypes
import re
import sys
from typing import Any

CLASS = "{00024500-0000-0000-C000-000000000046}"
"""Under which Excel registers its application."""
WM_GETOBJECT = 0x3D
OBJID_NATIVEOM = -16
"""What a program is asked for whose own object model is wanted."""


def pointer(thing: Any) -> int:
    """Return the address of a COM thing, which pywin32 tells only in words."""
    found = re.search(r"obj at 0x([0-9A-Fa-f]+)", repr(thing))
    assert found is not None
    return int(found[1], 16)


def window(application: Any) -> int:
    """Make Excel's windows, one in the other; the innermost hands out the application."""
    held = handed(application)
    dispatch = ctypes.create_string_buffer(bytes(pythoncom.IID_IDispatch))
    give = getattr(ctypes, "windll").oleacc.LresultFromObject  # noqa: B009 - Windows only
    give.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
    give.restype = ctypes.c_ssize_t

    def asked(handle: int, message: int, given: int, about: int) -> int:
        if ctypes.c_int32(about).value == OBJID_NATIVEOM:
            return int(give(dispatch.raw, given, pointer(held)))
        return int(win32gui.DefWindowProc(handle, message, given, about))

    parent, first = 0, 0
    for name in ("XLMAIN", "XLDESK", "EXCEL7"):
        kind = win32gui.WNDCLASS()
        kind.lpszClassName = name
        kind.lpfnWndProc = {WM_GETOBJECT: asked} if name == "EXCEL7" else {}
        win32gui.RegisterClass(kind)
        style = win32con.WS_CHILD if parent else win32con.WS_OVERLAPPEDWINDOW
        parent = win32gui.CreateWindow(name, name, style, 0, 0, 9, 9, parent, 0, 0, None)
        first = first or parent
    return first


def main() -> None:
    application = Application()
    application._window = window(application)
    application._end = lambda: win32gui.PostQuitMessage(0)
    # pywin32's factory asks this function for each thing
    policy.CreateInstance = lambda _, interface: pythoncom.WrapObject(Typed(application), interface)
    pythoncom.CoRegisterClassObject(
        pywintypes.IID(CLASS),
        pythoncom.MakePyFactory(pywintypes.IID(CLASS)),
        pythoncom.CLSCTX_LOCAL_SERVER,
        pythoncom.REGCLS_SINGLEUSE,
    )
    pythoncom.PumpMessages()


if __name__ == "__main__":
    project, packages, library = sys.argv[1:4]
    sys.path[:0] = [packages]
    sys.path.append(project)
    import os

    os.environ["EXCEL_LIBRARY"] = library
    import pythoncom
    import pywintypes
    import win32con
    import win32gui
    from win32com.server import policy

    from tests.excel.stand_in.books import Application
    from tests.windows.typed_com import Typed, handed

    main()
