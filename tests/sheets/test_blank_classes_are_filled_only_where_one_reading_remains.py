"""Blank classes (空白的班级): filled where one reading remains, else asked and counted nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.groups import Group, Level, by_level
from xl_quality.sheets.recognition import SheetOverride

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.core.marks import ScoreTable

NAMES = [
    "赵安然",
    "钱松年",
    "孙怀瑾",
    "李云舟",
    "周书白",
    "吴若水",
    "郑子衡",
    "王小北",
    "冯晓棠",
    "陈望舒",
]


def drawn(classes: str) -> str:
    """Return a list with the classes given letter by letter; - is a blank."""
    rows = [
        f"{'' if one == '-' else one + '班'}|{NAMES[n]}|{60 + n}" for n, one in enumerate(classes)
    ]
    return "班级|姓名|语文\n" + "\n".join(rows)


@pytest.mark.parametrize(
    ("classes", "read_as", "why"),
    [
        ("1--2--3-", "11122233", "each class is written once, over its pupils"),
        ("1---", "1111", "one class, written once"),
        ("11-12-2", "1111222", "the same class goes on below"),
        ("11111-", "111111", "one class on the sheet and few blanks"),
        ("-1111", "11111", "one class on the sheet and few blanks"),
        ("1-111-", "111111", "one class on the sheet and few blanks"),
    ],
)
def test_a_blank_with_one_reading_is_filled_and_told(
    read: Callable[..., Read], classes: str, read_as: str, why: str
) -> None:
    sheet = read(drawn(classes))
    assert sheet.table.classes == [f"{one}班" for one in read_as], why
    assert sheet.doubts == ["class_filled_down"]


@pytest.mark.parametrize(
    ("classes", "read_as", "why"),
    [
        ("-12-121", "-12-121", "the list is ordered by marks"),
        ("1-2-1-2-", "1-2-1-2-", "the classes come again and again"),
        ("12-1212", "12-1212", "the list goes through the classes in turn"),
        ("11-22", "11-22", "at a border it may be either class"),
        ("11--33", "11--33", "a whole class may be blank"),
        ("-1122", "-1122", "nothing stands above"),
        ("-11-22", "-11-22", "the first row of each class is blank"),
        ("1122-", "1122-", "behind the last class another may begin"),
        ("1122---", "1122---", "behind the last class another may begin"),
        ("11-1-22", "1111-22", "inside a class it is filled, at the border not"),
    ],
)
def test_a_blank_with_several_readings_is_an_error_and_in_no_class(
    read: Callable[..., Read], classes: str, read_as: str, why: str
) -> None:
    sheet = read(drawn(classes))
    assert sheet.table.classes == ["" if one == "-" else f"{one}班" for one in read_as], why
    told = sheet.finding("class_unknown")
    assert told.severity == "error"
    assert told.cell == f"A{read_as.index('-') + 2}"
    assert f"有{read_as.count('-')}行" in told.message
    assert "项目“班级”，工作表“Sheet1”" in told.suggestion


def test_pupils_of_no_class_count_for_their_school_only(read: Callable[..., Read]) -> None:
    rows = "\n".join(
        f"{school}|{one}|{NAMES[n]}|{60 + n}"
        for n, (school, one) in enumerate(
            [("青石小学", ""), ("青石小学", "1班"), ("青石小学", "2班"), ("青石小学", "1班")] * 2
        )
    )
    table = read("学校|班级|姓名|语文\n" + rows).table
    classes = {group.class_name: len(own) for group, own in _groups(table, Level.CLASS)}
    assert classes == {"1班": 4, "2班": 2}
    assert [len(own) for _, own in _groups(table, Level.SCHOOL)] == [8]


def _groups(table: ScoreTable, level: Level) -> list[tuple[Group, list[int]]]:
    found = by_level(table, level)
    starts = (0, *found.ends)
    parts = [list(found.order[a:b]) for a, b in zip(starts, found.ends, strict=False)]
    return list(zip(found.groups, parts, strict=True))


def test_classes_of_the_same_name_are_told_apart_by_school(read: Callable[..., Read]) -> None:
    schools = ["青石小学"] * 4 + ["白河小学"] * 4
    classes = ["1班", "", "2班", "", "", "1班", "2班", ""]
    rows = [
        f"{school}|{one}|{NAMES[n]}|{60 + n}"
        for n, (school, one) in enumerate(zip(schools, classes, strict=True))
    ]
    sheet = read("学校|班级|姓名|语文\n" + "\n".join(rows))
    assert sheet.table.classes == ["1班", "1班", "2班", "2班", "", "1班", "2班", "2班"]
    assert sheet.finding("class_unknown").cell == "B6", "never the class of the school above"


def test_merged_cells_are_filled_wherever_they_stand(read: Callable[..., Read]) -> None:
    sheet = read(drawn("1-2-1-2-"), merged=["A2:A3", "A4:A5", "A6:A7", "A8:A9"])
    assert sheet.table.classes == [f"{one}班" for one in "11221122"]
    assert sheet.doubts == []


def test_a_blank_school_in_an_ungrouped_list_is_in_no_school_and_no_class(
    read: Callable[..., Read],
) -> None:
    schools = ["青石小学", "白河小学", "", "青石小学", "白河小学"]
    rows = [f"{school}|1班|{NAMES[n]}|{60 + n}" for n, school in enumerate(schools)]
    sheet = read("学校|班级|姓名|语文\n" + "\n".join(rows))
    assert sheet.table.schools[2] == ""
    assert sheet.table.classes == ["1班", "1班", "", "1班", "1班"]
    assert sheet.finding("school_unknown").severity == "error"


def test_schools_written_once_are_filled_in_a_list_by_grades_too(
    read: Callable[..., Read],
) -> None:
    pairs = [("青石小学", "五年级"), ("", "五年级"), ("白河小学", "五年级"), ("", "五年级")]
    pairs += [("青石小学", "六年级"), ("", "六年级"), ("白河小学", "六年级"), ("", "六年级")]
    rows = [f"{school}|{grade}|{NAMES[n]}|{60 + n}" for n, (school, grade) in enumerate(pairs)]
    sheet = read("学校|年级|姓名|语文\n" + "\n".join(rows))
    assert (
        sheet.table.schools
        == ["青石小学"] * 2 + ["白河小学"] * 2 + ["青石小学"] * 2 + ["白河小学"] * 2
    )
    assert sheet.doubts == ["school_filled_down"]


def test_a_pupil_of_several_subjects_has_one_class_in_all_rows(read: Callable[..., Read]) -> None:
    rows = "\n".join(
        f"{one}班|{name}|语文|{60 + n}\n||数学|{70 + n}\n||英语|{80 + n}"
        for n, (one, name) in enumerate(zip("1212", NAMES, strict=False))
    )
    sheet = read("班级|姓名|科目|分数\n" + rows)
    assert sheet.table.classes == ["1班", "2班", "1班", "2班"]
    assert "class_unknown" not in sheet.codes


def test_an_empty_class_column_leaves_the_word_to_title_and_sheet_name(
    read: Callable[..., Read],
) -> None:
    empty = drawn("----")
    assert read(empty, name="三(2)班").table.classes == ["三(2)班"] * 4
    titled = read("青石小学四年级2班期末成绩||\n" + empty, merged=["A1:C1"])
    assert titled.table.classes == ["四年级2班"] * 4
    assert titled.doubts == []
    [told] = [one for one in read(empty).found.findings if one.code == "key_column_blank"]
    assert "项目“班级”，工作表“Sheet1”" in told.suggestion


def test_the_answer_in_the_settings_fills_every_blank(read: Callable[..., Read]) -> None:
    sheet = read(drawn("-12-121"), overrides=SheetOverride(class_name="3班"))
    assert sheet.table.classes == [f"{one}班" for one in "3123121"]
    assert sheet.doubts == []
