from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.runs.advice import gathered
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.sheets.settings import FORM_HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.findings import Finding
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., MemoryBook]

DAY = date(2026, 7, 10)
TOWN = Order("luotuoao-brief", DAY)
SCHOOL = Order("school-2006", DAY)
HEAD = ["单位", "考试", "学科", "名次", "总数"]
CONTESTS = ["姓名", "单位", "类别", "级别", "奖次"]
TEACHING = ["学校", "年级", "班级", "学科", "任课教师"]


def paid(book: MemoryBook, order: Order = TOWN) -> Payout:
    return pay(take_in(book, ChosenOptions(), scores_needed=False), order)


def refusals(book: MemoryBook, order: Order = TOWN) -> list[Finding]:
    with pytest.raises(BadInputError, match="兑现表没有生成") as caught:
        paid(book, order)
    return [one for one in caught.value.findings if one.severity is Severity.ERROR]


def said(payout: Payout, code: str) -> list[Finding]:
    return [one for one in payout.findings if one.code == code]


@pytest.mark.parametrize("lost", ["单位", "名次"])
def test_a_list_that_lost_a_column_stops_the_payout_and_is_no_table_of_pupils(
    book: Books, lost: str
) -> None:
    county: list[Any] = [HEAD, ["青山中学", "中考", "语文", 1, 25]]
    column = HEAD.index(lost)
    county = [[*row[:column], *row[column + 1 :]] for row in county]
    targets = [["单位", "指标", "目标", "实际"], ["青山中学", "辍学率", 0, 0]]
    own = book({"县名次": county, "指标": targets})
    (found,) = refusals(own)
    assert (found.code, found.where) == ("list_column_missing", "县名次!A1")
    assert f"没有“{lost}”一栏" in found.message
    assert not take_in(own, ChosenOptions(), scores_needed=False).tables


def test_a_row_without_its_rank_is_named(book: Books) -> None:
    county = [HEAD, ["青山中学", "中考", "语文", 1, 25], ["青山中学", "中考", "数学", None, 25]]
    (found,) = [one for one in said(paid(book({"县名次": county})), "too_few_facts")
                if "A7" in one.message]  # fmt: skip
    assert found.where == "县名次!A3"
    assert found.message == "条款A7缺少：名次（rank），未计算"


def test_the_same_lack_of_many_rows_is_said_once(book: Books) -> None:
    rows = [["青山中学", "中考", subject, 1, None] for subject in ("语文", "数学", "英语")]
    county = [HEAD, *rows, ["青山中学", "中考", "科学", 1, 25]]
    told = gathered(said(paid(book({"县名次": county})), "too_few_facts"))
    (found,) = [one for one in told if "A7" in one.message]
    assert "排名单位数（of）" in found.message
    assert found.where == "县名次!A2、A3、A4"


def test_a_reward_that_misses_its_target_is_said_not_dropped(book: Books) -> None:
    county = [HEAD, ["骆驼坳中学", "中考", "综合", 6, 25]]
    found = said(paid(book({"县名次": county})), "rule_not_applied")
    assert any("“综合名次达标奖”缺少目标名次" in one.message for one in found)


def test_a_quota_beside_places_lacks_nothing(book: Books) -> None:
    targets = [
        ["单位", "指标", "目标", "实际"],
        ["骆驼坳中学", "重点高中指标", 30, 33],
        ["骆驼坳中学", "目标名次", 8, 6],
    ]
    county = [HEAD, ["骆驼坳中学", "中考", "综合", 6, 25]]
    payout = paid(book({"县名次": county, "指标": targets}))
    assert [line.net for line in payout.lines] == [60_000, 90_000]
    assert not said(payout, "rule_not_applied")


def test_one_faulty_cell_is_one_fault_however_many_clauses_use_it(book: Books) -> None:
    county = [HEAD, ["骆驼坳中学", "中考", "综合", 26, 25]]
    (found,) = refusals(book({"县名次": county}))
    assert (found.where, found.found) == ("县名次!D2", "26")


def test_two_ranks_of_one_school_are_told_in_chinese(book: Books) -> None:
    rows = [["骆驼坳中学", "中考", "综合", rank, 25] for rank in (6, 9)]
    (found,) = refusals(book({"县名次": [HEAD, *rows]}))
    assert "同一对象的“名次”填了两个不同的值" in found.message


def test_a_prize_that_no_row_has_is_asked_about(book: Books) -> None:
    rows = [["钟静怡", "骆驼坳中学", "辅导", "县级", prize] for prize in ("一等奖", "特等奖")]
    payout = paid(book({"竞赛": [CONTESTS, *rows]}), SCHOOL)
    assert [line.net for line in payout.lines] == [20_000]
    (found,) = said(payout, "no_match")
    assert (found.where, found.found) == ("竞赛!E3", "特等奖")


def test_two_teachers_of_one_class_stop_what_pays_teachers(book: Books) -> None:
    rows = [["骆驼坳中学", "九年级", "901班", "语文", name] for name in ("梁浩宇", "王小二")]
    contests = [CONTESTS, ["钟静怡", "骆驼坳中学", "辅导", "县级", "一等奖"]]
    own = book({"任课": [TEACHING, *rows], "竞赛": contests})
    (found,) = refusals(own, SCHOOL)
    assert (found.code, found.where) == ("two_teachers", "任课!E3")


def test_a_placeholder_is_nobodys_name(book: Books) -> None:
    contests = [CONTESTS, ["待定", "骆驼坳中学", "辅导", "县级", "一等奖"]]
    own = book({"竞赛": contests})
    assert any(
        one.code == "list_nobody"
        for one in take_in(own, ChosenOptions(), scores_needed=False).findings
    )
    assert any("缺少兑现对象的名称" in one.message for one in refusals(own, SCHOOL))


def test_a_clause_that_does_not_hold_yet_is_said_once(book: Books) -> None:
    county = [HEAD, ["青山中学", "中考", "语文", 1, 25]]
    early = Order("luotuoao-brief", date(1999, 1, 1))
    with pytest.raises(BadInputError) as caught:
        paid(book({"县名次": county}), early)
    told = [one for one in caught.value.findings if one.code == "clause_out_of_force"]
    assert len(told) == len({one.message for one in told}) == 11
    assert not [one for one in caught.value.findings if one.severity is Severity.ERROR]


def test_two_places_of_a_school_in_one_past_exam_are_refused(book: Books) -> None:
    past: list[list[object]] = [["考试", "单位", "学科", "名次", "得分"]]
    past += [["2026年春季期末", f"青山{n}小学", "综合", n, 90 - n] for n in (1, 2, 3)]
    past += [["2026年春季期末", "青山3小学", "综合", 2, 87]]
    (found,) = refusals(book({"历次": past}))
    assert found.where == "历次!D5"
    assert "另一个在 历次!D4" in found.message


def test_a_blank_rank_makes_nobody_else_the_last(book: Books) -> None:
    past: list[Any] = [["考试", "单位", "学科", "名次", "得分"]]
    for term in ("春季", "秋季"):
        past += [[f"2026年{term}期末", f"青山{n}小学", "综合", n, 90 - n] for n in (1, 2)]
        past += [[f"2026年{term}期末", "青山3小学", "综合", None, 60]]
    payout = paid(book({"历次": past}))
    assert not [one for case in payout.assessed for one in case.evaluation.consequences]
    assert said(payout, "last_place_unknown")


def test_what_is_still_open_can_be_read_later_on_the_sheet_of_reasons(book: Books) -> None:
    county = [HEAD, ["青山中学", "中考", "语文", 1, 25], ["青山中学", "中考", "数学", None, 25]]
    sheets = {table.name: table for table in sheets_of(paid(book({"县名次": county})))}
    texts = [str(row.values[0]) for row in sheets["计算依据"].rows]
    told = [text for text in texts if text.startswith("尚待核对")]
    assert any("县名次!A3" in text and "条款A7缺少：名次（rank），未计算" in text for text in told)
    texts = [str(row.values[0]) for row in sheets["奖惩兑现表"].rows if row.values]
    assert any("列在“计算依据”表的末尾" in text and f"另有 {len(told)} 处" in text
               for text in texts)  # fmt: skip


@pytest.mark.parametrize("listed", [False, True])
def test_who_decides_on_a_warning_reads_which_exam_no_streak_goes_up_to(
    book: Books, *, listed: bool
) -> None:
    exams = ["2025年春季期末", "2025年秋季期末", *(["2026年县统考"] if listed else [])]
    past: list[Any] = [["考试", "单位", "学科", "名次", "得分"]]
    past += [
        [exam, f"青山{n}小学", "综合", n, 90 - n] for exam in exams for n in (1, 2)
    ]  # fmt: skip
    county = [HEAD, ["青山2小学", "2026年县统考", "综合", 2, 25]]
    payout = paid(book({"县名次": county, "历次": past}))
    assert bool(said(payout, "history_without_exam")) is not listed
    tables = {table.name: table for table in sheets_of(payout)}
    open_point = {
        name: [
            str(row.values[0])
            for row in table.rows
            if row.values and "尚待核对" in str(row.values[0]) and "历次里" in str(row.values[0])
        ]
        for name, table in tables.items()
    }
    assert len(open_point["计算依据"]) == len(open_point["警示名单"]) == (not listed)
    counted = [
        str(row.values[0]) for row in tables["奖惩兑现表"].rows if row.values and row.values[0]
    ]
    assert any("处提示" in text for text in counted) is not listed
    for text in () if listed else open_point["警示名单"]:
        assert "历次里没有县名次里的“2026年县统考”，连续居末位没有算上它" in text


@pytest.mark.parametrize("copy", [["语文", "数学"], ["数学"]])
def test_marks_that_stand_on_two_sheets_stop_what_is_paid_by_them(
    book: Books, copy: list[str]
) -> None:
    keys = ["学校", "年级", "班级", "姓名"]
    pupils = [
        [school, "四年级", "1班", f"学生{school[0]}{n}"]
        for school in ("青石小学", "白水小学")
        for n in "甲乙丙丁"
    ]
    county = [HEAD, ["青石小学", "2026年县抽考", "语文", 3, 25]]
    sheets = {
        "总表": [
            ["2026年全镇统考成绩"],
            [*keys, "语文", "数学"],
            *([*one, 80, 70] for one in pupils),
        ],
        "县名次": county,
    }
    assert paid(book(sheets)).lines
    marks = [{"语文": 80, "数学": 70}[name] for name in copy]
    sheets["另表"] = [["2026年全镇统考成绩"], [*keys, *copy], *([*one, *marks] for one in pupils)]
    [found] = refusals(book(sheets))
    assert (found.code, found.sheet) == ("sheet_twice", "另表")
    assert "项目“不用”，工作表“另表”，值“是”" in found.suggestion


def test_marks_of_which_two_exams_are_named_stop_what_is_paid_by_them(book: Books) -> None:
    def sheets(exam: str) -> dict[str, list[Any]]:
        pupils = [
            [school, "四年级", "1班", f"学生{school[0]}{n}", exam, 80, 70]
            for school in ("青石小学", "白水小学")
            for n in "甲乙丙丁"
        ]
        labels = ["学校", "年级", "班级", "姓名", "考试", "语文", "数学"]
        county = [HEAD, ["青石小学", "2026年县抽考", "语文", 3, 25]]
        return {"总表": [["2026年全镇统考成绩"], labels, *pupils], "县名次": county}

    assert paid(book(sheets("全镇统考"))).lines
    [found] = refusals(book(sheets("2025年全镇统考")))
    assert (found.code, found.where) == ("exams_disagree", "总表!E3")
    answer = [list(FORM_HEADER), ["考试", "总表", None, "2026年全镇统考", None]]
    assert paid(book({**sheets("2025年全镇统考"), "考核设置": answer})).lines
