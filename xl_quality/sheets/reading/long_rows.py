"""Checks of the long layout (一行一科): a pupil has each subject once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.doubts import shown
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.grid import CellValue


def tell_subjects_twice(layout: Layout) -> None:
    """Name the rows in which a pupil's subject comes again; only its first mark is used."""
    if not layout.is_long or layout.subject_name is None or not layout.subjects:
        return
    rows, column = layout.view.rows, next(iter(layout.subjects.values()))
    keys = [key for key in (*layout.keys, layout.exam) if key is not None]
    seen: dict[tuple[CellValue, ...], int] = {}
    for row in layout.data:
        if layout.name is None or is_empty(rows[row][layout.name]):
            continue
        values = (*(rows[row][key] for key in keys), rows[row][layout.subject_name])
        first = seen.setdefault(values, row)
        if first != row:
            layout.doubts.error(
                "long_subject_twice",
                layout.view.at(row, column),
                shown(rows[row][column]),
                f"“{shown(rows[row][layout.name])}”的“{shown(values[-1])}”出现两次"
                f"（{layout.view.at(first, column)}和{layout.view.at(row, column)}），只用了前一个",
                "请核对并删去多余的一行",
            )
