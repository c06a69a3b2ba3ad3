"""The sheet 计算依据: every case of every clause with its reasons, also those that pay nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Link, Orientation, PrintSetup, Row, Table
from xl_quality.core.facts import places_of
from xl_quality.reports.looks import (
    CENTER,
    MONEY,
    TEXT,
    display_width,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)
from xl_quality.reports.shown import shown_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xl_quality.books.tables import Value

SHEET: Final = "计算依据"
COLUMNS: Final = ("序号", "条款", "项目", "对象", "计算过程", "金额（元）", "其他结果", "数据出处")
_WIDTHS: Final = (6, 7, 18, 26, 62, 12, 16, 24)
_STYLES: Final = (CENTER, CENTER, TEXT, TEXT, TEXT, MONEY, TEXT, TEXT)
_SMALL: Final = tuple(style._replace(size=9) for style in _STYLES)
_SMALLER: Final = 11 / 9
"""So many more characters and lines fit in the same room."""
_HEADER_ROWS: Final = 3
_ABOUT, _WHY = 3, 4
_FULL_CELL: Final = 1800
"""Latin characters in one cell of short reasons: a row of these stays well below Excel's limit."""
_SOURCES: Final = re.compile(r"（[^（）]*）")


class Reason(NamedTuple):
    """
    One line of the reasons.

    Attributes:
        clause, title: clause id and what it is called.
        about: the case: unit, exam, subject.
        why: facts and sum in one sentence.
        amount: fen, None where the clause pays no money.
        outcome: what else follows, e.g. 末位交流：….
        sources: cells the facts were taken from, ``sheet!cell``.
        follows: something is to be done or paid; the others stand together, in short.
    """

    clause: str
    title: str
    about: str
    why: str
    amount: int | None
    outcome: str
    sources: Sequence[str]
    follows: bool = True


def basis_table(
    reasons: Sequence[Reason], *, title: str, note: str, remarks: Sequence[str] = ()
) -> Table:
    """
    Return the sheet of reasons (计算依据).

    Cases from which something follows have a row each, with the whole sum. The others stand
    behind them, many in a row: what was looked up, the figures, and the first cell of each.

    Args:
        reasons: in the order of the scheme's clauses.
        title: over the table.
        note: under the title.
        remarks: lines behind the last reason, e.g. which clauses were not reckoned.
    """
    width = len(COLUMNS)
    rows = [title_row(title, width), note_row(note, width, sum(_WIDTHS)), header_row(COLUMNS)]
    full = [reason for reason in reasons if reason.follows]
    rows += [_row(number, reason) for number, reason in enumerate(full, start=1)]
    first_short = len(rows)
    rows += _short_rows(reasons, len(full))
    last_short = len(rows)
    rows += [_remark(text, width) for text in remarks]
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=[
            *((row, 0, row, width - 1) for row in (0, 1)),
            *((row, _ABOUT, row, _WHY) for row in range(first_short, last_short)),
            *((row, 0, row, width - 1) for row in range(last_short, len(rows))),
        ],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
    )


def _remark(text: str, width: int) -> Row:
    height = wrapped_height([text], [sum(_WIDTHS)])
    return Row((text, *[None] * (width - 1)), (TEXT,) * width, height)


def _row(number: int, reason: Reason) -> Row:
    values: tuple[Value, ...] = (
        number,
        reason.clause,
        reason.title,
        reason.about,
        reason.why,
        None if reason.amount is None else shown_yuan(reason.amount),
        reason.outcome or None,
        source_link(reason.sources),
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _STYLES, wrapped_height(texts, _WIDTHS))


def source_link(sources: Iterable[str]) -> Value:
    """
    Return the cells as a link to the first of them; where none is a cell, what is known.

    A sheet is named once, so that the cells of a reason fit their column.

    >>> source_link(["教师排名", "县名次!E14", "历次!D5、D9", "县名次!D14"])
    Link(text='县名次!E14、D14；历次!D5、D9', target='县名次!E14')
    """
    known = list(dict.fromkeys(sources))
    by_sheet: dict[str, list[str]] = {}
    for sheet, cells in (place for source in known for place in places_of(source)):
        by_sheet.setdefault(sheet, []).extend(cells.split("、"))
    if not by_sheet:
        return "；".join(known) or None
    parts = [f"{sheet}!{'、'.join(dict.fromkeys(own))}" for sheet, own in by_sheet.items()]
    return Link("；".join(parts), parts[0].partition("、")[0])


def _short_rows(reasons: Sequence[Reason], number: int) -> Iterator[Row]:
    """Yield rows of the cases from which nothing follows, by clause, rule and result."""
    together: dict[tuple[str, str, bool, str], list[Reason]] = {}
    for reason in reasons:
        if not reason.follows:
            key = (reason.clause, reason.title, reason.amount is not None, reason.outcome)
            together.setdefault(key, []).append(reason)
    for (clause, title, money, outcome), members in together.items():
        result = outcome or ("不奖不罚" if money else "不作处理")
        for part in _parts(f"另有 {len(members)} 例{result}：", members):
            number += 1
            amount = shown_yuan(0) if money else None
            values: tuple[Value, ...] = (number, clause, title, part, None, amount, result, None)
            room = (_WIDTHS[_ABOUT] + _WIDTHS[_WHY]) * _SMALLER
            yield Row(values, _SMALL, max(18.0, wrapped_height([part], [room]) / _SMALLER))


def _parts(head: str, members: Sequence[Reason]) -> Iterator[str]:
    """Join what was looked up, unit by unit, a cell's fill at a time.

    柳溪小学：县统考 英语 全县第9名［县名次!D27］；县统考 科学 …
    """
    units: dict[str, list[Reason]] = {}
    for one in members:
        units.setdefault(one.about.partition(" ")[0], []).append(one)
    part, told = head, ""
    for unit, own in units.items():
        for one in own:
            text = _short(one, unit)
            if display_width(part) + display_width(unit + text) > _FULL_CELL:
                yield part.rstrip("；")
                part, told = "（续）", ""
            part += f"{text}；" if unit == told else f"{unit}：{text}；"
            told = unit
    yield part.rstrip("；")


def _short(reason: Reason, unit: str) -> str:
    """Return case, figures and first cell, without the unit."""
    facts = _without_sources(reason.why.rpartition("：")[0]).removeprefix(f"{unit}，")
    cell = next((source for source in reason.sources if "!" in source), "")
    about = reason.about.partition(" ")[2]
    return f"{about} {facts}{f'［{cell}］' if cell else ''}".strip()


def _without_sources(text: str) -> str:
    """Return a reason without what stands in brackets.

    >>> _without_sources("全县第9名（县名次!D27），教师名次1（教师排名（跨年级））")
    '全县第9名，教师名次1'
    """
    while (shorter := _SOURCES.sub("", text)) != text:
        text = shorter
    return text
