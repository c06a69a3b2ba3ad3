"""What Excel allows as the name of a sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME: Final = 31
"""UTF-16 units."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def fault_of_name(name: str) -> str:
    r"""
    Return what is wrong with a sheet name, in Chinese; ``""`` for a good one.

    >>> fault_of_name("奖惩兑现表"), fault_of_name("语文/数学")
    ('', '含有不允许的字符（[ ] : * ? / \\）')
    """
    if not name.strip():
        return "是空的"
    if _FORBIDDEN.search(name):
        return "含有不允许的字符（[ ] : * ? / \\）"
    if name[0] == "'" or name[-1] == "'":
        return "以单引号开头或结尾"
    if len(name.encode("utf-16-le")) // 2 > LONGEST_NAME:
        return f"超过 {LONGEST_NAME} 个字符"
    if name.casefold() == "history":
        return "是 Excel 保留的名称"
    return ""


def fitting_names(wanted: Iterable[str]) -> list[str]:
    """
    Return names like those wanted that Excel allows beside one another.

    >>> fitting_names(["语文/数学", "1班", "1班", ""])
    ['语文_数学', '1班', '1班_2', '表4']
    """
    names: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(wanted, 1):
        whole = _FORBIDDEN.sub("_", name).strip(" '")
        fitted, again = _shortened(whole), 1
        if fault_of_name(fitted):
            whole = fitted = f"表{number}"
        while fitted.casefold() in taken:
            again += 1
            fitted = _shortened(whole, f"_{again}")
        taken.add(fitted.casefold())
        names.append(fitted)
    return names


def _shortened(name: str, ending: str = "") -> str:
    """Return a name cut off so that it fits with its ending."""
    units = name.encode("utf-16-le")[: 2 * (LONGEST_NAME - len(ending))]
    return units.decode("utf-16-le", "ignore").strip(" '") + ending
