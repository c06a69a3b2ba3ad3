"""Reads one score table out of a view (成绩表): columns, rows, context → `Recognition`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.columns.assignment import assign_columns
from xl_quality.sheets.columns.exams_beside import exam_of_subjects
from xl_quality.sheets.columns.full_marks import fix_full_marks, name_by_title, read_full_marks
from xl_quality.sheets.columns.items import name_subject
from xl_quality.sheets.columns.key_checks import tell_no_names
from xl_quality.sheets.columns.keys import assign_keys
from xl_quality.sheets.columns.layout import Layout
from xl_quality.sheets.columns.marks_columns import tell_marks
from xl_quality.sheets.columns.override_columns import apply_columns
from xl_quality.sheets.columns.unread_cells import listed, tell_unread
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.reading.long_rows import tell_subjects_twice
from xl_quality.sheets.reading.stacked_exams import tell_exams
from xl_quality.sheets.reading.tables import units_of
from xl_quality.sheets.recognition import Columns, Recognition, SheetKind
from xl_quality.sheets.rows.context import context_of
from xl_quality.sheets.rows.extent import find_rows
from xl_quality.sheets.rows.figures_rows import judge_by_figures
from xl_quality.sheets.rows.segments import segments_of
from xl_quality.sheets.rows.told_absent import tell_told
from xl_quality.sheets.view import is_empty

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
    tell_unread(layout, school=context.school, class_name=context.class_name)
    tell_exams(layout)
    tell_subjects_twice(layout)
    kind = SheetKind.LONG_SCORES if layout.is_long else SheetKind.STUDENT_SCORES
    data = layout.data
    rows = (
        range(data.start + 1, data.stop + 1) if isinstance(data, range) else [r + 1 for r in data]
    )
    found = Recognition(
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
    )
    _tell_blank_units(layout, found)
    return found._replace(findings=tuple(layout.doubts.findings))


_UNITS: Final = (
    ("school", "学校", "没有算入任何学校和班级"),
    ("grade", "年级", "没有算入任何年级、学校和班级"),
    ("class", "班级", "没有算入任何班级（学校、年级和全体照算）"),
)
"""Of each column: its code, its word, and where pupils count who are in none."""


def _tell_blank_units(layout: Layout, found: Recognition) -> None:
    """Name pupils without school, grade or class: filled from above, or in none (空白的班级)."""
    columns = (layout.school, layout.grade, layout.class_name)
    own = [column for column in columns if column is not None]
    distinct = layout.view.grid.distinct  # of whole columns: it often tells at once
    gaps = [column for column in own if any(map(is_empty, distinct[column]))]
    if not layout.subjects or not any(is_empty(v) for c in gaps for v in set(layout.cells(c))):
        return
    units = units_of(found, layout.view.grid)
    for column, filled, (code, word, nowhere) in zip(columns, units, _UNITS, strict=True):
        if column is not None:
            _tell_guessed(layout, code, word, _cells(layout, filled.guessed, column))
            _tell_unknown(layout, code, (word, nowhere), _cells(layout, filled.unknown, column))


def _cells(layout: Layout, rows: Sequence[int], column: int) -> list[str]:
    return [layout.view.at(layout.data[row], column) for row in rows]


def _tell_guessed(layout: Layout, code: str, word: str, cells: Sequence[str]) -> None:
    if cells:
        layout.doubts.warning(
            f"{code}_filled_down",
            cells[0],
            "",
            f"有{len(cells)}行没有写{word}（{listed(cells)}），名单是按{word}排的，"
            f"已按上一行的{word}计入",
            f"请核对；最好每一行都写上{word}",
        )


def _tell_unknown(layout: Layout, code: str, words: tuple[str, str], cells: Sequence[str]) -> None:
    word, nowhere = words
    if cells:
        row = settings_row(word, f"这个{word}的名称", sheet=layout.view.grid.name)
        layout.doubts.error(
            f"{code}_unknown",
            cells[0],
            "",
            f"有{len(cells)}行没有写{word}（{listed(cells)}），名单里看不出是哪个{word}，{nowhere}",
            f"请填上{word}；没有写的都是同一个{word}的，{row}",
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
