"""Nobody is paid twice unasked (只兑现一次): a run is held against what earlier ones have paid."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.usecases.payouts.already_paid import found_in, same, told, without_paid
from xl_quality.usecases.records.belonging import joining

if TYPE_CHECKING:
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.usecases.payouts.already_paid import Before
    from xl_quality.usecases.payouts.payout import Payout
    from xl_quality.usecases.publish import There


class Repeat(StrEnum):
    """What is to become of payments that were made before."""

    REFUSE = "refuse"  # say so and stop
    AGAIN = "again"  # pay them once more
    UNPAID = "unpaid"  # pay the others only


def paid_before(payout: Payout, entry: RunEntry, there: There) -> list[Before]:
    """
    Return what a run would pay a second time.

    What the run that it replaces paid beside an earlier one was decided then.

    Args:
        payout: as reckoned.
        entry: what the record is to say about the run.
        there: what earlier runs left.
    """
    how = joining(entry, there.runs, there.sheets)
    decided = {same(one.key) for run in how.replaced for one in run.paid}
    return [one for one in found_in(payout, how.kept) if same(one.paid.key) not in decided]


def settled(
    payout: Payout, entry: RunEntry, there: There, choice: Repeat
) -> tuple[Payout, RunEntry]:
    """
    Return the payout and its record, after what was paid before has been dealt with.

    Args:
        payout: as reckoned.
        entry: what the record is to say about the run.
        there: what earlier runs left.
        choice: what is to become of it.

    Raises:
        BadInputError: something was paid before, and nobody said what is to become of it.
    """
    if choice is Repeat.UNPAID:
        how = joining(entry, there.runs, there.sheets)
        rest = without_paid(payout, found_in(payout, how.kept))
        return rest, entry._replace(paid=rest.paid)
    found = paid_before(payout, entry, there)
    if found and choice is Repeat.REFUSE:
        message = f"有 {len(found)} 笔已经兑现过，兑现表没有生成"
        steps = (Step(Way.UNPAID), Step(Way.AGAIN))
        raise BadInputError(message, [_finding(words) for words in told(found)], steps)
    return payout, entry


def _finding(message: str) -> Finding:
    advice = "再算一次就是发第二次钱；更正上次的结果，要指定和上次相同的考试，兑现表要留在原处"
    return Finding("already_paid", Severity.ERROR, "", "", "", message, advice, topic=message)
