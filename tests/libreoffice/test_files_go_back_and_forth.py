"""What a table says about its looks, after LibreOffice has taken the sheet and saved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.books.conftest import office_book, payout  # noqa: F401 - fixtures
from tests.libreoffice.books import OfficeHost
from xl_quality.books.files import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.libreoffice.office import Office
    from xl_quality.books.tables import Table

pytestmark = pytest.mark.libreoffice


def test_styles_widths_print_setup_and_all_else_arrive(
    office: Office,
    office_book: Path,  # noqa: F811 - the fixture
    payout: Table,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    host = OfficeHost(office, office_book)
    book = host.open()
    book.put(payout)
    book.save()
    saved = book.save(tmp_path / "存.xlsx")
    host.close()
    sheet = openpyxl.load_workbook(saved)[payout.name]
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet["A1"].border.left.style == "thin"
    assert sheet["C2"].number_format in {'0.00"元"', "0.00\\元"}
    assert sheet["A5"].font.sz == 14
    assert sheet["C4"].value == "=SUM(C2:C3)"
    assert sheet["B2"].data_type == "s"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C5:D5"]
    assert sheet.column_dimensions["D"].width == pytest.approx(40, abs=1)
    assert sheet.row_dimensions[1].height == pytest.approx(30, abs=0.5)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert "内部资料" in str(sheet.oddHeader.left.text)
    assert sheet["C2"].comment.text == "达标300元\n高2名×300元"
    assert len(sheet._charts) == 1
    assert sheet.data_validations.dataValidation[0].formula1 == '"同意,不同意"'
    assert len(sheet.conditional_formatting) == 1
    assert sheet["D2"].hyperlink.location.replace("'", "") == "成绩!D5"


def test_a_file_saved_by_libreoffice_keeps_our_sheets_ours(
    office: Office,
    office_book: Path,  # noqa: F811 - the fixture
    payout: Table,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    host = OfficeHost(office, office_book)
    book = host.open()
    book.put(payout)
    book.save()
    saved = tmp_path / "存.xlsx"
    office("stored", host.document, str(saved))
    host.close()
    file = open_book(saved)
    assert list(file.own_sheets()) == [payout.name]
    file.put(payout)
    file.save()
    again = OfficeHost(office, saved)
    assert list(again.open().own_sheets()) == [payout.name]
    again.close()
