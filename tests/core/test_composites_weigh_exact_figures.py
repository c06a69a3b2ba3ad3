from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.figures import composites
from xl_quality.core.option_table import weights_of
from xl_quality.core.options import COMPOSITES, BadValueError, Weights
from xl_quality.core.statistics import Rates

if TYPE_CHECKING:
    from collections.abc import Callable

RELATIVE = [weights for weights in COMPOSITES.values() if weights.relative]
ABSOLUTE = [weights for weights in COMPOSITES.values() if not weights.relative]


def group(divisor: int, total: int, pass_n: int, excellent_n: int, low_n: int) -> Rates:
    return Rates(
        divisor, divisor, 0, {}, divisor, total, pass_n, excellent_n, low_n, None, None, divisor
    )


@st.composite
def groups(draw: st.DrawFn, full: int = 120_00) -> Rates:
    divisor = draw(st.integers(0, 60))
    pass_n = draw(st.integers(0, divisor))
    excellent_n, low_n = draw(st.integers(0, pass_n)), draw(st.integers(0, divisor - pass_n))
    return group(divisor, draw(st.integers(0, divisor * full)), pass_n, excellent_n, low_n)


def scaled(own: Rates, full: int) -> tuple[Fraction, ...]:
    """Mean on a scale of 100 and the three rates in percent, straight from their meaning."""
    mean = own.mean or Fraction(0)
    counts = (own.pass_n, own.excellent_n, own.low_n)
    return (mean * 100 * 100 / full, *((own.share(count) or Fraction(0)) * 100 for count in counts))


def parts(weights: Weights) -> tuple[Fraction, ...]:
    return weights.mean, weights.pass_rate, weights.excellent_rate, weights.low_rate


@pytest.mark.parametrize("low", ["0.1", "-0.1"])
def test_the_weight_of_the_low_rate_takes_off_with_and_without_its_sign(low: str) -> None:
    found = weights_of([Fraction(one) for one in ("0.5", "0.3", "0.2", low)])
    assert parts(found) == (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5), Fraction(-1, 10))


@pytest.mark.parametrize("place", range(3))
def test_the_other_weights_are_never_negative(place: int) -> None:
    own = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    own[place] = -own[place]
    with pytest.raises(BadValueError, match="应写"):
        weights_of(own)


def test_each_contest_has_the_composites_that_the_table_says(
    rows_of: Callable[[str], list[dict[str, str]]], hundredths: Callable[[str], int]
) -> None:
    tried = set()
    for name, lines in groupby(rows_of("core_composite.csv"), key=itemgetter("场次")):
        contest = list(lines)
        preset, full = contest[0]["公式"], hundredths(contest[0]["满分"])
        rates = [
            group(
                int(line["人数"]), hundredths(line["总分"]), int(line["及格人数"]),
                int(line["优秀人数"]), int(line["低分人数"]),
            )
            for line in contest
        ]  # fmt: skip
        expected = [Fraction(line["综合分"]) if line["综合分"] else None for line in contest]
        assert list(composites(rates, full, COMPOSITES[preset])) == expected, name
        tried.add(preset)
    assert tried == set(COMPOSITES)


@given(st.lists(groups(), max_size=6), st.sampled_from(ABSOLUTE))
def test_an_absolute_composite_is_the_weighted_sum_of_the_four_figures(
    rates: list[Rates], weights: Weights
) -> None:
    for own, found in zip(rates, composites(rates, 120_00, weights), strict=True):
        figures = zip(scaled(own, 120_00), parts(weights), strict=True)
        assert found == (sum(f * w for f, w in figures) if own.divisor else None)


@given(st.lists(groups(), max_size=6), st.sampled_from(RELATIVE))
def test_a_relative_composite_is_own_by_best_by_weight(
    rates: list[Rates], weights: Weights
) -> None:
    present = [scaled(own, 120_00) for own in rates if own.divisor]
    best = [max(column) for column in zip(*present, strict=True)]
    for own, found in zip(rates, composites(rates, 120_00, weights), strict=True):
        if not own.divisor:
            assert found is None
            continue
        figures = zip(scaled(own, 120_00), best, parts(weights), strict=True)
        assert found == sum((f / top * w for f, top, w in figures if top), Fraction(0))


@given(st.lists(groups(), max_size=5), st.sampled_from(RELATIVE))
def test_who_is_best_in_everything_has_the_full_weight(
    rates: list[Rates], weights: Weights
) -> None:
    best = group(50, 50 * 120_00, 50, 50, 0)
    full_weight = weights.mean + weights.pass_rate + weights.excellent_rate
    found = composites([*rates, best], 120_00, weights)
    assert found[-1] == full_weight
    assert all(figure is None or 0 <= figure <= full_weight for figure in found)


@given(groups(), st.sampled_from(ABSOLUTE), st.integers(2, 5))
def test_the_same_shares_in_a_larger_group_give_the_same_composite(
    own: Rates, weights: Weights, times: int
) -> None:
    counts = (own.divisor, own.total, own.pass_n, own.excellent_n, own.low_n)
    larger = group(*(count * times for count in counts))
    assert composites([own], 120_00, weights) == composites([larger], 120_00, weights)


@given(st.integers(1, 50))
def test_full_marks_in_everything_are_a_hundred(pupils: int) -> None:
    best = group(pupils, pupils * 150_00, pupils, pupils, 0)
    assert composites([best], 150_00, COMPOSITES["4-3-3"]) == [100]
    assert composites([best], 150_00, COMPOSITES["4-3-2-1"]) == [90]


def test_a_mean_may_enter_in_points_as_it_is() -> None:
    weights = Weights(Fraction(4, 10), Fraction(3, 10), Fraction(3, 10), raw_mean=True)
    own = group(10, 10 * 96_00, 10, 5, 0)
    assert composites([own], 120_00, weights) == [Fraction(384, 10) + 30 + 15]


def test_a_contest_in_which_nobody_counts_has_no_composites() -> None:
    empty = group(0, 0, 0, 0, 0)
    for weights in COMPOSITES.values():
        assert list(composites([empty, empty], 100_00, weights)) == [None, None]
        assert list(composites([], 100_00, weights)) == []
