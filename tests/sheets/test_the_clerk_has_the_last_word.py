from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.core.option_table import weights, weights_text
from xl_quality.core.options import COMPOSITES, AbsentRule, Digits, Lines, Measure, Options
from xl_quality.core.ranking import RoundingMode, TieRule
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.settings import FORM_HEADER, ITEMS
from xl_quality.sheets.settings_reader import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

HEADER = "项目|工作表|列|值|说明"
ODD = "姓名|甲|乙|丙\n张云山|85|80|70\n李文海|90|95|66\n王小川|61|77|58"


def settings(drawn: Callable[..., Grid], *lines: str) -> Settings:
    return read_settings(drawn("\n".join([HEADER, *lines]), name="考核设置"), ["成绩", "高一1班"])


def test_columns_named_by_a_person_are_what_he_says(read: Callable[..., Read]) -> None:
    columns = {"B": "语文", "C": "物理", "D": "不用"}
    sheet = read(ODD, overrides=SheetOverride(columns=columns))
    assert sheet.found.subjects == {"语文": "B", "物理": "C"}
    assert sheet.doubts == []


def test_a_name_column_given_by_a_person_replaces_the_labelled_one(
    read: Callable[..., Read],
) -> None:
    text = "姓名|真名|语文\n1号|张云山|85\n2号|李文海|90"
    sheet = read(text, overrides=SheetOverride(columns={"B": "姓名"}))
    assert sheet.table.names == ["张云山", "李文海"]


def test_a_column_beyond_the_sheet_is_an_error(read: Callable[..., Read]) -> None:
    sheet = read(ODD, overrides=SheetOverride(columns={"Z": "语文"}))
    assert sheet.finding("override_beyond_sheet").severity == "error"


def test_header_and_rows_given_by_a_person_are_used(read: Callable[..., Read]) -> None:
    text = "姓名|语文\n说明|说明\n姓名|语文\n张云山|85\n李文海|90\n王小川|66"
    sheet = read(text, overrides=SheetOverride(header_rows=(3,), first_row=5, last_row=5))
    assert sheet.found.header_rows == (3,)
    assert sheet.table.names == ["李文海"]


def test_school_class_and_exam_given_by_a_person_go_before_the_title(
    read: Callable[..., Read],
) -> None:
    override = SheetOverride(school="柳溪小学", grade="五年级", class_name="2班", exam="期末")
    sheet = read("石桥小学六年级1班期中|\n姓名|语文\n张云山|85\n李文海|90", overrides=override)
    table = sheet.table
    assert (table.schools[0], table.grades[0], table.classes[0]) == ("柳溪小学", "五年级", "2班")
    assert table.exam == "期末"
    assert sheet.codes == []


def test_a_sheet_not_to_be_used_is_not_read(read: Callable[..., Read]) -> None:
    sheet = read(ODD, overrides=SheetOverride(ignore=True))
    assert sheet.found.kind == "other"
    assert sheet.tables == []


def test_an_empty_form_changes_nothing(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn)
    assert found.options == Options()
    assert found.findings == ()


def test_full_marks_and_lines_by_subject_and_for_all(drawn: Callable[..., Grid]) -> None:
    found = settings(
        drawn,
        "满分||语文|120|",
        "满分|||110|",
        "及格线|||0.6|",
        "优秀线|||80%|",
        "低分线|||30%|",
        "优秀线||语文|102分|",
    )
    options = found.options
    assert found.findings == ()
    assert options.full_marks == {"语文": 12000}
    assert options.default_full == 11000
    assert options.lines == Lines(Fraction(3, 5), Fraction(4, 5), Fraction(3, 10))
    assert options.thresholds("语文").excellent == 10200
    assert options.subject_lines["语文"].low == Fraction(3, 10)


def test_a_line_in_points_may_stand_above_its_full_mark(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn, "及格线||数学|72分|", "满分||数学|120|")
    assert found.options.thresholds("数学").passing == 7200


def test_a_line_in_points_holds_with_the_full_mark_that_the_sheet_states(
    drawn: Callable[..., Grid],
) -> None:
    options = settings(drawn, "及格线||数学|72分|").options
    assert options.thresholds("数学", stated=12000).passing == 7200
    assert options.thresholds("数学").passing == 7200
    assert options.thresholds("语文").passing == 6000


@pytest.mark.parametrize(
    ("line", "code", "row"),
    [
        ("及格线||数学|72|", "line_unclear", "值“72分或72%”"),
        ("及格线|||72|", "line_unclear", "值“72分或72%”"),
        ("低分线||数学|121分|", "line_above_full", "项目“低分线”"),
    ],
)
def test_a_bare_line_with_another_full_mark_is_asked_at_its_cell_and_never_used(
    drawn: Callable[..., Grid], line: str, code: str, row: str
) -> None:
    found = settings(drawn, line, "满分||数学|120|", "满分|||120|")
    assert [(one.code, one.cell) for one in found.findings] == [(code, "D2")]
    assert row in found.findings[0].suggestion
    with pytest.raises(BadInputError):
        found.options.thresholds("数学")


def test_a_line_is_not_held_against_a_full_mark_that_is_only_assumed(
    drawn: Callable[..., Grid],
) -> None:
    assert settings(drawn, "及格线|||110分|").findings == ()
    told = settings(drawn, "满分|||100|", "及格线|||110分|").findings
    assert [(one.code, one.cell) for one in told] == [("line_above_full", "D3")]


def test_a_line_above_the_full_mark_is_told_below_the_full_mark_too(
    drawn: Callable[..., Grid],
) -> None:
    found = settings(drawn, "满分||数学|120|", "优秀线||数学|100分|", "及格线||数学|121分|")
    assert [(one.code, one.cell) for one in found.findings] == [("line_above_full", "D4")]


def test_a_bare_line_is_the_same_either_way_where_the_full_mark_is_100(
    drawn: Callable[..., Grid],
) -> None:
    found = settings(
        drawn, "及格线|||65|", "满分||数学|100|", "优秀线||数学|0.9|", "低分线|||0.65|"
    )
    assert found.findings == ()
    assert found.options.thresholds("数学") == (10000, 6500, 9000, 6500)


def test_choices_of_reading_and_printing(drawn: Callable[..., Grid]) -> None:
    options = settings(
        drawn,
        "缺考|||按0分|",
        "并列|||不占位|",
        "排名指标|||平均分|",
        "小数位|||1|",
        "小数位||率|2|",
        "舍入||率|截尾|",
        "按未舍入排名|||是|",
        "去尾|||5%|",
        "应考人数||石桥小学/六年级/1班|45|",
    ).options
    assert options.absent is AbsentRule.ZERO
    assert options.ties is TieRule.DENSE
    assert options.measure is Measure.MEAN
    assert options.digits == Digits(mean=1, rate=2, composite=1, rate_mode=RoundingMode.TRUNCATE)
    assert options.rank_unrounded
    assert options.drop.share == Fraction(1, 20)
    assert options.enrolled == {("石桥小学", "六年级", "1班"): 45}


def test_weights_as_a_set_or_one_by_one(drawn: Callable[..., Grid]) -> None:
    assert settings(drawn, "综合权重|||40-30-30|").options.weights == COMPOSITES["40-30-30"]
    weights = settings(
        drawn, "综合权重||平均分|0.5|", "综合权重||及格率|0.6|", "综合权重||低分率|-0.1|"
    ).options.weights
    assert (weights.mean, weights.pass_rate) == (Fraction(1, 2), Fraction(3, 5))
    assert (weights.excellent_rate, weights.low_rate) == (0, Fraction(-1, 10))


def test_what_is_fixed_about_sheets(drawn: Callable[..., Grid]) -> None:
    found = settings(
        drawn,
        "表头行|成绩||2-3|",
        "首行|成绩||4|",
        "末行|成绩||50|",
        "指定列|成绩|D|语文|",
        "指定列|成绩|m列|不用|",
        "班级|高一1班||1班|",
        "不用|高一1班||是|",
        "带符号的分数|||计入|",
    )
    assert found.findings == ()
    assert found.override("成绩") == SheetOverride(
        header_rows=(2, 3),
        first_row=4,
        last_row=50,
        columns={"D": "语文", "M": "不用"},
        accept_signs=True,
    )
    assert found.override("高一1班").ignore
    assert found.override("高一1班").class_name == "1班"


def test_a_school_may_have_a_second_name(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn, "学校别名||驼骆坳中学|骆驼坳中学|")
    assert found.school_aliases == {"驼骆坳中学": "骆驼坳中学"}


@pytest.mark.parametrize(
    ("line", "cell", "code"),
    [
        ("满份||语文|120|", "A2", "settings_item_unknown"),
        ("满分||语文|很多|", "D2", "settings_value_bad"),
        ("满分||语文|0|", "D2", "settings_value_bad"),
        ("考试性质||期末|随堂|", "D2", "settings_value_bad"),
        ("及格线|||160%|", "D2", "settings_value_bad"),
        ("及格线||语文|1500分|", "D2", "settings_value_bad"),
        ("缺考|||随便|", "D2", "settings_value_bad"),
        ("小数位|||7|", "D2", "settings_value_bad"),
        ("小数位||名次|1|", "C2", "settings_column_bad"),
        ("综合权重||优生率|0.3|", "C2", "settings_column_bad"),
        ("应考人数||1班|45|", "C2", "settings_column_bad"),
        ("应考人数||/七年级/1班|45.5|", "D2", "settings_value_bad"),
        ("指定列|成绩|第四列|语文|", "C2", "settings_column_bad"),
        ("指定列|城绩|D|语文|", "B2", "settings_sheet_unknown"),
        ("表头行|||3|", "B2", "settings_sheet_unknown"),
        ("表头行|成绩||第三行|", "D2", "settings_value_bad"),
        ("学校别名|||骆驼坳中学|", "C2", "settings_column_bad"),
    ],
)
def test_a_line_that_cannot_be_used_names_its_cell_and_changes_nothing(
    drawn: Callable[..., Grid], line: str, cell: str, code: str
) -> None:
    found = settings(drawn, line)
    assert [(one.code, one.cell, one.severity.value) for one in found.findings] == [
        (code, cell, "error")
    ]
    assert found.options == Options()
    assert found.sheets == {}


def test_a_misspelt_item_or_sheet_gets_a_proposal(drawn: Callable[..., Grid]) -> None:
    item, sheet = settings(drawn, "满份||语文|120|", "首行|成积||4|").findings
    assert item.suggestion == "是不是“满分”？请改正"
    assert sheet.suggestion == "是不是“成绩”？请改正"


def test_every_example_of_the_form_is_accepted(drawn: Callable[..., Grid]) -> None:
    columns = {
        "列号，如 D": "D",
        "表中写法": "驼骆坳中学",
        "单位名": "光明学校",
        "考试名，如 2026年县统考": "2026年县统考",
        "教师姓名": "王小明",
        "学校/年级/班级": "/七年级/1班",
    }
    lines = [
        "|".join(
            [
                item.name,
                "成绩" if item.sheet else "",
                columns.get(item.column, ""),
                item.example,
                "",
            ]
        )
        for item in ITEMS
    ]
    found = settings(drawn, *lines)
    assert [str(finding) for finding in found.findings] == []
    assert len(found.given) == len(ITEMS)


def test_a_form_without_its_header_is_an_error(drawn: Callable[..., Grid]) -> None:
    found = read_settings(drawn("满分|语文|120", name="考核设置"))
    assert [one.code for one in found.findings] == ["settings_header_missing"]


def test_lines_without_a_value_are_prepared_lines(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn, *(f"{item.name}||||{item.meaning}" for item in ITEMS if not item.sheet))
    assert found.findings == ()
    assert found.given == frozenset()


def test_the_form_of_a_workbook_decides_about_its_other_sheets(
    drawn: Callable[..., Grid],
) -> None:
    form = Grid("考核设置", [list(FORM_HEADER), ["指定列", "成绩", "D", "不用", None]])
    book = recognise_book([drawn(ODD, name="成绩"), form])
    assert [sheet.kind for sheet in book.sheets] == ["student_scores", "settings"]
    assert list(book.sheets[0].subjects) == ["甲", "乙"]


def test_signed_scores_count_once_the_clerk_says_so(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文\n张云山|▲72\n李文海|90", overrides=SheetOverride(accept_signs=True))
    assert sheet.marks("语文") == [7200, 9000]
    assert sheet.doubts == []


BOTH = "姓名|语文|数学（150分）\n张云山|85|80\n李文海|90|95\n王小川|61|77"


def full_marks(drawn: Callable[..., Grid], *lines: str) -> dict[str, int]:
    """The full marks that figures of the sheet 成绩 use, after a form with these lines."""
    form = drawn("\n".join([HEADER, *lines]), name="考核设置")
    book = recognise_book([drawn(BOTH, name="成绩"), form])
    columns = book.tables[0].subjects.values()
    options = book.settings.options
    return {own.label: options.thresholds(own.label, own.full_mark).full for own in columns}


def test_a_full_mark_for_one_sheet_goes_before_all_others(drawn: Callable[..., Grid]) -> None:
    everywhere = "满分||数学|120|"
    assert full_marks(drawn) == {"语文": 10000, "数学": 15000}
    assert full_marks(drawn, everywhere) == {"语文": 10000, "数学": 12000}
    assert full_marks(drawn, everywhere, "满分|成绩|数学|80|") == {"语文": 10000, "数学": 8000}
    assert full_marks(drawn, "满分|成绩||50|", everywhere) == {"语文": 5000, "数学": 5000}


def test_a_full_mark_for_one_sheet_leaves_the_others_alone(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn, "满分|成绩|语文|120|")
    assert found.override("成绩").full_marks == {"语文": 12000}
    assert found.override("高一1班").full_marks == {}
    assert found.options.full_marks == {}


def test_a_full_mark_for_a_subject_the_sheet_lacks_is_an_error(read: Callable[..., Read]) -> None:
    sheet = read(BOTH, overrides=SheetOverride(full_marks={"物理": 9000}))
    assert sheet.finding("full_mark_for_no_subject").severity == "error"


def test_full_marks_for_one_sheet_reach_the_subjects_of_the_long_layout(
    read: Callable[..., Read],
) -> None:
    text = "姓名|科目|分数\n张云山|语文|80\n张云山|数学|70\n李文海|语文|66\n李文海|数学|55"
    sheet = read(text, overrides=SheetOverride(full_marks={"语文": 12000, "": 8000}))
    marks = {name: own.full_mark for name, own in sheet.table.subjects.items()}
    assert marks == {"语文": 12000, "数学": 8000}


def test_an_item_for_all_sheets_is_not_narrowed_to_one(drawn: Callable[..., Grid]) -> None:
    found = settings(drawn, "及格线|成绩||50%|")
    assert [one.code for one in found.findings] == ["settings_sheet_useless"]
    assert found.options == Options()


@pytest.mark.parametrize(
    ("text", "parts", "relative"),
    [
        ("5-3-2", (5, 3, 2, 0), False),
        ("4-3-2-1", (4, 3, 2, -1), False),
        ("5-3-2-0", (5, 3, 2, 0), False),
        ("0.5-0.3-0.2", (5, 3, 2, 0), False),
        ("0.4/0.3/0.3/0.1", (4, 3, 3, -1), False),
        ("0.4：0.3：0.3：-0.1", (4, 3, 3, -1), False),
        ("1-0-0", (10, 0, 0, 0), False),
        ("1-1-1", (10, 10, 10, 0), False),
        ("50-30-30", (500, 300, 300, 0), True),
        ("５０-３０-３０", (500, 300, 300, 0), True),
        ("40-30-30-10", (400, 300, 300, -100), True),
        ("40-30-30--10", (400, 300, 300, -100), True),
        ("12.5-5-5", (125, 50, 50, 0), True),
    ],
)
def test_any_weights_of_a_district_are_understood_in_one_line(
    drawn: Callable[..., Grid], text: str, parts: tuple[int, ...], *, relative: bool
) -> None:
    found = settings(drawn, f"综合权重|||{text}|")
    own = found.options.weights
    assert found.findings == ()
    assert own[:4] == tuple(Fraction(part, 10) for part in parts)
    assert own.relative is relative
    assert weights(weights_text(own)) == own, "and the record writes it as it is read"


@pytest.mark.parametrize("text", ["2-1-1", "5-3-3", "5-5", "4-3-3-1-1", "0-0-0", "很多", "4-3--3"])
def test_weights_that_may_mean_two_things_or_nothing_are_asked(
    drawn: Callable[..., Grid], text: str
) -> None:
    found = settings(drawn, f"综合权重|||{text}|")
    assert [(one.code, one.cell) for one in found.findings] == [("settings_value_bad", "D2")]
    assert found.options.weights == Options().weights


def test_weights_in_four_lines_are_read_as_in_one(drawn: Callable[..., Grid]) -> None:
    lines = ("综合权重||平均分|50|", "综合权重||及格率|30|", "综合权重||优秀率|30|")
    assert settings(drawn, *lines).options.weights == weights("50-30-30")
    low = settings(drawn, *lines, "综合权重||低分率|-10|").options.weights
    assert low == weights("50-30-30-10")
    odd = settings(drawn, "综合权重||平均分|5|", "综合权重||及格率|3|")
    assert [one.cell for one in odd.findings] == ["D2"]
    assert odd.options.weights == Options().weights


def test_the_form_is_known_by_its_labels_or_by_its_name(drawn: Callable[..., Grid]) -> None:
    scores = drawn("姓名|语文\n张云山|85\n李文海|90", name="成绩")
    by_labels = drawn(f"{HEADER}\n满分||语文|120|", name="说明")
    assert recognise_book([scores, by_labels]).settings.given == {"满分"}
    by_name = drawn("满分|语文|120", name="考核设置")
    (finding,) = recognise_book([scores, by_name]).settings.findings
    assert finding.code == "settings_header_missing"
    two_words = drawn("项目|值\n满分|120", name="说明")
    assert recognise_book([scores, two_words]).settings.given == frozenset()


@pytest.mark.parametrize(
    ("lines", "whole_county"),
    [(["名次范围|||全县|"], True), (["名次范围|||全镇|"], False), (["满分||语文|120|"], False)],
)
def test_places_are_those_of_the_county_only_where_the_form_says_so(
    drawn: Callable[..., Grid], lines: list[str], *, whole_county: bool
) -> None:
    assert settings(drawn, *lines).whole_county is whole_county
