"""What a scheme yields, as ``payout``, ``warnings`` and ``report`` show it; what they order."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xl_quality.cli import console
from xl_quality.cli.values import day, pairs
from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.runs.choices import Order
from xl_quality.runs.payout.assessment import warned_by
from xl_quality.runs.payout.sheets import payout_json, sheaves_of, warned_json
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.reports.judged import Sheaf, Warned
    from xl_quality.runs.payout.assessment import Payout
    from xl_quality.runs.run import Run
    from xl_quality.schemes.payout_lines import PayoutLine


def order_of(arguments: argparse.Namespace) -> Order:
    """Return what the command line orders."""
    return Order(
        arguments.scheme,
        day(arguments.on),
        pairs(arguments.option, "--option"),
        tuple(arguments.param),
        arguments.exam,
        shipped=arguments.shipped,
        unpaid=arguments.unpaid,
    )


def json_of(done: Run) -> Any:  # noqa: ANN401 - whatever json.dumps takes
    """Return what the scheme of a run pays, or who is to be warned, as plain values."""
    payout = done.payout
    if payout is None:
        return None
    if done.request.command == "warnings":
        return warned_json(warned_by(payout.reckoned, payout.staff))
    return payout_json(payout)


def show(done: Run) -> None:
    """Print what the scheme of a run pays, or who is to be warned."""
    payout = done.payout
    if payout is None:
        return
    if done.request.command == "warnings":
        _show_warned(warned_by(payout.reckoned, payout.staff))
    else:
        _show_paid(payout)


def _show_warned(warned: Sequence[Warned]) -> None:
    rows = [
        (one.name, one.subject, one.unit, one.role, "、".join(g.clause for g in one.grounds))
        for one in warned
    ]
    console.table("警示名单", ("处理", "对象", "所在单位", "针对", "条款"), rows)


def _show_paid(payout: Payout) -> None:
    """Print what each payee gets or owes, and the total; where nothing is paid, what was judged."""
    if not payout.lines and (sheaves := sheaves_of(payout)):
        _show_judged(payout.scheme.title, sheaves)
        return
    rows = [_sums(payee, lines) for payee, lines in by_payee(payout.lines).items()]
    rows.append(_sums("合计", payout.lines))
    console.table(f"{payout.scheme.title}（元）", ("兑现对象", "奖励", "惩扣", "净额"), rows)


def _show_judged(title: str, sheaves: Sequence[Sheaf]) -> None:
    rows = [
        (
            sheaf.name,
            sum(one.met is True for one in sheaf.judged),
            sum(one.met is False for one in sheaf.judged),
            _points([one.points for one in sheaf.judged if one.points is not None]),
            "、".join(sheaf.verdicts),
        )
        for sheaf in sheaves
    ]
    console.table(title, ("考核对象", "达标", "未达标", "得分", "认定"), rows)


def _points(scored: Sequence[Fraction]) -> str:
    return number_text(sum(scored, Fraction())) if scored else ""


def _sums(label: str, lines: Sequence[PayoutLine]) -> tuple[str, ...]:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    return label, yuan_text(reward), yuan_text(penalty), yuan_text(reward - penalty)
