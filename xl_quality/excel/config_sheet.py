"""The add-in's settings sheet: where its Python is installed, the same on every machine."""

from __future__ import annotations

import zipfile
from importlib import metadata
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

SHEET: Final = "xl_quality.conf"

INTERPRETER: Final = r"%LOCALAPPDATA%\xl_quality\python\pythonw.exe"
"""Each user's own folder: no administrator is needed and the file is the same for everybody."""

SETTINGS: Final = {"Interpreter_Win": INTERPRETER}
"""By the key that ``XlqSetting`` is called with; it knows %LOCALAPPDATA% and no other variable."""

VERSION: Final = "Xlwings_Version"
_PART: Final = "xl/worksheets/sheet1.xml"
_NAMESPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def settings() -> dict[str, str]:
    """Return what stands on the sheet: the settings, and the xlwings the add-in was built for."""
    return {**SETTINGS, VERSION: metadata.version("xlwings")}


def version_in(add_in: Path) -> str:
    """Return the version of xlwings that an add-in was built for, ``""`` where it says none.

    Only an add-in that we built ourselves is read here.
    """
    try:
        with zipfile.ZipFile(add_in) as archive:
            root = ET.fromstring(archive.read(_PART))
    except (OSError, KeyError, zipfile.BadZipFile, ET.ParseError):
        return ""
    for row in root.iter(f"{_NAMESPACE}row"):
        cells = ["".join(cell.itertext()) for cell in row]
        if cells[:1] == [VERSION]:
            return cells[1] if len(cells) > 1 else ""
    return ""
