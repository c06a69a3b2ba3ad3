"""Nobody is paid twice unasked (只兑现一次): a run is held against what earlier ones have paid."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.usecases.payouts.already_paid import found_in, same, told, without_paid
from xl_quality.usecases.records.belonging import joining
from xl_quality.usecases.records.run_record import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.reports.run_record import RunEntry
    from xl_quality.usecases.payouts.already_paid import Before
    from xl_quality.usecases.publish import There
    from xl_quality.usecases.records.request import Run


class Repeat(StrEnum):
    """What is to become of payments that were made before."""

    REFUSE = "refuse"  # say so and stop
    AGAIN = "again"  # pay them once more
    UNPAID = "unpaid"  # pay the others only


def paid_before(run: Run, there: There) -> list[Before]:
    """
    Return what a run would pay a second time.

    What the run that it replaces paid beside an earlier one was decided then.

    Args:
        run: with its payout as reckoned.
        there: what earlier runs left.
    """
    if run.payout is None:
        return []
    how = joining(outline_of(run), there.runs, there.sheets)
    decided = {same(one.key) for done in how.replaced for one in done.paid}
    return [one for one in found_in(run.payout, how.kept) if same(one.paid.key) not in decided]


def settled(run: Run, there: There, choice: Repeat) -> Run:
    """
    Return a run after what was paid before has been dealt with.

    Args:
        run: with its payout as reckoned.
        there: what earlier runs left.
        choice: what is to become of it.

    Raises:
        BadInputError: something was paid before, and nobody said what is to become of it.
    """
    if choice is Repeat.UNPAID:
        return unpaid(run, joining(outline_of(run), there.runs, there.sheets).kept)
    found = paid_before(run, there)
    if found and choice is Repeat.REFUSE:
        message = f"有 {len(found)} 笔已经兑现过，兑现表没有生成"
        steps = (Step(Way.UNPAID), Step(Way.AGAIN))
        raise BadInputError(message, [_finding(words) for words in told(found)], steps)
    return run


def unpaid(run: Run, earlier: Iterable[RunEntry]) -> Run:
    """Return a run that pays only what the payouts made before did not pay."""
    order, payout = run.request.order, run.payout
    if order is None or payout is None:
        return run
    request = run.request._replace(order=order._replace(unpaid=True))
    rest = without_paid(payout, found_in(payout, earlier))
    return run._replace(request=request, payout=rest)


def _finding(message: str) -> Finding:
    advice = "再算一次就是发第二次钱；更正上次的结果，要指定和上次相同的考试，兑现表要留在原处"
    return Finding("already_paid", Severity.ERROR, "", "", "", message, advice, topic=message)
