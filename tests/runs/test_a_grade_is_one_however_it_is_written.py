from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.runs.book_contents import BookContents

    Books = Callable[..., Any]
    Rows = list[list[Any]]

PLACES = ["单位", "考试", "年级", "学科", "名次", "总数"]
SCORES = ["学校", "年级", "班级", "姓名", "语文", "数学"]
TAUGHT = ["学校", "年级", "班级", "学科", "任课教师"]


def taken(book: Books, **sheets: Rows) -> BookContents:
    return take_in(book(sheets), ChosenOptions(), scores_needed=False)


def scored(grade: str) -> Rows:
    pupils = [["甲中学", grade, "1班", f"学生{mark}", mark, mark] for mark in range(60, 70)]
    return [SCORES, *pupils]


@pytest.mark.parametrize(
    ("scores", "listed"), [("九年级", "初三"), ("初三", "九年级"), ("9年级", "九")]
)
def test_a_list_finds_the_grade_of_the_scores(book: Books, scores: str, listed: str) -> None:
    taught = [TAUGHT, ["甲中学", listed, "1班", "语文", "江一帆"]]
    contents = taken(book, 期末成绩=scored(scores), 任课=taught)
    assert contents.taught == {("甲中学", scores, "1班", "语文"): "江一帆"}


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [
        ("初二", "初二", "初二"),  # as the office writes it
        ("初二", "八年级", "八年级"),
        ("8年级", "八", "八年级"),
        ("初二", "九年级", None),
    ],
)
def test_lists_without_scores_agree_among_themselves(
    book: Books, first: str, second: str, grade: str | None
) -> None:
    rows = [["甲中学", "2026年春季县抽考", one, "语文", 1, 25] for one in (first, second)]
    told = [row.text("grade") for row in taken(book, 县名次=[PLACES, *rows]).rows("县名次")]
    assert told == ([grade] * 2 if grade else [first, second])


def test_where_there_is_a_fourth_year_the_third_is_not_grade_nine(book: Books) -> None:
    rows = [
        ["甲中学", "2026年春季县抽考", one, "语文", 1, 25] for one in ("初三", "初四", "九年级")
    ]
    told = [row.text("grade") for row in taken(book, 县名次=[PLACES, *rows]).rows("县名次")]
    assert told == ["初三", "初四", "九年级"]


def test_two_ways_on_the_score_sheets_are_two_grades(book: Books) -> None:
    both = [*scored("九年级"), *scored("初三")[1:]]
    taught = [TAUGHT, *(["甲中学", one, "1班", "语文", f"教师{one}"] for one in ("九年级", "初三"))]
    assert len(taken(book, 期末成绩=both, 任课=taught).taught) == 2


@pytest.mark.parametrize("other", ["初二", "8年级", "八"])
def test_one_result_in_two_spellings_of_its_grade_is_paid_once(book: Books, other: str) -> None:
    rows = [["骆驼坳中学", "2026年春季县抽考", one, "语文", 1, 25] for one in ("八年级", other)]
    order = Order("luotuoao-brief", date(2026, 7, 10))
    assert [one.clause for one in pay(taken(book, 县名次=[PLACES, *rows]), order).lines] == ["A8"]
    rows[1][4] = 2
    with pytest.raises(BadInputError) as caught:
        pay(taken(book, 县名次=[PLACES, *rows]), order)
    assert "fact_given_twice" in [one.code for one in caught.value.findings]


def test_a_streak_goes_on_where_the_grade_is_written_otherwise(book: Books) -> None:
    history = [
        [unit, exam, grade, "综合", place, 2]
        for exam, grade in (("2025年春县统考", "初三"), ("2025年秋县统考", "九年级"))
        for unit, place in (("骆驼坳中学", 2), ("严家坳中学", 1))
    ]
    contents = taken(book, 历次=[PLACES, *history])
    payout = pay(contents, Order("luotuoao-brief", date(2026, 7, 10)))
    facts = [one.case.facts.get("last_count") for one in payout.assessed]
    assert [fact.value for fact in facts if fact] == [2, 0]
