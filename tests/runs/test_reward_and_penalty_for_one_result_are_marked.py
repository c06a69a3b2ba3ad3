from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xl_quality.runs.payout.assessment import assess
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record

    Listed = Callable[..., list[Record]]

TERMS = Terms(date(2026, 7, 10), {}, {})
TARGETS = """
unit indicator target actual
骆驼坳中学 重点高中录取 30 33
骆驼坳中学 目标名次 8 -
"""


def test_only_the_two_lines_about_that_result_are_marked(listed: Listed) -> None:
    rows = "unit exam subject rank of\n骆驼坳中学 中考 综合 6 10"
    lists = {"县名次": listed("县名次", rows), "指标": listed("指标", TARGETS)}
    payout = assess(load("luotuoao-brief"), lists, TERMS)
    own = [(line.net, line.conflict) for line in payout.lines if line.clause == "A6"]
    assert sorted(own) == [(-40_000, True), (60_000, False), (90_000, True)]
    assert "reward_and_penalty" in [one.code for one in payout.findings]
    sheet = sheets_of(payout)[0]
    marked = [row for row in sheet.rows if "【既奖又罚】" in str(row.values[3])]
    assert len(marked) == 2
    assert all(style.fill == "F8CBAD" for row in marked for style in row.styles)


def test_a_large_field_marks_nothing(listed: Listed) -> None:
    rows = "unit exam subject rank of\n骆驼坳中学 中考 综合 6 25"
    lists = {"县名次": listed("县名次", rows), "指标": listed("指标", TARGETS)}
    payout = assess(load("luotuoao-brief"), lists, TERMS)
    assert not any(line.conflict for line in payout.lines)
