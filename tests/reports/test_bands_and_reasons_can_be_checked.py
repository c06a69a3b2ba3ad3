from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from xl_quality.core.facts import Fact, Source
from xl_quality.core.options import Options
from xl_quality.reports.marks_sheets import BandBlock, bands_table
from xl_quality.reports.payout import Ruling, basis_table
from xl_quality.runs.report import bands_sheet
from xl_quality.schemes.payout_lines import Approval
from xl_quality.schemes.results import Reason
from xl_quality.schemes.words import FactKind, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.core.marks import ScoreTable


def test_every_pupil_is_in_one_band_and_the_sum_is_live(
    pupils: Callable[..., ScoreTable],
    write: Callable[..., Path],
    formulas_hold: Callable[[Path], int],
) -> None:
    scores = [100, 90, 89, 60, 59, 0, 10, 9]
    table = pupils("期末", ["语文"], [(("甲", "六年级", "1班"), (score,)) for score in scores])
    path = write(bands_sheet([table], Options()))
    assert formulas_hold(path) == 1
    sheet = openpyxl.load_workbook(path, data_only=True)["分数段"]
    rows = [row[:3] for row in sheet.values]
    assert rows[2][0] == "期末 六年级 语文"
    counts = {row[0]: row[1] for row in rows[4:14]}
    assert counts["90—100"] == 2
    assert counts["80—90（不含）"] == 1
    assert counts["60—70（不含）"] == 1
    assert counts["50—60（不含）"] == 1
    assert counts["10—20（不含）"] == 1
    assert counts["0—10（不含）"] == 2
    assert rows[14][:2] == ("合计", 8)
    assert len(sheet._charts) == 1
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$2"


def test_sheets_of_one_exam_give_one_block_a_subject(
    pupils: Callable[..., ScoreTable], write: Callable[..., Path]
) -> None:
    tables = [
        pupils("期末", ["语文"], [(("", "", name), (80,))], sheet=name) for name in ("一班", "二班")
    ]
    rows = list(openpyxl.load_workbook(write(bands_sheet(tables, Options())))["分数段"].values)
    titles = [row[0] for row in rows if row[0] and "语文" in row[0]]
    assert titles == ["期末 语文"]
    assert sum(row[1] for row in rows[4:14]) == 2


def test_bands_of_an_odd_full_mark_end_at_it(
    pupils: Callable[..., ScoreTable], write: Callable[..., Path]
) -> None:
    table = pupils("期末", ["语文"], [(("", "", "1班"), (score,)) for score in (105, 104, 0)])
    options = Options(full_marks={"语文": 10_500})
    rows = list(openpyxl.load_workbook(write(bands_sheet([table], options)))["分数段"].values)
    assert rows[4][:2] == ("94.5—105", 2)
    assert rows[13][:2] == ("0—10.5（不含）", 1)


def test_no_block_is_no_error(write: Callable[..., Path]) -> None:
    sheet = openpyxl.load_workbook(
        write(bands_table([BandBlock("空", [])], title="分数段统计表", unit=""))
    )
    assert sheet["分数段"]["A3"].value == "空"


RANK = FactKind("rank", "名次", ValueKind.RANK, "{scope}第{}名")
CLASS = FactKind("class_name", "班级", ValueKind.TEXT)
UNIT = FactKind("school", "学校", ValueKind.TEXT)


def _placed(rank: int, cell: str) -> Reason:
    return Reason(((RANK, Fact(rank, Source.at("县名次", cell))),), scope="全县")


def _ruling(clause: str, amount: int | None, reason: Reason) -> Ruling:
    about = ("青石中学", "县统考")
    return Ruling(
        clause, "名次奖", about, reason, amount, "", [fact.source for _, fact in reason.facts]
    )


def _shown_in_short(write: Callable[..., Path], *rulings: Ruling) -> str:
    short = [one._replace(follows=False) for one in rulings]
    sheet = openpyxl.load_workbook(write(basis_table(short, title="计算依据", note="依据")))
    return str(sheet["计算依据"]["D4"].value)


def test_cases_without_consequence_are_told_by_their_facts_and_first_cell(
    write: Callable[..., Path],
) -> None:
    one, other = _placed(9, "D5"), _placed(12, "D8").so("第12名，不奖不惩", beside="目标第8名")
    english = _ruling("A6", 0, other)._replace(about=("青石中学", "县统考", "英语"))
    told = _shown_in_short(write, _ruling("A6", 0, one.so("正好相等：不奖")), english)
    assert told == (
        "另有 2 例不奖不罚：青石中学：县统考 全县第9名［县名次!D5］；"
        "县统考 英语 全县第12名，目标第8名［县名次!D8］"
    )


def test_brackets_and_colons_of_a_fact_are_its_own(write: Callable[..., Path]) -> None:
    own = Reason(((CLASS, Fact("七（1）班：重点", Source.at("班级", "B2"))),))
    told = _shown_in_short(write, _ruling("A3", 0, own.so("不奖不惩：见注")))
    assert told.endswith("县统考 七（1）班：重点［班级!B2］")


def test_a_unit_stands_once_before_its_cases_whatever_its_name(write: Callable[..., Path]) -> None:
    unit = "青石中学 东校区"
    named = (UNIT, Fact(unit))
    facts = Reason((named, *_placed(9, "D5").facts), scope="全县").so("不奖")
    one = _ruling("A6", 0, facts)._replace(about=(unit, "县统考"))
    alone = _ruling("A6", 0, Reason((named,)).so("不适用"))._replace(about=(unit, "中考"))
    assert _shown_in_short(write, one, alone) == (
        f"另有 2 例不奖不罚：{unit}：县统考 全县第9名［县名次!D5］；中考 {unit}"
    )


def test_an_amount_entered_by_hand_says_why_in_short_and_who_approved_in_full(
    write: Callable[..., Path],
) -> None:
    approval = Approval("全县前五（英语）", "校务会")
    one = _ruling("A5", 0, _placed(9, "D5").so("奖0元"))._replace(approval=approval)
    assert _shown_in_short(write, one).endswith(
        "县统考 手工填报：全县前五（英语）；全县第9名［县名次!D5］"
    )
    full = openpyxl.load_workbook(write(basis_table([one], title="计算依据", note="依据")))
    assert full["计算依据"]["E4"].value == (
        "手工填报：全县前五（英语）（批准人：校务会）；全县第9名（县名次!D5）：奖0元"
    )


def test_reasons_lead_to_the_cells_they_come_from(write: Callable[..., Path]) -> None:
    why = "全县第6名（县名次!D5），目标第8名：达标300元＋高2名×300元＝900元"
    place, admitted = Source.at("县名次", "D5"), Source.at("指标", "D5", "D25")
    ranked = Source(words="四率统计")
    reasons = [
        _ruling(
            "A6", 90_000, _placed(6, "D5").so("达标300元＋高2名×300元＝900元", beside="目标第8名")
        )._replace(sources=(place, Source.at("指标", "C3"))),
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
        *("序号", "条款", "项目", "对象", "计算过程", "金额（元）", "其他结果", "数据出处"),
    )
    assert rows[3] == (1, "A6", "名次奖", "青石中学 县统考", why, 900, None, "县名次!D5；指标!C3")
    assert [row[5] for row in rows[4:]] == [None, None, None]
    assert sheet["H4"].hyperlink.location == "'县名次'!D5"
    assert sheet["H5"].hyperlink.location == "'指标'!D5"
    assert sheet["H6"].hyperlink is None
    assert sheet["H7"].value is None
    assert sheet["D5"].value == "=1+1"
    assert sheet["D5"].data_type != "f"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.row_dimensions[4].height > sheet.row_dimensions[7].height
