from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from xl_quality.core.facts import Source
from xl_quality.core.options import Options
from xl_quality.reports.marks_sheets import BandBlock, bands_table
from xl_quality.reports.payout import Reason, basis_table
from xl_quality.runs.report import bands_sheet

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
        write(bands_table([BandBlock("空", [])], title="分数段统计表", note=""))
    )
    assert sheet["分数段"]["A3"].value == "空"


def test_reasons_lead_to_the_cells_they_come_from(write: Callable[..., Path]) -> None:
    why = "全县第6名（县名次!D5），目标第8名（指标!C3）：达标300元＋高2名×300元＝900元"
    place, admitted = Source.at("县名次", "D5"), Source.at("指标", "D5", "D25")
    ranked = Source(words="四率统计")
    reasons = [
        Reason("A6", "名次奖", "青石中学", why, 90_000, "", (place, Source.at("指标", "C3"))),
        Reason("A2", "录取指标", "=1+1", "录取30名：达标", None, "达标", (admitted,)),
        Reason("A1", "镇级名次", "白水小学 期末 语文", "全镇第2名", None, "", (ranked,)),
        Reason("A9", "交流", "白水小学", "无", None, "", ()),
    ]
    path = write(basis_table(reasons, title="计算依据", note="依据：示例方案"))
    sheet = openpyxl.load_workbook(path)["计算依据"]
    rows = list(sheet.values)
    assert rows[2] == (
        *("序号", "条款", "项目", "对象", "计算过程", "金额（元）", "其他结果", "数据出处"),
    )
    assert rows[3] == (1, "A6", "名次奖", "青石中学", why, 900, None, "县名次!D5；指标!C3")
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
