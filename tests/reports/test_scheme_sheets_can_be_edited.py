"""The 方案 sheet as it is laid out: nothing is lost, what may be edited is marked, it prints."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.tables import Orientation, Table
from xl_quality.reports.scheme_sheet import scheme_table
from xl_quality.runs.payout.scheme_import import sentences_of
from xl_quality.schemes.loading import load, load_raw, scheme_ids
from xl_quality.schemes.sheet.codec import scheme_of, to_sheet
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

YELLOW = "FFF2CC"
SOFFICE = shutil.which("soffice")


def _table(scheme: str) -> Table:
    return scheme_table(to_sheet(load_raw(scheme)), "方案", _readings(scheme))


def _readings(scheme: str) -> list[str]:
    return sentences_of(load(scheme))


def _record_of(table: Table, rule: str) -> int:
    return next(row for row, one in enumerate(table.rows) if rule in one.values)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_shipped_scheme_is_read_back_from_its_sheet(scheme: str) -> None:
    rows = [list(row.values) for row in _table(scheme).rows]
    assert scheme_of(rows, "方案", address) == load(scheme)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_rows_fill_the_width_and_merged_areas_do_not_overlap(scheme: str) -> None:
    table = _table(scheme)
    width = len(table.widths)
    assert {len(row.values) for row in table.rows} == {len(row.styles) for row in table.rows}
    assert {len(row.values) for row in table.rows} == {width}
    cells = [
        (row, column)
        for top, left, bottom, right in table.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert len(cells) == len(set(cells))
    inner = set(cells) - {(top, left) for top, left, _, _ in table.merges}
    assert all(table.rows[row].values[column] is None for row, column in inner)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_drop_down_offers_what_stands_in_its_cells(scheme: str) -> None:
    table = _table(scheme)
    assert table.choices
    for one in table.choices:
        top, left, bottom, right = one.area
        assert left == right
        texts = {str(table.rows[row].values[left] or "") for row in range(top, bottom + 1)
                 if row < len(table.rows) and not _is_remark(table, row)}  # fmt: skip
        assert {text for text in texts if text and "〔" not in text} <= set(one.choices)


def test_amounts_and_limits_are_yellow_numbers_and_names_are_not_marked() -> None:
    table = _table("luotuoao-2008")
    titles = next(
        row.values for row in table.rows if "计奖办法" in row.values and "数额一" in row.values
    )
    rule = next(row for row in table.rows if "first_top" in row.values)
    amount = titles.index("数额一")
    assert rule.values[amount] == 1600
    assert rule.styles[amount].fill == YELLOW
    assert rule.styles[titles.index("名称")].fill == ""
    assert rule.values[titles.index("考核量")] == "8－名次"
    assert rule.styles[titles.index("考核量")].fill == YELLOW


def test_it_prints_on_a4_across_with_its_title_and_headers_carry_notes() -> None:
    table = _table("luotuoao-brief")
    assert table.print_setup.orientation is Orientation.LANDSCAPE
    assert table.print_setup.title_rows == (0, 0)
    assert table.freeze == (2, 0)
    noted = {table.rows[note.cell[0]].values[note.cell[1]] for note in table.comments}
    assert {"数额一", "数额二", "方向", "条件", "其他", "计奖办法"} <= noted
    assert table.rows[0].values[0] == f"奖惩方案：{load('luotuoao-brief').title}"


@pytest.mark.parametrize("scheme", scheme_ids())
def test_over_each_rule_stands_what_it_says(scheme: str) -> None:
    table, readings = _table(scheme), _readings(scheme)
    texts = [one.values[0] for one in table.rows]
    assert [text for text in texts if text in {f"※{one}" for one in readings}] == [
        f"※{one}" for one in readings
    ]


def test_a_rule_is_worded_with_whom_it_pays_and_which_units_it_concerns() -> None:
    readings = _readings("luotuoao-brief")
    assert "A10 优秀校长奖（校长）：奖300元至1000元。" in readings
    assert "A3 小学名次目标（小学）：第6名以内。" in readings
    assert "A6 重点高中指标奖惩（学校）：录取数比指标数每超1名奖200元，每缺1名罚100元。" in readings
    assert "A5 初中辍学率（初中）：不超过2%。" in readings


@pytest.mark.parametrize("scheme", scheme_ids())
def test_codes_stand_grey_behind_what_is_printed(scheme: str) -> None:
    table = _table(scheme)
    assert table.print_setup.area
    last = table.print_setup.area[3]
    titles = next(row.values for row in table.rows if "计奖办法" in row.values)
    assert titles.index("代号") > last
    assert max(titles.index(title) for title in ("数额一", "其他", "只适用于")) <= last
    rule = next(iter(load(scheme).clauses)).rules[0].id
    record = table.rows[_record_of(table, rule)]
    assert record.styles[record.values.index(rule)].color == "808080"


@pytest.mark.parametrize("scheme", scheme_ids())
def test_what_is_printed_fits_across_and_no_rule_is_parted_from_its_sentence(scheme: str) -> None:
    table = _table(scheme)
    setup = table.print_setup
    assert setup.area
    assert setup.scale
    assert setup.scale >= 60, "11 points are printed with 6.6 at least"
    assert sum(table.widths[: setup.area[3] + 1]) * 6.1 * setup.scale / 100 <= 757 + 1
    records = {row for row, one in enumerate(table.rows) if row > 2 and _is_remark(table, row - 1)}
    assert records
    assert not records & {*setup.row_breaks}
    assert "【取数】" not in {row.values[0] for row in table.rows[: setup.area[2] + 1]}


def _is_remark(table: Table, row: int) -> bool:
    """Tell whether the reader passes a row over: a sentence, or titles that stand again."""
    return str(table.rows[row].values[0] or "").startswith("※")


def test_titles_stand_again_where_a_section_goes_on_overleaf() -> None:
    table = _table("school-2006")
    again = [row for row in table.print_setup.row_breaks if _is_remark(table, row)]
    assert again
    for row in again:
        assert table.rows[row].values[0] in {"※【条款】（续）", "※【规则】（续）"}
        assert table.rows[row + 1].values[0] == "※条款"
        assert table.rows[row + 1].values[1] == "名称"
    firsts = [table.rows[row].values[0] for row in table.print_setup.row_breaks]
    assert all(str(text).startswith(("【", "※【")) for text in firsts), firsts


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("scheme", ["luotuoao-brief", "school-2006"])
def test_a_sentence_turns_grey_once_its_own_row_was_changed(
    scheme: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(_table(scheme))
    book = openpyxl.load_workbook(path)
    sheet = book["方案"]
    titles = next(row for row in sheet.iter_rows() if any(c.value == "计奖办法" for c in row))
    amount = next(cell.column for cell in titles if cell.value == "数额一")
    formulas = {}
    for area, rules in sheet.conditional_formatting._cf_rules.items():
        row = int(str(area.sqref).partition(":")[0].lstrip("A"))
        assert rules[0].dxf.font.color.rgb.endswith("BFBFBF")
        formulas[row] = sheet.cell(row, 60, f"={rules[0].formula[0]}").coordinate
    assert len(formulas) > 3
    same = _recalculated(book, tmp_path / "same.xlsx")
    assert {row for row, cell in formulas.items() if same[cell].value} == set()
    edited = next(row for row in formulas if sheet.cell(row + 1, amount).value)
    value = sheet.cell(edited + 1, amount).value
    sheet.cell(edited + 1, amount).value = f"{value}、1" if isinstance(value, str) else value + 1
    changed = _recalculated(book, tmp_path / "changed.xlsx")
    assert {row for row, cell in formulas.items() if changed[cell].value} == {edited}


def _recalculated(book: Workbook, path: Path) -> Worksheet:
    """Return the sheet 方案 as LibreOffice computes it."""
    book.save(path)
    out = path.parent / "lo"
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return openpyxl.load_workbook(out / path.name, data_only=True)["方案"]
