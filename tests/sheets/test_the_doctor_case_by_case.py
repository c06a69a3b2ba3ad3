"""One thing wrong in each workbook, or hardly not; names are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.test_the_doctor_names_what_is_wrong import FORM, examined
from xl_quality.sheets import sheet_findings as kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.findings import Finding, Kind
    from xl_quality.sheets.cells import Grid


def told(one: Finding) -> str:
    """Return what a finding says but for its words: code, severity, place and numbers."""
    numbers = ",".join(f"{name}={fact}" for name, fact in one.facts if type(fact) is int)
    return f"{one.code}/{one.severity.value}@{one.sheet}!{one.cell}={one.found}({numbers})"


@pytest.mark.cases("sheets_doctor.csv")
def test_the_doctor_tells_what_is_wrong_and_nothing_else(
    drawn: Callable[..., Grid], case: dict[str, str]
) -> None:
    parts = [part.split(": ", 1) for part in case["sheets"].split(" // ")]
    grids = [drawn(text.replace(" / ", "\n"), name=name) for name, text in parts]
    if case["full"]:
        grids.append(drawn(FORM.format(case["full"]), name="考核设置"))
    assert "；".join(map(told, examined(grids))) == case["told"]


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        (["", "", ""], kinds.SUBJECT_BLANK),
        (["缺考", "缺考", "缺考"], kinds.SUBJECT_WITHOUT_SCORES),
        (["缺考", "", ""], kinds.SUBJECT_WITHOUT_SCORES),
    ],
)
def test_a_subject_nobody_filled_in_is_told_otherwise_than_one_nobody_took(
    drawn: Callable[..., Grid], marks: list[str], kind: Kind
) -> None:
    rows = "\n".join(f"{name}|80|{mark}" for name, mark in zip("甲乙丙", marks, strict=True))
    scores = drawn(f"姓名|语文|数学\n{rows}", name="成绩")
    (finding,) = examined([scores, drawn(FORM.format(100), name="考核设置")])
    assert finding == kind.at("成绩", "C2", found="数学", column="C")
