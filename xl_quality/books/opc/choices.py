"""Drop-downs: short lists stand in the rule itself, long ones in hidden columns of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.addresses import area_address
from xl_quality.books.opc.xmltext import escaped
from xl_quality.books.tables import PLAIN, Row
from xl_quality.sheets.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Choices, Table

_LONGEST_RULE: Final = 255
"""UTF-16 units that Excel allows in the list of a rule."""


class ChoiceLists(NamedTuple):
    """The drop-downs of a table, placed.

    Attributes:
        rows: the table's rows, with the long lists to the right of them.
        hidden_columns: 0-based columns that hold the long lists.
        xml: the ``<dataValidations>`` element, ``""`` for none.
    """

    rows: Sequence[Row]
    hidden_columns: Sequence[int]
    xml: str


def choice_lists(table: Table) -> ChoiceLists:
    """Place a table's drop-downs; one empty column stays between the table and the long lists."""
    long = list(dict.fromkeys(tuple(c.choices) for c in table.choices if _is_long(c)))
    start = max([len(table.widths), *(len(row.values) for row in table.rows)], default=0) + 1
    sources = {
        texts: f"${column_letter(start + i)}$1:${column_letter(start + i)}${len(texts)}"
        for i, texts in enumerate(long)
    }
    rules = "".join(_rule(choices, sources) for choices in table.choices)
    count = len(table.choices)
    xml = f'<dataValidations count="{count}">{rules}</dataValidations>' if count else ""
    rows = _beside(table.rows, long, start) if long else table.rows
    return ChoiceLists(rows, range(start, start + len(long)), xml)


def _is_long(choices: Choices) -> bool:
    units = sum(len(text.encode("utf-16-le")) // 2 + 1 for text in choices.choices)
    return units > _LONGEST_RULE or any("," in t or '"' in t for t in choices.choices)


def _rule(choices: Choices, sources: dict[tuple[str, ...], str]) -> str:
    source = sources.get(tuple(choices.choices)) or '"' + ",".join(choices.choices) + '"'
    return (
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="{int(not choices.others)}" '
        'errorTitle="只能选择" error="请从下拉列表中选择" '
        f'sqref="{area_address(choices.area)}"><formula1>{escaped(source)}</formula1>'
        "</dataValidation>"
    )


def _beside(rows: Sequence[Row], lists: Sequence[Sequence[str]], start: int) -> list[Row]:
    height = max([len(rows), *(len(texts) for texts in lists)])
    padded = []
    for index in range(height):
        row = rows[index] if index < len(rows) else Row((), ())
        gap = start - len(row.values)
        more = [texts[index] if index < len(texts) else None for texts in lists]
        values = (*row.values, *[None] * gap, *more)
        styles = (*row.styles, *[PLAIN] * (gap + len(more)))
        padded.append(row._replace(values=values, styles=styles))
    return padded
