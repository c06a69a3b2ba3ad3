"""Which programs are running, asked of Windows itself."""

from __future__ import annotations

import ctypes
from typing import Any, Final

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
    """Tell whether a program, e.g. ``EXCEL.EXE``, is running in this user's session.

    On a machine that several people use, somebody else's Excel is no reason to wait.
    """
    library = getattr(ctypes, "WinDLL", None)
    if library is None:  # no Windows, no Excel
        return False
    kernel = library("kernel32")
    own = _session(kernel, kernel.GetCurrentProcessId())
    return any(
        name.lower() == program.lower() and _session(kernel, process) in {own, None}
        for process, name in _programs(kernel)
    )


def _session(kernel: Any, process: int) -> int | None:  # noqa: ANN401 - a library of Windows
    """Return the session of a process, None where Windows does not say."""
    found = ctypes.c_uint32()
    said = kernel.ProcessIdToSessionId(ctypes.c_uint32(process), ctypes.byref(found))
    return found.value if said else None


def _programs(kernel: Any) -> list[tuple[int, str]]:  # noqa: ANN401 - a library of Windows
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(_SNAPSHOT_PROCESSES, 0))
    entry = _Entry(size=ctypes.sizeof(_Entry))
    found = []
    more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        found.append((int(entry.process), str(entry.name)))
        more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    kernel.CloseHandle(snapshot)
    return found
