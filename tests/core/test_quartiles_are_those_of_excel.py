"""Five numbers of a spread, against pandas and against what Excel's QUARTILE.INC gives."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import EmptyGroupError
from xl_quality.core.statistics import Counted, five_numbers, median

MARKS = st.lists(st.integers(0, 15_000), min_size=1, max_size=60)


@given(MARKS)
def test_they_are_what_pandas_interpolates(marks: list[int]) -> None:
    base = Counted(sorted(marks), len(marks))
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    expected = pd.Series(marks, dtype="float64").quantile(shares, interpolation="linear") / 100
    assert [float(one) for one in five_numbers(base)] == pytest.approx(list(expected))


@given(MARKS)
def test_they_lie_in_order_and_the_middle_one_is_the_median(marks: list[int]) -> None:
    base = Counted(sorted(marks), len(marks))
    found = five_numbers(base)
    assert list(found) == sorted(found)
    assert found.middle == median(base)
    assert found.width == found.upper - found.lower


@pytest.mark.parametrize(
    ("marks", "lower", "upper"),
    [
        ([6000], "60", "60"),
        ([6000, 7000], "62.5", "67.5"),
        ([1000, 2000, 4000, 7000, 8000], "20", "70"),
        ([100, 200, 400, 700, 800, 900, 1000, 1200], "3.5", "9.25"),  # the example of its page
    ],
)
def test_quartiles_are_those_that_excel_gives(marks: list[int], lower: str, upper: str) -> None:
    found = five_numbers(Counted(marks, len(marks)))
    assert (found.lower, found.upper) == (Fraction(lower), Fraction(upper))


def test_nobody_has_no_quartiles() -> None:
    with pytest.raises(EmptyGroupError):
        five_numbers(Counted([], 0))
