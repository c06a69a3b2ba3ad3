"""The clerk's list (责任书数据): one row a unit, whose column titles are the names of fields."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.expressions import field_name, shown_name
from xl_quality.agreements.forms import FieldRow, from_cell
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.sheets.grid import ErrorCell, address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.sheets.grid import CellValue, Grid

DATA_SHEET: Final = "责任书数据"
TEACHER_TITLES: Final = ("教师", "教师姓名", "任课教师", "姓名")
CLASS_TITLES: Final = ("班级", "班")
SCHOOL_TITLES: Final = ("学校", "学校名称", "单位", "单位名称", "校名", "学校全称")
_WHOSE: Final = (TEACHER_TITLES, CLASS_TITLES, SCHOOL_TITLES)
_FOOTERS: Final = frozenset({"合计", "总计", "小计", "平均", "备注", "说明"})
_HEADER_WITHIN: Final = 15


class Column(NamedTuple):
    """A column of the list: its title as written, its field, its place, whether it says ％."""

    title: str
    field: str
    place: int
    per_cent: bool


class DataRow(NamedTuple):
    """One unit of the list: its name, its fields, and the cell that names it."""

    name: str
    fields: FieldRow
    source: str


class DataSheet(NamedTuple):
    """
    The list as read.

    Attributes:
        sheet: its name.
        columns: in their order.
        rows: one a unit.
        renamed: titles that became another name: title → field.
        teachers: it lists persons, not schools.
    """

    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[DataRow, ...]
    renamed: Mapping[str, str]
    teachers: bool


def read_data(grid: Grid) -> DataSheet:
    """
    Read the list of units (读取责任书数据).

    Args:
        grid: the sheet.

    Raises:
        BadInputError: it has no header, no column that names the unit, two columns of one field,
            or rows without a name; every place is in `findings`.
    """
    header = _header_row(grid.rows)
    columns = _columns(grid.rows[header]) if header >= 0 else []
    whose = next((c for titles in _WHOSE for c in columns if c.field in titles), None)
    if whose is None:
        message = (
            f"“{grid.name}”里没有找到表头：要有一列叫“学校”“单位”“班级”“教师”或“姓名”，一行一个单位"
        )
        raise BadInputError(message)
    findings = _doubled(grid.name, header, columns)
    rows = []
    for number in range(header + 1, len(grid.rows)):
        row = _row(grid, number, columns, whose, findings)
        if row is not None:
            rows.append(row)
    if findings:
        message = f"“{grid.name}”有 {len(findings)} 处不能使用"
        raise BadInputError(message, findings)
    renamed = {c.title: c.field for c in columns if c.title != shown_name(c.field)}
    return DataSheet(grid.name, tuple(columns), tuple(rows), renamed, whose.field in TEACHER_TITLES)


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


def _columns(cells: Sequence[CellValue]) -> list[Column]:
    found = []
    for place, cell in enumerate(cells):
        title = "" if cell is None or isinstance(cell, ErrorCell) else str(cell).strip()
        name = field_name(title)
        if name:
            per_cent = "%" in unicodedata.normalize("NFKC", title)
            found.append(Column(" ".join(title.split()), name, place, per_cent))
    return found


def _doubled(sheet: str, header: int, columns: Sequence[Column]) -> list[Finding]:
    seen: dict[str, Column] = {}
    findings = []
    for column in columns:
        other = seen.setdefault(column.field, column)
        if other is not column:
            findings.append(
                Finding(
                    "data_column_twice",
                    Severity.ERROR,
                    sheet,
                    address(header, column.place),
                    column.title,
                    f"与{address(header, other.place)}的“{other.title}”是同一个字段",
                    "请改掉其中一列的标题，或删去一列",
                )
            )
    return findings


def _row(
    grid: Grid, number: int, columns: Sequence[Column], whose: Column, findings: list[Finding]
) -> DataRow | None:
    cells = grid.rows[number]
    filled = [c for c in columns if cells[c.place] not in (None, "")]
    name = cells[whose.place]
    text = "" if name is None or isinstance(name, ErrorCell) else str(name).strip()
    if not filled or text in _FOOTERS:
        return None
    place = address(number, whose.place)
    if not text:
        findings.append(
            Finding(
                "data_row_without_name",
                Severity.ERROR,
                grid.name,
                place,
                "",
                f"这一行没有填“{whose.title}”",
                "请填上，或清空这一行",
            )
        )
        return None
    fields = FieldRow()
    for column in columns:
        source = f"{grid.name}!{address(number, column.place)}"
        value = from_cell(cells[column.place], column.title, source, per_cent=column.per_cent)
        fields[column.field] = value
        fields.sources[column.field] = source
    return DataRow(text, fields, f"{grid.name}!{place}")
