"""The 方案 sheet as it is laid out: nothing is lost, what may be edited is marked, it prints."""

from __future__ import annotations

import pytest

from xl_quality.books.tables import Orientation, Table
from xl_quality.reports.scheme_sheet import scheme_table
from xl_quality.schemes.loading import load, load_raw, scheme_ids
from xl_quality.schemes.sheet.codec import scheme_of, to_sheet
from xl_quality.sheets.cells import address

YELLOW = "FFF2CC"


def _table(scheme: str) -> Table:
    return scheme_table(to_sheet(load_raw(scheme)), "方案")


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_shipped_scheme_is_read_back_from_its_sheet(scheme: str) -> None:
    rows = [list(row.values) for row in _table(scheme).rows]
    assert scheme_of(rows, "方案", address) == load(scheme)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_rows_fill_the_width_and_merged_areas_do_not_overlap(scheme: str) -> None:
    table = _table(scheme)
    width = len(table.widths)
    assert {len(row.values) for row in table.rows} == {len(row.styles) for row in table.rows}
    assert {len(row.values) for row in table.rows} == {width}
    cells = [
        (row, column)
        for top, left, bottom, right in table.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert len(cells) == len(set(cells))
    inner = set(cells) - {(top, left) for top, left, _, _ in table.merges}
    assert all(table.rows[row].values[column] is None for row, column in inner)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_drop_down_offers_what_stands_in_its_cells(scheme: str) -> None:
    table = _table(scheme)
    assert table.choices
    for one in table.choices:
        top, left, bottom, right = one.area
        assert left == right
        texts = {str(table.rows[row].values[left] or "") for row in range(top, bottom + 1)
                 if row < len(table.rows)}  # fmt: skip
        assert {text for text in texts if text and "〔" not in text} <= set(one.choices)


def test_amounts_and_limits_are_yellow_numbers_and_names_are_not_marked() -> None:
    table = _table("luotuoao-2008")
    titles = next(
        row.values for row in table.rows if "计奖办法" in row.values and "数额一" in row.values
    )
    rule = next(row for row in table.rows if "first_top" in row.values)
    amount = titles.index("数额一")
    assert rule.values[amount] == 1600
    assert rule.styles[amount].fill == YELLOW
    assert rule.styles[titles.index("名称")].fill == ""
    assert rule.values[titles.index("考核量")] == "8－名次"
    assert rule.styles[titles.index("考核量")].fill == YELLOW


def test_it_prints_on_a4_across_with_its_title_and_headers_carry_notes() -> None:
    table = _table("luotuoao-brief")
    assert table.print_setup.orientation is Orientation.LANDSCAPE
    assert table.print_setup.title_rows == (0, 0)
    assert table.freeze == (2, 0)
    noted = {table.rows[note.cell[0]].values[note.cell[1]] for note in table.comments}
    assert {"数额一", "数额二", "方向", "条件", "其他", "计奖办法"} <= noted
    assert table.rows[0].values[0] == f"奖惩方案：{load('luotuoao-brief').title}"
