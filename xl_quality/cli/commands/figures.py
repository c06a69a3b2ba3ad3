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
from xl_quality.usecases.full_marks import above_full
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.report import (
    bands_sheet,
    changes_sheet,
    ranking_sheets,
    rates_sheet,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payout import Payout

_SHOWN_LEVELS = (Level.SCHOOL, Level.CLASS, Level.TEACHER, Level.GRADE, Level.ALL)
_SHOWN_ROWS = 20


def run(arguments: argparse.Namespace) -> int:
    """Compute what was asked for; print JSON, or write the sheets and a short table."""
    choices = choices_of(arguments)
    with console.working("正在读取和统计……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        intake = take_in(book, choices, fixed_of(arguments))
        figures = compute(
            intake.tables, intake.taught, intake.options, choices.levels, choices.exam
        )
        # a clause may need levels that --by left out
        payout = _payout(arguments, intake, None if choices.levels else figures)
        before = _before(arguments.before, intake, figures)
    if arguments.json:
        _say_json(arguments.command, figures, asked=choices.digits is not None)
        if not (arguments.output or arguments.in_place):
            return 0
    with console.working("正在写出……"):
        tables = _sheets(arguments.command, figures, payout, before)
        written = published(book, tables, arguments)
    if not arguments.json:
        _show(figures)
        _show_payout(payout)
        console.tell_written(written)
        console.findings(_doubts(intake, figures, payout), most=_SHOWN_ROWS)
    return 0


def _payout(arguments: argparse.Namespace, intake: Intake, known: Figures | None) -> Payout | None:
    if not arguments.scheme:
        return None
    from xl_quality.cli.commands.payout import order_of  # noqa: PLC0415 - only if asked
    from xl_quality.usecases.paying import pay  # noqa: PLC0415 - only if asked

    return pay(intake, order_of(arguments), known)


def _show_payout(payout: Payout | None) -> None:
    if payout is not None:
        from xl_quality.cli.commands.payout import show  # noqa: PLC0415 - only if asked

        show(payout)


def _say_json(command: str, figures: Figures, *, asked: bool) -> None:
    results = [*figures.single, *(one for lines in figures.results.values() for one in lines)]
    if command != "rates":
        results += [result for lines in figures.overall.values() for result in lines]
    console.say_json(rates_json(results, figures.options.digits if asked else None))


def _before(exam: str, intake: Intake, figures: Figures) -> Figures | None:
    """Compute the earlier exam that places are compared with."""
    if not exam:
        return None
    levels = [level for level in (Level.SCHOOL, Level.CLASS) if figures.overall.get(level)]
    return compute(intake.tables, intake.taught, intake.options, levels, exam)


def _sheets(
    command: str, figures: Figures, payout: Payout | None, before: Figures | None
) -> Sequence[Table]:
    if command == "rates":
        return [rates_sheet(figures)]
    whole = command == "report"
    tables = [rates_sheet(figures), *ranking_sheets(figures, whole=whole)]
    if whole:
        tables.append(bands_sheet(figures.tables, figures.options))
    if before is not None:
        tables.append(changes_sheet(figures, before))
    if payout is not None:
        from xl_quality.usecases.payout_sheets import sheets_of  # noqa: PLC0415 - only if asked

        tables += sheets_of(payout)
    return tables


def _doubts(intake: Intake, figures: Figures, payout: Payout | None) -> list[Finding]:
    """Return what a person should look at, but nothing about exams that were not asked for."""
    used = {table.sheet for table in figures.tables}
    other = {table.sheet for table in intake.tables} - used
    findings = [*above_full(figures.tables, figures.options), *intake.findings]
    own = [finding for finding in findings if finding.sheet not in other]
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
