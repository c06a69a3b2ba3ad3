"""What is paid to whom: the sheets 奖惩兑现表 and 兑现汇总表, ready to be signed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.tables import Formula, Row, Style, Table, Value
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
    fitted,
    grouped_list,
    listed,
    shown_yuan,
    sign_off,
    wide,
    widths_of,
    wrapped_height,
)
from xl_quality.reports.paper import Laid, RowStack, merged_down, stacked
from xl_quality.schemes.payout_lines import Account, PayoutLine, sums

if TYPE_CHECKING:
    from decimal import Decimal


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
_DUE_NOTE: Final = "“发给”的各项是按规定应发的工资、津贴，不是奖励，列在同一栏里。"
NOTHING: Final = "按方案各条计算，本次没有应兑现的奖励和惩扣；各条的计算过程见“计算依据”。"
NOTHING_SO_FAR: Final = (
    "本次没有应兑现的奖励和惩扣；没有计算的条款、已经兑现的各项见表下，计算过程见“计算依据”。"
)
_SUM_ARGUMENTS: Final = 200  # excel takes 255 arguments in one SUM

_TOGETHER: Final = 12
"""Lines of one payee that are kept on one page under one name; of more each row names him."""
_OWN_LINES: Final = "以单位名义兑现的"
_NAMED_KINDS: Final = 2  # of pay, that a title names
_FOOT_HEIGHT: Final = 18.0
_LINE: Final = 16.0  # points of one more line in a row
_LONG: Final = 80.0  # points of a row from which on its reason is long: five lines
_TO_SIGN: Final = 26.0
"""Points of a row in which somebody signs."""


Amounts = tuple[int, int, int]  # Reward, penalty and net amount in fen


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
    return Formula(f"E{row}-F{row}", shown_yuan(line.net))


_PAYOUT: Final = Frame[_Placed](
    "奖惩兑现表",
    (
        Column("序号", None, CENTER, 6),
        Column("兑现对象", lambda one: one.line.payee, TEXT, 16),
        Column("条款", lambda one: one.line.clause, CENTER, 7),
        Column("事由", _why, TEXT, 37),
        Column("奖励（元）", lambda one: _paid(one.line.reward), MONEY, 12),
        Column("惩扣（元）", lambda one: _paid(one.line.penalty), MONEY, 12),
        Column("净额（元）", _net, MONEY, 12),
        Column("签名", lambda _: None, CENTER, 11),
    ),
    keys=2,
    bounded=True,
)
_NAME, _SIGNATURE = 1, len(_PAYOUT.columns) - 1


class _Addition(NamedTuple):
    """How a sheet adds its amounts up."""

    columns: Sequence[Column[Any]]  # of the sheet
    first: int  # place of the column of rewards, from 0; penalties and net amounts stand behind it
    counted: int  # place of the column that says how many rows a sum adds
    unit: str  # what these are, behind their number
    net: str = "净额"  # what the total is called
    other: str = "奖惩兑现表"  # what the sheet is called whose total must be the same

    @property
    def letters(self) -> list[str]:
        """Return the columns of reward, penalty and net amount."""
        return [chr(ord("A") + self.first + place) for place in range(3)]

    def row(self, cells: Mapping[int, Value]) -> Row:
        """Return a row of sums with these cells, by the place of their column."""
        values = [cells.get(place) for place in range(len(self.columns))]
        styles = tuple(_TOTAL_OF[column.style] for column in self.columns)
        return Row(values, styles, wrapped_height(values, widths_of(self.columns), 18))

    def sum(self, name: str, counted: str, paid: Amounts, rows: Sequence[int]) -> Row:
        """Return a row that adds what stands in *rows*, from 1, and makes *paid*."""
        parts = sum_of(rows)
        added = [
            Formula(parts.format(letter), shown_yuan(fen))
            for letter, fen in zip(self.letters, paid, strict=True)
        ]
        return self.row({_NAME: name, self.counted: counted, **dict(enumerate(added, self.first))})

    def check(self, name: str, what: str, total: int, other: str) -> Row:
        """Return a row that checks: the net amount in row *total*, from 1, less another, is 0."""
        difference = Formula(f"{self.letters[2]}{total}-{other}", 0)
        return self.row({_NAME: name, self.counted: what, self.first + 2: difference})


_BY_LINE: Final = _Addition(_PAYOUT.columns, 4, 3, "项")


class Withheld(NamedTuple):
    """Somebody whose pay (应发) is withheld: he stands on the sheet and in no total."""

    payee: str
    clause: str
    why: str


class Heading(NamedTuple):
    """What stands around the payout sheet."""

    title: str  # over it
    note: str  # unit, scheme, exams and date, under the title
    remarks: tuple[str, ...] = ()  # notes under the table, beside those that explain the colours
    gaps: bool = False  # clauses not assessed, or paid before: no line does not mean nothing
    summary: str = "奖惩兑现汇总表"  # over the sheet of payees (兑现汇总表)
    told: int = 0  # of the remarks, how many stand under that sheet, too
    withheld: tuple[Withheld, ...] = ()  # whose pay is withheld, with the reason


class _Share(NamedTuple):
    """What one payee of one unit gets: his lines, and the number of the first."""

    payee: str
    lines: Sequence[PayoutLine]
    first: int

    def stack(self, sheet: _Addition, rows: Sequence[int]) -> RowStack:
        """Return his lines, and under several their subtotal, which stand in these rows, from 1."""
        placed = list(map(_Placed, self.lines, rows))
        body = roomy(listed(placed, sheet.columns, first=self.first))
        body = [_marked(row, one.line) for row, one in zip(body, placed, strict=True)]
        if len(placed) == 1:
            return RowStack(body)
        counted = f"小计（{len(placed)} 项）"
        body.append(sheet.sum(self.payee, counted, sums(self.lines), [*rows[: len(placed)]]))
        if len(placed) > _TOGETHER:
            return RowStack(body)
        return merged_down(body, (_NAME, _SIGNATURE))

    @property
    def added(self) -> list[Amounts]:
        """Return what his rows pay that the sums add, each a line: the subtotal is left out."""
        return [(line.reward, line.penalty, line.net) for line in self.lines]

    def in_all(self, rows: Sequence[int]) -> int:
        """Return which of his rows says what he gets in all."""
        return rows[len(self.lines) if len(self.lines) > 1 else 0]


class _Payee(NamedTuple):
    """One row of 兑现汇总表."""

    payee: str  # whom it is about
    lines: Sequence[PayoutLine]  # what he gets
    number: int  # of his row, from 1
    at: int  # the row of 奖惩兑现表 that says what he gets in all, from 1
    account: Account | None = None  # where it goes, None = not known
    row: int = 0  # where he stands, from 1

    def stack(self, sheet: _Addition, rows: Sequence[int]) -> RowStack:
        """Return his row, which stands in the first of these, from 1."""
        own = self._replace(row=rows[0])
        return RowStack(listed([own], sheet.columns, first=self.number, least=_TO_SIGN))

    @property
    def added(self) -> list[Amounts]:
        """Return what his row pays."""
        return [sums(self.lines)]

    def in_all(self, rows: Sequence[int]) -> int:
        """Return his row."""
        return rows[0]

    def amount(self, place: int) -> Formula:
        """Return his reward (0) or penalty (1), as it stands in 奖惩兑现表."""
        letter = _BY_LINE.letters[place]
        return Formula(f"'{_PAYOUT.sheet}'!{letter}{self.at}", shown_yuan(self.added[0][place]))

    def net(self) -> Formula:
        """Return his reward less his penalty."""
        return Formula(f"C{self.row}-D{self.row}", shown_yuan(self.added[0][2]))

    def where(self) -> str | None:
        """Return his account, the bank under it."""
        return "\n".join(filter(None, self.account)) if self.account else None


_TYPED: Final = CENTER._replace(number_format="@", wrap=True)
"""Of accounts: what is typed there stays text, too, where a number would lose its last digits."""
_PAYEES: Final[tuple[Column[_Payee], ...]] = (
    Column("序号", None, CENTER, 6),
    Column("兑现对象", lambda one: one.payee, TEXT, 22),
    Column("奖励（元）", lambda one: one.amount(0), MONEY, 14),
    Column("惩扣（元）", lambda one: one.amount(1), MONEY, 14),
    Column("净额（元）", _Payee.net, MONEY, 15),
    Column("账号", _Payee.where, _TYPED, 25),
    Column("签名", lambda _: None, CENTER, 14),
)
_SUMMARY: Final = Frame[_Payee]("兑现汇总表", _PAYEES, keys=2, bounded=True, confidential=True)
_BY_PAYEE: Final = _Addition(_PAYEES, 2, 5, "个对象")
_TOTAL_OF: Final = {
    CENTER: TOTAL_CENTER,
    _TYPED: TOTAL_CENTER,
    TEXT: TOTAL_TEXT,
    MONEY: TOTAL_MONEY,
}


class _Unit(NamedTuple):
    """The payees of one unit (单位): itself, its teachers, its classes."""

    name: str
    shares: Sequence[_Share | _Payee]

    def stacks(self, sheet: _Addition, places: Sequence[Sequence[int]]) -> list[RowStack]:
        """Return its payees, and its sum under several of them.

        Args:
            sheet: whose rows they are.
            places: the rows of each payee's stack, from 1.
        """
        stacks = [share.stack(sheet, at) for share, at in zip(self.shares, places, strict=True)]
        if len(stacks) > 1:
            counted = f"本单位合计（{len(stacks)} 个对象）"
            lines = [line for share in self.shares for line in share.lines]
            total = sheet.sum(self.name, counted, sums(lines), [*self.added(places)])
            stacks[-1] = stacked([stacks[-1], RowStack([total])])
        return stacks

    def added(self, places: Sequence[Sequence[int]]) -> dict[int, Amounts]:
        """Return the rows that sums add, from 1, with what each of them pays."""
        return {
            row: paid
            for share, at in zip(self.shares, places, strict=True)
            for row, paid in zip(at, share.added, strict=False)  # behind them stand subtotals
        }

    @property
    def is_payee(self) -> bool:
        """Tell whether nobody but the unit itself is paid."""
        return [share.payee for share in self.shares] == [self.name]

    @property
    def anywhere(self) -> list[Sequence[int]]:
        """Return rows for its payees before it is known where they stand."""
        return [range(1, len(share.lines) + 3) for share in self.shares]


class _Sums(NamedTuple):
    """A sheet whose amounts are added up, and where its rows came to stand, from 1."""

    table: Table  # the sheet
    # the row that says what a payee gets in all, by `PayoutLine.whose`
    totals: Mapping[tuple[str, str], int]
    total: int  # the row of the total


def payout_tables(
    lines: Sequence[PayoutLine],
    heading: Heading,
    accounts: Mapping[tuple[str, str], Account] = MappingProxyType({}),
) -> list[Table]:
    """Return the payout sheet (奖惩兑现表), and a line a payee (兑现汇总表) where anybody is paid.

    In both, units stand with their payees, one signature a payee. Subtotals of payees, units and
    pages, the total and its numerals (大写) are live formulas, and so are the amounts of the second
    sheet, which it takes from the first; checks (核对) show 0.00. Lines of which reward and penalty
    hit one result, and amounts entered by hand, are marked by words and colour, and a note under
    the table says what that means.

    Args:
        lines: all that is paid.
        heading: what stands around them.
        accounts: where money goes (账号), by `PayoutLine.whose`.
    """
    units = _units(lines)
    persons = any(line.unit and line.payee != line.unit for line in lines)
    notes = [text for name, _, text in _LEGEND if any(getattr(line, name) for line in lines)]
    mixed = any(line.due for line in lines) and not is_payroll(lines)
    notes += [_DUE_NOTE] if mixed else []
    small = [WideLine(text, NOTE) for text in (*notes, *heading.remarks)]
    if not lines:
        small.insert(0, WideLine(NOTHING_SO_FAR if heading.gaps else NOTHING, TEXT))
    persons = persons or bool(heading.withheld)
    frame = _headed(_PAYOUT._replace(title=heading.title, confidential=persons), lines)
    frame = frame._replace(columns=_holding(frame.columns, lines))
    adding = _called(_BY_LINE, lines)._replace(columns=frame.columns)
    apart = _apart(heading.withheld, frame.columns)
    paid = _sums(frame, heading.note, units, adding, small, apart=apart)
    if not lines:
        return [paid.table]
    return [paid.table, _summary_table(units, heading, paid, accounts)]


def roomy(rows: Sequence[Row]) -> list[Row]:
    """Return rows, those of long reasons a line higher.

    A run like 25:23:18:20 is never broken: it leaves the line before it short.
    """
    return [
        row._replace(height=row.height + _LINE) if row.height and row.height > _LONG else row
        for row in rows
    ]


def gains(lines: Iterable[PayoutLine]) -> str:
    """Return what stands over what payees get: 奖励（元）, 应发（元） where no line is a reward."""
    kinds = {line.due for line in lines}
    return {(True,): "应发（元）", (False, True): "奖励、应发（元）"}.get(
        tuple(sorted(kinds)), "奖励（元）"
    )


PAYROLL: Final = {
    "惩扣（元）": "扣发（元）",
    "净额（元）": "实发（元）",
    "净额": "实发",
    "兑现对象": "发放对象",
    "奖惩兑现表": "发放表",
}
"""What things are called on a sheet of pay alone (应发), which rewards and punishes nobody."""


def is_payroll(lines: Sequence[PayoutLine]) -> bool:
    """Tell whether all that is paid is pay that is due (应发)."""
    return bool(lines) and all(line.due for line in lines)


def paid_for(lines: Sequence[PayoutLine]) -> str:
    """Return what the sheets of amounts are called after, without 表."""
    if not is_payroll(lines):
        return "教学质量奖惩兑现"
    names = list(dict.fromkeys(line.title for line in lines))
    return f"{'、'.join(names) if len(names) <= _NAMED_KINDS else '工资津贴'}发放"


def _headed(frame: Frame[Any], lines: Sequence[PayoutLine]) -> Frame[Any]:
    """Return a frame whose columns of amounts are called after what is paid."""
    names = {"奖励（元）": gains(lines), **(PAYROLL if is_payroll(lines) else {})}
    own = [one._replace(title=names.get(one.title, one.title)) for one in frame.columns]
    return frame._replace(columns=own)


_APART: Final = "不发全额、没有计入合计的"
_NOT_PAID: Final = "未计入"


def _holding(
    columns: Sequence[Column[_Placed]], lines: Sequence[PayoutLine]
) -> list[Column[_Placed]]:
    """Return the columns, those of amounts as wide as their sums need; reasons give that up."""
    reward, penalty, _ = (f"{shown_yuan(fen):,.2f}" for fen in sums(lines))
    first = _BY_LINE.first
    own = list(columns)
    for at, texts in enumerate(((reward,), (penalty,), (reward, f"-{penalty}")), first):
        own[at] = own[at]._replace(width=fitted(texts, own[at].width or 0, spare=0))
    taken = sum(widths_of(own)) - sum(widths_of(columns))
    own[first - 1] = own[first - 1]._replace(width=(own[first - 1].width or 0) - taken)
    return own


def _apart(withheld: Sequence[Withheld], columns: Sequence[Column[_Placed]]) -> list[ListGroup]:
    """Return those whose pay is withheld, under a heading of their own, in no sum."""
    rows = [
        Row(
            values := (None, one.payee, one.clause, one.why, None, None, _NOT_PAID, None),
            tuple(_TOTAL_OF[column.style]._replace(bold=False) for column in columns),
            wrapped_height(values, widths_of(columns), 18),
        )
        for one in withheld
    ]
    heading = f"{_APART}（{len(rows)} 人）"
    return [ListGroup(heading, [RowStack([row]) for row in rows])] if rows else []


def _summary_table(
    units: Sequence[_Unit],
    heading: Heading,
    paid: _Sums,
    accounts: Mapping[tuple[str, str], Account],
) -> Table:
    """Return 兑现汇总表: a line a payee with reward, penalty, net amount, account and signature."""
    groups, number = [], 1
    for unit in units:
        rows = []
        for share in unit.shares:
            key = unit.name, share.payee
            rows.append(
                _Payee(share.payee, share.lines, number, paid.totals[key], accounts.get(key))
            )
            number += 1
        groups.append(_Unit(unit.name, rows))
    small = [WideLine(text, NOTE) for text in heading.remarks[: heading.told]]
    lines = [line for unit in units for share in unit.shares for line in share.lines]
    adding = _called(_BY_PAYEE, lines)
    if heading.withheld:
        named = "、".join(one.payee for one in heading.withheld)
        told = f"{_APART}（{len(heading.withheld)} 人，事由见{adding.other}）：{named}。"
        small.insert(0, WideLine(told, NOTE))
    frame = _headed(_SUMMARY._replace(title=heading.summary), lines)
    other = f"'{_PAYOUT.sheet}'!{_BY_LINE.letters[2]}{paid.total}"
    return _sums(frame, heading.note, groups, adding, small, other=other).table


def _called(sheet: _Addition, lines: Sequence[PayoutLine]) -> _Addition:
    """Return a sheet that calls its total and the other sheet after what is paid."""
    if not is_payroll(lines):
        return sheet
    return sheet._replace(net=PAYROLL[sheet.net], other=PAYROLL[sheet.other])


def _sums(
    frame: Frame[Any],
    note: str,
    units: Sequence[_Unit],
    sheet: _Addition,
    small: Sequence[WideLine],
    *,
    other: str = "",
    apart: Sequence[ListGroup] = (),
) -> _Sums:
    """Return a sheet of units and their payees, added up by page and in all.

    Args:
        frame: what stands round the rows.
        note: the line under the title.
        units: from top to bottom.
        sheet: how it adds up.
        small: what stands under the totals.
        other: a cell of another sheet with the same total, ``""`` = there is none.
        apart: what stands under the units and is in no sum.
    """
    groups = [
        ListGroup(heading, one.stacks(sheet, one.anywhere))
        for heading, one in zip(_headings(units, by_payee=bool(other)), units, strict=True)
    ]
    amounts = [paid for unit in units for share in unit.shares for paid in share.added]
    totals = _totals(sheet, dict(enumerate(amounts)), [], 0, other)
    widths = widths_of(frame.columns)
    closing = stacked([RowStack(totals), *(wide(line, widths) for line in (*small, sign_off()))])
    foot = _FOOT_HEIGHT if units else 0
    table, laid = grouped_list(frame, note, [*groups, *apart], closing, foot=foot)
    return _with_formulas(table, laid, units, sheet, other)


def _headings(units: Sequence[_Unit], *, by_payee: bool) -> list[str]:
    """Return what stands over each unit; over its own line its name would only repeat it."""
    if all(one.is_payee for one in units):
        return [""] * len(units)
    bare = [by_payee and one.is_payee for one in units]
    # without a heading the first of several own lines would stand under that of the unit before
    own = ["" if last else _OWN_LINES for last in (False, *bare)]
    return [own[n] if bare[n] else one.name for n, one in enumerate(units)]


def _with_formulas(
    table: Table, laid: Laid, units: Sequence[_Unit], sheet: _Addition, other: str
) -> _Sums:
    """Return a sheet whose formulas name the rows in which all came to stand."""
    rows = list(laid.rows)
    paid: dict[int, Amounts] = {}
    in_all = {}
    for number, unit in enumerate(units):
        places = [[row + 1 for row in laid.places[number, p]] for p in range(len(unit.shares))]
        for at, stack in zip(places, unit.stacks(sheet, places), strict=True):
            for row, written in zip(at, stack.rows, strict=True):
                rows[row - 1] = written
        paid |= unit.added(places)
        for share, at in zip(unit.shares, places, strict=True):
            in_all[unit.name, share.payee] = share.in_all(at)
    order = sorted(paid)
    first = 0
    for foot in laid.feet:
        last = bisect_right(order, foot)
        own = order[first:last]
        total = _together(paid[row] for row in own)
        written = sheet.sum("本页小计", f"（{len(own)} {sheet.unit}）", total, own)
        rows[foot] = written._replace(height=_FOOT_HEIGHT)
        first = last
    total_row = laid.closing + 1
    closing = _totals(sheet, paid, [foot + 1 for foot in laid.feet], total_row, other)
    rows[laid.closing : laid.closing + len(closing)] = closing
    return _Sums(table._replace(rows=rows), in_all, total_row)


def _together(paid: Iterable[Amounts]) -> Amounts:
    """Return the sum of amounts."""
    columns = [0, 0, 0]
    for amounts in paid:
        columns = [one + more for one, more in zip(columns, amounts, strict=True)]
    reward, penalty, net = columns
    return reward, penalty, net


def _units(lines: Iterable[PayoutLine]) -> list[_Unit]:
    """Return units and their payees, both in order of first appearance."""
    units, number = [], 1
    for name, every in grouped(lines, lambda line: line.whose[0]).items():
        shares = []
        for payee, own in by_payee(every).items():
            shares.append(_Share(payee, own, number))
            number += len(own)
        units.append(_Unit(name, shares))
    return units


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


def _totals(
    sheet: _Addition, paid: Mapping[int, Amounts], feet: Sequence[int], total: int, other: str
) -> list[Row]:
    """Return the total, the checks of it, and its numerals.

    Args:
        sheet: how it adds up.
        paid: amounts by the row they stand in, from 1.
        feet: the rows of the pages' subtotals.
        total: the row of the total.
        other: a cell of another sheet that has the same total, ``""`` = none.
    """
    added = _together(paid.values())
    pages = sum_of(feet).format(sheet.letters[2])
    checks = [sheet.check("核对各页", "减各页小计，应为0.00", total, f"({pages})")]
    if other:
        checks.append(sheet.check("核对两表", f"减{sheet.other}，应为0.00", total, other))
    numerals = Formula(
        f'"{sheet.net}合计人民币（大写）："&{numerals_of(f"{sheet.letters[2]}{total}")}',
        f"{sheet.net}合计人民币（大写）：{rmb_upper(added[2])}",
    )
    width = len(sheet.columns)
    return [
        sheet.sum("合计", f"共 {len(paid)} {sheet.unit}", added, [*paid]),
        *checks,
        Row((numerals, *[None] * (width - 1)), (Style(size=12),) * width, 26),
    ]


def numerals_of(cell: str) -> str:
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


def sum_of(rows: Sequence[int]) -> str:
    """Add cells of a column called ``{0}``, in as many SUMs as Excel's limit on arguments asks for.

    >>> sum_of([4, 5, 6, 9]), sum_of([])
    ('SUM({0}4:{0}6,{0}9)', '0')
    """
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    cells = [f"{{0}}{a}:{{0}}{b}" if b > a else f"{{0}}{a}" for a, b in runs]
    parts = [cells[i : i + _SUM_ARGUMENTS] for i in range(0, len(cells), _SUM_ARGUMENTS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts) or "0"
