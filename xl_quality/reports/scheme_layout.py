"""Where the columns of a 方案 sheet's sections stand: they share one sheet's physical columns."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.reports.looks import fitted
from xl_quality.schemes.sheet import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.schemes.sheet.forms import Column, Section
    from xl_quality.schemes.sheet.writing import SchemeSheet

_ALWAYS: Final = {
    forms.RULES.title: {
        *("clause", "id", "title", "payee", "kind", "measured", "edge", "limit"),
        *("one", "two", "rest", "when", "only_for"),
    },
    forms.CLAUSES.title: {"effective_to"},
}
"""Columns that stay where all of their cells are blank: a clerk may want to fill them."""
_LEAST, _MOST = 6.0, 14.0
_WIDEST: Final = {
    **dict.fromkeys(("notes", "text"), 60.0),
    **dict.fromkeys(("choices", "label", "facts", "where", "without"), 30.0),
    **dict.fromkeys(("one", "two", "when", "limit"), 17.0),
    "rest": 22.0,
    "document": 20.0,
}
"""The widest a column gets, by key; the others `_MOST`."""


class Block(NamedTuple):
    """
    One section of the sheet.

    Attributes:
        section: its title and columns.
        first: its title's row in the scheme's rows, 0-based; the header follows.
        rows: its records.
        kept: indices of the columns that are shown.
        starts: the physical column each of them begins at, and one more: where the last ends.
    """

    section: Section
    first: int
    rows: Sequence[Sequence[str]]
    kept: Sequence[int]
    starts: Sequence[int]

    @property
    def columns(self) -> list[Column]:
        """Return the columns shown."""
        return [self.section.columns[i] for i in self.kept]


def laid_out(sheet: SchemeSheet) -> tuple[list[Block], list[float]]:
    """Return the sections with their columns placed, and the widths of the physical columns.

    The rules have a physical column for each of theirs; other sections take several for one.
    """
    found = {section.title: section for section in forms.SECTIONS}
    ends = [*sheet.titles[1:], len(sheet.rows) + 1]
    blocks = []
    for first, end in zip(sheet.titles, ends, strict=True):
        section = found[sheet.rows[first][0]]
        rows = sheet.rows[first + 2 : end - 1]
        kept = [
            i for i, column in enumerate(section.columns) if _is_shown(section, column, i, rows)
        ]
        blocks.append(Block(section, first, rows, kept, ()))
    wanted = {block.section.title: _wanted(block) for block in blocks}
    widths = wanted[forms.RULES.title]
    most = max(map(len, wanted.values()))
    widths += [_LEAST + 3] * (most - len(widths))
    return [
        block._replace(starts=_starts(wanted[block.section.title], widths)) for block in blocks
    ], widths


def _is_shown(section: Section, column: Column, place: int, rows: Iterable[Sequence[str]]) -> bool:
    return column.key in _ALWAYS.get(section.title, ()) or any(row[place] for row in rows)


def _wanted(block: Block) -> list[float]:
    """Return how wide each column would like to be."""
    return [
        fitted(
            [column.title, *(line for row in block.rows for line in row[i].split("\n"))],
            _LEAST,
            _WIDEST.get(column.key, _MOST),
        )
        for i, column in zip(block.kept, block.columns, strict=True)
    ]


def _starts(wanted: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Share the physical columns among columns of these widths, each at least one.

    >>> _starts([10, 10], [10, 10]), _starts([30, 10], [10, 10, 10, 10]), _starts([5, 50], [10] * 3)
    ([0, 1, 2], [0, 3, 4], [0, 1, 3])
    """
    if len(wanted) == len(widths):
        return list(range(len(widths) + 1))
    edges = [0.0, *accumulate(widths)]
    scale = edges[-1] / sum(wanted)
    starts = [0]
    for number, goal in enumerate(accumulate(wanted[:-1]), start=1):
        rest = len(wanted) - number  # columns still to be placed
        possible = range(starts[-1] + 1, len(widths) - rest + 1)
        starts.append(min(possible, key=lambda edge: abs(edges[edge] - goal * scale)))
    return [*starts, len(widths)]
