from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_quality.books.files import open_book
from xl_quality.books.tables import Link
from xl_quality.core.facts import Fact, Record, Source
from xl_quality.reports.judged_sheets import Ground, gravest_first
from xl_quality.runs.payout.assessment import Assessed, Payout, assess
from xl_quality.runs.payout.checks import reviews_to_enter
from xl_quality.runs.payout.sheets import sheets_of, warned_by, warning_sheet
from xl_quality.schemes.cases import Case
from xl_quality.schemes.engine import Terms, evaluate
from xl_quality.schemes.loading import load
from xl_quality.schemes.results import Consequence, Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.schemes.results import Evaluation

    Listed = Callable[..., list[Record]]

TERMS = Terms(date(2026, 7, 10), {}, {})
AMONG = Source(words="各校一起排，成绩表九年级")
RANKS = """
unit exam subject rank of
青石中学 中考 语文 23 25
白水中学 中考 语文 24 25
白水中学 中考 数学 12 25
"""
LAST = """
unit subject last_count years_last gap_to_second_last
青石中学 综合 2 2 15
白水中学 综合 1 0 0
"""


def teachers(unit: str, *names: str) -> Record:
    cells = {
        "unit": Fact(unit),
        "subject": Fact("语文"),
        "teachers": Fact(names, AMONG),
        "teacher_ranks": Fact(tuple(range(1, len(names) + 1)), AMONG),
    }
    return Record("教师排名", 0, cells)


def streak(name: str, count: int) -> Record:
    cells = {
        "unit": Fact(name),
        "subject": Fact("语文"),
        "teachers": Fact((name,)),
        "last_two_count": Fact(count, Source.at("历次", "D9")),
    }
    return Record("历次", 9, cells)


@pytest.fixture
def payout(listed: Listed) -> Payout:
    lists = {
        "县名次": listed("县名次", RANKS),
        "教师名次": [teachers("青石中学", "安一", "安二"), teachers("白水中学", "白一")],
        "历次末位": listed("历次", LAST),
        "教师历次末位": [streak("安二", 2), streak("白二", 1)],
    }
    return assess(load("luotuoao-brief"), lists, TERMS)


def test_the_gravest_consequence_comes_first_and_nobody_is_left_out(payout: Payout) -> None:
    found = [(one.name, one.subject, one.unit, one.role) for one in warned_by(payout)]
    assert found == [
        ("免职建议", "青石中学", "", "校长"),
        ("末位交流", "安二", "青石中学", "教师"),
        ("末位交流", "白一", "白水中学", "教师"),
        ("黄牌警告", "安二", "青石中学", "教师"),
        ("诫勉谈话", "青石中学", "", "校长、主任"),
    ]


def test_a_person_named_by_two_clauses_has_both_reasons(payout: Payout) -> None:
    one = next(one for one in warned_by(payout) if one.subject == "安二")
    assert [ground.clause for ground in one.grounds] == ["A9", "A11"]
    assert "县名次!D2" in one.grounds[0].why
    assert tuple(map(str, one.grounds[1].sources)) == ("历次!D9",)
    assert one.also == ("黄牌警告",)


def test_a_reason_names_nobody_but_the_person_it_is_about(payout: Payout) -> None:
    names = {"安一", "安二", "白一", "白二"}
    for one in warned_by(payout):
        for ground in one.grounds:
            assert not [name for name in names - {one.subject} if name in ground.why]
    [own] = [one for one in warned_by(payout) if (one.name, one.subject) == (
        "末位交流", "安二",
    )]  # fmt: skip
    assert own.grounds[0].why == (
        "中考 语文：全县第23名（县名次!D2），共25个（县名次!E2）："
        "2人任教，本人居第2名（各校一起排，成绩表九年级），"
        "在靠后一半（向下取整，至少1人，并列者都列入）之内，列为末位交流人选"
    )


def test_the_greater_count_of_one_consequence_stands_first() -> None:
    names = ["旷课1节", "说明原因", "旷课10节", "查课2次", "旷课3节", "查课11次"]
    found = [name for name in gravest_first(names) if name in names]
    assert found == ["说明原因", "旷课10节", "旷课3节", "旷课1节", "查课11次", "查课2次"]


def test_a_streak_is_told_with_its_real_count(payout: Payout) -> None:
    [talk] = [one for one in warned_by(payout) if one.name == "诫勉谈话"]
    assert "连续2次考试居末位" in talk.grounds[0].why
    assert not [case for case in payout.assessed if any(
        "连续0" in line.why for line in case.evaluation.lines
    )]  # fmt: skip


def test_the_sheet_leaves_room_to_decide_and_sign(payout: Payout) -> None:
    table = warning_sheet(payout)
    assert table is not None
    assert table.confidential
    head, *rows = [row.values for row in table.rows[2:] if row.values]
    assert head[-2:] == ("处理意见", "签字")
    assert [row[0] for row in rows if isinstance(row[0], str)][:4] == [
        "一、免职建议（1）",
        "二、末位交流（2）",
        "三、黄牌警告（1）",
        "四、诫勉谈话（1）",
    ]
    assert all(row[7] is None and row[8] is None for row in rows)
    both = next(row for row in rows if row[1] == "安二")
    assert both[4] == "A9\nA11"
    assert "（1）A9" in str(both[5])
    assert "（2）A11" in str(both[5])
    assert str(both[5]).endswith("另列入：黄牌警告")
    assert isinstance(both[6], Link)
    assert both[6].text.split("\n")[0].startswith("县名次!"), "each sheet on a line of its own"
    assert both[6].target.sheet == "县名次"
    assert str(rows[-1][0]).startswith("制表：")


def test_it_prints_landscape_with_its_header_and_its_mark(payout: Payout, tmp_path: Path) -> None:
    source = tmp_path / "成绩.csv"
    source.write_text("a,b\n", encoding="utf-8")
    book = open_book(source)
    for table in sheets_of(payout):
        book.put(table)
    sheet = openpyxl.load_workbook(book.save())["警示名单"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$1:$3"
    assert "内部资料" in str(sheet.oddHeader.left.text)
    assert sheet.page_setup.scale


def test_nobody_to_warn_is_no_sheet_but_a_note(listed: Listed) -> None:
    lists = {"县名次": listed("县名次", "unit exam subject rank of\n青石中学 中考 语文 1 48")}
    payout = assess(load("luotuoao-brief"), lists, TERMS)
    assert warning_sheet(payout) is None
    assert "警示名单" not in [table.name for table in sheets_of(payout)]
    assert "nobody_warned" in [one.code for one in payout.findings]


DECLINED = "unit grade class_name subject name indicator actual\n甲小学 六年级 {} {} {} 明显下降 1"
TAUGHT = {
    ("甲小学", "六年级", "1班", "数学"): "安二",
    ("甲小学", "六年级", "2班", "数学"): "白三",
    ("甲小学", "五年级", "1班", "数学"): "何小满",
    ("乙小学", "六年级", "1班", "数学"): "江一帆",
}


@pytest.mark.parametrize(
    ("place", "warned"),
    [
        (("2班", "数学", "-"), [("白三", "甲小学", "教师")]),
        (("-", "数学", "-"), [("安二", "甲小学", "教师"), ("白三", "甲小学", "教师")]),
        (("2班", "数学", "罗清"), [("罗清", "甲小学", "本人")]),
        (("2班", "语文", "-"), [("甲小学", "", "任课教师（任课表未载）")]),
        (("3班", "数学", "-"), [("甲小学", "", "任课教师（任课表未载）")]),
        (("2班", "-", "-"), [("甲小学", "", "任课教师（任课表未载）")]),
    ],
)
def test_a_teacher_whom_the_list_does_not_name_is_the_one_who_teaches_there(
    listed: Listed, place: tuple[str, ...], warned: list[tuple[str, str, str]]
) -> None:
    lists = {"指标": listed("指标", DECLINED.format(*place))}
    payout = assess(load("basic-targets"), lists, TERMS)._replace(taught=TAUGHT)
    assert [(one.subject, one.unit, one.role) for one in warned_by(payout)] == warned
    sheet = warning_sheet(payout)
    assert sheet is not None
    row = next(row.values for row in sheet.rows if row.values and row.values[0] == 1)
    assert None not in {row[1], row[3]}, "no empty cell where somebody is meant"
    basis = next(table for table in sheets_of(payout) if table.name == "计算依据")
    [case] = [row.values for row in basis.rows if row.values and row.values[0] == 1]
    alone = len(warned) == 1 and warned[0][1]
    assert case[3] == (warned[0][0] if alone else "甲小学任课教师"), "one name on all sheets"


def of(case: Case, found: Evaluation) -> Payout:
    """Return a payout of one case."""
    return Payout(load("town-line"), TERMS, [], [Assessed(case, found)], [])


@pytest.mark.parametrize(
    ("rate", "yields", "warned"),
    [(90, {"合格", "表彰"}, set()), (60, {"书面说明"}, {"书面说明"})],
)
def test_praise_and_ratings_are_no_warning(rate: int, yields: set[str], warned: set[str]) -> None:
    facts = {"rate": Fact(Fraction(rate, 100)), "line": Fact(Fraction(70, 100))}
    found = evaluate(load("town-line"), "F", facts, on=TERMS.on)
    case = Case("F", {"unit": "江一帆"}, {}, facts)
    assert {one.name for one in found.consequences} == yields
    assert {one.name for one in warned_by(of(case, found))} == warned


def test_a_consequence_of_an_offices_own_scheme_is_listed_behind_the_known_ones() -> None:
    facts = {"rate": Fact(Fraction(60, 100)), "line": Fact(Fraction(70, 100))}
    found = evaluate(load("town-line"), "F", facts, on=TERMS.on)
    first = replace(found.lines[0], effect=Consequence("取消年度评先", (), Reason(outcome="原因")))
    strange = replace(found, lines=(first, *found.lines))
    case = Case("F", {"unit": "江一帆"}, {}, facts)
    names = [one.name for one in warned_by(of(case, strange))]
    assert names == ["书面说明", "取消年度评先"]


def test_a_case_that_pays_nothing_has_a_line_behind_those_that_pay(payout: Payout) -> None:
    reasons = next(table for table in sheets_of(payout) if table.name == "计算依据")
    rows = [row.values for row in reasons.rows if len(row.values) > 1 and row.values[1] == "A7"]
    assert rows[0][2] == "中考单科奖惩"
    amounts = [str(row[6]) for row in rows[1:]]
    assert amounts[-1] == "0.00"
    assert "0.00" not in amounts[:-1]
    assert rows[-1][3:5] == ("白水中学", "中考 数学")
    assert rows[-1][5] == (
        "全县第12名（县名次!D4），共25个（县名次!E4）："
        "第12名不在奖励名次1—5内，后5名（21—25名）也不含，不奖不惩"
    )
    assert rows[-1][7] == "不奖不罚"
    numbers = [row.values[0] for row in reasons.rows if isinstance(row.values[0], int)]
    assert numbers == list(range(1, len(numbers) + 1))
    *_, gaps, signed = [str(row.values[0]) for row in reasons.rows]
    assert gaps.startswith("未计算的条款：")
    assert signed.startswith("制表")


def test_none_of_many_cases_is_left_out(listed: Listed) -> None:
    rows = "\n".join(f"第{n}校中学 中考 语文 20 48" for n in range(200))
    lists = {"县名次": listed("县名次", "unit exam subject rank of\n" + rows)}
    tables = sheets_of(assess(load("luotuoao-brief"), lists, TERMS))
    reasons = next(one for one in tables if one.name == "计算依据").rows
    units = [row.values[3] for row in reasons if row.values[0] and row.values[1] == "A7"]
    assert units == [f"第{n}校中学" for n in range(200)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_neither_money_nor_warnings(
    order: object, listed: Listed
) -> None:
    hand = "unit name clause amount reason approver\n" + "\n".join(
        f"青石中学 安{n} A10 {300 + n} 好 会" for n in range(4)
    )
    lists = {
        "县名次": listed("县名次", RANKS),
        "教师名次": [teachers("青石中学", "安一", "安二"), teachers("白水中学", "白一")],
        "历次末位": listed("历次", LAST),
        "手工金额": listed("手工金额", hand + "\n白水中学 - 调整 -77 收回 会"),
    }
    expected = assess(load("luotuoao-brief"), lists, TERMS)
    shuffled = {name: list(rows) for name, rows in lists.items()}
    for rows in shuffled.values():
        order.shuffle(rows)  # type: ignore[attr-defined] # a random.Random
    found = assess(load("luotuoao-brief"), shuffled, TERMS)
    assert sorted(found.lines) == sorted(expected.lines)
    assert sorted(map(str, warned_by(found))) == sorted(map(str, warned_by(expected)))


STAFF = """
name unit post
程晓云 青石中学 校长
范秋月 青石中学 副校长
苏玉明 青石中学 教导主任
于冬青 青石中学 班主任
白一 白水中学 校长
"""


def roles_of(listed: Listed, staff: str) -> list[str]:
    lists = {"历次末位": listed("历次", LAST), "人员": listed("人员", staff)}
    payout = assess(load("luotuoao-brief"), lists, TERMS)
    found = warned_by(payout)
    assert {one.subject for one in found} == {"青石中学"}
    return [one.role for one in found]


def test_head_and_director_are_named_where_the_staff_list_does(listed: Listed) -> None:
    assert roles_of(listed, STAFF) == ["校长程晓云", "校长程晓云、教导主任苏玉明"]


def test_of_two_directors_both_are_named_and_none_is_chosen(listed: Listed) -> None:
    two = STAFF + "叶知秋 青石中学 总务主任\n"
    assert roles_of(listed, two)[1] == "校长程晓云、主任（教导主任苏玉明或总务主任叶知秋）"


def test_without_a_staff_list_the_role_stands(listed: Listed) -> None:
    assert roles_of(listed, "name unit post\n白一 白水中学 校长") == ["校长", "校长、主任"]


def test_the_sheet_names_the_persons_too(listed: Listed) -> None:
    lists = {"历次末位": listed("历次", LAST), "人员": listed("人员", STAFF)}
    table = warning_sheet(assess(load("luotuoao-brief"), lists, TERMS))
    assert table is not None
    assert "校长程晓云、教导主任苏玉明" in [
        row.values[3] for row in table.rows if len(row.values) > 3
    ]


def test_evidence_reads_as_an_office_writes_and_leaves_the_cells_to_their_column(
    payout: Payout,
) -> None:
    table = warning_sheet(payout)
    assert table is not None
    rows = [row.values for row in table.rows if row.values]
    reasons = [str(row[5]) for row in rows if isinstance(row[0], int)]
    assert not [why for why in reasons if "!" in why]
    for name in ("免职建议", "诫勉谈话", "黄牌警告"):
        own = [one for one in warned_by(payout) if one.name == name]
        told = [ground.told(name) for one in own for ground in one.grounds]
        assert told
        assert not [text for text in told if name in text], "it stands in the heading"
        assert all(text.endswith("。") for text in told)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason(outcome="免职建议"), "免职建议。"),
        (Reason(beside="连续2年居末位", outcome="免职建议（校长）"), "连续2年居末位。"),
        (Reason(beside="2人任教", outcome="列为末位交流人选"), "2人任教：列为末位交流人选。"),
    ],
)
def test_a_verdict_is_left_out_only_where_evidence_stands_before_it(
    reason: Reason, told: str
) -> None:
    assert Ground("A1", "", reason, ()).told("免职建议") == told


def with_reviews(payout: Payout) -> Payout:
    judged = ((one.case, one.evaluation) for one in payout.assessed)
    return payout._replace(findings=[*payout.findings, *reviews_to_enter(judged, payout.staff)])


@pytest.mark.parametrize(
    ("times", "review", "said"),
    [
        (4, "-", "没有填他的等次"),
        (4, "合格", "写的是合格"),
        (4, "不合格", ""),
        (3, "-", ""),
        (5, "-", ""),
    ],
)
def test_a_review_that_a_clause_decides_and_no_list_has_is_asked_for_and_stops_no_pay(
    listed: Listed, times: int, review: str, said: str
) -> None:
    """The scheme leaves the grade to the review board (等次由考核组评定后填入)."""
    counted = listed("指标", f"unit name indicator actual\n甲校 陈立 问责次数 {times}")
    head = "unit name review full_amount"
    staff = listed("人员", f"{head}\n甲校 江一帆 优秀 3000\n甲校 陈立 {review} 3000")
    payout = with_reviews(assess(load("balanced"), {"指标": counted, "人员": staff}, TERMS))
    told = [str(one.text) for one in payout.findings if one.code == "review_to_enter"]
    wanted = f"甲校陈立按条款K3应定为年度考核不合格，人员表的“年度考核”{said}"
    assert told == [wanted][: bool(said)]
    basis = next(one for one in sheets_of(payout) if one.name == "计算依据")
    shown = [str(row.values[0]) for row in basis.rows if "尚待核对" in str(row.values[:1])]
    assert [wanted in one for one in shown] == [True][: bool(said)], "who signs the sheet reads it"
    paid = {line.payee: line.net for line in payout.lines}
    assert paid == {"江一帆": 300_000} | ({"陈立": 300_000} if review == "合格" else {})


def test_where_no_list_has_any_review_none_is_asked_for(listed: Listed) -> None:
    counted = listed("指标", "unit name indicator actual\n甲校 陈立 问责次数 4")
    payout = with_reviews(assess(load("balanced"), {"指标": counted}, TERMS))
    assert "review_to_enter" not in {one.code for one in payout.findings}
