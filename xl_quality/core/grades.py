"""Names of one grade (年级的写法): 初三, 9年级 and 九年级 are one, for everybody."""

from __future__ import annotations

from typing import Final

_NUMERALS: Final = "一二三四五六七八九"
_USUAL: Final = {
    "初一": "七年级",
    "初二": "八年级",
    "初三": "九年级",
    **{f"初{digit}": f"{_NUMERALS[5 + digit]}年级" for digit in (1, 2, 3)},
    **{f"{digit}年级": f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{str(digit): f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{word: f"{word}年级" for word in _NUMERALS},
}


def usual_grade(name: str) -> str:
    """
    Return the usual name of a grade, the same for every name of it; others stay as they are.

    >>> usual_grade("初三"), usual_grade("9年级"), usual_grade("九"), usual_grade("高一")
    ('九年级', '九年级', '九年级', '高一')
    """
    return _USUAL.get(name.removesuffix("年级") if name.startswith("初") else name, name)
