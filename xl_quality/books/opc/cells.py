"""The rows of a table as XML: a template a kind of row, filled once a row."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.xmltext import escaped
from xl_quality.books.tables import Formula, Link
from xl_quality.sheets.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xl_quality.books.tables import Row, Style, Value

LONGEST_TEXT: Final = 32_767
"""UTF-16 units that Excel allows in a cell."""
_ROW_MARK: Final = "\x00"
_NEEDS_CARE: Final = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
)
_CODED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_TEXT: Final = '" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
_NUMBER: Final = '"><v>%s</v></c>'
_NOTHING: Final = '"/>%.0s'
_ENDINGS: Final[dict[type, str]] = {
    str: _TEXT,
    int: _NUMBER,
    Decimal: _NUMBER,
    type(None): _NOTHING,
    bool: '" t="b"><v>%d</v></c>',
    Link: _TEXT,
}


def rows_xml(rows: Sequence[Row], look: Callable[[Style], int]) -> Iterator[str]:
    """
    Yield the ``<row>`` elements of a table, from row 1 on.

    Args:
        rows: the table's rows; those that share a styles tuple are written fastest.
        look: index of the cell format of a style.

    Raises:
        ValueError: a row has not as many styles as values, or a number is not finite.
    """
    shapes: dict[tuple[object, ...], _Shape] = {}
    looks: dict[int, list[int]] = {}
    for number, row in enumerate(rows, 1):
        values = tuple(row.values)
        kinds = tuple(map(type, values))
        key = (id(row.styles), row.height, kinds if Formula not in kinds else _kinds(values))
        shape = shapes.get(key)
        if shape is None:
            styles = looks.get(id(row.styles))
            if styles is None:
                styles = looks[id(row.styles)] = [look(style) for style in row.styles]
            shape = shapes[key] = _shape(row, styles)
        yield shape.template.replace(_ROW_MARK, str(number)) % shape.filling(values)


class _Shape(NamedTuple):
    """What rows of the same styles and the same types of values have in common.

    Attributes:
        template: the row, with a mark for its number and ``%s`` for each value.
        texts, decimals: where the values of those types stand.
        plain: no formulas and no links.
    """

    template: str
    texts: Sequence[int]
    decimals: Sequence[int]
    plain: bool

    def filling(self, values: tuple[Value, ...]) -> tuple[object, ...]:
        """Return the values as they go into the template, usually as they are."""
        if self.plain and all(map(Decimal.is_finite, [values[i] for i in self.decimals])):  # type: ignore[arg-type]  # they are
            joined = "".join([values[i] for i in self.texts])  # type: ignore[misc]  # they are
            if not _NEEDS_CARE.search(joined) and len(joined) <= LONGEST_TEXT // 2:
                return values
        return tuple(map(_piece, values))


def cell_text(text: str) -> str:
    """
    Return a text as it must stand in the XML of a cell.

    What XML cannot hold is left out; ``_x0041_``, which Excel would read as a coded character, is
    protected; what is longer than a cell may hold is cut and ends in ``…``.
    """
    if not _NEEDS_CARE.search(text) and len(text) <= LONGEST_TEXT // 2:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        text = text[: LONGEST_TEXT // 2] + "…"
    return escaped(_CODED.sub("_x005F_", text))


def _kinds(values: Sequence[Value]) -> tuple[object, ...]:
    """Return what decides the XML: a value's type, for a formula that of its cached value too."""
    return tuple((Formula, type(v.cached)) if isinstance(v, Formula) else type(v) for v in values)


def _shape(row: Row, styles: Sequence[int]) -> _Shape:
    kinds = _kinds(row.values)
    if len(styles) != len(kinds):
        message = f"{len(kinds)} values with {len(styles)} styles"
        raise ValueError(message)
    height = "" if row.height is None else f' ht="{row.height}" customHeight="1"'
    cells = "".join(
        f'<c r="{column_letter(column)}{_ROW_MARK}{_style(style)}{_ending(kind)}'
        for column, (kind, style) in enumerate(zip(kinds, styles, strict=True))
    )
    return _Shape(
        f'<row r="{_ROW_MARK}"{height}>{cells}</row>',
        [i for i, kind in enumerate(kinds) if kind is str],
        [i for i, kind in enumerate(kinds) if kind is Decimal],
        plain=all(kind is not Link and type(kind) is not tuple for kind in kinds),
    )


def _style(index: int) -> str:
    return f'" s="{index}' if index else ""


def _ending(kind: object) -> str:
    if isinstance(kind, tuple):
        return '" t="str">%s</c>' if kind[1] is str else '">%s</c>'
    return _ENDINGS[kind]  # type: ignore[index]  # a kind that is no tuple is a type


def _piece(value: object) -> object:
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Link):
        return cell_text(value.text)
    if isinstance(value, Formula):
        return f"<f>{escaped(value.text)}</f><v>{_cached(value.cached)}</v>"
    return value


def _cached(value: Value) -> object:
    return cell_text(value) if isinstance(value, str) else _piece(value)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        message = f"no finite number: {value}"
        raise ValueError(message)
    return str(value)
