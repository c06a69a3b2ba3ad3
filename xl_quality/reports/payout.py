"""The sheet 奖惩兑现表: who gets or owes what for which clause, ready to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Align, Formula, PrintSetup, Row, Style, Table
from xl_quality.core.money import rmb_upper
from xl_quality.reports.looks import (
    CENTER,
    MONEY,
    PLAIN,
    TEXT,
    TOTAL_CENTER,
    TOTAL_MONEY,
    TOTAL_TEXT,
    header_row,
    note_row,
    sign_off_row,
    title_row,
    wrapped_height,
)
from xl_quality.reports.shown import shown_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.schemes.payable import PayoutLine

SHEET: Final = "奖惩兑现表"
COLUMNS: Final = (
    "序号",
    "兑现对象",
    "条款",
    "事由",
    "奖励（元）",
    "惩扣（元）",
    "净额（元）",
    "签名",
)
_WIDTHS: Final = (6, 16, 7, 52, 12, 12, 12, 12)
_STYLES: Final = (CENTER, TEXT, CENTER, TEXT, MONEY, MONEY, MONEY, CENTER)
_TOTAL_STYLES: Final = (
    TOTAL_CENTER, TOTAL_TEXT, TOTAL_CENTER, TOTAL_TEXT, TOTAL_MONEY, TOTAL_MONEY, TOTAL_MONEY,
    TOTAL_CENTER,
)  # fmt: skip
_BY_HAND, _CONFLICT = "FFF2CC", "F8CBAD"
_LEGEND: Final = (
    (
        "conflict",
        _CONFLICT,
        "【既奖又罚】（橙底）：参评单位少，同一结果既奖又罚，请核定是否都执行。",
    ),
    (
        "by_hand",
        _BY_HAND,
        "事由写“手工填报”的（黄底）：金额由人填报，不是程序算出的，请核对批准手续。",
    ),
)
"""Attribute of a line, its colour, and what the note under the table says of it."""
NOTHING: Final = "按方案各条计算，本次没有应兑现的奖励和惩扣；各条的计算过程见“计算依据”。"
NOTHING_SO_FAR: Final = (
    "本次没有应兑现的奖励和惩扣；没有计算的条款、已经兑现的各项见表下，计算过程见“计算依据”。"
)
_REWARD, _PENALTY, _NET = "E", "F", "G"
_HEADER_ROWS: Final = 3
_SUM_ARGUMENTS: Final = 200
"""Excel takes 255 arguments in one SUM."""


class Heading(NamedTuple):
    """
    What stands around the payout sheet.

    Attributes:
        title: over it.
        note: unit, scheme, exams and date, under the title.
        remarks: notes under the table, beside those that explain the colours.
        gaps: clauses could not be reckoned, or were paid before: no line does not mean nothing.
    """

    title: str
    note: str
    remarks: tuple[str, ...] = ()
    gaps: bool = False


def payout_table(lines: Sequence[PayoutLine], heading: Heading) -> Table:
    """
    Return the payout sheet (奖惩兑现表), grouped by payee, totals as live SUM formulas.

    Lines of which reward and penalty hit one result, and amounts entered by hand, are marked by
    words and colour, and a note under the table says what that means.

    Args:
        lines: what is paid, a clause a line; payees stand in order of first appearance.
        heading: title, and unit, scheme and date under it.
    """
    width = len(COLUMNS)
    rows: list[Row] = [
        title_row(heading.title, width),
        note_row(heading.note, width, sum(_WIDTHS)),
        header_row(COLUMNS),
    ]
    merged = [0, 1, *(() if lines else (_HEADER_ROWS,))]
    rows += _body(lines, NOTHING_SO_FAR if heading.gaps else NOTHING)
    merged.append(len(rows))
    amount = sum(line.reward - line.penalty for line in lines)
    rows.append(_words(f"合计人民币（大写）：{rmb_upper(amount)}", width))
    notes = [text for name, _, text in _LEGEND if any(getattr(line, name) for line in lines)]
    for text in (*notes, *heading.remarks):
        merged.append(len(rows))
        rows.append(_remark(text, width))
    merged.append(len(rows) + 1)
    rows += [Row((None,) * width, (PLAIN,) * width), sign_off_row(width)]
    last = len(rows) - 1
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in merged],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1), area=(0, 0, last, width - 1)),
    )


def _body(lines: Sequence[PayoutLine], nothing: str) -> list[Row]:
    """Return the lines with a subtotal behind each payee's, and the total; *nothing* if none."""
    rows: list[Row] = []
    subtotals: list[int] = []
    number = 0
    for payee, own in by_payee(lines).items():
        first = _HEADER_ROWS + len(rows) + 1
        rows += [_line(number + i, first - 1 + i, line) for i, line in enumerate(own, start=1)]
        rows.append(_subtotal(payee, own, first, first + len(own) - 1))
        subtotals.append(_HEADER_ROWS + len(rows))
        number += len(own)
    if not lines:
        rows.append(Row((nothing, *[None] * (len(COLUMNS) - 1)), (TEXT,) * len(COLUMNS), 26))
    return [*rows, _total(lines, subtotals)]


def by_payee(lines: Iterable[PayoutLine]) -> Mapping[str, list[PayoutLine]]:
    """Return the lines of each payee, in order of first appearance."""
    grouped: dict[str, list[PayoutLine]] = {}
    for line in lines:
        grouped.setdefault(line.payee, []).append(line)
    return grouped


def _line(number: int, row: int, line: PayoutLine) -> Row:
    net = Formula(f"{_REWARD}{row}-{_PENALTY}{row}", shown_yuan(line.reward - line.penalty))
    values: tuple[Value, ...] = (
        number,
        line.payee,
        line.clause,
        f"【既奖又罚】{line.why}" if line.conflict else line.why,
        shown_yuan(line.reward) if line.reward else None,
        shown_yuan(line.penalty) if line.penalty else None,
        net,
        None,
    )
    return Row(values, _marked(line), wrapped_height(values, _WIDTHS))


def _marked(line: PayoutLine) -> tuple[Style, ...]:
    for name, colour, _ in _LEGEND:
        if getattr(line, name):
            return tuple(style._replace(fill=colour) for style in _STYLES)
    return _STYLES


def _subtotal(payee: str, lines: Sequence[PayoutLine], first: int, last: int) -> Row:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    amounts = ((_REWARD, reward), (_PENALTY, penalty), (_NET, reward - penalty))
    sums = [Formula(f"SUM({c}{first}:{c}{last})", shown_yuan(fen)) for c, fen in amounts]
    values = (None, payee, None, f"小计（{len(lines)} 项）", *sums, None)
    return Row(values, _TOTAL_STYLES, wrapped_height(values, _WIDTHS, 20))


def _total(lines: Sequence[PayoutLine], subtotals: Sequence[int]) -> Row:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    amounts = ((_REWARD, reward), (_PENALTY, penalty), (_NET, reward - penalty))
    sums = [Formula(_sum_of(column, subtotals), shown_yuan(fen)) for column, fen in amounts]
    return Row((None, "合计", None, f"共 {len(lines)} 项", *sums, None), _TOTAL_STYLES, 22)


def _sum_of(column: str, rows: Sequence[int]) -> str:
    """Add the subtotals, in as many SUMs as Excel's limit on arguments asks for."""
    cells = [f"{column}{row}" for row in rows] or ["0"]
    parts = [cells[i : i + _SUM_ARGUMENTS] for i in range(0, len(cells), _SUM_ARGUMENTS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts)


def _words(text: str, width: int) -> Row:
    style = Style(size=12, align=Align.LEFT)
    return Row((text, *[None] * (width - 1)), (style,) * width, 26)


def _remark(text: str, width: int) -> Row:
    style = Style(size=10, align=Align.LEFT, wrap=True)
    height = wrapped_height([text], [sum(_WIDTHS)])
    return Row((text, *[None] * (width - 1)), (style,) * width, height)
