"""The payout of a workbook in one call (计奖); every host calls this."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.catalogue import load
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.usecases.figures import compute
from xl_quality.usecases.history import HISTORY, incomplete_exams
from xl_quality.usecases.payout import Terms, reckon
from xl_quality.usecases.sources import clause_lists, unreadable
from xl_quality.usecases.standings import several_exams

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payout import Payout


class Order(NamedTuple):
    """
    What is to be paid, as a person says it.

    Attributes:
        scheme: the scheme's id.
        on: the day that decides which clauses are in force.
        options: readings chosen by option id, the others at their default.
        parameters: ``name=value`` texts for what the scheme asks for.
        exam: take places from this exam's scores only, empty = all.
    """

    scheme: str
    on: date
    options: Mapping[str, str] = MappingProxyType({})
    parameters: tuple[str, ...] = ()
    exam: str = ""


def pay(intake: Intake, order: Order, known: Figures | None = None) -> Payout:
    """
    Apply a scheme to a workbook, with places from its own scores if it has any (计奖).

    Args:
        intake: the workbook as understood.
        order: which scheme, when, and how.
        known: figures at every level, where they have been computed already.

    Raises:
        BadInputError: the scheme, an option, a parameter or some cell cannot be used.
    """
    return pay_by(load(order.scheme), intake, order, known)


def pay_by(scheme: Scheme, intake: Intake, order: Order, known: Figures | None = None) -> Payout:
    """Apply a scheme that is already loaded; see `pay`."""
    figures = known or _figures(intake, order.exam)
    terms = Terms(order.on, order.options, parse_facts(order.parameters, scheme.vocabulary))
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
