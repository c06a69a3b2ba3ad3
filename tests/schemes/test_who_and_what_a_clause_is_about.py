"""For whom a rule is, which rows a clause takes, what is asked: both sides of each condition."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.arithmetic import Expression
from xl_quality.schemes.cases import CaseSource, FactSource, cases, patterns_of
from xl_quality.schemes.engine import TooFewFactsError, evaluate
from xl_quality.schemes.fact_checks import as_shares, checked_facts, parse_fact, parse_facts
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import read_scheme
from xl_quality.schemes.payout_lines import payout_lines
from xl_quality.schemes.results import Reason
from xl_quality.schemes.sheet.columns import UnreadableCellError, pairs_of
from xl_quality.schemes.tariffs import TARIFFS
from xl_quality.schemes.words import common_facts

from .conftest import DAY, applied, scheme_with

if TYPE_CHECKING:
    from xl_quality.schemes.model import Scheme

PRIMARY = patterns_of(["小学"])
PLACES = 'tariff = { kind = "by_place", top = [500] }'


def scheme_of(rule: str, feeds: str = "", clause: str = "") -> Scheme:
    return read_scheme(scheme_with(rule, clause=clause) + feeds, "示例.toml")


def feed(*takes: str, key: str = '["unit"]') -> str:
    head = f'\n[[feed]]\nclause = "T1"\nkey = {key}\n'
    own = '[[feed.take]]\nlist = "指标"\nfacts = {{ rank = "actual" }}\n{}\n'
    return head + "".join(own.format(take) for take in takes)


OF_PRIMARY = 'where = { unit = ["小学"] }'
OF_ONE = 'where = { unit = ["甲校"] }'


@pytest.mark.parametrize(
    ("clause", "takes", "concerned"),
    [
        ("", [], ()),
        ("", [OF_PRIMARY], PRIMARY),
        ("", [OF_PRIMARY, OF_ONE], (*PRIMARY, "甲校")),
        ("", [OF_PRIMARY, ""], ()),
        ("", [""], ()),
        ("", [OF_PRIMARY, 'cases = "known"'], PRIMARY),
        ("", [OF_PRIMARY, 'cases = "stated"'], PRIMARY),
        ("", [OF_PRIMARY + '\ncases = "known"'], ()),
        ('concerns = ["乙校"]', [OF_PRIMARY], ("乙校",)),
    ],
)
def test_a_clause_concerns_whom_its_rows_may_name_where_it_does_not_say(
    clause: str, takes: list[str], concerned: tuple[str, ...]
) -> None:
    scheme = scheme_of(PLACES, feed(*takes) if takes else "", clause)
    assert scheme.clauses[0].concerns == concerned


@pytest.mark.parametrize(
    ("take", "key", "units"),
    [
        ("", '["unit"]', ("*校",)),
        (OF_ONE, '["unit"]', ("甲校",)),
        ('cases = "known"', '["unit"]', None),
        ('cases = "stated"', '["unit"]', ("*校", "")),
        ("", '["class_name"]', None),
    ],
)
def test_rows_are_taken_of_the_units_that_the_clause_concerns(
    take: str, key: str, units: tuple[str, ...] | None
) -> None:
    scheme = scheme_of(PLACES, feed(take, key=key), 'concerns = ["*校"]')
    assert scheme.feeds[0].takes[0].where.get("unit") == units


@pytest.mark.parametrize(
    ("school", "amount", "codes"),
    [("甲小学", 50_000, []), ("甲中学", 0, ["not_covered"]), ("", 50_000, [])],
)
def test_a_rule_is_for_the_kind_of_units_it_concerns(
    school: str, amount: int, codes: list[str]
) -> None:
    scheme = scheme_of(f'concerns = ["小学"]\n{PLACES}')
    found = applied(scheme, "T1", f"rank=1；school={school}" if school else "rank=1")
    assert found.amount == amount
    assert [one.code for one in found.findings] == codes


WHEN = 'when = [{ measure = "rank", edge = "at_most", limit = 3 }]\n'
AMOUNT = 'tariff = { kind = "fixed", amount = "full_amount" }'


@pytest.mark.parametrize(
    ("facts", "pointless"),
    [
        ("rank=3", False),
        ("rank=4", True),
        ("school=甲校；rank=3", False),
        ("school=乙校；rank=3", True),
        ("school=乙校", True),
        ("school=甲校", False),
    ],
)
def test_a_rule_that_would_not_apply_anyway_is_pointless_to_complete(
    facts: str, *, pointless: bool
) -> None:
    own = 'only_for = { school = ["甲校"] }\n' if "school" in facts else ""
    with pytest.raises(TooFewFactsError) as caught:
        applied(scheme_of(own + WHEN + AMOUNT), "T1", facts)
    assert caught.value.pointless is pointless


def test_what_is_missing_is_named_by_both_its_names() -> None:
    with pytest.raises(
        TooFewFactsError, match=r"条款T1缺少：满额（full_amount），未计算"
    ) as caught:
        applied(scheme_of(WHEN + AMOUNT), "T1", "rank=3")
    assert caught.value.missing == ("full_amount",)


@pytest.mark.parametrize(
    ("own", "other", "never"),
    [
        ("at_least 5", "at_most 5", False),
        ("over 5", "at_most 5", True),
        ("at_least 5", "under 5", True),
        ("over 5", "under 5", True),
        ("at_least 6", "at_most 5", True),
        ("at_least 5", "at_most 6", False),
        ("over 5", "under 6", False),
        ("at_least 5", "at_least 6", False),
        ("at_most 5", "at_most 4", False),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_conditions_that_never_hold_together_are_found(
    own: str, other: str, *, never: bool, turned: bool
) -> None:
    rows = [
        '{{ measure = "rank", edge = "{}", limit = {} }}'.format(*one.split())
        for one in ((other, own) if turned else (own, other))
    ]
    found = lint(scheme_of(f"when = [{', '.join(rows)}]\n{PLACES}"))
    assert ["不可能同时成立" in one.message for one in found] == [True] * never


def test_conditions_on_two_figures_do_not_exclude_each_other() -> None:
    rows = (
        '{ measure = "rank", edge = "over", limit = 5 }',
        '{ measure = "quota", edge = "under", limit = 5 }',
    )
    assert lint(scheme_of(f"when = [{', '.join(rows)}]\n{PLACES}")) == []


def row(number: int, **facts: object) -> Record:
    own = {
        name: Fact(value, Source.at("指标", f"C{number}"))  # type: ignore[arg-type]  # a table
        for name, value in facts.items()
    }
    return Record("指标", number, own)


def found_in(takes: tuple[FactSource, ...], *rows: Record) -> dict[str, dict[str, object]]:
    source = CaseSource("T1", ("unit", "subject"), {}, takes)
    return {
        case.about: {name: fact.value for name, fact in case.facts.items()}
        for case in cases(source, {"指标": list(rows)})[0]
    }


MADE = FactSource("指标", {"rank": "rank"})


def test_a_row_that_fits_several_cases_keeps_no_other_row_from_being_read() -> None:
    computed = FactSource("班级率", {"rate": "pass_rate"})
    stated = FactSource("指标", {"rate": "actual"}, stated=True)
    classes = [
        row(n, unit="甲校", subject=subject, pass_rate=Fraction(1, 2))
        for n, subject in enumerate(("语文", "数学"), 2)
    ]
    other = row(4, unit="乙校", subject="语文", pass_rate=Fraction(1, 2))
    rows = [row(2, unit="甲校", actual=Fraction(1)), row(3, unit="乙校", actual=Fraction(1, 4))]
    source = CaseSource("T1", ("unit", "subject"), {}, (computed, stated))
    made, findings = cases(source, {"班级率": [*classes, other], "指标": rows})
    assert [(case.about, case.facts["rate"].value) for case in made] == [
        ("乙校 语文", Fraction(1, 4))
    ]
    assert [one.code for one in findings] == ["row_fits_several", "stated_not_computed"]


def test_a_row_that_says_a_line_for_all_may_fit_several_cases() -> None:
    computed = FactSource("班级率", {"rate": "pass_rate"})
    stated = FactSource("指标", {"line": "target", "full_points": "full_points"}, stated=True)
    classes = [
        row(n, unit="甲校", subject=subject, pass_rate=Fraction(1, 2))
        for n, subject in enumerate(("语文", "数学"), 2)
    ]
    source = CaseSource("T1", ("unit", "subject"), {}, (computed, stated))
    said = row(2, unit="甲校", target=Fraction(3, 5), full_points=10)
    made, findings = cases(source, {"班级率": classes, "指标": [said]})
    assert [case.facts["line"].value for case in made] == [Fraction(3, 5)] * 2
    assert findings == []
    completing = FactSource("指标", {"quota": "actual"}, only_adds=True)
    source = source._replace(takes=(computed, completing))
    made, findings = cases(source, {"班级率": classes, "指标": [row(2, unit="甲校", actual=4)]})
    assert [case.facts["quota"].value for case in made] == [4, 4], "no rate that somebody wrote"
    assert findings == []


def test_a_row_that_fits_several_cases_is_told_by_its_indicator_or_its_first_cell() -> None:
    computed = FactSource("班级率", {"rate": "pass_rate"})
    stated = FactSource("指标", {"rate": "actual"}, stated=True)
    classes = [
        row(n, unit="甲校", subject=subject, pass_rate=Fraction(1, 2))
        for n, subject in enumerate(("语文", "数学"), 2)
    ]
    source = CaseSource("T1", ("unit", "subject"), {}, (computed, stated))
    for number, extra, found in ((2, {}, "甲校"), (3, {"indicator": "及格率"}, "及格率")):
        said = row(number, unit="甲校", actual=Fraction(1), **extra)
        _, (finding,) = cases(source, {"班级率": classes, "指标": [said]})
        assert (finding.found, finding.where) == (found, f"指标!C{number}")


def test_a_row_that_agrees_in_one_figure_still_adds_its_others() -> None:
    computed = FactSource("班级率", {"rate": "pass_rate"})
    stated = FactSource("指标", {"rate": "actual", "line": "target"}, stated=True)
    source = CaseSource("T1", ("unit", "subject"), {}, (computed, stated))
    own = row(2, unit="甲校", subject="语文", pass_rate=Fraction(1, 2))
    said = row(2, unit="甲校", subject="语文", actual=Fraction(1, 2), target=Fraction(3, 5))
    (made,), findings = cases(source, {"班级率": [own], "指标": [said]})
    assert (made.facts["line"].value, findings) == (Fraction(3, 5), [])


def test_a_figure_of_no_known_source_is_one_of_the_score_sheets() -> None:
    computed = FactSource("班级率", {"rate": "pass_rate"})
    stated = FactSource("指标", {"rate": "actual"}, stated=True)
    source = CaseSource("T1", ("unit", "subject"), {}, (computed, stated))
    own = Record("", 0, {"unit": Fact("甲校"), "pass_rate": Fact(Fraction(1, 2))})
    _, (doubt,) = cases(source, {"班级率": [own], "指标": [row(2, unit="甲校", actual=1)]})
    assert "成绩表算出的是0.5" in doubt.message
    goal = FactSource("指标", {"goal": "target"})
    adding = FactSource("班级率", {"rate": "pass_rate"}, only_adds=True, computed=True)
    other = own._replace(facts={**own.facts, "pass_rate": Fact(Fraction(1, 4))})
    source = source._replace(takes=(goal, adding))
    lists = {"班级率": [own, other], "指标": [row(2, unit="甲校", target=1)]}
    _, (doubt,) = cases(source, lists)
    assert doubt.message.count("成绩表") == 2


@pytest.mark.parametrize(
    ("word", "patterns"),
    [("非遗学校", ("非遗学校",)), ("甲校", ("甲校",)), ("非甲校", ("非甲校",))],
)
def test_a_name_that_begins_like_a_negation_is_a_name(word: str, patterns: tuple[str, ...]) -> None:
    assert patterns_of([word]) == patterns


BOUNDED = '[fact.days]\nlabel = "天数"\nkind = "count"\nat_least = 2\nat_most = 10\n'


@pytest.mark.parametrize(
    ("days", "told"),
    [(1, "不能小于2"), (2, ""), (10, ""), (11, "不能大于10")],
)
def test_a_fact_of_the_scheme_has_its_own_bounds(days: int, told: str) -> None:
    rule = 'tariff = { kind = "per_unit", measure = "days", over = 1 }'
    scheme = read_scheme(scheme_with(rule, top=BOUNDED), "示例.toml")
    if not told:
        assert applied(scheme, "T1", f"天数={days}").amount == days * 100
        return
    with pytest.raises(BadInputError, match=told):
        applied(scheme, "T1", f"天数={days}")


@pytest.mark.parametrize(("ranks", "told"), [("1、2", False), ("1", True), ("1、2、3", True)])
def test_each_teacher_has_a_place(ranks: str, *, told: bool) -> None:
    rule = (
        'tariff = { kind = "lower_half", name = "交流", persons = "teachers",'
        ' ranks = "teacher_ranks", rounding = "down", ties = "all_in" }'
    )
    facts = f"任课教师=甲、乙；教师名次={ranks}"
    if not told:
        assert applied(scheme_of(rule), "T1", facts).outcomes == {"交流": ["乙"]}
        return
    with pytest.raises(BadInputError, match=r"教师名次.*任课教师却有2个"):
        applied(scheme_of(rule), "T1", facts)


def test_a_rule_for_whoever_gives_a_fact_is_used_where_just_that_is_given() -> None:
    rule = 'given = ["full_amount"]\ntariff = { kind = "fixed", amount = "full_amount" }'
    assert applied(scheme_of(rule), "T1", "full_amount=3").amount == 300


PARAMETER = '[parameter.each]\nlabel = "每名金额"\nkind = "money"\n'


def test_a_parameter_is_asked_for_where_nothing_else_is_missing() -> None:
    rule = 'tariff = { kind = "per_unit", measure = "admitted - quota", over = "each" }'
    other = (
        '\n[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\n'
        'tariff = { kind = "by_place", top = [5] }'
    )
    scheme = read_scheme(scheme_with(rule + other, top=PARAMETER), "示例.toml")
    with pytest.raises(BadInputError, match="每名金额（each）"):
        applied(scheme, "T1", "admitted=3；quota=1；rank=1")
    for facts in ("admitted=3；rank=1", "admitted=3；each=2；rank=1"):
        found = applied(scheme, "T1", facts)
        assert [one.code for one in found.findings] == ["rule_not_applied"]
    assert applied(scheme, "T1", "rank=1").findings == ()
    assert [one.code for one in applied(scheme, "T1", "each=2；rank=1").findings] == []
    assert applied(scheme, "T1", "admitted=3；quota=1；rank=1；each=2").amount == 900


def test_a_combination_that_no_row_has_is_told_at_what_a_slip_is_likeliest_in() -> None:
    rule = (
        'tariff = { kind = "matrix", keys = ["category", "level", "prize"], rows = ['
        '{ category = "coach", level = "county", prize = "first", amount = 100 }] }'
    )
    words = {"category": "coach", "level": "county", "prize": "second"}
    facts = {
        name: Fact(word, Source.at("竞赛", f"{letter}2"))
        for letter, (name, word) in zip("BCD", words.items(), strict=True)
    }
    found = evaluate(scheme_of(rule), "T1", facts, on=DAY)
    assert [(one.code, one.where) for one in found.findings] == [("no_match", "竞赛!D2")]


@pytest.mark.parametrize("cell", ["＝5", "甲", "甲＝1；＝2"])
def test_a_pair_without_a_name_or_a_sign_is_not_read(cell: str) -> None:
    with pytest.raises(UnreadableCellError):
        pairs_of(cell)


def test_a_paid_line_is_entered_by_hand_only_where_a_person_did() -> None:
    (line,) = payout_lines(applied(scheme_of(PLACES), "T1", "rank=1"), {"school": "甲校"})
    assert not line.by_hand
    assert not line.conflict


def test_a_row_without_a_unit_makes_no_case_and_one_without_a_subject_does() -> None:
    assert found_in((MADE,), row(2, subject="语文", rank=1), row(3, unit="甲校", rank=2)) == {
        "甲校": {"rank": 2}
    }


def test_two_rows_of_one_case_that_agree_are_one_and_that_differ_are_none() -> None:
    rows = [
        row(2, unit="甲校", subject="语文", rank=1),
        row(3, unit="甲校", subject="语文", rank=1),
    ]
    assert found_in((MADE,), *rows) == {"甲校 语文": {"rank": 1}}
    assert found_in((MADE,), *rows, row(4, unit="甲校", subject="语文", rank=2)) == {}


def test_the_same_take_whatever_the_unit_keeps_its_other_limits() -> None:
    own = FactSource("指标", {}, where={"unit": ("甲校",), "subject": ("语文",)})
    assert not own.wants(row(2, unit="乙校", subject="语文"))
    assert own.whoever.wants(row(2, unit="乙校", subject="语文"))
    assert not own.whoever.wants(row(2, unit="甲校", subject="数学"))


def test_a_row_that_stands_twice_where_each_pays_is_told_at_the_second() -> None:
    each = FactSource("指标", {"rank": "rank"}, each=True)
    source = CaseSource("T1", ("unit",), {}, (each,))
    rows = [row(2, unit="甲校", rank=1), row(3, unit="甲校", rank=1), row(4, unit="甲校", rank=2)]
    made, findings = cases(source, {"指标": rows})
    assert [case.facts["rank"].value for case in made] == [1, 1, 2]
    assert [(one.code, one.where) for one in findings] == [("row_repeated", "指标!A3")]
    assert "第2行" in findings[0].text


NEEDED = {
    "per_unit": {"measure"},
    "target_plus_steps": {"ahead", "at_target", "per_step"},
    "fixed": {"amount"},
    "due_in_full": {"amount"},
    "hand_entered": {"low", "high"},
    "by_place": set(),
    "table": {"key", "amounts", "continuation"},
    "matrix": {"keys", "rows"},
    "ladder": {"place", "brackets", "mode"},
    "share_by_band": {"base", "measure", "bands"},
    "split": {"total", "shares"},
    "consequence": {"names"},
    "lower_half": {"name", "persons", "ranks", "rounding", "ties"},
    "consequence_ladder": {"key", "rungs", "mode"},
    "counts_as": {"name", "measure", "each", "unit"},
    "rating": {"measure", "grades"},
    "target": {"label", "measure", "edge", "limit"},
    "raised_line": {
        "label", "measure", "line", "previous", "raise", "ceiling", "each", "no_previous",
    },
    "items_met": {"label", "met", "at_least", "of", "chosen"},
    "record": {"label", "measure"},
}  # fmt: skip
"""What a scheme must say of each kind of tariff."""


def test_every_tariff_names_all_that_the_scheme_does_not_say() -> None:
    assert NEEDED.keys() == TARIFFS.keys(), "NEEDED has a row for every tariff"
    for kind, keys in NEEDED.items():
        told: set[str] = set()
        try:
            scheme_of(f'tariff = {{ kind = "{kind}" }}')
        except BadInputError as error:
            told = {one.cell.rpartition(".")[2] for one in error.findings}
        assert told == keys, kind


@pytest.mark.parametrize("text", ["rank", "=6", "rank=", "", "=", " = "])
def test_a_fact_without_name_or_value_is_not_understood(text: str) -> None:
    with pytest.raises(BadInputError, match="看不懂"):
        parse_fact(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rank=1", ""), ("rank=0", "bad_fact"), ("rank=1.5", "bad_fact"),
        ("ranks=1,2", ""), ("ranks=1,0", "bad_fact"), ("ranks=1,1/2", "bad_fact"),
        ("of=1", ""), ("of=0", "bad_fact"), ("of=1.5", "bad_fact"),
        ("quota=0", ""), ("quota=-1", "bad_fact"), ("quota=0.5", "bad_fact"),
        ("full_amount=0.01", ""), ("full_amount=0.001", "bad_fact"), ("full_amount=0", ""),
        ("score=0", ""), ("score=-0.5", "bad_fact"), ("score=0.001", ""),
        ("rate=100%", ""), ("fees_settled=0", ""), ("fees_settled=1", ""),
        ("fees_settled=2", "bad_fact"), ("weights=0,1.5", ""), ("weights=-1,1", "bad_fact"),
    ],
)  # fmt: skip
def test_a_value_is_taken_up_to_its_bounds(text: str, code: str) -> None:
    words = common_facts()
    _, findings = checked_facts(dict([parse_fact(text)]), words)
    assert [one.code for one in findings] == ([code] if code else [])


@pytest.mark.parametrize(("rank", "of", "fits"), [(9, 9, True), (10, 9, False)])
def test_a_place_is_among_those_ranked(rank: int, of: int, *, fits: bool) -> None:
    for name, value in (("rank", Fact(rank)), ("ranks", Fact((1, rank)))):
        _, findings = checked_facts({name: value, "of": Fact(of)}, common_facts())
        assert (findings == []) is fits


@pytest.mark.parametrize(("value", "code"), [("1.01", True), ("1.99", True), ("2", False)])
def test_only_a_cell_between_one_and_two_is_unclear_by_itself(value: str, *, code: bool) -> None:
    own = Fact(Fraction(value), Source.at("指标", "C2"))
    assert (as_shares({"rate": own}, common_facts())[1][0].severity == "error") is code
    typed = as_shares({"rate": Fact(Fraction(value))}, common_facts())
    assert typed[0]["rate"].value == Fraction(value) / 100


@pytest.mark.parametrize("text", ["1,2", "[1,2]", "(1,2)", "[1，2]", "(1、2)"])
def test_a_list_may_stand_in_either_brackets_or_in_none(text: str) -> None:
    assert parse_fact(f"weights={text}")[1].value == (1, 2)


@pytest.mark.parametrize("text", ["[]", "()"])
def test_brackets_with_nothing_in_them_are_an_empty_list(text: str) -> None:
    assert parse_fact(f"weights={text}")[1].value == ()


def test_a_fact_may_be_given_once() -> None:
    with pytest.raises(BadInputError, match="“rank”写了两次"):
        parse_facts(["rank=1", "名次=1"], common_facts())


SPLIT = (
    'tariff = { kind = "split", total = "allotted", shares = { "甲校" = 30, "乙校" = 10 },'
    ' judged = "school", achieved = "admitted" }'
)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ("", []),
        ("；school=甲校", []),
        ("；admitted=30", []),
        ("；school=丙校；admitted=30", []),
        ("；school=甲校；admitted=30", ["达标"]),
        ("；school=甲校；admitted=29", ["未达标"]),
        ("；school=乙校；admitted=10", ["达标"]),
    ],
)
def test_what_is_split_is_judged_where_one_receiver_and_its_result_are_given(
    facts: str, verdict: list[str]
) -> None:
    found = applied(scheme_of(SPLIT), "T1", f"allotted=40{facts}")
    assert [share.size for share in found.shares] == [30, 10]
    assert [
        line.why.rpartition("，")[2] for line in found.lines if line.effect in found.indicators
    ] == verdict


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [(100, -100, True), (100, 0, False), (0, -100, False), (100, 100, False), (-100, -100, False)],
)
def test_a_reward_beside_a_penalty_for_one_thing_is_a_conflict(
    first: int, second: int, *, conflict: bool
) -> None:
    rule = (
        f'about = "一事"\ntariff = {{ kind = "fixed", amount = {first} }}\n'
        '[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\nabout = "一事"\n'
        f'tariff = {{ kind = "fixed", amount = {second} }}'
    )
    found = applied(scheme_of(rule), "T1", "rank=1")
    assert found.conflict is conflict


def test_a_version_is_in_force_from_its_first_day_to_its_last() -> None:
    scheme = scheme_of(PLACES, clause="effective_to = 2026-08-31")
    for day, holds in (
        (date(2025, 8, 31), False), (date(2025, 9, 1), True), (DAY, True),
        (date(2026, 8, 31), True), (date(2026, 9, 1), False),
    ):  # fmt: skip
        try:
            found = evaluate(scheme, "T1", {"rank": Fact(1)}, on=day).amount == 50_000
        except BadInputError:
            found = False
        assert found is holds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("of - rank + 1", "排名单位数－名次＋1"),
        ("2 rank", "2×名次"),
        ("-rank", "－名次"),
        ("1 rank - 1 of", "名次－排名单位数"),
        ("rank", "名次"),
        ("1", "1"),
        ("1/3 of", "1/3×排名单位数"),
    ],
)
def test_a_sum_is_said_with_its_factors_and_signs(text: str, words: str) -> None:
    known = common_facts()
    assert Expression.parse(text).words(lambda name: known[name].label) == words


def test_a_bar_is_told_in_the_words_of_the_first_rule_it_stops() -> None:
    limit = 'when = [{ measure = "rank", edge = "at_least", limit = 9 }]'
    bar = f'[[clause.bar]]\n{limit}\nwhy = "不奖"\n'
    rule = (
        'scope = "全镇"\ntariff = { kind = "by_place", top = [5] }\n'
        '[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\nscope = "全县"\n'
        'tariff = { kind = "by_place", top = [5] }'
    )
    text = scheme_with(rule).replace("[[clause.rule]]", f"{bar}[[clause.rule]]", 1)
    found = applied(read_scheme(text, "示例.toml"), "T1", "rank=9")
    assert [(line.rule, line.why[:5]) for line in found.lines] == [("r", "全镇第9名")]
    assert found.barred
    assert not applied(read_scheme(text, "示例.toml"), "T1", "rank=8").barred


def test_something_follows_for_persons_by_three_kinds_of_tariffs() -> None:
    assert {kind for kind, tariff in TARIFFS.items() if tariff.warns} == {
        "consequence", "lower_half", "consequence_ladder"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "outcome", "told"),
    [
        ("", "奖500元", "甲校，第3名：奖500元"),
        ("目标第8名", "奖500元", "甲校，第3名，目标第8名：奖500元"),
        ("", "", "甲校，第3名"),
    ],
)
def test_the_reason_for_who_is_paid_names_no_cells(beside: str, outcome: str, told: str) -> None:
    words = common_facts()
    place = Fact(3, Source.at("县名次", "D5"))
    facts = ((words["school"], Fact("甲校")), (words["rank"], place))
    assert Reason(facts, outcome, beside=beside).plain == told
