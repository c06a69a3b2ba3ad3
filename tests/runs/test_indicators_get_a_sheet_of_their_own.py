"""指标完成情况: every target, what was reached, and a summary for each school or teacher."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.tables import Formula, Link
from xl_quality.core.facts import Cell, Fact
from xl_quality.reports.frame import HEADER_ROWS
from xl_quality.reports.judged_sheets import Judged, Sheaf, indicators_table
from xl_quality.runs.facts.derived_lists import CLASS_RATES
from xl_quality.runs.payout.assessment import assess
from xl_quality.runs.payout.sheets import indicator_sheet, sheets_of
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.books.tables import Table, Value
    from xl_quality.core.facts import Record
    from xl_quality.runs.payout.assessment import Payout

    Listed = Callable[..., list[Record]]

DAY = date(2026, 7, 10)
GOALS = """
unit name indicator target actual full_points
石桥小学 江一帆 家访 10 10 5
石桥小学 江一帆 听课 10 8 5
石桥小学 何小满 家访 10 12 5
"""
DUTIES = """
unit name indicator actual
石桥小学 江一帆 论文 1
柳溪小学 何小满 论文 0
"""


def assessed(scheme: str, rows: list[Record], **options: str) -> Payout:
    return assess(load(scheme), {"指标": rows}, Terms(DAY, options, {}))


def body(table: Table | None) -> list[tuple[Value, ...]]:
    assert table is not None
    return [tuple(row.values) for row in table.rows[3:-1]]


def basis_of(payout: Payout) -> Table:
    return next(table for table in sheets_of(payout) if table.name == "计算依据")


def test_each_indicator_is_a_line_with_target_actual_gap_and_verdict(listed: Listed) -> None:
    rows = body(indicator_sheet(assessed("personal-goals", listed("指标", GOALS))))
    assert rows[0] == (
        *(1, "江一帆", None, "家访", "不低于10次", "10次", "持平", "达标", 5, "H6"),
        Link("指标!E2、F2", Cell("指标", "E2")),
    )  # fmt: skip
    assert rows[1][3:9] == ("听课", "不低于10节", "8节", "差2节", "未达标", 0)


def test_points_missed_in_part_are_shown_to_two_decimals(listed: Listed) -> None:
    rows = body(
        indicator_sheet(
            assessed(
                "personal-goals",
                listed("指标", "unit indicator actual full_points\n甲 家访 7 10\n甲 听课 8 5"),
                points_by="in_proportion",
            )
        )
    )
    assert [row[8] for row in rows] == [7, 4, Formula("SUM(I4:I5)", 11)]


def test_a_summary_counts_and_adds_with_a_live_sum(listed: Listed) -> None:
    rows = body(indicator_sheet(assessed("personal-goals", listed("指标", GOALS))))
    assert rows[2] == (
        *(None, "江一帆", "2项中达标1项，未达标1项", *[None] * 5),
        *(Formula("SUM(I4:I5)", 5), None, None),
    )  # fmt: skip
    assert rows[3][:4] == (3, "何小满", None, "家访")
    assert len(rows) == 4, "of one indicator its own row says all"


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ([], "3项中达标1项，未达标2项"),
        ([False], "3项中达标1项，未达标2项（“达标学科”是以上各项的汇总，不重复计）"),
        ([True], "3项中达标1项，未达标2项（“达标学科”是以上各项的汇总，不重复计）"),
    ],
)
def test_a_count_of_the_others_is_not_counted_once_more(counted: list[bool], said: str) -> None:
    own = [judged("单科及格率", met=met) for met in (True, False, False)]
    counts = [judged("达标学科", met=met)._replace(counts=True) for met in counted]
    table = indicators_table(
        [Sheaf("甲中学", [*own, *counts], [])], note="依据", confidential=False
    )
    assert body(table)[-1][2] == said


def test_a_count_that_stands_alone_is_what_is_counted() -> None:
    counts = [judged("达标学科", met=met)._replace(counts=True) for met in (True, False)]
    table = indicators_table([Sheaf("甲中学", counts, [])], note="依据", confidential=False)
    assert body(table)[-1][2] == "2项中达标1项，未达标1项"


def judged(label: str, *, met: bool) -> Judged:
    words = ("中考", label, "不低于60%", "50%", "差10个百分点")
    return Judged(*words, met=met, points=None, clause="J1", sources=())


@pytest.mark.parametrize(
    ("office", "duties", "unit"),
    [
        ("", DUTIES.replace("柳溪小学", "石桥小学"), "石桥小学"),
        ("青禾镇中心学校", DUTIES.replace("柳溪小学", "石桥小学"), "青禾镇中心学校"),
        ("", DUTIES, "______________"),
    ],
)
def test_reasons_and_warnings_of_one_school_bear_its_name(
    listed: Listed, office: str, duties: str, unit: str
) -> None:
    tables = sheets_of(assessed("class-duty", listed("指标", duties)), office)
    named = {one.name: str(one.rows[1].values[0]) for one in tables}
    assert named["计算依据"].startswith(f"单位：{unit}　")


def test_a_person_bears_the_schools_name_where_there_are_several(listed: Listed) -> None:
    one = indicator_sheet(assessed("personal-goals", listed("指标", GOALS)))
    two = indicator_sheet(assessed("class-duty", listed("指标", DUTIES)))
    assert one is not None
    assert str(one.rows[1].values[0]).startswith("单位：石桥小学")
    assert [row[1] for row in body(two) if row[0]] == ["石桥小学 江一帆", "柳溪小学 何小满"]


def test_a_sheet_that_names_persons_is_for_internal_use(listed: Listed) -> None:
    persons = indicator_sheet(assessed("class-duty", listed("指标", DUTIES)))
    schools = listed("指标", "unit indicator actual\n乙中学 骨干教师比例 1")
    units = indicator_sheet(assessed("double-high", schools))
    assert persons is not None
    assert units is not None
    assert (persons.confidential, units.confidential) == (True, False)


def test_a_grade_stands_in_the_summary(listed: Listed) -> None:
    rows = listed("指标", "unit indicator actual\n甲小学 家长满意度 1\n甲小学 考核得分 91")
    parameters = {"cut_excellent": Fact(90), "cut_good": Fact(80), "cut_pass": Fact(60)}
    payout = assess(load("county-2025"), {"指标": rows}, Terms(DAY, {}, parameters))
    assert body(indicator_sheet(payout))[-1][2] == "1项中达标1项，未达标0项；认定：优秀（I16）"


def test_points_for_a_comparison_stand_without_a_verdict(listed: Listed) -> None:
    rows = listed("指标", "unit indicator target actual\n四年级1班 全科合格率 0 1")
    payout = assess(load("class-targets"), {"指标": rows}, Terms(DAY, {}, {"per_point": Fact(1)}))
    [line] = body(indicator_sheet(payout))
    assert line[3:9] == ("全科合格率对照年级平均", "对照0%", "100%", "高100个百分点", None, 100)


@pytest.mark.parametrize(("rate", "gap"), [("0.8", "持平"), ("0.8083", "高0.83个百分点")])
def test_a_comparison_that_costs_nothing_is_told_with_no_points(
    listed: Listed, rate: str, gap: str
) -> None:
    rows = listed("指标", "unit indicator\n四年级1班 全科合格率")
    rows = [with_rates(rows[0], target="0.8", actual=rate)]
    payout = assess(load("class-targets"), {"指标": rows}, Terms(DAY, {}, {"per_point": Fact(1)}))
    [line] = body(indicator_sheet(payout))
    assert (line[6], line[7], line[8]) == (gap, None, 0)


def test_both_sheets_tell_what_of_a_gap_does_not_count(listed: Listed) -> None:
    rows = listed("指标", "unit indicator\n四年级1班 全科合格率")
    rows = [with_rates(rows[0], target="0.8", actual="0.8199")]
    payout = assess(load("class-targets"), {"指标": rows}, Terms(DAY, {}, {"per_point": Fact(2)}))
    [line] = body(indicator_sheet(payout))
    told = "高1.99个百分点（不满1个百分点不计，按1个计）"
    assert (line[6], line[8]) == (told, 2)
    [reason] = [one.why for each in payout.assessed for one in each.evaluation.lines]
    assert reason.endswith(f"{told}×2分＝2分"), reason


RATES = """
unit exam grade subject class_name name
甲校 本学期 四年级 数学 1班 江一帆
"""


def with_rates(row: Record, **rates: str) -> Record:
    more = {name: Fact(Fraction(rate)) for name, rate in rates.items()}
    return row._replace(facts={**row.facts, **more})


@pytest.mark.parametrize(
    ("rate", "points", "gap"),
    [
        ("0.97", -3, "差3个百分点"),
        ("0.975", -2, "差2.5个百分点（不满1个百分点不计，按2个计）"),
        ("0.995", 0, "差0.5个百分点（不满1个百分点不计）"),
        ("1", 0, "持平"),
    ],
)
def test_who_is_judged_and_loses_no_point_has_a_nought(
    listed: Listed, rate: str, points: int, gap: str
) -> None:
    rows = [with_rates(listed(CLASS_RATES, RATES)[0], pass_rate=rate)]
    terms = Terms(DAY, {}, {"per_point": Fact(1)})
    payout = assess(load("class-targets"), {CLASS_RATES: rows}, terms)
    [line] = body(indicator_sheet(payout))
    assert (line[6], line[8]) == (gap, points)


def test_a_scheme_that_judged_nothing_has_no_such_sheet(listed: Listed) -> None:
    rows = listed("指标", "unit name indicator actual\n石桥小学 江一帆 问责次数 2")
    payout = assessed("balanced", rows)
    assert indicator_sheet(payout) is None
    assert "指标完成情况" not in [table.name for table in sheets_of(payout)]


def test_half_points_are_decimals_not_floats(listed: Listed) -> None:
    rows = listed("指标", "unit indicator actual full_points\n甲 家访 5 5")
    table = indicator_sheet(assessed("personal-goals", rows, points_by="in_proportion"))
    assert body(table)[0][8] == Decimal("2.50")


def test_what_both_sides_agreed_upon_is_called_by_its_own_name(listed: Listed) -> None:
    rows = listed("指标", "unit indicator target actual\n乙中学 自定指标：课外阅读率 1 0")
    payout = assessed("double-high", rows)
    [line] = body(indicator_sheet(payout))
    assert line[2:8] == (None, "课外阅读率", "不低于100%", "0%", "差100个百分点", "未达标")
    clause, ruling = body(basis_of(payout))[:2]
    assert clause[1:3] == ("J4", "双方商定的比率指标")
    assert ruling[2:5] == ("课外阅读率", "乙中学", None), "said once, and no mark of our lists"
    assert str(ruling[5]) == "0%（指标!D2），标准100%（指标!C2）：课外阅读率目标不低于100%，未达标"


@pytest.mark.parametrize("points", ["", "5"])
def test_an_indicator_without_points_is_no_nought(listed: Listed, points: str) -> None:
    head = f"unit indicator target actual {'full_points' if points else ''}"
    rows = listed("指标", f"{head}\n乙中学 自定指标：课外阅读率 1 1 {points}")
    table = indicator_sheet(assessed("double-high", rows))
    assert table is not None
    assert ("得分" in table.rows[2].values) == bool(points)


@pytest.mark.parametrize(
    ("most", "outcome"), [(69, "，以该项满分69分为限：扣69分"), (70, "：扣70分"), (71, "：扣70分")]
)
def test_the_most_that_is_deducted_is_named_with_its_cell(
    listed: Listed, most: int, outcome: str
) -> None:
    """Whether it was reached or not: the cell stands among the sources in any case."""
    head = "unit grade class_name subject name indicator actual full_points"
    rows = listed("指标", f"{head}\n甲 四年级 1班 语文 江一帆 优秀率 0 {most}")
    terms = Terms(DAY, {}, {"per_point": Fact(1)})
    table = basis_of(assess(load("class-targets"), {"指标": rows}, terms))
    [told] = [str(row[5]) for row in body(table) if row[0] == 1]
    facts = f"语文（指标!D2），0%（指标!G2），该项满分{most}分（指标!H2）"
    short = "没有上次比率，应达到标准70%，低70个百分点×（－1分）"
    assert told == f"{facts}：{short}{outcome}"
    assert "方案参数（原文空白，由本单位填写）：每个百分点1分" in [
        row.values[0] for row in table.rows
    ], "a scheme that gives points has no 奖惩兑现表 that could say it"


def test_an_object_is_not_torn_and_its_sum_names_its_rows_on_every_page() -> None:
    words = ("中考", "及格率", "不低于60%", "50%", "差10个百分点")
    source = Judged(*words, met=False, points=Fraction(1), clause="A1", sources=())
    sheaves = [Sheaf(f"{n}校", [source] * (5 + n % 14), []) for n in range(30)]
    table = indicators_table(sheaves, note="依据", confidential=False)
    breaks = [0, *table.print_setup.row_breaks, len(table.rows)]
    assert len(breaks) > 5
    first = HEADER_ROWS
    for sheaf in sheaves:
        last = first + len(sheaf.judged)
        summary = table.rows[last].values
        assert summary[1] == sheaf.name
        assert summary[8] == Formula(f"SUM(I{first + 1}:I{last})", len(sheaf.judged))
        assert not [one for one in breaks if first < one <= last], sheaf.name
        named = (first, 1, last - 1, 1) in table.merges
        assert named == (len(sheaf.judged) <= 12), "its name stands once beside a few rows"
        first = last + 1


def test_the_office_stands_over_the_sheet(listed: Listed) -> None:
    rows = listed("指标", "unit indicator actual\n乙中学 骨干教师比例 1\n丙中学 骨干教师比例 1")
    table = indicator_sheet(assessed("double-high", rows), "示例镇中心学校")
    assert table is not None
    assert table.rows[0].values[0] == "示例镇中心学校指标完成情况"
    assert str(table.rows[1].values[0]).startswith("单位：示例镇中心学校　　依据：")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"期末": "2025—2026学年度第二学期"}, "2025—2026学年度第二学期期末"),
        ({"2026年春季期末": ""}, "2026年春季期末"),
        ({"期末": "", "期中": ""}, ""),
        ({}, ""),
    ],
)
def test_titles_say_the_exam_and_its_term(listed: Listed, terms: dict[str, str], said: str) -> None:
    rows = listed("指标", "unit name indicator actual\n甲 江一帆 问责次数 5\n乙 何小满 问责次数 1")
    staff = listed("人员", "unit name review full_amount\n甲 江一帆 合格 1")
    payout = assess(load("balanced"), {"指标": rows, "人员": staff}, Terms(DAY, {}, {}))
    titles = {
        table.name: str(table.rows[0].values[0])
        for table in sheets_of(payout._replace(school_terms=terms), "甲乡中心学校")
    }
    assert titles == {
        "奖惩兑现表": f"甲乡中心学校{said}基础性绩效工资发放表",
        "兑现汇总表": f"甲乡中心学校{said}基础性绩效工资发放汇总表",
        "计算依据": f"甲乡中心学校{said}奖惩计算依据",
        "警示名单": f"甲乡中心学校{said}警示名单",
    }


@pytest.mark.parametrize(
    ("review", "apart"), [("合格", []), ("基本合格", ["何小满"]), ("不定等次", ["何小满"])]
)
def test_whose_pay_is_withheld_is_not_called_neither_rewarded_nor_punished(
    listed: Listed, review: str, apart: list[str]
) -> None:
    staff = f"unit name review full_amount\n甲 江一帆 优秀 3000\n甲 何小满 {review} 3000"
    payout = assess(load("balanced"), {"人员": listed("人员", staff)}, Terms(DAY, {}, {}))
    paid, summary = sheets_of(payout, slips=True)[:2]
    rows = [row.values for row in paid.rows if row.values]
    assert [row[1] for row in rows if row[6] == "未计入"] == apart
    assert all("不享受全额" in str(row[3]) for row in rows if row[6] == "未计入")
    assert not any("不奖不罚" in str(row.values) for table in (paid, summary) for row in table.rows)
    assert sum(line.net for line in payout.lines) == (600_000 if not apart else 300_000)


def test_without_a_name_every_sheet_leaves_a_line_to_write_it_on(listed: Listed) -> None:
    rows = listed("指标", "unit name indicator actual\n甲 江一帆 问责次数 5\n乙 何小满 问责次数 1")
    staff = listed("人员", "unit name post amount\n甲 江一帆 教师 1")
    payout = assess(load("balanced"), {"指标": rows, "人员": staff}, Terms(DAY, {}, {}))
    tables = sheets_of(payout)
    assert {"奖惩兑现表", "计算依据", "警示名单"} <= {one.name for one in tables}
    for table in tables:
        unit = str(table.rows[1].values[0])
        assert unit.startswith(f"单位：{'_' * 14}　　依据：义务教育均衡发展"), table.name
        assert "计算日期：2026年7月10日" in unit
    named = sheets_of(payout, "甲乡中心学校")
    assert all("单位：甲乡中心学校　　" in str(one.rows[1].values[0]) for one in named)


def test_a_place_alone_still_makes_the_sheet_of_teachers_one_for_internal_use(
    listed: Listed,
) -> None:
    """The rows name no teacher: 任课 does."""
    rows = listed("指标", "unit grade subject indicator actual\n石桥小学 一年级 语文 一年级名次 3")
    payout = assessed("rank-up", rows)
    unknown = indicator_sheet(payout)
    taught = {("石桥小学", "一年级", "1班", "语文"): "江一帆"}
    named = indicator_sheet(payout._replace(taught=taught))
    assert unknown is not None
    assert named is not None
    assert (body(unknown)[0][1], unknown.confidential) == ("石桥小学任课教师", False)
    assert (body(named)[0][1], named.confidential) == ("江一帆", True)


RETENTION = "unit grade class_name subject name indicator actual full_points\n{} - - 巩固率 1 10"
TAUGHT = {
    ("甲小学", "六年级", "1班", "语文"): "安二",
    ("甲小学", "六年级", "1班", "数学"): "白三",
    ("甲小学", "六年级", "2班", "语文"): "程四",
    ("甲小学", "五年级", "1班", "语文"): "丁五",
}


@pytest.mark.parametrize(
    ("place", "judged"),
    [
        ("甲小学 六年级 1班", ["安二", "白三"]),
        ("甲小学 六年级 2班", ["程四"]),
        ("甲小学 六年级 3班", ["甲小学任课教师"]),
        ("甲小学 - 1班", ["甲小学任课教师"]),
        ("甲小学 六年级 -", ["甲小学任课教师"]),
    ],
)
def test_what_a_class_reaches_counts_for_each_of_its_teachers(
    listed: Listed, place: str, judged: list[str]
) -> None:
    payout = assessed("basic-targets", listed("指标", RETENTION.format(place)))
    payout = payout._replace(taught=TAUGHT)
    table = indicator_sheet(payout)
    assert [(row[1], row[8]) for row in body(table) if row[0]] == [(one, 10) for one in judged]
    assert table is not None
    assert table.confidential == ("任课教师" not in judged[0])
    assert body(basis_of(payout))[1][3] == "、".join(judged), "the case itself stands once"


LINE = "unit subject name indicator\n甲 语文 江一帆 学科成绩"


@pytest.mark.parametrize(
    ("rate", "found"),
    [
        ("0.8", "合格（F1）、表彰（F4）"),
        ("0.7999", "合格（F1）"),
        ("0.6701", ""),
        ("0.67", "书面说明（F5）"),
    ],
)
def test_what_can_give_no_points_is_no_indicator_but_stands_in_the_summary(
    listed: Listed, rate: str, found: str
) -> None:
    row = with_rates(listed("指标", LINE)[0], target="0.7", actual=rate)
    table = indicator_sheet(assessed("town-line", [row]))
    assert table is not None
    assert "得分" not in table.rows[2].values
    rows = [row for row in body(table) if row[1]]
    assert [row[3] for row in rows if row[0]] == ["学科成绩（及格率）"]
    assert [str(row[2]).partition("；认定：")[2] for row in rows if not row[0]] == [found][
        : bool(found)
    ]


@pytest.mark.parametrize(
    ("rank", "beside"), [("5", True), ("6", False)], ids=["praised and warned", "warned alone"]
)
def test_praise_and_a_warning_for_one_teacher_are_said_to_stand_side_by_side(
    listed: Listed,
    rank: str,
    beside: bool,  # noqa: FBT001 - a case of the table
) -> None:
    row = with_rates(listed("指标", LINE)[0], target="0.7", actual="0.6")
    head = "unit subject name indicator actual"
    [place] = listed("指标", f"{head}\n甲 语文 江一帆 全镇名次 {rank}")
    table = indicator_sheet(assessed("town-line", [row, place._replace(row=3)]))
    assert table is not None
    assert any("两项并列" in str(row.values[0]) for row in table.rows) == beside


@pytest.mark.parametrize(
    ("fourth", "said"),
    [(8, "三年级 年级集体奖（D3）"), (9, "三年级 年级集体奖（D3）、四年级 年级集体奖（D3）")],
)
def test_a_verdict_says_for_which_of_several_it_is(listed: Listed, fourth: int, said: str) -> None:
    head = "unit grade indicator target actual"
    first = f"{head}\n甲小学 三年级 达标班级学科 6 6"
    terms = Terms(DAY, {}, {"per_point": Fact(1)})
    both = listed("指标", f"{first}\n甲小学 四年级 达标班级学科 9 {fourth}")
    alone = listed("指标", first)
    told = [
        str(body(indicator_sheet(assess(load("class-targets"), {"指标": rows}, terms)))[-1][2])
        for rows in (both, alone)
    ]
    assert told[0].partition("认定：")[2] == said
    assert told[1].partition("认定：")[2] == "年级集体奖（D3）"


def test_what_counts_for_who_leads_a_class_says_so(listed: Listed) -> None:
    head = "unit grade class_name name indicator target actual"
    rows = listed(
        "指标", f"{head}\n甲 四年级 1班 江一帆 全科合格率 0 1\n甲 四年级 2班 - 全科合格率 0 1"
    )
    payout = assess(load("class-targets"), {"指标": rows}, Terms(DAY, {}, {"per_point": Fact(1)}))
    told = {row[1]: row[2] for row in body(indicator_sheet(payout))}
    assert told == {"江一帆": "四年级 1班 班主任", "甲": "四年级 2班"}
