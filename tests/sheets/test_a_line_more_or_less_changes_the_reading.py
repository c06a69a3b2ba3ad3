"""Small sheets whose reading turns on one row, one column or one pupil; names are invented."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.sheets.conftest import NAMES, pupils
from xl_quality.sheets.cells import View
from xl_quality.sheets.header import names_row
from xl_quality.sheets.list_kinds import find_list, find_named
from xl_quality.sheets.recognition import SheetKind, SheetOverride, shown
from xl_quality.sheets.settings_reader import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.sheets.cells import Grid

    Reader = Callable[..., Read]


def test_pupils_across_have_subjects_in_front_teachers_over_their_subjects_do_not(
    drawn: Callable[..., Grid],
) -> None:
    turned = drawn("|张云山|李文海|王小川\n语文|85|90|66\n数学|80|95|70")
    teachers = drawn("张云山|李文海|王小川\n语文|数学|英语\n数学|语文|英语\n英语|语文|数学")
    assert names_row(View(turned)) == 0
    assert names_row(View(teachers)) is None


def test_the_best_of_two_subjects_are_no_turned_sheet(drawn: Callable[..., Grid]) -> None:
    best = drawn("语文|张云山|李文海|王小川\n数学|赵云山|钱文海|孙小川")
    assert names_row(View(best)) is None


def test_a_word_over_the_first_column_is_a_title_one_over_the_second_is_a_label(
    read: Reader,
) -> None:
    titled = read(f"七年级周测|\n{pupils(6)}")
    assert titled.found.header_rows == ()
    assert titled.finding("header_without_labels").cell == "A2"
    assert read(f"|周末小练\n{pupils(6)}").found.header_rows == (1,)


def test_a_title_over_all_but_the_names_of_a_narrow_sheet_is_no_group(read: Reader) -> None:
    narrow = read(f"|语文|\n姓名|成绩|名次\n{pupils(8, '{n}')}", merged=["B1:C1"])
    wider = read(f"|语文||\n姓名|成绩|名次|平时\n{pupils(8, '{n}', '50')}", merged=["B1:C1"])
    assert narrow.found.header_rows == (2,)
    assert wider.found.header_rows == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [("80-100", "60-79", SheetKind.DASHBOARD), ("1班", "2班", SheetKind.CLASS_SUMMARY)],
)
def test_two_bands_of_marks_are_a_report_two_classes_are_a_summary(
    read: Reader, first: str, second: str, kind: SheetKind
) -> None:
    assert read(f"|语文|数学\n{first}|12|15\n{second}|20|18").found.kind is kind


@pytest.mark.parametrize(
    ("columns", "kind"),
    [({"B": "语文"}, SheetKind.STUDENT_SCORES), ({}, SheetKind.CLASS_SUMMARY)],
)
def test_one_column_fixed_by_the_clerk_makes_a_table_of_means_a_score_sheet(
    read: Reader, columns: dict[str, str], kind: SheetKind
) -> None:
    text = "班级|平均分|及格率|优秀率\n1班|80.5|0.9|0.4\n2班|78.5|0.8|0.3\n3班|70|0.7|0.2"
    assert read(text, overrides=SheetOverride(columns=columns)).found.kind is kind


def test_a_raw_score_beside_the_score_of_a_group_is_asked_about_not_dropped(read: Reader) -> None:
    text = f"姓名|化学|\n|成绩|{{}}\n{pupils(8, '5{n}')}"
    merged = ["A1:A2", "B1:C1"]
    raw = read(text.format("原始分"), merged=merged)
    part = read(text.format("实验"), merged=merged)
    assert raw.found.columns.parts == ()
    assert raw.doubts == ["raw_beside_assigned"]
    assert part.found.columns.parts == ("C",)


def test_an_empty_row_under_a_merged_name_is_nobody_a_filled_one_is_the_same_pupil(
    read: Reader,
) -> None:
    text = f"姓名|语文|数学\n张云山|60|75\n|{{}}\n{pupils(4, '50')}"
    empty = read(text.format("|"), merged=["A2:A3"])
    filled = read(text.format("|70"), merged=["A2:A3"])
    assert list(empty.found.data_rows) == [2, 4, 5, 6, 7]
    assert list(filled.found.data_rows) == [2, 3, 4, 5, 6, 7]


def test_a_row_without_a_name_below_a_merged_one_is_told_as_nameless(read: Reader) -> None:
    text = f"姓名|语文|数学\n张云山|60|\n||70\n|65|75\n{pupils(6, '5{n}')}"
    two, three = (read(text, merged=[area]) for area in ("A2:A3", "A2:A4"))
    assert two.finding("name_missing").cell == "A4"
    assert two.table.names[:3] == ["张云山", "张云山", ""]
    assert "name_missing" not in three.codes
    assert three.table.names[:3] == ["张云山", "张云山", "张云山"]


def test_a_name_like_a_footer_is_a_pupil_by_its_number_not_by_its_class(read: Reader) -> None:
    sheet = read(
        """
        班级|学号|姓名|语文
        1班|'101|张云山|85
        |'102|高平均山|80
        1班|'103|李文海|90
        1班||班级得分率|85
        """
    )
    assert list(sheet.found.data_rows) == [2, 3, 4]
    assert sheet.found.footers == (5,)


@pytest.mark.parametrize("label", ["1班平均", ""])
@pytest.mark.parametrize(("figure", "is_mean"), [("80.33", True), ("70", False)])
def test_an_unlabelled_mean_counts_from_the_mean_above_it(
    read: Reader, label: str, figure: str, *, is_mean: bool
) -> None:
    sheet = read(
        f"""
        班级|姓名|语文
        1班|张云山|60
        1班|李文海|71
        1班|王小川|82
        |{label}|71
        2班|赵云山|51
        2班|钱文海|93
        2班|孙小川|97
        ||{figure}
        3班|周云山|61
        3班|吴文海|72
        """
    )
    assert (9 not in list(sheet.found.data_rows)) is is_mean
    assert (sheet.found.footers == (5, 9)) is is_mean


@pytest.mark.parametrize(
    ("name", "doubts"),
    [
        ("阿卜杜热合曼江·买买提依明江·阿不都热西", []),
        ("阿卜杜热合曼江·买买提依明江·阿不都热西提", ["name_like_footer"]),
    ],
)
def test_names_have_up_to_twenty_characters_longer_ones_are_asked_about(
    read: Reader, name: str, doubts: list[str]
) -> None:
    sheet = read(f"学号|姓名|语文\n'01|张云山|85\n'02|{name}|90\n'03|王小川|66")
    assert sheet.table.names[1] == name
    assert sheet.doubts == doubts


@pytest.mark.parametrize(("name", "doubts"), [("701班", ["label_data_disagree"]), ("张云山", [])])
def test_a_class_in_the_only_row_under_names_is_told(
    read: Reader, name: str, doubts: list[str]
) -> None:
    assert read(f"姓名|语文|数学\n{name}|85|80").doubts == doubts


def test_names_are_carried_down_over_the_exams_of_a_pupil(read: Reader) -> None:
    sheet = read("姓名|考试|语文\n张云山|期中|85\n|期末|80\n李文海|期中|70\n|期末|66")
    assert [(table.exam, list(table.names)) for table in sheet.tables] == [
        ("期中", ["张云山", "李文海"]),
        ("期末", ["张云山", "李文海"]),
    ]


def test_absences_of_equal_number_in_two_subjects_are_listed_by_their_words(read: Reader) -> None:
    equal = read("姓名|语文|数学\n张云山|缺考|作弊\n李文海|80|90\n王小川|70|60")
    more = read("姓名|语文|数学\n张云山|缺考|作弊\n李文海|缺考|90\n王小川|70|60")
    assert list(equal.found.absent) == ["作弊", "缺考"]
    assert list(more.found.absent) == ["缺考", "作弊"]


def test_groups_that_are_not_merged_are_exams_or_subjects_by_their_words(read: Reader) -> None:
    body = pupils(10, "{n}", "7{n}", "{n}")
    exams = read(f"|期中||期末|\n姓名|语文|名次|语文|名次\n{body}")
    subjects = read(f"|语文||数学|\n姓名|成绩|名次|成绩|名次\n{body}")
    assert [table.exam for table in exams.tables] == ["期中", "期末"]
    assert subjects.found.header_rows == (1, 2)
    assert subjects.found.subjects == {"语文": "B", "数学": "D"}


@pytest.mark.parametrize(
    ("header", "missing"),
    [("学校|考试", ("rank",)), ("学校|考试|学科", ("rank",)), ("学校|", None)],
)
def test_a_list_that_lost_a_column_is_known_by_two_others(
    drawn: Callable[..., Grid], header: str, missing: tuple[str, ...] | None
) -> None:
    found = find_named(drawn(f"{header}\n石桥小学|县统考", name="县名次"))
    assert (found and found.missing) == missing


@pytest.mark.parametrize(
    "above", ["满分||语文|120|", "优秀线||数学|85%|", "综合权重|||平均分5 及格率5|"]
)
def test_single_weights_are_told_at_the_first_of_their_own_rows(
    drawn: Callable[..., Grid], above: str
) -> None:
    weights = "综合权重||平均分|5|\n综合权重||及格率|3|"
    form = drawn(f"项目|工作表|列|值|说明\n{above}\n{weights}", name="考核设置")
    told = [one for one in read_settings(form, ["成绩"]).findings if "weights" in one.code]
    assert [one.cell for one in told] == ["D3"]


def test_seat_numbers_told_again_in_each_class_still_go_before_the_numbers_of_rows(
    read: Reader,
) -> None:
    rows = [f"{n + 1}|{n % 6 + 1}|{NAMES[n]}|{n // 6 + 1}班|{60 + n}" for n in range(12)]
    seats = read("序号|座号|姓名|班级|语文\n" + "\n".join(rows))
    exam_numbers = read("学籍号|考号|姓名|班级|语文\n" + "\n".join(rows))
    assert seats.found.columns.student_id == "B"
    assert exam_numbers.found.columns.student_id == "A"


def test_points_with_a_decimal_are_no_classes_under_a_label_of_points(read: Reader) -> None:
    def sheet(label: str, cells: list[str]) -> Read:
        rows = [
            f"{name}|{60 + n}|{cell}"
            for n, (name, cell) in enumerate(zip(NAMES, cells, strict=False))
        ]
        return read(f"姓名|语文|{label}\n" + "\n".join(rows))

    points = sheet("小测分", [*["'7.1", "'8.2", "'7.3"] * 3, "待补"])
    classes = sheet("备用", [*["701班", "702班", "703班"] * 3, "待定"])
    assert points.found.columns.class_name is None
    assert classes.found.columns.class_name == "C"


@pytest.mark.parametrize(("below", "is_list"), [("平均分|及格率", False), ("平均分|说明", True)])
def test_two_figures_below_the_labels_make_a_table_of_figures_one_is_a_list_still(
    drawn: Callable[..., Grid], below: str, *, is_list: bool
) -> None:
    found = find_list(drawn(f"班级|学科|任课教师||\n|||{below}\n1班|语文|王小明|80|0.9"))
    assert (found is not None) is is_list


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [(0, 0, "2024-09-01"), (8, 0, "2024-09-01T08:00:00"), (0, 30, "2024-09-01T00:30:00")],
)
def test_a_date_is_shown_with_its_time_only_where_it_has_one(
    hour: int, minute: int, text: str
) -> None:
    assert shown(datetime(2024, 9, 1, hour, minute)) == text  # noqa: DTZ001 - cells have no zone
