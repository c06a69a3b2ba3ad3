from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import BadInputError, EmptyGroupError
from xl_quality.core.options import AbsentRule, DropRule
from xl_quality.core.statistics import (
    Counted,
    Distribution,
    bands,
    counted,
    median,
    rounded_root,
    standard_deviation,
    t_score,
    variance,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.marks import Mark

WIDE = Context(prec=120)
NOBODY = Counted((), 0)
score_lists = st.lists(st.integers(0, 150_00), min_size=1, max_size=60)


def counting(marks: list[Mark]) -> Counted:
    return counted(Distribution.of(marks), AbsentRule.EXCLUDE, DropRule())


def rounded(figure: Decimal, digits: int) -> Decimal:
    return figure.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)


def decimal_of(exact: Fraction) -> Decimal:
    return WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))


@pytest.mark.cases("core_median_sd.csv")
def test_median_variance_and_deviation_are_as_the_table_says(
    case: dict[str, str], marks: Callable[[str], list[Mark]]
) -> None:
    base = counting(marks(case["分数"]))
    assert median(base) == Fraction(case["中位数"])
    assert variance(base) == Fraction(case["方差"])
    assert str(standard_deviation(base)) == case["标准差"]


@given(score_lists)
def test_median_and_variance_agree_with_the_statistics_module(scores: list[int]) -> None:
    points = [Fraction(score, 100) for score in scores]
    assert median(counting(list(scores))) == statistics.median(points)
    assert variance(counting(list(scores))) == statistics.pvariance(points)


@given(score_lists, st.integers(0, 6))
def test_the_deviation_is_the_root_of_the_variance_to_its_last_digit(
    scores: list[int], digits: int
) -> None:
    root = WIDE.sqrt(decimal_of(statistics.pvariance([Fraction(s, 100) for s in scores])))
    assert standard_deviation(counting(list(scores)), digits) == rounded(root, digits)


@given(st.fractions(0, 10_000), st.integers(0, 6))
def test_a_root_is_right_to_its_last_digit(square: Fraction, digits: int) -> None:
    assert rounded_root(square, digits) == rounded(WIDE.sqrt(decimal_of(square)), digits)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_a_root_that_ends_in_half_a_unit_goes_up(units: int, digits: int) -> None:
    exact = Fraction(2 * units + 1, 2 * 10**digits)
    assert rounded_root(exact * exact, digits) == Decimal(units + 1).scaleb(-digits)


@given(score_lists, st.integers(1, 100_00))
def test_adding_the_same_points_to_all_moves_the_median_and_leaves_the_deviation(
    scores: list[int], more: int
) -> None:
    base, moved = counting(list(scores)), counting([score + more for score in scores])
    assert median(moved) - median(base) == Fraction(more, 100)
    assert variance(moved) == variance(base)


@pytest.mark.cases("core_t_score.csv")
def test_a_t_score_is_as_the_table_says(case: dict[str, str]) -> None:
    score, mean, variance = (Fraction(case[key]) for key in ("分数", "平均分", "方差"))
    assert str(t_score(score, mean, variance, int(case["小数位"]))) == case["T分"]


@given(
    st.fractions(0, 150, max_denominator=200),
    st.fractions(0, 150, max_denominator=200),
    st.one_of(
        st.fractions(Fraction(1, 100), 900, max_denominator=400),
        st.integers(1, 300).map(lambda tenths: Fraction(tenths, 10) ** 2),
    ),
    st.integers(0, 4),
)
def test_a_t_score_is_rounded_half_up_on_both_sides_of_the_mean(
    score: Fraction, mean: Fraction, spread: Fraction, digits: int
) -> None:
    deviation = WIDE.divide(decimal_of(score - mean), WIDE.sqrt(decimal_of(spread)))
    exact = WIDE.add(50, WIDE.multiply(10, deviation))
    # a root in 120 places may miss a tie by its last digit: round that away first
    tidy = exact.quantize(Decimal(1).scaleb(-80), context=WIDE)
    assert t_score(score, mean, spread, digits) == rounded(tidy, digits)


@pytest.mark.cases("core_bands.csv")
def test_pupils_fall_into_bands_as_the_table_says(
    case: dict[str, str],
    hundredths: Callable[[str], int],
    marks: Callable[[str], list[Mark]],
) -> None:
    base = counting(marks(case["分数"]))
    found = bands(base, hundredths(case["满分"]), hundredths(case["宽度"]))
    expected = []
    for band in case["分数段"].split():
        limits, _, count = band.partition(":")
        low, _, high = limits.partition("-")
        expected.append((hundredths(low), hundredths(high), int(count)))
    assert [(band.low, band.high, band.pupils) for band in found] == expected


@given(score_lists, st.integers(1, 150_00), st.integers(50, 200_00))
def test_every_pupil_is_in_exactly_one_band(scores: list[int], full: int, width: int) -> None:
    found = bands(counting(list(scores)), full, width)
    assert sum(band.pupils for band in found) == len(scores)
    assert found[0].high == full
    assert found[-1].low == 0
    assert [band.low for band in found[:-1]] == [band.high for band in found[1:]]


def test_a_band_may_be_as_narrow_as_a_mark_is_exact() -> None:
    found = bands(counting([0, 1, 3]), full=3, width=1)
    assert [(band.low, band.high, band.pupils) for band in found] == [
        (2, 3, 1), (1, 2, 1), (0, 1, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("width", [0, -10_00])
def test_a_band_without_width_is_refused_instead_of_running_for_ever(width: int) -> None:
    with pytest.raises(BadInputError, match="宽度"):
        bands(counting([60_00]), 100_00, width)


@pytest.mark.parametrize("statistic", [median, variance, standard_deviation])
def test_a_group_in_which_nobody_counts_has_no_such_figure(
    statistic: Callable[[Counted], object],
) -> None:
    with pytest.raises(EmptyGroupError, match="没有人计入"):
        statistic(NOBODY)


def test_equal_scores_give_no_t_score() -> None:
    with pytest.raises(EmptyGroupError, match="T 分不存在"):
        t_score(Fraction(80), Fraction(80), Fraction(0))
