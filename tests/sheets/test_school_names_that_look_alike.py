from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.sheets.spelling import is_school, likely_same_person, likely_same_school

with (Path(__file__).parents[1] / "cases" / "sheets_school_names.csv").open(
    encoding="utf-8", newline=""
) as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['one']}-{case['other']}")
def test_pairs_of_school_names_are_judged_as_the_table_says(case: dict[str, str]) -> None:
    counts = int(case["count"]), int(case["other_count"])
    assert likely_same_school(case["one"], case["other"], *counts) == case["why"]
    assert likely_same_school(case["other"], case["one"], *counts[::-1]) == case["why"]


NAMES = st.text("一二东西张李家坳河镇中小学校初第1 ", min_size=1, max_size=7)


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
