"""What an argument in a formula stands for: a constant, a cell, a range (公式里的参数)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from xl_quality.libreoffice.ranges import range_values

if TYPE_CHECKING:
    from xl_quality.libreoffice.ranges import Rows

_NUMBER: Final = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(%?)")
_TEXT: Final = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
_TRUTHS: Final = {"TRUE()": 1.0, "FALSE()": 0.0}
"""Calc hands a truth value over as a number."""
_CELLS: Final = re.compile(
    r"(?:\$?(?:'((?:[^']|'')+)'|([^.'!:;\s]+))\.)?"
    r"(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
)


class UnknownArgumentError(Exception):
    """What an argument stands for is computed by Calc alone."""


def constant(text: str) -> float | str | None:
    """
    Return a constant as Calc hands it over, None for an argument left out.

    >>> constant("60%"), constant('"2截尾"'), constant("TRUE()"), constant("")
    (0.6, '2截尾', 1.0, None)

    Raises:
        UnknownArgumentError: it is none.
    """
    if not text:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if number := _NUMBER.fullmatch(text):
        return float(number[1]) / (100 if number[2] else 1)
    if quoted := _TEXT.fullmatch(text):
        return quoted[1].replace('""', '"')
    raise UnknownArgumentError


def range_of(document: Any, sheet: Any, text: str) -> Any:  # noqa: ANN401 - UNO has no types
    """
    Return the cells that a reference or a name in a formula of a sheet stands for.

    Raises:
        UnknownArgumentError: it is neither.
    """
    for names in (sheet.NamedRanges, document.NamedRanges):
        if names.hasByName(text):
            return _referred(names.getByName(text))
    found = _CELLS.fullmatch(text)
    if found is None:
        raise UnknownArgumentError
    quoted, plain, cells = found.groups()
    name = quoted.replace("''", "'") if quoted else plain
    if name and not document.Sheets.hasByName(name):
        raise UnknownArgumentError
    return (document.Sheets.getByName(name) if name else sheet).getCellRangeByName(cells)


def _referred(name: Any) -> Any:  # noqa: ANN401 - UNO has no types
    cells = name.getReferredCells()
    if cells is None:
        raise UnknownArgumentError
    return cells


def anything(document: Any, sheet: Any, text: str) -> float | str | Rows | None:  # noqa: ANN401 - UNO has no types
    """
    Return a constant, a cell's value or a range's cells as Calc hands them over.

    A single empty cell is 0, as in Calc's own functions; an error is an `ErrorCell`.

    Raises:
        UnknownArgumentError: Calc computes it.
    """
    try:
        return constant(text)
    except UnknownArgumentError:
        area = range_of(document, sheet, text)
    rows = range_values(None, area)
    if len(rows) > 1 or len(rows[0]) > 1:
        return rows
    value: float | str = rows[0][0]
    return 0.0 if value == "" and not area.getCellByPosition(0, 0).Formula else value
