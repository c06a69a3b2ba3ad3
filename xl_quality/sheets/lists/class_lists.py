"""Several classes written in one cell (1、2班; 1-3): taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    import re

_NUMERALS: Final = "零一二三四五六七八九十"
_SEPARATOR: Final = pattern(r"[、,;/和及与]")
_RANGE: Final = pattern(
    r"^(.*?)(\(?)(\d{1,4}|[一二三四五六七八九十])(\)?)[-~—至到](\(?)(\d{1,4}|[一二三四五六七八九十])(\)?)$"
)
_ONE: Final = pattern(r"^(.*?)(\(?)(\d{1,4}|[一二三四五六七八九十]{1,3})(\)?)$")
_MOST: Final = 60


def split_classes(text: str) -> list[str]:
    """
    Return the classes that a cell names, each written like the first one.

    >>> split_classes("1、2班"), split_classes("1-3"), split_classes("七(1)、(2)班")
    (['1班', '2班'], ['1', '2', '3'], ['七(1)班', '七(2)班'])
    >>> split_classes("701"), split_classes("实验班")
    (['701'], ['实验班'])
    """
    plain = plain_text(text)
    parts = [part for part in _SEPARATOR.split(plain) if part]
    suffix = "班" if plain.endswith("班") else ""
    bare = [part.removesuffix("班") for part in parts]
    if len(bare) == 1 and not _RANGE.match(bare[0]):
        return [plain]
    found: list[str] = []
    prefix = opening = closing = ""
    for part in bare:
        numbers, match = _numbers(part)
        if match is None:
            return [plain]
        prefix = match[1] or prefix
        opening, closing = (match[2], match[4]) if match[2] or not found else (opening, closing)
        found += [f"{prefix}{opening}{number}{closing}{suffix}" for number in numbers]
    return found


def _numbers(part: str) -> tuple[list[str], re.Match[str] | None]:
    if match := _RANGE.match(part):
        first, last = _value(match[3]), _value(match[6])
        if not first <= last < first + _MOST:
            return [], None
        if match[3].isdigit():
            return [str(number) for number in range(first, last + 1)], match
        return [_NUMERALS[number] for number in range(first, last + 1)], match
    match = _ONE.match(part)
    return ([match[3]] if match else []), match


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS.index(text)
