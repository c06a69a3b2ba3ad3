from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

PUPILS = """
张云山|85|80
李文海|90|95
王小川|66.5|70
"""


def test_titles_over_the_header_are_not_part_of_it(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        机密|||
        七年级期末考试成绩表|||
        班级|姓名|语文|数学
        1班|张云山|85|80
        1班|李文海|90|95
        """,
        merged=["A1:D1", "A2:D2"],
    )
    assert sheet.found.header_rows == (3,)
    assert sheet.rows() == (4, 5)
    assert sheet.found.subjects == {"语文": "C", "数学": "D"}
    assert sheet.found.grade == "七年级"
    assert sheet.found.exam == "七年级期末"


def test_a_title_merged_over_the_middle_columns_only_is_still_a_title(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        ||七年级期末考试成绩统计表||
        学号|姓名|语文|数学|英语
        1|张云山|85|80|70
        2|李文海|90|95|66
        """,
        merged=["C1:E1"],
    )
    assert sheet.found.header_rows == (2,)
    assert list(sheet.found.subjects.values()) == ["C", "D", "E"]


@pytest.mark.parametrize("merged", [["A1:A2", "B1:B2", "C1:D1", "E1:F1"], []])
def test_a_subject_over_score_and_rank_is_one_subject_column(
    read: Callable[..., Read], merged: list[str]
) -> None:
    sheet = read(
        """
        姓名|班级|语文||数学|
        ||分数|名次|分数|名次
        张云山|1|85|1|90|2
        李文海|1|80|2|95|1
        王小川|2|77|3|66|3
        """,
        merged=merged,
    )
    assert sheet.found.header_rows == (1, 2)
    assert sheet.found.subjects == {"语文": "C", "数学": "E"}
    assert sheet.found.columns.ranks == ("D", "F")
    assert sheet.doubts == []
    assert sheet.table.classes == ["1", "1", "2"]


def test_score_class_rank_and_grade_rank_under_subject_and_total(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        2024年秋八年级期末成绩
        考号|姓名|班级|语文|||总分||
        |||成绩|班名|级名|成绩|班名|级名
        '20240101|张云山|1|85|1|3|175|1|3
        '20240102|李文海|1|80|2|8|170|1|3
        """,
        merged=["A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:I2"],
    )
    assert sheet.found.header_rows == (2, 3)
    assert sheet.found.subjects == {"语文": "D"}
    assert sheet.found.columns.total == "G"
    assert sheet.found.columns.ranks == ("E", "F", "H", "I")


def test_ranks_merged_over_subject_names_are_ranks(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|成绩||名次|
        |语文|数学|语文|数学
        张云山|85|80|2|2
        李文海|90|95|1|1
        """,
        merged=["A1:A2", "B1:C1", "D1:E1"],
    )
    assert sheet.found.subjects == {"语文": "B", "数学": "C"}
    assert sheet.found.columns.ranks == ("D", "E")


def test_two_exams_beside_each_other_become_subjects_of_their_own(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        姓名|期中考试||期末考试|
        |语文|数学|语文|数学
        张云山|85|80|88|82
        李文海|90|95|91|96
        """,
        merged=["A1:A2", "B1:C1", "D1:E1"],
    )
    assert sheet.found.header_rows == (1, 2)
    assert list(sheet.found.subjects) == [
        "期中考试语文",
        "期中考试数学",
        "期末考试语文",
        "期末考试数学",
    ]
    assert sheet.doubts == ["exams_side_by_side"]


def test_groups_of_arts_and_science_leave_the_subjects_alone(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|文综||理综||总分
        |政治|历史|物理|化学|
        张云山|85|80|88|82|335
        李文海|90|95|91|96|372
        """,
        merged=["A1:A2", "B1:C1", "D1:E1", "F1:F2"],
    )
    assert list(sheet.found.subjects) == ["政治", "历史", "物理", "化学"]
    assert sheet.found.columns.total == "F"


def test_line_breaks_spaces_and_decoration_in_labels_do_not_matter(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        班/n级|姓␣␣名|道德与/n法治|化学/n赋分|化学/n原始|化学/n名次|！级名
        1|张云山|85|80|77|2|12
        1|李文海|90|95|88|1|3
        """
    )
    assert sheet.found.columns.class_name == "A"
    assert sheet.found.columns.name == "B"
    assert sheet.found.subjects == {"道德与法治": "C", "化学赋分": "D"}
    assert sheet.found.columns.raw == ("E",)
    assert sheet.found.columns.ranks == ("F", "G")


def test_traditional_characters_are_the_same_labels(read: Callable[..., Read]) -> None:
    sheet = read(
        "學號|姓名|數學\n" + "\n".join(f"D10{n}|{name}|8{n}" for n, name in enumerate("甲乙丙"))
    )
    assert sheet.found.columns.student_id == "A"
    assert sheet.found.subjects == {"数学": "C"}


def test_full_marks_in_labels_are_facts_and_not_part_of_the_subject(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        姓名|语文/n（120分）|数学(120)|物理/70|英语成绩|总分(410)
        张云山|85|80|60|90|315
        李文海|90|95|66|80|331
        """
    )
    assert list(sheet.found.subjects) == ["语文", "数学", "物理", "英语"]
    assert sheet.found.full_marks == {"语文": 12000, "数学": 12000, "物理": 7000}
    assert sheet.table.subjects["物理"].full_mark == 7000


@pytest.mark.parametrize("label", ["满分", ""])
def test_a_row_of_full_marks_under_the_header_is_no_pupil(
    read: Callable[..., Read], label: str
) -> None:
    sheet = read(f"姓名|语文|数学|英语\n{label}|120|120|100\n张云山|85|80|70\n李文海|90|95|66")
    assert sheet.rows() == (3, 4)
    assert sheet.found.full_marks == {"语文": 12000, "数学": 12000, "英语": 10000}
    assert sheet.finding("full_marks_from_row").cell == "B2"


def test_a_first_pupil_with_round_marks_and_a_name_is_a_pupil(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|数学\n张云山|100|100\n李文海|90|90")
    assert sheet.rows() == (2, 3)


def test_a_row_of_teachers_under_the_header_is_no_pupil(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        学号|姓名|语文|数学
        |任课教师|陈大年|吴江
        1|张云山|85|80
        2|李文海|90|95
        """
    )
    assert sheet.rows() == (3, 4)
    assert sheet.found.footers == (2,)


def test_a_header_without_any_known_word_is_found_by_the_pupils_below_it(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        1.1班学生名单|||||
        |||12.08|12.15|
        1|张云山|52|68|47|
        2|李文海|95|70|98|
        3|王小川|100|100|100|
        """,
        merged=["A1:F1"],
    )
    assert sheet.found.header_rows == (2,)
    assert sheet.found.columns.name == "B"
    assert sheet.found.columns.student_id == "A"
    assert sheet.found.subjects == {"未命名(C列)": "C", "12.08": "D", "12.15": "E"}
    assert "header_without_labels" in sheet.doubts
    assert sheet.doubts.count("number_as_label") == 2
    assert sheet.finding("subject_label_missing").cell == "C2"


def test_pupils_without_any_header_are_read_with_doubts(read: Callable[..., Read]) -> None:
    sheet = read("1|张云山|85|80\n2|李文海|90|95\n3|王小川|66|70", name="1班")
    assert sheet.found.header_rows == ()
    assert sheet.rows() == (1, 3)
    assert sheet.found.subjects == {"未命名(C列)": "C", "未命名(D列)": "D"}
    assert "header_without_labels" in sheet.doubts


def test_a_header_alone_is_a_score_sheet_without_pupils(read: Callable[..., Read]) -> None:
    sheet = read("学校|年级|班级|科目A|科目B|总分")
    assert sheet.found.kind == "student_scores"
    assert sheet.rows() == (None, None)
    assert sheet.found.columns.school == "A"
    assert sheet.found.columns.grade == "B"
    assert sheet.found.columns.class_name == "C"
    assert sheet.found.columns.total == "F"
    assert sheet.found.subjects == {"科目A": "D", "科目B": "E"}
    assert list(sheet.table.rows) == []


def test_english_headers_are_understood(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        Student ID|Name|Class|Math|English|Total
        1001|Tom Smith|1|85|80|165
        1002|Ann Lee|1|90|95|185
        """
    )
    assert sheet.found.columns.student_id == "A"
    assert sheet.found.columns.name == "B"
    assert sheet.found.subjects == {"Math": "D", "English": "E"}
    assert sheet.found.columns.total == "F"


def test_a_header_that_comes_again_inside_is_no_pupil(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        学号|姓名|语文
        1|张云山|85
        2|李文海|90
        学号|姓名|语文
        3|王小川|66
        """
    )
    assert sheet.found.repeated_headers == (4,)
    assert list(sheet.found.data_rows) == [2, 3, 5]
    assert sheet.table.names == ["张云山", "李文海", "王小川"]


def test_a_sheet_without_pupils_says_that_no_header_was_found(read: Callable[..., Read]) -> None:
    sheet = read("通知|\n请各校于周五前上报|\n联系人|陈大年")
    assert sheet.found.kind == "other"
    assert sheet.finding("no_header").suggestion
    assert sheet.tables == []
