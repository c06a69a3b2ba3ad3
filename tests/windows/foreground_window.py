"""A plugin of pytest, run inside a Windows Python: a window in front, as the terminal's would be.

Whoever puts a program's window behind the one in front needs one there.
"""

# Windows has no types

from __future__ import annotations

from threading import Event, Thread

import pywintypes  # noqa: F401 - its DLL is needed before the others
import win32con
import win32gui


def held(shown: Event) -> None:
    window = win32gui.CreateWindowEx(
        win32con.WS_EX_TOPMOST,
        "STATIC",
        "tests",
        win32con.WS_OVERLAPPEDWINDOW,
        0,
        0,
        9,
        9,
        0,
        0,
        0,
        None,
    )
    win32gui.ShowWindow(window, win32con.SW_SHOW)
    win32gui.SetForegroundWindow(window)
    shown.set()
    win32gui.PumpMessages()


def pytest_configure() -> None:
    shown = Event()
    Thread(target=held, args=[shown], daemon=True).start()
    assert shown.wait(30)
