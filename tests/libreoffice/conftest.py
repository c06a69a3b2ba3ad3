"""One real LibreOffice with our extension for all tests of this folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.libreoffice.office import Office
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.libreoffice.build import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOFFICE = shutil.which("soffice")

collect_ignore = ["office_side.py", "operations.py"]  # they run inside the other program


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it ships."""
    path = tmp_path_factory.mktemp("extension") / "xl_quality.oxt"
    path.write_bytes(build(FUNCTIONS))
    return path


@pytest.fixture(scope="session")
def office(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    assert SOFFICE, "LibreOffice is not installed"
    with Office(SOFFICE, tmp_path_factory.mktemp("office"), extension) as started:
        yield started
