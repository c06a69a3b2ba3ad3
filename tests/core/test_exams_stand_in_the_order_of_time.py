"""When an exam was, by its name; where names do not tell it, nothing is guessed."""

from __future__ import annotations

from itertools import permutations

import pytest

from xl_quality.core.school_terms import exam_moment, in_time, may_be_entrance, school_year


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("2025—2026学年度第一学期期末教学质量检测", (2025, 1, 2)),
        ("2025-2026学年第2学期期中", (2025, 2, 1)),
        ("2025—2026学年度下学期期末", (2025, 2, 2)),
        ("2025—2026学年上学期第二次月考", (2025, 1, 1)),
        ("2025年秋期末", (2025, 1, 2)),
        ("2026年春季期中", (2025, 2, 1)),
        ("上学期期末", (0, -1, 2)),
        ("本学期期末", (0, 0, 2)),
        ("本次月考", (0, 0, 1)),
        ("上次月考", (0, -1, 1)),
        ("去年期末", (0, -2, 2)),
        ("上学年期初", (0, -2, 0)),
        ("2025年秋入学考试", (2025, 1, 0)),
        ("2026年春开学考试", (2025, 2, 0)),
        ("2025年上学期期末", None),  # spring in one province, autumn in the next
        ("2026年镇抽测", None),
        ("第二次月考", None),
        ("期末", None),
        ("", None),
    ],
)
def test_a_name_tells_year_term_and_part_or_nothing(
    name: str, moment: tuple[int, int, int] | None
) -> None:
    assert exam_moment(name) == moment


def test_exams_are_ordered_however_they_come() -> None:
    order = ["2024年秋期末", "2024—2025学年度第二学期期中", "2025年春期末", "2025年秋期中"]
    assert all(in_time(names) == order for names in permutations(order))


def test_exams_of_one_moment_stay_as_they_come() -> None:
    names = ["2025年秋第二次月考", "2025年秋期中"]
    assert in_time(names) == names
    assert in_time(names[::-1]) == names[::-1]


@pytest.mark.parametrize(
    "names", [("2025年秋期末", "期末"), ("2025年秋期末", "本学期期末"), ("期中", "期末")]
)
def test_one_name_without_a_time_leaves_the_order_unknown(names: tuple[str, str]) -> None:
    assert in_time(names) is None


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2026年8月摸底", 2026),
        ("2026年9月摸底", 2027),
        ("2026年1月期末检测", 2026),
        ("2026年春季期中", 2026),
        ("2026年秋季期中", 2027),
        ("2026年12月与2026年9月", 2027),
        ("2026年8月与2026年9月", None),
        ("九年级月考", None),
    ],
)
def test_a_school_year_begins_in_september(name: str, year: int | None) -> None:
    assert school_year(name) == year


@pytest.mark.parametrize(
    ("name", "grade", "unit", "may"),
    [
        ("2026年小学毕业考试", "", "", False),
        ("升学考试", "九年级", "", True),
        ("升学考试", "八年级", "", False),
        ("升学考试", "", "青山小学", False),
        ("升学考试", "", "青山学校", True),
        ("升学考试", "小学六年级", "", False),
    ],
)
def test_the_entrance_exam_is_one_of_the_graduating_year(
    name: str, grade: str, unit: str, *, may: bool
) -> None:
    assert may_be_entrance(name, grade, unit) is may
