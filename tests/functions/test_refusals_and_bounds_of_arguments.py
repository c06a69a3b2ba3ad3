"""What a formula may be given, on both sides of each bound, and what the refusal says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.functions import (
    COMPOSITE_SCORE,
    EXCELLENT_RATE,
    FOUR_RATES,
    GRADE_OF,
    LADDER,
    MEAN_SCORE,
    MET,
    PASS_RATE,
    QUOTA_SPLIT,
    RANK_CHANGE,
    RANK_IN,
    RANK_SCHOOL,
    RANK_TABLE,
    RATE_TABLE,
    REWARD,
    REWARD_WHY,
    RMB_UPPER,
    SPLIT_POT,
    T_SCORE,
)
from xl_quality.functions.host_cells import COLUMNS, TABLES, KnownTables, flat, rows_of, trimmed
from xl_quality.functions.registry import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NINES = "玖兆玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"
BRACKETS = ((4, 9, 20), (10, None, 30))


def reason(result: object) -> str:
    assert isinstance(result, CellError), result
    return f"{result.code} {result.reason}"


@pytest.mark.parametrize(
    ("call", "given", "answer"),
    [
        (RANK_CHANGE, (1, 1), 0),
        (RANK_CHANGE, (0.5, 1), "#VALUE! 本次名次要从 1 起，写的是0.5"),
        (RANK_CHANGE, (1, 0.5), "#VALUE! 上次名次要从 1 起"),
        (RANK_CHANGE, (1, None), "#N/A 没有上次名次"),
        (T_SCORE, (3, [0, 0, 3], 0), 64),
        (T_SCORE, (3, [0, 0, 3], 1), 64.1),
        (T_SCORE, (3, ["缺考"]), "#DIV/0!"),
        (LADDER, (1, BRACKETS), 0),
        (LADDER, (0, BRACKETS), "#VALUE! 名次要从 1 起，写的是0"),
        (LADDER, (1.5, BRACKETS), "#VALUE! 名次要是从 1 起的整数，写的是1.5"),
        (LADDER, (1, ((1, None, 5),)), 5),
        (LADDER, (1, ((0, None, 5),)), "#VALUE! 分档表：名次要是从 1 起的整数"),
        (LADDER, (1, ((1.5, None, 5),)), "#VALUE! 分档表：名次要是从 1 起的整数"),
        (LADDER, (1, ((1, 4.5, 5),)), "#VALUE! 分档表：名次要是从 1 起的整数"),
        (LADDER, (2, ((None, None, None), (1, 2, 5), ("", None, ""))), 10),
        (LADDER, (1, ((1, 5),)), "#VALUE! 分档表要三列"),
        (LADDER, (1, ((None, None, None),)), "#VALUE! 分档表要三列"),
        (LADDER, (3, ((1, None, "1/3"),)), 1),
        (LADDER, (1, ((1, None, "1/3"),)), 0.33),
        (QUOTA_SPLIT, (0, [1, 1]), ((0,), (0,))),
        (QUOTA_SPLIT, (-1, [1, 1]), "#VALUE! 总数要是不小于 0 的整数，写的是-1"),
        (QUOTA_SPLIT, (0.5, [1, 1]), "#VALUE! 总数要是不小于 0 的整数，写的是0.5"),
        (QUOTA_SPLIT, (3, [1, None, 0]), ((3,), (0,), (0,))),
        (QUOTA_SPLIT, (3, [1, -0.5]), "#VALUE! 权重不能小于 0"),
        (SPLIT_POT, (100.5, [1, 1], "角"), ((50.3,), (50.2,))),
        (SPLIT_POT, (100.05, [1, 1], "角"), "#VALUE! 总额不能按这个单位分尽"),
        (SPLIT_POT, (-1, [1, 1]), ((-0.5,), (-0.5,))),
        (SPLIT_POT, (0.03, [1, 1], "分"), ((0.02,), (0.01,))),
        (SPLIT_POT, (0.03, [1, 1], 0.01), ((0.02,), (0.01,))),
        (SPLIT_POT, (0.3, [1, 1], "0.1"), ((0.2,), (0.1,))),
        (SPLIT_POT, (3, [1, 1], "元"), ((2,), (1,))),
        (SPLIT_POT, (3, [1, 1], 1), ((2,), (1,))),
        (SPLIT_POT, (0.01, [1, 1]), ((0.01,), (0,))),
        (SPLIT_POT, (0.001, [1, 1]), "#VALUE! 总额最多两位小数，写的是0.001"),
        (RMB_UPPER, ("9999999999999.99",), NINES),
        (RMB_UPPER, ("10000000000000",), "#NUM! 金额太大，Excel 只保留 15 位数字"),
        (RMB_UPPER, ("-10000000000000",), "#NUM! 金额太大"),
        (RANK_IN, ("60%", [0.6, 0.5]), 1),
        (RANK_IN, ("1,200元", [1200, 5]), 1),
        (RANK_IN, ("3/4", [0.75, 0.5]), 1),
        (RANK_IN, (".5", [0.75, 0.5]), 2),
        (RANK_IN, (True, [1]), "#VALUE! 数值：这里要一个数，写的是“是”"),
        (RANK_IN, (1, [True, 1]), "#VALUE! 比较的数：这里要一个数"),
        (RANK_IN, (1, ["缺考", None]), "#N/A 比较的区域里没有数"),
        (RANK_IN, ("95%", ["95%", 1.5]), "#VALUE! 比较的数里有百分数（95%），也有不是百分数的（1"),
        (RANK_IN, ("95%", ["95%", 1]), 2),
        (RANK_IN, ("95%", [0.5, 0.9, 95.0, "95%"]), "#VALUE! 比较的数里有百分数（95%），也有不是"),
        (RANK_IN, (float("inf"), [1.0]), "#VALUE! 数值：这里要一个数"),
        (RANK_IN, (1, [1.0, float("inf")]), "#VALUE! 比较的数：这里要一个数"),
        (RANK_IN, (1e18, [1e18, -1e9, 2.0]), 1),
        (RANK_IN, (1e18, (("金额",), (1e18,), (2.0,))), 1),
        (RANK_IN, (2, (("金额",), (-2146826246,), (2.0,))), "#N/A 引用的格子是错误值#N/A"),
        (RANK_IN, (-1e9, [1e18, -1e9, 2.0]), 3),
        (RANK_IN, (1, [1.0, -2146826246.0]), "#N/A 引用的格子是错误值#N/A"),
        (FOUR_RATES, ([0.6], "0.6"), ((0.6, 1, 1, 0),)),
        (FOUR_RATES, ([90], 100, "90%"), "#VALUE! 及格线90分高于优秀线85分"),
        (COMPOSITE_SCORE, ([90], 100, None, "90%"), "#VALUE! 及格线90分高于优秀线85分"),
        (PASS_RATE, ([90], 100, "90%"), 1),  # a rate alone asks for one line alone
        (EXCELLENT_RATE, ([50], 100, "50%"), 1),
    ],
)  # fmt: skip
def test_an_argument_is_taken_up_to_its_bound(
    call: Callable[..., object], given: tuple[object, ...], answer: object
) -> None:
    result = call(*given)
    if isinstance(result, CellError):
        assert isinstance(answer, str)
        assert reason(result).startswith(answer)
    else:
        assert result == answer


@pytest.mark.parametrize(
    ("actual", "target", "edge", "answer"),
    [
        (1, "95%", None, "达标"),
        (1.01, "95%", None, "目标写的是95%，这里是1.01：请写成同一种"),
        (1.01, 0.95, None, "目标写的是0.95，这里是1.01：请写成同一种"),
        ("101%", "95%", None, "达标"),
        ("９６％", "９５％", None, "达标"),
        ("95%", 0.95, None, "达标"),
        ("95%", 1, None, "未达标"),
        ("95%", 1.01, None, "目标写的是1.01，这里是95%"),
        ("95分", 95, None, "达标"),
        ("95分", "95%", None, "目标写的是95%，这里是95分"),
        ("95分", 0.95, None, "目标写的是0.95，这里是95分"),
        (0.95, 96, None, "未达标"),  # as points and as percent
        (0.97, 96, None, "是0.97分，还是97%？请把目标写成“96分”或“96%”"),
        (0.95, 95.5, None, "未达标"),
        (0.95, "96分", None, "未达标"),
        (0, 96, None, "未达标"),
        (1, 96, None, "目标写的是96，这里是1：是1分，还是100%？"),
        (1, 9, None, "未达标"),
        (1, 10, None, "是1分，还是100%？"),
        (1, 96, "不超过", "达标"),
        (1.5, 96, None, "未达标"),
        (99, 1, None, "1 是100%吗？是的请把这里写成“99%”，不是的请把目标写成“1分”"),
        (99.99, "100%", None, "目标写的是100%，这里是99.99：请写成同一种"),
        (10, 1, None, "1 是100%吗？"),
        (9.99, 1, None, "达标"),
        (100, 1, None, "达标"),
        ("99分", 1, None, "达标"),
        (99, 1, "不超过", "未达标"),
        ("第8名", "≥95%", None, "目标写的是95%，这里是第8名：请写成同一种"),
        (0.5, 1, None, "未达标"),
        (2, 0, None, "达标"),
        (0, 0, "不超过", "达标"),
        (8, "≤8", "不超过", "达标"),
        (8, "≤8", "低于", "目标里写的是“不超过”，要求里写的是“低于”"),
        (0.95, ">=95%", None, "达标"),
        (0.95, "＞＝95.1%", None, "未达标"),
        (60, "60以上", None, "达标"),
        (59, "60及以上", None, "未达标"),
        (8, "8以内", None, "达标"),
        (9, "8及以下", None, "未达标"),
        (8, "不低于8以内", None, "前后都写了要求"),
        (8, "不低于8以上", None, "达标"),
        (8, "不低于8", None, "达标"),
        (8, "超过8", None, "未达标"),
        (8, "低于8", None, "未达标"),
        (7.9, "不满8", None, "达标"),
        (8, 8, None, "达标"),
        (7.99, 8, None, "未达标"),
        ("第8名", 8, None, "达标"),
        ("第9名", 8, None, "未达标"),
        (8, "前8名", None, "达标"),
        (9, "前8", None, "未达标"),
        (1, "前8名", None, "达标"),
        (0.5, "前8名", None, "名次要从 1 起，写的是0.5"),
        ("第8名", 0.5, None, "名次要从 1 起，写的是0.5"),
        ("第8名", 8, "不低于", "名次越小越好"),
        ("第8名", 8, "低于", "未达标"),
        ("第8名", "8分", None, "目标写的是8分，这里是第8名"),
    ],
)
def test_a_target_and_what_is_judged_by_it_are_of_one_kind(
    actual: object, target: object, edge: object, answer: str
) -> None:
    result = MET(actual, target, edge)
    assert answer in (reason(result) if isinstance(result, CellError) else [result])


@pytest.mark.parametrize(
    ("value", "grades", "answer"),
    [
        (80, (("优", 90), ("良", 80)), "良"),
        (79.99, (("优", 90), ("良", 80)), "#N/A 79.99不在任何等次内"),
        (90, (("优", "超过90"), ("良", 80)), "良"),
        (10, (("优", 90), ("差", "其余")), "差"),
        (10, (("优", 90), (None, None), ("差", None)), "差"),
        (90, (("优", 90), ("良", 90)), "#VALUE! 等次表：“良”的界线没有比“优”低"),
        (90, (("优", 89.99), ("良", 90)), "#VALUE! 等次表：“良”的界线没有比“优”低"),
        (90, (("优", None), ("良", 90)), "#VALUE! 等次表：“优”没有写界线"),
        (90, (("优", 90), ("良", None), ("差", 60)), "#VALUE! 等次表：“良”没有写界线"),
        (
            0.7,
            (("优", 85), ("良", 0.6), ("差", None)),
            "#VALUE! 等次表：“优”的界线是85，“良”的是0.6",
        ),
        (0.7, (("优", 0.9), ("良", "0.5分")), "#VALUE! 等次表：“优”的界线是0.9，“良”的是0.5分"),
        (90, ((None, 90), ("良", 80)), "#VALUE! 等次表：有一行没有写等次的名称"),
        (90, (("优", "不超过90"), ("良", 80)), "#VALUE! 等次表：“优”只能写"),
        (90, (("优", 90, 1), ("良", 80, 1)), "#VALUE! 等次表要两列"),
        (90, (("等次", "界线"), ("优", 90), ("良", 80)), "优"),
        (90, (("优", "95%"), ("良", 80)), "#VALUE! 等次表：“优”的界线是95%，“良”的是80"),
        (90, (("优", 95), ("良", "80%")), "#VALUE! 等次表：“优”的界线是95，“良”的是80%"),
        ("90%", (("优", 0.9), ("良", "80%")), "优"),
        (90, (("优", "95%"), ("良", "80%")), "#VALUE! 界线写的是95%，这里是90"),
        ("第3名", (("优", 90), ("良", 80)), "#VALUE! 等次按得分或比率评"),
    ],
)
def test_grades_fall_from_the_best_to_the_rest(
    value: object, grades: Sequence[Sequence[object]], answer: str
) -> None:
    result = GRADE_OF(value, grades)
    assert (reason(result) if isinstance(result, CellError) else result).startswith(answer)


@pytest.mark.parametrize(("text", "shown"), [("说" * 20, "说" * 20), ("说" * 21, "说" * 20 + "…")])
def test_twenty_characters_of_a_cell_are_quoted(text: str, shown: str) -> None:
    assert f"“{shown}”不是分数" in reason(MEAN_SCORE([(text,)]))


@pytest.mark.parametrize(
    "facts",
    [
        ("target_rank=8", "rank=6", "of=25"),
        ("target_rank＝8", "rank", 6, "of", 25.0),
        ((("target_rank", 8), ("rank", 6), ("of", 25)),),
        ((("target_rank", 8),), None, (("rank", 6),), "of=25"),
        ((("target_rank=8",), ("rank=6",), ("of=25",)),),
        ((("target_rank", 8), (None, 7), ("rank", 6), ("of", 25), ("quota", None)),),
        ("target_rank", ((8,),), "rank", ((6,), (None,)), "of", 25),
    ],
)
def test_facts_stand_in_texts_in_pairs_or_in_two_columns(facts: tuple[object, ...]) -> None:
    assert REWARD("luotuoao-brief", "A6", *facts) == 900


def test_several_places_are_one_value_of_several_cells() -> None:
    together = REWARD_WHY("school-2006", "C1", "各科名次", ((3, 4),), "of", 20)
    assert together == REWARD_WHY("school-2006", "C1", "各科名次=3,4", "of=20")


@pytest.mark.parametrize("facts", [("rank",), ((("rank",), ("of",)), 6, 25), ("of=25", "rank")])
def test_a_name_without_a_value_is_told(facts: tuple[object, ...]) -> None:
    assert "后面缺少值：写成“" in reason(REWARD("luotuoao-brief", "A6", *facts))


def test_the_nearest_scheme_is_offered_and_nothing_far() -> None:
    assert "是不是“luotuoao-brief”" in reason(REWARD("luotuoao-breif", "A6"))
    assert "是不是" not in reason(REWARD("xyz", "A6"))
    assert reason(REWARD("luotuoao-brief", "Z9")).startswith("#N/A 方案“")


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("38961", True), ("38960", False), ("2006-09-01", True), ("2006/8/31", False)],
)
def test_a_day_is_told_as_excels_number_to_the_day(day: str, *, in_force: bool) -> None:
    result = REWARD_WHY("school-2006", "C1", "rank=3", "of=20", f"日期={day}")
    assert isinstance(result, CellError) is not in_force


SHEET: list[tuple[object, ...]] = [
    ("学校", "姓名", "语文"),
    *((f"{name}小学", f"陈{name}", 90 - n) for n, name in enumerate("东南西北中上")),
]


def test_five_names_are_listed_where_none_is_near_and_three_where_some_are() -> None:
    far = reason(RANK_SCHOOL("光明初中部", SHEET, "语文"))
    assert far.count("小学") == 5
    near = reason(RANK_SCHOOL("下小学", SHEET, "语文"))
    assert "相近的有" in near
    assert near.partition("相近的有")[2].count("小学") == 3


def test_a_name_of_several_groups_lists_five_of_them() -> None:
    rows = [("学校", "班级", "姓名", "语文"), *((row[0], "1班", *row[1:]) for row in SHEET[1:])]
    from xl_quality.functions import RANK_CLASS  # noqa: PLC0415 - beside its only use

    told = reason(RANK_CLASS("1班", rows, "语文"))
    assert "“1班”有6个" in told
    assert told.count("小学") == 5


def test_without_a_subject_the_only_one_or_all_together_is_meant() -> None:
    assert RANK_TABLE(SHEET)[0] == RANK_TABLE(SHEET, None, "语文")[0]
    two = [(*row, mark) for row, mark in zip(SHEET, ("数学", *range(50, 56)), strict=True)]
    assert "总评" in RANK_TABLE(two)[0]
    assert "没有学科“英语”，有：语文、数学、总评" in reason(RANK_SCHOOL("东小学", two, "英语"))
    assert RANK_SCHOOL("东小学", two, "语 文") == 1
    assert RANK_SCHOOL(None, two, "语文") == "", "an empty cell has no place"


@pytest.mark.parametrize(("rows", "kept"), [(199, 0), (200, 1)])
def test_columns_of_two_hundred_rows_are_worth_knowing(rows: int, kept: int) -> None:
    COLUMNS.forget()
    assert MEAN_SCORE(tuple((60.0,) for _ in range(rows))) == 60
    assert len(COLUMNS) == kept


def _table(first: object) -> tuple[tuple[object, ...], ...]:
    return (("a", first, 80.0), ("b", 1.0, 70.0))


def test_sixty_four_answers_about_a_table_are_kept() -> None:
    found: list[int] = []
    table = KnownTables(most=2, most_cells=99).table(_table(1))

    def ask(question: int) -> None:
        table.answer(question, lambda: found.append(question))

    for question in [*range(64), *range(64)]:
        ask(question)
    assert found == [*range(64)]
    ask(64)
    ask(0)
    assert found == [*range(65), 0]


@pytest.mark.parametrize(("most_cells", "kept"), [(12, 2), (11, 1)])
def test_tables_are_kept_up_to_so_many_cells(most_cells: int, kept: int) -> None:
    known = KnownTables(most=16, most_cells=most_cells)
    known.table(_table(2))
    latest = known.table(_table(3))
    assert len(known) == kept
    assert known.table(_table(3)) is latest


def test_a_table_larger_than_all_that_is_kept_is_kept_alone() -> None:
    known = KnownTables(most=16, most_cells=5)
    latest = known.table(_table(2))
    assert known.table(_table(2)) is latest


@pytest.mark.parametrize(
    ("known", "most", "most_cells"), [(TABLES, 16, 4_000_000), (COLUMNS, 64, 1_000_000)]
)
def test_a_process_keeps_so_many_ranges_and_cells(
    known: KnownTables, most: int, most_cells: int
) -> None:
    known.forget()
    for number in range(most + 1):
        known.table(_table(f"{number}"))
    assert len(known) == most
    known.forget()
    wide = ("",) * 1000
    known.remember((wide,) * (most_cells // 1000 - 1))
    known.remember((wide,))
    assert len(known) == 2
    known.remember((("",),))
    assert len(known) == 2, "the first has gone"
    known.forget()


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ((), 0),
        (((None,), (None,)), 0),
        (((1,), (None,), ("",)), 1),
        (((None,), (1,), (None,)), 2),
        (((0,),), 1),
        (((" ",),), 1),
        (((1, None), (None, None), (None, 2)), 3),
        (((1, 2), ()), 1),
    ],
)
def test_empty_rows_below_are_cut_off_and_only_these(rows: Any, left: int) -> None:
    assert trimmed(rows) == rows[:left]


@pytest.mark.parametrize(
    ("values", "cells", "rows"),
    [
        (5, [5], [[5]]),
        (None, [None], [[None]]),
        ("ab", ["ab"], [["ab"]]),
        ([1, 2], [1, 2], [(1,), (2,)]),
        ((1, "ab"), [1, "ab"], [(1, "ab")]),  # so COM hands over an array of one row
        (["a", "b"], ["a", "b"], [("a",), ("b",)]),
        (((1,), (2,)), [1, 2], [(1,), (2,)]),
        ([[1, 2], (3, 4)], [1, 2, 3, 4], [(1, 2), (3, 4)]),
        ([[1, 2], 3], [1, 2, 3], [(1, 2), (3,)]),
        (range(2), [0, 1], [(0,), (1,)]),
        ([], [], []),
    ],
)
def test_a_range_is_taken_in_every_shape_it_comes_in(
    values: object, cells: list[object], rows: list[object]
) -> None:
    assert flat(values) == cells
    assert [tuple(row) for row in rows_of(values)] == [tuple(row) for row in rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(("words", "answer"), [(5, 75), (6, "#VALUE!")])
def test_five_words_may_stand_above_the_first_mark(words: int, answer: object) -> None:
    column = [*[("期末成绩",)] * words, (70,), (80,)]
    result = MEAN_SCORE(column)
    assert (reason(result)[:7] if isinstance(result, CellError) else result) == answer


@pytest.mark.parametrize(
    ("word", "is_heading"),
    [
        ("语文", True), ("2025年成绩", True), ("优秀", False), ("一百", False), ("▲72", False),
        ("94+10", False), ("A", False), ("inf", False), ("x2", False),
        ("及格", False), ("通过", False), ("(90分)", False),
        (date(2026, 7, 1), False), (-5, False), (True, False),
    ],
)  # fmt: skip
def test_only_words_that_stand_for_no_mark_are_a_heading(word: object, *, is_heading: bool) -> None:
    assert isinstance(MEAN_SCORE(((word,), (70,), (80,))), CellError) is not is_heading
    assert isinstance(MEAN_SCORE(((70,), (word,), (80,))), CellError), "no heading below a mark"


def test_a_heading_stands_above_each_column_or_left_of_a_row() -> None:
    assert MEAN_SCORE((("语文", "数学"), (None, 60), (70, 80))) == 70
    assert MEAN_SCORE((("语文", 60, 80),)) == 70
    assert MEAN_SCORE([["语文", "数学"], [60], [80, 70]]) == 70
    assert isinstance(MEAN_SCORE(((60, "数学"), (70, "好"))), CellError)


def test_a_range_of_one_cell_has_one_answer_and_one_of_two_has_two() -> None:
    assert RANK_IN([[85]], [90, 85]) == 2
    assert RANK_IN([[85, 90]], [90, 85]) == ((2, 1),)


def test_lists_and_short_columns_are_not_kept_among_the_columns() -> None:
    COLUMNS.forget()
    assert MEAN_SCORE([(60.0,)] * 300) == 60
    assert len(COLUMNS) == 0


def test_a_tuple_of_rows_that_are_changed_afterwards_is_another_table() -> None:
    rows = tuple([*row] for row in SHEET)
    assert RANK_SCHOOL("东小学", rows, "语文") == 1
    rows[1][2] = 10
    assert RANK_SCHOOL("东小学", rows, "语文") == 6
    rows[1][2] = 90
    assert RANK_SCHOOL("东小学", rows, "语文") == 1


@pytest.mark.parametrize(
    ("full", "text", "above"),
    [(None, "100", False), (None, "100.01", True), (120, "120", False), (120, "120.01", True)],
)
def test_a_score_is_at_most_the_full_mark(full: object, text: str, *, above: bool) -> None:
    result = FOUR_RATES([("60",), (text,)], full)
    assert isinstance(result, CellError) is above
    assert not above or f"有分数{text}，高于满分{full or 100}" in reason(result)


def test_a_score_in_two_columns_is_counted_in_both_and_empty_ones_nowhere() -> None:
    assert MEAN_SCORE(((60, 70, None), (80, "", "缺考"))) == 70


TAUGHT = (("学校", "班级", "学科", "任课教师"), ("东小学", "1班", "语文", "周敏"))


CLASSES = [("学校", "班级", "姓名", "语文"), *((row[0], "1班", *row[1:]) for row in SHEET[1:])]


def test_a_school_written_once_in_a_teaching_list_goes_on_and_an_error_cell_stops_it() -> None:
    from xl_quality.functions import RANK_TEACHER  # noqa: PLC0415 - beside its only use

    filled = (*TAUGHT, (None, "1班", "数学", "吴敏"))
    assert RANK_TEACHER("周敏", CLASSES, "语文", None, filled) == 1
    spoilt = (*TAUGHT, ("西小学", "1班", "语文", "#N/A"))
    assert "任课：" in reason(RANK_TEACHER("周敏", CLASSES, "语文", None, spoilt))


@pytest.mark.parametrize("teaching", [(("姓名", "电话"), ("周敏", 1)), SHEET, "周敏"])
def test_a_list_that_is_none_of_teachers_is_refused(teaching: object) -> None:
    from xl_quality.functions import RANK_TEACHER  # noqa: PLC0415 - beside its only use

    assert RANK_TEACHER("周敏", CLASSES, "语文", None, TAUGHT) == 1
    told = reason(RANK_TEACHER("周敏", CLASSES, "语文", None, teaching))
    assert "认不出任课表" in told


def test_a_table_without_names_is_taken_by_its_first_row() -> None:
    plain = [("学校", "语文", "备注"), ("东小学", 90, "甲"), ("西小学", 80, "乙")]
    table: Any = RANK_TABLE(plain)
    assert [row[1] for row in table[1:]] == ["东小学", "西小学"]
    assert not any("备注" in str(title) for title in table[0])


@pytest.mark.parametrize("row", [("语文(120)",), ("月考_语文(120)", "期末_语文(120)")])
def test_a_table_without_names_keeps_what_its_labels_say_beside_the_subject(
    row: tuple[str, ...],
) -> None:
    plain = [("学校", *row), ("东小学", *[110] * len(row)), ("西小学", *[71] * len(row))]
    titles, *lines = RATE_TABLE(plain)
    assert ("考试" in titles) == (len(row) == 2), "one of the two exams each"
    for line in lines:
        own = dict(zip(titles, line, strict=True))
        passed = {"东小学": 1, "西小学": 0}[str(own["学校"])]  # 72 of 120 are a pass
        assert (own["学科"], own["及格率"]) == ("语文", passed)


@pytest.mark.parametrize(
    ("header", "subjects"),
    [
        ((None, "学校", "语文"), ["语文"]),
        (("序号", "学校", "安全"), ["安全"]),
        (("语文", None, "数学"), ["语文", "数学"]),
    ],
)
def test_of_a_table_without_names_only_columns_with_a_word_above_are_read(
    header: tuple[object, ...], subjects: list[str]
) -> None:
    table = RATE_TABLE([header, (1, "东小学", 90), (2, "西小学", 80)], "全体")
    assert [row[1] for row in table[1:]] == subjects


@pytest.mark.parametrize(
    ("plain", "subject"),
    [
        ([("语文", "备注"), (71, "好"), (80, "差")], "语文"),
        ([("学校", "分数"), ("东小学", 71), ("西小学", 80)], "分数"),
    ],
)
def test_a_subject_or_a_key_is_enough_for_a_table_without_names(
    plain: list[tuple[object, ...]], subject: str
) -> None:
    assert RATE_TABLE(plain, "全体")[1][1:6] == (subject, 2, 2, 1, 75.5)


def test_a_table_of_words_that_name_nothing_is_refused() -> None:
    plain = [("东小学", "西小学"), (90, 80), (70, 60)]
    assert "认不出成绩表" in reason(RATE_TABLE(plain))


@pytest.mark.parametrize("line", ["；优秀线=95%", "优秀线=95%；", "满分=100；；优秀线=95%"])
def test_a_semicolon_too_many_in_the_settings_does_no_harm(line: str) -> None:
    assert {row[7] for row in RATE_TABLE(SHEET, "学校", "语文", None, None, line)[1:]} == {0}


def test_lines_of_settings_below_each_other_need_the_header_of_the_form() -> None:
    lines = [("及格线=95%",), ("并列=不占位",)]
    assert "没有找到表头" in reason(RATE_TABLE(SHEET, "学校", "语文", None, None, lines))


def test_cells_that_only_some_hosts_have_are_read_in_each_column_for_itself() -> None:
    names = [row[1] for row in SHEET[1:]]
    given: list[Any] = [["", *SHEET[0]]]
    given += [
        ["", "东小学", name, mark]
        for name, mark in zip(names, [Decimal(90), 80, "", float("nan"), None, 70], strict=True)
    ]
    plain = [row[1:] for row in given]
    plain[1:] = [("东小学", n, m) for n, m in zip(names, [90, 80, *[None] * 3, 70], strict=True)]
    assert RATE_TABLE(given) == RATE_TABLE(plain)
    assert RATE_TABLE(plain)[1][2:4] == (6, 3)
    texts = [
        [*row[:3], None if row[3] == "语文" else 90, "语文" if row[3] == "语文" else ""]
        for row in given
    ]
    assert [row[1] for row in RATE_TABLE([["", *SHEET[0]], *texts[1:]])[1:]] == ["语文"]


@pytest.mark.parametrize(
    ("word", "from_end"),
    [
        ("是", True), ("1", True), ("TRUE", True), (True, True), (1, True), (1.0, True),
        ("否", False), ("0", False), ("FALSE", False), (False, False), (0, False), (None, False),
    ],
)  # fmt: skip
def test_a_yes_and_a_no_may_be_written_as_in_excel(word: object, *, from_end: bool) -> None:
    assert RANK_IN(90, [90, 85, 80], None, word) == (3 if from_end else 1)
    assert "倒数" in reason(RANK_IN(90, [90, 85], None, "也许"))
