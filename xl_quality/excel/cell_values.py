"""What Excel hands over for a cell (``Range.Value``), as the value that every other host gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xl_quality.sheets.grid import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue

ERRORS: Final = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""xlErr…, as COM carries an error: the only whole numbers that a cell ever gives."""

_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
_FIRST_SURE_DATE: Final = datetime(1900, 3, 1)  # noqa: DTZ001 - before it 1900 counts a 29 February
_HALF_A_MILLISECOND: Final = 500


def cell_value(given: object) -> CellValue:
    """
    Return one cell's value.

    Args:
        given: a float, text, bool, date (its zone is meaningless), Decimal where the cell is
            shown as money, or a whole number for an error.

    >>> cell_value(-2146826246), cell_value(1.0), cell_value("")
    (ErrorCell(code='#N/A'), 1.0, None)
    """
    if given is None or given == "":
        return None
    if isinstance(given, bool | float | str):
        return given
    if isinstance(given, datetime):
        return _moment(given)
    if isinstance(given, int):
        return ErrorCell(ERRORS.get(given, "#VALUE!"))
    if isinstance(given, Decimal):
        return float(given)
    msg = f"no cell value: {given!r}"
    raise TypeError(msg)


def cell_rows(given: object) -> list[list[CellValue]]:
    """Return the rows of a range: Excel gives a single cell as such, several as rows."""
    rows: Sequence[Sequence[object]] = given if isinstance(given, tuple) else ((given,),)
    return [_row(row) for row in rows]


def _row(row: Sequence[object]) -> list[CellValue]:
    return [one if type(one) is float else cell_value(one) for one in row]


def _moment(given: datetime) -> CellValue:
    """Return a date, a moment, a time of day, or a duration of a day and more."""
    plain = datetime(*given.timetuple()[:6])  # noqa: DTZ001 - a plain datetime, not COM's own kind
    milliseconds = (given.microsecond + _HALF_A_MILLISECOND) // 1000
    plain += timedelta(milliseconds=milliseconds)
    since = plain - _DAY_ZERO
    if timedelta() <= since < timedelta(days=1):
        return plain.time()
    if plain < _FIRST_SURE_DATE:
        return since
    return plain if plain.time() != datetime.min.time() else plain.date()
