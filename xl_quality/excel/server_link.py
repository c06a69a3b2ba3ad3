"""The link between Excel's VBA and xlwings' server: what goes over it, and a trial of it.

Functions are described to the server, results are coded: an error cell travels as a text that the
VBA side decodes. `server` starts what Excel would start, by the same DLL and the same command line.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.functions.registry import CATEGORY, Argument, CellError, Function

if TYPE_CHECKING:
    from pathlib import Path


MARK: Final = "\x01"
"""Starts a coded error and parts its code from the reason; no cell of a clerk begins with it."""

LONGEST_TEXT: Final = 32767  # What one cell holds

Sent = bool | float | str  # What goes through COM: Excel knows no other kinds of cell values

Rows = list[list[Sent]]
"""Lists throughout: pywin32 takes a tuple for a result and further output arguments."""
RAW = {"convert": "raw"}
"""xlwings hands values over as they are: measured 2-7 times faster than its converters."""


def encode(result: object) -> Rows:
    r"""Return a result as rows for xlwings' server.

    A number is a float, as in every cell; nothing is an empty text, because Excel shows VBA's
    Null as an error; a `CellError` is ``MARK code MARK reason``.

    >>> from xl_quality.functions.registry import ErrorCode
    >>> encode(CellError(ErrorCode.DIVISION, "没有参加考试的学生"))
    [['\x01#DIV/0!\x01没有参加考试的学生']]
    """
    if isinstance(result, CellError) or not isinstance(result, list | tuple):
        return [[_sent(result)]]
    return [[_sent(value) for value in row] for row in result] or [[""]]


def _sent(value: object) -> Sent:
    if isinstance(value, CellError):
        return f"{MARK}{value.code}{MARK}{value.reason}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    return str(value).removeprefix(MARK)[:LONGEST_TEXT]


def udf_info(function: Function) -> dict[str, Any]:
    """Describe a worksheet function in the form of xlwings' own decorators (``__xlfunc__``).

    Raises:
        ValueError: VBA cannot express the arguments.
    """
    arguments = function.arguments
    if any(argument.repeated for argument in arguments[:-1]):
        raise ValueError(f"{function.name}: only the last argument may be repeated")
    if arguments and arguments[-1].repeated and any(a.optional for a in arguments[:-1]):
        raise ValueError(f"{function.name}: VBA has no optional argument before a repeated one")
    listed = [_argument_info(place, argument) for place, argument in enumerate(arguments)]
    return {
        "name": function.name,
        "sub": False,
        "args": listed,
        "argmap": {info["name"]: info for info in listed},
        "ret": {"doc": function.description, "options": dict(RAW)},
        "category": CATEGORY,
        "call_in_wizard": True,
        "volatile": False,
        "async_mode": None,
    }


def _argument_info(place: int, argument: Argument) -> dict[str, Any]:
    info: dict[str, Any] = {
        "name": argument.name,
        "pos": place,
        "vba": None,
        "doc": argument.help,
        "vararg": argument.repeated,
        "options": dict(RAW),
    }
    if argument.optional and not argument.repeated:
        info["optional"] = None
    return info


SERVER: Final = "xl_quality.excel.server"
"""The module that Excel's calls name (``XLQ_SERVER`` in the VBA)."""

START: Final = 1
STOP: Final = -1
_TEXT: Final = 8  # VT_BSTR: the DLL says in words what went wrong


class _Variant(ctypes.Structure):
    """VARIANT, as far as the DLL fills it."""

    _fields_ = (
        ("type", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("second", ctypes.c_void_p),
    )


def dll_names(version: str) -> tuple[str, str]:
    """Return the files that a process loads, of this bitness first: Excel may be of the other one.

    >>> sorted(dll_names("0.37.8"))
    ['xlwings32-0.37.8.dll', 'xlwings64-0.37.8.dll']
    """
    bits = struct.calcsize("P") * 8
    return f"xlwings{bits}-{version}.dll", f"xlwings{96 - bits}-{version}.dll"


def command_line(interpreter: Path) -> str:
    """Return the command that the add-in gives the DLL (``XlqCommand`` in its VBA)."""
    return f'"{interpreter}" -I -B -c "from {SERVER} import serve; serve(\'$(CLSID)\')"'


@contextmanager
def server(interpreter: Path, version: str, line: str = "") -> Iterator[Any]:
    """Start the function server as Excel does, hand over its COM object, and stop it.

    Args:
        interpreter: pythonw.exe of the installation.
        version: of xlwings; it is part of the DLL's name.
        line: the command that starts it, by default `command_line`.

    Raises:
        EnvironmentFaultError: the DLL is not there, or the server does not start.
    """
    import pythoncom  # noqa: PLC0415 - only on Windows
    import win32com.client  # noqa: PLC0415 - only on Windows

    activate = _entry(interpreter, version)
    command = _ansi(line or command_line(interpreter))
    result = _Variant()
    if activate(ctypes.byref(result), command, START):
        words = ctypes.wstring_at(result.value) if result.type == _TEXT and result.value else ""
        raise EnvironmentFaultError(f"计算服务没有启动：{words or '没有说明原因'}")
    held = pythoncom.ObjectFromAddress(result.value, pythoncom.IID_IDispatch)
    try:
        yield win32com.client.Dispatch(held)
    finally:
        activate(ctypes.byref(_Variant()), command, STOP)


def _ansi(command: str, codec: str = "mbcs") -> bytes:
    """Return the command as the DLL takes it: in Windows' own code page."""
    try:
        return command.encode(codec)
    except UnicodeEncodeError as error:
        odd = command[error.start : error.end]
        raise EnvironmentFaultError(
            f"用户文件夹的路径里有本机系统区域不认识的字“{odd}”，Excel 不能从那里启动计算服务；"
            "请换一个用户名为英文或常用汉字的 Windows 用户再安装"
        ) from error


def _entry(interpreter: Path, version: str) -> Any:  # noqa: ANN401 - a C function
    name, _ = dll_names(version)
    folders = (interpreter.parent, interpreter.parent.parent)
    path = next((folder / name for folder in folders if (folder / name).exists()), None)
    if path is None:
        raise EnvironmentFaultError(f"缺少 {name}（可能被杀毒软件隔离）")
    function = getattr(ctypes, "WinDLL")(str(path)).XLPyDLLActivateAuto  # noqa: B009 - Windows only
    function.argtypes = [ctypes.POINTER(_Variant), ctypes.c_char_p, ctypes.c_long]
    function.restype = ctypes.c_long
    return function
