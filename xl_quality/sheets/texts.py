"""Texts of labels and names in one form (文字归一): width, spaces, traditional characters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

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


def has_invisible(text: str) -> bool:
    """Say whether a text holds characters that show nothing."""
    return not text.isascii() and any(character in text for character in INVISIBLE)


def is_chinese(text: str) -> bool:
    """
    Say whether a text consists of Chinese characters.

    >>> is_chinese("张三"), is_chinese("张三A"), is_chinese("")
    (True, False, False)
    """
    # a regular expression of thirty thousand characters takes milliseconds to compile
    return bool(text) and min(text) >= "\u3400" and max(text) <= "\u9fff"


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    r"""
    Return a text without spaces and line breaks, in half width and simplified characters.

    >>> plain_text("語 文\n（１２０分）"), plain_text("道德与法治")
    ('语文(120分)', '道德与法治')
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.translate(_SIMPLIFIED)


@lru_cache(maxsize=4096)
def plain_label(text: str) -> str:
    """
    Return a column label in plain form, without decoration at its ends, in lower case.

    >>> plain_label("！级名"), plain_label(" 學號 "), plain_label("*姓名：")
    ('级名', '学号', '姓名')
    """
    return plain_text(text).strip(_DECORATION).lower()
