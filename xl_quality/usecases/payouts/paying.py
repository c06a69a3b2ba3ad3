"""The payout of a workbook in one call (计奖); every host calls this."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.terms import Terms
from xl_quality.schemes.unit_kinds import with_units
from xl_quality.sheets.reading.recognise import PERHAPS
from xl_quality.usecases.derived.county_lists import county_lists, scored_as
from xl_quality.usecases.derived.doubtful_places import missing_in_history, out_of_order
from xl_quality.usecases.derived.exam_kinds import ExamKinds, exams_asked
from xl_quality.usecases.derived.history import DERIVED, HISTORY, incomplete_exams, ranked_twice
from xl_quality.usecases.derived.history import TEACHERS as TEACHERS_LAST
from xl_quality.usecases.derived.periods import (
    aliases_of,
    left_out,
    left_out_told,
    period_of,
    places,
)
from xl_quality.usecases.derived.sources import (
    HAND,
    clause_lists,
    lists_used,
    made_of,
    unreadable,
    unsettled_scores,
)
from xl_quality.usecases.derived.standings import TEACHERS, several_exams
from xl_quality.usecases.derived.tallies import tallies
from xl_quality.usecases.derived.teacher_places import COUNTY
from xl_quality.usecases.missing_marks import far_fewer
from xl_quality.usecases.payouts.incomplete_rows import complete_rows
from xl_quality.usecases.payouts.near_names import near_persons, near_units
from xl_quality.usecases.payouts.payout import reckon
from xl_quality.usecases.payouts.scheme_sheet import choose
from xl_quality.usecases.payouts.scheme_values import scheme_values
from xl_quality.usecases.payouts.units_of_no_clause import units_of_no_clause
from xl_quality.usecases.payouts.unused_indicators import unused_indicators
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.derived.periods import LeftOut, Period
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payouts.payout import Payout


_STREAKS = {DERIVED, TEACHERS_LAST}
"""The lists that cannot be derived where the last place of an exam is not known."""


class Order(NamedTuple):
    """
    What is to be paid, as a person says it.

    Attributes:
        scheme: the scheme's id, or the name of a 方案 sheet of the workbook.
        on: the day that decides which clauses are in force.
        options: readings chosen by option id, the others at their default.
        parameters: ``name=value`` texts for what the scheme asks for; what is not said here is
            taken from 考核设置.
        exam: pay only what belongs to this exam, in lists and scores alike, empty = all.
        shipped: take the shipped scheme though the workbook has a 方案 sheet of it.
        unpaid: leave out what an earlier payout of the workbook has paid.
    """

    scheme: str
    on: date
    options: Mapping[str, str] = MappingProxyType({})
    parameters: tuple[str, ...] = ()
    exam: str = ""
    shipped: bool = False
    unpaid: bool = False


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
    chosen = choose(intake.schemes, order.scheme, shipped=order.shipped)
    payout = pay_by(chosen.scheme, intake, order, known)
    return payout._replace(findings=[*chosen.findings, *payout.findings], origin=chosen.origin)


def pay_by(scheme: Scheme, intake: Intake, order: Order, known: Figures | None = None) -> Payout:
    """Apply a scheme that is already loaded; see `pay`."""
    answers = intake.recognised.settings.unit_kinds
    scheme = with_units(scheme, answers)
    period = period_of(intake, order.exam)
    figures = known or places(intake, period)
    values, doubts_of_values = scheme_values(
        intake.recognised.settings.scheme_values, scheme, order.parameters
    )
    terms = Terms(order.on, order.options, values)
    kinds = ExamKinds.of(intake.recognised.settings.exam_kinds, answers)
    told = kinds.all_told(clause_lists(intake, figures, scheme, period))
    told |= tallies(scheme, told, terms)
    lists, faults = county_lists(
        scheme, intake, figures, told, terms=terms, kinds=kinds, period=period
    )
    faults += exams_asked(scheme, lists, terms)
    used = lists_used(scheme)
    past = intake.rows(HISTORY) if used & _STREAKS else []
    twice = [*ranked_twice(past), *out_of_order(past)]
    faults += unsettled_scores(intake, figures, scheme)
    faults = [*doubts_of_values, *faults, *twice, *near_units(intake, scheme)]
    complete, incomplete = complete_rows(scheme, lists, terms)
    faults += incomplete
    if figures is None:  # without any scores the open question may be the missing data
        faults += [one for one in intake.findings if one.code == PERHAPS]
    faults = [*unreadable(intake, scheme), *faults]
    payout = reckon(scheme, complete, terms, faults, period.kinds(complete.values()))
    left, exams = _left_out(intake, used, period), aliases_of(intake)
    doubts = [
        *(far_fewer(intake.findings, figures.tables) if figures else []),
        *near_persons(intake),
        *unused_indicators(scheme, complete),
        *units_of_no_clause(scheme, complete, terms, answers),
        *left_out_told(left, period),
        *(several_exams(figures, scored_as(lists, exams)) if TEACHERS in used else []),
        *incomplete_exams(past),
        *missing_in_history(past, lists.get(COUNTY, ())),
    ]
    return payout._replace(findings=[*payout.findings, *doubts], left_out=left)


def _left_out(intake: Intake, used: Iterable[str], period: Period) -> LeftOut:
    """Return what a run for one exam passes by, of the sheets that the scheme takes facts from."""
    names = {HAND, *used} | {own for name in used for own, _ in made_of(name)}
    own = {sheet.name for sheet in intake.lists} & names - {TEACHING}
    return left_out(period, {name: intake.rows(name) for name in sorted(own)}, HISTORY)
