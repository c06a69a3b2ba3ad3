"""``payout``: the payout sheet of a scheme and its reasons."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, day, fixed_of, pairs
from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.schemes.words import number_text
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.payouts.indicator_sheet import sheaves_of
from xl_quality.usecases.payouts.payout import Order, pay
from xl_quality.usecases.payouts.payout_json import payout_json
from xl_quality.usecases.payouts.payout_sheets import sheets_of
from xl_quality.usecases.publish import there
from xl_quality.usecases.records.paid_once import Repeat, settled
from xl_quality.usecases.records.request import Request
from xl_quality.usecases.records.run_record import entry_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.books.files import FileBook
    from xl_quality.reports.indicators import Sheaf
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.payouts.payout import Payout


def run(arguments: argparse.Namespace) -> int:
    """Reckon the scheme; print JSON, or write 奖惩兑现表 and 计算依据."""
    order = order_of(arguments)
    request = Request("payout", choices_of(arguments), fixed_of(arguments), order=order)
    with console.working("正在读取和计奖……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        intake = take_in(book, request.choices, request.fixed, scores_needed=False)
        payout = pay(intake, order)
    if arguments.json and not (arguments.output or arguments.in_place):
        console.say_json(payout_json(payout))
        return 0
    entry = entry_of(book, intake, request, payout=payout)
    payout, entry = paid_once(book, payout, entry, arguments)
    if arguments.json:
        console.say_json(payout_json(payout))
    written = published(book, sheets_of(payout), arguments, entry)
    if not arguments.json:
        show(payout)
        console.tell_written(written)
        console.findings([*payout.findings, *intake.findings], arguments.book, most=20)
    return 0


def order_of(arguments: argparse.Namespace) -> Order:
    """Return what the command line orders."""
    return Order(
        arguments.scheme,
        day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        pairs(arguments.option, "--option"),
        tuple(arguments.param),
        arguments.exam,
        shipped=arguments.shipped,
        unpaid=arguments.unpaid,
    )


def paid_once(
    book: FileBook, payout: Payout, entry: RunEntry, arguments: argparse.Namespace
) -> tuple[Payout, RunEntry]:
    """
    Return the payout and its record as the options about what was paid before want them.

    Raises:
        BadInputError: something was paid before, and no option says what is to become of it.
    """
    output = Path(arguments.output) if arguments.output else None
    where = there(book, output=output, in_place=arguments.in_place)
    way = Repeat.AGAIN if arguments.again else Repeat.REFUSE
    return settled(payout, entry, where, Repeat.UNPAID if arguments.unpaid else way)


def show(payout: Payout) -> None:
    """Print what each payee gets or owes, and the total; where nothing is paid, what was judged."""
    if not payout.lines and (sheaves := sheaves_of(payout)):
        _show_judged(payout.scheme.title, sheaves)
        return
    rows = [_sums(payee, lines) for payee, lines in by_payee(payout.lines).items()]
    rows.append(_sums("合计", payout.lines))
    console.table(f"{payout.scheme.title}（元）", ("兑现对象", "奖励", "惩扣", "净额"), rows)


def _show_judged(title: str, sheaves: Sequence[Sheaf]) -> None:
    rows = [
        (
            sheaf.name,
            sum(one.met is True for one in sheaf.judged),
            sum(one.met is False for one in sheaf.judged),
            _points([one.points for one in sheaf.judged if one.points is not None]),
            "、".join(sheaf.verdicts),
        )
        for sheaf in sheaves
    ]
    console.table(title, ("考核对象", "达标", "未达标", "得分", "认定"), rows)


def _points(scored: Sequence[Fraction]) -> str:
    return number_text(sum(scored, Fraction())) if scored else ""


def _sums(label: str, lines: Sequence[PayoutLine]) -> tuple[str, ...]:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    return label, yuan_text(reward), yuan_text(penalty), yuan_text(reward - penalty)
