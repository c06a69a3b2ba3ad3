from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import Why, pay
from xl_quality.runs.payout.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., MemoryBook]

DAY = date(2026, 7, 10)
SPRING, WINTER = "2026年县抽考", "2025年县抽考"
HEAD = ["单位", "考试", "学科", "名次", "总数"]
COUNTY = [
    HEAD,
    ["青石小学", SPRING, "语文", 1, 25],
    ["青石小学", WINTER, "语文", 2, 25],
    ["白水小学", WINTER, "语文", 25, 25],
]
PAST = [
    ["考试", "单位", "学科", "名次", "总数"],
    ["2024年县抽考", "青石小学", "综合", 25, 25],
    [WINTER, "青石小学", "综合", 25, 25],
    [SPRING, "青石小学", "综合", 3, 25],
    [SPRING, "白水小学", "综合", 25, 25],
]
HAND = ["单位", "姓名", "条款", "金额", "理由", "批准人"]


def paid(book: MemoryBook, exam: str = "", scheme: str = "luotuoao-brief") -> Payout:
    contents = take_in(book, ChosenOptions(), scores_needed=False)
    return pay(contents, Order(scheme, DAY, exam=exam))


def lines(payout: Payout) -> list[tuple[str, str, int]]:
    return [(line.payee, line.exam, line.net // 100) for line in payout.lines]


def texts(payout: Payout, sheet: str = "奖惩兑现表") -> list[str]:
    table = next(table for table in sheets_of(payout) if table.name == sheet)
    return [value for row in table.rows for value in row.values if isinstance(value, str)]


def test_rows_of_other_exams_are_left_out_and_named(book: Books) -> None:
    payout = paid(book({"县名次": COUNTY}), SPRING)
    assert lines(payout) == [("青石小学", SPRING, 300)]
    (told,) = [one for one in payout.findings if one.code == "other_exams_left_out"]
    assert f"县名次 {WINTER}（2行）" in told.message
    assert any(f"别的考试没有计入：县名次 {WINTER}（2行）" in text for text in texts(payout))


def test_without_an_exam_the_sheets_name_every_exam_they_cover(book: Books) -> None:
    payout = paid(book({"县名次": COUNTY}))
    assert len(payout.lines) == 3
    for sheet in ("奖惩兑现表", "计算依据"):
        (note,) = [text for text in texts(payout, sheet) if "依据：" in text and "单位：" in text]
        assert note.endswith(f"考试：{SPRING}、{WINTER}")
    assert not [one for one in payout.findings if one.code == "other_exams_left_out"]


@pytest.mark.parametrize("number", [1, 2, 4, 7])
def test_every_exam_is_named_however_many_there_are(book: Books, number: int) -> None:
    exams = [f"第{n}次县抽考" for n in range(1, number + 1)]
    rows = [["青石小学", exam, "语文", 1, 25] for exam in exams]
    note = next(text for text in texts(paid(book({"县名次": [HEAD, *rows]}))) if "考试：" in text)
    assert note.endswith("、".join(exams))


def test_a_part_of_the_name_is_enough_and_an_exact_name_goes_first(book: Books) -> None:
    own = book({"县名次": [*COUNTY, ["白水小学", "县抽考", "数学", 1, 25]]})
    assert {exam for _, exam, _ in lines(paid(own, "2025年"))} == {WINTER}
    assert {exam for _, exam, _ in lines(paid(own, "县抽考"))} == {"县抽考"}


def test_an_exam_that_nobody_knows_is_refused_with_those_there_are(book: Books) -> None:
    with pytest.raises(BadInputError, match=f"没有“2027年中考”这次考试.*{WINTER}"):
        paid(book({"县名次": COUNTY}), "2027年中考")


def test_an_exam_of_the_score_sheets_takes_what_the_lists_call_otherwise(book: Books) -> None:
    settings = [["项目", "工作表", "列", "值", "说明"], ["考试别名", "", SPRING, "全镇调考", ""]]
    marks: list[Any] = [
        ["全镇调考成绩表", "", "", "", ""],
        ["学校", "年级", "班级", "姓名", "语文"],
        ["青石小学", "四年级", "1班", "安一", 90],
        ["白水小学", "四年级", "1班", "白一", 60],
    ]
    own = book({"成绩": marks, "县名次": COUNTY, "考核设置": settings})
    for said in ("全镇调考", SPRING):
        payout = paid(own, said)
        assert lines(payout) == [("青石小学", SPRING, 300)]
        assert "A4" in {one.case.clause for one in payout.assessed}  # of the scores
    assert "A4" not in {one.case.clause for one in paid(own, WINTER).assessed}


def test_streaks_end_with_the_exam_that_is_paid(book: Books) -> None:
    own = book({"县名次": COUNTY, "历次": PAST})

    def warned(exam: str) -> set[str]:
        return {
            one.case.key["unit"] for one in paid(own, exam).assessed if one.evaluation.consequences
        }

    assert warned(WINTER) == {"青石小学"}  # last in 2024 and 2025
    assert warned(SPRING) == set()  # third by now
    assert "A11" in {
        one.clause for one in paid(book({"县名次": COUNTY, "历次": PAST[:3]}), SPRING).uncounted
    }


MARKS: list[Any] = [
    ["全镇期末成绩表", "", "", "", ""],
    ["学校", "年级", "班级", "姓名", "语文"],
    ["青石小学", "四年级", "1班", "安一", 90],
    ["白水小学", "四年级", "1班", "白一", 60],
]
ENDS = [
    ["考试", "单位", "学科", "名次", "总数"],
    *([f"202{year}年春季学期", "白水小学", "综合", 2, 2] for year in (4, 5, 6)),
]


def test_a_history_that_calls_the_exam_otherwise_is_asked_about_and_the_answer_counts(
    book: Books,
) -> None:
    form = [["项目", "工作表", "列", "值", "说明"], ["考试别名", "", SPRING, "全镇期末", ""]]
    sheets = {"成绩": MARKS, "县名次": COUNTY, "历次": ENDS, "考核设置": form}
    payout = paid(book(sheets), "全镇期末")
    (asked,) = [one for one in payout.findings if one.code == "history_of_other_exams"]
    assert (asked.sheet, asked.cell) == ("历次", "A4")
    answer = "项目“考试别名”，列“2026年春季学期”，值“全镇期末”"
    assert answer in asked.suggestion
    assert [one.why for one in payout.uncounted if one.clause == "A11"] == [Why.NOT_IN_HISTORY]
    assert any("A11 连续居末处理（历次里没有这次考试）" in text for text in texts(payout))
    assert not [one for one in payout.findings if "条款A11" in one.message]
    said = ["考试别名", "", "2026年春季学期", "全镇期末", ""]
    payout = paid(book({**sheets, "考核设置": [*form, said]}), "全镇期末")
    assert not [one for one in payout.findings if one.code == "history_of_other_exams"]
    assert "A11" in {one.case.clause for one in payout.assessed if one.evaluation.consequences}


@pytest.mark.parametrize("exam", ["", SPRING])
def test_a_history_that_knows_the_exam_is_not_asked_about(book: Books, exam: str) -> None:
    payout = paid(book({"县名次": COUNTY, "历次": PAST}), exam)
    assert not [one for one in payout.findings if one.code == "history_of_other_exams"]


PLACED = ["考试", "单位", "年级", "学科", "名次"]
SCORES: list[Any] = [
    ["全镇期末成绩表", "", "", "", "", ""],
    ["学校", "年级", "班级", "姓名", "语文", "数学"],
    ["青石小学", "四年级", "1班", "安一", 90, 80],
    ["白水小学", "四年级", "1班", "白一", 60, 70],
]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["全镇期末", "白水小学", "", "语文", 1], "历次里白水小学 语文在“全镇期末”是第1名，"),
        (["全镇期末", "白水小学", "四年级", "数学", 1], "历次里白水小学 数学在“全镇期末”是第1名，"),
        (["2026年春季学期", "白水小学", "", "语文", 1], "“2026年春季学期”是第1名，"),
        (["全镇期末", "白水小学", "", "语文", 2], ""),  # as the scores have it
        (["全镇期末", "白水小学", "", "综合", 1], ""),  # over which grades is not said
        (["2025年春季学期", "白水小学", "", "语文", 1], ""),  # another exam
        (["全镇期末", "白水小学", "六年级", "语文", 1], ""),  # a grade without scores
        (["全镇期末", "竹园小学", "", "语文", 1], ""),  # a school without scores
    ],
)
def test_a_place_of_the_history_that_the_scores_give_otherwise_is_told(
    book: Books, row: list[Any], told: str
) -> None:
    form = [
        ["项目", "工作表", "列", "值", "说明"],
        ["考试别名", "", "2026年春季学期", "全镇期末", ""],
    ]
    sheets = {"成绩": SCORES, "县名次": COUNTY, "历次": [PLACED, row], "考核设置": form}
    found = [o for o in paid(book(sheets)).findings if o.code == "history_other_than_scores"]
    assert [(one.sheet, one.cell) for one in found] == ([("历次", "E2")] if told else [])
    assert all(told in one.message and "算出的是第2名" in one.message for one in found)


FIFTH: list[Any] = [
    ["全镇期末成绩表", "", "", "", "", ""],
    ["学校", "年级", "班级", "姓名", "语文", "数学"],
    ["青石小学", "五年级", "1班", "安二", 61, 60],
    ["白水小学", "五年级", "1班", "白二", 100, 100],
]
"""In grade five the other school is first, and by more: over both grades it is first, too."""


@pytest.mark.parametrize(
    ("scored", "grade", "places", "told"),
    [
        (
            [SCORES],
            "",
            (2, 1),
            "历次里青石小学 综合在“全镇期末”是第2名，同一次考试的成绩表算出的是第1名",
        ),
        ([SCORES], "", (1, 2), ""),
        (
            [SCORES, FIFTH],
            "",
            (1, 2),
            "历次里青石小学 综合在“全镇期末”是第1名，同一次考试的成绩表算出的是第2名",
        ),
        ([SCORES, FIFTH], "", (2, 1), ""),  # over both grades
        ([SCORES, FIFTH], "四年级", (2, 1), "是第2名，同一次考试的成绩表算出的是第1名"),
        ([SCORES, FIFTH], "四年级", (1, 2), ""),
        ([SCORES, FIFTH], "六年级", (2, 1), ""),  # a grade without scores
        ([SCORES], "", (2, 1, 3), ""),  # of a school without scores too: others were ranked
    ],
)
def test_a_place_over_all_subjects_is_compared_over_the_grades_that_were_ranked(
    book: Books, scored: list[Any], grade: str, places: tuple[int, ...], told: str
) -> None:
    schools = ("青石小学", "白水小学", "竹园小学")
    past = [
        ["全镇期末", who, grade, "综合", rank] for who, rank in zip(schools, places, strict=False)
    ]
    sheets = {f"成绩{number}": sheet for number, sheet in enumerate(scored)}
    payout = paid(book({**sheets, "县名次": COUNTY, "历次": [PLACED, *past]}))
    found = [one for one in payout.findings if one.code == "history_other_than_scores"]
    assert len(found) == bool(told)
    assert all(told in one.message for one in found)


def test_a_teachers_place_of_the_history_is_compared_too_and_one_finding_names_all_cells(
    book: Books,
) -> None:
    teaching = [
        ["学校", "年级", "班级", "学科", "任课教师"],
        ["青石小学", "四年级", "1班", "语文", "江一帆"],
        ["白水小学", "四年级", "1班", "语文", "何小满"],
    ]
    past = [
        PLACED,
        ["全镇期末", "江一帆", "", "语文", 2],
        ["全镇期末", "何小满", "", "语文", 1],
    ]
    payout = paid(book({"成绩": SCORES, "县名次": COUNTY, "任课": teaching, "历次": past}))
    (found,) = [one for one in payout.findings if one.code == "history_other_than_scores"]
    assert "江一帆 语文在“全镇期末”是第2名，同一次考试的成绩表算出的是第1名" in found.message
    assert "历次!E2、E3" in found.message
    assert not [
        o for o in paid(book({"县名次": COUNTY, "历次": past})).findings if o.code == found.code
    ]


def test_what_names_no_exam_is_counted_and_told(book: Books) -> None:
    hand = [HAND, ["青石小学", "安宁", "A10", 500, "评为优秀校长", "镇教办"]]
    payout = paid(book({"县名次": COUNTY, "手工金额": hand}), SPRING)
    assert ("安宁", "", 500) in lines(payout)
    assert any("没有写考试的行不分考试，没有排除：手工金额（1行）" in one for one in texts(payout))


@pytest.mark.parametrize(("exam", "amount"), [(SPRING, 500), (WINTER, 0)])
def test_a_hand_entered_amount_may_name_its_exam(book: Books, exam: str, amount: int) -> None:
    hand = [[*HAND, "考试"], ["青石小学", "安宁", "A10", 500, "评为优秀校长", "镇教办", SPRING]]
    payout = paid(book({"县名次": COUNTY, "手工金额": hand}), exam)
    assert sum(net for payee, _, net in lines(payout) if payee == "安宁") == amount


def test_an_indicator_and_a_contest_may_name_their_exam(book: Books) -> None:
    targets = [
        ["单位", "指标", "目标", "实际", "考试"],
        ["青石小学", "辍学率", 0, 0, SPRING],
        ["白水小学", "辍学率", 0, 0.01, WINTER],
    ]
    found = paid(book({"县名次": COUNTY, "指标": targets}), SPRING).assessed
    assert {one.case.key["unit"] for one in found if one.case.clause == "A5"} == {"青石小学"}
    contests = [["姓名", "单位", "类别", "级别", "奖次", "考试"],
                ["沈知夏", "甲中学", "本人", "县级", "一等奖", "春季赛课"],
                ["廖思远", "甲中学", "本人", "县级", "一等奖", "秋季赛课"]]  # fmt: skip
    assert [
        line.payee for line in paid(book({"竞赛": contests}), "春季赛课", "school-2006").lines
    ] == ["沈知夏"]


def test_the_year_before_is_still_compared_with(book: Books) -> None:
    county = [
        HEAD,
        ["骆驼坳中学", "2026年中考", "综合", 6, 25],
        ["骆驼坳中学", "2025年中考", "综合", 9, 25],
    ]
    contents = take_in(book({"县名次": county}), ChosenOptions(), scores_needed=False)
    order = Order("luotuoao-2008", DAY, parameters=("per_place=300",), exam="2026年中考")
    assert [line.net // 100 for line in pay(contents, order).lines if line.clause == "B3"] == [1500]


def test_a_quota_of_the_entrance_exam_is_not_paid_with_another_exam(book: Books) -> None:
    county = [
        HEAD,
        ["骆驼坳中学", "2026年中考", "综合", 6, 25],
        ["骆驼坳中学", SPRING, "数学", 1, 25],
    ]
    targets = [["单位", "指标", "目标", "实际"], ["骆驼坳中学", "重点高中指标", 30, 33]]
    own = book({"县名次": county, "指标": targets})
    assert ("骆驼坳中学", "", 600) in lines(paid(own, "2026年中考"))
    sampled = paid(own, SPRING)
    assert lines(sampled) == [("骆驼坳中学", SPRING, 300)]
    assert {one.clause: one.why for one in sampled.uncounted}["A6"] is Why.OTHER_KIND
    assert any("A6 中考奖惩（不按这种考试计奖惩）" in text for text in texts(sampled))
