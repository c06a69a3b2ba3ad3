from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.figures import analyse, analyse_teachers
from xl_quality.core.groups import Level
from xl_quality.core.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import ScoreTable

Enrolled = dict[tuple[str, str, str], int]
SHEET = """
    学校 年级   班级 语文 英语
    青山 六年级 1班  80   空
    青山 六年级 1班  60   空
    青山 六年级 2班  70   90
    绿水 六年级 1班  50   60
"""
BY_CLASS: Enrolled = {
    ("青山", "六年级", "1班"): 4,
    ("青山", "六年级", "2班"): 2,
    ("绿水", "六年级", "1班"): 5,
}


def divisors(results: list[GroupResult], subject: str) -> Mapping[str, int]:
    return {
        result.group.label: result.rates.divisor
        for result in results
        if result.subject == subject and result.rates
    }


def test_each_class_is_divided_by_its_own_number(table: Callable[[str], ScoreTable]) -> None:
    results = analyse(table(SHEET), Level.CLASS, Options(enrolled=BY_CLASS))
    assert divisors(results, "语文") == {
        "青山 六年级 1班": 4, "青山 六年级 2班": 2, "绿水 六年级 1班": 5
    }  # fmt: skip


def test_a_school_is_divided_by_the_sum_of_its_classes(table: Callable[[str], ScoreTable]) -> None:
    results = analyse(table(SHEET), Level.SCHOOL, Options(enrolled=BY_CLASS))
    assert divisors(results, "语文") == {"青山 六年级": 6, "绿水 六年级": 5}
    results = analyse(table(SHEET), Level.ALL, Options(enrolled=BY_CLASS))
    assert divisors(results, "语文") == {"全体": 11}


def test_a_class_that_is_not_listed_at_all_still_counts_for_its_school(
    table: Callable[[str], ScoreTable],
) -> None:
    enrolled = {**BY_CLASS, ("青山", "六年级", "3班"): 7}
    results = analyse(table(SHEET), Level.SCHOOL, Options(enrolled=enrolled))
    assert divisors(results, "语文")["青山 六年级"] == 13


def test_a_class_that_does_not_take_a_subject_has_no_figures_in_it_and_weighs_on_nobody(
    table: Callable[[str], ScoreTable],
) -> None:
    options = Options(enrolled=BY_CLASS)
    by_class = analyse(table(SHEET), Level.CLASS, options)
    (without,) = [
        result
        for result in by_class
        if (result.group.label, result.subject) == ("青山 六年级 1班", "英语")
    ]
    assert (without.printed.mean, without.rank, without.of) == (None, None, 2)
    by_school = analyse(table(SHEET), Level.SCHOOL, options)
    assert divisors(by_school, "英语") == {"青山 六年级": 2, "绿水 六年级": 5}


def test_a_number_for_a_whole_school_serves_the_school_and_not_its_classes(
    table: Callable[[str], ScoreTable],
) -> None:
    options = Options(enrolled={("青山", "六年级", ""): 9})
    assert divisors(analyse(table(SHEET), Level.SCHOOL, options), "语文") == {
        "青山 六年级": 9, "绿水 六年级": 1
    }  # fmt: skip
    assert divisors(analyse(table(SHEET), Level.CLASS, options), "语文")["青山 六年级 1班"] == 2


def test_a_teacher_of_one_class_has_the_figures_of_that_class(
    table: Callable[[str], ScoreTable],
) -> None:
    taught = {(*key, "语文"): name for key, name in zip(BY_CLASS, "甲乙丙", strict=True)}
    options = Options(enrolled=BY_CLASS)
    classes = analyse(table(SHEET), Level.CLASS, options)
    teachers = analyse_teachers(table(SHEET), taught, options)
    by_class = [result.rates for result in classes if result.subject == "语文"]
    assert [result.rates for result in teachers] == by_class


def test_a_teacher_is_divided_by_the_sum_of_his_classes_where_all_are_known(
    table: Callable[[str], ScoreTable],
) -> None:
    taught = {("青山", "六年级", name, "语文"): "甲" for name in ("1班", "2班")}
    both = analyse_teachers(table(SHEET), taught, Options(enrolled=BY_CLASS))
    assert divisors(both, "语文") == {"青山 六年级 甲": 6}
    known = {("青山", "六年级", "1班"): 4}
    one = analyse_teachers(table(SHEET), taught, Options(enrolled=known))
    assert divisors(one, "语文") == {"青山 六年级 甲": 3}


def test_a_class_that_does_not_take_his_subject_leaves_a_teacher_the_number_of_the_others(
    table: Callable[[str], ScoreTable],
) -> None:
    taught = {("青山", "六年级", name, "英语"): "甲" for name in ("1班", "2班")}
    found = analyse_teachers(table(SHEET), taught, Options(enrolled=BY_CLASS))
    assert divisors(found, "英语") == {"青山 六年级 甲": 2}


def test_a_county_of_a_thousand_classes_is_summed_once_not_once_a_class(
    table: Callable[[str], ScoreTable],
) -> None:
    lines = [f"校{number // 20} 六 {number % 20} 60" for number in range(1000)]
    sheet = table("学校 年级 班级 语文\n" + "\n".join(lines))
    asked = 0

    class Counting(dict[tuple[str, str, str], int]):
        def items(self) -> object:  # type: ignore[override]
            nonlocal asked
            asked += 1
            return super().items()

    keys = zip(sheet.schools, sheet.grades, sheet.classes, strict=True)
    results = analyse(sheet, Level.CLASS, Options(enrolled=Counting.fromkeys(keys, 40)))
    assert set(divisors(results, "语文").values()) == {40}
    assert asked < 5
