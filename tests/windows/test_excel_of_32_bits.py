"""A client of 32 bits through xlwings' 32-bit DLL to the installed Python of 64 bits.

It runs in a small Debian of its own that has wine of both kinds (``dev/wine32.sh``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.windows.conftest import MINGW
from xl_quality.excel.server_link import command_line, dll_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows
FOLDER = Path(os.environ.get("XLQ_WINE32") or "nowhere")  # dev/test.sh names and makes it
MINGW_32 = shutil.which("i686-w64-mingw32-gcc")
NEEDED = {
    "dev/wine32.sh": (FOLDER / "ready").exists(),
    "gcc-mingw-w64-i686": MINGW_32,
    "root": os.geteuid() == 0 or shutil.which("sudo"),
}
AS_ROOT = [] if os.geteuid() == 0 else ["sudo"]
HERE = Path(__file__).parent


class Machine:
    """A Windows of 64 bits that runs programs of 32 bits, too."""

    def __init__(self, name: str) -> None:
        self.inside = f"/srv/{name}"
        self.drive = FOLDER / "srv" / name / "drive_c"

    def run(self, wine: str, *words: str) -> subprocess.CompletedProcess[str]:
        settings = f"WINEPREFIX={self.inside}", "WINEARCH=win64", "WINEDEBUG=-all", "HOME=/root"
        inside = ["/usr/sbin/chroot", str(FOLDER), "/usr/bin/env", "-i", *settings]
        return subprocess.run(
            [*AS_ROOT, *inside, f"/usr/lib/wine/{wine}", *words],
            input="",
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    missing = [name for name, there in NEEDED.items() if not there]
    if missing:
        say = pytest.fail if os.environ.get("XLQ_WINE32") else pytest.skip
        say(f"a client of 32 bits needs {' and '.join(missing)}")
    made = Machine(f"prefix-{os.getpid()}")
    proc = FOLDER / "proc"
    mount = not (proc / "self").exists()
    if mount:
        subprocess.run([*AS_ROOT, "mount", "-t", "proc", "proc", str(proc)], check=True)
    made.run("wine64", "wineboot", "-i")
    made.run("wine64", "winecfg", "-v", "win10")
    yield made
    made.run("wine64", "wineboot", "--kill")
    subprocess.run([*AS_ROOT, "rm", "-rf", str(made.drive.parent)], check=True)
    if mount:
        subprocess.run([*AS_ROOT, "umount", str(proc)], check=False)


@pytest.fixture(scope="module")
def said(machine: Machine, installed: CompletedProcess[str], windows: Windows) -> list[str]:
    assert installed.returncode == 0
    shutil.copytree(windows.local / "python", machine.drive / "py")
    library = machine.drive / "windows" / "system32" / "bcryptprimitives.dll"
    source = HERE / "bcryptprimitives.c"
    subprocess.run([MINGW or "", "-shared", "-o", library, source, "-ladvapi32"], check=True)
    client = machine.drive / "excel_32.exe"
    words = ["-O1", "-Wall", "-Werror", "-o", str(client), str(HERE / "excel_32.c")]
    libraries = ["-lole32", "-loleaut32", "-luuid"]
    subprocess.run([MINGW_32 or "", *words, *libraries], check=True)
    dll = next(name for name in dll_names(metadata.version("xlwings")) if "32-" in name)
    command = command_line(Path("C:\\py\\pythonw.exe"))
    done = machine.run("wine", r"C:\excel_32.exe", rf"C:\py\{dll}", command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_the_client_is_of_32_bits(said: list[str]) -> None:
    assert said[0] == "bits=32"


def test_functions_of_the_64_bit_server_answer_it(said: list[str]) -> None:
    assert said[1:] == ["PASS_RATE=0.666700", "RMB_UPPER=壹仟贰佰叁拾肆元伍角整"]
