"""Formal numerals (大写) read back into fen, apart from the code that writes them."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES: Final = {"拾": 10, "佰": 100, "仟": 1000}
_SECTIONS: Final = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_AMOUNT: Final = re.compile(
    r"(负?)(?:([零壹贰叁肆伍陆柒捌玖拾佰仟万亿兆]+)元)?零?(?:([壹贰叁肆伍陆柒捌玖])角)?零?"
    r"(?:([壹贰叁肆伍陆柒捌玖])分)?整?"
)
_PAIR: Final = re.compile(
    r"(-?\d[\d,]*(?:\.\d{1,2})?)\s*元[（(，,]?\s*(?:人民币)?\s*[（(]?大写[）)]?[：:]?\s*"
    r"(?:人民币)?([负零壹贰叁肆伍陆柒捌玖拾佰仟万亿兆元角分整]+)"
)


def fen_of_upper(text: str) -> int | None:
    """
    Return an amount in formal numerals as fen, None where it is none.

    >>> fen_of_upper("壹仟贰佰元整"), fen_of_upper("负壹万零伍佰零肆元零伍分"), fen_of_upper("十元")
    (120000, -1050405, None)
    """
    found = _AMOUNT.fullmatch(text)
    if found is None or not any(found.group(2, 3, 4)):
        return None
    yuan = _whole(found[2] or "")
    fen = yuan * 100 + 10 * _DIGITS.get(found[3] or "零", 0) + _DIGITS.get(found[4] or "零", 0)
    return -fen if found[1] else fen


def _whole(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            section += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            total += (section + digit) * _SECTIONS[sign]
            section = digit = 0
    return total + section + digit


def disagreeing(text: str) -> list[tuple[str, str]]:
    """
    Return every amount in figures whose formal numerals beside it say another one.

    >>> disagreeing("奖金900元（大写：玖佰元整）"), disagreeing("1200元（大写：壹仟元整）")
    ([], [('1200', '壹仟元整')])
    """
    found = []
    for match in _PAIR.finditer(text):
        yuan, _, rest = match[1].replace(",", "").partition(".")
        fen = int(yuan + rest.ljust(2, "0"))
        if fen_of_upper(match[2]) != fen:
            found.append((match[1], match[2]))
    return found
