"""The add-in's VBA project: xlwings' own as the base, our modules put into it, no compiled code."""

from __future__ import annotations

import re
import struct
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.excel import wrappers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyopenvba.vba import VBAProject

    from xl_quality.functions.registry import Function

PROJECT: Final = "xl_quality"
OWN_MODULES: Final = ("XlqHost", "XlqCells", "XlqWhy", "XlqRegister", "XlqRibbon")
REPLACED: Final = ("XLPyCommand", "XLPyLoadDLL", "GetConfig")
"""Procedures of the xlwings module that ours take the place of."""

NO_COMPILED_CODE: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
"""``_VBA_PROJECT`` as [MS-OVBA] 2.3.4.1 wants it written: Excel compiles the sources itself."""

_BASE_PROJECT: Final = b"MyAddin"
_PROJECT_NAME_RECORD: Final = 4


class BaseChangedError(Exception):
    """xlwings' add-in is not the one this module knows how to adapt."""


def sources(functions: Sequence[Function]) -> dict[str, str]:
    """Return the text of every module that differs from the base, by name, lines ending in CRLF."""
    texts = {name: source(name) for name in OWN_MODULES}
    texts["xlwings"] = _xlwings_module()
    texts[wrappers.MODULE] = wrappers.wrappers(functions)
    texts = {name: _crlf(text) for name, text in texts.items()}
    if foreign := [name for name, text in texts.items() if not text.isascii()]:
        msg = f"not ASCII: {foreign}"
        raise ValueError(msg)
    return texts


def source(name: str) -> str:
    """Return a VBA source of this package."""
    return (files("xl_quality.excel") / "vba_sources" / f"{name}.bas").read_text("ascii")


def base_path() -> Path:
    """Return xlwings' add-in with a ribbon, as its package ships it."""
    return _xlwings_folder() / "quickstart_addin_ribbon.xlam"


def vba_project(texts: Mapping[str, str]) -> bytes:
    """
    Return ``vbaProject.bin`` with the modules of `sources`.

    Raises:
        BaseChangedError: the base has other modules or another name.
    """
    import pyopenvba  # noqa: PLC0415 - only the build needs it

    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "stage.xlam"
        with pyopenvba.ExcelFile(base_path()) as book:
            project = book.vba_project()
            _fill(project, texts)
            # a form library by its path on the author's machine; nothing uses it
            book.remove_reference("MSForms")
            if faults := project.validate():
                raise BaseChangedError(faults)
            book.save(staged)
        with pyopenvba.ExcelFile(staged) as book:
            return _named(book.vba_project_bytes())


def _fill(project: VBAProject, texts: Mapping[str, str]) -> None:
    # renamed, because deleting a module would leave a hole in the directory of the file
    project.rename_module("RibbonMyAddin", "XlqRibbon")
    known = project.module_names()
    for name, text in texts.items():
        if name in known:
            project.get_module(name).source = text
        else:
            project.add_module(name, text)
    book = project.get_module("ThisWorkbook")
    book.source = _crlf(book.source.rstrip() + "\n" + source("ThisWorkbook"))
    for module in project.modules:
        module.source = _crlf(module.source)
        module.dirty = True  # every stream is written anew, without compiled code before the text
    project.dir_structure_dirty = True


def _named(data: bytes) -> bytes:
    """Give the project our name and drop the compiled code's header; pyOpenVBA can do neither."""
    from pyopenvba import vba  # noqa: PLC0415 - only the build needs it
    from pyopenvba.cfb import CFB  # noqa: PLC0415

    container = CFB.from_bytes(data)
    old = struct.pack("<HI", _PROJECT_NAME_RECORD, len(_BASE_PROJECT)) + _BASE_PROJECT
    new = struct.pack("<HI", _PROJECT_NAME_RECORD, len(PROJECT)) + PROJECT.encode()
    directory = _swapped(vba.decompress(container.get_stream_in_storage("VBA", "dir")), old, new)
    container.write_stream_in_storage("VBA", "dir", vba.compress(directory))
    quoted = b'Name="%s"'
    listed = _swapped(
        container.get_stream("PROJECT"), quoted % _BASE_PROJECT, quoted % PROJECT.encode()
    )
    container.write_stream("PROJECT", listed)
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", NO_COMPILED_CODE)
    return bytes(container.to_bytes())


def _xlwings_module() -> str:
    text = (_xlwings_folder() / "xlwings_custom_addin.bas").read_text("utf-8").replace("\r\n", "\n")
    text = text.replace("\r", "\n")
    text = _replaced_once(
        text,
        r'^Public Const PROJECT_NAME As String = "myaddin"$',
        f'Public Const PROJECT_NAME As String = "{PROJECT}"',
    )
    # its functions are no worksheet functions: the wizard should not list them
    text = _replaced_once(text, r'\A(Attribute VB_Name = "xlwings")$', r"\1\nOption Private Module")
    for name in REPLACED:
        whole = rf"^(?:Private )?(Function|Sub) {name}\((?s:.*?)^End \1$"
        text = _replaced_once(text, whole, source(f"xlwings_{name}").rstrip().replace("\\", r"\\"))
    return text


def _xlwings_folder() -> Path:
    import xlwings  # noqa: PLC0415 - only the build needs it, and it is slow to import

    return Path(xlwings.__file__).parent


def _replaced_once(text: str, pattern: str, replacement: str) -> str:
    changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count != 1:
        msg = f"{count} times {pattern!r} in xlwings' module"
        raise BaseChangedError(msg)
    return changed


def _swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        msg = f"{data.count(old)} times {old!r}"
        raise BaseChangedError(msg)
    return data.replace(old, new)


def _crlf(text: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", text)
