from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.school_terms import (
    KIND_LABELS,
    ExamKind,
    grade_place,
    kind_of_exam,
    may_be_entrance,
    usual_grade,
)

with (Path(__file__).parents[1] / "cases" / "core_exam_kinds.csv").open(
    encoding="utf-8", newline=""
) as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']}-{case['note']}")
def test_a_name_says_a_kind_only_where_nothing_else_is_possible(case: dict[str, str]) -> None:
    kind = kind_of_exam(
        case["name"],
        grade=case["grade"],
        unit=case["unit"],
        subject=case["subject"],
        of_county=case["list"] == "县名次",
    )
    assert (kind.label if kind else "") == case["kind"]


@pytest.mark.parametrize("kind", ExamKind)
def test_every_kind_is_written_and_read_in_one_word(kind: ExamKind) -> None:
    assert ExamKind.labelled(kind.label) is kind
    assert kind.label in KIND_LABELS


@pytest.mark.parametrize("word", ["", "联考", "考试", "中", "entrance", "统考中考"])
def test_a_word_that_is_no_kind_is_none(word: str) -> None:
    assert ExamKind.labelled(word) is None


WORDS = st.text("中考期高初模拟县镇统抽测赛活动九八年级末秋季教研室核0126 ()", max_size=12)


@given(name=WORDS, grade=st.sampled_from(["", "四年级", "八年级"]))
def test_who_cannot_sit_the_entrance_exam_is_never_judged_by_it(name: str, grade: str) -> None:
    kind = kind_of_exam(name, grade=grade, unit="柳溪小学")
    assert kind is not ExamKind.ENTRANCE or "九年级" in name or "毕业" in name


@pytest.mark.parametrize(
    ("name", "grade", "unit", "possible"),
    [
        ("2026年县统考", "九年级", "柳溪中学", True),
        ("2026年县统考", "", "柳溪中学", True),  # of no grade that is known: it may be grade nine
        ("2026年九年级县统考", "", "柳溪小学", True),
        ("2026年县统考", "八年级", "柳溪中学", False),
        ("2026年八年级县统考", "", "柳溪中学", False),
        ("2026年县统考", "", "柳溪小学", False),
    ],
)
def test_the_entrance_exam_is_ruled_out_only_by_another_year_or_a_primary_school(
    name: str, grade: str, unit: str, *, possible: bool
) -> None:
    assert may_be_entrance(name, grade, unit) is possible


@given(name=WORDS)
def test_spaces_never_matter(name: str) -> None:
    assert kind_of_exam(name) is kind_of_exam(" ".join(name))


NUMERALS = "一二三四五六七八九"


@pytest.mark.parametrize(("number", "numeral"), [*enumerate(NUMERALS, start=1)])
def test_a_grade_has_one_name_however_it_is_written(number: int, numeral: str) -> None:
    usual = f"{numeral}年级"
    written = [usual, f"{number}年级", str(number), numeral]
    if number > 6:
        low, junior = number - 6, NUMERALS[number - 7]
        written += [f"初{low}", f"初{junior}", f"初{low}年级", f"初{junior}年级"]
    assert {usual_grade(name) for name in written} == {usual}


@pytest.mark.parametrize("name", ["高一", "10年级", "初四", "0", "学前班", ""])
def test_a_grade_that_is_none_of_nine_stays_as_it_is(name: str) -> None:
    assert usual_grade(name) == name


@pytest.mark.parametrize(
    ("grade", "place"),
    [
        ("", 0), ("一年级", 1), ("9年级", 9), ("初一", 7), ("初3", 9), ("高一", 10), ("高3", 12),
        ("2023级", 2023), ("20231级", 2023), ("零年级", 0), ("复读班", 10_000), ("高复班", 10_009),
    ],
)  # fmt: skip
def test_grades_stand_as_schools_count_them_and_others_behind(grade: str, place: int) -> None:
    assert grade_place(grade) == (place, grade)
