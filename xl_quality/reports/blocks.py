"""Blocks one under the other: rows with the same subjects share a two-row header."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.tables import Row
from xl_quality.reports.looks import fitted, header_row, note_row, title_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value

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
