from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from xl_quality.core.marks import Remark, State
from xl_quality.functions import COMPOSITE_SCORE, MEAN_SCORE, PASS_RATE, RANK_IN, RATE_TABLE
from xl_quality.functions.host_cells import COM_ERRORS, cell_value, is_nothing
from xl_quality.functions.registry import CellError, ErrorCode
from xl_quality.sheets.cells import Doubt, ErrorCell, MarkReader


def value_of(case: dict[str, str]) -> float | str:
    return float(case["单元格"]) if case["类型"] == "数" else case["单元格"]


def expected(value: float | str) -> tuple[object, object]:
    """Return mean without and with absent pupils as 0, by what a score sheet would be read as."""
    if value != value:  # noqa: PLR0124 - NaN: from pandas, where it is an empty cell
        return "#DIV/0!", "#DIV/0!"
    reading = MarkReader().read(value)
    mark = reading.mark
    if isinstance(mark, int):
        return mark / 100, mark / 100
    if mark.state is State.INVALID:
        code = mark.text.upper() if reading.doubt is Doubt.ERROR else "#VALUE!"
        known = code if code in set(ErrorCode) else "#VALUE!"
        return known, known
    if mark.state is State.CHEATED:
        return 0, 0
    return "#DIV/0!", 0 if mark.state is State.ABSENT else "#DIV/0!"


def shown(result: object) -> object:
    return str(result.code) if isinstance(result, CellError) else result


@pytest.mark.cases("sheets_cells.csv")
def test_a_function_reads_a_cell_as_a_score_sheet_does(case: dict[str, str]) -> None:
    value = value_of(case)
    plain, with_zero = expected(value)
    assert shown(MEAN_SCORE([(value,)])) == plain
    assert shown(MEAN_SCORE([(value,)], "按0分")) == with_zero


@pytest.mark.cases("sheets_cells.csv")
def test_a_table_reads_a_cell_as_a_single_range_does(case: dict[str, str]) -> None:
    value = value_of(case)
    rows: list[tuple[object, ...]] = [("学校", "姓名", "语文")]
    rows += [("青山小学", f"陈{word}", 60 + number) for number, word in enumerate("一二三四五六")]
    table = [*rows, ("青山小学", "陈七", value)]
    alone = MEAN_SCORE([row[2] for row in table[1:]])
    whole = RATE_TABLE(table)
    if isinstance(alone, CellError):
        assert isinstance(whole, CellError)
        assert whole.code == alone.code
    else:
        assert whole[1][5] == alone


@pytest.mark.parametrize(("number", "code"), sorted(COM_ERRORS.items()))
def test_an_error_cell_of_excel_gives_its_own_error_or_value(number: int, code: str) -> None:
    wanted = code if code in set(ErrorCode) else "#VALUE!"
    for cell in (number, float(number), code, ErrorCell(code)):
        result = PASS_RATE(((60.0,), (cell,)))
        assert isinstance(result, CellError)
        assert (str(result.code), code in result.reason) == (wanted, True)


def test_the_numbers_of_error_cells_are_those_that_excel_hands_over() -> None:
    # as documented for CVErr: 0x800A0000 + xlErrNA 2042, xlErrDiv0 2007, xlErrValue 2015
    assert len(set(COM_ERRORS.values())) == len(COM_ERRORS) == 14
    assert COM_ERRORS[-2146826246] == "#N/A"
    assert COM_ERRORS[-2146826288] == "#NULL!"
    assert COM_ERRORS[-2146826265] == "#REF!"
    assert COM_ERRORS[-2146826259] == "#NAME?"
    assert COM_ERRORS[-2146826252] == "#NUM!"
    assert COM_ERRORS[-2146826245] == "#GETTING_DATA"
    assert COM_ERRORS[-2146826243] == "#SPILL!"
    assert COM_ERRORS[-2146826242] == "#CONNECT!"
    assert COM_ERRORS[-2146826241] == "#BLOCKED!"
    assert COM_ERRORS[-2146826240] == "#UNKNOWN!"
    assert COM_ERRORS[-2146826239] == "#FIELD!"
    assert COM_ERRORS[-2146826238] == "#CALC!"
    assert COM_ERRORS[-2146826281] == "#DIV/0!"
    assert COM_ERRORS[-2146826273] == "#VALUE!"


def test_an_error_of_one_function_passes_through_the_next() -> None:
    error = PASS_RATE([None])
    assert isinstance(error, CellError)
    result = RANK_IN(0.5, [(0.5,), (error,)])
    assert isinstance(result, CellError)
    assert result.code is ErrorCode.DIVISION


@pytest.mark.parametrize(
    "day", [date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC), time(8, 30), timedelta(hours=1)]
)
def test_a_date_or_a_time_is_no_score(day: object) -> None:
    result = MEAN_SCORE([(60,), (day,)])
    assert isinstance(result, CellError)
    assert result.code is ErrorCode.VALUE
    assert str(day)[:20] in result.reason


def test_a_truth_value_is_no_score_and_named_as_in_excel() -> None:
    for truth, text in ((True, "TRUE"), (False, "FALSE")):
        result = MEAN_SCORE([(1,), (0,), (truth,)])
        assert isinstance(result, CellError)
        assert f"“{text}”" in result.reason


def test_a_decimal_counts_with_all_its_digits() -> None:
    assert cell_value(Decimal("85.10")) == "85.10"
    assert MEAN_SCORE([Decimal("85.10"), Decimal("85.2")]) == 85.15
    assert cell_value(Decimal("NaN")) is None


def test_a_text_that_is_no_score_is_named_but_not_at_any_length() -> None:
    result = MEAN_SCORE([("说" * 1000,)])
    assert isinstance(result, CellError)
    assert "“说说" in result.reason
    assert len(result.reason) < 100


def test_remarks_keep_their_meaning_through_the_functions() -> None:
    mark = MarkReader().read("缺考").mark
    assert isinstance(mark, Remark)
    assert MEAN_SCORE([(80,), ("缺考",), ("作弊",)]) == 40


@pytest.mark.parametrize(
    ("typed", "weights"),
    [
        (datetime(1899, 12, 30, 4, 3, 3, tzinfo=UTC), "4-3-3"),  # as COM hands 4:3:3 over
        (time(5, 3, 2), "5-3-2"),
        (timedelta(hours=40, minutes=30, seconds=30), "40-30-30"),
        ("4:3:3", "4-3-3"),
        ("4：3：3", "4-3-3"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026"),
    ],
)
def test_weights_that_excel_took_for_a_time_are_those_typed(typed: object, weights: str) -> None:
    scores = [90, 50]
    found, wanted = (COMPOSITE_SCORE(scores, None, given) for given in (typed, weights))
    if isinstance(found, CellError) and isinstance(wanted, CellError):
        assert found.code == wanted.code
    else:
        assert found == wanted


@pytest.mark.parametrize(
    ("value", "nothing"),
    [
        (None, True), ("", True), (" ", True), ("缺考", True), (((None,),), True),
        (0.5, False), (85.0, False), (0, False), (-1.0, False), ("八十", False), (False, False),
        (((85.0,),), False), (((None, None),), False),
    ],
)  # fmt: skip
def test_a_figure_is_something_a_blank_cell_or_an_absence_is_not(
    value: object, *, nothing: bool
) -> None:
    assert is_nothing(value) is nothing


@pytest.mark.parametrize(
    ("text", "error"), [("#N/A", True), ("#div/0!", True), ("#5", False), ("N/A", False)]
)
def test_only_what_excel_writes_for_an_error_is_one(text: str, error: bool) -> None:  # noqa: FBT001
    assert cell_value(text) == (ErrorCell(text.upper()) if error else text)
