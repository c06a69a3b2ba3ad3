from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.workbook.protection import WorkbookProtection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]


def exam(marks: dict[str, tuple[int, int]]) -> list[Any]:
    rows = [
        [school, "六年级", "1班", f"学生{number}", first, second]
        for number, (school, (first, second)) in enumerate(marks.items())
    ]
    return [["学校", "年级", "班级", "姓名", "语文", "数学"], *rows]


@pytest.fixture
def two_exams(make: Callable[[Sheets], Path]) -> Path:
    return make(
        {
            "上学期期末": exam({"青石小学": (90, 90), "白水小学": (70, 70), "红枫小学": (80, 80)}),
            "本学期期末": exam({"青石小学": (80, 59), "白水小学": (90, 90), "红枫小学": (85, 85)}),
        }
    )


def rows_of(sheet: Worksheet, first: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_gained_places_are_positive_and_lost_ones_negative(cli: Cli, two_exams: Path) -> None:
    run = cli("report", two_exams, "--exam", "本学期", "--before", "上学期")
    assert run.code == 0, run.err
    book = openpyxl.load_workbook(two_exams.with_name("成绩册_结果.xlsx"))
    sheet = book["进退步"]
    assert "上次：上学期期末　　本次：本学期期末" in sheet["A2"].value
    assert "正数（红）是前进的名次，负数（绿）是后退的名次" in sheet["A2"].value
    assert sheet["A4"].value == "六年级　学校"
    lines = [row[1:6] for row in rows_of(sheet, 4) if row[1] and not row[2]]
    assert lines == [
        ("白水小学", None, 3, 1, 2),
        ("红枫小学", None, 2, 2, 0),
        ("青石小学", None, 1, 3, -2),
    ]
    assert len(sheet._charts) == 1
    [looks] = sheet.conditional_formatting
    assert [rule.formula for rule in looks.rules] == [["$F4>0"], ["$F4<0"]]


def test_an_exam_is_not_compared_with_itself_where_all_are_counted(
    cli: Cli, two_exams: Path
) -> None:
    assert cli("report", two_exams, "--before", "上学期").code == 0
    sheet = openpyxl.load_workbook(two_exams.with_name("成绩册_结果.xlsx"))["进退步"]
    assert "上次：上学期期末　　本次：本学期期末" in sheet["A2"].value
    lines = [row[1:6] for row in rows_of(sheet, 4) if row[1] and not row[2]]
    assert [line[0] for line in lines] == ["白水小学", "红枫小学", "青石小学"]


def test_all_subjects_rates_stand_beside_the_places(cli: Cli, two_exams: Path) -> None:
    assert cli("report", two_exams, "--exam", "本学期").code == 0
    book = openpyxl.load_workbook(two_exams.with_name("成绩册_结果.xlsx"))
    sheet = book["学校排名"]
    header = [cell.value for cell in sheet[5]]
    at = header.index("全科合格率")
    assert header[at + 1] == "全科优秀率"
    shares = {row[1]: (row[at], row[at + 1]) for row in rows_of(sheet, 7) if row[1]}
    assert shares == {"青石小学": (0, 0), "白水小学": (1, 1), "红枫小学": (1, 1)}


def test_an_earlier_exam_that_is_not_there_is_told(cli: Cli, two_exams: Path) -> None:
    run = cli("report", two_exams, "--before", "期中")
    assert run.code == 2
    assert "没有“期中”这次考试" in run.err
    assert not two_exams.with_name("成绩册_结果.xlsx").exists()


def test_a_protected_structure_takes_results_only_when_told(cli: Cli, two_exams: Path) -> None:
    book = openpyxl.load_workbook(two_exams)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(two_exams)
    refused = cli("rank", two_exams, "--in-place")
    assert refused.code == 2
    assert "--despite-protection" in refused.err
    assert cli("rank", two_exams, "--in-place", "--despite-protection").code == 0
    assert "学校排名" in openpyxl.load_workbook(two_exams).sheetnames


@pytest.mark.parametrize(
    "now", [("--exam", "本学期"), ("--exam", "本学期期末"), ("--exam", "期末")]
)
def test_an_exam_is_compared_with_another_one_only(
    cli: Cli, two_exams: Path, now: tuple[str, ...]
) -> None:
    run = cli("report", two_exams, *now, "--before", "期末" if now[1] == "期末" else "本学期期末")
    assert run.code == 2
    assert "是同一次（" in run.err
    assert not two_exams.with_name("成绩册_结果.xlsx").exists()


def test_no_changes_are_printed_where_there_is_no_school_and_no_class(
    cli: Cli, make: Callable[[Sheets], Path]
) -> None:
    rows = [["姓名", "语文"], ["学生一", 80], ["学生二", 70]]
    book = make({"上学期期末": rows, "本学期期末": [rows[0], ["学生一", 75], ["学生二", 90]]})
    run = cli("report", book, "--exam", "本学期", "--before", "上学期", "--full", "100")
    assert run.code == 0, run.err
    assert "进退步" not in openpyxl.load_workbook(book.with_name("成绩册_结果.xlsx")).sheetnames
    assert "“进退步”没有生成：要有上次考试，学校或班级一列 → 不需要的不用管\n" in run.err


def test_exams_in_a_column_of_one_sheet_are_compared_as_those_on_two(
    cli: Cli, make: Callable[[Sheets], Path]
) -> None:
    head = ["考试", "学校", "班级", "姓名", "语文"]
    marks = {"甲小学": (70, 95), "乙小学": (90, 60), "丙小学": (80, 80)}
    rows = [
        [exam, school, f"{n}班", f"{school[0]}生{letter}{n}", both[number] - n]
        for number, exam in enumerate(("期中考试", "期末考试"))
        for school, both in marks.items()
        for n in (1, 2)
        for letter in "甲乙丙"
    ]
    two = {
        exam: [head, *[row for row in rows if row[0] == exam]] for exam in ("期中考试", "期末考试")
    }

    def moves(sheets: Sheets, *more: str) -> list[tuple[Any, ...]]:
        book = make(sheets)
        to = book.with_name(f"{len(sheets)}张{len(more)}.xlsx")
        asked = ("--before", "期中", "--only", "进退步", "--full", "100", "-o", str(to))
        run = cli("report", book, *asked, *more)
        assert run.code == 0, run.err
        return list(openpyxl.load_workbook(to)["进退步"].iter_rows(values_only=True))

    beside = moves(two, "--exam", "期末")
    assert ("甲小学", None, 3, 1, 2) in [row[1:6] for row in beside]
    assert moves({"成绩": [head, *rows]}, "--exam", "期末") == beside
    assert moves({"成绩": [head, *rows]}) == beside, "where all exams are counted"
