from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.ranking import TieRule, places, ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.ranking import Figure, Rank

COLUMNS = {
    "占位": (TieRule.SKIP, False),
    "不占位": (TieRule.DENSE, False),
    "取平均": (TieRule.AVERAGE, False),
    "占位倒数": (TieRule.SKIP, True),
    "不占位倒数": (TieRule.DENSE, True),
    "取平均倒数": (TieRule.AVERAGE, True),
}
few_values = st.sampled_from(
    [Decimal("70.5"), Decimal("70.50"), Decimal(60), Decimal(-1), Fraction(141, 2), 60, 0, None]
)
figure_lists = st.lists(few_values, max_size=12)


def by_definition(
    figures: Sequence[Figure | None], ties: TieRule, *, from_end: bool
) -> list[Rank | None]:
    """Count, unit by unit, who is ahead and who is level."""
    present = [figure for figure in figures if figure is not None]

    def place(own: Figure) -> Rank:
        ahead = [other for other in present if (other < own if from_end else other > own)]
        if ties is TieRule.DENSE:
            return 1 + len({Fraction(other) for other in ahead})
        first = 1 + len(ahead)
        if ties is TieRule.SKIP:
            return first
        return first + Fraction(sum(other == own for other in present) - 1, 2)

    return [None if figure is None else place(figure) for figure in figures]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.cases("core_ranks.csv")
def test_ties_share_a_place_as_the_table_says(case: dict[str, str], column: str) -> None:
    ties, from_end = COLUMNS[column]
    figures = [None if word == "无" else Decimal(word) for word in case["数值"].split()]
    expected = [None if word == "无" else Fraction(word) for word in case[column].split()]
    assert ranks(figures, ties, from_end=from_end) == expected


@given(figures=figure_lists, ties=st.sampled_from(TieRule), from_end=st.booleans())
def test_a_place_is_who_is_ahead_by_definition(
    *, figures: list[Figure | None], ties: TieRule, from_end: bool
) -> None:
    found = ranks(figures, ties, from_end=from_end)
    assert found == by_definition(figures, ties, from_end=from_end)


@given(order=st.permutations(range(8)), ties=st.sampled_from(TieRule), from_end=st.booleans())
def test_the_order_of_units_never_changes_a_place(
    *, order: list[int], ties: TieRule, from_end: bool
) -> None:
    figures = [Decimal("85.10"), None, Decimal("85.1"), 60, Fraction(60), 0, None, 99]
    places = ranks(figures, ties, from_end=from_end)
    shuffled = ranks([figures[unit] for unit in order], ties, from_end=from_end)
    assert shuffled == [places[unit] for unit in order]


@given(figure_lists, st.sampled_from([TieRule.SKIP, TieRule.DENSE]))
def test_a_shared_or_skipped_place_is_a_whole_number(
    figures: list[Figure | None], ties: TieRule
) -> None:
    assert {type(place) for place in ranks(figures, ties)} <= {int, type(None)}


@given(figure_lists)
def test_averaged_places_sum_to_one_place_each(figures: list[Figure | None]) -> None:
    places = [place for place in ranks(figures, TieRule.AVERAGE) if place is not None]
    assert sum(places) == len(places) * (len(places) + 1) // 2


def test_an_averaged_place_that_is_whole_is_printed_without_a_fraction() -> None:
    assert [repr(place) for place in ranks([9, 9, 9], TieRule.AVERAGE)] == ["2", "2", "2"]


def test_nobody_gets_no_place() -> None:
    assert ranks([]) == []
    assert ranks([None, None], from_end=True) == [None, None]


@pytest.mark.parametrize("from_end", [False, True])
@pytest.mark.parametrize("ties", TieRule)
@pytest.mark.parametrize("counts", [(), (3,), (1, 2), (1, 2, 3), (4, 1, 1, 2)])
def test_the_place_of_a_figure_is_that_of_all_who_have_it(
    counts: tuple[int, ...], ties: TieRule, *, from_end: bool
) -> None:
    figures = [figure for figure, count in enumerate(counts) for _ in range(count)]
    by_figure = dict(zip(figures, ranks(figures, ties, from_end=from_end), strict=True))
    assert places(counts, ties, from_end=from_end) == list(by_figure.values())
