from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import settings_row
from xl_quality.sheets.checkup import check_enrolment, examine
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.spelling import likely_same_school

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.cells import Grid
    from xl_quality.sheets.lists import ListSheet
    from xl_quality.sheets.recognise import BookRecognition

FORM = "项目|工作表|列|值|说明\n满分|||{}|\n"


def examined(grids: Sequence[Grid]) -> list[Finding]:
    book = recognise_book(grids)
    lists = [found for grid in grids if (found := read_list(grid)) is not None]
    return [*examine(book.score_sheets, book.settings, lists), *compared_with_due(book, lists)]


def compared_with_due(book: BookRecognition, lists: Sequence[ListSheet]) -> list[Finding]:
    """As a book is taken in, but for names that are spelt differently."""
    due = [record for sheet in lists if sheet.name == "应考" for record in sheet.records]
    return [found for table in book.tables for found in check_enrolment(table, due)]


@pytest.fixture
def doctor(drawn: Callable[..., Grid]) -> Callable[..., list[Finding]]:
    def look(*sheets: tuple[str, str], full: str = "100") -> list[Finding]:
        grids = [drawn(text, name=name) for name, text in sheets]
        return examined([*grids, drawn(FORM.format(full), name="考核设置")])

    return look


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


GOOD = """
学号|班级|姓名|语文|数学|总分
'101|1|张云山|85|80|165
'102|1|李文海|90|95|185
'103|2|王小川|66|70|136
'104|2|赵一鸣|70|71|141
"""


def test_a_sound_sheet_has_nothing(doctor: Callable[..., list[Finding]]) -> None:
    assert doctor(("成绩", GOOD)) == []


@pytest.mark.parametrize(("full", "found"), [("90", ["mark_above_full"]), ("91", [])])
def test_marks_above_the_full_mark(
    doctor: Callable[..., list[Finding]], full: str, found: list[str]
) -> None:
    findings = doctor(("成绩", "姓名|语文\n张云山|85\n李文海|91\n王小川|90"), full=full)
    assert codes(findings) == found
    assert [one.cell for one in findings] == ["B3"] * len(found)


def test_marks_are_held_against_the_full_mark_of_their_own_sheet(
    drawn: Callable[..., Grid],
) -> None:
    form = "项目|工作表|列|值|说明\n满分|||100|\n满分||语文|120|\n满分|成绩|语文|150|"
    scores = drawn("姓名|语文\n张云山|130\n李文海|151", name="成绩")
    findings = examined([scores, drawn(form, name="考核设置")])
    assert [(one.code, one.cell, one.found) for one in findings] == [
        ("mark_above_full", "B3", "151")
    ]


def test_a_full_mark_in_the_label_goes_before_the_assumed_one(
    drawn: Callable[..., Grid],
) -> None:
    findings = examined([drawn("姓名|语文（120分）|数学\n张云山|118|101\n李文海|121|90")])
    assert {one.code: one.cell for one in findings} == {
        "mark_above_full": "B3",
        "full_mark_unknown": "C2",
    }


def test_without_a_full_mark_the_usual_one_is_proposed(drawn: Callable[..., Grid]) -> None:
    findings = examined([drawn("姓名|语文|数学|物理\n张云山|118|141|88\n李文海|99|90|70")])
    proposals = [one.suggestion for one in findings if one.code == "full_mark_unknown"]
    assert len(proposals) == 2
    assert all("150" in proposal for proposal in proposals)
    assumed = next(one for one in findings if one.code == "full_mark_assumed")
    assert assumed.found == "物理"


def test_a_subject_without_any_score(doctor: Callable[..., list[Finding]]) -> None:
    findings = doctor(("成绩", "姓名|语文|数学\n张云山|85|\n李文海|90|"))
    assert codes(findings) == ["subject_without_scores"]
    assert findings[0].cell == "C2"


def test_a_total_that_is_no_sum_names_the_rows(doctor: Callable[..., list[Finding]]) -> None:
    rows = "\n".join(
        f"学生{letter}|80|{n}|{80 + n}" for n, letter in enumerate("甲乙丙丁戊己庚辛壬癸")
    )
    findings = doctor(("成绩", f"姓名|语文|数学|总分\n{rows}\n李文海|90|95|158"))
    assert codes(findings) == ["total_not_sum"]
    assert (findings[0].cell, findings[0].severity) == ("D12", "warning")
    assert "各科之和185" in findings[0].message


def test_totals_that_are_another_figure_are_only_a_note(
    doctor: Callable[..., list[Finding]],
) -> None:
    findings = doctor(("成绩", "姓名|语文|数学|总分\n张云山|85|80|100\n李文海|90|95|120"))
    assert [(one.code, one.severity.value) for one in findings] == [("totals_not_sums", "note")]


def test_a_pupil_who_is_entered_twice_is_an_error(doctor: Callable[..., list[Finding]]) -> None:
    findings = doctor(("成绩", "班级|姓名|语文\n1|张云山|85\n1|李文海|90\n1|张 云山|85"))
    twice = next(one for one in findings if one.code == "pupil_twice")
    assert (twice.cell, twice.severity) == ("B4", "error")


def test_two_pupils_of_one_name_are_told_apart_by_their_numbers(
    doctor: Callable[..., list[Finding]],
) -> None:
    text = "学号|班级|姓名|语文\n'101|1|张云山|85\n'102|1|李文海|90\n'103|1|张云山|77"
    assert codes(doctor(("成绩", text))) == ["same_name"]
    text = "班级|姓名|语文\n1|张云山|85\n1|李文海|90\n1|张云山|77"
    findings = doctor(("成绩", text))
    assert [(one.code, one.severity.value) for one in findings] == [("pupil_twice", "warning")]


def test_equal_names_in_two_classes_are_two_pupils(doctor: Callable[..., list[Finding]]) -> None:
    text = "班级|姓名|语文\n1|张云山|85\n1|李文海|90\n2|张云山|77\n2|王小川|66"
    assert doctor(("成绩", text)) == []


def test_a_number_that_two_pupils_have_is_named(doctor: Callable[..., list[Finding]]) -> None:
    text = "学号|姓名|语文\n'101|张云山|85\n'102|李文海|90\n'101|王小川|77"
    findings = doctor(("成绩", text))
    assert [(one.code, one.cell) for one in findings] == [("id_twice", "A4")]


def test_row_numbers_that_start_again_in_each_class_are_no_doubt(
    doctor: Callable[..., list[Finding]],
) -> None:
    text = "序号|班级|姓名|语文\n1|1|张云山|85\n2|1|李文海|90\n1|2|王小川|77\n2|2|赵一鸣|66"
    assert doctor(("成绩", text)) == []


def test_many_equal_findings_are_cut_and_their_number_is_told(
    doctor: Callable[..., list[Finding]],
) -> None:
    rows = "\n".join(f"1|学生{n}号|{n}" for n in [*range(12), *range(12)])
    findings = doctor(("成绩", f"班级|姓名|语文\n{rows}"))
    assert codes(findings) == ["pupil_twice"] * 11
    assert "12组" in findings[-1].message


def test_spaces_in_names_are_a_note(doctor: Callable[..., list[Finding]]) -> None:
    findings = doctor(("成绩", "姓名|语文\n张 三|85\n李文海|90\nＬＩ四|66"))
    assert [(one.code, one.cell, one.severity.value) for one in findings] == [
        ("name_spelling", "A2", "note")
    ]
    assert "2个" in findings[0].message


def test_a_class_of_one_pupil(doctor: Callable[..., list[Finding]]) -> None:
    text = "班级|姓名|语文\n1|张云山|85\n1|李文海|90\n2|王小川|77\n2|赵一鸣|66\n21|孙晓晓|70"
    findings = doctor(("成绩", text))
    assert [(one.code, one.cell) for one in findings] == [("class_of_one", "A6")]


def test_a_class_of_one_pupil_beside_a_single_other_class(
    doctor: Callable[..., list[Finding]],
) -> None:
    findings = doctor(("成绩", "班级|姓名|语文\n1|张云山|85\n1|李文海|90\n21|孙晓晓|70"))
    assert [(one.code, one.cell) for one in findings] == [("class_of_one", "A4")]


def test_a_list_of_one_pupil_from_every_class_is_a_sample(
    doctor: Callable[..., list[Finding]],
) -> None:
    text = "班级|姓名|语文\n1|张云山|85\n2|李文海|90\n3|孙晓晓|70\n3|赵一鸣|60"
    assert codes(doctor(("成绩", text))) == []


def test_the_same_pupils_on_two_sheets_of_one_exam(drawn: Callable[..., Grid]) -> None:
    rows = [f"学生{letter}|{80 + n}" for n, letter in enumerate("甲乙丙丁戊己")]
    one = drawn("姓名|语文\n" + "\n".join(rows), name="一班")
    copy = drawn("姓名|语文\n" + "\n".join(rows[2:]), name="二班")
    findings = recognise_book([one, copy]).findings
    twice = next(finding for finding in findings if finding.code == "sheet_twice")
    assert (twice.sheet, twice.cell, twice.severity) == ("二班", "A2", "error")
    assert "4名" in twice.message


def test_one_pupil_on_two_sheets_of_one_exam(drawn: Callable[..., Grid]) -> None:
    one = drawn("姓名|语文\n" + "\n".join(f"学生{c}|80" for c in "甲乙丙丁戊己"), name="一班")
    other = drawn("姓名|语文\n" + "\n".join(f"学生{c}|70" for c in "己庚辛壬癸子"), name="二班")
    findings = recognise_book([one, other]).findings
    common = next(finding for finding in findings if finding.code == "pupil_on_two_sheets")
    assert common.cell == "A2"
    assert "其中0名分数完全相同" in common.message


def test_the_same_pupils_in_two_exams_are_no_doubt(drawn: Callable[..., Grid]) -> None:
    text = "姓名|语文\n张云山|85\n李文海|90"
    book = recognise_book([drawn(text, name="期中考试"), drawn(text, name="期末考试")])
    assert book.findings == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("骆驼坳中学", "驼骆坳中学", True),
        ("骆驼坳中学", "骆驼坳 中学", True),
        ("骆驼坳中学", "骆驼坳初中", True),
        ("骆驼坳中学", "骆驼坳", True),
        ("骆驼坳中学", "骆驼坳镇中学", True),
        ("骆驼坳中学", "骆驼坳小学", False),
        ("张家小学", "李家小学", False),
        ("第一小学", "第二小学", False),
        ("第12小学", "第21小学", False),
        ("实验小学", "第二实验小学", False),
        ("东河小学", "西河小学", False),
        ("河小学", "东河小学", False),
    ],
)
def test_two_spellings_of_one_school(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert bool(likely_same_school(one, other, 30, 30)) is same
    assert bool(likely_same_school(other, one, 30, 30)) is same


def test_a_rare_spelling_beside_a_usual_one_is_a_slip() -> None:
    assert likely_same_school("石桥小学", "石楼小学", 40, 1) == "只差一个字"
    assert likely_same_school("石桥小学", "石楼小学", 40, 3) == ""


def test_school_spellings_across_sheets_and_lists(doctor: Callable[..., list[Finding]]) -> None:
    scores = "学校|姓名|语文\n骆驼坳中学|张云山|85\n骆驼坳中学|李文海|90"
    ranks = "单位|考试|学科|名次\n驼骆坳中学|统考|语文|3"
    findings = doctor(("成绩", scores), ("县名次", ranks))
    assert [(one.code, one.where) for one in findings] == [("school_spelling", "县名次!A2")]
    assert "项目“学校别名”，列“驼骆坳中学”，值“骆驼坳中学”" in findings[0].suggestion


def test_more_or_fewer_pupils_than_enrolled(doctor: Callable[..., list[Finding]]) -> None:
    scores = "班级|姓名|语文\n1班|张云山|85\n1班|李文海|90\n2班|王小川|77\n2班|赵一鸣|66"
    findings = doctor(("成绩", scores), ("应考", "学校|班级|应考人数\n|1班|3\n|2班|1"))
    assert [(one.code, one.where) for one in findings] == [
        ("fewer_than_enrolled", "应考!C2"),
        ("more_than_enrolled", "应考!C3"),
    ]


def test_a_list_with_other_brackets_is_compared_all_the_same(
    doctor: Callable[..., list[Finding]],
) -> None:
    scores = "班级|姓名|语文\n五（1）班|张云山|85\n五（1）班|李文海|90"
    enrolled = "班级|应考人数\n五(1)班|3"
    findings = doctor(("成绩", scores), ("应考", enrolled))
    assert [(one.code, one.where) for one in findings] == [("fewer_than_enrolled", "应考!B2")]


def test_the_same_pupils_with_other_marks_are_two_exams_without_names(
    drawn: Callable[..., Grid],
) -> None:
    sheets = [
        drawn(
            "姓名|语文\n" + "\n".join(f"学生{c}|{mark}" for c in "甲乙丙丁戊己"),
            name=f"Sheet{mark}",
        )
        for mark in (70, 80)
    ]
    assert codes(recognise_book(sheets).findings) == ["exams_unnamed"]


@pytest.mark.parametrize(("above", "slips"), [(9, True), (10, False)])
def test_many_marks_above_an_assumed_full_mark_are_no_slips(
    drawn: Callable[..., Grid],
    above: int,
    slips: bool,  # noqa: FBT001 - a column of the table
) -> None:
    marks = [110] * above + [80] * 20
    rows = "\n".join(f"学生{number}号|{mark}" for number, mark in enumerate(marks))
    found = examined([drawn(f"姓名|语文\n{rows}", name="成绩")])
    [told] = [one for one in found if one.code == "full_mark_unknown"]
    assert ("写错的分数请改正" in told.suggestion) == slips
    assert "项目“满分”，列“语文”，值“120”" in told.suggestion


CLASS = [f"学生{name}" for name in "甲乙丙丁戊己庚辛"]


def _sheet(title: str, header: str, marks: str) -> str:
    rows = "\n".join(f"1班|{name}|{marks.format(n=60 + n)}" for n, name in enumerate(CLASS))
    return f"{title}\n班级|姓名|{header}\n{rows}"


@pytest.mark.parametrize(
    ("title", "header", "marks", "code"),
    [
        ("五年级期末数学成绩", "数学", "{n}", "sheet_twice"),
        ("五年级期末成绩", "数学|语文", "{n}|{n}", "sheet_twice"),
        (
            "青石小学五年级期末数学成绩",
            "数学",
            "{n}",
            "sheet_twice",
        ),  # only this one names a school
        ("五年级期末英语成绩", "英语", "{n}", ""),  # another subject of the exam
        ("五年级期中数学成绩", "数学", "{n}", ""),  # another exam
        ("五年级期末数学成绩", "数学", "3{n}", "exams_unnamed"),  # other marks
    ],
)
def test_a_subject_that_stands_on_two_sheets_of_an_exam_is_told(
    drawn: Callable[..., Grid], title: str, header: str, marks: str, code: str
) -> None:
    whole = _sheet("五年级期末成绩", "语文|数学", "{n}|{n}")
    grids = [
        drawn(whole, name="总表", merged=["A1:D1"]),
        drawn(_sheet(title, header, marks), name="另表", merged=["A1:C1"]),
    ]
    found = [one.code for one in recognise_book(grids).findings if one.sheet == "另表"]
    told = {"sheet_twice", "exams_unnamed", "items_counted_twice"}.intersection(found)
    assert told == ({code} if code else set())


@pytest.mark.parametrize(("other", "told"), [(0, True), (1, True), (4, False)])
def test_questions_of_an_exam_that_is_counted_already_are_asked(
    drawn: Callable[..., Grid],
    other: int,
    told: bool,  # noqa: FBT001 - a column of the table
) -> None:
    items = "\n".join(
        f"1班|{name}|{60 + n + 20 * (n < other)}|{20 + n}|40" for n, name in enumerate(CLASS)
    )
    grids = [
        drawn(_sheet("五年级期末成绩", "语文|数学", "{n}|{n}"), name="总表", merged=["A1:D1"]),
        drawn(f"班级|姓名|得分|第1题|第2题\n{items}", name="数学小题分"),
    ]
    found = recognise_book(grids).findings
    assert ("items_counted_twice" in codes(found)) == told
    if told:
        [asked] = [one for one in found if one.code == "items_counted_twice"]
        assert settings_row("不用", "是", sheet="数学小题分") in asked.suggestion
