"""Settings in Windows' registry that stop macros or add-ins, made by an office or its user."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    Lookup = Callable[[str, str], int | None]
    """A DWORD of the registry by key and name, looked for under the user and the machine."""

_VERSIONS: Final = ("16.0", "15.0", "14.0", "12.0")
"""Excel 2016 and later, 2013, 2010, 2007."""
_ROOTS: Final = (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office")
_ALL_BLOCKED: Final = 4
_STOPPERS: Final = (
    ("VBAWarnings", lambda value: value == _ALL_BLOCKED, "禁用了所有宏"),
    ("DisableAllAddins", bool, "禁用了所有加载项"),
    ("RequireAddinSig", bool, "要求加载项有数字签名（本加载项没有签名）"),
)


def policy_faults(lookup: Lookup | None = None) -> list[str]:
    """
    Return what in the registry stops the add-in, one phrase each; nothing where there is none.

    Args:
        lookup: reads the registry, by default Windows' own.
    """
    read = lookup or _registry_value
    faults = []
    for root in _ROOTS:
        for version in _VERSIONS:
            key = rf"{root}\{version}\Excel\Security"
            for name, stops, said in _STOPPERS:
                value = read(key, name)
                if value is not None and stops(value):
                    faults.append(f"{said}（{key}，{name}={value}）")
    return faults


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
