"""Cells that a table needs and that say nothing: formulas never computed, errors, blank classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.view import has_errors, is_empty, is_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout

_SHOWN: Final = 5


def tell_unread(layout: Layout, *, school: str, class_name: str) -> None:
    """
    Name formulas without a result, errors in columns that are read, and blank columns.

    Args:
        layout: the understood table.
        school: of the whole sheet, ``""`` where nothing says so.
        class_name: likewise.
    """
    _tell_uncached(layout)
    _tell_key_errors(layout)
    for column, word, said in (
        (layout.class_name, "班级", class_name),
        (layout.school, "学校", school),
    ):
        if column is not None:
            _tell_blank(layout, column, word, said)


def listed(cells: Sequence[str]) -> str:
    """Return addresses for a sentence: all of a few, else the first ones and how many."""
    if len(cells) <= _SHOWN:
        return "、".join(cells)
    return f"{'、'.join(cells[:_SHOWN])}等{len(cells)}处"


def _tell_uncached(layout: Layout) -> None:
    used = {*layout.subjects.values(), *layout.keys}
    rows = layout.data if isinstance(layout.data, range) else set(layout.data)
    cells = [
        layout.view.at(row, column)
        for row, column in layout.view.grid.uncached
        if column in used and row in rows
    ]
    if cells:
        layout.doubts.error(
            "formula_without_result",
            cells[0],
            "",
            f"公式没有计算结果：{listed(cells)}，读出来是空的",
            "请在 Excel 中打开这个工作簿并保存一次，再重新读取",
        )
    totals = [
        layout.view.at(row, column)
        for row, column in layout.view.grid.uncached
        if column == layout.total and row in rows
    ]
    if totals:
        layout.doubts.note(
            "total_without_result",
            totals[0],
            "",
            f"总分列的公式没有计算结果（{listed(totals)}），不影响各学科",
            "如需核对总分，请在 Excel 中打开并保存一次",
        )


def _tell_key_errors(layout: Layout) -> None:
    rows = layout.view.rows
    columns = [*layout.keys, *([] if layout.total is None else [layout.total])]
    for column in columns:
        if not has_errors(layout.view.columns[column]):
            continue
        cells = [layout.view.at(row, column) for row in layout.data if is_error(rows[row][column])]
        if cells:
            layout.doubts.error(
                "error_cell",
                cells[0],
                "",
                f"{layout.view.columns_named(column)}有错误值：{listed(cells)}",
                "请修正公式，或直接填写",
            )


def _tell_blank(layout: Layout, column: int, word: str, said: str) -> None:
    """A column that is there and says nothing, though nothing else says it either."""
    if said or not layout.data or not all(map(is_empty, layout.cells(column))):
        return
    layout.doubts.warning(
        "key_column_blank",
        layout.view.at(layout.data[0], column),
        "",
        f"有“{word}”列，但是空的",
        f"请填上{word}；整张表是同一个{word}的，"
        + settings_row(word, f"这个{word}的名称", sheet=layout.view.grid.name),
    )
