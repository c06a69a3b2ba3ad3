"""Clauses that a payout could not assess (未计算的条款): which, why, and what they need."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import Step, Way
from xl_quality.runs.facts.derived_lists import HAND, SCORES
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.runs.payout.list_forms import WantedList, wanted_lists

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from xl_quality.core.findings import Finding
    from xl_quality.schemes.cases import Case
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Scheme


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

    Clauses whose rows contradict one another (*doubted*) are told as what they are; those that
    judge other kinds of exams than the run is for are *passed_by*.
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
