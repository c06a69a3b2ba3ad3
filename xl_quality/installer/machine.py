"""The machine that is installed on: folders of the user, running programs, the log of the steps.

Everything lies inside the user's own profile: no administrator is needed.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import CompletedProcess

_SNAPSHOT_PROCESSES: Final = 0x2
_MAX_PATH: Final = 260
ADD_IN: Final = "xl_quality.xlam"


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
    session = _session(kernel, kernel.GetCurrentProcessId())
    return any(
        name.lower() == program.lower() and _session(kernel, process) in {session, None}
        for process, name in _programs(kernel)
    )


def _session(kernel: Any, process: int) -> int | None:  # noqa: ANN401 - a library of Windows
    """Return the session of a process, None where Windows does not say."""
    session = ctypes.c_uint32()
    told = kernel.ProcessIdToSessionId(ctypes.c_uint32(process), ctypes.byref(session))
    return session.value if told else None


def _programs(kernel: Any) -> list[tuple[int, str]]:  # noqa: ANN401 - a library of Windows
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(_SNAPSHOT_PROCESSES, 0))
    entry = _Entry(size=ctypes.sizeof(_Entry))
    programs = []
    more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        programs.append((int(entry.process), str(entry.name)))
        more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    kernel.CloseHandle(snapshot)
    return programs


class Log:
    """Tells the user each step; programs' own output goes to the file only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")

    def step(self, text: str) -> None:
        """Say what is being done now."""
        print(text, flush=True)
        self.note(text)

    def note(self, text: str) -> None:
        """Write something down without showing it."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def ran(self, done: CompletedProcess[str]) -> None:
        """Write down a program that ran, with what it said."""
        words = " ".join(map(str, done.args))
        self.note(f"> {words}\n{done.stdout}{done.stderr}= {done.returncode}")


class InstallError(Exception):
    """The installation cannot go on; the message says why and what to do. Nothing is half done."""


class Places(NamedTuple):
    r"""
    The folders of one user.

    Attributes:
        app: ``%LOCALAPPDATA%\xl_quality``, all of it ours.
        start: Excel's start-up folder, ``%APPDATA%\Microsoft\Excel\XLSTART``.
    """

    app: Path
    start: Path

    @property
    def python(self) -> Path:
        """The folder of the Python that Excel starts."""
        return self.app / "python"

    @property
    def add_in(self) -> Path:
        """The add-in where Excel finds it."""
        return self.start / ADD_IN

    @property
    def log(self) -> Path:
        """What the last installation did."""
        return self.app / "install.log"


def places(environment: Mapping[str, str]) -> Places:
    """
    Return the folders of the user whose environment it is.

    Raises:
        InstallError: the environment names no profile.
    """
    missing = [name for name in ("LOCALAPPDATA", "APPDATA") if not environment.get(name)]
    if missing:
        message = f"系统没有给出用户文件夹（{'、'.join(missing)}），请换一个普通用户登录后再试"
        raise InstallError(message)
    return Places(
        Path(environment["LOCALAPPDATA"]) / "xl_quality",
        Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART",
    )


def interpreter(folder: Path, *, windowed: bool = False) -> Path:
    r"""Return python.exe in a folder, be it a plain Python or a venv (then in ``Scripts``)."""
    name = "pythonw.exe" if windowed else "python.exe"
    return next(
        (path for path in (folder / name, folder / "Scripts" / name) if path.exists()),
        folder / name,
    )


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder with all in it; files that are there already are replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_dir():
            copy_tree(path, target / path.name)
        else:
            (target / path.name).write_bytes(path.read_bytes())
