"""兑现通知单 is written where somebody asks for it: on the command line or in 考核设置."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")
SHEET = "兑现通知单"


def form(value: str) -> list[list[str | None]]:
    return [["项目", "工作表", "列", "值", "说明"], [SHEET, None, None, value, None]]


@pytest.mark.parametrize(
    ("words", "in_form", "written"),
    [
        ((), None, False),
        (("--slips", "yes"), None, True),
        ((), "是", True),
        ((), "否", False),
        (("--slips", "no"), "是", False),  # what is said now goes before the form
    ],
)
def test_a_payout_writes_slips_where_they_are_asked_for(
    words: tuple[str, ...],
    in_form: str | None,
    *,
    written: bool,
    cli: Cli,
    town_sheets: Sheets,
    make: Callable[..., Path],
) -> None:
    if in_form:
        town_sheets["考核设置"] = form(in_form)
    book = make(town_sheets)
    run = cli("payout", book, *SCHEME, *words)
    assert run.code == 0, run.err
    result = book.with_name(f"{book.stem}_结果.xlsx")
    names = openpyxl.load_workbook(result).sheetnames
    assert (SHEET in names) is written
    assert cli("verify", result).code == 0
    if written:
        assert names.index(SHEET) == names.index("兑现汇总表") + 1


def test_a_second_payout_of_another_scheme_has_slips_of_its_own(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path]
) -> None:
    book = make(town_sheets)
    for scheme in ("luotuoao-brief", "luotuoao-2008"):
        more = ("--param", "per_place=300") if scheme == "luotuoao-2008" else ()
        order = ("--scheme", scheme, "--on", "2026-07-10", "--slips", "yes", "--in-place")
        run = cli("payout", book, *order, *more)
        assert run.code == 0, run.err
    live = openpyxl.load_workbook(book)
    assert {SHEET, f"{SHEET}（luotuoao-2008）", "兑现汇总表（luotuoao-2008）"} <= {*live.sheetnames}
    looks_at = {
        str(cell.value).split("'")[1]
        for row in live["兑现汇总表（luotuoao-2008）"].iter_rows()
        for cell in row
        if "!" in str(cell.value)
    }
    assert looks_at == {"奖惩兑现表（luotuoao-2008）"}
