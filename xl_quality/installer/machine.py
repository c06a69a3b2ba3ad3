"""The machine that is installed on: its Excel, running programs, log of the steps, folders, Python.

Everything lies inside the user's own profile: no administrator is needed. The Python that Excel
will start is the release's own, or one made by the user's Python.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    Registered = Callable[[str], list[str]]
    """The default value of a key of the registry: the user's and the machine's, 32 and 64 bits."""

_SNAPSHOT_PROCESSES: Final = 0x2
_MAX_PATH: Final = 260
_SNAPSHOT_MODULES: Final = 0x8 | 0x10  # of a program of 64 or of 32 bits
ADD_IN: Final = "xl_quality.xlam"
TYPING_HELP: Final = "xl_quality_intellisense.xll"
"""Excel-DNA IntelliSense under a name that is ours to take away again."""


_APP_PATHS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{}"
_CLASS: Final = r"SOFTWARE\Classes\{}"
_EXCEL: Final = "excel.exe"
_WPS: Final = ("et.exe", "wps.exe", "wpsoffice.exe")
_TOO_OLD: Final = ("office11", "office12")
"""Folders of Excel 2003 and 2007: the ribbon and .xlam as we write them came with Excel 2010."""
_PE_AT: Final = 0x3C
_BITS: Final = {0x14C: 32, 0x8664: 64, 0xAA64: 64}
"""Machines that a program of Windows is made for (IMAGE_FILE_HEADER.Machine)."""


class _Entry(ctypes.Structure):
    """PROCESSENTRY32W."""

    what = "Process"
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


class _Module(ctypes.Structure):
    """MODULEENTRY32W."""

    what = "Module"
    _fields_ = (
        ("size", ctypes.c_uint32), ("module", ctypes.c_uint32), ("process", ctypes.c_uint32),
        ("usage", ctypes.c_uint32), ("usage_here", ctypes.c_uint32), ("address", ctypes.c_void_p),
        ("length", ctypes.c_uint32), ("handle", ctypes.c_void_p), ("name", ctypes.c_wchar * 256),
        ("path", ctypes.c_wchar * _MAX_PATH),
    )  # fmt: skip


def loaded(program: str, library: str) -> bool:
    """Tell whether a running program, e.g. ``EXCEL.EXE``, has loaded a library, by its name."""
    windows = getattr(ctypes, "WinDLL", None)
    if windows is None:
        return False
    kernel = windows("kernel32")
    wanted = [process for process, name in _programs(kernel) if name.lower() == program.lower()]
    return any(library.lower() in _modules(kernel, process) for process in wanted)


def _modules(kernel: Any, process: int) -> set[str]:  # noqa: ANN401 - a library of Windows
    listed = _snapshot(kernel, _SNAPSHOT_MODULES, process, _Module())
    return {str(entry.name).lower() for entry in listed}


def _session(kernel: Any, process: int) -> int | None:  # noqa: ANN401 - a library of Windows
    """Return the session of a process, None where Windows does not say."""
    session = ctypes.c_uint32()
    told = kernel.ProcessIdToSessionId(ctypes.c_uint32(process), ctypes.byref(session))
    return session.value if told else None


def _programs(kernel: Any) -> list[tuple[int, str]]:  # noqa: ANN401 - a library of Windows
    listed = _snapshot(kernel, _SNAPSHOT_PROCESSES, 0, _Entry())
    return [(int(entry.process), str(entry.name)) for entry in listed]


def _snapshot(kernel: Any, flags: int, process: int, entry: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield what Windows lists, programs or the modules of one; *entry* is filled anew always."""
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    words = ctypes.c_uint32(flags), ctypes.c_uint32(process)
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(*words))
    entry.size = ctypes.sizeof(entry)
    more = getattr(kernel, f"{entry.what}32FirstW")(snapshot, ctypes.byref(entry))
    while more:
        yield entry
        more = getattr(kernel, f"{entry.what}32NextW")(snapshot, ctypes.byref(entry))
    kernel.CloseHandle(snapshot)


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
    r"""The folders of one user."""

    app: Path  # ``%LOCALAPPDATA%\xl_quality``, all of it ours
    start: Path  # Excel's start-up folder, ``%APPDATA%\Microsoft\Excel\XLSTART``

    @property
    def python(self) -> Path:
        """The folder of the Python that Excel starts."""
        return self.app / "python"

    @property
    def add_in(self) -> Path:
        """The add-in where Excel finds it."""
        return self.start / ADD_IN

    @property
    def typing_help(self) -> Path:
        """What shows functions and arguments while a formula is typed."""
        return self.start / TYPING_HELP

    @property
    def log(self) -> Path:
        """What the last installation did."""
        return self.app / "install.log"


def places(environment: Mapping[str, str]) -> Places:
    """Return the folders of the user whose environment it is.

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


_CLOUDS: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def cloud_advice(source: Path | str, environment: Mapping[str, str]) -> str:
    """Return what to do where the release lies in OneDrive, ``""`` where it does not.

    Its files may be names only, to be fetched when they are read, which fails without a network.
    """
    parts = Path(source).parts
    folders = [Path(environment[name]).parts for name in _CLOUDS if environment.get(name)]
    if any(parts[: len(folder)] == folder for folder in folders):
        return "。安装包在 OneDrive 里，文件可能还没有下载：请把整个文件夹复制到 C 盘再安装"
    return ""


_HALF_AN_HOUR: Final = 1800  # an old disk and a virus scanner make pip slow


def make_python(bundled: Path, target: Path, log: Log) -> None:
    """Put a Python into a new folder.

    Args:
        bundled: the release's Python; where it is missing, the running Python makes a venv.
        target: the folder; what is there is left over from a failed installation and goes.
        log: where the programs' output goes.

    Raises:
        InstallError: the disk is full, Windows refuses, or the running Python comes from
            Microsoft's store and writes to a place that other programs do not see.
    """
    shutil.rmtree(target, ignore_errors=True)
    try:
        if (bundled / "python.exe").exists():
            copy_tree(bundled, target)
            return
    except OSError as error:
        advice = cloud_advice(bundled, os.environ) or "。请检查磁盘空间后重试"
        raise InstallError(f"不能把 Python 复制到 {target}：{error.strerror}{advice}") from error
    if "WindowsApps" in sys.base_prefix:
        raise InstallError(
            "电脑上的 Python 来自微软商店，Excel 看不到它建立的文件。"
            "请用自带 Python 的发布包，或从 python.org 安装 Python"
        )
    done = run([sys.executable, "-m", "venv", target], log)
    if done.returncode:
        raise InstallError(f"不能在 {target} 建立 Python 环境，详见 {log.path}")


def add_packages(source: Path, target: Path, log: Log) -> None:
    """Install our program into a Python folder, offline where the release brought its wheels.

    Raises:
        InstallError: pip could not do it.
    """
    python = interpreter(target)
    wheels = source / "wheels"
    shipped = sorted(wheels.glob("xl_quality-*.whl"))
    if shipped:
        pip = next(iter(sorted(wheels.glob("pip-*.whl"))), None)
        words = [python, pip / "pip" if pip else "-mpip", "install", "--no-index"]
        words += ["--find-links", wheels, shipped[-1]]
    else:
        words = [python, "-mpip", "install", "--upgrade", f"{source}[addin]"]
    words += ["--no-warn-script-location", "--disable-pip-version-check", "--no-cache-dir"]
    if run(words, log).returncode:
        how = "安装包可能不完整，请重新解压后再试" if shipped else "请检查网络后再试"
        raise InstallError(f"安装程序组件失败，{how}（详见 {log.path}）")
    _keep_to_ourselves(target)


def _keep_to_ourselves(python: Path) -> None:
    """Give pywin32 a folder of its own for what it makes; without one it goes to %TEMP%."""
    for packages in python.glob("Lib/site-packages/win32com"):
        (packages / "gen_py").mkdir(exist_ok=True)


def run(
    words: list[Path | str], log: Log, seconds: int = _HALF_AN_HOUR
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output goes to the log.

    Its output is taken in files: what it starts itself and leaves running would hold a pipe open,
    and we should wait for ever. The files lie beside the log: what Windows does not let go of is
    taken away with our folder.
    """
    texts = [str(word) for word in words]
    paths = [log.path.with_suffix(suffix) for suffix in (".out", ".err")]
    with paths[0].open("w+b") as out, paths[1].open("w+b") as err:
        try:
            code = subprocess.run(  # noqa: S603 - our own programs, no shell
                texts, stdout=out, stderr=err, input=b"", check=False, timeout=seconds
            ).returncode
            late = ""
        except subprocess.TimeoutExpired:
            code, late = 1, f"{seconds // 60} 分钟还没有结束，可能被杀毒软件拦住"
        done = subprocess.CompletedProcess(texts, code, _text(out) + late, _text(err))
    for path in paths:
        with suppress(OSError):  # who is left running holds it; it goes with the folder
            path.unlink()
    log.ran(done)
    return done


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace").replace("\r\n", "\n")


class Office(NamedTuple):
    """What was found."""

    excel: Path | None  # the program, None where there is none
    bits: int  # 32 or 64, of Excel; 0 where it is not known
    wps: bool  # whether WPS is there

    @property
    def is_too_old(self) -> bool:
        """Whether it is an Excel before 2010."""
        return self.excel is not None and self.excel.parent.name.lower() in _TOO_OLD


def office(registered: Registered | None = None) -> Office:
    """Return what is on this machine.

    WPS writes itself in Excel's place in the registry where it is the default program, so it is
    the file's own name that counts.
    """
    found = list(_named_programs(registered or _registered))
    excel = next((path for path in found if path.name.lower() == _EXCEL and path.exists()), None)
    wps = any(path.name.lower() in _WPS for path in found)
    return Office(excel, bits_of(excel) if excel else 0, wps)


def _named_programs(registered: Registered) -> Iterator[Path]:
    """Yield the programs that the registry names."""
    for name in (_EXCEL, *_WPS):
        yield from map(_program, registered(_APP_PATHS.format(name)))
    for name in ("Excel.Application", "Excel.Sheet.12", "ET.Application", "KET.Application"):
        for class_id in registered(rf"{_CLASS.format(name)}\CLSID"):
            key = rf"{_CLASS.format('CLSID')}\{class_id}\LocalServer32"
            yield from map(_program, registered(key))


def _program(command: str) -> Path:
    r"""Return the program of a command line, ``"C:\…\EXCEL.EXE" /automation``."""
    plain = os.path.expandvars(command.strip())
    end = plain.lower().find(".exe")
    quoted = plain[1 : plain.find('"', 1)] if plain.startswith('"') else ""
    return Path(quoted or (plain[: end + 4] if end >= 0 else plain))


def bits_of(program: Path) -> int:
    """Return 32 or 64, for which a program of Windows is made; 0 where it cannot be read."""
    try:
        with program.open("rb") as file:
            file.seek(_PE_AT)
            file.seek(struct.unpack("<I", file.read(4))[0])
            mark, machine = struct.unpack("<4sH", file.read(6))
    except (OSError, struct.error):
        return 0
    return _BITS.get(machine, 0) if mark == b"PE\0\0" else 0


def _registered(key: str) -> list[str]:
    values: list[str] = []
    if os.name != "nt":
        return values
    winreg = import_module("winreg")  # only Windows has one
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
            with suppress(OSError), winreg.OpenKey(root, key, 0, winreg.KEY_READ | view) as opened:
                values.append(str(winreg.QueryValueEx(opened, None)[0]))
    return values


def told(found: Office) -> str:
    """Return in one sentence where the add-in will not run, ``""`` where Excel is fit for it."""
    if found.is_too_old:
        return f"本机的 Excel 太旧（{found.excel}）：加载项要 Excel 2010 或更新的版本。"
    if found.excel is not None:
        return ""
    if found.wps:
        return "没有找到 Microsoft Excel，只找到 WPS：加载项在 WPS 里不能用，要有 Excel 2010 以上。"
    return "没有找到 Microsoft Excel：加载项要 Excel 2010 或更新的版本。"
