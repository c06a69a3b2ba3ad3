"""``settings`` and ``lists``: forms with what is known, never over what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

LISTS = ("--scheme", "luotuoao-brief", "--on", "2026-07-10", "--in-place")


def test_the_lists_of_a_scheme_are_written_into_the_workbook(cli: Cli, town_book: Path) -> None:
    run = cli("lists", town_book, *LISTS)
    assert run.code == 0
    assert "已有县名次表“县名次”，没有改动" in run.out
    assert openpyxl.load_workbook(town_book).sheetnames == [
        "成绩", "任课", "应考", "县名次", "手工金额", "指标", "历次",
    ]  # fmt: skip
    assert f"xl-quality payout {town_book} --scheme luotuoao-brief --in-place" in run.out


def test_a_second_time_nothing_is_written(
    cli: Cli, town_book: Path, untouched: Callable[[], Callable[[], None]]
) -> None:
    cli("lists", town_book, *LISTS)
    check = untouched()
    run = cli("lists", town_book, *LISTS)
    assert run.code == 0
    assert "都有了，没有写入任何表" in run.out
    check()


def test_the_columns_have_drop_downs_that_take_other_words(cli: Cli, town_book: Path) -> None:
    cli("lists", town_book, *LISTS)
    sheet = openpyxl.load_workbook(town_book)["指标"]
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["A"].formula1 == '"青石小学,白水小学"'
    assert not rules["A"].showErrorMessage
    assert "重点高中" in rules["B"].formula1


def test_settings_hold_a_line_for_every_subject(cli: Cli, town_book: Path) -> None:
    run = cli("settings", town_book, "--in-place")
    assert run.code == 0
    rows = list(openpyxl.load_workbook(town_book)["考核设置"].values)
    assert [row[2] for row in rows if row[0] == "满分"] == [None, "语文", "数学"]


def test_settings_that_are_there_are_named_and_stay(
    cli: Cli, town_book: Path, untouched: Callable[[], Callable[[], None]]
) -> None:
    cli("settings", town_book, "--in-place")
    check = untouched()
    run = cli("settings", town_book, "--in-place")
    assert run.code == 0
    assert "已有“考核设置”表，没有覆盖" in run.out
    check()


@pytest.mark.parametrize("command", [("settings",), ("lists", "--scheme", "luotuoao-brief")])
def test_a_file_that_takes_no_sheets_is_sent_to_be_saved_as_another(
    cli: Cli, tmp_path: Path, town_sheets: Sheets, command: tuple[str, ...]
) -> None:
    path = tmp_path / "成绩册.csv"
    lines = [",".join(map(str, row)) for row in town_sheets["成绩"][1:]]
    path.write_text("\n".join(lines), encoding="utf-8")
    run = cli(command[0], path, *command[1:])
    assert run.code == 2
    assert "另存为 .xlsx" in run.err
    assert list(tmp_path.iterdir()) == [path]


def test_settings_hold_a_line_for_whatever_this_workbook_leaves_open(
    cli: Cli, make: Callable[..., Path], town_sheets: Sheets
) -> None:
    scores = [list(row) for row in town_sheets["成绩"]]
    scores += [["红岭小学", "六年级", "1班", f"红{n}", 80, 70] for n in "甲乙丙丁戊己"]
    scores += [["红岭小", "六年级", "2班", f"岭{n}", 80, 70] for n in "甲乙"]
    book = make({**town_sheets, "成绩": scores})
    assert cli("import", book, "--scheme", "luotuoao-2008", "--in-place").code == 0
    assert cli("settings", book, "--in-place").code == 0
    rows = list(openpyxl.load_workbook(book)["考核设置"].values)
    alias = [row for row in rows if row[0] == "学校别名"]
    assert [(row[2], row[3]) for row in alias] == [("红岭小", None)]
    assert "“红岭小学”" in alias[0][4]
    own = [row[1:4] for row in rows if row[0] == "方案参数"]
    assert own == [("luotuoao-2008", "每个指标奖额", None)]
    assert cli("rates", book, "--in-place").code == 0


@pytest.mark.parametrize(("exam", "answer"), [("期中", "期末"), ("本学期期末", None)])
def test_settings_ask_for_the_exam_where_title_and_column_name_two(
    cli: Cli, make: Callable[..., Path], exam: str, answer: str | None
) -> None:
    pupils = [["青石小学", "六年级", "1班", exam, f"安{n}", 80, 70] for n in "甲乙丙丁戊"]
    labels = ["学校", "年级", "班级", "考试", "姓名", "语文", "数学"]
    book = make({"成绩": [["青石小学期末成绩"], labels, *pupils]})
    asked = answer is not None
    assert cli("check", book).code == int(asked)
    assert cli("settings", book, "--in-place").code == 0
    filled = openpyxl.load_workbook(book)
    lines = [row for row in filled["考核设置"] if row[0].value == "考试" and row[1].value == "成绩"]
    assert [row[3].value for row in lines] == [None] * asked
    for row in lines:
        assert "“期末”，D列写的却是“期中”" in str(row[4].value)
        row[3].value = answer
    filled.save(book)
    assert cli("check", book).code == 0
