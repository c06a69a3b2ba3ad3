"""What small sheets say of each pupil: exam, school, grade, class, name, number, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.options import points_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.core.marks import Mark, ScoreTable


def as_text(table: ScoreTable) -> str:
    """Return ``exam[subjects]`` and for each pupil ``school/grade/class/name/number=marks``."""
    keys = (table.schools, table.grades, table.classes, table.names, table.student_ids)
    marks = zip(*(column.marks for column in table.subjects.values()), strict=True)
    pupils = zip(zip(*keys, strict=True), marks, strict=True)
    rows = [f"{'/'.join(who)}={','.join(map(shown, own))}" for who, own in pupils]
    return f"{table.exam}[{','.join(table.subjects)}] {' '.join(rows)}"


def shown(mark: Mark) -> str:
    return points_text(mark) if isinstance(mark, int) else mark.text


@pytest.mark.cases("sheets_tables.csv")
def test_each_row_has_its_school_class_and_marks(
    read: Callable[..., Read], case: dict[str, str]
) -> None:
    text, merged = case["sheet"].replace(" / ", "\n"), case["merged"].split()
    sheet = read(text, merged=merged, file_name=case["file"])
    assert " ; ".join(map(as_text, sheet.tables)) == case["tables"]
    told = [f"{one.code}@{one.cell}" for one in sheet.found.all_findings]
    assert told == case["told"].split()
