from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.sheets.checkup import near_pairs
from xl_quality.sheets.spelling import (
    is_school,
    is_surely_a_slip,
    likely_same_person,
    likely_same_school,
    near_keys,
)

with (Path(__file__).parents[1] / "cases" / "sheets_school_names.csv").open(
    encoding="utf-8", newline=""
) as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['one']}-{case['other']}")
def test_pairs_of_school_names_are_judged_as_the_table_says(case: dict[str, str]) -> None:
    counts = int(case["count"]), int(case["other_count"])
    assert likely_same_school(case["one"], case["other"], *counts) == case["why"]
    assert likely_same_school(case["other"], case["one"], *counts[::-1]) == case["why"]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("东风小学", "东方小学", "只差一个字"),
        ("骆驼坳中学", "骆驼岩中学", "只差一个字"),
        ("青山小学", "青石小学", "只差一个字"),
        ("东河小学", "西河小学", ""),
        ("第一小学", "第二小学", ""),
        ("张家小学", "李家小学", ""),
        ("上湾小学", "下湾小学", ""),
        ("杨家湾小学", "李家坪小学", ""),
    ],
)
def test_names_that_never_share_a_class_may_be_one_though_both_are_often_written(
    one: str, other: str, why: str
) -> None:
    assert likely_same_school(one, other, 300, 300) == ""
    assert likely_same_school(one, other, 300, 300, complement=True) == why


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("杨家湾小学", "杨家弯小学", True),
        ("石桥小学", "石侨小学", True),
        ("红岭小学", "红岭小", True),
        ("白溪小学", "白西小学", False),
        ("张家湾小学", "章家湾小学", False),
    ],
)
def test_a_payout_stops_for_what_can_hardly_be_two_schools(
    one: str,
    other: str,
    sure: bool,  # noqa: FBT001
) -> None:
    assert is_surely_a_slip(one, other, likely_same_school(one, other, 40, 40)) is sure


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['one']}-{case['other']}")
def test_names_that_may_be_one_are_found_without_comparing_all(case: dict[str, str]) -> None:
    if case["why"]:
        assert set(near_keys(case["one"])) & set(near_keys(case["other"]))


def test_a_county_of_schools_is_compared_in_no_time() -> None:
    places = [one + other for one in "青白红石柳龙云大小新" for other in "山水岭桥溪泉台河湾坪"]
    names = [f"{place}{more}小学" for place in places for more in ("", "东", "西", "第一", "第二")]
    assert len(names) == 500
    assert len(near_pairs(names, {})) < len(names) * 40


NAMES = st.text("一二东西湾弯岭领张李家坳河镇中小学校初第1 ", min_size=1, max_size=7)


@given(one=NAMES, other=NAMES, counts=st.tuples(st.integers(1, 50), st.integers(1, 50)))
def test_it_never_matters_which_name_comes_first(
    one: str, other: str, counts: tuple[int, int]
) -> None:
    first = likely_same_school(one, other, *counts)
    assert first == likely_same_school(other, one, *counts[::-1])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王小明", "王晓明", True),
        ("王小明", "王明小", True),
        ("欧阳小明", "欧阳明", True),
        ("王小明", "王大海", False),
        ("王明", "王敏", False),
        ("王小明", "王小明", False),
        ("王小明", "王明", False),
    ],
)
def test_two_names_of_persons_one_character_apart(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert likely_same_person(one, other) is same
    assert likely_same_person(other, one) is same


@pytest.mark.parametrize("name", ["九年级1班", "九(1)班", "王小明", "语文", "骆驼坳中学九年级1班"])
def test_classes_and_persons_are_no_schools(name: str) -> None:
    assert not is_school(name)
