"""Rows that only their figures give away (没有字样的合计、平均行) and pupils without a name."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum, auto
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import POINT
from xl_quality.sheets.columns.profiles import LARGEST_MARK
from xl_quality.sheets.columns.running import RunningColumn
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout

_ENOUGH: Final = 3
_FAR: Final = 3
_NEAR: Final = 60


class _Row(Enum):
    """What a row without a name is."""

    GOES_ON = auto()  # belongs to the pupil above
    NAMELESS = auto()  # a pupil without a name
    PREPARED = auto()  # a number, and nobody on it
    SUMMED = auto()  # figures that sum up others
    ELSEWHERE = auto()  # figures outside the score columns
    WORDS = auto()


def judge_by_figures(layout: Layout, open_rows: Sequence[int]) -> None:
    """
    Decide on rows without a name, and on last rows whose figures are sums or means.

    Adds to `data` and `footers` of the layout; whatever is decided by figures is a finding.
    """
    columns = _figure_columns(layout)
    running = {column: RunningColumn(layout, column) for column in columns} if open_rows else {}
    found: dict[_Row, list[int]] = {}
    footers, start = sorted(layout.footers), 0
    for row in open_rows:
        above = bisect_left(footers, row)
        start = max(start, footers[above - 1] + 1 if above else 0)
        kind = _kind(layout, row, running, start)
        found.setdefault(kind, []).append(row)
        if kind is _Row.SUMMED:
            start = row + 1
    pupils = [*found.get(_Row.GOES_ON, ()), *found.get(_Row.NAMELESS, ())]
    layout.data = sorted((*layout.data, *pupils)) if pupils else layout.data
    for kind in (_Row.SUMMED, _Row.ELSEWHERE, _Row.WORDS):
        layout.footers += found.get(kind, [])
    for kind, rows in found.items():
        _tell(layout, kind, rows, columns)
    _drop_named_sums(layout, columns)
    _drop_lonely_names(layout, columns)
    layout.footers.sort()


def _kind(layout: Layout, row: int, running: dict[int, RunningColumn], start: int) -> _Row:
    values = layout.view.rows[row]
    number = None if layout.student_id is None else values[layout.student_id]
    figures = {c: f for c in running if (f := _figure(layout, row, c)) is not None}
    above = bool(layout.data) and row > layout.data[0]
    if above and _names_exam_or_subject(layout, row):
        return _Row.GOES_ON
    if not is_empty(number):
        scored = any(not is_empty(values[column]) for column in layout.subjects.values())
        return _Row.NAMELESS if scored else _Row.PREPARED
    if not figures:
        other = any(isinstance(value, (int, float)) for value in values)
        return _Row.ELSEWHERE if other else _Row.WORDS
    summed = sum(running[c].is_sum_or_mean(f, row, start) for c, f in figures.items())
    below = bool(layout.data) and row > layout.data[-1]
    return _Row.SUMMED if summed * 2 > len(figures) or below else _Row.NAMELESS


def _names_exam_or_subject(layout: Layout, row: int) -> bool:
    """Several exams or subjects per pupil: the name stands in the first row only."""
    column = layout.subject_name if layout.is_long else layout.exam
    return column is not None and not is_empty(layout.view.rows[row][column])


def _figure_columns(layout: Layout) -> list[int]:
    total = [] if layout.total is None else [layout.total]
    return [*layout.subjects.values(), *total]


def _marks(layout: Layout, rows: Sequence[int], column: int) -> list[int]:
    values = layout.view.columns[column]
    marks = layout.reader.column([values[row] for row in rows])
    return [mark for mark in marks if isinstance(mark, int)]


def _figure(layout: Layout, row: int, column: int) -> int | None:
    mark = layout.reader.read(layout.view.rows[row][column]).mark
    return mark if isinstance(mark, int) else None


def _tell(layout: Layout, kind: _Row, rows: Sequence[int], columns: Sequence[int]) -> None:
    """Say what was decided, once for all rows of one kind."""
    cells = [layout.view.at(row, _telling_column(layout, kind, row, columns)) for row in rows]
    values = layout.view.rows[rows[0]]
    found = shown(values[_telling_column(layout, kind, rows[0], columns)])
    where, doubts = f"{len(rows)}行（{listed(cells)}）", layout.doubts
    if kind is _Row.NAMELESS:
        message = f"有{where}有成绩但没有姓名，已按学生计入"
        action = "请补上姓名；如果不是学生，请删去这些行，或" + settings_row(
            "末行", "最后一名学生的行号", sheet=doubts.sheet
        )
        doubts.error("name_missing", cells[0], found, message, action)
    elif kind is _Row.GOES_ON:
        message = f"有{where}没有写姓名，已算作上一行的学生"
        doubts.warning("name_filled_down", cells[0], found, message, "请核对；最好每一行都写上姓名")
    elif kind is _Row.PREPARED:
        message = f"有{where}只有序号（学号），没有姓名和成绩，没有当作学生"
        doubts.note("prepared_lines", cells[0], found, message, "如果是学生，请补上姓名")
    elif kind is _Row.SUMMED:
        message = f"有{where}没有姓名，像是合计或平均，没有当作学生"
        action = "请核对；如果是学生，请补上姓名"
        doubts.warning("unlabelled_footer", cells[0], found, message, action)
    elif kind is _Row.ELSEWHERE:
        message = f"有{where}没有姓名，只有别处的数字，没有当作学生"
        doubts.note("unlabelled_row", cells[0], found, message, "如果是学生，请补上姓名")


def _telling_column(layout: Layout, kind: _Row, row: int, columns: Sequence[int]) -> int:
    """Return the column of the cell that shows what a row is."""
    if kind in (_Row.NAMELESS, _Row.GOES_ON):
        return layout.name or 0
    if kind is _Row.PREPARED:
        return layout.student_id or 0
    values = layout.view.rows[row]
    scored = [column for column in columns if _figure(layout, row, column) is not None]
    numbers = [c for c in layout.view.filled(row) if isinstance(values[c], (int, float))]
    return next(iter((*scored, *numbers, *layout.view.filled(row), 0)))


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
            layout.view.at(row, column),
            shown(layout.view.rows[row][column]),
            f"{layout.view.row_named(row)}写着“{name}”，数字却是上面各行的合计或平均，没有当作学生",
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
            layout.view.at(row, column),
            shown(view.rows[row][column]),
            f"{layout.view.row_named(row)}只有一个名字，与上面隔着空行，没有当作学生",
            "如果是学生，请把这一行移到上面",
        )
