from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from workbooks.build import SAMPLE, build_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl import Workbook

SCORE_SHEETS = {
    "六年级本学期期末": 1039,
    "九年级本学期期末": 992,
    "四年级本学期期末": 987,
    "六年级上学期期末": 1039,
    "九年级上学期期末": 992,
    "四年级上学期期末": 987,
}
LIST_SHEETS = ("任课", "应考", "县名次", "指标", "历次", "竞赛", "人员", "手工金额", "考核设置")
LONGEST_TEXT = 32_767  # characters in a cell, by Excel's limits
LONGEST_SHEET_NAME = 31


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / SAMPLE.name
    build_sample(path)
    return path


@pytest.fixture(scope="module")
def sample() -> Iterator[Workbook]:
    book = openpyxl.load_workbook(SAMPLE, data_only=True)
    yield book
    book.close()


def parts_of(path: Path) -> list[tuple[str, Any, bytes]]:
    with ZipFile(path) as package:
        return [(part.filename, part.date_time, package.read(part)) for part in package.infolist()]


def records(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def test_the_committed_workbook_is_what_the_generator_writes(fresh: Path) -> None:
    # part by part: what deflate makes of equal bytes differs between zlib and zlib-ng
    assert parts_of(SAMPLE) == parts_of(fresh)


def test_two_builds_give_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    build_sample(again)
    assert again.read_bytes() == fresh.read_bytes()


def test_the_workbook_carries_a_fixed_date_and_no_users_name(sample: Workbook) -> None:
    assert sample.properties.created == datetime(2026, 6, 20, 8, tzinfo=UTC).replace(tzinfo=None)
    assert sample.properties.creator == "xl_quality"


def test_the_workbook_stays_below_a_megabyte() -> None:
    assert SAMPLE.stat().st_size < 1_000_000


def test_every_sheet_stands_where_the_readme_says(sample: Workbook) -> None:
    assert sample.sheetnames == [*SCORE_SHEETS, *LIST_SHEETS]
    readme = (SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in sample.sheetnames if name not in readme] == []


@pytest.mark.parametrize(("sheet", "pupils"), SCORE_SHEETS.items())
def test_a_score_sheet_lists_its_pupils(sample: Workbook, sheet: str, pupils: int) -> None:
    numbers = [
        value
        for row in sample[sheet].iter_rows(values_only=True)
        for value in row
        if isinstance(value, str) and len(value) == 7 and value.isdecimal() and value.isascii()
    ]
    assert len(numbers) == len(set(numbers)) == pupils


def test_calamine_reads_the_same_figures_as_openpyxl(sample: Workbook) -> None:
    book = CalamineWorkbook.from_path(str(SAMPLE))
    assert book.sheet_names == sample.sheetnames
    for name in book.sheet_names:
        theirs = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ours = [["" if v is None else v for v in row] for row in sample[name].values]
        assert [list(row) for row in theirs] == ours


def test_no_text_is_longer_than_excel_allows(sample: Workbook) -> None:
    assert all(len(name) <= LONGEST_SHEET_NAME for name in sample.sheetnames)
    texts = (v for sheet in sample for row in sheet.values for v in row if isinstance(v, str))
    assert max(map(len, texts)) < LONGEST_TEXT


def test_the_stored_totals_are_the_sums_of_the_marks(sample: Workbook) -> None:
    for row in sample["九年级本学期期末"].iter_rows(min_row=4, values_only=True):
        assert row[12] == sum(mark for mark in row[5:12] if isinstance(mark, int | float))


def test_the_marks_hold_the_remarks_and_the_zero_of_real_sheets(sample: Workbook) -> None:
    rows = list(
        sample["六年级本学期期末"].iter_rows(min_row=4, min_col=6, max_col=9, values_only=True)
    )
    cells = [cell for row in rows for cell in row]
    assert {cell for cell in cells if isinstance(cell, str)} == {"缺考", "免考", "缓考", "作弊"}
    assert None in cells
    assert 0 in cells
    assert any(isinstance(cell, float) and cell % 1 == 0.5 for cell in cells)


def test_some_marks_of_the_pasted_sheet_are_text_and_its_header_comes_again(
    sample: Workbook,
) -> None:
    rows = list(sample["四年级上学期期末"].values)
    assert sum(row[0] == "学校" for row in rows) == 10
    texts = {row[4] for row in rows if isinstance(row[4], str)}
    assert any(text[0].isascii() and text[0].isdecimal() for text in texts)
    assert any(not text[0].isascii() and text[0].isdecimal() for text in texts)


def test_ranks_lie_within_the_number_of_units_ranked(sample: Workbook) -> None:
    assert all(1 <= record[3] <= record[4] for record in records(sample, "县名次"))


@pytest.mark.parametrize("from_end", [1, 3, 5, 6, 8, 9])
def test_the_county_ranks_hold_each_edge_from_the_end(sample: Workbook, from_end: int) -> None:
    places = {record[4] + 1 - record[3] for record in records(sample, "县名次")}
    assert from_end in places


@pytest.mark.parametrize("rank", range(1, 7))
def test_the_county_ranks_hold_the_first_five_places_and_the_sixth(
    sample: Workbook, rank: int
) -> None:
    assert rank in {record[3] for record in records(sample, "县名次") if record[2] != "综合"}


def test_the_targets_are_met_just_met_and_missed(sample: Workbook) -> None:
    rows = [record for record in records(sample, "指标") if record[1] == "目标名次"]
    differences = {record[2] - record[3] for record in rows}
    assert {-1, 0, 2} <= differences


def test_one_school_is_last_in_all_exams_of_two_years_and_far_behind(sample: Workbook) -> None:
    exams: dict[str, list[tuple[str, float]]] = {}
    for exam, unit, subject, _, points in records(sample, "历次"):
        if subject == "综合":
            exams.setdefault(exam, []).append((unit, points))
    assert [places[-1][0] for places in exams.values()] == ["双龙小学", *["月亮坪小学"] * 4]
    assert min(places[-2][1] - places[-1][1] for places in exams.values()) < 15
    latest = list(exams.values())[-1]
    assert latest[-2][1] - latest[-1][1] > 15


def test_one_teacher_is_among_the_last_two_in_both_exams(sample: Workbook) -> None:
    places: dict[str, list[int]] = {}
    for _, unit, subject, rank, _ in records(sample, "历次"):
        if subject == "英语":
            places.setdefault(unit, []).append(rank)
    assert len(places) == 10
    assert sum(min(ranks) >= 9 for ranks in places.values()) == 1


def test_the_amounts_entered_by_hand_have_reason_and_approver(sample: Workbook) -> None:
    rows = records(sample, "手工金额")
    assert [record[2:4] for record in rows] == [("A10", 500), ("B9", 800)]
    assert all(all(record) for record in rows)


def test_the_county_lists_every_junior_school_in_every_subject_of_grade_nine(
    sample: Workbook,
) -> None:
    places: dict[str, list[tuple[int, float]]] = {}
    for record in records(sample, "县名次"):
        if (record[1], record[6]) == ("2026年中考", "九年级"):
            places.setdefault(record[2], []).append((record[3], record[8]))
    assert len(places) == 7
    for subject, own in places.items():
        assert sorted(rank for rank, _ in own) == list(range(1, 26)), subject
        assert [rank for rank, _ in sorted(own, key=lambda one: -one[1])] == list(range(1, 26))
