"""What the linter finds in a 方案 sheet is told at the cell where a clerk mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.schemes.loading import load_raw, scheme_ids
from xl_quality.schemes.sheet.changes import changes
from xl_quality.schemes.sheet.codec import is_scheme, lint_sheet, scheme_id, to_sheet
from xl_quality.schemes.sheet.columns import pairs_of
from xl_quality.schemes.toml_reader import raw_scheme
from xl_quality.sheets.cells import address, column_index

from .conftest import scheme_with

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

Rows = list[Any]


def _rows(scheme: str) -> Rows:
    return [list(row) for row in to_sheet(load_raw(scheme)).rows]


def _column(rows: Rows, finding: Finding) -> str:
    """Return the title of the column that a finding's cell stands in."""
    letters = finding.cell.rstrip("0123456789")
    row, column = int(finding.cell[len(letters) :]) - 1, column_index(letters)
    while rows[row]:
        row -= 1
    return str(rows[row + 2][column])


@pytest.mark.parametrize(
    ("rule", "message", "column"),
    [
        (
            (
                'tariff = { kind = "ladder", place = "place_from_last", mode = "progressive", '
                "brackets = [{ first = 4, last = 9, each = 1 }, "
                "{ first = 11, last = 14, each = 2 }] }"
            ),
            "10—10 没有规定",
            "其他",
        ),
        (
            (
                'tariff = { kind = "ladder", place = "place_from_last", mode = "progressive", '
                "brackets = [{ first = 4, last = 9, each = 1 }, "
                "{ first = 9, last = 14, each = 2 }] }"
            ),
            "9—9 重叠",
            "其他",
        ),
        (
            (
                'tariff = { kind = "ladder", place = "place_from_last", mode = "progressive", '
                "brackets = [{ first = 4, each = 1 }, { first = 9, each = 2 }] }"
            ),
            "后面的档用不到",
            "其他",
        ),
        (
            (
                'tariff = { kind = "split", total = "pot", adds_up_to = 100, '
                'shares = { "甲" = 60, "乙" = 50 } }'
            ),
            "份额之和为110，不是100",
            "其他",
        ),
        (
            'tariff = { kind = "hand_entered", low = 1000, high = 300 }',
            "下限大于上限",
            "数额一",
        ),
        (
            (
                'tariff = { kind = "matrix", keys = ["level"], '
                'rows = [{ level = "town", amount = 1 }] }'
            ),
            "没有“town”这个值",
            "其他",
        ),
        ('tariff = { kind = "by_place", bottom = [-100, -200] }', "反而越有利", "数额二"),
        ('tariff = { kind = "consequence", names = ["诫勉谈话"] }', "没有写条件", "条件"),
    ],
)
def test_each_kind_of_fault_is_told_at_its_column(rule: str, message: str, column: str) -> None:
    sheet = to_sheet(raw_scheme(scheme_with(rule), "示例.toml"))
    found = lint_sheet(sheet.rows, "方案", address)
    hits = [finding for finding in found if message in finding.message]
    assert hits, found
    assert {finding.sheet for finding in hits} == {"方案"}
    assert _column([list(row) for row in sheet.rows], hits[0]) == column


def test_parts_that_miss_their_pot_are_told_at_the_pot() -> None:
    text = scheme_with('tariff = { kind = "fixed", amount = 35 }', clause="pot = 120")
    sheet = to_sheet(raw_scheme(text, "示例.toml"))
    (finding,) = lint_sheet(sheet.rows, "方案", address)
    assert "与总额120不符" in finding.message
    assert _column([list(row) for row in sheet.rows], finding) == "总额"


@pytest.mark.parametrize("scheme", scheme_ids())
def test_what_ships_is_clean_as_a_sheet_too(scheme: str) -> None:
    rows = _rows(scheme)
    assert lint_sheet(rows, "方案", address) == []
    assert is_scheme(rows)
    assert scheme_id(rows) == scheme
    assert changes(rows, rows, address) == []


@pytest.mark.parametrize("same", [600.0, 600, "６００", " 600 "])
def test_a_number_written_another_way_is_no_change(same: object) -> None:
    old = _rows("luotuoao-brief")
    place = next(i for i, row in enumerate(old) if row[:1] == ["A6"] and "target" in row)
    titles = next(row for row in old if "数额一" in row)
    old[place][titles.index("数额一")] = "600"
    new = [list(row) for row in old]
    new[place][titles.index("数额一")] = same
    assert changes(old, new, address) == []
    new[place][titles.index("数额一")] = 601
    (change,) = changes(old, new, address)
    assert str(change) == "A6.target 数额一：600 → 601"
    assert change.cell == address(place, titles.index("数额一"))


def test_rows_that_came_or_went_are_changes() -> None:
    old = _rows("luotuoao-brief")
    place = next(i for i, row in enumerate(old) if row[:1] == ["A6"] and "target" in row)
    new = [*old[:place], *old[place + 1 :]]
    (gone,) = changes(old, new, address)
    assert (gone.row, gone.old, gone.new, gone.cell) == ("A6.target", "A6.target", "", "")
    (come,) = changes(new, old, address)
    assert (come.row, come.old, come.new) == ("A6.target", "", "A6.target")
    assert come.cell == address(place, 0)


def test_a_cell_filled_or_emptied_and_a_column_taken_away_are_changes() -> None:
    filled = _rows("luotuoao-brief")
    place = next(i for i, row in enumerate(filled) if row[:1] == ["A6"] and "target" in row)
    header = next(i for i, row in enumerate(filled) if "数额一" in row)
    column = filled[header].index("数额一")
    blank = [list(row) for row in filled]
    blank[place][column] = ""
    (came,) = changes(blank, filled, address)
    assert (came.column, came.old, came.new) == ("数额一", "", str(filled[place][column]))
    (went,) = changes(filled, blank, address)
    assert (went.old, went.new, went.cell) == (came.new, "", address(place, column))
    without = [list(row) for row in filled]
    without[header][column] = ""
    taken = changes(filled, without, address)
    assert {(change.column, change.new, change.cell) for change in taken} == {("数额一", "", "")}
    assert ("A6.target", came.new) in {(change.row, change.old) for change in taken}


def test_remarks_over_the_sections_are_read_over() -> None:
    rows = _rows("luotuoao-brief")
    above: Rows = [["奖惩方案：示例"], ["※ 2026年修订"]]
    assert lint_sheet([*above, *rows], "方案", address) == []
    assert not is_scheme([["姓名", "语文"], ["安一", 90]])


def _edited(scheme: str, rule: tuple[str, str], title: str, text: str) -> list[Finding]:
    """Return the faults of a scheme's sheet in which one cell of a rule says something else."""
    rows = _rows(scheme)
    first = next(i for i, row in enumerate(rows) if row and row[0] == "【规则】")
    header = rows[first + 1]
    for number, row in enumerate(rows[first + 2 :], first + 2):
        if (row[0], row[header.index("代号")]) == rule:
            row[header.index(title)] = text
            found = lint_sheet(rows, "方案", address)
            assert found[0].cell == address(number, header.index(title))
            return found
    raise LookupError(rule)


@pytest.mark.parametrize("text", ["五百", "1,000", "200元/人", "1，000"])
def test_a_yellow_cell_that_is_no_number_is_told_what_to_write(text: str) -> None:
    [found] = _edited("luotuoao-brief", ("A6", "quota"), "数额一", text)
    assert found.message == f"A6.quota 数额一：看不懂的算式“{text}”"
    assert found.suggestion.startswith("请写一个数，如 300")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(found.suggestion)


def test_an_expression_is_shown_as_the_clerk_wrote_it() -> None:
    [found] = _edited("luotuoao-brief", ("A6", "quota"), "考核量", "录取－指标数")
    assert "看不懂的算式“录取－指标数”" in found.message
    assert "如“录取数－指标数”" in found.suggestion


def test_an_emptied_yellow_cell_is_called_by_its_chinese_name() -> None:
    [found] = _edited("school-2006", ("C7", "fees"), "数额一", "")
    assert found.message == "C7.fees 数额一：缺少“金额”"


def test_a_full_width_comma_between_thousands_is_not_taken_for_two_amounts() -> None:
    [found] = _edited("luotuoao-brief", ("A7", "subject_rank"), "数额一", "1，000，500")
    assert "应为一列数字" in found.message
    assert not lint_sheet(_rows("luotuoao-brief"), "方案", address)


def test_a_rule_read_in_two_ways_has_one_fault() -> None:
    [found] = _edited("luotuoao-2008", ("B1", "met"), "数额一", "每个指标奖")
    assert "“每个指标奖”" in found.message


def _place(rows: Rows, section: str) -> int:
    """Return the first row below the titles of a section."""
    return next(i for i, row in enumerate(rows) if row and row[0] == section) + 2


def test_another_list_for_a_clause_is_a_change_and_a_whole_section_taken_away_is_none() -> None:
    old = _rows("luotuoao-brief")
    place = _place(old, "【取数】")
    new = [list(row) for row in old]
    column = new[place - 1].index("名单")
    new[place][column] = "别的名单"
    assert [(one.section, one.new) for one in changes(old, new, address)] == [("取数", "别的名单")]
    assert changes(old, old[: place - 3], address) == []
    without = old[: _place(old, "【读法】") - 2] + old[_place(old, "【条款】") - 2 :]
    assert {one.section for one in changes(old, without, address)} == {"读法"}


def test_what_stands_before_the_first_section_is_told_at_its_row() -> None:
    found = lint_sheet([["甲", "乙"], *_rows("rank-up")], "方案", address)
    assert [(one.cell, one.found) for one in found] == [("A1", "甲")]


def test_a_row_without_a_code_is_told_at_its_own_cells() -> None:
    rows = _rows("luotuoao-brief")
    readings, clauses = _place(rows, "【读法】"), _place(rows, "【条款】")
    rows[readings] = ["", *rows[readings][1:]]
    rows[clauses + 1] = ["", *rows[clauses + 1][1:]]
    cells = {one.cell for one in lint_sheet(rows, "方案", address) if "缺少" in one.message}
    assert cells >= {address(readings, 0), address(clauses + 1, 0)}


def test_a_rule_of_no_clause_is_told_by_the_clause_it_names() -> None:
    rows = _rows("luotuoao-brief")
    place = _place(rows, "【规则】")
    rows[place] = ["A99", *rows[place][1:]]
    found = next(one for one in lint_sheet(rows, "方案", address) if one.cell == address(place, 0))
    assert found.found == "A99"


def test_the_version_of_a_clause_stands_only_beside_one_of_several() -> None:
    rows = _rows("luotuoao-brief")
    place = _place(rows, "【规则】")
    version = rows[place - 1].index("版本")
    assert {row[version] for row in rows[place : _place(rows, "【取数】") - 3]} == {""}


def test_a_second_row_of_the_head_does_not_rename_the_scheme() -> None:
    rows = _rows("rank-up")
    head = _place(rows, "【方案】")
    rows.insert(head + 1, ["another", "另一个", *[""] * (len(rows[head]) - 2)])
    assert scheme_id(rows) == "rank-up"
    assert lint_sheet(rows, "方案", address) == []


def test_an_empty_part_between_two_separators_is_nothing() -> None:
    assert pairs_of("学校＝甲；；学科＝语文") == {"学校": "甲", "学科": "语文"}
