"""The Chinese sentences of a result, its sources and its JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.engine import TooFewFactsError, evaluate
from xl_quality.schemes.loading import load, read_scheme
from xl_quality.schemes.scheme_text import amount_value, json_text, to_json
from xl_quality.schemes.words import Unit

from .conftest import DAY, applied, scheme_with

if TYPE_CHECKING:
    from xl_quality.core.facts import FactValue

BRIEF = load("luotuoao-brief")


def _why(clause: str, facts: str, scheme: str = "luotuoao-brief") -> list[str]:
    return [line.why for line in applied(load(scheme), clause, facts).lines]


def test_a_reason_names_the_cells_and_the_sum() -> None:
    facts = {"rank": Fact(6, Source.at("县名次", "D5")), "target_rank": Fact(8)}
    (line,) = evaluate(BRIEF, "A6", facts, on=DAY).lines
    assert line.why == "全县第6名（县名次!D5），目标第8名：达标300元＋高2名×300元＝900元"
    assert (line.amount, str(*line.sources)) == (90_000, "县名次!D5")


def test_a_penalty_shows_its_sign() -> None:
    assert _why("A6", "指标数=30；录取数=27") == [
        "重点高中录取27名，指标30名：缺3名×（－100元）＝－300元"
    ]


def test_where_nothing_is_paid_the_reason_says_which_places_would_have_been() -> None:
    expected = "第6名不在奖励名次1—5内，后5名（18—22名）也不含，不奖不惩"
    assert _why("A7", "名次=6；排名单位数=22") == [f"全县第6名，共22个：{expected}"]


def test_a_reason_of_a_ladder_adds_its_brackets() -> None:
    ladder, top = _why("C1", "名次=3；排名单位数=20", "school-2006")
    assert ladder.endswith("倒数第18名，6名×20元＋5名×30元＋4名×50元＝470元")
    assert top.endswith("第3名奖100元")


def test_a_mean_rank_is_explained_by_the_ranks_it_comes_from() -> None:
    (why,) = _why("C1", "各科名次=3、4；排名单位数=20", "school-2006")
    assert why.startswith("各科名次3、4，全县第4名（平均3.5，四舍五入），共20个：")


def test_a_bar_is_the_only_line() -> None:
    assert _why("C2", "名次=19；排名单位数=20", "school-2006") == [
        "全县第19名，共20个：倒数第2名以内，C2至C5一律不奖"
    ]


def test_a_rounded_share_says_that_it_is_rounded() -> None:
    (why,) = _why("C9", "得分=75；满额=1000", "school-2006")
    assert why.endswith("1000元×2/3＝666.67元（四舍五入到分）")


def test_a_reward_and_a_penalty_for_one_result_are_two_lines_and_a_warning() -> None:
    evaluation = applied(BRIEF, "A7", "名次=5；排名单位数=9")
    assert [line.amount for line in evaluation.lines] == [10_000, -10_000]
    assert evaluation.conflict
    assert [finding.code for finding in evaluation.findings] == ["reward_and_penalty"]


def test_a_reward_and_a_penalty_for_different_results_are_no_conflict() -> None:
    evaluation = applied(BRIEF, "A6", "名次=6；排名单位数=25；目标名次=8；指标数=30；录取数=27")
    assert [line.amount for line in evaluation.lines] == [-30_000, 90_000]
    assert not evaluation.conflict


@pytest.mark.parametrize(
    ("stated", "other", "conflict"),
    [("0", 500, False), ("0", -500, False), ("100", 500, False), ("100", -500, True)],
)
def test_an_amount_of_nothing_contradicts_neither_a_reward_nor_a_penalty(
    stated: str, other: int, *, conflict: bool
) -> None:
    rule = 'about = "成绩"\ntariff = {{ kind = "fixed", amount = {} }}'
    text = scheme_with(rule.format('"full_amount"')) + (
        '[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\n' + rule.format(other)
    )
    found = applied(read_scheme(text, "示例.toml"), "T1", f"满额={stated}")
    assert [line.amount for line in found.lines] == [int(stated) * 100, other * 100]
    assert found.conflict is conflict


def test_a_rule_made_for_a_fact_applies_where_that_is_the_only_one_given() -> None:
    rule = 'given = ["full_amount"]\ntariff = { kind = "fixed", amount = "full_amount" }'
    scheme = read_scheme(scheme_with(rule), "示例.toml")
    assert applied(scheme, "T1", "满额=300").amount == 30_000
    assert applied(scheme, "T1", "满额=300；学校=甲校").amount == 30_000
    with pytest.raises(TooFewFactsError):
        applied(scheme, "T1", "学校=甲校")


def test_a_rule_that_lacks_a_fact_is_named() -> None:
    evaluation = applied(BRIEF, "A6", "名次=6；排名单位数=25")
    (finding,) = evaluation.findings
    assert finding.code == "rule_not_applied"
    assert "目标名次（target_rank）" in finding.message


def test_a_fact_of_another_clause_is_named_but_does_not_stop() -> None:
    evaluation = applied(BRIEF, "A7", "名次=1；排名单位数=22；指标数=30")
    assert [finding.code for finding in evaluation.findings] == ["unused_fact"]
    assert evaluation.amount == 50_000


def test_facts_for_no_rule_name_the_facts_wanted() -> None:
    with pytest.raises(TooFewFactsError, match="录取数（admitted）、指标数（quota）"):
        applied(BRIEF, "A6", "学校=骆驼坳中学")


def test_all_bad_facts_are_told_at_once_with_their_cells() -> None:
    facts = {
        "rank": Fact(Fraction(13, 2), Source.at("县名次", "D5")),
        "of": Fact(0, Source.at("县名次", "E5")),
        "target_rank": Fact("八", Source.at("指标", "C3")),
        "rnak": Fact(1),
    }
    with pytest.raises(BadInputError) as caught:
        evaluate(BRIEF, "A6", facts, on=DAY)
    assert [finding.where for finding in caught.value.findings] == [
        "县名次!D5", "县名次!E5", "指标!C3", "",
    ]  # fmt: skip
    assert "是否要写“rank”" in caught.value.findings[-1].suggestion
    assert caught.value.exit_code == 2


def test_a_school_that_the_clause_does_not_name_is_a_warning_not_a_guess() -> None:
    evaluation = applied(load("luotuoao-2008"), "B2", "学校=甲中学；名次=5；排名单位数=30")
    assert [finding.code for finding in evaluation.findings] == ["not_covered"]
    assert evaluation.lines[0].why.startswith("学校（school）“甲中学”不在条款B2之列")


def test_a_parameter_may_come_beside_the_facts() -> None:
    scheme, facts = load("luotuoao-2008"), {"quota": Fact(30), "admitted": Fact(30)}
    parameters = {"per_place": Fact(300)}
    assert evaluate(scheme, "B1", facts, on=DAY, parameters=parameters).amount == 900_000
    contradiction = {**facts, "per_place": Fact(200)}
    with pytest.raises(BadInputError, match="两个不同的值"):
        evaluate(scheme, "B1", contradiction, on=DAY, parameters=parameters)


def test_an_unknown_clause_option_or_value_is_refused() -> None:
    for clause, options in (("A12", {}), ("A9", {"no": "x"}), ("A9", {"exchange_half": "x"})):
        with pytest.raises(BadInputError):
            evaluate(BRIEF, clause, {"rank": Fact(1)}, on=DAY, options=options)


def test_a_day_before_the_scheme_is_refused() -> None:
    with pytest.raises(BadInputError, match="没有生效的版本"):
        evaluate(BRIEF, "A7", {"rank": Fact(1), "of": Fact(9)}, on=date(1999, 12, 31))


def test_json_has_amounts_in_yuan_and_no_floats() -> None:
    value = to_json(applied(load("school-2006"), "C9", "得分=75；满额=1000"))
    back = json.loads(json_text(value), parse_float=Decimal)
    assert (back["amount"], back["unit"]) == (Decimal("666.67"), "yuan")
    assert back["lines"][0]["amount"] == Decimal("666.67")
    assert (back["outcomes"], back["conflict"]) == ({}, False)


def test_chinese_stays_readable_in_json_names_as_well_as_values() -> None:
    assert json_text({"甲校": {"罚款": Decimal("-0.50")}}) == '{"甲校": {"罚款": -0.50}}'


def test_json_of_a_target_has_the_figure_and_the_verdict() -> None:
    value = to_json(applied(BRIEF, "A5", "学校=甲小学；比率=0.5%"))
    assert value["outcomes"] == ["未达标"]
    assert value["indicators"] == [
        {"label": "辍学率", "actual": "0.5%", "target": "为0%", "met": False}
    ]


@pytest.mark.parametrize(
    ("amount", "unit", "value"),
    [
        (90_000, Unit.YUAN, 900),
        (-5, Unit.YUAN, Decimal("-0.05")),
        (Fraction(3, 2), Unit.POINTS, Decimal("1.5")),
        (Fraction(-3, 2), Unit.POINTS, Decimal("-1.5")),
        (Fraction(4), Unit.POINTS, 4),
        (Fraction(1, 3), Unit.POINTS, "1/3"),
    ],
)
def test_an_amount_stays_exact(amount: int | Fraction, unit: Unit, value: object) -> None:
    assert amount_value(amount, unit) == value


@pytest.mark.parametrize(
    ("clause", "name", "value", "code"),
    [
        ("A9", "place_from_last", 3, "computed_fact"),
        ("A7", "rank", (1, 2), "bad_fact"),
        ("A9", "teachers", (), "bad_fact"),
        ("A9", "teachers", ("",), "bad_fact"),
        ("A9", "teachers", (3,), "bad_fact"),
        ("A7", "rank", "第一", "bad_fact"),
        ("A5", "rate", Fraction(101, 100), "bad_fact"),
        ("A4", "score", Fraction(-1, 2), "bad_fact"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_a_finding_at_its_cell(
    clause: str, name: str, value: FactValue, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        evaluate(BRIEF, clause, {name: Fact(value, Source.at("表", "B2"))}, on=DAY)
    (finding,) = caught.value.findings
    assert (finding.code, finding.sheet, finding.cell) == (code, "表", "B2")


def test_a_sheet_name_with_an_exclamation_mark_keeps_its_cell() -> None:
    with pytest.raises(BadInputError) as caught:
        evaluate(BRIEF, "A7", {"rank": Fact(0, Source.at("县!名次", "D5"))}, on=DAY)
    assert caught.value.findings[0].where == "县!名次!D5"


def test_one_name_may_stand_alone_where_several_are_asked_for() -> None:
    facts = {"rank": Fact(22), "of": Fact(22), "teachers": Fact("甲")}
    assert evaluate(BRIEF, "A9", facts, on=DAY).outcomes == {"末位交流": ["甲"]}


def test_what_a_bar_stopped_is_told_from_what_pays_nothing() -> None:
    scheme = load("school-2006")
    stopped = [applied(scheme, "C2", f"名次={rank}；排名单位数=20").barred for rank in (18, 19, 20)]
    assert stopped == [False, True, True]
