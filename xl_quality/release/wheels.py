"""The wheels of a release: exactly the locked versions for Windows, and our own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import EnvironmentFaultError

if TYPE_CHECKING:
    from pathlib import Path

PLATFORM: Final = "win_amd64"


def collect(source: Path, folder: Path, python: str) -> list[Path]:
    """
    Put every wheel that the add-in needs into a folder.

    Args:
        source: the source tree, with ``locks/windows.txt``.
        folder: where to, empty.
        python: the version they must run on, e.g. ``3.13``.

    Raises:
        EnvironmentFaultError: pip could not fetch or build one of them.
    """
    _pip(
        "download", "--quiet", "--only-binary=:all:", "--platform", PLATFORM, "--python-version",
        python, "--require-hashes", "--no-deps", "--dest", folder, "--requirement",
        source / "locks" / "windows.txt",
    )  # fmt: skip
    _pip("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    return sorted(folder.glob("*.whl"))


def _pip(*words: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - pip of the running Python, no shell
        [sys.executable, "-m", "pip", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"pip {words[0]} 失败：{done.stderr.strip()}"
        raise EnvironmentFaultError(message)
