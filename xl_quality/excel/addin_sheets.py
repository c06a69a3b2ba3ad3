"""Sheets inside the add-in that Excel reads while it runs: settings, and help for typing."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from xl_quality.functions.registry import Argument, Function

if TYPE_CHECKING:
    from pathlib import Path


SHEET: Final = "xl_quality.conf"

INTERPRETER: Final = r"%LOCALAPPDATA%\xl_quality\python\pythonw.exe"
"""Each user's own folder: no administrator is needed and the file is the same for everybody."""

SETTINGS: Final = {"Interpreter_Win": INTERPRETER, "Described": "no"}
"""By the key that ``XlqSetting`` is called with; it knows %LOCALAPPDATA% and no other variable.

Described: whether the function wizard has been told of the functions; the add-in writes "yes" and
saves itself, so a new version does it again.
"""

VERSION: Final = "Xlwings_Version"
_PART: Final = "xl/worksheets/sheet1.xml"
_SHARED: Final = "xl/sharedStrings.xml"
_NAMESPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
INTELLISENSE_SHEET: Final = "_IntelliSense_"
LONGEST: Final = 255
"""What Excel takes as a description of a function or an argument."""
WHY: Final = (
    "XLQ_WHY",
    "说明本加载项的函数为什么在这个单元格里显示错误；没有错误时为空。",
    (Argument("cell", "显示错误的单元格，例如 B2；省略时说明最近一次出错的原因。", optional=True),),
)
"""The one function that lives in VBA: only there is it known which cell called."""


def settings() -> dict[str, str]:
    """Return what stands on the sheet: the settings, and the xlwings the add-in was built for."""
    return {**SETTINGS, VERSION: metadata.version("xlwings")}


def version_in(add_in: Path) -> str:
    """Return the version of xlwings that an add-in was built for, ``""`` where it says none.

    Only an add-in that we built ourselves is read here; Excel may have saved it since.
    """
    try:
        with zipfile.ZipFile(add_in) as archive:
            root = ET.fromstring(archive.read(_PART))
            shared = _shared_texts(archive)
    except (OSError, KeyError, zipfile.BadZipFile, ET.ParseError):
        return ""
    for row in root.iter(f"{_NAMESPACE}row"):
        texts = ["".join(cell.itertext()) for cell in row]
        kinds = [cell.get("t") for cell in row]
        cells = [
            shared[int(text)] if kind == "s" else text
            for text, kind in zip(texts, kinds, strict=True)
        ]
        if cells[:1] == [VERSION]:
            return cells[1] if len(cells) > 1 else ""
    return ""


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """Return the texts that Excel keeps apart from the cells, none where it did not save."""
    if _SHARED not in archive.namelist():
        return []
    root = ET.fromstring(archive.read(_SHARED))
    return ["".join(one.itertext()) for one in root.iter(f"{_NAMESPACE}si")]


def help_rows(functions: Sequence[Function]) -> list[list[str]]:
    """Return the sheet's rows: name, description, help topic, then each argument and its help.

    The form is fixed by Excel-DNA IntelliSense: A1 says FunctionInfo, arguments start in column D.

    Raises:
        ValueError: a text is longer than Excel takes.
    """
    entries = [(f.name, f.description, f.arguments) for f in functions]
    rows = [["FunctionInfo", "1"]]
    for name, description, arguments in sorted([*entries, WHY]):
        pairs = [text for a in arguments for text in (a.shown, a.help)]
        rows.append([name, description, "", *pairs])
        if too_long := [text for text in rows[-1] if len(text) > LONGEST]:
            raise ValueError(f"{name}: longer than {LONGEST}: {too_long[0]}")
    return rows
