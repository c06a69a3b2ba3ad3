"""Which scheme a button goes by, and what the scheme leaves open: asked until it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.core.errors import BadInputError
from xl_quality.schemes.catalogue import load, scheme_ids
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.schemes.sheet.sections import scheme_id
from xl_quality.usecases.buttons.dialogs import chosen, typed
from xl_quality.usecases.desk import Choice
from xl_quality.usecases.payouts.payout import Order
from xl_quality.usecases.payouts.scheme_sheet import choose
from xl_quality.usecases.payouts.scheme_values import scheme_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xl_quality.schemes.model import Scheme
    from xl_quality.sheets.grid import Grid
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk
    from xl_quality.usecases.intake import Intake


def shipped_choices(first: str = "") -> list[Choice]:
    """Return the schemes that ship, *first* in front, the others as their templates stand."""
    known = [one.scheme for one in SHIPPED if one.scheme in scheme_ids()]
    ids = dict.fromkeys([first, *known, *scheme_ids()])
    return [Choice(one, f"{load(one).title}（{one}）") for one in ids if one in scheme_ids()]


def ordered(desk: Desk, session: Session, intake: Intake) -> Order:
    """
    Return what is to be paid: a 方案 sheet of the workbook, else a scheme that ships.

    Args:
        desk: asked where there are several schemes, and for what 考核设置 does not say of the
            scheme's parameters.
        session: remembers the answers.
        intake: the workbook; of its 方案 sheets a single one is taken without asking.

    Raises:
        CancelledError: the clerk cancelled.
        BadInputError: the 方案 sheet has faults.
    """
    name = scheme_for(desk, session, intake, "按哪个方案计算？")
    scheme = choose(intake.schemes, name).scheme
    known, _ = scheme_values(intake.recognised.settings.scheme_values, scheme)
    missing = [name for name in _needed(scheme, desk.today()) if name not in known]
    return Order(name, desk.today(), parameters=_parameters(desk, session, scheme, missing))


def scheme_for(desk: Desk, session: Session, intake: Intake, question: str) -> str:
    """Return the scheme that the clerk chooses, as a 方案 sheet or by its id; remembered."""
    choices = _sheet_choices(intake.schemes) or shipped_choices(session.scheme)
    session.scheme = chosen(desk, question, choices)
    return session.scheme


def _sheet_choices(sheets: Sequence[Grid]) -> list[Choice]:
    """Return the 方案 sheets, by the scheme's id where only one sheet holds it."""
    ids = [scheme_id(grid.rows) for grid in sheets]
    return [
        Choice(
            own if own and ids.count(own) == 1 else grid.name, f"{grid.name}（本工作簿的方案表）"
        )
        for grid, own in zip(sheets, ids, strict=True)
    ]


def _parameters(
    desk: Desk, session: Session, scheme: Scheme, missing: Sequence[str]
) -> tuple[str, ...]:
    """Ask for parameters; one that is left empty is not known."""
    said = []
    for name in missing:
        key = f"{scheme.id}.{name}"
        value = _asked(desk, scheme, name, session.typed.get(key, ""))
        session.typed[key] = value
        if value:
            said.append(f"{name}={value}")
    return tuple(said)


def _needed(scheme: Scheme, on: date) -> list[str]:
    """Return the parameters that a clause in force cannot do without."""
    readings = scheme.choices()
    fed = {feed.clause for feed in scheme.feeds}
    needed = {
        name
        for clause in scheme.clauses
        if clause.id in fed and clause.in_force(on)
        for rule in clause.rules
        if rule.in_use(readings)
        for name in rule.needs(readings)
    }
    return [name for name in scheme.parameters if name in needed]


def _asked(desk: Desk, scheme: Scheme, name: str, default: str) -> str:
    """Ask for one value until it can be read."""
    label = scheme.vocabulary[name].label
    question = f"方案原文里“{label}”是空白，请按规定填写（不知道先空着，用到时会停下来）："
    value = default
    while True:
        value = typed(desk, question, value)
        fault = _fault(scheme, name, value) if value else ""
        if not fault:
            return value
        question = f"{fault}\n请重新填写“{label}”："


def _fault(scheme: Scheme, name: str, value: str) -> str:
    try:
        parse_facts([f"{name}={value}"], scheme.vocabulary)
    except BadInputError as error:
        return str(error)
    return ""
