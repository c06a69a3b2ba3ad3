"""The machine that is installed on: running programs, the log of the steps, folders, the Python.

Everything lies inside the user's own profile: no administrator is needed. The Python that Excel
will start is the release's own, or one made by the user's Python.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

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
    r"""The folders of one user.

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
        message = f"不能把 Python 复制到 {target}：{error.strerror}。请检查磁盘空间后重试"
        raise InstallError(message) from error
    if "WindowsApps" in sys.base_prefix:
        message = (
            "电脑上的 Python 来自微软商店，Excel 看不到它建立的文件。"
            "请用自带 Python 的发布包，或从 python.org 安装 Python"
        )
        raise InstallError(message)
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
    words += ["--no-warn-script-location", "--disable-pip-version-check"]
    if run(words, log).returncode:
        how = "安装包可能不完整，请重新解压后再试" if shipped else "请检查网络后再试"
        raise InstallError(f"安装程序组件失败，{how}（详见 {log.path}）")


def run(
    words: list[Path | str], log: Log, seconds: int = _HALF_AN_HOUR
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output goes to the log.

    Its output is taken in files: what it starts itself and leaves running would hold a pipe open,
    and we should wait for ever.
    """
    texts = [str(word) for word in words]
    with TemporaryFile() as out, TemporaryFile() as err:
        try:
            code = subprocess.run(  # noqa: S603 - our own programs, no shell
                texts, stdout=out, stderr=err, input=b"", check=False, timeout=seconds
            ).returncode
            late = ""
        except subprocess.TimeoutExpired:
            code, late = 1, f"{seconds // 60} 分钟还没有结束，可能被杀毒软件拦住"
        done = subprocess.CompletedProcess(texts, code, _text(out) + late, _text(err))
    log.ran(done)
    return done


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
