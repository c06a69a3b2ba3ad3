"""兑现汇总表: what each payee gets, added up again by pandas and by another program."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_quality.books.tables import Row
from xl_quality.core.money import rmb_upper
from xl_quality.reports.payout import Heading, Withheld, payout_tables, roomy
from xl_quality.schemes.payout_lines import Account, PayoutLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table

HEADING = Heading("奖惩兑现表", "依据：示例方案", summary="青石镇奖惩兑现汇总表")
CARD = "6200002690000000007"
NAME, REWARD, PENALTY, NET, ACCOUNT, SIGNATURE = range(1, 7)


def paid(unit: str, payee: str, *fens: int) -> list[PayoutLine]:
    return [
        PayoutLine(payee, "A7", max(fen, 0), max(-fen, 0), "第1名奖", unit=unit) for fen in fens
    ]


LINES = [
    *paid("青石小学", "青石小学", 500_00, -20_05),
    *paid("青石小学", "江一帆", 300_00),
    *paid("白水小学", "白水小学", -300_00),
    *paid("青石小学", "江一帆", 20_00),
    *paid("白水小学", "江一帆（白水小学）", 1),
]


def shown(lines: Sequence[PayoutLine], **more: Any) -> list[list[Any]]:
    """Return the rows under the titles as they are seen before anything is recalculated."""
    table = payout_tables(lines, HEADING, **more)[1]
    return [
        [getattr(value, "cached", value) for value in row.values]
        for row in table.rows[3:]
        if any(value is not None for value in row.values)
    ]


def test_each_payee_stands_once_by_unit_with_the_sum_of_his_lines() -> None:
    assert [row[:5] for row in shown(LINES)[:9]] == [
        ["青石小学", None, None, None, None],
        [1, "青石小学", 500, Decimal("20.05"), Decimal("479.95")],
        [2, "江一帆", 320, 0, 320],
        [None, "青石小学", 820, Decimal("20.05"), Decimal("799.95")],
        ["白水小学", None, None, None, None],
        [3, "白水小学", 0, 300, -300],
        [4, "江一帆（白水小学）", Decimal("0.01"), 0, Decimal("0.01")],
        [None, "白水小学", Decimal("0.01"), 300, Decimal("-299.99")],
        [None, "本页小计", Decimal("820.01"), Decimal("320.05"), Decimal("499.96")],
    ]


def test_totals_checks_and_numerals_close_it() -> None:
    rows = shown(LINES)
    total, pages, other, words, signatures = rows[9:14]
    assert total[1:6] == [
        *("合计", Decimal("820.01"), Decimal("320.05"), Decimal("499.96"), "共 4 个对象")
    ]
    assert (pages[NAME], pages[NET], other[NAME], other[NET]) == (
        *("核对各页", 0),
        *("核对两表", 0),
    )
    assert words[0] == f"净额合计人民币（大写）：{rmb_upper(499_96)}"
    assert "审核" in signatures[0]


def test_a_unit_that_is_paid_alone_stands_under_what_it_is_paid_as() -> None:
    lines = [*paid("甲", "甲", 1_00), *paid("乙", "乙", 2_00), *paid("乙", "丙", 3_00)]
    names = [row[0] or row[1] for row in shown(lines)[:8]]
    assert names == ["以单位名义兑现的", 1, "乙", 2, 3, "乙", "本页小计", "合计"]


def test_a_unit_paid_alone_does_not_stand_under_the_heading_of_another() -> None:
    lines = [*paid("甲", "甲", 1_00), *paid("乙", "乙", 2_00), *paid("乙", "丁", 3_00)]
    lines += [*paid("丙", "丙", 4_00), *paid("戊", "戊", 5_00), *paid("己", "庚", 6_00)]
    names = [row[0] or row[1] for row in shown(lines)[:10]]
    own = "以单位名义兑现的"
    assert names == [own, 1, "乙", 2, 3, "乙", own, 4, 5, "己"], "the first stands under it, too"


def test_without_anybody_paid_there_is_no_such_sheet() -> None:
    assert [table.name for table in payout_tables([], HEADING)] == ["奖惩兑现表"]


def test_amounts_are_those_of_the_payout_sheet_and_every_formula_holds(
    write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    path = write(*payout_tables(LINES, HEADING))
    assert formulas_hold(path) > 30
    live = openpyxl.load_workbook(path)
    sheet, lines = live["兑现汇总表"], live["奖惩兑现表"]
    for row in (5, 6, 10, 11):
        own = sheet[f"C{row}"].value.removeprefix("='奖惩兑现表'!E")
        said = sheet[f"D{row}"].value.removeprefix("='奖惩兑现表'!F")
        assert own == said
        name = lines[f"B{own}"].value or lines[f"B{int(own) - 2}"].value  # of two lines, merged
        assert name == sheet[f"B{row}"].value
    [*_, check] = [row for row in sheet.values if row[1] == "核对两表"]
    total = next(row[0].row for row in lines.iter_rows() if row[1].value == "合计")
    assert str(check[NET]).endswith(f"-'奖惩兑现表'!G{total}")


def test_an_account_is_a_text_of_all_its_digits_with_the_bank_under_it(
    write: Callable[..., Path],
) -> None:
    accounts = {
        ("青石小学", "江一帆"): Account(CARD),
        ("白水小学", "白水小学"): Account(CARD, "青禾农商银行"),
        ("白水小学", "江一帆"): Account("1" * 19),  # the payee is told apart by his unit
    }
    sheet = openpyxl.load_workbook(write(*payout_tables(LINES, HEADING, accounts)))["兑现汇总表"]
    cells = {row[NAME].value: row[ACCOUNT] for row in sheet.iter_rows(min_row=5, max_row=11)}
    assert cells["江一帆"].value == CARD
    assert cells["江一帆"].data_type in {"s", "inlineStr"}
    assert cells["白水小学"].value == f"{CARD}\n青禾农商银行"
    assert cells["江一帆（白水小学）"].value is None
    # who types an account there must not lose its last digits either
    assert {cell.number_format for cell in (sheet["F5"], sheet["F10"], sheet["F11"])} == {"@"}


def test_it_names_persons_and_is_marked_for_it() -> None:
    payout, summary = payout_tables(paid("甲", "甲", 1_00), HEADING)
    assert not payout.confidential
    assert summary.confidential


def test_a_remark_about_those_who_get_nothing_stands_under_both(
    write: Callable[..., Path],
) -> None:
    heading = HEADING._replace(remarks=("没有奖惩的：丙。", "方案参数：…"), told=1)
    book = openpyxl.load_workbook(write(*payout_tables(LINES, heading)))
    texts = {sheet.title: [row[0] for row in sheet.values] for sheet in book}
    assert "没有奖惩的：丙。" in texts["兑现汇总表"]
    assert "方案参数：…" not in texts["兑现汇总表"]
    assert {"没有奖惩的：丙。", "方案参数：…"} <= {*texts["奖惩兑现表"]}


MANY = st.lists(
    st.tuples(
        st.sampled_from(["甲小学", "乙中学", "丙小学"]),
        st.sampled_from(["甲小学", "乙中学", "江一帆", "白若谷", "1班"]),
        st.integers(-(10**8), 10**8).filter(bool),
    ),
    min_size=1,
    max_size=60,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=MANY)
def test_it_says_what_pandas_makes_of_the_lines(amounts: list[tuple[str, str, int]]) -> None:
    lines = [line for unit, payee, fen in amounts for line in paid(unit, payee, fen)]
    frame = pd.DataFrame(amounts, columns=["unit", "payee", "fen"])
    frame["reward"], frame["penalty"] = frame.fen.clip(lower=0), -frame.fen.clip(upper=0)
    by_payee = frame.groupby(["unit", "payee"], sort=False)[["reward", "penalty", "fen"]].sum()
    rows = shown(lines)
    own = sorted([row[NAME], *(int(v * 100) for v in row[2:5])] for row in rows if _numbered(row))
    wanted = sorted([payee, *map(int, sums)] for (_, payee), *sums in by_payee.itertuples())
    assert own == wanted
    [total] = [row for row in rows if row[NAME] == "合计"]
    assert [int(v * 100) for v in total[2:5]] == [*by_payee.sum().astype(int)]
    pages = [row for row in rows if row[NAME] == "本页小计"]
    assert sum(row[NET] for row in pages) == total[NET]


def _numbered(row: Sequence[Any]) -> bool:
    return isinstance(row[0], int)


def test_the_work_grows_with_the_lines_and_not_with_lines_times_pages() -> None:
    """Count what is asked of the lines: a scan of all of them a page would show."""
    calls: dict[int, int] = {}
    for size in (400, 1600):
        lines = [_Counted.make(f"教师{n}") for n in range(size)]
        _Counted.asked = 0
        payout_tables(lines, HEADING)
        calls[size] = _Counted.asked
    assert calls[1600] < 4.2 * calls[400]


class _Counted(PayoutLine):
    asked = 0

    @classmethod
    def make(cls, payee: str) -> _Counted:
        return cls(payee, "A1", 100, 0, "奖", unit="甲校")

    @property
    def net(self) -> int:
        type(self).asked += 1
        return super().net


@pytest.mark.parametrize("label", ["", "luotuoao-2008"])
def test_formulas_follow_the_names_that_the_sheets_of_a_run_get(label: str) -> None:
    from xl_quality.runs.record import labelled  # noqa: PLC0415 - the reports know no runs

    payout, summary = labelled(payout_tables(LINES, HEADING), label)
    wanted = f"奖惩兑现表（{label}）" if label else "奖惩兑现表"
    assert payout.name == wanted
    assert _looks_at(summary) == {wanted}


def _looks_at(table: Table) -> set[str]:
    texts = (str(getattr(value, "text", "")) for row in table.rows for value in row.values)
    return {text.split("'")[1] for text in texts if "!" in text}


@pytest.mark.parametrize(
    ("due", "title", "noted"),
    [
        ((False, False), "奖励（元）", False),
        ((True, True), "应发（元）", False),
        ((True, False), "奖励、应发（元）", True),
    ],
)
def test_pay_that_is_due_is_not_called_a_reward(
    due: tuple[bool, bool],
    title: str,
    noted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    lines = [
        line._replace(due=one)
        for one, line in zip(due, [*paid("甲", "乙", 1_00), *paid("甲", "丙", 2_00)], strict=True)
    ]
    payout, summary = payout_tables(lines, HEADING)
    assert [table.rows[2].values[place] for table, place in ((payout, 4), (summary, 2))] == [
        title,
        title,
    ]
    texts = [str(seen_of(row.values[0])) for row in payout.rows if row.values]
    assert any("应发的工资" in text for text in texts) is noted
    alone = all(due)
    assert payout.rows[2].values[5:7] == summary.rows[2].values[3:5]
    assert payout.rows[2].values[5:7] == (
        ("扣发（元）", "实发（元）") if alone else ("惩扣（元）", "净额（元）")
    )
    assert f"{'实发' if alone else '净额'}合计人民币（大写）：叁元整" in texts


def seen_of(value: Any) -> Any:
    return getattr(value, "cached", value)


@pytest.mark.parametrize("count", [1, 70])
def test_whose_pay_is_withheld_stands_apart_and_in_no_total(count: int) -> None:
    lines = [line._replace(due=True) for line in paid("甲", "乙", 1_00, 2_00)]
    apart = tuple(Withheld(f"教师{n}", "K2", f"考核基本合格{n}：不享受全额") for n in range(count))
    heading = HEADING._replace(withheld=apart, told=0)
    payout, summary = payout_tables(lines, heading)
    rows = [[seen_of(value) for value in row.values] for row in payout.rows if row.values]
    own = [row for row in rows if str(row[1]).startswith("教师")]
    assert [row[1:4] for row in own] == [[*one] for one in apart]
    assert {tuple(row[4:]) for row in own} == {(None, None, "未计入", None)}
    total = next(row for row in rows if row[1] == "合计")
    assert total[3:7] == ["共 2 项", 3, 0, 3]
    feet = [row[6] for row in rows if row[1] == "本页小计"]
    assert sum(feet) == 3
    assert feet[1:] == [0] * (len(feet) - 1), "a page of them alone adds nothing"
    assert any(f"没有计入合计的（{count} 人）" in str(row[0]) for row in rows)
    told = [str(row.values[0]) for row in summary.rows if row.values]
    assert any(f"没有计入合计的（{count} 人，事由见发放表）：教师0" in text for text in told)
    heads = [row[1] for row in rows if row[0] == "序号"]
    assert {*heads} == {"发放对象"}
    checked = [row.values for row in summary.rows if row.values and row.values[1] == "核对两表"]
    assert [row[5] for row in checked] == ["减发放表，应为0.00"]
    assert payout.confidential
    plain = payout_tables(lines, HEADING)
    assert not any("没有计入合计" in str(row.values) for table in plain for row in table.rows)


@pytest.mark.parametrize("lines", range(1, 9))
def test_a_long_reason_has_a_line_to_spare(lines: int) -> None:
    """25:23:18:20:12:20:18 is never broken, so that the line before it is short."""
    row = Row(["按权重分配"], [], 18.0 + 16 * (lines - 1))
    assert [one.height for one in roomy([row])] == [18.0 + 16 * (lines - (lines < 5))]
