from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]

SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


def edit(path: Path, sheet: str, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def retype(path: Path, part: str, cell: str, number: int) -> None:
    """Change a number as Excel does: all computed values stay in the file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pattern = rb'(<c r="%s"[^>]*><v>)[^<]*' % cell.encode()
    parts[part], count = re.subn(pattern, rb"\g<1>%d" % number, parts[part])
    assert count == 1
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.fixture
def result(town_book: Path) -> Path:
    return town_book.with_name("成绩册_结果.xlsx")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("rates", ("--pass", "0.65", "--full", "语文=120,100")),
        ("rank", ("--by", "school,class", "--composite", "40-30-30", "--round", "mean=1,rate=0t")),
        ("rank", ("--column", "成绩!F=不用", "--skip", "应考", "--drop", "5")),
        ("rank", ("--enrolled", "应考", "--absent", "zero", "--ties", "dense")),
        ("report", SCHEME),
        ("payout", (*SCHEME, "--option", "exchange_half=up")),
    ],
)
def test_every_command_can_be_done_again_from_its_record(
    cli: Cli, town_book: Path, command: str, options: tuple[str, ...]
) -> None:
    assert cli(command, town_book, *options, "--in-place").code == 0
    run = cli("verify", town_book)
    assert run.code == 0, run.out
    assert "重新计算，结果一致" in run.out
    assert "不能" not in run.out
    assert "核对结果：1 次运行的数据、方案和结果都没有变" in run.out
    [found] = cli("verify", town_book, "--json").json
    assert found["command"] == command
    assert not found["changed"]


@pytest.mark.parametrize("words", [("report", *SCHEME), ("payout", *SCHEME), ("rank",)])
@pytest.mark.parametrize("where", [(), ("--in-place",)])
def test_the_same_run_again_writes_the_same_bytes(
    cli: Cli, town_book: Path, words: tuple[str, ...], where: Any
) -> None:
    command, *options = words
    assert cli(command, town_book, *options, *where).code == 0
    before = {path: path.read_bytes() for path in town_book.parent.rglob("*.xlsx")}
    assert cli(command, town_book, *options, *where).code == 0
    assert {path: path.read_bytes() for path in town_book.parent.rglob("*.xlsx")} == before


def test_no_record_is_exit_code_2(cli: Cli, town_book: Path) -> None:
    run = cli("verify", town_book)
    assert run.code == 2
    assert "没有运行记录" in run.out
    assert cli("verify", town_book, "--json").json == []


def test_a_changed_mark_and_its_consequences_are_shown(cli: Cli, town_book: Path) -> None:
    assert cli("payout", town_book, *SCHEME, "--in-place").code == 0
    retype(town_book, "xl/worksheets/sheet4.xml", "D2", 30)
    run = cli("verify", town_book)
    assert run.code == 1
    assert "读入\t县名次\t已改\t" in run.out
    assert "现在重新计算会有" in run.out
    assert "奖惩兑现表!B4：青石中学 → 白水中学" in run.out
    [found] = cli("verify", town_book, "--json").json
    [part] = [part for part in found["parts"] if part["name"] == "县名次"]
    assert (part["item"], part["state"]) == ("读入", "changed")


def test_a_scheme_that_is_not_what_it_was_is_told(cli: Cli, town_book: Path) -> None:
    assert cli("payout", town_book, *SCHEME, "--in-place").code == 0
    book = openpyxl.load_workbook(town_book)
    [row] = [row for row in book["运行记录"].iter_rows() if row[0].value == "方案"]
    row[3].value = "0" * 64
    book.save(town_book)
    run = cli("verify", town_book)
    assert run.code == 1
    assert "方案\tluotuoao-brief\t已改\t方案内容与当时不同" in run.out


def test_signatures_typed_into_the_payout_sheet_are_kept(
    cli: Cli, town_book: Path, result: Path
) -> None:
    assert cli("rates", town_book).code == 0
    edit(result, "四率统计", "Z2", "王主任已阅")
    before = result.read_bytes()
    run = cli("rates", town_book)
    assert run.code == 2
    assert "“四率统计”在生成后被改过（与这次的结果有1处不同：Z2）" in run.err
    assert "--replace" in run.err
    assert result.read_bytes() == before
    run = cli("rates", town_book, "--replace")
    assert run.code == 0
    [copy] = (town_book.parent / "备份").iterdir()
    assert copy.read_bytes() == before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("是\n", 0), ("n\n", 2), ("\n", 2), ("", 2)]
)
def test_at_a_terminal_the_clerk_is_asked(  # noqa: PLR0917 - cases and places
    cli: Cli, town_book: Path, result: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    assert cli("rates", town_book).code == 0
    edit(result, "四率统计", "Z2", "王主任已阅")
    before = result.read_bytes()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    run = cli("rates", town_book)
    assert run.code == code
    assert "要替换吗？原来的文件会备份。(y/N)" in run.err
    assert (result.read_bytes() == before) == (code == 2)


def test_a_file_with_enrolled_numbers_is_an_input_too(
    cli: Cli, town_sheets: dict[str, Any], make: Callable[..., Path]
) -> None:
    other = make({"人数": town_sheets.pop("应考")}, "应考人数.xlsx")
    book = make(town_sheets)
    assert cli("rates", book, "--in-place", "--enrolled", other).code == 0
    assert cli("verify", book).code == 0
    edit(other, "人数", "D2", 9)
    run = cli("verify", book)
    assert run.code == 1
    assert "读入\t应考人数.xlsx\t已改" in run.out
    other.unlink()
    assert "没有找到这个文件" in cli("verify", book).out


def test_formulas_without_values_are_told_from_what_a_person_changed(
    cli: Cli, town_book: Path, result: Path
) -> None:
    cli("payout", town_book, *SCHEME)
    edit(result, "奖惩兑现表", "A1", openpyxl.load_workbook(result)["奖惩兑现表"]["A1"].value)
    run = cli("verify", town_book)
    assert run.code == 1
    [sheet] = [line for line in run.out.splitlines() if line.startswith("写出\t奖惩兑现表")]
    assert sheet.split("\t")[2] == "没有算出"
    assert "请在 Excel 或 WPS 中打开、保存后再核对" in sheet
    assert "手工改过" not in run.out


def test_beside_formulas_without_values_a_changed_cell_is_named(
    cli: Cli, town_book: Path, result: Path
) -> None:
    cli("payout", town_book, *SCHEME)
    edit(result, "奖惩兑现表", "H5", "已领")
    run = cli("verify", town_book)
    [sheet] = [line for line in run.out.splitlines() if line.startswith("写出\t奖惩兑现表")]
    assert sheet.split("\t")[2] == "已改"
    assert "手工改过1格" in sheet
    assert "奖惩兑现表!H5：（空） → 已领" in run.out
