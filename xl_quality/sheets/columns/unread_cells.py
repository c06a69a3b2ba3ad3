"""Cells that a table needs and that say nothing: formulas never computed, errors, blank classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.view import has_errors, is_empty, is_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout

_SHOWN: Final = 5


def tell_unread(layout: Layout) -> None:
    """Name the formulas without a result and the errors in columns that are read."""
    _tell_uncached(layout)
    _tell_key_errors(layout)
    for column, word in ((layout.class_name, "班级"), (layout.school, "学校")):
        if column is not None:
            _tell_filled_down(layout, column, word)


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


def _tell_filled_down(layout: Layout, column: int, word: str) -> None:
    """Blank classes that no merged cell covers are filled from above, and said so."""
    values = layout.view.columns[column]
    rows = layout.data
    if not rows:
        return
    part = layout.cells(column)
    if not any(is_empty(value) for value in set(part)):
        return
    covered = {
        row
        for first, last in layout.view.merged_down(column)
        for row in range(first, last + 1)
        if not is_empty(values[first])
    }
    blank = [row for row in rows if is_empty(values[row]) and row not in covered]
    if not blank:
        return
    cells = listed([layout.view.at(row, column) for row in blank])
    if all(is_empty(value) for value in part):
        layout.doubts.warning(
            "key_column_blank",
            layout.view.at(blank[0], column),
            "",
            f"有“{word}”列，但是空的（{cells}）",
            f"请填上{word}，或在考核设置里指定整张表的{word}",
        )
        return
    layout.doubts.warning(
        "class_filled_down" if word == "班级" else "school_filled_down",
        layout.view.at(blank[0], column),
        "",
        f"有{len(blank)}行没有写{word}（{cells}），已按上一行的{word}计入",
        f"请核对；最好每一行都写上{word}",
    )
