"""Lines of a payout: whose they are, what they come to, and persons of one name at two schools."""

from __future__ import annotations

from datetime import date

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.schemes.cases import Case
from xl_quality.schemes.engine import Terms, judge_of
from xl_quality.schemes.loading import load, read_scheme
from xl_quality.schemes.payout_lines import PayoutLine, sums, told_apart
from xl_quality.schemes.results import Consequence, Evaluation, Line, Reason, Share
from xl_quality.schemes.words import FactKind, Unit, ValueKind

from .conftest import DAY, facts_of, scheme_with


def line(payee: str, unit: str = "", reward: int = 0, penalty: int = 0) -> PayoutLine:
    return PayoutLine(payee, "A1", reward, penalty, "奖", unit=unit)


def test_a_line_belongs_to_its_unit_and_that_of_a_unit_to_itself() -> None:
    assert line("叶红", "青山小学").whose == ("青山小学", "叶红")
    assert line("青山小学").whose == ("青山小学", "青山小学")


def test_lines_come_to_rewards_penalties_and_what_is_left() -> None:
    assert sums([line("甲", reward=500), line("甲", penalty=200)]) == (500, 200, 300)
    assert line("甲", penalty=200).net == -200


def test_a_line_is_a_plain_reward_unless_something_else_is_said_of_it() -> None:
    plain = line("甲", reward=500)
    assert (plain.conflict, plain.by_hand, plain.due) == (False, False, False)


def test_only_persons_of_one_name_at_two_schools_are_called_by_their_school() -> None:
    paid = [
        ("青山小学", line("叶红")),
        ("绿水小学", line("叶红")),
        ("青山小学", line("范琪")),
        ("青山小学", line("范琪")),
        ("", line("袁紫")),
        ("青山小学", line("袁紫")),
        ("绿水小学", line("青山小学")),
        ("青山小学", line("青山小学")),
    ]
    assert [(one.payee, one.name) for one in told_apart(paid)] == [
        ("叶红（青山小学）", "叶红"),
        ("叶红（绿水小学）", "叶红"),
        ("范琪", ""),
        ("范琪", ""),
        ("袁紫", ""),
        ("袁紫", ""),
        ("青山小学（绿水小学）", "青山小学"),
        ("青山小学", ""),
    ]


def test_a_case_is_named_without_what_stands_beside_it() -> None:
    case = Case("A1", {"unit": "青山小学", "exam": "", "subject": "语文"}, {}, {})
    assert case.about == "青山小学 语文"
    assert case.about_beside("青山小学") == "语文"
    assert case.about_beside() == "青山小学 语文"


RANK = FactKind("rank", "名次", ValueKind.RANK, "第{}名")
OF = FactKind("of", "总数", ValueKind.COUNT, "共{}校")
SCORES = Source(words="四率统计")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (SCORES, SCORES, "第6名，共9校（四率统计）"),
        (SCORES, Source(words="镇统考"), "第6名（四率统计），共9校（镇统考）"),
        (SCORES, Source(), "第6名（四率统计），共9校"),
        (Source(), Source(), "第6名，共9校"),
        (Source.at("县", "D5"), Source.at("县", "D5"), "第6名（县!D5），共9校（县!D5）"),
    ],
)
def test_a_source_that_gave_two_facts_in_a_row_is_named_once_unless_it_is_a_cell(
    first: Source, second: Source, words: str
) -> None:
    reason = Reason(((RANK, Fact(6, first)), (OF, Fact(9, second))))
    assert str(reason.so("奖300元")) == f"{words}：奖300元"
    assert reason.so("奖300元").plain == "第6名，共9校：奖300元"


def evaluation(*effects: Share | Consequence) -> Evaluation:
    lines = [Line("T1", "r", "款", "none", 0, effect, ()) for effect in effects]
    return Evaluation("sample", "T1", Unit.YUAN, tuple(lines), (), ())


def test_shares_without_names_are_told_in_order_even_if_it_is_only_one() -> None:
    assert evaluation(Share("", 7, Reason())).outcomes == [7]
    assert evaluation(Share("甲", 7, Reason())).outcomes == {"甲": 7}


def test_a_parameter_that_a_row_states_too_goes_by_the_row() -> None:
    scheme = read_scheme(
        scheme_with(
            'tariff = { kind = "fixed", amount = "bonus" }',
            top='[parameter.bonus]\nlabel = "奖金"\nkind = "money"',
        ),
        "示例.toml",
    )
    terms = Terms(DAY, parameters={"bonus": Fact(500)})
    judge = judge_of(scheme, terms)
    assert judge(Case("T1", {"unit": "甲"}, {}, {})).amount == 500_00
    own = judge(Case("T1", {"unit": "甲"}, {}, {"bonus": Fact(300)}))
    assert (own.amount, own.findings) == (300_00, ())


def test_only_clauses_in_force_take_rows() -> None:
    scheme = load("luotuoao-brief")
    assert {feed.clause for feed, _ in Terms(DAY).takes(scheme)} <= set(Terms(DAY).in_force(scheme))
    assert [*Terms(DAY).takes(scheme)]
    assert [*Terms(date(1999, 1, 1)).takes(scheme)] == []


def test_what_is_missing_is_told_of_the_rule_that_is_made_for_this_school() -> None:
    rules = (
        'only_for = { school = ["甲校"] }\ntariff = { kind = "by_place", bottom = [-5] }\n'
        '[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\n'
        'only_for = { school = ["乙校"] }\n'
        'tariff = { kind = "per_unit", measure = "rank - score", over = 5 }'
    )
    scheme = read_scheme(scheme_with(rules), "示例.toml")
    with pytest.raises(Exception, match="缺少") as caught:
        judge_of(scheme, Terms(DAY))(Case("T1", {}, {}, facts_of("学校=甲校；名次=3", scheme)))
    assert "of" in str(caught.value)
    assert "score" not in str(caught.value)
