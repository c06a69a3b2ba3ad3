from __future__ import annotations

import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_quality.core.money import rmb_upper
from xl_quality.reports.payout import NOTHING, Heading, payout_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.schemes.payout_lines import PayoutLine

HEADING = Heading("青石镇奖惩兑现表", f"依据：示例方案　计算日期：{date(2026, 7, 10)}")
SOFFICE = shutil.which("soffice")


@pytest.fixture
def lines(line: Callable[..., PayoutLine]) -> list[PayoutLine]:
    return [
        line("青石小学", 500, "全县第1名：第1名奖500元"),
        line("青石小学", "-200.05", "全县第22名：倒数第4名罚200.05元"),
        line("白水小学", -300, "全县第23名：倒数第3名罚300元"),
    ]


def test_the_sheet_reads_as_an_office_prints_it(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    path = write(payout_table(lines, HEADING))
    sheet = openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "青石镇奖惩兑现表"
    assert rows[2] == (
        *("序号", "兑现对象", "条款", "事由", "奖励（元）", "惩扣（元）", "净额（元）", "签名"),
    )
    assert [row[:7] for row in rows[3:9]] == [
        (1, "青石小学", "A7", "全县第1名：第1名奖500元", 500, None, 500),
        (2, "青石小学", "A7", "全县第22名：倒数第4名罚200.05元", None, 200.05, -200.05),
        (None, "青石小学", None, "小计（2 项）", 500, 200.05, 299.95),
        (3, "白水小学", "A7", "全县第23名：倒数第3名罚300元", None, 300, -300),
        (None, "白水小学", None, "小计（1 项）", 0, 300, -300),
        (None, "合计", None, "共 3 项", 500, 500.05, -0.05),
    ]
    assert rows[9][0] == f"合计人民币（大写）：{rmb_upper(-5)}"
    assert "制表" in rows[11][0]
    assert "审核" in rows[11][0]
    assert "负责人" in rows[11][0]


def test_every_formula_gives_the_value_that_was_stored(
    lines: list[PayoutLine], write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    assert formulas_hold(write(payout_table(lines, HEADING))) == 3 + 2 * 3 + 3


def test_totals_add_the_subtotals_and_not_the_lines_twice(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_table(lines, HEADING)))["奖惩兑现表"]
    assert [sheet[f"{column}9"].value for column in "EFG"] == [
        "=SUM(E6,E8)",
        "=SUM(F6,F8)",
        "=SUM(G6,G8)",
    ]
    assert sheet["G4"].value == "=E4-F4"
    assert sheet["F6"].value == "=SUM(F4:F5)"


def test_it_prints_on_a4_with_its_header_on_every_page(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_table(lines, HEADING)))["奖惩兑现表"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "C4"
    assert sheet.print_area == "'奖惩兑现表'!$A$1:$H$12"
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:H1",
        "A2:H2",
        "A10:H10",
        "A12:H12",
    }


def test_amounts_have_two_decimals_and_lines_a_frame(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_table(lines, HEADING)))["奖惩兑现表"]
    assert {sheet[f"{c}{r}"].number_format for c in "EFG" for r in range(4, 10)} == {"#,##0.00"}
    assert all(sheet[f"{c}{r}"].border.top.style for c in "ABCDEFGH" for r in range(3, 10))
    assert sheet["D4"].alignment.wrap_text


def test_more_payees_than_a_sum_takes_are_added_in_several_sums(
    line: Callable[..., PayoutLine],
    write: Callable[..., Path],
    formulas_hold: Callable[[Path], int],
) -> None:
    many = [line(f"教师{number}", number - 100) for number in range(600)]
    path = write(payout_table(many, HEADING))
    assert formulas_hold(path) > 600 * 3
    live = openpyxl.load_workbook(path)["奖惩兑现表"]
    rows = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    total = next(number for number, row in enumerate(rows, 1) if row[1] == "合计")
    assert live[f"E{total}"].value.count("SUM(") == 3
    assert rows[total - 1][6] == sum(range(-100, 500))
    assert f"（大写）：{rmb_upper(100 * sum(range(-100, 500)))}" in rows[total][0]


def test_a_payout_without_any_line_says_so_over_a_zero_total(
    write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    path = write(payout_table([], HEADING))
    assert formulas_hold(path) == 3
    rows = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    assert rows[3][0] == NOTHING
    assert rows[4][1:7] == ("合计", None, "共 0 项", 0, 0, 0)
    assert rows[5][0] == "合计人民币（大写）：零元整"


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3", "=1+1", "'引号", '<&>"甲']
)
def test_names_that_look_like_formulas_stay_text(
    name: str, line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    path = write(payout_table([line(name, 100, why=name)], HEADING))
    sheet = openpyxl.load_workbook(path)["奖惩兑现表"]
    for cell in ("B4", "D4", "B5"):
        assert sheet[cell].value == name
        assert sheet[cell].data_type in {"s", "inlineStr"}


def test_a_long_reason_gets_a_row_that_shows_all_of_it(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    why = "全县统考语文、数学、英语三科" * 20
    path = write(payout_table([line("长" * 60, 100, why), line("短", 1, "短")], HEADING))
    sheet = openpyxl.load_workbook(path)["奖惩兑现表"]
    lines_needed = 2 * len(why) / sheet.column_dimensions["D"].width
    assert sheet.row_dimensions[4].height >= 15 * lines_needed
    assert sheet.row_dimensions[6].height < 40


def test_a_long_name_gets_a_row_that_shows_all_of_it(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_table([line("长" * 60, 100, "短")], HEADING)))
    own = sheet["奖惩兑现表"]
    lines_needed = 2 * 60 / own.column_dimensions["B"].width
    for row in (4, 5):
        assert own.row_dimensions[row].height >= 15 * lines_needed


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["甲校", "乙校", "丙", "丁"]), st.integers(-(10**9), 10**9)),
    max_size=30,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=AMOUNTS)
def test_stored_totals_are_the_sum_of_the_lines_whatever_they_are(
    amounts: list[tuple[str, int]],
    line: Callable[..., PayoutLine],
) -> None:
    own = [line(payee, f"{fen // 100}.{fen % 100:02d}") for payee, fen in amounts if fen > 0]
    rows = payout_table(own, HEADING).rows
    total = next(row for row in rows if row.values and row.values[1] == "合计")
    assert total.values[6].cached * 100 == sum(one.net for one in own)  # type: ignore[union-attr] # a formula
    words = next(row for row in rows if "大写" in str(row.values[0]))
    assert str(words.values[0]).endswith(rmb_upper(sum(one.net for one in own)))


def test_reward_and_penalty_for_one_result_are_marked_and_explained(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    own = [line("青石小学", 500)._replace(conflict=True), line("白水小学", 300)]
    sheet = openpyxl.load_workbook(write(payout_table(own, HEADING)))["奖惩兑现表"]
    assert sheet["D4"].value == "【既奖又罚】第1名奖"
    assert sheet["D4"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["D6"].value == "第1名奖"
    assert sheet["D6"].fill.fill_type is None
    notes = [cell.value for cell in sheet["A"] if cell.value and "【既奖又罚】" in str(cell.value)]
    assert len(notes) == 1
    assert "核定" in notes[0]


def test_an_amount_entered_by_hand_is_marked_and_explained(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    why = "手工填报：连续三年前五（批准人：校务会）；填报500元"
    own = [line("江一帆", 500, why)._replace(by_hand=True)]
    sheet = openpyxl.load_workbook(write(payout_table(own, HEADING)))["奖惩兑现表"]
    assert {sheet[f"{column}4"].fill.fgColor.rgb for column in "ABCDEFGH"} == {"FFFFF2CC"}
    texts = [str(cell.value) for cell in sheet["A"]]
    assert sum("手工填报" in text for text in texts) == 1
    assert texts[-1].startswith("制表：")


def test_a_sheet_without_special_lines_has_no_legend(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_table(lines, HEADING)))["奖惩兑现表"]
    assert not any("底）" in str(cell.value) for cell in sheet["A"])


def test_remarks_stand_between_the_total_and_the_signatures(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    heading = HEADING._replace(remarks=("另有 2 处提示尚待核对。",))
    rows = list(openpyxl.load_workbook(write(payout_table(lines, heading)))["奖惩兑现表"].values)
    assert [row[0] for row in rows[-3:-1]] == ["另有 2 处提示尚待核对。", None]


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_totals(
    line: Callable[..., PayoutLine], write: Callable[..., Path], tmp_path: Path
) -> None:
    own = [line(f"教师{n % 300}", f"{n * 7 % 900 - 300}.{n % 100:02d}") for n in range(400)]
    path = write(payout_table(own, HEADING))
    stored = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    _forget_stored_values(path)
    assert list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values) != stored
    out = tmp_path / "lo"
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    again = list(openpyxl.load_workbook(out / path.name, data_only=True)["奖惩兑现表"].values)
    amounts = [[round((value or 0) * 100) for value in row[4:7]] for row in stored[3:-3]]
    assert amounts == [
        [round((value or 0) * 100) for value in row[4:7]] for row in again[3 : len(stored) - 3]
    ]
    assert amounts[-1][2] == sum(one.net for one in own)


def _forget_stored_values(path: Path) -> None:
    """Save by openpyxl: formulas without values, so that LibreOffice has to compute them."""
    openpyxl.load_workbook(path).save(path)
