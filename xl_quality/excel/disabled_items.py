"""Add-ins that Excel put aside by itself after it had crashed (禁用项目)."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Items = Callable[[str], Iterable[bytes]]
    """The binary values of a key of the user's registry."""

_VERSIONS: Final = ("16.0", "15.0", "14.0", "12.0")
_KEY: Final = r"Software\Microsoft\Office\{}\Excel\Resiliency\DisabledItems"


def is_put_aside(file_name: str, items: Items | None = None) -> bool:
    """
    Return whether Excel refuses to load a file since it crashed with it.

    Args:
        file_name: of the add-in, ASCII; Excel notes its path in small letters, UTF-16.
        items: reads the registry, by default Windows' own.
    """
    read = items or _binary_values
    wanted = file_name.lower().encode("utf-16-le")
    return any(wanted in item.lower() for v in _VERSIONS for item in read(_KEY.format(v)))


def _binary_values(key: str) -> list[bytes]:
    if os.name != "nt":
        return []
    winreg = import_module("winreg")  # only Windows has one
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            values = [winreg.EnumValue(opened, number)[1] for number in range(count)]
    except OSError:
        return []
    return [value for value in values if isinstance(value, bytes)]
