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


@pytest.fixture
def warned_book(town_sheets: Sheets, make: Callable[..., Path]) -> Path:
    """Make a town whose 柏林小学 has been last in two exams."""
    town_sheets["历次"] = [
        ["单位", "考试", "学科", "名次", "总数", "得分"],
        *[["柏林小学", exam, "综合", 48, 48, 50] for exam in ("2025年统考", "2026年统考")],
    ]
    return make(town_sheets)


def test_it_writes_the_list_and_no_payout(cli: Cli, warned_book: Path, tmp_path: Path) -> None:
    run = cli("warnings", warned_book, *SCHEME, "-o", tmp_path / "名单.xlsx")
    assert run.code == 0, run.err
    assert "诫勉谈话\t柏林小学" in run.out
    names = openpyxl.load_workbook(tmp_path / "名单.xlsx").sheetnames
    assert "警示名单" in names
    assert not {"奖惩兑现表", "计算依据"} & set(names)


def test_json_names_subject_role_reasons_and_cells(cli: Cli, warned_book: Path) -> None:
    before = sorted(warned_book.parent.iterdir())
    [entry] = [
        one
        for one in cli("warnings", warned_book, *SCHEME, "--json").json
        if one["consequence"] == "诫勉谈话"
    ]
    assert (entry["subject"], entry["role"]) == ("柏林小学", "校长、主任")
    [ground] = entry["grounds"]
    assert ground["clause"] == "A11"
    assert ground["sources"] == ["历次!D2、D3"]
    assert sorted(warned_book.parent.iterdir()) == before, "JSON alone writes nothing"


def test_nobody_to_warn_writes_nothing_and_says_so(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path], tmp_path: Path
) -> None:
    del town_sheets["任课"]  # without it nobody is known to teach where the rank is low
    run = cli("warnings", make(town_sheets), *SCHEME, "-o", tmp_path / "名单.xlsx")
    assert run.code == 0, run.err
    assert "没有单位或人员应列入警示名单" in run.out + run.err
    assert not (tmp_path / "名单.xlsx").exists()
