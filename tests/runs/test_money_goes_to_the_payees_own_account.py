"""Accounts (账号) of payees: whose they are, and what is said of those who have none."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.facts import Fact, Record
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.checks import accounts_of, without_account
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.schemes.payout_lines import Account, PayoutLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.runs.payout.assessment import Payout

CASES = Path(__file__).parent.parent / "cases" / "payout_accounts.csv"


def line(unit: str, payee: str) -> PayoutLine:
    return PayoutLine(payee, "A1", 100, 0, "奖", unit=unit)


def rows_of(text: str) -> list[Record]:
    return [
        Record("人员", number, {name: Fact(word) for name, word in zip(names, one, strict=True)})
        for number, words in enumerate(text.split(), 3)
        for names, one in [_filled(words.split("/"))]
    ]


def _filled(words: list[str]) -> tuple[list[str], list[str]]:
    pairs = [
        (name, word)
        for name, word in zip(("name", "unit", "account"), words, strict=True)
        if word != "-"
    ]
    return [name for name, _ in pairs], [word for _, word in pairs]


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_an_account_is_its_owners_and_nobody_elses(case: dict[str, str]) -> None:
    payees = [one.split("/") for one in case["payees"].split()]
    names = [payee for _, payee in payees]
    lines = []
    for unit, payee in payees:
        told_apart = names.count(payee) > 1
        own = line("" if unit == "-" else unit, f"{payee}（{unit}）" if told_apart else payee)
        lines.append(own._replace(name=payee if told_apart else ""))
    found = {
        f"{payee.partition('（')[0]}@{unit}={one.number}"
        for (unit, payee), one in accounts_of(lines, rows_of(case["rows"])).items()
    }
    assert found == set(case["found"].split())


def test_those_without_an_account_are_counted_once() -> None:
    lines = [line("甲校", f"教师{n}") for n in range(9)]
    [told] = without_account(lines, {("甲校", "教师3"): Account("62001111")})
    assert dict(told.facts)["payees"] == 8
    assert "教师0、教师1、教师2、教师4、教师5等" in told.text


@pytest.mark.parametrize("known", [{}, {("甲校", f"教师{n}"): Account("1") for n in range(9)}])
def test_nothing_is_said_where_nobody_or_everybody_has_one(
    known: dict[tuple[str, str], Account],
) -> None:
    assert without_account([line("甲校", f"教师{n}") for n in range(9)], known) == []


def test_units_are_not_asked_for_accounts_because_persons_have_them() -> None:
    lines = [line("甲校", "甲校"), line("甲校", "江一帆")]
    assert without_account(lines, {("甲校", "江一帆"): Account("1")}) == []
    [told] = without_account([*lines, line("乙校", "乙校")], {("甲校", "甲校"): Account("1")})
    assert dict(told.facts)["named"] == "乙校"


REVIEW: list[list[Any]] = [
    ["姓名", "单位", "岗位", "年度考核", "全额", "银行卡号", "开户行"],
    ["谭明玉", "甲小学", "教师", "优秀", 3000, "6200 0026 9000 0000 007", "青禾农商银行"],
    ["廖书航", "甲小学", "教师", "合格", 3000, 6200002690000000007, None],
    ["汪景行", "甲小学", "教师", "不合格", 3000, None, None],
]


def paid(book: Callable[..., object], **sheets: object) -> Payout:
    contents = take_in(book(sheets), ChosenOptions(), scores_needed=False)  # type: ignore[arg-type] # played
    return pay(contents, Order("balanced", date(2026, 7, 10)))


def test_a_number_that_lost_its_last_digits_is_not_used_and_stops_nothing(
    book: Callable[..., object],
) -> None:
    payout = paid(book, 人员=REVIEW)
    assert payout.accounts == {("甲小学", "谭明玉"): Account("6200002690000000007", "青禾农商银行")}
    assert [one.facts for one in payout.findings if one.code == "accounts_missing"] == [
        (("payees", 1), ("named", "廖书航"))
    ]


def test_a_list_of_accounts_alone_serves_as_well(book: Callable[..., object]) -> None:
    staff = [row[:5] for row in REVIEW]
    accounts = [["单位", "姓名", "银行账号"], ["甲小学", "廖书航", "6200002690000000007"]]
    payout = paid(book, 人员=staff, 教师工资卡=accounts)
    assert payout.accounts == {("甲小学", "廖书航"): Account("6200002690000000007")}


def test_who_was_judged_and_gets_nothing_is_named_under_the_sheets(
    book: Callable[..., object],
) -> None:
    payout = paid(book, 人员=REVIEW)
    assert payout.idle == [("甲小学", "汪景行")]
    for name in ("奖惩兑现表", "兑现汇总表"):
        table = next(one for one in sheets_of(payout) if one.name == name)
        texts = [str(row.values[0]) for row in table.rows if row.values]
        assert any(text.startswith("不发全额、没有计入合计的（1 人") for text in texts)
        assert "汪景行" in str([row.values for row in table.rows])
        assert not any("不奖不罚" in text for text in texts), "his pay is withheld"
