"""Clauses that a payout could not assess (未计算的条款): which, why, and what they need."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.runs.facts.derived_lists import HAND, SCORES
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.runs.payout.list_forms import WantedList, wanted_lists
from xl_quality.schemes.model import NO_PAYEE
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.runs.payout.assessment import Assessed
    from xl_quality.schemes.cases import Case
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Clause, Rule, Scheme


class Why(StrEnum):
    """Why a clause was not assessed."""

    NO_DATA = "no_data"  # no row of any list, and nothing in the scores, is about it
    TOO_FEW = "too_few"  # there are rows, but they do not say enough
    OUT_OF_FORCE = "out_of_force"  # it does not hold on the day of the run
    OTHER_KIND = "other_kind"  # it judges other kinds of exams than the one that is paid
    NOT_FED = "not_fed"  # the scheme says of no list where its facts come from

    @property
    def label(self) -> str:
        """Return the Chinese words a clerk sees."""
        return {
            "no_data": "没有数据",
            "too_few": "数据不全",
            "out_of_force": "计算日期没有生效",
            "other_kind": "不按这种考试计奖惩",
            "not_fed": "不从工作簿取数",
        }[self.value]


class Uncounted(NamedTuple):
    """
    One clause that was not assessed.

    Attributes:
        clause, title: its id and Chinese name.
        why: the reason.
        lists: the lists that would feed it.
    """

    clause: str
    title: str
    why: Why
    lists: tuple[WantedList, ...] = ()

    def __str__(self) -> str:
        """Return it for the payout sheet: A5 辍学率（没有数据，需要“指标”表）."""
        names = "、".join(
            f"{one.scored}“{one.name}”" if one.scored else f"“{one.name}”" for one in self.lists
        )
        need = f"，需要{names}" if names and self.why is Why.NO_DATA else ""
        return f"{self.clause} {self.title}（{self.why.label}{need}）"


def uncounted(
    scheme: Scheme,
    terms: Terms,
    fed: Iterable[Case],
    doubted: Collection[str],
    passed_by: Collection[str] = (),
) -> list[Uncounted]:
    """
    Return the clauses without a case, in the scheme's order.

    Args:
        scheme: with its feeds.
        terms: the day, and the readings that decide which lists are taken.
        fed: the cases found.
        doubted: clauses whose rows contradict one another: that is told as what it is.
        passed_by: clauses that judge other kinds of exams than the run is for.
    """
    known = {case.clause for case in fed} | {*doubted}
    feeds = {feed.clause for feed in scheme.feeds}
    choices, found = scheme.choices(terms.options), dict[str, Uncounted]()
    in_force = terms.in_force(scheme)
    for clause in scheme.clauses:
        if clause.id in known or (clause.id in in_force and not clause.in_force(terms.on)):
            continue
        lists: tuple[WantedList, ...] = ()
        if clause.id not in in_force:
            why = Why.OUT_OF_FORCE
        elif clause.id in passed_by:
            why = Why.OTHER_KIND
        elif clause.id not in feeds:
            why = Why.NOT_FED
        else:
            why, lists = Why.NO_DATA, tuple(wanted_lists(scheme, choices, [clause.id]))
        found.setdefault(clause.id, Uncounted(clause.id, clause.title, why, lists))
    return list(found.values())


def judging_others(scheme: Scheme, kinds: Collection[str]) -> set[str]:
    """
    Return the clauses that judge none of the kinds of exams that a run is for.

    What such a clause takes from lists without exams (重点高中指标) is of its own exam, too. A
    clause that a person enters amounts for is about more than exams.

    Args:
        scheme: with its feeds.
        kinds: of the exam that the run is for; () = of no exam in particular.
    """
    by_clause: dict[str, set[str]] = {}
    by_hand = set()
    for feed in scheme.feeds:
        for take in feed.takes:
            by_clause.setdefault(feed.clause, set()).update(take.exam_kinds)
            by_hand.update([feed.clause] if take.list_name == HAND else [])
    return {
        clause
        for clause, own in by_clause.items()
        if kinds and own and clause not in by_hand and not own & {*kinds}
    }


def without_enough(
    scheme: Scheme, fed: Iterable[Case], assessed: Collection[str]
) -> list[Uncounted]:
    """Return the clauses that have cases, none of which could be assessed."""
    titles = {clause.id: clause.title for clause in scheme.clauses}
    clauses = dict.fromkeys(case.clause for case in fed if case.clause not in assessed)
    return [Uncounted(clause, titles[clause], Why.TOO_FEW) for clause in clauses]


def said(one: Uncounted, terms: Terms) -> Finding:
    """Return what is told of a clause that was not assessed, beside the sheets."""
    if one.why is Why.OUT_OF_FORCE:
        return kinds.OUT_OF_FORCE.at(steps=(Step(Way.DAY),), day=terms.on, clause=one.clause)
    if one.why is Why.NOT_FED:
        return kinds.NOT_FED.at(steps=(Step(Way.CLAUSE, one.clause),), clause=one.clause)
    if one.why is Why.OTHER_KIND:
        return kinds.OF_OTHER_EXAMS.at(clause=one.clause, title=one.title)
    own = [each for each in one.lists if each.name != SCORES] or one.lists
    if not own:
        return kinds.WITHOUT_OTHERS.at(clause=one.clause, title=one.title)
    lists = "、".join(map(str, own))
    return kinds.WITHOUT_DATA.at(clause=one.clause, title=one.title, lists=lists)


def refuse_without_data(
    scheme: Scheme,
    terms: Terms,
    assessed: Iterable[Assessed],
    gaps: Iterable[Uncounted],
    findings: Sequence[Finding],
    *,
    there: Collection[str] = (),
) -> None:
    """
    Refuse a payout of which no rule that acts has any data: an empty sheet would look assessed.

    What the scores alone give (places in the town, gaps) judges nobody and pays nothing; as long
    as nothing of a list is there, too, the office has not given its data yet.

    Args:
        scheme: whose clauses have no data.
        terms: the day and the readings.
        assessed: the cases that could be assessed.
        gaps: the clauses without any.
        findings: what else is to be said.
        there: names of the lists whose sheets the workbook has, filled in or not.

    Raises:
        BadInputError: with a finding for each clause that says which list it needs.
    """
    acting = _acting(scheme, terms)
    if any(_from_a_list(one.case) or acting & _applied(one) for one in assessed):
        return
    wanted = {each.name for one in gaps for each in one.lists if each.name != SCORES}
    forms = bool(wanted) and wanted <= {*there}  # 补名单表 would write nothing
    listed = "名单表已经有了，请把下面列出的各栏填好再算" if forms else "各条要的名单列在下面"
    message = (
        f"工作簿里没有方案“{scheme.title}”能用的数据，"
        f"没有数据不等于没有奖惩，兑现表没有生成；{listed}"
    )
    topics = {said(one, terms): one.clause for one in gaps}
    each = [one._replace(topic=topics.get(one, one.topic)) for one in findings]
    raise BadInputError(message, each, () if forms else (Step(Way.LISTS, scheme.id),))


def _acting(scheme: Scheme, terms: Terms) -> set[tuple[str, str]]:
    """Return the rules in force that pay or warn; all of them where the scheme only judges."""
    choices = scheme.choices(terms.options)
    rules = [
        (clause, rule)
        for clause in scheme.clauses
        if clause.in_force(terms.on)
        for rule in clause.rules
    ]
    acting = {(clause.id, rule.id) for clause, rule in rules if _acts(clause, rule, choices)}
    return acting or {(clause.id, rule.id) for clause, rule in rules}


def _acts(clause: Clause, rule: Rule, choices: Mapping[str, str]) -> bool:
    warns = rule.tariff(choices).warns
    return clause.unit is not Unit.YUAN or rule.payee != NO_PAYEE or warns


def _applied(one: Assessed) -> set[tuple[str, str]]:
    return {(line.clause, line.rule) for line in one.evaluation.lines}


def _from_a_list(case: Case) -> bool:
    return any(fact.source.cells for fact in case.facts.values())
