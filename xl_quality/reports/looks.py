"""How our sheets look: the few styles and widths that all reports share.

Blocks one under the other: rows with the same subjects share a two-row header.

Exact figures as the values that cells hold.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Align, Row, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.options import Rank

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


Merge = tuple[int, int, int, int]
HEAD_ROWS = 2
"""Title and note over the first block."""


class Block(NamedTuple):
    """
    Rows under one header.

    Attributes:
        keys: titles of the first columns, each over both header rows.
        subjects: titles over groups of columns.
        figures: titles of the columns under each subject.
        body: the rows.
    """

    keys: Sequence[str]
    subjects: Sequence[str]
    figures: Sequence[str]
    body: Sequence[Row]

    @property
    def width(self) -> int:
        """Return its number of columns."""
        return len(self.keys) + len(self.figures) * len(self.subjects)

    def header(self) -> tuple[Row, Row]:
        """Return the two header rows."""
        top: list[Value] = list(self.keys)
        for subject in self.subjects:
            top += [subject, *[None] * (len(self.figures) - 1)]
        labels = (*[None] * len(self.keys), *[*self.figures] * len(self.subjects))
        return header_row(top), header_row(labels)

    def merges(self, first: int) -> list[Merge]:
        """Return the merged header cells when the header starts in row *first*."""
        spans = [(first, column, first + 1, column) for column in range(len(self.keys))]
        for number in range(len(self.subjects)):
            start = len(self.keys) + number * len(self.figures)
            spans.append((first, start, first, start + len(self.figures) - 1))
        return spans


class Stack(NamedTuple):
    """
    Title, note and blocks as rows of one sheet.

    Attributes:
        rows: all of them.
        merges: merged titles and headers.
        starts: the first body row of each block, 0-based.
        repeated: the last row that every printed page repeats, 0-based.
    """

    rows: Sequence[Row]
    merges: Sequence[Merge]
    starts: Sequence[int]
    repeated: int


def stacked(blocks: Sequence[Block], title: str, note: str, width: int) -> Stack:
    """
    Put blocks under each other.

    Args:
        blocks: from top to bottom.
        title: over the first one.
        note: under the title.
        width: how many columns the title spans: those of the first page.
    """
    rows = [title_row(title, max(1, width)), note_row(note, max(1, width))]
    merges: list[Merge] = [(row, 0, row, width - 1) for row in range(HEAD_ROWS) if width > 1]
    starts: list[int] = []
    for block in blocks:
        if starts:
            rows.append(Row((), ()))
        merges += block.merges(len(rows))
        rows += block.header()
        starts.append(len(rows))
        rows += block.body
    repeated = HEAD_ROWS + 1 if len(blocks) == 1 else HEAD_ROWS - 1
    return Stack(rows, merges, starts, repeated)


def key_widths(blocks: Sequence[Block]) -> list[float]:
    """Return widths that hold the key columns of all blocks."""
    keys = blocks[0].keys if blocks else ()
    return [
        fitted([title, *(row.values[column] for block in blocks for row in block.body)])
        for column, title in enumerate(keys)
    ]


def shown_rank(rank: Rank | None) -> int | Decimal | None:
    """Return a place: 2, or 2.5 under the average rule.

    >>> from fractions import Fraction
    >>> shown_rank(Fraction(5, 2))
    Decimal('2.5')
    """
    if rank is None or isinstance(rank, int):
        return rank
    return Decimal(rank.numerator) / rank.denominator  # halves only: exact in decimals


def shown_share(percent: Decimal | None) -> Decimal | None:
    """Return a percentage as the share that a cell with a percent format holds.

    >>> shown_share(Decimal("85.37"))
    Decimal('0.8537')
    """
    return None if percent is None else percent.scaleb(-2)


def shown_yuan(fen: int) -> Decimal:
    """Return an amount of fen in yuan, exact.

    >>> shown_yuan(12345)
    Decimal('123.45')
    """
    return Decimal(fen).scaleb(-2)
