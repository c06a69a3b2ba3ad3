"""What a release holds, by name inside the zip."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from xl_quality.release import first_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SUMS: Final = "SHA256SUMS.txt"
_FILES: Final = ("install.bat", "uninstall.bat", "LICENSE")
_TREES: Final = (
    ("docs", ("*.md", "*.png")),
    ("templates", ("*.docx",)),
    ("workbooks", ("*.xlsx", "*.md")),
    ("xl_quality/installer", ("*.py",)),
)


def from_source(source: Path) -> dict[str, bytes]:
    """Return what is taken from the source tree as it stands, and the page to read first."""
    names = [*_FILES, "xl_quality/__init__.py"]
    for folder, patterns in _TREES:
        found = (path for pattern in patterns for path in (source / folder).rglob(pattern))
        names += sorted(path.relative_to(source).as_posix() for path in found)
    return {first_page.NAME: first_page.first_page()} | {
        name: _content(source / name) for name in names
    }


def from_files(folder: str, paths: Iterable[Path]) -> dict[str, bytes]:
    """Return files that were made for the release."""
    return {f"{folder}/{path.name}": path.read_bytes() for path in paths}


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Add the list of hashes, in the form ``sha256sum --check`` reads."""
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    ]
    return {**files, SUMS: "".join(lines).encode()}


def inside(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files inside one folder, in the order of their names."""
    return {f"{folder}/{name}": content for name, content in sorted(files.items())}


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    # cmd.exe misreads labels in files with bare line feeds, whatever the checkout did
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if path.suffix == ".bat" else data
