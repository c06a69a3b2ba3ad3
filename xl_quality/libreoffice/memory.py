"""Ranges that were read a moment ago (区域记忆): one recalculation reads a range only once.

Reading 5,000 cells costs twenty times what Calc's own function costs on them, and a column of
formulas asks for the same cells in every row. What was read is used again only while all of this
holds, so that no changed cell is ever served as it was:

- it is the same range of the same document, and last asked for within the second;
- Calc has reported no change in the range since; a formula's new result is one as well;
- its sum, its variance and its numbers of cells and of numbers are what they were, and so is every
  text in it. This is for what Calc computes in the midst of a change, before it reports it, as it
  does to find the height of a row.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.libreoffice.calc_cells import Rows, range_values, used_part
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from xl_quality.libreoffice.uno_values import Uno

_MOST: Final = 32
_MOST_TEXTS: Final = 64
_LASTS: Final = 1.0  # seconds after its last use for which a range is remembered
_WORTH_KNOWING: Final = 50
"""Cells from which a range is remembered; fewer are read faster than watched."""
MEASURES: Final = ("SUM", "VARP", "COUNT", "COUNTNUMS")
"""What is asked of a range to see that it has not changed (UNO's ``GeneralFunction``)."""


class _Known(NamedTuple):
    """A range as it was read, and how to see that it still is so."""

    rows: Rows
    area: Any
    listener: Any
    measured: Sequence[float]
    texts: Sequence[tuple[Any, str]]


class RangeMemory:
    """The ranges read last.

    Args:
        listener: makes a UNO listener that calls one function when its range has changed, and
            another when its document closes; then the range must not be touched any more.
        measures: UNO's ``GeneralFunction`` values of `MEASURES`.
    """

    def __init__(
        self,
        listener: Callable[[Callable[[], object], Callable[[], object]], Any],
        measures: Sequence[Any],
    ) -> None:
        self._listener = listener
        self._measures = measures
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()
        self._used: dict[tuple[str, str], float] = {}

    def rows(self, document: Uno, area: Uno) -> Rows:
        """Return the cells of a range of a document."""
        if document is None:
            return range_values(None, area)
        key = (document.RuntimeUID, area.AbsoluteName)
        known = self._known.get(key)
        now = monotonic()
        if known is not None:
            if now - self._used.get(key, 0) < _LASTS and self._unchanged(known):
                self._used[key] = now
                self._known.move_to_end(key)
                return known.rows
            self._forget(key)
        rows = range_values(document, area)
        self._keep(key, area, rows)
        return rows

    def _unchanged(self, known: _Known) -> bool:
        return self._measured(known.area) == known.measured and all(
            cell.String == text for cell, text in known.texts
        )

    def _measured(self, area: Uno) -> Sequence[float]:
        return [area.computeFunction(measure) for measure in self._measures]

    def _keep(self, key: tuple[str, str], area: Uno, rows: Rows) -> None:
        if len(rows) * len(rows[0]) < _WORTH_KNOWING:
            return
        texts = _texts(rows)
        if texts is None:
            return
        part = used_part(area) or area
        cells = [(part.getCellByPosition(column, row), text) for row, column, text in texts]
        listener = self._listener(lambda: self._forget(key), lambda: self._known.pop(key, None))
        area.addModifyListener(listener)
        self._known[key] = _Known(rows, area, listener, self._measured(area), cells)
        self._used[key] = monotonic()
        while len(self._known) > _MOST:
            self._forget(next(iter(self._known)))

    def _forget(self, key: tuple[str, str]) -> None:
        known = self._known.pop(key, None)
        self._used.pop(key, None)
        if known is not None:
            with suppress(Exception):  # its sheet was deleted: nothing listens any more
                known.area.removeModifyListener(known.listener)


def _texts(rows: Rows) -> Sequence[tuple[int, int, str]] | None:
    """Return row, column and text of each cell with text; None where a range is not remembered."""
    texts: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if type(cell) is float or cell in ("", None):
                continue
            if (
                not isinstance(cell, str)
                or isinstance(cell, ErrorCell)
                or len(texts) == _MOST_TEXTS
            ):
                return None
            texts.append((number, column, cell))
    return texts
