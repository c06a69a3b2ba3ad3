"""A school that stands under two names (一校两名) would be ranked and paid twice: it is asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.core.groups import Level
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.group_figures import compute
from xl_quality.runs.payout.assessment import pay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.findings import Finding

    Books = Callable[..., MemoryBook]

HEAD = ["学校", "年级", "班级", "姓名", "语文"]
LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
HELD = ("五年级", "六年级")


def pupils(school: str, grade: str, class_name: str, count: int = 12) -> list[Any]:
    names = [f"{school[:1]}{class_name[0]}{letter}" for letter in LETTERS[:count]]
    return [[school, grade, class_name, name, 50 + 3 * n] for n, name in enumerate(names)]


def sheet(*groups: Iterable[list[Any]]) -> list[Any]:
    return [HEAD, *[row for group in groups for row in group]]


def settings(*pairs: tuple[str, str]) -> list[Any]:
    head = ["项目", "工作表", "列", "值", "说明"]
    return [head, *[["学校别名", "", wrong, right, ""] for wrong, right in pairs]]


def asked(book: MemoryBook) -> list[Finding]:
    return [one for one in take_in(book, ChosenOptions()).findings if one.code == "school_spelling"]


def both(one: str, other: str) -> list[Any]:
    return sheet(*[pupils(name, grade, "1班") for grade in HELD for name in (one, other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杨家湾小学", "杨家弯小学"),
        ("红岭小学", "红岭小"),
        ("青山镇中心小学", "青山镇中心小"),
        ("红岭小学", "红领小学"),
        ("柳坪小学", "柳平小学"),
        ("白溪小学", "白西小学"),
        ("石桥中学", "石桥初级中学"),
        ("骆驼坳镇柳溪小学", "柳溪小学"),
        ("柳溪小学", "柳溪 小学"),
        ("青禾镇第一小学", "青禾镇一小"),
    ],
)
def test_two_names_with_whole_classes_of_their_own_are_asked_once(
    book: Books, one: str, other: str
) -> None:
    [told] = asked(book({"成绩": both(one, other)}))
    assert told.severity is Severity.WARNING
    assert f"“{one}”" in told.message
    assert f"“{other}”" in told.message
    assert "成绩!A2" in told.message
    assert told.suggestion.count("在考核设置写一行：项目“学校别名”") == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东风小学", "东方小学"),
        ("一小", "二小"),
        ("第一小学", "第二小学"),
        ("杨家湾小学", "杨家坪小学"),
        ("上湾小学", "下湾小学"),
        ("张家小学", "李家小学"),
        ("红岭小学", "红岭中学"),
        ("青山中心小学", "青山小学"),
        ("城关镇柳溪小学", "青禾镇柳溪小学"),
        ("东河小学", "西河小学"),
    ],
)
def test_two_schools_that_only_resemble_each_other_are_not_asked(
    book: Books, one: str, other: str
) -> None:
    assert asked(book({"成绩": both(one, other)})) == []


def test_a_wrong_name_over_one_whole_class_is_known_by_the_class_that_is_missing(
    book: Books,
) -> None:
    scores = sheet(
        *[pupils("东风小学", "六年级", name) for name in ("1班", "2班")],
        pupils("东方小学", "六年级", "3班"),
        *[pupils("白水小学", "六年级", name) for name in ("1班", "2班", "3班")],
    )
    [told] = asked(book({"成绩": scores}))
    assert (told.found, told.where) == ("东方小学", "成绩!A26")


def test_a_wrong_name_over_one_grade_or_one_sheet_is_known_by_what_the_other_lacks(
    book: Books,
) -> None:
    grades = {
        "五年级成绩": sheet(
            pupils("骆驼坳小学", "五年级", "1班"), pupils("白水小学", "五年级", "1班")
        ),
        "六年级成绩": sheet(
            pupils("骆驼岩小学", "六年级", "1班"), pupils("白水小学", "六年级", "1班")
        ),
    }
    [told] = asked(book(grades))
    assert {told.found} <= {"骆驼坳小学", "骆驼岩小学"}


def test_the_answer_same_school_makes_it_one_group(book: Books) -> None:
    scores = both("杨家湾小学", "杨家弯小学")
    answered = take_in(
        book({"成绩": scores, "考核设置": settings(("杨家弯小学", "杨家湾小学"))}), ChosenOptions()
    )
    assert "school_spelling" not in [one.code for one in answered.findings]
    figures = compute(answered.tables, {}, answered.options)
    groups = {
        (one.group.school, one.group.grade): one.rates.rows
        for one in figures.results[Level.SCHOOL]
        if one.rates is not None
    }
    assert groups == {("杨家湾小学", grade): 24 for grade in HELD}


def test_the_answer_two_schools_silences_the_question(book: Books) -> None:
    scores = both("杨家湾小学", "杨家弯小学")
    answered = book({"成绩": scores, "考核设置": settings(("杨家弯小学", "杨家弯小学"))})
    assert asked(answered) == []


def test_the_doctor_asks_the_same_once(book: Books) -> None:
    found = examined(take_in(book({"成绩": both("红岭小学", "红岭小")}), ChosenOptions()))
    assert [one.code for one in found].count("school_spelling") == 1


def test_a_payout_stops_until_it_is_answered(book: Books) -> None:
    scores = [[row[0], "九年级", *row[2:]] for row in both("石桥中学", "石侨中学")[1:25]]
    county = [["单位", "考试", "学科", "名次", "总数"], ["石桥中学", "中考", "语文", 1, 25]]
    sheets = {"成绩": [HEAD, *scores], "县名次": county}
    order = Order("luotuoao-brief", date(2026, 7, 10))
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        pay(take_in(book(sheets), ChosenOptions()), order)
    [told] = [one for one in caught.value.findings if one.code == "unit_spelling"]
    assert told.severity is Severity.ERROR
    answered = book({**sheets, "考核设置": settings(("石侨中学", "石侨中学"))})
    assert "unit_spelling" not in [
        one.code for one in pay(take_in(answered, ChosenOptions()), order).findings
    ]
