from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read


def test_an_empty_sheet_is_empty() -> None:
    assert recognise(Grid("Sheet2", [])).kind == "empty"
    assert recognise(Grid("Sheet2", [[None, "  "]])).kind == "empty"


def test_rates_by_class_are_a_summary_and_no_scores(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        七年级期末一分三率统计表
        班级|任课教师|参考人数|平均分|及格率|优秀率|名次
        701|陈大年|45|78.5|'86.7%|'35.6%|1
        702|吴江|44|75.1|'81.8%|'27.3%|2
        全校||89|76.8|'84.3%|'31.5%|
        """,
        merged=["A1:G1"],
    )
    assert sheet.found.kind == "class_summary"
    assert sheet.found.header_rows == (2,)
    assert sheet.rows() == (3, 4)
    assert sheet.found.footers == (5,)
    assert sheet.found.columns.class_name == "A"
    assert sheet.tables == []


def test_four_rates_under_each_subject_are_a_summary(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|人数|语文|||数学||
        ||平均分|及格率|名次|平均分|及格率|名次
        1班|45|78.5|0.86|1|66.5|0.66|2
        2班|44|75.5|0.82|2|68.5|0.69|1
        """,
        merged=["A1:A2", "B1:B2", "C1:E1", "F1:H1"],
    )
    assert sheet.found.kind == "class_summary"
    assert sheet.found.header_rows == (1, 2)


def test_a_row_per_class_with_means_by_subject_is_a_summary(read: Callable[..., Read]) -> None:
    sheet = read("班级|语文|数学\n1班|85.2|80.1\n2班|80.2|82.1\n3班|79.2|81.1")
    assert sheet.found.kind == "class_summary"


def test_several_small_tables_of_figures_are_a_dashboard(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        |应考人数|实考人数|平均分|最高分
        班级|'69|'65|'226.9|'347.0
        年级|'635|'607|'250.1|'420.0
        |||||
        科目|总分|班级平均分|最高分|优秀率
        语文|'50.0|'16.8|'27.0|'0.0%
        |||||
        |语文(得分率)|数学(得分率)||
        本班|'33.6%|'27.9%||
        """
    )
    assert sheet.found.kind == "dashboard"


def test_a_report_by_questions_is_a_dashboard(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        题号|题型|班级得分率|正确答案|人数统计|人数占比|学生名单
        1.|单选题|'59.2%|D|满分: 16|'59.2%|张云山、李文海
        ||||B: 1|'3.7%|王小川
        """
    )
    assert sheet.found.kind == "dashboard"


def test_seats_without_scores_are_another_sheet(read: Callable[..., Read]) -> None:
    sheet = read("座位号|姓名|班级|考场\n1|张云山|701|1\n2|李文海|702|1")
    assert sheet.found.kind == "other"
    assert sheet.tables == []


def test_a_row_per_pupil_and_subject_is_put_together_by_pupil(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|科目|分数
        张云山|语文|85
        张云山|数学|80
        李文海|数学|95
        """
    )
    assert sheet.found.kind == "long_scores"
    assert sheet.found.columns.subject_from == "B"
    assert sheet.found.subjects == {"分数": "C"}
    assert sheet.table.names == ["张云山", "李文海"]
    assert sheet.marks("语文") == [8500, ""]
    assert sheet.marks("数学") == [8000, 9500]
    assert sheet.table.address("数学", 1) == "C4"


@pytest.mark.parametrize("second", ["|数学|80", "|道德与法治|80"])
def test_a_name_in_the_first_row_of_a_pupil_holds_for_his_other_subjects(
    read: Callable[..., Read], second: str
) -> None:
    subject = second.split("|")[1]
    sheet = read(f"姓名|科目|分数\n张云山|语文|85\n{second}\n李文海|语文|95\n|{subject}|70")
    assert sheet.table.names == ["张云山", "李文海"]
    assert sheet.marks("语文") == [8500, 9500]
    assert sheet.marks(subject) == [8000, 7000]
    assert sheet.finding("name_filled_down").cell == "A3"


def test_a_sum_below_a_long_sheet_is_nobodys_subject(read: Callable[..., Read]) -> None:
    sheet = read("姓名|科目|分数\n张云山|语文|85\n李文海|语文|95\n|合计|180\n|平均分|90")
    assert sheet.table.names == ["张云山", "李文海"]
    assert sheet.marks("语文") == [8500, 9500]
    assert list(sheet.table.subjects) == ["语文"]


def test_a_transcript_with_merged_names_and_grades_in_words(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        成绩查询||||
        学号|姓名|课程名称|学分|百分成绩
        '1021|张云山|人工智能|2|85
        ||劳动教育|1|优秀
        '1022|李文海|人工智能|2|77
        """,
        merged=["A1:E1", "A3:A4", "B3:B4"],
    )
    assert sheet.found.kind == "long_scores"
    assert sheet.table.names == ["张云山", "李文海"]
    assert sheet.marks("劳动教育") == ["优秀", ""]
    assert sheet.finding("text_no_mark").cell == "E4"


def test_a_subject_that_a_pupil_has_twice_is_told(read: Callable[..., Read]) -> None:
    sheet = read("姓名|科目|分数\n张云山|语文|85\n张云山|语文|58\n李文海|语文|95")
    assert sheet.marks("语文") == [8500, 9500]
    finding = sheet.finding("long_subject_twice")
    assert (finding.cell, finding.severity) == ("C3", "error")


def test_pupils_across_are_read_with_their_true_addresses(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        八年级1班期中成绩||||
        姓名|张云山|李文海|王小川|赵一鸣
        语文|85|90|77|缺考
        数学|66|72.5|▲80|91
        """,
        merged=["A1:E1"],
    )
    assert sheet.found.kind == "transposed"
    assert sheet.table.names == ["张云山", "李文海", "王小川", "赵一鸣"]
    assert sheet.table.classes == ["八年级1班"] * 4
    assert sheet.table.address("数学", 1) == "C4"
    assert sheet.marks("语文") == [8500, 9000, 7700, "缺考"]
    assert sheet.finding("mark_with_sign").cell == "D4"
    assert sheet.found.subjects == {"语文": "3", "数学": "4"}


def test_several_exams_of_one_pupil_are_computed_apart(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|考试|语文|数学
        张云山|期中|85|80
        |期末|88|82
        李文海|期中|90|95
        |期末|92|97
        """,
        merged=["A2:A3", "A4:A5"],
    )
    assert [table.exam for table in sheet.tables] == ["期中", "期末"]
    assert [table.names for table in sheet.tables] == [["张云山", "李文海"]] * 2
    assert sheet.tables[1].address("数学", 1) == "D5"
    assert sheet.doubts == ["exams_apart"]


def test_json_holds_everything_that_was_understood(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文\n1|张云山|85\n1|李文海|缺考\n|平均分|85")
    assert sheet.found.to_json() == {
        "sheet": "Sheet1",
        "kind": "student_scores",
        "header_rows": [1],
        "first_data_row": 2,
        "last_data_row": 3,
        "columns": {
            "name": "B",
            "class": "A",
            "school": None,
            "grade": None,
            "student_id": None,
            "exam": None,
            "total": None,
        },
        "subjects": {"语文": "C"},
        "subject_from": None,
        "ranks": [],
        "raw": [],
        "parts": [],
        "full_marks": {},
        "absent": {"缺考": 1},
        "footers": [4],
        "repeated_headers": [],
        "school": "",
        "grade": "",
        "class": "",
        "exam": "",
        "findings": [],
    }


def test_the_only_exam_of_a_column_names_the_exam(read: Callable[..., Read]) -> None:
    sheet = read("考试名称|姓名|语文\n期中|张云山|85\n期中|李文海|90")
    assert sheet.table.exam == "期中"
    assert sheet.doubts == []


def test_numbers_of_rooms_are_not_taken_for_exams(read: Callable[..., Read]) -> None:
    rows = "\n".join(f"{n}|学生{n}号|85" for n in range(20))
    sheet = read(f"考试|姓名|语文\n{rows}")
    assert len(sheet.tables) == 1
    assert sheet.doubts == ["exam_column_odd"]
