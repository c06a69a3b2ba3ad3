"""Exports with a column a question hold one subject; tables of questions hold no pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.cells import Grid
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.rival_columns import are_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.sheets.cells import CellValue
    from xl_quality.sheets.recognition import Recognition

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴") for family in "张李王赵"]


def export(labels: Sequence[str], title: str = "") -> Grid:
    """Return twelve pupils under the labels; what is no key is a mark or points of a question."""
    body: list[list[CellValue]] = [
        [_cell(label, row, column) for column, label in enumerate(labels)]
        for row in range(len(NAMES))
    ]
    above: list[list[CellValue]] = [[title, *[None] * (len(labels) - 1)]] if title else []
    return Grid("Sheet1", [*above, [*labels], *body])


def _cell(label: str, row: int, column: int) -> CellValue:
    known: dict[str, CellValue] = {
        "姓名": NAMES[row],
        "学号": f"2025{row:04}",
        "班级": f"{row % 2 + 1}班",
        "名次": float(row + 1),
    }
    whole = label in ("总分", "得分", "分数", "语文", "数学")
    return known.get(label, float(95 - 3 * row) if whole else float((row * 7 + column * 3) % 9 + 1))


def warned(found: Recognition) -> list[str]:
    return [one.code for one in found.all_findings if one.severity != "note"]


@pytest.mark.cases("sheets_questions.csv")
def test_questions_are_parts_and_their_total_is_the_mark(case: Mapping[str, str]) -> None:
    numbers = [case["题号写法"].format(n=n) for n in range(1, int(case["题数"]) + 1)]
    grid = export([*case["表头"].split("|"), *numbers], case["标题"])
    found = recognise(grid, file_name=case["文件"])
    wanted = dict(pair.split("=") for pair in case["学科"].split())
    assert dict(found.subjects) == wanted
    assert len(found.columns.parts) == int(case["小题列数"])
    assert set(warned(found)) - {"full_mark_from_questions"} == set(case["疑点"].split())


def test_points_typed_as_text_are_no_classes() -> None:
    grid = export(["学号", "姓名", "分数", "书面表达", "听力(20.0)分", "1.(9.0)分"])
    points = ["7.5", "8.5", "6.5", "9.5"]
    rows = [[*row[:4], points[n % 4], points[n % 3]] for n, row in enumerate(grid.rows[1:])]
    found = recognise(Grid("Sheet1", [grid.rows[0], *rows]))
    assert found.columns.class_name is None
    assert found.columns.parts == ("D", "E", "F")


def test_the_question_which_subject_it_is_names_the_row_that_answers_it() -> None:
    grid = export(["姓名", "总分", "第1题", "第2题"])
    (finding,) = recognise(grid).all_findings
    assert finding.code == "subject_not_named"
    assert finding.suggestion.endswith(
        "在考核设置写一行：项目“指定列”，工作表“Sheet1”，列“B”，值“学科名”"
    )
    answered = recognise(grid, overrides=SheetOverride(columns={"B": "英语"}))
    assert answered.subjects == {"英语": "B"}
    assert answered.all_findings == ()


@pytest.mark.parametrize(
    ("labels", "questions"),
    [
        ("1 2 3", True),
        ("1-1 1-2 2-1 2-2 3", True),
        ("(1) (2) (3) (4)", True),
        ("1.1 1.2 1.3 2.1", True),
        ("1.8 1.9 1.1", False),
        ("1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.1 1.11 1.12", True),
        ("12.08 12.15 12.22", False),
        ("9.1 9.8 9.15", False),
        ("1.5 1.12 1.19", False),
        ("01 02 03", False),
        ("2023 2024 2025", False),
    ],
)
def test_numbers_of_questions_begin_with_one_and_go_on(labels: str, questions: bool) -> None:  # noqa: FBT001 - a case
    assert are_questions(labels.split()) is questions


@pytest.mark.cases("sheets_reports.csv")
def test_tables_about_questions_and_classes_hold_no_pupils(case: Mapping[str, str]) -> None:
    labels, firsts = case["表头"].split("|"), case["第一列"].split()
    body: list[list[CellValue]] = [
        [
            first,
            *("1班" if label == "班级" else 60.0 + 3 * n + c for c, label in enumerate(labels[1:])),
        ]
        for n, first in enumerate(firsts)
    ]
    above: list[list[CellValue]] = (
        [[case["标题"], *[None] * (len(labels) - 1)]] if case["标题"] else []
    )
    found = recognise(Grid(case["工作表"], [*above, [*labels], *body]))
    assert found.kind == case["认作"]
    assert found.holds_scores == (case["认作"] == "student_scores")
