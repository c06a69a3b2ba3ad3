"""The pure arithmetic, and the tariffs no shipped table walks all edges of."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_quality.schemes.arithmetic import (
    Bracket,
    Continuation,
    CutTies,
    Edge,
    Expression,
    HalfRounding,
    LadderMode,
    ladder,
    lower_half,
    mean_place,
    row_of,
)
from xl_quality.schemes.loading import read_scheme

from .conftest import applied, scheme_with

AMOUNTS = st.integers(min_value=0, max_value=10_000).map(Fraction)


@pytest.mark.parametrize(
    ("edge", "below", "on", "above"),
    [
        (Edge.AT_LEAST, False, True, True),
        (Edge.OVER, False, False, True),
        (Edge.AT_MOST, True, True, False),
        (Edge.UNDER, True, False, False),
    ],
)
def test_an_edge_is_where_its_word_says(edge: Edge, below: bool, on: bool, above: bool) -> None:  # noqa: FBT001 - a table
    limit, hair = Fraction(90), Fraction(1, 1000)
    found = [edge.holds(value, limit) for value in (limit - hair, limit, limit + hair)]
    assert found == [below, on, above]


@given(
    st.fractions(max_denominator=100),
    st.sampled_from(Edge),
    st.fractions(max_denominator=100),
)
def test_opposite_edges_never_both_hold(value: Fraction, edge: Edge, limit: Fraction) -> None:
    opposite = {
        Edge.AT_LEAST: Edge.UNDER,
        Edge.UNDER: Edge.AT_LEAST,
        Edge.OVER: Edge.AT_MOST,
        Edge.AT_MOST: Edge.OVER,
    }[edge]
    assert edge.holds(value, limit) != opposite.holds(value, limit)


@given(st.lists(AMOUNTS, min_size=3, max_size=3), st.integers(min_value=4, max_value=40))
def test_a_table_continues_with_a_constant_second_difference(
    first: list[Fraction], key: int
) -> None:
    def row(at: int) -> Fraction:
        found = row_of(at, first, Continuation.SECOND_DIFFERENCE)
        assert found is not None
        return found

    growth = row(3) - 2 * row(2) + row(1)
    assert row(key) - 2 * row(key - 1) + row(key - 2) == growth


def test_a_table_pays_nothing_outside_of_it() -> None:
    amounts = [Fraction(5), Fraction(3)]
    assert [row_of(key, amounts) for key in (0, 1, 2, 3)] == [None, 5, 3, None]


@given(st.integers(min_value=1, max_value=60), AMOUNTS, AMOUNTS)
def test_a_progressive_ladder_pays_each_place_once(
    place: int, low: Fraction, high: Fraction
) -> None:
    brackets = [Bracket(4, 9, low), Bracket(10, None, high)]
    total = sum(n * each for n, each in ladder(place, brackets, LadderMode.PROGRESSIVE))
    each_place = [
        low if 4 <= p <= 9 else high if p >= 10 else Fraction() for p in range(1, place + 1)
    ]
    assert total == sum(each_place)


@given(st.integers(min_value=1, max_value=60))
def test_a_flat_ladder_pays_at_most_its_own_bracket(place: int) -> None:
    brackets = [Bracket(4, 9, Fraction(20)), Bracket(10, 14, Fraction(30))]
    assert len(ladder(place, brackets, LadderMode.FLAT)) == (4 <= place <= 14)


@given(
    st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=9),
    st.sampled_from(HalfRounding),
)
def test_nobody_better_than_one_taken_is_missed_out(
    ranks: list[int], rounding: HalfRounding
) -> None:
    taken = lower_half(ranks, rounding, CutTies.ALL_IN)
    left = [rank for i, rank in enumerate(ranks) if i not in taken]
    assert len(taken) >= max(1, len(ranks) // 2)
    assert all(rank < min(ranks[i] for i in taken) for rank in left)


@given(
    st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=9),
    st.sampled_from(HalfRounding),
)
def test_without_ties_at_the_cut_at_most_half_is_taken(
    ranks: list[int], rounding: HalfRounding
) -> None:
    taken = lower_half(ranks, rounding, CutTies.ALL_OUT)
    assert len(taken) <= max(1, (len(ranks) + 1) // 2)


@given(st.lists(st.integers(min_value=1, max_value=99), min_size=1, max_size=9), st.randoms())
def test_the_mean_place_does_not_depend_on_the_order(ranks: list[int], chance: object) -> None:
    mixed = sorted(ranks, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert mean_place(mixed) == mean_place(ranks)
    assert abs(mean_place(ranks) - Fraction(sum(ranks), len(ranks))) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("of - rank + 1", 3),
        ("8 - rank", -12),
        ("1/3 of", Fraction(22, 3)),
        ("-rank + 0.5 of", -9),
        ("100 of - 100 rank", 200),
    ],
)
def test_a_measure_is_an_exact_sum(text: str, value: Fraction | int) -> None:
    known = {"of": Fraction(22), "rank": Fraction(20)}
    assert Expression.parse(text).value(known.__getitem__) == value


@pytest.mark.parametrize("text", ["", "of rank", "of * 2", "of -", "1/0 of", "rank-", "(of)"])
def test_a_measure_that_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="算式"):
        Expression.parse(text)


def _amount(rule: str, facts: str) -> Fraction | int:
    return applied(read_scheme(scheme_with(rule), "示例.toml"), "T1", facts).amount


@pytest.mark.parametrize(
    ("rate", "amount"),
    [("70%", 0), ("69.01%", 0), ("69%", -200), ("68.5%", -200), ("66%", -800), ("75%", 0)],
)
def test_only_full_percentage_points_short_deduct(rate: str, amount: int) -> None:
    rule = (
        'tariff = { kind = "per_unit", measure = "100 rate - 100 line", short = -2,'
        ' count = "full", unit = "个百分点", short_word = "低", over_word = "高" }'
    )
    assert _amount(rule, f"比率={rate}；标准线=70%") == amount * 1


def test_a_share_outside_of_all_bands_pays_nothing_and_says_so() -> None:
    rule = """[clause.rule.tariff]
    kind = "share_by_band"
    base = "full_amount"
    measure = "score"
    bands = [{ label = "优", edge = "over", limit = 90, share = 1 }]"""
    scheme = read_scheme(scheme_with(rule), "示例.toml")
    assert applied(scheme, "T1", "得分=90.01；满额=5").amount == 500
    (line,) = applied(scheme, "T1", "得分=90；满额=5").lines
    assert (line.amount, line.why) == (0, "得90分，满额5元：不在任何一档内，不奖不惩")


def test_a_row_behind_a_closed_table_pays_nothing() -> None:
    rule = (
        'tariff = { kind = "table", key = "quota - admitted", amounts = [-5, -9],'
        ' continuation = "none" }'
    )
    found = [_amount(rule, f"指标数=30；录取数={n}") for n in (31, 30, 29, 28, 27)]
    assert found == [0, 0, -500, -900, 0]


@settings(max_examples=25)
@given(st.integers(0, 59), st.integers(0, 500), st.integers(0, 500))
def test_more_is_never_worse_per_unit(admitted: int, over: int, short: int) -> None:
    rule = (
        'tariff = { kind = "per_unit", measure = "admitted - quota",'
        f" over = {over}, short = {-short} }}"
    )
    less, more = (_amount(rule, f"录取数={n}；指标数=30") for n in (admitted, admitted + 1))
    assert more - less == 100 * (over if admitted >= 30 else short)


def test_points_are_not_rounded() -> None:
    rule = (
        'tariff = { kind = "per_unit", measure = "score - first_score", over = "1/3", short = 0 }'
    )
    scheme = read_scheme(scheme_with(rule, clause='unit = "points"'), "示例.toml")
    evaluation = applied(scheme, "T1", "得分=91；第一名得分=90")
    assert evaluation.amount == Fraction(1, 3)
    assert evaluation.lines[0].why.endswith("×1/3分＝1/3分")
