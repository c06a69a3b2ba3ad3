"""What earlier payouts of a workbook have paid (已兑现): named before anybody is paid twice.

A payment is known by scheme, clause, exam and payee. A run that replaces the sheets of an earlier
one (same scheme, same exam asked for, no exam besides those covered then, the sheet still there)
corrects it: that is no second payment. Everything else on record was paid and stays paid: a payout
for another choice of exams, one whose sheet was put away, one that covered fewer exams.

Nobody is paid twice unasked (只兑现一次): a run is held against what earlier ones have paid.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.runs.names import exam_key
from xl_quality.runs.record import joining, outline_of
from xl_quality.runs.run_findings import ALREADY_PAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.reports.run_record import Paid, RunEntry
    from xl_quality.runs.payout.assessment import Payout
    from xl_quality.runs.publish import There
    from xl_quality.runs.report import Run

_FEW: Final = 4


class Before(NamedTuple):
    """One payment of now that was made before: what was paid then, and when."""

    paid: Paid
    moment: str

    def __str__(self) -> str:
        """Return it as a clerk reads it: A6 骆驼坳中学 900元."""
        return f"{self.paid.clause} {self.paid.payee} {self.paid.yuan}元"


def found_in(payout: Payout, runs: Iterable[RunEntry]) -> list[Before]:
    """
    Return what a payout pays that earlier ones paid already.

    Args:
        payout: as reckoned.
        runs: the payouts that count; the first that paid something is named.
    """
    known: dict[tuple[str, str, str], Before] = {}
    for run in runs:
        for one in run.paid if run.scheme_title == payout.scheme.title else ():
            known.setdefault(same(one.key), Before(one, run.moment))
    return [known[same(one.key)] for one in payout.paid if same(one.key) in known]


def same(key: tuple[str, str, str]) -> tuple[str, str, str]:
    """Return what tells payments apart: an exam written otherwise (2026中考) is the same exam."""
    clause, exam, payee = key
    return clause, exam_key(exam), payee


def without_paid(payout: Payout, paid: Sequence[Before]) -> Payout:
    """Return a payout of what was not paid before; its sheets name what was."""
    keys = {same(one.paid.key) for one in paid}
    lines = [
        line for line in payout.lines if same((line.clause, line.exam, line.payee)) not in keys
    ]
    adjustments = [line for line in payout.adjustments if line in lines]
    return payout._replace(lines=lines, adjustments=adjustments, settled=tuple(paid))


def _apart(found: Iterable[Before]) -> list[tuple[tuple[str, str], list[Before]]]:
    """Sort payments by when they were made and for which exam."""
    groups: dict[tuple[str, str], list[Before]] = {}
    for one in found:
        groups.setdefault((one.moment, one.paid.exam), []).append(one)
    return list(groups.items())


def told(found: Iterable[Before]) -> list[str]:
    """Return in sentences what was paid when: 2025年秋季期末已于…兑现（12笔：…）."""
    return [_words(when, exam, own) for (when, exam), own in _apart(found)]


def _words(moment: str, exam: str, own: Sequence[Before]) -> str:
    more = f"等{len(own)}笔" if len(own) > _FEW else ""
    listed = "、".join(map(str, own[:_FEW])) + more
    return f"{exam or '没有写考试的各项'}已于{moment}兑现：{listed}"


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
        raise BadInputError(
            message, [ALREADY_PAID.at(topic=words, payments=words) for words in told(found)], steps
        )
    return run


def unpaid(run: Run, earlier: Iterable[RunEntry]) -> Run:
    """Return a run that pays only what the payouts made before did not pay."""
    order, payout = run.request.order, run.payout
    if order is None or payout is None:
        return run
    request = run.request._replace(order=order._replace(unpaid=True))
    rest = without_paid(payout, found_in(payout, earlier))
    return run._replace(request=request, payout=rest)
