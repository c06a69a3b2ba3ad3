"""The sheet 教师排名: every teacher in every subject taught, ranked within grade and subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Orientation, PrintSetup, Row, Table
from xl_quality.reports.figures import FIGURES, figure_styles, figure_values
from xl_quality.reports.looks import (
    CENTER,
    fitted,
    header_row,
    note_row,
    score_style,
    title_row,
)
from xl_quality.reports.pivot import exam_of, grade_place
from xl_quality.reports.shown import shown_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.options import Digits
    from xl_quality.core.ranking import Rank
    from xl_quality.core.results import GroupResult

SHEET: Final = "教师排名"
COLUMNS: Final = ("考试", "年级", "学科", "名次", "教师", "学校", *FIGURES, "距第一")
_HEADER_ROWS: Final = 3
_NAMED: Final = 6
_WIDTHS: Final = (7, 7, *[9] * 7)
"""Of the figures and the gap: numbers of pupils are short."""


def teachers_table(
    results: Sequence[GroupResult], digits: Digits, *, title: str, note: str
) -> Table:
    """
    Return the ranking of teachers (教师排名表), a line a teacher and subject.

    Args:
        results: at teacher level, ranked.
        digits: decimals of the printed figures.
        title: over the table.
        note: under the title.
    """
    width = len(COLUMNS)
    styles = _styles(digits)
    body = [Row(_values(result, digits), styles) for result in sorted(results, key=_place)]
    names = zip(COLUMNS[:_NAMED], *(row.values[:_NAMED] for row in body), strict=True)
    return Table(
        SHEET,
        [title_row(title, width), note_row(note, width), header_row(COLUMNS), *body],
        widths=[*map(fitted, names), *_WIDTHS],
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, _NAMED - 1),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
    )


def _place(result: GroupResult) -> tuple[str, tuple[int, str], str, bool, Rank]:
    rank = result.rank
    grade = grade_place(result.group.grade)
    return exam_of(result), grade, result.subject, rank is None, rank or 0


def _styles(digits: Digits) -> tuple[Style, ...]:
    return (*(CENTER,) * _NAMED, *figure_styles(digits), score_style(digits.composite))


def _values(result: GroupResult, digits: Digits) -> tuple[Value, ...]:
    group = result.group
    return (
        exam_of(result),
        group.grade,
        result.subject,
        shown_rank(result.rank),
        group.teacher,
        group.school,
        *figure_values(result, digits),
        result.gap_to_first,
    )
