"""Cells of the form 考核设置 as the texts that options are read from (设置值)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.exam_kinds import KIND_LABELS, ExamKind
from xl_quality.core.option_table import BadValueError, whole
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.grid import CellValue


def text_of(value: CellValue) -> str:
    """Return a cell as the clerk sees it, without spaces."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    return plain_text(value) if isinstance(value, str) else str(value)


def exam_kind(text: str) -> ExamKind:
    """Return the kind of exam (考试性质) that a word stands for."""
    kind = ExamKind.labelled(text)
    if kind is None:
        message = "应写" + "、".join(f"“{word}”" for word in KIND_LABELS)
        raise BadValueError(message)
    return kind


def rows(text: str) -> tuple[int, ...]:
    """
    Return row numbers written as 3 or 2-3.

    >>> rows("3"), rows("2-3")
    ((3,), (2, 3))
    """
    first, _, last = text.replace("至", "-").replace("、", "-").partition("-")
    start = whole(first, 1, 1_048_576)
    end = whole(last or first, 1, 1_048_576)
    if not start <= end < start + 5:
        message = "应写行号，如 3；两行表头写 2-3"
        raise BadValueError(message)
    return tuple(range(start, end + 1))
