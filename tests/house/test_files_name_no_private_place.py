from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# put together here so that this file does not name them itself
FORBIDDEN = {
    "a folder of the machine it was written on": rb"(?<![\w.\-])/(?:wo" + rb"rk|root|home/\w+)/",
    "a temporary brief": rb"/tmp/br" + rb"ief",
    "a user's folder": rb"C:\\Users\\(?!Public|\w*%)\w+",
    "a folder outside the project": rb"\.\./sh" + rb"ared/|\bsh" + rb"ared/(?:sheets|notes)\b",
    "who typed it": rb"(?i)\bsub-?ag" + rb"ents?\b|\banth" + rb"ropic\b|\bcla" + rb"ude\b",
    "an address inside somebody's network": (
        rb"https?://(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)"
    ),
    "a package mirror": rb"(?i)https?://[\w.\-]*(?:arti" + rb"factory|ne" + rb"xus|mirr" + rb"or)",
}
PACKAGE_HOSTS = {b"pypi.org", b"files.pythonhosted.org"}


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a file, or the parts of a packed one (a workbook, a document, an add-in)."""
    if not zipfile.is_zipfile(path):
        yield path.name, path.read_bytes()
        return
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield f"{path.name}!{name}", package.read(name)


def named_places(data: bytes) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, data)]


def test_no_file_names_a_private_place(project_files: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)} ({part}): {what}"
        for path in project_files
        for part, data in contents(path)
        for what in named_places(data)
    ]
    assert found == []


def test_locked_packages_come_from_the_public_index_only(
    project_files: list[Path], root: Path
) -> None:
    locks = [path for path in project_files if path.parent == root / "locks"]
    assert locks
    hosts = {
        host for path in locks for host in re.findall(rb"https?://([\w.\-]+)", path.read_bytes())
    }
    assert hosts <= PACKAGE_HOSTS
    assert not any(b"index-url" in path.read_bytes() for path in locks)


@pytest.mark.parametrize(
    "text",
    [
        "see /wo" + "rk/main",
        "open('/ro" + "ot/x')",
        "/tm" + "p/br" + "ief/a.md",
        r"C:\Users" + r"\zhang\成绩.xlsx",
        "../sh" + "ared/sheets/1.xls",
        "index = http://10" + ".0.0.7/simple",
        "https://mirr" + "ors.example.org/pypi",
    ],
)
def test_the_guard_sees_a_private_place(text: str) -> None:
    assert len(named_places(text.encode())) == 1


@pytest.mark.parametrize("text", ["docs/work/index", "workbooks/demo.xlsx", "shared strings"])
def test_the_guard_leaves_ordinary_words_alone(text: str) -> None:
    assert named_places(text.encode()) == []
