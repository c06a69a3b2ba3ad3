"""A clerk renames the 方案 sheet, edits it, and looks for one button that checks everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import Severity
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.runs.payout.checks import of_others
from xl_quality.runs.payout.scheme_import import lint_book
from xl_quality.runs.payout.sheets import sheets_of
from xl_quality.schemes.loading import load, load_raw
from xl_quality.schemes.sheet.codec import to_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook

    Books = Callable[..., MemoryBook]

ORDER = Order("luotuoao-brief", date(2026, 7, 10))
GOALS = "教学质量目标责任书"
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


@pytest.mark.parametrize(
    ("title", "office", "exams", "named"),
    [
        (f"骆驼坳镇{GOALS}", "青禾镇中心学校", ["2026年中考"], "骆驼坳镇"),
        ("2026年罗田县骆驼坳镇方案", "罗田县青禾乡中心学校", [], "骆驼坳镇"),
        ("罗田县骆驼坳镇方案", "青山县骆驼坳镇中心学校", [], "罗田县"),
        (f"骆驼坳镇{GOALS}", "骆驼坳镇中心学校", [], None),
        (f"骆驼坳镇{GOALS}", "罗田县教育局", [], None),
        (f"骆驼坳镇{GOALS}", "骆驼坳中学", [], None),
        (f"骆驼坳镇{GOALS}", "", [], None),
        ("学区“双高”提升方案", "青禾镇中心学校", [], None),
        ("镇抽测标准线教学质量责任书", "青禾镇中心学校", [], None),
        (f"2025年{GOALS}", "青禾县教育局", ["2026年春季期末"], "2025年"),
        (f"2025年{GOALS}", "青禾县教育局", ["2025年秋季期末", "2026年中考"], None),
        (f"2025年{GOALS}", "青禾县教育局", ["期末"], None),
        (f"2024年{GOALS}", "青禾县教育局", ["期末"], "2024年"),
        ("2025—2026学年度教学奖惩方案", "青禾县教育局", ["2026年春季期末"], None),
        ("教学质量奖惩办法（2006年试行）", "青禾县教育局", ["2026年春季期末"], None),
    ],
)
def test_a_scheme_of_another_place_or_year_is_told_with_both(
    title: str, office: str, exams: list[str], named: str | None
) -> None:
    scheme = replace(load("luotuoao-brief"), title=title)
    found = of_others(scheme, office, exams, date(2026, 7, 10))
    assert len(found) == (named is not None)
    for one in found:
        other = "2026年" if named and named.endswith("年") else office
        assert all(text in one.text for text in (title, f"写的是{named}，", other))
        assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("office", "told"), [("青禾镇中心学校", True), ("骆驼坳镇中心学校", False)]
)
def test_who_signs_reads_that_the_scheme_is_another_towns(
    book: Books,
    office: str,
    told: bool,  # noqa: FBT001 - a column of the table
) -> None:
    form = [["项目", "工作表", "列", "值"], ["单位名称", None, None, office]]
    own = book({"指标": TARGETS, "考核设置": form})
    contents = take_in(own, ChosenOptions(), scores_needed=False)
    tables = sheets_of(pay(contents, ORDER), office)
    basis = next(table for table in tables if table.name == "计算依据")
    texts = [str(row.values[0]) for row in basis.rows if row.values]
    points = [text for text in texts if "写的是骆驼坳镇，本单位是“青禾镇中心学校”" in text]
    assert len(points) == told
