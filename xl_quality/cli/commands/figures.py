"""``rates``, ``rank`` and ``report``: figures computed, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.core.grouping import Level
from xl_quality.reports.figures_json import rates_json
from xl_quality.reports.pivot import exam_of, grade_place
from xl_quality.reports.shown import shown_rank
from xl_quality.usecases.figures import compute
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.records.request import Request, figures_before, result_sheets
from xl_quality.usecases.records.run_record import entry_of

if TYPE_CHECKING:
    import argparse

    from xl_quality.core.findings import Finding
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payouts.payout import Order, Payout

_SHOWN_LEVELS = (Level.SCHOOL, Level.CLASS, Level.TEACHER, Level.GRADE, Level.ALL)
_SHOWN_ROWS = 20


def run(arguments: argparse.Namespace) -> int:
    """Compute what was asked for; print JSON, or write the sheets and a short table."""
    request = _request(arguments)
    choices = request.choices
    with console.working("正在读取和统计……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        intake = take_in(book, choices, request.fixed)
        figures = compute(
            intake.tables, intake.taught, intake.options, choices.levels, choices.exam
        )
        # a clause may need levels that --by left out
        payout = _payout(request.order, intake, None if choices.levels else figures)
        before = figures_before(request.before, intake, figures)
    if arguments.json:
        _say_json(arguments.command, figures, asked=choices.digits is not None)
        if not (arguments.output or arguments.in_place):
            return 0
    used = [*figures.tables, *(before.tables if before else ())]
    entry = entry_of(book, intake, request, tables=used, payout=payout)
    if payout is not None:
        from xl_quality.cli.commands.payout import paid_once  # noqa: PLC0415 - only if asked

        payout, entry = paid_once(book, payout, entry, arguments)
    tables = result_sheets(request.command, figures, payout, before)
    written = published(book, tables, arguments, entry)
    if not arguments.json:
        _show(figures)
        _show_payout(payout)
        console.tell_written(written)
        console.findings(_doubts(intake, figures, payout), arguments.book, most=_SHOWN_ROWS)
    return 0


def _request(arguments: argparse.Namespace) -> Request:
    order = None
    if arguments.scheme:
        from xl_quality.cli.commands.payout import order_of  # noqa: PLC0415 - only if asked

        order = order_of(arguments)
    chosen = choices_of(arguments), fixed_of(arguments), arguments.before, order
    return Request(arguments.command, *chosen)


def _payout(order: Order | None, intake: Intake, known: Figures | None) -> Payout | None:
    if order is None:
        return None
    from xl_quality.usecases.payouts.payout import pay  # noqa: PLC0415 - only if asked

    return pay(intake, order, known)


def _show_payout(payout: Payout | None) -> None:
    if payout is not None:
        from xl_quality.cli.commands.payout import show  # noqa: PLC0415 - only if asked

        show(payout)


def _say_json(command: str, figures: Figures, *, asked: bool) -> None:
    results = [*figures.single, *(one for lines in figures.results.values() for one in lines)]
    if command != "rates":
        results += [result for lines in figures.overall.values() for result in lines]
    console.say_json(rates_json(results, figures.options.digits if asked else None))


def _doubts(intake: Intake, figures: Figures, payout: Payout | None) -> list[Finding]:
    """Return what a person should look at, but nothing about exams that were not asked for."""
    used = {table.sheet for table in figures.tables}
    other = {table.sheet for table in intake.tables} - used
    own = [finding for finding in intake.findings if finding.sheet not in other]
    return [*(payout.findings if payout else ()), *own]


def _show(figures: Figures) -> None:
    """Print the overall places of the widest level that ranks anything."""
    level = next((level for level in _SHOWN_LEVELS if figures.overall.get(level)), None)
    if level is None:
        return
    lines = sorted(
        figures.overall[level],
        key=lambda line: (
            line.exam,
            grade_place(line.group.grade),
            line.rank is None,
            line.rank or 0,
        ),
    )
    rows = [
        (exam_of(line), line.group.label, line.printed.composite, shown_rank(line.rank))
        for line in lines[:_SHOWN_ROWS]
    ]
    console.table("总评", ("考试", "单位", "综合分", "名次"), rows)
    if len(lines) > _SHOWN_ROWS:
        console.say(f"……共 {len(lines)} 行，全部在结果工作簿里")
