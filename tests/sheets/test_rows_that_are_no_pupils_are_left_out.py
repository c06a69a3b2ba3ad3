from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.sheets.cells import Grid


def test_labelled_figures_and_remarks_under_the_pupils(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|姓名|语文|数学
        1班|张云山|85|80
        1班|李文海|90|95
        1班|王小川|缺考|70
        应考3人 实考2人|||
        合计||175|245
        平均分||87.5|81.7
        及格人数||2|3
        |及格率|'100%|'100%
        最高分||90|95
        注：缺考不计入|||
        制表人：陈大年|||
        """,
        merged=["A5:D5"],
    )
    assert sheet.rows() == (2, 4)
    assert sheet.found.footers == (5, 6, 7, 8, 9, 10, 11, 12)
    assert sheet.marks("语文") == [8500, 9000, "缺考"]


@pytest.mark.parametrize(
    "label", ["班级平均", "班级得分率", "平均分", "合计", "语文平均分", "全班", "Average"]
)
def test_figures_labelled_in_the_name_column(read: Callable[..., Read], label: str) -> None:
    sheet = read(f"学号|姓名|分数\n'01|张云山|92\n'02|李文海|90\n|{label}|'91.0")
    assert sheet.rows() == (2, 3)
    assert sheet.found.footers == (4,)


def test_figures_without_a_label_are_left_out_with_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read("姓名|数学|\n张云山|84|\n李文海|85|\n王小川|87|\n赵一鸣|88|\n|344|\n||86")
    assert sheet.rows() == (2, 5)
    assert sheet.found.footers == (6, 7)
    assert sheet.finding("unlabelled_footer").cell == "B6"
    assert sheet.finding("unlabelled_row").cell == "C7"


def test_a_sum_beside_a_stray_name_is_left_out_with_a_doubt(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|姓名|数学|
        1.7|张云山|89|
        1.7|李文海|90|
        1.7|王小川|97|
        1.7|赵一鸣|100|
        |钱多多|376|
        |平均分||94
        """
    )
    assert sheet.rows() == (2, 5)
    assert sheet.found.footers == (6, 7)
    finding = sheet.finding("stray_name_footer")
    assert finding.cell == "C6"
    assert "钱多多" in finding.message


def test_the_last_pupil_with_the_best_mark_stays_a_pupil(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|数学\n1|张云山|0\n1|李文海|0\n1|王小川|0\n1|赵一鸣|100")
    assert sheet.rows() == (2, 5)
    assert sheet.doubts == []


def test_subtotals_after_each_class_are_left_out(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|姓名|语文
        1班|张云山|85
        1班|李文海|90
        1班平均||87.5
        |||
        2班|王小川|66
        2班|赵一鸣|77
        2班平均||71.5
        全年级平均||79.5
        """
    )
    assert list(sheet.found.data_rows) == [2, 3, 6, 7]
    assert sheet.found.footers == (4, 8, 9)
    assert sheet.table.classes == ["1班", "1班", "2班", "2班"]


def test_an_unlabelled_mean_after_each_class_is_left_out_with_a_doubt(
    read: Callable[..., Read],
) -> None:
    sheet = read(
        """
        班级|姓名|语文|数学
        1班|张云山|85|70
        1班|李文海|90|81
        1班|王小川|66|92
        ||80.33|81
        2班|赵一鸣|77|60
        2班|钱多多|58|71
        2班|孙晓晓|64|55
        ||66.33|62
        """
    )
    assert list(sheet.found.data_rows) == [2, 3, 4, 6, 7, 8]
    assert sheet.found.footers == (5, 9)
    assert "C5、C9" in sheet.finding("unlabelled_footer").message


def test_a_pupil_in_the_middle_without_a_name_counts_with_an_error(
    read: Callable[..., Read],
) -> None:
    sheet = read("考号|姓名|语文\n'101|张云山|85\n'102||41\n'103|王小川|66")
    assert sheet.rows() == (2, 4)
    finding = sheet.finding("name_missing")
    assert (finding.cell, finding.severity) == ("B3", "error")


def test_prepared_lines_with_a_number_and_nobody_are_left_out(read: Callable[..., Read]) -> None:
    sheet = read("序号|姓名|语文\n1|张云山|85\n2|李文海|90\n3||\n4||")
    assert sheet.rows() == (2, 3)


def test_a_pupil_without_any_mark_is_still_a_pupil(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文|数学\n1|张云山|85|80\n1|李文海||\n1|王小川|66|70")
    assert sheet.rows() == (2, 4)
    assert sheet.marks("语文") == [8500, "", 6600]


def test_empty_lines_between_pupils_do_not_end_the_sheet(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文\n张云山|85\n|\n李文海|90\n|\n|\n王小川|66")
    assert list(sheet.found.data_rows) == [2, 4, 7]
    assert sheet.found.footers == ()


def test_whoever_made_the_sheet_is_no_pupil(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文\n张云山|85\n李文海|90\n王小川|66\n赵一鸣|70\n|\n陈大年|")
    assert sheet.rows() == (2, 5)
    assert sheet.finding("stray_name_row").cell == "A7"


def test_a_small_table_of_means_under_the_pupils_is_no_pupil(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        班级|姓名|语文|数学
        1班|张云山|85|80
        1班|李文海|90|95
        2班|王小川|66|70

        班级|平均分|及格率|优秀率
        1班|87.5|1|0.5
        2班|66|0.5|0
        """
    )
    assert sheet.rows() == (2, 4)
    assert sheet.doubts == ["number_below_list"]
    assert "B7、B8" in sheet.finding("number_below_list").message


def test_means_of_classes_to_the_right_are_not_read(read: Callable[..., Read]) -> None:
    sheet = read(
        """
        姓名|语文|数学||分数段|人数
        张云山|85|80||90-100|1
        李文海|90|95||80-89|1
        王小川|66|70||60-79|1
        |||||60以下|0
        """
    )
    assert sheet.rows() == (2, 4)
    assert sheet.found.subjects == {"语文": "B", "数学": "C"}


@pytest.mark.parametrize("name", ["高平均山", "Ayshem Muhammad Abdurahman"])
def test_a_name_that_looks_like_a_footer_stays_with_a_doubt(
    read: Callable[..., Read], name: str
) -> None:
    sheet = read(f"学号|姓名|语文\n'01|张云山|85\n'02|{name}|90\n'03|王小川|66")
    assert sheet.rows() == (2, 4)
    assert sheet.doubts == ["name_like_footer"]


@pytest.mark.parametrize(
    "name", ["郭英语", "李优秀", "张全", "阿卜杜热合曼·买买提江", "Li Wei", "欧阳小年"]
)
def test_unusual_names_are_pupils_without_a_doubt(read: Callable[..., Read], name: str) -> None:
    sheet = read(f"姓名|语文\n张云山|85\n{name}|90\n王小川|66")
    assert sheet.rows() == (2, 4)
    assert sheet.doubts == []


def test_an_absent_pupil_with_a_latin_name_is_a_pupil(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|数学\nTom Smith|85|80\nLi Wei|缺考|缺考\nBob Ray|66|70")
    assert sheet.rows() == (2, 4)


@pytest.mark.parametrize(
    "text", ["以下空白", "（以下空白）", "备注", "说明：本表不公开", "2024年1月15日"]
)
def test_closing_words_in_the_name_column_are_no_pupil(
    read: Callable[..., Read], text: str
) -> None:
    sheet = read(f"姓名|语文\n张云山|85\n李文海|90\n{text}|")
    assert sheet.rows() == (2, 3)


def test_formulas_that_were_never_computed_are_an_error(drawn: Callable[..., Grid]) -> None:
    grid = drawn("姓名|语文|总分\n张云山|85|\n李文海||")
    found = recognise(grid._replace(uncached=[(2, 1), (1, 2), (2, 2)]))
    codes = {finding.code: finding for finding in found.findings}
    assert codes["formula_without_result"].cell == "B3"
    assert codes["formula_without_result"].severity == "error"
    assert codes["total_without_result"].severity == "note"


def test_errors_in_key_columns_are_named(read: Callable[..., Read]) -> None:
    sheet = read("班级|姓名|语文\n1|张云山|85\n#REF!|李文海|90\n1|王小川|#N/A")
    errors = [one.cell for one in sheet.found.findings if one.code == "error_cell"]
    assert sorted(errors) == ["A3", "C4"]
