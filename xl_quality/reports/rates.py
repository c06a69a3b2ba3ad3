"""The sheet 四率统计: mean and rates of every group, subjects side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Orientation, PrintSetup, Row, Table
from xl_quality.core.grouping import WHOLE
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    fitted,
    header_row,
    note_row,
    rate_style,
    score_style,
    title_row,
)
from xl_quality.reports.pivot import names_of, pivot, subjects_of
from xl_quality.reports.shown import shown_rank, shown_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult
    from xl_quality.reports.pivot import PivotRow

SHEET: Final = "四率统计"
FIGURES: Final = ("实考", "平均分", "及格率", "优秀率", "低分率", "综合分", "名次")
_SUBJECTS_A_PAGE: Final = 3
_FIRST_HEADER: Final = 2
_FIGURE_WIDTH: Final = 8.5


def rates_table(results: Sequence[GroupResult], digits: Digits, *, title: str, note: str) -> Table:
    """
    Return the sheet of mean and rates (四率统计表).

    Args:
        results: of any levels, in the order they are to stand.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title, e.g. which pupils count.
    """
    rows = pivot(results)
    names, subjects = names_of(rows), subjects_of(rows)
    keys = [column.title for column in names] or ["范围"]
    width = len(keys) + len(FIGURES) * len(subjects)
    top: list[Value] = list(keys)
    for subject in subjects:
        top += [subject, *[None] * (len(FIGURES) - 1)]
    styles = (CENTER,) * len(keys) + _figure_styles(digits) * len(subjects)
    body = [
        Row((*([column.of(row) for column in names] or [WHOLE]), *_figures(row, subjects)), styles)
        for row in rows
    ]
    head = [title_row(title, width), note_row(note, width), header_row(top)]
    labels = (*[None] * len(keys), *FIGURES * len(subjects))
    return Table(
        SHEET,
        [*head, header_row(labels), *body],
        widths=[
            *[fitted([key, *(row.values[i] for row in body)]) for i, key in enumerate(keys)],
            *[_FIGURE_WIDTH] * (width - len(keys)),
        ],
        merges=_merges(len(keys), len(subjects), width),
        freeze=(_FIRST_HEADER + 2, len(keys)),
        print_setup=PrintSetup(
            Orientation.LANDSCAPE,
            title_rows=(0, _FIRST_HEADER + 1),
            title_columns=(0, len(keys) - 1),
            pages_wide=max(1, -(-len(subjects) // _SUBJECTS_A_PAGE)),
        ),
    )


def _figure_styles(digits: Digits) -> tuple[Style, ...]:
    rate = rate_style(digits.rate)
    mean, composite = score_style(digits.mean), score_style(digits.composite)
    return COUNT, mean, rate, rate, rate, composite, CENTER


def _figures(row: PivotRow, subjects: Sequence[str]) -> list[Value]:
    values: list[Value] = []
    for subject in subjects:
        result = row.subjects.get(subject)
        values += [None] * len(FIGURES) if result is None else _subject_figures(result)
    return values


def _subject_figures(result: GroupResult) -> list[Value]:
    printed = result.printed
    return [
        result.rates.scored if result.rates else None,
        printed.mean,
        shown_share(printed.pass_rate),
        shown_share(printed.excellent_rate),
        shown_share(printed.low_rate),
        printed.composite,
        shown_rank(result.rank),
    ]


def _merges(keys: int, subjects: int, width: int) -> list[tuple[int, int, int, int]]:
    first, second = _FIRST_HEADER, _FIRST_HEADER + 1
    spans = [(0, 0, 0, width - 1), (1, 0, 1, width - 1)] if width > 1 else []
    spans += [(first, column, second, column) for column in range(keys)]
    for number in range(subjects):
        start = keys + number * len(FIGURES)
        spans.append((first, start, first, start + len(FIGURES) - 1))
    return spans
