from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from xl_quality.core import option_table
from xl_quality.core.groups import Level
from xl_quality.core.option_table import (
    DECIMALS,
    DROP,
    EXCELLENT,
    FULL_MARK,
    LOW,
    PASSING,
    WEIGHTS,
    Option,
    Stated,
    weights,
)
from xl_quality.core.options import (
    COMPOSITES,
    AbsentRule,
    AllZero,
    BareLine,
    Decimals,
    Digits,
    DropRule,
    Measure,
    Options,
    PointLine,
    SubjectZero,
    Weights,
    WholeRule,
)
from xl_quality.core.ranking import RoundingMode, TieRule
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.record import request_of, words_of
from xl_quality.schemes.loading import load
from xl_quality.sheets.recognition import SheetOverride

VALUES: list[tuple[Option[Any], str, object]] = [
    (FULL_MARK, "语文", 12000),
    (FULL_MARK, "数学", 10050),
    (FULL_MARK, "", 15000),
    (PASSING, "", Fraction(0)),
    (PASSING, "语文", PointLine(7250)),
    (EXCELLENT, "", BareLine(8500)),
    (LOW, "", Fraction(1, 3)),
    (LOW, "", BareLine(4000)),
    (DROP, "", DropRule(Fraction(5, 100))),
    (WEIGHTS, "", weights("0.45-0.3-0.25-0.05")),
    (DECIMALS, "率", Decimals(0, RoundingMode.TRUNCATE)),
    (option_table.TOTAL_LINE, "九年级/重点线", PointLine(520_50)),
    (option_table.MARGIN, "总分", PointLine(8_00)),
]
"""Values that a record might say less exactly; the house tests try every option in every host."""
CHOICES = [
    ChosenOptions(),
    ChosenOptions(levels=(Level.SCHOOL, Level.TEACHER)),
    ChosenOptions(exam="期末"),
    ChosenOptions(enrolled="应考"),
    *(ChosenOptions(stated=(Stated(*value),)) for value in VALUES),
    ChosenOptions(stated=tuple(Stated(*value) for value in VALUES[:3])),
]


@pytest.mark.parametrize("choices", CHOICES)
def test_every_choice_comes_back(choices: ChosenOptions) -> None:
    request = Request("rank", choices)
    assert request_of("rank", "", words_of(request)) == request


def test_points_and_bare_numbers_stay_what_they_are() -> None:
    lines = Stated(PASSING, "", PointLine(7250)), Stated(EXCELLENT, "", BareLine(8500))
    chosen = ChosenOptions(stated=lines)
    again = request_of("rank", "", words_of(Request("rank", chosen)))
    assert again is not None
    assert isinstance(again.choices.about(PASSING)[""], PointLine)
    assert isinstance(again.choices.about(EXCELLENT)[""], BareLine)


def test_the_words_of_earlier_versions_are_understood() -> None:
    words = {
        "及格线": "13/20", "缺考": "zero", "并列": "dense", "去尾": "1/20", "排名依据": "mean",
        "小数位": "mean=1，rate=0t，composite=2", "满分 语文": "120", "学科0分 物理": "untaken",
        "全科率分母": "scored", "全部0分": "absent", "带符号的分数": "计入", "综合分": "40-30-30",
    }  # fmt: skip
    again = request_of("rank", "", [("设置", name, text) for name, text in words.items()])
    assert again is not None
    options = again.choices.over(Options())
    assert options.lines.passing == Fraction(13, 20)
    assert (options.absent, options.ties) == (AbsentRule.ZERO, TieRule.DENSE)
    assert (options.drop.share, options.measure) == (Fraction(1, 20), Measure.MEAN)
    assert options.digits == Digits(mean=1, rate=0, rate_mode=RoundingMode.TRUNCATE)
    assert (options.full_marks, options.subject_zero) == (
        {"语文": 12000},
        {"物理": SubjectZero.UNTAKEN},
    )
    assert (options.whole, options.all_zero) == (WholeRule.SCORED, AllZero.ABSENT)
    assert (options.accept_signs, options.weights) == (True, COMPOSITES["40-30-30"])


def test_what_was_fixed_about_sheets_and_the_earlier_exam_comes_back() -> None:
    fixed = {
        "总表": SheetOverride(ignore=True),
        "一班": SheetOverride(header_rows=(2, 3), columns={"A": "班级", "M": "物理"}),
        "九年级": SheetOverride(full_marks={"化学": 6000, "物理": 7050, "": 10000}),
    }
    request = Request("report", ChosenOptions(), fixed, before="上学期")
    assert request_of("report", "", words_of(request)) == request


@pytest.mark.parametrize("reports", [("学校排名", "缺考·空白·零分清单"), ("全部",)])
def test_the_reports_asked_for_come_back(reports: tuple[str, ...]) -> None:
    request = Request("report", reports=reports)
    assert request_of("report", "", words_of(request)) == request


def test_an_order_comes_back_with_every_reading_said() -> None:
    scheme = load("school-2006")
    order = Order(
        "school-2006", date(2026, 7, 10), {}, ("per_place=200", "甲＝3/4"), "期末", shipped=True
    )
    request = Request("payout", ChosenOptions(exam="期末"), order=order)
    words = words_of(request, scheme)
    again = request_of("payout", "school-2006", words)
    assert again is not None
    assert again.order == order._replace(
        options=scheme.choices({}), parameters=("per_place=200", "甲=3/4")
    )
    readings = [(name, value) for kind, name, value in words if kind == "读法"]
    assert len(readings) == len(scheme.options) > 0
    assert all("（" in name and "（" in value for name, value in readings), "told in Chinese, too"


def test_what_the_record_cannot_say_is_said_to_be_missing() -> None:
    own = Weights(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))
    for request in (
        Request("rank", ChosenOptions(stated=(Stated(WEIGHTS, "", own),))),
        Request("rank", fixed={"一班": SheetOverride(school="青石小学")}),
    ):
        words = words_of(request)
        assert words[-1][1:] == ("重新计算", "记录里写不全这次的选择，不能照样重算")
        assert request_of("rank", "", words) is None


@pytest.mark.parametrize(
    "word",
    [
        ("设置", "及格线", "六成"),
        ("设置", "低分线", "1/0"),
        ("设置", "级别", "镇"),
        ("设置", "小数位", "mean"),
        ("设置", "缺考", "也许"),
    ],
)
def test_a_record_spoilt_by_hand_gives_no_request(word: tuple[str, str, str]) -> None:
    assert request_of("rank", "", [word]) is None


def test_a_command_of_a_later_version_gives_no_request() -> None:
    assert request_of("forecast", "", words_of(Request("forecast"))) is None
