"""What a person asks of one run (一次运行的要求), and the result sheets it yields."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.grouping import Level
from xl_quality.usecases.choices import Choices
from xl_quality.usecases.figures import compute
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.missing_marks import missing_sheet
from xl_quality.usecases.report import bands_sheet, changes_sheet, ranking_sheets, rates_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.schemes.model import Scheme
    from xl_quality.sheets.overrides import SheetOverride
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payouts.payout import Order, Payout

COMMANDS: Final[Mapping[str, str]] = {
    "rates": "四率统计",
    "rank": "学校、班级、教师排名",
    "report": "全部统计和排名",
    "payout": "奖惩兑现",
    "warnings": "警示名单",
}
"""The runs that can be done again from their record, by command."""


_SCHEME_ALONE: Final = ("payout", "warnings")


class Request(NamedTuple):
    """
    What was asked for.

    Attributes:
        command: one of `COMMANDS`, or another that leaves sheets behind.
        choices: options said explicitly.
        fixed: what was said explicitly about single sheets.
        before: the earlier exam that places are compared with, ``""`` = none.
        order: the scheme and how to apply it, None = no payout.
    """

    command: str
    choices: Choices = Choices()
    fixed: Mapping[str, SheetOverride] = MappingProxyType({})
    before: str = ""
    order: Order | None = None


def run_again(
    request: Request, book: Book, earlier: Sequence[RunEntry] = ()
) -> tuple[list[Table], Scheme | None]:
    """
    Do a run once more and return its result sheets and its scheme; nothing is written.

    Args:
        request: with a command of `COMMANDS`.
        book: the workbook to be read.
        earlier: the payouts made before; a run that pays only what was not paid goes by them.

    Raises:
        BadInputError: the workbook or something asked for cannot be used.
    """
    alone = request.command in _SCHEME_ALONE
    intake = take_in(book, request.choices, request.fixed, scores_needed=not alone)
    figures = before = None
    if not alone:
        choices = request.choices
        figures = compute(
            intake.tables, intake.taught, intake.options, choices.levels, choices.exam
        )
        before = figures_before(request.before, intake, figures)
    payout = _payout(request, intake, figures)
    if payout is not None and request.order is not None and request.order.unpaid:
        from xl_quality.usecases.payouts.already_paid import found_in, without_paid  # noqa: PLC0415 - only if asked

        payout = without_paid(payout, found_in(payout, earlier))
    tables = result_sheets(request.command, figures, payout, before)
    return tables, payout.scheme if payout else None


def _payout(request: Request, intake: Intake, figures: Figures | None) -> Payout | None:
    if request.order is None:
        return None
    from xl_quality.usecases.payouts.payout import pay  # noqa: PLC0415 - only if asked

    # a clause may need levels that were left out
    return pay(intake, request.order, None if request.choices.levels else figures)


def figures_before(exam: str, intake: Intake, figures: Figures) -> Figures | None:
    """Compute the earlier exam that places are compared with; ``""`` = none."""
    if not exam:
        return None
    levels = [level for level in (Level.SCHOOL, Level.CLASS) if figures.overall.get(level)]
    return compute(intake.tables, intake.taught, intake.options, levels, exam)


def result_sheets(
    command: str, figures: Figures | None, payout: Payout | None, before: Figures | None
) -> list[Table]:
    """
    Return the sheets that a run leaves, in order.

    Args:
        command: one of `COMMANDS`.
        figures: the results, None where only a scheme was asked for.
        payout: what the scheme pays, None = no scheme.
        before: the earlier exam, None = no comparison.
    """
    tables: list[Table] = []
    whole = command == "report"
    if figures is not None:
        tables.append(rates_sheet(figures))
        if command != "rates":
            tables += ranking_sheets(figures, whole=whole)
        if whole:
            tables.append(bands_sheet(figures.tables, figures.options))
            tables.append(missing_sheet(figures.tables))
        if before is not None:
            tables.append(changes_sheet(figures, before))
    if payout is not None:
        tables += _of_scheme(command, payout)
    return tables


def _of_scheme(command: str, payout: Payout) -> list[Table]:
    if command == "warnings":
        from xl_quality.usecases.payouts.warning_sheet import warning_sheet  # noqa: PLC0415 - only if asked

        return list(filter(None, [warning_sheet(payout)]))
    from xl_quality.usecases.payouts.payout_sheets import sheets_of  # noqa: PLC0415 - only if asked

    return sheets_of(payout)
