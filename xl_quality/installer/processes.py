"""Which programs are running, asked of Windows itself."""

from __future__ import annotations

import ctypes
from typing import Final

_SNAPSHOT_PROCESSES: Final = 0x2
_MAX_PATH: Final = 260


class _Entry(ctypes.Structure):
    """PROCESSENTRY32W."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("usage", ctypes.c_uint32),
        ("process", ctypes.c_uint32),
        ("heap", ctypes.c_size_t),
        ("module", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("parent", ctypes.c_uint32),
        ("priority", ctypes.c_long),
        ("flags", ctypes.c_uint32),
        ("name", ctypes.c_wchar * _MAX_PATH),
    )


def running(program: str) -> bool:
    """Tell whether a program, e.g. ``EXCEL.EXE``, is running on this machine."""
    return program.lower() in {name.lower() for name in _programs()}


def _programs() -> list[str]:
    library = getattr(ctypes, "WinDLL", None)
    if library is None:  # no Windows, no Excel
        return []
    kernel = library("kernel32")
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(_SNAPSHOT_PROCESSES, 0))
    entry = _Entry(size=ctypes.sizeof(_Entry))
    names = []
    more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        names.append(entry.name)
        more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    kernel.CloseHandle(snapshot)
    return names
