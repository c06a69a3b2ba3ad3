"""A payout for other programs (机读结果): lines, indicators, consequences, points, totals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.schemes.words import MINUS, number_text
from xl_quality.usecases.advice import Host, worded
from xl_quality.usecases.payouts.indicator_sheet import sheaves_of
from xl_quality.usecases.payouts.warning_sheet import warned_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.reports.indicators import Judged
    from xl_quality.reports.warning_list import Warned
    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.payouts.payout import Payout
    from xl_quality.usecases.payouts.uncounted import Uncounted

Json = dict[str, object]


def payout_json(payout: Payout) -> Json:
    """
    Return what a scheme pays, judges and warns of, as values for ``json.dumps``.

    Amounts are yuan as exact decimal texts (``"900"``, ``"666.67"``), points likewise.

    Args:
        payout: as reckoned; its lines, indicators and warnings stand in the order of the sheets.
    """
    sheaves = sheaves_of(payout)
    return {
        "scheme": {"id": payout.scheme.id, "title": payout.scheme.title},
        "on": payout.terms.on.isoformat(),
        "lines": [_line(line) for line in payout.lines],
        "indicators": [
            {"object": sheaf.name, **_indicator(one)} for sheaf in sheaves for one in sheaf.judged
        ],
        "consequences": warned_json(warned_by(payout.reckoned, payout.staff)),
        "points": [
            {"object": sheaf.name, "points": _points(scored), "verdicts": list(sheaf.verdicts)}
            for sheaf in sheaves
            if (scored := [one.points for one in sheaf.judged if one.points is not None])
            or sheaf.verdicts
        ],
        "totals": {
            **_sums(payout.lines),
            "payees": [
                {"payee": payee, **_sums(own)} for payee, own in by_payee(payout.lines).items()
            ],
        },
        "already_paid": [
            {
                "clause": one.paid.clause,
                "exam": one.paid.exam,
                "payee": one.paid.payee,
                "yuan": one.paid.yuan,
                "moment": one.moment,
            }
            for one in payout.settled
        ],
        "exams": list(payout.exams),
        "not_computed": [_uncounted(one) for one in payout.uncounted],
        "findings": [worded(finding, Host.COMMAND).to_json() for finding in payout.findings],
    }


def _line(line: PayoutLine) -> Json:
    return {
        "payee": line.payee,
        "clause": line.clause,
        "reward": yuan_text(line.reward),
        "penalty": yuan_text(line.penalty),
        "why": line.why,
        "sources": list(line.sources),
        "conflict": line.conflict,
        "by_hand": line.by_hand,
    }


def _uncounted(one: Uncounted) -> Json:
    return {
        "clause": one.clause,
        "title": one.title,
        "why": str(one.why),
        "lists": [{"name": each.name, "columns": list(each.columns)} for each in one.lists],
    }


def _indicator(one: Judged) -> Json:
    return {
        "scope": one.scope,
        "clause": one.clause,
        "label": one.label,
        "target": one.target,
        "actual": one.actual,
        "gap": one.gap,
        "met": one.met,
        "points": None if one.points is None else _points([one.points]),
        "sources": list(one.sources),
    }


def warned_json(warned: Sequence[Warned]) -> list[Json]:
    """Return who is warned of what, and why, as values for ``json.dumps``."""
    return [
        {
            "consequence": one.name,
            "subject": one.subject,
            "unit": one.unit,
            "role": one.role,
            "grounds": [
                {"clause": ground.clause, "why": ground.why, "sources": list(ground.sources)}
                for ground in one.grounds
            ],
        }
        for one in warned
    ]


def _points(scored: Sequence[Fraction]) -> str:
    return number_text(sum(scored, Fraction())).replace(MINUS, "-")


def _sums(lines: Sequence[PayoutLine]) -> Json:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    net = reward - penalty
    return {"reward": yuan_text(reward), "penalty": yuan_text(penalty), "net": yuan_text(net)}
