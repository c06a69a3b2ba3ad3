"""What a clause yields for one set of facts: lines, amounts, consequences, findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.schemes.effects import Consequence, Indicator, Share

if TYPE_CHECKING:
    from xl_quality.core.facts import Source
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.effects import Outcome
    from xl_quality.schemes.words import Unit

Amount = int | Fraction
"""Whole fen where the clause pays yuan, an exact number of points where it pays points."""

Outcomes = dict[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of a result.

    Attributes:
        clause, rule, title: ids of clause and rule, Chinese name of the rule.
        payee: who is paid, as the rule says (school, teacher, class …).
        amount: fen or points; 0 where nothing is paid.
        effect: what the rule yields here; its `why` is the reason, one Chinese sentence: the facts
            with their cells, the sum.
        sources: the cells the facts were taken from.
        conflict: the result it judges is also paid the other way round by another line.
        receiver: the name of the person a split pays, ``""`` elsewhere.
    """

    clause: str
    rule: str
    title: str
    payee: str
    amount: Amount
    effect: Outcome
    sources: tuple[Source, ...]
    conflict: bool = False
    receiver: str = ""

    @property
    def why(self) -> str:
        """Return the reason, as it may be shown to the office."""
        return self.effect.why


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    What a clause yields for one set of facts.

    Attributes:
        scheme, clause: ids.
        unit: yuan or points.
        lines: what is paid or follows; where nothing does, one line for each rule that says why.
        passed_over: the reasons of the rules that were applied and yield nothing.
        findings: warnings and notes; errors are raised instead.
        barred: a bar of the clause stopped all of its rules (一票否决).
        nobody: the consequences that choose persons and choose none here.
    """

    scheme: str
    clause: str
    unit: Unit
    lines: tuple[Line, ...]
    passed_over: tuple[str, ...]
    findings: tuple[Finding, ...]
    barred: bool = False
    nobody: tuple[str, ...] = ()

    @property
    def amount(self) -> Amount:
        """Return the sum of the lines, in fen or points."""
        return sum((line.amount for line in self.lines), 0)

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Return what follows besides money (其他处理)."""
        return tuple(one.effect for one in self.lines if isinstance(one.effect, Consequence))

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return the parts of what is split (名额, 奖金)."""
        return tuple(one.effect for one in self.lines if isinstance(one.effect, Share))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the targets judged, met or not (指标)."""
        return tuple(one.effect for one in self.lines if isinstance(one.effect, Indicator))

    @property
    def yields(self) -> bool:
        """Tell whether anything is paid, or follows."""
        return bool(self.consequences or self.shares or self.indicators or self.amount)

    @property
    def conflict(self) -> bool:
        """Tell whether one result is both rewarded and penalised (既奖又罚)."""
        return any(line.conflict for line in self.lines)

    @property
    def outcomes(self) -> Outcomes:
        """
        Return what the clause yields besides an amount, for JSON.

        Shares: receiver → size, or sizes in order where the receivers have no names.
        Consequences: name → persons, or names where no person was given; a consequence that
        chooses persons and chooses none has an empty list.
        Indicators: 达标 or 未达标, by name where there are several.
        """
        if self.shares and not self.shares[0].name:
            return [share.size for share in self.shares]
        named: dict[str, object] = {share.name: share.size for share in self.shares}
        nobody: dict[str, object] = {name: [] for name in self.nobody}
        named |= {one.name: list(one.persons) for one in self.consequences}
        verdicts = {one.label: "达标" if one.met else "未达标" for one in self.indicators}
        if named and not self.shares and not any(one.persons for one in self.consequences):
            return [*named, *verdicts.values()]
        if not named and not nobody and len(verdicts) == 1:
            return [*verdicts.values()]
        return nobody | named | verdicts
