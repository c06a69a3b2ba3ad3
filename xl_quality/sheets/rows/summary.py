"""Class summaries (一分三率表): where their columns and rows are; their figures are not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.header.vocabulary import FOOTER, Role
from xl_quality.sheets.recognition import Columns, Recognition, SheetKind
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.header.headers import Header
    from xl_quality.sheets.view import View


def summary_of(view: View, header: Header, kind: SheetKind) -> Recognition:
    """Return a sheet whose rows are classes, schools or subjects, not pupils."""
    first: dict[Role, str] = {}
    for column, label in enumerate(header.labels):
        first.setdefault(label.role, column_letter(column))
    if kind is not SheetKind.CLASS_SUMMARY:
        rows = tuple(row + 1 for row in header.rows)
        return Recognition(view.grid.name, kind, header_rows=rows)
    data: list[int] = []
    footers: list[int] = []
    for row in range(header.first_below, view.height):
        filled = view.filled(row)
        if not filled:
            continue
        text = plain_text(view.text(row, filled[0]))
        closing = FOOTER.search(text) or len(filled) == 1
        (footers if closing else data).append(row + 1)
    return Recognition(
        view.grid.name,
        kind,
        header_rows=tuple(row + 1 for row in header.rows),
        data_rows=data,
        columns=Columns(
            school=first.get(Role.SCHOOL),
            grade=first.get(Role.GRADE),
            class_name=first.get(Role.CLASS),
            name=first.get(Role.NAME),
        ),
        footers=tuple(footers),
    )
