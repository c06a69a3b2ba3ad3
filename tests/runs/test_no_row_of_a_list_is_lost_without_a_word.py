"""Rows that no clause takes are told, with what the scheme would call them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.findings import Finding
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., MemoryBook]

DAY = date(2026, 7, 10)
COUNTY = [
    ["单位", "考试", "学科", "名次", "总数"],
    ["骆驼坳中学", "2026年中考", "综合", 6, 25],
]
HEAD = ["单位", "指标", "目标", "实际"]
TEACHING = [
    ["学校", "年级", "班级", "学科", "任课教师", "班主任"],
    ["甲中学", "九年级", "1班", "语文", "江一帆", "江一帆"],
]


def paid(book: MemoryBook, scheme: str = "luotuoao-brief", **more: Any) -> Payout:
    return pay(take_in(book, ChosenOptions(), scores_needed=False), Order(scheme, DAY, **more))


def unused(payout: Payout) -> list[Finding]:
    return [one for one in payout.findings if one.code == "indicator_not_used"]


def test_a_renamed_indicator_is_told_with_the_name_and_the_clause_that_pays(book: Books) -> None:
    targets = [HEAD, ["骆驼坳中学", "名次目标", 8, 6], ["骆驼坳中学", "辍学率", 0.02, 0.01]]
    [told] = unused(paid(book({"县名次": COUNTY, "指标": targets})))
    assert (told.severity, told.where, told.found) == (Severity.WARNING, "指标!B2", "名次目标")
    assert "方案里叫“目标名次”（条款A6按它计奖惩），这一项的奖惩没有算" in told.message
    assert "请把名称改成“目标名次”" in told.suggestion


def test_the_name_that_was_told_is_paid(book: Books) -> None:
    targets = [HEAD, ["骆驼坳中学", "目标名次", 8, 6]]
    payout = paid(book({"县名次": COUNTY, "指标": targets}))
    assert [line.reward for line in payout.lines if line.clause == "A6"] == [90_000]
    assert not unused(payout)


def test_an_indicator_of_another_scheme_is_only_a_note(book: Books) -> None:
    targets = [HEAD, ["骆驼坳中学", "升学目标", 5, 6], ["骆驼坳中学", "目标名次", 8, 6]]
    [told] = unused(paid(book({"县名次": COUNTY, "指标": targets})))
    assert told.severity is Severity.NOTE
    assert "没有用到这些指标：升学目标" in told.message
    assert "本方案用到的有：…下达…、重点高中…、辍学率、…目标名次" in told.suggestion


def test_a_scheme_that_takes_indicators_of_classes_misses_a_renamed_one_too(book: Books) -> None:
    rows = [["甲中学九年级1班", "升学指标", 5, 6], ["甲中学九年级1班", "费用结清", "", "是"]]
    [told] = unused(paid(book({"任课": TEACHING, "指标": [HEAD, *rows]}), "school-2006"))
    assert told.severity is Severity.WARNING
    assert "甲中学九年级1班的指标“升学指标”没有用上；方案里叫“升学目标”（条款C3" in told.message


def test_a_target_of_a_class_that_names_only_the_school_is_told(book: Books) -> None:
    rows = [["甲中学", "升学目标", 5, 6], ["甲中学九年级1班", "费用结清", "", "是"]]
    [told] = unused(paid(book({"任课": TEACHING, "指标": [HEAD, *rows]}), "school-2006"))
    assert (told.severity, told.where) == (Severity.WARNING, "指标!B2")
    assert "单位（含班级）" in told.suggestion


def test_last_years_place_is_used_where_a_clause_compares_with_it(book: Books) -> None:
    targets = [HEAD, ["骆驼坳中学", "上年综合名次", 9, ""]]
    payout = paid(
        book({"县名次": COUNTY, "指标": targets}), "luotuoao-2008", parameters=("per_place=300",)
    )
    assert [line.reward for line in payout.lines if line.clause == "B3"] == [150_000]
    assert not unused(payout)


def test_a_school_of_no_known_kind_is_told_with_its_clauses(book: Books) -> None:
    contests = [
        ["姓名", "单位", "类别", "级别", "奖次"],
        ["沈知夏", "甲中学", "教师本人", "县级", "一等奖"],
        ["廖思远", "青河九年一贯制学校", "教师本人", "县级", "一等奖"],
        ["安一", "白水小学", "教师本人", "县级", "一等奖"],
    ]
    payout = paid(book({"竞赛": contests}), "school-2006")
    assert [line.payee for line in payout.lines] == ["沈知夏"]
    [told] = [one for one in payout.findings if one.code == "unit_of_no_clause"]
    assert (told.where, told.found) == ("竞赛!B3", "青河九年一贯制学校")
    assert "条款C8只管初中" in told.message
    assert "项目“单位类别”，列“青河九年一贯制学校”，值“小学或初中或都不是”" in told.suggestion


def test_full_width_digits_in_exam_and_indicator_change_nothing(book: Books) -> None:
    county = [COUNTY[0], ["骆驼坳中学", "２０２６年 中考", "综合", "６", "２５"]]
    past = [
        ["考试", "单位", "学科", "名次"],
        ["２０２５年中考", "骆驼坳中学", "综合", 9],
        ["２０２５年中考", "严家坳中学", "综合", 10],
    ]
    payout = paid(
        book({"县名次": county, "历次": past}), "luotuoao-2008", parameters=("per_place=300",)
    )
    assert [line.reward for line in payout.lines if line.clause == "B3"] == [150_000]
    assert {one.case.key["exam"] for one in payout.assessed if one.case.clause == "B3"} == {
        "2026年中考"
    }


def refusals(book: MemoryBook, scheme: str = "luotuoao-brief") -> list[Finding]:
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        paid(book, scheme)
    return [one for one in caught.value.findings if one.severity is Severity.ERROR]


def test_a_list_without_the_column_of_units_stops_the_payout(book: Books) -> None:
    contests = [
        ["姓名", "类别", "级别", "奖次"],
        ["沈知夏", "教师本人", "县级", "一等奖"],
        ["廖思远", "教师本人", "县级", "二等奖"],
    ]
    staff = [["姓名", "单位", "岗位", "得分", "津贴"], ["魏建平", "甲中学", "会计", 90, 900]]
    [found] = refusals(book({"竞赛": contests, "人员": staff}), "school-2006")
    assert (found.code, found.where) == ("row_without_unit", "竞赛!A2")
    assert "第2行、第3行没有写单位" in found.message
    assert "请加上这一栏" in found.suggestion


@pytest.mark.parametrize("scheme", ["luotuoao-brief", "school-2006"])
def test_a_place_without_a_subject_is_told_at_its_own_cell(book: Books, scheme: str) -> None:
    county = [*COUNTY, ["骆驼坳中学", "2026年中考", "", 3, 25]]
    [found] = refusals(book({"县名次": county}), scheme)
    assert (found.code, found.where) == ("row_without_subject", "县名次!C3")


def test_an_activity_that_has_no_subjects_lacks_none(book: Books) -> None:
    county = [*COUNTY, ["骆驼坳中学", "县运动会活动", "", 1, 25]]
    payout = paid(book({"县名次": county}))
    assert [(line.clause, line.reward) for line in payout.lines] == [("A8", 30_000)]


def test_a_prize_without_its_level_lacks_the_level_and_nothing_else(book: Books) -> None:
    contests = [
        ["姓名", "单位", "类别", "级别", "奖次"],
        ["沈知夏", "甲中学", "教师本人", "县级", "一等奖"],
        ["廖思远", "甲中学", "辅导学生", "", "一等奖"],
    ]
    payout = paid(book({"竞赛": contests}), "school-2006")
    told = [one for one in payout.findings if one.severity is Severity.WARNING]
    assert [(one.code, one.where, one.message) for one in told] == [
        ("too_few_facts", "竞赛!A3", "条款C8缺少：级别（level），未计算")
    ]


def test_a_word_that_is_not_understood_is_answered_with_the_words_of_the_list(book: Books) -> None:
    contests = [
        ["姓名", "单位", "类别", "级别", "奖次"],
        ["沈知夏", "甲中学", "校里", "县级", "一等奖"],
    ]
    [found] = refusals(book({"竞赛": contests}), "school-2006")
    assert found.suggestion.startswith("只能写：校级教师竞赛（school）、辅导学生（coach）")


def field(*units: str, of: int) -> list[Any]:
    return [[unit, "2026年县抽考", "语文", min(n, of), of] for n, unit in enumerate(units, 1)]


def test_more_schools_than_the_field_has_are_refused(book: Books) -> None:
    county = [COUNTY[0], *field("骆驼坳中学", "骆驼坳镇中学", "青山中学", of=2)]
    [found] = refusals(book({"县名次": county}))
    assert (found.code, found.where) == ("county_overfull", "县名次!E4")
    assert "列了3个单位，总数却写2" in found.message


def test_two_kinds_of_schools_in_one_exam_have_fields_of_their_own(book: Books) -> None:
    primary, junior = field("甲小学", "乙小学", of=2), field("甲中学", "乙中学", "丙中学", of=3)
    assert paid(book({"县名次": [COUNTY[0], *primary, *junior]})).lines


def test_who_signs_the_payout_sees_that_something_was_not_used(book: Books) -> None:
    targets = [HEAD, ["骆驼坳中学", "名次目标", 8, 6], ["骆驼坳中学", "重点高中指标", 30, 33]]
    table = sheets_of(paid(book({"指标": targets})))[0]
    texts = [str(row.values[0]) for row in table.rows if row.values]
    assert any("另有 1 处提示" in text for text in texts)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("语文", "八年级", "方晓晴")], 1),
        ([("语文", "八年级", "方晓晴"), ("语文", "八年级", "")], 0),  # the school's stands too
        ([("语文", "八年级", "方晓晴"), ("语文", "七年级", "")], 1),
        ([("语文", "八年级", "方晓晴"), ("数学", "八年级", "何小满")], 2),
        ([("语文", "八年级", "")], 0),
    ],
)
def test_places_of_teachers_that_no_row_gives_to_the_school_are_told(
    book: Books, rows: list[tuple[str, str, str]], told: int
) -> None:
    head = ["单位", "考试", "学科", "年级", "教师", "名次", "总数"]
    county = [
        head,
        ["骆驼坳中学", "2026年县统考", "英语", "八年级", "", 1, 25],
        *(
            ["骆驼坳中学", "2026年县统考", subject, grade, name, 2, 25]
            for subject, grade, name in rows
        ),
    ]
    payout = paid(book({"县名次": county}), "luotuoao-2008")
    found = [one for one in payout.findings if one.code == "places_of_teachers_alone"]
    assert [dict(one.facts)["count"] for one in found] == [told] * bool(told)
    assert all("没有给学校计奖惩：骆驼坳中学（2026年县统考" in one.message for one in found)
    schools = sum(not name for *_, name in rows)
    assert len([line for line in payout.lines if line.clause == "B5"]) == schools + 1


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], ""),
        (["白莲小学"], "白莲小学"),
        (["白莲小学", "石桥小学"], "白莲小学、石桥小学"),
        (["白莲中学"], ""),  # the scores hold no junior school: it may well be one's own
    ],
)
def test_schools_that_only_the_county_list_names_are_told_where_others_have_scores(
    book: Books, others: list[str], told: str
) -> None:
    scores = [
        ["考试", "学校", "年级", "班级", "姓名", "语文"],
        ["2026年镇统考", "青石小学", "六年级", "1班", "安一", 80],
    ]
    county = [
        ["单位", "考试", "学科", "名次", "总数"],
        *(
            [unit, "2026年县期末统考", "综合", 1 + n, 48]
            for n, unit in enumerate(["青石小学", *others])
        ),
    ]
    contents = take_in(book({"成绩": scores, "县名次": county}), ChosenOptions())
    payout = pay(contents, Order("luotuoao-2008", DAY))
    found = [one for one in payout.findings if one.code == "county_unknown"]
    assert [dict(one.facts)["units"] for one in found] == [told] * bool(told)
