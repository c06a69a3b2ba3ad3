"""The add-in's VBA project: xlwings' as the base, our modules, a wrapper for each function.

xlwings' generator writes the wrappers; it runs without Windows, as its COM packages are stood in
for. The project holds no compiled code.
"""

from __future__ import annotations

import importlib
import io
import re
import struct
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from xl_quality.excel.server_link import SERVER, udf_info
from xl_quality.installer.machine import ADD_IN

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

    from xl_quality.functions.registry import Argument, Function

_COM: Final = ("pythoncom", "pywintypes", "win32com", "win32com.client")


MODULE: Final = "xlwings_udfs"
_HEAD: Final = f"""Attribute VB_Name = "{MODULE}"
Option Explicit

' Made by xlwings' generator and xl_quality.excel.building.vba: do not edit.

"""
PROJECT: Final = "xl_quality"
OWN_MODULES: Final = (
    *("XlqHost", "XlqBefore", "XlqQuestions", "XlqPicks", "XlqCells", "XlqWhy"),
    *("XlqRegister", "XlqRibbon"),
)
KEPT: Final = ("XLPy", "KillPy", "FileExistsOnWindows", "ParentFolder")
"""Procedures of the xlwings module that are taken over as they stand; all others stay away."""
REPLACED: Final = ("XLPyCommand", "XLPyLoadDLL")
"""Procedures that those call, and that ours take the place of."""
_DECLARED: Final = ("XLPyDLLName", "XLPyDLLActivateAuto", "LoadLibrary")
_UNUSED: Final = "Dictionary"
"""A class of the base that only procedures use that stay away."""
NO_COMPILED_CODE: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
"""``_VBA_PROJECT`` as [MS-OVBA] 2.3.4.1 wants it written: Excel compiles the sources itself."""
_BASE_PROJECT: Final = b"MyAddin"
_PROJECT_NAME_RECORD: Final = 4


class XlwingsChangedError(Exception):
    """This version of xlwings has another add-in, or writes another text, than we can adapt."""


class _NamedWorkbook:
    """The one thing the generator asks about the workbook."""

    Name = ADD_IN


def generated(module_name: str, infos: Iterable[dict[str, Any]]) -> str:
    """Return the wrappers as xlwings itself would import them, for one ``__xlfunc__`` each."""
    with _com_packages():
        udfs = importlib.import_module("xlwings.udfs")
        writer = importlib.import_module("xlwings.utils").VBAWriter
        module = SimpleNamespace(**{one["name"]: SimpleNamespace(__xlfunc__=one) for one in infos})
        text = io.StringIO()
        udfs.generate_vba_wrapper(module_name, module, writer(text).f, _NamedWorkbook)
        return text.getvalue()


@contextmanager
def _com_packages() -> Iterator[None]:
    """Put empty COM packages in place while ``xlwings.udfs`` is imported, where there are none."""
    missing = [name for name in _COM if not _exists(name)]
    for name in missing:
        sys.modules[name] = _stand_in(name)
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
        if missing:
            sys.modules.pop("xlwings.udfs", None)


def _exists(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(
        CoInitialize=lambda: None,
        com_error=type("com_error", (Exception,), {}),
        Dispatch=lambda *_: None,
    )
    return module


def wrappers(functions: Sequence[Function]) -> str:
    """Return the text of the VBA module with one function for each worksheet function.

    Ranges are turned into values before they are sent (one call to Python instead of a call back
    for each range), coded errors into error cells, and a failed call into #VALUE! with its reason.

    Raises:
        XlwingsChangedError: another version of xlwings writes other text.
    """
    text = generated(SERVER, [udf_info(function) for function in functions])
    blocks = re.finditer(r"^Function (\w+)\(.*?^End Function$", text, re.DOTALL | re.MULTILINE)
    written = {block[1]: block[0] for block in blocks}
    by_name = {function.name: function for function in functions}
    if written.keys() != by_name.keys():
        raise XlwingsChangedError(f"{len(functions)} functions, wrappers of {sorted(written)}")
    return _HEAD + "\n".join(_adapted(block, by_name[name]) for name, block in written.items())


def _adapted(block: str, function: Function) -> str:
    name, plain = function.name, [one for one in function.arguments if not one.repeated]
    given = f"Array({', '.join(one.name for one in plain)})"
    sent = f"Array({', '.join(map(_sent, plain))})"
    call = rf'{name} = XLPy\.CallUDF\("{re.escape(SERVER)}", "{name}", (.+), .+, .+\)'
    result = rf'{name} = XlqResult("{name}", XlqServer.CallUDF(XLQ_SERVER, "{name}", \1))'
    block = _once(block, r'^ *#If App = "Microsoft Excel" Then\n', "")
    block = _once(block, r"^ *#Else\n(?s:.*?)#End If\n", "")
    block = _once(block, rf"\b{re.escape(given)}", sent)
    block = _once(
        block, r"^ *If TypeOf Application\.Caller Is Range Then On Error GoTo failed\n", ""
    )
    block = _once(block, r"\A(Function .+?\))$", r"\1\nOn Error GoTo failed")
    block = _once(block, call, result)
    if function.arguments and function.arguments[-1].repeated:
        block = _with_repeated(block, function.arguments[-1].name)
    block = _once(
        block,
        rf"{name} = Err\.Description",
        f'If XlqLost(Err.Number) Then Resume\n{name} = XlqFailed("{name}", Err.Description)',
    )
    return _indented(block)


def _sent(argument: Argument) -> str:
    return f"{'XlqTable' if argument.headed else 'XlqArg'}({argument.name})"


def _with_repeated(block: str, name: str) -> str:
    """Declare the counter that xlwings leaves undeclared; send values, not ranges."""
    declared = r"Dim argsArray() As Variant\nDim k As Long"
    block = _once(block, r"Dim argsArray\(\) As Variant", declared)
    return _once(block, rf"= {name}\(k\)$", f"= XlqArg({name}(k))")


def _indented(block: str) -> str:
    """Put every line but the first, the last and the label one step in."""
    lines = [line.strip() for line in block.splitlines()]
    inner = [line if line == "failed:" else f"    {line}" for line in lines[1:-1]]
    return "\n".join([lines[0], *inner, lines[-1], ""])


def _once(text: str, pattern: str, replacement: str) -> str:
    """Replace what must be there once, so that a changed generator breaks the build loudly."""
    changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count != 1:
        raise XlwingsChangedError(f"{count} times {pattern!r} in:\n{text}")
    return changed


def sources(functions: Sequence[Function]) -> dict[str, str]:
    """Return the text of every module that differs from the base, by name, lines ending in CRLF."""
    texts = {name: source(name) for name in OWN_MODULES}
    texts["xlwings"] = _xlwings_module()
    texts[MODULE] = wrappers(functions)
    texts = {name: _crlf(text) for name, text in texts.items()}
    if foreign := [name for name, text in texts.items() if not text.isascii()]:
        raise ValueError(f"not ASCII: {foreign}")
    return texts


def source(name: str) -> str:
    """Return a VBA source of this package."""
    return (files("xl_quality.excel") / "vba_sources" / f"{name}.bas").read_text("ascii")


def base_path() -> Path:
    """Return xlwings' add-in with a ribbon, as its package ships it."""
    return _xlwings_folder() / "quickstart_addin_ribbon.xlam"


def vba_project(texts: Mapping[str, str]) -> bytes:
    """Return ``vbaProject.bin`` with the modules of `sources`.

    Raises:
        XlwingsChangedError: the base has other modules or another name.
    """
    import pyopenvba  # noqa: PLC0415 - only the build needs it

    with tempfile.TemporaryDirectory() as folder:
        less, staged = Path(folder) / "less.xlam", Path(folder) / "stage.xlam"
        with pyopenvba.ExcelFile(base_path()) as book:
            book.vba_project().delete_module(_UNUSED)
            book.save(less)
        # a module that is added fills the hole in the directory, which some readers refuse
        with pyopenvba.ExcelFile(less) as book:
            project = book.vba_project()
            _fill(project, texts)
            # a form library by its path on the author's machine; nothing uses it
            book.remove_reference("MSForms")
            if faults := project.validate():
                raise XlwingsChangedError(faults)
            book.save(staged)
        with pyopenvba.ExcelFile(staged) as book:
            return _with_our_name(book.vba_project_bytes())


def _fill(project: VBAProject, texts: Mapping[str, str]) -> None:
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


def _with_our_name(data: bytes) -> bytes:
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
    """Return xlwings' module with its licence, cut down to what calls the DLL."""
    text = (_xlwings_folder() / "xlwings_custom_addin.bas").read_text("utf-8").replace("\r\n", "\n")
    text = text.replace("\r", "\n")
    licence = _only_match(text, r"^'Version: .*?(?=\n\n'Attribute VB_Name)")
    version = _only_match(text, r'^Public Const XLWINGS_VERSION As String = "[\d.]+"$')
    procedures = [_procedure(text, name) for name in KEPT]
    for name in REPLACED:
        _procedure(text, name)  # still there to be replaced
        procedures.append(source(f"xlwings_{name}").rstrip())
    # its functions are no worksheet functions: the wizard should not list them
    head = f'Attribute VB_Name = "xlwings"\nOption Private Module\n{licence}'
    return "\n\n".join([head, _declarations(text), version, *procedures]) + "\n"


def _procedure(text: str, name: str) -> str:
    return _only_match(text, rf"^(?:Private )?(Function|Sub) {name}\(.*?^End \1$")


def _declarations(text: str) -> str:
    """Return the declarations of what is called, for every kind of Excel on Windows."""
    block = _only_match(text, r"^#If VBA7 Then$.*?^#End If$")
    block = re.sub(r"^ *#If Mac Then\n.*?^ *#End If\n", "", block, flags=re.MULTILINE | re.DOTALL)
    lines = block.splitlines()
    return "\n".join(
        line
        for line in lines
        if line.lstrip().startswith("#") or any(f" {name} " in line for name in _DECLARED)
    )


def _only_match(text: str, pattern: str) -> str:
    """Return the only place that a pattern fits, so that a changed xlwings breaks the build."""
    found = [match[0] for match in re.finditer(pattern, text, re.MULTILINE | re.DOTALL)]
    if len(found) != 1:
        raise XlwingsChangedError(f"{len(found)} times {pattern!r}")
    return found[0]


def _xlwings_folder() -> Path:
    import xlwings  # noqa: PLC0415 - only the build needs it, and it is slow to import

    return Path(xlwings.__file__).parent


def _swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        raise XlwingsChangedError(f"{data.count(old)} times {old!r}")
    return data.replace(old, new)


def _crlf(text: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", text)
