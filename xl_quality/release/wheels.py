"""The Python and the wheels of a release: exactly the locked versions for Windows, and our own."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from xl_quality.core.findings import BadInputError, EnvironmentFaultError

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
    download = (
        "download", "--quiet", "--only-binary=:all:", "--platform", PLATFORM, "--python-version",
        python, "--require-hashes", "--no-deps", "--dest", folder, "--requirement",
        source / "locks" / "windows.txt",
    )  # fmt: skip
    _pip(*download)
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


def python_files(archive: Path, sha256: str) -> dict[str, bytes]:
    """
    Return the files of an embeddable Python by name, ready to take packages.

    Args:
        archive: the embeddable zip (python.exe, pythonw.exe, python3XX._pth …), at its top or in
            one folder.
        sha256: what the zip's hash must be, in hex.

    Raises:
        BadInputError: another hash, no zip, or no embeddable Python in it.
    """
    data = archive.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256.lower():
        message = f"{archive} 的 SHA-256 是 {digest}，与要求的 {sha256} 不符，没有使用"
        raise BadInputError(message)
    try:
        with ZipFile(BytesIO(data)) as opened:
            members = {info.filename: opened.read(info) for info in opened.infolist()}
    except BadZipFile as error:
        message = f"{archive} 不是 zip 文件"
        raise BadInputError(message) from error
    root = next(
        (PurePosixPath(name).parent for name in members if name.endswith("pythonw.exe")), None
    )
    files = {
        PurePosixPath(name).relative_to(root).as_posix(): content
        for name, content in members.items()
        if root is not None and not name.endswith("/") and PurePosixPath(name).is_relative_to(root)
    }
    paths = [name for name in files if name.endswith("._pth")]
    if len(paths) != 1:
        message = f"{archive} 里没有可嵌入的 Windows Python（缺 pythonw.exe 或 ._pth 文件）"
        raise BadInputError(message)
    files[paths[0]] = _open_to_packages(files[paths[0]])
    return files


def version_of(files: dict[str, bytes]) -> str:
    """Return ``3.13`` for a Python whose library is ``python313.zip``."""
    digits = next(name for name in files if name.endswith("._pth"))[len("python") : -len("._pth")]
    return f"{digits[0]}.{digits[1:]}"


def _open_to_packages(text: bytes) -> bytes:
    r"""Let an embeddable Python see ``Lib\site-packages``; as shipped it sees itself only."""
    lines = [line for line in text.decode("ascii").splitlines() if "import site" not in line]
    return "\r\n".join([*lines, "Lib\\site-packages", "import site", ""]).encode("ascii")
