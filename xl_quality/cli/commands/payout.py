"""``payout``: the payout sheet of a scheme and its reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.commands.explain import facts_of
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, day, fixed_of, pairs
from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.schemes.catalogue import load
from xl_quality.usecases.figures import compute
from xl_quality.usecases.history import HISTORY, incomplete_exams
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.payout import Terms, reckon
from xl_quality.usecases.payout_sheets import sheets_of
from xl_quality.usecases.sources import clause_lists, unreadable
from xl_quality.usecases.standings import several_exams

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payout import Payout


def run(arguments: argparse.Namespace) -> int:
    """Reckon the scheme; print JSON, or write 奖惩兑现表 and 计算依据."""
    choices = choices_of(arguments)
    with console.working("正在读取和计奖……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        intake = take_in(book, choices, fixed_of(arguments), scores_needed=False)
        payout = reckoned(arguments, intake)
    if arguments.json:
        console.say_json(_json(payout))
        if not (arguments.output or arguments.in_place):
            return 0
    written = published(book, sheets_of(payout), arguments)
    if not arguments.json:
        show(payout)
        console.tell_written(written)
        console.findings([*payout.findings, *intake.findings], most=20)
    return 0


def reckoned(arguments: argparse.Namespace, intake: Intake, known: Figures | None = None) -> Payout:
    """
    Apply the scheme that was named, with places from the workbook's own scores if it has any.

    Args:
        arguments: of the command.
        intake: the workbook as understood.
        known: figures at every level, where the command has computed them already.
    """
    figures = known or _figures(intake, arguments.exam)
    scheme = load(arguments.scheme)
    terms = Terms(
        day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        pairs(arguments.option, "--option"),
        facts_of(arguments.param, scheme.vocabulary),
    )
    payout = reckon(scheme, clause_lists(intake, figures), terms, unreadable(intake, scheme))
    doubts = [
        *(several_exams(figures) if figures else []),
        *incomplete_exams(intake.rows(HISTORY)),
    ]
    return payout._replace(findings=[*payout.findings, *doubts])


def _figures(intake: Intake, exam: str) -> Figures | None:
    """Compute places where the workbook has scores; lists alone can feed a scheme, too."""
    if not intake.tables:
        return None
    return compute(intake.tables, intake.taught, intake.options, exam=exam)


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


def show(payout: Payout) -> None:
    """Print what each payee gets or owes, and the total."""
    rows = [_sums(payee, lines) for payee, lines in by_payee(payout.lines).items()]
    rows.append(_sums("合计", payout.lines))
    console.table(f"{payout.scheme.title}（元）", ("兑现对象", "奖励", "惩扣", "净额"), rows)


def _sums(label: str, lines: Sequence[PayoutLine]) -> tuple[str, ...]:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    return label, yuan_text(reward), yuan_text(penalty), yuan_text(reward - penalty)
