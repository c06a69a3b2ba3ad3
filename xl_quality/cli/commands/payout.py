"""``payout``: the payout sheet of a scheme and its reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.commands.explain import facts_of
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, day, fixed_of, pairs
from xl_quality.core.grouping import Level
from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.schemes.catalogue import load
from xl_quality.usecases.figures import compute
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.payout import Terms, reckon
from xl_quality.usecases.payout_sheets import sheets_of
from xl_quality.usecases.sources import clause_lists

if TYPE_CHECKING:
    import argparse

    from xl_quality.books.tables import Table
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payout import Payout


def run(arguments: argparse.Namespace) -> int:
    """Reckon the scheme; print JSON, or write 奖惩兑现表 and 计算依据."""
    choices = choices_of(arguments)
    with console.working("正在读取和计奖……"):
        book = opened(arguments.book)
        intake = take_in(book, choices, fixed_of(arguments), scores_needed=False)
        payout = _reckoned(arguments, intake, _figures(intake, choices.exam))
    if arguments.json:
        console.say_json(_json(payout))
        if not (arguments.output or arguments.in_place):
            return 0
    written = published(book, sheets_of(payout), arguments)
    if not arguments.json:
        _show(payout)
        console.tell_written(written)
        console.findings([*payout.findings, *intake.findings], most=20)
    return 0


def payout_sheets(arguments: argparse.Namespace, intake: Intake, figures: Figures) -> list[Table]:
    """Return the payout sheets for a run that has its figures already."""
    return sheets_of(_reckoned(arguments, intake, figures))


def _reckoned(arguments: argparse.Namespace, intake: Intake, figures: Figures | None) -> Payout:
    scheme = load(arguments.scheme)
    terms = Terms(
        day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        pairs(arguments.option, "--option"),
        facts_of(arguments.param, scheme.vocabulary),
    )
    return reckon(scheme, clause_lists(intake, figures), terms)


def _figures(intake: Intake, exam: str) -> Figures | None:
    """Compute places where the workbook has scores; lists alone can feed a scheme, too."""
    if not intake.tables:
        return None
    levels = [Level.SCHOOL] if any(any(table.schools) for table in intake.tables) else [Level.ALL]
    levels += [Level.TEACHER] if intake.taught else []
    return compute(intake.tables, intake.taught, intake.options, levels, exam)


def _json(payout: Payout) -> list[dict[str, object]]:
    return [
        {
            "payee": line.payee,
            "clause": line.clause,
            "reward": yuan_text(line.reward),
            "penalty": yuan_text(line.penalty),
            "why": line.why,
            "sources": list(line.sources),
            "conflict": line.conflict,
        }
        for line in payout.lines
    ]


def _show(payout: Payout) -> None:
    rows = [
        (
            payee,
            yuan_text(sum(line.reward for line in lines)),
            yuan_text(sum(line.penalty for line in lines)),
            yuan_text(sum(line.net for line in lines)),
        )
        for payee, lines in by_payee(payout.lines).items()
    ]
    console.table(f"{payout.scheme.title}（元）", ("兑现对象", "奖励", "惩扣", "净额"), rows)
