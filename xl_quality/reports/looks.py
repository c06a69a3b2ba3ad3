"""How our sheets look: the few styles and widths that all reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Align, Row, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.tables import Value

TITLE: Final = Style(bold=True, size=18, font="黑体", align=Align.CENTER)
SUBTITLE: Final = Style(size=11, align=Align.LEFT)
HEADER: Final = Style(bold=True, align=Align.CENTER, wrap=True, border=True, fill="DDEBF7")
TEXT: Final = Style(border=True, wrap=True)
CENTER: Final = Style(border=True, align=Align.CENTER)
COUNT: Final = Style(border=True, align=Align.CENTER, number_format="0")
MONEY: Final = Style(border=True, align=Align.RIGHT, number_format="#,##0.00")
TOTAL_TEXT: Final = TEXT._replace(bold=True, fill="F2F2F2")
TOTAL_CENTER: Final = CENTER._replace(bold=True, fill="F2F2F2")
TOTAL_MONEY: Final = MONEY._replace(bold=True, fill="F2F2F2")
PLAIN: Final = Style()

SIGNATURES: Final = (
    "制表：              审核：              负责人：              日期：    年   月   日"
)
TITLE_HEIGHT: Final = 32.0
HEADER_HEIGHT: Final = 22.0
_LINE_HEIGHT: Final = 16.0
_HIGHEST_ROW: Final = 409.0
_WIDE_FROM: Final = 0x2E80
"""From here on characters are as wide as two Latin ones: CJK and its punctuation."""


def score_style(digits: int, base: Style = CENTER) -> Style:
    """Return the style of a score printed with *digits* decimals."""
    return base._replace(number_format=f"0.{'0' * digits}" if digits else "0")


def rate_style(digits: int, base: Style = CENTER) -> Style:
    """Return the style of a rate printed as a percentage with *digits* decimals."""
    return base._replace(number_format=f"0.{'0' * digits}%" if digits else "0%")


def title_row(text: str, columns: int) -> Row:
    """Return the title over the whole table; its cells are meant to be merged."""
    return Row((text, *[None] * (columns - 1)), (TITLE,) * columns, TITLE_HEIGHT)


def note_row(text: str, columns: int, room: float = 0) -> Row:
    """Return the line under the title: unit, exams; *room* characters wide, it wraps."""
    values = (text, *[None] * (columns - 1))
    if not room:
        return Row(values, (SUBTITLE,) * columns)
    return Row(values, (SUBTITLE._replace(wrap=True),) * columns, wrapped_height([text], [room]))


def sign_off_row(columns: int) -> Row:
    """Return the line where those who answer for a sheet sign; its cells are meant to be merged."""
    style = Style(size=12)
    return Row((SIGNATURES, *[None] * (columns - 1)), (style,) * columns, 26)


def header_row(labels: Sequence[Value]) -> Row:
    """Return a row of column titles."""
    return Row(labels, (HEADER,) * len(labels), HEADER_HEIGHT)


def display_width(text: str) -> int:
    """Return how many Latin characters wide a text is.

    >>> display_width("1班"), display_width("青山小学")
    (3, 8)
    """
    if text.isascii():  # most cells are numbers
        return len(text)
    return sum(2 if ord(character) >= _WIDE_FROM else 1 for character in text)


def fitted(texts: Iterable[object], least: float = 6, most: float = 40) -> float:
    """Return a column width that holds the widest text, within bounds."""
    widest = max((display_width(str(text)) for text in texts if text is not None), default=0)
    return min(most, max(least, widest + 2))


def wrapped_height(texts: Iterable[object], widths: Iterable[float], least: float = 18.0) -> float:
    """
    Return a row height that shows all lines of wrapped texts, at most what Excel allows.

    Args:
        texts: the row's values; what is no text does not wrap.
        widths: of its columns, in characters.
        least: height in points of a row of one line.

    >>> wrapped_height(["第1名奖500元", None], [30, 8]), wrapped_height(["青山小学"], [6])
    (18.0, 34.0)
    """
    lines = max(
        (
            sum(max(1, -(-display_width(part) // int(width - 2))) for part in text.split("\n"))
            for text, width in zip(texts, widths, strict=False)
            if isinstance(text, str)
        ),
        default=1,
    )
    return min(_HIGHEST_ROW, least + _LINE_HEIGHT * (lines - 1))
