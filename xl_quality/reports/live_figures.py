"""Figures as live formulas on the sheets 四率统计 and 排名 (公式), proved beside them (核对).

The sheets are laid out with values first; then formulas take the places of those that a formula
can say. Every formula keeps the printed figure as the value that a viewer shows, and the column
核对 says how far what a spreadsheet computes is from it: 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.tables import Formula, Table, Value
from xl_quality.core.figures import OVERALL, GroupResult, mean_of
from xl_quality.core.options import Measure, Options
from xl_quality.core.ranking import Rank, RoundingMode, TieRule, ranks
from xl_quality.reports.frame import CENTER, Column
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from xl_quality.reports.figure_pages import FigureBlock, PivotRow
    from xl_quality.reports.paper import Laid

CHECK: Final = "核对"
PLACE: Final = "名次"
_LONGEST: Final = 8000  # characters of a formula; Excel takes 8192
_MEASURES: Final = {
    Measure.COMPOSITE: "综合分",
    Measure.MEAN: "平均分",
    Measure.PASS_RATE: "及格率",
    Measure.EXCELLENT_RATE: "优秀率",
    Measure.LOW_RATE: "低分率",
}
"""The columns that groups are ranked by."""
_VALUES: Final = "应考、人次、全科率"  # What lists or the program decide, not the marks alone


class FigureFormulas(NamedTuple):
    """The figures of one group in one subject as formulas without ``=``."""

    cells: Mapping[str, str]  # by the title of their column
    exact: str  # the composite before it is rounded, ``""`` where a formula cannot say it


class LiveFigures(NamedTuple):
    """What makes figures live."""

    # of a result; with the cell, or the number, of pupils due. None = it stays a value
    formulas: Callable[[GroupResult, str], FigureFormulas | None]
    options: Options  # digits, ties and measure
    why_not: str  # why nothing is a formula at all, ``""`` = formulas are made

    @property
    def columns(self) -> Sequence[Column[Any]]:
        """Return the column 核对, still empty."""
        return [Column(CHECK, lambda _: None, CENTER, 6)]

    def in_rates(self, table: Table, blocks: Sequence[FigureBlock], laid: Laid) -> Table:
        """Return 四率统计 with its figures as formulas.

        Args:
            table: the sheet with values; each subject has the column 核对.
            blocks: its sections.
            laid: where their rows stand.
        """
        cells = _Cells(table)
        for number, block in enumerate(blocks):
            lines = _lines(number, block, laid)
            for place, subject in enumerate(block.subjects):
                _rate_columns(cells, lines, subject, _columns_at(block, place), self)
        return cells.table()

    def in_ranking(self, table: Table, blocks: Sequence[FigureBlock], laid: Laid) -> Table:
        """Return 学校排名 or 班级排名 with 总评, composites and places as formulas.

        Arguments are as of `in_rates`; 核对 stands once a row, among the first columns.
        """
        cells = _Cells(table)
        for number, block in enumerate(blocks):
            _ranked_section(cells, block, _lines(number, block, laid), self)
        return cells.table()

    def note(self, results: Sequence[GroupResult]) -> str:
        """Return what a sheet says of its formulas, in one line."""
        if self.why_not:
            return f"公式：{self.why_not}，本表都是数值"
        shown = [one for one in results if one.printed.mean is not None]
        left = sum(self.formulas(one, "1") is None for one in shown)
        rest = "；综合分是“各项÷最高×分值”，为数值" if self.options.weights.relative else ""
        if self.options.rank_unrounded:
            rest += "；名次按未舍入的数排，为数值"
        if left == len(shown):
            return "公式：成绩表的写法（几表合成、合并单元格、文本数字等）公式取不到，都是数值"
        if left:
            rest += f"；{left}组成绩的写法（合并单元格、文本数字等）公式取不到，为数值"
        values = _VALUES + "、附加指标" * bool(self.options.extras)
        return f"公式：随成绩表变动（{values}是数值），“{CHECK}”为0即与精确结果一致{rest}"


_SURE: Final = 12
"""Decimals that binary arithmetic gets right: rounded to them first, 57.925 is the half it is."""


def rounded(formula: str, digits: int, mode: RoundingMode) -> str:
    """Return a formula rounded as its figure is printed.

    >>> rounded("A1/3", 2, RoundingMode.HALF_UP), rounded("A1/3", 1, RoundingMode.TRUNCATE)
    ('ROUND(ROUND(A1/3,12),2)', 'TRUNC(ROUND((A1/3)*10,9))/10')
    """
    if mode is RoundingMode.HALF_UP:
        return f"ROUND(ROUND({formula},{_SURE}),{digits})"
    return f"TRUNC(ROUND(({formula})*{10**digits},{_SURE - 3}))/{10**digits}"


class _Cells:
    """The cells of a sheet that become formulas, by row and column from 0."""

    def __init__(self, table: Table) -> None:
        self._rows = list(table.rows)
        self._table = table
        self._made: dict[tuple[int, int], Formula] = {}

    def value(self, row: int, column: int) -> Value:
        return self._rows[row].values[column]

    def put(self, row: int, column: int, formula: str) -> None:
        """Make a cell with a number a formula; one without stays empty, as does ``""``."""
        value = self.value(row, column)
        if formula and isinstance(value, (int, Decimal)) and len(formula) <= _LONGEST:
            self._made[row, column] = Formula(formula, value)

    def check(self, row: int, column: int, watched: Sequence[int]) -> None:
        """Write 核对 of some columns of a row: what their formulas give, less what is exact."""
        terms = [
            f"ABS({address(row, one)}-{Decimal(self._made[row, one].cached):f})"
            for one in watched
            if (row, one) in self._made
        ]
        if terms:
            self._made[row, column] = Formula(f"ROUND({'+'.join(terms)},6)", 0)

    def table(self) -> Table:
        by_row: dict[int, dict[int, Value]] = {}
        for (row, column), value in self._made.items():
            by_row.setdefault(row, {})[column] = value
        rows = [
            row._replace(
                values=[by_row[number].get(at, value) for at, value in enumerate(row.values)]
            )
            if number in by_row
            else row
            for number, row in enumerate(self._rows)
        ]
        return self._table._replace(rows=rows)


def _columns_at(block: FigureBlock, place: int) -> dict[str, int]:
    """Return the columns of a section's subject by their titles."""
    start = len(block.keys) + place * len(block.figures)
    return {figure.title: start + offset for offset, figure in enumerate(block.figures)}


def _rate_columns(
    cells: _Cells,
    lines: Sequence[tuple[int, PivotRow]],
    subject: str,
    at: Mapping[str, int],
    live: LiveFigures,
) -> None:
    """Write one subject of 四率统计, whose columns stand *at* some places."""
    for row, group in lines:
        result = group.subjects.get(subject)
        if result is not None:
            _rate_line(cells, row, at, result, live)
    _subject_places(cells, lines, subject, at, live)
    for row, _ in lines:
        cells.check(row, at[CHECK], list(at.values()))


def _rate_line(
    cells: _Cells, row: int, at: Mapping[str, int], result: GroupResult, live: LiveFigures
) -> None:
    due = address(row, at["应考"])
    own = live.formulas(result, due)
    if own is None:
        return
    for title, formula in own.cells.items():
        cells.put(row, at[title], formula)
    digits = live.options.digits
    share = f"{address(row, at['实考'])}/{due}"
    cells.put(row, at["参考率"], rounded(share, digits.rate + 2, digits.rate_mode))


def _subject_places(
    cells: _Cells,
    lines: Sequence[tuple[int, PivotRow]],
    subject: str,
    at: Mapping[str, int],
    live: LiveFigures,
) -> None:
    """Write the places of one subject, level by level: rows of a level follow one another."""
    levels: dict[object, list[tuple[int, GroupResult]]] = {}
    for row, group in lines:
        result = group.subjects.get(subject)
        if result is not None:
            levels.setdefault(group.group.level, []).append((row, result))
    title = _MEASURES[live.options.measure]
    if live.why_not or not at.keys() >= {title, PLACE}:
        return
    for own in levels.values():
        figures = [getattr(result.printed, live.options.measure) for _, result in own]
        rows = [row for row, _ in own]
        places = [result.rank for _, result in own]
        _put_places(cells, rows, (at[title], at[PLACE]), (figures, places), live.options)


def _put_places(
    cells: _Cells,
    rows: Sequence[int],
    columns: tuple[int, int],
    ranked: tuple[Sequence[Decimal | None], Sequence[Rank | None]],
    options: Options,
) -> None:
    """Write places by the figures of a column.

    Args:
        cells: of the sheet.
        rows: of the groups that compare; what stands between them holds no number.
        columns: of the figures and of the places.
        ranked: the figures as printed, and the places that they have.
        options: ties and measure.
    """
    figures, places = ranked
    low_first = options.measure is Measure.LOW_RATE
    if options.rank_unrounded or ranks(figures, options.ties, from_end=low_first) != list(places):
        return
    area = _area(rows, columns[0])
    for row in rows:
        own = address(row, columns[0])
        cells.put(row, columns[1], _place(own, area, options.ties, low_first=low_first))


def _area(rows: Sequence[int], column: int) -> str:
    first, last = (address(row, column) for row in (min(rows), max(rows)))
    return f"{_fixed(first)}:{_fixed(last)}"


def _fixed(cell: str) -> str:
    """Return an address that stays where it is: ``$H$7``."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def _place(own: str, area: str, ties: TieRule, *, low_first: bool) -> str:
    """Return the place of a cell in an area, in which headings and blanks may stand.

    >>> _place("H7", "$H$7:$H$9", TieRule.SKIP, low_first=False)
    'RANK(H7,$H$7:$H$9,0)'
    """
    if ties is TieRule.DENSE:
        sign = "<" if low_first else ">"
        return f'SUMPRODUCT(ISNUMBER({area})*({area}{sign}{own})/COUNTIF({area},{area}&""))+1'
    plain = f"RANK({own},{area},{int(low_first)})"
    return f"{plain}+(COUNTIF({area},{own})-1)/2" if ties is TieRule.AVERAGE else plain


def _ranked_section(
    cells: _Cells, block: FigureBlock, lines: Sequence[tuple[int, PivotRow]], live: LiveFigures
) -> None:
    """Write one section of a ranking."""
    keys = {key.title: at for at, key in enumerate(block.keys)}
    for row, group in lines:
        if group.overall is not None:
            cells.put(row, keys[OVERALL], _total(group, live))
    _total_places(cells, lines, keys, live)
    watched = [keys[title] for title in (PLACE, OVERALL, *_MARGINS) if title in keys]
    for place, subject in enumerate(block.subjects):
        at = _columns_at(block, place)
        for row, group in lines:
            own = _formulas(group, subject, live)
            if own is not None and "综合分" in own.cells:
                cells.put(row, at["综合分"], own.cells["综合分"])
        _subject_places(cells, lines, subject, at, live)
        watched += at.values()
    for row, _ in lines:
        cells.check(row, keys[CHECK], watched)


def _formulas(group: PivotRow, subject: str, live: LiveFigures) -> FigureFormulas | None:
    """Return a group's formulas, with the number of pupils due: the ranking has no cell of it."""
    result = group.subjects.get(subject)
    due = result.rates.due if result is not None and result.rates is not None else 0
    return None if result is None else live.formulas(result, str(due))


def _total(group: PivotRow, live: LiveFigures) -> str:
    """Return the mean of a group's unrounded composites as a formula, ``""`` where it is none."""
    counted = {
        subject: one.composite
        for subject, one in group.subjects.items()
        if one.composite is not None
    }
    overall = group.overall
    if overall is None or not counted or overall.composite != mean_of(list(counted.values())):
        return ""
    parts = [own.exact if own else "" for own in (_formulas(group, one, live) for one in counted)]
    if not all(parts):
        return ""
    digits = live.options.digits
    return rounded(f"({'+'.join(parts)})/{len(parts)}", digits.composite, digits.composite_mode)


_MARGINS: Final = "距第一", "距前一名"


def _total_places(
    cells: _Cells, lines: Sequence[tuple[int, PivotRow]], keys: Mapping[str, int], live: LiveFigures
) -> None:
    """Write place and margins by 总评."""
    if live.why_not:
        return
    rows = [row for row, _ in lines]
    totals = [group.overall for _, group in lines]
    figures = [one and one.printed.composite for one in totals]
    places = [one and one.rank for one in totals]
    options = live.options._replace(measure=Measure.COMPOSITE)
    _put_places(cells, rows, (keys[OVERALL], keys[PLACE]), (figures, places), options)
    area, digits = _area(rows, keys[OVERALL]), live.options.digits.composite
    if not keys.keys() >= {*_MARGINS}:  # a further part of the contest
        return
    for row in rows:
        own = address(row, keys[OVERALL])
        cells.put(row, keys["距第一"], f"ROUND(MAX({area})-{own},{digits})")
        better = f'LARGE({area},COUNTIF({area},">"&{own}))'
        cells.put(row, keys["距前一名"], f"ROUND({better}-{own},{digits})")


def _lines(number: int, block: FigureBlock, laid: Laid) -> list[tuple[int, PivotRow]]:
    """Return the groups of a section with their rows."""
    return [
        line
        for piece, together in enumerate(block.together)
        for line in zip(laid.places[number, piece], together, strict=True)
    ]
