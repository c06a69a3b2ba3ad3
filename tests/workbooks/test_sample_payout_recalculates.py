"""The payout of the sample workbook, every formula computed again by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from workbooks.build import SAMPLE
from xl_quality.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SOFFICE = shutil.which("soffice")
SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")
SHEET = "奖惩兑现表"


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """The result workbook."""
    path = tmp_path / "结果.xlsx"
    assert main(["payout", str(SAMPLE), *SCHEME, "-o", str(path)]) == 0
    return path


def formulas(path: Path) -> dict[str, str]:
    cells = (cell for row in openpyxl.load_workbook(path)[SHEET].iter_rows() for cell in row)
    return {
        cell.coordinate: str(cell.value)
        for cell in cells
        if cell.data_type == "f" and "DBNum2" not in str(cell.value)
    }


def amounts(path: Path, cells: list[str]) -> dict[str, Decimal]:
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    return {cell: round(Decimal(str(sheet[cell].value)), 2) for cell in cells}


def test_subtotals_add_up_to_the_total_and_the_lines_to_both(result: Path) -> None:
    sheet = openpyxl.load_workbook(result, data_only=True)[SHEET]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[3]]
    lines = [row for row in rows if isinstance(row[0], int)]
    pages = [row for row in rows if row[1] == "本页小计"]
    [total] = [row for row in rows if row[1] == "合计"]
    assert len(lines) > 25
    for column in (4, 5, 6):
        assert sum(row[column] or 0 for row in lines) == total[column]
        assert sum(row[column] or 0 for row in pages) == total[column]
    assert [row[0] for row in lines] == list(range(1, len(lines) + 1))
    [check] = [row for row in rows if row[1] == "核对"]
    assert check[6] == 0
    payees = [row[1] for row in lines if row[1]]
    assert len(set(payees)) == len(payees), "each payee has one block"


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_every_formula_of_it_to_the_stored_value(
    result: Path, tmp_path: Path
) -> None:
    cells = list(formulas(result))
    assert sum("SUM(" in text for text in formulas(result).values()) > 30
    stored = amounts(result, cells)
    book = openpyxl.load_workbook(result)  # formulas without values: soffice has to compute them
    for name in book.sheetnames:
        if name != SHEET:
            del book[name]
    bare = tmp_path / "bare.xlsx"
    book.save(bare)
    out = tmp_path / "lo"
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(bare)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert amounts(out / bare.name, cells) == stored
