"""The way from Excel to Python, walked from the other end: the same DLL, the same command line."""

from __future__ import annotations

import ctypes
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.findings import EnvironmentFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    """
    Return the files that a process loads, of this bitness first: Excel may be of the other one.

    >>> sorted(dll_names("0.37.8"))
    ['xlwings32-0.37.8.dll', 'xlwings64-0.37.8.dll']
    """
    bits = struct.calcsize("P") * 8
    return f"xlwings{bits}-{version}.dll", f"xlwings{96 - bits}-{version}.dll"


def command_line(interpreter: Path) -> str:
    """Return the command that the add-in gives the DLL (``XlqCommand`` in its VBA)."""
    code = "import xlwings; xlwings.serve('$(CLSID)')"
    return f'cmd.exe  /K ""{interpreter}" -I -B -c "{code}""'


@contextmanager
def server(interpreter: Path, version: str) -> Iterator[Any]:
    """
    Start the function server as Excel does, hand over its COM object, and stop it.

    Args:
        interpreter: pythonw.exe of the installation.
        version: of xlwings; it is part of the DLL's name.

    Raises:
        EnvironmentFaultError: the DLL is not there, or the server does not start.
    """
    import pythoncom  # noqa: PLC0415 - only on Windows
    import win32com.client  # noqa: PLC0415 - only on Windows

    activate = _entry(interpreter, version)
    command = _ansi(command_line(interpreter))
    result = _Variant()
    if activate(ctypes.byref(result), command, START):
        words = ctypes.wstring_at(result.value) if result.type == _TEXT and result.value else ""
        message = f"计算服务没有启动：{words or '没有说明原因'}"
        raise EnvironmentFaultError(message)
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
        message = (
            f"用户文件夹的路径里有本机系统区域不认识的字“{odd}”，Excel 不能从那里启动计算服务；"
            "请换一个用户名为英文或常用汉字的 Windows 用户再安装"
        )
        raise EnvironmentFaultError(message) from error


def _entry(interpreter: Path, version: str) -> Any:  # noqa: ANN401 - a C function
    name, _ = dll_names(version)
    folders = (interpreter.parent, interpreter.parent.parent)
    path = next((folder / name for folder in folders if (folder / name).exists()), None)
    if path is None:
        message = f"缺少 {name}（可能被杀毒软件隔离）"
        raise EnvironmentFaultError(message)
    function = getattr(ctypes, "WinDLL")(str(path)).XLPyDLLActivateAuto  # noqa: B009 - Windows only
    function.argtypes = [ctypes.POINTER(_Variant), ctypes.c_char_p, ctypes.c_long]
    function.restype = ctypes.c_long
    return function
