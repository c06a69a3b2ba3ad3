"""Full marks and subjects that a sheet states outside its labels (满分行、小题分值、标题)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.sheets.cells import mark_text
from xl_quality.sheets.column_doubts import label_cell
from xl_quality.sheets.grid import address, column_letter
from xl_quality.sheets.headers import full_mark_in
from xl_quality.sheets.texts import plain_text
from xl_quality.sheets.vocabulary import SUBJECTS, Role

if TYPE_CHECKING:
    from xl_quality.sheets.layout import Layout

_QUESTION: Final = re.compile(r"^\d+\..*\((\d+(?:\.\d+)?)\)分$")
_LONG_SUBJECTS: Final = sorted((s for s in SUBJECTS if len(s) > 1), key=len, reverse=True)
_SUBJECT: Final = re.compile("|".join(_LONG_SUBJECTS))


def read_full_marks(layout: Layout) -> None:
    """Take the full marks from a row 满分 under the header; questions only give a proposal."""
    row = layout.header.full_mark_row
    if row is not None:
        _from_row(layout, row)
    elif len(layout.subjects) == 1 and not layout.full_marks:
        _propose_from_questions(layout)


def _from_row(layout: Layout, row: int) -> None:
    for name, column in layout.subjects.items():
        full_mark = full_mark_in(layout.view.text(row, column))
        if full_mark is not None:
            layout.full_marks[name] = full_mark
    if layout.full_marks:
        layout.doubts.note(
            "full_marks_from_row",
            address(row, min(layout.subjects.values())),
            "、".join(f"{name}{mark_text(full)}" for name, full in layout.full_marks.items()),
            f"第{row + 1}行是满分，不是学生",
            "如果不对，请在考核设置里写明各科满分",
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
        f"请在考核设置里写明“满分｜{name}｜{full}”，否则按100分计算",
    )


def tell_subject_in_title(layout: Layout) -> None:
    """成绩 under a title that names a subject: propose the subject as the column's name."""
    if len(layout.subjects) != 1 or layout.is_long:
        return
    name, column = next(iter(layout.subjects.items()))
    if layout.labels[column].role is not Role.SCORE:
        return
    texts = [text for _, text in layout.header.titles] or [layout.view.grid.name]
    found = {match for text in texts for match in _SUBJECT.findall(plain_text(text))}
    if len(found) == 1:
        subject, letter = found.pop(), column_letter(column)
        layout.doubts.note(
            "subject_in_title",
            label_cell(layout, column),
            subject,
            f"标题说的是“{subject}”，{letter}列的表头只写“{name}”，学科名仍用“{name}”",
            f"如需叫“{subject}”，请在考核设置里写“指定列｜{layout.view.grid.name}｜{letter}｜{subject}”",
        )
