"""The same road by buttons: what a message names is a button of the menu, and it leads on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.clerk import PLACES, bare_book, fill_in, rows_to_write, write_setting
from xl_quality.buttons.menu import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runs.buttons.conftest import Office

SCHEME = "luotuoao-brief"
NAMED = re.compile(r"点“([^”]+)”")
LABELS = {action.label: action.id for action in ACTIONS.values()}
STEPS = 12


def follow(office: Office, said: str, done: list[str]) -> None:
    """Write the rows that a message names, else press the first button that it names."""
    new = [row for row in rows_to_write(said) if str(row) not in done]
    if new and "考核设置" not in openpyxl.load_workbook(office.path).sheetnames:
        office.press("settings")
    for row in new:
        done.append(str(row))
        write_setting(office.path, row)
    if new:
        return
    label = next(found for found in NAMED.findall(said) if found not in done)
    done.append(label)
    office.press(LABELS[label], SCHEME)
    fill_in(office.path)


@pytest.mark.parametrize("exam", ["2026年春季期末", "2026年中考"])
def test_buttons_lead_from_a_bare_book_to_a_payout(
    office: Callable[[Path], Office], tmp_path: Path, exam: str
) -> None:
    path = tmp_path / "成绩册.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in bare_book(exam).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    desk, done = office(path), list[str]()
    said = desk.press("payout", SCHEME).text
    assert "奖惩兑现表" not in desk.book().sheet_names()
    for _ in range(STEPS):
        if "奖惩兑现表" not in desk.book().sheet_names():
            assert not re.search(r"--[a-z]|xl-quality", said)
            follow(desk, said, done)
            said = desk.press("payout", SCHEME).text
    assert "补名单表" in done
    assert {row[1] for row in desk.book().read("奖惩兑现表").rows} & PLACES.keys(), said
