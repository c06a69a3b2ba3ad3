from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.marks import BLANK, NOT_DUE, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import AbsentRule, Options
from xl_quality.core.pupils import total_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.core.marks import Mark

ABSENT = Remark(State.ABSENT, "缺考")
RULES = {"不计入": AbsentRule.EXCLUDE, "按0分": AbsentRule.ZERO}


def sheet(marks: Mapping[str, Sequence[Mark]], grades: Sequence[str] = ()) -> ScoreTable:
    number = len(next(iter(marks.values())))
    nothing = [""] * number
    columns = {name: SubjectColumn(name, "D", own) for name, own in marks.items()}
    own = list(grades) or ["六年级"] * number
    rows = range(2, number + 2)
    return ScoreTable("成绩", "期末", rows, nothing, own, nothing, nothing, nothing, columns)


def shown(mark: Mark) -> str:
    if isinstance(mark, Remark):
        return "不比" if mark is NOT_DUE else "无"
    return f"{mark // 100}.{mark % 100:02d}".rstrip("0").rstrip(".")


@pytest.mark.cases("core_total_scores.csv")
def test_totals_are_as_the_table_says(
    case: dict[str, str], marks: Callable[[str], list[Mark]]
) -> None:
    columns = {name: marks(case[name]) for name in ("语文", "数学", "英语")}
    found = total_marks(sheet(columns), Options(absent=RULES[case["缺考"]]))
    assert list(map(shown, found.marks)) == case["总分"].split()
    full = {"六年级": int(case["满分"]) * 100} if case["满分"] else {}
    assert found.full_marks == full


marks_of = st.one_of(
    st.integers(0, 100_00), st.just(ABSENT), st.just(BLANK), st.just(Remark(State.CHEATED, "作弊"))
)


@given(st.lists(st.tuples(marks_of, marks_of, marks_of), min_size=1, max_size=30), st.booleans())
def test_totals_agree_with_pandas(rows: list[tuple[Mark, ...]], zero: bool) -> None:  # noqa: FBT001 - drawn
    rule = AbsentRule.ZERO if zero else AbsentRule.EXCLUDE
    columns = dict(zip(("语文", "数学", "英语"), map(list, zip(*rows, strict=True)), strict=True))
    found = total_marks(sheet(columns), Options(absent=rule))
    points = {State.CHEATED: 0, State.ABSENT: 0 if zero else None, State.BLANK: None}
    frame = pd.DataFrame(
        [[points[m.state] if isinstance(m, Remark) else m for m in row] for row in rows],
        dtype="float64",
    )
    sums = frame.sum(axis=1, skipna=False)
    assert [None if isinstance(mark, Remark) else mark for mark in found.marks] == [
        None if pd.isna(value) else int(value) for value in sums
    ]


def test_each_grade_is_out_of_its_own_full_mark() -> None:
    table = sheet(
        {"语文": [9000, 8000, 7000], "数学": [9000, 8000, 7000], "英语": [NOT_DUE, 8000, 7000]},
        ["二年级", "三年级", "三年级"],
    )
    found = total_marks(table, Options(full_marks={"英语": 120_00}))
    assert found.full_marks == {"二年级": 200_00, "三年级": 320_00}
    assert found.marks == [180_00, 240_00, 210_00]


def test_a_sheet_without_subjects_has_no_totals() -> None:
    table = sheet({"语文": [9000]})._replace(subjects={})
    found = total_marks(table, Options())
    assert (found.marks, found.full_marks) == ([NOT_DUE], {})
