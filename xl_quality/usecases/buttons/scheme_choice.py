"""Which scheme a button goes by, and what the scheme leaves open: asked until it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.core.errors import BadInputError
from xl_quality.schemes.catalogue import load, scheme_ids
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.schemes.sheet_sections import scheme_id
from xl_quality.usecases.buttons.dialogs import chosen, typed
from xl_quality.usecases.desk import Choice
from xl_quality.usecases.paying import Order
from xl_quality.usecases.scheme_sheet import choose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xl_quality.schemes.model import Scheme
    from xl_quality.sheets.grid import Grid
    from xl_quality.usecases.buttons.session import Session
    from xl_quality.usecases.desk import Desk


def shipped_choices(first: str = "") -> list[Choice]:
    """Return the schemes that ship, *first* in front, the others as their templates stand."""
    known = [one.scheme for one in SHIPPED if one.scheme in scheme_ids()]
    ids = dict.fromkeys([first, *known, *scheme_ids()])
    return [Choice(one, f"{load(one).title}（{one}）") for one in ids if one in scheme_ids()]


def ordered(desk: Desk, session: Session, sheets: Sequence[Grid]) -> Order:
    """
    Return what is to be paid: a 方案 sheet of the workbook, else a scheme that ships.

    Args:
        desk: asked where there are several schemes, and for the scheme's parameters.
        session: remembers the answers.
        sheets: the workbook's 方案 sheets; a single one is taken without asking.

    Raises:
        CancelledError: the clerk cancelled.
        BadInputError: the 方案 sheet has faults.
    """
    choices = _sheet_choices(sheets) or shipped_choices(session.scheme)
    name = chosen(desk, "按哪个方案计算？", choices)
    scheme = choose(sheets, name).scheme
    parameters = _parameters(desk, session, scheme, desk.today())
    session.scheme = name
    return Order(name, desk.today(), parameters=parameters)


def _sheet_choices(sheets: Sequence[Grid]) -> list[Choice]:
    """Return the 方案 sheets, by the scheme's id where only one sheet holds it."""
    ids = [scheme_id(grid.rows) for grid in sheets]
    return [
        Choice(
            own if own and ids.count(own) == 1 else grid.name, f"{grid.name}（本工作簿的方案表）"
        )
        for grid, own in zip(sheets, ids, strict=True)
    ]


def _parameters(desk: Desk, session: Session, scheme: Scheme, on: date) -> tuple[str, ...]:
    """Ask for every parameter that a clause in force cannot do without; empty = not given."""
    said = []
    for name in _needed(scheme, on):
        key = f"{scheme.id}.{name}"
        value = _asked(desk, scheme, name, session.typed.get(key, ""))
        session.typed[key] = value
        if value:
            said.append(f"{name}={value}")
    return tuple(said)


def _needed(scheme: Scheme, on: date) -> list[str]:
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
    question, value = f"方案需要“{label}”，请填写（空着＝不算用到它的条款）：", default
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
