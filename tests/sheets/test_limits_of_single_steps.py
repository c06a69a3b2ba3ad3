"""Both sides of the limits that single steps of understanding a sheet go by."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.sheets.conftest import NAMES, draw, pupils
from xl_quality.core.marks import ScoreKind
from xl_quality.core.option_table import FULL_MARK, SIGNS, Stated
from xl_quality.core.options import Options, Weights
from xl_quality.sheets.cells import CellValue, Grid, View, hundredths, merged_area
from xl_quality.sheets.checkup import check_schools, near_pairs
from xl_quality.sheets.header import combine, find_header, is_report, names_row
from xl_quality.sheets.labels import Role, is_label_like, parse_label
from xl_quality.sheets.layout import Profile, profile_of, sample_of
from xl_quality.sheets.list_kinds import find_named
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise, recognise_book
from xl_quality.sheets.recognition import SheetKind, SheetOverride, listed
from xl_quality.sheets.rival_columns import are_questions
from xl_quality.sheets.score_tables import score_tables
from xl_quality.sheets.settings import words_of
from xl_quality.sheets.settings_reader import Settings, read_settings
from xl_quality.sheets.spelling import likely_same_school, looks_like_school, school_in
from xl_quality.sheets.text import (
    Words,
    class_of_sheet,
    classes_in,
    grade_in,
    is_chinese,
    looks_like_class,
    looks_like_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

    Reader = Callable[..., Read]


def _counted(**counts: Any) -> Profile:
    """Return what a column looks like in which so many cells are something."""
    return profile_of([])._replace(**counts)


@pytest.mark.cases("sheets_words.csv")
def test_a_text_is_a_name_a_class_a_grade_a_school_or_holds_one(case: dict[str, str]) -> None:
    text = case["text"]
    assert looks_like_name(text) is bool(case["is_name"])
    assert looks_like_class(text) is bool(case["is_class"])
    assert looks_like_school(text) is bool(case["is_school"])
    assert classes_in(text) == case["classes"].split()
    assert class_of_sheet(text) == case["sheet_class"]
    assert grade_in(text) == case["grade"]
    assert school_in(text) == case["school"]


@pytest.mark.parametrize(
    ("profile", "may_be_a_subject", "mostly_text", "is_too_large", "is_graded"),
    [
        (_counted(filled=10, scores=6, texts=4), True, False, False, False),
        (_counted(filled=10, scores=5, texts=5), False, False, False, False),
        (_counted(filled=10, scores=4, texts=6), False, True, False, False),
        (_counted(filled=10, scores=5, remarks=1, texts=4), True, False, False, False),
        (_counted(filled=10, odd=6, texts=4), True, False, False, False),
        (_counted(filled=10, remarks=10), False, False, False, False),
        (_counted(filled=10, scores=1, grades=5, texts=4), True, True, False, False),
        (_counted(filled=10, scores=5, grades=5), True, False, False, False),
        (_counted(filled=10, scores=4, grades=6), True, True, False, True),
        (_counted(filled=10, grades=1, remarks=9), False, False, False, True),
        (_counted(filled=10, grades=1, odd=9), True, False, False, True),
        (_counted(filled=10, scores=10, beyond=1), True, False, False, False),
        (_counted(filled=9, scores=9, beyond=1), False, False, True, False),
        (_counted(filled=10, scores=5, beyond=5, texts=5), False, False, False, False),
        (_counted(filled=10, scores=6, beyond=5, texts=4), False, False, True, False),
    ],
)
def test_what_a_column_may_be_by_its_cells(
    profile: Profile,
    *,
    may_be_a_subject: bool,
    mostly_text: bool,
    is_too_large: bool,
    is_graded: bool,
) -> None:
    assert profile.holds_scores is may_be_a_subject
    assert profile.mostly_text is mostly_text
    assert profile.is_too_large is is_too_large
    assert profile.is_graded is is_graded


@pytest.mark.parametrize(
    ("names", "distinct", "expected"),
    [(14, 20, True), (13, 20, False), (20, 11, True), (20, 10, False), (0, 0, False)],
)
def test_seven_in_ten_of_which_most_come_once_are_names(
    names: int, distinct: int, *, expected: bool
) -> None:
    assert _counted(filled=20, names=names, distinct=distinct).mostly_names is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 2.0, 3.0], {"scores": 3, "rising": True, "highest": 300}),
        ([1.0, 2.0], {"scores": 2, "rising": False}),
        ([1.0, 2.0, 4.0], {"scores": 3, "rising": False}),
        ([1.0, 2.0, 3.0, 5.0], {"rising": True}),
        ([1.0, 2.0, 2.0, 3.0], {"rising": False}),
        ([1.5, 2.5, 3.5], {"rising": False, "whole": False}),
        ([80.0, -3.0, "▲72"], {"scores": 1, "odd": 2, "texts": 0}),
        ([80.0, "缺考", "优", "待定"], {"remarks": 1, "grades": 1, "texts": 1}),
        ([80.0, None, " "], {"filled": 1, "sampled": 3}),
        ([400.0, 401.0], {"beyond": 1, "highest": 40100}),
        (["张云山", "1班", "80"], {"names": 1, "classes": 1, "scores": 1}),
        (["青山小学"] * 3, {"schools": 0, "distinct": 1, "highest": 0}),
    ],
)
def test_the_cells_of_a_column_are_counted(
    values: list[float | str | None], expected: dict[str, int | bool]
) -> None:
    counted = profile_of(values)._asdict()
    assert {name: counted[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("count", "sampled", "last"),
    [(120, 120, 119), (121, 121, 120), (180, 120, 178), (1260, 120, 1240)],
)
def test_long_columns_are_judged_by_their_head_and_rows_spread_over_the_rest(
    count: int, sampled: int, last: int
) -> None:
    rows = sample_of(range(count))
    assert (len(rows), rows[-1]) == (sampled, last)
    assert list(rows[:60]) == list(range(60))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("1 2 3", True),
        ("1 2 3 5 6", True),  # three of four steps
        ("1 2 4 6 7", False),
        ("1 2 3 4 6 8", False),  # three of five
        ("2 3 4", False),
        ("1-1 1-2 2 3-1 3-2", True),
        ("1-1 1-3 1-5 1-7", False),
        ("1-1 2-2 3-2 4-2", False),
        ("1 1-1 1-2 2", True),
        ("1 1-2 1-4 2", False),
        ("1-2 1-3 1-4", False),
        ("01 02 03", False),
        ("(1) (2) (3)", True),
        ("1 甲 3", False),
    ],
)
def test_labels_count_questions_from_the_first_on(labels: str, *, expected: bool) -> None:
    assert are_questions(labels.split()) is expected


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (5, "C1、C2、C3、C4、C5"),
        (6, "C1、C2、C3、C4、C5等6处"),
        (1, "C1"),
    ],
)
def test_up_to_five_cells_are_listed_of_more_their_number_is_told(count: int, words: str) -> None:
    told = listed([f"C{n}" for n in range(1, count + 1)])
    assert told.startswith(words.partition("等")[0])
    assert ("等" in told) is ("等" in words)


@pytest.mark.parametrize(("texts", "more"), [(5, False), (6, True)])
def test_up_to_five_marks_typed_as_texts_are_shown(read: Reader, texts: int, *, more: bool) -> None:
    rows = "\n".join(f"{NAMES[n]}|'{60 + n}" for n in range(texts))
    found = read(f"姓名|语文\n{rows}").finding("text_number").found
    assert found.endswith("…") is more
    assert found.count("、") == 4


@pytest.mark.parametrize(
    ("accept", "asked", "mark"), [(None, True, "▲72"), (False, False, "▲72"), (True, False, 7200)]
)
def test_a_mark_with_a_sign_is_asked_about_until_a_person_says(
    read: Reader, mark: int | str, *, accept: bool | None, asked: bool
) -> None:
    said = SheetOverride(accept_signs=accept)
    sheet = read(f"姓名|语文\n{pupils(5)}\n吴小山|▲72", overrides=said)
    assert ("mark_with_sign" in sheet.codes) is (not accept)
    assert ("mark_with_sign" in sheet.doubts) is asked
    assert sheet.marks("语文")[-1] == mark


@pytest.mark.parametrize(("flag", "number"), [(True, 1.0), (False, 0.0)])
def test_true_and_false_are_no_marks_among_ones_and_zeros(flag: object, number: float) -> None:
    marks = [number, 80.0, flag, 70.0, number, 66.0]
    rows = [["姓名", "语文"], *(list(row) for row in zip(NAMES[:6], marks, strict=True))]
    found = recognise(Grid("成绩", rows))  # type: ignore[arg-type] # cells as hosts deliver them
    told = [(one.code, one.cell, one.found) for one in found.all_findings]
    assert told == [("cell_no_mark", "B4", str(flag).upper())]


def test_header_rows_that_a_person_fixed_hold_for_tables_beside_each_other_too(
    read: Reader,
) -> None:
    text = "姓名|语文|姓名|数学\n" + "\n".join(
        f"{NAMES[n]}|{60 + n}|{NAMES[n + 6]}|{70 + n}" for n in range(6)
    )
    assert read(text).found.kind is SheetKind.SIDE_BY_SIDE
    fixed = read(text, overrides=SheetOverride(header_rows=(1,))).found
    assert fixed.kind is SheetKind.STUDENT_SCORES
    assert fixed.blocks == ()


def test_a_summary_below_a_bare_list_is_told_with_its_row(read: Reader) -> None:
    above = "\n".join(f"{name}|{mark}|" for name, mark in zip(NAMES, (60, 71, 62), strict=False))
    sheet = read(f"{above}\n||\n班级|平均分|及格率\n1班|72|0.9")
    assert sheet.finding("summary_below_list").message.startswith("第5行起")


@pytest.mark.parametrize(("title", "row"), [("", 1), ("石桥镇任课安排||\n", 2)])
def test_a_list_is_told_with_the_row_of_its_header(read: Reader, title: str, row: int) -> None:
    found = read(f"{title}班级|学科|任课教师\n1班|语文|王小明").found
    assert (found.kind, found.header_rows) == (SheetKind.LIST, (row,))


@pytest.mark.parametrize(
    ("turned", "cell", "row", "columns"),
    [(False, "C4", "第4行", "C、E列"), (True, "D3", "D列", "第3、5行")],
)
def test_rows_columns_and_cells_are_named_as_the_sheet_has_them(
    cell: str, row: str, columns: str, *, turned: bool
) -> None:
    view = View(Grid("成绩", [["姓名"]]), turned=turned)
    assert (view.at(3, 2), view.row_named(3), view.columns_named(2, 4)) == (cell, row, columns)


def test_weights_that_one_line_cannot_say_take_the_place_of_its_line() -> None:
    weights = Weights(Fraction(1, 2), Fraction(1, 5), Fraction(1, 5), Fraction(1, 10))
    usual, lines = words_of(Options()), words_of(Options(weights=weights))
    at = usual.index(("综合权重", "", "4-3-3"))
    own = [("平均分", "0.5"), ("及格率", "0.2"), ("优秀率", "0.2"), ("低分率", "0.1")]
    parts = [("综合权重", label, text) for label, text in own]
    assert lines == [*usual[:at], *parts, *usual[at + 1 :]]


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("姓名|张云山|李文海|王雨晴\n语文|85|70|66\n数学|61|72|90", 0),
        ("姓名|张云山|李文海|王雨晴\n语文|85|70|66\n总分|61|72|90", None),
        ("姓名|张云山|李文海\n语文|85|70\n数学|61|72", None),
        ("语文|数学|英语|物理\n姓名|张云山|李文海|王雨晴\n语文|85|70|66\n数学|61|72|90", 1),
        ("||学科|张云山|李文海|王雨晴\n||语文|85|70|66\n||数学|61|72|90", 0),
        ("|||学科|张云山|李文海|王雨晴\n|||语文|85|70|66\n|||数学|61|72|90", None),
    ],
)
def test_three_names_over_two_subjects_in_one_of_three_columns_are_pupils_across(
    sheet: str, row: int | None
) -> None:
    assert names_row(View(draw(sheet))) == row


@pytest.mark.parametrize(
    ("first", "is_one"), [("题目|平均分|及格率", True), ("题目||", False), ("各题得分率||", True)]
)
def test_a_word_of_reports_heads_its_columns_or_is_in_the_title(
    first: str, *, is_one: bool
) -> None:
    assert is_report(View(draw(f"{first}\n班级|平均分|及格率\n1班|78|0.9"))) is is_one


@pytest.mark.parametrize(
    ("above", "row", "missing"),
    [("学校|说明|", 1, ()), ("学校|指标|", 1, ()), ("学校|指标|实际", 0, ())],
)
def test_the_row_with_more_columns_of_a_list_is_its_header_the_first_of_two_alike(
    above: str, row: int, missing: tuple[str, ...]
) -> None:
    found = find_named(draw(f"{above}\n学校|指标|目标\n青山小学|优秀人数|3", name="指标"))
    assert found is not None
    assert (found.row, found.missing) == (row, missing)


def test_a_date_is_the_name_of_an_exam_and_no_number() -> None:
    day, moment = date(2026, 1, 15), datetime(2026, 7, 3, 8, 30)  # noqa: DTZ001 - as a cell has it
    rows: list[list[CellValue]] = [
        ["学校", "考试", "名次", "总数"],
        ["青山小学", day, 3.0, 12.0],
        ["白水小学", "期末", 4.0, day],
        ["石桥小学", moment, 5.0, 12.0],
    ]
    found = read_list(Grid("县名次", rows))
    assert found is not None
    assert [record.text("exam") for record in found.records] == [
        "2026-01-15", "期末", "2026-07-03",
    ]  # fmt: skip
    assert found.records[1].text("of") == ""
    assert [finding.cell for finding in found.findings] == ["D3"]


def test_a_date_that_excel_made_of_a_class_is_no_class() -> None:
    rows: list[list[CellValue]] = [
        ["班级", "学科", "任课教师"],
        [date(2026, 3, 1), "语文", "王小明"],
        ["七(1)班", "语文", "李小华"],
    ]
    found = read_list(Grid("任课", rows))
    assert found is not None
    assert [record.text("class_name") for record in found.records] == ["", "七(1)班"]
    assert [finding.cell for finding in found.findings] == ["A2"]


@pytest.mark.parametrize(("distinct", "column"), [(17, "B"), (18, "A")])
def test_numbers_of_which_more_than_one_in_ten_comes_again_identify_nobody(
    read: Reader, distinct: int, column: str
) -> None:
    names = [name + end for end in ("", "儿") for name in NAMES][:20]
    rows = "\n".join(f"'{100 + n % distinct}|'G{n}|{name}|{60 + n}" for n, name in enumerate(names))
    assert read(f"考号|学籍号|姓名|语文\n{rows}").found.columns.student_id == column


@pytest.mark.parametrize(
    ("one", "other", "count", "other_count", "why"),
    [
        ("骆驼坳中学", "驼马坳中学", 30, 1, ""),
        ("小学", "小", 9, 9, ""),
        ("红岭小学", "红岭小", 9, 9, "只少写了校名末尾的字"),
        ("柳湾小学", "柳沟小学", 10, 2, "只差一个字"),
        ("柳湾小学", "柳沟小学", 9, 2, ""),
        ("柳湾小学", "柳沟小学", 10, 3, ""),
        ("大柳湾小学", "大柳沟小学", 10, 9, "只差一个字"),
        ("大柳湾小学", "大柳沟小学", 10, 10, ""),
        ("大柳湾小学", "大柳沟小学", 9, 9, ""),
    ],
)
def test_one_other_character_is_a_slip_beside_a_name_written_often(
    one: str, other: str, count: int, other_count: int, why: str
) -> None:
    assert likely_same_school(one, other, count, other_count) == why
    assert likely_same_school(other, one, other_count, count) == why


def test_pairs_of_names_come_in_the_order_of_their_first_name() -> None:
    names = ["青山小学", "白水小学", "白水小", "清山小学"]
    assert near_pairs(names, {}) == [("青山小学", "清山小学"), ("白水小学", "白水小")]
    assert near_pairs(names, {"清山小学": "清山小学"}) == [("白水小学", "白水小")]


def test_a_row_with_names_alone_is_above_a_row_with_many_more_labels() -> None:
    many = "|分数|班级排名|年级排名" * 3
    view = View(draw(f"姓名|甲类|||乙类|||丙类||\n{many}", merged=["B1:D1", "E1:G1", "H1:J1"]))
    header = find_header(view)
    assert header is not None
    assert header.rows == (0, 1)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (-1.5, (-150, True)),
        (-0.005, (-1, False)),
        (-0.004, (0, False)),
        (0.004, (0, False)),
        (0.00001, (0, False)),
        (1e15 + 0.5, (10**17, False)),
        (85, (8500, True)),
        (1e16, (10**18, True)),
    ],
)
def test_hundredths_below_zero_are_those_above_it(
    number: float, expected: tuple[int, bool]
) -> None:
    assert hundredths(number) == expected


def test_a_merged_area_may_reach_beyond_the_filled_cells() -> None:
    view = View(draw("语文|数学\n85|61", merged=["B1:D1", "A2:A9"]))
    assert view.spread(0) == ["语文", "数学"]
    assert view.merged_down(0) == [(1, 1)]
    assert View(draw("姓名|语文|||", merged=["B1:C1"])).spread(0) == [
        "姓名",
        "语文",
        "语文",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("XFD1048576", (1048575, 16383, 1048575, 16383)),
        ("A1:XFE1", None), ("A1:A1048577", None), ("A0:A3", None), ("A3:A0", None),
        ("", None), ("$", None), ("A1:$", None), ("甲1", None), ("A1:B2:C3", None),
        ("C:A", (0, 0, 1048575, 2)), ("3:2", (1, 0, 2, 16383)),
    ],
)  # fmt: skip
def test_a_merged_area_lies_on_the_sheet(written: str, area: tuple[int, ...] | None) -> None:
    assert merged_area(written) == area


def test_rows_of_pupils_without_a_gap_are_kept_as_a_range(read: Reader) -> None:
    assert read(f"期末成绩\n姓名|语文\n{pupils(6)}").found.data_rows == range(3, 9)
    assert read(f"姓名|语文\n{pupils(6)}\n平均分|77").found.data_rows == range(2, 8)
    gap = read("姓名|语文\n张云山|85\n姓名|语文\n李文海|70\n王小川|66\n赵一鸣|91")
    assert gap.found.data_rows == [2, 4, 5, 6]


@pytest.mark.parametrize("header", ["班级|科目|分数", "姓名|科目|等级"])
def test_a_subject_twice_is_told_of_pupils_with_marks_only(read: Reader, header: str) -> None:
    rows = "\n".join(f"{key}|语文|{mark}" for key in ("七1", "七1", "七2") for mark in ("优", "80"))
    found = read(f"{header}\n{rows}", overrides=SheetOverride(scores=True))
    assert "long_subject_twice" not in found.codes


def test_a_sheet_whose_columns_a_program_named_is_taken_as_it_is() -> None:
    grid = draw(f"姓名|语文\n{pupils(6)}", name="期末")
    named = recognise_book([grid], fixed={"期末": SheetOverride(columns={"B": "数学"})})
    taken = recognise_book([grid], known={"期末": named.score_sheets})
    assert (taken.sheets, taken.score_sheets) == (named.sheets, named.score_sheets)
    assert recognise_book([grid]).sheets[0].subjects == {"语文": "B"}


def test_of_all_that_was_stated_only_what_decides_the_marks_matters_to_reading() -> None:
    grid = draw("姓名|语文\n张云山|▲72\n李文海|70\n王小川|66")
    for stated, codes in (
        (Stated(SIGNS, "", value=True), ["text_number"]),
        (Stated(FULL_MARK, "语文", 12000), ["mark_with_sign"]),
    ):
        book = recognise_book([grid], stated=[stated])
        assert [one.code for one in book.findings] == codes
        assert not book.settings.options.full_marks


def test_a_book_about_to_be_paid_asks_only_for_schools_that_change_a_figure() -> None:
    sheets = [
        draw(f"学校|姓名|语文\n{school}|张云山|85\n{school}|李文海|70", name=name)
        for name, school in (("甲", "红岭小"), ("乙", "红岭小学"))
    ]
    book = recognise_book(sheets)
    ranks = read_list(draw("单位|考试|学科|名次\n红岭完小|期中|语文|3", name="县名次"))
    assert ranks is not None
    told = [
        check_schools(book.score_sheets, [ranks], Settings(), only_scores=only)
        for only in (True, False)
    ]
    assert [one.found for one in told[0]] == ["红岭小"]
    assert len(told[1]) > 1
    assert check_schools(book.score_sheets[:1], [ranks], Settings(), only_scores=True) == []


@pytest.mark.parametrize(
    ("label", "role", "full"),
    [
        ("", Role.BLANK, None), ("*", Role.UNKNOWN, None), ("()", Role.UNKNOWN, None),
        ("语文(50)分", Role.SUBJECT, 5000), ("语文(49.5)分", Role.PART, None),
    ],
)  # fmt: skip
def test_a_paper_has_fifty_points_and_signs_alone_say_nothing(
    label: str, role: Role, full: int | None
) -> None:
    found = parse_label(label)
    assert (found.role, found.full_mark) == (role, full)


@pytest.mark.parametrize(("characters", "is_label"), [(24, True), (25, False)])
def test_longer_texts_than_two_dozen_characters_are_notes(
    characters: int, *, is_label: bool
) -> None:
    note = "请各班主任在期末考试后三天内核对本表并签字后交教务处存档备查"[:characters]
    assert len(note) == characters
    assert is_label_like(note) is is_label


def test_words_with_a_rule_of_their_own_are_kept_where_their_cue_stands() -> None:
    words = Words("工资", {"奖": r"奖$"})
    assert words.standing_in("优秀奖 期末").search("一等奖")
    assert not words.standing_in("工资 期末").search("一等奖")
    assert words.standing_in("工资 期末").search("工资")


@pytest.mark.parametrize("end", ["\u3400", "\u4e00", "\u9fff"])
def test_the_first_and_last_chinese_characters_are_chinese(end: str) -> None:
    assert is_chinese(f"张{end}")
    assert not is_chinese("\u33ff张")
    assert not is_chinese("张\ua000")


def test_true_is_told_apart_from_one_in_marks_and_in_absences() -> None:
    rows: list[list[CellValue]] = [
        ["姓名", "语文", "缺考"],
        ["张云山", True, None],
        ["李文海", "▲72", None],
        ["王雨晴", 1.0, False],
        ["赵小川", None, True],
        ["钱云山", 90.0, None],
    ]
    grid = Grid("期末", rows)
    found = recognise(grid)
    assert [(one.code, one.cell) for one in found.all_findings if one.severity != "note"] == [
        ("cell_no_mark", "B2"),
        ("mark_with_sign", "B3"),
    ]
    (table,) = score_tables(found, grid)
    marks = table.subjects["语文"].marks
    assert [mark if isinstance(mark, int) else mark.text for mark in marks][2:] == [
        100, "缺考", 9000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "exam"),
    [("七年级.期末.xlsx", "七年级.期末"), ("期中.xlsx", "期中"), ("期末", "期末")],
)
def test_the_ending_of_a_file_is_what_follows_its_last_dot(file: str, exam: str) -> None:
    assert recognise(draw(f"姓名|语文\n{pupils(6)}"), file_name=file).exam == exam


def test_the_first_row_of_a_sheet_may_be_fixed_as_its_first_pupil() -> None:
    form = draw(
        "项目|工作表|值|说明\n首行|期中|1|\n末行|期中|2|\n指定列|期中|语文|", name="考核设置"
    )
    said = read_settings(form, ["期中"])
    assert (said.sheets["期中"].first_row, said.sheets["期中"].last_row) == (1, 2)
    assert [finding.cell for finding in said.findings] == ["A4"]


def test_a_subject_over_itself_is_the_subject_another_over_it_is_not() -> None:
    assert combine("语文", parse_label("语文")).score is ScoreKind.PLAIN
    assert combine("语文", parse_label("阅读")).score is ScoreKind.DETAIL


def test_pupils_across_have_their_marks_from_the_first_columns_on(read: Reader) -> None:
    sheet = read("姓名|张云山|李文海|王雨晴\n语文|85|70|66\n数学|61|72|90")
    column = sheet.table.subjects["数学"]
    assert (column.letter, column.letters, column.rows) == ("B", ["B", "C", "D"], [3, 3, 3])
    assert sheet.table.address("数学", 1) == "C3"


@pytest.mark.parametrize(("row", "faults"), [("1048576", []), ("1048577", ["C2"]), ("0", ["C2"])])
def test_the_last_row_that_excel_has_may_be_the_last_pupil(row: str, faults: list[str]) -> None:
    form = draw(f"项目|工作表|值|说明\n末行|期中|{row}|", name="考核设置")
    assert [finding.cell for finding in read_settings(form, ["期中"]).findings] == faults
