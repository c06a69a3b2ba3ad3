"""What is paid and why: 奖惩兑现表, ready to be signed, and 计算依据, all cases of all clauses."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Formula, Row, Style
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
    Frame,
    ListGroup,
    WideLine,
    filtered_list,
    grouped_list,
    listed,
    shown_yuan,
    sign_off,
    source_link,
    wide,
    widths_of,
    wrapped_height,
)
from xl_quality.reports.paper import RowStack, merged_down, stacked
from xl_quality.schemes.payout_lines import sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Source
    from xl_quality.reports.paper import Laid
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

_TOGETHER: Final = 12
"""Lines of one payee that are kept on one page under one name; of more each row names him."""
_FOOT_HEIGHT: Final = 18.0


class _Placed(NamedTuple):
    """A line of the payout and the row of the sheet it stands in, from 1."""

    line: PayoutLine
    row: int


def _why(placed: _Placed) -> str:
    line = placed.line
    why = line.plain or line.why  # whoever is paid need not see cells: they stand in 计算依据
    return f"【既奖又罚】{why}" if line.conflict else why


def _net(placed: _Placed) -> Formula:
    line, row = placed
    return Formula(f"{_REWARD}{row}-{_PENALTY}{row}", shown_yuan(line.reward - line.penalty))


_PAYOUT: Final = Frame[_Placed](
    "奖惩兑现表",
    (
        Column("序号", None, CENTER, 6),
        Column("兑现对象", lambda one: one.line.payee, TEXT, 16),
        Column("条款", lambda one: one.line.clause, CENTER, 7),
        Column("事由", _why, TEXT, 44),
        Column("奖励（元）", lambda one: _paid(one.line.reward), MONEY, 12),
        Column("惩扣（元）", lambda one: _paid(one.line.penalty), MONEY, 12),
        Column("净额（元）", _net, MONEY, 12),
        Column("签名", lambda _: None, CENTER, 11),
    ),
    keys=2,
    bounded=True,
)
_NAME, _SIGNATURE = 1, len(_PAYOUT.columns) - 1
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


class _Share(NamedTuple):
    """What one payee of one unit gets: his lines, and the number of the first."""

    payee: str
    lines: Sequence[PayoutLine]
    first: int

    def stack(self, rows: Sequence[int]) -> RowStack:
        """Return his lines, and under several their subtotal, which stand in these rows, from 1."""
        placed = list(map(_Placed, self.lines, rows))
        body = listed(placed, _PAYOUT.columns, first=self.first)
        body = [_marked(row, one.line) for row, one in zip(body, placed, strict=True)]
        if len(placed) == 1:
            return RowStack(body)
        counted = f"小计（{len(placed)} 项）"
        body.append(_sum_row(self.payee, counted, self.lines, [one.row for one in placed]))
        if len(placed) > _TOGETHER:
            return RowStack(body)
        return merged_down(body, (_NAME, _SIGNATURE))


class _Unit(NamedTuple):
    """The payees of one unit (单位): itself, its teachers, its classes."""

    name: str
    shares: Sequence[_Share]

    @property
    def lines(self) -> list[PayoutLine]:
        """Return all its lines."""
        return [line for share in self.shares for line in share.lines]

    def stacks(self, places: Sequence[Sequence[int]] = ()) -> list[RowStack]:
        """Return its payees, and its sum under several of them.

        Args:
            places: the rows of each payee's stack, from 1; without any, formulas name no row.
        """
        rows = places or [range(1, len(share.lines) + 3) for share in self.shares]
        stacks = [share.stack(at) for share, at in zip(self.shares, rows, strict=True)]
        if len(stacks) > 1:
            lines = _line_rows(self.shares, rows)
            total = _sum_row(self.name, f"本单位合计（{len(stacks)} 个对象）", self.lines, lines)
            stacks[-1] = stacked([stacks[-1], RowStack([total])])
        return stacks


def payout_table(lines: Sequence[PayoutLine], heading: Heading) -> Table:
    """Return the payout sheet (奖惩兑现表): units, their payees, one signature a payee.

    Subtotals of payees, units and pages, the total and its numerals (大写) are live formulas; a
    check (核对) takes the pages off the total and shows 0.00. Lines of which reward and penalty hit
    one result, and amounts entered by hand, are marked by words and colour, and a note under the
    table says what that means.
    """
    units = _units(lines)
    persons = any(line.unit and line.payee != line.unit for line in lines)
    alone = all(len(one.shares) == 1 for one in units)  # a heading would repeat the payee
    groups = [ListGroup("" if alone else one.name, one.stacks()) for one in units]
    notes = [text for name, _, text in _LEGEND if any(getattr(line, name) for line in lines)]
    small = [WideLine(text, NOTE) for text in (*notes, *heading.remarks)]
    if not lines:
        small.insert(0, WideLine(NOTHING_SO_FAR if heading.gaps else NOTHING, TEXT))
    closing = stacked(
        [
            RowStack(_totals(lines, [], [], 0)),
            *(wide(line, widths_of(_PAYOUT.columns)) for line in (*small, sign_off())),
        ]
    )
    table, laid = grouped_list(
        _PAYOUT._replace(title=heading.title, confidential=persons),
        heading.note,
        groups,
        closing,
        foot=_FOOT_HEIGHT if lines else 0,
    )
    return table._replace(rows=_with_formulas(laid, units, lines))


def _with_formulas(laid: Laid, units: Sequence[_Unit], lines: Sequence[PayoutLine]) -> list[Row]:
    """Return the rows with formulas that name the rows in which all came to stand."""
    rows = list(laid.rows)
    paid: dict[int, PayoutLine] = {}
    for number, unit in enumerate(units):
        places = [[row + 1 for row in laid.places[number, p]] for p in range(len(unit.shares))]
        for at, stack in zip(places, unit.stacks(places), strict=True):
            for row, written in zip(at, stack.rows, strict=True):
                rows[row - 1] = written
        paid |= zip(_line_rows(unit.shares, places), unit.lines, strict=True)
    first = 0
    for foot in laid.feet:
        own = {row: line for row, line in paid.items() if first <= row <= foot}
        written = _sum_row("本页小计", f"（{len(own)} 项）", [*own.values()], [*own])
        rows[foot] = written._replace(height=_FOOT_HEIGHT)
        first = foot + 1
    feet = [foot + 1 for foot in laid.feet]
    totals = _totals(lines, list(paid), feet, laid.closing + 1)
    rows[laid.closing : laid.closing + len(totals)] = totals
    return rows


def _units(lines: Iterable[PayoutLine]) -> list[_Unit]:
    """Return units and their payees, both in order of first appearance."""
    units, number = [], 1
    for name, every in grouped(lines, lambda line: line.unit or line.payee).items():
        shares = []
        for payee, own in by_payee(every).items():
            shares.append(_Share(payee, own, number))
            number += len(own)
        units.append(_Unit(name, shares))
    return units


def _line_rows(shares: Sequence[_Share], places: Sequence[Sequence[int]]) -> list[int]:
    """Return the rows of the lines alone, without those of subtotals."""
    return [row for share, at in zip(shares, places, strict=True) for row in at[: len(share.lines)]]


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


def _sum_row(name: str, counted: str, lines: Sequence[PayoutLine], rows: Sequence[int]) -> Row:
    """Return a row that adds the lines standing in *rows*, from 1."""
    parts = "+".join(_sum_of(rows))
    amounts = zip((_REWARD, _PENALTY, _NET), sums(lines), strict=True)
    added = [Formula(parts.format(column), shown_yuan(fen)) for column, fen in amounts]
    values = (None, name, None, counted, *added, None)
    return Row(values, _TOTAL_STYLES, wrapped_height(values, widths_of(_PAYOUT.columns), 18))


def _totals(
    lines: Sequence[PayoutLine], rows: Sequence[int], feet: Sequence[int], total: int
) -> list[Row]:
    """Return the total, the check of it against the pages, and its numerals.

    Args:
        lines: all of them.
        rows: where they stand, from 1.
        feet: the rows of the pages' subtotals.
        total: the row of the total.
    """
    *_, net = sums(lines)
    pages = "+".join(_sum_of(feet)).format(_NET)
    check = (None, "核对", None, "净额合计减各页小计，应为0.00")
    numerals = Formula(f'"合计人民币（大写）："&{_numerals(f"{_NET}{total}")}', _in_words(net))
    width = len(_PAYOUT.columns)
    return [
        _sum_row("合计", f"共 {len(lines)} 项", lines, rows),
        Row((*check, None, None, Formula(f"{_NET}{total}-({pages})", 0), None), _TOTAL_STYLES, 18),
        Row((numerals, *[None] * (width - 1)), (Style(size=12),) * width, 26),
    ]


def _in_words(fen: int) -> str:
    return f"合计人民币（大写）：{rmb_upper(fen)}"


def _numerals(cell: str) -> str:
    """Return the formula of an amount in formal numerals (人民币大写), by the rules of `rmb_upper`.

    Excel in Chinese writes a number in numerals by the format [DBNum2], LibreOffice by the same
    with a language and General; each leaves the other's empty or as it is.
    """
    fen = f"ROUND(ABS({cell})*100,0)"
    yuan, rest = f"INT({fen}/100)", f"MOD({fen},100)"

    def numeral(number: str) -> str:
        short = f'TEXT({number},"[DBNum2]")'
        return f'IF({short}="",TEXT({number},"[DBNum2][$-804]General"),{short})'

    jiao = f'IF({rest}>9,{numeral(f"INT({rest}/10)")}&"角",IF({yuan}>0,"零",""))'
    small = f'IF(MOD({rest},10)>0,{numeral(f"MOD({rest},10)")}&"分","整")'
    whole = f'IF({yuan}>0,{numeral(yuan)}&"元","")'
    return f'IF({fen}=0,"零元整",IF({cell}<0,"负","")&{whole}&IF({rest}=0,"整",{jiao}&{small}))'


def _sum_of(rows: Sequence[int]) -> list[str]:
    """Add cells of a column called ``{0}``, in as many SUMs as Excel's limit on arguments asks for.

    >>> _sum_of([4, 5, 6, 9]), _sum_of([])
    (['SUM({0}4:{0}6,{0}9)'], ['0'])
    """
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    cells = [f"{{0}}{a}:{{0}}{b}" if b > a else f"{{0}}{a}" for a, b in runs]
    parts = [cells[i : i + _SUM_ARGUMENTS] for i in range(0, len(cells), _SUM_ARGUMENTS)]
    return [f"SUM({','.join(part)})" for part in parts] or ["0"]


class Ruling(NamedTuple):
    """What one rule yields for one case (认定), a line of 计算依据.

    Attributes:
        clause, title: clause id and what it is called.
        about: what names the case, the unit first: unit, exam, subject.
        reason: the facts, and what is made of them.
        amount: fen, None where the clause pays no money.
        outcome: what else follows, e.g. 末位交流：….
        sources: cells the facts were taken from.
        follows: something is to be done or paid; the others stand behind, in grey.
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


def _nothing(ruling: Ruling) -> str | None:
    """Say that nothing follows, so that it is not taken for something left out."""
    if ruling.follows:
        return None
    return "不作处理" if ruling.amount is None else "不奖不罚"


def _amount(ruling: Ruling) -> Decimal | None:
    return None if ruling.amount is None else shown_yuan(ruling.amount)


_BASIS: Final = Frame[Ruling](
    "计算依据",
    (
        Column("序号", None, CENTER, 6),
        Column("条款", lambda one: one.clause, CENTER, 7),
        Column("项目", lambda one: one.title, TEXT, 17),
        Column("对象", lambda one: " ".join(one.about[:1]), TEXT, 17),
        Column("考核范围", lambda one: " ".join(one.about[1:]) or None, TEXT, 19),
        Column("计算过程", _sum, TEXT, 54),
        Column("金额（元）", _amount, MONEY, 12),
        Column("其他结果", lambda one: one.outcome or _nothing(one), TEXT, 15),
        Column("数据出处", lambda one: source_link(one.sources), TEXT, 21),
    ),
    keys=2,
    landscape=True,
    confidential=True,
)
_QUIET: Final = tuple(column.style._replace(color="595959") for column in _BASIS.columns)
"""Of cases from which nothing follows."""
_CLAUSE_STYLES: Final = tuple(_TOTAL_OF[column.style] for column in _BASIS.columns)


def basis_table(
    rulings: Sequence[Ruling],
    *,
    title: str,
    note: str,
    remarks: Sequence[str] = (),
    clauses: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return the sheet of reasons (计算依据), a line a case, to be filtered.

    Clauses that pay stand first, then those from which something else follows, then the others;
    so do the cases of each, under a line that counts them. Within that all keep their order.

    Args:
        rulings: in the order of the scheme's clauses.
        title: over the table.
        note: under the title.
        remarks: lines behind the last of them, e.g. which clauses were not assessed.
        clauses: what each clause is called, by its id.
    """
    columns = _BASIS.columns
    groups = grouped(rulings, lambda one: one.clause)
    body: list[Row] = []
    number = 1
    for clause, own in sorted(groups.items(), key=lambda group: min(map(_weight, group[1]))):
        cases = sorted(own, key=_weight)
        rows = listed(cases, columns, first=number)
        number += len(rows)
        body.append(_clause_row(clause, clauses.get(clause, ""), cases))
        body += [
            row if one.follows else row._replace(styles=_QUIET)
            for row, one in zip(rows, cases, strict=True)
        ]
    widths = widths_of(columns)
    lines = (*(WideLine(text, TEXT) for text in remarks), sign_off())
    closing = stacked([wide(line, widths) for line in lines])
    return filtered_list(_BASIS._replace(title=title), note, body, closing)


def _weight(ruling: Ruling) -> int:
    """Return how far in front a case stands: paid, followed by something else, by nothing."""
    return 0 if ruling.amount else 1 if ruling.follows else 2


def _clause_row(clause: str, title: str, cases: Sequence[Ruling]) -> Row:
    """Return the line over the cases of a clause; its cells are those of the filter's columns."""
    counts = [sum(_weight(one) == weight for one in cases) for weight in range(3)]
    names = ("有金额", "有其他结果", "无奖惩")
    told = "，".join(f"{name} {n} 例" for name, n in zip(names, counts, strict=True) if n)
    values = (None, clause, title or None, None, None, f"共 {len(cases)} 例：{told}", *[None] * 3)
    return Row(values, _CLAUSE_STYLES, wrapped_height(values, widths_of(_BASIS.columns)))
