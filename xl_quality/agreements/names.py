"""Names of fields (字段名): one form for columns and templates, and the nearest known name."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DIGIT_MARK: Final = "列"
"""Stands before a name that begins with a digit, which no field name may."""


def field_name(title: str) -> str:
    r"""
    Return the form under which a column title is known as a field, ``""`` where none is left.

    Spaces, brackets, ％ and other signs fall away, full-width letters become half-width.

    >>> field_name("及格率（％）"), field_name(" 学校\n名称"), field_name("2025年平均分")
    ('及格率', '学校名称', '列2025年平均分')
    """
    folded = unicodedata.normalize("NFKC", title)
    kept = "".join(c for c in folded if c.isalnum() or c == "_").strip("_")
    if not kept:
        return ""
    name = DIGIT_MARK + kept if kept[0].isdigit() else kept
    return name if name.isidentifier() else ""


def shown_name(name: str) -> str:
    """Return a field name as a clerk writes it.

    >>> shown_name("列2025年平均分"), shown_name("列席人数")
    ('2025年平均分', '列席人数')
    """
    if name.startswith(DIGIT_MARK) and name[1:2].isdigit():
        return name[1:]
    return name


def nearest(name: str, known: Iterable[str], *, surely: bool = False) -> str:
    """Return the known name most like another one, ``""`` where none is near.

    Args:
        name: the unknown one.
        known: to choose from.
        surely: only one that is most likely a slip of the pen.

    >>> nearest("学校名", ["学校名称", "名次"]), nearest("电话", ["学校"])
    ('学校名称', '')
    >>> nearest("学较", ["姓名", "学校"])
    '学校'
    """
    candidates = list(known)
    close = get_close_matches(name, candidates, n=1, cutoff=0.75 if surely else 0.6)
    if close or surely:
        return close[0] if close else ""
    inside = [one for one in candidates if one and (one in name or name in one)]
    return min(inside, key=len, default="") or next(filter(_one_letter_off(name), candidates), "")


def _one_letter_off(name: str) -> Callable[[str], bool]:
    """Tell of names as long as another whether one letter differs: of two that is a half."""

    def is_near(other: str) -> bool:
        pairs = zip(name, other, strict=False)
        return len(name) == len(other) > 1 and sum(a != b for a, b in pairs) == 1

    return is_near
