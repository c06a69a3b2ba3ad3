from __future__ import annotations

from typing import Any

import pytest

from xl_quality.core.findings import Severity
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import SheetKind


def grid(name: str, *rows: list[Any]) -> Grid:
    return Grid(name, [list(row) for row in rows])


@pytest.mark.parametrize(
    ("name", "header", "lost"),
    [
        ("县名次", ["单位", "考试", "学科", "总数"], "名次"),
        ("县名次表", ["考试", "学科", "名次", "总数"], "单位"),
        ("县名次(2)", ["单位", "名次", "总数"], "学科"),
        ("指标", ["单位", "目标", "实际"], "指标"),
        ("竞赛", ["姓名", "单位", "类别", "级别"], "奖次"),
        ("历次", ["考试", "单位", "学科", "得分"], "名次"),
        ("手工金额", ["单位", "姓名", "金额", "批准人"], "理由"),
    ],
)
def test_the_lost_column_is_named(name: str, header: list[Any], lost: str) -> None:
    sheet = grid(name, ["青禾镇某某表"], header, ["青山小学"] + [None] * (len(header) - 1))
    rows = [[*row] + [None] * (len(header) - len(row)) for row in sheet.rows]
    sheet = Grid(name, rows)
    assert recognise(sheet).kind is SheetKind.LIST
    found = read_list(sheet)
    assert found is not None
    assert not found.records
    (finding,) = found.findings
    assert (finding.severity, finding.where) == (Severity.ERROR, f"{name}!A2")
    assert f"没有“{lost}”" in finding.message


def test_scores_on_a_sheet_called_like_a_list_stay_scores() -> None:
    sheet = grid(
        "竞赛",
        ["学校", "班级", "姓名", "语文", "数学"],
        *[["青山小学", "1班", f"学生{n}", 80.0, 90.0] for n in "甲乙丙丁戊"],
    )
    assert recognise(sheet).kind is SheetKind.STUDENT_SCORES


def test_a_complete_list_has_no_such_finding() -> None:
    sheet = grid("县名次", ["单位", "考试", "学科", "排位", "参考学校数"],
                 ["青山小学", "县统考", "语文", 1.0, 25.0])  # fmt: skip
    found = read_list(sheet)
    assert found is not None
    assert not found.findings
    (record,) = found.records
    assert (record.facts["rank"].value, record.facts["of"].value) == (1, 25)


@pytest.mark.parametrize(("typed", "value"), [("√", 1), ("×", 0), ("已交清", 1), ("欠", 0)])
def test_a_tick_is_a_yes(typed: str, value: int) -> None:
    sheet = grid("指标", ["单位", "指标", "实际"], ["青山中学九年级1班", "费用结清", typed])
    found = read_list(sheet)
    assert found is not None
    assert found.records[0].facts["actual"].value == value
