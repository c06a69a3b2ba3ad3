"""Accounts in lists: which sheets hold them, and that no digit is lost or made up."""

from __future__ import annotations

import pytest

from xl_quality.sheets.cells import Grid
from xl_quality.sheets.list_kinds import find_list
from xl_quality.sheets.lists import read_list

CARD = "6200002690000000007"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (CARD, CARD),
        (" 6200 0026 9000 0000 007 ", CARD),
        ("６２０００２６９", "62000269"),
        ("6200-0026-9", "620000269"),
        (620002690.0, "620002690"),
        (999_999_999_999_999.0, "999999999999999"),
        (1_000_000_000_000_000.0, None),  # a sixteenth digit would be a guess
        (float(CARD), None),
        ("6.2E+18", None),
        ("12345", None),
        ("现金", None),
        (True, None),
        (62000269.5, None),
    ],
)
def test_a_cell_gives_all_digits_or_none(cell: float | str, read: str | None) -> None:
    grid = Grid(
        "人员", [["姓名", "单位", "岗位", "得分", "账号"], ["江一帆", "甲", "校长", 90.0, cell]]
    )
    found = read_list(grid)
    assert found is not None
    [row] = found.records
    assert row.text("account") == (read or "")
    assert [one.code for one in found.findings] == ([] if read else ["account_unusable"])
    assert [one.cell for one in found.findings] == ([] if read else ["E2"])


@pytest.mark.parametrize(
    "word", ["账号", "卡号", "银行账号", "银行卡号", "工资卡号", "帐号", "银行卡"]
)
def test_offices_call_it_by_many_words(word: str) -> None:
    found = read_list(Grid("发放", [["姓名", "单位", word], ["江一帆", "甲小学", CARD]]))
    assert found is not None
    assert (found.name, found.records[0].text("account")) == ("银行账号", CARD)


def test_a_unit_may_have_an_account_of_its_own() -> None:
    rows = [["单位", "开户行", "账号"], ["甲小学", "青禾农商银行", CARD]]
    found = read_list(Grid("学校账户", rows))
    assert found is not None
    [row] = found.records
    assert (row.text("unit"), row.text("bank")) == ("甲小学", "青禾农商银行")


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        ("资助发放", ["姓名", "单位", "班级", "银行卡号"]),
        ("资助发放", ["姓名", "单位", "监护人", "银行卡号"]),
        ("学籍系统", ["姓名", "单位", "账号", "密码"]),
        ("考场安排", ["姓名", "单位", "考场", "账号"]),
        ("系统用户", ["用户名", "单位", "姓名", "账号"]),
    ],
)
def test_pupils_cards_and_logins_are_no_accounts_of_payees(sheet: str, header: list[str]) -> None:
    row = [CARD if "号" in word else "江一帆" for word in header]
    found = find_list(Grid(sheet, [header, row]))
    assert found is None or found.kind.name != "银行账号"
