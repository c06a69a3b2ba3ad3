"""``rates``, ``rank`` and ``report``: figures computed, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.core.grouping import Level
from xl_quality.reports.figures_json import rates_json
from xl_quality.usecases.figures import compute
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.report import bands_sheet, ranking_sheets, rates_sheet

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.books.tables import Table
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake

_SHOWN_LEVELS = (Level.SCHOOL, Level.CLASS, Level.TEACHER, Level.GRADE, Level.ALL)
_SHOWN_ROWS = 20


def run(arguments: argparse.Namespace) -> int:
    """Compute what was asked for; print JSON, or write the sheets and a short table."""
    choices = choices_of(arguments)
    with console.working("正在读取和统计……"):
        book = opened(arguments.book)
        intake = take_in(book, choices, fixed_of(arguments))
        figures = compute(
            intake.tables, intake.taught, intake.options, choices.levels, choices.exam
        )
    if arguments.json:
        _say_json(arguments.command, figures, asked=choices.digits is not None)
        if not (arguments.output or arguments.in_place):
            return 0
    with console.working("正在写出……"):
        tables = _sheets(arguments, intake, figures)
        written = published(book, tables, arguments)
    if not arguments.json:
        _show(figures)
        console.tell_written(written)
        console.findings(intake.findings, most=_SHOWN_ROWS)
    return 0


def _say_json(command: str, figures: Figures, *, asked: bool) -> None:
    results = [result for lines in figures.results.values() for result in lines]
    if command != "rates":
        results += [result for lines in figures.overall.values() for result in lines]
    console.say_json(rates_json(results, figures.options.digits if asked else None))


def _sheets(arguments: argparse.Namespace, intake: Intake, figures: Figures) -> Sequence[Table]:
    if arguments.command == "rates":
        return [rates_sheet(figures)]
    whole = arguments.command == "report"
    tables = [rates_sheet(figures), *ranking_sheets(figures, charts=whole)]
    if whole:
        tables.append(bands_sheet(intake.tables, figures.options))
    if arguments.scheme:
        from xl_quality.cli.commands.payout import payout_sheets  # noqa: PLC0415 - only if asked

        tables += payout_sheets(arguments, intake, figures)
    return tables


def _show(figures: Figures) -> None:
    """Print the overall places of the widest level that ranks anything."""
    level = next((level for level in _SHOWN_LEVELS if figures.overall.get(level)), None)
    if level is None:
        return
    lines = sorted(
        figures.overall[level],
        key=lambda line: (line.exam, line.group.grade, line.rank is None, line.rank or 0),
    )
    rows = [
        (line.exam or line.sheet, line.group.label, line.printed.composite, line.rank)
        for line in lines[:_SHOWN_ROWS]
    ]
    console.table("总评", ("考试", "单位", "综合分", "名次"), rows)
    if len(lines) > _SHOWN_ROWS:
        console.say(f"……共 {len(lines)} 行，全部在结果工作簿里")
