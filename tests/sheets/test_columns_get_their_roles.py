from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import settings_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read


def test_helpers_ranks_and_averages_are_no_subjects(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        序号|考号|姓名|性别|语文|数学|英语|总分|平均分|班级名次|年级名次|备注
        1|'0101|张云山|男|85|80|70|235|78.3|1|2|
        2|'0102|李文海|女|90|95|60|245|81.7|2|1|转入
        """
    )
    assert sheet.found.subjects == {"语文": "E", "数学": "F", "英语": "G"}
    assert sheet.found.columns.total == "H"
    assert sheet.found.columns.ranks == ("J", "K")
    assert sheet.found.columns.student_id == "B"
    assert sheet.doubts == []


def test_triples_of_score_and_two_ranks_from_a_marking_system(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        准考证号|姓名|班级|总分|班级排名|年级排名|语文|班级排名|年级排名||班级排名|年级排名|语数外总分|年级排名
        '0910|张云山|1班|165|1|1|85|1|3|80|1|2|165|1
        '0911|李文海|1班|155|2|3|75|2|5|80|1|2|155|3
        '0912|王小川|2班|'--|'--|'--|'--|'--|'--|'--|'--|'--|'--|'--
        """
    )
    assert sheet.found.subjects == {"语文": "G", "未命名(J列)": "J"}
    assert sheet.found.columns.total == "D"
    assert sheet.found.absent == {"--": 2}
    assert sheet.found.columns.unused == ("M",)
    assert sheet.finding("subject_label_missing").cell == "J1"
    assert len(sheet.found.columns.ranks) == 7


def test_the_seat_number_in_class_does_not_identify_a_pupil(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        考号|班级|学号|姓名|语文
        '865896|201|1|张云山|96
        '865897|201|2|李文海|91
        '865898|202|1|王小川|93
        '865899|202|2|赵一鸣|87
        """
    )
    assert sheet.found.columns.student_id == "A"


def test_the_exam_number_is_no_student_number(read: Callable[..., Read]) -> None:
    sheet = read("考试编号|姓名|语文\n'4|张云山|108\n'4|李文海|135")
    assert sheet.found.columns.student_id is None
    assert sheet.found.columns.exam == "A"


def test_a_raw_score_alone_is_the_subject(read: Callable[..., Read]) -> None:
    sheet = read("姓名|化学原始|生物原始\n张云山|77|71\n李文海|63|77")
    assert list(sheet.found.subjects.values()) == ["B", "C"]


def test_question_scores_and_paper_parts_are_no_subjects(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        学号|姓名|分数|名次|选择题/n(48.0)分|非选择题/n(72.0)分|1./n(2.0)分|20.(1)/n(4.0)分
        '2017|张云山|'92.0|'1|42|50|'2.0|'2.0
        '2018|李文海|'90.0|'2|34|56|'2.0|'0.0
        """
    )
    assert sheet.found.subjects == {"分数": "C"}
    assert sheet.found.columns.parts == ("E", "F", "G", "H")
    assert sheet.found.columns.ranks == ("D",)


def test_questions_numbered_1_2_3_are_parts_where_the_score_is_known(
    read: Callable[..., Read],
) -> None:
    sheet = read("姓名|数学|1|2|3\n张云山|85|30|30|25\n李文海|90|35|30|25")
    assert sheet.found.subjects == {"数学": "B"}
    assert sheet.found.columns.parts == ("C", "D", "E")


def test_the_points_of_all_questions_propose_the_full_mark(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|分数|1./n(40.0)分|2./n(80.0)分
        张云山|92|32|60
        李文海|90|30|60
        """
    )
    assert sheet.finding("full_mark_from_questions").found == "120"
    assert sheet.found.full_marks == {}


def test_course_names_are_subjects_with_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("姓名|Python程序设计|数据库\n张云山|62|98\n李文海|45|69", name="一班")
    assert sheet.found.subjects == {"Python程序设计": "B", "数据库": "C"}
    assert sheet.finding("unknown_subject").cell == "B1"


def test_beside_an_exam_column_unknown_columns_are_parts_with_a_doubt(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        学号|姓名|Python123|报告|小考平均|期中考
        D1|张云山|66|100|73.66666666|92
        D2|李文海|100|74|55.1|na
        """
    )
    assert sheet.found.subjects == {"期中考": "F"}
    assert sheet.found.columns.parts == ("C", "D", "E")
    assert sheet.found.absent == {"na": 1}
    assert sheet.finding("parts_assumed").cell == "C1"


def test_a_column_without_a_label_that_sums_up_is_the_total(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|语文|数学|
        张云山|85|80|165
        李文海|90|95|185
        王小川|66|70|136
        赵一鸣|55|60|115
        """
    )
    assert sheet.found.columns.total == "D"
    assert sheet.finding("total_without_label").cell == "D1"


def test_a_column_without_a_label_that_ranks_its_neighbour_is_a_rank(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        姓名|语文||数学|
        张云山|85|2|80|2
        李文海|90|1|95|1
        王小川|66|3|70|3
        赵一鸣|55|4|60|4
        """
    )
    assert sheet.found.subjects == {"语文": "B", "数学": "D"}
    assert sheet.found.columns.ranks == ("C", "E")
    assert sheet.doubts == ["rank_without_label"]
    assert "C、E列" in sheet.finding("rank_without_label").message


def test_a_second_column_of_a_subject_that_ranks_the_first_is_a_rank(
    read: Callable[..., Read],
) -> None:
    sheet = read("姓名|语文|语文\n甲一|85|2\n乙二|90|1\n丙三|66|3\n丁四|55|4")
    assert sheet.found.subjects == {"语文": "B"}
    assert sheet.doubts == ["rank_without_label"]


def test_two_columns_of_one_subject_are_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|语文\n甲一|85|72\n乙二|90|61\n丙三|66|93\n丁四|55|64")
    assert sheet.found.subjects == {"语文": "B", "语文(C列)": "C"}
    assert sheet.finding("duplicate_subject").cell == "C1"


def test_figures_far_to_the_right_of_a_few_rows_are_no_subject(read: Callable[..., Read]) -> None:
    rows = "\n".join(f"学生{letter}|{80 + n}|" for n, letter in enumerate("甲乙丙丁戊己庚辛"))
    sheet = read("姓名|数学|\n" + rows + "\n学生壬|70|12\n")
    assert sheet.found.subjects == {"数学": "B"}
    assert sheet.finding("unlabelled_column").cell == "C10"


def test_grades_in_letters_or_words_are_not_computed(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|体育|综合素质\n张云山|85|优|A\n李文海|90|良|B\n王小川|66|优|A")
    assert sheet.found.subjects == {"语文": "B"}
    assert sheet.finding("grades_not_scores").found == "“体育”、“综合素质”"


def test_a_subject_over_numbers_that_are_no_scores_is_an_error(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|数学\n张云山|13800001|80\n李文海|13800002|95\n王小川|13800003|70")
    assert sheet.found.subjects == {"数学": "C"}
    finding = sheet.finding("subject_column_odd")
    assert finding.cell == "B1"
    assert finding.severity == "error"


def test_a_subject_over_words_is_an_error(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|数学\n张云山|陈大年|80\n李文海|陈大年|95\n王小川|吴江|70")
    assert sheet.found.subjects == {"数学": "C"}
    assert sheet.finding("subject_column_odd").cell == "B1"


def test_labels_of_name_and_class_that_are_swapped_are_put_right_with_a_doubt(
    read: Callable[..., Read],
) -> None:
    sheet = read("姓名|班级|语文\n1班|张云山|85\n1班|李文海|90\n2班|王小川|66")
    assert sheet.table.names == ["张云山", "李文海", "王小川"]
    assert sheet.table.classes == ["1班", "1班", "2班"]
    assert sheet.doubts == ["labels_swapped"]


def test_labels_of_name_and_number_that_are_swapped_are_put_right_with_a_doubt(
    read: Callable[..., Read],
) -> None:
    sheet = read("姓名|学号|语文\n'2024001|张云山|85\n'2024002|李文海|90\n'2024003|王小川|66")
    assert sheet.table.names == ["张云山", "李文海", "王小川"]
    assert sheet.table.student_ids == ["2024001", "2024002", "2024003"]
    assert sheet.doubts == ["labels_swapped"]


def test_numbers_in_place_of_names_are_kept_with_a_note(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文\n1|1001|85\n1|1002|90\n2|1003|66")
    assert sheet.table.names == ["1001", "1002", "1003"]
    assert sheet.finding("numbers_for_names").severity == "note"


def test_two_columns_of_names_are_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("姓名|学生姓名|语文\n张云山|张云山|85\n李文海|李文海|90")
    assert sheet.doubts == ["ambiguous_name"]
    assert sheet.found.columns.name == "A"


def test_only_totals_give_no_figures_but_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|总分|名次\n1|张云山|565|1\n1|李文海|490|2")
    assert sheet.found.kind == "student_scores"
    assert sheet.doubts == ["only_total"]
    assert sheet.tables == []


def test_class_numbers_keep_their_looks(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文\n1|张云山|85\n1.7|李文海|90\n'01|王小川|66")
    assert sheet.table.classes == ["1", "1.7", "01"]


def test_merged_classes_and_schools_are_filled_without_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        学校|班级|姓名|语文
        石桥小学|1班|张云山|85
        ||李文海|90
        |2班|王小川|66
        柳溪小学|1班|赵一鸣|77
        """,
        merged=["A2:A4", "B2:B3"],
    )
    assert sheet.table.schools == ["石桥小学"] * 3 + ["柳溪小学"]
    assert sheet.table.classes == ["1班", "1班", "2班", "1班"]
    assert sheet.doubts == []


def test_blank_classes_that_are_not_merged_are_filled_with_a_doubt(
    read: Callable[..., Read],
) -> None:
    sheet = read("班级|姓名|语文\n1班|张云山|85\n|李文海|90\n2班|王小川|66\n|赵一鸣|77")
    assert sheet.table.classes == ["1班", "1班", "2班", "2班"]
    finding = sheet.finding("class_filled_down")
    assert finding.cell == "A3"
    assert "2行" in finding.message


def test_a_class_column_that_is_empty_is_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文\n|张云山|85\n|李文海|90")
    assert sheet.table.classes == ["", ""]
    assert sheet.finding("key_column_blank").cell == "A2"


def test_remarks_are_counted_by_their_words(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|数学\n张云山|缺考|缺考\n李文海|免考|'--\n王小川|作弊|70\n赵一鸣|94+10|")
    assert sheet.found.absent == {"缺考": 2, "--": 1, "作弊": 1, "免考": 1}
    assert sheet.marks("语文") == ["缺考", "免考", "作弊", "94+10"]
    assert sheet.marks("数学") == ["缺考", "--", 7000, ""]
    assert sheet.finding("mark_with_bonus").suggestion == "请改为一个分数：94 或 104"


def test_odd_cells_of_one_kind_are_named_singly_up_to_five_and_then_together(
    read: Callable[..., Read],
) -> None:
    five = read("姓名|语文\n甲一|85\n" + "\n".join(f"学生{n}|{70 + n}+9" for n in range(5)))
    assert five.codes.count("mark_with_bonus") == 5
    six = read("姓名|语文\n甲一|85\n" + "\n".join(f"学生{n}|{70 + n}+9" for n in range(6)))
    finding = six.finding("mark_with_bonus")
    assert finding.cell == "B3"
    assert "6格" in finding.message


@pytest.mark.parametrize("count", [2, 3, 8])
def test_marks_with_signs_are_one_question_a_subject(read: Callable[..., Read], count: int) -> None:
    sheet = read("姓名|语文\n甲一|85\n" + "\n".join(f"学生{n}|▲{70 + n}" for n in range(count)))
    assert sheet.codes.count("mark_with_sign") == 1
    told = sheet.finding("mark_with_sign")
    assert f"“语文”有{count}格（B3、B4" in told.message
    row = settings_row("带符号的分数", "计入或不计入")
    assert told.suggestion == f"如果是分数，请改为不带符号的数；或{row}"


def test_text_numbers_are_one_note_per_column(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文\n甲一|'85\n乙二|'９０\n丙三|'77分\n丁四|66")
    assert sheet.marks("语文") == [8500, 9000, 7700, 6600]
    assert sheet.doubts == []
    assert "3格" in sheet.finding("text_number").message


def test_a_status_column_with_pictures_is_a_helper(read: Callable[..., Read]) -> None:
    sheet = read("姓名|班级|分数|状态\n丁一一|1|87|✅ 及格\n刘二二|2|55|❌ 不及格")
    assert sheet.found.subjects == {"分数": "C"}
    assert sheet.found.columns.unused == ("D",)


def test_a_title_that_names_the_subject_is_proposed_for_a_column_called_score(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        "七年级3班数学成绩登记表||\n学号|姓名|成绩\n1|张云山|85\n2|李文海|90", merged=["A1:C1"]
    )
    assert sheet.found.subjects == {"成绩": "C"}
    assert sheet.finding("subject_in_title").found == "数学"


def test_a_second_batch_of_names_without_labels_is_an_error(read: Callable[..., Read]) -> None:
    sheet = read("姓名|数学||\n张云山|85|赵一鸣|77\n李文海|90|钱多多|66\n王小川|66|孙晓晓|70")
    assert sheet.found.subjects == {"数学": "B"}
    finding = sheet.finding("second_names")
    assert (finding.cell, finding.severity) == ("C2", "error")


def test_the_corner_with_a_slanting_line_is_the_name(read: Callable[..., Read]) -> None:
    for corner in ("科目/n姓名", "姓名\\学科", "姓名/n科目"):
        sheet = read(f"{corner}|语文|数学\n张云山|85|80\n李文海|90|95")
        assert sheet.found.columns.name == "A"


def test_a_sum_of_three_subjects_is_not_counted_again(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|语文|物理|化学|生物|理综
        张云山|85|80|70|60|210
        李文海|90|95|66|50|211
        王小川|66|70|50|40|160
        赵一鸣|50|51|52|53|156
        """
    )
    assert list(sheet.found.subjects) == ["语文", "物理", "化学", "生物"]
    assert sheet.finding("combined_subject").cell == "F1"


def test_a_combined_paper_of_its_own_is_a_subject(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|文综|理综\n张云山|85|210|230\n李文海|90|199|240")
    assert list(sheet.found.subjects) == ["语文", "文综", "理综"]


def test_beside_assigned_scores_the_plain_ones_are_raw(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|语文|化学||
        |成绩|成绩|赋分|名次
        张云山|85|70|85|1
        李文海|90|66|82|2
        """,
        merged=["A1:A2", "C1:E1"],
    )
    assert sheet.found.subjects == {"语文": "B", "化学赋分": "D"}
    assert sheet.finding("raw_beside_assigned").cell == "C2"


def test_several_exams_of_one_subject_are_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("姓名|第一单元|期中|期末\n张云山|85|90|88\n李文海|77|80|79")
    assert list(sheet.found.subjects) == ["第一单元", "期中", "期末"]
    assert sheet.doubts == ["exam_columns"]


def test_a_file_of_texts_only_is_read_like_numbers(read: Callable[..., Read]) -> None:
    sheet = read("'1|张云山|'85|'80\n'2|李文海|'90|'95\n'3|王小川|'66|'70", name="1班")
    assert sheet.found.columns.name == "B"
    assert sheet.marks("未命名(C列)") == [8500, 9000, 6600]
