"""The tariffs that judge: raised lines, points for targets, ratings, rungs, items, counting as."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.arithmetic import Counting, counted_units, credited, raised_line
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import load, read_scheme
from xl_quality.schemes.scheme_text import scheme_text
from xl_quality.schemes.tariffs.consequences import RungMode, in_turn, rungs_at

from .conftest import applied, scheme_with

RATES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
RAISED = (
    'tariff = {{ kind = "raised_line", label = "及格率", measure = "rate", line = {},'
    ' previous = "previous_rate", raise = {}, ceiling = "full", each = {}, no_previous = "line" }}'
)
RATING = 'tariff = {{ kind = "rating", measure = "score", grades = [{}] }}'
LADDER = 'tariff = {{ kind = "consequence_ladder", key = "last_count", rungs = {}, mode = "own" }}'
SCORED = (
    'tariff = { kind = "target", label = "率", measure = "rate", edge = "over",'
    ' limit = 0.5, points = "full_points" }'
)
COUNTED = 'tariff = { kind = "counts_as", name = "旷课", measure = "quota", each = 0, unit = "节" }'
ITEMS = (
    'tariff = {{ kind = "items_met", label = "指标", met = "teachers", at_least = {}, of = {},'
    ' chosen = "teachers" }}'
)


@given(st.fractions(max_denominator=100))
def test_full_units_never_exceed_the_difference(difference: Fraction) -> None:
    full = counted_units(difference, Counting.FULL)
    assert full.denominator == 1
    assert 0 <= abs(difference) - abs(full) < 1
    assert full * difference >= 0


@given(RATES, RATES, RATES)
def test_whoever_had_reached_the_line_is_asked_for_more_up_to_everybody(
    line: Fraction, previous: Fraction, by: Fraction
) -> None:
    asked = raised_line(line, previous, by, Fraction(1))
    assert line <= asked <= 1
    assert asked == line or previous >= line
    assert raised_line(line, None, by, None) == line


@given(RATES, st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100))
def test_a_target_missed_earns_less_than_one_met(actual: Fraction, limit: Fraction) -> None:
    met = actual >= limit
    points = credited(Fraction(10), actual, limit, met=met)
    assert (points == 10) == met
    assert 0 <= points <= 10


def test_a_target_of_nothing_earns_nothing_in_part() -> None:
    assert credited(Fraction(10), Fraction(1), Fraction(0), met=False) == 0


@given(st.integers(min_value=1, max_value=20))
def test_further_rungs_keep_the_earlier_ones_and_end_with_the_own(count: int) -> None:
    rungs = ["一", "二", "三"]
    up_to = rungs_at(count, rungs, RungMode.UP_TO)
    assert rungs_at(count, rungs, RungMode.OWN) == up_to[-1:]
    assert up_to == rungs[: min(count, 3)]
    assert rungs_at(0, rungs, RungMode.UP_TO) == []


def _why(scheme: str, clause: str, facts: str, options: str = "") -> list[str]:
    return [line.why for line in applied(load(scheme), clause, facts, options).lines]


def test_a_raised_line_says_where_it_comes_from() -> None:
    facts = "学科=语文；比率=66.5%；上次比率=72%；每个百分点分值=2；该项满分值=10"
    verdict, points = _why("class-targets", "D2", facts)
    asked = "语文，66.5%，上次72%，该项满分10分：上次已达到70%，应达到72%＋3个百分点＝75%"
    assert verdict == f"{asked}，未达标"
    low = "低8.5个百分点（不满1个百分点不计，按8个计）"
    assert points == f"{asked}，{low}×（－2分），以该项满分10分为限：扣10分"


def test_a_raised_line_names_its_ceiling_and_a_missing_last_time() -> None:
    (capped,) = _why("class-targets", "D1", "比率=100%；上次比率=100%；每个百分点分值=2")
    assert capped.endswith("应达到100%＋3个百分点，最高100%，达标")
    (first, _) = _why("class-targets", "D1", "比率=90%；每个百分点分值=2")
    assert "没有上次比率，应达到标准100%" in first


def test_a_part_of_a_percentage_point_is_named_though_it_costs_nothing() -> None:
    applied_to = applied(load("class-targets"), "D1", "比率=99.5%；每个百分点分值=2")
    assert applied_to.passed_over[0].outcome.endswith("低0.5个百分点，不满1个百分点，不扣分")
    (why,) = _why("class-targets", "D4", "比率=80.5%；标准线=80%；每个百分点分值=1")
    assert why.endswith("高0.5个百分点，不满1个百分点，不奖不惩")


def test_a_consequence_names_the_facts_that_led_to_it() -> None:
    assert _why("town-line", "F4", "比率=80%；标准线=70%") == [
        "及格率80%，标准70%：表彰（教师本人）"
    ]


@pytest.mark.parametrize(
    ("option", "rate"),
    [
        ("result_by=pass_rate", "及格率"),
        ("result_by=excellent_rate", "优秀率"),
        ("result_by=composite", "综合得分率"),
    ],
)
def test_a_reading_names_the_rate_that_is_judged(option: str, rate: str) -> None:
    target, *_ = _why("town-line", "F1", "比率=80%；标准线=70%", option)
    assert target == f"{rate}80%，标准70%：学科成绩（{rate}）目标不低于70%，达标"


def test_points_in_proportion_show_their_sum() -> None:
    _, points = _why(
        "town-line", "F1", "比率=63%；标准线=70%；该项满分值=20", "points_by=in_proportion"
    )
    assert points == "该项满分20分：学科成绩（及格率）未达标，按完成比例20×63%÷70%，得18分"


def test_chosen_items_that_are_missing_are_named() -> None:
    _, chosen = _why("balanced", "K1", "达标的核心指标=师资；选定的核心指标=师资、图书")
    assert chosen == "达标：师资，选定：师资、图书：图书未达标"


def test_a_parameter_is_asked_for_only_where_its_rule_could_apply() -> None:
    with pytest.raises(BadInputError) as caught:
        applied(load("class-targets"), "D2", "学科=语文；比率=66%")
    assert "语文优秀率" in str(caught.value)
    assert "数学优秀率" not in str(caught.value)


def test_every_way_to_state_the_facts_is_named_where_none_is_complete() -> None:
    with pytest.raises(BadInputError, match=r"缺少：学段（stage）；或：学校（school）"):
        applied(load("county-2025"), "I1", "比率=94%")


def test_a_rule_for_all_others_says_whom_it_leaves_out() -> None:
    assert "比上年提高两名（一年级除外，上年第2名之后）" in scheme_text(load("rank-up"))
    assert "及格率（学校另定基本线）（填了标准线时）" in scheme_text(load("class-targets"))
    evaluation = applied(load("rank-up"), "E2", "年级=一年级；名次=1；上年名次=5")
    assert [finding.code for finding in evaluation.findings] == ["not_covered"]


def test_differences_of_rates_are_told_in_percentage_points() -> None:
    text = scheme_text(load("town-line"))
    assert "比率－标准线不低于10个百分点" in text


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (RAISED.format("0.7", "-0.03", 1), "提高的幅度是负数"),
        (RAISED.format("70", "0.03", 1), "标准线应在0到100%之间"),
        (RAISED.format("0.7", "0.03", -1), "每低1个百分点扣分应大于0"),
        (RAISED.format("0.7", "0.03", 1), "计分的条款却以元计"),
        (
            SCORED,
            "计分的条款却以元计",
        ),
        (RATING.format('{label="良",limit=80},{label="优",limit=90},{label="差"}'), "没有从高到低"),
        (RATING.format('{label="优",limit=80},{label="良",limit=80},{label="差"}'), "没有从高到低"),
        (RATING.format('{label="差"},{label="优",limit=90}'), "收下了其余全部"),
        (RATING.format('{label="优",limit=90}'), "最后一等以外的值没有规定"),
        (LADDER.format('["检讨", "检讨"]'), "有一级写了两次"),
        (ITEMS.format(13, 12), "12项中至少13项，说不通"),
        (ITEMS.format(0, 12), "12项中至少0项，说不通"),
        (
            COUNTED,
            "折算数应大于0",
        ),
        (
            'not_for = { level = ["town"] }\ntariff = { kind = "by_place", top = [1] }',
            "“level”没有“town”这个值",
        ),
    ],
)
def test_the_linter_finds_what_these_tariffs_cannot_mean(rule: str, message: str) -> None:
    found = lint(read_scheme(scheme_with(rule), "示例.toml"))
    assert any(message in finding.message for finding in found), found


@pytest.mark.parametrize("at_least", [1, 12])
def test_of_twelve_items_one_or_all_may_be_asked_for(at_least: int) -> None:
    assert lint(read_scheme(scheme_with(ITEMS.format(at_least, 12)), "示例.toml")) == []


def test_a_rating_may_only_be_bounded_from_below() -> None:
    text = scheme_with(RATING.format('{label="优",edge="under",limit=90},{label="差"}'))
    with pytest.raises(BadInputError) as caught:
        read_scheme(text, "示例.toml")
    assert "只能用“不低于”或“超过”" in str(caught.value.findings[0])


def test_a_consequence_for_certain_ones_needs_no_further_condition() -> None:
    rule = 'only_for = { level = ["county"] }\ntariff = { kind = "consequence", names = ["通报"] }'
    assert lint(read_scheme(scheme_with(rule), "示例.toml")) == []


def test_the_ninth_time_is_written_in_a_word_the_tenth_in_figures() -> None:
    told = in_turn([f"检讨{number}" for number in range(1, 11)], ())
    assert "第一次检讨1、" in told
    assert told.endswith("第九次检讨9、第10次及以后检讨10")
    assert in_turn(["检讨"], ["校长", "教师"]) == "对校长、教师，第一次检讨"
