"""Takes apart a sheet that holds several score tables: side by side, or under each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xl_quality.sheets.grid import CellValue, Grid
from xl_quality.sheets.header.headers import label_score
from xl_quality.sheets.header.labels import parse_label
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.texts import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.header.headers import Header
    from xl_quality.sheets.view import View

_NAME_HINTS: Final = ("姓", "名字", "学生", "考生", "学员", "xm", "name")
_IDENTITY: Final = (Role.NAME, Role.STUDENT_ID, Role.CLASS, Role.SCHOOL, Role.GRADE, Role.BLANK)


def split_blocks(view: View, header: Header) -> list[Grid]:
    """
    Return one grid per table where a sheet holds several, [] where it holds one.

    Every grid keeps the coordinates of the sheet; the cells of the other tables are empty.
    """
    starts = _side_by_side(header)
    if starts:
        ends = [*starts[1:], view.width]
        return [
            _only_columns(view, header, left, right)
            for left, right in zip(starts, ends, strict=True)
        ]
    rows = _under_each_other(view, header)
    if rows:
        ends = [*rows[1:], view.height]
        return [only_rows(view, top, bottom) for top, bottom in zip(rows, ends, strict=True)]
    return []


def _side_by_side(header: Header) -> list[int]:
    """Return the first column of each block where the label 姓名 comes several times."""
    roles = [label.role for label in header.labels]
    names = [column for column, role in enumerate(roles) if role is Role.NAME]
    if len(names) < 2:  # noqa: PLR2004 - one table has one column of names
        return []
    starts = [0]
    for before, name in pairwise(names):
        between = range(before + 1, name)
        figures = [column for column in between if roles[column] not in _IDENTITY]
        if not figures:
            return []  # 姓名 | 曾用名: two names of one pupil
        starts.append(figures[-1] + 1)
        behind = _identity_behind(header, before, name)
        if behind is not None:
            starts[-1] = behind
    return starts


def _identity_behind(header: Header, before: int, name: int) -> int | None:
    """Return the first identity column behind the figures of the block before."""
    seen = False
    for column in range(before + 1, name + 1):
        role = header.labels[column].role
        if role not in _IDENTITY:
            seen = True
        elif seen and role is not Role.BLANK:
            return column
    return None


def _only_columns(view: View, header: Header, left: int, right: int) -> Grid:
    """Keep one block; a title over the whole sheet counts for every block."""
    grid = view.grid
    front: list[CellValue] = [None] * left
    back: list[CellValue] = [None] * (view.width - right)
    rows = [[*front, *row[left:right], *back] for row in grid.rows]
    for row in range(header.rows[0] if header.rows else 0):
        filled = view.filled(row)
        if len(filled) == 1 and not left <= filled[0] < right:
            rows[row][left] = grid.rows[row][filled[0]]
    merged = [area for area in grid.merged if area[1] >= left and area[3] < right]
    return Grid(grid.name, rows, merged, hidden=grid.hidden, uncached=grid.uncached)


def _under_each_other(view: View, header: Header) -> list[int]:
    """Return the first row of each table where further, different headers follow below."""
    if not header.rows or not header.known:
        return []
    labels = {plain_label(label.text) for label in header.labels if label.text}
    starts = [0]
    for row in _header_rows_below(view, header):
        words = {plain_label(view.text(row, column)) for column in view.filled(row)}
        if len(words & labels) * 10 < len(words) * 7:
            starts.append(_with_titles(view, row))
    return starts if len(starts) > 1 else []


def _header_rows_below(view: View, header: Header) -> list[int]:
    """Return the rows below the header that hold the label 姓名 among others."""
    found: set[int] = set()
    for column in range(view.width):
        texts = _name_labels(view, header, column)
        if texts:
            values = view.columns[column]
            found.update(
                row for row in range(header.first_below, view.height) if values[row] in texts
            )
    return [row for row in sorted(found) if label_score(view, row) >= 6]  # noqa: PLR2004


def _name_labels(view: View, header: Header, column: int) -> set[str]:
    """Return the texts of a column that are a label 姓名 and stand below the header."""
    values = view.columns[column]
    above = {value for value in values[: header.first_below] if isinstance(value, str)}
    labels = {text for text in above if parse_label(text).role is Role.NAME}
    again = {text for text in labels if values.count(text) > 1}
    below = view.distinct_texts(column) - above
    # fifty thousand names at once; as bytes, of which only the Latin letters have two cases
    everything = "\n".join(below).encode(errors="surrogatepass").lower()
    if any(hint.encode() in everything for hint in _NAME_HINTS):
        likely = (text for text in below if any(hint in text.lower() for hint in _NAME_HINTS))
        again |= {text for text in likely if parse_label(text).role is Role.NAME}
    return again


def _with_titles(view: View, row: int) -> int:
    """Return the first of the title rows right above a header."""
    while row > 0 and len(view.filled(row - 1)) == 1:
        row -= 1
    return row


def cut_above(view: View, row: int) -> tuple[Grid, Grid]:
    """Return what stands above a header row and its titles, and the rest."""
    row = _with_titles(view, row)
    return only_rows(view, 0, row), only_rows(view, row, view.height)


def only_rows(view: View, top: int, bottom: int) -> Grid:
    """Return the grid with only the rows from *top* up to *bottom*; all others are empty."""
    grid = view.grid
    nothing: Sequence[CellValue] = [None] * view.width
    rows = [row if top <= number < bottom else nothing for number, row in enumerate(grid.rows)]
    merged = [area for area in grid.merged if area[0] >= top and area[2] < bottom]
    return Grid(grid.name, rows, merged, hidden=grid.hidden, uncached=grid.uncached)
