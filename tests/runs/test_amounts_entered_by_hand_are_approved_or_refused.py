from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.runs.payout.assessment import Payout, assess
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record
    from xl_quality.core.findings import Finding

    Listed = Callable[..., list[Record]]

TERMS = Terms(date(2026, 7, 10), {}, {})
HEAD = "unit name clause amount reason approver\n"
GOOD = "青石小学 宋安然 A10 500 全县前五 校务会"


def payout(listed: Listed, *rows: str) -> Payout:
    lists = {"手工金额": listed("手工金额", HEAD + "\n".join(rows))}
    return assess(load("luotuoao-brief"), lists, TERMS)


def refused(listed: Listed, *rows: str) -> list[Finding]:
    with pytest.raises(BadInputError) as caught:
        payout(listed, *rows)
    return [one for one in caught.value.findings if one.severity is Severity.ERROR]


def test_the_reason_starts_with_who_said_and_approved_it(listed: Listed) -> None:
    [line] = payout(listed, GOOD).lines
    assert line.by_hand
    assert line.why.startswith("手工填报：全县前五（批准人：校务会）；青石小学：")
    assert "手工金额!D2" in line.why
    assert (line.payee, line.reward, str(*line.sources)) == ("宋安然", 50_000, "手工金额!D2")


@pytest.mark.parametrize(("amount", "paid"), [(299, 0), (300, 1), (1000, 1), (1001, 0)])
def test_the_headmasters_amount_stays_within_its_range(
    listed: Listed, amount: int, paid: int
) -> None:
    row = f"青石小学 宋安然 A10 {amount} 全县前五 校务会"
    if paid:
        assert payout(listed, row).lines[0].reward == amount * 100
    else:
        assert [one.where for one in refused(listed, row)] == ["手工金额!D2"]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("青石小学 宋安然 A10 500 - 校务会", "hand_reason_missing", "手工金额!E2"),
        ("青石小学 宋安然 A10 500 全县前五 -", "hand_approver_missing", "手工金额!F2"),
        ("青石小学 宋安然 A10 - 全县前五 校务会", "hand_amount_missing", "手工金额!D2"),
        ("- - 调整 500 全县前五 校务会", "hand_payee_missing", "手工金额!D2"),
        ("青石小学 宋安然 A1O 500 全县前五 校务会", "hand_clause_unknown", "手工金额!C2"),
        ("青石小学 宋安然 A12 500 全县前五 校务会", "hand_clause_unknown", "手工金额!C2"),
        ("青石小学 宋安然 A7 500 全县前五 校务会", "hand_clause_computed", "手工金额!C2"),
        ("- 宋安然 A10 500 全县前五 校务会", "hand_row_unused", "手工金额!D2"),
        ("青石小学 宋安然 调整 0 全县前五 校务会", "hand_amount_bad", "手工金额!D2"),
    ],
)
def test_a_row_that_cannot_be_paid_stops_the_payout_and_names_its_cell(
    listed: Listed, row: str, code: str, cell: str
) -> None:
    # the second row fills every column, so that the empty one is known
    found = refused(listed, row, "白水小学 江一帆 A10 400 全县前五 校务会")
    assert [(one.code, one.where) for one in found] == [(code, cell)]


def test_a_column_nobody_fills_is_asked_for_beside_the_amount(listed: Listed) -> None:
    [found] = refused(listed, "青石小学 宋安然 A10 500 全县前五 -")
    assert (found.where, found.code) == ("手工金额!D2", "hand_approver_missing")
    assert "加一栏“批准人”" in found.suggestion


def test_a_headmaster_without_a_name_is_not_paid(listed: Listed) -> None:
    [found] = refused(listed, "青石小学 - A10 500 全县前五 校务会")
    assert found.code == "payee_missing"


def test_all_faulty_rows_are_told_at_once(listed: Listed) -> None:
    rows = (
        "青石小学 宋安然 A10 500 - 校务会",
        "白水小学 江一帆 A10 2000 全县前五 校务会",
        "黄土小学 何小满 A99 500 全县前五 校务会",
    )
    found = {one.where for one in refused(listed, *rows)}
    assert found == {"手工金额!E2", "手工金额!D3", "手工金额!C4"}


def test_the_same_row_twice_is_not_paid_once_in_silence(listed: Listed) -> None:
    found = refused(listed, GOOD, GOOD)
    assert [(one.where, one.code) for one in found] == [("手工金额!D3", "hand_row_unused")]


def test_another_schemes_clause_is_left_alone_and_said(listed: Listed) -> None:
    found = payout(listed, GOOD, "青石小学 宋安然 B9 500 全县前五 校务会")
    assert [line.clause for line in found.lines] == ["A10"]
    told = [one for one in found.findings if one.code == "hand_clause_foreign"]
    assert [(one.severity, one.where) for one in told] == [(Severity.WARNING, "手工金额!C3")]


def test_an_adjustment_is_a_line_of_its_own_in_both_directions(listed: Listed) -> None:
    found = payout(
        listed,
        GOOD,
        "青石小学 - 调整 200 补发上年 镇教办",
        "白水小学 江一帆 - -50 多发收回 镇教办",
    )
    own = [(line.payee, line.clause, line.net, line.by_hand) for line in found.lines[1:]]
    assert own == [("青石小学", "调整", 20_000, True), ("江一帆", "调整", -5_000, True)]
    assert found.lines[1].why == "手工填报：补发上年（批准人：镇教办）（手工金额!D3）"
    flagged = [one.where for one in found.findings if one.code == "hand_adjustment"]
    assert flagged == ["手工金额!D3", "手工金额!D4"]


def test_an_adjustment_stands_on_the_sheet_of_reasons_too(listed: Listed) -> None:
    tables = sheets_of(payout(listed, GOOD, "青石小学 - 调整 200 补发上年 镇教办"))
    reasons = next(table for table in tables if table.name == "计算依据")
    rows = [row.values for row in reasons.rows if isinstance(row.values[0], int)]
    assert rows[-1][1:4] == ("调整", "手工调整", "青石小学")
    assert str(rows[-1][6]) == "200.00"
    assert {row[7] for row in rows} == {"手工填报"}


def test_a_person_adjusted_at_another_school_is_another_payee(listed: Listed) -> None:
    found = payout(listed, GOOD, "白水小学 宋安然 调整 200 补发上年 镇教办")
    assert [line.payee for line in found.lines] == ["宋安然（青石小学）", "宋安然（白水小学）"]


def test_adjustments_alone_are_no_payout_of_a_scheme(listed: Listed) -> None:
    with pytest.raises(BadInputError, match="没有方案"):
        payout(listed, "青石小学 - 调整 200 补发上年 镇教办")


def test_a_row_left_to_another_scheme_is_told_on_a_sheet_that_is_filed(listed: Listed) -> None:
    told = payout(listed, GOOD, "青石小学 卢明远 B9 800 全县前五 校务会")
    texts = {
        table.name: [str(row.values[0]) for row in table.rows if row.values]
        for table in sheets_of(told)
    }
    [point] = [text for text in texts["计算依据"] if text.startswith("尚待核对")]
    assert "手工金额!C3：" in point
    assert "没有条款B9，卢明远这一行留给别的方案，没有用上（800）" in point
    assert any("另有 1 处提示" in text for text in texts["奖惩兑现表"])
    alone = sheets_of(payout(listed, GOOD))
    assert not any("尚待核对" in str(row.values) for table in alone for row in table.rows)
