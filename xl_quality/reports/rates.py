"""The sheet 四率统计: mean and rates of every group, subjects side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Orientation, PrintSetup, Row, Table
from xl_quality.reports.blocks import Block, key_widths, stacked
from xl_quality.reports.figures import FIGURES, figure_styles, figure_values
from xl_quality.reports.looks import CENTER
from xl_quality.reports.pivot import blocks, names_of, pivot, subjects_of
from xl_quality.reports.shown import shown_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult
    from xl_quality.reports.pivot import Names, PivotRow

SHEET: Final = "四率统计"
COLUMNS: Final = (*FIGURES, "名次")
_SUBJECTS_ON_ONE: Final = 2
_SUBJECTS_A_PAGE: Final = 2
_SCALE: Final = 70
"""Up to two subjects are fitted onto one page; of more, two a page stay readable."""
_WIDTHS: Final = (6, 6, *[8.5] * 6, 6)
"""Of `COLUMNS`: numbers of pupils and places are short."""


def rates_table(results: Sequence[GroupResult], digits: Digits, *, title: str, note: str) -> Table:
    """
    Return the sheet of mean and rates (四率统计表).

    Grades with the same subjects stand under one two-row header; others follow in a block of
    their own.

    Args:
        results: of any levels, in the order they are to stand.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title, e.g. which pupils count.
    """
    rows = pivot(results)
    names = names_of(rows)
    parts = [_block(block, names, digits) for block in blocks(rows)]
    keys, most = len(names), max((len(part.subjects) for part in parts), default=0)
    first_page = keys + len(COLUMNS) * (most if most <= _SUBJECTS_ON_ONE else _SUBJECTS_A_PAGE)
    stack = stacked(parts, title, note, first_page)
    return Table(
        SHEET,
        stack.rows,
        widths=[*key_widths(parts), *_WIDTHS * most],
        merges=stack.merges,
        freeze=(stack.repeated + 1, keys),
        print_setup=_print_setup(keys, most, stack.repeated),
    )


def _print_setup(keys: int, subjects: int, repeated: int) -> PrintSetup:
    if subjects <= _SUBJECTS_ON_ONE:
        return PrintSetup(Orientation.LANDSCAPE, title_rows=(0, repeated))
    starts = range(_SUBJECTS_A_PAGE, subjects, _SUBJECTS_A_PAGE)
    return PrintSetup(
        Orientation.LANDSCAPE,
        title_rows=(0, repeated),
        title_columns=(0, keys - 1),
        column_breaks=[keys + number * len(COLUMNS) for number in starts],
        scale=_SCALE,
    )


def _block(groups: Sequence[PivotRow], names: Sequence[Names], digits: Digits) -> Block:
    subjects = subjects_of(groups)
    styles = (CENTER,) * len(names) + (*figure_styles(digits), CENTER) * len(subjects)
    body = [
        Row((*(column.of(row) for column in names), *_figures(row, subjects, digits)), styles)
        for row in groups
    ]
    return Block([column.title for column in names], subjects, COLUMNS, body)


def _figures(row: PivotRow, subjects: Sequence[str], digits: Digits) -> list[Value]:
    values: list[Value] = []
    for subject in subjects:
        result = row.subjects.get(subject)
        values += (
            [None] * len(COLUMNS)
            if result is None
            else (*figure_values(result, digits), shown_rank(result.rank))
        )
    return values
