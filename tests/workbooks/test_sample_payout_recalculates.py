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
SHEETS = (SHEET, "兑现汇总表")


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """The result workbook."""
    path = tmp_path / "结果.xlsx"
    assert main(["payout", str(SAMPLE), *SCHEME, "-o", str(path)]) == 0
    return path


Place = tuple[str, str]
"""Sheet and cell."""


def formulas(path: Path) -> dict[Place, str]:
    book = openpyxl.load_workbook(path)
    return {
        (name, cell.coordinate): str(cell.value)
        for name in SHEETS
        for row in book[name].iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(path: Path, places: list[Place]) -> dict[Place, Decimal | str]:
    book = openpyxl.load_workbook(path, data_only=True)
    found = {(name, cell): book[name][cell].value for name, cell in places}
    return {
        place: value if isinstance(value, str) else round(Decimal(str(value)), 2)
        for place, value in found.items()
    }


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
    [check] = [row for row in rows if row[1] == "核对各页"]
    assert check[6] == 0
    payees = [row[1] for row in lines if row[1]]
    assert len(set(payees)) == len(payees), "each payee has one block"


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_every_formula_of_it_to_the_stored_value(
    result: Path, tmp_path: Path
) -> None:
    places = list(formulas(result))
    assert sum("SUM(" in text for text in formulas(result).values()) > 30
    assert sum("!" in text for text in formulas(result).values()) > 10
    stored = values(result, places)
    assert sum("大写" in str(value) for value in stored.values()) == len(SHEETS)
    book = openpyxl.load_workbook(result)  # formulas without values: soffice has to compute them
    for name in book.sheetnames:
        if name not in SHEETS:
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
    assert values(out / bare.name, places) == stored
