"""Two spellings of one school (校名写法)."""

from __future__ import annotations

from typing import Final

from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

_KIND: Final = pattern(r"(初级中学|中心学校|中心小学|中心校|中学|初中|小学|学校|完小)$")
_MIDDLE: Final = ("初级中学", "中学", "初中")
_NUMERALS: Final = frozenset("一二三四五六七八九十0123456789东南西北中上下前后大小")
_RARE, _OFTEN = 3, 10
_SHORTEST: Final = 3


def likely_same_school(one: str, other: str, count: int, other_count: int) -> str:
    """
    Say in Chinese why two names are probably one school, ``""`` where they are not.

    Names that differ in one character are mostly two schools (张家小学, 李家小学): only one that
    is hardly ever written beside one that often is counts as a slip.

    >>> likely_same_school("骆驼坳中学", "驼骆坳中学", 30, 1)
    '字序颠倒'
    >>> likely_same_school("张家小学", "李家小学", 30, 30)
    ''
    """
    first, second = plain_text(one), plain_text(other)
    if first == second:
        return "只差空格或全角字符"
    if _stem(first) == _stem(second) and _same_kind(first, second):
        return "只差学校类别的写法"
    if len(first) == len(second) and sorted(first) == sorted(second) and _swapped(first, second):
        return "字序颠倒"
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if len(shorter) > _SHORTEST and _one_more(longer, shorter):
        return "只差一个字"
    rare = min(count, other_count) < _RARE and max(count, other_count) >= _OFTEN
    if rare and len(first) == len(second) and _one_other(first, second):
        return "只差一个字"
    return ""


def _stem(name: str) -> str:
    return _KIND.sub("", name)


def _same_kind(first: str, second: str) -> bool:
    """中学 and 初中 are one kind; a missing kind fits every kind."""
    kinds = [found[1] if (found := _KIND.search(name)) else "" for name in (first, second)]
    return "" in kinds or all(kind in _MIDDLE for kind in kinds)


def _swapped(first: str, second: str) -> bool:
    different = [n for n, pair in enumerate(zip(first, second, strict=True)) if len(set(pair)) > 1]
    neighbours = len(different) == 2 and different[1] - different[0] == 1  # noqa: PLR2004 - one swap
    return neighbours and not _NUMERALS.issuperset(first[n] for n in different)


def _one_more(longer: str, shorter: str) -> bool:
    if len(longer) != len(shorter) + 1:
        return False
    return any(
        longer[:n] + longer[n + 1 :] == shorter and longer[n] not in _NUMERALS
        for n in range(len(longer))
    )


def _one_other(first: str, second: str) -> bool:
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and not _NUMERALS.issuperset(different[0])
