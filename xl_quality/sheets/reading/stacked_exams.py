"""Several exams under each other in one sheet (考试名称列): told, and taken apart by exam."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.columns.column_doubts import fix_column
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.columns.layout import Layout

_MOST_EXAMS: Final = 12
"""More different values than this are no exams, but numbers of rooms or the like."""


def tell_exams(layout: Layout) -> None:
    """Say that a sheet holds several exams, which are then computed apart."""
    column = layout.exam
    if column is None or layout.is_long or not layout.data:
        return
    values = [value for value in layout.cells(column) if not is_empty(value)]
    exams = list(dict.fromkeys(map(shown, values)))
    cell = layout.view.at(layout.data[0], column)
    if 1 < len(exams) <= _MOST_EXAMS:
        layout.doubts.warning(
            "several_exams",
            cell,
            "、".join(exams),
            f"{layout.view.columns_named(column)}有{len(exams)}次考试，同一学生有几行；已按考试分开统计",
            f"如果不是考试，请{fix_column(layout, column, '不用')}",
        )
    elif len(exams) > _MOST_EXAMS:
        layout.doubts.warning(
            "exam_column_odd",
            cell,
            "、".join(exams[:3]),
            f"{layout.view.columns_named(column)}有{len(exams)}种内容，不像考试名称，没有按它分开",
            "如果是考试，请分成几张工作表",
        )


def by_exam(table: ScoreTable, exams: Sequence[str]) -> list[ScoreTable]:
    """Return one table per exam; the table itself where there is only one exam."""
    names = [name for name in dict.fromkeys(exams) if name]
    if len(names) == 1 and not table.exam:
        return [table._replace(exam=names[0])]
    if not 1 < len(names) <= _MOST_EXAMS:
        return [table]
    return [
        _rows(table, [n for n, exam in enumerate(exams) if exam == name])._replace(exam=name)
        for name in names
    ]


def _rows(table: ScoreTable, pupils: Sequence[int]) -> ScoreTable:
    def some(values: Sequence[str]) -> list[str]:
        return [values[pupil] for pupil in pupils]

    return table._replace(
        rows=[table.rows[pupil] for pupil in pupils],
        schools=some(table.schools),
        grades=some(table.grades),
        classes=some(table.classes),
        names=some(table.names),
        student_ids=some(table.student_ids),
        subjects={
            name: column._replace(marks=[column.marks[pupil] for pupil in pupils])
            for name, column in table.subjects.items()
        },
    )
