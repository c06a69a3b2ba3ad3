"""``report --only`` and ``--all``: what is written, what is refused, what can be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.runs.report_kinds import REPORT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

PUPILS: list[Any] = [
    ["学校", "年级", "班级", "姓名", "语文", "数学"],
    ["青石小学", "六年级", "1班", "安一", 90, 80],
    ["青石小学", "六年级", "2班", "安二", 60, 39],
    ["白水小学", "六年级", "1班", "白一", 75, 61],
]
TAUGHT: list[Any] = [
    ["任课"],
    ["学校", "年级", "班级", "学科", "任课教师"],
    ["青石小学", "六年级", "1班", "语文", "江一帆"],
]


@pytest.fixture
def book(make: Callable[[Sheets], Path]) -> Path:
    return make({"上学期": PUPILS, "本学期": PUPILS, "任课": TAUGHT})


@pytest.fixture
def bare(make: Callable[[Sheets], Path]) -> Path:
    return make({"成绩": PUPILS})


def sheets_in(path: Path) -> list[str]:
    beside = path.with_name(f"{path.stem}_结果.xlsx")
    return [*openpyxl.load_workbook(beside).sheetnames] if beside.exists() else []


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("班级排名,学校排名", ["学校排名", "班级排名"]),  # in printed order
        ("班级排名表，班级排名", ["班级排名"]),
        ("四率", ["四率统计"]),
        (" 教师 排名 ", ["教师排名"]),
    ],
)
def test_only_the_reports_named_are_written_and_verify_repeats_them(
    asked: str, written: list[str], cli: Cli, book: Path
) -> None:
    run = cli("report", book, "--exam", "本学期", "--only", asked)
    assert run.code == 0, run.err
    assert sheets_in(book) == ["上学期", "本学期", "任课", *written, "运行记录"]
    again = cli("verify", book.with_name(f"{book.stem}_结果.xlsx"))
    assert again.code == 0, again.out
    assert "重新计算，结果一致" in again.out
    record = openpyxl.load_workbook(book.with_name(f"{book.stem}_结果.xlsx"))["运行记录"]
    said = {row[1]: row[2] for row in record.iter_rows(values_only=True) if row[0] == "设置"}
    assert said["报表"] == "、".join(written)


@pytest.mark.parametrize("asked", ["排名", "学校名次", "四率统计,语文"])
def test_an_unknown_name_is_answered_with_the_names_there_are(
    asked: str, cli: Cli, book: Path
) -> None:
    run = cli("report", book, "--only", asked)
    assert run.code == 2
    assert f"没有叫“{asked.rpartition(',')[2]}”的报表" in run.err
    assert all(kind.name in run.err for kind in REPORT_KINDS)
    assert sheets_in(book) == []


def test_no_name_at_all_is_refused(cli: Cli, book: Path) -> None:
    for asked in ("", " ， ", ","):
        run = cli("report", book, "--only", asked)
        assert run.code == 2
        assert "没有写要哪几张报表" in run.err


def test_a_report_that_the_workbook_cannot_give_is_refused_with_what_it_lacks(
    cli: Cli, bare: Path
) -> None:
    run = cli("report", bare, "--only", "学校排名,教师排名,进退步")
    assert run.code == 2
    assert "做不出教师排名、进退步，什么也没有写" in run.err
    assert "“教师排名”做不出来：要有任课表" in run.err
    assert "加 --before 考试名" in run.err
    assert sheets_in(bare) == []


def test_all_writes_what_can_be_made_and_says_in_a_line_what_cannot(cli: Cli, bare: Path) -> None:
    run = cli("report", bare, "--all")
    assert run.code == 0, run.err
    assert {"四率统计", "学校排名", "上线统计"} <= {*sheets_in(bare)}
    assert "“缺考·空白·零分清单”没有生成：要有缺考、免考、空白或零分的学生" in run.err
    assert "“教师排名”没有生成：要有任课表" in run.err
    assert "“进退步”没有生成：要有上次考试" in run.err
    usual = cli("report", bare, "--replace")
    assert "没有生成" not in usual.err, "nobody asked for them"


def test_all_makes_use_of_what_is_there(cli: Cli, book: Path) -> None:
    run = cli("report", book, "--exam", "本学期", "--before", "上学期", "--all")
    assert run.code == 0, run.err
    assert {"教师排名", "进退步"} <= {*sheets_in(book)}
    assert cli("verify", book.with_name(f"{book.stem}_结果.xlsx")).code == 0


def test_only_and_all_exclude_one_another(cli: Cli, book: Path) -> None:
    run = cli("report", book, "--only", "四率统计", "--all")
    assert run.code == 2
    assert "不能和" in run.err


def test_the_help_lists_every_report(cli: Cli) -> None:
    shown = "".join(cli("report", "--help").out.split())
    assert all(kind.name in shown for kind in REPORT_KINDS)


def test_no_name_holds_what_parts_names_in_the_record() -> None:
    assert not [kind.name for kind in REPORT_KINDS if set(kind.name) & set("、，, ")]
