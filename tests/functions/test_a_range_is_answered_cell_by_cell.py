"""Every function of one value takes a range: the contract holds for each of the registry."""

from __future__ import annotations

import inspect
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.ranking import TieRule, ranks
from xl_quality.functions import (
    GRADE_OF,
    MET,
    PASS_RATE,
    RANK_CHANGE,
    RANK_CLASS,
    RANK_IN,
    RANK_SCHOOL,
    RANK_TEACHER,
    T_SCORE,
)
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.registry import (
    CellError,
    ErrorCode,
    Function,
    WrongCallError,
    call_safely,
)
from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    Parsed = Callable[..., tuple[str, list[object]]]

RANGES = {"scores", "facts", "weights"}
"""First arguments that are a range by themselves: the function answers once for all its cells."""
SPILLING = {"QUOTA_SPLIT", "SPLIT_POT"}
"""They share one amount out over a range, and their answer has the range's shape already."""
LIFTED = [one for one in FUNCTIONS if one.lifted]
TABLE = (
    ("学校", "班级", "姓名", "语文", "数学"),
    ("青山小学", "1班", "陈一", 92, 88),
    ("青山小学", "1班", "林二", 61, 45),
    ("白水小学", "1班", "黄三", 85, 97),
)


def test_the_first_argument_of_every_function_of_one_value_may_be_a_range() -> None:
    rest = {one.name for one in FUNCTIONS if not one.arguments[0].each}
    by_range = {one.name for one in FUNCTIONS if one.arguments[0].name in RANGES}
    assert rest == by_range | SPILLING
    assert all(one.spills or one.arguments[0].name in RANGES for one in FUNCTIONS if not one.lifted)
    for_one_cell = {one.name for one in FUNCTIONS if not one.gives_rows}
    assert for_one_cell == by_range - {"FOUR_RATES", "RATE_TABLE", "RANK_TABLE"}


def first_call(one: Function, parsed: Parsed) -> list[Any]:
    """Return the arguments of the function's first example that is no array."""
    example = next(e for e in one.examples if "\n" not in e.result and e.result[0] != "#")
    return parsed(example.formula, example.cells)[1]


@pytest.mark.parametrize("one", LIFTED, ids=lambda one: one.name)
def test_a_range_gives_what_its_cells_give_in_its_shape(one: Function, parsed: Parsed) -> None:
    first, *rest = first_call(one, parsed)
    alone = one.call(first, *rest)
    assert not isinstance(alone, CellError)
    assert one.call(((first,), (None,), ("缺考",), (first,)), *rest) == (
        (alone,), ("",), ("",), (alone,),
    )  # fmt: skip
    assert one.call(((first, None, first),), *rest) == ((alone, "", alone),)
    assert one.call([first, " "], *rest) == ((alone,), ("",))
    assert one.call(((first,),), *rest) == alone
    assert one.call(None, *rest) == ""


@pytest.mark.parametrize("one", LIFTED, ids=lambda one: one.name)
def test_a_cell_at_fault_spoils_no_other(one: Function, parsed: Parsed) -> None:
    first, *rest = first_call(one, parsed)
    answers: Any = one.call(((first,), ("乱写",), (-2146826246,)), *rest)
    (good,), (bad,), (error,) = answers
    assert good == one.call(first, *rest)
    assert bad == one.call("乱写", *rest)
    assert isinstance(bad, CellError)
    assert error == one.call(-2146826246, *rest)
    assert error.code is ErrorCode.NOT_AVAILABLE


@pytest.mark.parametrize("one", LIFTED, ids=lambda one: one.name)
def test_arguments_may_be_given_by_name(one: Function, parsed: Parsed) -> None:
    given = first_call(one, parsed)
    names = [argument.name for argument in one.arguments]
    if not one.arguments[-1].repeated:
        by_name = dict(zip(names, given, strict=False))
        assert one.call(**by_name) == one.call(*given)
        first = {**by_name, names[0]: [given[0], None]}
        assert one.call(**first) == ((one.call(*given),), ("",))


def test_a_name_may_pass_over_arguments_that_can_be_left_out() -> None:
    assert PASS_RATE([60, 60, 50], digits=1) == 0.7
    with pytest.raises(WrongCallError):
        PASS_RATE(full_mark=100)  # type: ignore[call-arg] # no scores


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
def test_a_wrong_number_of_arguments_is_said(one: Function) -> None:
    needed = sum(not argument.optional for argument in one.arguments)
    with pytest.raises(WrongCallError):
        one.call(*[1] * (needed - 1))
    with pytest.raises(TypeError):
        one.call(*[1] * needed, nonsense=1)
    answer = call_safely(one.call, *[1] * (needed - 1))
    assert isinstance(answer, CellError)
    assert "个数" in answer.reason
    if not one.arguments[-1].repeated:
        assert call_safely(one.call, *[1] * (len(one.arguments) + 1)) == answer
    assert list(inspect.signature(one.call).parameters) == [a.name for a in one.arguments]


VALUES = st.one_of(
    st.sampled_from([None, "缺考", " ", "语文", "▲72", True, "90", 90]),
    st.integers(0, 100).map(float),
)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8).map(tuple))
def test_a_range_is_the_single_answers_but_for_words_above_the_first(
    rows: tuple[tuple[object, ...], ...],
) -> None:
    pairs: tuple[tuple[Any, Callable[[object], object]], ...] = (
        (RANK_IN(rows, rows), lambda cell: RANK_IN(cell, rows)),
        (T_SCORE(rows, rows), lambda cell: T_SCORE(cell, rows)),
        (GRADE_OF(rows, (("优", 85), ("良", None))),
         lambda cell: GRADE_OF(cell, (("优", 85), ("良", None)))),
    )  # fmt: skip
    for lifted, alone in pairs:
        for line, cells in zip(lifted, rows, strict=True):
            for answer, cell in zip(line, cells, strict=True):
                assert answer == alone(cell) or (answer == "" and cell == "语文")


NUMBERS = st.lists(
    st.one_of(
        st.sampled_from([None, "缺考", "1/3", "85", 85, 85.0, "85.00", "0.5", 0.5, 0.1 + 0.2, 0.3]),
        st.integers(-300, 300).map(lambda n: n / 7),
    ),
    min_size=1,
    max_size=12,
)


def exact(value: object) -> Fraction | None:
    if isinstance(value, float):
        return Fraction(format(value, ".15g"))
    if isinstance(value, int):
        return Fraction(value)
    words = {
        "1/3": Fraction(1, 3),
        "85": Fraction(85),
        "85.00": Fraction(85),
        "0.5": Fraction(1, 2),
    }
    return words.get(str(value))


@given(NUMBERS, st.sampled_from(TieRule), st.sampled_from(["是", "否"]))
def test_ranks_of_a_range_are_those_of_its_exact_numbers(
    values: list[object], ties: TieRule, from_end: str
) -> None:
    wanted = ranks(list(map(exact, values)), ties, from_end=from_end == "是")
    word = {TieRule.SKIP: "占位", TieRule.DENSE: "不占位", TieRule.AVERAGE: "平均"}[ties]
    found: Any = RANK_IN((*values, "缺考"), values, word, from_end)
    shown = ["" if rank is None else float(rank) for rank in wanted]
    assert found == ((*shown, ""),)


def test_a_table_is_understood_once_for_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counting(*given: Any, **named: Any) -> object:
        asked.append(1)
        return recognise(*given, **named)

    monkeypatch.setattr("xl_quality.functions.ranges.recognise", counting)
    table = (*TABLE, ("青山小学", "2班", "周四", 70, 71))
    schools = [f"第{number}小学" for number in range(50)]
    answers: Any = RANK_SCHOOL(["青山小学", *schools], table, "语文")
    assert len(answers) == 51
    assert len(asked) == 1


def test_a_table_that_is_none_is_refused_once_for_all_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def counting(*given: Any, **named: Any) -> object:
        asked.append(1)
        return recognise(*given, **named)

    monkeypatch.setattr("xl_quality.functions.ranges.recognise", counting)
    words = tuple((f"字{number}", "词") for number in range(30))
    answers: Any = RANK_SCHOOL([f"第{number}小学" for number in range(50)], words)
    assert {answer.code for (answer,) in answers} == {ErrorCode.VALUE}
    first = len(asked)
    assert first <= 2  # as it is, and with its first row as labels
    RANK_SCHOOL("第1小学", words)
    assert len(asked) == first


def test_the_label_above_a_column_of_names_has_no_place() -> None:
    assert RANK_SCHOOL(["学校", "青山小学"], TABLE, "语文") == (("",), (2,))
    assert RANK_CLASS(["班级", "青山小学1班"], TABLE, "语文") == (("",), (2,))
    taught = (("学校", "班级", "学科", "任课教师"), ("青山小学", "1班", "语文", "吴敏"))
    answers: Any = RANK_TEACHER(["任课教师", "吴敏", "老师甲"], TABLE, "语文", None, taught)
    assert answers[:2] == (("",), (1,))
    assert answers[2][0].code is ErrorCode.NOT_AVAILABLE


def test_a_frame_gives_rows_without_its_header() -> None:
    frame = pd.DataFrame({"语文": [90, None, 80]})
    assert RANK_IN(frame["语文"], frame["语文"]) == ((1,), ("",), (2,))
    assert RANK_IN(frame[["语文"]], frame) == ((1,), ("",), (2,))


def test_ranges_of_two_shapes_are_refused_with_both_sizes() -> None:
    answer = MET(((90,), (80,)), ((90, 80),))
    assert isinstance(answer, CellError)
    assert "2行1列" in answer.reason
    assert "1行2列" in answer.reason
    assert RANK_CHANGE(((6,), (9,)), ((9,), (6,))) == ((3,), (-3,))
