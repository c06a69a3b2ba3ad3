"""The Windows Python that a release brings: from a zip whose name and hash the caller gives."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from xl_quality.core.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


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
    found = hashlib.sha256(data).hexdigest()
    if found != sha256.lower():
        message = f"{archive} 的 SHA-256 是 {found}，与要求的 {sha256} 不符，没有使用"
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
