"""Runs the tests of xlwings itself on the tests' stand-in for Excel, behind real COM under wine.

    xlwings_suite.py CHECKOUT [--home FOLDER] [FILE ...]

CHECKOUT is one of xlwings' repository, which is not ours and of which nothing is kept here. Each
Excel is a process of its own, found by its windows and ended as the real one. Printed are the tests
that passed and failed by file, then what the stand-in does not play. numpy and pandas do not run
under Debian's wine: their tests are skipped. FOLDER keeps the Windows for the next run.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import gettempdir
from threading import Timer
from typing import TYPE_CHECKING, Final

from tests.windows.conftest import ROOT, WIDL, WINE, Windows, started, windows_python
from tests.windows.excel_library import compiled, described
from tests.windows.excel_process import CLASS

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES: Final = ("names", "sheet", "app", "book", "range", "conversion")
"""The tests of what the add-in uses."""
PACKAGES: Final = (
    *("xlwings==0.37.8", "pywin32", "pytest", "pytz", "openpyxl"),
    *("python-calamine", "pyopenvba"),
)
PYTHON_VERSION: Final = "3.13"
LONGEST: Final = 1200
"""Seconds for one file: whoever asks Excel again and again for what it refuses never ends."""
_RESULT: Final = re.compile(r"::(\w+::\w+) (PASSED|FAILED|ERROR|SKIPPED)")
_NOT_PLAYED: Final = re.compile(r"not played: ([\w.]+)")
_LAST_LINE: Final = re.compile(r"^=+ .*(passed|failed|error|skipped).* in [\d.]+s")


def installed(home: Path) -> Windows:
    """Make the Windows, its Python and its packages, or start what a run before left."""
    site, python = home / "packages", home / "python"
    home.mkdir(parents=True, exist_ok=True)
    windows = started(home)
    if not python.exists():
        fetched = home / "fetched"
        fetched.mkdir()
        shutil.unpack_archive(windows_python(fetched), fetched)
        shutil.move(next(fetched.rglob("python.exe")).parent, python)
        words = ["--platform", "win_amd64", "--python-version", PYTHON_VERSION]
        words += ["--only-binary=:all:", "--quiet", "--target", str(site)]
        pip = [sys.executable, "-m", "pip", "install"]
        subprocess.run([*pip, *words, *PACKAGES], check=True)
    folders = (site, site / "win32", site / "win32" / "lib", site / "pywin32_system32")
    listed = ["python313.zip", ".", *map(drive, folders), drive(ROOT / "tests" / "windows")]
    (python / "python313._pth").write_text("\n".join([*listed, "import site\n"]))
    return windows


def drive(path: Path) -> str:
    """Return a path as Windows programs know it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def register(windows: Windows) -> None:
    """Let COM start the stand-in when Excel is asked for."""
    home = windows.home
    described(home / "excel.json")
    system = home / "prefix" / "drive_c" / "windows" / "system32"
    library = compiled(home / "excel.tlb", WIDL or "", system)
    script = Path(__file__).parents[1] / "tests" / "windows" / "excel_process.py"
    words = (home / "python" / "python.exe", script, ROOT, home / "packages", library)
    command = " ".join(f'"{drive(word)}"' for word in words)
    classes = r"HKLM\Software\Classes"
    for key, name, value in (
        (rf"{classes}\Excel.Application\CLSID", "", CLASS),
        (rf"{classes}\CLSID\{CLASS}\LocalServer32", "", command),
        (r"HKCU\Software\Wine\Drivers", "Graphics", "null"),  # windows without a screen
    ):
        windows.run("reg", "add", key, *(("/v", name) if name else ("/ve",)), "/d", value, "/f")


def lines(windows: Windows, tests: Path, name: str) -> Iterator[str]:
    """Run the tests of one file; yield what pytest says, line by line."""
    words = ["-m", "pytest", "-v", "--tb=short", "-o", "addopts=", "-p", "no:faulthandler"]
    words += ["-p", "no:cacheprovider", "-p", "foreground_window", f"tests/test_{name}.py"]
    program = [WINE or "", str(windows.home / "python" / "python.exe"), "-X", "utf8", *words]
    # nothing waits for the end of the streams: an Excel that was left over holds them open
    with subprocess.Popen(
        program,
        cwd=tests.parent,
        env=windows.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as running:
        limit = Timer(LONGEST, windows.run, ["wineboot", "--kill"])
        limit.start()
        for line in running.stdout or ():
            yield line
            if _LAST_LINE.match(line):
                break
        limit.cancel()
        windows.run("wineboot", "--kill")


def main() -> None:
    """Run the files that are named and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--home", type=Path, default=Path(gettempdir()) / "xl_quality-xlwings")
    parser.add_argument("files", nargs="*", default=FILES, help=f"of {', '.join(FILES)}")
    given = parser.parse_intermixed_args()
    windows = installed(given.home)
    register(windows)
    # a copy without xlwings' package beside it: the locked one is tested
    tests = given.home / "suite" / "tests"
    shutil.copytree(given.checkout / "tests", tests, dirs_exist_ok=True)
    missing: Counter[str] = Counter()
    for name in given.files:
        results: dict[str, str] = {}
        said = [*lines(windows, tests, name)]
        (given.home / f"{name}.log").write_text("".join(said), encoding="utf-8")
        for line in said:
            results |= dict(_RESULT.findall(line))
            missing.update(_NOT_PLAYED.findall(line))
        counted = Counter(results.values())
        print(f"{name:12}", *(f"{word.lower()} {n}" for word, n in sorted(counted.items())))
    for member, count in missing.most_common():
        print(f"{count:4} × {member}")


if __name__ == "__main__":
    main()
