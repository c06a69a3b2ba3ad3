"""A list to be filled in (名单表): headed, with drop-downs and the rows known already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Choices, PrintSetup, Row, Style, Table
from xl_quality.reports.looks import TEXT, fitted, header_row, note_row, title_row
from xl_quality.sheets.lists.list_kinds import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HEADER_ROWS: Final = 3
_FREE_ROWS: Final = 30
_KNOWN: Final = TEXT
_TO_FILL: Final = TEXT._replace(fill="FFF2CC")


class ListForm(NamedTuple):
    """
    A list that a scheme takes facts from, before anybody filled it in.

    Attributes:
        kind: which list: 任课, 县名次 ….
        fields: its columns, in order.
        rows: what is known, by field.
        choices: the words to choose from, by field.
        clauses: ids of the clauses that take facts from it.
    """

    kind: str
    fields: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    choices: Mapping[str, Sequence[str]]
    clauses: Sequence[str]


def heading(field: str) -> str:
    """Return what the column of a field is called: 名次."""
    return words_of(field)[0]


def list_table(form: ListForm, sheet: str) -> Table:
    """
    Return the sheet of a form; filled in, `sheets.lists.reader` reads it as that list.

    Args:
        form: which columns and rows.
        sheet: its name.
    """
    width = len(form.fields)
    note = f"条款{'、'.join(form.clauses)}要用。填黄色格；没有的行可以删，也可以在下面加。"
    head = [
        title_row(form.kind, width),
        note_row(note, width)._replace(styles=(Style(wrap=True),) * width, height=34),
        header_row([heading(field) for field in form.fields]),
    ]
    known = [_row([row.get(field) or None for field in form.fields]) for row in form.rows]
    rows = [*head, *known, *(_row([None] * width) for _ in range(_FREE_ROWS))]
    last = len(rows) - 1
    return Table(
        sheet,
        rows,
        widths=[_width(form, field) for field in form.fields],
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
        choices=[
            Choices((_HEADER_ROWS, column, last, column), form.choices[field], others=True)
            for column, field in enumerate(form.fields)
            if form.choices.get(field)
        ],
    )


def _row(values: Sequence[str | None]) -> Row:
    return Row(values, tuple(_TO_FILL if value is None else _KNOWN for value in values))


def _width(form: ListForm, field: str) -> float:
    return fitted([heading(field), *(row.get(field) for row in form.rows)], least=12)
