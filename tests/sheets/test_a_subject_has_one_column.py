"""总评 and parts, 原始 and 赋分, sums: which column is the subject, or what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.marks import ScoreKind
from xl_quality.sheets.labels import Role, parse_label
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import SheetOverride

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.sheets.conftest import Read
    from xl_quality.sheets.cells import Grid

    Reader = Callable[..., Read]

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴", "若水") for family in "张李王赵"]


def mark(pupil: int, paper: int) -> int:
    """Marks between 30 and 98 that no rule connects."""
    return 30 + (pupil * 37 + paper * 23 + pupil * pupil * (paper + 3)) % 69


def sheet_of(header: str, columns: Sequence[Callable[[int], object]], count: int = 12) -> str:
    lines = ["|".join([NAMES[n], *(str(column(n)) for column in columns)]) for n in range(count)]
    return "\n".join([header, *lines])


def papers(*numbers: int) -> list[Callable[[int], object]]:
    return [lambda n, paper=paper: mark(n, paper) for paper in numbers]  # type: ignore[misc]


def summed(*numbers: int, wrong: Sequence[int] = ()) -> Callable[[int], object]:
    return lambda n: sum(mark(n, paper) for paper in numbers) + (n in wrong)


SUMS = [
    ("姓名|物理|化学|生物|综合", [*papers(1, 2, 3), summed(1, 2, 3)], "E", "E"),
    ("姓名|综合|物理|化学|生物", [summed(1, 2, 3), *papers(1, 2, 3)], "B", "B"),
    ("姓名|物理|化学|生物|理综", [*papers(1, 2, 3), summed(1, 2, 3)], "E", "E"),
    ("姓名|语文|政治|历史|地理|文综", [*papers(0, 1, 2, 3), summed(1, 2, 3)], "F", None),
    ("姓名|语文|文综|政治|历史|地理", [*papers(0), summed(1, 2, 3), *papers(1, 2, 3)], "C", None),
    ("姓名|物理|化学|理化|总分", [*papers(1, 2), summed(1, 2), summed(1, 2)], "D", "E"),
    ("姓名|语文|道法|历史|小综合", [*papers(0, 1, 2), summed(1, 2)], "E", None),
    ("姓名|政治|物理|历史|化学|文综", [*papers(0, 1, 2, 3), summed(0, 2)], "F", None),
    ("姓名|语文|物理|英语|化学|文科", [*papers(0, 1, 2, 3), summed(0, 2)], "F", None),
    ("姓名|语文|物理|化学|科学", [*papers(0, 1, 2), summed(1, 2)], "E", None),
    ("姓名|语文|道法|历史|社会", [*papers(0, 1, 2), summed(1, 2)], "E", None),
    ("姓名|语文|数学|英语|甲类", [*papers(0, 1, 2), summed(0, 1, 2)], "E", "E"),
    ("姓名|语文|数学|物理|化学|乙项", [*papers(0, 1, 2, 3), summed(2, 3)], "F", None),
]


@pytest.mark.parametrize(("header", "columns", "summed_up", "total"), SUMS)
def test_a_column_that_sums_up_others_is_no_subject_and_that_is_told_once(
    read: Reader, header: str, columns: list[Callable[[int], object]], summed_up: str, total: str
) -> None:
    sheet = read(sheet_of(header, columns))
    assert summed_up not in sheet.found.subjects.values()
    assert sheet.found.columns.total == total
    told = [code for code in sheet.doubts if code in ("combined_subject", "total_without_label")]
    assert len(told) == 1


@pytest.mark.parametrize(
    "label", ["三科", "四科总分", "总和", "合计", "主科成绩", "语数英", "语数外"]
)
def test_a_label_that_says_it_is_a_sum_is_none_and_needs_no_word(read: Reader, label: str) -> None:
    text = sheet_of(f"姓名|语文|数学|英语|物理|{label}", [*papers(0, 1, 2, 3), summed(0, 1, 2)])
    sheet = read(text)
    assert list(sheet.found.subjects) == ["语文", "数学", "英语", "物理"]
    assert sheet.doubts == []


@pytest.mark.parametrize("label", ["综合", "理综", "文综", "小综合", "科学", "社会"])
def test_a_united_paper_of_its_own_stays_a_subject(read: Reader, label: str) -> None:
    sheet = read(sheet_of(f"姓名|语文|数学|英语|{label}", papers(0, 1, 2, 3)))
    assert sheet.found.subjects[label] == "E"
    assert sheet.doubts == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ([], "combined_subject"),
        ([3], "combined_subject"),  # 11 of 12
        ([3, 7], "sum_or_subject"),  # 10 of 12: below nine in ten
        ([*range(8)], "sum_or_subject"),  # 4 of 12: a third
        ([*range(9)], None),  # 3 of 12: a paper of its own
    ],
)
def test_how_many_pupils_must_agree_with_a_sum(
    read: Reader, wrong: list[int], code: str | None
) -> None:
    columns = [*papers(1, 2, 3), summed(1, 2, 3, wrong=wrong)]
    sheet = read(sheet_of("姓名|物理|化学|生物|综合", columns))
    assert sheet.doubts == ([code] if code else [])
    assert ("综合" in sheet.found.subjects) is (code is None)


@pytest.mark.parametrize(("right", "code"), [(9, []), (10, ["sum_or_subject"])])
def test_a_column_that_agrees_in_fewer_than_ten_of_sixty_rows_is_given_up(
    read: Reader, right: int, code: list[str]
) -> None:
    def line(n: int) -> str:
        marks = [mark(n, paper) for paper in (1, 2)]
        return "|".join(map(str, [2000 + n, *marks, sum(marks) + (right <= n < 60)]))

    text = "\n".join(["学号|物理|化学|理综", *map(line, range(120))])
    assert [one for one in read(text).doubts if one != "name_label_missing"] == code


def test_a_sum_in_a_long_sheet_is_known_with_all_rows_that_differ(read: Reader) -> None:
    def line(n: int) -> str:
        taken = n >= 300  # the first classes did not sit these papers
        marks = [mark(n, paper) if taken else "" for paper in (1, 2, 3)]
        total = sum(mark(n, paper) for paper in (1, 2, 3)) + (n in (500, 777)) if taken else ""
        return "|".join(map(str, [2000 + n, NAMES[n % 16], mark(n, 0), *marks, total]))

    text = "\n".join(["学号|姓名|语文|物理|化学|生物|综合", *map(line, range(900))])
    sheet = read(text)
    assert list(sheet.found.subjects) == ["语文", "物理", "化学", "生物"]
    assert "只有2行不等：G502、G779" in sheet.finding("combined_subject").message


def test_several_sums_beside_each_other_are_each_told(read: Reader) -> None:
    header = "姓名|语文|数学|英语|物理|化学|生物|前三门|理综|合计"
    columns = [
        *papers(0, 1, 2, 3, 4, 5),
        summed(0, 1, 2),
        summed(3, 4, 5),
        summed(0, 1, 2, 3, 4, 5),
    ]
    sheet = read(sheet_of(header, columns))
    assert list(sheet.found.subjects) == ["语文", "数学", "英语", "物理", "化学", "生物"]
    assert sheet.found.columns.total == "J"
    assert sheet.doubts == ["combined_subject", "combined_subject"]


def test_a_few_pupils_whose_marks_happen_to_add_up_make_no_sum(read: Reader) -> None:
    text = "姓名|语文|数学|综合\n张云山|40|40|80\n李云山|30|41|71\n王云山|70|60|90\n赵云山|80|70|85"
    assert read(text).found.subjects["综合"] == "D"


def test_blank_and_absent_parts_count_nothing_and_one_part_alone_says_nothing(read: Reader) -> None:
    def part(paper: int) -> Callable[[int], object]:
        return lambda n: "缺考" if n % 6 == paper else mark(n, paper)

    def total(n: int) -> object:
        return sum(mark(n, paper) for paper in (1, 2, 3) if n % 6 != paper)

    columns = [part(1), part(2), part(3), total]
    assert "综合" not in read(sheet_of("姓名|物理|化学|生物|综合", columns)).found.subjects
    lonely = [*papers(1), lambda _: "", lambda _: "", *papers(1)]
    sheet = read(sheet_of("姓名|物理|化学|生物|综合", lonely))
    assert "综合" in sheet.found.subjects


def test_a_clerk_may_say_that_the_sum_is_a_subject(read: Reader) -> None:
    text = sheet_of("姓名|物理|化学|生物|综合", [*papers(1, 2, 3), summed(1, 2, 3)])
    assert (
        "项目“指定列”，工作表“Sheet1”，列“E”，值“综合”"
        in read(text).finding("combined_subject").suggestion
    )
    sheet = read(text, overrides=SheetOverride(columns={"E": "综合"}))
    assert sheet.found.subjects["综合"] == "E"
    assert "combined_subject" not in sheet.codes


def raw(paper: int) -> Callable[[int], object]:
    return lambda n: mark(n, paper)


def assigned(paper: int) -> Callable[[int], object]:
    return lambda n: min(100, mark(n, paper) + 7)


PAIRS = [
    # header, columns, used, left, and why
    ("姓名|语文|化学原始|化学赋分", [raw(0), raw(1), assigned(1)], {"化学": "C"}),
    ("姓名|语文|化学赋分|化学原始分", [raw(0), assigned(1), raw(1)], {"化学赋分": "C"}),
    ("姓名|语文|化学(原)|化学(赋)", [raw(0), raw(1), assigned(1)], {"化学": "C"}),
    ("姓名|语文|化学|化学赋分", [raw(0), raw(1), assigned(1)], {"化学赋分": "D"}),
    ("姓名|语文|化学|化学赋分成绩", [raw(0), raw(1), assigned(1)], {"化学赋分": "D"}),
    ("姓名|语文|化学|化学等级分", [raw(0), raw(1), assigned(1)], {"化学等级分": "D"}),
    ("姓名|语文|体育|体育折合分", [raw(0), raw(1), assigned(1)], {"体育折合分": "D"}),
    ("姓名|语文|化学|化学原始", [raw(0), assigned(1), raw(1)], {"化学": "C"}),
    ("姓名|语文|化学|化赋", [raw(0), raw(1), assigned(1)], {"化赋": "D"}),
    (
        "姓名|语文|化学原始|化学赋分|总分",
        [raw(0), raw(1), assigned(1), lambda n: mark(n, 0) + min(100, mark(n, 1) + 7)],
        {"化学赋分": "D"},
    ),
    (
        "姓名|语文|化学赋分|化学原始|总分",
        [raw(0), assigned(1), raw(1), summed(0, 1)],
        {"化学": "D"},
    ),
]


@pytest.mark.parametrize(("header", "columns", "used"), PAIRS)
def test_of_raw_and_assigned_scores_one_is_used_and_that_is_asked(
    read: Reader,
    header: str,
    columns: list[Callable[[int], object]],
    used: dict[str, str],
) -> None:
    sheet = read(sheet_of(header, columns))
    assert sheet.found.subjects == {"语文": "B", **used}
    assert len(sheet.found.columns.raw) == 1
    assert sheet.doubts == ["raw_beside_assigned"]
    assert "项目“赋分学科”，值“赋分或原始分”" in sheet.finding("raw_beside_assigned").suggestion


TWO_LEVELS = "姓名|总分|||语文|化学|||生物||\n|原始分|赋分|排名||原始分|赋分|等级|原始分|赋分|等级"
TWO_LEVEL_COLUMNS = [
    lambda n: 300 + n, lambda n: 320 + n, lambda n: n + 1, raw(0), raw(1), assigned(1),
    lambda _: "A", raw(2), assigned(2), lambda _: "B",
]  # fmt: skip
MERGED = ["A1:A2", "B1:D1", "E1:E2", "F1:H1", "I1:K1"]


@pytest.mark.parametrize("merged", [MERGED, []])
@pytest.mark.parametrize(
    ("answer", "subjects", "total"),
    [
        (None, {"语文": "E", "化学": "F", "生物": "I"}, "B"),
        (ScoreKind.RAW, {"语文": "E", "化学": "F", "生物": "I"}, "B"),
        (ScoreKind.ASSIGNED, {"语文": "E", "化学赋分": "G", "生物赋分": "J"}, "C"),
    ],
)
def test_raw_and_assigned_under_one_subject_and_under_the_total(
    read: Reader,
    merged: list[str],
    answer: ScoreKind | None,
    subjects: dict[str, str],
    total: str,
) -> None:
    text = sheet_of(TWO_LEVELS, TWO_LEVEL_COLUMNS)
    sheet = read(text, merged=merged, overrides=SheetOverride(scores_used=answer))
    assert sheet.found.subjects == subjects
    assert sheet.found.columns.total == total
    assert sheet.doubts == ([] if answer else ["raw_beside_assigned"])


def test_raw_over_the_subjects_and_assigned_over_the_same_subjects(read: Reader) -> None:
    header = "姓名|语文|原始分||赋分|\n||物理|化学|物理|化学"
    columns = [raw(0), raw(1), raw(2), assigned(1), assigned(2)]
    sheet = read(sheet_of(header, columns), merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"])
    assert sheet.found.subjects == {"语文": "B", "物理": "C", "化学": "D"}
    assert sheet.found.columns.raw == ("E", "F")
    assert sheet.doubts == ["raw_beside_assigned"]


def test_a_sheet_of_one_subject_with_raw_and_assigned_scores(read: Reader) -> None:
    header = "姓名|原始分|赋分|班次|级次"
    sheet = read(sheet_of(header, [raw(1), assigned(1), lambda n: n + 1, lambda n: n + 2]))
    assert sheet.found.subjects == {"原始分": "B"}
    assert sheet.found.columns.raw == ("C",)
    assert sheet.found.columns.ranks == ("D", "E")


def test_assigned_scores_alone_are_the_subjects_without_a_word(read: Reader) -> None:
    sheet = read(sheet_of("姓名|语文|物赋|化学赋分", [raw(0), assigned(1), assigned(2)]))
    assert list(sheet.found.subjects) == ["语文", "物赋", "化学赋分"]
    assert sheet.doubts == []


def test_an_assigned_column_that_nobody_filled_in_is_left_aside(read: Reader) -> None:
    sheet = read(sheet_of("姓名|语文|化学|化学赋分", [raw(0), raw(1), lambda _: ""]))
    assert sheet.found.subjects == {"语文": "B", "化学": "C"}
    assert sheet.doubts == []


@pytest.mark.parametrize(
    ("row", "subjects"),
    [
        ("赋分学科|||赋分|", ["语文", "化学赋分"]),
        ("赋分学科|||原始分|", ["语文", "化学"]),
        ("赋分学科|成绩||原始分|", ["语文", "化学"]),
        ("赋分学科|另一张||赋分|", ["语文", "化学"]),
        ("指定列|成绩|D|化学|", ["语文", "化学"]),
    ],
)
def test_the_row_that_the_question_names_answers_it(
    drawn: Callable[..., Grid], row: str, subjects: list[str]
) -> None:
    text = sheet_of("姓名|语文|化学原始|化学赋分", [raw(0), raw(1), assigned(1)])
    form = drawn(f"项目|工作表|列|值|说明\n{row}", name="考核设置")
    book = recognise_book([drawn(text, name="成绩"), drawn(text, name="另一张"), form])
    assert list(book.sheets[0].subjects) == subjects
    asked = [f.sheet for f in book.findings if f.code == "raw_beside_assigned"]
    assert ("成绩" in asked) is (row.split("|")[1] == "另一张")


def test_a_column_named_by_a_person_is_the_only_one_of_its_subject(read: Reader) -> None:
    text = sheet_of("姓名|语文|化学原始|化学赋分", [raw(0), raw(1), assigned(1)])
    sheet = read(text, overrides=SheetOverride(columns={"D": "化学"}))
    assert sheet.found.subjects == {"语文": "B", "化学": "D"}
    assert sheet.doubts == []


PARTS = [
    ("姓名|语文|||\n|阅读|写话|口语|总评", ["B1:E1"], {"语文": "E"}, ("B", "C", "D")),
    ("姓名|语文|||\n|总评|阅读|写话|口语", ["B1:E1"], {"语文": "B"}, ("C", "D", "E")),
    ("姓名|语文|||\n|平时|期中|期末|总评", ["B1:E1"], {"语文": "E"}, ("B", "C", "D")),
    (
        "姓名|语文|||\n|平时成绩|期中成绩|期末成绩|学期总评",
        ["B1:E1"],
        {"语文": "E"},
        ("B", "C", "D"),
    ),
    ("姓名|物理|||数学\n|笔试|实验|总分|", ["B1:D1"], {"物理": "D", "数学": "E"}, ("B", "C")),
    ("姓名|数学|||语文\n|A卷|B卷|合计|", ["B1:D1"], {"数学": "D", "语文": "E"}, ("B", "C")),
    ("姓名|语文|||数学\n|基础|作文|总分|", ["B1:D1"], {"语文": "D", "数学": "E"}, ("B", "C")),
    ("姓名|科学|||\n|物理|化学|生物|总分", ["B1:E1"], {"科学": "E"}, ("B", "C", "D")),
    ("姓名|语文|||数学\n|卷面分|平时|总成绩|", ["B1:D1"], {"语文": "D", "数学": "E"}, ("B", "C")),
    ("姓名|语文|||数学\n|成绩|附加|写字|", ["B1:D1"], {"语文": "B", "数学": "E"}, ("C", "D")),
    ("姓名|语文平时|语文期中|语文期末|语文总评", [], {"语文": "E"}, ("B", "C", "D")),
    ("姓名|数学A卷|数学B卷|数学合计|语文", [], {"数学": "D", "语文": "E"}, ("B", "C")),
    ("姓名|平时|期中|期末|总评", [], {"总评": "E"}, ("B", "C", "D")),
    ("姓名|语文|||\n|阅读|写话|口语|总评", [], {"语文": "E"}, ("B", "C", "D")),
]


@pytest.mark.parametrize(("header", "merged", "subjects", "parts"), PARTS)
def test_the_subject_is_its_total_and_the_parts_are_listed(
    read: Reader, header: str, merged: list[str], subjects: dict[str, str], parts: tuple[str, ...]
) -> None:
    sheet = read(sheet_of(header, papers(0, 1, 2, 3)), merged=merged)
    assert sheet.found.subjects == subjects
    assert sheet.found.columns.parts == parts
    assert sheet.doubts == []
    assert sheet.codes.count("parts_not_used") <= 1


@pytest.mark.parametrize(
    ("header", "merged", "subject"),
    [
        ("姓名|语文|||数学\n|阅读|写话|口语|", ["B1:D1"], "语文"),
        ("姓名|物理|||数学\n|笔试|实验|口试|", ["B1:D1"], "物理"),
        ("姓名|英语听力|英语笔试|英语口语|数学", [], "英语"),
    ],
)
def test_parts_without_a_total_are_asked_about_and_none_is_taken(
    read: Reader, header: str, merged: list[str], subject: str
) -> None:
    sheet = read(sheet_of(header, papers(0, 1, 2, 3)), merged=merged)
    assert sheet.found.subjects == {"数学": "E"}
    assert sheet.found.columns.parts == ("B", "C", "D")
    assert sheet.doubts == ["parts_without_total"]
    assert f"列“B”，值“{subject}”" in sheet.finding("parts_without_total").suggestion
    answered = read(
        sheet_of(header, papers(0, 1, 2, 3)),
        merged=merged,
        overrides=SheetOverride(columns={"B": subject}),
    )
    assert answered.found.subjects == {subject: "B", "数学": "E"}
    assert answered.doubts == []


def test_subjects_under_a_title_of_united_papers_stay_subjects(read: Reader) -> None:
    header = "姓名|语文|综合|||\n||道法|历史|地理|合计"
    columns = [*papers(0, 1, 2, 3), summed(1, 2, 3)]
    sheet = read(sheet_of(header, columns), merged=["A1:A2", "B1:B2", "C1:F1"])
    assert list(sheet.found.subjects) == ["语文", "道法", "历史", "地理"]
    assert sheet.doubts == ["combined_subject"]


@pytest.mark.parametrize("label", ["英语B1", "英语竞赛A2", "语文A", "Python程序设计", "数学(A)"])
def test_labels_keep_the_letters_of_the_office(label: str) -> None:
    assert parse_label(label).subject == label


def test_grades_that_are_mostly_dashes_are_no_subject_and_told_once(read: Reader) -> None:
    def dashed(n: int) -> object:
        return "B+" if n % 4 == 0 else "-"

    sheet = read(sheet_of("姓名|语文|物理|历史|政治", [*papers(0, 1), dashed, dashed]))
    assert list(sheet.found.subjects) == ["语文", "物理"]
    assert sheet.doubts == ["grades_not_scores"]


@pytest.mark.parametrize(
    "label",
    [
        "化学教学班名称", "化学教学班", "化学考场号", "化学座位号", "化学班级", "化学任课教师",
        "化学等级", "考场号", "座位号", "学校代码", "手机号", "选科组合", "试场", "桌号",
        "考点代码", "监护人手机号", "出生日期", "教学班名称",
    ],
)  # fmt: skip
def test_columns_that_cannot_be_marks_are_no_subjects(read: Reader, label: str) -> None:
    sheet = read(sheet_of(f"姓名|语文|化学|{label}", [*papers(0, 1), lambda n: n % 5 + 1]))
    assert sheet.found.subjects == {"语文": "B", "化学": "C"}
    assert sheet.doubts == []


def test_columns_beside_subjects_get_one_note(read: Reader) -> None:
    columns = [*papers(0, 1), lambda n: n % 3 + 1, lambda n: n % 4 + 1, lambda n: n + 1]
    sheet = read(sheet_of("姓名|化学|生物|化学教学班名称|生物教学班名称|化学座位号", columns))
    assert sheet.codes.count("columns_beside_subjects") == 1
    assert parse_label("化学教学班名称").role is Role.HELPER
