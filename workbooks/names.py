"""Invented names of people, put together by chance from common surnames and syllables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbooks.dice import Dice

_FREQUENT = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_OTHERS = "郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
SURNAMES = (*_FREQUENT * 3, *_OTHERS, "欧阳", "上官")
SYLLABLES = (
    "子梓雨欣浩宇涵怡佳思嘉俊文博轩晨诗琪雅婷瑞泽明志远天乐心怡若曦可馨"
    "紫萱宏伟海燕玉洁静书航一诺安然景行清和以宁知夏秋月春晓冬阳柏松青云"
)


def invent_name(dice: Dice) -> str:
    """Return a name of two to four characters; one in seven given names has one syllable."""
    given: str = dice.pick(SYLLABLES)
    if not dice.chance(1 / 7):
        given += dice.pick(SYLLABLES)
    surname: str = dice.pick(SURNAMES)
    return surname + given


def invent_distinct_names(dice: Dice, count: int) -> list[str]:
    """Return that many names, no two alike."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[invent_name(dice)] = None
    return list(names)
