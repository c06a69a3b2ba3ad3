"""When two names are asked about as one school, and what speaks for two; invented names."""

from __future__ import annotations

import pytest

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.sheets.checkup import (
    Seen,
    complement,
    declared_apart,
    names_together,
    why_one_school,
)
from xl_quality.sheets.spelling import ALIKE, CUT, KIND, ONE, REMARK, SWAPPED, TOWN

ONE_CLASS, OTHER_CLASS = ("期中", "七年级", "1班"), ("期中", "七年级", "2班")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({ONE_CLASS}, {OTHER_CLASS}, True),
        ({ONE_CLASS}, {ONE_CLASS, OTHER_CLASS}, False),
        ({ONE_CLASS}, set(), False),
        (set(), {ONE_CLASS}, False),
        (set(), set(), False),
    ],
)
def test_classes_complement_each_other_only_where_both_names_have_some(
    one: set[tuple[str, str, str]], other: set[tuple[str, str, str]], *, expected: bool
) -> None:
    assert complement(Seen(1, {}, frozenset(one)), Seen(1, {}, frozenset(other))) is expected


def test_a_name_of_two_sources_has_the_cells_times_and_classes_of_both() -> None:
    one = {"青山小学": Seen(2, {"成绩": ["A2"]}, frozenset([ONE_CLASS]))}
    other = {"青山小学": Seen(3, {"任课": ["A3"]}, frozenset([OTHER_CLASS]))}
    assert names_together(one, other) == {
        "青山小学": Seen(5, {"成绩": ["A2"], "任课": ["A3"]}, frozenset([ONE_CLASS, OTHER_CLASS]))
    }


def place(unit: str, rank: str, subject: str = "语文", exam: str = "期中") -> Record:
    """A row of the county's places."""
    values = {"unit": unit, "exam": exam, "subject": subject, "rank": rank}
    cell = Source.at("县名次", "A2")
    return Record("县名次", 2, {name: Fact(value, cell) for name, value in values.items()})


A, B = "杨家湾小学", "杨家弯小学"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], ALIKE),
        ([place(A, "3"), place(B, "4")], ""),
        ([place(A, "3"), place(B, "3")], ALIKE),
        ([place(A, "3"), place(B, "4", "数学")], ALIKE),
        ([place(A, "3"), place(B, "4", exam="期末")], ALIKE),
        ([place(A, "3"), place("石桥小学", "4")], ALIKE),
        ([place(A, "3"), place(B, "3", "数学"), place(A, "5", "数学")], ""),
    ],
)
def test_two_names_with_different_places_in_one_contest_are_two_schools(
    records: list[Record], expected: str
) -> None:
    assert why_one_school(A, B, (9, 9), records) == expected


@pytest.mark.parametrize(
    ("one", "other", "counts", "complementing", "expected"),
    [
        ("骆驼坳中学", "骆驼坳", (9, 9), False, KIND),
        ("骆驼坳", "驼骆坳", (9, 9), False, ""),
        ("骆驼坳中学", "驼骆坳中学", (9, 9), False, SWAPPED),
        ("红岭小学", "红岭小", (9, 9), False, CUT),
        ("骆驼坳中学", "骆驼坳中学(初中部)", (9, 9), False, REMARK),
        ("骆驼坳镇柳溪小学", "柳溪小学", (9, 9), False, TOWN),
        ("青山小学", "青石小学", (9, 9), False, ""),
        ("青山小学", "青石小学", (9, 9), True, ONE),
        ("白河一中", "白河一中分校", (9, 9), False, ""),
        ("王小明", "王小朋", (9, 1), False, ""),
    ],
)
def test_why_two_names_are_asked_about(
    one: str, other: str, counts: tuple[int, int], expected: str, *, complementing: bool
) -> None:
    assert why_one_school(one, other, counts, [], complementing=complementing) == expected


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [({}, False), ({A: A}, True), ({B: B}, True), ({A: B}, False)],
)
def test_a_name_that_stands_for_itself_is_a_school_of_its_own(
    aliases: dict[str, str], *, expected: bool
) -> None:
    assert declared_apart(A, B, aliases) is expected
