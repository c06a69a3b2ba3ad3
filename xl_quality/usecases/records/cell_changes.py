"""What differs between two versions of a sheet, cell by cell."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.fingerprints import normal
from xl_quality.sheets.grid import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue

_LONGEST = 30


class CellChange(NamedTuple):
    """A cell (``G5``) with what stood there and what stands there, ``""`` = nothing."""

    cell: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as a person reads it.

        >>> str(CellChange("G5", "300", ""))
        'G5：300 → （空）'
        """
        return f"{self.cell}：{self.before or '（空）'} → {self.after or '（空）'}"


def cell_changes(
    before: Sequence[Sequence[CellValue]], after: Sequence[Sequence[CellValue]]
) -> list[CellChange]:
    """
    Return the cells whose values differ, row by row.

    >>> cell_changes([["甲", 300]], [["甲", 300.0, "已领"]])
    [CellChange(cell='C1', before='', after='已领')]
    """
    return [
        CellChange(address(row, column), _shown(old), _shown(new))
        for row, (olds, news) in enumerate(zip_longest(before, after, fillvalue=()))
        for column, (old, new) in enumerate(zip_longest(olds, news))
        if old != new and normal(old) != normal(new)
    ]


def _shown(value: CellValue) -> str:
    plain = normal(value)
    if plain is None:
        return ""
    text = f"{plain:.15g}" if isinstance(plain, float) else plain.lstrip("\0")
    text = text.replace("\n", " ")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
