from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]


@pytest.fixture
def result(town_book: Path) -> Path:
    return town_book.with_name("成绩册_结果.xlsx")


def backups(folder: Path) -> list[bytes]:
    kept = folder / "备份"
    return [path.read_bytes() for path in sorted(kept.iterdir())] if kept.exists() else []


def test_the_same_run_twice_gives_the_same_bytes_and_no_backup(
    cli: Cli, town_book: Path, result: Path
) -> None:
    words = ("report", town_book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    assert cli(*words).code == 0
    first = result.read_bytes()
    assert cli(*words).code == 0
    assert result.read_bytes() == first
    assert backups(town_book.parent) == []


def test_twice_in_place_gives_the_same_bytes_and_backs_up_only_what_changed(
    cli: Cli, town_book: Path
) -> None:
    original = town_book.read_bytes()
    assert cli("rates", town_book, "--in-place").code == 0
    first = town_book.read_bytes()
    assert cli("rates", town_book, "--in-place").code == 0
    assert town_book.read_bytes() == first
    assert openpyxl.load_workbook(town_book).sheetnames.count("四率统计") == 1
    assert backups(town_book.parent) == [original]
    assert cli("rates", town_book, "--in-place", "--pass", "0.7").code == 0
    assert sorted(backups(town_book.parent)) == sorted([original, first])


def test_another_run_keeps_a_copy_of_the_earlier_result(
    cli: Cli, town_book: Path, result: Path
) -> None:
    assert cli("report", town_book).code == 0
    earlier = result.read_bytes()
    run = cli("rates", town_book)
    assert run.code == 0
    assert "原来的文件已备份：" in run.out
    assert backups(town_book.parent) == [earlier]
    names = openpyxl.load_workbook(result).sheetnames
    assert names.count("四率统计") == 1
    assert {"学校排名", "分数段", "运行记录"} <= set(names)


def test_sheets_of_another_command_stay_in_the_result(
    cli: Cli, town_book: Path, result: Path
) -> None:
    def places() -> list[tuple[Any, ...]]:
        return list(openpyxl.load_workbook(result)["学校排名"].iter_rows(values_only=True))

    assert cli("rank", town_book).code == 0
    ranked = places()
    words = ("payout", town_book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    assert cli(*words).code == 0
    assert places() == ranked
    assert "奖惩兑现表" in openpyxl.load_workbook(result).sheetnames
    assert cli("verify", town_book).code == 0
    again = result.read_bytes()
    assert cli(*words).code == 0
    assert result.read_bytes() == again


def test_sheets_computed_from_other_data_do_not_stay(
    cli: Cli, town_book: Path, result: Path
) -> None:
    assert cli("rank", town_book).code == 0
    ranked = result.read_bytes()
    book = openpyxl.load_workbook(town_book)
    book["县名次"]["Z1"] = "备注"
    book.save(town_book)
    words = ("payout", town_book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    assert cli(*words).code == 0
    names = openpyxl.load_workbook(result).sheetnames
    assert "学校排名" not in names
    assert ranked in backups(town_book.parent)


def test_a_foreign_file_in_the_way_is_left_alone(
    cli: Cli, town_book: Path, result: Path, make: Callable[..., Path]
) -> None:
    make({"校长的表": [["重要"]]}, result.name)
    text = result.with_name("文字.xlsx")
    text.write_bytes(b"\0\1\2")
    before = result.read_bytes(), text.read_bytes()
    for words in ((), ("-o", str(result)), ("-o", str(text))):
        run = cli("rates", town_book, *words)
        assert run.code == 2
        assert "不是本程序生成的结果，没有覆盖" in run.err
    assert (result.read_bytes(), text.read_bytes()) == before


def test_a_result_to_which_a_person_added_a_sheet_is_left_alone(
    cli: Cli, town_book: Path, result: Path
) -> None:
    assert cli("rates", town_book).code == 0
    book = openpyxl.load_workbook(result)
    book.create_sheet("校长批示")["A1"] = "同意"
    book.save(result)
    before = result.read_bytes()
    run = cli("rates", town_book)
    assert run.code == 2
    assert "校长批示" in run.err
    assert result.read_bytes() == before


def test_the_book_itself_is_no_output(cli: Cli, town_book: Path, tmp_path: Path) -> None:
    before = town_book.read_bytes()
    link = tmp_path / "另一个名.xlsx"
    link.symlink_to(town_book)
    for target in (town_book, link):
        run = cli("rates", town_book, "-o", target)
        assert run.code == 2
        assert "--in-place" in run.err
    assert town_book.read_bytes() == before


def test_a_sheet_of_the_office_with_our_name_is_never_replaced(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path]
) -> None:
    town_sheets["四率统计"] = [["手工做的"], ["不要动"]]
    book = make(town_sheets)
    before = book.read_bytes()
    for words in ((), ("--in-place",)):
        run = cli("rates", book, *words)
        assert run.code == 2
        assert "四率统计" in run.err
        assert "没有覆盖" in run.err
    assert book.read_bytes() == before
    assert backups(book.parent) == []
    assert not book.with_name("成绩册_结果.xlsx").exists()


def test_results_of_other_formats_go_into_a_new_workbook(
    cli: Cli, tmp_path: Path, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    text = tmp_path / "成绩.txt"
    text.write_text("学校\t姓名\t语文\n甲小学\t安一\t80\n乙小学\t安二\t70\n", encoding="utf-8")
    before = text.read_bytes()
    run = cli("rank", text)
    assert run.code == 0, run.err
    path = tmp_path / "成绩_结果.xlsx"
    assert str(path) in run.out
    assert openpyxl.load_workbook(path).sheetnames == ["四率统计", "学校排名", "运行记录"]
    assert cells(path, "学校排名")[6][:2] == (1, "甲小学")
    assert cli("rank", text).code == 0
    refused = cli("rank", text, "--in-place")
    assert refused.code == 2
    assert "去掉 --in-place" in refused.err
    assert text.read_bytes() == before


def test_an_open_workbook_is_not_written_into(
    cli: Cli, town_book: Path, untouched: Callable[[], Callable[[], None]]
) -> None:
    (town_book.parent / f"~${town_book.name}").write_bytes(b"")
    check = untouched()
    run = cli("rates", town_book, "--in-place")
    assert run.code == 3
    assert "请先关闭它再重试" in run.err
    assert [name.name for name in (town_book.parent / "备份").iterdir()] != []
    shutil.rmtree(town_book.parent / "备份")
    check()


def test_a_folder_that_is_not_there_is_said(cli: Cli, town_book: Path, tmp_path: Path) -> None:
    run = cli("rates", town_book, "-o", tmp_path / "没有" / "出.xlsx")
    assert run.code == 3
    assert "文件夹不存在" in run.err


FAULTS = [
    ("os.fsync", errno.ENOSPC, "磁盘已满"),
    ("os.fsync", errno.EDQUOT, "磁盘已满"),
    ("os.fsync", errno.EIO, "系统报告"),
    ("os.open", errno.EACCES, "没有权限"),
    ("os.open", errno.EROFS, "没有权限"),
    ("pathlib.Path.replace", errno.EACCES, "没有权限"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{call} {message}" for call, _, message in FAULTS])
@pytest.mark.parametrize("words", [(), ("--in-place",)])
def test_a_failing_disk_leaves_everything_as_it_was(
    cli: Cli,
    town_book: Path,
    untouched: Callable[[], Callable[[], None]],
    words: tuple[str, ...],
    fault: tuple[str, int, str],
) -> None:
    call, number, message = fault

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    check = untouched()
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(call, fail)
        run = cli("rates", town_book, *words)
    assert run.code == 3
    assert message in run.err
    assert "已写入" not in run.out
    shutil.rmtree(town_book.parent / "备份", ignore_errors=True)  # a copy may have been made first
    check()


def test_a_failed_second_run_keeps_the_earlier_result(
    cli: Cli, town_book: Path, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("rates", town_book).code == 0
    before = result.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    run = cli("rank", town_book)
    assert run.code == 3
    assert result.read_bytes() == before
    assert backups(town_book.parent) == []
    assert not list(town_book.parent.glob(".xlq-*"))


def test_a_read_only_file_is_not_replaced(cli: Cli, town_book: Path) -> None:
    before = town_book.read_bytes()
    town_book.chmod(0o444)
    run = cli("rates", town_book, "--in-place")
    assert run.code == 3
    assert "只读" in run.err
    assert town_book.read_bytes() == before
