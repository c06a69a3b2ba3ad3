from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

from tests.agreements.conftest import HEADER, ROWS, write_book
from xl_quality.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.files import FileBook


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return run


def test_files_and_list_are_written_and_the_workbook_stays(
    book: FileBook, letter: Path, tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    before = book.path.read_bytes()
    folder = tmp_path / "责任书"
    code, out, _ = cli(
        "agreements",
        book.path,
        "--template",
        letter,
        "-o",
        folder,
        "--merged",
        "--on",
        "2026-09-01",
    )
    assert code == 0
    assert "已生成 3 份" in out
    assert book.path.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "01_城关小学_信.docx",
        "02_河东小学_信.docx",
        "03_山口中学_信.docx",
        "合并打印_信.docx",
    ]
    sheet = openpyxl.load_workbook(tmp_path / "数据_结果.xlsx")["责任书清单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["编号", "单位", "文件", "核对", "打开"]
    assert [row[1] for row in rows[1:]] == ["城关小学", "河东小学", "山口中学"]
    assert rows[1][2] == "01_城关小学_信.docx"
    assert rows[1][3].startswith("一致（")
    assert rows[1][4] == '=HYPERLINK("责任书/01_城关小学_信.docx","打开")'


def test_the_list_can_go_into_the_workbook_itself(
    book: FileBook, letter: Path, tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    words = ("agreements", book.path, "--template", letter, "-o", tmp_path / "出", "--in-place")
    assert cli(*words)[0] == 0
    names = openpyxl.load_workbook(book.path).sheetnames
    assert names[:2] == ["责任书数据", "责任书清单"]
    assert list((tmp_path / "备份").iterdir())
    code, _, err = cli(*words)
    assert code == 2
    assert "--replace" in err
    assert cli(*words, "--replace")[0] == 0


def test_the_next_run_replaces_the_list_and_the_record_can_be_verified(
    book: FileBook, letter: Path, tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    office = openpyxl.load_workbook(book.path)
    office.create_sheet("电话").append(["校长室", "值班室"])
    office.save(book.path)
    words = ("agreements", book.path, "--template", letter)
    assert cli(*words, "-o", tmp_path / "一")[0] == 0
    assert cli(*words, "-o", tmp_path / "二", "--only", "城关小学")[0] == 0
    result = tmp_path / "数据_结果.xlsx"
    sheet = openpyxl.load_workbook(result)["责任书清单"]
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["城关小学"]
    code, out, _ = cli("verify", result)
    assert code == 0, out
    assert "生成责任书" in out


def test_a_dry_run_writes_nothing(
    book: FileBook, letter: Path, tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    words = ("agreements", book.path, "--template", letter, "-o", tmp_path / "出", "--dry-run")
    code, out, _ = cli(*words)
    assert code == 0
    assert "可以生成 3 份" in out
    assert sorted(tmp_path.rglob("*")) == before


def test_missing_values_are_told_with_unit_field_and_cell(
    letter: Path, tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][1] = rows[2][2] = None
    book = write_book(tmp_path / "缺.xlsx", HEADER, rows)
    words = ("agreements", book.path, "--template", letter, "-o", tmp_path / "出")
    code, _, err = cli(*words)
    assert code == 2
    assert "责任书数据!B3、C5 城关小学：字段“校长”没有值；山口中学：字段“奖金”没有值" in err
    assert not (tmp_path / "出").exists()


def test_fields_of_all_units_can_be_said_on_the_command_line(
    tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    book = write_book(tmp_path / "数据.xlsx", ["学校"], [["柳溪小学"]])
    folder = tmp_path / "出"
    words = ("agreements", book.path, "--template", "luotuoao-brief", "-o", folder)
    assert cli(*words, "--set", "甲方=某镇中心学校")[0] == 0
    document = docx.Document(str(folder / "01_柳溪小学_教学质量目标责任书.docx"))
    assert "甲方：某镇中心学校" in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--template", "没有"), "没有文件"),
        (("--template", "safety", "--data", "没有"), "没有名为“没有”的工作表"),
        (("--template", "safety", "--only", "某某"), "没有名为“某某”的单位"),
        (("--template", "luotuoao-2008", "--param", "x=1"), "没有名为“x”"),
        (("--template", "luotuoao-2008", "--option", "x=1"), "没有名为“x”"),
        (("--template", "safety", "--set", "甲方"), "名=值"),
    ],
)
def test_a_slip_on_the_command_line_gets_a_sentence(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    cli: Callable[..., tuple[int, str, str]],
) -> None:
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], [["甲小学", "某"]])
    code, _, err = cli("agreements", book.path, *words, "-o", tmp_path / "出")
    assert code == 2
    assert said in err


def test_a_workbook_that_names_nobody_gets_a_sentence(
    tmp_path: Path, cli: Callable[..., tuple[int, str, str]]
) -> None:
    book = write_book(tmp_path / "数据.xlsx", ["学校"], [])
    words = ("agreements", book.path, "--template", "safety", "-o", tmp_path / "出")
    code, _, err = cli(*words)
    assert code == 2
    assert "责任书数据" in err


def test_the_templates_are_listed(cli: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = cli("template", "list")
    assert code == 0
    assert len(out.strip().splitlines()) == 17
