from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import BadInputError
from xl_quality.core.ranking import RoundingMode, divide

WIDE = Context(prec=400)
numerators = st.integers(-(10**12), 10**12)
denominators = st.integers(1, 10**6)
decimals = st.integers(0, 8)


def quantized(exact: Fraction, digits: int, rounding: str) -> Decimal:
    """Round with the decimal module; what is not a tie stays clear of one within 400 places."""
    long = WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return long.quantize(Decimal(1).scaleb(-digits), rounding, WIDE)


@pytest.mark.cases("core_rounding.csv")
def test_a_figure_rounds_as_the_table_says(case: dict[str, str]) -> None:
    numerator, denominator, digits = (int(case[key]) for key in ("被除数", "除数", "小数位"))
    assert str(divide(numerator, denominator, digits)) == case["四舍五入"]
    assert str(divide(numerator, denominator, digits, RoundingMode.TRUNCATE)) == case["截尾"]


@given(numerators, st.sampled_from([2, 4, 8, 40, 49, 50, 200, 333, 4900, 10**6]), decimals)
def test_half_up_is_the_exact_quotient_quantized(n: int, d: int, digits: int) -> None:
    assert divide(n, d, digits) == quantized(Fraction(n, d), digits, ROUND_HALF_UP)


@given(numerators, denominators, decimals)
def test_truncation_is_the_exact_quotient_cut_off(n: int, d: int, digits: int) -> None:
    cut = quantized(Fraction(n, d), digits, ROUND_DOWN)
    assert divide(n, d, digits, RoundingMode.TRUNCATE) == cut


@given(st.integers(0, 10**12), denominators, decimals)
def test_truncation_never_exceeds_half_up_and_is_one_unit_away_at_most(
    n: int, d: int, digits: int
) -> None:
    cut, rounded = divide(n, d, digits, RoundingMode.TRUNCATE), divide(n, d, digits)
    assert cut <= Fraction(n, d)
    assert rounded - cut in {0, Decimal(1).scaleb(-digits)}


@given(numerators, denominators, decimals, st.sampled_from(RoundingMode))
def test_rounding_is_symmetric_about_zero(n: int, d: int, digits: int, mode: RoundingMode) -> None:
    assert divide(-n, d, digits, mode) == -divide(n, d, digits, mode)
    assert divide(n, -d, digits, mode) == divide(-n, d, digits, mode)


@given(numerators, denominators, decimals, st.sampled_from(RoundingMode))
def test_every_decimal_asked_for_is_printed_and_zero_has_no_sign(
    n: int, d: int, digits: int, mode: RoundingMode
) -> None:
    figure = divide(n, d, digits, mode)
    assert figure.as_tuple().exponent == -digits
    assert figure != 0 or not figure.is_signed()


def test_the_precision_of_the_host_program_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert str(divide(12_345_678, 100, 2)) == "123456.78"


def test_a_division_by_nobody_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        divide(1, 0, 2)


def test_fewer_than_no_decimals_are_refused_before_a_float_comes_in() -> None:
    with pytest.raises(BadInputError, match="小数位数"):
        divide(85, 1, -1)
