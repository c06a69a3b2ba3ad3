from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import BadInputError
from xl_quality.core.options import (
    AbsentRule,
    BareLine,
    DropRule,
    Lines,
    Options,
    PointLine,
    Thresholds,
    line,
)
from xl_quality.core.statistics import Distribution, rates

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.statistics import Rates

shares = st.fractions(0, 1, max_denominator=60)


def one_pupil(score: int, full: int, line: Fraction) -> Rates:
    lines = Thresholds.of(full, Lines(line, line, line))
    return rates(Distribution.of([score]), lines, AbsentRule.EXCLUDE, DropRule())


@pytest.mark.cases("core_lines.csv")
def test_a_line_is_reached_on_it_and_above_and_missed_one_hundredth_below(
    case: dict[str, str], hundredths: Callable[[str], int], share: Callable[[str], Fraction]
) -> None:
    full, line, score = hundredths(case["满分"]), share(case["线"]), hundredths(case["刚好达到"])
    for step, reached in ((0, 1), (1, 1), (-1, 0)):
        if score + step >= 0:
            found = one_pupil(score + step, full, line)
            assert (found.pass_n, found.excellent_n, found.low_n) == (reached, reached, 1 - reached)


@given(st.integers(0, 150_00), st.integers(1, 150_00), shares)
def test_a_score_reaches_a_line_where_the_exact_fraction_says_so(
    score: int, full: int, line: Fraction
) -> None:
    reached = score >= full * line
    found = one_pupil(score, full, line)
    assert (found.pass_n, found.low_n) == (int(reached), int(not reached))


def test_a_subject_has_its_own_full_mark_and_its_own_lines() -> None:
    strict = Lines(Fraction(7, 10), Fraction(9, 10), Fraction(3, 10))
    options = Options(
        full_marks={"语文": 120_00, "品德": 50_00},
        default_full=150_00,
        subject_lines={"品德": strict},
    )
    assert options.thresholds("语文") == Thresholds(120_00, 72_00, 102_00, 48_00)
    assert options.thresholds("品德") == Thresholds(50_00, 35_00, 45_00, 15_00)
    assert options.thresholds("英语") == Thresholds(150_00, 90_00, 127_50, 60_00)


def test_an_office_that_says_nothing_has_the_usual_lines_of_a_hundred() -> None:
    assert Options().thresholds("数学") == Thresholds(100_00, 60_00, 85_00, 40_00)


@pytest.mark.parametrize(
    ("size", "dropped"),
    [
        (0, 0),
        (1, 0),
        (9, 0),
        (10, 1),
        (29, 1),
        (30, 2),
        (49, 2),
        (50, 3),
        (51, 3),
        (69, 3),
        (70, 4),
    ],
)
def test_five_percent_of_a_class_is_rounded_half_up(size: int, dropped: int) -> None:
    assert DropRule(Fraction(5, 100)).count(size) == dropped


@pytest.mark.parametrize(("size", "dropped"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 2)])
def test_a_drop_table_counts_up_to_its_size_and_goes_on_with_its_last_row(
    size: int, dropped: int
) -> None:
    assert DropRule(table=((30, 1), (60, 2))).count(size) == dropped


@pytest.mark.parametrize("line", [Fraction(60), Fraction(101, 100), Fraction(-1, 100)])
def test_a_line_that_is_no_share_of_the_full_mark_is_refused(line: Fraction) -> None:
    for name in ("passing", "excellent", "low"):
        with pytest.raises(BadInputError, match="分数线"):
            Lines(**{name: line})


@pytest.mark.parametrize("full", [0, -100_00])
def test_a_full_mark_that_is_not_above_zero_is_refused(full: int) -> None:
    with pytest.raises(BadInputError, match="满分"):
        Thresholds.of(full, Lines())


@pytest.mark.parametrize("share", [Fraction(5), Fraction(101, 100), Fraction(-1, 20)])
def test_a_share_to_drop_that_is_no_share_is_refused(share: Fraction) -> None:
    with pytest.raises(BadInputError, match="去尾比例"):
        DropRule(share)


@pytest.mark.parametrize("rows", [((60, 2), (30, 1)), ((30, 1), (30, 2)), ((30, -1),)])
def test_a_drop_table_out_of_order_is_refused(rows: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(BadInputError, match="去尾表"):
        DropRule(table=rows)


@pytest.mark.parametrize(("points", "refused"), [(120_00, False), (120_01, True)])
def test_a_line_in_points_is_at_most_the_full_mark(points: int, *, refused: bool) -> None:
    lines = Lines(excellent=PointLine(points))
    if not refused:
        assert Thresholds.of(120_00, lines).excellent == points
        return
    with pytest.raises(BadInputError, match=r"优秀线120\.01分超过满分120分"):
        Thresholds.of(120_00, lines)


def test_a_bare_line_beside_another_full_mark_is_asked_with_both_readings() -> None:
    assert Thresholds.of(100_00, Lines(passing=BareLine(72_00))).passing == 72_00
    with pytest.raises(BadInputError) as caught:
        Thresholds.of(120_00, Lines(passing=BareLine(72_50)))
    assert str(caught.value).startswith(
        "满分120分，及格线写的是72.5：是72.5分，还是满分的72.5%（87分）？"
    )
    with pytest.raises(BadInputError, match=r"30\.01分"):
        Thresholds.of(50_01, Lines(passing=BareLine(60_00)))


@pytest.mark.parametrize("full", [1, 2])
def test_the_smallest_full_mark_has_lines(full: int) -> None:
    assert Thresholds.of(full, Lines()) == (full, full, full, 1)


@pytest.mark.parametrize(
    ("passing", "excellent", "low", "told"),
    [
        ("90%", "85%", "40%", "及格线90分高于优秀线85分"),
        ("85%", "85%", "85%", ""),  # alike is no crossing
        ("85.01%", "85%", "40%", "及格线85.01分高于优秀线85分"),
        ("60%", "85%", "61分", "低分线61分高于及格线60分"),
        ("60%", "85%", "60分", ""),
        ("86分", "0.85", "40%", "及格线86分高于优秀线85分"),
    ],
)
def test_no_line_lies_above_one_that_is_harder_to_reach(
    passing: str, excellent: str, low: str, told: str
) -> None:
    lines = Lines(line(passing), line(excellent), line(low))
    of_all, of_one = Options(lines=lines), Options(subject_lines={"语文": lines})
    assert of_one.thresholds("数学") == Options().thresholds("数学")
    for options in (of_all, of_one):
        if not told:
            assert options.thresholds("语文").full == 10000
            continue
        with pytest.raises(BadInputError, match=told) as refused:
            options.thresholds("语文")
        assert [one.code for one in refused.value.findings] == ["line_above_another"]
