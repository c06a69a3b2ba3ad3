"""Reads one score table out of a view (成绩表): columns, rows, context → `Recognition`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.columns.assignment import assign_columns
from xl_quality.sheets.columns.exams_beside import exam_of_subjects
from xl_quality.sheets.columns.full_marks import fix_full_marks, name_by_title, read_full_marks
from xl_quality.sheets.columns.items import name_subject
from xl_quality.sheets.columns.key_checks import tell_no_names
from xl_quality.sheets.columns.keys import assign_keys
from xl_quality.sheets.columns.layout import Layout
from xl_quality.sheets.columns.marks_columns import tell_marks
from xl_quality.sheets.columns.override_columns import apply_columns
from xl_quality.sheets.columns.unread_cells import tell_unread
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.reading.long_rows import tell_subjects_twice
from xl_quality.sheets.reading.stacked_exams import tell_exams
from xl_quality.sheets.recognition import Columns, Recognition, SheetKind
from xl_quality.sheets.rows.context import context_of
from xl_quality.sheets.rows.extent import find_rows
from xl_quality.sheets.rows.figures_rows import judge_by_figures
from xl_quality.sheets.rows.segments import segments_of
from xl_quality.sheets.rows.told_absent import tell_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.doubts import Doubts
    from xl_quality.sheets.header.headers import Header
    from xl_quality.sheets.overrides import SheetOverride
    from xl_quality.sheets.view import View


def understand(
    view: View,
    header: Header,
    override: SheetOverride,
    doubts: Doubts,
    file_name: str,
) -> Layout:
    """Return the columns and rows of the table under a header."""
    layout = Layout(view, header, doubts, override)
    apply_columns(layout)
    assign_keys(layout)
    open_rows = find_rows(layout)
    assign_columns(layout)
    judge_by_figures(layout, open_rows)
    name_subject(layout, file_name)
    read_full_marks(layout)
    name_by_title(layout)
    fix_full_marks(layout)
    if isinstance(layout.data, list):
        layout.data = _as_range(layout.data)
    return layout


def _as_range(rows: Sequence[int]) -> Sequence[int]:
    """Return rows without a gap as a range, which costs nothing to keep."""
    if rows and rows[-1] - rows[0] + 1 == len(rows):
        return range(rows[0], rows[-1] + 1)
    return rows


def recognition_of(layout: Layout, file_name: str) -> Recognition:
    """Return an understood table as a value, all rows 1-based, all columns as letters."""
    context = context_of(layout, file_name)
    absent = tell_marks(layout)
    if layout.subjects and layout.data:
        tell_no_names(layout)
    tell_told(layout)
    tell_unread(layout)
    tell_exams(layout)
    tell_subjects_twice(layout)
    kind = SheetKind.LONG_SCORES if layout.is_long else SheetKind.STUDENT_SCORES
    data = layout.data
    rows = (
        range(data.start + 1, data.stop + 1) if isinstance(data, range) else [r + 1 for r in data]
    )
    return Recognition(
        sheet=layout.view.grid.name,
        kind=kind,
        header_rows=tuple(row + 1 for row in layout.header.rows),
        data_rows=rows,
        columns=_columns(layout),
        subjects={name: column_letter(column) for name, column in layout.subjects.items()},
        full_marks=dict(layout.full_marks),
        labels={
            column_letter(column): label.text
            for column, label in enumerate(layout.header.labels)
            if label.text
        },
        school=context.school,
        grade=context.grade,
        class_name=context.class_name,
        exam=context.exam or layout.exam_in_labels,
        footers=tuple(row + 1 for row in layout.footers),
        repeated_headers=tuple(row + 1 for row in layout.repeated),
        absent=absent,
        segments=segments_of(layout, context),
        exams=exam_of_subjects(layout),
        accept_signs=bool(layout.override.accept_signs),
        findings=tuple(layout.doubts.findings),
    )


def _columns(layout: Layout) -> Columns:
    def letter(column: int | None) -> str | None:
        return None if column is None else column_letter(column)

    return Columns(
        school=letter(layout.school),
        grade=letter(layout.grade),
        class_name=letter(layout.class_name),
        name=letter(layout.name),
        student_id=letter(layout.student_id),
        exam=letter(layout.exam),
        total=None if layout.exams_beside else letter(layout.total),
        subject_from=letter(layout.subject_name) if layout.is_long else None,
        ranks=tuple(map(column_letter, layout.ranks)),
        raw=tuple(map(column_letter, layout.raw)),
        parts=tuple(map(column_letter, layout.parts)),
        unused=tuple(map(column_letter, layout.unused)),
    )
