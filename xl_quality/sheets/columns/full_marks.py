"""Full marks and subjects that a sheet states outside its labels (满分行、小题分值、标题)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import POINT
from xl_quality.core.options import FixedFullMark
from xl_quality.sheets.cells import mark_text
from xl_quality.sheets.columns.column_doubts import fix_column, label_cell
from xl_quality.sheets.header.headers import full_mark_in
from xl_quality.sheets.header.vocabulary import SUBJECTS, Role
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout

_QUESTION: Final = pattern(r"^\d+\..*\((\d+(?:\.\d+)?)\)分$")
_FULL_IN_TITLE: Final = pattern(r"(?:满分|总分|全卷)[:为]?(\d{2,3})分")
_LONG_SUBJECTS: Final = sorted((s for s in SUBJECTS if len(s) > 1), key=len, reverse=True)
_SUBJECT: Final = pattern("|".join(_LONG_SUBJECTS))


def read_full_marks(layout: Layout) -> None:
    """Take the full marks from a row 满分 under the header; questions only give a proposal."""
    row = layout.header.full_mark_row
    if row is not None:
        _from_row(layout, row)
    elif len(layout.subjects) == 1 and not layout.full_marks:
        _propose_from_questions(layout)


def fix_full_marks(layout: Layout) -> None:
    """Put the full marks that a person fixed for this sheet over everything it states."""
    fixed = layout.override.full_marks
    if not fixed:
        return
    for name in _courses(layout) if layout.is_long else layout.subjects:
        if (full_mark := fixed.get(name, fixed.get(""))) is not None:
            layout.full_marks[name] = FixedFullMark(full_mark)


def _courses(layout: Layout) -> list[str]:
    """Return the subjects of a long sheet, which stand in its rows."""
    column = layout.subject_name or 0
    return sorted({layout.view.text(row, column).strip() for row in layout.data} - {""})


def _from_row(layout: Layout, row: int) -> None:
    for name, column in layout.subjects.items():
        full_mark = full_mark_in(layout.view.text(row, column))
        if full_mark is not None:
            layout.full_marks[name] = full_mark
    if layout.full_marks:
        layout.doubts.note(
            "full_marks_from_row",
            layout.view.at(row, min(layout.subjects.values())),
            "、".join(f"{name}{mark_text(full)}" for name, full in layout.full_marks.items()),
            f"{layout.view.row_named(row)}是满分，不是学生",
            "如果不对，各科逐行" + settings_row("满分", "正确的满分", column="学科名"),
        )


def _propose_from_questions(layout: Layout) -> None:
    """1.(2.0)分 2.(4.0)分 …: the points of all questions make the full mark."""
    found = [_QUESTION.match(layout.labels[column].text) for column in layout.parts]
    points = [Fraction(match[1]) for match in found if match]
    total = sum(points) * POINT
    if len(points) < 2 or total.denominator != 1:  # noqa: PLR2004 - one question is no paper
        return
    name, column = next(iter(layout.subjects.items()))
    full = mark_text(int(total))
    layout.doubts.warning(
        "full_mark_from_questions",
        label_cell(layout, column),
        full,
        f"{len(points)}道小题的分值合计{full}，“{name}”的满分可能是{full}",
        f"请{_full_row(layout, name, full)}，否则按100分计算",
    )


def name_by_title(layout: Layout) -> None:
    """
    Name the subject of a column that only says 成绩.

    A sheet called 数学 gives its name to the column; a title only gives a proposal, since it may
    speak of something else. A full mark in the title is proposed likewise.
    """
    if len(layout.subjects) != 1 or layout.is_long:
        return
    name, column = next(iter(layout.subjects.items()))
    texts = [plain_text(text) for _, text in layout.header.titles]
    if name not in layout.full_marks:
        _propose_full_mark(layout, name, column, "".join(texts))
    if layout.labels[column].role is not Role.SCORE:
        return
    sheet = plain_text(layout.view.grid.name)
    if sheet in _LONG_SUBJECTS:
        _take_sheet_name(layout, name, column, sheet)
        return
    found = {match for text in (*texts, sheet) for match in _SUBJECT.findall(text)}
    if len(found) == 1:
        _propose_subject(layout, name, column, found.pop())


def _take_sheet_name(layout: Layout, name: str, column: int, sheet: str) -> None:
    del layout.subjects[name]
    layout.subjects[sheet] = column
    if name in layout.full_marks:
        layout.full_marks[sheet] = layout.full_marks.pop(name)
    layout.doubts.note(
        "subject_from_sheet",
        label_cell(layout, column),
        sheet,
        f"{layout.view.columns_named(column)}的表头只写“{name}”，学科“{sheet}”取自工作表名",
        f"如果不对，请{fix_column(layout, column, '学科名')}",
    )


def _full_row(layout: Layout, name: str, full: str) -> str:
    return settings_row("满分", full, sheet=layout.doubts.sheet, column=name)


def _propose_subject(layout: Layout, name: str, column: int, subject: str) -> None:
    where = layout.view.columns_named(column)
    layout.doubts.note(
        "subject_in_title",
        label_cell(layout, column),
        subject,
        f"标题说的是“{subject}”，{where}的表头只写“{name}”，学科名仍用“{name}”",
        f"如需叫“{subject}”，请{fix_column(layout, column, subject)}",
    )


def _propose_full_mark(layout: Layout, name: str, column: int, title: str) -> None:
    stated = _FULL_IN_TITLE.search(title)
    if stated:
        layout.doubts.warning(
            "full_mark_in_title",
            label_cell(layout, column),
            stated[1],
            f"标题里写着满分{stated[1]}，“{name}”的满分可能是{stated[1]}",
            f"请{_full_row(layout, name, stated[1])}，否则按100分计算",
        )
