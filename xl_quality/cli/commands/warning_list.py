"""``warnings``: the list of persons and units to be warned (警示名单), and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.commands.payout import order_of
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.payouts.payout import pay
from xl_quality.usecases.payouts.payout_json import warned_json
from xl_quality.usecases.payouts.warning_sheet import warned_by, warning_sheet
from xl_quality.usecases.records.request import Request
from xl_quality.usecases.records.run_record import entry_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.reports.warning_list import Warned


def run(arguments: argparse.Namespace) -> int:
    """Apply the scheme; print JSON, or write 警示名单. Nobody to warn writes nothing."""
    order = order_of(arguments)
    request = Request("warnings", choices_of(arguments), fixed_of(arguments), order=order)
    with console.working("正在读取和计奖……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        intake = take_in(book, request.choices, request.fixed, scores_needed=False)
        payout = pay(intake, order)
    warned = warned_by(payout.reckoned, payout.staff)
    if arguments.json:
        console.say_json(warned_json(warned))
        if not (arguments.output or arguments.in_place):
            return 0
    table = warning_sheet(payout)
    entry = entry_of(book, intake, request, payout.scheme)
    written = published(book, [table], arguments, entry) if table else None
    if not arguments.json:
        _show(warned)
        if written is not None:
            console.tell_written(written)
        console.findings([*payout.findings, *intake.findings], arguments.book, most=20)
    return 0


def _show(warned: Sequence[Warned]) -> None:
    rows = [
        (one.name, one.subject, one.unit, one.role, "、".join(g.clause for g in one.grounds))
        for one in warned
    ]
    console.table("警示名单", ("处理", "对象", "所在单位", "针对", "条款"), rows)
