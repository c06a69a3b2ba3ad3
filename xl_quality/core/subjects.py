"""Usual names of subjects and grades (学科的别名、年级的写法) and the order of grades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_USUAL: Final[Mapping[str, str]] = {
    **dict.fromkeys(("道法", "道德法治", "政治", "思想品德", "思品", "品德"), "道德与法治"),
    "外语": "英语",
    "生物学": "生物",
    **dict.fromkeys(("体育与健康", "体健"), "体育"),
    **dict.fromkeys(("信息技术", "信息"), "信息科技"),
}
"""A school sits each of them once, under whichever name: two rows of both names are one result."""
_NUMERALS: Final = "一二三四五六七八九"
_LAST_GRADE: Final = 10_000
"""Where a grade without a number stands: behind all others."""
_USUAL_GRADES: Final = {
    "初一": "七年级",
    "初二": "八年级",
    "初三": "九年级",
    **{f"初{digit}": f"{_NUMERALS[5 + digit]}年级" for digit in (1, 2, 3)},
    **{f"{digit}年级": f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{str(digit): f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{word: f"{word}年级" for word in _NUMERALS},
}


def usual_subject(name: str) -> str:
    """
    Return the usual name of a subject, the same for every name of it; others stay as they are.

    >>> usual_subject("道法"), usual_subject("道德与法治"), usual_subject("语文")
    ('道德与法治', '道德与法治', '语文')
    """
    return _USUAL.get(name, name)


def usual_grade(name: str) -> str:
    """
    Return the usual name of a grade, the same for every name of it; others stay as they are.

    >>> usual_grade("初三"), usual_grade("9年级"), usual_grade("九"), usual_grade("高一")
    ('九年级', '九年级', '九年级', '高一')
    """
    return _USUAL_GRADES.get(name.removesuffix("年级") if name.startswith("初") else name, name)


def grade_place(grade: str) -> tuple[int, str]:
    """
    Return a key that sorts grades as schools count them.

    >>> sorted(["九年级", "初二", "四年级", "高一", "三年级", ""], key=grade_place)
    ['', '三年级', '四年级', '初二', '九年级', '高一']
    """
    if not grade:
        return 0, ""
    years = {"初": 6, "高": 9}.get(grade[0], 0)
    numerals = "零" + _NUMERALS
    number = next((numerals.index(one) for one in grade if one in numerals), None)
    digits = "".join(one for one in grade if one.isdecimal())[:4]
    if number is None:
        number = int(digits) if digits else _LAST_GRADE
    return years + number, grade
