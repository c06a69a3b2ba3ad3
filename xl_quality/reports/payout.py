"""The sheet 奖惩兑现表: who gets or owes what for which clause, ready to be signed.

The sheet 计算依据: every case of every clause with its reasons, also those that pay nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Align, Formula, Link, Orientation, PrintSetup, Row, Style, Table
from xl_quality.core.facts import Source, joined_sources
from xl_quality.core.money import rmb_upper
from xl_quality.reports.looks import (
    CENTER,
    MONEY,
    PLAIN,
    TEXT,
    TOTAL_CENTER,
    TOTAL_MONEY,
    TOTAL_TEXT,
    display_width,
    header_row,
    note_row,
    shown_yuan,
    sign_off_row,
    title_row,
    wrapped_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.schemes.payout_lines import PayoutLine

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


BASIS_SHEET: Final = "计算依据"
BASIS_COLUMNS: Final = (
    "序号",
    "条款",
    "项目",
    "对象",
    "计算过程",
    "金额（元）",
    "其他结果",
    "数据出处",
)
_BASIS_WIDTHS: Final = (6, 7, 18, 26, 62, 12, 16, 24)
_BASIS_STYLES: Final = (CENTER, CENTER, TEXT, TEXT, TEXT, MONEY, TEXT, TEXT)
_SMALL: Final = tuple(style._replace(size=9) for style in _BASIS_STYLES)
_SMALLER: Final = 11 / 9
"""So many more characters and lines fit in the same room."""
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
        sources: cells the facts were taken from.
        follows: something is to be done or paid; the others stand together, in short.
    """

    clause: str
    title: str
    about: str
    why: str
    amount: int | None
    outcome: str
    sources: Sequence[Source]
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
    width = len(BASIS_COLUMNS)
    rows = [
        title_row(title, width),
        note_row(note, width, sum(_BASIS_WIDTHS)),
        header_row(BASIS_COLUMNS),
    ]
    full = [reason for reason in reasons if reason.follows]
    rows += [_row(number, reason) for number, reason in enumerate(full, start=1)]
    first_short = len(rows)
    rows += _short_rows(reasons, len(full))
    last_short = len(rows)
    rows += [_basis_remark(text, width) for text in remarks]
    return Table(
        BASIS_SHEET,
        rows,
        widths=_BASIS_WIDTHS,
        merges=[
            *((row, 0, row, width - 1) for row in (0, 1)),
            *((row, _ABOUT, row, _WHY) for row in range(first_short, last_short)),
            *((row, 0, row, width - 1) for row in range(last_short, len(rows))),
        ],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
    )


def _basis_remark(text: str, width: int) -> Row:
    height = wrapped_height([text], [sum(_BASIS_WIDTHS)])
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
    return Row(values, _BASIS_STYLES, wrapped_height(texts, _BASIS_WIDTHS))


def source_link(sources: Iterable[Source]) -> Value:
    """
    Return the cells as a link to the first of them; where none is a cell, what is known.

    A sheet is named once, so that the cells of a reason fit their column.

    >>> places, past = Source.at("县名次", "E14", "D14"), Source.at("历次", "D5", "D9")
    >>> source_link([Source(words="教师排名"), places, past])
    Link(text='县名次!E14、D14；历次!D5、D9', target='县名次!E14')
    """
    known = joined_sources(sources)
    if not known.cells:
        return known.words or None
    return Link(str(Source(known.cells)), str(known.cells[0]))


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
            room = (_BASIS_WIDTHS[_ABOUT] + _BASIS_WIDTHS[_WHY]) * _SMALLER
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
    cell = next((str(source) for source in reason.sources if source.cells), "")
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
