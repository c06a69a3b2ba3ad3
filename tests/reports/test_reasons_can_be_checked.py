from __future__ import annotations

from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any

import openpyxl

from xl_quality.core.facts import Fact, Source
from xl_quality.reports.judged_sheets import Ruling, basis_table
from xl_quality.schemes.payout_lines import Approval
from xl_quality.schemes.results import Reason
from xl_quality.schemes.words import FactKind, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook


_NUMBERS = count(1)
COUNT = FactKind("of", "排名单位数", ValueKind.COUNT, "共{}个")
RANK = FactKind("rank", "名次", ValueKind.RANK, "{scope}第{}名")


def _placed(rank: int, cell: str) -> Reason:
    return Reason(((RANK, Fact(rank, Source.at("县名次", cell))),), scope="全县")


def _ruling(clause: str, amount: int | None, reason: Reason) -> Ruling:
    about = ("青石中学", "县统考")
    return Ruling(
        clause,
        "名次奖",
        about,
        [reason],
        amount,
        "",
        [fact.source for _, fact in reason.facts],
        case=next(_NUMBERS),
    )


def _sheet(write: Callable[..., Path], *rulings: Ruling, **more: Any) -> Any:
    path = write(basis_table(rulings, title="计算依据", note="依据", **more))
    return openpyxl.load_workbook(path)["计算依据"]


def test_each_case_has_a_line_those_that_pay_first_under_a_line_for_their_clause(
    write: Callable[..., Path],
) -> None:
    nothing = _ruling("A6", 0, _placed(9, "D5").so("不奖"))._replace(follows=False)
    talk = _ruling("A6", None, _placed(25, "D8").so("末位"))._replace(outcome="诫勉谈话")
    paid = _ruling("A6", -25_000, _placed(24, "D7").so("扣250元"))
    fine = _ruling("A2", None, _placed(3, "D6").so("达标"))._replace(outcome="达标", follows=False)
    none = fine._replace(clause="A3", outcome="")
    sheet = _sheet(write, fine, nothing, none, talk, paid, clauses={"A6": "县名次", "A2": "录取"})
    rows = [tuple(str(cell) if cell is not None else "" for cell in row) for row in sheet.values]
    assert [(row[0], row[1], row[5], row[6], row[7]) for row in rows[3:-1]] == [
        ("", "A2", "共 1 例：无奖惩 1 例", "", ""),
        ("1", "A2", "全县第3名（县名次!D6）：达标", "", "达标"),
        ("", "A6", "共 3 例：有金额 1 例，有其他结果 1 例，无奖惩 1 例", "", ""),
        ("2", "A6", "全县第24名（县名次!D7）：扣250元", "-250.0", ""),
        ("3", "A6", "全县第25名（县名次!D8）：末位", "", "诫勉谈话"),
        ("4", "A6", "全县第9名（县名次!D5）：不奖", "0.0", "不奖不罚"),
        ("", "A3", "共 1 例：无奖惩 1 例", "", ""),
        ("5", "A3", "全县第3名（县名次!D6）：达标", "", "不作处理"),
    ]
    assert [row[2] for row in rows if row[0] == "" and row[1]] == ["录取", "县名次", ""]
    quiet = sheet["F9"].font.color.rgb
    assert quiet == "FF404040", "what follows from nothing stands back, and a copier still takes it"
    assert sheet["F8"].font.color is None or sheet["F8"].font.color.rgb != quiet


def test_a_clause_whose_heading_would_end_a_page_begins_the_next(
    write: Callable[..., Path],
) -> None:
    def begun(first: int) -> list[int]:
        rows = [_ruling("A6", 100, _placed(9, "D5").so("奖"))] * first
        more = [_ruling("A7", 100, _placed(9, "D5").so("奖"))] * 3
        numbered = [one._replace(case=at) for at, one in enumerate([*rows, *more])]
        return [one.id for one in _sheet(write, *numbered).row_breaks.brk]

    found = {first: begun(first) for first in range(5, 60)}
    told = {first: rows for first, rows in found.items() if rows}
    assert all(rows == [first + 4] for first, rows in told.items()), "before the second heading"
    assert 1 <= len(told) <= 12, "only where it, or what is signed, would else stand alone"


def test_a_case_of_several_lines_is_counted_once(write: Callable[..., Path]) -> None:
    paid = _ruling("C3", 50_000, _placed(1, "D4").so("奖500元"))
    also = _ruling("C3", 10_000, _placed(1, "D4").so("奖100元"))._replace(case=paid.case)
    other = _ruling("C3", 0, _placed(9, "D5").so("不奖"))._replace(follows=False)
    sheet = _sheet(write, other, paid, also)
    assert [row[5] for row in list(sheet.values)[3:7]] == [
        "共 2 例（3 行）：有金额 1 例，无奖惩 1 例",
        "全县第1名（县名次!D4）：奖500元",
        "全县第1名（县名次!D4）：奖100元",
        "全县第9名（县名次!D5）：不奖",
    ]


def test_several_reasons_of_one_line_name_each_fact_once(write: Callable[..., Path]) -> None:
    place = _placed(24, "D7")
    more = Reason((*place.facts, (COUNT, Fact(25, Source.at("县名次", "E7")))), scope="全县")
    one = _ruling("K2", 100, place.so("发给1元", beside="目标第8名"))
    reasons = [*one.reasons, more.so("全额发放", beside="目标第8名"), place.so("全额发放")]
    assert _sheet(write, one._replace(reasons=reasons))["F5"].value == (
        "全县第24名（县名次!D7），目标第8名：发给1元；共25个（县名次!E7）：全额发放；全额发放"
    )


def test_points_stand_where_nobody_is_paid_and_an_empty_column_nowhere(
    write: Callable[..., Path],
) -> None:
    missed = _ruling("D1", None, _placed(9, "D5").so("未达标，扣2.5分"))._replace(
        points=Fraction(-5, 2), outcome="未达标"
    )
    judged = missed._replace(points=None)
    sheet = _sheet(write, missed, judged)
    assert [cell.value for cell in sheet[3]][5:8] == ["计算过程", "得分", "其他结果"]
    assert [(sheet.cell(row, 7).value, sheet.cell(row, 8).value) for row in (5, 6)] == [
        (-2.5, "未达标"),
        (None, "未达标"),
    ]
    assert sheet["F4"].value == "共 1 例（2 行）：计分 1 例"
    bare = _sheet(write, judged)
    assert [cell.value for cell in bare[3]][5:] == ["计算过程", "其他结果", "数据出处"]
    assert bare.auto_filter.ref == "A3:H5"
    paid = _sheet(write, judged, _ruling("A6", 0, _placed(9, "D5").so("不奖")))
    assert [cell.value for cell in paid[3]][6] == "金额（元）"
    widths = [
        sum(one.column_dimensions[chr(65 + n)].width for n in range(one.max_column))
        for one in (sheet, bare, paid)
    ]
    assert len(set(widths)) == 1, "the page is as wide as ever"


def test_the_lines_can_be_filtered_and_sorted_from_their_titles(write: Callable[..., Path]) -> None:
    cases = [_ruling("A6", 100 * n, _placed(n, f"D{n}")) for n in range(1, 4)]
    sheet = _sheet(write, *cases, remarks=("未计算的条款：A9。",))
    assert sheet.auto_filter.ref == "A3:I7"
    assert sheet.cell(8, 1).value == "未计算的条款：A9。", (
        "what stands below is no line of the list"
    )
    assert not [area for area in sheet.merged_cells.ranges if 3 <= area.min_row <= 7]
    assert not sheet.row_breaks.brk, "a filter would leave pages of few lines"
    assert _sheet(write).auto_filter.ref is None


def test_what_names_a_case_is_parted_so_that_a_filter_lists_each_unit_once(
    write: Callable[..., Path],
) -> None:
    one = _ruling("A6", 100, _placed(1, "D4"))._replace(about=("青石中学 东区", "中考", "语文"))
    sheet = _sheet(write, one, one._replace(about=("青石中学 东区",)), one._replace(about=()))
    names = [(row[3], row[4]) for row in list(sheet.values)[4:7]]
    assert names == [("青石中学 东区", "中考 语文"), ("青石中学 东区", None), ("", None)]


def test_an_amount_entered_by_hand_says_why_and_who_approved_it(
    write: Callable[..., Path],
) -> None:
    approval = Approval("全县前五（英语）", "校务会")
    one = _ruling("A5", 0, _placed(9, "D5").so("奖0元"))._replace(approval=approval)
    assert _sheet(write, one)["F5"].value == (
        "手工填报：全县前五（英语）（批准人：校务会）；全县第9名（县名次!D5）：奖0元"
    )


def test_reasons_lead_to_the_cells_they_come_from(write: Callable[..., Path]) -> None:
    paid = "达标300元＋高2名×300元＝900元，由乡镇人民政府兑现"
    why = f"全县第6名（县名次!D5），目标第8名：{paid}"
    place, admitted = Source.at("县名次", "D5"), Source.at("指标", "D5", "D25")
    ranked = Source(words="四率统计")
    reasons = [
        _ruling("A6", 90_000, _placed(6, "D5").so(paid, beside="目标第8名"))._replace(
            sources=(place, Source.at("指标", "C3"))
        ),
        _ruling("A2", None, Reason(outcome="达标"))._replace(
            about=("=1+1",), outcome="达标", sources=(admitted,)
        ),
        _ruling("A1", None, Reason(outcome="全镇第2名"))._replace(sources=(ranked,)),
        _ruling("A9", None, Reason(outcome="无")),
    ]
    path = write(basis_table(reasons, title="计算依据", note="依据：示例方案"))
    sheet = openpyxl.load_workbook(path)["计算依据"]
    rows = list(sheet.values)
    assert rows[2] == (
        *("序号", "条款", "项目", "对象", "考核范围", "计算过程", "金额（元）", "其他结果"),
        "数据出处",
    )
    name = ("青石中学", "县统考")
    assert rows[4] == (1, "A6", "名次奖", *name, why, 900, None, "县名次!D5；指标!C3")
    assert [row[6] for row in rows[5:11]] == [None] * 6
    assert sheet["I5"].hyperlink.location == "'县名次'!D5"
    assert sheet["I7"].hyperlink.location == "'指标'!D5"
    assert sheet["I9"].hyperlink is None
    assert sheet["I11"].value is None
    assert sheet["D7"].value == "=1+1"
    assert sheet["D7"].data_type != "f"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.row_dimensions[5].height > sheet.row_dimensions[9].height


def test_short_names_leave_their_room_to_the_reasons(written: Callable[..., Workbook]) -> None:
    kinds = ["全镇", "青石镇民族团结九年一贯制寄宿学校"]
    widths = []
    for about in kinds:
        one = _ruling("A2", None, Reason(outcome="达标"))._replace(about=(about, "期末"))
        sheet = written(basis_table([one], title="计算依据", note=""))["计算依据"]
        widths.append([sheet.column_dimensions[letter].width for letter in "DF"])
    (short, more), (long, less) = widths
    assert short < long
    assert short + more == long + less
