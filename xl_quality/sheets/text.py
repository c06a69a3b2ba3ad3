"""Texts of labels and names (文字): width, spaces, traditional characters; names, classes, grades.

Regular expressions cost nothing until they are used: start-up counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, cast

from xl_quality.core.school_terms import usual_grade

INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufffe"
"""Characters that show nothing and that web pages and exports leave in cells."""
WITHOUT_INVISIBLE: Final = dict.fromkeys(map(ord, INVISIBLE))
# Only the characters that headers of score sheets use.
_SIMPLIFIED: Final = str.maketrans(
    "學號級數語總國體樂術歷績單題選擇試備註師電話賽實應與課類別縣鄉鎮區動藝際標準獎項職務員間報平優",
    "学号级数语总国体乐术历绩单题选择试备注师电话赛实应与课类别县乡镇区动艺际标准奖项职务员间报平优",
    INVISIBLE,
)
_DECORATION: Final = "!！*★☆▲△●○◆■※#:：、，,。.·\"'“”‘’「」『』`^~"
_METHODS: Final = ("match", "fullmatch", "search", "sub", "findall", "finditer", "split")
_LONGEST_NAME, _LONGEST_PART = 4, 8  # characters: 欧阳小明; of each part behind a ·, 买买提·艾力
_DOTS: Final = str.maketrans("•・.", "···")
"""Every dot that stands inside a name (买买提·艾力) as one."""
_NUMERAL: Final = "一二三四五六七八九十"
_IN_GRADES: Final = frozenset("级初高")  # every grade is written with one of these


def has_invisible(text: str) -> bool:
    r"""Say whether a text holds characters that show nothing.

    >>> has_invisible("张\u200b三"), has_invisible("张三")
    (True, False)
    """
    return any(character in text for character in INVISIBLE)


def is_chinese(text: str) -> bool:
    """Say whether a text consists of Chinese characters.

    >>> is_chinese("张三"), is_chinese("张三A"), is_chinese("")
    (True, False, False)
    """
    # a regular expression of thirty thousand characters takes milliseconds to compile
    return bool(text) and min(text) >= "\u3400" and max(text) <= "\u9fff"


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    r"""Return a text without spaces and line breaks, in half width and simplified characters.

    >>> plain_text("語 文\n（１２０分）"), plain_text("道德与法治")
    ('语文(120分)', '道德与法治')
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.translate(_SIMPLIFIED)


@lru_cache(maxsize=4096)
def plain_label(text: str) -> str:
    """Return a column label in plain form, without decoration at its ends, in lower case.

    >>> plain_label("！级名"), plain_label(" 學號 "), plain_label("*姓名：")
    ('级名', '学号', '姓名')
    """
    return plain_text(text).strip(_DECORATION).lower()


class _Uncompiled:
    """Stands for a `re.Pattern`; the first use compiles it and puts its methods here."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used.

    A range of Chinese characters takes a millisecond to compile, and there are dozens of patterns.

    >>> bool(pattern("缺?考").fullmatch("缺考"))
    True
    """
    return cast("re.Pattern[str]", _Uncompiled(text, flags))


class Words:
    """Words to look for in texts, without a regular expression.

    Hundreds of them would take longer to compile than a whole sheet to read.

    Args:
        words: separated by spaces; each may stand anywhere in a text.
        odd: regular expressions, by the word that every text has in which one may be found.

    >>> words = Words("工资 薪", {"奖": r"奖$"})
    >>> words.search("应发工资"), words.search("优秀奖"), words.search("奖次")
    (True, True, False)
    """

    def __init__(self, words: str, odd: Mapping[str, str] | None = None) -> None:
        self._words = tuple(words.split())
        self._odd = odd or {}

    def standing_in(self, text: str) -> Words:
        """Return those of the words that stand in a text: for its parts no others need a look.

        >>> Words("工资 薪").standing_in("优秀奖 应发工资").search("薪资")
        False
        """
        odd = {cue: own for cue, own in self._odd.items() if cue in text}
        return Words(" ".join(word for word in self._words if word in text), odd)

    def search(self, text: str) -> bool:
        """Say whether one of the words stands in a text."""
        holds = text.__contains__
        return any(map(holds, self._words)) or any(
            re.search(self._odd[cue], text) for cue in filter(holds, self._odd)
        )


_NOT_A_NAME: Final = pattern(
    r"[班级校镇县科率分数均总计考试缺免]$|中学|小学|学校|年级|平均|合计|总计|小计|缺考|免考|及格|优秀|良好|第.次|正常|汇总|^(语文|数学|英语|姓名|班级|学校|总分)$"
)
_CLASS_IN_TEXT: Final = pattern(
    rf"(?P<grade>[{_NUMERAL}1-9]年级|[初高][{_NUMERAL}123]|[{_NUMERAL}])?"
    rf"[(\[]?(?P<number>\d{{1,4}}(?:\.\d{{1,2}})?|[{_NUMERAL}]{{1,3}}|[A-Za-z]{{1,2}})[)\]]?(?P<end>班)"
)
_GRADE_IN_TEXT: Final = pattern(
    rf"(?<![{_NUMERAL}])([{_NUMERAL}]年级|[1-9]年级|[初高][{_NUMERAL}123](?!\d))|(20\d\d级)|([高初]20\d\d届)"
)
_CLASS_NUMBER: Final = pattern(r"[1-9](?:0[1-9]|[1-3]\d)")
_GRADE_CLASS: Final = pattern(rf"(?:[{_NUMERAL}]|[1-9])[.\-(]\d{{1,2}}\)?(?:班)?")
_SHORT_CLASS: Final = pattern(rf"(?:[初高][一二三]|[{_NUMERAL}])[.\-(]?\d{{1,2}}\)?")
"""三1, 初二(3), 高一-12 as the name of a sheet."""


_ONES: Final = _NUMERAL[:-1]
_NUMBER: Final = rf"(?P<number>\d{{1,3}}|[{_ONES}]?十[{_ONES}]?|[{_ONES}])"
_NUMBERED_CLASS: Final = pattern(rf"\(?{_NUMBER}\)?班?")
_GRADED_CLASS: Final = pattern(
    rf"(?P<grade>[{_ONES}1-9]年级?|[{_ONES}]|[1-9](?=\()|[初高][一二三])[-.(]?{_NUMBER}\)?班?"
)


class ClassMeant(NamedTuple):
    """What the name of a class says, however it is written."""

    grade: str  # its usual name, ``""`` where the class names none
    number: int


@lru_cache(maxsize=4096)
def class_meant(text: str) -> ClassMeant | None:
    """Return grade and number that a class says (班级), None where it says anything else.

    >>> [tuple(class_meant(text) or ()) for text in ("１", "（1）", "一班", "十二班", "701")]
    [('', 1), ('', 1), ('', 1), ('', 12), ('', 701)]
    >>> [tuple(class_meant(text) or ()) for text in ("七（1）班", "7(1)班", "初二3班", "实验1班")]
    [('七年级', 1), ('七年级', 1), ('八年级', 3), ()]
    """
    plain = plain_text(text)
    if found := _NUMBERED_CLASS.fullmatch(plain):
        return ClassMeant("", _whole_number(found["number"]))
    if found := _GRADED_CLASS.fullmatch(plain):
        grade = found["grade"].removesuffix("级").removesuffix("年")
        return ClassMeant(usual_grade(grade), _whole_number(found["number"]))
    return None


def _whole_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_NUMERAL.find(tens or "一") + 1) * 10 * bool(ten) + _NUMERAL.find(ones or "-") + 1


def looks_like_name(text: str) -> bool:
    """Say whether a text looks like a Chinese pupil's name (姓名).

    >>> looks_like_name("张三"), looks_like_name("一班"), looks_like_name("缺考")
    (True, False, False)
    """
    plain = plain_text(text)
    return _is_built_like_name(plain) and not _NOT_A_NAME.search(plain)


def _is_built_like_name(plain: str) -> bool:
    """Say whether a text is built like a name: 张三, 买买提·艾力; 张三2 tells namesakes apart."""
    last = plain[-1:]
    bare = plain[:-1] if last.isascii() and last.isalnum() else plain
    first, *others = bare.translate(_DOTS).split("·")
    return (
        1 < len(first) <= _LONGEST_NAME
        and is_chinese(first)
        and all(len(part) <= _LONGEST_PART and is_chinese(part) for part in others)
    )


def looks_like_class(text: str) -> bool:
    """Say whether a text looks like a class (班级).

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
    """Return the classes that a title or a sheet name mentions, as they are written.

    >>> classes_in("4考试成绩单-高一X班"), classes_in("1.1班学生名单"), classes_in("各班成绩")
    (['高一X班'], ['1.1班'], [])
    """
    plain = plain_text(text)
    found = [match[0] for match in _CLASS_IN_TEXT.finditer(plain)] if "班" in plain else ()
    return list(dict.fromkeys(found))


def class_in(text: str) -> str:
    """Return the class that a text names, ``""`` where it names none or several.

    >>> class_in("七(1)班期中成绩"), class_in("1班和2班")
    ('七(1)班', '')
    """
    found = classes_in(text)
    return found[0] if len(found) == 1 else ""


def class_of_sheet(name: str) -> str:
    """Return the class that a sheet name stands for, ``""`` where it names none or several.

    >>> class_of_sheet("一班"), class_of_sheet("701"), class_of_sheet("Sheet1")
    ('一班', '701', '')
    """
    plain = plain_text(name)
    short = _CLASS_NUMBER, _GRADE_CLASS, _SHORT_CLASS
    if _has_digit(plain) and any(pattern.fullmatch(plain) for pattern in short):
        return plain
    return class_in(plain)


def grade_in(text: str) -> str:
    """Return the grade that a text names, ``""`` where it names none or several.

    >>> grade_in("2024年秋七年级期末成绩"), grade_in("高一X班"), grade_in("全校")
    ('七年级', '高一', '')
    """
    plain = plain_text(text)
    if _IN_GRADES.isdisjoint(plain):
        return ""
    found = {match[0] for match in _GRADE_IN_TEXT.finditer(plain)}
    return found.pop() if len(found) == 1 else ""
