"""Subjects that follow from other columns (原始分与赋分、综合与分科): not to be counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.columns.column_checks import is_sum_of
from xl_quality.sheets.columns.column_doubts import tell_left_out

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout

_COMBINED: Final = {
    "理综": ("物理", "化学", "生物"),
    "理科综合": ("物理", "化学", "生物"),
    "文综": ("政治", "历史", "地理"),
    "文科综合": ("政治", "历史", "地理"),
    "理化": ("物理", "化学"),
    "政史": ("政治", "历史"),
    "史地": ("历史", "地理"),
    "生地": ("生物", "地理"),
    "地生": ("地理", "生物"),
}


def drop_repeated(layout: Layout) -> None:
    """Take out sums of subjects of the sheet, and scores beside which the assigned ones stand."""
    for name, parts in _COMBINED.items():
        columns = [layout.subjects[part] for part in parts if part in layout.subjects]
        if name in layout.subjects and is_sum_of(layout, layout.subjects[name], columns):
            column = layout.subjects.pop(name)
            layout.unused.append(column)
            why = f"正好是{'、'.join(parts)}之和，没有当作学科"
            tell_left_out(layout, column, "combined_subject", why)
    for name in list(layout.subjects):
        if _has_assigned(layout, name):
            column = layout.subjects.pop(name)
            layout.raw.append(column)
            why = f"表里另有{name}的赋分，这一列当作原始分，没有计算"
            tell_left_out(layout, column, "raw_beside_assigned", why)


def _has_assigned(layout: Layout, name: str) -> bool:
    short = (f"{name[0]}赋", f"{name[0]}赋分") if len(name) > 1 else ()
    assigned = (f"{name}赋分", f"{name}(赋分)", f"{name}(赋)", f"{name}赋", *short)
    return any(other in layout.subjects and other != name for other in assigned)
