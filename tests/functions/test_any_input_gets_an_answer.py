from __future__ import annotations

import logging
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_quality.functions import (
    GAP_TO_FIRST,
    MEAN_SCORE,
    PASS_RATE,
    RANK_IN,
    RANK_TABLE,
    REWARD_WHY,
    SPLIT_POT,
)
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS
from xl_quality.functions.registry import (
    MISSING,
    CellError,
    ErrorCode,
    Function,
    call_safely,
    shortened,
)
from xl_quality.schemes.loading import load, scheme_ids

if TYPE_CHECKING:
    from tests.functions.conftest import Calculate

HEADERS = ("学校", "班级", "姓名", "语文", "数学", "学科", "任课教师", "项目", "值", "列")
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.sampled_from([-2146826246, MISSING, 1e308, -1e-9]),
    st.text(max_size=8),
    st.sampled_from(
        ["缺考", "60", "９０", "#N/A", "总评", "语文", "学校", "是", "平均", "luotuoao-brief", "A6"]
    ),
    st.sampled_from(["rank=6", "of=25", "满分 语文=120", "≥95%", "4-3-3", "=", "，", "1/0", "%"]),
    st.builds(CellError, st.sampled_from(ErrorCode), st.just("前一个函数的原因")),
)
RANGES = st.lists(st.lists(ATOMS, min_size=1, max_size=4).map(tuple), max_size=5).map(tuple)
TABLES = st.builds(
    lambda header, rows: (tuple(header), *rows),
    st.lists(st.sampled_from(HEADERS), min_size=4, max_size=4),
    RANGES,
)
ANYTHING = st.one_of(ATOMS, RANGES, TABLES, st.lists(ATOMS, max_size=6))


def is_answer(result: object) -> bool:
    if isinstance(result, CellError):
        return 0 < len(result.reason) <= 255 and isinstance(result.code, ErrorCode)
    if isinstance(result, tuple):
        return all(
            isinstance(row, tuple)
            and all(isinstance(cell, (int, float, str, CellError)) for cell in row)
            for row in result
        )
    return isinstance(result, (int, float, str)) and not isinstance(result, bool)


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_input_makes_a_function_raise(one: Function, data: st.DataObject) -> None:
    needed = sum(not argument.optional for argument in one.arguments)
    most = len(one.arguments) + 4 * one.arguments[-1].repeated
    values = data.draw(st.lists(ANYTHING, min_size=needed, max_size=most))
    assert is_answer(one.call(*values))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(scheme_ids()), st.data())
def test_no_facts_make_a_clause_raise(scheme: str, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from([one.id for one in load(scheme).clauses]))
    names = [*load(scheme).vocabulary]
    pair = st.tuples(st.sampled_from(names), st.sampled_from([0, 1, 6, 25, 0.95, "50%", "甲,乙"]))
    facts = data.draw(st.lists(pair, max_size=6))
    assert is_answer(BY_NAME["REWARD"].call(scheme, clause, facts or None))
    assert is_answer(REWARD_WHY(scheme, clause, *[f"{name}={value}" for name, value in facts]))


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
def test_left_out_arguments_are_none_or_the_marker_of_com(
    one: Function, calculate: Calculate
) -> None:
    example = one.examples[0]
    plain = calculate(example.formula, example.cells)
    missing = [None] * sum(
        argument.optional and not argument.repeated for argument in one.arguments
    )
    needed = sum(not argument.optional for argument in one.arguments)
    values = [((60.0,), (80.0,))] * needed
    assert one.call(*values, *missing) == one.call(*values, *[MISSING] * len(missing))
    assert one.call(*values, *[""] * len(missing)) == one.call(*values, *missing)
    assert is_answer(plain)


@pytest.mark.parametrize("day", ["99999999999", "2026", "明天", "2026-13-40", "-1", "9" * 400])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    result = REWARD_WHY("school-2006", "C1", "rank=3", "of=20", f"日期={day}")
    assert isinstance(result, CellError)
    assert "日期" in result.reason


@pytest.mark.parametrize("day", ["2026-07-10", "2026/7/10", "46213"])
def test_a_day_may_be_written_in_three_ways(day: str) -> None:
    assert "470" in REWARD_WHY("school-2006", "C1", "rank=3", "of=20", f"日期={day}")


@pytest.mark.parametrize("text", ["1e999999999", "1/0", "9" * 500, "1e5", "٣/0", "inf"])
def test_a_text_that_is_no_plain_number_is_refused_at_once(text: str) -> None:
    for result in (SPLIT_POT(text, [1]), RANK_IN(text, [1]), GAP_TO_FIRST(1, [text, 1])):
        assert isinstance(result, CellError)


SCORES = st.lists(
    st.one_of(st.integers(0, 200).map(lambda n: n / 2), st.sampled_from([None, "缺考", "免考"])),
    min_size=1,
    max_size=30,
)


@given(SCORES, st.randoms())
def test_the_order_of_the_rows_never_matters(scores: list[object], chance: object) -> None:
    other = scores[:]
    chance.shuffle(other)  # type: ignore[attr-defined] # a random.Random
    for function in (MEAN_SCORE, PASS_RATE):
        assert function(scores) == function(other)


@given(SCORES)
def test_a_number_typed_as_text_is_the_number(scores: list[object]) -> None:
    texts = [str(score) if isinstance(score, float) else score for score in scores]
    assert PASS_RATE(texts) == PASS_RATE(scores)
    assert MEAN_SCORE(texts) == MEAN_SCORE(scores)


@given(SCORES)
def test_rows_a_flat_list_and_a_single_row_are_one_range(scores: list[object]) -> None:
    column = tuple((score,) for score in scores)
    assert PASS_RATE(column) == PASS_RATE(scores) == PASS_RATE((tuple(scores),))
    assert PASS_RATE([[score] for score in scores]) == PASS_RATE(column)


@given(st.lists(st.integers(-500, 500).map(lambda n: n / 10), min_size=1, max_size=20))
def test_a_place_is_one_more_than_the_number_of_better_values(values: list[float]) -> None:
    for value in values:
        assert RANK_IN(value, values) == 1 + sum(other > value for other in values)
        assert RANK_IN(value, values, None, "是") == 1 + sum(other < value for other in values)
    best = max(values)
    assert GAP_TO_FIRST(values[0], values) == float(Fraction(str(best)) - Fraction(str(values[0])))


@given(st.integers(0, 10**8), st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_the_parts_of_a_pot_add_up_to_it(fen: int, weights: list[int]) -> None:
    parts: Any = SPLIT_POT(fen / 100, [(weight,) for weight in weights])
    if not any(weights):
        assert isinstance(parts, CellError)
    else:
        assert sum(round(part * 100) for (part,) in parts) == fen


def test_a_bug_does_not_reach_the_host_and_names_no_pupil_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(name: object) -> object:
        message = f"secret {name}"
        raise RuntimeError(message)

    with caplog.at_level(logging.ERROR):
        result = call_safely(broken, "陈一")
    assert isinstance(result, CellError)
    assert result.code is ErrorCode.VALUE
    assert "内部错误" in result.reason
    assert "RuntimeError" in caplog.text
    assert f"{__file__}:" in caplog.messages[0], "where it happened"
    assert "陈一" not in caplog.text


def test_a_type_error_inside_a_function_is_a_bug_and_a_wrong_call_is_not() -> None:
    def broken() -> object:
        return len(3)  # type: ignore[arg-type] # the bug

    assert "内部错误" in call_safely(broken).reason  # type: ignore[attr-defined] # a CellError
    wrong = call_safely(PASS_RATE)
    assert isinstance(wrong, CellError)
    assert "参数" in wrong.reason
    assert call_safely(PASS_RATE, [60]) == 1


def test_a_bug_crashes_where_no_host_is_to_be_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        message = "a bug"
        raise RuntimeError(message)

    monkeypatch.setattr("xl_quality.functions.rate_functions.rates", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        PASS_RATE([60])


def test_a_range_where_one_value_belongs_is_refused() -> None:
    table = (("学校", "语文"), ("甲小学", 60), ("乙小学", 70))
    result = RANK_TABLE(table, (("学校",), ("班级",)))
    assert isinstance(result, CellError)
    assert "2个格子" in result.reason
    assert RANK_TABLE(table, (("学校",),))[1][1] == "乙小学"


def test_a_reason_fits_a_cells_note_and_is_cut_only_where_it_does_not() -> None:
    assert shortened("长" * 255) == "长" * 255
    assert shortened("长" * 256) == "长" * 254 + "…"
