"""Small sheets, one reason each why a row is a pupil, a footer or a question; invented names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read


def numbers(text: str) -> list[int]:
    """``2-4 6`` as 2, 3, 4, 6."""
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


@pytest.mark.cases("sheets_rows.csv")
def test_each_row_is_a_pupil_or_not(read: Callable[..., Read], case: dict[str, str]) -> None:
    sheet = read(case["sheet"].replace(" / ", "\n"), merged=case["merged"].split())
    assert list(sheet.found.data_rows) == numbers(case["data"])
    assert list(sheet.found.footers) == numbers(case["footers"])
    told = [f"{one.code}@{one.cell}" for one in sheet.found.all_findings]
    assert told == case["told"].split()
