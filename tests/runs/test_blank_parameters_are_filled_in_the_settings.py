from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.runs.run import carry_out, entry_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., MemoryBook]

ID, TITLE = "luotuoao-2008", "骆驼坳镇教学质量目标责任书（2008年详表）"
LABEL = "每个指标奖额"
FORM = ["项目", "工作表", "列", "值", "说明"]
TARGETS = [["单位", "指标", "目标", "实际"], ["骆驼坳中学", "重点高中指标", 30, 33]]


def order(*said: str) -> Order:
    return Order(ID, date(2026, 7, 10), parameters=said)


def filled(book: Books, *lines: tuple[str, str, Any]) -> MemoryBook:
    form = [FORM, *[["方案参数", scheme, name, value, ""] for scheme, name, value in lines]]
    return book({"指标": TARGETS, "考核设置": form})


def paid(own: MemoryBook, *said: str) -> Payout:
    return pay(take_in(own, ChosenOptions(), scores_needed=False), order(*said))


def refused(own: MemoryBook) -> str:
    with pytest.raises(BadInputError) as caught:
        paid(own)
    return "；".join([str(caught.value), *map(str, caught.value.findings)])


@pytest.mark.parametrize(
    "line",
    [
        (ID, LABEL, 300),
        (ID, "per_place", "300元"),
        (TITLE, LABEL, "３００"),
        ("", LABEL, 300),
    ],
)
def test_a_parameter_may_be_named_in_chinese_or_english(
    book: Books, line: tuple[str, str, Any]
) -> None:
    (payment,) = paid(filled(book, line)).lines
    assert payment.net == 900_000
    assert "考核设置!D2" in map(str, payment.sources)


def test_what_is_said_with_the_order_goes_before_the_form(book: Books) -> None:
    own = filled(book, (ID, LABEL, 300))
    assert [line.net for line in paid(own, "per_place=500").lines] == [1_500_000]


def test_a_line_for_this_scheme_goes_before_one_for_all(book: Books) -> None:
    own = filled(book, ("", LABEL, 300), (ID, LABEL, 400))
    assert [line.net for line in paid(own).lines] == [1_200_000]


def test_two_values_for_one_scheme_are_refused_with_their_cells(book: Books) -> None:
    told = refused(filled(book, (ID, LABEL, 300), (ID, "per_place", 400)))
    assert "考核设置!D3" in told
    assert "考核设置!D2" in told


def test_a_value_that_is_no_number_is_refused_with_its_cell(book: Books) -> None:
    assert "考核设置!D2：每个指标奖额（per_place）应为数字" in refused(
        filled(book, (ID, LABEL, "三百"))
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((ID, "每名奖额", 300), "没有参数“每名奖额”"),
        ((ID, "", 300), "没有参数“（空白）”"),
        (("2008年方案", LABEL, 300), "“2008年方案”不是方案的编号或名称"),
    ],
)
def test_a_line_that_fits_no_parameter_is_named_beside_the_refusal(
    book: Books, line: tuple[str, str, Any], words: str
) -> None:
    told = refused(filled(book, line))
    assert words in told
    assert "缺少参数：每个指标奖额（per_place）" in told
    assert "在考核设置写一行" in told


def test_a_parameter_of_another_scheme_is_left_alone(book: Books) -> None:
    own = filled(book, (ID, LABEL, 300), ("class-targets", "每个百分点分值", 2))
    assert not [one for one in paid(own).findings if one.code == "scheme_value_unknown"]


def test_the_value_stands_under_the_payout_sheet_and_in_the_record(book: Books) -> None:
    own = filled(book, (ID, LABEL, 300))
    contents = take_in(own, ChosenOptions(), scores_needed=False)
    payout = pay(contents, order())
    texts = [str(value) for row in sheets_of(payout)[0].rows for value in row.values if value]
    assert any("方案参数" in text and "每个指标奖额300元" in text for text in texts)
    entry = entry_of(carry_out(Request("payout", order=order()), own))
    assert ("设置参数", "per_place", "300（考核设置!D2）") in entry.settings
