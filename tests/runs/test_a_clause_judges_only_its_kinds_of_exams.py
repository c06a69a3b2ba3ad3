"""Every clause of the two town agreements and the school's scheme against all six kinds."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.core.school_terms import KIND_LABELS
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.findings import Finding
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., Any]
    Rows = list[Any]

with (Path(__file__).parents[1] / "cases" / "exam_kinds_of_clauses.csv").open(
    encoding="utf-8", newline=""
) as file:
    CASES = list(csv.DictReader(file))
FORM = ["项目", "工作表", "列", "值", "说明"]
RANKS = ["单位", "考试", "年级", "学科", "教师", "名次", "总数", "及格率", "性质"]
TEACHING = ["学校", "年级", "班级", "学科", "任课教师"]
SCORES = ["学校", "年级", "班级", "姓名", "语文"]
BASIS = {
    "手工金额": [
        ["单位", "姓名", "条款", "金额", "理由", "批准人"],
        *(["甲中学", "宋安然", clause, 500, "通报表扬", "校务会"] for clause in ("A10", "B9")),
    ],
    "人员": [["姓名", "单位", "岗位", "得分", "津贴"], ["丁长海", "甲中学", "门卫", 90, 600]],
}
"""What pays in each scheme whatever the kind: a payout that judges no exam is one all the same."""


def paid(book: Books, sheets: dict[str, Rows], scheme: str) -> Payout:
    parameters = ("per_place=300",) if scheme == "luotuoao-2008" else ()
    order = Order(scheme, date(2026, 7, 10), parameters=parameters)
    return pay(take_in(book(sheets), ChosenOptions(), scores_needed=False), order)


def of_county(case: dict[str, str], kind: str) -> dict[str, Rows]:
    """The first and the last place of a county of 25, with all that the clauses take beside it."""
    unit, exam, grade, subject = (case[name] for name in ("unit", "exam", "grade", "subject"))
    listed: Rows = [[unit, exam, grade, subject, None, 1, 25, "50%", kind]]
    if case["clause"] in {"C1", "C2"}:
        listed[0][4] = "江一帆"
    if case["clause"] in {"A9", "B8"}:
        listed[0][5] = 25
    teachers = ("江一帆", "何小满") if case["clause"] == "C10" else ("江一帆", "江一帆")
    if case["clause"] == "C10":
        listed += [
            [f"第{place}中学", exam, grade, subject, None, place, 25, f"{90 - place}%", kind]
            for place in range(2, 26)
        ]
    pupils = [
        [unit, grade, name, f"学生{name}{number}", mark]
        for name, mark in (("1班", 90), ("2班", 30))
        for number in range(4)
    ]
    return {
        exam: [SCORES, *pupils] if grade in {"八年级", "九年级"} else [],
        "任课": [
            TEACHING,
            *([unit, grade, f"{n}班", "语文", name] for n, name in enumerate(teachers, 1)),
        ],
        "县名次": [RANKS, *listed],
        "历次": [
            ["考试", "单位", "年级", "学科", "名次"],
            ["2025年全县大考", unit, grade, "综合", 9],
        ],
        **BASIS,
    }


def of_scores(case: dict[str, str], kind: str) -> dict[str, Rows]:
    """Two schools of a town whose scores give the places, the kind written in 考核设置."""
    pupils = [
        [unit, case["grade"], "1班", f"{unit}生{number}", mark]
        for unit, mark in ((case["unit"], 60), ("石桥小学", 90))
        for number in range(3)
    ]
    form = [FORM, ["考试性质", "", case["exam"], kind, ""]]
    return {case["exam"]: [SCORES, *pupils], "考核设置": form, **BASIS}


@pytest.mark.parametrize("kind", KIND_LABELS)
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['clause']}-{case['grade']}-{case['subject']}"
)
def test_a_clause_judges_an_exam_of_its_kinds_and_of_no_other(
    book: Books, case: dict[str, str], kind: str
) -> None:
    sheets = (of_county if case["list"] == "县名次" else of_scores)(case, kind)
    if case[kind] == "问":
        assert [one.code for one in refused(book, sheets, case["scheme"])] in (
            ["exam_kind_contradicted"],
            ["exam_kind_unknown"],
        )
        return
    payout = paid(book, sheets, case["scheme"])
    judged = [
        one.case
        for one in payout.assessed
        if (one.case.clause, one.case.key.get("exam")) == (case["clause"], case["exam"])
    ]
    assert bool(judged) == (case[kind] == "是")


def refused(book: Books, sheets: dict[str, Rows], scheme: str = "luotuoao-brief") -> list[Finding]:
    with pytest.raises(BadInputError) as caught:
        paid(book, sheets, scheme)
    return [one for one in caught.value.findings if one.severity.value == "error"]


PLAIN = ["单位", "考试", "学科", "名次", "总数"]


def county(*rows: list[Any], **sheets: Rows) -> dict[str, Rows]:
    return {"县名次": [PLAIN, *([*row, 25] for row in rows)], **sheets}


JUNIORS = [
    ["骆驼坳中学", "2026年县统考", subject, place]
    for place, subject in enumerate(("综合", "语文", "数学", "英语"), 1)
]


def test_an_exam_that_may_be_two_kinds_is_asked_once_with_the_row_to_write(book: Books) -> None:
    [asked] = refused(book, county(*JUNIORS))
    assert (asked.code, asked.where, asked.found) == (
        "exam_kind_unknown", "县名次!B2", "2026年县统考",
    )  # fmt: skip
    assert "县名次!B2、B3、B4等4处" in asked.message
    assert "条款A3、A6、A7、A8、A9" in asked.message
    row = "在考核设置写一行：项目“考试性质”，列“2026年县统考”，值“中考或全县统考”"
    assert asked.suggestion.startswith(row)


@pytest.mark.parametrize(
    ("word", "clauses"),
    [
        ("中考", {"A6", "A7"}),
        ("升学考试", {"A6", "A7"}),
        ("全县统考", set()),
        ("抽测", {"A8"}),
        ("全县抽考", {"A8"}),
        ("镇统考", set()),
        ("年度考核", set()),
    ],
)
def test_the_row_that_was_asked_for_decides(book: Books, word: str, clauses: set[str]) -> None:
    form = [FORM, ["考试性质", "", "２０２６年 全县大考", word, ""]]
    rows = [[unit, "2026年全县大考", *rest] for unit, _, *rest in JUNIORS]
    goal = [["单位", "指标", "目标"], ["骆驼坳中学", "目标名次", 8]]
    payout = paid(book, county(*rows, 考核设置=form, 指标=goal, **BASIS), "luotuoao-brief")
    assert {line.clause for line in payout.lines} == clauses | {"A10"}


def test_the_old_names_go_on_working_without_a_question(book: Books) -> None:
    rows = [
        ["骆驼坳中学", "2026年中考", "语文", 1],
        ["骆驼坳中学", "2026年县抽考", "语文", 1],
        ["白鹭洲小学", "2026年县合唱比赛", "合唱", 1],
    ]
    payout = paid(book, county(*rows), "luotuoao-brief")
    assert [(line.clause, line.net // 100) for line in payout.lines] == [
        ("A7", 500), ("A8", 300), ("A8", 300),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "grade", "exam", "stated"),
    [
        ("骆驼坳中学", "九年级", "2026年县抽考", "中考"),
        ("骆驼坳中学", "九年级", "2026年中考", "全县抽考"),
        ("骆驼坳中学", "九年级", "2025年秋季县统考", "中考"),
        ("柳溪小学", "六年级", "2026年县统考", "全县抽考"),
        ("柳溪小学", "六年级", "大考", "中考"),
        ("骆驼坳中学", "八年级", "大考", "中考"),
        ("白鹭洲小学", "", "2026年县合唱比赛", "全县统考"),
    ],
)
def test_a_kind_that_the_name_or_the_grade_denies_is_asked(
    book: Books, unit: str, grade: str, exam: str, stated: str
) -> None:
    head = ["单位", "考试", "年级", "学科", "名次", "总数", "性质"]
    row = [unit, exam, grade, "语文", 1, 25, stated]
    [asked] = refused(book, {"县名次": [head, row], **BASIS})
    assert (asked.code, asked.where, asked.found) == (
        "exam_kind_contradicted", "县名次!G2", stated,
    )  # fmt: skip


def test_what_the_office_says_of_an_exam_holds_for_those_who_can_sit_it(book: Books) -> None:
    """One name for all grades: 中考 for the graduates, for the primary schools 统考 as it says."""
    form = [FORM, ["考试性质", "", "2026年县统考", "中考", ""]]
    rows = [["骆驼坳中学", "2026年县统考", "语文", 1], ["柳溪小学", "2026年县统考", "语文", 1]]
    payout = paid(book, county(*rows, 考核设置=form), "luotuoao-brief")
    assert [(line.payee, line.clause) for line in payout.lines] == [("骆驼坳中学", "A7")]


def test_a_school_said_to_be_a_primary_school_sits_no_entrance_exam(book: Books) -> None:
    rows = [["光明学校", "2026年县统考", "语文", 1]]
    form = [FORM, ["单位类别", "", "光明学校", "小学", ""]]
    payout = paid(book, county(*rows, 考核设置=form), "luotuoao-2008")
    assert [(line.payee, line.clause) for line in payout.lines] == [("光明学校", "B5")]
    form = [FORM, ["单位类别", "", "光明学校", "初中", ""]]
    [asked] = refused(book, county(*rows, 考核设置=form), "luotuoao-2008")
    assert asked.code == "exam_kind_unknown"


def test_a_word_that_is_no_kind_is_told_at_its_cell(book: Books) -> None:
    head = [*PLAIN, "性质"]
    row = ["骆驼坳中学", "2026年中考", "语文", 1, 25, "联考"]
    found = refused(book, {"县名次": [head, row], **BASIS})
    assert [(one.code, one.where) for one in found] == [("list_cell_bad", "县名次!F2")]
    assert "中考、全县统考、全县抽考、全镇统考、活动竞赛、年度考核" in found[0].suggestion


def test_an_exam_no_clause_pays_is_one_note_and_no_money(book: Books) -> None:
    rows = [
        ["骆驼坳中学", "2025年秋季县统考", "语文", 1],
        ["骆驼坳中学", "2025年秋季县统考", "数学", 25],
        ["骆驼坳中学", "2026年教研室年度考核", "综合", 1],
    ]
    payout = paid(book, county(*rows, **BASIS), "luotuoao-brief")
    assert [line.clause for line in payout.lines] == ["A10"]
    told = [one for one in payout.findings if one.code == "exam_of_no_clause"]
    assert len(told) == 1
    assert "2025年秋季县统考（全县统考）" in told[0].message
    assert told[0].severity.value == "note"
    assert told[0].suggestion == "如果性质不对，请改正考试的名称"


def test_a_row_that_the_form_wrote_and_nobody_filled_in_is_no_question(book: Books) -> None:
    blank: Rows = [["骆驼坳中学", "", subject, "", ""] for subject in ("综合", "语文")]
    filled = ["骆驼坳中学", "2026年中考", "综合", 3, 25]
    form = {"县名次": [PLAIN, *blank, filled], **BASIS}
    assert {line.clause for line in paid(book, form, "luotuoao-brief").lines} == {"A10"}
    a_place = ["骆驼坳中学", "", "数学", 3, 25]
    [asked] = refused(book, {"县名次": [PLAIN, *blank, a_place, filled], **BASIS})
    assert "县名次!A4没有写是哪次考试" in asked.message


def test_one_setting_that_says_two_things_is_refused(book: Books) -> None:
    form = [FORM, *(["考试性质", "", "2026年县统考", kind, ""] for kind in ("中考", "全县统考"))]
    found = refused(book, county(*JUNIORS, 考核设置=form))
    assert ("settings_value_bad", "考核设置!D3") in [(one.code, one.where) for one in found]


def test_places_counted_from_scores_pay_only_as_the_entrance_exam(book: Books) -> None:
    """The best pupils of C4 are counted from the scores of a whole county."""
    pupils = [
        [school, "九年级", "1班", f"{school}{number}", 90 - step]
        for step, school in enumerate(("东河中学", "西山中学", "南湖中学"))
        for number in range(2)
    ]
    lessons = [TEACHING, ["东河中学", "九年级", "1班", "语文", "江一帆"]]

    def paying(exam: str, *rows: list[str]) -> set[str]:
        form = [FORM, ["名次范围", "", "", "全县", ""], *rows]
        sheets: dict[str, Any] = {
            exam: [SCORES, *pupils],
            "任课": lessons,
            "考核设置": form,
            **BASIS,
        }
        return {line.clause for line in paid(book, sheets, "school-2006").lines} - {"C9"}

    assert paying("2026年中考") == {"C2", "C4", "C5"}
    assert paying("2025年秋季县统考") == {"C1"}
    assert paying("大考", ["考试性质", "", "大考", "全县抽考", ""]) == set()


def test_last_years_entrance_exam_may_go_by_another_name(book: Books) -> None:
    past = ["考试", "单位", "学科", "名次", "性质"]
    rows = [["骆驼坳中学", "2026年中考", "综合", 6]]

    def before(*history: list[Any]) -> list[int]:
        sheets = county(*rows, 历次=[past, *history])
        payout = paid(book, sheets, "luotuoao-2008")
        return [line.net // 100 for line in payout.lines if line.clause == "B3"]

    assert before(["2025年初中学业水平考试", "骆驼坳中学", "综合", 9, None]) == [1500]
    assert before(["2025年县统考", "骆驼坳中学", "综合", 9, "中考"]) == [1500]
    assert before(["2025年秋季县统考", "骆驼坳中学", "综合", 9, None]) == []
    assert before(["2024年中考", "骆驼坳中学", "综合", 9, None]) == []


@pytest.mark.parametrize(
    ("exam", "grade", "answers"),
    [
        ("2026年中考模拟考试", "九年级", "中考或全县统考或全县抽考或其他考试"),
        ("2027届中考第一次质量检测", "九年级", "中考或全县统考或全县抽考或其他考试"),
        ("全县月考", "八年级", "全县统考或全县抽考或其他考试"),
        ("校内抽考", "九年级", "全镇统考或其他考试"),
        ("青禾镇抽考", "九年级", "全镇统考或其他考试"),
    ],
)
def test_one_of_the_answers_offered_fits_and_ends_the_question(
    book: Books, exam: str, grade: str, answers: str
) -> None:
    head = ["单位", "考试", "年级", "学科", "名次", "总数"]
    sheets = {"县名次": [head, ["骆驼坳中学", exam, grade, "语文", 1, 25]], **BASIS}
    [asked] = refused(book, sheets)
    row = f"在考核设置写一行：项目“考试性质”，列“{exam}”，值“{answers}”"
    assert asked.suggestion.startswith(row)
    last = answers.rpartition("或")[2]
    payout = paid(
        book, {**sheets, "考核设置": [FORM, ["考试性质", "", exam, last, ""]]}, "luotuoao-brief"
    )
    assert [line.clause for line in payout.lines] == ["A10"]


@pytest.mark.parametrize(
    "subject",
    [
        *("综合积分", "总积分", "积分", "总成绩", "综合名次", "总排名", "六科总分"),
        *("文化课总分", "全科"),
        *("综合（积分）", "学校综合", "综合得分", "总 分", "总评"),
    ],
)  # fmt: skip
def test_the_place_over_all_subjects_is_no_single_subject_in_any_words(
    book: Books, subject: str
) -> None:
    rows = [["骆驼坳中学", "2026年中考", subject, 2], ["严家坳中学", "2026年中考", "语文", 2]]
    goal = [["单位", "指标", "目标"], ["骆驼坳中学", "目标名次", 8]]
    payout = paid(book, county(*rows, 指标=goal), "luotuoao-brief")
    assert [(line.payee, line.clause, line.net // 100) for line in payout.lines] == [
        ("骆驼坳中学", "A6", 2100), ("严家坳中学", "A7", 400),
    ]  # fmt: skip


@pytest.mark.parametrize("subject", ["综合实践", "理科综合", "综合素质", "科学", "总务"])
def test_a_subject_that_holds_the_word_is_one(book: Books, subject: str) -> None:
    payout = paid(book, county(["骆驼坳中学", "2026年中考", subject, 1]), "luotuoao-brief")
    assert [(line.clause, line.net // 100) for line in payout.lines] == [("A7", 500)]


@pytest.mark.parametrize(
    ("exam", "grade", "pays"),
    [
        ("2025年秋季全县期末统考", "八年级", True),
        ("2025年秋季全县期末统考", "九年级", True),
        ("2025年秋季全县期中统考", "八年级", False),
        ("2025年秋季全县期中统考", "九年级", False),
        ("2025年10月全县统一检测（月考）", "八年级", False),
        ("2026年春季全县期末统考", "九年级", False),
    ],
)
def test_a_midterm_is_no_end_of_term_test(
    book: Books, exam: str, grade: str, *, pays: bool
) -> None:
    head = ["单位", "考试", "年级", "学科", "教师", "名次", "总数"]
    sheets = {"县名次": [head, ["骆驼坳中学", exam, grade, "语文", "江一帆", 1, 25]], **BASIS}
    assert ("C1" in {line.clause for line in paid(book, sheets, "school-2006").lines}) is pays
