"""Facts as typed, schemes as text, payout lines."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.facts import Fact
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.fact_checks import parse_fact
from xl_quality.schemes.loading import load, read_scheme, scheme_ids
from xl_quality.schemes.payout_lines import PayoutLine, payout_lines
from xl_quality.schemes.scheme_text import scheme_text
from xl_quality.schemes.words import common_facts, number_text, to_fen

from .conftest import applied, scheme_with


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("rank=6", ("rank", 6)),
        (" rank = 6 ", ("rank", 6)),
        ("名次＝６", ("rank", 6)),
        ("ranks=3,6", ("ranks", (3, 6))),
        ("ranks=3", ("ranks", (3,))),
        ("teachers=甲,乙", ("teachers", ("甲", "乙"))),
        ("teachers=甲、乙，丙", ("teachers", ("甲", "乙", "丙"))),
        ("ranks=[3,6]", ("ranks", (3, 6))),
        ('teachers=["甲", "乙"]', ("teachers", ("甲", "乙"))),
        ("fees_settled=是", ("fees_settled", 1)),
        ("费用结清=√", ("fees_settled", 1)),
        ("费用结清=否", ("fees_settled", 0)),
        ("score=59.9", ("score", Fraction(599, 10))),
        ("score=60.0", ("score", 60)),
        ("rate=2%", ("rate", Fraction(1, 50))),
        ("rate=1/3", ("rate", Fraction(1, 3))),
        ("school=骆驼坳中学", ("school", "骆驼坳中学")),
    ],
)
def test_a_fact_is_read_exactly(text: str, fact: tuple[str, object]) -> None:
    assert parse_fact(text) == (fact[0], Fact(fact[1]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["rank", "rank=", "=6", "rank=six", "rank=6名", "no=1", "score=1e3", "rate=1/0", ""]
)
def test_what_is_no_fact_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_fact(text)


@given(st.fractions(max_denominator=10**6))
def test_a_number_is_shown_exactly(value: Fraction) -> None:
    assert Fraction(number_text(value).replace("－", "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 8), "0.125"), (Fraction(1, 2**20), "0.00000095367431640625"),
        (Fraction(1, 5**9), "0.000000512"), (Fraction(1, 40), "0.025"), (Fraction(-5, 2), "－2.5"),
        (Fraction(7), "7"), (Fraction(0), "0"), (100, "100"), (Fraction(2, 3), "2/3"),
        (Fraction(-1, 6), "－1/6"), (Fraction(1, 7 * 2**30), f"1/{7 * 2**30}"),
    ],
)  # fmt: skip
def test_a_number_is_a_decimal_where_it_ends(value: Fraction | int, text: str) -> None:
    assert number_text(value) == text


@given(st.fractions(max_denominator=10**4))
def test_fen_are_the_nearest_and_a_half_goes_away_from_zero(yuan: Fraction) -> None:
    assert abs(to_fen(yuan) - yuan * 100) <= Fraction(1, 2)
    assert to_fen(-yuan) == -to_fen(yuan)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_the_text_of_a_scheme_shows_every_clause_rule_and_reading(scheme: str) -> None:
    loaded = load(scheme)
    text = scheme_text(loaded)
    for clause in loaded.clauses:
        assert f"\n{clause.id} {clause.title}" in text
        assert clause.source.text in text
    for option in loaded.options.values():
        assert option.label in text
        assert f"* {option.choices[option.default]}（{option.default}，默认）" in text


def test_the_text_of_a_scheme_follows_the_reading_chosen() -> None:
    text = scheme_text(load("school-2006"), {"ladder": "flat"})
    assert "只按所在档计" in text
    assert "分段累进；" not in text


def test_tariffs_are_told_in_words() -> None:
    text = scheme_text(load("luotuoao-brief"))
    assert "录取数－指标数：每超1名200元，每缺1名－100元" in text
    assert "达标300元，每高1名再加300元（按“目标名次－名次”计）" in text
    assert "末位交流（倒数第3名以内）" in text
    assert "辍学率：比率为0%" in text
    assert "骆驼坳中学录取指标（限骆驼坳中学，没有填县下达指标总数时）" in text


def test_payout_lines_name_the_payee_of_each_role() -> None:
    evaluation = applied(load("school-2006"), "C3", "目标数=10；录取数=12")
    lines = payout_lines(evaluation, {"class_teacher": "甲"})
    # the 1300 yuan of the class are no line: its teachers share them out by C5
    assert [(line.payee, line.reward, line.penalty, line.net) for line in lines] == [
        ("甲", 20_000, 0, 20_000),
    ]


def test_a_split_that_pays_names_each_receiver() -> None:
    evaluation = applied(load("school-2006"), "C5", "待分总额=1000；权重=3、2；任课教师=甲、乙")
    lines = payout_lines(evaluation, {})
    assert [(line.payee, line.reward) for line in lines] == [("甲", 60_000), ("乙", 40_000)]


def test_a_penalty_is_a_positive_amount_in_its_own_column() -> None:
    evaluation = applied(load("luotuoao-brief"), "A6", "指标数=30；录取数=27")
    (line,) = payout_lines(evaluation, {"school": "骆驼坳中学"})
    assert line == PayoutLine(
        "骆驼坳中学", "A6", 0, 30_000, "重点高中录取27名，指标30名：缺3名×（－100元）＝－300元",
        title="重点高中指标奖惩", plain="重点高中录取27名，指标30名：缺3名×（－100元）＝－300元",
    )  # fmt: skip
    assert line.net == -30_000


def test_both_sides_of_a_conflict_are_paid_and_marked() -> None:
    evaluation = applied(load("luotuoao-brief"), "A7", "名次=1；排名单位数=3")
    lines = payout_lines(evaluation, {"school": "骆驼坳中学"})
    assert [(line.reward, line.penalty, line.conflict) for line in lines] == [
        (50_000, 0, True),
        (0, 30_000, True),
    ]


def test_what_pays_nothing_gives_no_payout_line() -> None:
    evaluation = applied(load("luotuoao-brief"), "A7", "名次=6；排名单位数=22")
    assert payout_lines(evaluation, {}) == []


def test_a_payee_without_a_name_is_refused() -> None:
    evaluation = applied(load("luotuoao-brief"), "A10", "填报金额=500")
    with pytest.raises(BadInputError, match="headmaster"):
        payout_lines(evaluation, {"school": "骆驼坳中学"})


def test_points_give_no_payout_line() -> None:
    rule = 'tariff = { kind = "per_unit", measure = "quota", over = 2 }'
    scheme = read_scheme(scheme_with(rule, clause='unit = "points"'), "示例.toml")
    evaluation = applied(scheme, "T1", "指标数=3")
    assert evaluation.amount == 6
    assert payout_lines(evaluation, {"school": "甲校"}) == []


def test_a_rank_that_contradicts_the_ranks_of_the_subjects_is_refused() -> None:
    facts = "名次=3；各科名次=3、6；排名单位数=20"
    with pytest.raises(BadInputError, match="名次填的是3，各科名次的平均却是第5名"):
        applied(load("school-2006"), "C1", facts)


def test_who_types_no_fact_is_told_those_that_can_be_typed() -> None:
    with pytest.raises(BadInputError) as caught:
        parse_fact("名字=3")
    computed = {one.label for one in common_facts().values() if one.measure}
    named = str(caught.value).partition("可用：")[2]
    assert "名次（rank）" in named
    assert not computed & {one.partition("（")[0] for one in named.split("、")}


@pytest.mark.parametrize("minus", ["-", "－", "−"])
def test_a_minus_is_one_however_it_is_typed(minus: str) -> None:
    assert parse_fact(f"得分={minus}2.5")[1].value == Fraction(-5, 2)
