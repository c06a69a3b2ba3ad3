from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.money import rmb_upper, split_largest_remainder, yuan_text

if TYPE_CHECKING:
    from collections.abc import Callable

NUMERALS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
SECTIONS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
fens = st.integers(-(10**14), 10**14)
weights = st.lists(
    st.one_of(st.integers(0, 60), st.fractions(0, 5, max_denominator=12)), min_size=1, max_size=12
).filter(any)


def read_aloud(text: str) -> int:
    """Read 大写 back as a clerk does, numeral by numeral, into fen."""
    sign, text = (-1, text[1:]) if text[0] == "负" else (1, text)
    yuan, _, change = text.rpartition("元")
    total = section = digit = 0
    for sign_word in yuan:
        if sign_word in NUMERALS:
            digit = NUMERALS.index(sign_word)
        elif sign_word in UNITS:
            section, digit = section + digit * UNITS[sign_word], 0
        else:
            total, section, digit = total + (section + digit) * SECTIONS[sign_word], 0, 0
    fen = (total + section + digit) * 100
    for numeral, unit in pairwise(change.removesuffix("整")):
        fen += NUMERALS.index(numeral) * {"角": 10, "分": 1}[unit] if unit in "角分" else 0
    return sign * fen


@pytest.mark.cases("core_money_upper.csv")
def test_an_amount_is_written_in_formal_numerals(
    case: dict[str, str], hundredths: Callable[[str], int]
) -> None:
    assert rmb_upper(hundredths(case["金额（元）"])) == case["大写"]


@given(fens)
def test_formal_numerals_read_back_as_the_same_amount(fen: int) -> None:
    assert read_aloud(rmb_upper(fen)) == fen


@given(fens)
def test_formal_numerals_never_double_a_zero_nor_leave_one_at_the_end(fen: int) -> None:
    text = rmb_upper(fen)
    assert "零零" not in text
    assert "零整" not in text
    assert not any(f"零{unit}" in text for unit in "拾佰仟万亿兆角分")
    assert "零元" not in text or text == "零元整"


@given(fens)
def test_an_amount_ends_in_fen_or_in_zheng(fen: int) -> None:
    assert rmb_upper(fen).endswith("分" if fen % 10 else "整")


@pytest.mark.parametrize("fen", [10**18, -(10**18)])
def test_an_amount_without_a_numeral_is_refused(fen: int) -> None:
    assert rmb_upper(fen - 1 if fen > 0 else fen + 1)
    with pytest.raises(ValueError, match="金额过大"):
        rmb_upper(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0"), (1, "0.01"), (10, "0.10"), (100, "1"), (123_450, "1234.50"), (-5, "-0.05"),
     (-100, "-1"), (-99_999, "-999.99"), (99, "0.99"), (12_000_000, "120000")],
)  # fmt: skip
def test_an_amount_is_printed_in_yuan_with_both_decimals_or_none(fen: int, text: str) -> None:
    assert yuan_text(fen) == text


@given(fens)
def test_a_printed_amount_reads_back_as_the_same_amount(fen: int) -> None:
    assert Fraction(yuan_text(fen)) * 100 == fen


@pytest.mark.cases("core_split.csv")
def test_a_pot_is_split_as_the_table_says(
    case: dict[str, str], hundredths: Callable[[str], int]
) -> None:
    shares = [Fraction(word) for word in case["权重"].split()]
    parts = [hundredths(word) for word in case["各份（元）"].split()]
    assert split_largest_remainder(hundredths(case["总额（元）"]), shares) == parts


@given(st.integers(-(10**9), 10**9), weights)
def test_the_parts_sum_to_the_pot_and_are_within_one_fen_of_their_share(
    total: int, shares: list[int | Fraction]
) -> None:
    parts = split_largest_remainder(total, shares)
    assert sum(parts) == total
    whole = sum(map(Fraction, shares))
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * Fraction(share) / whole) < 1


@given(st.integers(0, 10**6), weights)
def test_a_larger_weight_never_gets_less(total: int, shares: list[int | Fraction]) -> None:
    parts = sorted(zip(shares, split_largest_remainder(total, shares), strict=True))
    assert all(one[1] <= other[1] or one[0] == other[0] for one, other in pairwise(parts))


@given(st.integers(0, 10**6), weights, st.integers(2, 9))
def test_only_the_proportion_of_weights_matters(
    total: int, shares: list[int | Fraction], factor: int
) -> None:
    larger = [share * factor for share in shares]
    assert split_largest_remainder(total, larger) == split_largest_remainder(total, shares)


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1], [Fraction(-1, 2)]])
def test_weights_that_split_nothing_are_refused(shares: list[int | Fraction]) -> None:
    with pytest.raises(ValueError, match="分配权重"):
        split_largest_remainder(100, shares)


@pytest.mark.parametrize(
    ("total", "shares", "earlier", "larger"),
    [(2, [1, 3], [1, 1], [0, 2]), (-2, [1, 3], [-1, -1], [0, -2]), (2, [3, 1], [2, 0], [2, 0])],
)
def test_of_equal_remainders_the_larger_share_goes_first_where_the_office_says_so(
    total: int, shares: list[int | Fraction], earlier: list[int], larger: list[int]
) -> None:
    assert split_largest_remainder(total, shares) == earlier
    assert split_largest_remainder(total, shares, larger_first=True) == larger


def test_nothing_is_split_into_nothing() -> None:
    assert split_largest_remainder(0, [1, 2]) == [0, 0]
