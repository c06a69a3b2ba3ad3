from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.spelling import looks_like_school, school_in
from xl_quality.sheets.text import class_of_sheet, classes_in, grade_in
from xl_quality.sheets.titles import without_grade

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

ROWS = "姓名|语文\n张云山|85\n李文海|90"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("一班", "一班"),
        ("初一(2)班", "初一(2)班"),
        ("七（1）班", "七(1)班"),
        ("701", "701"),
        ("7.1", "7.1"),
        ("高一X班成绩", "高一X班"),
        ("Sheet1", ""),
        ("2024", ""),
        ("各班成绩", ""),
        ("1班、2班", ""),
    ],
)
def test_a_sheet_name_may_be_a_class(name: str, found: str) -> None:
    assert class_of_sheet(name) == found


def test_a_title_may_name_several_classes() -> None:
    assert classes_in("初一（1）班和初一（2）班") == ["初一(1)班", "初一(2)班"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("骆驼坳中学2024年春期末成绩", "骆驼坳中学"),
        ("青禾镇中心小学六年级成绩", "青禾镇中心小学"),
        ("某县小学六年级统考成绩", ""),
        ("2024年小学毕业考试", ""),
        ("全镇小学成绩汇总", ""),
    ],
)
def test_a_title_may_name_a_school(title: str, found: str) -> None:
    assert school_in(title) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [("七年级期末", "七年级"), ("高一X班", "高一"), ("七、八年级", "八年级"), ("七年级八年级", "")],
)
def test_a_title_may_name_a_grade(title: str, found: str) -> None:
    assert grade_in(title) == found


@pytest.mark.cases("sheets_titles.csv")
def test_a_title_gives_whole_names_or_none(case: dict[str, str], read: Callable[..., Read]) -> None:
    found = read(f"{case['title']}|\n{ROWS}", merged=["A1:B1"]).found
    said = (found.school, found.grade, found.class_name, found.exam)
    assert said == (case["school"], case["grade"], case["class"], case["exam"])
    assert without_grade(found.exam, found.grade) == case["exam_of_the_contest"]


@pytest.mark.parametrize(
    "name",
    [
        *("一中", "三十五中", "二小", "第一小学", "城关一小", "青禾镇第一中心小学", "师大附中"),
        *("白河县第三中学", "石桥初中", "青禾镇中学", "九年一贯制学校", "柳溪教学点", "柳溪完小"),
        *("白河县职业中专", "民族中学", "青禾镇第一小学（东校区）", "中心小学西校区", "第11中学"),
    ],
)
def test_names_of_schools_in_columns_are_known(name: str) -> None:
    assert looks_like_school(name)
    assert school_in(f"{name}五年级期末成绩") in {name.replace("（", "(").replace("）", ")"), ""}


@pytest.mark.parametrize(
    "text",
    [
        *("三小时", "第二小组", "高三中", "一中心", "全镇小学", "各校", "学校", "小学", "初中毕业"),
        *("二年级一班", "乡镇学校", "期末成绩", "赵小学生", "语文", "张中", ""),
    ],
)
def test_what_only_resembles_a_school_is_none(text: str) -> None:
    assert not looks_like_school(text)
    assert school_in(text) == ""


def test_a_sheet_and_a_file_may_be_called_after_a_numbered_school(
    read: Callable[..., Read],
) -> None:
    assert read(ROWS, name="一中").table.schools == ["一中"] * 2
    assert read(ROWS, name="青禾镇第二小学").table.schools == ["青禾镇第二小学"] * 2
    assert (
        read(ROWS, file_name="白河县第三中学2025年期末.xlsx").table.schools[0] == "白河县第三中学"
    )


def test_a_number_that_is_the_grade_never_cuts_into_a_year() -> None:
    assert without_grade("2027年期末", "7") == "2027年期末"
    assert without_grade("2027年7年级期末", "7") == "2027年期末"


def test_school_grade_class_and_exam_from_the_title_are_notes(read: Callable[..., Read]) -> None:
    sheet = read(f"石桥小学六年级2班期末考试成绩单|\n{ROWS}", merged=["A1:B1"])
    assert sheet.table.schools == ["石桥小学"] * 2
    assert sheet.table.grades == ["六年级"] * 2
    assert sheet.table.classes == ["六年级2班"] * 2
    assert sheet.table.exam == "期末"
    assert sheet.doubts == []
    assert sheet.finding("school_from_title").cell == "A1"


def test_pairs_of_label_and_value_over_the_header(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        期末考试成绩登记表|||||
        学校：|石桥中学|班级：|七(1)班|科目：|数学
        学号|姓名|成绩|备注||
        1|张云山|85|||
        2|李文海|90|||
        """,
        merged=["A1:F1"],
    )
    assert sheet.table.schools[0] == "石桥中学"
    assert sheet.table.classes[0] == "七(1)班"
    assert sheet.finding("class_from_title").cell == "D2"


def test_the_class_from_the_sheet_name_is_a_note(read: Callable[..., Read]) -> None:
    sheet = read(ROWS, name="701")
    assert sheet.table.classes == ["701", "701"]
    assert sheet.finding("class_from_title").found == "701"


def test_the_school_from_the_file_name_is_a_note(read: Callable[..., Read]) -> None:
    sheet = read(ROWS, file_name="柳溪小学期末成绩.xlsx")
    assert sheet.table.schools == ["柳溪小学"] * 2
    assert sheet.table.exam == "期末"


def test_a_column_goes_before_the_title(read: Callable[..., Read]) -> None:
    sheet = read("七年级1班成绩||\n班级|姓名|语文\n2|张云山|85\n2|李文海|90", merged=["A1:C1"])
    assert sheet.table.classes == ["2", "2"]


def test_sheets_of_one_exam_carry_one_exam_name(read: Callable[..., Read]) -> None:
    exams = {
        read(f"石桥小学{name}班期中考试成绩表|\n{ROWS}", merged=["A1:B1"]).table.exam
        for name in ("一", "二", "三")
    }
    assert exams == {"期中"}


def test_the_sheet_name_is_the_exam_where_no_title_is(read: Callable[..., Read]) -> None:
    assert read(ROWS, name="高二12月月考").table.exam == "高二12月月考"
    assert read(ROWS, name="Sheet1").table.exam == ""


def test_a_sheet_called_like_a_subject_names_its_column_of_scores(
    read: Callable[..., Read],
) -> None:
    sheet = read("姓名|成绩\n张云山|85\n李文海|90", name="数学")
    assert sheet.found.subjects == {"数学": "B"}
    assert sheet.finding("subject_from_sheet").cell == "B1"


def test_a_full_mark_in_the_title_is_proposed(read: Callable[..., Read]) -> None:
    sheet = read("期末成绩（满分120分）|\n姓名|数学\n张云山|85\n李文海|90", merged=["A1:B1"])
    assert sheet.found.full_marks == {}
    assert sheet.finding("full_mark_in_title").found == "120"


@pytest.mark.parametrize("name", ["9月", "第三周", "第2次"])
def test_a_month_or_a_week_as_sheet_name_is_the_exam(read: Callable[..., Read], name: str) -> None:
    assert read(ROWS, name=name).table.exam == name


@pytest.mark.parametrize(
    ("title", "header", "exam"),
    [
        ("2026年春季学期期末全镇统考语文成绩", "语文", "2026年春季学期期末全镇统考"),
        ("2026年春期末语文考试成绩表", "语文", "2026年春期末"),
        ("青禾镇五年级数学期中检测", "数学", "青禾镇五年级期中检测"),
        ("期末（英语）", "英语", "期末"),
        ("物理学科第二次月考", "物理", "第二次月考"),
        ("2026年春期末语文考试成绩表", "数学", "2026年春期末语文"),
        ("2026年语文竞赛考试成绩", "语文", "2026年语文竞赛"),
        ("青禾镇语文口语测试", "语文", "青禾镇语文口语测试"),
        ("期末语文成绩", "语文|数学", "期末语文"),
        ("期末化学成绩", "化", "期末化学"),
    ],
)
def test_sheets_of_one_subject_each_are_one_exam(
    title: str, header: str, exam: str, read: Callable[..., Read]
) -> None:
    marks = "|".join("61" for _ in header.split("|"))
    pupils = "\n".join(f"甲{number}|七1班|{marks}" for number in range(4))
    found = read(f"{title}|\n姓名|班级|{header}\n{pupils}", merged=["A1:C1"]).found
    assert found.exam == exam
