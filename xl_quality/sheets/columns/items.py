"""Columns of questions (小题): parts of one subject, whose mark is the total beside them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.sheets.columns.column_doubts import fix_column, label_cell
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.header.score_evidence import is_item, subjects_in
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.sheets.columns.layout import Layout

_NUMBERED: Final = pattern(r"\(?(\d+)(?:[-.~_(](\d+))?\)?[、.]?")
_POINTS: Final = pattern(r"\((\d{1,3}(?:\.\d+)?)分\)$")
_FEWEST: Final = 3
"""1 | 2 may be two tests; a paper has more questions than two."""
_MANY: Final = 6
"""So many numbers in a row are questions even where no total stands beside them."""
_LARGEST_PART: Final = 60_00
"""书面表达(25分) is a part of a paper; from 60 points on it may be a paper of its own."""
_TOTALS: Final = (Role.SCORE, Role.TOTAL)


def settle_items(layout: Layout) -> None:
    """Make parts of columns that only number questions or state points beside a total."""
    labels = layout.labels
    beside = any(
        label.role in (*_TOTALS, Role.SUBJECT) or (label.role is Role.PART and is_item(label.text))
        for label in labels
    )  # 客观题 beside 1-1 1-2 says as much as 总分: the numbers count questions
    numbered = [c for c, label in enumerate(labels) if _is_numbered(layout, c, label.text)]
    if len(numbered) >= (_FEWEST if beside else _MANY) and are_questions(
        [labels[column].text for column in numbered]
    ):
        _make_parts(layout, numbered)
    total = any(label.role in _TOTALS for label in labels)
    items = sum(label.role is Role.PART and is_item(label.text) for label in labels)
    pointed = [column for column in range(len(labels)) if _is_pointed(layout, column)]
    if total and pointed and len(pointed) + items >= _FEWEST - 1:
        _make_parts(layout, pointed)


def _is_pointed(layout: Layout, column: int) -> bool:
    """Say whether a label that names no subject states few points: 文言文阅读(22.0分)."""
    label = layout.labels[column]
    points = _POINTS.search(label.text) if "分)" in label.text else None
    if points is None or Fraction(points[1]) * POINT >= _LARGEST_PART:
        return False
    return label.role is Role.UNKNOWN or (
        label.role is Role.SUBJECT and not subjects_in(label.text)
    )


def _is_numbered(layout: Layout, column: int, text: str) -> bool:
    open_roles = (Role.NUMBER, Role.UNKNOWN, Role.PART)  # 1(1) is a part by its look alone
    return layout.labels[column].role in open_roles and bool(_NUMBERED.fullmatch(text))


def _make_parts(layout: Layout, columns: Sequence[int]) -> None:
    for column in columns:
        if column_letter(column) not in layout.override.columns:
            layout.labels[column] = layout.labels[column]._replace(role=Role.PART)


def are_questions(texts: Sequence[str]) -> bool:
    """
    Say whether labels count questions from the first one on: 1 2 3, 1-1 1-2 2-1, (1) (2), 1.1 1.2.

    Days of tests begin anywhere and leap (12.08, 12.15). One label in four may be out of order,
    for a cell that holds the number 1.10 shows 1.1.

    >>> are_questions(["1-1", "1-2", "2", "3-1"]), are_questions(["12.08", "12.15", "12.22"])
    (True, False)
    """
    parts = [_parts_of(text) for text in texts]
    if not all(parts) or any(part.startswith("0") for number in parts for part in number):
        return False
    numbers = [tuple(map(int, number)) for number in parts]
    if numbers[0] not in ((1,), (1, 1)):
        return False
    steps = [_follows(before, after) for before, after in pairwise(numbers)]
    return sum(steps) * 4 >= len(steps) * 3


def _parts_of(text: str) -> list[str]:
    """Return the numbers of a label that is nothing but a number of a question: 12-1 → 12, 1."""
    found = _NUMBERED.fullmatch(text)
    return [part for part in found.groups() if part] if found else []


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """1-2 follows 1-1, 2 and 2-1 follow 1-2, 2-1 follows 2."""
    if after[0] == before[0] + 1:
        return after[1:] in ((), (1,))
    minor = before[1] if len(before) > 1 else 0
    return after[0] == before[0] and after[1:] == (minor + 1,)


def take_total(layout: Layout) -> None:
    """总分 beside nothing but questions is the mark of the one subject they belong to."""
    column = layout.total
    if layout.subjects or column is None or len(_items(layout)) < _FEWEST - 1:
        return
    layout.total = None
    layout.subjects[layout.labels[column].text] = column


def _items(layout: Layout) -> list[int]:
    labels = layout.labels
    return [c for c in layout.parts if is_item(labels[c].text) or _POINTS.search(labels[c].text)]


def name_subject(layout: Layout, file_name: str) -> None:
    """
    Name the subject of the one column of marks beside questions that only says 分数 or 总分.

    The questions are of one paper, so a title, sheet name or file name that names one subject
    names theirs. Where none does, that is asked.
    """
    if len(layout.subjects) != 1 or layout.is_long or len(_items(layout)) < _FEWEST - 1:
        return
    name, column = next(iter(layout.subjects.items()))
    if layout.labels[column].role not in _TOTALS:
        return
    where = layout.view.columns_named(column)
    for source, text in _sources(layout, file_name):
        found = subjects_in(text)
        if len(found) != 1:
            continue
        subject = found.pop()
        del layout.subjects[name]
        layout.subjects[subject] = column
        if name in layout.full_marks:
            layout.full_marks[subject] = layout.full_marks.pop(name)
        layout.labels[column] = layout.labels[column]._replace(role=Role.SUBJECT, subject=subject)
        layout.doubts.note(
            "subject_of_questions",
            label_cell(layout, column),
            subject,
            f"{where}的表头只写“{name}”，旁边是各小题的分，学科“{subject}”取自{source}",
            f"如果不对，请{fix_column(layout, column, '学科名')}",
        )
        return
    layout.doubts.warning(
        "subject_not_named",
        label_cell(layout, column),
        name,
        f"{where}的表头只写“{name}”，旁边是各小题的分，但没有写是哪一学科，学科名暂用“{name}”",
        f"请在标题里写明学科，或{fix_column(layout, column, '学科名')}",
    )


def _sources(layout: Layout, file_name: str) -> Iterator[tuple[str, str]]:
    yield from (("标题", plain_text(text)) for _, text in layout.header.titles)
    yield "工作表名", plain_text(layout.view.grid.name)
    yield "文件名", plain_text(file_name.rsplit(".", 1)[0])
