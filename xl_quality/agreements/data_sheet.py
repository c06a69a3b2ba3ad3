"""The clerk's list (责任书数据): one row a unit, whose column titles are the names of fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.field_values import (
    SCHOOL_TITLES,
    TEACHER_TITLES,
    Candidate,
    FieldRow,
    from_cell,
)
from xl_quality.agreements.tag_code import field_name, shown_name
from xl_quality.core.facts import Source
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid, address

DATA_SHEET: Final = "责任书数据"
_WHOSE: Final = (TEACHER_TITLES, ("班级", "班"), SCHOOL_TITLES)
"""Titles of the column that names the unit, from the most to the least telling."""
_FOOTERS: Final = frozenset({"合计", "总计", "小计", "平均", "备注", "说明"})
_HEADER_WITHIN: Final = 15  # rows at the top among which the header is looked for


class DataColumn(NamedTuple):
    """A column of the list: its title as written, its field, its place, whether it says ％."""

    title: str
    field: str
    place: int
    per_cent: bool


class DataSheet(NamedTuple):
    """The list as read."""

    sheet: str  # its name
    columns: tuple[DataColumn, ...]  # in their order
    rows: tuple[Candidate, ...]  # one a unit
    renamed: Mapping[str, str]  # titles that became another name: title → field


def read_data(grid: Grid) -> DataSheet:
    """Read the list of units (读取责任书数据).

    Raises:
        BadInputError: it has no header, no column that names the unit, two columns of one field,
            or rows without a name; every place is in `findings`.
    """
    header = _header_row(grid.rows)
    columns = list(_columns(grid.rows[header])) if header >= 0 else []
    whose = next((c for titles in _WHOSE for c in columns if c.field in titles), None)
    if whose is None:
        raise BadInputError(
            f"“{grid.name}”里没有找到表头：要有一列叫“学校”“单位”“班级”“教师”或“姓名”，一行一个单位"
        )
    numbers = range(header + 1, len(grid.rows))
    read = [_row(grid, number, columns, whose) for number in numbers]
    findings = [*_doubled(grid.name, header, columns)]
    findings += [row for row in read if isinstance(row, Finding)]
    if findings:
        raise BadInputError(f"“{grid.name}”有 {len(findings)} 处不能使用", findings)
    rows = tuple(row for row in read if isinstance(row, Candidate))
    renamed = {c.title: c.field for c in columns if c.title != shown_name(c.field)}
    return DataSheet(grid.name, tuple(columns), rows, renamed)


def _header_row(rows: Sequence[Sequence[CellValue]]) -> int:
    """Return the row with the most texts that can be names, one that names units first of all."""
    found = [
        {field_name(cell) for cell in row if isinstance(cell, str)} - {""}
        for row in rows[:_HEADER_WITHIN]
    ]
    named = {title for titles in _WHOSE for title in titles}
    worth = [(bool(names & named), len(names)) for names in found]
    most = max(worth, default=(False, 0))
    return worth.index(most) if most[1] else -1


def _columns(cells: Sequence[CellValue]) -> Iterator[DataColumn]:
    for place, cell in enumerate(cells):
        title = _text(cell)
        name = field_name(title)
        if name:
            per_cent = "%" in unicodedata.normalize("NFKC", title)
            yield DataColumn(" ".join(title.split()), name, place, per_cent)


def _doubled(sheet: str, header: int, columns: Sequence[DataColumn]) -> Iterator[Finding]:
    seen: dict[str, DataColumn] = {}
    for column in columns:
        other = seen.setdefault(column.field, column)
        if other is not column:
            yield kinds.DATA_COLUMN_TWICE.at(
                sheet,
                address(header, column.place),
                found=column.title,
                other=address(header, other.place),
                title=other.title,
            )


def _row(
    grid: Grid, number: int, columns: Sequence[DataColumn], whose: DataColumn
) -> Candidate | Finding | None:
    """Return the unit of a row, what is wrong with it, or None where it names nobody."""
    cells = grid.rows[number]
    name = _text(cells[whose.place])
    if name in _FOOTERS or all(cells[column.place] in (None, "") for column in columns):
        return None
    place = address(number, whose.place)
    if not name:
        return kinds.DATA_ROW_WITHOUT_NAME.at(grid.name, place, title=whose.title)
    fields = FieldRow()
    for column in columns:
        source = Source.at(grid.name, address(number, column.place))
        cell = cells[column.place]
        fields[column.field] = from_cell(cell, column.title, source, per_cent=column.per_cent)
        fields.sources[column.field] = source
    return Candidate(name, fields, Source.at(grid.name, place))


def _text(cell: CellValue) -> str:
    return "" if cell is None or isinstance(cell, ErrorCell) else str(cell).strip()
