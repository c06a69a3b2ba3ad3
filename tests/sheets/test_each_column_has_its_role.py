"""Small sheets, one reason each why a column is a key, a subject, a rank, a total or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read


@pytest.mark.cases("sheets_columns.csv")
def test_each_column_has_its_role(read: Callable[..., Read], case: dict[str, str]) -> None:
    sheet = read(case["sheet"].replace(" / ", "\n"), merged=case["merged"].split())
    columns = sheet.found.columns._asdict().items()
    roles = {**sheet.found.subjects, **{role: column for role, column in columns if column}}
    told = [f"{one.code}@{one.cell}" for one in sheet.found.all_findings]
    assert sheet.found.kind.name == case["kind"]
    assert [f"{role}={','.join(own)}" for role, own in roles.items()] == case["columns"].split()
    assert told == case["told"].split()
