"""What earlier payouts of a workbook have paid (已兑现): named before anybody is paid twice.

A payment is known by scheme, clause, exam and payee. A run that replaces the sheets of an earlier
one (same scheme, same exam asked for, no exam besides those covered then, the sheet still there)
corrects it: that is no second payment. Everything else on record was paid and stays paid: a payout
for another choice of exams, one whose sheet was put away, one that covered fewer exams.

Nobody is paid twice unasked (只兑现一次): a run is held against what earlier ones have paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.runs.names import exam_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.reports.run_record import Paid, RunEntry
    from xl_quality.runs.payout.assessment import Payout


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
        payout: as assessed.
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
