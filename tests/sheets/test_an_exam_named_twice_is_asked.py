"""A title says 期末, a column or the labels say 期中: nobody but the office knows which holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.titles import are_other_exams

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

TITLE = "青禾镇第一小学{title}成绩|||\n"
ROWS = "考试|姓名|语文|数学\n{exam}|张云山|85|61\n{exam}|李文海|70|72\n{exam}|王小川|91|53"
ASKED = "exams_disagree"


def sheet_of(title: str, exam: str) -> str:
    return TITLE.format(title=title) + ROWS.format(exam=exam)


@pytest.mark.cases("exams_that_may_be_one.csv")
def test_two_names_are_of_two_exams_only_where_they_contradict(case: dict[str, str]) -> None:
    apart = case["apart"] == "yes"
    assert are_other_exams(case["first"], case["second"]) is apart
    assert are_other_exams(case["second"], case["first"]) is apart


def test_a_column_that_contradicts_the_title_is_one_question_with_its_answer(
    read: Callable[..., Read],
) -> None:
    sheet = read(sheet_of("期末", "期中"), name="六年级")
    finding = sheet.finding(ASKED)
    assert (finding.sheet, finding.cell, finding.severity.value) == ("六年级", "A3", "error")
    assert "标题（A1）写的考试是“期末”，A列写的却是“期中”" in finding.text
    assert finding.suggestion == ("请在考核设置写一行：项目“考试”，工作表“六年级”，值“期末或期中”")
    assert sheet.table.exam == "期末"


@pytest.mark.parametrize("answer", ["期末", "期中", "本学期期末"])
def test_what_the_office_writes_goes_before_both(read: Callable[..., Read], answer: str) -> None:
    sheet = read(sheet_of("期末", "期中"), overrides=SheetOverride(exam=answer))
    assert sheet.table.exam == answer
    assert ASKED not in sheet.codes


@pytest.mark.parametrize(
    ("title", "exam"),
    [("2026年春季期末", "期末"), ("期末", "本学期期末"), ("期末", "20260703"), ("期末", "正常")],
)
def test_a_column_that_says_the_same_in_other_words_is_not_asked(
    read: Callable[..., Read], title: str, exam: str
) -> None:
    sheet = read(sheet_of(title, exam))
    assert sheet.doubts == []
    assert sheet.table.exam == title


def test_the_first_cell_that_says_it_is_named(read: Callable[..., Read]) -> None:
    text = "期末成绩||\n考试|姓名|语文\n|张云山|85\n期中|李文海|70\n|王小川|91\n期中|赵一鸣|66"
    assert read(text).finding(ASKED).cell == "A4"
    assert ASKED not in read(text.replace("期中", "")).codes


def test_the_name_of_the_sheet_or_file_contradicts_too(read: Callable[..., Read]) -> None:
    rows = ROWS.format(exam="期中")
    assert "工作表名写的考试是“期末”" in read(rows, name="期末").finding(ASKED).text
    assert "文件名写的考试是“期末”" in read(rows, file_name="期末.xlsx").finding(ASKED).text
    sheet = read(rows, file_name="青禾镇.xlsx")
    assert (sheet.table.exam, sheet.doubts) == ("期中", [])


def test_labels_that_name_another_exam_than_the_title_are_asked(read: Callable[..., Read]) -> None:
    text = "{title}成绩||\n姓名|期中_语文|期中_数学\n张云山|85|61\n李文海|70|72\n王小川|91|53"
    sheet = read(text.format(title="期末"))
    finding = sheet.finding(ASKED)
    assert (finding.cell, finding.found) == ("B2", "期中")
    assert "表头写的却是“期中”" in finding.text
    assert ASKED not in read(text.format(title="2026年春期中")).codes
    assert ASKED not in read(text.format(title="期末"), overrides=SheetOverride(exam="期中")).codes


def test_a_row_a_subject_has_its_exam_from_the_column_too(read: Callable[..., Read]) -> None:
    text = "姓名|考试|科目|分数\n张云山|期中|语文|85\n张云山|期中|数学|61\n李文海|期中|语文|70"
    text += "\n李文海|期中|数学|66\n王小川|期中|语文|91\n王小川|期中|数学|53"
    assert read(text).table.exam == "期中"
    titled = read(f"期末成绩|||\n{text}")
    assert (titled.finding(ASKED).cell, titled.table.exam) == ("B3", "期末")
    assert ASKED not in read(f"期中考试成绩|||\n{text}").codes


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("2025学年期末", "2026年1月期末", False),  # a school year has two years
        ("2025学年期末", "2025年12月期末", False),
        ("2025学年期末", "2024年期末", True),
        ("2025年秋期末", "2026年期末", False),
        ("2025年春期末", "2026年期末", True),
    ],
)
def test_a_school_year_is_of_two_years(first: str, second: str, *, differ: bool) -> None:
    assert are_other_exams(first, second) is are_other_exams(second, first) is differ


TWO = "考试|姓名|语文\n期中|张云山|85\n期中|李文海|70\n期末|张云山|86\n期末|李文海|71"


def test_one_exam_in_the_form_against_several_in_the_column_is_asked(
    read: Callable[..., Read],
) -> None:
    sheet = read(TWO, name="六年级", overrides=SheetOverride(exam="期末"))
    finding = sheet.finding("one_exam_or_several")
    assert (finding.cell, finding.severity.value) == ("A2", "error")
    assert "考核设置写整张表是“期末”一次考试，A列却有2次（期中、期末）" in finding.text
    assert "项目“指定列”，工作表“六年级”，列“A”，值“不用”" in finding.suggestion
    assert [table.exam for table in sheet.tables] == ["期中", "期末"]
    assert "exams_apart" not in sheet.codes


def test_several_exams_in_the_column_are_told_where_the_form_says_nothing(
    read: Callable[..., Read],
) -> None:
    for title in ("期末", "期中", "月考"):
        assert read(f"{title}成绩||\n{TWO}").doubts == ["exams_apart"]
    unused = SheetOverride(exam="期末", columns={"A": "不用"})
    sheet = read(TWO, overrides=unused)
    assert "one_exam_or_several" not in sheet.codes
    assert sheet.table.exam == "期末"


def test_several_exams_of_a_row_a_subject_stay_one_table(read: Callable[..., Read]) -> None:
    text = "姓名|考试|科目|分数\n张云山|期中|语文|85\n张云山|期末|语文|61\n李文海|期中|语文|70"
    sheet = read(f"{text}\n李文海|期末|语文|66\n王小川|期中|语文|91\n王小川|期末|语文|53")
    assert sheet.table.exam == ""
    assert sheet.marks("语文") == [8500, 7000, 9100]
    assert "long_subject_twice" in sheet.codes
