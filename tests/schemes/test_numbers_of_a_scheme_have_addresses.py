"""Numbers of a scheme named by address, for a trial; what is ambiguous is listed, not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.loading import load, load_raw, scheme_from, scheme_ids
from xl_quality.schemes.sheet.changes import changed, meant, places

from .conftest import applied

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
    assert {place.address: place.value for place in meant(B, address)} == found


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
        meant(B, address)
    assert listed in str(caught.value)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_number_of_every_scheme_has_one_address_that_finds_it(scheme: str) -> None:
    known = places(load_raw(scheme), DAY)
    assert len({place.address for place in known}) == len(known)
    for place in known:
        assert meant(known, place.address) == [place]


@pytest.mark.parametrize("scheme", scheme_ids())
def test_setting_a_number_to_what_it_is_changes_nothing(scheme: str) -> None:
    raw = load_raw(scheme)
    same = changed(raw, [(place, place.value) for place in places(raw, DAY)])
    assert scheme_from(same, scheme) == load(scheme)


def test_a_changed_number_is_what_is_paid_and_the_shipped_scheme_stays() -> None:
    raw = load_raw("luotuoao-2008")
    settings = [(place, "2000") for place in meant(B, "B2.first_top.base")]
    settings += [(place, "10") for place in meant(B, "B2.first_top.target")]
    scheme = scheme_from(changed(raw, settings), "试算")
    facts = "学校=骆驼坳中学；名次=9；排名单位数=30"
    assert applied(scheme, "B2", facts).amount == 250_000  # 2000 + 1 place × 500
    assert applied(load("luotuoao-2008"), "B2", facts).amount == 0


@pytest.mark.parametrize("said", ["很多", "", "1e3", "2000块", "20 00"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(BadInputError, match="这里要一个数"):
        changed(load_raw("luotuoao-2008"), [(meant(B, "B3.over")[0], said)])
