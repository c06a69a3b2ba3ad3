"""Fingerprints (校验码) of a sheet's values: formats, column widths and fonts do not matter."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, time
from decimal import Decimal
from itertools import chain, groupby, islice, zip_longest
from typing import Final, cast

from xl_quality.books.opc.sheet import cell_text, stand_as_they_are
from xl_quality.books.opc.xml import unescaped
from xl_quality.books.tables import Formula, Link, Row, RowBlock, Table, Value, parts_of
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid

_FORM: Final = 2
"""Version of `marshal`'s format: without references, so that equal values give equal bytes."""
_NORMAL_KINDS: Final = frozenset({float, str, type(None)})
_NUMBERS: Final = (Decimal, int)
_WHOLE_KINDS: Final = frozenset({int, type(None)})
_PLAIN_KINDS: Final = frozenset({Decimal, int, str, type(None)})
_EXACT: Final = 1e15  # whole numbers below it are exact in 15 digits
_MICRO: Final = 1e6
_PLAIN: Final = 1e9  # below it a number with six decimals has 15 digits at most
_TELLING: Final = 1_000  # values of a column that tell whether the same objects come again
_HEAD: Final = 5
"""Bytes in front of the values of a packed tuple, which say how many they are."""
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
    return _of_columns(grid.columns, grid.kinds, grid.distinct)


def _of_columns(
    columns: Sequence[Sequence[CellValue]],
    kinds: Sequence[AbstractSet[type]],
    distinct: Sequence[AbstractSet[CellValue]],
) -> str:
    import hashlib  # noqa: PLC0415 - start-up

    ends = list(map(_end, columns))
    last = max(ends, default=0)
    while ends and not ends[-1]:
        ends.pop()
    digest = hashlib.sha256()
    for column, own, values in zip(columns[: len(ends)], kinds, distinct, strict=False):
        digest.update(_content(column[:last], own, values))
    return digest.hexdigest()


def table_fingerprint(table: Table) -> str:
    """Return the fingerprint that a sheet has once it is written and read again."""
    known = _of_blocks(table)
    if known is not None:
        return known
    columns = _columns_as_read(table)
    kinds = [frozenset(map(type, column)) for column in columns]
    return _of_columns(columns, kinds, list(map(frozenset, columns)))


def as_read(table: Table) -> list[tuple[CellValue, ...]]:
    """Return a table's values as they are read back: formulas as what they come to."""
    columns = _columns_as_read(table)
    return list(zip(*columns, strict=True)) if columns else [()] * len(table.rows)


def _columns_as_read(table: Table) -> list[list[CellValue]]:
    """Return a table's values as they are read back, column by column."""
    width = table.width
    parts: Sequence[Row | RowBlock] = [part for _, part in parts_of(table.rows)]
    if any(map(_is_slips, parts)):
        parts = list(table.rows)
    columns = list(map(_read_back, _columns(parts, width)))
    for top, left, bottom, right in table.merges:
        for at in range(left, min(right + 1, width)):
            for row in range(top + (at == left), min(bottom + 1, len(table.rows))):
                columns[at][row] = None
    return columns


def _columns(parts: Iterable[Row | RowBlock], width: int) -> list[list[Value]]:
    """Return what stands in each column of rows and of blocks that have nothing around theirs."""
    columns: list[list[Value]] = [[] for _ in range(width)]
    for single, own in groupby(parts, lambda part: isinstance(part, Row)):
        if single:
            rows = [part.values for part in own if isinstance(part, Row)]
            # a first row as wide as all makes every column as long
            found = list(zip_longest((None,) * width, *rows))
            for column, values in zip(columns, found, strict=True):
                column.extend(values[1:])
            continue
        for block in own:
            if isinstance(block, RowBlock):
                nothing = (None,) * block.length
                for column, given in zip_longest(columns, block.columns):
                    column.extend(nothing if given is None else given)
    return columns


def _is_slips(part: Row | RowBlock) -> bool:
    return isinstance(part, RowBlock) and part.length > part.times


def _of_blocks(table: Table) -> str | None:
    """Return the fingerprint of a sheet of blocks, where one object stands in many places.

    `marshal` puts the values of a column behind one another: what is said again and again is
    packed once. None for other sheets, where cells of a block are merged, and where the last row,
    which says how long the columns are, holds nothing.
    """
    import hashlib  # noqa: PLC0415 - start-up

    parts = list(parts_of(table.rows))
    if not any(isinstance(part, RowBlock) for _, part in parts):
        return None
    rows = _single_rows(table, parts)
    last = len(table.rows) - 1
    end = rows.get(last) if rows else None
    if rows is None or not any(end or _read_back(table.rows[last].values)):
        return None
    empty = _packed(None) * len(table.rows)
    head = _packed((None,) * len(table.rows)).removesuffix(empty)
    digest = hashlib.sha256()
    known: dict[int, bytes] = {}
    waiting = 0  # columns that are empty, and do not count where no other follows
    blocks = [part for _, part in parts if isinstance(part, RowBlock)]
    content_of = _slips_content if any(map(_is_slips, blocks)) else _list_content
    for column in range(table.width):
        given = [block.columns[column] for block in blocks if column < len(block.columns)]
        content = content_of(column, parts, rows, list(chain.from_iterable(given)), known)
        if content == empty:
            waiting += 1
            continue
        digest.update((head + empty) * waiting)
        digest.update(head)
        digest.update(content)
        waiting = 0
    return digest.hexdigest()


_Parts = Sequence[tuple[int, Row | RowBlock]]


def _single_rows(table: Table, parts: _Parts) -> dict[int, list[CellValue]] | None:
    """Return the rows outside blocks as they are read back; None where cells of a block merge."""
    width = table.width
    rows = {
        at: [*_read_back(part.values), *[None] * (width - len(part.values))]
        for at, part in parts
        if isinstance(part, Row)
    }
    for top, left, bottom, right in table.merges:
        for row in range(top, bottom + 1):
            if row not in rows:
                return None
            for column in range(left + (row == top), min(right + 1, width)):
                rows[row][column] = None
    return rows


def _list_content(
    column: int,
    parts: _Parts,
    rows: Mapping[int, Sequence[CellValue]],
    values: Sequence[Value],
    _known: dict[int, bytes],
) -> bytes:
    """Return what stands in a column whose blocks have no rows around theirs; see `_slips_content`.

    All of it is packed at once.
    """
    inside = iter(_normal_each(values))
    normals: list[float | str | None] = []
    for at, part in parts:
        if isinstance(part, Row):
            normals.append(normal(rows[at][column]))
        elif column < len(part.columns):
            normals += islice(inside, part.times)
        else:
            normals += [None] * part.times
    return _packed(tuple(normals))[_HEAD:]


def _slips_content(
    column: int,
    parts: _Parts,
    rows: Mapping[int, Sequence[CellValue]],
    values: Sequence[Value],
    known: dict[int, bytes],
) -> bytes:
    """Return what stands in a column, each value in its normal form and packed.

    *Values* are those of the blocks. *Known* is what was packed for the rows around those of
    blocks, by the object, which the table holds.
    """
    packed = _packed_each(values)
    pieces: list[bytes] = []
    around: dict[tuple[int, int], tuple[bytes, bytes]] = {}
    nothing = _packed(None)
    done = 0
    for at, part in parts:
        if isinstance(part, Row):
            single = rows[at][column]
            pieces.append(nothing if single is None else _packed(normal(single)))
            continue
        columns, _, _, rows_above, rows_below = part
        key = id(rows_above), id(rows_below)
        if key not in around:
            around[key] = _of_rows(rows_above, column, known), _of_rows(rows_below, column, known)
        above, below = around[key]
        times = len(columns[0])
        if column >= len(columns):
            pieces.append((above + nothing + below) * times)
            continue
        own = packed[done : done + times]
        pieces += (above, (below + above).join(own), below)
        done += times
    return b"".join(pieces)


def _packed_each(values: Sequence[Value]) -> list[bytes]:
    """Return values in their normal form, each packed; an object that comes again only once."""
    distinct = _distinct(values)
    if distinct is None:
        return list(map(_packed, _normal_forms(values)))
    forms = map(_packed, _normal_forms(list(distinct.values())))
    packed = dict(zip(distinct, forms, strict=True))
    return [packed[id(value)] for value in values]


def _normal_each(values: Sequence[Value]) -> Iterable[float | str | None]:
    """Return values in their normal form, found out once of an object that comes again."""
    distinct = _distinct(values)
    if distinct is None:
        return _normal_forms(values)
    forms = dict(zip(distinct, _normal_forms(list(distinct.values())), strict=True))
    return [forms[id(value)] for value in values]


def _distinct(values: Sequence[Value]) -> dict[int, Value] | None:
    """Return marks and grades by the object; None of names and places, which hardly come again.

    The first values tell which they are; what is packed is the same either way.
    """
    first = values[:_TELLING]
    if 2 * len(set(map(id, first))) > len(first):
        return None
    return dict(zip(map(id, values), values, strict=True))


def _normal_forms(values: Sequence[Value]) -> Iterable[float | str | None]:
    """Return the normal forms of values as they are read back."""
    kinds = set(map(type, values))
    if kinds == {str} and "" not in values and stand_as_they_are(values):  # type: ignore[arg-type]  # texts
        return values  # type: ignore[return-value]  # as above
    if kinds <= _WHOLE_KINDS:  # places
        numbers = cast("Sequence[int | None]", values)
        if max((abs(number) for number in numbers if number), default=0) < _EXACT:
            return [None if number is None else float(number) for number in numbers]
    return (normal(_one_read_back(value)) for value in values)


def _of_rows(rows: Sequence[Row], column: int, known: dict[int, bytes]) -> bytes:
    values = [row.values[column] if column < len(row.values) else None for row in rows]
    for value in values:
        if id(value) not in known:
            known[id(value)] = _packed(normal(_one_read_back(value)))
    return b"".join([known[id(value)] for value in values])


def _packed(value: object) -> bytes:
    return marshal.dumps(value, _FORM)  # type: ignore[arg-type]  # of kinds it knows


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


def _content(
    column: Sequence[CellValue], kinds: AbstractSet[type], distinct: AbstractSet[CellValue]
) -> bytes:
    """Return the top of a column as bytes; nearly all columns are in the normal form already."""
    if kinds <= _NORMAL_KINDS:
        content = _packed(tuple(column))
        if _is_normal(content, kinds, distinct):
            return content
    return _packed(tuple(map(normal, column)))


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


def _read_back(values: Sequence[Value]) -> list[CellValue]:
    """Return values as they are read: formulas as results, numbers as floats."""
    kinds = set(map(type, values))
    texts = {value for value in values if type(value) is str}
    if not (kinds <= _PLAIN_KINDS and stand_as_they_are(texts)):
        return [_one_read_back(value) for value in values]
    if kinds.isdisjoint(_NUMBERS):
        return [value or None for value in values]  # type: ignore[misc]  # texts
    return [float(value) if type(value) in _NUMBERS else value or None for value in values]  # type: ignore[arg-type,misc]  # numbers and texts


def _one_read_back(value: Value) -> CellValue:
    if isinstance(value, Formula):
        return _one_read_back(value.cached)
    text = value.text if isinstance(value, Link) else value
    if isinstance(text, str):  # without what a workbook cannot say
        return unescaped(cell_text(text)).replace("_x005F_", "_") or None
    return None if text is None else float(text)
