"""What 试算 tells: the sums by payee, and what the edited 方案 sheet changes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.usecases.payouts.whatif import Trial, what_if

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.payouts.whatif import WhatIf
    from xl_quality.usecases.records.request import Run

_PAYEES: Final = 10
_CHANGES: Final = 5


def trial_lines(run: Run) -> list[str]:
    """Return the lines of the message about a run that was reckoned and not written."""
    payout, order = run.payout, run.request.order
    if payout is None or order is None:
        return []
    origin = payout.short_origin
    lines = [f"试算：{payout.scheme.title}，没有写入任何内容。", origin and f"{origin}。"]
    lines += _sums(payout.lines)
    if payout.chosen and payout.chosen.changes:
        lines += _compared(what_if(run.intake, order, Trial(sheet=True)))
    return lines


def _sums(lines: Sequence[PayoutLine]) -> list[str]:
    """Return the net amount of the first payees and of all together."""
    nets = {name: sum(one.net for one in own) for name, own in by_payee(lines).items()}
    if not nets:
        return ["按现有数据没有应兑现的金额。"]
    reward, penalty = sum(one.reward for one in lines), sum(one.penalty for one in lines)
    said = [f"{name}：{yuan_text(net)} 元" for name, net in list(nets.items())[:_PAYEES]]
    if len(nets) > _PAYEES:
        said.append(f"……另有 {len(nets) - _PAYEES} 个对象")
    total = f"合计 {len(nets)} 个对象：奖励 {yuan_text(reward)} 元，惩扣 {yuan_text(penalty)} 元"
    return [f"{total}，净额 {yuan_text(reward - penalty)} 元。", *said]


def _compared(trial: WhatIf) -> list[str]:
    difference = yuan_text(trial.after - trial.before)
    head = f"与原方案相比：{yuan_text(trial.before)} → {yuan_text(trial.after)} 元（{difference}）"
    said = [
        f"{one.payee}：{yuan_text(one.before)} → {yuan_text(one.after)} 元"
        for one in trial.payees[:_CHANGES]
    ]
    if len(trial.payees) > _CHANGES:
        said.append(f"……共 {len(trial.payees)} 个对象有变化")
    return [f"{head}。", *said]
