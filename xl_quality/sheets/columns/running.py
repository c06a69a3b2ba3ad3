"""Sums and means of a score column up to any row (累计), so that no row is summed twice."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout

_ENOUGH: Final = 3
_FAR: Final = 3


class RunningColumn:
    """The marks of one column in the rows of pupils, in hundredths."""

    def __init__(self, layout: Layout, column: int) -> None:
        marks = layout.reader.column(layout.cells(column))
        numbers = [mark if isinstance(mark, int) else 0 for mark in marks]
        self.rows: Sequence[int] = layout.data
        self._counts = [0, *accumulate(isinstance(mark, int) for mark in marks)]
        self._sums = [0, *accumulate(numbers)]
        self._largest = [0, *accumulate(numbers, max)]

    def is_sum_or_mean(self, figure: int, row: int, start: int) -> bool:
        """
        Say whether a figure sums up the pupils above a row.

        Args:
            figure: in hundredths.
            row: where it stands, 0-based.
            start: first row of the pupils since the last footer; all pupils above are tried too.
        """
        end = bisect_left(self.rows, row)
        largest = self._largest[end]
        for first in (0, bisect_left(self.rows, start)):
            count = self._counts[end] - self._counts[first]
            total = self._sums[end] - self._sums[first]
            if count < _ENOUGH:
                continue
            near = abs(figure - Fraction(total, count)) < 1 and figure != largest
            if figure == total or near or figure > _FAR * largest:
                return True
        return False
