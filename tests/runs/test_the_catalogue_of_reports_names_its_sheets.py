from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xl_quality.books.files import open_book
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.report_choice import figure_sheets
from xl_quality.runs.report_kinds import REPORT_KINDS, Material, ReportKind
from xl_quality.runs.run import carry_out, sheets_of

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
NOW = ChosenOptions(exam="本学期")


@pytest.fixture(scope="module")
def material() -> Material:
    run = carry_out(Request("report", NOW, before="上学期"), open_book(SAMPLE))
    assert run.figures is not None
    return Material("report", run.contents, run.figures, run.before)


def test_every_report_has_a_name_of_its_own() -> None:
    names = [kind.name for kind in REPORT_KINDS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", REPORT_KINDS, ids=lambda kind: kind.name)
def test_the_sheets_of_a_report_bear_its_name_and_say_whether_they_name_persons(
    kind: ReportKind, material: Material
) -> None:
    tables = kind.make(material)
    assert tables, "the sample has something for every report"
    for table in tables:
        assert table.name.startswith(kind.name)
        assert table.confidential is kind.confidential


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("rates", ["四率统计"]),
        ("rank", ["四率统计", "学校排名", "班级排名", "教师排名"]),
    ],
)
def test_a_command_writes_its_usual_reports(
    command: str, names: list[str], material: Material
) -> None:
    assert [table.name for table in figure_sheets(replace(material, command=command), ())] == names


def test_a_report_that_the_workbook_has_nothing_for_is_left_out() -> None:
    run = carry_out(Request("report", NOW), open_book(SAMPLE))
    assert "进退步" not in [table.name for table in sheets_of(run)]


def test_what_is_forgotten_of_groups_is_found_again_as_it_was(material: Material) -> None:
    before = material.spreads
    material.forget_groups()
    assert "spreads" not in vars(material)
    again = material.spreads
    assert again is not before
    assert [one.spreads for one in again.contests] == [one.spreads for one in before.contests]


def test_pupils_are_listed_in_the_room_of_the_groups() -> None:
    run = carry_out(Request("report", NOW), open_book(SAMPLE))
    assert run.figures is not None
    material = Material("report", run.contents, run.figures)
    assert material.spreads.contests
    assert material.pupils
    assert "spreads" not in vars(material)
