"""One run (一次运行) carried out: what every command, button and check of a record goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.grouping import Level
from xl_quality.usecases.choices import OF_SCHEME_ALONE, Request
from xl_quality.usecases.figures import Figures, compute
from xl_quality.usecases.intake import Intake, take_in
from xl_quality.usecases.missing_marks import missing_sheet
from xl_quality.usecases.report import bands_sheet, changes_sheet, ranking_sheets, rates_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.payouts.payout import Payout


class Run(NamedTuple):
    """
    What a run yields, before anything is written.

    Attributes:
        request: what was asked for.
        book: the workbook that was read.
        intake: as it was understood.
        figures: the results, None where only a scheme was asked for.
        before: the earlier exam that places are compared with, None = no comparison.
        payout: what the scheme pays, None = no scheme.
    """

    request: Request
    book: Book
    intake: Intake
    figures: Figures | None = None
    before: Figures | None = None
    payout: Payout | None = None

    @property
    def tables(self) -> Sequence[ScoreTable]:
        """Return the score tables that the figures were computed from, without any all of them."""
        if self.figures is None:
            return self.intake.tables
        return [*self.figures.tables, *(self.before.tables if self.before else ())]

    @property
    def findings(self) -> list[Finding]:
        """Return what a person should look at, but nothing about exams that were not asked for."""
        counted = self.figures.tables if self.figures else self.intake.tables
        other = {table.sheet for table in self.intake.tables} - {table.sheet for table in counted}
        own = [finding for finding in self.intake.findings if finding.sheet not in other]
        return [*(self.payout.findings if self.payout else ()), *own]


def carry_out(request: Request, book: Book, intake: Intake | None = None) -> Run:
    """
    Do what was asked for; nothing is written.

    Args:
        request: with a command of `COMMANDS`.
        book: the workbook to be read.
        intake: the workbook as understood, where it has been read already.

    Raises:
        BadInputError: the workbook or something asked for cannot be used.
    """
    alone = request.command in OF_SCHEME_ALONE
    if intake is None:
        intake = take_in(book, request.choices, request.fixed, scores_needed=not alone)
    if alone:
        return Run(request, book, intake, payout=_payout(request, intake, None))
    choices = request.choices
    figures = compute(intake.tables, intake.taught, intake.options, choices.levels, choices.exam)
    # a clause may need levels that were left out
    payout = _payout(request, intake, None if choices.levels else figures)
    before = _figures_before(request.before, intake, figures)
    return Run(request, book, intake, figures, before, payout)


def _payout(request: Request, intake: Intake, figures: Figures | None) -> Payout | None:
    if request.order is None:
        return None
    from xl_quality.usecases.payouts.payout import pay  # noqa: PLC0415 - only if asked

    return pay(intake, request.order, figures)


def _figures_before(exam: str, intake: Intake, figures: Figures) -> Figures | None:
    """Compute the earlier exam that places are compared with; ``""`` = none."""
    if not exam:
        return None
    levels = [level for level in (Level.SCHOOL, Level.CLASS) if figures.overall.get(level)]
    return compute(intake.tables, intake.taught, intake.options, levels, exam)


def sheets_of(run: Run) -> list[Table]:
    """Return the result sheets of a run, in order; 警示名单 alone may be none."""
    tables: list[Table] = []
    whole = run.request.command == "report"
    if run.figures is not None:
        tables.append(rates_sheet(run.figures))
        if run.request.command != "rates":
            tables += ranking_sheets(run.figures, whole=whole)
        if whole:
            tables.append(bands_sheet(run.figures.tables, run.figures.options))
            tables.append(missing_sheet(run.figures.tables))
        if run.before is not None:
            tables.append(changes_sheet(run.figures, run.before))
    if run.payout is not None:
        tables += _of_scheme(run.request.command, run.payout)
    return tables


def _of_scheme(command: str, payout: Payout) -> list[Table]:
    if command == "warnings":
        from xl_quality.usecases.payouts.warning_sheet import warning_sheet  # noqa: PLC0415 - only if asked

        return list(filter(None, [warning_sheet(payout)]))
    from xl_quality.usecases.payouts import payout_sheets  # noqa: PLC0415 - only if asked

    return payout_sheets.sheets_of(payout)
