"""Where one row, cell or pupil more or less decides how a sheet is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.conftest import NAMES, pupils
from xl_quality.core.marks import ScoreKind
from xl_quality.core.options import BadValueError
from xl_quality.core.ranking import TieRule
from xl_quality.sheets.cells import View
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import _SHOWN as SHOWN
from xl_quality.sheets.recognition import SheetKind, SheetOverride, shown
from xl_quality.sheets.settings import header_rows
from xl_quality.sheets.settings_reader import read_settings
from xl_quality.sheets.text import looks_like_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.sheets.cells import Grid

    Reader = Callable[..., Read]


def test_who_is_told_absent_keeps_a_mark_but_a_row_of_only_zeros_says_absent(read: Reader) -> None:
    sheet = read("姓名|语文|数学|备注\n张云山|0|80|缺考\n李文海|0|0|缺考\n王小川|60|70|")
    assert sheet.marks("语文") == [0, "缺考", 6000]
    assert sheet.marks("数学") == [8000, "缺考", 7000]


@pytest.mark.parametrize(("text", "found"), [("3", (3,)), ("2-6", (2, 3, 4, 5, 6))])
def test_up_to_five_rows_may_be_label_rows(text: str, found: tuple[int, ...]) -> None:
    assert header_rows(text) == found


@pytest.mark.parametrize("text", ["2-7", "3-2"])
def test_six_rows_or_rows_upside_down_are_no_label_rows(text: str) -> None:
    with pytest.raises(BadValueError, match="应写行号"):
        header_rows(text)


def test_the_header_said_twice_has_one_label_row(read: Reader) -> None:
    sheet = read(f"姓名|语文\n姓名|语文\n{pupils(6)}")
    assert sheet.found.header_rows == (1,)
    assert sheet.table.names == NAMES[:6]


@pytest.mark.parametrize(
    ("title", "merged", "labels"),
    [("|语文||", "B1:C1", (1, 2)), ("|语文||", "B1:D1", (2,))],
)
def test_a_title_over_some_columns_is_a_group_over_all_of_them_it_is_a_title(
    read: Reader, title: str, merged: str, labels: tuple[int, ...]
) -> None:
    body = pupils(8, "{n}", "50")
    sheet = read(f"{title}\n姓名|成绩|名次|平时\n{body}", merged=[merged])
    assert sheet.found.header_rows == labels


def test_columns_fixed_by_the_clerk_make_a_list_a_score_sheet(read: Reader) -> None:
    body = "\n".join(f"{name}|青山小学|{60 + n}|1|2" for n, name in enumerate(NAMES))
    text = f"姓名|单位|类别|级别|奖次\n{body}"
    assert read(text).found.kind is SheetKind.LIST
    fixed = SheetOverride(columns={"A": "姓名", "C": "语文"})
    assert read(text, overrides=fixed).found.kind is SheetKind.STUDENT_SCORES


@pytest.mark.parametrize(("row", "labels"), [(1, (1,)), (8, (8,)), (9, (1,))])
def test_every_row_of_a_sheet_can_be_said_to_be_the_label_row(
    read: Reader, row: int, labels: tuple[int, ...]
) -> None:
    sheet = read(f"姓名|语文\n{pupils(7)}", overrides=SheetOverride(header_rows=(row,)))
    assert sheet.found.header_rows == labels


def test_a_few_names_and_figures_above_other_scores_are_told_with_their_rows(read: Reader) -> None:
    above = "\n".join(f"{NAMES[n]}|{60 + n}||" for n in range(6))
    below = "班级|人数|平均分|及格率\n1班|20|78.5|0.9\n2班|20|70|0.9"
    sheet = read(f"七年级周测|||\n{above}\n|||\n{below}")
    assert "第2到7行有6行姓名和数字" in sheet.finding("list_without_header").message


def test_a_note_alone_in_its_row_ends_a_list_a_row_with_more_cells_is_one_of_its_rows(
    drawn: Callable[..., Grid],
) -> None:
    header = "单位|考试|学科|名次|总数"
    rows_ = "石桥小学|县统考|语文|3|48\n制表：教务处||||\n备用：石桥小学|县统考|数学|4|48"
    found = read_list(drawn(f"{header}\n{rows_}"))
    assert found is not None
    assert [record.row for record in found.records] == [2, 4]


@pytest.mark.parametrize(("digits", "same"), [(5, True), (4, False)])
def test_numbers_of_five_digits_tell_pupils_apart_shorter_ones_do_not(
    drawn: Callable[..., Grid], digits: int, *, same: bool
) -> None:
    def sheet(name: str, first: int, families: str) -> Grid:
        lines = [
            f"'{10 ** (digits - 1) + first + n}|{c}小明|{60 + n}" for n, c in enumerate(families)
        ]
        return drawn("学号|姓名|语文\n" + "\n".join(lines), name=name)

    book = recognise_book([sheet("一班", 0, "张李王赵钱孙"), sheet("二班", 5, "周吴郑冯陈褚")])
    codes = [one.code for one in book.findings]
    assert ("pupil_on_two_sheets" in codes) is same


def test_the_stem_of_two_letters_is_the_subject_itself(read: Reader) -> None:
    body = "\n".join(f"{NAMES[n]}|{60 + n}|{70 + n}|{50 + n}" for n in range(12))
    sheet = read(f"姓名|物理原始|物理赋分|物理实验\n{body}")
    assert "物理" in sheet.table.subjects


def test_of_raw_and_assigned_scores_the_choice_of_the_clerk_is_not_asked_again(
    read: Reader,
) -> None:
    body = "\n".join(f"{NAMES[n]}|{60 + n}|{70 + n}" for n in range(12))
    text = f"姓名|化学原始|化学赋分\n{body}"
    asked = read(text)
    chosen = read(text, overrides=SheetOverride(scores_used=ScoreKind.RAW))
    assert len(asked.found.all_findings) == len(chosen.found.all_findings) + 1
    assert chosen.table.subjects["化学"].letter == "B"


SETTINGS_HEADER = "项目|工作表|列|值|说明"


@pytest.mark.parametrize(("above", "read_"), [(9, True), (10, False)])
def test_the_header_of_the_settings_stands_in_the_first_ten_rows(
    drawn: Callable[..., Grid], above: int, *, read_: bool
) -> None:
    rows_ = ["填写说明||||"] * above + [SETTINGS_HEADER, "并列|||不占位|"]
    form = drawn("\n".join(rows_), name="考核设置")
    scores = drawn(f"姓名|语文\n{pupils(6)}", name="成绩")
    ties = recognise_book([scores, form]).settings.options.ties
    assert (ties is TieRule.DENSE) is read_


def test_a_row_of_the_settings_counts_by_its_item_or_its_value_a_blank_one_is_passed_over(
    drawn: Callable[..., Grid],
) -> None:
    form = drawn(f"{SETTINGS_HEADER}\n||||请填\n并列|||不占位|\n|||3|", name="考核设置")
    settings = read_settings(form, ["成绩"])
    assert settings.options.ties is TieRule.DENSE
    assert [one.cell[1:] for one in settings.findings] == ["4"]


def test_single_weights_that_do_not_add_up_are_told_at_the_first_of_them(
    drawn: Callable[..., Grid],
) -> None:
    lines = "并列|||不占位|\n综合权重||平均分|5|\n综合权重||及格率|3|"
    settings = read_settings(drawn(f"{SETTINGS_HEADER}\n{lines}", name="考核设置"), ["成绩"])
    assert [one.cell for one in settings.findings] == ["D3"]


def test_a_setting_about_signed_marks_stays_where_the_caller_says_nothing(
    drawn: Callable[..., Grid],
) -> None:
    form = drawn(f"{SETTINGS_HEADER}\n带符号的分数|||计入|", name="考核设置")
    book = recognise_book([drawn("姓名|语文\n张云山|▲72\n李文海|90", name="成绩"), form])
    assert book.tables[0].subjects["语文"].marks[0] == 7200


def test_a_title_in_the_first_column_counts_for_the_block_beside_too(read: Reader) -> None:
    sheet = read(
        """
        701班|||||
        姓名|语文|数学|姓名|语文|数学
        张云山|85|80|赵一鸣|77.5|70
        李文海|90|95|钱多多|62|65
        """
    )
    assert [set(table.classes) for table in sheet.tables] == [{"701班"}, {"701班"}]


@pytest.mark.parametrize(
    ("labels", "tables"),
    [
        ("姓名|语文|数学|英语|政治|历史|地理|劳动|书法|美术", 1),
        ("姓名|语文|数学|英语|政治|历史|科学|劳动|书法|美术", 2),
    ],
)
def test_labels_said_again_in_seven_of_ten_are_the_same_table(
    read: Reader, labels: str, tables: int
) -> None:
    header = "姓名|语文|数学|英语|政治|历史|地理|体育|音乐|信息"

    def part(first: int) -> str:
        return "\n".join(
            "|".join([NAMES[n], *(str(60 + n + k) for k in range(9))])
            for n in range(first, first + 8)
        )

    sheet = read(f"{header}\n{part(0)}\n{labels}\n{part(8)}")
    assert len(sheet.tables) == tables


def test_of_many_words_in_an_exam_column_three_are_shown(read: Reader) -> None:
    rows_ = "\n".join(f"第{n}次|学生{n}号|85" for n in range(30))
    sheet = read(f"考试|姓名|语文\n{rows_}")
    assert sheet.finding("exam_column_odd").found == "第0次、第1次、第2次"


@pytest.mark.parametrize(("name", "is_name"), [("张", False), ("张三", True), ("欧阳小明", True)])
def test_a_single_character_is_no_name(name: str, *, is_name: bool) -> None:
    assert looks_like_name(name) is is_name


@pytest.mark.parametrize("label", ["求和项:金额", "行标签"])
def test_a_pivot_table_is_no_score_sheet_even_with_a_subject_in_it(
    read: Reader, label: str
) -> None:
    sheet = read(
        f"{label}|语文|数学|总计\n" + "\n".join(f"{n}|60|70|130" for n in NAMES), name="透视"
    )
    assert not sheet.found.holds_scores


def test_the_units_of_a_list_with_several_exams_are_read_row_by_row(read: Reader) -> None:
    rows_ = "\n".join(
        f"{exam}|{school}|{NAMES[n]}|{60 + n}"
        for n, school in enumerate(("青山小学", "白水小学"))
        for exam in ("期中", "期末")
    )
    sheet = read(f"考试|学校|姓名|语文\n{rows_}")
    assert [(table.exam, list(table.schools)) for table in sheet.tables] == [
        ("期中", ["青山小学", "白水小学"]),
        ("期末", ["青山小学", "白水小学"]),
    ]


def test_absences_of_one_number_are_listed_by_their_words(read: Reader) -> None:
    marks = ["缺考", "作弊", "缺考", "作弊", "80", "70"]
    sheet = read("姓名|语文\n" + "\n".join(f"{NAMES[n]}|{mark}" for n, mark in enumerate(marks)))
    counted = sheet.found.absent
    assert list(counted.items()) == sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    assert counted == {"作弊": 2, "缺考": 2}


def test_an_area_is_merged_down_where_it_has_several_rows_and_starts_in_the_column(
    drawn: Callable[..., Grid],
) -> None:
    text = "\n".join(["甲|乙|丙"] * 6)
    view = View(drawn(text, merged=["A1:C1", "A2:A4", "B2:B3", "C5:C6"]))
    assert [view.merged_down(column) for column in range(3)] == [[(1, 3)], [(1, 2)], [(4, 5)]]


@pytest.mark.parametrize("groups", ["期中||期末|", "语文||数学|"])
def test_titles_of_groups_are_exams_or_subjects(read: Reader, groups: str) -> None:
    body = "\n".join(f"{NAMES[n]}|{60 + n}|{n + 1}|{70 + n}|{n + 1}" for n in range(10))
    lower = "语文|名次|语文|名次" if groups.startswith("期") else "成绩|名次|成绩|名次"
    sheet = read(f"姓名|{groups}\n|{lower}\n{body}", merged=["A1:A2", "B1:C1", "D1:E1"])
    assert sheet.found.header_rows == (1, 2)
    assert len(sheet.tables) == (2 if groups.startswith("期") else 1)


@pytest.mark.parametrize("length", [SHOWN - 1, SHOWN, SHOWN + 1])
def test_a_cell_is_shown_whole_as_long_as_it_is_not_too_long(length: int) -> None:
    text = "长" * length
    assert shown(text) == (text if length <= SHOWN else "长" * (SHOWN - 1) + "…")
    assert len(shown(text)) <= SHOWN


@pytest.mark.parametrize(("figure", "rows_read"), [("213", 3), ("71", 3), ("71.5", 3)])
def test_a_row_without_a_name_that_is_the_sum_or_the_mean_of_those_above_is_no_pupil(
    read: Reader, figure: str, rows_read: int
) -> None:
    sheet = read(f"姓名|语文\n张云山|66\n李文海|71\n王雨晴|76\n|{figure}")
    assert len(sheet.table.rows) == rows_read


def test_sums_of_each_class_below_it_are_no_pupils(read: Reader) -> None:
    first, second = (60, 70, 80), (55, 75, 92)
    body = [f"{NAMES[n]}|{mark}" for n, mark in enumerate(first)] + [f"|{sum(first)}"]
    body += [f"{NAMES[n + 3]}|{mark}" for n, mark in enumerate(second)] + [f"|{sum(second)}"]
    sheet = read("姓名|语文\n" + "\n".join(body))
    assert list(sheet.table.rows) == [2, 3, 4, 6, 7, 8]


@pytest.mark.parametrize(
    ("again", "rows_read"),
    [
        ("姓名|语文|数学|英语|备注", 12),
        ("姓名|语文|数学|物理|化学", 12),
        ("姓名|物理|化学|历史|地理", 13),
    ],
)
def test_a_row_that_says_most_labels_again_is_a_header_again(
    read: Reader, again: str, rows_read: int
) -> None:
    def part(first: int) -> str:
        return "\n".join(f"{NAMES[n]}|{60 + n}|{70 + n}|{50 + n}|" for n in range(first, first + 6))

    sheet = read(f"姓名|语文|数学|英语|备注\n{part(0)}\n{again}\n{part(6)}")
    assert sum(len(table.rows) for table in sheet.tables) in {12, rows_read}
    assert NAMES[:12] == [name for table in sheet.tables for name in table.names if name != "姓名"]


def test_rows_under_a_merged_name_are_of_the_same_pupil_the_next_row_is_not(read: Reader) -> None:
    sheet = read(
        "姓名|语文|数学\n张云山|60|\n||70\n李文海|80|90\n王雨晴|70|60\n赵云山|50|40",
        merged=["A2:A3"],
    )
    assert sheet.table.names == ["张云山", "张云山", "李文海", "王雨晴", "赵云山"]


def test_a_row_below_a_merged_name_is_not_of_that_pupil(read: Reader) -> None:
    sheet = read(f"姓名|语文|数学\n张云山|60|\n||70\n|65|75\n{pupils(6, '50')}", merged=["A2:A3"])
    assert sheet.table.names[:3] == ["张云山", "张云山", ""]
