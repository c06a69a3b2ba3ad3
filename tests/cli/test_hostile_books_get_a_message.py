"""Workbooks that are empty, odd, huge or spiteful, from the file to the exit code."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
EVIL = "=cmd|' /C calc'!A0"
HEAD = ["学校", "班级", "姓名", "语文", "数学"]


def table(*pupils: list[Any]) -> Sheets:
    return {"成绩": [HEAD, *pupils]}


@pytest.fixture
def repacked(make: Callable[..., Path]) -> Callable[..., Path]:
    """Make a small score book and put other bytes in place of some of its parts."""

    def work(changes: dict[str, Callable[[bytes], bytes]], name: str = "改过.xlsx") -> Path:
        path = make(table(["甲小学", "1班", "安一", 80, 70]), name)
        with zipfile.ZipFile(path) as old:
            parts = {info.filename: old.read(info) for info in old.infolist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part, content in parts.items():
                new.writestr(part, changes[part](content) if part in changes else content)
        return path

    return work


def refused(run: Run, code: int = 2) -> str:
    assert run.code == code, run
    assert run.err.startswith("错误：")
    assert run.out == ""
    return run.err


@pytest.mark.parametrize("command", ["rates", "rank", "report"])
def test_a_book_without_any_cell_is_refused(
    cli: Cli, make: Callable[..., Path], command: str
) -> None:
    assert "没有认出成绩表" in refused(cli(command, make({"Sheet1": []})))


def test_a_book_without_a_score_sheet_says_what_is_missing(
    cli: Cli, make: Callable[..., Path], untouched: Callable[[], Callable[[], None]]
) -> None:
    book = make({"通知": [["关于召开家长会的通知"], ["各学校："], ["请于周五前报送。"]]})
    check = untouched()
    said = refused(cli("rates", book))
    assert "没有认出成绩表" in said
    assert "→" in said
    check()


@pytest.mark.parametrize("name", ["空.xlsx", "空.xls", "空.txt"])
def test_a_file_of_no_bytes_is_refused(cli: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert "是空文件" in refused(cli("rates", tmp_path / name))


def test_two_sheets_that_could_both_be_the_scores_are_both_shown(
    cli: Cli, make: Callable[..., Path]
) -> None:
    sheets = {
        "成绩": [["姓名", "语文"], ["安一", 80], ["安二", 60]],
        "成绩(2)": [["姓名", "语文"], ["安一", 70], ["安二", 60]],
    }
    run = cli("rates", make(sheets), "--json")
    assert run.code == 0
    assert [(one["sheet"], one["mean"]) for one in run.json] == [("成绩", 70.0), ("成绩(2)", 65.0)]
    assert "像是同一次考试的两份成绩" in cli("check", make(sheets)).out
    one = cli("rates", make(sheets), "--json", "--skip", "成绩(2)")
    assert [(entry["sheet"], entry["mean"]) for entry in one.json] == [("成绩", 70.0)]


def test_a_subject_named_twice_is_never_guessed(cli: Cli, make: Callable[..., Path]) -> None:
    rows = [["姓名", "语文", "语文", "数学"], ["安一", 80, 20, 70], ["安二", 60, 10, 50]]
    run = cli("rates", make({"成绩": rows}))
    assert "语文" in run.err
    assert re.search(r"\[(严重|注意)\]", run.err)


def test_a_subject_in_which_all_are_absent_has_no_figures(
    cli: Cli, make: Callable[..., Path], cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    pupils = [["甲小学", "1班", f"安{n}", "缺考", 80] for n in "一二三"]
    book = make(table(*pupils))
    run = cli("report", book)
    assert run.code == 0
    entry = next(one for one in cli("rates", book, "--json").json if one["subject"] == "语文")
    assert (entry["due"], entry["scored"], entry["attendance"], entry["mean"]) == (3, 0, 0, None)
    assert (entry["rank"], entry["marks"]) == (None, {"缺考": 3})
    rows = cells(book.with_name("成绩册_结果.xlsx"), "四率统计")
    assert rows[6][2:10] == (3, 0, 0, *[None] * 5)  # no places: nobody is compared


def test_all_absent_in_all_subjects_is_no_crash(cli: Cli, make: Callable[..., Path]) -> None:
    run = cli("report", make(table(*[["甲小学", "1班", f"安{n}", "缺考", "缺考"] for n in "一二"])))
    assert run.code in {0, 2}
    assert run.out or run.err


def test_one_pupil_is_a_class_of_one(cli: Cli, make: Callable[..., Path]) -> None:
    run = cli("report", make(table(["甲小学", "1班", "安一", 80, 70])))
    assert run.code == 0, run.err


def test_a_hundred_subjects_are_a_hundred_subjects(cli: Cli, make: Callable[..., Path]) -> None:
    subjects = [f"校本{n}" for n in range(1, 98)]
    rows = [
        ["姓名", "语文", "数学", "英语", *subjects],
        *[[name, *[60.0 + n for n in range(100)]] for name in ("安一", "安二", "安三")],
    ]
    book = make({"成绩": rows})
    fixed = [f"成绩!{letter(4 + n)}={name}" for n, name in enumerate(subjects)]
    run = cli("rates", book, "--json", *[word for one in fixed for word in ("--column", one)])
    assert run.code == 0, run.err
    assert len({entry["subject"] for entry in run.json}) == 100
    assert cli("rates", book, *[word for one in fixed for word in ("--column", one)]).code == 0


def letter(index: int) -> str:
    name: str = xlsxwriter.utility.xl_col_to_name(index)
    return name


def test_the_last_row_of_excel_is_refused_or_read_but_never_hangs(
    cli: Cli, repacked: Callable[..., Path]
) -> None:
    def far(xml: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return xml.replace(b"</sheetData>", cell)

    said = refused(cli("rates", repacked({SHEET: far})))
    assert "太大" in said
    assert "多余的空行空列" in said


def test_a_million_empty_rows_are_nothing(cli: Cli, repacked: Callable[..., Path]) -> None:
    def tall(xml: bytes) -> bytes:
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 1_048_577))
        return xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    run = cli("rates", repacked({SHEET: tall}), "--json")
    assert run.code == 0, run.err
    assert {entry["rows"] for entry in run.json} == {1}


def test_a_sheet_merged_into_one_cell_is_no_score_sheet(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "并.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("成绩").merge_range(0, 0, 500, 30, "姓名 语文 数学")
    book.close()
    refused(cli("rates", path))


def test_scores_in_merged_cells_are_told_or_read_once(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "并.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成绩")
    sheet.write_row(0, 0, ["班级", "姓名", "语文"])
    sheet.merge_range(1, 0, 4, 0, "1班")
    for row, name in enumerate(("安一", "安二", "安三", "安四"), 1):
        sheet.write(row, 1, name)
    sheet.merge_range(1, 2, 4, 2, 80)
    book.close()
    run = cli("rates", path, "--json", "--by", "class")
    assert run.code == 0, run.err
    assert [(one["class"], one["rows"], one["scored"]) for one in run.json] == [("1班", 4, 1)]


def test_formulas_without_values_are_told(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, ["甲小学", "1班", "安一", 80, "=40+30"], ["甲小学", "1班", "安二", 60, 55]):
        sheet.append(row)
    book.save(path)
    run = cli("rates", path)
    assert "E2" in run.err
    assert "公式" in run.err
    assert cli("check", path).code == 1


def test_error_cells_are_told_and_count_as_no_mark(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "错.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成绩")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["甲小学", "1班", "安一", 80])
    sheet.write_row(2, 0, ["甲小学", "1班", "安二", 60, 50])
    sheet.write_formula(1, 4, "=NA()", None, "#N/A")
    book.close()
    run = cli("rates", path)
    assert "成绩!E2" in run.err
    assert "#N/A" in run.err
    entries = cli("rates", path, "--json", "--by", "school").json
    maths = next(one for one in entries if one["subject"] == "数学")
    assert (maths["rows"], maths["scored"], maths["blank"], maths["mean"]) == (2, 1, 0, 50.0)


def test_negative_zero_is_a_zero(cli: Cli, repacked: Callable[..., Path]) -> None:
    path = repacked({SHEET: lambda xml: xml.replace(b"<v>80</v>", b"<v>-0</v>")})
    entries = cli("rates", path, "--json", "--by", "school").json
    own = next(one for one in entries if one["subject"] == "语文")
    assert (own["scored"], str(own["mean"]), own["low_n"]) == (1, "0.0", 1)


def test_names_that_are_formulas_stay_text_in_every_result(
    cli: Cli, make: Callable[..., Path]
) -> None:
    sheets: Sheets = {
        "成绩": [
            ["青石镇2026年期末考试成绩"],
            ["学校", "年级", "班级", "姓名", "语文"],
            [EVIL, "六年级", "1班", EVIL, 80],
            ["+甲小学", "六年级", "@1班", "-安二", 70],
        ],
        "任课": [
            ["学校", "年级", "班级", "学科", "任课教师"],
            [EVIL, "六年级", "1班", "语文", f"{EVIL}0"],
        ],
        "县名次": [["单位", "考试", "学科", "名次", "总数"], [EVIL, "县抽考", "语文", 1, 48]],
    }
    book = make(sheets)
    run = cli("report", book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    assert run.code == 0, run.err
    result = openpyxl.load_workbook(book.with_name("成绩册_结果.xlsx"))
    found = set()
    for sheet in result:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "cmd|" in cell.value:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    found.add(sheet.title)
    assert {"四率统计", "学校排名", "教师排名", "奖惩兑现表", "计算依据"} <= found


def zip_bomb(path: Path, size: int) -> None:
    """Let a sheet unpack to *size* bytes of spaces, with an honest directory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    spaces = b" " * (1 << 20)
    pieces, crc = [], 0
    for _ in range(size >> 20):
        pieces.append(packer.compress(spaces))
        crc = zlib.crc32(spaces, crc)
    packed = b"".join([*pieces, packer.flush()])
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    parts[SHEET] = packed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    data = bytearray(path.read_bytes())
    for signature, method, sums, named in ((b"PK\3\4", 8, 14, 30), (b"PK\1\2", 10, 16, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + named : at + named + len(SHEET)] == SHEET.encode():
                struct.pack_into("<H", data, at + method, 8)
                struct.pack_into("<3I", data, at + sums, crc, len(packed), size >> 20 << 20)
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))


def test_a_zip_bomb_of_a_gigabyte_is_refused_at_once(
    cli: Cli, make: Callable[..., Path], untouched: Callable[[], Callable[[], None]]
) -> None:
    book = make(table(["甲小学", "1班", "安一", 80, 70]))
    zip_bomb(book, 1 << 30)
    check = untouched()
    for words in (("read", book), ("check", book), ("rates", book), ("report", book, "--in-place")):
        assert "太大" in refused(cli(*words))
    check()


def test_xml_entities_are_refused(cli: Cli, repacked: Callable[..., Path]) -> None:
    inner = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "笑" * 10}">' for n in range(9))
    bomb = f"<!DOCTYPE worksheet [{inner}]>".encode()

    def infect(xml: bytes) -> bytes:
        return xml.replace(b"?>", b"?>" + bomb, 1).replace(b"<v>0</v>", b"<v>&a8;</v>", 1)

    for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"):
        refused(cli("rates", repacked({part: infect})))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(
    cli: Cli,
    make: Callable[..., Path],
    untouched: Callable[[], Callable[[], None]],
    share: float,
) -> None:
    book = make(table(*[["甲小学", "1班", f"安{n}", 80, 70] for n in "一二三四五六七"]))
    whole = book.read_bytes()
    book.write_bytes(whole[: int(len(whole) * share)])
    check = untouched()
    refused(cli("rates", book))
    refused(cli("rates", book, "--in-place"))
    check()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"%PDF-1.7\n%\x80\x81", "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是 Excel"),
        (b"PK\3\4" + b"\0" * 100, "损坏"),
    ],
    ids=["网页", "PDF", "空OLE", "空zip"],
)
def test_what_is_no_workbook_is_called_so(
    cli: Cli, tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "成绩.xls"
    path.write_bytes(content)
    assert word in refused(cli("rates", path))


def test_every_fault_of_a_payout_is_told_at_once_and_nothing_is_written(
    cli: Cli, make: Callable[..., Path], untouched: Callable[[], Callable[[], None]]
) -> None:
    rows = [
        ["单位", "考试", "学科", "名次", "总数"],
        ["甲中学", "中考", "语文", 49, 48],
        ["乙中学", "中考", "语文", 3, 48],
        ["乙中学", "中考", "语文", 4, 48],
        ["丙中学", "中考", "数学", 50, 48],
        ["丁中学", "中考", "数学", 1, 48],
    ]
    book = make({"县名次": rows})
    check = untouched()
    run = cli("payout", book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    said = refused(run)
    assert "兑现表没有生成" in said
    for word in ("D2", "D4", "D5", "甲中学", "丙中学"):
        assert word in said
    check()


@pytest.mark.parametrize("cell", ["六", "#N/A", "-3", "0"])
def test_a_rank_that_cannot_be_read_stops_the_payout(
    cli: Cli,
    make: Callable[..., Path],
    untouched: Callable[[], Callable[[], None]],
    cell: str,
) -> None:
    rows = [
        ["单位", "考试", "学科", "名次", "总数"],
        ["甲中学", "中考", "语文", cell, 48],
        ["乙中学", "中考", "语文", 1, 48],
    ]
    book = make({"县名次": rows})
    check = untouched()
    said = refused(cli("payout", book, "--scheme", "luotuoao-brief", "--on", "2026-07-10"))
    assert "兑现表没有生成" in said
    assert "县名次!D2" in said
    check()


def test_a_cell_of_a_list_that_the_scheme_does_not_use_stops_nothing(
    cli: Cli, make: Callable[..., Path]
) -> None:
    ranks = [["单位", "考试", "学科", "名次", "总数"], ["乙中学", "中考", "语文", 1, 48]]
    staff = [["姓名", "单位", "岗位", "得分"], ["江一帆", "乙中学", "门卫", "很好"]]
    book = make({"县名次": ranks, "人员": staff})
    run = cli("payout", book, "--scheme", "luotuoao-brief", "--on", "2026-07-10")
    assert run.code == 0, run.err
