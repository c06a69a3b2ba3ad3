"""Score ranges as marks (成绩区域): read by the same rules as whole score sheets."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from xl_quality.core.distribution import Distribution
from xl_quality.core.marks import Remark, State
from xl_quality.functions.cells import cell_value, flat, refuse_error
from xl_quality.functions.known_columns import COLUMNS
from xl_quality.functions.refusals import refuse
from xl_quality.functions.registry import ErrorCode
from xl_quality.sheets.cells import Doubt, MarkReader, Reading, mark_text
from xl_quality.sheets.grid import CellValue, ErrorCell

if TYPE_CHECKING:
    from xl_quality.core.marks import Mark

_SHOWN = 20
_WORTH_KNOWING = 200
"""Rows from which a range is remembered; less is read faster than found."""


@lru_cache(maxsize=20_000, typed=True)  # typed: True is no score of 1
def reading_of(value: CellValue) -> Reading:
    """Return what one cell of a score range says (单元格 → 分数)."""
    return MarkReader().read(value)


def mark_of(value: CellValue) -> Mark:
    """
    Return the mark in one cell.

    Raises:
        RefusedError: an error cell, or something that is no mark; the reason names it.
    """
    reading = reading_of(value)
    mark = reading.mark
    if isinstance(mark, Remark) and mark.state is State.INVALID:
        refuse_mark(mark.text, error=isinstance(value, ErrorCell) or reading.doubt is Doubt.ERROR)
    return mark


def refuse_mark(text: str, *, error: bool, where: str = "成绩里") -> None:
    """Refuse a cell that holds no mark.

    Raises:
        RefusedError: always; an error cell gives its own error.
    """
    if error:
        refuse_error(text, f"{where}有一个格子")
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    reason = f"{where}的“{shown}”不是分数：请改成数字，没有考的写“缺考”；表头和合计行不要选进来"
    refuse(ErrorCode.VALUE, reason)


@lru_cache(maxsize=20_000, typed=True)
def _mark(value: object) -> Mark:
    return mark_of(cell_value(value))


def distribution_of(scores: object) -> Distribution:
    """
    Return the marks of a range, sorted.

    A range that was read lately is known again by its content: its four rates are four calls.

    Raises:
        RefusedError: a cell holds an error, or something that is no mark.
    """
    if type(scores) is not tuple or len(scores) < _WORTH_KNOWING:
        return _distribution(flat(scores))
    found = COLUMNS.find(scores)
    if found is None:
        found = _distribution(flat(scores))
        COLUMNS.keep(scores, found)
    return found


def _distribution(cells: list[object]) -> Distribution:
    """Read each distinct value once: a school has thousands of cells, but few different scores."""
    try:
        counts = Counter(cells)
    except TypeError:  # a list inside a row: no host does that
        refuse(ErrorCode.VALUE, "成绩要写成一行行的格子")
    if (0 in counts or 1 in counts) and bool in set(map(type, cells)):
        counts = _with_truths(cells)
    numbers: list[tuple[int, int]] = []
    remarks: dict[Remark, int] = {}
    for value, count in counts.items():
        mark = _mark(value)
        if isinstance(mark, int):
            numbers.append((mark, count))
            continue
        remarks[mark] = remarks.get(mark, 0) + count
        if mark.state is State.CHEATED:
            numbers.append((0, count))
    numbers.sort()
    sorted_scores: list[int] = []
    for mark, count in numbers:
        sorted_scores += [mark] * count
    return Distribution(sorted_scores, remarks)


def _with_truths(cells: list[object]) -> Counter[object]:
    """Count cells where TRUE must not be taken for 1; the first of them is refused by its name."""
    return Counter("TRUE" if v is True else "FALSE" if v is False else v for v in cells)


def refuse_above_full(highest: int, full: int, subject: str = "") -> None:
    """Refuse a score above the full mark: rates by a wrong full mark look right and are wrong.

    Raises:
        RefusedError: the score is above it.
    """
    if highest > full:
        what = f"“{subject}”" if subject else ""
        reason = (
            f"{what}有分数{mark_text(highest)}，高于满分{mark_text(full)}："
            "请写对满分，或改正这个分数"
        )
        refuse(ErrorCode.NUMBER, reason)
