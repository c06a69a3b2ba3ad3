"""方案 sheets: written, edited as a clerk would, read back; faults are named with their cells."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.loading import load, load_raw, scheme_ids
from xl_quality.schemes.sheet.codec import scheme_of, to_sheet
from xl_quality.schemes.sheet.columns import UnreadableCellError, day, number
from xl_quality.schemes.toml_reader import raw_scheme

from .conftest import applied, scheme_with

Grid = list[Any]


def _address(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def _grid(scheme: str) -> Grid:
    return [list(row) for row in to_sheet(load_raw(scheme)).rows]


def _find(grid: Grid, section: str, title: str, **cells: str) -> tuple[int, int]:
    """Return the 0-based place of a column in the row of a section that has these cells."""
    header = next(i for i, row in enumerate(grid) if row and row[0] == section) + 1
    titles = grid[header]
    for number_, row in enumerate(grid[header + 1 :], start=header + 1):
        if not row:
            break
        if all(row[titles.index(name)] == text for name, text in cells.items()):
            return number_, titles.index(title)
    message = f"{section} {cells}"
    raise LookupError(message)


def _faults(grid: Grid) -> list[tuple[str, str]]:
    with pytest.raises(BadInputError) as caught:
        scheme_of(grid, "方案", _address)
    assert {finding.sheet for finding in caught.value.findings} == {"方案"}
    return [(finding.cell, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_scheme_comes_back_as_it_was(scheme: str) -> None:
    found = scheme_of(_grid(scheme), "方案", _address)
    assert found == load(scheme)
    assert list(found.vocabulary) == list(load(scheme).vocabulary)
    assert list(found.options) == list(load(scheme).options)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_drop_down_offers_what_stands_below_it(scheme: str) -> None:
    sheet = to_sheet(load_raw(scheme))
    assert sheet.drop_downs
    for one in sheet.drop_downs:
        below = [row[one.column] for row in sheet.rows[one.first : one.last + 1] if row]
        assert {text for text in below if text and "〔" not in text} <= set(one.choices)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_drop_down_covers_all_rows_of_its_section_and_some_below_the_last(scheme: str) -> None:
    sheet = to_sheet(load_raw(scheme))
    for one in sheet.drop_downs:
        assert one.first - 1 in sheet.headers
        ends = [i for i in range(one.first, len(sheet.rows)) if not sheet.rows[i]]
        last = ends[0] - 1 if ends else len(sheet.rows) - 1 + 20
        assert one.last == last


def test_a_section_without_rows_has_no_drop_downs_and_one_with_a_row_has() -> None:
    one = to_sheet(
        raw_scheme(scheme_with('tariff = { kind = "by_place", top = [5] }'), "示例.toml")
    )
    (rules,) = [n for n, row in enumerate(one.rows) if row and row[0] == "【规则】"]
    assert {(drop.first, drop.last) for drop in one.drop_downs if drop.first == rules + 2} == {
        (rules + 2, rules + 2)
    }
    assert [one.rows[title][0] for title in one.titles] == ["【方案】", "【条款】", "【规则】"]
    assert [not one.rows[title - 1] for title in one.titles[1:]] == [True, True]


def test_every_rule_is_a_row_of_its_own_with_a_drop_down_for_its_tariff() -> None:
    sheet = to_sheet(load_raw("luotuoao-brief"))
    start = next(i for i, row in enumerate(sheet.rows) if row and row[0] == "【规则】")
    end = next(i for i in range(start, len(sheet.rows)) if not sheet.rows[i])
    rules = sum(len(clause.rules) for clause in load("luotuoao-brief").clauses)
    assert end - start - 2 == rules
    titles = sheet.rows[start + 1]
    columns = {one.column for one in sheet.drop_downs if one.first == start + 2}
    assert {titles.index("计奖办法"), titles.index("方向"), titles.index("兑现对象")} <= columns
    assert any(note.row == start + 1 for note in sheet.notes)


@pytest.mark.parametrize("new", ["600", 600, 600.0, "６００"])
def test_an_edited_amount_is_what_is_paid(new: object) -> None:
    grid = _grid("luotuoao-brief")
    row, column = _find(grid, "【规则】", "数额一", 条款="A6", 代号="target")
    assert grid[row][column] == "300"
    grid[row][column] = new
    scheme = scheme_of(grid, "方案", _address)
    assert applied(scheme, "A6", "名次=8；目标名次=8").amount == 60_000


def test_an_edited_list_of_amounts_is_what_is_paid() -> None:
    grid = _grid("luotuoao-brief")
    row, column = _find(grid, "【规则】", "数额一", 条款="A7")
    grid[row][column] = "600、400、300、200、100"
    scheme = scheme_of(grid, "方案", _address)
    assert applied(scheme, "A7", "名次=1；排名单位数=22").amount == 60_000


def test_an_edited_edge_decides_on_the_limit() -> None:
    grid = _grid("basic-targets")
    row, column = _find(grid, "【规则】", "方向", 条款="G1")
    grid[row][column] = "超过"
    scheme = scheme_of(grid, "方案", _address)
    assert applied(scheme, "G1", "比率=98%").outcomes == ["未达标"]
    assert applied(load("basic-targets"), "G1", "比率=98%").outcomes == ["达标"]


@pytest.mark.parametrize("limit", ["95%", 0.95, "0.95", "19/20"])
def test_a_limit_may_be_written_as_a_clerk_writes_it(limit: object) -> None:
    grid = _grid("basic-targets")
    row, column = _find(grid, "【规则】", "界线", 条款="G1")
    grid[row][column] = limit
    scheme = scheme_of(grid, "方案", _address)
    assert applied(scheme, "G1", "比率=95%").outcomes == ["达标"]
    assert applied(scheme, "G1", "比率=94.99%").outcomes == ["未达标"]


@pytest.mark.parametrize(
    "new", [date(2026, 9, 1), datetime(2026, 9, 1), "2026-09-01", "2026/9/1", "2026年9月1日"]  # noqa: DTZ001 - a cell's date has no zone
)  # fmt: skip
def test_a_date_may_be_a_date_of_the_sheet_or_a_text(new: object) -> None:
    grid = _grid("class-duty")
    row, column = _find(grid, "【条款】", "核对日期", 条款="L1")
    grid[row][column] = new
    assert scheme_of(grid, "方案", _address).clauses[0].verified_on == date(2026, 9, 1)


def test_columns_may_stand_in_another_order_and_blank_rows_between() -> None:
    grid = _grid("town-line")
    moved: Grid = []
    for row in grid:
        moved += [[row[0], *reversed(row[1:])] if len(row) > 1 else row, [None, "", None]]
    assert scheme_of(moved, "方案", _address) == load("town-line")


@pytest.mark.parametrize(
    ("section", "cells", "title", "text", "message"),
    [
        ("【规则】", {"条款": "A7"}, "计奖办法", "按排名", "不认识“按排名”"),
        ("【规则】", {"条款": "A7"}, "兑现对象", "食堂", "不认识“食堂”"),
        ("【规则】", {"条款": "A7"}, "数额一", "五百", "应为一列数字"),
        ("【规则】", {"条款": "A7"}, "界线", "5", "这种计奖办法不用这一栏"),
        ("【规则】", {"条款": "A7"}, "其他", "每超100", "“每超100”看不懂"),
        ("【规则】", {"条款": "A7"}, "其他", "计法＝全额", "不认识“计法”"),
        ("【规则】", {"条款": "A9", "代号": "exchange"}, "其他", "并列＝全额", "不认识“全额”"),
        ("【规则】", {"条款": "A7"}, "其他", "备注＝无", "不认识“备注”"),
        ("【规则】", {"条款": "A7"}, "条款", "A70", "没有条款“A70”"),
        ("【规则】", {"条款": "A7"}, "条件", "名次 前 3", "条件“名次 前 3”看不懂"),
        ("【规则】", {"条款": "A9"}, "条件", "名词 不超过 3", "看不懂的算式"),
        ("【规则】", {"条款": "A6", "代号": "quota"}, "考核量", "录取－指标数", "看不懂的算式"),
        ("【规则】", {"条款": "A5"}, "只适用于", "学校＝甲\n学校＝乙", "“学校”写了两次"),
        ("【条款】", {"条款": "A7"}, "生效日期", "去年", "“去年”不是日期"),
        ("【条款】", {"条款": "A7"}, "核对日期", "", "缺少“verified_on”"),
        ("【条款】", {"条款": "A7"}, "依据文件", "", "缺少“document”"),
        ("【读法】", {"代号": "exchange_half"}, "默认", "middle", "默认值“middle”不在可选值中"),
        ("【方案】", {}, "名称", "", "缺少“title”"),
        ("【取数】", {"条款": "A7"}, "名单", "", "缺少“list”"),
    ],
)
def test_a_fault_is_named_with_its_cell(
    section: str, cells: dict[str, str], title: str, text: str, message: str
) -> None:
    grid = _grid("luotuoao-brief")
    row, column = _find(grid, section, title, **cells)
    grid[row][column] = text
    faults = _faults(grid)
    assert any(cell == _address(row, column) and message in said for cell, said in faults), faults


def test_all_faults_are_told_at_once_and_each_once() -> None:
    grid = _grid("luotuoao-brief")
    places = [
        _find(grid, "【规则】", "计奖办法", 条款="A7"),
        _find(grid, "【规则】", "兑现对象", 条款="A8"),
        _find(grid, "【条款】", "生效日期", 条款="A3"),
    ]
    for row, column in places:
        grid[row][column] = "？"
    cells = [cell for cell, _ in _faults(grid)]
    assert sorted(cells) == sorted(_address(*place) for place in places)


def test_what_stands_outside_of_the_columns_is_not_ignored() -> None:
    grid = _grid("luotuoao-brief")
    row, column = _find(grid, "【条款】", "平均名次取自", 条款="A1")
    grid[row] = [*grid[row], "旁注"]
    grid[row - 1][column] = "平均"
    assert [message for _, message in _faults(grid)][:2] == [
        "不认识这一栏",
        "这一格不在任何一栏之下",
    ]
    assert _faults([["甲"], *_grid("luotuoao-brief")])[0] == ("A1", "这一行不属于任何一节")


def test_rules_of_two_versions_stay_apart_by_their_day() -> None:
    raw = load_raw("class-duty")
    old, new = raw["clause"][0], deepcopy(raw["clause"][0])
    new["effective_from"], old["effective_to"] = date(2027, 1, 1), date(2026, 12, 31)
    new["rule"][0]["tariff"]["limit"] = 2
    raw["clause"].insert(1, new)
    grid = [list(row) for row in to_sheet(raw).rows]
    found = scheme_of(grid, "方案", _address)
    limits = [one.rules[0].tariffs[()].condition.limit.constant for one in found.clauses[:2]]  # type: ignore[attr-defined]
    assert limits == [1, 2]
    row, column = _find(grid, "【规则】", "版本", 条款="L1")
    grid[row][column] = ""
    assert _faults(grid)[0] == (_address(row, column), "不知道属于哪个版本")


def test_a_name_that_a_cell_cannot_hold_is_refused_rather_than_changed() -> None:
    rule = 'only_for = { school = ["甲、乙小学"] }\ntariff = { kind = "by_place", top = [5] }'
    with pytest.raises(BadInputError, match="没有写出"):
        to_sheet(raw_scheme(scheme_with(rule), "示例.toml"))


def test_what_a_cell_cannot_hold_is_told_with_its_row_and_column() -> None:
    rule = 'only_with = { way = "a" }\ntariff = { kind = "by_place", top = [5] }'
    top = '[[option]]\nid = "way"\nlabel = "读法"\ndefault = "a"\nchoices = { a = "甲\\n乙" }'
    with pytest.raises(BadInputError, match="没有写出") as caught:
        to_sheet(raw_scheme(scheme_with(rule, top=top), "示例.toml"))
    assert caught.value.findings[0].cell == "第7行第3列"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("－１００", "-100"),
        ("−5", "-5"),
        (" 1000 ", "1000"),
        ("600元", "600"),
        ("1 000", "1 000"),
        ("70%", "7/10"),
        ("十", "十"),
    ],
)
def test_numbers_are_read_as_they_are_typed(text: str, value: str) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["2026-13-01", "2026年2月30日", "九月"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCellError):
        day(text)
