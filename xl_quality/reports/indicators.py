"""The sheet 指标完成情况: every target with what was reached, object by object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Formula, Link, Orientation, PrintSetup, Row, Table
from xl_quality.core.facts import joined_sources, places_of
from xl_quality.core.rounding import divide
from xl_quality.reports.looks import (
    CENTER,
    PLAIN,
    TEXT,
    TOTAL_CENTER,
    TOTAL_TEXT,
    header_row,
    note_row,
    sign_off_row,
    title_row,
    wrapped_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.books.tables import Value

SHEET: Final = "指标完成情况"
COLUMNS: Final = (
    *("序号", "对象", "考核范围", "指标", "目标", "实际", "差距", "结果"),
    *("得分", "条款", "数据出处"),
)
_WIDTHS: Final = (6, 20, 24, 27, 14, 12, 13, 9, 8, 7, 25)
_HEADER_ROWS: Final = 3
_POINTS: Final = "I"
_RESULT: Final = 7
_MET: Final = CENTER._replace(color="006100", fill="C6EFCE")
_MISSED: Final = CENTER._replace(color="9C0006", fill="FFC7CE")
_STYLES: Final = (CENTER, TEXT, TEXT, TEXT, *[CENTER] * 6, TEXT)
_TOTALS: Final = (TOTAL_CENTER, TOTAL_TEXT, *[TOTAL_TEXT] * 6, TOTAL_CENTER, *[TOTAL_TEXT] * 2)
_DIGITS: Final = 2
"""Points are shown with at most two decimals."""


class Judged(NamedTuple):
    """
    One indicator of one object.

    Attributes:
        scope: exam, grade, class, subject it is about.
        label, target, actual, gap: the indicator as a clerk reads it; a gap is actual less target.
        met: whether it is on target (达标), None where it only adds or deducts points.
        points: what it earns or costs, None where nothing is scored.
        clause: clause id.
        sources: cells the facts were taken from.
    """

    scope: str
    label: str
    target: str
    actual: str
    gap: str
    met: bool | None
    points: Fraction | None
    clause: str
    sources: Sequence[str]


class Sheaf(NamedTuple):
    """
    All indicators of one object (学校、班级、教师).

    Attributes:
        name: the object; for a person with the school in brackets.
        judged: its indicators, in the order of the clauses.
        verdicts: what was found besides: 优秀, 表彰, 年级集体奖.
    """

    name: str
    judged: Sequence[Judged]
    verdicts: Sequence[str]


def indicators_table(sheaves: Sequence[Sheaf], *, note: str, confidential: bool) -> Table:
    """
    Return the sheet 指标完成情况: A4 across, the header on every page, a summary an object.

    Args:
        sheaves: the objects in their order.
        note: under the title.
        confidential: persons are named.
    """
    width = len(COLUMNS)
    rows: list[Row] = [title_row(SHEET, width), note_row(note, width), header_row(COLUMNS)]
    merges = [(row, 0, row, width - 1) for row in (0, 1)]
    number = 0
    for sheaf in sheaves:
        first = len(rows) + 1
        for judged in sheaf.judged:
            number += 1
            rows.append(_row(number, sheaf.name, judged))
        rows.append(_summary(sheaf, first, len(rows)))
        merges.append((len(rows) - 1, 2, len(rows) - 1, 7))
    rows.append(Row((None,) * width, (PLAIN,) * width))
    rows.append(sign_off_row(width))
    merges.append((len(rows) - 1, 0, len(rows) - 1, width - 1))
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=merges,
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
        confidential=confidential,
    )


def _row(number: int, name: str, judged: Judged) -> Row:
    verdict = {True: "达标", False: "未达标", None: None}[judged.met]
    values: tuple[Value, ...] = (
        number,
        name,
        judged.scope or None,
        judged.label,
        judged.target,
        judged.actual,
        judged.gap,
        verdict,
        None if judged.points is None else _points(judged.points),
        judged.clause,
        _source(judged.sources),
    )
    look = {True: _MET, False: _MISSED, None: CENTER}[judged.met]
    styles = (*_STYLES[:_RESULT], look, *_STYLES[_RESULT + 1 :])
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, styles, wrapped_height(texts, _WIDTHS))


def _summary(sheaf: Sheaf, first: int, last: int) -> Row:
    """Say how many are on target, and add the points with a live SUM."""
    told = [one for one in sheaf.judged if one.met is not None]
    parts = []
    if told:
        met = sum(bool(one.met) for one in told)
        parts.append(f"{len(told)}项中达标{met}项，未达标{len(told) - met}项")
    if sheaf.verdicts:
        parts.append(f"认定：{'、'.join(sheaf.verdicts)}")
    scored = [_points(one.points) for one in sheaf.judged if one.points is not None]
    total = Formula(f"SUM({_POINTS}{first}:{_POINTS}{last})", sum(scored)) if scored else None
    values = (None, sheaf.name, "；".join(parts), *[None] * 5, total, None, None)
    return Row(values, _TOTALS, wrapped_height(values[:2], _WIDTHS, 20))


def _points(points: Fraction) -> int | Decimal:
    if points.denominator == 1:
        return points.numerator
    return divide(points.numerator, points.denominator, _DIGITS)


def _source(sources: Sequence[str]) -> Value:
    """Return the cells as a link to the first of them that is one: ``指标!C3、D3``."""
    text = joined_sources(sources)
    for sheet, cells in places_of(text):
        return Link(text, f"{sheet}!{cells.partition('、')[0]}")
    return text or None
