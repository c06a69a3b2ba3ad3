from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.marks import BLANK, Remark, State
from xl_quality.core.options import points_text
from xl_quality.sheets.cells import Doubt, ErrorCell, MarkReader, hundredths


@pytest.mark.cases("sheets_cells.csv")
def test_a_cell_is_a_score_or_a_remark_and_says_what_is_odd(case: dict[str, str]) -> None:
    text = case["单元格"]
    reading = MarkReader().read(float(text) if case["类型"] == "数" else text)
    if case["状态"]:
        assert isinstance(reading.mark, Remark)
        assert reading.mark.state is State(case["状态"])
    else:
        assert reading.mark == int(case["分数（百分之一分）"])
    assert reading.doubt == case["疑点"]
    assert reading.proposal == case["应为"]


def test_a_remark_keeps_the_words_of_the_cell_without_the_spaces_around_them() -> None:
    mark = MarkReader().read(" 缺 考 ").mark
    assert isinstance(mark, Remark)
    assert mark.text == "缺 考"


def test_an_empty_cell_is_the_one_blank_remark() -> None:
    reader = MarkReader()
    assert reader[None] is BLANK
    assert reader[""] is BLANK
    assert reader[" \u3000\u00a0"] is BLANK


def test_equal_words_share_one_remark_and_other_words_do_not() -> None:
    first, second, third = MarkReader().column(["缺考", "缺考", "--"])
    assert first is second
    assert first is not third


@pytest.mark.parametrize("value", [True, False, date(2024, 1, 3), ErrorCell("#DIV/0!")])
def test_truth_values_dates_and_errors_are_no_marks(value: object) -> None:
    mark = MarkReader().read(value).mark  # type: ignore[arg-type] # what a host may deliver
    assert isinstance(mark, Remark)
    assert mark.state is State.INVALID


def test_true_is_no_one_even_beside_a_one() -> None:
    marks = MarkReader().column([1, 1.0, True, False, 0])
    assert [mark for mark in marks if isinstance(mark, int)] == [100, 100, 0]
    assert [mark.text for mark in marks if isinstance(mark, Remark)] == ["TRUE", "FALSE"]


def test_signed_scores_count_only_after_a_person_said_so() -> None:
    assert isinstance(MarkReader().read("▲72").mark, Remark)
    accepted = MarkReader(accept_signs=True).read("▲72")
    assert (accepted.mark, accepted.doubt) == (7200, Doubt.TEXT_NUMBER)


@given(st.integers(0, 1_000_00))
def test_every_number_of_two_decimals_is_read_exactly(mark: int) -> None:
    reader = MarkReader()
    assert reader[mark / 100] == mark
    assert reader[points_text(mark)] == mark


@given(st.floats(0, 1000, allow_nan=False))
def test_a_float_counts_as_the_decimal_that_excel_shows(number: float) -> None:
    shown = Decimal(format(number, ".15g"))
    rounded = shown.quantize(Decimal("0.01"), ROUND_HALF_UP)
    mark, exact = hundredths(number)
    assert mark == rounded * 100
    assert exact == (shown == rounded)


cells = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 200), st.floats(), st.text(max_size=6), st.dates()
)


@given(st.lists(cells))
def test_what_is_remembered_of_a_cell_is_what_reading_it_says(values: list[object]) -> None:
    reader = MarkReader()
    for value in values:
        fresh = reader.read(value)  # type: ignore[arg-type] # what a host may deliver
        assert reader.reading(value) == fresh  # type: ignore[arg-type] # likewise


@given(st.lists(cells))
def test_a_column_reads_like_its_cells_one_by_one(values: list[object]) -> None:
    reader = MarkReader()
    together = reader.column(values)  # type: ignore[arg-type] # what a host may deliver
    for value, mark in zip(values, together, strict=True):
        alone = MarkReader().read(value).mark  # type: ignore[arg-type] # what a host may deliver
        if isinstance(alone, Remark):
            assert isinstance(mark, Remark)
            assert (mark.state, mark.text) == (alone.state, alone.text)
        else:
            assert mark == alone
