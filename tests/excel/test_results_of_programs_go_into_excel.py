"""`to_xlwings` of the library: xlwings' objects around the stand-in for Excel."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xl_quality as xq
from tests.excel.stand_in.books import Application

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"


class Sheet:
    """What of xlwings' Sheet is used: the COM object is `api`."""

    def __init__(self, book: Book, api: Any) -> None:
        self.book, self.api = book, api

    @property
    def name(self) -> str:
        return str(self.api.Name)


class Sheets:
    def __init__(self, book: Book) -> None:
        self._book = book

    def __getitem__(self, name: str) -> Sheet:
        return Sheet(self._book, self._book.api.Worksheets(name))


class Book:
    """What of xlwings' Book is used."""

    def __init__(self, path: Path) -> None:
        self.application = Application()
        self.api = self.application._open(path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def saved(self) -> openpyxl.Workbook:
        self.application._books[0]._file.save(file := BytesIO())
        return openpyxl.load_workbook(file)


Book.__module__ = Sheet.__module__ = "xlwings.main"  # the library knows them by their home


@pytest.fixture
def book(tmp_path: Path) -> Book:
    path = tmp_path / "成绩册.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    own = openpyxl.load_workbook(path)
    own.create_sheet("名次", 1)
    own.save(path)
    return Book(path)


def test_an_open_workbook_is_read_as_it_stands(book: Book) -> None:
    found = xq.read(book)
    assert found.exams == xq.read(SAMPLE).exams
    assert [one.rank for one in xq.rank(found).groups] == [
        one.rank for one in xq.rank(SAMPLE).groups
    ]


def test_an_empty_sheet_gives_its_place_and_name(book: Book) -> None:
    result = xq.rank(SAMPLE, exam="本学期期末")
    new = result.to_xlwings(book.sheets["名次"])
    assert new.name == "名次"
    written = book.saved()
    assert written.sheetnames[1] == "名次"
    assert len(written.sheetnames) == len(openpyxl.load_workbook(SAMPLE).sheetnames) + 1
    alone = openpyxl.Workbook()
    result.to_openpyxl(alone.create_sheet("名次"))
    values = [
        [cell.value for row in one["名次"].iter_rows() for cell in row] for one in (written, alone)
    ]
    assert values[0] == values[1]


def test_a_whole_workbook_gets_every_sheet_at_its_end(book: Book) -> None:
    payout = xq.pay(SAMPLE, "luotuoao-brief", on="2026-07-10")
    first = payout.to_xlwings(book)
    assert first.name == "奖惩兑现表"
    assert book.saved().sheetnames[-len(payout.sheets) :] == list(payout.sheets)


def test_a_sheet_with_anything_in_it_is_not_written_over(book: Book) -> None:
    before = book.saved().sheetnames
    with pytest.raises(xq.BadInputError, match="不是空的"):
        xq.rank(SAMPLE).to_xlwings(book.sheets["任课"])
    assert book.saved().sheetnames == before
