"""Small texts of schemes: what they say where a number is 0, a name is shared, nothing applies."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.arithmetic import Edge, Expression
from xl_quality.schemes.engine import TooFewFactsError, evaluate
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.loading import load, load_raw, read_scheme, scheme_from
from xl_quality.schemes.scheme_text import scheme_text
from xl_quality.schemes.sheet.codec import _fits, is_scheme, scheme_of, to_sheet
from xl_quality.schemes.sheet.columns import HEAD, RULES, SchemeTexts, list_values
from xl_quality.schemes.tariffs.base import Speech
from xl_quality.schemes.toml_reader import raw_scheme
from xl_quality.schemes.words import Unit, bracketed, rewarded
from xl_quality.sheets.cells import address

from .conftest import applied, scheme_with

TARGET = (
    'tariff = {{ kind = "target", label = "辍学率", measure = "rate", edge = "{}", limit = {}{} }}'
)
RANKED = (
    'tariff = { kind = "target", label = "名次", measure = "rank", edge = "at_most", limit = 8 }'
)

TITLES = {"方案": HEAD.title, "细则": RULES.title}


def said(tariff: str) -> str:
    return scheme_text(read_scheme(scheme_with(tariff), "示例.toml"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("600，400", ["600", "400"]),
        ("600 400", ["600", "400"]),
        ("600", ["600"]),
        ("600、400", ["600", "400"]),
        ("优秀，良好", ["优秀，良好"]),
        ("1,000", ["1,000"]),
    ],
)
def test_two_numbers_in_a_cell_are_a_list_two_words_with_a_comma_are_one(
    text: str, values: list[str]
) -> None:
    assert list_values(text) == values


@pytest.mark.parametrize(
    ("edge", "limit", "words"),
    [
        ("at_most", "0", "比率为0%"),
        ("at_most", "0.02", "比率不超过2%"),
        ("at_least", "0", "比率不低于0%"),
        ("at_least", "0.98", "比率不低于98%"),
    ],
)
def test_nothing_at_most_is_said_as_being_nothing(edge: str, limit: str, words: str) -> None:
    assert f"目标——辍学率：{words}；兑现对象" in said(TARGET.format(edge, limit, ""))


def test_a_target_says_by_what_it_is_scored_only_where_it_is() -> None:
    assert "计分" not in said(TARGET.format("at_least", "0.5", ""))
    scored = TARGET.format("at_least", "0.5", ', points = "full_points"')
    assert "（按满分值计分）" in said(scored)


def test_a_rank_is_within_a_place() -> None:
    speech = Speech(read_scheme(scheme_with(RANKED), "示例.toml").vocabulary, Unit.YUAN)
    rank, eighth = Expression.parse("rank"), Fraction(8)
    assert speech.goal(rank, Edge.AT_MOST, eighth) == "第8名以内"
    assert speech.goal(rank, Edge.AT_LEAST, eighth) == "第8名及以后"


@pytest.mark.parametrize(
    ("amount", "in_brackets", "words"),
    [(-100, "（－100元）", "罚100元"), (0, "0元", "奖0元"), (100, "100元", "奖100元")],
)
def test_only_what_is_less_than_nothing_stands_in_brackets_and_is_a_penalty(
    amount: int, in_brackets: str, words: str
) -> None:
    assert bracketed(amount, Unit.YUAN) == in_brackets
    assert rewarded(amount, Unit.YUAN) == words


@pytest.mark.parametrize(("points", "words"), [(-2, "扣2分"), (0, "加0分"), (2, "加2分")])
def test_points_are_added_and_taken_off(points: int, words: str) -> None:
    assert rewarded(points, Unit.POINTS) == words


def test_facts_are_called_by_their_chinese_names_but_where_two_share_one() -> None:
    scheme = load("luotuoao-brief")
    texts = SchemeTexts(scheme.vocabulary)
    assert texts.fact("admitted") == "录取数"
    assert texts.fact_name("录取数") == "admitted"
    one, other = list(scheme.vocabulary)[:2]
    shared = dict(scheme.vocabulary) | {other: scheme.vocabulary[one]}
    both = SchemeTexts(shared)
    assert (both.fact(one), both.fact(other)) == (one, other)


def test_before_the_first_day_of_a_scheme_no_clause_is_in_force() -> None:
    scheme = load("rank-up")
    facts = parse_facts(["rank=1"], scheme.vocabulary)
    with pytest.raises(TooFewFactsError, match="在1999-12-31没有生效的条款"):
        evaluate(scheme, "E", facts, on=date(1999, 12, 31))


def test_what_each_clause_of_a_group_lacks_is_said() -> None:
    scheme = load("rank-up")
    facts = parse_facts(["grade=三年级"], scheme.vocabulary)
    with pytest.raises(TooFewFactsError, match=r"条款E1缺少.*；条款E2缺少"):
        evaluate(scheme, "E", facts, on=date(2026, 7, 10))


FEED = """
[[feed]]
clause = "T1"
key = ["unit"]
[[feed.take]]
list = "指标"
facts = {{ rank = "actual" }}
{}
"""


@pytest.mark.parametrize(
    ("cases", "true"),
    [
        ("", set()),
        ('cases = "known"', {"only_adds"}),
        ('cases = "stated"', {"stated"}),
        ('cases = "known_stated"', {"only_adds", "stated"}),
        ('cases = "known_computed"', {"only_adds", "computed"}),
        ('cases = "each"', {"each"}),
    ],
)
def test_a_take_says_whether_it_makes_cases_and_whose_figures_go_first(
    cases: str, true: set[str]
) -> None:
    (feed,) = read_scheme(scheme_with(RANKED) + FEED.format(cases), "示例.toml").feeds
    (take,) = feed.takes
    kinds = ("only_adds", "stated", "computed", "each")
    assert {name for name in kinds if getattr(take, name)} == true
    assert (take.joins_by, take.over) == ((), ())


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        ('names = ["诫勉谈话"]', "诫勉谈话；"),
        (
            'names = ["诫勉谈话", "末位交流"], roles = ["校长", "主任"]',
            "诫勉谈话、末位交流（校长、主任）；",
        ),
        ('names = ["诫勉谈话"], persons = "teachers"', "诫勉谈话（任课教师）；"),
        ('names = ["诫勉谈话"], roles = ["校长"], persons = "teachers"', "诫勉谈话（校长）；"),
    ],
)
def test_a_consequence_names_whom_it_hits_as_far_as_the_clause_says(
    tariff: str, words: str
) -> None:
    text = said(f'tariff = {{ kind = "consequence", {tariff} }}')
    assert f"示例款：{words}" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("30", "30"),
        (30, "30"),
        ("admitted", "录取数"),
        ("admitted - quota", "录取数－指标数"),
        ("admitted + quota", "录取数＋指标数"),
        ("0.9 admitted", "0.9×录取数"),
    ],
)
def test_sums_of_facts_are_written_in_chinese_a_number_stays(value: object, text: str) -> None:
    assert SchemeTexts(load("luotuoao-brief").vocabulary).expression(value) == text


@pytest.mark.parametrize(
    ("rows", "is_one"),
    [
        ([["方案"], ["细则"]], True),
        ([["方案"], [None], [], [3.0], ["细则"]], True),
        ([["方案"]], False),
        ([["细则"]], False),
        ([["说明", "方案"], ["", "细则"]], False),
    ],
)
def test_a_scheme_sheet_has_both_sections_in_its_first_column(
    rows: list[list[object]], *, is_one: bool
) -> None:
    titled = [[TITLES.get(str(cell), cell) for cell in row] for row in rows]
    assert is_scheme(titled) is is_one


def test_a_clause_that_covers_a_case_with_no_rule_says_so_once() -> None:
    two = scheme_with('only_for = { school = ["甲校"] }\n' + RANKED) + (
        '[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\n'
        'only_for = { school = ["乙校"] }\n' + RANKED
    )
    found = applied(read_scheme(two, "示例.toml"), "T1", "rank=3；school=丙校")
    assert [line.rule for line in found.lines] == ["r"]
    assert len(found.findings) == 1


FIRST, LATER = date(2006, 9, 1), date(2008, 9, 1)


@pytest.mark.parametrize(
    ("start", "version", "fits"),
    [
        (None, FIRST, True),
        (FIRST, FIRST, True),
        (LATER, FIRST, False),
        ("去年秋季", FIRST, True),
        (LATER, "去年秋季", True),
    ],
)
def test_a_row_belongs_to_the_version_it_names_an_unreadable_day_is_told_elsewhere(
    start: object, version: object, *, fits: bool
) -> None:
    assert _fits(start, version) is fits


@pytest.mark.parametrize("text", ["600.5", "－600", "600元", "优秀"])
def test_one_value_in_a_cell_is_a_list_of_one(text: str) -> None:
    assert list_values(text) == [text]
    assert list_values("无") == ["无"]


@pytest.mark.parametrize("text", ["600，", "600,", "，600"])
def test_a_comma_beside_a_single_number_stays_for_the_clerk_to_complete(text: str) -> None:
    assert list_values(text) == [text]


def test_a_fact_called_like_a_column_of_a_table_does_not_take_its_place() -> None:
    rule = (
        'tariff = { kind = "matrix", keys = ["level"],'
        ' rows = [{ level = "county", amount = 100 }, { level = "city", amount = 300 }] }'
    )
    top = '[fact.paid]\nlabel = "金额"\nkind = "money"\n'
    raw = raw_scheme(scheme_with(rule, top=top), "示例.toml")
    found = scheme_of(to_sheet(raw).rows, "方案", address)
    assert found == scheme_from(raw, "示例.toml")
    assert applied(found, "T1", "级别=县级").amount == 10_000


def test_the_kind_of_an_exam_stands_on_the_scheme_sheet_in_chinese() -> None:
    scheme = load("luotuoao-brief")
    kinds = {kind for feed in scheme.feeds for take in feed.takes for kind in take.exam_kinds}
    assert kinds
    cells = [cell for row in to_sheet(load_raw("luotuoao-brief")).rows for cell in row]
    texts = {part for cell in cells for part in cell.split("、")}
    assert {kind.label for kind in kinds} <= texts
    assert not {kind.value for kind in kinds} & texts


def why(tariff: str, facts: str) -> str:
    (line,) = applied(read_scheme(scheme_with(tariff), "示例.toml"), "T1", facts).lines
    return line.why


@pytest.mark.parametrize(
    ("quota", "how"),
    [(3, "查表450元"), (4, "表列至3名，依此类推"), (1, "查表100元")],
)
def test_the_last_row_of_a_table_is_looked_up_beyond_it_goes_on(quota: int, how: str) -> None:
    tariff = (
        'tariff = { kind = "table", key = "quota", amounts = [100, 250, 450], unit = "名",'
        ' key_word = "缺", continuation = "second_difference" }'
    )
    assert how in why(tariff, f"quota={quota}")


@pytest.mark.parametrize(
    ("brackets", "words"),
    [
        ("{ first = 4, last = 9, each = 20 }", "倒数第4—9名每名20元"),
        ("{ first = 4, each = 20 }", "倒数第4名及以前每名20元"),
    ],
)
def test_a_bracket_ends_somewhere_or_goes_up_to_the_first(brackets: str, words: str) -> None:
    start = 'tariff = { kind = "ladder", place = "rank", mode = "flat", brackets = ['
    ladder = f"{start}{brackets}] }}"
    assert words in said(ladder)


@pytest.mark.parametrize(
    ("name", "edge", "difference", "text"),
    [
        ("rank", Edge.AT_MOST, Fraction(2), "差2名"),
        ("rank", Edge.AT_MOST, Fraction(-2), "高2名"),
        ("rank", Edge.AT_MOST, Fraction(0), "持平"),
        ("rate", Edge.AT_LEAST, Fraction(1, 100), "高1个百分点"),
        ("rate", Edge.OVER, Fraction(-1, 100), "差1个百分点"),
        ("rate", Edge.AT_MOST, Fraction(1, 200), "超0.5个百分点"),
        ("rate", Edge.UNDER, Fraction(-1, 200), "低0.5个百分点"),
        ("rate", Edge.UNDER, Fraction(0), "持平"),
        ("score", Edge.AT_LEAST, Fraction(1, 2), "高0.5分"),
        ("first_score - score", Edge.AT_MOST, Fraction(-20), "低20分"),
        ("first_score - score", Edge.AT_MOST, Fraction(1, 100), "超0.01分"),
        ("first_score - rank", Edge.AT_MOST, Fraction(-3), "低3"),
        ("admitted", Edge.AT_LEAST, Fraction(1), "高1名"),
        ("admitted", Edge.AT_LEAST, Fraction(-1), "差1名"),
    ],
)
def test_a_figure_beside_its_target_is_told_by_a_word_its_size_and_unit(
    name: str, edge: Edge, difference: Fraction, text: str
) -> None:
    speech = Speech(load("luotuoao-brief").vocabulary, Unit.YUAN)
    assert speech.gap(Expression.parse(name), edge, difference) == text


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("rate", Fraction(3, 100), "3%"),
        ("rate - line", Fraction(3, 100), "3个百分点"),
        ("0.9 rate", Fraction(3, 100), "0.03"),
        ("rate - rank", Fraction(3, 100), "0.03"),
    ],
)
def test_only_a_sum_of_rates_is_told_in_percentage_points(
    measure: str, value: Fraction, text: str
) -> None:
    speech = Speech(load("luotuoao-brief").vocabulary, Unit.YUAN)
    assert speech.value(Expression.parse(measure), value) == text


def test_of_items_said_twice_the_first_that_is_repeated_is_named() -> None:
    facts = "met_items=师资、校舍、经费、校舍；chosen_items=师资"
    with pytest.raises(BadInputError, match="“校舍”写了两次"):
        applied(load("balanced"), "K1", facts)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("0.905", "超0.5个，不满1个，不奖不惩"),
        ("0.895", "缺0.5个，不满1个，不奖不惩"),
        ("0.9", "正好相等，不奖不惩"),
        ("0.91", "超1个×"),
        ("0.89", "缺1个×"),
    ],
)
def test_less_than_one_point_over_or_short_is_said_as_such(rate: str, words: str) -> None:
    tariff = (
        'tariff = { kind = "per_unit", measure = "100 rate - 100 line", over = 2, short = -2,'
        ' count = "full", unit = "个" }'
    )
    assert words in why(tariff, f"rate={rate}；line=0.9")
