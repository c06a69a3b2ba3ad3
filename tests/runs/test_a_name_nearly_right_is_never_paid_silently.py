from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.findings import Finding

    Books = Callable[..., MemoryBook]

ORDER = Order("luotuoao-brief", date(2026, 7, 10))
SCORES = [["学校", "年级", "班级", "姓名", "语文"]] + [
    [school, "九年级", "1班", f"学生{letter}", 80]
    for school in ("骆驼坳中学", "石桥中学")
    for letter in "甲乙丙丁戊己庚辛壬癸"
]


def ranks(*rows: tuple[str, str, int]) -> list[Any]:
    head = ["单位", "考试", "学科", "名次", "总数"]
    return [head, *[[unit, "中考", subject, rank, 25] for unit, subject, rank in rows]]


def aliases(*pairs: tuple[str, str]) -> list[Any]:
    head = ["项目", "工作表", "列", "值", "说明"]
    return [head, *[["学校别名", "", wrong, right, ""] for wrong, right in pairs]]


def refused(book: MemoryBook) -> list[Finding]:
    contents = take_in(book, ChosenOptions())
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        pay(contents, ORDER)
    return [one for one in caught.value.findings if one.severity is Severity.ERROR]


def payees(book: MemoryBook) -> list[str]:
    return [line.payee for line in pay(take_in(book, ChosenOptions()), ORDER).lines]


def test_two_spellings_never_become_two_payees(book: Books) -> None:
    county = ranks(("骆驼坳中学", "语文", 1), ("驼骆坳中学", "数学", 2))
    [found] = refused(book({"成绩": SCORES, "县名次": county}))
    assert (found.code, found.where) == ("unit_spelling", "县名次!A3")
    assert "“驼骆坳中学”，是不是“骆驼坳中学”？" in found.message
    assert "项目“学校别名”，列“驼骆坳中学”，值“骆驼坳中学”" in found.suggestion
    assert "项目“学校别名”，列“驼骆坳中学”，值“驼骆坳中学”" in found.suggestion


def test_every_sheet_that_writes_it_so_is_listed_with_its_cells(book: Books) -> None:
    county = ranks(*[("骆驼坳初中", subject, 3) for subject in ("语文", "数学", "英语")])
    targets = [["单位", "指标", "目标", "实际"], ["骆驼坳 初中", "重点高中录取", 30, 33]]
    found = refused(book({"成绩": SCORES, "县名次": county, "指标": targets}))
    assert [one.where for one in found] == ["县名次!A2", "指标!A2"]
    assert "（A2、A3、A4）" in found[0].message


def test_an_alias_makes_the_two_one(book: Books) -> None:
    county = ranks(("骆驼坳中学", "语文", 1), ("驼骆坳中学", "数学", 2))
    form = aliases(("驼骆坳中学", "骆驼坳中学"))
    assert payees(book({"成绩": SCORES, "县名次": county, "考核设置": form})) == ["骆驼坳中学"] * 2


def test_a_name_declared_to_stand_for_itself_is_another_school(book: Books) -> None:
    county = ranks(("骆驼坳中学", "语文", 1), ("驼骆坳中学", "数学", 2))
    form = aliases(("驼骆坳中学", "驼骆坳中学"))
    sheets = {"成绩": SCORES, "县名次": county, "考核设置": form}
    assert payees(book(sheets)) == ["骆驼坳中学", "驼骆坳中学"]
    assert "school_spelling" not in [
        one.code for one in examined(take_in(book(sheets), ChosenOptions()))
    ]


def test_other_schools_of_the_county_are_no_doubt(book: Books) -> None:
    others = ("东河中学", "西河中学", "张家坳中学", "李家坳中学", "一中", "二中", "城东中学")
    county = ranks(
        ("骆驼坳中学", "语文", 1), *[(name, "语文", n) for n, name in enumerate(others, 2)]
    )
    assert payees(book({"成绩": SCORES, "县名次": county}))[0] == "骆驼坳中学"


def test_schools_ranked_apart_in_one_exam_are_two_though_one_character_differs(
    book: Books,
) -> None:
    county = ranks(("石桥中学", "语文", 7), ("石侨中学", "语文", 9))
    assert payees(book({"成绩": SCORES, "县名次": county})) == []


def test_one_character_in_a_long_place_name_stops_the_payout_in_a_short_one_it_is_a_doubt(
    book: Books,
) -> None:
    slip = ranks(("骆驼坳中学", "语文", 7), ("骆驼岩中学", "数学", 9))
    assert [one.where for one in refused(book({"成绩": SCORES, "县名次": slip}))] == ["县名次!A3"]
    alike = ranks(("石桥中学", "语文", 1), ("石侨中学", "数学", 9))
    assert [one.where for one in refused(book({"成绩": SCORES, "县名次": alike}))] == ["县名次!A3"]
    short = ranks(("石桥中学", "语文", 1), ("石楼中学", "数学", 9))
    payout = pay(take_in(book({"成绩": SCORES, "县名次": short}), ChosenOptions()), ORDER)
    told = [one for one in payout.findings if one.code == "unit_spelling"]
    assert [(one.where, one.severity) for one in told] == [("县名次!A3", Severity.WARNING)]
    rows = [str(row.values[0]) for row in sheets_of(payout)[0].rows]
    assert any(text.startswith("另有") and "校名" in text for text in rows), "said on the sheet"


def test_two_spellings_on_the_score_sheets_are_refused_too(book: Books) -> None:
    rows = [*SCORES, ["骆驼坳　中学", "九年级", "2班", "学生子", 70]]
    county = ranks(("骆驼坳中学", "语文", 1))
    found = refused(book({"成绩": rows, "县名次": county}))
    assert [one.where for one in found] == ["成绩!A22"]


def test_a_school_the_scheme_names_otherwise_would_miss_its_own_rule(book: Books) -> None:
    scores = [[str(row[0]).replace("骆驼坳中学", "骆驼坳初级中学"), *row[1:]] for row in SCORES]
    county = ranks(("骆驼坳初级中学", "综合", 6))
    found = refused(book({"成绩": scores, "县名次": county}))
    assert [one.where for one in found] == ["成绩!A2", "县名次!A2"]
    assert "是不是“骆驼坳中学”" in found[0].message


def test_without_scores_the_lists_are_compared_with_each_other(book: Books) -> None:
    county = ranks(("石桥中学", "语文", 1), ("桥石中学", "数学", 2))
    contents = take_in(book({"县名次": county}), ChosenOptions(), scores_needed=False)
    with pytest.raises(BadInputError) as caught:
        pay(contents, ORDER)
    assert [one.where for one in caught.value.findings if one.code == "unit_spelling"] == [
        "县名次!A3"
    ]


def test_a_list_the_scheme_does_not_use_stops_nothing_but_is_told_by_the_doctor(
    book: Books,
) -> None:
    prizes = [
        ["姓名", "单位", "类别", "级别", "奖次"],
        ["学生甲", "驼骆坳中学", "辅导", "县", "一等奖"],
    ]
    county = ranks(("骆驼坳中学", "语文", 1))
    sheets = {"成绩": SCORES, "县名次": county, "竞赛": prizes}
    assert payees(book(sheets)) == ["骆驼坳中学"]
    told = examined(take_in(book(sheets), ChosenOptions()))
    assert [one.where for one in told if one.code == "school_spelling"] == ["竞赛!B2"]


def test_a_teacher_nearly_like_a_colleague_is_only_a_doubt(book: Books) -> None:
    teaching = [
        ["学校", "年级", "班级", "学科", "任课教师"],
        ["骆驼坳中学", "九年级", "1班", "语文", "王小明"],
        ["石桥中学", "九年级", "1班", "语文", "赵大海"],
    ]
    by_hand = [["单位", "姓名", "条款", "金额", "理由", "批准人"]] + [
        ["骆驼坳中学", name, "A10", 500, "全县前五", "校务会"] for name in ("王晓明", "赵大海")
    ]
    county = ranks(("骆驼坳中学", "语文", 1))
    sheets = {"成绩": SCORES, "任课": teaching, "县名次": county, "手工金额": by_hand}
    payout = pay(take_in(book(sheets), ChosenOptions()), ORDER)
    told = [one for one in payout.findings if one.code == "person_spelling"]
    assert [(one.where, one.severity) for one in told] == [("手工金额!B2", Severity.WARNING)]
    assert "“王小明”" in told[0].message


def test_a_teacher_in_the_history_nearly_like_one_of_the_town_is_told_by_the_doctor(
    book: Books,
) -> None:
    teaching = [
        ["学校", "年级", "班级", "学科", "任课教师"],
        ["骆驼坳中学", "九年级", "1班", "语文", "王小明"],
        ["石桥中学", "九年级", "1班", "语文", "王小敏"],
    ]
    history = [["单位", "考试", "学科", "名次", "得分"]] + [
        [name, exam, "语文", 2, 60]
        for exam in ("2025年统考", "2026年统考")
        for name in ("王晓明", "王小敏", "骆驼坳中学", "九年级1班")
    ]
    told = examined(
        take_in(book({"成绩": SCORES, "任课": teaching, "历次": history}), ChosenOptions())
    )
    found = [one.where for one in told if one.code == "person_spelling"]
    assert found == ["历次!A2"]


def test_pupils_in_no_class_stop_a_payout_by_classes_until_they_have_one(book: Books) -> None:
    scores = [SCORES[0]] + [
        ["石桥中学", "九年级", one, f"学生{letter}", mark]
        for letter, one, mark in zip(
            "甲乙丙丁戊己", ("1班", "2班", "", "1班", "2班", ""), range(60, 90), strict=False
        )
    ]
    teaching = [
        ["学校", "年级", "班级", "学科", "任课教师"],
        ["石桥中学", "九年级", "1班", "语文", "王小明"],
        ["石桥中学", "九年级", "2班", "语文", "赵大海"],
    ]
    order = Order("luotuoao-2008", date(2009, 7, 10))
    with pytest.raises(BadInputError) as caught:
        pay(take_in(book({"成绩": scores, "任课": teaching}), ChosenOptions()), order)
    told = [one for one in caught.value.findings if one.code == "class_unknown"]
    assert [(one.where, one.severity) for one in told] == [("成绩!C4", Severity.ERROR)]


@pytest.mark.parametrize("other", ["骆驼坳中", "骆驼凹中学"])
@pytest.mark.parametrize("often", [1, 3])
def test_the_name_of_the_scheme_is_never_the_one_to_change(
    book: Books, other: str, often: int
) -> None:
    subjects = ("语文", "物理", "化学")[:often]
    county = ranks(*((other, subject, 1) for subject in subjects), ("骆驼坳中学", "数学", 2))
    with pytest.raises(BadInputError) as caught:
        pay(take_in(book({"县名次": county}), ChosenOptions(), scores_needed=False), ORDER)
    [found] = [one for one in caught.value.findings if one.severity is Severity.ERROR]
    assert found.found == other
    answer = aliases((other, "骆驼坳中学"))
    contents = take_in(
        book({"县名次": county, "考核设置": answer}), ChosenOptions(), scores_needed=False
    )
    assert {line.payee for line in pay(contents, ORDER).lines} == {"骆驼坳中学"}
