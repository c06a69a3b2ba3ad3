"""What is paid and why: 奖惩兑现表, ready to be signed, and 计算依据, all cases of all clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Formula, Row, Style
from xl_quality.core.grouping import grouped
from xl_quality.core.money import rmb_upper
from xl_quality.reports.frame import (
    CENTER,
    HEADER_ROWS,
    MONEY,
    TEXT,
    TOTAL_CENTER,
    TOTAL_MONEY,
    TOTAL_TEXT,
    Column,
    Frame,
    WideLine,
    blank_row,
    display_width,
    framed_sheet,
    listed,
    shown_yuan,
    sign_off,
    source_link,
    widths_of,
    wrapped_height,
    wrapping,
)
from xl_quality.schemes.payout_lines import sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Table, Value
    from xl_quality.core.facts import Source
    from xl_quality.schemes.payout_lines import Approval, PayoutLine
    from xl_quality.schemes.results import Reason

_REWARD, _PENALTY, _NET = "E", "F", "G"
_TOTAL_OF: Final = {CENTER: TOTAL_CENTER, TEXT: TOTAL_TEXT, MONEY: TOTAL_MONEY}
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
_SUM_ARGUMENTS: Final = 200  # excel takes 255 arguments in one SUM
_ABOUT, _WHY = 3, 4
_SMALLER: Final = 11 / 9  # so many more characters and lines fit in the same room
_FULL_CELL: Final = 1800
"""Latin characters in one cell of short reasons: a row of these stays well below Excel's limit."""


class _Placed(NamedTuple):
    """A line of the payout and the row of the sheet it stands in, from 1."""

    line: PayoutLine
    row: int


def _why(placed: _Placed) -> str:
    return f"【既奖又罚】{placed.line.why}" if placed.line.conflict else placed.line.why


def _net(placed: _Placed) -> Formula:
    line, row = placed
    return Formula(f"{_REWARD}{row}-{_PENALTY}{row}", shown_yuan(line.reward - line.penalty))


_PAYOUT: Final = Frame[_Placed](
    "奖惩兑现表",
    (
        Column("序号", None, CENTER, 6),
        Column("兑现对象", lambda one: one.line.payee, TEXT, 16),
        Column("条款", lambda one: one.line.clause, CENTER, 7),
        Column("事由", _why, TEXT, 52),
        Column("奖励（元）", lambda one: _paid(one.line.reward), MONEY, 12),
        Column("惩扣（元）", lambda one: _paid(one.line.penalty), MONEY, 12),
        Column("净额（元）", _net, MONEY, 12),
        Column("签名", lambda _: None, CENTER, 12),
    ),
    keys=2,
    bounded=True,
)
_TOTAL_STYLES: Final = tuple(_TOTAL_OF[column.style] for column in _PAYOUT.columns)


class Heading(NamedTuple):
    """What stands around the payout sheet.

    Attributes:
        title: over it.
        note: unit, scheme, exams and date, under the title.
        remarks: notes under the table, beside those that explain the colours.
        gaps: clauses could not be assessed, or were paid before: no line does not mean nothing.
    """

    title: str
    note: str
    remarks: tuple[str, ...] = ()
    gaps: bool = False


def payout_table(lines: Sequence[PayoutLine], heading: Heading) -> Table:
    """Return the payout sheet (奖惩兑现表), grouped by payee, totals as live SUM formulas.

    Lines of which reward and penalty hit one result, and amounts entered by hand, are marked by
    words and colour, and a note under the table says what that means.
    """
    columns = _PAYOUT.columns
    body = _body(lines)
    if not lines:
        body.insert(0, WideLine(NOTHING_SO_FAR if heading.gaps else NOTHING, TEXT, 26))
    *_, net = sums(lines)
    body.append(WideLine(f"合计人民币（大写）：{rmb_upper(net)}", Style(size=12), 26))
    notes = [text for name, _, text in _LEGEND if any(getattr(line, name) for line in lines)]
    body += [wrapping(text, columns, Style(size=10)) for text in (*notes, *heading.remarks)]
    body += [blank_row(len(columns)), sign_off()]
    return framed_sheet(
        _PAYOUT._replace(title=heading.title), wrapping(heading.note, columns), body
    )


def _body(lines: Sequence[PayoutLine]) -> list[Row | WideLine]:
    """Return the lines with a subtotal behind each payee's, and the total."""
    body: list[Row | WideLine] = []
    subtotals: list[int] = []
    for payee, own in by_payee(lines).items():
        first = HEADER_ROWS + len(body) + 1
        placed = [_Placed(line, row) for row, line in enumerate(own, first)]
        rows = listed(placed, _PAYOUT.columns, first=len(body) - len(subtotals) + 1)
        body += [_marked(row, line) for row, line in zip(rows, own, strict=True)]
        sums = _sums(own, [f"SUM({{0}}{first}:{{0}}{first + len(own) - 1})"])
        values = (None, payee, None, f"小计（{len(own)} 项）", *sums, None)
        height = wrapped_height(values, widths_of(_PAYOUT.columns), 20)
        body.append(Row(values, _TOTAL_STYLES, height))
        subtotals.append(HEADER_ROWS + len(body))
    sums = _sums(lines, _sum_of(subtotals))
    return [*body, Row((None, "合计", None, f"共 {len(lines)} 项", *sums, None), _TOTAL_STYLES, 22)]


def by_payee(lines: Iterable[PayoutLine]) -> Mapping[str, list[PayoutLine]]:
    """Return the lines of each payee, in order of first appearance."""
    return grouped(lines, lambda line: line.payee)


def _paid(fen: int) -> Decimal | None:
    return shown_yuan(fen) if fen else None


def _marked(row: Row, line: PayoutLine) -> Row:
    """Colour a row that somebody has to look at before it is paid."""
    for name, colour, _ in _LEGEND:
        if getattr(line, name):
            return row._replace(styles=[style._replace(fill=colour) for style in row.styles])
    return row


def _sums(lines: Sequence[PayoutLine], parts: Sequence[str]) -> list[Formula]:
    """Return the live sums of rewards, penalties and both; *parts* name a column ``{0}``."""
    amounts = zip((_REWARD, _PENALTY, _NET), sums(lines), strict=True)
    return [Formula("+".join(parts).format(column), shown_yuan(fen)) for column, fen in amounts]


def _sum_of(rows: Sequence[int]) -> list[str]:
    """Add the subtotals, in as many SUMs as Excel's limit on arguments asks for."""
    cells = [f"{{0}}{row}" for row in rows] or ["0"]
    parts = [cells[i : i + _SUM_ARGUMENTS] for i in range(0, len(cells), _SUM_ARGUMENTS)]
    return [f"SUM({','.join(part)})" for part in parts]


class Ruling(NamedTuple):
    """What one rule yields for one case (认定), a line of 计算依据.

    Attributes:
        clause, title: clause id and what it is called.
        about: what names the case, the unit first: unit, exam, subject.
        reason: the facts, and what is made of them.
        amount: fen, None where the clause pays no money.
        outcome: what else follows, e.g. 末位交流：….
        sources: cells the facts were taken from.
        follows: something is to be done or paid; the others stand together, in short.
        approval: of an amount entered by hand, None = computed.
    """

    clause: str
    title: str
    about: Sequence[str]
    reason: Reason
    amount: int | None
    outcome: str
    sources: Sequence[Source]
    follows: bool = True
    approval: Approval | None = None


def _sum(ruling: Ruling) -> str:
    return f"{ruling.approval}；{ruling.reason}" if ruling.approval else str(ruling.reason)


def _amount(ruling: Ruling) -> Decimal | None:
    return None if ruling.amount is None else shown_yuan(ruling.amount)


_BASIS: Final = Frame[Ruling](
    "计算依据",
    (
        Column("序号", None, CENTER, 6),
        Column("条款", lambda one: one.clause, CENTER, 7),
        Column("项目", lambda one: one.title, TEXT, 18),
        Column("对象", lambda one: " ".join(one.about), TEXT, 26),
        Column("计算过程", _sum, TEXT, 62),
        Column("金额（元）", _amount, MONEY, 12),
        Column("其他结果", lambda one: one.outcome or None, TEXT, 16),
        Column("数据出处", lambda one: source_link(one.sources), TEXT, 24),
    ),
    keys=2,
    landscape=True,
)
_SMALL: Final = tuple(column.style._replace(size=9) for column in _BASIS.columns)


def basis_table(
    rulings: Sequence[Ruling], *, title: str, note: str, remarks: Sequence[str] = ()
) -> Table:
    """Return the sheet of reasons (计算依据).

    Cases from which something follows have a row each, with the whole sum. The others stand
    behind them, many in a row: what was looked up, the figures, and the first cell of each.

    Args:
        rulings: in the order of the scheme's clauses.
        title: over the table.
        note: under the title.
        remarks: lines behind the last of them, e.g. which clauses were not assessed.
    """
    columns = _BASIS.columns
    full = listed((one for one in rulings if one.follows), columns)
    short = list(_short_rows(rulings, len(full)))
    first = HEADER_ROWS + len(full)
    return framed_sheet(
        _BASIS._replace(title=title),
        wrapping(note, columns),
        [*full, *short, *(wrapping(text, columns, TEXT) for text in remarks)],
        [(row, _ABOUT, row, _WHY) for row in range(first, first + len(short))],
    )


def _short_rows(rulings: Sequence[Ruling], number: int) -> Iterator[Row]:
    """Yield rows of the cases from which nothing follows, by clause, rule and result."""
    widths = widths_of(_BASIS.columns)
    room = (widths[_ABOUT] + widths[_WHY]) * _SMALLER
    together: dict[tuple[str, str, bool, str], list[Ruling]] = {}
    for one in rulings:
        if not one.follows:
            key = (one.clause, one.title, one.amount is not None, one.outcome)
            together.setdefault(key, []).append(one)
    for (clause, title, money, outcome), members in together.items():
        result = outcome or ("不奖不罚" if money else "不作处理")
        for part in _parts(f"另有 {len(members)} 例{result}：", members):
            number += 1
            amount = shown_yuan(0) if money else None
            values: tuple[Value, ...] = (number, clause, title, part, None, amount, result, None)
            yield Row(values, _SMALL, max(18.0, wrapped_height([part], [room]) / _SMALLER))


def _parts(head: str, members: Sequence[Ruling]) -> Iterator[str]:
    """Join what was looked up, unit by unit, a cell's fill at a time.

    柳溪小学：县统考 英语 全县第9名［县名次!D27］；县统考 科学 …
    """
    units: dict[str, list[Ruling]] = {}
    for one in members:
        units.setdefault(one.about[0], []).append(one)
    part, told = head, ""
    for unit, own in units.items():
        for one in own:
            text = _short(one)
            if display_width(part) + display_width(unit + text) > _FULL_CELL:
                yield part.rstrip("；")
                part, told = "（续）", ""
            part += f"{text}；" if unit == told else f"{unit}：{text}；"
            told = unit
    yield part.rstrip("；")


def _short(ruling: Ruling) -> str:
    """Return case, figures and first cell, without the unit."""
    unit, *rest = ruling.about
    figures = ruling.reason.figures(known=unit)
    facts = f"{ruling.approval.short}；{figures}" if ruling.approval else figures
    cell = next((str(source) for source in ruling.sources if source.cells), "")
    return f"{' '.join(rest)} {facts}{f'［{cell}］' if cell else ''}".strip()
