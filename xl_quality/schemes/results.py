"""What a tariff sees and yields, and what a clause yields for one set of facts.

A tariff sees `CaseFacts` and yields outcomes: payments, consequences, shares … Each has its
`Reason`, which keeps facts and outcome apart: it is put into words where it is shown. An
`Evaluation` has the lines, amounts, consequences and findings of its clause. Outcomes are named
tuples: a frozen dataclass costs a millisecond each at start-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import NOWHERE, Fact, Source
from xl_quality.schemes.words import FactKind, Unit, Vocabulary, exact

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding, Kind
    from xl_quality.schemes.arithmetic import Expression


_NO_WARNING: Final = frozenset(
    (
        *("表彰", "年级集体奖", "全额发放基础性绩效工资"),
        *("优秀", "良好", "合格", "基本合格", "不定等次"),
    )
)
_COUNTED: Final = "听课减去"  # what something counts as (计为…) is no warning by itself


class Reason(NamedTuple):
    """Why something follows or does not (理由): the facts, and what the rule makes of them."""

    # each with what is known of its kind, in the order of the vocabulary
    facts: tuple[tuple[FactKind, Fact], ...] = ()
    outcome: str = ""  # what is made of them: the sum, the verdict
    scope: str = ""  # among whom ranks are taken, e.g. 全县; may be ``""``
    beside: str = ""  # what the rule itself puts beside the facts, e.g. 目标第8名, ``""`` = nothing
    label: str = ""  # what is judged, said before the outcome, ``""`` = the outcome says it

    def so(self, outcome: str, *, beside: str = "", label: str = "") -> Reason:
        """Return it with what is made of the facts."""
        return self._replace(outcome=outcome, beside=beside, label=label)

    def __str__(self) -> str:
        """Return the whole sentence: the facts with their cells, then what is made of them.

        A score sheet that gave several facts in a row is named behind the last of them.

        >>> from xl_quality.core.facts import Fact, Source
        >>> from xl_quality.schemes.words import FactKind, ValueKind
        >>> rank = FactKind("rank", "名次", ValueKind.RANK, "{scope}第{}名")
        >>> place = Reason(((rank, Fact(6, Source.at("县名次", "D5"))),), scope="全县")
        >>> print(place.so("达标300元", beside="目标第8名"))
        全县第6名（县名次!D5），目标第8名：达标300元
        """
        facts = [
            kind.say_value(fact, self.scope) if each else kind.say(fact, self.scope)
            for (kind, fact), each in zip(self.facts, self._said_behind(), strict=True)
        ]
        return self._with_facts(facts)

    def _with_facts(self, facts: Sequence[str]) -> str:
        told = "，".join(filter(None, [*facts, self.beside]))
        return "：".join(filter(None, [told, f"{self.label}{self.outcome}"]))

    def _said_behind(self) -> list[bool]:
        """Return for each fact whether the next has the same source and no cell of its own."""
        sources = [*(fact.source for _, fact in self.facts), NOWHERE]
        return [bool(own) and not own.cells and own == behind for own, behind in pairwise(sources)]

    @property
    def plain(self) -> str:
        """Return the whole sentence without the cells of the facts: for who is paid."""
        return self._with_facts([kind.say_value(fact, self.scope) for kind, fact in self.facts])


class Payment(NamedTuple):
    """An amount in the clause's unit, negative for a penalty, and the sum that led to it."""

    amount: Fraction  # how much
    reason: Reason  # as it may be shown to the office
    due: bool = False  # it is pay that is due by regulation (应发), no reward
    left_out: str = ""  # said of parts of a unit that do not count (零头), ``""`` = all counts


class Consequence(NamedTuple):
    """Something other than money, e.g. 诫勉谈话."""

    name: str  # what follows
    persons: tuple[str, ...]  # whom it hits, by name; without any, the unit the case is about
    reason: Reason  # as it may be shown to the office
    roles: tuple[str, ...] = ()  # who is meant, as the clause says: 校长, 主任
    # the reason of each person alone, parallel to `persons`: it names no colleague
    own: tuple[Reason, ...] = ()

    @property
    def warns(self) -> bool:
        """Tell whether it is a warning to those whom it hits.

        >>> told = [Consequence(name, (), Reason()) for name in ("诫勉谈话", "表彰", "听课减去2节")]
        >>> [one.warns for one in told]
        [True, False, False]
        """
        return self.name not in _NO_WARNING and not self.name.startswith(_COUNTED)

    def reason_for(self, person: str) -> Reason:
        """Return the reason as it may be shown to one of the persons."""
        reasons = dict(zip(self.persons, self.own, strict=False))
        return reasons.get(person, self.reason)


class Share(NamedTuple):
    """One part of something split, for a named receiver or (name ``""``) by position."""

    name: str
    size: int
    reason: Reason


class Indicator(NamedTuple):
    """A target and whether it is met (达标); nothing is paid by it.

    `gap` tells the figure beside the target (与目标相比): 差2分; ``""`` where no number says it.
    `scored`: points are given or taken for it (得分), though perhaps none here.
    """

    label: str
    actual: str
    target: str
    met: bool
    reason: Reason
    gap: str = ""
    scored: bool = False


class Miss(NamedTuple):
    """The rule was applied and yields nothing; `reason` says so.

    `doubtful`: the facts stand in no row of the rule, which may well be a slip of writing.
    `barred`: a bar of the clause stopped all of its rules (一票否决).
    `nobody`: the consequence that would have chosen persons (末位交流) and chooses none.
    """

    reason: Reason
    doubtful: bool = False
    barred: bool = False
    nobody: str = ""


class Refusal(NamedTuple):
    """The facts cannot be used."""

    fact: str  # the one at fault
    kind: Kind  # what is wrong and what to do; clause and rule are put before it
    facts: Mapping[str, object] = MappingProxyType({})  # what the words of the kind name


Outcome = Payment | Consequence | Share | Indicator | Miss
"""What may stand in a result: each has its reason."""

Effect = Outcome | Refusal


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a tariff sees."""

    facts: Mapping[str, Fact]  # checked facts and parameters by name
    vocabulary: Vocabulary  # the meaning of every name
    unit: Unit  # what amounts are in
    scope: str = ""  # among whom ranks are taken, e.g. 全县; may be ``""``
    context: tuple[str, ...] = ()  # facts by which the rule applies; every reason starts with them

    def number(self, name: str) -> Fraction:
        """Return a numeric fact."""
        return exact(self.facts[name].value)

    def whole(self, name: str) -> int:
        """Return a whole-numbered fact."""
        return int(self.number(name))

    def value(self, measure: Expression) -> Fraction:
        """Return the value of a measure."""
        return measure.value(self.number)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of names, empty where it is not given."""
        return tuple(map(str, self.facts[name].values)) if name in self.facts else ()

    def numbers(self, name: str) -> tuple[Fraction, ...]:
        """Return a list of numbers, empty where it is not given."""
        return tuple(map(exact, self.facts[name].values)) if name in self.facts else ()

    def reason(self, names: Iterable[str]) -> Reason:
        """Return the facts named, as far as given, as a reason that leads to nothing yet.

        They stand in the order of the vocabulary, whatever the order of the names.
        """
        wanted = {*self.context, *names}
        facts = (
            (kind, self.facts[name])
            for name, kind in self.vocabulary.items()
            if name in wanted and name in self.facts
        )
        return Reason(tuple(facts), scope=self.scope)


Amount = int | Fraction
"""Whole fen where the clause pays yuan, an exact number of points where it pays points."""

Outcomes = dict[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result."""

    # clause, rule, title: ids of clause and rule, Chinese name of the rule
    clause: str
    rule: str
    title: str
    payee: str  # who is paid, as the rule says (school, teacher, class …)
    amount: Amount  # fen or points; 0 where nothing is paid
    effect: Outcome  # what the rule yields here, with its reason
    sources: tuple[Source, ...]  # the cells the facts were taken from
    conflict: bool = False  # the result it judges is also paid the other way round by another line
    receiver: str = ""  # the name of the person a split pays, ``""`` elsewhere

    @property
    def why(self) -> str:
        """Return the reason in words, as it may be shown to the office."""
        return str(self.effect.reason)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a clause yields for one set of facts."""

    # scheme, clause: ids
    scheme: str
    clause: str
    unit: Unit  # yuan or points
    # what is paid or follows; where nothing does, one line for each rule that says why
    lines: tuple[Line, ...]
    passed_over: tuple[Reason, ...]  # the reasons of the rules that were applied and yield nothing
    findings: tuple[Finding, ...]  # warnings and notes; errors are raised instead
    barred: bool = False  # a bar of the clause stopped all of its rules (一票否决)
    nobody: tuple[str, ...] = ()  # the consequences that choose persons and choose none here

    @property
    def amount(self) -> Amount:
        """Return the sum of the lines, in fen or points."""
        return sum((line.amount for line in self.lines), 0)

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Return what follows besides money (其他处理)."""
        return tuple(line.effect for line in self.lines if isinstance(line.effect, Consequence))

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return the parts of what is split (名额, 奖金)."""
        return tuple(line.effect for line in self.lines if isinstance(line.effect, Share))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the targets judged, met or not (指标)."""
        return tuple(line.effect for line in self.lines if isinstance(line.effect, Indicator))

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
        """Return what the clause yields besides an amount, for JSON.

        Shares: receiver → size, or sizes in order where the receivers have no names.
        Consequences: name → persons, or names where no person was given; a consequence that
        chooses persons and chooses none has an empty list.
        Indicators: 达标 or 未达标, by name where there are several.
        """
        if self.shares and not self.shares[0].name:
            return [share.size for share in self.shares]
        named: dict[str, object] = {share.name: share.size for share in self.shares}
        nobody: dict[str, object] = {name: [] for name in self.nobody}
        named |= {consequence.name: list(consequence.persons) for consequence in self.consequences}
        verdicts = {one.label: "达标" if one.met else "未达标" for one in self.indicators}
        if named and not self.shares and not any(one.persons for one in self.consequences):
            return [*named, *verdicts.values()]
        if not named and not nobody and len(verdicts) == 1:
            return [*verdicts.values()]
        return nobody | named | verdicts
