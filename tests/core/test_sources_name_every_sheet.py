"""The cells behind a figure are named with their own sheet, also where two lists gave them."""

from __future__ import annotations

from xl_quality.core.facts import joined_sources, places_of


def test_cells_of_two_sheets_keep_their_own_sheet() -> None:
    together = joined_sources(["历次!D5", "历次!D9", "历次下!D3"])
    assert together == "历次!D5、D9；历次下!D3"
    assert places_of(together) == [("历次", "D5、D9"), ("历次下", "D3")]


def test_what_was_joined_can_be_joined_again() -> None:
    assert joined_sources(["历次!D5；历次下!D3", "历次下!D4"]) == "历次!D5；历次下!D3、D4"


def test_a_figure_without_a_cell_has_no_place() -> None:
    assert places_of("教师排名（跨年级）") == []
    assert places_of("") == []


def test_a_note_behind_the_cells_is_no_cell() -> None:
    assert places_of("指标!D31、D40，其中特长录取1名") == [("指标", "D31、D40")]
    assert places_of("县名次!D5、按所教班级重算及格率90%") == [("县名次", "D5")]
