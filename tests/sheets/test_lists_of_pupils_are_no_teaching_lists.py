"""缺考名单, 培优名单, 监考安排 …: whoever stands there does not teach the class (不是任课表)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.sheets.cells import Grid

    Drawn = Callable[..., Grid]

OF_PUPILS = [
    ("缺考学生名单", "序号|学校|年级|班级|学科|姓名|原因\n1|青石小学|四年级|1班|语文|孙怀瑾|病假"),
    ("Sheet2", "学校|年级|班级|学科|姓名|原因\n青石小学|四年级|1班|语文|孙怀瑾|病假"),
    ("Sheet2", "学校|年级|班级|学科|姓名\n青石小学|四年级|1班|语文|孙怀瑾"),
    ("缺考", "学校|年级|班级|学科|姓名\n青石小学|四年级|1班|语文|孙怀瑾"),
    ("补考名单", "班级|学号|姓名|科目\n1班|2024001|孙怀瑾|语文"),
    ("补考", "班级|姓名|学科|考试时间\n1班|孙怀瑾|语文|9月1日"),
    ("免考名单", "年级|班级|姓名|学科|原因\n四年级|1班|孙怀瑾|体育|骨折"),
    ("培优名单", "班级|学科|姓名|辅导教师\n1班|语文|孙怀瑾|王小明"),
    ("培优名单", "班级|学科|姓名|教师\n1班|语文|孙怀瑾|王小明"),
    ("学困生名单", "班级|姓名|学科|上次成绩|目标分\n1班|孙怀瑾|语文|40|60"),
    ("培优辅导教师", "班级|学科|姓名\n1班|语文|孙怀瑾"),
    ("考场座位条", "考场|座位号|姓名|班级|科目\n1|1|孙怀瑾|1班|语文"),
    ("桌贴", "姓名|班级|科目|考号\n孙怀瑾|1班|语文|2024001"),
    ("监考安排", "日期|时间|考场|班级|科目|教师\n7月1日|8:00|1|1班|语文|王小明"),
    ("Sheet3", "时间|班级|科目|教师\n8:00|1班|语文|王小明"),
    ("监考教师安排", "班级|科目|姓名\n1班|语文|王小明"),
    ("监考表", "班级|语文|数学|英语\n1班|王小明|李大海|张小芳\n2班|赵大山|钱小河|孙小江"),
    ("阅卷安排", "年级|班级|学科|教师\n四年级|1班|语文|王小明"),
    ("培优名单", "学校|学号|姓名|学科|名次\n青石小学|2024001|孙怀瑾|语文|3"),
]
OF_TEACHERS = [
    ("任课", "学校|年级|班级|学科|姓名\n青石小学|四年级|1班|语文|王小明"),
    ("教师安排", "学校|年级|班级|学科|姓名\n青石小学|四年级|1班|语文|王小明"),
    (
        "Sheet1",
        "2024年任课教师安排表||||\n学校|年级|班级|学科|姓名\n青石小学|四年级|1班|语文|王小明",
    ),
    ("Sheet1", "学校|年级|班级|学科|任课教师\n青石小学|四年级|1班|语文|王小明"),
    ("Sheet1", "班级|学科|教师姓名|性别|职称|电话\n1班|语文|王小明|男|一级|138"),
    ("Sheet1", "班级|学科|老师\n1班|语文|王小明"),
    ("课务分工", "班级|学科|教师\n1班|语文|王小明"),
    ("任课", "班级|语文|数学|英语\n1班|王小明|李大海|张小芳\n2班|赵大山|钱小河|孙小江"),
    ("Sheet1", "班级|学科|姓名|任课教师\n1班|语文|组长甲|王小明"),
]


@pytest.mark.parametrize(("name", "text"), OF_PUPILS)
def test_lists_of_pupils_and_rooms_give_no_teacher(drawn: Drawn, name: str, text: str) -> None:
    grid = drawn(text, name=name)
    found = read_list(grid)
    assert found is None or not any("teacher" in record.facts for record in found.records)
    recognised = recognise(grid)
    assert recognised.kind is not SheetKind.LIST
    assert [str(one.severity) for one in recognised.findings] in ([], ["note"])


@pytest.mark.parametrize(("name", "text"), OF_TEACHERS)
def test_a_name_is_a_teacher_where_sheet_title_or_column_say_so(
    drawn: Drawn, name: str, text: str
) -> None:
    found = read_list(drawn(text, name=name))
    assert found is not None
    assert found.name == "任课"
    assert found.records[0].text("teacher") == "王小明"
    assert found.records[0].text("subject") == "语文"


ROSTER = """
学校|年级|班级|学号|姓名|性别|班主任
青石小学|四年级|1班|1|孙怀瑾|男|王小明
青石小学|四年级|1班|2|李云舟|女|王小明
青石小学|四年级|2班|1|周书白|男|李大海
"""


@pytest.mark.parametrize("name", ["花名册", "四年级学生名册", "Sheet1"])
def test_a_roster_gives_head_teachers_and_no_subject_teachers(drawn: Drawn, name: str) -> None:
    grid = drawn(ROSTER, name=name)
    assert recognise(grid).list_name == "花名册"
    found = read_list(grid)
    assert found is not None
    said = [(one.text("class_name"), one.text("head_teacher")) for one in found.records]
    assert said == [("1班", "王小明"), ("2班", "李大海")]
    assert not any("teacher" in one.facts or "subject" in one.facts for one in found.records)
    assert found.findings == ()


def test_a_roster_with_a_column_of_subjects_still_names_no_subject_teacher(drawn: Drawn) -> None:
    text = "班级|姓名|班主任|科目\n1班|孙怀瑾|王小明|语文\n1班|李云舟|王小明|语文"
    found = read_list(drawn(text, name="报名花名册"))
    assert found is not None
    assert [one.text("teacher") for one in found.records] == [""]


def test_lists_of_units_with_times_and_absentees_stay_lists(drawn: Drawn) -> None:
    places = "单位|考试|考试时间|学科|名次\n青石小学|统考|2024年6月|语文|3"
    due = "学校|年级|班级|应考人数\n青石小学|四年级|1班|40"
    found = [
        read_list(drawn(text, name=name)) for name, text in (("县名次", places), ("应考", due))
    ]
    assert [one and one.name for one in found] == ["县名次", "应考"]
