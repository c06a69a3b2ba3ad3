"""A class written in several ways is one class; it says its grade where nothing else does."""

from __future__ import annotations

import pytest

from xl_quality.sheets.cells import CellValue, Grid
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.text import class_meant

_HEADER = ["学校", "班级", "姓名", "语文", "数学"]
_NAMES = ["张一", "王二", "李三", "赵四", "钱五", "孙六", "周七", "吴八", "郑九", "冯十"]


def _sheet(name: str, classes: dict[str, int], *, school: str = "青山小学", start: int = 0) -> Grid:
    """Return a sheet with so many pupils of each class."""
    rows: list[list[CellValue]] = [[*_HEADER]]
    for class_name, pupils in classes.items():
        for _ in range(pupils):
            number = start + len(rows)
            text = f"{_NAMES[number % 10]}{_NAMES[number // 10][0]}"
            rows.append([school, class_name, text, 60 + number, 90 - number])
    return Grid(name, rows, [])


def _read(*grids: Grid) -> tuple[set[tuple[str, str]], list[str]]:
    """Return grades and classes of a book, and what was said of them."""
    book = recognise_book(grids)
    units = {unit[1:] for table in book.tables for unit in table.units}
    told = [f.message for f in book.findings if f.code in ("class_spelt", "grade_from_title")]
    return units, told


@pytest.mark.parametrize("way", ["1", "１", "一班", "（1）", "(1)班", "1 班", "一"])
def test_a_class_written_in_another_way_is_the_same_class(way: str) -> None:
    units, told = _read(_sheet("期末", {"1班": 5, way: 3, "2班": 5}))
    assert units == {("", "1班"), ("", "2班")}
    assert told == [f"班级“1班”写法不一（“1班”、“{way}”），已作为同一个班“1班”统计"]


@pytest.mark.parametrize("way", ["11班", "实验1班", "二班", "1-2", "一年级一班", "101", "A班", "2"])
def test_other_numbers_and_names_are_other_classes(way: str) -> None:
    units, told = _read(_sheet("期末", {"1班": 5, way: 3}))
    assert units == {("", "1班"), ("", way)}
    assert not told


def test_the_way_that_most_pupils_have_is_kept() -> None:
    units, _ = _read(_sheet("期末", {"三1班": 3, "三（1）班": 6, "三（2）班": 5}))
    assert units == {("", "三（1）班"), ("", "三（2）班")}


def test_two_schools_may_write_their_classes_differently() -> None:
    one = _sheet("甲", {"1班": 5})
    other = _sheet("乙", {"1": 5}, school="白水小学", start=20)
    units, told = _read(one, other)
    assert units == {("", "1班"), ("", "1")}
    assert not told


def test_one_class_on_two_sheets_has_one_name() -> None:
    book = recognise_book([_sheet("期中", {"1班": 6}), _sheet("期末", {"一班": 5})])
    assert [set(table.classes) for table in book.tables] == [{"1班"}, {"1班"}]


def test_sheets_that_name_no_school_may_be_of_two() -> None:
    units, told = _read(_sheet("甲", {"1班": 5}, school=""), _sheet("乙", {"1": 5}, school=""))
    assert units == {("", "1班"), ("", "1")}
    assert not told


@pytest.mark.parametrize(
    ("seven", "eight"),
    [("七（1）班", "八（1）班"), ("七1班", "八1班"), ("7(1)班", "8(1)班"), ("701", "801")],
)
def test_classes_of_two_grades_are_of_these_grades(seven: str, eight: str) -> None:
    units, told = _read(_sheet("期末", {seven: 5, eight: 5}))
    assert units == {("七年级", seven), ("八年级", eight)}
    assert told == ["表里没有年级列，年级“七年级、八年级”取自班级的写法"]


def test_a_sheet_a_class_of_two_grades_is_of_these_grades() -> None:
    units, _ = _read(_sheet("甲", {"初一1班": 5}), _sheet("乙", {"初二1班": 5}, start=20))
    assert units == {("七年级", "初一1班"), ("八年级", "初二1班")}


@pytest.mark.parametrize(
    "classes",
    [
        pytest.param(["七1班", "七2班"], id="one grade only needs no telling apart"),
        pytest.param(["七1班", "实验班"], id="one class says no grade"),
        pytest.param(["215", "216", "301"], id="numbers given in turn are no grades"),
        pytest.param(["199", "201", "202"], id="199 is no class of a grade"),
        pytest.param(["1班", "2班"], id="no class says a grade"),
    ],
)
def test_grades_are_not_guessed(classes: list[str]) -> None:
    units, told = _read(_sheet("期末", dict.fromkeys(classes, 5)))
    assert units == {("", name) for name in classes}
    assert not told


def test_the_grade_of_a_sheet_stays_as_it_was_said() -> None:
    units, told = _read(_sheet("五年级", {"五(1)班": 5, "六(1)班": 5}))
    assert {grade for grade, _ in units} == {"五年级"}
    assert all("取自工作表名" in one for one in told)


def test_a_room_number_is_the_class_of_its_grade() -> None:
    units, _ = _read(_sheet("七年级", {"701": 5, "1班": 3, "702": 4}))
    assert units == {("七年级", "701"), ("七年级", "702")}


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("二十三班", 23), ("9", 9)]
)
def test_numerals_of_classes(text: str, number: int) -> None:
    assert class_meant(text) == ("", number)
