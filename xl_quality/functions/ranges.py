"""Ranges as grids (区域): score tables, teaching lists and settings as a clerk selects them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from xl_quality.core.findings import Severity
from xl_quality.core.marks import Remark, ScoreTable, State
from xl_quality.core.marks_in_doubt import held_back, zeros_answered
from xl_quality.functions.host_cells import (
    KnownTable,
    cell_value,
    known_table,
    refuse_above_full,
    refuse_mark,
    rows_of,
    trimmed,
)
from xl_quality.functions.registry import refuse
from xl_quality.runs.group_figures import blanks_told
from xl_quality.runs.names import Taught, spellings, taught_by, two_teachers
from xl_quality.sheets.cells import CellValue, Grid, column_letter
from xl_quality.sheets.checkup import doubtful_marks
from xl_quality.sheets.labels import Role, parse_label
from xl_quality.sheets.list_kinds import TEACHING
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.score_tables import score_tables, units_settled
from xl_quality.sheets.settings import SETTINGS_SHEET
from xl_quality.sheets.settings_reader import Settings, read_settings

if TYPE_CHECKING:
    from xl_quality.core.options import Options
    from xl_quality.sheets.recognition import SheetOverride

_HASHABLE: Final = frozenset((str, float, int, type(None)))
_KEY_ROLES: Final = {
    Role.SCHOOL: "学校", Role.CLASS: "班级", Role.GRADE: "年级", Role.NAME: "姓名",
    Role.STUDENT_ID: "学号",
}  # fmt: skip
_SETTINGS_HEADER: Final = ("项目", "列", "值")


class Understood(NamedTuple):
    """A score range as understood."""

    tables: Sequence[ScoreTable]  # its score tables
    options: Options  # what the settings say, defaults otherwise
    aliases: dict[str, str]  # official school name by another one


def grid_of(rows: Sequence[Sequence[object]], name: str = "") -> Grid:
    """Return rows of any host as a grid: empty cells None, errors as `ErrorCell`, trimmed."""
    rows = trimmed(rows)
    width = len(max(rows, key=len, default=()))
    cut = [row if len(row) == width else [*row, *[None] * (width - len(row))] for row in rows]
    given = Grid(name, cast("Sequence[Sequence[CellValue]]", cut))
    if any(kinds - _HASHABLE for kinds in given.kinds):
        columns: list[Sequence[CellValue]] = [
            list(map(cell_value, column)) for column in given.columns
        ]
    else:
        columns = list(map(_cleaned, given.columns, given.distinct))
    while columns and all(cell is None for cell in columns[-1]):
        columns.pop()
    return given if columns == given.columns else Grid(name, list(zip(*columns, strict=True)))


def _cleaned(column: Sequence[CellValue], distinct: frozenset[CellValue]) -> Sequence[CellValue]:
    """Return a column with its cells as the program reads them, mostly the very same one."""
    changed = {cell: value for cell in distinct if (value := cell_value(cell)) is not cell}
    return [changed.get(cell, cell) for cell in column] if changed else column


def settings_of(values: object) -> tuple[KnownTable | None, Settings]:
    """Return what a 考核设置 range, or a text such as ``满分 语文=120；并列=不占位``, says.

    Raises:
        RefusedCallError: a line of it cannot be used.
    """
    rows = rows_of(values)
    if len(rows) == 1 and len(rows[0]) == 1:
        cell = cell_value(rows[0][0])
        if cell is None:
            return None, Settings()
        rows = _settings_rows(str(cell))
    table = known_table(rows)
    settings: Settings = table.answer(
        "settings", lambda: read_settings(grid_of(table.rows, SETTINGS_SHEET))
    )
    for finding in settings.findings:
        if finding.severity is Severity.ERROR:
            refuse(f"考核设置：{finding.message}（{finding.found}）；{finding.suggestion}")
    return table, settings


def _settings_rows(text: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [_SETTINGS_HEADER]
    for part in text.replace("；", ";").replace("\n", ";").split(";"):
        if not part.strip():
            continue
        item, equals, value = part.replace("＝", "=").partition("=")
        if not equals:
            refuse(f"考核设置写成“满分 语文=120；并列=不占位”的样子，写的是“{part}”")
        name, _, column = item.strip().partition(" ")
        rows.append((name, column.strip(), value.strip()))
    return rows


def understood(scores: KnownTable, settings: object) -> tuple[KnownTable | None, Understood]:
    """Return the score tables of a range, understood once for each settings.

    Raises:
        RefusedCallError: it holds no score table, or the settings cannot be used.
    """
    table, told = settings_of(settings)
    return table, scores.answer(("understood", table), lambda: _understand(scores.rows, told))


def _understand(rows: Sequence[Sequence[object]], settings: Settings) -> Understood:
    grid = grid_of(rows)
    override = settings.override("")
    recognised = score_tables(recognise(grid, overrides=override), grid)
    if not any(table.rows for table in recognised):
        fixed = _plain_table(grid, override)
        recognised = score_tables(recognise(grid, overrides=fixed), grid) if fixed else []
    if not any(table.rows for table in recognised):
        reason = "所选区域里认不出成绩表：要连表头一起选，表头要有“学校”（或“班级”“姓名”）和学科名"
        refuse(reason)
    aliases = dict(settings.school_aliases)
    tables = [
        table._replace(schools=[aliases.get(school, school) for school in table.schools])
        for table in units_settled(recognised)
    ]
    tables = blanks_told([zeros_answered(table, settings.options) for table in tables])
    return Understood(tables, settings.options, aliases)


def _plain_table(grid: Grid, override: SheetOverride) -> SheetOverride | None:
    """Take the first row at its word where no pupils' names prove that the rest are scores."""
    first = {column_letter(n): text for n, text in enumerate(grid.rows[0] if grid.rows else ())}
    roles = {
        letter: parse_label(text).role for letter, text in first.items() if isinstance(text, str)
    }
    if Role.SUBJECT not in roles.values() and not any(map(_KEY_ROLES.get, roles.values())):
        return None
    keys = {letter: _KEY_ROLES[role] for letter, role in roles.items() if role in _KEY_ROLES}
    unnamed = {letter: "不用" for letter, text in first.items() if text is None}
    return override._replace(header_rows=(1,), columns={**keys, **unnamed, **override.columns})


def check_subjects(understanding: Understood, subjects: Sequence[str]) -> None:
    """Refuse subjects in which a cell holds no mark, or a score is above the full mark.

    Raises:
        RefusedCallError: the first such cell, named by its row in the range.
    """
    for table in understanding.tables:
        for name in subjects:
            if name in table.subjects:
                _check(table, name, understanding.options)


def _check(table: ScoreTable, subject: str, options: Options) -> None:
    column = table.subjects[subject]
    distinct = dict.fromkeys(column.marks)
    for mark in distinct:
        if isinstance(mark, Remark) and mark.state is State.INVALID:
            place = table.address(subject, list(column.marks).index(mark))
            row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            where = f"区域里第{row}行“{subject}”"
            refuse_mark(mark.text, error=mark.text.startswith("#"), where=where)
    if scores := [mark for mark in distinct if isinstance(mark, int)]:
        refuse_above_full(max(scores), options.full_mark(subject, column.full_mark), subject)
    if subject in held_back(table, options):
        questions = [
            f"{one.message}；{one.suggestion}"
            for one in doubtful_marks(table, options)
            if one.severity is Severity.ERROR
        ]
        refuse("；".join(questions))


def taught_of(
    teaching: object, tables: Sequence[ScoreTable], aliases: dict[str, str]
) -> tuple[KnownTable | None, Taught]:
    """Return who teaches what by a 任课 range; names as the score tables write them.

    Raises:
        RefusedCallError: it is no such list, or names two teachers for one class and subject.
    """
    rows = rows_of(teaching)
    if len(rows) == 1 and len(rows[0]) == 1 and cell_value(rows[0][0]) is None:
        return None, {}
    table = known_table(rows)
    sheet = table.answer("list", lambda: read_list(grid_of(table.rows, TEACHING)))
    if sheet is None or sheet.name != TEACHING:
        reason = "任课区域里认不出任课表：表头要有 学校、班级、学科、任课教师"
        refuse(reason)
    for finding in sheet.findings:
        if finding.severity is Severity.ERROR:
            refuse(f"任课：{finding.message}；{finding.suggestion}")
    names = spellings(tables, aliases)
    records = [names.official(record) for record in sheet.records]
    for finding in two_teachers(records):
        refuse(f"任课：{finding.message}；{finding.suggestion}")
    return table, taught_by(records)
