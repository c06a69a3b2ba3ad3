from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.options import AbsentRule, DropRule
from xl_quality.core.statistics import (
    Band,
    Counted,
    Distribution,
    bands,
    border_score,
    counted,
    cumulative,
    folded,
    near_line,
    reaching,
    round_bands,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.marks import Mark

score_lists = st.lists(st.integers(0, 150_00), max_size=60)
few_scores = st.lists(st.integers(0, 12), max_size=40)  # many ties


def counting(marks: Sequence[Mark]) -> Sequence[int]:
    return counted(Distribution.of(marks), AbsentRule.EXCLUDE, DropRule()).scores


@pytest.mark.cases("core_near_lines.csv")
def test_pupils_about_a_line_are_counted_as_the_table_says(
    case: dict[str, str], hundredths: Callable[[str], int], marks: Callable[[str], list[Mark]]
) -> None:
    scores, line = counting(marks(case["分数"])), hundredths(case["线"])
    found = near_line(scores, line, hundredths(case["临界分"]))
    assert (reaching(scores, line), found.below, found.above) == tuple(
        int(case[name]) for name in ("上线", "线下", "线上")
    )


@pytest.mark.cases("core_first_places.csv")
def test_first_places_take_in_all_who_tie_as_the_table_says(
    case: dict[str, str], hundredths: Callable[[str], int], marks: Callable[[str], list[Mark]]
) -> None:
    scores = counting(marks(case["分数"]))
    border = border_score(scores, int(case["名次"]))
    assert border == (hundredths(case["界线"]) if case["界线"] else None)
    inside = 0 if border is None else reaching(scores, border)
    assert inside == int(case["人数"])


@given(score_lists, st.integers(0, 160_00), st.integers(0, 30_00))
def test_counts_about_a_line_agree_with_pandas(scores: list[int], line: int, margin: int) -> None:
    found = near_line(sorted(scores), line, margin)
    column = pd.Series(scores, dtype="int64")
    assert reaching(sorted(scores), line) == int((column >= line).sum())
    assert found.below == int(((column < line) & (column >= line - margin)).sum())
    assert found.above == int(((column >= line) & (column <= line + margin)).sum())


@given(few_scores, st.integers(1, 45))
def test_who_is_among_the_first_is_who_pandas_ranks_there(scores: list[int], places: int) -> None:
    border = border_score(sorted(scores), places)
    ranked = pd.Series(scores, dtype="int64").rank(method="min", ascending=False)
    inside = sorted(score for score, place in zip(scores, ranked, strict=True) if place <= places)
    assert inside == sorted(score for score in scores if border is not None and score >= border)


@given(score_lists, st.integers(1, 150_00), st.integers(100, 200_00), st.integers(1, 15))
def test_bands_agree_with_pandas_and_lose_nobody_when_folded(
    scores: list[int], full: int, width: int, most: int
) -> None:
    base = counted(Distribution.of(list(scores)), AbsentRule.EXCLUDE, DropRule())
    found = folded(bands(base, full, width), most)
    column = pd.Series(scores, dtype="int64")
    assert len(found) <= most
    for place, band in enumerate(found):
        inside = (column >= band.low) & ((column < band.high) | (place == 0))
        assert band.pupils == int(inside.sum())
    assert cumulative(found) == [int((column >= band.low).sum()) for band in found]
    assert found[-1].low == 0


def test_bands_that_fit_stay_as_they_are() -> None:
    three = [Band(20, 30, 1), Band(10, 20, 2), Band(0, 10, 4)]
    assert folded(three, 3) == three
    assert folded(three, 1) == [Band(0, 30, 7)]


@pytest.mark.parametrize(
    ("full", "width", "lows"),
    [
        (760, 250, [500, 250, 0]),
        (130, 50, [100, 50, 0]),
        (125, 50, [100, 50, 0]),
        (124, 50, [50, 0]),
    ],
)
def test_what_is_left_at_the_top_is_a_band_of_its_own_from_half_a_width_on(
    full: int, width: int, lows: list[int]
) -> None:
    found = round_bands(Counted([10, full], 2), full, width)
    assert ([band.low for band in found], found[0].high) == (lows, full)
    assert [band.pupils for band in found] == [1, *[0] * (len(lows) - 2), 1]


@pytest.mark.parametrize(("full", "lows"), [(120_00, [108_00, 96_00]), (70_05, [63_04, 56_03])])
def test_a_paper_is_cut_into_ten_bands_where_nobody_says_how_wide(
    full: int, lows: list[int]
) -> None:
    found = bands(Counted((), 0), full)
    assert ([band.low for band in found[:2]], len(found)) == (lows, 10)
