from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.core.groups import Level
from xl_quality.core.option_table import FULL_MARK, PASSING
from xl_quality.core.options import AbsentRule
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, statements
from xl_quality.runs.group_figures import compute
from xl_quality.sheets.recognition import SheetOverride

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook

    Books = Callable[..., MemoryBook]

SCORES = [["学校", "年级", "班级", "姓名", "语文", "数学"]] + [
    [school, "六年级", "1班", name, 80, 70]
    for school, name in (("青石小学", "安一"), ("青石小学", "安二"), ("白水小学", "白一"))
]


def settings(*lines: tuple[object, ...]) -> list[Any]:
    return [["项目", "工作表", "列", "值", "说明"], *[[*line, ""] for line in lines]]


def stated(full_marks: str, *, half: bool = False) -> ChosenOptions:
    lines = statements(PASSING, "50%") if half else []
    return ChosenOptions(stated=(*statements(FULL_MARK, full_marks), *lines))


def codes(book: MemoryBook, choices: ChosenOptions | None = None) -> list[str]:
    return [finding.code for finding in take_in(book, choices or ChosenOptions()).findings]


def test_settings_of_the_book_hold(book: Books) -> None:
    form = settings(
        ("满分", "", "语文", 120),
        ("及格线", "", "", "70%"),
        ("缺考", "", "", "按0分"),
    )
    options = take_in(book({"成绩": SCORES, "考核设置": form}), ChosenOptions()).options
    assert options.full_marks == {"语文": 12_000}
    assert options.lines.passing == Fraction(7, 10)
    assert options.absent is AbsentRule.ZERO


def test_what_is_said_explicitly_goes_before_the_settings(book: Books) -> None:
    form = settings(("满分", "", "语文", 120), ("满分", "", "数学", 110), ("及格线", "", "", "70%"))
    choices = stated("语文=150", half=True)
    options = take_in(book({"成绩": SCORES, "考核设置": form}), choices).options
    assert options.full_marks == {"语文": 15_000, "数学": 11_000}
    assert options.lines.passing == Fraction(1, 2)
    assert options.lines.excellent == Fraction(17, 20)


def test_a_full_mark_said_explicitly_goes_before_that_of_a_single_sheet(book: Books) -> None:
    form = settings(("满分", "成绩", "语文", 120), ("满分", "成绩", "数学", 110))
    books = {"成绩": SCORES, "考核设置": form}
    [table] = take_in(book(books), ChosenOptions()).tables
    assert table.subjects["语文"].full_mark == 12_000
    said = take_in(book(books), stated("语文=150"))
    column = said.tables[0].subjects["语文"]
    assert said.options.thresholds("语文", column.full_mark).full == 15_000
    other = said.tables[0].subjects["数学"]
    assert said.options.thresholds("数学", other.full_mark).full == 11_000


def test_a_full_mark_in_a_header_holds_for_its_own_sheet_only(book: Books) -> None:
    stated = [["年级", "班级", "姓名", "语文(120分)"], ["六年级", "1班", "安一", 72]]
    plain = [["年级", "班级", "姓名", "语文"], ["五年级", "1班", "白一", 72]]
    contents = take_in(book({"六": stated, "五": plain}), ChosenOptions())
    fulls = [table.subjects["语文"].full_mark for table in contents.tables]
    assert fulls == [12_000, None]
    results = compute(contents.tables, {}, contents.options, [Level.CLASS]).results[Level.CLASS]
    # 72 of 120 just passes; 72 of 100 passes, too, but weighs more
    assert [result.composite for result in results] == [Fraction(54), Fraction(294, 5)]


def test_a_full_mark_for_an_unknown_subject_is_doubted_in_the_settings(book: Books) -> None:
    form = settings(("满分", "", "语问", 120))
    assert "settings_subject_unknown" in codes(book({"成绩": SCORES, "考核设置": form}))
    assert "settings_subject_unknown" not in codes(
        book({"成绩": SCORES, "考核设置": settings(("满分", "", "语文", 120))})
    )


def test_a_full_mark_for_an_unknown_subject_is_refused_when_said_explicitly(book: Books) -> None:
    with pytest.raises(BadInputError, match="语问"):
        take_in(book({"成绩": SCORES}), stated("语问=120"))


TEACHING = [
    ["学校", "年级", "班级", "学科", "任课教师"],
    ["青石小学", "六年级", "1班", "语文", "江一帆"],
    ["白水小学", "六年级", "1班", "语文", "何小满"],
]


def test_schools_are_called_by_their_official_names_in_scores_and_lists(book: Books) -> None:
    rows = [list(row) for row in SCORES]
    rows[1][0] = "青石完小"
    teaching = [list(row) for row in TEACHING]
    teaching[1][0] = "青石完小"
    form = settings(("学校别名", "", "青石完小", "青石小学"))
    contents = take_in(book({"成绩": rows, "任课": teaching, "考核设置": form}), ChosenOptions())
    assert list(contents.tables[0].schools) == ["青石小学", "青石小学", "白水小学"]
    assert contents.taught["青石小学", "六年级", "1班", "语文"] == "江一帆"
    assert str(contents.rows("任课")[0].facts["school"].source) == "任课!A2"


@pytest.mark.parametrize(
    ("school", "class_name"), [("青石 小学", "1 班"), ("青石小学", "（1）班"), ("青石小学", "１班")]
)
def test_a_list_that_is_written_like_the_scores_fits_them(
    book: Books, school: str, class_name: str
) -> None:
    scores = [SCORES[0], [school, "六年级", class_name, "安一", 80, 70]]
    teaching = [TEACHING[0], [school, "六年级", class_name, "语文", "江一帆"]]
    contents = take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions())
    assert contents.taught == {(school, "六年级", class_name, "语文"): "江一帆"}
    assert "teaching_without_scores" not in [finding.code for finding in contents.findings]


@pytest.mark.parametrize(
    ("scored", "listed", "fits"),
    [
        # what the score sheets say of school, grade, class; what 任课 says; whether it is the class
        (("青石小学", "五年级", "五（1）班"), ("青石小学", "", "五(1)班"), True),
        (("青石小学", "五年级", "五（1）班"), ("青石小学", "", "五（1）班"), True),
        (("青石小学", "五年级", "五1班"), ("青石小学", "", "501"), True),
        (("青石小学", "五年级", "1班"), ("青石小学", "五年级", "五（1）班"), True),
        (("青石小学", "五年级", "五（1）班"), ("青石小学", "五年级", "1班"), True),
        (("青石小学", "五年级", "1班"), ("", "", "五(1)班"), True),
        (("青石小学", "七年级", "七年级(1)班"), ("", "", "七（1）班"), True),
        (("青石小学", "五年级", "1班"), ("青石小学", "", "1班"), True),
        (("青石小学", "五年级", "五（1）班"), ("青石小学", "", "六（1）班"), False),
        (("青石小学", "五年级", "五（1）班"), ("白水小学", "", "五（1）班"), False),
        (("青石小学", "五年级", "五（12）班"), ("青石小学", "", "五（2）班"), False),
        (("青石小学", "五年级", "十二班"), ("青石小学", "五年级", "二班"), False),
        (("青石小学", "五年级", "五（1）班"), ("青石小学", "六年级", "1班"), False),
    ],
)
def test_a_list_may_leave_out_what_the_class_says_by_itself(
    book: Books,
    scored: tuple[str, str, str],
    listed: tuple[str, str, str],
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    scores = [SCORES[0], *[[*scored, name, 80, 70] for name in ("安一", "安二")]]
    columns = [n for n, text in enumerate(listed) if text]
    head = [TEACHING[0][n] for n in columns] + ["学科", "任课教师"]
    teaching = [head, [*[listed[n] for n in columns], "语文", "江一帆"]]
    contents = take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions())
    assert (contents.taught.get((*scored, "语文")) == "江一帆") == fits
    assert ("teaching_without_scores" in [one.code for one in contents.findings]) != fits


def test_a_class_without_its_grade_is_not_guessed_among_two_grades(book: Books) -> None:
    scores = [
        SCORES[0],
        ["青石小学", "五年级", "1班", "安一", 80, 70],
        ["青石小学", "六年级", "2班", "安二", 80, 70],
    ]
    teaching = [["学校", "班级", "学科", "任课教师"], ["青石小学", "1班", "语文", "江一帆"]]
    contents = take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions())
    [told] = [one for one in contents.findings if one.code == "teaching_without_scores"]
    assert "青石小学五年级1班、青石小学六年级2班" in told.suggestion


def test_a_class_without_its_school_is_not_guessed_among_two_schools(book: Books) -> None:
    scores = [
        SCORES[0],
        ["青石小学", "五年级", "五1班", "安一", 80, 70],
        ["白水小学", "五年级", "五2班", "安二", 80, 70],
    ]
    teaching = [["班级", "学科", "任课教师"], ["五1班", "语文", "江一帆"]]
    contents = take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions())
    assert "teaching_without_scores" in [one.code for one in contents.findings]


def test_two_spellings_of_a_class_in_the_scores_are_one_class_and_told(book: Books) -> None:
    scores = [
        SCORES[0],
        *[["青石小学", "六年级", name, "安一", 80, 70] for name in ("(1)班", "（1）班")],
    ]
    teaching = [TEACHING[0], ["青石小学", "六年级", "（1）班", "语文", "江一帆"]]
    contents = take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions())
    assert list(contents.tables[0].classes) == ["(1)班"] * 2
    assert "class_spelt" in [one.code for one in contents.findings]
    assert set(contents.taught) == {("青石小学", "六年级", "(1)班", "语文")}


def test_two_spellings_of_a_school_are_told_with_what_to_do(book: Books) -> None:
    spaced = [SCORES[0], *[["青石 小学", *row[1:]] for row in SCORES[1:3]], *SCORES[1:]]
    found = take_in(book({"成绩": spaced}), ChosenOptions()).findings
    [told] = [finding for finding in found if finding.code == "school_spelling"]
    assert "“青石 小学”" in told.message
    assert "只差空格或全角字符" in told.message
    assert "学校别名" in told.suggestion


def test_classes_of_the_teaching_list_without_scores_are_told_once(book: Books) -> None:
    teaching = [*TEACHING, *[["青石小学", "五年级", f"{n}班", "语文", "白若"] for n in range(1, 9)]]
    contents = take_in(book({"成绩": SCORES, "任课": teaching}), ChosenOptions())
    found = [one for one in contents.findings if one.code == "teaching_without_scores"]
    assert len(found) == 1
    assert "等 8 个班" in found[0].message
    assert (found[0].sheet, found[0].cell) == ("任课", "A4")


def test_two_teachers_for_one_class_are_told(book: Books) -> None:
    teaching = [*TEACHING, ["青石小学", "六年级", "1班", "语文", "白若"]]
    contents = take_in(book({"成绩": SCORES, "任课": teaching}), ChosenOptions())
    found = [one for one in contents.findings if one.code == "two_teachers"]
    assert [(one.cell, one.found) for one in found] == [("E4", "江一帆、白若")]
    assert "任课!E2" in found[0].message


ENROLLED = [["学校", "年级", "班级", "应考人数"], ["青石小学", "六年级", "1班", 5]]


def test_enrolled_numbers_count_only_when_they_are_asked_for(book: Books) -> None:
    sheets: dict[str, list[Any]] = {"成绩": SCORES, "应考": ENROLLED}
    assert take_in(book(sheets), ChosenOptions()).options.enrolled == {}
    asked = take_in(book(sheets), ChosenOptions(enrolled="应考"))
    assert asked.options.enrolled == {("青石小学", "六年级", "1班"): 5}
    results = compute(asked.tables, {}, asked.options, [Level.SCHOOL]).results[Level.SCHOOL]
    assert [result.rates.divisor for result in results[:2] if result.rates] == [5, 1]


def test_enrolled_numbers_may_stand_on_a_sheet_of_any_name(book: Books) -> None:
    sheets: dict[str, list[Any]] = {"成绩": SCORES, "学籍人数": ENROLLED}
    assert take_in(book(sheets), ChosenOptions(enrolled="学籍人数")).options.enrolled


def test_our_own_sheets_are_not_read_back(book: Books) -> None:
    contents = take_in(
        book({"成绩": SCORES, "四率统计": SCORES}, own=["四率统计"]), ChosenOptions()
    )
    assert [table.sheet for table in contents.tables] == ["成绩"]


def test_a_sheet_named_in_vain_is_refused(book: Books) -> None:
    with pytest.raises(BadInputError, match="没有名为“没有”的工作表，有：成绩"):
        take_in(book({"成绩": SCORES}), ChosenOptions(), {"没有": SheetOverride(ignore=True)})


def test_without_scores_a_book_may_still_be_taken_in(book: Books) -> None:
    sheets: dict[str, list[Any]] = {"任课": TEACHING}
    with pytest.raises(BadInputError, match="没有认出成绩表") as caught:
        take_in(book(sheets), ChosenOptions())
    assert caught.value.findings
    assert take_in(book(sheets), ChosenOptions(), scores_needed=False).tables == []


def test_an_exam_that_names_its_grade_is_one_exam_for_all_grades(book: Books) -> None:
    sheets: dict[str, list[Any]] = {
        f"{grade}成绩": [
            [f"青石镇{grade}期末考试成绩表"],
            ["年级", "班级", "姓名", "语文"],
            [grade, "1班", "安一", 80],
            [grade, "1班", "安二", 70],
        ]
        for grade in ("五年级", "六年级")
    }
    tables = take_in(book(sheets), ChosenOptions()).tables
    assert len({table.exam for table in tables}) == 1


def test_the_doctors_findings_come_once_and_the_worst_first(book: Books) -> None:
    rows = [*SCORES, ["青石小学", "六年级", "1班", "安三", -5, "八十"]]
    contents = take_in(book({"成绩": rows}), ChosenOptions())
    found = examined(contents)
    assert len(set(found)) == len(found)
    order = [list(Severity).index(finding.severity) for finding in found]
    assert order == sorted(order)
    assert found[0].severity is Severity.ERROR
