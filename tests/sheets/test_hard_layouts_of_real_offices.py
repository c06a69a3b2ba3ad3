"""Layouts that offices really make, with invented names: what is read, or which doubt is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.marks import Remark, State
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

    Reader = Callable[..., Read]

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴") for family in "张李王赵"]


def pupils(line: str, count: int = 8) -> str:
    """A line per pupil; {name}, {n} (1, 2, …) and {score} differ from row to row."""
    return "\n".join(
        line.format(name=NAMES[n], n=n + 1, score=91 - n * 7 % 40) for n in range(count)
    )


GROUP_HEADER = "考号|姓名|班级|成绩|||{group}|||备注\n|||语文|数学|总分|{units}|\n"


@pytest.mark.parametrize("group", ["名次", "排名", "位次", "进退"])
@pytest.mark.parametrize("units", ["班|年级|县", "校|镇|区", "班级|学校|市", "全班|全校|全县"])
def test_units_under_a_group_of_ranks_are_ranks(read: Reader, group: str, units: str) -> None:
    header = GROUP_HEADER.format(group=group, units=units)
    sheet = read(
        header + pupils("25{n}|{name}|1班|{score}|80|171|{n}|{n}|{n}|"), merged=["D1:F1", "G1:I1"]
    )
    assert sheet.found.columns.ranks == ("G", "H", "I")
    assert sheet.found.columns.class_name == "C"
    assert sheet.found.columns.grade is None
    assert sheet.found.columns.school is None
    assert sheet.found.subjects == {"语文": "D", "数学": "E"}


@pytest.mark.parametrize(
    "rank", ["班次", "校次", "级次", "年次", "县次", "区次", "班名", "级名", "校名次", "年级排名"]
)
def test_words_for_ranks_are_ranks_alone_and_behind_a_subject(read: Reader, rank: str) -> None:
    text = f"姓名|班级|语文|语文{rank}|总分|{rank}\n" + pupils("{name}|1班|{score}|{n}|160|{n}")
    sheet = read(text)
    assert sheet.found.columns.ranks == ("D", "F")
    assert sheet.found.subjects == {"语文": "C"}
    assert sheet.doubts == []


def test_triples_of_a_marking_system_are_a_two_row_header(read: Reader) -> None:
    text = "姓名|考号|班级|总分|||语文|||数学||\n|||得分|班次|校次|得分|班次|校次|得分|班次|校次\n"
    line = "{name}|9{n}|1班|150|{n}|{n}|{score}|{n}|{n}|70|{n}|{n}"
    sheet = read(text + pupils(line), merged=["A1:A2", "D1:F1", "G1:I1", "J1:L1"])
    assert sheet.found.header_rows == (1, 2)
    assert sheet.found.subjects == {"语文": "G", "数学": "J"}
    assert sheet.found.columns.total == "D"
    assert sheet.found.footers == ()
    assert sheet.codes == []


def test_units_under_a_rank_that_is_not_merged_are_ranks_too(read: Reader) -> None:
    text = "姓名|班级|语文|总分|名次|||\n||||班|年级|县\n"
    sheet = read(text + pupils("{name}|1班|{score}|80|{n}|{n}|{n}"))
    assert sheet.found.header_rows == (1, 2)
    assert sheet.found.columns.ranks == ("E", "F", "G")


def test_class_numbers_under_a_label_of_ranks_are_classes_and_that_is_doubted(read: Reader) -> None:
    text = "班次|姓名|语文\n" + "\n".join(f"{n // 6 + 1}|{NAMES[n]}|{80 - n}" for n in range(12))
    sheet = read(text)
    assert sheet.found.columns.class_name == "A"
    assert sheet.doubts == ["rank_label_over_classes"]


def test_a_place_in_the_school_behind_one_in_the_class_is_no_question(read: Reader) -> None:
    rows = pupils("{name}|1班|{score}|{n}|{n}")
    sheet = read("姓名|班级|语文|班名|校名\n" + rows)
    assert sheet.found.columns.ranks == ("D", "E")
    assert sheet.doubts == []
    alone = read("姓名|班级|语文|备注|校名\n" + rows)
    assert alone.doubts == ["unit_column_of_ranks"]


def test_unit_labels_behind_the_total_are_ranks_by_their_numbers(read: Reader) -> None:
    sheet = read("姓名|班级|语文|总分|班|年级\n" + pupils("{name}|1班|{score}|150|{n}|{n}"))
    assert sheet.found.columns.ranks == ("E", "F")
    assert sheet.found.columns.grade is None
    assert sheet.doubts == ["unit_column_of_ranks", "unit_column_of_ranks"]


NOTES = (
    "说明：缺考记“缺”，作弊记“舞弊”",
    "注：期末考试成绩以阅卷系统为准",
    "备注：本次考试满分120分",
    "填表要求：考试成绩保留一位小数",
    "制表单位：青山县教育局考试中心",
    "2025.11.20",
    "考试时间：2025年11月20日",
    "1、缺考的学生写“缺考”",
)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_or_date_above_the_header_is_no_exam_and_no_school(read: Reader, note: str) -> None:
    sheet = read(f"{note}||\n姓名|语文|数学\n" + pupils("{name}|{score}|80"))
    assert (sheet.found.exam, sheet.found.school) == ("", "")


def test_the_title_under_a_note_still_gives_the_exam(read: Reader) -> None:
    text = "说明：缺考记“缺”||\n青山中学期中考试成绩表||\n姓名|语文|数学\n"
    sheet = read(text + pupils("{name}|{score}|80"))
    assert (sheet.found.school, sheet.found.exam) == ("青山中学", "期中")


def test_labels_in_quotes_or_with_invisible_characters_are_labels(read: Reader) -> None:
    text = '“姓名”|"班级"|\u200b语文|\u00a0数学\u00a0|\ufeff英语\n'
    sheet = read(text + pupils("{name}|1班|{score}|80|70"))
    assert sheet.found.subjects == {"语文": "C", "数学": "D", "英语": "E"}
    assert sheet.codes == []


def test_an_invisible_character_makes_no_class_of_its_own(read: Reader) -> None:
    sheet = read("姓名|班级|语文\n张云山|1班|80\n李文海|1班\u200b|81\n王小川|\ufeff1班|82")
    assert set(sheet.table.classes) == {"1班"}


def test_a_float_that_is_no_number_is_an_error_cell_everywhere() -> None:
    nan = float("nan")
    rows: list[list[Any]] = [
        ["姓名", "班级", "语文"],
        ["张云山", "1班", nan],
        ["李文海", nan, 80.0],
    ]
    grid = Grid("成绩", rows)
    found = recognise(grid)
    assert [one.code for one in found.findings].count("error_cell") == 2
    assert found.first_data_row == 2


def test_class_names_go_before_class_codes(read: Reader) -> None:
    text = "学校代码|学校名称|考场号|座位号|准考证号|班级代码|班级名称|姓名|语文\n"
    sheet = read(text + pupils("'0101|青山中学|1|{n}|2025{n}|'01|七(1)班|{name}|{score}"))
    assert sheet.found.columns.class_name == "G"
    assert sheet.found.columns.school == "B"
    assert sheet.found.columns.student_id == "E"
    assert sheet.found.subjects == {"语文": "I"}
    assert sheet.doubts == []


@pytest.mark.parametrize(
    "label",
    ["语文有效分", "上线", "是否上线", "上线科目数", "有效分", "一本", "目标生", "上次语文"],
)
def test_figures_of_admission_lines_are_no_subjects(read: Reader, label: str) -> None:
    sheet = read(f"姓名|语文|{label}|总分\n" + pupils("{name}|{score}|1|150"))
    assert sheet.found.subjects == {"语文": "B"}


def test_parts_of_papers_without_any_total_are_named(read: Reader) -> None:
    sheet = read("姓名|语文选择|语文非选择\n" + pupils("{name}|20|{score}"))
    assert sheet.found.subjects == {}
    assert sheet.doubts == ["only_parts"]


def test_a_teacher_behind_the_subject_is_no_part_of_its_name(read: Reader) -> None:
    sheet = read("姓名|语文(张老师)|数学（李老师）\n" + pupils("{name}|{score}|80"))
    assert sheet.found.subjects == {"语文": "B", "数学": "C"}


def test_subjects_with_unknown_words_are_named(read: Reader) -> None:
    sheet = read("姓名|语文|语文竞赛|数学2\n" + pupils("{name}|{score}|80|70"))
    assert sheet.finding("subject_with_addition").found == "“语文竞赛”"


def test_bands_of_scores_are_no_pupils(read: Reader) -> None:
    sheet = read("分数段|语文|数学\n90-100|5|6\n80-89|7|8\n70-79|3|4\n60以下|3|2")
    assert sheet.found.kind is SheetKind.DASHBOARD
    assert sheet.tables == []


def test_bands_of_scores_under_the_pupils_are_footers(read: Reader) -> None:
    below = "\n平均|||70|71\n90分以上|||3|2\n80-89|||2|2\n80～90分|||2|2\n≥60|||7|7"
    sheet = read("序号|班级|姓名|语文|数学\n" + pupils("{n}|1班|{name}|{score}|80") + below)
    assert sheet.found.footers == (10, 11, 12, 13, 14)
    assert sheet.doubts == []


def test_means_with_teachers_under_subjects_are_a_class_summary(read: Reader) -> None:
    text = "班级|人数|语文|||数学||\n||任课教师|平均分|及格率|任课教师|平均分|及格率\n"
    sheet = read(text + pupils("70{n}|45|{name}|78.5|0.8|{name}|66|0.7"), merged=["C1:E1", "F1:H1"])
    assert sheet.found.kind is SheetKind.CLASS_SUMMARY
    assert sheet.found.header_rows == (1, 2)


def test_rows_without_names_and_numbers_are_doubted(read: Reader) -> None:
    sheet = read("班级|语文|数学\n" + pupils("1班|{score}|80"))
    assert sheet.doubts == ["no_name_column"]


def test_a_class_in_front_of_the_names_is_doubted(read: Reader) -> None:
    sheet = read("序号|姓名|语文\n" + pupils("{n}|701{name}|{score}"))
    assert sheet.doubts == ["class_in_names"]


@pytest.mark.parametrize("name", ["三1", "初二(3)", "高一12", "七.2"])
def test_a_short_sheet_name_is_a_class(read: Reader, name: str) -> None:
    sheet = read("姓名|语文\n" + pupils("{name}|{score}"), name=name)
    assert sheet.found.class_name == name
    assert "class_from_title" in sheet.codes


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("“缺”", State.ABSENT), ("缺考(病)", State.ABSENT), ("0(缺考)", State.ABSENT),
        ("转走", State.EXEMPT), ("已转出", State.EXEMPT), ("随班就读", State.INVALID),
    ],
)  # fmt: skip
def test_words_in_place_of_a_score(read: Reader, text: str, state: State) -> None:
    sheet = read("姓名|语文\n" + pupils("{name}|{score}", 4) + f"\n赵雨晴|{text}")
    mark = sheet.table.subjects["语文"].marks[-1]
    assert isinstance(mark, Remark)
    assert (mark.text, mark.state) == (text, state)


def test_spaces_in_the_class_column_are_filled_down_and_told(read: Reader) -> None:
    sheet = read("姓名|班级|语文\n张云山|1班|80\n李文海|␣␣|81\n王小川|1班|82\n赵雨晴|2班|82")
    assert sheet.doubts == ["class_filled_down"]
    assert sheet.table.classes == ["1班", "1班", "1班", "2班"]


def test_a_class_over_the_names_is_the_class_of_all(read: Reader) -> None:
    sheet = read("七(1)班|语文|数学\n" + pupils("{name}|{score}|80"))
    assert sheet.found.class_name == "七(1)班"
    assert sheet.doubts == ["name_label_missing"]


def test_a_class_merged_down_beside_the_names_is_the_class_of_all(read: Reader) -> None:
    sheet = read("一班|姓名|语文\n" + pupils("|{name}|{score}"), merged=["A1:A9"])
    assert set(sheet.table.classes) == {"一班"}
    assert "class_from_title" in sheet.codes
