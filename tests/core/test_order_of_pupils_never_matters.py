"""The same 41 marks in another order give the same mean, place and money, to the last fen."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.figures import analyse, overall
from xl_quality.core.groups import Level
from xl_quality.core.marks import BLANK, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.money import split_largest_remainder
from xl_quality.core.options import COMPOSITES, AbsentRule, Digits, DropRule, Measure, Options
from xl_quality.core.ranking import TieRule
from xl_quality.core.statistics import Distribution, counted, median, standard_deviation

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import Mark

ABSENT, CHEATED = Remark(State.ABSENT, "缺考"), Remark(State.CHEATED, "作弊")
# tenths that no binary float holds: their float sum depends on the order of summing
MARKS_41 = [85_10, 85_20, 85_30, 0, 10, 20, 30, 60_00, 59_90, 59_99, 84_90, 39_90, 99_70] * 3 + [
    85_10,
    70_10,
]
POT = 1_000_00

Pupil = tuple[str, "Mark"]
all_options = st.builds(
    Options()._replace,  # fields not named keep their default
    absent=st.sampled_from(AbsentRule),
    drop=st.one_of(
        st.just(DropRule()),
        st.fractions(0, 1, max_denominator=20).map(DropRule),
        st.just(DropRule(table=((5, 1), (10, 2)))),
    ),
    weights=st.sampled_from(list(COMPOSITES.values())),
    measure=st.sampled_from(Measure),
    ties=st.sampled_from(TieRule),
    digits=st.builds(Digits, *[st.integers(0, 3)] * 3),
    rank_unrounded=st.booleans(),
)
pupils = st.tuples(
    st.sampled_from(["1班", "2班", "3班"]),
    st.one_of(
        st.sampled_from(sorted(set(MARKS_41))),
        st.integers(0, 100_00),
        st.sampled_from([BLANK, ABSENT, CHEATED]),
    ),
)


def sheet(rows: list[Pupil]) -> ScoreTable:
    classes, marks = [list(column) for column in zip(*rows, strict=True)]
    blank = [""] * len(rows)
    subjects = {"语文": SubjectColumn("语文", "D", marks)}
    return ScoreTable("成绩", "", range(len(rows)), blank, blank, classes, blank, blank, subjects)


def outcome(rows: list[Pupil], options: Options) -> tuple[list[GroupResult], list[int]]:
    """Return the results by class name and a pot split by their composites."""
    table = sheet(rows)
    results = analyse(table, Level.CLASS, options)
    results += overall(results, options)
    results.sort(key=lambda result: (result.subject, result.group.label))
    weights = [max(0, result.composite or 0) for result in results]
    return results, split_largest_remainder(POT, weights) if any(weights) else []


def test_the_41_marks_have_a_float_sum_that_depends_on_their_order() -> None:
    """Without this the next test would prove nothing."""
    ascending, descending = sorted(MARKS_41), sorted(MARKS_41, reverse=True)
    assert len(MARKS_41) == 41
    assert sum(mark / 100 for mark in ascending) != sum(mark / 100 for mark in descending)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_41_marks_in_another_order_give_the_same_mean_place_and_money(seed: int) -> None:
    rival: list[Pupil] = [("2班", mark) for mark in sorted(MARKS_41)]
    shuffled = MARKS_41.copy()
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a seeded order, no secret
    results, money = outcome([*[("1班", mark) for mark in shuffled], *rival], Options())
    classes = [result for result in results if result.subject == "语文"]
    mean = (Decimal(sum(MARKS_41)) / 41 / 100).quantize(Decimal("0.01"))
    assert [result.printed.mean for result in classes] == [mean, mean]
    assert classes[0].printed == classes[1].printed
    assert [result.rank for result in results] == [1, 1, 1, 1]
    assert money == [POT // 4] * 4


@given(
    st.lists(pupils, min_size=1, max_size=41).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(rows))
    ),
    all_options,
)
def test_no_order_of_rows_changes_a_figure_a_place_or_the_money(
    both: tuple[list[Pupil], list[Pupil]], options: Options
) -> None:
    results, money = outcome(both[0], options)
    shuffled, shuffled_money = outcome(both[1], options)
    assert [_comparable(result) for result in shuffled] == [_comparable(r) for r in results]
    assert shuffled_money == money


def _comparable(result: GroupResult) -> tuple[object, ...]:
    """Leave nothing out, and tell 85.1 from 85.10: the printed text counts."""
    gap = None if result.gap_to_first is None else str(result.gap_to_first)
    places = (result.rank, result.rank_from_end, result.of, gap)
    return result.group, result.rates, result.composite, str(result.printed), *places


@given(st.permutations(MARKS_41))
def test_median_and_deviation_do_not_depend_on_the_order(marks: list[int]) -> None:
    def figures(scores: list[int]) -> tuple[object, object]:
        base = counted(Distribution.of(scores), AbsentRule.EXCLUDE, DropRule())
        return median(base), standard_deviation(base, 6)

    assert figures(marks) == figures(MARKS_41)
