from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.marks import BLANK, Remark, State
from xl_quality.core.options import AbsentRule, DropRule, Lines, Thresholds
from xl_quality.core.ranking import divide
from xl_quality.core.statistics import Distribution, counted, merged_marks, rates, rates_together

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from xl_quality.core.marks import Mark
    from xl_quality.core.statistics import Rates

ABSENT, CHEATED = Remark(State.ABSENT, "缺考"), Remark(State.CHEATED, "作弊")
EXEMPT, INVALID = Remark(State.EXEMPT, "缓考"), Remark(State.INVALID, "#N/A")
STANDARD = Thresholds.of(100_00, Lines())
any_mark = st.one_of(
    st.integers(0, 105_00),
    st.sampled_from([59_99, 60_00, 60_01, 84_99, 85_00, 39_99, 40_00, 85_10, 0]),
    st.sampled_from([BLANK, ABSENT, CHEATED, EXEMPT, INVALID]),
)
mark_lists = st.lists(any_mark, max_size=60)
drop_rules = st.one_of(
    st.fractions(0, 1, max_denominator=40).map(DropRule),
    st.just(DropRule(table=((10, 1), (30, 2), (50, 4)))),
)


@given(st.lists(mark_lists, min_size=1, max_size=5), st.sampled_from(AbsentRule))
def test_counts_of_classes_make_the_counts_of_their_school(
    classes: list[list[Mark]], absent: AbsentRule
) -> None:
    own = [Distribution.of(marks) for marks in classes]
    whole = rates(merged_marks(own), STANDARD, absent, DropRule())
    assert rates_together([rates(one, STANDARD, absent, DropRule()) for one in own]) == whole


def plain(marks: list[Mark], lines: Thresholds = STANDARD) -> Rates:
    return rates(Distribution.of(marks), lines, AbsentRule.EXCLUDE, DropRule())


def printed(points: Fraction | None) -> str:
    return "" if points is None else str(divide(points.numerator, points.denominator, 2))


def percent(found: Rates, count: int) -> str:
    share = found.share(count)
    return printed(None if share is None else share * 100)


def thresholds(
    case: dict[str, str], hundredths: Callable[[str], int], share: Callable[[str], Fraction]
) -> Thresholds:
    lines = Lines(*(share(case[line]) for line in ("及格线", "优秀线", "低分线")))
    return Thresholds.of(hundredths(case["满分"]), lines)


@pytest.mark.cases("core_rates.csv")
def test_counts_and_rates_are_as_the_table_says(
    case: dict[str, str],
    hundredths: Callable[[str], int],
    share: Callable[[str], Fraction],
    marks: Callable[[str], list[Mark]],
) -> None:
    found = plain(marks(case["分数"]), thresholds(case, hundredths, share))
    counts = (found.divisor, found.pass_n, found.excellent_n, found.low_n)
    assert counts == tuple(int(case[k]) for k in ("人数", "及格人数", "优秀人数", "低分人数"))
    assert found.total == hundredths(case["总分"])
    assert printed(found.mean) == case["平均分"]
    shown = [percent(found, n) for n in (found.pass_n, found.excellent_n, found.low_n)]
    assert shown == [case["及格率%"], case["优秀率%"], case["低分率%"]]
    assert (found.highest, found.lowest) == (hundredths(case["最高分"]), hundredths(case["最低分"]))


@pytest.mark.cases("core_drop.csv")
def test_the_lowest_scores_are_left_out_as_the_table_says(
    case: dict[str, str],
    hundredths: Callable[[str], int],
    share: Callable[[str], Fraction],
    marks: Callable[[str], list[Mark]],
) -> None:
    table = (row.split(":") for row in case["去尾表"].split())
    drop = DropRule(share(case["去尾比例"]), tuple((int(size), int(n)) for size, n in table))
    distribution = Distribution.of(marks(case["分数"]))
    found = rates(distribution, STANDARD, AbsentRule.EXCLUDE, drop)
    assert distribution.scored - found.divisor == int(case["去掉人数"])
    assert found.divisor == int(case["计算人数"])
    assert printed(found.mean) == case["平均分"]
    assert percent(found, found.pass_n) == case["及格率"]
    assert percent(found, found.low_n) == case["低分率"]
    assert found.lowest == (hundredths(case["最低分"]) if case["最低分"] else None)


@pytest.mark.cases("core_enrolled.csv")
def test_the_denominator_is_who_was_due_to_sit_as_the_table_says(
    case: dict[str, str],
    hundredths: Callable[[str], int],
    share: Callable[[str], Fraction],
    marks: Callable[[str], list[Mark]],
) -> None:
    absent = AbsentRule.ZERO if case["缺考算零分"] == "是" else AbsentRule.EXCLUDE
    enrolled = int(case["应考人数"]) if case["应考人数"] else None
    drop = DropRule(share(case["去尾比例"]))
    found = rates(Distribution.of(marks(case["分数"])), STANDARD, absent, drop, enrolled)
    assert (found.divisor, found.total) == (int(case["计算人数"]), hundredths(case["总分"]))
    assert printed(found.mean) == case["平均分"]
    assert percent(found, found.pass_n) == case["及格率"]
    assert percent(found, found.low_n) == case["低分率"]


def test_every_kind_of_cell_is_counted_where_it_belongs() -> None:
    found = plain([60_00, 0, BLANK, BLANK, ABSENT, ABSENT, EXEMPT, CHEATED, INVALID])
    assert (found.rows, found.scored, found.blank, found.divisor) == (9, 3, 2, 3)
    assert found.marks == {"缺考": 2, "缓考": 1, "作弊": 1, "#N/A": 1}


def test_blanks_are_counted_even_where_the_shared_blank_was_not_used() -> None:
    found = plain([Remark(State.BLANK, ""), BLANK, 60_00])
    assert (found.rows, found.blank, found.marks) == (3, 2, {})


@pytest.mark.parametrize("thing", [60.5, True, "60", None], ids=repr)
def test_what_is_no_mark_is_never_passed_over(thing: object) -> None:
    with pytest.raises(TypeError):
        Distribution.of([60_00, thing])  # type: ignore[list-item]


@given(mark_lists.flatmap(lambda m: st.tuples(st.just(m), st.permutations(m))), drop_rules)
def test_the_order_of_pupils_never_matters(
    both: tuple[list[Mark], list[Mark]], drop: DropRule
) -> None:
    one, other = (rates(Distribution.of(m), STANDARD, AbsentRule.ZERO, drop) for m in both)
    assert one == other


@given(mark_lists, st.sampled_from(AbsentRule), drop_rules, st.none() | st.integers(1, 80))
def test_rates_lie_between_nothing_and_everybody(
    marks: list[Mark], absent: AbsentRule, drop: DropRule, enrolled: int | None
) -> None:
    found = rates(Distribution.of(marks), STANDARD, absent, drop, enrolled)
    assert found.divisor >= 0
    for count in (found.pass_n, found.excellent_n, found.low_n):
        share = found.share(count)
        assert (share is None) == (not found.divisor)
        assert share is None or 0 <= share <= 1
    assert found.pass_n >= found.excellent_n
    assert found.pass_n + found.low_n <= found.divisor


@given(mark_lists)
def test_counts_are_what_counting_pupil_by_pupil_gives(marks: list[Mark]) -> None:
    found = plain(marks)
    scores = [0 if mark is CHEATED else mark for mark in marks]
    present = [score for score in scores if isinstance(score, int)]
    assert found.divisor == found.scored == len(present)
    assert found.total == sum(present)
    assert found.pass_n == sum(score >= 60_00 for score in present)
    assert found.excellent_n == sum(score >= 85_00 for score in present)
    assert found.low_n == sum(score < 40_00 for score in present)
    assert found.rows == len(marks)
    assert found.highest == max(present, default=None)
    assert found.lowest == min(present, default=None)


@given(st.lists(mark_lists, min_size=1, max_size=5))
def test_the_counts_of_all_classes_add_up_to_those_of_the_school(classes: list[list[Mark]]) -> None:
    parts = [plain(marks) for marks in classes]
    school = plain([mark for marks in classes for mark in marks])
    for name in ("rows", "scored", "blank", "divisor", "total", "pass_n", "excellent_n", "low_n"):
        assert getattr(school, name) == sum(getattr(part, name) for part in parts)


@given(mark_lists, drop_rules)
def test_dropping_the_lowest_never_lowers_the_mean(marks: list[Mark], drop: DropRule) -> None:
    before = plain(marks).mean
    after = rates(Distribution.of(marks), STANDARD, AbsentRule.EXCLUDE, drop).mean
    assert after is None or (before is not None and after >= before)


@given(mark_lists, drop_rules, st.none() | st.integers(1, 80))
def test_as_many_are_dropped_as_the_rule_says(
    marks: list[Mark], drop: DropRule, enrolled: int | None
) -> None:
    distribution = Distribution.of(marks)
    whole = counted(distribution, AbsentRule.EXCLUDE, DropRule(), enrolled)
    kept = counted(distribution, AbsentRule.EXCLUDE, drop, enrolled)
    assert whole.divisor - kept.divisor == drop.count(whole.divisor)
    assert list(kept.scores) == list(whole.scores)[len(whole.scores) - len(kept.scores) :]
    assert len(kept.scores) == min(len(whole.scores), kept.divisor)
