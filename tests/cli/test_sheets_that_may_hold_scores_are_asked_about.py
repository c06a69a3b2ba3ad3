"""From a sheet that may hold scores to figures, by what the messages and the form say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]
    Make = Callable[..., Path]

PUPILS = ["张云山", "李文海", "王雨晴", "赵一鸣", "孙小禾", "周子安"]
ROSTER = [
    ["姓名", "茶艺", "编程"],
    *([name, 70 + 5 * n % 17, 92 - 3 * n] for n, name in enumerate(PUPILS)),
]
PAYROLL = [
    ["学校", "姓名", "基本工资", "社保", "个税", "考核分数"],
    *(["第一小学", name, 2100 + n, 383, n, 90 + n] for n, name in enumerate(PUPILS)),
]
SCORES = [
    ["班级", "姓名", "语文", "数学"],
    *([f"{n % 2 + 1}班", name, 70 + n, 88 - n] for n, name in enumerate(PUPILS)),
]


@pytest.mark.parametrize("command", ["rates", "rank", "report"])
def test_a_book_of_a_payroll_alone_gives_no_figures(cli: Cli, make: Make, command: str) -> None:
    run = cli(command, make({"工资表": PAYROLL}, "工资.xlsx"))
    assert run.code == 2
    assert "没有认出成绩表" in run.err
    assert "“工资表”像是工资表（基本工资、社保、个税）" in run.err


def test_a_payroll_beside_scores_changes_nothing_but_one_note(cli: Cli, make: Make) -> None:
    alone = cli("rates", make({"成绩": SCORES}, "一.xlsx"), "--json")
    both = cli("rates", make({"成绩": SCORES, "工资表": PAYROLL}, "二.xlsx"), "--json")
    assert (both.code, both.json) == (0, alone.json)
    read = cli("read", make({"成绩": SCORES, "工资表": PAYROLL}, "二.xlsx"), "--json").json
    kinds: dict[str, Any] = {entry["sheet"]: entry for entry in read}
    assert kinds["工资表"]["kind"] == "other"
    assert [one["code"] for one in kinds["工资表"]["findings"]] == ["foreign_sheet"]


@pytest.mark.parametrize("command", [["rates"], ["rank"], ["payout", "--scheme", "luotuoao-brief"]])
def test_a_book_of_nothing_but_a_question_is_refused_with_it(
    cli: Cli, make: Make, command: list[str]
) -> None:
    book = make({"名册": ROSTER}, "book.xlsx")
    run = cli(command[0], book, *command[1:])
    assert run.code == 2
    assert "茶艺、编程可能是成绩" in run.err
    assert "在考核设置写一行：项目“成绩表”，工作表“名册”，值“是”" in run.err
    assert cli("read", book, "--json").json[0]["kind"] == "perhaps_scores"


def test_the_form_has_the_line_and_its_answer_gives_figures(cli: Cli, make: Make) -> None:
    book = make({"名册": ROSTER}, "book.xlsx")
    assert cli("settings", book, "--in-place").code == 0
    work = openpyxl.load_workbook(book)
    form = work["考核设置"]
    rows = [row for row in form.iter_rows() if row[0].value == "成绩表"]
    assert [(row[1].value, row[3].value) for row in rows] == [("名册", None)]
    assert cli("rates", book).code == 2
    rows[0][3].value = "是"
    work.save(book)
    run = cli("rates", book, "--json")
    assert run.code == 0
    assert {line["subject"] for line in run.json if line["subject"]} >= {"茶艺", "编程"}
