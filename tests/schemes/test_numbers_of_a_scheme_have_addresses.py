"""Numbers of a scheme named by address, for a trial; what is ambiguous is listed, not guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.loading import load, load_raw, scheme_from, scheme_ids
from xl_quality.schemes.sheet.changes import SchemeChange, numbers_meant, places, with_numbers
from xl_quality.schemes.toml_reader import Raw, raw_scheme

from .conftest import applied, scheme_with

DAY = date(2026, 6, 30)
B = places(load_raw("luotuoao-2008"), DAY)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("B2.first_top.at_target", {"B2.first_top.at_target": "1600"}),
        ("B2.first_top.base", {"B2.first_top.at_target": "1600"}),
        ("B2.base", {"B2.first_top.at_target": "1600", "B2.second_top.at_target": "1000"}),
        ("B2.达标", {"B2.first_top.at_target": "1600", "B2.second_top.at_target": "1000"}),
        ("B2.step", {"B2.first_top.per_step": "500", "B2.second_top.per_step": "500"}),
        ("B2.first_top.target", {"B2.first_top.ahead.target": "8"}),
        ("B2.first_bottom.bottom.8", {"B2.first_bottom.bottom.8": "-1600"}),
        ("B4.top.1", {"B4.subject_rank.top.1": "600"}),
        ("B4.前列.1", {"B4.subject_rank.top.1": "600"}),
        ("B3.over", {"B3.progress.over": "500"}),
        ("B4.limit", {"B4.exchange.when.1.limit": "3"}),
        ("B1.amounts.6", {"B1.short.amounts.6": "-6000"}),
        ("B9.low", {"B9.headmaster.low": "300"}),
    ],
)
def test_an_address_means_these_numbers(address: str, found: dict[str, str]) -> None:
    assert {place.address: place.value for place in numbers_meant(B, address)} == found


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("B2.at_target", "指到了几个数，请写全。可以写：B2.first_top.at_target＝1600"),
        ("B2.bottom.1", "B2.second_bottom.bottom.1＝-3000"),
        ("B2.top", "“B2.top”找不到"),
        ("B2", "“B2”找不到"),
        ("B2.first_top.bonus", "B2.first_top.per_step＝500"),
        ("B77.base", "没有条款“B77”"),
    ],
)
def test_what_means_nothing_or_too_much_lists_what_can_be_written(
    address: str, listed: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        numbers_meant(B, address)
    assert listed in str(caught.value)


def test_an_unknown_clause_is_told_with_those_that_have_numbers() -> None:
    with pytest.raises(BadInputError) as caught:
        numbers_meant(B, "B77.base")
    known = dict.fromkeys(place.address.partition(".")[0] for place in B)
    assert str(caught.value).endswith(f"；有：{'、'.join(known)}")


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_number_of_every_scheme_has_one_address_that_finds_it(scheme: str) -> None:
    known = places(load_raw(scheme), DAY)
    assert len({place.address for place in known}) == len(known)
    for place in known:
        assert numbers_meant(known, place.address) == [place]


@pytest.mark.parametrize("scheme", scheme_ids())
def test_setting_a_number_to_what_it_is_changes_nothing(scheme: str) -> None:
    raw = load_raw(scheme)
    same = with_numbers(raw, [(place, place.value) for place in places(raw, DAY)])
    assert scheme_from(same, scheme) == load(scheme)


def test_a_changed_number_is_what_is_paid_and_the_shipped_scheme_stays() -> None:
    raw = load_raw("luotuoao-2008")
    settings = [(place, "2000") for place in numbers_meant(B, "B2.first_top.base")]
    settings += [(place, "10") for place in numbers_meant(B, "B2.first_top.target")]
    scheme = scheme_from(with_numbers(raw, settings), "试算")
    facts = "学校=骆驼坳中学；名次=9；排名单位数=30"
    assert applied(scheme, "B2", facts).amount == 250_000  # 2000 + 1 place × 500
    assert applied(load("luotuoao-2008"), "B2", facts).amount == 0


@pytest.mark.parametrize("said", ["很多", "", "1e3", "2000块", "20 00"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(BadInputError, match="这里要一个数"):
        with_numbers(load_raw("luotuoao-2008"), [(numbers_meant(B, "B3.over")[0], said)])


WITH_ALL = (
    'when = [{ measure = "rank", edge = "at_most", limit = "9" }]\n'
    'tariff = { kind = "target_plus_steps", ahead = "8 - rank", at_target = 300,'
    ' per_step = "1/3", unit = "3" }'
)
BARS = """pot = 120
effective_to = 2026-08-31
[[clause.bar]]
when = [{ measure = "rank", edge = "at_least", limit = 19 }]
why = "一律不奖"
[[clause.bar]]
when = [{ measure = "2 rank - 7", edge = "over", limit = "of - 5 + 2" }]
why = "一律不奖"
"""


def _raw(rule: str = WITH_ALL, clause: str = BARS) -> Raw:
    # the tables of a clause stand behind its own keys
    text = scheme_with(rule)
    head, _, rest = text.partition("\n[[clause.rule]]")
    keys, _, bars = clause.partition("[[clause.bar]]")
    bars = f"[[clause.bar]]{bars}" if bars else ""
    return raw_scheme(f"{head}\n{keys}{bars}\n[[clause.rule]]{rest}", "示例.toml")


def test_every_number_of_a_clause_has_its_address_factors_and_words_have_none() -> None:
    assert {place.address: place.value for place in places(_raw(), DAY)} == {
        "T1.pot": "120",
        "T1.bar.1.when.1.limit": "19",
        "T1.bar.2.when.1.measure.target": "7",
        "T1.r.when.1.limit": "9",
        "T1.r.ahead.target": "8",
        "T1.r.at_target": "300",
        "T1.r.per_step": "1/3",
    }


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2025, 8, 31), False),
        (date(2025, 9, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ],
)
def test_only_clauses_in_force_on_the_day_have_numbers(day: date, *, in_force: bool) -> None:
    assert bool(places(_raw(), day)) is in_force


@pytest.mark.parametrize(
    ("address", "said", "value"),
    [
        ("T1.at_target", "２００", 200),
        ("T1.at_target", "200.5", Decimal("200.5")),
        ("T1.at_target", "2/3", "2/3"),
        ("T1.at_target", "50%", "1/2"),
        ("T1.ahead.target", "9", "9 - rank"),
    ],
)
def test_a_new_number_is_kept_as_it_is_written(address: str, said: str, value: object) -> None:
    raw = _raw()
    (place,) = numbers_meant(places(raw, DAY), address)
    found: Any = with_numbers(raw, [(place, said)])
    tariff = found["clause"][0]["rule"][0]["tariff"]
    assert value in tariff.values()
    assert raw == _raw()


def test_of_many_numbers_thirty_are_listed() -> None:
    amounts = ", ".join(map(str, range(100, 69, -1)))
    known = places(_raw(f'tariff = {{ kind = "by_place", top = [{amounts}] }}', ""), DAY)
    assert len(known) == 31
    with pytest.raises(BadInputError) as caught:
        numbers_meant(known, "T1.bonus")
    assert str(caught.value).count("＝") == 30


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("规则", "A6.r", "数额一", "1", "2", "J9"), "A6.r 数额一：1 → 2"),
        (("规则", "A6.r", "其他", "", "甲＝1\n乙＝2", "J9"), "A6.r 其他：（空） → 甲＝1；乙＝2"),
        (("方案", "", "名称", "甲", "", "B2"), "方案 名称：甲 → （空）"),
        (("规则", "A6.r", "", "A6.r", "", ""), "规则 A6.r：删去"),
        (("规则", "A6.r", "", "", "A6.r", "A9"), "规则 A6.r：新增"),
    ],
)
def test_a_change_is_told_with_what_stood_there_before(
    change: tuple[str, str, str, str, str, str], text: str
) -> None:
    assert str(SchemeChange(*change)) == text


def test_a_clause_not_yet_in_force_does_not_hide_those_behind_it() -> None:
    raw = load_raw("luotuoao-2008")
    raw["clause"] = [dict(raw["clause"][0], effective_from=date(2030, 1, 1)), *raw["clause"][1:]]
    later = {place.clause for place in places(raw, DAY)}
    assert later == {place.clause for place in B} - {"B1"}
