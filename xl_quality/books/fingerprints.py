"""Fingerprints (校验码) of a sheet's values: formats, column widths and fonts do not matter."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.sheet import cell_text, stand_as_they_are
from xl_quality.books.opc.xml import unescaped
from xl_quality.books.tables import Formula, Link
from xl_quality.sheets.cells import ErrorCell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from xl_quality.books.tables import Table, Value
    from xl_quality.sheets.cells import CellValue

_FORM: Final = 2
"""Version of `marshal`'s format: without references, so that equal values give equal bytes."""
_NORMAL_KINDS: Final = frozenset({float, str, type(None)})
_NUMBERS: Final = (Decimal, int)
_PLAIN_KINDS: Final = frozenset({Decimal, int, str, type(None)})
_EXACT: Final = 1e15  # whole numbers below it are exact in 15 digits
_MICRO: Final = 1e6
_PLAIN: Final = 1e9  # below it a number with six decimals has 15 digits at most
_MINUS_ZERO: Final = bytes(7) + b"\x80"
"""What it looks like among a column's bytes; other bytes may, too."""


def fingerprint(columns: Iterable[Sequence[CellValue]]) -> str:
    r"""Return the SHA-256 of a sheet's values in hexadecimal.

    The kind of line break, the decimals beyond the 15 that spreadsheets keep, and empty rows and
    columns at the end do not count; everything else does, also whether 92 is a number or a text.

    >>> fingerprint([["甲", None], [92, 0.1 + 0.2], [None] * 2]) == fingerprint(
    ...     [["甲", None, None], [92.0, 0.3, None]]
    ... )
    True
    >>> fingerprint([["92"]]) == fingerprint([[92]])
    False
    """
    return grid_fingerprint(Grid("", list(zip(*columns, strict=True))))


def grid_fingerprint(grid: Grid) -> str:
    """Return the fingerprint of a sheet that was read."""
    import hashlib  # noqa: PLC0415 - start-up

    ends = list(map(_end, grid.columns))
    last = max(ends, default=0)
    while ends and not ends[-1]:
        ends.pop()
    digest = hashlib.sha256()
    for number, column in enumerate(grid.columns[: len(ends)]):
        digest.update(_content(grid, number, column[:last]))
    return digest.hexdigest()


def table_fingerprint(table: Table) -> str:
    """Return the fingerprint that a sheet has once it is written and read again."""
    return grid_fingerprint(Grid(table.name, as_read(table)))


def as_read(table: Table) -> list[list[CellValue]]:
    """Return a table's values as they are read back: formulas as what they come to."""
    width = max((len(row.values) for row in table.rows), default=0)
    plain = _is_plain([row.values for row in table.rows])
    read = _plain_read_back if plain else _read_back
    # one object that stands in many places, as the titles of each slip do, is read once
    known: dict[int, list[CellValue]] = {}
    rows: list[list[CellValue]] = []
    for row in table.rows:
        if id(row) not in known:
            known[id(row)] = [*read(row.values), *[None] * (width - len(row.values))]
        rows.append(known[id(row)])
    for first_row, first_column, last_row, last_column in table.merges:
        for index in range(first_row, min(last_row + 1, len(rows))):
            hidden = range(first_column + (index == first_row), min(last_column + 1, width))
            rows[index] = [None if at in hidden else v for at, v in enumerate(rows[index])]
    return rows


def normal(value: CellValue) -> float | str | None:
    r"""Return a cell's value in the one form in which values are compared.

    >>> normal("甲\r\n乙"), normal(True), normal(92), normal(""), normal(ErrorCell("#N/A"))
    ('甲\n乙', 1.0, 92.0, None, '\x00#N/A')
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") or None
    if isinstance(value, int | float):
        number = float(value)
        whole = number.is_integer() and abs(number) < _EXACT
        return (number if whole else float(f"{number:.15g}")) + 0.0  # no minus zero
    if isinstance(value, ErrorCell):
        return f"\0{value.code}"
    return f"\0{_moment(value)}"


def _moment(value: object) -> str:
    """Return a day, with its time only where it has one; some programs drop midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return str(value)


def _content(grid: Grid, number: int, column: Sequence[CellValue]) -> bytes:
    """Return the top of a column as bytes; nearly all columns are in the normal form already."""
    import marshal  # noqa: PLC0415 - start-up

    if grid.kinds[number] <= _NORMAL_KINDS:
        content = marshal.dumps(tuple(column), _FORM)  # type: ignore[arg-type]  # kinds it knows
        if _is_normal(content, grid.kinds[number], grid.distinct[number]):
            return content
    return marshal.dumps(tuple(map(normal, column)), _FORM)


def _is_normal(content: bytes, kinds: AbstractSet[type], distinct: AbstractSet[CellValue]) -> bool:
    """Tell whether the bytes of a column of texts and floats are those of its normal form."""
    if "" in distinct or (0.0 in distinct and _MINUS_ZERO in content):
        return False
    if b"\r" in content and any("\r" in value for value in distinct if type(value) is str):
        return False
    if float not in kinds:  # fifty thousand names
        return True
    return all(_has_few_digits(value) for value in distinct if type(value) is float)


def _has_few_digits(value: float) -> bool:
    """Tell whether a number is what its first 15 digits say."""
    # the nearest number to one with six decimals has few digits; the rest is looked at
    plain = abs(value) < _PLAIN and round(value * _MICRO) / _MICRO == value
    return plain or float(f"{value:.15g}") == value


def _end(column: Sequence[CellValue]) -> int:
    """Return how many rows a column has down to its last value."""
    end = len(column)
    while end and column[end - 1] is None:
        end -= 1
    return end


def _is_plain(rows: Sequence[Sequence[Value]]) -> bool:
    """Tell whether some rows hold nothing but numbers, and texts that are read as written."""
    kinds = set(map(type, chain.from_iterable(rows)))
    texts = {value for value in chain.from_iterable(rows) if type(value) is str}
    return kinds <= _PLAIN_KINDS and stand_as_they_are(texts)


def _read_back(values: Sequence[Value]) -> list[CellValue]:
    """Return a row's values as they are read: formulas as results, numbers as floats."""
    if _is_plain([values]):
        return _plain_read_back(values)
    return [_one_read_back(value) for value in values]


def _plain_read_back(values: Sequence[Value]) -> list[CellValue]:
    return [float(value) if type(value) in _NUMBERS else value or None for value in values]  # type: ignore[arg-type,misc]


def _one_read_back(value: Value) -> CellValue:
    if isinstance(value, Formula):
        return _one_read_back(value.cached)
    text = value.text if isinstance(value, Link) else value
    if isinstance(text, str):  # without what a workbook cannot say
        return unescaped(cell_text(text)).replace("_x005F_", "_") or None
    return None if text is None else float(text)
