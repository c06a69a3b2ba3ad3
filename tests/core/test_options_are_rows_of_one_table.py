"""Every option is a row of one table: what it writes it reads, and it changes the figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.option_values import texts
from xl_quality.core import option_table
from xl_quality.core.option_table import (
    ENROLLED,
    OPTIONS,
    Option,
    Stated,
    weights_of,
    with_stated,
)
from xl_quality.core.options import (
    AllZero,
    BadValueError,
    BareLine,
    Decimals,
    Digits,
    DropRule,
    Options,
    PointLine,
    SubjectZero,
    Weights,
    decimal_text,
    full_mark,
)
from xl_quality.core.ranking import RoundingMode, TieRule


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.id)
def test_what_an_option_writes_it_reads(option: Option[Any]) -> None:
    for text in texts(option):
        value = option.parse(text)
        assert option.parse(option.text(value)) == value


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.id)
def test_what_was_stated_is_what_the_options_say(option: Option[Any]) -> None:
    if option is ENROLLED:
        pytest.skip("an office keeps the numbers in a list of its own")
    for of in ("", *option.parts):
        for text in texts(option):
            options = with_stated(Options(), [Stated(option, of, option.parse(text))])
            said = [Stated(row, *one) for row in OPTIONS for one in row.stated(options)]
            assert with_stated(Options(), said) == options


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.id)
def test_some_value_of_an_option_changes_the_options(option: Option[Any]) -> None:
    of = "青石小学//1班" if option is ENROLLED else ""
    changed = [
        with_stated(Options(), [Stated(option, of, option.parse(text))]) for text in texts(option)
    ]
    assert any(options != Options() for options in changed)


def test_every_row_is_in_the_list_that_hosts_go_by() -> None:
    rows = [one for one in vars(option_table).values() if isinstance(one, Option)]
    assert [one.id for one in rows if one not in OPTIONS] == []


def test_no_two_options_share_a_name() -> None:
    for names in ([one.id for one in OPTIONS], [one.name for one in OPTIONS]):
        assert len(set(names)) == len(names)


def test_what_is_for_one_subject_goes_before_what_is_for_all() -> None:
    passing = next(option for option in OPTIONS if option.id == "passing")
    of_chinese = Stated(passing, "语文", passing.parse("70%"))
    of_all = Stated(passing, "", passing.parse("50%"))
    for statements in ([of_chinese, of_all], [of_all, of_chinese]):
        options = with_stated(Options(), statements)
        assert options.thresholds("语文").passing == 7000
        assert options.thresholds("数学").passing == 5000


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.id)
def test_a_text_that_means_nothing_is_refused(option: Option[Any]) -> None:
    # any text but none may be the name of an office
    for text in ("",) if option.id == "office" else ("随便", "", "-1", "5/0"):
        with pytest.raises(BadValueError):
            option.parse(text)


@pytest.mark.parametrize(("text", "places"), [("0", 0), ("6", 6), ("1t", 1), ("3截尾", 3)])
def test_decimals_are_zero_to_six(text: str, places: int) -> None:
    digits = next(option for option in OPTIONS if option.id == "digits")
    assert digits.parse(text).places == places


def weights(parts: str, *, relative: bool = False) -> Weights:
    mean, passing, excellent, *low = map(Fraction, parts.split())
    return Weights(mean, passing, excellent, sum(low, Fraction()), relative)


READ = [
    ("rank_unrounded", "是", True),
    ("rank_unrounded", "否", False),
    ("rank_unrounded", "yes", True),
    ("rank_unrounded", "no", False),
    ("slips", "是", True),
    ("slips", "no", False),
    ("office", "青石镇中心学校", "青石镇中心学校"),
    ("accept_signs", "计入", True),
    ("accept_signs", "不计入", False),
    ("accept_signs", "count", True),
    ("accept_signs", "skip", False),
    ("ties", "占位", TieRule.SKIP),
    ("ties", "不占位", TieRule.DENSE),
    ("ties", "平均", TieRule.AVERAGE),
    ("passing", "60%", Fraction(3, 5)),
    ("passing", "0.6", Fraction(3, 5)),
    ("passing", "3/5", Fraction(3, 5)),
    ("passing", "72分", PointLine(72_00)),
    ("passing", "100%", Fraction(1)),
    ("passing", "0", Fraction(0)),
    ("passing", "1", Fraction(1)),  # all of the full mark, as 0.99 is nearly all
    ("passing", "1.01", BareLine(1_01)),
    ("passing", "1000", BareLine(1000_00)),
    ("passing", "1%", Fraction(1, 100)),
    ("passing", "0分", PointLine(0)),
    ("passing", "0.6分", PointLine(60)),
    ("passing", "1000分", PointLine(1000_00)),
    ("full_marks", "150", 150_00),
    ("full_marks", "1", 1_00),
    ("full_marks", "1000", 1000_00),
    ("full_marks", "0.01", 1),
    ("drop", "5%", DropRule(Fraction(1, 20))),
    ("drop", "5", DropRule(Fraction(1, 20))),
    ("drop", "0", DropRule()),
    ("drop", "1.5", DropRule(Fraction(3, 200))),
    ("drop", "0.99", DropRule(Fraction(99, 100))),
    ("drop", "30人以下去1、60人以下去2", DropRule(Fraction(0), ((30, 1), (60, 2)))),
    ("digits", "2", Decimals(2)),
    ("digits", "0", Decimals(0)),
    ("digits", "1截尾", Decimals(1, RoundingMode.TRUNCATE)),
    ("weights", "4-3-3", weights("2/5 3/10 3/10")),
    ("weights", "4-3-2-1", weights("2/5 3/10 1/5 -1/10")),
    ("weights", "40-30-30", weights("40 30 30", relative=True)),
    ("weights", "60-70-70", weights("60 70 70", relative=True)),
    ("weights", "50-30-30-10", weights("50 30 30 -10", relative=True)),
    ("weights", "50-30-30--10", weights("50 30 30 -10", relative=True)),
    ("weights", "5-3-1-1", weights("1/2 3/10 1/10 -1/10")),
    ("weights", "9-1-0", weights("9/10 1/10 0")),
    ("weights", "1-7-2", weights("1/10 7/10 1/5")),
    ("weights", "0-0-0-0.5", weights("0 0 0 -1/2")),
    ("weights", "1-1-1", weights("1 1 1")),
    ("weights", "10-0-0", weights("10 0 0", relative=True)),
    ("enrolled", "0", 0),
    ("enrolled", "45", 45),
]
BY_ID = {option.id: option for option in OPTIONS}


@pytest.mark.parametrize(("name", "text", "value"), READ, ids=[f"{n} {t}" for n, t, _ in READ])
def test_what_a_clerk_writes_is_read_as_he_means_it(name: str, text: str, value: object) -> None:
    found = BY_ID[name].parse(text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("full_marks", "0"),
        ("full_marks", "1001"),
        ("full_marks", "-1"),
        ("passing", "-1%"),
        ("passing", "101%"),
        ("passing", "及格"),
        ("drop", "100"),
        ("drop", "-1"),
        ("digits", "7"),
        ("digits", "-1"),
        ("enrolled", "-1"),
        ("enrolled", "一半"),
        ("weights", "4"),
        ("weights", "4-3-4"),
        ("ties", "随便"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadValueError):
        BY_ID[name].parse(text)


def test_every_word_of_an_option_means_one_value_and_each_value_has_a_chinese_word() -> None:
    for option in OPTIONS:
        shown = {option.text(value): value for value in option.words.values()}
        assert {*shown.values()} == {*option.words.values()}
        assert all(option.parse(text) == value for text, value in shown.items())
        assert not any(text.isascii() for text in shown)


EDGES = [
    ("full_marks", "1000", "1000.01"), ("full_marks", "0.01", "0"), ("full_marks", "0.01", "0.001"),
    ("passing", "1000分", "1000.01分"), ("passing", "100%", "100.5%"), ("passing", "1/1", "2/1"),
    ("drop", "99.9%", "100%"), ("drop", "30人以下去1、31人以下去0", "30人以下去1、30人以下去0"),
    ("digits", "6", "7"), ("digits", "0t", "-1t"), ("enrolled", "0", "-1"),
    ("enrolled", "10000000", "10000001"), ("enrolled", "45", "45.5"), ("weights", "0-0-1", "0-0-0"),
    ("weights", "9-1-0", "9-0-0"), ("weights", "10-0-0", "9.5-0.5-0"),
    ("weights", "1-0-0", "1.01-0-0"), ("weights", "2-8-0", "1.5-8.5-0"),
    ("weights", "0.5-0.5-0", "0.5-0.5"), ("weights", "4-3-2-1", "4-3-2-1-0"),
    ("weights", "9-0-0-1", "9-0-0-2"), ("band_widths", "0.01", "0"),
    ("first_places", "1", "0"), ("first_places", "1、2、3、4、5、6", "1、2、3、4、5、6、7"),
    ("first_places", "前10名、前50名", "10名次"), ("total_lines", "10000分", "10000.01分"),
    ("total_lines", "0.01", "0"), ("total_lines", "100%", "101%"), ("margins", "0.01分", "0分"),
    ("margins", "0%", "101%"), ("grade_weights", "0", "-0.1"), ("grade_weights", "1000", "1001"),
    ("extras", "t分,超均率", "T分和超均率"),
]  # fmt: skip
"""Option, the last text that is taken, the first one that is not."""


@pytest.mark.parametrize(("name", "taken", "refused"), EDGES)
def test_the_edges_of_what_may_be_written(name: str, taken: str, refused: str) -> None:
    option = next(option for option in OPTIONS if option.id == name)
    option.parse(taken)
    with pytest.raises(BadValueError):
        option.parse(refused)


def test_numbers_that_make_ten_are_tenths_and_from_ten_on_points() -> None:
    weights = next(option for option in OPTIONS if option.id == "weights")
    assert not weights.parse("9-1-0").relative
    assert weights.parse("10-0-0").relative
    assert not weights.parse("1-0-0").relative
    assert weights.parse("1-0-0").mean == 1


@pytest.mark.parametrize("count", [1, 2, 5])
def test_weights_are_three_or_four_numbers(count: int) -> None:
    with pytest.raises(BadValueError, match="依次是平均分、及格率、优秀率、低分率"):
        weights_of([Fraction(1, 5)] * count)


WRITTEN = [
    (weights("2/5 3/10 3/10"), "4-3-3"),
    (weights("60 70 70", relative=True), "60-70-70"),
    (weights("1/2 3/10 1/5"), "0.5-0.3-0.2"),
    (weights("1/2 3/10 1/5 -1/10"), "0.5-0.3-0.2-0.1"),
    (weights("50 30 30 -10", relative=True), "50-30-30-10"),
    (weights("0.000001 0 1"), "0.000001-0-1"),
    (weights("1/3 1/3 1/3"), ""),  # no decimals say it exactly
    (weights("1/2 1/2 0", relative=True), ""),  # nor these: they would be shares
]


@pytest.mark.parametrize(("own", "text"), WRITTEN)
def test_weights_are_written_so_that_they_are_read_again_or_not_at_all(
    own: Weights, text: str
) -> None:
    assert BY_ID["weights"].text(own) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"), (Fraction(-1, 2), "-0.5"), (Fraction(1, 8), "0.125"),
        (Fraction(120), "120"), (Fraction(1, 3), "0.333333333333"),
        (Fraction(-2, 3), "-0.666666666666"),
        (Fraction(10**9 + 1, 10**9), "1.000000001"), (Fraction(1, 10**12), "0.000000000001"),
        (Fraction(9, 10**13), "0"),
    ],
)  # fmt: skip
def test_a_decimal_is_written_exactly_and_cut_at_twelve_places(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


def stated(options: Options) -> dict[str, list[tuple[str, str]]]:
    return {
        one.id: [(of, one.text(value)) for of, value in one.stated(options)]
        for one in OPTIONS
        if one.stated(options)
    }


def test_an_office_that_said_nothing_is_told_what_holds_all_the_same() -> None:
    assert stated(Options()) == {
        "passing": [("", "60%")],
        "excellent": [("", "85%")],
        "low": [("", "40%")],
        "absent": [("", "不计入")],
        "ties": [("", "占位")],
        "measure": [("", "综合分")],
        "digits": [("", "2")],
        "digits_mode": [("", "四舍五入")],
        "rank_unrounded": [("", "否")],
        "weights": [("", "4-3-3")],
        "whole": [("", "应考人数")],
        "drop": [("", "0%")],
        "slips": [("", "否")],
        "formulas": [("", "否")],
        "pupil_slips": [("", "等级")],
        "good": [("", "75%")],
        "lopsided": [("", "30%")],
        "first_places": [("", "10、50、100")],
        "margins": [("", "5%")],
        "lacking": [("", "按有的年级")],
        "extras": [("", "无")],
    }


def test_what_holds_is_what_a_formula_goes_by_that_says_nothing() -> None:
    defaults = {one.id: [("", one.text(one.default))] for one in OPTIONS if one.default is not None}
    assert defaults == {"full_marks": [("", "100")], **stated(Options())}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absent", ("exclude", "zero")),  # 0分 and 0 are no words of programs
        ("rank_unrounded", ("no", "yes")),
        ("slips", ("no", "yes")),
        ("scores_used", ("assigned", "raw")),
        ("passing", ()),
    ],
)
def test_programs_have_one_ascii_word_for_a_value(name: str, words: tuple[str, ...]) -> None:
    assert BY_ID[name].ids == words


def test_a_full_mark_and_what_zeros_are_is_told_only_where_somebody_said_it() -> None:
    said = [
        Stated(BY_ID["full_marks"], "", 100_00),
        Stated(BY_ID["full_marks"], "语文", 120_50),
        Stated(BY_ID["subject_zero"], "物理", SubjectZero.SCORE),
    ]
    found = stated(with_stated(Options(), said))
    assert found["full_marks"] == [("", "100"), ("语文", "120.5")]
    assert found["subject_zero"] == [("物理", "0分")]


def test_a_line_of_one_subject_is_told_where_it_differs_from_that_of_all() -> None:
    said = [Stated(BY_ID["passing"], "语文", Fraction(7, 10))]
    found = stated(with_stated(Options(), said))
    assert (found["passing"], found["excellent"]) == ([("", "60%"), ("语文", "70%")], [("", "85%")])


def test_decimals_are_told_by_figure_where_two_of_the_figures_differ() -> None:
    one = Options(digits=Digits(mean=1, rate_mode=RoundingMode.TRUNCATE))
    assert stated(one)["digits"] == [("平均分", "1"), ("率", "2"), ("综合分", "2")]
    assert [text for _, text in stated(one)["digits_mode"]] == ["四舍五入", "截尾", "四舍五入"]


def test_only_a_full_mark_and_which_scores_are_used_can_be_said_of_a_single_sheet() -> None:
    assert {option.id for option in OPTIONS if option.per_sheet} == {"full_marks", "scores_used"}


@pytest.mark.parametrize("text", ["0", "1001", "0/3", "70.555", "1/3"])
def test_a_full_mark_is_a_number_of_hundredths_up_to_a_thousand(text: str) -> None:
    with pytest.raises(BadValueError, match="不超过 1000"):
        full_mark(text)


def test_a_share_of_one_is_everything_and_not_one_percent() -> None:
    assert BY_ID["lopsided"].parse("1") == 1
    assert BY_ID["lopsided"].parse("1%") == Fraction(1, 100)


def test_what_nobody_said_is_not_stated_and_what_somebody_said_is() -> None:
    said = [Stated(BY_ID["all_zero"], "", AllZero.ABSENT), Stated(BY_ID["slips"], "", value=True)]
    assert "all_zero" not in stated(Options())
    found = stated(with_stated(Options(), said))
    assert (found["all_zero"], found["slips"]) == ([("", "缺考")], [("", "是")])


@pytest.mark.parametrize("name", ["band_widths", "margins"])
def test_a_width_that_is_none_is_not_called_a_full_mark(name: str) -> None:
    with pytest.raises(BadValueError, match="应写大于 0、不超过 1000 的分数"):
        BY_ID[name].parse("0.001")
