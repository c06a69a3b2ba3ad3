"""Forms of values (格式): how a rate, an amount, a date is printed, and how it is read back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.amounts import fen_of_upper
from xl_quality.agreements.values import ClauseWords, Gap
from xl_quality.core.money import FEN_PER_YUAN, rmb_upper, yuan_text
from xl_quality.core.rounding import divide

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,12})?")
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PLACE: Final = re.compile(r"第?(\d{1,9})名?")
_GREATEST_RATE: Final = 3
_MOST_DIGITS: Final = 6
_WIDEST_BLANK: Final = 60
BREAKS: Final = re.compile(r"\r\n|[\r\n\t\x85\u2028\u2029]")
"""Line ends and tabs: Word has signs of its own for them."""
RATE_WORDS: Final = ("率", "比例", "满意度")


class FormError(ValueError):
    """A value does not fit the form asked for; the message is Chinese."""


class Printed(NamedTuple):
    """
    A value ready to print.

    Attributes:
        text: as it is printed.
        value: as it came from the sheet, exact.
        form: the name of its form, by which it is read back.
        digits: decimals kept, where the form has any.
    """

    text: str
    value: object
    form: str
    digits: int = 0


def plain(value: object, field: str = "") -> Printed:
    """
    Return a value in the form that its kind and name suggest (不写格式时).

    A date is written out, a rate by its name with two decimals and %, other fractions are
    rounded to two decimals, texts and whole numbers stay as they are.

    >>> plain(Fraction(19, 20), "及格率").text, plain(date(2025, 8, 31)).text, plain(6).text
    ('95.00%', '2025年8月31日', '6')
    """
    if isinstance(value, bool):
        message = "是判断的结果，不能打印；请用 {% if … %} … {% endif %}"
        raise FormError(message)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Fraction | int) and field.endswith(RATE_WORDS):
        return rate(value)
    if isinstance(value, Fraction):
        return number(value, 2)
    if isinstance(value, str | int):
        return Printed(str(value), value, "文字")
    if isinstance(value, ClauseWords):
        return Printed(str(value), str(value), "文字")
    message = "不能直接打印"
    raise FormError(message)


def rate(value: object, digits: int = 2) -> Printed:
    """Return a share as per cent (率); ``0.95`` and the text ``95%`` print 95.00%.

    >>> rate(Fraction(2, 3)).text, rate("95%", 0).text
    ('66.67%', '95%')
    """
    exact = _exact(value)
    if abs(exact) > _GREATEST_RATE:
        message = "不像比率，应写 0.95 或 95%，或在列标题里写（％）"
        raise FormError(message)
    shown = divide(exact.numerator * 100, exact.denominator, _digits(digits))
    return Printed(f"{shown}%", exact, "率", digits)


def money(value: object) -> Printed:
    """Return an amount of yuan in figures, without 元 (金额).

    >>> money(Fraction(2469, 2)).text, money("900元").text
    ('1234.50', '900')
    """
    fen = _fen(value)
    return Printed(yuan_text(fen), fen, "金额")


def upper(value: object) -> Printed:
    """Return an amount of yuan in formal numerals (大写).

    >>> upper(1200).text
    '壹仟贰佰元整'
    """
    fen = _fen(value)
    return Printed(rmb_upper(fen), fen, "大写")


def number(value: object, digits: int = 0) -> Printed:
    """Return a number with so many decimals, rounded half up (数).

    >>> number(Fraction(5, 2)).text, number("86.456", 1).text
    ('3', '86.5')
    """
    exact = _exact(value)
    shown = divide(exact.numerator, exact.denominator, _digits(digits))
    return Printed(str(shown), exact, "数", digits)


def day(value: object) -> Printed:
    """Return a date written out (日期).

    >>> day("2025-08-31").text
    '2025年8月31日'
    """
    found = value if isinstance(value, date) else _day(str(value))
    return Printed(f"{found.year}年{found.month}月{found.day}日", found, "日期")


def place(value: object) -> Printed:
    """Return a rank (名次).

    >>> place(6).text, place("第6名").text
    ('第6名', '第6名')
    """
    found = _PLACE.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if found is None or int(found[1]) < 1:
        message = "不是名次，应写大于 0 的整数"
        raise FormError(message)
    return Printed(f"第{int(found[1])}名", int(found[1]), "名次")


def blank(value: object, width: int = 8) -> Printed:
    """Return the value, or a line to write on where there is none (空白).

    >>> blank(Gap("甲方"), 4).text, blank("张三").text
    ('____', '张三')
    """
    if isinstance(value, Gap):
        return Printed("_" * max(1, min(width, _WIDEST_BLANK)), "", "空白")
    return value if isinstance(value, Printed) else plain(value)


FORMS: Final[dict[str, Callable[..., Printed]]] = {
    "率": rate,
    "金额": money,
    "大写": upper,
    "数": number,
    "日期": day,
    "名次": place,
    "空白": blank,
}
"""The forms a template may ask for, ``{{ 奖金|大写 }}``; 率, 数 and 空白 take a number."""


def read_back(printed: Printed, text: str) -> bool:
    """
    Tell whether a text from the finished file says the value it should.

    The text is understood anew by its form, apart from how it was printed.

    >>> read_back(rate(Fraction(2, 3)), "66.67%"), read_back(upper(1200), "壹仟贰佰元整")
    (True, True)
    >>> read_back(money(1200), "120")
    False
    """
    reader = _READERS.get(printed.form)
    if reader is None:
        return text == BREAKS.sub("", str(printed.value))
    return reader(printed, text)


def _says_number(printed: Printed, text: str) -> bool:
    """Compare a number with its value: off by no more than half of the last decimal."""
    scale = _PER_CENT if printed.form == "率" else 1
    figure = text.removesuffix("%") if printed.form == "率" else text
    if not isinstance(printed.value, Fraction | int) or not _NUMBER.fullmatch(figure):
        return False
    off = abs(Fraction(figure) - Fraction(printed.value) * scale)
    return 2 * off <= Fraction(1, 10**printed.digits)


def _says_money(printed: Printed, text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and Fraction(text) * FEN_PER_YUAN == printed.value


_PER_CENT: Final = 100
_READERS: Final[dict[str, Callable[[Printed, str], bool]]] = {
    "率": _says_number,
    "数": _says_number,
    "金额": _says_money,
    "大写": lambda printed, text: fen_of_upper(text) == printed.value,
    "日期": lambda printed, text: _day(text) == printed.value,
    "名次": lambda printed, text: text == f"第{printed.value}名",
    "空白": lambda _, text: bool(text) and not text.strip("_"),
}


def _exact(value: object) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
    per_cent, plain_text = text.endswith("%"), text.rstrip("%元分名人个位").strip()
    if _NUMBER.fullmatch(plain_text) is None:
        message = "不是数"
        raise FormError(message)
    return Fraction(plain_text) / (100 if per_cent else 1)


def _fen(value: object) -> int:
    fen = _exact(value) * FEN_PER_YUAN
    if fen.denominator != 1:
        message = "不是整分的金额，最多两位小数"
        raise FormError(message)
    return fen.numerator


def _day(text: str) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        message = "不是日期，应写 2025-08-31 或 2025年8月31日"
        raise FormError(message)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        message = "没有这一天"
        raise FormError(message) from None


def _digits(digits: int) -> int:
    if not isinstance(digits, int) or not 0 <= digits <= _MOST_DIGITS:
        message = f"小数位数应为 0—{_MOST_DIGITS}"
        raise FormError(message)
    return digits
