"""Undo on files: byte for byte where nothing else changed, never over the office's own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table


def written(path: Path, *tables: Table) -> Path:
    """Put tables into a workbook; return the copy made before."""
    book = open_book(path)
    for table in tables:
        book.put(table)
    copy = book.backup()
    book.save()
    return copy


def edited(path: Path, sheet: str) -> None:
    """Type into a sheet with a program that writes the whole file anew."""
    book = openpyxl.load_workbook(path)
    book[sheet]["H9"] = "补记"
    book.save(path)


def put_back(path: Path, copy: Path, *names: str) -> None:
    book = open_book(path)
    book.restore(copy, names)
    book.save()


def test_every_byte_is_as_before(office_book: Path, payout: Table) -> None:
    before = office_book.read_bytes()
    copy = written(office_book, payout)
    put_back(office_book, copy, payout.name)
    assert office_book.read_bytes() == before


def test_a_sheet_with_notes_drop_downs_and_charts_comes_back_whole(
    office_book: Path, payout: Table, plain_table: Callable[..., Table]
) -> None:
    written(office_book, payout)
    before = office_book.read_bytes()
    copy = written(office_book, plain_table(payout.name, ("新",)), plain_table("率表", ("新",)))
    assert office_book.read_bytes() != before
    put_back(office_book, copy, payout.name, "率表")
    assert office_book.read_bytes() == before


def test_a_sheet_of_another_step_stays(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    first = written(office_book, plain_table("一", ("甲",)))
    written(office_book, plain_table("二", ("乙",)))
    put_back(office_book, first, "一")
    assert list(open_book(office_book).own_sheets()) == ["二"]


def test_a_new_sheet_goes_from_a_file_that_was_saved_since_and_the_rest_stays(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    copy = written(office_book, plain_table("率表", ("新",)))
    edited(office_book, "参数")
    put_back(office_book, copy, "率表")
    after = open_book(office_book)
    assert list(after.own_sheets()) == []
    assert after.read("参数").rows[8][7] == "补记"


def test_a_replaced_sheet_does_not_come_back_into_a_file_saved_since(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    written(office_book, plain_table("率表", ("旧",)))
    copy = written(office_book, plain_table("率表", ("新",)))
    edited(office_book, "参数")
    before = office_book.read_bytes()
    with pytest.raises(BadInputError, match="备份") as refused:
        put_back(office_book, copy, "率表")
    assert copy.name in str(refused.value)
    assert office_book.read_bytes() == before


def test_a_copy_that_is_gone_is_refused(
    office_book: Path, plain_table: Callable[..., Table]
) -> None:
    copy = written(office_book, plain_table("率表", ("新",)))
    copy.unlink()
    with pytest.raises(BadInputError, match="不存在"):
        put_back(office_book, copy, "率表")
    assert list(open_book(office_book).own_sheets()) == ["率表"]
