"""The sheet 指标完成情况: every target with what was reached, object by object.

The sheet 警示名单: whom a consequence other than money hits, why, and room to decide.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Formula, Link, Orientation, PrintSetup, Row, Style, Table
from xl_quality.core.facts import joined_sources
from xl_quality.core.options import divide
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
from xl_quality.reports.payout import source_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.books.tables import Value
    from xl_quality.core.facts import Source

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
    sources: Sequence[Source]


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


def _source(sources: Sequence[Source]) -> Value:
    """Return the cells as a link to the first of them that is one: ``指标!C3、D3``."""
    known = joined_sources(sources)
    return Link(str(known), str(known.cells[0])) if known.cells else str(known) or None


WARNING_LIST_SHEET: Final = "警示名单"
WARNING_LIST_COLUMNS: Final = (
    "序号",
    "对象",
    "所在单位",
    "针对",
    "条款",
    "事由（括号内为数据所在单元格）",
    "数据出处",
    "处理意见",
    "签字",
)
_WARNING_LIST_WIDTHS: Final = (6, 14, 18, 12, 8, 62, 20, 20, 12)
_WARNING_LIST_STYLES: Final = (
    CENTER,
    TEXT,
    TEXT,
    TEXT,
    CENTER._replace(wrap=True),
    TEXT,
    TEXT,
    TEXT,
    CENTER,
)
_GROUP: Final = Style(bold=True, border=True, fill="FCE4D6")
_LEAST: Final = 34.0
"""Points: room for a signature."""
_NUMERALS: Final = "一二三四五六七八九十"


class Ground(NamedTuple):
    """
    One reason for a consequence.

    Attributes:
        clause: its id.
        why: one sentence: the facts with their cells, what follows.
        sources: the cells.
    """

    clause: str
    why: str
    sources: tuple[Source, ...]


class Warned(NamedTuple):
    """
    One consequence for one person or unit (处理对象).

    Attributes:
        name: the consequence, e.g. 诫勉谈话.
        subject: person or unit.
        unit: where a person works, ``""`` = not known or the subject itself.
        role: who is meant: 校长、主任, 教师.
        grounds: every reason, in the order of the clauses.
        also: other consequences for the same person or unit.
    """

    name: str
    subject: str
    unit: str
    role: str
    grounds: tuple[Ground, ...]
    also: tuple[str, ...] = ()


def warning_table(warned: Sequence[Warned], *, title: str, note: str) -> Table:
    """
    Return the sheet 警示名单, a block of rows for each consequence.

    Args:
        warned: those of one consequence beside each other, the gravest consequence first.
        title: over the table.
        note: under the title.
    """
    width = len(WARNING_LIST_COLUMNS)
    rows = [title_row(title, width), note_row(note, width), header_row(WARNING_LIST_COLUMNS)]
    bands: list[int] = []
    number = 0
    for place, (name, members) in enumerate(_by_name(warned)):
        bands.append(len(rows))
        label = f"{_numeral(place)}、{name}（{len(members)}）"
        rows.append(Row((label, *[None] * (width - 1)), (_GROUP,) * width, 22))
        rows += [_warning_list_row(number + i, one) for i, one in enumerate(members, start=1)]
        number += len(members)
    rows += [Row((None,) * width, (Style(),) * width), *_closing(width)]
    last = len(rows) - 1
    return Table(
        WARNING_LIST_SHEET,
        rows,
        widths=_WARNING_LIST_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1, *bands, last - 1, last)],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(
            Orientation.LANDSCAPE,
            title_rows=(0, _HEADER_ROWS - 1),
            area=(0, 0, last, width - 1),
        ),
        confidential=True,
    )


def _by_name(warned: Iterable[Warned]) -> list[tuple[str, list[Warned]]]:
    return [(name, list(own)) for name, own in groupby(warned, key=lambda one: one.name)]


def _numeral(place: int) -> str:
    """Return the number of a block as offices write it: 一, 十一.

    >>> _numeral(0), _numeral(10)
    ('一', '十一')
    """
    tens, ones = divmod(place, len(_NUMERALS))
    return ("十" if tens else "") + _NUMERALS[ones]


def _warning_list_row(number: int, one: Warned) -> Row:
    clauses = "\n".join(dict.fromkeys(ground.clause for ground in one.grounds))
    values: tuple[Value, ...] = (
        number,
        one.subject,
        one.unit or None,
        one.role or None,
        clauses,
        _reasons(one),
        source_link(source for ground in one.grounds for source in ground.sources),
        None,
        None,
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _WARNING_LIST_STYLES, wrapped_height(texts, _WARNING_LIST_WIDTHS, _LEAST))


def _reasons(one: Warned) -> str:
    several = len(one.grounds) > 1
    lines = [
        f"（{number}）{ground.clause}　{ground.why}" if several else ground.why
        for number, ground in enumerate(one.grounds, start=1)
    ]
    if one.also:
        lines.append(f"另列入：{'、'.join(one.also)}")
    return "\n".join(lines)


def _closing(width: int) -> list[Row]:
    text = "本名单由统计数据按方案条款生成，处理意见由负责人研究确定后填写。内部资料，请勿外传。"
    remark = Row((text, *[None] * (width - 1)), (Style(size=12),) * width, 26)
    return [remark, sign_off_row(width)]
