"""补名单表: the lists that a scheme takes, with what the score sheets tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from xl_quality.buttons.menu import MessageKind, Said

if TYPE_CHECKING:
    from tests.runs.buttons.conftest import Office

SCHEME = "luotuoao-brief"


def test_what_the_workbook_has_is_named_and_the_rest_written(township: Office) -> None:
    book = openpyxl.load_workbook(township.path)
    del book["指标"]
    book.save(township.path)
    said = township.press("lists", SCHEME)
    assert said.kind is MessageKind.INFORMATION
    assert list(township.book().own_sheets()) == ["指标"]
    assert "已写入工作表：指标" in said.text
    assert "已有县名次表“县名次”，没有改动" in said.text
    assert "补名单表" in township.press("undo").text
    assert "指标" not in township.book().sheet_names()


def test_a_workbook_that_has_them_all_is_left_as_it_is(township: Office) -> None:
    before = township.path.read_bytes()
    said = township.press("lists", SCHEME)
    assert "没有写入任何表" in said.text
    assert township.path.read_bytes() == before


def test_whoever_cancels_gets_no_lists(township: Office) -> None:
    before = township.path.read_bytes()
    township.desk.cancels_at = 1
    assert township.press("lists") == Said(MessageKind.INFORMATION, "")
    assert township.path.read_bytes() == before


def test_the_scheme_chosen_for_the_lists_is_offered_first_for_the_payout(township: Office) -> None:
    township.press("lists", "school-2006")
    township.press("trial")
    assert township.desk.offered[1][0] == "school-2006"
