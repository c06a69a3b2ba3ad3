"""The sheet 警示名单: whom a consequence other than money hits, why, and room to decide."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Link, Orientation, PrintSetup, Row, Style, Table
from xl_quality.reports.basis import source_link
from xl_quality.reports.looks import (
    CENTER,
    TEXT,
    header_row,
    note_row,
    sign_off_row,
    title_row,
    wrapped_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.tables import Value

SHEET: Final = "警示名单"
COLUMNS: Final = (
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
_WIDTHS: Final = (6, 14, 18, 12, 8, 62, 20, 20, 12)
_STYLES: Final = (CENTER, TEXT, TEXT, TEXT, CENTER._replace(wrap=True), TEXT, TEXT, TEXT, CENTER)
_GROUP: Final = Style(bold=True, border=True, fill="FCE4D6")
_HEADER_ROWS: Final = 3
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
    sources: tuple[str, ...]


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
    width = len(COLUMNS)
    rows = [title_row(title, width), note_row(note, width), header_row(COLUMNS)]
    bands: list[int] = []
    number = 0
    for place, (name, members) in enumerate(_by_name(warned)):
        bands.append(len(rows))
        label = f"{_numeral(place)}、{name}（{len(members)}）"
        rows.append(Row((label, *[None] * (width - 1)), (_GROUP,) * width, 22))
        rows += [_row(number + i, one) for i, one in enumerate(members, start=1)]
        number += len(members)
    rows += [Row((None,) * width, (Style(),) * width), *_closing(width)]
    last = len(rows) - 1
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
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


def _row(number: int, one: Warned) -> Row:
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
    return Row(values, _STYLES, wrapped_height(texts, _WIDTHS, _LEAST))


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
