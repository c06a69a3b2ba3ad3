"""Exports of marking systems: ranks by their numbers, exams in labels, wide headers, bare lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.cells import column_letter
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.sheets.conftest import Read

    Reader = Callable[..., Read]

NAMES = [
    f"{family}{given}" for given in ("云山", "文海", "雨晴", "若水") for family in "张李王赵孙"
]
PUPILS = 20


def mark(pupil: int, paper: int) -> int:
    return 30 + (pupil * 37 + paper * 23 + pupil * pupil * (paper + 3)) % 69


def place(pupil: int, paper: int, group: int = 1) -> int:
    """The pupil's place among those whose number leaves the same rest."""
    others = [n for n in range(PUPILS) if n % group == pupil % group]
    return 1 + sum(mark(n, paper) > mark(pupil, paper) for n in others)


def sheet_of(header: str, line: Callable[[int], Sequence[object]], count: int = PUPILS) -> str:
    rows = ["|".join([NAMES[n], *map(str, line(n))]) for n in range(count)]
    return "\n".join([header, *rows])


RANKS = [
    "级次", "班次", "级名", "校名次", "位次", "排", "年级排", "段次", "段名", "班序", "联考次",
    "县排名", "赋分班次", "原始分级次", "总分校名", "语文赋分班次", "语文赋分级次", "语文校次",
    "语文联考名次",
]  # fmt: skip


@pytest.mark.parametrize("label", RANKS)
def test_a_word_for_a_rank_makes_the_column_ranks(read: Reader, label: str) -> None:
    text = sheet_of(f"姓名|班级|语文|{label}", lambda n: ["1班", mark(n, 0), place(n, 0)])
    sheet = read(text)
    assert sheet.found.columns.ranks == ("D",)
    assert sheet.found.subjects == {"语文": "C"}
    assert sheet.doubts == []


@pytest.mark.parametrize("front", [False, True])
@pytest.mark.parametrize("group", [1, 2])
def test_of_two_blocks_of_letters_the_one_that_ranks_the_other_is_ranks(
    read: Reader, group: int, *, front: bool
) -> None:
    def line(n: int) -> list[object]:
        marks = [mark(n, paper) for paper in range(3)]
        places = [place(n, paper, group) for paper in range(3)]
        return [n % 2 + 1, *(places + marks if front else marks + places)]

    sheet = read(sheet_of("姓名|班级|政|语|数|政|语|数", line))
    marks, places = ("FGH", "CDE") if front else ("CDE", "FGH")
    assert list(sheet.found.subjects.items()) == list(zip("政语数", marks, strict=True))
    assert sheet.found.columns.ranks == tuple(places)
    assert sheet.doubts == ["rank_without_label"]


def test_one_letter_behind_a_subject_may_be_its_rank_in_the_county(read: Reader) -> None:
    def line(n: int) -> list[object]:
        return [mark(n, 0), place(n, 0) * 13 + 5, mark(n, 1), mark(n, 2)]

    sheet = read(sheet_of("姓名|语文|语|数学|物", line))
    assert sheet.found.columns.ranks == ("C",)
    assert list(sheet.found.subjects) == ["语文", "数学", "物"]
    assert sheet.doubts == ["rank_without_label"]


def test_a_rank_that_is_stale_for_one_pupil_is_still_a_rank(read: Reader) -> None:
    def line(n: int) -> list[object]:
        return [mark(n, 0), 20 if n == 5 else place(n, 0), mark(n, 1)]

    sheet = read(sheet_of("姓名|语文|语文|数学", line))
    assert sheet.found.columns.ranks == ("C",)


QUIZZES = [
    lambda n: mark(n, 2) % 21,  # a quiz of twenty points
    lambda n: n + 1,  # 1 to 20, each once, by the order of the list
    lambda n: (n * 7) % PUPILS + 1,  # each place once, but nobody's
    lambda n: mark(n, 0) // 5,  # rises with the marks
    lambda _: 5,
]


@pytest.mark.parametrize("quiz", QUIZZES)
@pytest.mark.parametrize("label", ["口算", "语文", "语文竞赛"])
def test_small_marks_that_follow_from_no_other_column_are_marks(
    read: Reader, quiz: Callable[[int], int], label: str
) -> None:
    sheet = read(sheet_of(f"姓名|语文|{label}", lambda n: [mark(n, 0), quiz(n)]))
    assert sheet.found.columns.ranks == ()
    assert list(sheet.found.subjects.values()) == ["B", "C"]


def test_two_papers_of_three_pupils_that_fall_by_chance_are_no_ranks(read: Reader) -> None:
    sheet = read("姓名|语文|语文\n张云山|90|70\n李云山|80|75\n王云山|70|80")
    assert list(sheet.found.subjects.values()) == ["B", "C"]
    assert sheet.doubts == ["duplicate_subject"]


BLOCKS = ("总分", "语文", "数学", "英语", "物理", "化学", "政治", "历史")
UNDER = ("得分", "班次", "校次", "联考次")


def wide(names: Sequence[str] = BLOCKS, under: Sequence[str] = UNDER) -> tuple[str, list[str]]:
    """A header of keys and blocks, and the merged areas of its first row."""
    first = "姓名|考号|班级|标签|" + "|".join(name + "|" * (len(under) - 1) for name in names)
    second = "|||" + "".join("|" + word for _ in names for word in under)
    step = len(under)
    areas = [
        f"{column_letter(4 + step * n)}1:{column_letter(3 + step * (n + 1))}1"
        for n in range(len(names))
    ]
    return f"{first}\n{second}", [*areas, *(f"{letter}1:{letter}2" for letter in "ABCD")]


def wide_line(n: int) -> list[object]:
    blocks = [[mark(n, paper), 1, 2, place(n, paper)] for paper in range(len(BLOCKS))]
    return [1000 + n, "1班", "'--", *(value for block in blocks for value in block)]


@pytest.mark.parametrize("is_merged", [True, False])
def test_the_row_with_the_names_label_is_kept_over_a_row_with_far_more_labels(
    read: Reader, *, is_merged: bool
) -> None:
    header, merged = wide()
    sheet = read(sheet_of(header, wide_line), merged=merged if is_merged else [])
    assert sheet.found.header_rows == (1, 2)
    assert (sheet.found.columns.name, sheet.found.columns.class_name) == ("A", "C")
    assert sheet.found.columns.total == "E"
    assert sheet.found.subjects == {
        name: column_letter(8 + 4 * n) for n, name in enumerate(BLOCKS[1:])
    }
    assert len(sheet.found.columns.ranks) == 3 * len(BLOCKS)
    assert sheet.doubts == []


@pytest.mark.parametrize("again", ["", "姓名|考号|班级|标签"])
def test_key_labels_in_the_lower_row_or_in_both(read: Reader, again: str) -> None:
    header, merged = wide()
    upper, lower = header.split("\n")
    upper = upper.replace("姓名|考号|班级|标签", again or "|||")
    lower = "姓名|考号|班级|标签" + lower[3:]
    sheet = read(sheet_of(f"{upper}\n{lower}", wide_line), merged=merged[: len(BLOCKS)])
    assert sheet.found.header_rows == (1, 2)
    assert list(sheet.found.subjects) == list(BLOCKS[1:])
    assert sheet.found.columns.name == "A"


def test_labels_may_stand_in_three_rows(read: Reader) -> None:
    header = "姓名|班级|总分||||语文|||\n||得分|排名|||得分|排名||\n|||班|校|联考||班|校|联考"
    merged = ["A1:A3", "B1:B3", "C1:F1", "G1:J1", "C2:C3", "D2:F2", "G2:G3", "H2:J2"]
    line: list[Callable[[int], object]] = [
        lambda _: "1班", lambda n: 200 + n, lambda _: 1, lambda _: 2, lambda _: 3,
        lambda n: mark(n, 0), lambda _: 1, lambda _: 2, lambda _: 3,
    ]  # fmt: skip
    sheet = read(sheet_of(header, lambda n: [column(n) for column in line]), merged=merged)
    assert sheet.found.header_rows == (1, 2, 3)
    assert sheet.found.subjects == {"语文": "G"}
    assert sheet.found.columns.total == "C"
    assert sheet.found.columns.ranks == ("D", "E", "F", "H", "I", "J")


def test_a_flat_export_with_a_rank_behind_every_score(read: Reader) -> None:
    header = "学校|班级|姓名|考号|总分|校次|班次|语文|语文校次|语文班次|数学|数学校次|数学班次"
    rows = [
        f"青山中学|1班|{NAMES[n]}|{1000 + n}|{mark(n, 0) + mark(n, 1)}|{n}|{n}"
        f"|{mark(n, 0)}|{place(n, 0)}|1|{mark(n, 1)}|{place(n, 1)}|2"
        for n in range(PUPILS)
    ]
    sheet = read("\n".join([header, *rows]))
    assert sheet.found.subjects == {"语文": "H", "数学": "K"}
    assert sheet.found.columns.ranks == ("F", "G", "I", "J", "L", "M")
    assert sheet.doubts == []


EXAMS = [
    ("月考1_语文|月考1_数学|月考2_语文|月考2_数学", ["月考1", "月考2"]),
    ("期中-语文|期中-数学|期末-语文|期末-数学", ["期中", "期末"]),
    ("语文(期中)|数学(期中)|语文（期末）|数学（期末）", ["期中", "期末"]),
    ("语文期中|数学期中|语文期末|数学期末", ["期中", "期末"]),
    ("一模语文|一模数学|二模语文|二模数学", ["一模", "二模"]),
    ("9月月考语文|9月月考数学|10月月考语文|10月月考数学", ["9月月考", "10月月考"]),
    ("第一次月考语文|第一次月考数学|第二次月考语文|第二次月考数学", ["第一次月考", "第二次月考"]),
    ("2025秋期末语文|2025秋期末数学|2026春期末语文|2026春期末数学", ["2025秋期末", "2026春期末"]),
    ("语文.第1次|数学.第1次|语文.第2次|数学.第2次", ["第1次", "第2次"]),
    ("七上语文|七上数学|七下语文|七下数学", ["七上", "七下"]),
    ("第1周语文|第1周数学|第2周语文|第2周数学", ["第1周", "第2周"]),
    ("语文第一单元|数学第一单元|语文第二单元|数学第二单元", ["第一单元", "第二单元"]),
]


@pytest.mark.parametrize(("labels", "exams"), EXAMS)
def test_exams_named_in_labels_are_tables_of_their_own(
    read: Reader, labels: str, exams: list[str]
) -> None:
    text = sheet_of(f"姓名|班级|{labels}", lambda n: ["1班", *(mark(n, k) for k in range(4))])
    sheet = read(text)
    assert [table.exam for table in sheet.tables] == exams
    assert [list(table.subjects) for table in sheet.tables] == [["语文", "数学"]] * 2
    second = sheet.tables[1].subjects["数学"]
    assert (second.letter, second.marks[0]) == ("F", mark(0, 3) * 100)
    assert sheet.doubts == ["exams_side_by_side"]


def test_exams_over_the_subjects_and_under_them_are_kept_apart_too(read: Reader) -> None:
    over = "姓名|期中||期末|\n|语文|数学|语文|数学"
    under = "姓名|语文||数学|\n|期中|期末|期中|期末"
    for header in (over, under):
        text = sheet_of(header, lambda n: [mark(n, k) for k in range(4)])
        sheet = read(text, merged=["A1:A2", "B1:C1", "D1:E1"])
        assert [table.exam for table in sheet.tables] == ["期中", "期末"]
        assert [list(table.subjects) for table in sheet.tables] == [["语文", "数学"]] * 2


def test_one_exam_in_all_labels_is_the_exam_of_the_sheet(read: Reader) -> None:
    sheet = read(sheet_of("姓名|期中语文|期中数学", lambda n: [mark(n, 0), mark(n, 1)]))
    assert sheet.table.exam == "期中"
    assert list(sheet.table.subjects) == ["语文", "数学"]
    assert sheet.doubts == []


def test_plain_subjects_beside_those_of_another_exam_keep_the_exam_of_the_sheet(
    read: Reader,
) -> None:
    text = sheet_of("姓名|语文|数学|期中语文|期中数学", lambda n: [mark(n, k) for k in range(4)])
    sheet = read("青山中学期末考试||||\n" + text, merged=["A1:E1"])
    assert [table.exam for table in sheet.tables] == ["期末考试", "期中"]
    assert sheet.doubts == ["exams_side_by_side"]


@pytest.mark.parametrize("labels", ["语文1|数学1|语文2|数学2", "七年级语文|七年级数学|语文A|数学A"])
def test_numbers_and_grades_beside_subjects_are_no_exams(read: Reader, labels: str) -> None:
    sheet = read(sheet_of(f"姓名|{labels}", lambda n: [mark(n, k) for k in range(4)]))
    assert "exams_side_by_side" not in sheet.codes
    assert len(sheet.table.subjects) == 4


SUMMARIES = [
    "|||\n班级|班级人数|缺考人数|平均分\n1.4|20|0|78.55",
    "班级|人数|平均分|及格率\n1班|20|78.5|0.9\n2班|20|70|0.9",
    "平均|78||\n|||\n科目|平均分|最高分|最低分\n语文|78|99|40",
    "|||\n分数段|人数|占比|累计\n90-100|3|0.2|3\n80-89|3|0.2|3",
    "|||\n一、班级情况|||\n班级|应考人数|实考人数|平均分|优秀率\n1班|20|20|78|0.4",
]


@pytest.mark.parametrize("summary", SUMMARIES)
@pytest.mark.parametrize("title", ["", "七年级1班周测|||\n"])
def test_a_list_without_header_above_a_summary_is_read(
    read: Reader, summary: str, title: str
) -> None:
    rows = "\n".join(f"{NAMES[n]}|{mark(n, 0)}||" for n in range(PUPILS))
    sheet = read(f"{title}{rows}\n{summary}", merged=["A1:D1"] if title else [])
    first = 2 if title else 1
    assert sheet.found.kind is SheetKind.STUDENT_SCORES
    assert sheet.rows() == (first, first + PUPILS - 1)
    assert sheet.table.names == NAMES
    assert "header_without_labels" in sheet.doubts
    told = sheet.finding("summary_below_list").message
    number = int(told.removeprefix("第").partition("行起")[0])
    assert number in range(first + PUPILS, first + PUPILS + summary.count("\n") + 1)


def test_a_list_without_header_above_a_table_of_scores_makes_two_tables(read: Reader) -> None:
    above = "\n".join(f"{NAMES[n]}|{mark(n, 0)}||" for n in range(10))
    below = "\n".join(f"1班|{NAMES[n]}|{mark(n, 0)}|{mark(n, 1)}" for n in range(10, 20))
    sheet = read(f"{above}\n\n班级|姓名|语文|数学\n{below}")
    assert [table.names for table in sheet.tables] == [NAMES[:10], NAMES[10:]]
    assert "several_tables" in sheet.doubts


@pytest.mark.parametrize(
    "above",
    [
        "应考|52|实考|50\n缺考|2|平均|78\n参考|50|物理|80",
        "班主任|张三丰|电话|13800138000\n年级组|李四海|人数|50\n教务处|王小二|日期|2024",
        "语文|85|张三丰|\n数学|80|李四海|\n英语|77|王小二|",
        "张云山|90||\n李云山|80||",  # two names may be anything
    ],
)
def test_a_few_figures_and_persons_above_a_header_are_no_list(read: Reader, above: str) -> None:
    rows = "\n".join(f"{NAMES[n]}|1班|{mark(n, 0)}|{mark(n, 1)}" for n in range(10))
    sheet = read(f"{above}\n姓名|班级|语文|数学\n{rows}")
    assert sheet.table.names == NAMES[:10]
    assert "several_tables" not in sheet.codes
    assert "list_without_header" not in sheet.codes
