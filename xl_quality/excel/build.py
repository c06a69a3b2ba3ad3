"""Builds the Excel add-in: ``python -m xl_quality.excel.build [OUT.xlam]``."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.excel.package_zip import package, sheets
from xl_quality.excel.vba_project import base_path, sources, vba_project
from xl_quality.installer.places import ADD_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.functions.registry import Function


def build(functions: Sequence[Function]) -> bytes:
    """Return the add-in with a wrapper for each function; the same input gives the same bytes."""
    project = vba_project(sources(functions))
    with zipfile.ZipFile(base_path()) as archive:
        base = {name: archive.read(name) for name in archive.namelist()}
    return package(base, project, sheets(functions))


def main(arguments: Sequence[str]) -> None:
    """Write the add-in to the path given, ``xl_quality.xlam`` in this folder otherwise."""
    from xl_quality.functions.catalogue import FUNCTIONS  # noqa: PLC0415 - imports every function

    out = Path(arguments[0] if arguments else ADD_IN)
    out.write_bytes(build(FUNCTIONS))
    sys.stdout.write(f"{out} ({out.stat().st_size} bytes, {len(FUNCTIONS)} functions)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
