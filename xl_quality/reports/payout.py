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
_REWARD, _PENALTY, _NET = "E", "F", "G"
_HEADER_ROWS: Final = 3
_SUM_ARGUMENTS: Final = 200
"""Excel takes 255 arguments in one SUM."""


class Heading(NamedTuple):
    """What stands over the payout sheet."""

    title: str
    note: str


def payout_table(lines: Sequence[PayoutLine], heading: Heading) -> Table:
    """
    Return the payout sheet (奖惩兑现表), grouped by payee, totals as live SUM formulas.

    Args:
        lines: what is paid, a clause a line; payees stand in order of first appearance.
        heading: title, and unit, scheme and date under it.
    """
    width = len(COLUMNS)
    rows: list[Row] = [
        title_row(heading.title, width),
        note_row(heading.note, width),
        header_row(COLUMNS),
    ]
    subtotals: list[int] = []
    number = 0
    for payee, own in by_payee(lines).items():
        first = len(rows) + 1
        rows += [_line(number + i, first - 1 + i, line) for i, line in enumerate(own, start=1)]
        rows.append(_subtotal(payee, own, first, len(rows)))
        subtotals.append(len(rows))
        number += len(own)
    rows.append(_total(lines, subtotals))
    amount = sum(line.reward - line.penalty for line in lines)
    rows.append(_words(f"合计人民币（大写）：{rmb_upper(amount)}", width))
    rows.append(Row((None,) * width, (PLAIN,) * width))
    rows.append(
        _words(
            "制表：              审核：              负责人：              日期：    年   月   日",
            width,
        )
    )
    last = len(rows) - 1
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1, last - 2, last)],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1), area=(0, 0, last, width - 1)),
    )


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
        line.why,
        shown_yuan(line.reward) if line.reward else None,
        shown_yuan(line.penalty) if line.penalty else None,
        net,
        None,
    )
    return Row(values, _STYLES, wrapped_height(values, _WIDTHS))


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
