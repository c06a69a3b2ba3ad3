from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import xl_quality as xq
from xl_quality.core.marks import Remark, State

if TYPE_CHECKING:
    from collections.abc import Sequence

FRAME = pd.DataFrame(
    {
        "学校": ["甲校"] * 3 + ["乙校"] * 3,
        "班级": ["1班", "1班", "2班", "1班", "1班", "2班"],
        "姓名": list("赵钱孙李周吴"),
        "语文": [90, 85.5, 77, 60, 50, 40],
    }
)
KEYS: dict[str, Any] = {"school": "学校", "class_": "班级", "name": "姓名"}


def marks(values: Any, full: int | None = 100) -> Sequence[object]:
    book = xq.scores(pd.DataFrame({"语文": values}), subjects={"语文": full})
    return [
        mark.state if isinstance(mark, Remark) else mark
        for mark in book.tables[0].subjects["语文"].marks
    ]


def refused(frame: Any, **named: Any) -> list[xq.Finding]:
    with pytest.raises(xq.BadInputError) as error:
        xq.scores(frame, **named)
    return list(error.value.findings)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([85.5, 0.1 + 0.2, 100], [8550, 30, 10000]),
        ([Decimal("85.50"), Fraction(1, 4), 7], [8550, 25, 700]),
        ([None, float("nan"), pd.NA, pd.NaT, ""], [State.BLANK] * 5),
        (["缺考", "免考", "作弊", "８５．５", "90分"], [
            State.ABSENT, State.EXEMPT, State.CHEATED, 8550, 9000,
        ]),
        (pd.array([85, None], dtype="Int64"), [8500, State.BLANK]),
        (np.array([85.3, 99.99], dtype="float32"), [8530, 9999]),
        (np.array([7, 100], dtype="uint8"), [700, 10000]),
        ([np.float64(85.5), np.int8(3)], [8550, 300]),
    ],
)  # fmt: skip
def test_a_value_means_what_it_means_on_a_sheet(values: Any, read: list[object]) -> None:
    assert marks(values) == read


@pytest.mark.parametrize(
    ("values", "code", "rows"),
    [
        ([90, 73.666, 80, 73.665], "frame_mark_not_exact", (1, 3)),
        ([Decimal("73.665"), 1], "frame_mark_not_exact", (0,)),
        ([Fraction(1, 3), 1], "frame_mark_not_exact", (0,)),
        ([90, "优秀"], "frame_no_mark", (1,)),
        ([90, "▲72"], "frame_no_mark", (1,)),
        ([90, -3], "frame_no_mark", (1,)),
        ([Decimal(-3), 3], "frame_no_mark", (0,)),
        ([90, True], "frame_no_mark", (1,)),
        ([90, float("inf")], "frame_no_mark", (1,)),
        ([90, [60]], "frame_no_mark", (1,)),
        ([90, pd.Timestamp("2026-06-01")], "frame_no_mark", (1,)),
        ([90, 100.5, 101], "frame_mark_above_full", (1, 2)),
    ],
)
def test_what_a_clerk_would_be_asked_about_is_refused(
    values: list[Any], code: str, rows: tuple[int, ...]
) -> None:
    (found,) = refused(pd.DataFrame({"语文": values}, dtype=object), subjects={"语文": 100})
    assert (found.code, dict(found.facts)["positions"]) == (code, rows)
    assert found.cell == f"A{rows[0] + 2}"
    assert all(str(row) in found.message for row in rows)


def test_every_fault_of_every_column_is_told_at_once() -> None:
    frame = pd.DataFrame({"语文": [1.005, "x"], "数学": [200, 3]}, dtype=object)
    found = refused(frame, subjects={"语文": 100, "数学": 100})
    assert [(one.code, one.topic) for one in found] == [
        ("frame_mark_not_exact", "语文"),
        ("frame_no_mark", "语文"),
        ("frame_mark_above_full", "数学"),
    ]


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    (found,) = refused(FRAME, school="学 校", subjects=["语文"])
    assert found.code == "frame_column_missing"
    assert "“学校”" in found.suggestion
    (found,) = refused(FRAME, school="学校", name="学校", subjects=["语文"])
    assert (found.code, found.found) == ("frame_column_twice", "学校")
    (found,) = refused(FRAME, name="语文", subjects=["语文"])
    assert found.code == "frame_column_twice"


def test_a_frame_without_rows_or_subjects_is_none() -> None:
    assert [one.code for one in refused(FRAME.head(0), subjects=["语文"])] == ["frame_without_rows"]
    assert refused(FRAME, subjects=[]) == []
    assert refused(FRAME, subjects={"语文": 0}) == []
    assert refused("语文", subjects=["语文"]) == []


def test_a_pupil_who_comes_twice_is_refused_as_a_join_makes_them() -> None:
    again = pd.concat([FRAME, FRAME.tail(1)])
    (found,) = refused(again, **KEYS, subjects=["语文"])
    assert (found.code, dict(found.facts)["positions"]) == ("frame_pupil_twice", (5, 6))


def test_two_pupils_of_one_name_are_two_by_their_marks_or_numbers() -> None:
    namesakes = FRAME.assign(姓名="赵平")
    assert len(xq.scores(namesakes, **KEYS, subjects=["语文"]).tables[0].rows) == 6
    alike = FRAME.assign(姓名="赵平", 语文=60, 学号=range(6))
    assert xq.scores(alike, **KEYS, student_id="学号", subjects=["语文"])
    (found,) = refused(alike.assign(学号=[1, 2, 3, 4, 5, 1]), student_id="学号", subjects=["语文"])
    assert (found.code, dict(found.facts)["positions"]) == ("frame_id_twice", (0, 5))


def test_a_number_may_come_once_in_each_exam() -> None:
    twice = pd.concat([FRAME.assign(考试="期中"), FRAME.assign(考试="期末")])
    twice["学号"] = [*range(6), *range(6)]
    book = xq.scores(twice, **KEYS, student_id="学号", exam="考试", subjects=["语文"])
    assert book.exams == ("期中", "期末")


def test_a_row_without_a_school_is_refused_where_others_have_one() -> None:
    (found,) = refused(FRAME.assign(学校=["甲校", None, " ", *"乙乙乙"]), **KEYS, subjects=["语文"])
    assert (found.code, dict(found.facts)["positions"]) == ("frame_key_blank", (1, 2))


@pytest.mark.parametrize(
    ("classes", "shared"),
    [
        (["11", "12", "13", "21", "22", "11"], ["11"]),  # names that tell the school: a slip
        (["1班", "2班", "3班", "1班", "1班", "1班"], []),  # the smaller school numbers from 1, too
        (["1班", "2班", "3班", "1班", "2班", "3班"], []),
        (["11", "12", "13", "21", "22", "23"], []),
    ],
)
def test_a_class_in_two_schools_is_refused_where_its_name_tells_the_school(
    classes: list[str], shared: list[str]
) -> None:
    frame = FRAME.assign(班级=classes)
    if not shared:
        assert xq.scores(frame, **KEYS, subjects=["语文"])
        return
    (found,) = refused(frame, **KEYS, subjects=["语文"])
    assert (found.code, found.found) == ("frame_class_in_two_schools", shared[0])
    assert dict(found.facts)["positions"] == (0, 5)


def test_a_class_of_every_grade_is_no_class_in_two_schools() -> None:
    frame = FRAME.assign(年级=[1, 1, 2, 1, 2, 2], 班级=[1, 2, 1, 1, 1, 2])
    assert xq.scores(frame, **KEYS, grade="年级", subjects=["语文"])


def test_numbers_that_a_join_made_floats_are_names_as_they_were() -> None:
    frame = FRAME.assign(班级=[1.0, 1.0, 2.0, 1.0, 1.0, 2.0])
    assert set(xq.scores(frame, **KEYS, subjects=["语文"]).tables[0].classes) == {"1", "2"}


def test_a_lazy_frame_is_collected_and_the_question_is_answered_in_its_own_kind() -> None:
    book = xq.scores(pl.from_pandas(FRAME).lazy(), **KEYS, subjects=["语文"])
    assert isinstance(xq.rank(book).to_frame(), pl.DataFrame)


def test_nothing_is_taken_from_columns_that_were_not_named() -> None:
    frame = FRAME.assign(总分=300, 名次=1, 备注="缺考")
    table = xq.scores(frame, **KEYS, subjects=["语文"]).tables[0]
    assert list(table.subjects) == ["语文"]
    assert table.subjects["语文"].marks[0] == 9000


def test_what_is_the_same_for_all_rows_need_not_be_a_column() -> None:
    book = xq.scores(FRAME, **KEYS, grade_name="六年级", exam_name="期末", subjects=["语文"])
    assert book.exams == ("期末",)
    assert {one.group.grade for one in xq.rank(book).groups} == {"六年级"}


def test_a_traceback_names_the_findings_that_the_message_leaves_out() -> None:
    with pytest.raises(xq.BadInputError) as error:
        xq.pay(xq.scores(FRAME, **KEYS, subjects=["语文"]), "luotuoao-brief", on="2026-07-10")
    assert len(error.value.findings) == len(error.value.__notes__) > 5
    assert "A6" in "".join(error.value.__notes__)


def test_a_long_number_of_a_list_keeps_its_digits() -> None:
    staff = pd.DataFrame({"姓名": ["王平"], "单位": ["甲校"], "账号": [6200002690000000007]})
    book = xq.scores(FRAME, **KEYS, subjects=["语文"], sheets={"人员": staff})
    assert book.book.read("人员").rows[1][2] == "6200002690000000007"


def test_columns_of_one_name_are_refused_and_numbers_are_names() -> None:
    (found,) = refused(pd.DataFrame([[1, 2]], columns=["语文", "语文"]), subjects=["语文"])
    assert found.code == "frame_name_twice"
    numbered = pd.DataFrame({0: ["甲校"], "语文": [3]})
    assert xq.scores(numbered, subjects=["语文"]).tables[0].subjects["语文"].marks == [300]
    (found,) = refused(numbered, subjects=["数学"])
    assert "有：0、语文" in found.suggestion


def test_of_a_lazy_frame_only_the_named_columns_are_computed() -> None:
    lazy = pl.from_pandas(FRAME).lazy().with_columns(坏=pl.col("学校").cast(pl.Int64))
    assert len(xq.scores(lazy, **KEYS, subjects=["语文"]).tables[0].rows) == 6


@pytest.mark.parametrize("source", [FRAME, 3, None])
def test_a_frame_is_not_taken_for_a_list_of_files(source: Any) -> None:
    with pytest.raises(TypeError, match=r"frames are for scores\(\)"):
        xq.rank(source)
