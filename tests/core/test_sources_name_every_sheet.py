"""The cells behind a figure are named with their own sheet, also where two lists gave them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.facts import (
    NOWHERE,
    Cell,
    Fact,
    FactValue,
    Record,
    Source,
    joined_sources,
    sheet_and_place,
)

EXAMS = Source.at("历次", "D5", "D9")
LATER = Source.at("历次下", "D3")


def test_cells_of_two_sheets_keep_their_own_sheet() -> None:
    together = joined_sources([EXAMS, LATER])
    assert str(together) == "历次!D5、D9；历次下!D3"
    assert together.by_sheet == {"历次": "D5、D9", "历次下": "D3"}


def test_what_was_joined_can_be_joined_again() -> None:
    again = joined_sources([joined_sources([EXAMS, LATER]), Source.at("历次下", "D4")])
    assert str(again) == "历次!D5、D9；历次下!D3、D4"


def test_a_cell_that_gave_two_figures_is_named_once() -> None:
    assert joined_sources([EXAMS, Source.at("历次", "D9")]) == EXAMS


def test_a_sheet_named_like_an_address_stays_one_sheet() -> None:
    source = Source.at("县!名次", "D5")
    assert source.cells == (Cell("县!名次", "D5"),)
    assert (Fact(1, source).sheet, Fact(1, source).cell) == ("县!名次", "D5")


def test_a_figure_without_a_cell_has_no_place() -> None:
    fact = Fact(1, Source(words="教师排名（跨年级）"))
    assert (fact.sheet, fact.cell, str(fact.source)) == ("", "", "教师排名（跨年级）")
    assert not NOWHERE
    assert fact.source


def test_a_note_behind_the_cells_is_no_cell() -> None:
    source = Source.at("指标", "D31", "D40").also("，其中特长录取1名")
    assert str(source) == "指标!D31、D40，其中特长录取1名"
    assert source.by_sheet == {"指标": "D31、D40"}


def test_notes_and_names_stand_behind_all_cells() -> None:
    parts = [Source(words="教师排名"), EXAMS.also("，并列末位"), LATER, EXAMS.also("，并列末位")]
    assert str(joined_sources(parts)) == "历次!D5、D9；历次下!D3，并列末位；教师排名"


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, Fraction(3)), (Fraction(1, 2), Fraction(1, 2)), ("八", None), ((1, 2), None)],
)
def test_what_is_no_number_is_none_and_never_0(value: FactValue, number: Fraction | None) -> None:
    record = Record("表", 2, {"rank": Fact(value)})
    assert record.number("rank") == number
    assert record.number("of") is None


@pytest.mark.parametrize(
    ("text", "sheet", "place"),
    [
        ("九年级!M", "九年级", "M"),
        ("九年级！化学=60", "九年级", "化学=60"),
        (" 九年级 !M", "九年级", "M"),
        ("甲！乙!M", "甲！乙", "M"),  # of an unquoted sheet the last mark is the end
        ("'a!b'!C3", "a!b", "C3"),
        ("'a!b'!'c!d'", "a!b", "'c!d'"),
        ("'甲''乙'!_xlq", "甲'乙", "_xlq"),
        (" '一 班' ！M", "一 班", "M"),
        ("!M", "", "M"),
        ("M", "", "M"),
        ("九年级!", "九年级", ""),
        ("", "", ""),
        ("'九年级'", "", "'九年级'"),
        ("甲'乙!M", "甲'乙", "M"),
    ],
)
def test_a_sheet_is_told_from_the_place_in_it(text: str, sheet: str, place: str) -> None:
    assert sheet_and_place(text) == (sheet, place)


@given(st.text(min_size=1), st.text())
def test_a_quoted_sheet_may_hold_any_sign(sheet: str, place: str) -> None:
    quoted = "'" + sheet.replace("'", "''") + "'"
    assert sheet_and_place(f"{quoted}!{place}") == (sheet, place)
