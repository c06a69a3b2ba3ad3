"""Values of a scheme as the texts of the 方案 sheet's cells, and back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

from xl_quality.schemes.sheet import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.schemes.vocabulary import Vocabulary

EMPTY: Final = "（空）"
"""How an empty text is shown: a blank cell means that nothing is said."""
_EQUALS, _COMMA, _LIST = "＝", "，", "、"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+)?%?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OPTION = re.compile(r"〔读法[:：]\s*(\w+)〕")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_HALF_WIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord("−"): "-"}


class CellError(ValueError):
    """A cell's text cannot be understood; the message says why, `advice` what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


def plain(value: object) -> str:
    """Return what a cell holds as text, numbers without a trailing .0, dates as 2025-09-01.

    A number of a sheet is the decimal that the sheet shows (15 digits), as elsewhere.

    >>> plain(600.0), plain(0.05), plain(date(2025, 9, 1)), plain(None), plain(" 甲 ")
    ('600', '0.05', '2025-09-01', '', '甲')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, Real) and not isinstance(value, (int, Fraction)):
        return format(value, ".15g")
    return str(value).strip()


_AROUND: Final = re.compile(r"^\s+|\s+$|(?<=[-+])\s+|\s+(?=%)")
_THOUSANDS: Final = re.compile(r"\d,\d{3}(?!\d)|(?<!\d)\d，\d{3}(?!\d)|，0\d")


def number(text: str) -> str:
    """Return a number in the form of the scheme; other texts stay as they are.

    Spaces may stand around a number and behind its sign; between digits they may well part two
    numbers, so such a text is none. A 元 behind it is left out.

    >>> number("－１００"), number("70%"), number("2/3"), number("甲")
    ('-100', '7/10', '2/3', '甲')
    >>> number("350元"), number("600 400")
    ('350', '600 400')
    """
    half = _AROUND.sub("", text.translate(_HALF_WIDTH).removesuffix("元"))
    if not _NUMBER.fullmatch(half):
        return text
    return str(Fraction(half[:-1]) / 100) if half.endswith("%") else half


def day(text: str) -> date:
    """Return a date written as 2025-09-01, 2025/9/1 or 2025年9月1日.

    Raises:
        CellError: it is no date.
    """
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}”不是日期"
        raise CellError(message, "请写成 2025-09-01 的样子") from error


def word(table: Mapping[str, str], text: str) -> str:
    """Return the English word of a Chinese one (the English one is understood too).

    Raises:
        CellError: it is neither.
    """
    if text in table:
        return text
    for english, chinese in table.items():
        if chinese == text:
            return english
    message = f"不认识“{text}”"
    raise CellError(message, f"只能写：{_LIST.join(table.values())}")


def list_text(values: Iterable[object]) -> str:
    """Return several values in one cell: 500、400、300."""
    return _LIST.join(plain(value) or EMPTY for value in values)


def list_values(text: str) -> list[str]:
    """
    Return the values of a list in one cell; numbers may also be parted by commas or spaces.

    A comma before three digits may be a thousands separator: such a text stays as it is; a
    full-width one only behind a single digit, or before a 0.

    >>> list_values("甲、乙"), list_values("600，400 300"), list_values("1,000")
    (['甲', '乙'], ['600', '400', '300'], ['1,000'])
    >>> list_values("1，000，500")
    ['1，000，500']
    """
    loose = [part for part in re.split(r"[,，;；\s]+", text.strip()) if part]
    if len(loose) > 1 and all(_NUMBER.fullmatch(number(part)) for part in loose):
        return loose if not _THOUSANDS.search(text) else [text.strip()]
    parts = (part.strip() for part in re.split("[、\n]", text))
    return ["" if part == EMPTY else part for part in parts if part]


def lines(text: str) -> list[str]:
    """Return the lines of a cell that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def pairs_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return keys and values in one cell, a pair a line."""
    return "\n".join(f"{key}{_EQUALS}{value or EMPTY}" for key, value in pairs)


def pairs_of(text: str, separator: str = "[；;\n]") -> dict[str, str]:
    """
    Return the keys and values of a cell.

    Raises:
        CellError: a line has no ＝, or a key stands twice.
    """
    found: dict[str, str] = {}
    for part in re.split(separator, text):
        if not part.strip():
            continue
        key, equals, value = part.replace("=", _EQUALS).partition(_EQUALS)
        if not equals or not key.strip():
            message = f"“{part.strip()}”看不懂"
            raise CellError(message, "请写成“名称＝内容”的样子，一行一个")
        if key.strip() in found:
            message = f"“{key.strip()}”写了两次"
            raise CellError(message, "请只写一次")
        found[key.strip()] = value.strip()
    return found


class Texts:
    """The texts of one scheme: its facts by their Chinese names, and its tariffs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        twice = Counter(kind.label for kind in vocabulary.values())
        self.labels = {
            name: kind.label
            for name, kind in vocabulary.items()
            if twice[kind.label] == 1 and kind.label not in vocabulary
        }
        self.names = {label: name for name, label in self.labels.items()}
        longest = sorted(self.names, key=len, reverse=True)
        self._label = re.compile("|".join(map(re.escape, longest)) or "(?!)")

    def fact(self, name: str) -> str:
        """Return the Chinese name of a fact, its own where two share it."""
        return self.labels.get(name, name)

    def fact_name(self, text: str) -> str:
        """Return the fact a cell names; what is no fact stays as it is, for the loader to say."""
        return self.names.get(text, text)

    def expression(self, value: object) -> str:
        """Return a sum of facts in Chinese: 录取数－指标数, 0.9×应上课节数."""
        text = shown(value)
        if number(text) == text and _NUMBER.fullmatch(text):
            return text
        text = re.sub(r"(?<=[0-9]) +(?=[a-z])", "×", text)
        text = text.replace(" - ", "－").replace(" + ", "＋")
        return _NAME.sub(lambda found: self.fact(found[0]), text)

    def expression_of(self, text: str) -> str:
        """Return the sum of facts that a cell says in Chinese."""
        plain_number = number(text)
        if plain_number != text or _NUMBER.fullmatch(text):
            return plain_number
        named = self._label.sub(lambda found: self.names[found[0]], text)
        half = named.translate(_HALF_WIDTH).replace("×", " ")
        return re.sub(r"(?<=\S) *([+-]) *", r" \1 ", half).strip()

    def value_word(self, fact: str, value: str) -> str:
        """Return a value of a fact as a clerk reads it: 辅导学生 for ``coach``."""
        kind = self.vocabulary.get(fact)
        return kind.words.get(value, value) if kind else value

    def value_of(self, fact: str, text: str) -> str:
        """Return the value behind a word of a fact."""
        kind = self.vocabulary.get(fact)
        found = (value for value, said in (kind.words if kind else {}).items() if said == text)
        return next(found, text)

    def tariff_value(self, key: str, value: Any) -> str:  # noqa: ANN401 - any TOML value
        """Return one entry of a tariff as a cell's text."""
        if isinstance(value, dict) and set(value) == {"option"}:
            return f"〔读法：{value['option']}〕"
        if isinstance(value, (list, dict)):
            return self._several(key, value)
        if key in words.MODES:
            return words.MODES[key].get(str(value), str(value))
        return (shown(value) or EMPTY) if key in words.TEXT_KEYS else self.expression(value)

    def _several(self, key: str, value: Any) -> str:  # noqa: ANN401 - a TOML list or table
        if key == "keys":
            return list_text(map(self.fact, value))
        if key in words.ROW_KEYS:
            return "｜".join(map(self._row_text, value))
        if isinstance(value, dict):
            return _COMMA.join(f"{name}{_EQUALS}{shown(size)}" for name, size in value.items())
        return list_text(map(shown, value))

    def _row_text(self, row: Mapping[str, Any]) -> str:
        return _COMMA.join(
            f"{self._key_text(k)}{_EQUALS}{self._cell(k, v)}" for k, v in row.items()
        )

    def _key_text(self, key: str) -> str:
        return words.KEYS.get(key) or self.fact(key)

    def _cell(self, key: str, value: Any) -> str:  # noqa: ANN401 - any TOML value
        if key in words.KEYS:
            return self.tariff_value(key, value)
        return self.value_word(key, str(value))

    def tariff_value_of(self, key: str, text: str) -> object:
        """
        Return the entry of a tariff that a cell's text says.

        Raises:
            CellError: it cannot be understood.
        """
        option = _OPTION.fullmatch(text)
        if option:
            return {"option": option[1]}
        if key in words.MODES:
            return word(words.MODES[key], text)
        if key in words.SEVERAL_KEYS:
            return self._several_of(key, text)
        if key in words.TEXT_KEYS:
            return "" if text == EMPTY else text
        found = self.expression_of(text)
        return int(found) if key in words.WHOLE_KEYS and found.isdecimal() else found

    def _several_of(self, key: str, text: str) -> object:
        if key == "keys":
            return [self.fact_name(name) for name in list_values(text)]
        if key in words.ROW_KEYS:
            return [self._row_of(part) for part in re.split("[｜|]", text) if part.strip()]
        if key == "shares":
            return {name: number(size) for name, size in pairs_of(text, "[，,]").items()}
        values = list_values(text)
        return list(map(number, values)) if key in words.AMOUNT_KEYS else values

    def _row_of(self, text: str) -> dict[str, object]:
        keys = {chinese: key for key, chinese in words.KEYS.items()}
        row: dict[str, object] = {}
        for said, value in pairs_of(text, "[，,]").items():
            fact = self.fact_name(said)
            if fact in self.vocabulary and said not in keys:
                row[fact] = self.value_of(fact, value)
            else:
                key = keys.get(said, said)
                row[key] = self.tariff_value_of(key, value)
        return row


def shown(value: object) -> str:
    """Return a TOML number, text or date as a cell's text."""
    return format(value, "f") if isinstance(value, Decimal) else plain(value)
