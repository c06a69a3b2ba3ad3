"""A sheet's title says when the exam was, also where the exam's name does not (学年学期)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.core.option_table import OFFICE, TERM, Stated
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LABELS = ["学校", "年级", "班级", "姓名", "考试", "语文", "数学"]
SECOND, FIRST = "2025—2026学年度第二学期", "2025—2026学年度第一学期"
DAY = datetime(2026, 6, 28)  # noqa: DTZ001 - as a workbook has it


def book(folder: Path, head: Sequence[Sequence[Any]], *exams: str) -> Path:
    """Write a sheet that names its exams in a column, so that no title does."""
    sheets = openpyxl.Workbook()
    page = sheets.active
    assert page is not None
    page.title = "六年级"
    for row in [*head, LABELS]:
        page.append(row)
    for exam in exams:
        for number, name in enumerate("赵钱孙李周吴"):
            school = "石桥小学" if number % 2 else "柳溪小学"
            page.append([school, "六年级", "1班", f"{name}安", exam, 60 + number, 70 + number])
    sheets.save(folder / "成绩册.xlsx")
    return folder / "成绩册.xlsx"


def printed(path: Path, *stated: Stated) -> dict[str, list[str]]:
    """Return title and unit line of every sheet that is written."""
    asked = Request("report", ChosenOptions(stated=stated), reports=EVERY)
    tables = sheets_of(carry_out(asked, open_book(path)))
    return {one.name: [str(row.values[0]) for row in one.rows[:2]] for one in tables}


def title(path: Path, *stated: Stated) -> str:
    return printed(path, *stated)["四率统计"][0]


@pytest.mark.parametrize(
    ("head", "exam", "seen"),
    [
        ([["青禾镇2025-2026学年度第二学期六年级成绩册"]], "期末", f"{SECOND}期末"),
        ([["青禾镇2025—2026学年度第二学期六年级成绩册"]], "本学期期末", f"{SECOND}期末"),
        ([["青禾镇2025—2026学年度六年级成绩册"]], "上学期期末", "2025—2026学年度上学期期末"),
        ([["2026年春季六年级成绩册"]], "期中", "2026年春季期中"),
        ([["六年级成绩册"], ["考试时间：2026.6.28"]], "期末", "2026年6月期末"),
        ([["六年级成绩册"], ["考试日期：", DAY]], "期末", "2026年6月期末"),
        # the exam's own name has a year; another term; days of something else
        ([["2025—2026学年度第二学期六年级成绩册"]], "2026年春季期末", "2026年春季期末"),
        ([["2025—2026学年度第二学期六年级成绩册"]], "上学期期末", "上学期期末"),
        ([["六年级成绩册"], ["制表日期：2026年7月2日"]], "期末", "期末"),
        ([["六年级成绩册"], ["2026年7月2日"]], "期末", "期末"),
        ([["2020年9月入学学生成绩册"]], "期末", "期末"),
        ([["2020级学生成绩册"]], "期末", "期末"),
        ([], "期末", "期末"),
    ],
)
def test_the_title_of_the_score_sheet_says_when(
    head: Sequence[Sequence[Any]], exam: str, seen: str, tmp_path: Path
) -> None:
    assert title(book(tmp_path, head, exam)) == f"{seen}四率统计表"


def test_the_line_under_the_title_says_when_the_exam_was_too(tmp_path: Path) -> None:
    path = book(tmp_path, [["六年级成绩册"]], "本学期期末")
    lines = printed(path, Stated(TERM, "本学期期末", SECOND))
    for sheet in ("四率统计", "分数段", "上线统计"):
        assert f"考试：{SECOND}期末" in lines[sheet][1], sheet


def test_what_was_said_of_the_exam_goes_before_all_else(tmp_path: Path) -> None:
    path = book(tmp_path, [["2025—2026学年度第一学期六年级成绩册"]], "期末")
    assert title(path, Stated(TERM, "期末", SECOND)) == f"{SECOND}期末四率统计表"
    assert title(path, Stated(TERM, "", SECOND)) == f"{FIRST}期末四率统计表"
    assert title(path, Stated(TERM, "期中", SECOND)) == f"{FIRST}期末四率统计表"


def test_what_was_said_of_all_exams_is_not_said_of_one_of_another_term(tmp_path: Path) -> None:
    path = book(tmp_path, [["六年级成绩册"]], "上学期期末")
    assert title(path, Stated(TERM, "", SECOND)) == "上学期期末四率统计表"
    assert title(path, Stated(TERM, "上学期期末", FIRST)) == f"{FIRST}期末四率统计表"


GOALS = [
    ["单位", "年级", "班级", "学科", "姓名", "指标", "目标", "实际", "分值"],
    ["石桥小学", "六年级", "1班", "语文", "何若云", "满意度", 0.9, 0.93, 10],
]


@pytest.mark.parametrize(
    ("exams", "stated", "period"),
    [
        (["2026年春季期末"], None, "2026年春季期末"),
        (["期末"], SECOND, f"{SECOND}期末"),
        (["期中", "期末"], None, ""),  # of which of them nobody says
        (["期中", "期末"], SECOND, SECOND),
        ([], SECOND, SECOND),
        ([], None, ""),
    ],
)
def test_a_payout_of_targets_without_an_exam_has_the_period_of_its_scores(
    exams: list[str], stated: str | None, period: str, tmp_path: Path
) -> None:
    path = book(tmp_path, [["六年级成绩册"]], *exams)
    sheets = openpyxl.load_workbook(path)
    if not exams:
        del sheets["六年级"]
    targets = sheets.create_sheet("指标")
    for row in GOALS:
        targets.append(row)
    sheets.save(path)
    told = (Stated(TERM, "", stated),) if stated else ()
    asked = Request(
        "payout",
        ChosenOptions(stated=told),
        order=Order("personal-goals", date(2026, 7, 10)),
    )
    tables = sheets_of(carry_out(asked, open_book(path)))
    titles = {one.name: one.rows[0].values[0] for one in tables}
    assert titles["指标完成情况"] == f"{period}指标完成情况"
    assert titles["计算依据"] == f"{period}奖惩计算依据"


def test_several_exams_share_what_they_have_in_common(tmp_path: Path) -> None:
    path = book(tmp_path, [["六年级成绩册"]], "期中", "期末")
    assert title(path, Stated(TERM, "", SECOND)) == f"{SECOND}四率统计表"
    both = Stated(TERM, "期中", FIRST), Stated(TERM, "期末", SECOND)
    assert title(path, *both) == "2025—2026学年度四率统计表"
    assert title(path, both[0]) == "四率统计表"


def test_every_sheet_of_figures_says_unit_and_term(tmp_path: Path) -> None:
    path = book(tmp_path, [["六年级成绩册"]], "本学期期末")
    said = printed(path, Stated(TERM, "", SECOND), Stated(OFFICE, "", "青禾镇中心学校"))
    said.pop("运行记录", None)
    assert len(said) > 10
    for name, (heading, unit) in said.items():
        assert heading.startswith(f"青禾镇中心学校{SECOND}"), name
        assert "本学期" not in heading, name
        assert unit.startswith("单位：青禾镇中心学校　　"), name


def test_where_nobody_said_the_unit_there_is_room_to_write_it(tmp_path: Path) -> None:
    said = printed(book(tmp_path, [["六年级成绩册"]], "期末"))
    said.pop("运行记录", None)
    assert {name for name, (_, unit) in said.items() if not unit.startswith("单位：____")} == set()


def test_headings_call_the_exam_as_the_title_does(tmp_path: Path) -> None:
    path = book(tmp_path, [], "本学期期末")
    asked = Request("report", ChosenOptions(stated=(Stated(TERM, "", SECOND),)), reports=EVERY)
    for table in sheets_of(carry_out(asked, open_book(path))):
        printed_words = [str(value) for row in table.rows for value in row.values if value]
        assert not any("本学期" in words for words in printed_words), table.name
        assert not any("本学期" in chart.title for chart in table.charts), table.name


@pytest.mark.parametrize(
    ("sheet", "exams", "title", "told"),
    [
        ("成绩", ("1", "2"), "四率统计表", "考试：第1次考试、第2次考试"),
        ("成绩", ("3",), "第3次考试四率统计表", "考试：第3次考试"),
        ("成绩单", ("",), "四率统计表", "考试：______________"),
        ("Sheet1", ("",), "四率统计表", "考试：______________"),
        ("3", ("",), "四率统计表", "考试：______________"),
        ("六年级一模", ("",), "一模四率统计表", "考试：一模"),
    ],
)
def test_an_exam_of_which_nothing_is_known_is_not_called_by_a_number_or_a_word_for_any_sheet(
    tmp_path: Path, sheet: str, exams: Sequence[str], title: str, told: str
) -> None:
    path = book(tmp_path, [], *exams)
    sheets = openpyxl.load_workbook(path)
    sheets["六年级"].title = sheet
    sheets.save(path)
    top = printed(path)["四率统计"]
    assert top[0] == title
    assert top[1].split("　　")[1] == told


def test_slips_and_pages_of_an_unnamed_exam_do_not_say_so(tmp_path: Path) -> None:
    path = book(tmp_path, [["成绩册"]], "")
    sheets = openpyxl.load_workbook(path)
    sheets["六年级"].title = "成绩"
    sheets.save(path)
    asked = Request("report", ChosenOptions(), reports=EVERY)
    for table in sheets_of(carry_out(asked, open_book(path))):
        words = [str(value) for row in table.rows[2:] for value in row.values if value]
        assert not any("未注明考试" in one for one in words), table.name
