"""A slip a payee (兑现通知单): every line with its clause and reason, to be cut and given out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import CONFIDENTIAL, Align, Formula, PrintSetup, Row, Style, Table
from xl_quality.core.grouping import grouped
from xl_quality.core.money import rmb_upper
from xl_quality.reports.frame import (
    CENTER,
    MONEY,
    NOTE,
    TEXT,
    TOTAL_CENTER,
    TOTAL_MONEY,
    TOTAL_TEXT,
    Column,
    WideLine,
    header_row,
    listed,
    shown_yuan,
    wide,
    widths_of,
)
from xl_quality.reports.paper import (
    MOST_BREAKS,
    ReportSection,
    RowStack,
    laid_out,
    page_height,
    scale_for,
    stacked,
)
from xl_quality.reports.payout import (
    PAYROLL,
    gains,
    is_payroll,
    numerals_of,
    paid_for,
    roomy,
    sum_of,
)
from xl_quality.schemes.payout_lines import PayoutLine, sums

if TYPE_CHECKING:
    from decimal import Decimal

    from xl_quality.reports.paper import Laid

SHEET: Final = "兑现通知单"
_SLIP: Final = f"奖惩{SHEET}"
_TITLE: Final = Style(bold=True, size=14, font="黑体", align=Align.CENTER)
_WHOM: Final = Style(size=11, wrap=True)
_CUT: Final = Style(size=10, color="808080", align=Align.CENTER)
_CUT_LINE: Final = "－－－－－－－－－－－－－－　裁　剪　线　－－－－－－－－－－－－－－"
_SIGNS: Final = "（签名）：　　　　　　　经办人：　　　　　　　日期：　　　年　　月　　日"
_SEALED: Final = 3  # Place of the row for the seal among those that close a slip
_SEAL: Final = "（单位盖章）"
_SEALS: Final = _WHOM._replace(align=Align.RIGHT)  # away from where the payee signs
_TO_SIGN: Final = 26.0
_ROOM_TO_SEAL: Final = 110.0
"""Points that the row of the seal may have: a round one is 4 cm across."""


class SlipHeading(NamedTuple):
    """What stands on every slip."""

    office: str  # who pays (单位名称), ``""`` = not said
    basis: str  # the scheme's title
    day: str  # it was computed on, as it is printed
    clauses: Mapping[str, str]  # what each clause is called, by its id


class _Slip(NamedTuple):
    """One slip: the number of its payee as in 兑现汇总表, his unit, his name, his lines."""

    number: int
    unit: str
    payee: str
    lines: Sequence[PayoutLine]


class _Entry(NamedTuple):
    """A line with what its clause is called."""

    line: PayoutLine
    title: str

    @property
    def clause(self) -> str:
        """Return the clause with its title, e.g. A7 全县统考."""
        return f"{self.line.clause} {self.title}".strip()

    @property
    def reward(self) -> Decimal | None:
        """Return the reward in yuan, None where there is none."""
        return shown_yuan(self.line.reward) if self.line.reward else None

    @property
    def penalty(self) -> Decimal | None:
        """Return the penalty in yuan, None where there is none."""
        return shown_yuan(self.line.penalty) if self.line.penalty else None


_COLUMNS: Final[tuple[Column[_Entry], ...]] = (
    Column("序号", None, CENTER, 6),
    Column("条款", lambda one: one.clause, TEXT, 22),
    Column("事由", lambda one: one.line.plain or one.line.why, TEXT, 46),
    Column("奖励（元）", lambda one: one.reward, MONEY, 13),
    Column("惩扣（元）", lambda one: one.penalty, MONEY, 13),
)
_WIDTHS: Final = tuple(widths_of(_COLUMNS))


def slips_tables(lines: Sequence[PayoutLine], heading: SlipHeading) -> list[Table]:
    """Return the slips, several a page where they fit, by unit and payee as in 兑现汇总表.

    They stand on one sheet, or on as many as Excel needs (`MOST_BREAKS`), numbered; a slip stands
    whole on one of them. What they leave of a page is room for the seal.

    What a slip adds up, its net amount and the numerals of it (大写) are live formulas. Who has to
    pay (缴款人) reads how much without a sign. A slip longer than a page begins the next one with
    its heading again.
    """
    slips = _slips(lines)
    parts = _in_parts(slips, _laid(slips, heading))
    names = [SHEET] if len(parts) == 1 else [f"{SHEET}{n}" for n in range(1, len(parts) + 1)]
    return [_sheet(name, own, heading) for name, own in zip(names, parts, strict=True)]


def _laid(slips: Sequence[_Slip], heading: SlipHeading) -> Laid:
    """Return slips on pages, their sums without rows to add."""
    sections = [
        ReportSection(
            _head(slip, heading),
            [*_rows(slip, heading), _foot(slip, heading, [], 0, last=slip is slips[-1])],
        )
        for slip in slips
    ]
    lies = PrintSetup().orientation
    return laid_out(RowStack(()), sections, lies, scale_for(_WIDTHS, lies))


def _in_parts(slips: Sequence[_Slip], laid: Laid) -> list[list[_Slip]]:
    """Return slips in parts of no more pages than Excel can break a sheet into.

    A part begins a page of its own, so it never takes more pages than its slips take in *laid*.
    """
    parts: list[list[_Slip]] = [[]]
    begun = 0
    for number, slip in enumerate(slips):
        pieces = [laid.places[number, place][0] for place in range(len(slip.lines) + 1)]
        first, last = (bisect_right(laid.breaks, row) for row in (pieces[0], pieces[-1]))
        if parts[-1] and last - begun > MOST_BREAKS:
            parts.append([])
            begun = first
        parts[-1].append(slip)
    return parts


def _sheet(name: str, slips: Sequence[_Slip], heading: SlipHeading) -> Table:
    """Return the sheet of some slips, with the formulas of their sums."""
    setup = PrintSetup()
    scale = scale_for(_WIDTHS, setup.orientation)
    laid = _laid(slips, heading)
    rows = list(laid.rows)
    for number, slip in enumerate(slips):
        own = [row + 1 for place in range(len(slip.lines)) for row in laid.places[number, place]]
        last = laid.places[number, len(slip.lines)]
        foot = _foot(slip, heading, own, last[0] + 1, last=slip is slips[-1])
        for row, written in zip(last, foot.rows, strict=True):
            rows[row] = written._replace(height=rows[row].height)
    sealed = [laid.places[number, len(slip.lines)][_SEALED] for number, slip in enumerate(slips)]
    rows = _filling(rows, sealed, laid.breaks, page_height(setup.orientation, scale))
    return Table(
        name,
        rows,
        widths=_WIDTHS,
        merges=laid.merges,
        print_setup=setup._replace(
            row_breaks=laid.breaks, scale=scale, area=(0, 0, len(rows) - 1, len(_WIDTHS) - 1)
        ),
        confidential=True,
    )


def _filling(
    rows: Sequence[Row], sealed: Sequence[int], breaks: Sequence[int], room: float
) -> list[Row]:
    """Return the rows with what a page leaves given to those in which its slips are sealed.

    Args:
        rows: of the sheet, all with a height.
        sealed: the rows for the seal, from 0.
        breaks: the rows that begin a page.
        room: points of a page.
    """
    filled = list(rows)
    for first, end in pairwise([0, *breaks, len(rows)]):
        own = [row for row in sealed if first <= row < end]
        spare = room - sum(row.height or 0 for row in rows[first:end])
        for row in own:
            height = rows[row].height or 0
            most = max(height, _ROOM_TO_SEAL)
            filled[row] = rows[row]._replace(height=min(most, height + int(spare / len(own))))
    return filled


def _slips(lines: Sequence[PayoutLine]) -> list[_Slip]:
    """Return the payees, unit by unit, both in order of first appearance."""
    numbers = count(1)
    return [
        _Slip(next(numbers), unit, payee, own)
        for unit, every in grouped(lines, lambda line: line.whose[0]).items()
        for payee, own in grouped(every, lambda line: line.payee).items()
    ]


def _head(slip: _Slip, heading: SlipHeading) -> RowStack:
    """Return title, payee and column titles, which stand again on each page of a long slip."""
    own = slip.lines[0].name or slip.payee
    unit = f"　　单位：{slip.unit}" if slip.unit != own else ""
    payroll = is_payroll(slip.lines)
    called = PAYROLL["兑现对象"] if payroll else "兑现对象"
    whom = f"{called}：{own}{unit}　　编号：{slip.number}　　计算日期：{heading.day}"
    exams = "、".join(dict.fromkeys(line.exam for line in slip.lines if line.exam))
    # a slip that is cut off has neither head nor foot of the page
    basis = f"{CONFIDENTIAL}　　依据：{heading.basis}" + (f"　　考试：{exams}" if exams else "")
    titles = [column.title for column in _COLUMNS]
    titles[3] = gains(slip.lines)
    titles[4] = PAYROLL[titles[4]] if payroll else titles[4]
    title = f"{heading.office}{f'{paid_for(slip.lines)}通知单' if payroll else _SLIP}"
    return stacked(
        [
            wide(WideLine(title, _TITLE, 26.0), _WIDTHS),
            wide(WideLine(whom, _WHOM), _WIDTHS),
            wide(WideLine(basis, NOTE), _WIDTHS),
            RowStack([header_row(tuple(titles))]),
        ]
    )


def _rows(slip: _Slip, heading: SlipHeading) -> list[RowStack]:
    """Return each line as a row."""
    entries = [_Entry(line, heading.clauses.get(line.clause, line.title)) for line in slip.lines]
    return [RowStack([row]) for row in roomy(listed(entries, _COLUMNS))]


def _foot(
    slip: _Slip, heading: SlipHeading, rows: Sequence[int], first: int, *, last: bool
) -> RowStack:
    """Return what closes a slip: sums, net amount, who signs, and where it is cut off.

    Args:
        slip: the slip.
        heading: what stands on every slip.
        rows: where its lines stand, from 1.
        first: where this stands, from 1.
        last: no slip follows from which it would have to be cut.
    """
    reward, penalty, net = sums(slip.lines)
    parts = sum_of(rows)
    total = Row(
        (
            *("合计", None, f"共 {len(slip.lines)} 项"),
            Formula(parts.format("D"), shown_yuan(reward)),
            Formula(parts.format("E"), shown_yuan(penalty)),
        ),
        (TOTAL_CENTER, TOTAL_TEXT, TOTAL_TEXT, TOTAL_MONEY, TOTAL_MONEY),
        20,
    )
    size = abs(net)
    words = Formula(
        f'"人民币（大写）："&{numerals_of(f"D{first + 1}")}', f"人民币（大写）：{rmb_upper(size)}"
    )
    amount = Formula(f"ABS(D{first}-E{first})", shown_yuan(size))
    gets = PAYROLL["净额"] if is_payroll(slip.lines) else "净额"
    due = Row(
        (_by_sign(first, net, gets, "应扣（缴）"), None, words, amount, None), total.styles, 22
    )
    sums_ = RowStack([total, due], [(0, 0, 0, 1), (1, 0, 1, 1), (1, 3, 1, 4)])
    cut = [] if last else [wide(WideLine(_CUT_LINE, _CUT, 16.0), _WIDTHS)]
    seal = wide(WideLine(f"{heading.office}{_SEAL}", _SEALS, _TO_SIGN), _WIDTHS)
    return stacked([sums_, _signatures(first, net), seal, *cut])


def _signatures(first: int, net: int) -> RowStack:
    """Return the line to sign, of who is paid (领取人) or has to pay (缴款人)."""
    who = _by_sign(first, net, "领取人", "缴款人")
    line = wide(WideLine("", _WHOM, _TO_SIGN), _WIDTHS)
    signed = Formula(f'{who.text}&"{_SIGNS}"', f"{who.cached}{_SIGNS}")
    [row] = line.rows
    return line._replace(rows=[row._replace(values=(signed, *row.values[1:]))])


def _by_sign(first: int, net: int, gets: str, owes: str) -> Formula:
    """Return a word by the sums in row *first*, of who is paid or has to pay: they may be mended.

    Args:
        first: the row of the sums, from 1.
        net: what they make, in fen.
        gets: said of who is paid.
        owes: said of who has to pay.
    """
    return Formula(f'IF(D{first}<E{first},"{owes}","{gets}")', owes if net < 0 else gets)
