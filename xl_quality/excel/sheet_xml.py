"""Plain sheets of texts for the add-in: no styles, no shared strings, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LETTERS: Final = 26


def sheet_xml(rows: Sequence[Sequence[str]], code_name: str = "") -> bytes:
    """
    Return a worksheet part.

    Args:
        rows: the texts; an empty one leaves its cell out.
        code_name: the VBA module that belongs to the sheet, empty for none.
    """
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>" if code_name else ""
    body = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}">{properties}<sheetData>{body}</sheetData></worksheet>'
    ).encode()


def _row(number: int, texts: Sequence[str]) -> str:
    cells = "".join(
        f'<c r="{_column(place)}{number}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def _column(place: int) -> str:
    """Return the letters of a column.

    >>> _column(0), _column(25), _column(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters
