from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read


def test_blocks_with_seat_numbers_side_by_side(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        七年级（3）班语文成绩登记表
        座号|姓名|成绩|座号|姓名|成绩
        1|张云山|85|4|赵一鸣|77.5
        2|李文海|90|5|钱多多|缺考
        3|王小川|66.5|6|孙晓晓|59
        |||7|周正|88
        平均分||80.5|||
        """,
        merged=["A1:F1"],
    )
    assert sheet.found.kind == "side_by_side"
    first, second = sheet.tables
    assert first.names == ["张云山", "李文海", "王小川"]
    assert second.names == ["赵一鸣", "钱多多", "孙晓晓", "周正"]
    assert set(second.classes) == {"七年级(3)班"}
    assert second.address("成绩", 3) == "F6"
    assert [entry.get("block") for entry in sheet.found.entries()] == [None, 1, 2]
    assert "several_tables" in sheet.doubts


@pytest.mark.parametrize("gap", ["", "|"])
def test_blocks_without_numbers_side_by_side(read: Callable[..., Read], gap: str) -> None:
    sheet = read(
        f"""
        姓名|语文|数学{gap}|姓名|语文|数学
        张云山|85|80{gap}|赵一鸣|77.5|70
        李文海|90|95{gap}|钱多多|62|65
        """
    )
    assert [table.names for table in sheet.tables] == [["张云山", "李文海"], ["赵一鸣", "钱多多"]]


def test_blocks_under_a_title_each_take_their_class_from_it(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        701班|||702班||
        姓名|语文|数学|姓名|语文|数学
        张云山|85|80|赵一鸣|77.5|70
        李文海|90|95|钱多多|62|65
        """,
        merged=["A1:C1", "D1:F1"],
    )
    assert [set(table.classes) for table in sheet.tables] == [{"701班"}, {"702班"}]


def test_a_ranking_copied_beside_the_scores_is_not_read_twice(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|语文|数学|总分||名次|姓名|总分
        张云山|85|80|165||1|李文海|185
        李文海|90|95|185||2|张云山|165
        """
    )
    assert len(sheet.tables) == 1
    assert "several_tables" in sheet.doubts


def test_classes_under_each_other_with_titles(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        701班期末成绩
        姓名|语文|数学
        张云山|85|80
        李文海|90|95
        平均分|87.5|87.5

        702班期末成绩
        姓名|语文|数学
        赵一鸣|77.5|70
        钱多多|62|65
        平均分|69.8|67.5
        """
    )
    assert sheet.found.kind == "student_scores"
    assert sheet.found.header_rows == (2,)
    assert sheet.found.repeated_headers == (8,)
    assert list(sheet.found.data_rows) == [3, 4, 9, 10]
    assert sheet.table.classes == ["701班", "701班", "702班", "702班"]
    assert sheet.finding("unit_from_inner_title").cell == "A7"


def test_schools_under_each_other_with_titles_only(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|姓名|语文
        石桥小学||
        1班|张云山|85
        1班|李文海|90
        柳溪小学||
        1班|赵一鸣|77
        1班|钱多多|62
        """
    )
    assert sheet.table.schools == ["石桥小学", "石桥小学", "柳溪小学", "柳溪小学"]
    assert sheet.table.names == ["张云山", "李文海", "赵一鸣", "钱多多"]


def test_tables_with_other_columns_under_each_other(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        七年级||||
        姓名|语文|数学||
        张云山|85|80||
        李文海|90|95||

        八年级||||
        姓名|班级|语文|数学|物理
        赵一鸣|1|77.5|70|66
        钱多多|1|62|65|71
        """,
        merged=["A1:E1", "A6:E6"],
    )
    first, second = sheet.tables
    assert list(first.subjects) == ["语文", "数学"]
    assert list(second.subjects) == ["语文", "数学", "物理"]
    assert (first.grades[0], second.grades[0]) == ("七年级", "八年级")
    assert list(second.rows) == [8, 9]
    assert "several_tables" in sheet.doubts


def test_blocks_side_by_side_keep_what_is_merged_over_their_labels(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        姓名|语文||姓名|语文|
        |成绩|名次||成绩|名次
        张云山|85|1|赵一鸣|77.5|1
        李文海|70|2|钱多多|62|2
        """,
        merged=["A1:A2", "B1:C1", "D1:D2", "E1:F1"],
    )
    assert [block.columns.ranks for block in sheet.found.blocks] == [("C",), ("F",)]
    assert [table.names for table in sheet.tables] == [["张云山", "李文海"], ["赵一鸣", "钱多多"]]
    assert all(list(table.subjects) == ["语文"] for table in sheet.tables)


@pytest.mark.parametrize(("pupils", "tables"), [(100, 2), (101, 1)])
def test_up_to_a_hundred_pupils_called_by_a_word_for_pupils_hide_no_label(
    read: Callable[..., Read], pupils: int, tables: int
) -> None:
    rows = "\n".join(f"学生{n}|{60 + n % 30}|70" for n in range(1, pupils))
    sheet = read(f"姓名|语文|数学\n{rows}\n\n学生姓名|物理|化学\n张云山|85|61\n李文海|70|72")
    assert len(sheet.tables) == tables


@pytest.mark.parametrize("pupils", [50, 70, 300])
def test_a_table_below_any_number_of_pupils_has_its_header(
    read: Callable[..., Read], pupils: int
) -> None:
    rows = "\n".join(
        f"{'甲乙丙丁'[n % 4]}{chr(0x4E00 + n)}|{60 + n % 30}|70" for n in range(pupils)
    )
    sheet = read(f"姓名|语文|数学\n{rows}\n\n姓名|物理|化学\n张云山|85|61\n李文海|70|72")
    upper, lower = sheet.tables
    assert (len(upper.names), list(upper.subjects)) == (pupils, ["语文", "数学"])
    assert (lower.names, list(lower.subjects)) == (["张云山", "李文海"], ["物理", "化学"])
    assert sheet.doubts == ["several_tables"]


def test_a_title_right_below_the_last_pupil_belongs_to_the_table_below(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        七年级||||
        姓名|语文|数学||
        张云山|85|80||
        李文海|90|95||
        八年级||||
        姓名|班级|语文|数学|物理
        赵一鸣|1|77.5|70|66
        钱多多|1|62|65|71
        """
    )
    assert [table.names for table in sheet.tables] == [["张云山", "李文海"], ["赵一鸣", "钱多多"]]
    assert [set(table.grades) for table in sheet.tables] == [{"七年级"}, {"八年级"}]
