from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xl_quality.core.groups import Level
from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
from xl_quality.core.option_table import weights
from xl_quality.core.options import (
    COMPOSITES,
    AbsentRule,
    BareLine,
    Digits,
    DropRule,
    Measure,
    PointLine,
    RoundingMode,
    TieRule,
    Weights,
    WholeRule,
)
from xl_quality.runs.choices import Choices, Request
from xl_quality.runs.payout.assessment import Order
from xl_quality.runs.record import request_of, words_of
from xl_quality.schemes.loading import load
from xl_quality.sheets.recognition import SheetOverride

CHOICES = [
    Choices(),
    Choices(levels=(Level.SCHOOL, Level.TEACHER)),
    Choices(exam="期末"),
    Choices(full_marks={"语文": 12000, "数学": 10050}, default_full=15000),
    Choices(passing=Fraction(3, 5), excellent=Fraction(17, 20), low=Fraction(1, 3)),
    Choices(passing=Fraction(0)),
    Choices(absent=AbsentRule.ZERO, enrolled="应考"),
    Choices(drop=DropRule(Fraction(5, 100))),
    Choices(drop=DropRule(table=((30, 1), (60, 2)))),
    Choices(weights=COMPOSITES["40-30-30"], measure=Measure.PASS_RATE, ties=TieRule.DENSE),
    Choices(passing=PointLine(7250), excellent=BareLine(8500), low=BareLine(4000)),
    Choices(whole=WholeRule.SCORED, all_zero=AllZero.ABSENT, accept_signs=True),
    Choices(accept_signs=False, subject_zero={"": SubjectZero.SCORE}),
    Choices(subject_zero={"物理": SubjectZero.UNTAKEN, "历史": SubjectZero.SCORE}),
    Choices(weights=weights("50-30-30")),
    Choices(weights=weights("40-30-30-10")),
    Choices(weights=weights("0.45-0.3-0.25-0.05")),
    Choices(digits=Digits(mean=1, rate=0, rate_mode=RoundingMode.TRUNCATE)),
]


@pytest.mark.parametrize("choices", CHOICES)
def test_every_choice_comes_back(choices: Choices) -> None:
    request = Request("rank", choices)
    assert request_of("rank", "", words_of(request)) == request


def test_points_and_bare_numbers_stay_what_they_are() -> None:
    chosen = Choices(passing=PointLine(7250), excellent=BareLine(8500))
    again = request_of("rank", "", words_of(Request("rank", chosen)))
    assert again is not None
    assert isinstance(again.choices.passing, PointLine)
    assert isinstance(again.choices.excellent, BareLine)


def test_what_was_fixed_about_sheets_and_the_earlier_exam_comes_back() -> None:
    fixed = {
        "总表": SheetOverride(ignore=True),
        "一班": SheetOverride(header_rows=(2, 3), columns={"A": "班级", "M": "物理"}),
        "九年级": SheetOverride(full_marks={"化学": 6000, "物理": 7050, "": 10000}),
    }
    request = Request("report", Choices(), fixed, before="上学期")
    assert request_of("report", "", words_of(request)) == request


def test_an_order_comes_back_with_every_reading_said() -> None:
    scheme = load("school-2006")
    order = Order(
        "school-2006", date(2026, 7, 10), {}, ("per_place=200", "甲＝3/4"), "期末", shipped=True
    )
    request = Request("payout", Choices(exam="期末"), order=order)
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
        Request("rank", Choices(weights=own)),
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
