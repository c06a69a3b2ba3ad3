"""What we wrote, opened, computed and saved again by a real LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import FileKind, open_book
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture
def convert(tmp_path: Path) -> Callable[[Path, str], Path]:
    """Open a file in LibreOffice and save it in another format."""

    def run(path: Path, suffix: str) -> Path:
        out = tmp_path / f"lo-{suffix}"
        profile = (tmp_path / "profile").as_uri()
        subprocess.run(
            [
                SOFFICE or "soffice",
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                suffix,
                "--outdir",
                str(out),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return out / f"{path.stem}.{suffix}"

    return run


def test_libreoffice_computes_what_we_cached_and_keeps_our_sheet_ours(
    office_book: Path,
    payout: Table,
    rezip: Callable[..., None],
    convert: Callable[[Path, str], Path],
) -> None:
    book = open_book(office_book)
    book.put(payout)
    book.save()

    def forget(xml: bytes) -> bytes:
        return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", xml)

    rezip(office_book, {"xl/worksheets/sheet3.xml": forget})
    assert list(open_book(office_book).read("奖惩兑现表").uncached) == [(3, 2), (4, 1)]
    saved = convert(office_book, "xlsx")
    again = open_book(saved)
    assert again.own_sheets() == ("奖惩兑现表",)
    rows = again.read("奖惩兑现表").rows
    assert [row[:3] for row in rows[1:]] == [
        [1.0, "=cmd|' /C calc'!A0", 900.5],
        [2.0, '<王> & "小"\n红', -300.0],
        [None, " 前后空格 ", 600.5],
        ["合计", "共2人", None],
    ]
    sheet = openpyxl.load_workbook(saved)["奖惩兑现表"]
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["C2"].comment.text == "达标300元\n高2名×300元"
    assert len(sheet._charts) == 1
    assert sheet.data_validations.dataValidation[0].formula1 == '"同意,不同意"'
    again.put(payout)
    again.save()
    assert open_book(saved).own_sheets() == ("奖惩兑现表",)


def test_real_xls_files_give_all_kinds_of_values(
    office_book: Path, convert: Callable[[Path, str], Path], plain_table: Callable[..., Table]
) -> None:
    loaded = openpyxl.load_workbook(office_book)
    loaded["参数"]["A2"] = "=1/0"
    loaded["参数"]["B2"] = "=NA()"
    loaded.save(office_book)
    old = convert(office_book, "xls")
    book = open_book(old)
    assert (book.kind, book.writable_in_place) == (FileKind.BIFF, False)
    grid = book.read("成绩")
    assert grid.rows[2][:5] == ["20260000", "学生0", 60.0, 90.0, 150.0]
    assert grid.rows[0][6] == datetime(2026, 6, 30)  # noqa: DTZ001 - Excel has no zones
    assert grid.rows[1][6] is True
    assert list(grid.merged) == [(0, 0, 0, 4)]
    assert not grid.hidden
    assert book.read("参数").hidden
    assert book.read("参数").rows == [
        ["及格线", 60.0],
        [ErrorCell("#DIV/0!"), ErrorCell("#N/A")],
    ]
    before = old.read_bytes()
    book.put(plain_table("率表", ("a",)))
    made = book.save()
    assert old.read_bytes() == before
    assert open_book(made).read("率表").rows == [["a"]]


def test_a_workbook_made_from_nothing_opens(
    tmp_path: Path, payout: Table, convert: Callable[[Path, str], Path]
) -> None:
    source = tmp_path / "成绩.csv"
    source.write_text("a,b\n", encoding="utf-8")
    book = open_book(source)
    book.put(payout)
    saved = convert(book.save(), "ods")
    assert saved.stat().st_size > 0
