"""Whole columns against core, group by group: digits, places, and figures that are not rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_quality as xq
from xl_quality.core.figures import mean_of
from xl_quality.core.ranking import RoundingMode, TieRule, divide, ranks
from xl_quality.scale.figure_columns import Quotients, keys_of, means, placed, quotient

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = st.one_of(
    st.sampled_from([None, 60.0, 59.99, 85.0, 84.99, 39.99, 40.0, 0.0, 100.0]),
    st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["期中", "期末"]), st.sampled_from("甲乙丙"),
        st.sampled_from(["八年级", "九年级"]), st.sampled_from(["1班", "2班"]), MARKS, MARKS,
        st.one_of(st.sampled_from(["缺考", "免考", "作弊", "", "75.5"]), st.none()),
    ),
    min_size=1, max_size=60,
)  # fmt: skip
CHOICES = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["综合分", "平均分", "及格率", "优秀率", "低分率"]),
        "ties": st.sampled_from(["skip", "dense", "average"]),
        "weights": st.sampled_from(["4-3-3", "4-3-2-1", "40-30-30", "60-70-70"]),
        "absent": st.sampled_from(["exclude", "zero"]),
        "drop": st.sampled_from(["0", "10%", "30%"]),
        "rank_unrounded": st.booleans(),
        "digits": st.sampled_from(["0", "1", "2", "4"]),
        "digits_mode": st.sampled_from(["half-up", "truncate"]),
        "band_widths": st.sampled_from(["10", "7.5", "30"]),
    }
)


def lines(found: xq.AggregateResult) -> list[Any]:
    return [*found.overall, *found.groups]


@given(rows=ROWS, chosen=CHOICES)
@settings(max_examples=60, deadline=None)
def test_every_figure_and_place_is_that_of_core(rows: list[Any], chosen: dict[str, Any]) -> None:
    names = ("考试", "校", "级", "班", "语文", "数学", "英语")
    kinds = [*[pl.String] * 4, pl.Float64, pl.Float64, pl.String]
    schema = dict(zip(names, kinds, strict=True))
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    told: dict[str, Any] = {
        "subjects": {"语文": 120, "数学": None, "英语": None}, "exam": "考试", "school": "校",
        "grade": "级", "class_": "班", "options": xq.Options(**chosen),
    }  # fmt: skip
    expected = xq.aggregate(frame, engine="core", median=True, bands=True, **told)
    plain = xq.aggregate(frame, engine="polars", **told)
    spread = xq.aggregate(frame, engine="polars", median=True, bands=True, **told)
    assert lines(plain) == lines(spread) == lines(expected)
    assert spread.to_frame("polars").equals(expected.to_frame("polars"))
    assert plain.to_frame("polars").equals(expected.to_frame("polars").drop("median"))
    assert spread.bands("polars").equals(expected.bands("polars"))


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@given(marks=st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 10_000)), min_size=1))
@settings(max_examples=40, deadline=None)
def test_medians_and_bands_are_those_of_pandas(engine: str, marks: list[Any]) -> None:
    plain = pd.DataFrame(marks, columns=["校", "百分"])
    frame = plain.assign(分=plain["百分"] / 100)
    found = xq.aggregate(
        frame, subjects="分", school="校", by="school", engine=engine, median=True, bands=True,
        options=xq.Options(digits="3"),
    )  # fmt: skip
    medians = found.to_frame("pandas").query("subject == '分'").set_index("school")["median"]
    halves = plain.groupby("校")["百分"].median()  # a half at most: exact in a float
    assert medians.to_dict() == {name: float(half) / 100 for name, half in halves.items()}
    bands = found.bands("pandas")
    edges = [*range(0, 10_000, 1_000), 10_001]  # the topmost band has the full mark, too
    cut = pd.cut(plain["百分"], edges, right=False, labels=edges[:-1]).astype(int)
    expected = plain.groupby(["校", cut]).size().to_dict()
    rows = zip(bands["school"], bands["low"] * 100, bands["pupils"], strict=True)
    assert {(name, int(low)): number for name, low, number in rows if number} == expected
    assert list(bands["low"][:3]) == [90, 80, 70]


SMALL, LARGE = st.integers(-(10**6), 10**6), st.integers(-(10**25), 10**25)
DIVISORS = st.integers(1, 10**4), st.integers(1, 10**15)
NUMBERS = [(SMALL, DIVISORS[0]), (LARGE, DIVISORS[1])]


def column(values: Sequence[int]) -> Any:
    fits = all(abs(value) < 2**63 for value in values)
    return np.array(values, np.int64 if fits else object)


@pytest.mark.parametrize(("above", "below"), NUMBERS)
@pytest.mark.parametrize("mode", list(RoundingMode))
def test_quotients_are_rounded_as_one_by_one(above: Any, below: Any, mode: RoundingMode) -> None:
    @given(st.lists(st.tuples(above, below), min_size=1), st.integers(0, 4))
    def check(pairs: list[tuple[int, int]], digits: int) -> None:
        tops, bottoms = map(list, zip(*pairs, strict=True))
        expected = [divide(a, b, digits, mode).scaleb(digits) for a, b in pairs]
        if all(abs(value) < 2**63 for value in expected):
            assert quotient(column(tops), column(bottoms), digits, mode).tolist() == expected

    check()


@pytest.mark.parametrize(("above", "below"), NUMBERS)
@pytest.mark.parametrize("ties", list(TieRule))
def test_places_of_unrounded_figures_are_those_of_fractions(
    above: Any, below: Any, ties: TieRule
) -> None:
    @given(st.lists(st.tuples(above, below, st.integers(1, 3)), min_size=1))
    def check(rows: list[tuple[int, int, int]]) -> None:
        # the same figure over other denominators, too
        tops = [a * times for a, _, times in rows] + [a for a, _, _ in rows]
        bottoms = [b * times for _, b, times in rows] + [b for _, b, _ in rows]
        there = np.ones(len(tops), bool)
        one = Quotients(column(tops), column(bottoms), [1], np.zeros(len(tops), int), there)
        keys = keys_of(one.numerators, one.divisors)
        figures = [Fraction(a, b) for a, b in zip(tops, bottoms, strict=True)]
        for low_first in (False, True):
            found = placed(keys * 0, keys, one, ties, low_first=low_first)
            best, last = (
                ranks(figures, ties, from_end=from_end) for from_end in (low_first, not low_first)
            )
            assert [Fraction(twice, 2) for twice in found.places.tolist()] == best
            assert [Fraction(twice, 2) for twice in found.from_end.tolist()] == last

    check()


@given(
    st.lists(
        st.lists(st.tuples(LARGE, DIVISORS[1], st.booleans()), min_size=3, max_size=3), min_size=1
    ),
    st.lists(st.integers(1, 10**4), min_size=3, max_size=3),
)
def test_means_over_subjects_stay_exact_however_large(rows: list[Any], scales: list[int]) -> None:
    nowhere = np.zeros(len(rows), int)
    parts = [
        Quotients(
            column([row[at][0] for row in rows]),
            column([row[at][1] * row[at][2] for row in rows]),
            [scale],
            nowhere,
            np.array([row[at][2] for row in rows]),
        )
        for at, scale in enumerate(scales)
    ]
    own = [
        [Fraction(a, b * scale) for (a, b, there), scale in zip(row, scales, strict=True) if there]
        for row in rows
    ]
    assert means(parts).fractions() == [mean_of(figures) if figures else None for figures in own]
