"""班级总额: what C3 and C4 pay into it, also where a clause of the scheme does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact
from xl_quality.core.findings import BadInputError
from xl_quality.core.options import Options
from xl_quality.runs.facts.classes import TOP_BY_TOTAL, Classes, with_top_pupils
from xl_quality.runs.facts.judged import class_pools
from xl_quality.runs.group_figures import compute
from xl_quality.runs.payout.assessment import assess
from xl_quality.schemes.arithmetic import Expression
from xl_quality.schemes.engine import Terms, judge_of
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record
    from xl_quality.core.marks import ScoreTable
    from xl_quality.schemes.model import Scheme

    Listed = Callable[..., list[Record]]
    Scores = Callable[..., ScoreTable]

TERMS = Terms(date(2026, 7, 10), {}, {})
TARGETS = """
unit grade class_name indicator target actual admitted class_teacher
甲中学 九年级 1班 升学目标 5 6 6 江一帆
"""
PLACES = """
unit name exam exam_kind grade subject rank of how
甲中学 江一帆 中考 entrance 九年级 语文 3 20 本人
"""
TEACHING = """
school grade class_name subject teacher head_teacher
甲中学 九年级 1班 语文 江一帆 江一帆
"""


def shared(scheme: Scheme, listed: Listed, terms: Terms = TERMS) -> list[int]:
    """Return the pots in yuan."""
    lists = {"班级指标": listed("班级指标", TARGETS), "教师县名次": listed("教师县名次", PLACES)}
    records, _ = class_pools(
        scheme, lists, listed("任课", TEACHING), terms, judge_of(scheme, terms)
    )
    return [int(row.text("pot")) for row in records]


def ended(scheme: Scheme, clause: str) -> Scheme:
    """Return a scheme of which one clause does not hold any more."""
    last = date(2010, 12, 31)
    clauses = [
        replace(one, effective_to=last) if one.id == clause else one for one in scheme.clauses
    ]
    return replace(scheme, clauses=tuple(clauses))


def test_a_class_over_its_target_has_the_money_of_the_target_and_of_each_place(
    listed: Listed,
) -> None:
    assert shared(load("school-2006"), listed) == [900]


@pytest.mark.parametrize("clause", ["C7", "C8"])
def test_a_clause_that_ended_stops_no_other(listed: Listed, clause: str) -> None:
    assert shared(ended(load("school-2006"), clause), listed) == [900]


@pytest.mark.parametrize("clause", ["C3", "C5"])
def test_without_the_clause_that_fills_or_shares_it_there_is_no_pot(
    listed: Listed, clause: str
) -> None:
    assert shared(ended(load("school-2006"), clause), listed) == []


def test_before_any_clause_holds_nothing_is_paid_and_that_is_said(listed: Listed) -> None:
    terms = TERMS._replace(on=date(2000, 1, 1))
    scheme = load("school-2006")
    lists = {"班级指标": listed("班级指标", TARGETS)}
    assert class_pools(scheme, lists, [], terms, judge_of(scheme, terms)) == ([], [])
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        assess(scheme, lists, terms)
    assert "clause_out_of_force" in {one.code for one in caught.value.findings}


def test_an_amount_that_is_a_parameter_fills_the_pot(listed: Listed) -> None:
    scheme = load("school-2006")
    [clause] = [one for one in scheme.clauses if one.id == "C3"]
    rule = clause.rules[0]
    [(choice, tariff)] = rule.tariffs.items()
    asks = type(tariff)(**{**vars(tariff), "at_target": Expression.parse("per_place")})
    rules = (replace(rule, tariffs={choice: asks}), *clause.rules[1:])
    clauses = [replace(one, rules=rules) if one is clause else one for one in scheme.clauses]
    own = replace(
        scheme,
        clauses=tuple(clauses),
        parameters=("per_place",),
        vocabulary=load("luotuoao-2008").vocabulary | scheme.vocabulary,
    )
    terms = TERMS._replace(parameters={"per_place": Fact(700)})
    assert shared(own, listed, terms) == [1100]


def test_totals_are_not_counted_where_each_subject_has_a_sheet_of_its_own(
    scores: Scores, listed: Listed
) -> None:
    units = [("甲中学", "九年级", "1班"), ("乙中学", "九年级", "1班")]
    apart = [scores("语文", units, 语文=[90, 80]), scores("数学", units, 数学=[60, 95])]
    one = scores("九", units, 语文=[90, 80], 数学=[60, 95])
    classes = Classes.of(listed("任课", TEACHING), [one])
    counts = {}
    for name, tables in (("apart", apart), ("one", [one])):
        found, doubts = with_top_pupils([], compute(tables, {}, Options()), classes)
        totals = [row.text("actual") for row in found if row.text("indicator") == TOP_BY_TOTAL]
        counts[name] = (totals, [doubt.code for doubt in doubts])
    assert counts == {"apart": ([], ["totals_unknown"]), "one": (["1", "1"], [])}
