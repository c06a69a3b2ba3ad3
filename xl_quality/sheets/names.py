"""Pupils' names, classes and grades by their looks (姓名、班级、年级的写法)."""

from __future__ import annotations

from typing import Final

from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import is_chinese, plain_text

_LONGEST_NAME, _LONGEST_PART = 4, 8
_DOTS: Final = str.maketrans("•・.", "···")
"""Every dot that stands inside a name (买买提·艾力) as one."""
_NOT_A_NAME: Final = pattern(
    r"[班级校镇县科率分数均总计考试缺免]$|中学|小学|学校|年级|平均|合计|总计|小计|缺考|免考|及格|优秀|良好|第.次|正常|汇总|^(语文|数学|英语|姓名|班级|学校|总分)$"
)
_NUMERAL: Final = "一二三四五六七八九十"
_CLASS_IN_TEXT: Final = pattern(
    rf"(?P<grade>[{_NUMERAL}1-9]年级|[初高][{_NUMERAL}123]|[{_NUMERAL}])?"
    rf"[(\[]?(?P<number>\d{{1,4}}(?:\.\d{{1,2}})?|[{_NUMERAL}]{{1,3}}|[A-Za-z]{{1,2}})[)\]]?(?P<end>班)"
)
_GRADE_IN_TEXT: Final = pattern(
    rf"(?<![{_NUMERAL}])([{_NUMERAL}]年级|[1-9]年级|[初高][{_NUMERAL}123](?!\d))|(20\d\d级)|([高初]20\d\d届)"
)
_IN_GRADES: Final = frozenset("级初高")
"""Every grade is written with one of these."""
_CLASS_NUMBER: Final = pattern(r"[1-9](?:0[1-9]|[1-3]\d)")
_GRADE_CLASS: Final = pattern(rf"(?:[{_NUMERAL}]|[1-9])[.\-(]\d{{1,2}}\)?(?:班)?")
_SHORT_CLASS: Final = pattern(rf"(?:[初高][一二三]|[{_NUMERAL}])[.\-(]?\d{{1,2}}\)?")
"""三1, 初二(3), 高一-12 as the name of a sheet."""


def looks_like_name(text: str) -> bool:
    """
    Say whether a text looks like a Chinese pupil's name (姓名).

    >>> looks_like_name("张三"), looks_like_name("一班"), looks_like_name("缺考")
    (True, False, False)
    """
    plain = plain_text(text)
    return _is_built_like_name(plain) and not _NOT_A_NAME.search(plain)


def _is_built_like_name(plain: str) -> bool:
    """张三, 欧阳小明, 买买提·艾力; one digit or letter may tell namesakes apart: 张三2."""
    bare = plain[:-1] if plain[-1:].isascii() and plain[-1:].isalnum() else plain
    first, *others = bare.translate(_DOTS).split("·")
    return (
        1 < len(first) <= _LONGEST_NAME
        and is_chinese(first)
        and all(len(part) <= _LONGEST_PART and is_chinese(part) for part in others)
    )


def looks_like_class(text: str) -> bool:
    """
    Say whether a text looks like a class (班级).

    >>> looks_like_class("初一(2)班"), looks_like_class("701"), looks_like_class("张三")
    (True, True, False)
    """
    plain = plain_text(text)
    if plain.endswith("班") and _CLASS_IN_TEXT.fullmatch(plain):
        return True
    return _has_digit(plain) and bool(
        _CLASS_NUMBER.fullmatch(plain) or _GRADE_CLASS.fullmatch(plain)
    )


def _has_digit(plain: str) -> bool:
    """Say whether there is a digit: nothing else can be a class in figures (701, 三1, 初二(3))."""
    return any(map(str.isdecimal, plain))


def classes_in(text: str) -> list[str]:
    """
    Return the classes that a title or a sheet name mentions, as they are written.

    >>> classes_in("4考试成绩单-高一X班"), classes_in("1.1班学生名单"), classes_in("各班成绩")
    (['高一X班'], ['1.1班'], [])
    """
    plain = plain_text(text)
    found = [match[0] for match in _CLASS_IN_TEXT.finditer(plain)] if "班" in plain else ()
    return list(dict.fromkeys(found))


def class_of_sheet(name: str) -> str:
    """
    Return the class that a sheet name stands for, ``""`` where it names none or several.

    >>> class_of_sheet("一班"), class_of_sheet("701"), class_of_sheet("Sheet1")
    ('一班', '701', '')
    """
    plain = plain_text(name)
    short = _CLASS_NUMBER, _GRADE_CLASS, _SHORT_CLASS
    if _has_digit(plain) and any(pattern.fullmatch(plain) for pattern in short):
        return plain
    found = classes_in(plain)
    return found[0] if len(found) == 1 else ""


def grade_in(text: str) -> str:
    """
    Return the grade that a text names, ``""`` where it names none or several.

    >>> grade_in("2024年秋七年级期末成绩"), grade_in("高一X班"), grade_in("全校")
    ('七年级', '高一', '')
    """
    plain = plain_text(text)
    if _IN_GRADES.isdisjoint(plain):
        return ""
    found = {match[0] for match in _GRADE_IN_TEXT.finditer(plain)}
    return found.pop() if len(found) == 1 else ""
