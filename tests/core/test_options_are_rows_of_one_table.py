"""Every option is a row of one table: what it writes it reads, and it changes the figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from xl_quality.core import option_table
from xl_quality.core.option_table import (
    ENROLLED,
    OPTIONS,
    BadValueError,
    Decimals,
    Option,
    Stated,
    full_mark,
    with_stated,
)
from xl_quality.core.options import DropRule, Options, PointLine, Weights
from xl_quality.core.ranking import RoundingMode, TieRule

OTHER_VALUES = {
    "full_marks": "150",
    "passing": "72分",
    "excellent": "90%",
    "low": "3/10",
    "digits": "1截尾",
    "weights": "50-30-30-10",
    "drop": "30人以下去1、60人以下去2",
    "enrolled": "45",
}
"""A text that means something else than the default, for options of any value."""


def texts(option: Option[Any]) -> list[str]:
    return list(option.words) or [option.example, OTHER_VALUES[option.id]]


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
    for text in ("随便", "", "-1", "5/0"):
        with pytest.raises(BadValueError):
            option.parse(text)


@pytest.mark.parametrize(("text", "places"), [("0", 0), ("6", 6), ("1t", 1), ("3截尾", 3)])
def test_decimals_are_zero_to_six(text: str, places: int) -> None:
    digits = next(option for option in OPTIONS if option.id == "digits")
    assert digits.parse(text).places == places


READ = [
    ("rank_unrounded", "是", True),
    ("rank_unrounded", "否", False),
    ("rank_unrounded", "yes", True),
    ("rank_unrounded", "no", False),
    ("ties", "占位", TieRule.SKIP),
    ("ties", "不占位", TieRule.DENSE),
    ("ties", "平均", TieRule.AVERAGE),
    ("passing", "60%", Fraction(3, 5)),
    ("passing", "0.6", Fraction(3, 5)),
    ("passing", "3/5", Fraction(3, 5)),
    ("passing", "72分", PointLine(72_00)),
    ("passing", "100%", Fraction(1)),
    ("full_marks", "150", 150_00),
    ("full_marks", "1", 1_00),
    ("full_marks", "1000", 1000_00),
    ("drop", "5%", DropRule(Fraction(1, 20))),
    ("drop", "5", DropRule(Fraction(1, 20))),
    ("drop", "0", DropRule()),
    ("drop", "30人以下去1、60人以下去2", DropRule(Fraction(0), ((30, 1), (60, 2)))),
    ("digits", "2", Decimals(2)),
    ("digits", "0", Decimals(0)),
    ("digits", "1截尾", Decimals(1, RoundingMode.TRUNCATE)),
    ("weights", "4-3-3", Weights(Fraction(2, 5), Fraction(3, 10), Fraction(3, 10))),
    (
        "weights",
        "50-30-30-10",
        Weights(Fraction(50), Fraction(30), Fraction(30), Fraction(-10), relative=True),
    ),
    ("enrolled", "0", 0),
    ("enrolled", "45", 45),
]
BY_ID = {option.id: option for option in OPTIONS}


@pytest.mark.parametrize(("name", "text", "value"), READ, ids=[f"{n} {t}" for n, t, _ in READ])
def test_what_a_clerk_writes_is_read_as_he_means_it(name: str, text: str, value: object) -> None:
    assert BY_ID[name].parse(text) == value


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


@pytest.mark.parametrize("text", ["0", "1001", "0/3", "70.555", "1/3"])
def test_a_full_mark_is_a_number_of_hundredths_up_to_a_thousand(text: str) -> None:
    with pytest.raises(BadValueError, match="不超过 1000"):
        full_mark(text)
