from __future__ import annotations

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_quality.core.money import rmb_upper
from xl_quality.reports.payout import NOTHING, Heading, payout_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    path = write(payout_tables(lines, HEADING)[0])
    sheet = openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "青石镇奖惩兑现表"
    assert rows[2] == (
        *("序号", "兑现对象", "条款", "事由", "奖励（元）", "惩扣（元）", "净额（元）", "签名"),
    )
    assert [row[:7] for row in rows[3:9]] == [
        (1, "青石小学", "A7", "全县第1名：第1名奖500元", 500, None, 500),
        (2, None, "A7", "全县第22名：倒数第4名罚200.05元", None, 200.05, -200.05),
        (None, None, None, "小计（2 项）", 500, 200.05, 299.95),
        (3, "白水小学", "A7", "全县第23名：倒数第3名罚300元", None, 300, -300),
        (None, "本页小计", None, "（3 项）", 500, 500.05, -0.05),
        (None, "合计", None, "共 3 项", 500, 500.05, -0.05),
    ]
    assert (rows[9][1], rows[9][6]) == ("核对各页", 0)
    assert rows[10][0] == f"净额合计人民币（大写）：{rmb_upper(-5)}"
    assert all(word in rows[11][0] for word in ("制表", "审核", "负责人"))


def test_the_reason_names_no_cells_which_stand_in_the_reasons_sheet(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    own = line("青石小学", 500, "全县第1名（县名次!D3）：奖500元")._replace(
        plain="全县第1名：奖500元"
    )
    sheet = openpyxl.load_workbook(write(payout_tables([own], HEADING)[0]))["奖惩兑现表"]
    assert sheet["D4"].value == "全县第1名：奖500元"


def test_a_unit_stands_over_its_payees_and_is_added_up(
    line: Callable[..., PayoutLine],
    write: Callable[..., Path],
    formulas_hold: Callable[[Path], int],
) -> None:
    own = [
        line("青石小学", 500)._replace(unit="青石小学"),
        line("江一帆", 300)._replace(unit="青石小学"),
        line("白水小学", -300)._replace(unit="白水小学"),
        line("江一帆", 200)._replace(unit="青石小学"),
        line("江一帆", 100)._replace(unit="白水小学"),
    ]
    path = write(payout_tables(own, HEADING)[0])
    assert formulas_hold(path) > 0
    rows = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    assert [(row[0] or row[1], row[6]) for row in rows[3:17] if any(row)] == [
        ("青石小学", None),
        (1, 500),
        (2, 300),
        (3, 200),
        (None, 500),
        ("青石小学", 1000),
        ("白水小学", None),
        (4, -300),
        (5, 100),
        ("白水小学", -200),
        ("本页小计", 800),
        ("合计", 800),
        ("核对各页", 0),
    ]


def test_one_name_and_one_signature_stand_for_all_lines_of_a_payee(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables(lines, HEADING)[0]))["奖惩兑现表"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"B4:B6", "H4:H6"} <= merged


def test_a_payee_of_many_lines_goes_on_overleaf_named_in_each(
    line: Callable[..., PayoutLine],
    write: Callable[..., Path],
    formulas_hold: Callable[[Path], int],
) -> None:
    path = write(payout_tables([line("青石小学", n + 1) for n in range(90)], HEADING)[0])
    assert formulas_hold(path) > 90
    sheet = openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"]
    assert len(sheet.row_breaks.brk) >= 1
    assert sum(cell.value == "青石小学" for cell in sheet["B"]) == 91
    pages = [row[6] for row in sheet.values if row[1] == "本页小计"]
    assert len(pages) == len(sheet.row_breaks.brk) + 1
    assert sum(pages) == sum(range(1, 91))


def test_every_formula_gives_the_value_that_was_stored(
    lines: list[PayoutLine], write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    assert formulas_hold(write(payout_tables(lines, HEADING)[0])) == 3 + 3 + 3 + 3 + 1 + 1


def test_totals_add_the_lines_and_not_the_subtotals_again(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables(lines, HEADING)[0]))["奖惩兑现表"]
    assert [sheet[f"{column}9"].value for column in "EFG"] == [
        "=SUM(E4:E5,E7)",
        "=SUM(F4:F5,F7)",
        "=SUM(G4:G5,G7)",
    ]
    assert sheet["G4"].value == "=E4-F4"
    assert sheet["F6"].value == "=SUM(F4:F5)"
    assert sheet["G8"].value == "=SUM(G4:G5,G7)"
    assert sheet["G10"].value == "=G9-(SUM(G8))"


def test_it_prints_on_a4_with_its_header_on_every_page(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables(lines, HEADING)[0]))["奖惩兑现表"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.scale
    assert sheet.freeze_panes == "C4"
    assert sheet.print_area == "'奖惩兑现表'!$A$1:$H$12"


def test_amounts_have_two_decimals_and_lines_a_frame(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables(lines, HEADING)[0]))["奖惩兑现表"]
    assert {sheet[f"{c}{r}"].number_format for c in "EFG" for r in range(4, 11)} == {"#,##0.00"}
    assert all(sheet[f"{c}{r}"].border.top.style for c in "ACDEFG" for r in range(3, 11))
    assert sheet["D4"].alignment.wrap_text


def test_more_payees_than_a_sum_takes_are_added_in_several_sums(
    line: Callable[..., PayoutLine],
    write: Callable[..., Path],
    formulas_hold: Callable[[Path], int],
) -> None:
    many = [
        line(f"教师{n % 600 // 2}", n % 600 - 100)._replace(unit=f"{n % 600 // 2}")
        for n in range(1200)
    ]
    path = write(payout_tables(many, HEADING)[0])
    assert formulas_hold(path) > 600
    live = openpyxl.load_workbook(path)["奖惩兑现表"]
    rows = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    total = next(number for number, row in enumerate(rows, 1) if row[1] == "合计")
    assert live[f"E{total}"].value.count("SUM(") == 2
    assert rows[total - 1][6] == 2 * sum(range(-100, 500))
    assert f"（大写）：{rmb_upper(200 * sum(range(-100, 500)))}" in rows[total + 1][0]


def test_a_payout_without_any_line_says_so_over_a_zero_total(
    write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    path = write(payout_tables([], HEADING)[0])
    assert formulas_hold(path) == 5
    rows = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    assert rows[3][1:7] == ("合计", None, "共 0 项", 0, 0, 0)
    assert rows[5][0] == "净额合计人民币（大写）：零元整"
    assert rows[6][0] == NOTHING


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3", "=1+1", "'引号", '<&>"甲']
)
def test_names_that_look_like_formulas_stay_text(
    name: str, line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    path = write(payout_tables([line(name, 100, why=name)], HEADING)[0])
    sheet = openpyxl.load_workbook(path)["奖惩兑现表"]
    for cell in ("B4", "D4"):
        assert sheet[cell].value == name
        assert sheet[cell].data_type in {"s", "inlineStr"}


def test_a_long_reason_gets_a_row_that_shows_all_of_it(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    why = "全县统考语文、数学、英语三科" * 20
    path = write(payout_tables([line("长" * 60, 100, why), line("短", 1, "短")], HEADING)[0])
    sheet = openpyxl.load_workbook(path)["奖惩兑现表"]
    lines_needed = 2 * len(why) / sheet.column_dimensions["D"].width
    assert sheet.row_dimensions[4].height >= 15 * lines_needed
    assert sheet.row_dimensions[6].height < 40  # the short one


def test_a_long_name_gets_a_row_that_shows_all_of_it(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables([line("长" * 60, 100, "短")], HEADING)[0]))
    own = sheet["奖惩兑现表"]
    lines_needed = 2 * 60 / own.column_dimensions["B"].width
    assert own.row_dimensions[4].height >= 15 * lines_needed


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
    rows = payout_tables(own, HEADING)[0].rows
    total = next(row for row in rows if row.values and row.values[1] == "合计")
    assert total.values[6].cached * 100 == sum(one.net for one in own)  # type: ignore[union-attr] # a formula
    words = next(row.values[0] for row in rows if row.values and "大写" in str(row.values[0]))
    assert words.cached.endswith(rmb_upper(sum(one.net for one in own)))  # type: ignore[union-attr] # a formula
    check = next(row for row in rows if row.values and row.values[1] == "核对各页")
    assert check.values[6].cached == 0  # type: ignore[union-attr] # a formula


def test_reward_and_penalty_for_one_result_are_marked_and_explained(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    own = [line("青石小学", 500)._replace(conflict=True), line("白水小学", 300)]
    sheet = openpyxl.load_workbook(write(payout_tables(own, HEADING)[0]))["奖惩兑现表"]
    assert sheet["D4"].value == "【既奖又罚】第1名奖"
    assert sheet["D4"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["D5"].value == "第1名奖"
    assert sheet["D5"].fill.fill_type is None
    notes = [cell.value for cell in sheet["A"] if cell.value and "【既奖又罚】" in str(cell.value)]
    assert len(notes) == 1
    assert "核定" in notes[0]


def test_an_amount_entered_by_hand_is_marked_and_explained(
    line: Callable[..., PayoutLine], write: Callable[..., Path]
) -> None:
    why = "手工填报：连续三年前五（批准人：校务会）；填报500元"
    own = [line("江一帆", 500, why)._replace(by_hand=True)]
    sheet = openpyxl.load_workbook(write(payout_tables(own, HEADING)[0]))["奖惩兑现表"]
    assert {sheet[f"{column}4"].fill.fgColor.rgb for column in "ABCDEFGH"} == {"FFFFF2CC"}
    texts = [str(cell.value) for cell in sheet["A"]]
    assert sum("手工填报" in text for text in texts) == 1
    assert texts[-1].startswith("制表：")


def test_a_sheet_without_special_lines_has_no_legend(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    sheet = openpyxl.load_workbook(write(payout_tables(lines, HEADING)[0]))["奖惩兑现表"]
    assert not any("底）" in str(cell.value) for cell in sheet["A"])


def test_remarks_stand_between_the_total_and_the_signatures(
    lines: list[PayoutLine], write: Callable[..., Path]
) -> None:
    heading = HEADING._replace(remarks=("另有 2 处提示尚待核对。",))
    rows = list(
        openpyxl.load_workbook(write(payout_tables(lines, heading)[0]))["奖惩兑现表"].values
    )
    assert rows[-2][0] == "另有 2 处提示尚待核对。"


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_totals(
    line: Callable[..., PayoutLine], write: Callable[..., Path], tmp_path: Path
) -> None:
    own = [line(f"教师{n % 300}", f"{n * 7 % 900 - 300}.{n % 100:02d}") for n in range(400)]
    path = write(payout_tables(own, HEADING)[0])
    stored = list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values)
    _forget_stored_values(path)
    assert list(openpyxl.load_workbook(path, data_only=True)["奖惩兑现表"].values) != stored
    again = list(
        openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)["奖惩兑现表"].values
    )
    assert amounts_of(again) == amounts_of(stored)
    assert amounts_of(stored)[-2][2] == sum(one.net for one in own)
    assert [row[0] for row in again if "大写" in str(row[0])] == [
        f"净额合计人民币（大写）：{rmb_upper(sum(one.net for one in own))}"
    ]


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_writes_the_same_numerals(
    line: Callable[..., PayoutLine], write: Callable[..., Path], tmp_path: Path
) -> None:
    fens = [0, 1, 10, 19, 50, 100, 105, 110, 1000, 10_504_05, 100_500_00, 1_050_000_00, -7_00]
    fens += [12_345_678_90, -100_000_000_09, 20_000_00, 1_000_10]
    tables = []
    for number, fen in enumerate(fens):
        table = payout_tables([line("甲", Decimal(fen) / 100)] if fen else [], HEADING)[0]
        tables.append(table._replace(name=f"表{number}"))
    path = write(*tables)
    _forget_stored_values(path)
    again = openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)
    shown = [
        next(row[0] for row in again[table.name].values if "大写" in str(row[0]))
        for table in tables
    ]
    assert shown == [f"净额合计人民币（大写）：{rmb_upper(fen)}" for fen in fens]


def amounts_of(rows: Sequence[tuple[Any, ...]]) -> list[list[int]]:
    return [
        [round((value or 0) * 100) for value in row[4:7]]
        for row in rows
        if isinstance(row[6], (int, float))
    ]


def recalculated(path: Path, folder: Path) -> Path:
    """Return the workbook as LibreOffice computed and wrote it."""
    out = folder / "lo"
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={profile}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / path.name


def _forget_stored_values(path: Path) -> None:
    """Save by openpyxl: formulas without values, so that LibreOffice has to compute them."""
    openpyxl.load_workbook(path).save(path)
