"""Sheets called like a list (县名次, 指标 …) whose header lacks a column: never other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.lists.list_kinds import (
    HISTORY,
    LISTS,
    FoundList,
    ListKind,
    columns_of,
    is_figure,
    words_of,
)
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_label

if TYPE_CHECKING:
    from xl_quality.sheets.grid import Grid

_BESIDE: Final = pattern(r"[()\d_-]|表$")
_LOOK: Final = 10
_FEW: Final = 2
_PLACES: Final = "县名次"


def find_named(grid: Grid) -> FoundList | None:
    """
    Return the list that a sheet is by its name, with the columns its header lacks.

    Only where at least two of the list's columns are there and none of scores: a sheet 县名次
    without 名次 must not pass as a table of pupils.
    """
    kind = _kind_named(plain_label(grid.name))
    if kind is None:
        return None
    best: FoundList | None = None
    for row, values in enumerate(grid.rows[:_LOOK]):
        texts = enumerate(values)
        words = {column: plain_label(text) for column, text in texts if isinstance(text, str)}
        columns = columns_of(kind, words)
        others = [word for column, word in words.items() if column not in columns.values()]
        if len(columns) < max(_FEW, len(best.columns) + 1 if best else 0):
            continue
        if not any(is_figure(word) for word in others):
            best = FoundList(kind, row, columns, missing=_missing(kind, columns))
    return best


def missing_columns(found: FoundList) -> str:
    """Return the columns that are missing, as a clerk would head them: “名次”、“学科”."""
    return "、".join(f"“{words_of(name)[0]}”" for name in found.missing)


def _kind_named(name: str) -> ListKind | None:
    bare = _BESIDE.sub("", _BESIDE.sub("", name))
    kinds = (*LISTS, HISTORY)
    return next((kind for kind in kinds if kind.name == bare), None)


def _missing(kind: ListKind, columns: dict[str, int]) -> tuple[str, ...]:
    """Return what is missing of the set of columns that the header comes nearest to."""
    needed = kind.needed or next(one.needed for one in LISTS if one.name == _PLACES)
    nearest = min(needed, key=lambda own: len(own - columns.keys()))
    return tuple(name for name in kind.fields if name in nearest - columns.keys())
