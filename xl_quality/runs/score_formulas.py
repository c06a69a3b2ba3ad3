"""A group's figures as native formulas over its score sheet (公式): what they say, where they can.

A formula is only made where the cells that it selects give exactly the counts that the figures were
made of; else the figure stays a value: classes under merged names, marks typed as text, names
spelt in two ways, pupils whose marks do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.groups import Group, Level, by_level
from xl_quality.core.marks import POINT, ScoreTable
from xl_quality.core.options import AbsentRule, Options, Thresholds, exact_text
from xl_quality.reports.live_figures import FigureFormulas, LiveFigures, rounded
from xl_quality.runs.group_figures import Figures, joined
from xl_quality.sheets.cells import CellValue, Grid, column_index, column_letter, hundredths
from xl_quality.sheets.recognition import Columns, SheetKind

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.statistics import Rates
    from xl_quality.runs.book_contents import BookContents

_KEYS: Final = {
    Level.ALL: (),
    Level.GRADE: ("grade",),
    Level.SCHOOL: ("school", "grade"),
    Level.CLASS: ("school", "grade", "class_name"),
}
"""The columns that tell the groups of a level apart."""
_CJK: Final = 0x2E80  # letters from here on are Chinese: no program reads them as a number
_LIKE_A_DATE: Final = re.compile(r"[\d年月日时分秒点/.:\-]+")
_LONGEST_TEXT: Final = 100  # characters; a criterion may have 255


class Criterion(NamedTuple):
    """What the cells of a key column must say."""

    column: int  # its number, from 0
    literal: str  # as it stands in a formula: ``"青石小学"``, ``601``
    value: str | float  # what it is compared with

    def matches(self, cell: CellValue) -> bool:
        """Tell whether every program takes the cell for one of it: text in any case, a number."""
        if isinstance(self.value, str):
            return isinstance(cell, str) and cell.casefold() == self.value.casefold()
        return _as_number(cell) == self.value

    def may_match(self, cell: CellValue) -> bool:
        """Tell whether one program does: Excel takes 601 typed as text for 601, Calc does not."""
        if isinstance(cell, (str, int, float)) and not isinstance(cell, bool):
            return _loose(cell) == _loose(self.value)
        return False


def criterion(column: int, cell: CellValue) -> Criterion | None:
    r"""Return the criterion that selects cells of one content; None where none does so surely.

    >>> criterion(0, 'A*"班').literal, criterion(0, 601.0).literal
    ('"A~*""班"', '601')
    >>> [criterion(0, cell) for cell in (">5班", "3月", " 1班", "A1", "3")]
    [None, None, None, None, None]
    """
    number = _as_number(cell)
    if number is not None:
        whole = number.is_integer() and abs(number) < 1e15  # noqa: PLR2004 - Excel's digits
        return Criterion(column, str(int(number)), number) if whole else None
    if not isinstance(cell, str) or not cell or len(cell) > _LONGEST_TEXT:
        return None
    plain = any(ord(letter) >= _CJK for letter in cell) and cell == cell.strip()
    # what looks like a comparison, a date or lines of text is read otherwise by a spreadsheet
    if not plain or cell[0] in "=<>" or _LIKE_A_DATE.fullmatch(cell) or not cell.isprintable():
        return None
    escaped = re.sub(r"([~*?])", r"~\1", cell).replace('"', '""')
    return Criterion(column, f'"{escaped}"', cell)


def _as_number(cell: CellValue) -> float | None:
    plain = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return float(cell) if plain else None  # type: ignore[arg-type] # a number


def _loose(cell: str | float) -> str:
    text = cell if isinstance(cell, str) else format(cell, ".15g")
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class ScoreSheet:
    """A score sheet that formulas can look at.

    Args:
        table: the pupils.
        grid: its cells.
        columns: where school, grade and class stand.
        options: what the figures were computed with.
    """

    def __init__(self, table: ScoreTable, grid: Grid, columns: Columns, options: Options) -> None:
        self._table = table
        self._grid = grid
        self._columns = columns
        self._options = options
        self._first, self._last = min(table.rows), max(table.rows)
        self._members: dict[Level, dict[Group, Sequence[int]]] = {}
        self._selected: dict[Group, tuple[list[Criterion], list[int]] | None] = {}

    def formulas(self, result: GroupResult, divisor: str) -> FigureFormulas | None:
        """Return the formulas of a result, None where a formula cannot say it.

        *divisor* is the cell or number of pupils due, for figures that are made by it.
        """
        own, column = result.rates, self._table.subjects.get(result.subject)
        if own is None or not own.divisor or result.composite is None or column is None:
            return None
        selected = self._selection(result.group)
        if selected is None or column.rows or column.letters:
            return None
        lines = self._options.thresholds(result.subject, column.full_mark)
        criteria, rows = selected
        marks = self._marks(column_index(column.letter), rows)
        if marks is None or not _same(marks, own, lines):
            return None
        area, keys = self._area(column_index(column.letter)), self._keys(criteria)
        by_due = bool(self._options.enrolled)
        if own.divisor != (own.due if by_due else own.scored):
            return None
        return _formulas_of(area, keys, divisor if by_due else "", lines, self._options)

    def _selection(self, group: Group) -> tuple[list[Criterion], list[int]] | None:
        """Return what selects a group, and the rows that it selects, from 1."""
        if group not in self._selected:
            self._selected[group] = self._criteria_and_rows(group)
        return self._selected[group]

    def _criteria_and_rows(self, group: Group) -> tuple[list[Criterion], list[int]] | None:
        letters = [getattr(self._columns, name) for name in _KEYS.get(group.level, ())]
        rows, members = self._grid.rows, self._members_of(group)
        criteria = []
        for index in [column_index(letter) for letter in letters if letter]:
            cells = {self._cell(row, index) for row in members}
            one = criterion(index, cells.pop()) if len(cells) == 1 else None
            if one is None:
                return None
            criteria.append(one)
        selected = []
        for row in range(self._first, min(self._last, len(rows)) + 1):
            keys = [(one, self._cell(row, one.column)) for one in criteria]
            matches = all(one.matches(cell) for one, cell in keys)
            if matches != all(one.may_match(cell) for one, cell in keys):
                return None
            selected += [row] if matches else []
        return criteria, selected

    def _cell(self, row: int, index: int) -> CellValue:
        cells = self._grid.rows[row - 1]
        return cells[index] if index < len(cells) else None

    def _members_of(self, group: Group) -> list[int]:
        """Return the sheet rows of a group's pupils."""
        level = group.level
        if level not in self._members:
            parts = by_level(self._table, level)
            rows = parts.split(self._table.rows)
            self._members[level] = dict(zip(parts.groups, rows, strict=True))
        return list(self._members[level].get(group, ()))

    def _marks(self, index: int, rows: Sequence[int]) -> list[int] | None:
        """Return the numbers among some cells in hundredths; None where one is no plain mark."""
        marks = []
        for row in rows:
            cell = self._cell(row, index)
            if cell is None or isinstance(cell, str):
                continue  # no formula counts it
            if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                return None
            mark, _ = hundredths(cell)
            if mark < 0 or float(cell) != mark / POINT:
                return None
            marks.append(mark)
        return marks

    def _area(self, index: int) -> str:
        letter = column_letter(index)
        sheet = self._table.sheet.replace("'", "''")
        return f"'{sheet}'!${letter}${self._first}:${letter}${self._last}"

    def _keys(self, criteria: Sequence[Criterion]) -> str:
        return "".join(f",{self._area(one.column)},{one.literal}" for one in criteria)


def _same(marks: Sequence[int], own: Rates, lines: Thresholds) -> bool:
    """Tell whether the cells that formulas select give the counts that the figures were made of."""
    counts = (
        len(marks),
        sum(marks),
        sum(mark >= lines.passing for mark in marks),
        sum(mark >= lines.excellent for mark in marks),
        sum(mark < lines.low for mark in marks),
    )
    return counts == (own.scored, own.total, own.pass_n, own.excellent_n, own.low_n)


def _formulas_of(
    area: str, keys: str, due: str, lines: Thresholds, options: Options
) -> FigureFormulas | None:
    """Return the formulas; *due* is the divisor, ``""`` = the marks are counted."""
    counted = f'COUNTIFS({area},">=0"{keys})'
    total = f"SUMIFS({area}{keys})" if keys else f"SUM({area})"
    mean = f"AVERAGEIFS({area}{keys})" if keys else f"AVERAGE({area})"
    if due:
        mean = f"{total}/{due}"

    def share(sign: str, line: int) -> str:
        return f'COUNTIFS({area},"{sign}"&{_number(Fraction(line, POINT))}{keys})/{due or counted}'

    passing, excellent = share(">=", lines.passing), share(">=", lines.excellent)
    low = share("<", lines.low)
    weights, digits = options.weights, options.digits
    scale = Fraction(1) if weights.raw_mean else Fraction(100 * POINT, lines.full)
    parts = (
        (weights.mean * scale, mean),
        (weights.pass_rate * 100, passing),
        (weights.excellent_rate * 100, excellent),
        (weights.low_rate * 100, low),
    )
    exact = "+".join(f"{_number(weight)}*{part}" for weight, part in parts if weight)
    cells = {
        "实考": counted,
        "平均分": rounded(mean, digits.mean, digits.mean_mode),
        "及格率": rounded(passing, digits.rate + 2, digits.rate_mode),
        "优秀率": rounded(excellent, digits.rate + 2, digits.rate_mode),
        "低分率": rounded(low, digits.rate + 2, digits.rate_mode),
    }
    if weights.relative or not exact:
        return FigureFormulas(cells, "")
    cells["综合分"] = rounded(exact, digits.composite, digits.composite_mode)
    return FigureFormulas(cells, exact)


def _number(value: Fraction) -> str:
    """Return an exact number as it stands in a formula.

    >>> _number(Fraction(-1, 4)), _number(Fraction(1, 3))
    ('-0.25', '(1/3)')
    """
    text = exact_text(value)
    return f"({text})" if "/" in text else text


def live_figures(contents: BookContents, figures: Figures, *, reachable: bool) -> LiveFigures:
    """Return the formulas of all figures of a run.

    Args:
        contents: the workbook as it was understood.
        figures: its results.
        reachable: whether the results join the workbook that was read.
    """
    options = figures.options
    why = _why_not(options) if reachable else "结果不在成绩册里"
    sheets = {} if why else _sheets(contents, figures)

    def formulas(result: GroupResult, divisor: str) -> FigureFormulas | None:
        sheet = sheets.get((result.sheet, result.exam))
        return sheet.formulas(result, divisor) if sheet else None

    return LiveFigures(formulas, options, why)


def _why_not(options: Options) -> str:
    """Return why no figure can be a formula, ``""`` = they can."""
    if options.drop.share or options.drop.table:
        return "去掉了每组最低分"
    return "缺考按0分计" if options.absent is AbsentRule.ZERO else ""


def _sheets(contents: BookContents, figures: Figures) -> dict[tuple[str, str], ScoreSheet]:
    """Return the score sheets that make a contest by themselves, by sheet and exam."""
    grids = {grid.name: grid for grid in contents.grids}
    plain = {
        found.sheet: found.columns
        for found in contents.recognised.sheets
        if found.kind is SheetKind.STUDENT_SCORES and not found.blocks
    }
    return {
        (table.sheet, table.exam): ScoreSheet(
            table, grids[table.sheet], plain[table.sheet], figures.options
        )
        for contest in joined(figures.tables)
        for table in contest
        if len(contest) == 1 and table.sheet in plain and table.rows
    }
