"""Small texts of schemes: what they say where a number is 0, a name is shared, nothing applies."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xl_quality.schemes.engine import TooFewFactsError, evaluate
from xl_quality.schemes.expressions import Edge, Expression
from xl_quality.schemes.facts import parse_facts
from xl_quality.schemes.loading import load, read_scheme
from xl_quality.schemes.sheet.columns import Texts, list_values
from xl_quality.schemes.tariffs.base import Speech
from xl_quality.schemes.text import scheme_text
from xl_quality.schemes.words import Unit, bracketed, rewarded

from .conftest import scheme_with

TARGET = (
    'tariff = {{ kind = "target", label = "辍学率", measure = "rate", edge = "{}", limit = {}{} }}'
)
RANKED = (
    'tariff = { kind = "target", label = "名次", measure = "rank", edge = "at_most", limit = 8 }'
)


def said(tariff: str) -> str:
    return scheme_text(read_scheme(scheme_with(tariff), "示例.toml"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("600，400", ["600", "400"]),
        ("600 400", ["600", "400"]),
        ("600", ["600"]),
        ("600、400", ["600", "400"]),
        ("优秀，良好", ["优秀，良好"]),
        ("1,000", ["1,000"]),
    ],
)
def test_two_numbers_in_a_cell_are_a_list_two_words_with_a_comma_are_one(
    text: str, values: list[str]
) -> None:
    assert list_values(text) == values


@pytest.mark.parametrize(
    ("edge", "limit", "words"),
    [
        ("at_most", "0", "比率为0%"),
        ("at_most", "0.02", "比率不超过2%"),
        ("at_least", "0", "比率不低于0%"),
        ("at_least", "0.98", "比率不低于98%"),
    ],
)
def test_nothing_at_most_is_said_as_being_nothing(edge: str, limit: str, words: str) -> None:
    assert f"目标——辍学率：{words}；兑现对象" in said(TARGET.format(edge, limit, ""))


def test_a_target_says_by_what_it_is_scored_only_where_it_is() -> None:
    assert "计分" not in said(TARGET.format("at_least", "0.5", ""))
    scored = TARGET.format("at_least", "0.5", ', points = "full_points"')
    assert "（按满分值计分）" in said(scored)


def test_a_rank_is_within_a_place() -> None:
    speech = Speech(read_scheme(scheme_with(RANKED), "示例.toml").vocabulary, Unit.YUAN)
    rank, eighth = Expression.parse("rank"), Fraction(8)
    assert speech.goal(rank, Edge.AT_MOST, eighth) == "第8名以内"
    assert speech.goal(rank, Edge.AT_LEAST, eighth) == "第8名及以后"


@pytest.mark.parametrize(
    ("amount", "in_brackets", "words"),
    [(-100, "（－100元）", "罚100元"), (0, "0元", "奖0元"), (100, "100元", "奖100元")],
)
def test_only_what_is_less_than_nothing_stands_in_brackets_and_is_a_penalty(
    amount: int, in_brackets: str, words: str
) -> None:
    assert bracketed(amount, Unit.YUAN) == in_brackets
    assert rewarded(amount, Unit.YUAN) == words


@pytest.mark.parametrize(("points", "words"), [(-2, "扣2分"), (0, "加0分"), (2, "加2分")])
def test_points_are_added_and_taken_off(points: int, words: str) -> None:
    assert rewarded(points, Unit.POINTS) == words


def test_facts_are_called_by_their_chinese_names_but_where_two_share_one() -> None:
    scheme = load("luotuoao-brief")
    texts = Texts(scheme.vocabulary)
    assert texts.fact("admitted") == "录取数"
    assert texts.fact_name("录取数") == "admitted"
    one, other = list(scheme.vocabulary)[:2]
    shared = dict(scheme.vocabulary) | {other: scheme.vocabulary[one]}
    both = Texts(shared)
    assert (both.fact(one), both.fact(other)) == (one, other)


def test_before_the_first_day_of_a_scheme_no_clause_is_in_force() -> None:
    scheme = load("rank-up")
    facts = parse_facts(["rank=1"], scheme.vocabulary)
    with pytest.raises(TooFewFactsError, match="在1999-12-31没有生效的条款"):
        evaluate(scheme, "E", facts, on=date(1999, 12, 31))


def test_what_each_clause_of_a_group_lacks_is_said() -> None:
    scheme = load("rank-up")
    facts = parse_facts(["grade=三年级"], scheme.vocabulary)
    with pytest.raises(TooFewFactsError, match=r"条款E1缺少.*；条款E2缺少"):
        evaluate(scheme, "E", facts, on=date(2026, 7, 10))
