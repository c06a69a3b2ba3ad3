"""奖惩兑现表 and 计算依据 from a reckoned payout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.reports.basis import Reason, basis_table
from xl_quality.reports.payout import Heading, payout_table
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.schemes.evaluation import Line
    from xl_quality.usecases.payout import Payout, Reckoned


def sheets_of(payout: Payout) -> list[Table]:
    """Return the payout sheet and the sheet of reasons behind it."""
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    reasons = [
        _reason(reckoned, line)
        for reckoned in payout.reckoned
        for line in reckoned.evaluation.lines
    ]
    reasons.sort(
        key=lambda reason: not (reason.amount or reason.outcome)
    )  # what yields nothing last
    return [
        payout_table(payout.lines, Heading("奖惩兑现表", note)),
        basis_table(reasons, title="计算依据", note=note),
    ]


def _reason(reckoned: Reckoned, line: Line) -> Reason:
    evaluation = reckoned.evaluation
    paid = evaluation.unit is Unit.YUAN and line.payee != "none"
    return Reason(
        line.clause,
        line.title,
        reckoned.case.about,
        line.why,
        int(line.amount) if paid else None,
        _outcome(reckoned, line),
        line.sources,
    )


def _outcome(reckoned: Reckoned, line: Line) -> str:
    """Return what follows besides money: 达标, 诫勉谈话, 末位交流：名."""
    evaluation = reckoned.evaluation
    words = [
        f"{one.name}：{'、'.join(one.persons)}" if one.persons else one.name
        for one in evaluation.consequences
        if one.why == line.why
    ]
    words += [
        "达标" if one.met else "未达标" for one in evaluation.indicators if one.why == line.why
    ]
    if evaluation.conflict:
        words.append("同一结果既奖又罚，请核定")
    return "；".join(words)
