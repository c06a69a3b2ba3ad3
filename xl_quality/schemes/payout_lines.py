"""What evaluations pay (应兑现): a line for each reward or penalty, with payee and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.model import CLASS_POT
from xl_quality.schemes.results import Evaluation, Payment
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    from xl_quality.core.facts import Source


class Approval(NamedTuple):
    """What a person says of an amount that he enters (手工填报): why, and who approved it."""

    reason: str
    approver: str

    def __str__(self) -> str:
        """Return both, e.g. 手工填报：全县前五（批准人：校务会）."""
        return f"手工填报：{self.reason}（批准人：{self.approver}）"


class Account(NamedTuple):
    """Where a payee's money goes (收款账号): digits as text, and the bank, ``""`` = not said."""

    number: str
    bank: str = ""


class PayoutLine(NamedTuple):
    """One line of a payout sheet (奖惩兑现表)."""

    payee: str  # name of the school, class or person
    clause: str  # its id
    # reward, penalty: fen, both >= 0, one of them 0
    reward: int
    penalty: int
    why: str  # the reason, one Chinese sentence
    sources: tuple[Source, ...] = ()  # cells the facts were taken from
    title: str = ""  # Chinese name of the rule
    conflict: bool = False  # the same result is also paid the other way round in another line
    by_hand: bool = False  # a person entered the amount, with reason and approval (手工填报)
    exam: str = ""  # the exam it is paid for, ``""`` = none in particular
    unit: str = ""  # the unit that the case is about, where the payee belongs; ``""`` = none
    plain: str = ""  # the reason without the cells of its facts, as the payee reads it
    name: str = ""  # the payee's own, where `payee` tells persons of one name apart by unit
    due: bool = False  # it is pay that is due by regulation (应发), no reward

    @property
    def whose(self) -> tuple[str, str]:
        """Return unit and payee: whose line it is, a unit's own under its own name."""
        return self.unit or self.payee, self.payee

    @property
    def net(self) -> int:
        """Return reward less penalty, in fen."""
        return self.reward - self.penalty


def sums(lines: Iterable[PayoutLine]) -> tuple[int, int, int]:
    """Return rewards, penalties and net of lines, in fen."""
    every = list(lines)
    reward, penalty = sum(line.reward for line in every), sum(line.penalty for line in every)
    return reward, penalty, reward - penalty


def payout_lines(evaluation: Evaluation, payees: Mapping[str, str]) -> list[PayoutLine]:
    """Return the lines of an evaluation that pay yuan, in its order; the payees' names are by role.

    One in points, or one that pays nothing, gives no line; nor does money that another clause
    shares out.

    Raises:
        BadInputError: a line pays a role that has no name.
    """
    if evaluation.unit is not Unit.YUAN:
        return []
    lines: list[PayoutLine] = []
    for line in evaluation.lines:
        amount = int(line.amount)
        if not amount or line.payee == CLASS_POT:
            continue
        name = line.receiver or payees.get(line.payee, "")
        if not name:
            message = f"条款{line.clause}“{line.title}”缺少兑现对象的名称（{line.payee}）"
            raise BadInputError(message)
        lines.append(
            PayoutLine(
                payee=name,
                clause=line.clause,
                reward=max(amount, 0),
                penalty=max(-amount, 0),
                why=line.why,
                plain=line.effect.reason.plain,
                sources=line.sources,
                title=line.title,
                conflict=line.conflict,
                due=isinstance(line.effect, Payment) and line.effect.due,
            )
        )
    return lines


def told_apart(paid: Sequence[tuple[str, PayoutLine]]) -> list[PayoutLine]:
    """Name the school behind persons of one name at several schools: they are several payees."""
    units: dict[str, set[str]] = {}
    for unit, line in paid:
        units.setdefault(line.payee, set()).update({unit} - {""})
    return [
        line._replace(payee=f"{line.payee}（{unit}）", name=line.payee)
        if len(units[line.payee]) > 1 and unit not in {"", line.payee}
        else line
        for unit, line in paid
    ]
