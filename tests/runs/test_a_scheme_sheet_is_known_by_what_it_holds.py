"""A clerk renames the 方案 sheet, edits it, and looks for one button that checks everything."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import Severity
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.scheme_import import lint_book
from xl_quality.schemes.loading import load_raw
from xl_quality.schemes.sheet.codec import to_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook

    Books = Callable[..., MemoryBook]

ORDER = Order("luotuoao-brief", date(2026, 7, 10))
TARGETS = [["单位", "指标", "目标", "实际"], ["骆驼坳中学", "重点高中指标", 30, 33]]


def scheme_with(text: str | int) -> list[Any]:
    """Return the sheet of a scheme in which a place over the quota is worth something else."""
    rows: list[Any] = [list(row) for row in to_sheet(load_raw("luotuoao-brief")).rows]
    header = next(row for row in rows if "数额一" in row)
    rule = next(row for row in rows if row and row[0] == "A6" and "quota" in row)
    assert rule[header.index("数额一")] == "200"
    rule[header.index("数额一")] = text
    return rows


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("方案", ["方案"]),
        ("2026年奖惩方案", ["2026年奖惩方案"]),
        ("2026年奖惩方案", []),
        ("办法（修订）", []),
    ],
)
def test_a_renamed_scheme_sheet_is_paid_by(book: Books, name: str, own: list[str]) -> None:
    sheets = {"指标": TARGETS, name: scheme_with(2000)}
    contents = take_in(book(sheets, own), ChosenOptions(), scores_needed=False)
    payout = pay(contents, ORDER)
    assert [line.reward for line in payout.lines] == [600_000]
    assert f"按工作簿里“{name}”表计算，已修改 1 处" in payout.origin


def test_the_data_doctor_checks_the_scheme_sheet_too(book: Books) -> None:
    own = book({"指标": TARGETS, "方案": scheme_with("二千")})
    found = examined(take_in(own, ChosenOptions(), scores_needed=False))
    [fault] = [one for one in found if one.sheet == "方案"]
    assert (fault.severity, fault.found) == (Severity.ERROR, "二千")
    assert "A6.quota 数额一" in fault.message
    assert [fault] == lint_book(own)


def test_a_sound_scheme_sheet_adds_nothing_to_the_checkup(book: Books) -> None:
    own = book({"指标": TARGETS, "方案": scheme_with(2000)})
    assert not [
        one
        for one in examined(take_in(own, ChosenOptions(), scores_needed=False))
        if one.sheet == "方案"
    ]
