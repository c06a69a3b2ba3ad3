from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.facts.exams import period_of
from xl_quality.runs.facts.history import missing_in_history, out_of_order
from xl_quality.runs.names import exam_key
from xl_quality.runs.payout.assessment import pay

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record

    Books = Callable[..., Any]
    Listed = Callable[..., list[Record]]
    Rows = list[Any]

HEAD = ["单位", "考试", "年级", "学科", "名次", "总数"]
TESTED = ["骆驼坳中学", "2026年春季县抽考", "八年级", "语文", 1, 25]
GRADUATED = ["骆驼坳中学", "2026年中考", "九年级", "道德与法治", 1, 25]


def codes(book: Books, *rows: list[Any], exam: str = "") -> list[str]:
    """Return the codes of what stops a payout, else the clauses that pay."""
    sheets: dict[str, Rows] = {"县名次": [HEAD, *rows]}
    order = Order("luotuoao-brief", date(2026, 7, 10), exam=exam)
    try:
        payout = pay(take_in(book(sheets), ChosenOptions(), scores_needed=False), order)
    except BadInputError as error:
        return [one.code for one in error.findings if one.severity.value == "error"]
    return [line.clause for line in payout.lines]


def changed(row: list[Any], **fields: str) -> list[Any]:
    return [fields.get(name, value) for name, value in zip(HEAD, row, strict=True)]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (TESTED, {"考试": "2026春季县抽考"}),
        (TESTED, {"考试": "2026年春季全县抽考成绩"}),
        (TESTED, {"考试": "2026年春县抽考"}),
        (GRADUATED, {"学科": "道法"}),
        (GRADUATED, {"学科": "政治"}),
        (GRADUATED, {"年级": ""}),
        (GRADUATED, {"考试": "2026中考"}),
        (GRADUATED, {"考试": "2026年初中学业水平考试"}),
    ],
)
def test_a_result_written_in_two_ways_is_asked(
    book: Books, row: list[Any], fields: dict[str, str]
) -> None:
    assert codes(book, row, changed(row, **fields)) == ["result_listed_twice"]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (TESTED, {"考试": "2025年春季县抽考"}),
        (TESTED, {"考试": "2026年秋季县抽考"}),
        (TESTED, {"考试": "2026年春季县抽考第二次"}),
        (TESTED, {"年级": "七年级"}),
        (TESTED, {"学科": "数学"}),
        (TESTED, {"单位": "严家坳中学"}),
        (GRADUATED, {"考试": "2025年中考"}),
        (GRADUATED, {"学科": "历史"}),
    ],
)
def test_two_results_are_paid_both(book: Books, row: list[Any], fields: dict[str, str]) -> None:
    assert len(codes(book, row, changed(row, **fields))) == 2
    assert len(codes(book, row, list(row))) == 1


def test_only_the_exam_asked_for_is_looked_at(book: Books) -> None:
    twice = changed(GRADUATED, 年级="")
    assert codes(book, TESTED, GRADUATED, twice, exam="2026年春季县抽考") == ["A8"]


@pytest.mark.parametrize(
    ("exam", "found"),
    [
        ("2026年中考", ["place_without_subject"]),
        ("2026年春季县抽考", ["place_without_subject"]),
        ("2026年县篮球赛", ["A8"]),
    ],
)
def test_a_place_of_no_subject_is_asked_except_in_contests(
    book: Books, exam: str, found: list[str]
) -> None:
    assert codes(book, ["骆驼坳中学", exam, "九年级", "", 2, 25]) == found


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2026年中考", "2026中考", True),
        ("2026年中考", "２０２６年中考（成绩）", True),
        ("2025年秋季全县期末考试", "2025年秋全县期末", True),
        ("2025年秋季县抽考", "2025年春季县抽考", False),
        ("2026年中考", "2025年中考", False),
        ("第一次月考", "第二次月考", False),
        ("考试", "成绩", False),
    ],
)
def test_what_names_of_exams_have_in_common(first: str, second: str, *, same: bool) -> None:
    assert (exam_key(first) == exam_key(second)) is same


@pytest.mark.parametrize(
    ("exams", "asked"),
    [
        (("2024年秋季县统考", "2025年春季县统考", "2025年秋季县统考"), False),
        (("2025年秋季县统考", "2025年春季县统考"), True),
        (("2026年春季县统考", "2025年秋季县统考"), True),
        (("第一次县统考", "第二次县统考"), False),
        (("2024-2025学年第二学期县统考", "2025年秋季县统考"), False),
        (("2025年秋季县统考", "2026年中考", "2026年春季县抽考"), False),
    ],
)
def test_exams_listed_backwards_count_for_no_streak(
    listed: Listed, exams: tuple[str, ...], *, asked: bool
) -> None:
    lines = "\n".join(f"{exam} 甲校 综合 2 2" for exam in exams)
    found = out_of_order(listed("历次", f"exam unit subject rank of\n{lines}"))
    assert [one.code for one in found] == (["history_out_of_order"] if asked else [])


def test_each_unit_has_its_own_order(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank of
        2025年春季县统考 甲校 综合 1 2
        2025年秋季县统考 甲校 综合 1 2
        2025年春季县统考 乙校 综合 2 2
        2025年秋季县统考 乙校 综合 2 2
        """,
    )
    assert out_of_order(rows) == []


@pytest.mark.parametrize(
    ("exam", "unit", "subject", "told"),
    [
        ("2026年春季县抽考", "甲中学", "综合", True),
        ("2026年春季县抽考", "甲中学", "语文", False),
        ("2026年春季县抽考", "丙中学", "综合", False),
        ("2025年秋县抽考", "甲中学", "综合", False),
        ("2026年县合唱比赛", "甲中学", "综合", False),
    ],
)
def test_a_streak_that_cannot_reach_the_exam_paid_for_is_told(
    listed: Listed, exam: str, unit: str, subject: str, *, told: bool
) -> None:
    past = listed("历次", "exam unit subject rank of\n2025年秋季县抽考 甲中学 综合 25 25")
    county = listed("县名次", f"unit exam subject rank of\n{unit} {exam} {subject} 25 25")
    found = missing_in_history(past, county)
    assert [one.code for one in found] == (["history_without_exam"] if told else [])
    assert missing_in_history([], county) == []


@pytest.mark.parametrize(
    ("asked", "exams", "several"),
    [
        ("中考", ("2026年中考", "2025年秋季期中考试"), True),
        ("1月", ("2026年1月县抽考", "2025年11月县抽考"), True),
        ("县抽考", ("2026年春季县抽考", "2025年秋季县抽考"), True),
        ("中考", ("2026年中考", "2026中考成绩"), False),
        ("春季县抽考", ("2026年春季县抽考（六年级）", "2026年春季县抽考（四年级）"), False),
        ("2026年中考", ("2026年中考", "2026年中考模拟"), False),
        ("抽考", ("2026年县抽考", "2026年中考"), False),
    ],
)
def test_a_part_of_a_name_stands_for_one_exam_only(
    book: Books, asked: str, exams: tuple[str, ...], *, several: bool
) -> None:
    rows = [["骆驼坳中学", exam, "九年级", "语文", 1, 25] for exam in exams]
    contents = take_in(book({"县名次": [HEAD, *rows]}), ChosenOptions(), scores_needed=False)
    if several:
        with pytest.raises(BadInputError, match="请把要算的那一次写全"):
            period_of(contents, asked)
    else:
        assert period_of(contents, asked).names
