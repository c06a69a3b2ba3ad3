"""The add-in as it is shipped, built once, and ways to take it apart."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from xl_quality.buttons import written_sheets
from xl_quality.excel.building.addin import build
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from pathlib import Path

collect_ignore = ["uno_host.py"]  # runs in LibreOffice's Python, the only one that has uno


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody about a PDF: beside Excel there is seldom a LibreOffice."""
    monkeypatch.setattr(written_sheets, "libreoffice", lambda: None)


@pytest.fixture(scope="session")
def addin() -> bytes:
    return build(FUNCTIONS)


@pytest.fixture(scope="session")
def parts(addin: bytes) -> dict[str, bytes]:
    return unzipped(addin)


@pytest.fixture(scope="session")
def addin_file(addin: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("addin") / "xl_quality.xlam"
    path.write_bytes(addin)
    return path
