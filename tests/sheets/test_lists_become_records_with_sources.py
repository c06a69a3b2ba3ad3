from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.sheets.lists import ListSheet, read_list, split_classes
from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.sheets.cells import Grid


def listed(grid: Grid) -> ListSheet:
    found = read_list(grid)
    assert found is not None
    assert recognise(grid).kind == "list"
    assert recognise(grid).list_name == found.name
    return found


HEADERS = [
    ("任课", "学校|年级|班级|学科|任课教师|班主任", "石桥小学|六年级|1班|语文|陈大年|吴江"),
    ("任课", "班级|班主任", "701|陈大年"),
    ("县名次", "单位|考试|学科|名次|总数|得分", "石桥小学|县统考|语文|3|48|91.5"),
    ("县名次", "学校|学科|全县名次", "石桥小学|语文|3"),
    ("指标", "单位|指标|目标|实际", "石桥中学|重点高中|30|33"),
    ("竞赛", "姓名|单位|类别|级别|奖次", "陈大年|石桥小学|辅导|县级|一等奖"),
    ("人员", "姓名|单位|岗位|得分", "陈大年|石桥小学|校长|95.5"),
    ("应考", "学校|年级|班级|应考人数", "石桥小学|六年级|1班|45"),
    ("手工金额", "单位|姓名|条款|金额|理由|批准人", "石桥小学|陈大年|A10|500|通报表扬|校务会"),
]


@pytest.mark.parametrize(("name", "header", "row"), HEADERS)
@pytest.mark.parametrize("title", ["", "青禾镇一览表\n"])
def test_a_list_is_known_by_its_header_whatever_the_sheet_is_called(
    drawn: Callable[..., Grid], name: str, header: str, row: str, title: str
) -> None:
    found = listed(drawn(f"{title}{header}\n{row}", name="Sheet3"))
    assert found.name == name
    assert len(found.records) == 1
    assert len(found.records[0].facts) == len(header.split("|"))
    assert found.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "学校|班级|姓名|语文\n石桥小学|1班|张云山|85",
        "班级|任课教师|人数|平均分|及格率\n1班|陈大年|45|78|0.9",
        "单位|名次|平均分|及格率|优秀率\n石桥小学|1|78|0.9|0.3",
        "姓名|科目|分数\n张云山|语文|85",
        "班级|语文|数学\n1班|85.2|80.1\n2班|84.1|79.9",
    ],
)
def test_scores_and_rates_are_no_lists(drawn: Callable[..., Grid], text: str) -> None:
    assert read_list(drawn(text)) is None


def test_facts_carry_their_sheet_and_cell(drawn: Callable[..., Grid]) -> None:
    grid = drawn("单位|考试|学科|名次|总数|得分\n石桥小学|县统考|语文|3|48|91.5", name="县名次")
    record = listed(grid).records[0]
    assert (record.sheet, record.row) == ("县名次", 2)
    assert record.facts == {
        "unit": Fact("石桥小学", Source.at("县名次", "A2")),
        "exam": Fact("县统考", Source.at("县名次", "B2")),
        "subject": Fact("语文", Source.at("县名次", "C2")),
        "rank": Fact(3, Source.at("县名次", "D2")),
        "of": Fact(48, Source.at("县名次", "E2")),
        "points": Fact(Fraction(183, 2), Source.at("县名次", "F2")),
    }


def test_numbers_are_the_decimals_that_excel_shows(drawn: Callable[..., Grid]) -> None:
    grid = drawn(
        """
        单位|指标|目标|实际
        甲校|辍学率|0.02|0.1
        乙校|巩固率|'98%|'97.5％
        丙校|目标名次|第8名|'６
        """
    )
    rates = [(r.facts["target"].value, r.facts["actual"].value) for r in listed(grid).records]
    assert rates == [
        (Fraction(1, 50), Fraction(1, 10)),
        (Fraction(49, 50), Fraction(39, 40)),
        (8, 6),
    ]


@pytest.mark.parametrize(
    ("cell", "field"),
    [("第一", "rank"), ("-3", "rank"), ("0", "rank"), ("", "")],
)
def test_a_cell_that_is_no_rank_is_named_and_left_out(
    drawn: Callable[..., Grid], cell: str, field: str
) -> None:
    found = listed(
        drawn(f"单位|考试|学科|名次\n甲校|统考|语文|{cell}\n乙校|统考|语文|2", name="县名次")
    )
    assert "rank" not in found.records[0].facts
    assert [(one.code, one.cell) for one in found.findings] == (
        [("list_cell_bad", "D2")] if field else []
    )


def test_an_error_cell_in_a_list_is_named(drawn: Callable[..., Grid]) -> None:
    found = listed(drawn("单位|指标|目标|实际\n甲校|指标|#DIV/0!|3"))
    assert [(one.code, one.cell) for one in found.findings] == [("error_cell", "C2")]


def test_an_enrolment_must_be_a_whole_number_of_pupils(drawn: Callable[..., Grid]) -> None:
    found = listed(drawn("学校|班级|应考人数\n甲校|1班|45.5\n甲校|2班|0"))
    assert [one.cell for one in found.findings] == ["C2"]
    assert found.records[1].facts["enrolled"].value == 0


def test_merged_cells_count_for_every_row_and_name_where_they_stand(
    drawn: Callable[..., Grid],
) -> None:
    grid = drawn(
        """
        青禾镇任课表|||
        学校|班级|学科|任课教师
        石桥小学|1班|语文|陈大年
        ||数学|吴江
        |2班|语文|周正
        """,
        merged=["A1:D1", "A3:A5", "B3:B4"],
    )
    found = listed(grid)
    assert [record.text("school") for record in found.records] == ["石桥小学"] * 3
    assert [record.text("class_name") for record in found.records] == ["1班", "1班", "2班"]
    assert str(found.records[1].facts["class_name"].source) == "Sheet1!B3"
    assert found.findings == ()


def test_blank_cells_that_are_not_merged_are_filled_with_a_doubt(
    drawn: Callable[..., Grid],
) -> None:
    found = listed(
        drawn("单位|考试|学科|名次\n甲校|统考|语文|3\n||数学|4\n乙校|统考|语文|2", name="县名次")
    )
    assert found.records[1].text("unit") == "甲校"
    assert [(one.code, one.cell) for one in found.findings] == [
        ("list_filled_down", "A3"),
        ("list_filled_down", "B3"),
    ]


def test_footers_and_remarks_are_no_records(drawn: Callable[..., Grid]) -> None:
    grid = drawn("单位|指标|目标|实际\n甲校|名额|30|33\n合计||30|33\n备注：县下达|||\n制表人|||")
    assert len(listed(grid).records) == 1


def test_several_classes_in_a_cell_are_several_records(drawn: Callable[..., Grid]) -> None:
    found = listed(drawn("学校|班级|学科|任课教师\n石桥小学|1、2班|科学|陈大年"))
    assert [record.text("class_name") for record in found.records] == ["1班", "2班"]
    assert {record.row for record in found.records} == {2}


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("1", ["1"]),
        ("1班", ["1班"]),
        ("701", ["701"]),
        ("实验班", ["实验班"]),
        ("1、2班", ["1班", "2班"]),
        ("1,2,4", ["1", "2", "4"]),
        ("1-3", ["1", "2", "3"]),
        ("1～3班", ["1班", "2班", "3班"]),
        ("一至三班", ["一班", "二班", "三班"]),
        ("701、703", ["701", "703"]),
        ("七(1)、(2)班", ["七(1)班", "七(2)班"]),
        ("七1班、八(2)班", ["七1班", "八(2)班"]),
        ("3-1", ["3-1"]),
        ("甲、乙", ["甲、乙"]),
    ],
)
def test_a_cell_may_name_several_classes(text: str, classes: list[str]) -> None:
    assert split_classes(text) == classes


def test_teachers_under_subject_columns_are_a_teaching_list(drawn: Callable[..., Grid]) -> None:
    grid = drawn(
        """
        班级|班主任|语文|数学|英语
        701|陈大年|陈大年|吴江|周正清
        702|吴江|郑和平||周正清
        """
    )
    found = listed(grid)
    assert found.name == "任课"
    taught = {(r.text("class_name"), r.text("subject")): r.text("teacher") for r in found.records}
    assert taught == {
        ("701", "语文"): "陈大年",
        ("701", "数学"): "吴江",
        ("701", "英语"): "周正清",
        ("702", "语文"): "郑和平",
        ("702", "英语"): "周正清",
    }


def test_the_sheet_name_or_several_exams_make_a_history(drawn: Callable[..., Grid]) -> None:
    one = "考试|单位|学科|名次|得分\n期中|甲校|语文|3|80\n期末|甲校|语文|2|82"
    assert listed(drawn(one)).name == "历次"
    assert listed(drawn(one, name="县名次")).name == "县名次"
    single = "考试|单位|学科|名次|得分\n期中|甲校|语文|3|80"
    assert listed(drawn(single)).name == "县名次"
    assert listed(drawn(single, name="历次")).name == "历次"


def test_a_county_rank_may_name_grade_teacher_and_figures(drawn: Callable[..., Grid]) -> None:
    grid = drawn(
        """
        学校|考试|年级|学科|教师|名次|总数|及格率|平均分
        东河中学|县统考|八年级|语文|江一帆|3|20|'85.5%|71.25
        东河中学|县统考||数学||4|20|0.9|
        """,
        name="县名次",
    )
    first, second = listed(grid).records
    assert {name: fact.value for name, fact in first.facts.items()} == {
        "unit": "东河中学",
        "exam": "县统考",
        "grade": "八年级",
        "subject": "语文",
        "name": "江一帆",
        "rank": 3,
        "of": 20,
        "pass_rate": Fraction(171, 200),
        "mean": Fraction(285, 4),
    }
    assert not {"grade", "name", "mean"} & second.facts.keys()  # a blank grade is not filled down


@pytest.mark.parametrize("header", ["学校|学科|平均分|及格率|名次", "学校|考试|平均分|优秀率|名次"])
def test_rates_with_places_beside_them_are_a_report(
    drawn: Callable[..., Grid], header: str
) -> None:
    assert read_list(drawn(f"{header}\n东河中学|语文|71|0.8|3\n西山中学|语文|70|0.7|4")) is None


def test_indicators_may_be_answered_with_yes_and_no(drawn: Callable[..., Grid]) -> None:
    grid = drawn(
        """
        单位|指标|实际|姓名
        东河中学1班|费用结清|是|
        东河中学2班|费用结清|否|
        东河中学|特长预录|3|钟静怡
        """
    )
    sheet = listed(grid)
    assert sheet.name == "指标"
    assert [record.facts["actual"].value for record in sheet.records] == [1, 0, 3]
    assert sheet.records[2].text("name") == "钟静怡"


def test_a_contest_may_name_pupil_and_coach(drawn: Callable[..., Grid]) -> None:
    grid = drawn("学生姓名|指导教师|单位|级别|奖次\n小明|江一帆|东河中学|县级|一等奖")
    record = listed(grid).records[0]
    assert (record.text("name"), record.text("coach")) == ("小明", "江一帆")


def test_rows_of_a_form_that_nobody_filled_in_are_not_told_as_filled_down(
    drawn: Callable[..., Grid],
) -> None:
    head = "单位|考试|学科|名次|总数"
    filled = "甲中学|2026年中考|综合|3|25"
    blank = drawn(f"{head}\n{filled}\n甲中学||语文||\n甲中学||数学||", name="县名次")
    assert [one.code for one in listed(blank).findings] == []
    half = drawn(f"{head}\n{filled}\n甲中学||语文|4|25\n甲中学||数学||", name="县名次")
    [told] = [one for one in listed(half).findings if one.code == "list_filled_down"]
    assert "有1格空白（B3）" in told.message
