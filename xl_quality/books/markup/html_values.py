"""What a cell of a web page holds: the exact value where the page tells it, else what is seen."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xl_quality.books.markup.number_formats import is_text, shown_as
from xl_quality.books.markup.plain_values import error_or_text, number_of, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.sheets.grid import CellValue

_FORMAT: Final = re.compile(
    r"(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^;\"']*))",
    re.IGNORECASE,
)
_ESCAPED: Final = re.compile(r"\\(?:([0-9a-fA-F]{4,6}) ?|(.))", re.DOTALL)
_CLASS: Final = re.compile(r"\.([\w-]+)\s*$")


class NumberFormats:
    """
    The number formats that the style sheets of a page give to classes of cells.

    Args:
        styles: the style sheets.
    """

    def __init__(self, styles: Iterable[str]) -> None:
        self._by_class: dict[str, str] = {}
        for style in styles:
            for rule in style.split("}"):
                selectors, _, body = rule.rpartition("{")
                code = _code(body)
                for selector in selectors.split(",") if code else ():
                    if found := _CLASS.search(selector):
                        self._by_class[found.group(1)] = code

    def of(self, attributes: Mapping[str, str]) -> str:
        """Return the format code of a cell, ``""`` where the page does not say any."""
        if code := _code(attributes.get("style", "")):
            return code
        for name in attributes.get("class", "").split():
            if name in self._by_class:
                return self._by_class[name]
        return ""


def cell_value(
    attributes: Mapping[str, str], text: str, formats: NumberFormats, *, numbers_marked: bool
) -> CellValue:
    """
    Return the value of a cell.

    Args:
        attributes: of the cell, among them what Excel (``x:num``) and LibreOffice (``sdval``) say.
        text: what a reader sees in it.
        formats: of the page.
        numbers_marked: the page marks every number, so that all else is text.
    """
    if "x:str" in attributes:
        return attributes["x:str"] or text or None
    code = formats.of(attributes)
    if "x:bool" in attributes:
        return (attributes["x:bool"] or text).upper() == "TRUE"
    if "sdnum" in attributes:
        code = attributes["sdnum"].split(";", 2)[-1]
    value = error_or_text(text)
    if not is_text(code) and not isinstance(value, str | None):
        return value
    exact = _exact(attributes, text, code)
    if exact is not None:
        return exact
    return text or None if numbers_marked or is_text(code) else plain_value(text)


def _exact(attributes: Mapping[str, str], text: str, code: str) -> CellValue:
    """Return the value that the page tells besides what is seen, None where it tells none."""
    for name in ("x:num", "sdval"):
        if name in attributes:
            number = number_of(attributes[name] or text)
            if number is not None and code.upper() == "BOOLEAN":
                return bool(number)
            return None if number is None else shown_as(number, code)
    return None


@lru_cache(maxsize=1024)  # the cells of a column look alike
def _code(style: str) -> str:
    r"""
    Return the number format that a style says, as Excel writes it elsewhere.

    >>> _code(r'color:red;mso-number-format:"yyyy\0022年\0022";')
    'yyyy"年"'
    """
    found = _FORMAT.search(style) if "format" in style.lower() else None
    if found is None:
        return ""
    written = next((part for part in found.groups() if part), "").strip()
    return _ESCAPED.sub(_unescaped, written)


def _unescaped(found: re.Match[str]) -> str:
    if found.group(1):
        code = int(found.group(1), 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last Unicode character
    return found.group(2)
