"""Settings in Windows' registry that stop macros or add-ins, made by an office or its user."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Lookup = Callable[[str, str], int | None]
    """A DWORD of the registry by key and name, looked for under the user and the machine."""

_VERSIONS: Final = ("16.0", "15.0", "14.0", "12.0")
"""Excel 2016 and later, 2013, 2010, 2007."""
_ROOTS: Final = (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office")
_ALL_RUN: Final = 1
_STOPPERS: Final = (
    (r"Common", "VBAOff", "关闭了 Office 的 VBA"),
    (r"Excel\Security", "DisableAllAddins", "禁用了所有加载项"),
    (r"Excel\Security", "RequireAddinSig", "要求加载项有数字签名（本加载项没有签名）"),
)


def policy_faults(lookup: Lookup | None = None) -> list[str]:
    """
    Return what in the registry stops the add-in, one phrase each; nothing where there is none.

    Excel's start-up folder is a trusted location: whatever is said about macros elsewhere does
    not hold there, unless trusted locations are off.

    Args:
        lookup: reads the registry, by default Windows' own.
    """
    read = lookup or _registry_value
    return [
        fault
        for root in _ROOTS
        for version in _VERSIONS
        for fault in _faults(rf"{root}\{version}", read)
    ]


def _faults(office: str, read: Lookup) -> Iterator[str]:
    for folder, name, said in _STOPPERS:
        if value := read(rf"{office}\{folder}", name):
            yield f"{said}（{office}\\{folder}，{name}={value}）"
    security = rf"{office}\Excel\Security"
    off = read(rf"{security}\Trusted Locations", "AllLocationsDisabled")
    if off and read(security, "VBAWarnings") != _ALL_RUN:
        yield f"关闭了受信任位置，启动文件夹里的宏不能运行（{security}）"


def _registry_value(key: str, name: str) -> int | None:
    if os.name != "nt":
        return None
    winreg = import_module("winreg")  # only Windows has one
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            with winreg.OpenKey(root, key) as opened:
                value, _ = winreg.QueryValueEx(opened, name)
        except OSError:
            continue
        if isinstance(value, int):
            return value
    return None
