"""Margins, leads, places by rates and rates over subjects of a unit, against pandas and by hand."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from xl_quality.core.figures import GroupResult, Printed
from xl_quality.core.groups import Group, Level
from xl_quality.core.options import Measure
from xl_quality.core.profiles import UnitProfile, four_rates, standings_of
from xl_quality.core.ranking import TieRule, ranks
from xl_quality.core.statistics import Rates

TIES = {TieRule.SKIP: "min", TieRule.DENSE: "dense", TieRule.AVERAGE: "average"}


def counted(
    divisor: int, total: int = 0, passing: int = 0, excellent: int = 0, low: int = 0
) -> Rates:
    return Rates(
        *(divisor, divisor, 0, {}, divisor, total, passing, excellent, low, None, None), due=divisor
    )


def result(
    school: str, figure: str | None, pass_rate: str | None = None, **more: Any
) -> GroupResult:
    values = {name: None if text is None else Decimal(text) for name, text in more.items()}
    printed = Printed(
        mean=None if figure is None else Decimal(figure),
        pass_rate=None if pass_rate is None else Decimal(pass_rate),
        excellent_rate=values.get("excellent_rate"),
        low_rate=values.get("low_rate"),
        composite=None,
    )
    group = Group(Level.SCHOOL, school, "六年级")
    rank = more.get("rank")
    return GroupResult("期末", "期末", group, "语文", None, None, printed, rank, None, 5, None)


def test_margin_and_lead_are_to_the_next_figures_that_differ() -> None:
    figures = {"甲": "80.00", "乙": "75.50", "丙": "75.50", "丁": "61.25", "戊": None}
    places = ranks([None if f is None else Decimal(f) for f in figures.values()], TieRule.SKIP)
    results = [
        result(school, figure)._replace(rank=place)
        for (school, figure), place in zip(figures.items(), places, strict=True)
    ]
    found = standings_of(results, Measure.MEAN, TieRule.SKIP)
    assert [one.own.group.school for one in found] == list(figures)
    assert [one.margin and str(one.margin) for one in found] == [
        None,
        "4.50",
        "4.50",
        "14.25",
        None,
    ]
    assert [one.lead and str(one.lead) for one in found] == ["4.50", "14.25", "14.25", None, None]
    assert [one.shared for one in found] == [False, True, True, False, False]
    assert next(one.figure for one in found) == Decimal("80.00")


def test_of_low_rates_the_lowest_is_the_first() -> None:
    results = [result(school, None, low_rate=rate) for school, rate in (("甲", "9.5"), ("乙", "2"))]
    found = standings_of(results, Measure.LOW_RATE, TieRule.SKIP)
    assert [(one.margin, one.lead) for one in found] == [
        (Decimal("7.5"), None), (None, Decimal("7.5")),
    ]  # fmt: skip
    assert [one.places[Measure.LOW_RATE] for one in found] == [2, 1]
    assert [one.shared for one in found] == [False, False], "no place is shared by nobody"


@pytest.mark.parametrize("ties", TieRule)
def test_places_by_rates_are_those_of_pandas(ties: TieRule) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    names = {"pass_rate": False, "excellent_rate": False, "low_rate": True}
    rows = [{name: f"{chance.randrange(6)}.50" for name in names} for _ in range(12)]
    found = standings_of(
        [result(str(n), "60.00", **row) for n, row in enumerate(rows)], Measure.MEAN, ties
    )
    frame = pd.DataFrame(rows).astype(float)
    for name, ascending in names.items():
        expected = frame[name].rank(method=TIES[ties], ascending=ascending)
        own = [one.places[Measure(name)] for one in found]
        assert [float(place or 0) for place in own] == list(expected), name


def test_rates_over_subjects_count_each_pupil_once_in_each() -> None:
    chinese, maths = counted(4, 300_00, 3, 1, 1), counted(2, 90_00, 1, 0, 1)
    found = four_rates([(chinese, 120_00), (maths, 100_00), (counted(0), 100_00)])
    assert found is not None
    assert found.points == Fraction(390, 4 * 120 + 2 * 100)
    assert (found.passing, found.excellent) == (Fraction(4, 6), Fraction(1, 6))
    assert found.not_low == Fraction(4, 6)
    assert four_rates([(counted(0), 100_00)]) is None


def profile(*results: GroupResult, of: Rates | None = None) -> UnitProfile:
    found = [
        one._replace(full=100_00, whole=one.own._replace(rates=of) if of else None)
        for own in results
        for one in standings_of([own], Measure.MEAN, TieRule.SKIP)
    ]
    return UnitProfile("期末", Group(Level.SCHOOL, "甲", "六年级"), found, None, {}, (), ("期末",))


def test_the_rates_of_a_unit_stand_beside_those_of_all_in_the_same_subjects() -> None:
    own = result("甲", "75.00")._replace(rates=counted(4, 300_00, 3, 1, 1))
    nobody = result("甲", None)._replace(rates=counted(0))
    withheld = result("甲", None)._replace(rates=counted(4, 200_00, 2, 0, 0))
    alone = profile(own, nobody).rates
    assert alone is not None
    assert (alone.own.points, alone.whole) == (Fraction(3, 4), None)
    both = profile(own, of=counted(8, 400_00, 4, 2, 2)).rates
    assert both is not None
    assert both.whole is not None
    assert (both.own.passing, both.whole.passing) == (Fraction(3, 4), Fraction(1, 2))
    assert profile(own, withheld).rates is None, "the others would not be all"
    assert profile(nobody).rates is None


@pytest.mark.parametrize(("of", "alone"), [(1, True), (2, False)])
def test_a_unit_is_alone_where_each_place_is_among_one(of: int, *, alone: bool) -> None:
    assert profile(result("甲", "75.00")._replace(of=of)).alone is alone
    assert (
        profile(result("甲", "75.00")._replace(of=1), result("甲", "75.00")._replace(of=of)).alone
        is alone
    )
