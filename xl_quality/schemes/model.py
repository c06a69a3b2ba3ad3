"""A scheme (奖惩方案): its clauses, dated, sourced and verified, and the readings to choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import BadInputError
from xl_quality.core.school_terms import ExamKind
from xl_quality.schemes.arithmetic import names_in
from xl_quality.schemes.cases import KINDS, CaseSource, FactSource, also_named
from xl_quality.schemes.words import Unit, ValueKind, Vocabulary

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from xl_quality.schemes.arithmetic import Condition
    from xl_quality.schemes.tariffs import Tariff

NO_PAYEE: Final = "none"  # The payee of a rule that pays nothing: a target, a consequence
CLASS_POT: Final = "class_pot"
"""The payee of a rule whose money is shared out by another clause, not paid by itself."""
_OVERALL: Final = frozenset({"综合", "总评", "总分"})
"""The subjects of a place over all subjects."""
SCHOOL: Final = "school"  # The fact that names the unit, which `concerns` of a rule is about
RECEIVERS: Final = "receivers"  # The payees of a split whose shares are paid: those it names


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """Where a clause stands: document, clause number, and its text restated in our words."""

    document: str
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingOption:
    """A choice of reading (读法) where the wording leaves one."""

    # id, label: English id, Chinese question
    id: str
    label: str
    choices: Mapping[str, str]  # Chinese answer by value, in the order shown
    default: str  # the value that holds unless the office chooses another
    # the fact whose meaning it settles (by what a rank is taken) where no tariff depends on it;
    # ``""`` otherwise
    decides: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a clause: to whom, when, and by which tariff."""

    # id, title: English id within the clause, Chinese name
    id: str
    title: str
    about: str  # the result it judges; a reward and a penalty about the same one are a conflict
    # who is paid: school, teacher, class, class_teacher, headmaster, coach, staff, `CLASS_POT`,
    # `RECEIVERS` or `NO_PAYEE`
    payee: str
    scope: str  # among whom ranks are taken, e.g. 全县; ``""`` where none is said
    # fact → values it applies to; ``*小学`` stands for every text that ends so
    only_for: Mapping[str, tuple[str, ...]]
    # fact → values it does not apply to, where that fact is given
    not_for: Mapping[str, tuple[str, ...]]
    given: tuple[str, ...]  # facts that must all be given for it to be in use
    unless: tuple[str, ...]  # facts that take it out of use where one of them is given
    only_with: Mapping[str, str]  # option → value under which the rule is in use
    when: tuple[Condition, ...]  # conditions that must all hold
    options: tuple[str, ...]  # the options its tariff depends on
    tariffs: Mapping[tuple[str, ...], Tariff]  # the tariff for each combination of their values
    # the units it is about where not all of the clause's are, as name patterns; it holds for others
    # only where no school is named
    concerns: tuple[str, ...] = ()

    def tariff(self, choices: Mapping[str, str]) -> Tariff:
        """Return the tariff under the readings chosen."""
        return self.tariffs[tuple(choices[option] for option in self.options)]

    def in_use(self, choices: Mapping[str, str]) -> bool:
        """Tell whether the readings chosen put this rule in use."""
        return all(choices[option] == value for option, value in self.only_with.items())

    def needs(self, choices: Mapping[str, str]) -> tuple[str, ...]:
        """Return the facts and parameters without which it cannot be applied."""
        names = [*self.tariff(choices).needs(), *self.only_for]
        return tuple(dict.fromkeys([*names, *names_in(self.when)]))

    def uses(self, choices: Mapping[str, str]) -> tuple[str, ...]:
        """Return the further facts it uses where they are given."""
        return tuple(dict.fromkeys([*self.tariff(choices).uses(), *self.not_for]))


@dataclass(frozen=True, slots=True)
class Bar:
    """Conditions under which a clause pays nothing (一票否决), where their facts are given."""

    when: tuple[Condition, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause (条款) in one version."""

    # id, title: e.g. ``A6``, Chinese name
    id: str
    title: str
    applies_to: str  # what it judges: school, subject, class, teacher, pupil
    unit: Unit  # what it pays in
    rules: tuple[Rule, ...]  # applied independently, each with lines of its own
    bars: tuple[Bar, ...]  # what stops all of them
    pot: Fraction | None  # what its fixed amounts must add up to, None = nothing is said
    mean_rank_of: str  # the list whose mean stands for ``rank`` where only the list is given
    source: ClauseSource  # where it stands
    # effective_from, effective_to: days it is in force, both included; no end = still
    effective_from: date
    effective_to: date | None
    verified_on: date  # the day a person last compared it with its source
    # the units it is about (适用单位), as name patterns; () = all. The rows it takes, the
    # agreements that print it and the findings about units all go by this
    concerns: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """Return the days it is in force: 2025-09-01起, 2024-09-01至2025-08-31."""
        return f"{self.effective_from}{f'至{self.effective_to}' if self.effective_to else '起'}"

    @property
    def pays(self) -> bool:
        """Tell whether some rule pays money to anybody."""
        return self.unit is Unit.YUAN and any(rule.payee != NO_PAYEE for rule in self.rules)

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a day; the loader refuses two versions on one day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def facts(self, choices: Mapping[str, str]) -> tuple[str, ...]:
        """Return every fact and parameter that some rule needs or uses."""
        names = [
            name
            for rule in self.rules
            if rule.in_use(choices)
            for name in (*rule.needs(choices), *rule.uses(choices))
        ]
        names += [name for bar in self.bars for name in names_in(bar.when)]
        names += [SCHOOL for rule in self.rules if rule.concerns]
        return tuple(dict.fromkeys([*names, *([self.mean_rank_of] if self.mean_rank_of else [])]))


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme with all versions of its clauses."""

    # id, title: English id, Chinese name
    id: str
    title: str
    document: str  # name and number of the paper
    parties: tuple[str, ...]  # 甲方, 乙方
    notes: tuple[str, ...]  # what a clerk should know about it
    # names that must be given with every evaluation that needs them; their meaning is in the
    # vocabulary
    parameters: tuple[str, ...]
    options: Mapping[str, ReadingOption]  # by id
    clauses: tuple[Clause, ...]  # in the document's order, versions of one clause from old to new
    vocabulary: Vocabulary  # the meaning of every fact and parameter
    feeds: tuple[CaseSource, ...] = ()  # which rows of the office's lists give which facts
    # stands for all clauses together where the same facts mean the same in all of them, ``""``
    # where they do not
    group: str = ""
    concerns: tuple[str, ...] = ()  # the units it is about as a whole, as name patterns; () = all

    def clause(self, clause_id: str, on: date) -> Clause:
        """Return the version of a clause that is in force on a day.

        Raises:
            BadInputError: there is no such clause, or none in force that day.
        """
        versions = [clause for clause in self.clauses if clause.id == clause_id]
        if not versions:
            known = "、".join(dict.fromkeys(clause.id for clause in self.clauses))
            known += f"（{self.group}为全部条款）" if self.group else ""
            raise BadInputError(f"方案“{self.title}”没有条款“{clause_id}”，只有：{known}")
        for clause in versions:
            if clause.in_force(on):
                return clause
        spans = "；".join(clause.span for clause in versions)
        raise BadInputError(f"条款{clause_id}在{on}没有生效的版本（{spans}），请核对日期")

    def choices(self, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the value of every option: as chosen, else its default.

        Raises:
            BadInputError: an option or a value does not exist; all faults in one message.
        """
        faults = []
        for name, value in (chosen or {}).items():
            if name not in self.options:
                faults.append(f"没有名为“{name}”的读法（有：{'、'.join(self.options) or '无'}）")
            elif value not in self.options[name].choices:
                known = "、".join(self.options[name].choices)
                faults.append(f"读法“{name}”不能是“{value}”，只能是：{known}")
        if faults:
            raise BadInputError("；".join(faults))
        return {name: option.default for name, option in self.options.items()} | dict(chosen or {})

    def exams_of(
        self, clause: str, facts: Collection[str], choices: Mapping[str, str], *, entrance: bool
    ) -> str:
        """Return which exams some facts of a clause are of, in words: 全县统考、全县抽考，综合.

        Without *entrance* 中考 is none of them: a primary school has no pupils who sit it.
        ``""`` where the clause takes them from any exam, or from none; with 综合 where places over
        all subjects alone count.
        """
        takes = [
            take
            for feed in self.feeds
            for take in feed.takes
            if feed.clause == clause and take.exam_kinds and take.in_use(choices)
            if take.facts.keys() & facts
        ]
        kinds = dict.fromkeys(ExamKind(kind) for take in takes for kind in take.exam_kinds)
        named = [kind.label for kind in kinds if entrance or kind is not ExamKind.ENTRANCE]
        subjects = [take.where.get("subject") for take in takes]
        whole = bool(subjects) and all(own and _OVERALL.issuperset(own) for own in subjects)
        return "、".join(named) + ("，综合" if named and whole else "")

    def names_by(self, choices: Mapping[str, str]) -> Vocabulary:
        """Return the facts by the names that the readings chosen give them: 比率 → 及格率."""
        facts = dict(self.vocabulary)
        for option in self.options.values():
            decided = facts.get(option.decides)
            if decided is not None and decided.kind in {ValueKind.RATE, ValueKind.WEIGHTS}:
                end = "的权重" if decided.kind is ValueKind.WEIGHTS else ""
                label = option.choices[choices[option.id]].removeprefix("按") + end
                said = decided.phrase if end else f"{label}{decided.phrase}"
                facts[option.decides] = replace(decided, label=label, phrase=said, chosen=True)
        return facts


def with_units(scheme: Scheme, answers: Mapping[str, str]) -> Scheme:
    """Return a scheme that counts units to the kind an office has said (单位类别).

    The answers are kinds, or 都不是, by the name of the unit.
    """
    named = {kind: [unit for unit, said in answers.items() if said == kind] for kind in KINDS}
    if not any(named.values()):
        return scheme

    def wider(patterns: tuple[str, ...]) -> tuple[str, ...]:
        units = [unit for kind, own in named.items() for unit in also_named(patterns, kind, own)]
        return (*patterns, *(unit for unit in units if unit not in patterns))

    def limits(own: Mapping[str, tuple[str, ...]], name: str) -> Mapping[str, tuple[str, ...]]:
        return {**own, name: wider(own[name])} if name in own else own

    def rule(own: Rule) -> Rule:
        only, without = limits(own.only_for, "school"), limits(own.not_for, "school")
        return replace(own, concerns=wider(own.concerns), only_for=only, not_for=without)

    def clause(own: Clause) -> Clause:
        return replace(own, concerns=wider(own.concerns), rules=tuple(map(rule, own.rules)))

    def take(own: FactSource) -> FactSource:
        return replace(own, where=limits(own.where, "unit"), without=limits(own.without, "unit"))

    return replace(
        scheme,
        concerns=wider(scheme.concerns),
        clauses=tuple(map(clause, scheme.clauses)),
        feeds=tuple(feed._replace(takes=tuple(map(take, feed.takes))) for feed in scheme.feeds),
    )
