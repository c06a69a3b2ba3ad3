"""xlwings' own VBA generator, made to run without Windows: its COM packages are stood in for."""

from __future__ import annotations

import importlib
import io
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from xl_quality.installer.places import ADD_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COM: Final = ("pythoncom", "pywintypes", "win32com", "win32com.client")


class _NamedWorkbook:
    """The one thing the generator asks about the workbook."""

    Name = ADD_IN


def generated(module_name: str, infos: Iterable[dict[str, Any]]) -> str:
    """
    Return the wrappers as xlwings itself would import them into an add-in.

    Args:
        module_name: Python module that the wrappers call.
        infos: one ``__xlfunc__`` for each function.
    """
    with _com_packages():
        udfs = importlib.import_module("xlwings.udfs")
        writer = importlib.import_module("xlwings.utils").VBAWriter
        module = ModuleType(module_name)
        for info in infos:
            setattr(module, info["name"], _marked(info))
        text = io.StringIO()
        udfs.generate_vba_wrapper(module_name, module, writer(text).f, _NamedWorkbook)
        return text.getvalue()


def _marked(info: dict[str, Any]) -> object:
    marker = ModuleType(info["name"])
    marker.__dict__["__xlfunc__"] = info
    return marker


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
