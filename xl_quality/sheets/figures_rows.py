"""Rows that only their figures give away (没有字样的合计、平均行) and pupils without a name."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.grid import address
from xl_quality.sheets.profiles import LARGEST_MARK
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.layout import Layout

_ENOUGH: Final = 3
_FAR: Final = 3
_NEAR: Final = 60


def judge_by_figures(layout: Layout, open_rows: Sequence[int]) -> None:
    """
    Decide on rows without a name, and on last rows whose figures are sums or means.

    Adds to `data` and `footers` of the layout; whatever is decided by figures is a finding.
    """
    columns = _figure_columns(layout)
    kept: list[int] = []
    for row in open_rows:
        if _goes_on(layout, row) or _is_pupil_without_name(layout, row, columns):
            kept.append(row)
        else:
            layout.footers.append(row)
    if kept:
        layout.data = sorted((*layout.data, *kept))
    _drop_named_sums(layout, columns)
    _drop_lonely_names(layout, columns)
    layout.footers.sort()


def _goes_on(layout: Layout, row: int) -> bool:
    """Several exams or subjects per pupil: the name stands in the first row only."""
    column = layout.subject_name if layout.is_long else layout.exam
    if column is None or is_empty(layout.view.rows[row][column]):
        return False
    if not any(data_row < row for data_row in layout.data):
        return False
    layout.doubts.warning(
        "name_filled_down",
        address(row, layout.name or 0),
        shown(layout.view.rows[row][column]),
        f"第{row + 1}行没有写姓名，已算作上一行的学生",
        "请核对；最好每一行都写上姓名",
    )
    return True


def _figure_columns(layout: Layout) -> list[int]:
    total = [] if layout.total is None else [layout.total]
    return [*layout.subjects.values(), *total]


def _marks(layout: Layout, rows: Sequence[int], column: int) -> list[int]:
    values = layout.view.columns[column]
    return [
        mark
        for mark in layout.reader.column([values[row] for row in rows])
        if isinstance(mark, int)
    ]


def _figure(layout: Layout, row: int, column: int) -> int | None:
    mark = layout.reader.read(layout.view.rows[row][column]).mark
    return mark if isinstance(mark, int) else None


def _is_pupil_without_name(layout: Layout, row: int, columns: Sequence[int]) -> bool:
    values = layout.view.rows[row]
    figures = {c: f for c in columns if (f := _figure(layout, row, c)) is not None}
    number = None if layout.student_id is None else values[layout.student_id]
    cell = address(row, layout.name if layout.name is not None else 0)
    if not figures:
        if not is_empty(number):
            return False  # a prepared line: a number, nobody on it
        _tell_side_figures(layout, row)
        return False
    if is_empty(number) and _looks_summed(layout, row, figures):
        _tell_footer(layout, row, figures)
        return False
    after = bool(layout.data) and row > layout.data[-1]
    if is_empty(number) and after:
        _tell_footer(layout, row, figures)
        return False
    layout.doubts.error(
        "name_missing",
        cell,
        shown(values[next(iter(figures))]),
        f"第{row + 1}行有成绩但没有姓名，已按一名学生计入",
        "请补上姓名；如果不是学生，请删去这一行或在考核设置里指定末行",
    )
    return True


def _tell_side_figures(layout: Layout, row: int) -> None:
    view = layout.view
    figures = [c for c in view.filled(row) if isinstance(view.rows[row][c], (int, float))]
    if figures:
        cell = address(row, figures[0])
        layout.doubts.note(
            "unlabelled_row",
            cell,
            shown(view.rows[row][figures[0]]),
            f"第{row + 1}行没有姓名，只有别处的数字，没有当作学生",
            "如果它是学生，请补上姓名",
        )


def _looks_summed(layout: Layout, row: int, figures: dict[int, int]) -> bool:
    summed = sum(_is_sum_or_mean(layout, row, column, f) for column, f in figures.items())
    return summed * 2 > len(figures)


def _is_sum_or_mean(layout: Layout, row: int, column: int, figure: int) -> bool:
    before = [data_row for data_row in layout.data if data_row < row]
    last_footer = max((f for f in (*layout.footers, *layout.repeated) if f < row), default=-1)
    segment = [data_row for data_row in before if data_row > last_footer]
    for rows in (before, segment):
        marks = _marks(layout, rows, column)
        if len(marks) < _ENOUGH:
            continue
        mean = Fraction(sum(marks), len(marks))
        if figure == sum(marks) or (figure != max(marks) and abs(figure - mean) < 1):
            return True
        if figure > _FAR * max(marks):
            return True
    return False


def _tell_footer(layout: Layout, row: int, figures: dict[int, int]) -> None:
    column = next(iter(figures))
    layout.doubts.warning(
        "unlabelled_footer",
        address(row, column),
        shown(layout.view.rows[row][column]),
        f"第{row + 1}行没有姓名，像是合计或平均，没有当作学生",
        "请核对；如果它是学生，请补上姓名",
    )


def _drop_named_sums(layout: Layout, columns: Sequence[int]) -> None:
    """Take out last rows in which somebody's name stands beside a sum or a mean."""
    while len(layout.data) > _ENOUGH:
        row = layout.data[-1]
        if not any(_is_stray_sum(layout, row, column) for column in columns):
            return
        layout.data = layout.data[:-1]
        layout.footers.append(row)
        name = "" if layout.name is None else shown(layout.view.rows[row][layout.name])
        column = next(c for c in columns if _figure(layout, row, c) is not None)
        layout.doubts.warning(
            "stray_name_footer",
            address(row, column),
            shown(layout.view.rows[row][column]),
            f"第{row + 1}行写着“{name}”，数字却是上面各行的合计或平均，没有当作学生",
            "请核对；如果是学生，请改正这一行的分数",
        )


def _is_stray_sum(layout: Layout, row: int, column: int) -> bool:
    figure = _figure(layout, row, column)
    if figure is None:
        return False
    keys = [c for c in (layout.class_name, layout.student_id) if c is not None]
    bare = bool(keys) and all(is_empty(layout.view.rows[row][c]) for c in keys)
    near = _marks(layout, layout.data[-_NEAR:-1], column)
    if not bare and near and figure <= max(near):
        return False  # no sum of them all; spares reading the whole column
    marks = _marks(layout, layout.data[:-1], column)
    if len(marks) < _ENOUGH:
        return False
    largest = max(marks)
    is_sum = figure == sum(marks) and figure > largest
    far = figure > max(LARGEST_MARK, _FAR * largest) if column != layout.total else False
    before = layout.data[-2]
    usual = not any(is_empty(layout.view.rows[before][c]) for c in keys)
    mean = Fraction(sum(marks), len(marks))
    is_mean = bare and usual and figure % POINT != 0 and abs(figure - mean) < 1
    return is_sum or far or is_mean


def _drop_lonely_names(layout: Layout, columns: Sequence[int]) -> None:
    """Take out a name that stands alone under a gap: whoever made the sheet."""
    view = layout.view
    while len(layout.data) > _ENOUGH and layout.data[-1] - layout.data[-2] > 1:
        row = layout.data[-1]
        if any(not is_empty(view.rows[row][c]) for c in (*columns, *layout.keys[1:])):
            return
        layout.data = layout.data[:-1]
        layout.footers.append(row)
        column = view.filled(row)[0]
        layout.doubts.warning(
            "stray_name_row",
            address(row, column),
            shown(view.rows[row][column]),
            f"第{row + 1}行只有一个名字，与上面隔着空行，没有当作学生",
            "如果是学生，请把这一行移到上面",
        )
