"""Small sheets, one reason each why a column is a key, a subject, a rank, a total or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.conftest import NAMES, pupils
from tests.sheets.test_each_row_is_a_pupil_or_not import numbers
from xl_quality.core.marks import ScoreKind
from xl_quality.sheets.recognition import SheetOverride, merged_overrides

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.sheets.recognition import Recognition

    Reader = Callable[..., Read]


def roles(found: Recognition) -> dict[str, str]:
    """Return the columns of a table by what they are."""
    columns = found.columns._asdict().items()
    return {**found.subjects, **{role: ",".join(own) for role, own in columns if own}}


def as_told(found: Recognition) -> list[str]:
    return [f"{one.code}@{one.cell}" for one in found.all_findings]


@pytest.mark.cases("sheets_columns.csv")
def test_each_column_has_its_role(read: Reader, case: dict[str, str]) -> None:
    found = read(case["sheet"].replace(" / ", "\n"), merged=case["merged"].split()).found
    parts = [part.split() for part in case["columns"].split(" ; ")]
    if found.blocks:
        assert [list(block.data_rows) for block in found.blocks] == [
            numbers(part.pop().replace(",", " ")) for part in parts
        ]
        assert (found.subjects, found.columns) == (
            found.blocks[0].subjects,
            found.blocks[0].columns,
        )
    assert found.kind.name == case["kind"]
    assert [
        [f"{role}={own}" for role, own in roles(one).items()] for one in found.blocks or (found,)
    ] == parts
    assert as_told(found) == case["told"].split()


@pytest.mark.parametrize(
    ("columns", "expected", "told"),
    [
        ({"D": "英语"}, {"语文": "B", "数学": "C"}, ["override_beyond_sheet@"]),
        ({"C": "英语"}, {"语文": "B", "英语": "C"}, []),
        ({"C": "英语(120分)"}, {"语文": "B", "英语": "C"}, []),
        ({"C": " 附加题 "}, {"语文": "B", "附加题": "C"}, []),
        ({"C": "语文"}, {"语文": "C", "parts": "B"}, []),
        ({"C": "不用"}, {"语文": "B", "unused": "C"}, []),
        ({"C": "名次"}, {"语文": "B", "ranks": "C"}, []),
        ({"C": "总分"}, {"语文": "B", "total": "C"}, []),
        ({"C": "小题"}, {"语文": "B", "parts": "C"}, []),
    ],
)
def test_a_column_is_what_the_clerk_calls_it(
    read: Reader, columns: dict[str, str], expected: dict[str, str], told: list[str]
) -> None:
    text = f"姓名|语文|数学\n{pupils(6, '7{n}')}"
    found = read(text, overrides=SheetOverride(columns=columns)).found
    assert roles(found) == expected | {"name": "A"}
    assert as_told(found) == told
    assert found.full_marks == ({"英语": 12000} if "120" in columns.get("C", "") else {})


@pytest.mark.parametrize(
    ("header", "columns", "expected"),
    [
        ("姓名|化学|化学赋分", {"B": "化学"}, {"化学": "B", "parts": "C"}),
        ("姓名|化学赋分|化学", {"B": "化学"}, {"化学": "B", "parts": "C"}),
        ("姓名|语文平时|语文总评", {"B": "语文"}, {"语文": "B", "parts": "C"}),
        ("姓名|总分|总分", {"C": "总分"}, {"total": "C", "unused": "B"}),
        ("姓名|数学竞赛|数学总评", {}, {"parts": "B", "数学": "C"}),
        ("姓名|数学竞赛|数学总评", {"B": "数学竞赛"}, {"数学竞赛": "B", "数学": "C"}),
    ],
)
def test_what_a_person_calls_a_subject_or_the_total_no_other_column_is(
    read: Reader, header: str, columns: dict[str, str], expected: dict[str, str]
) -> None:
    sheet = read(f"{header}\n{pupils(6, '7{n}')}", overrides=SheetOverride(columns=columns))
    assert roles(sheet.found) == expected | {"name": "A"}


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [(True, False, False), (True, None, True), (False, True, True), (None, False, False)],
)
def test_what_is_said_of_signs_for_one_sheet_goes_before_what_is_said_of_all(
    *, below: bool | None, above: bool | None, expected: bool
) -> None:
    general, own = SheetOverride(accept_signs=below), SheetOverride(accept_signs=above)
    assert merged_overrides(general, own).accept_signs is expected
    assert merged_overrides(general, None) == general


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("阅读", "听力"), "“语文阅读”是学科的组成部分，没有单独计算；学科成绩用的是“语文总评”"),
        (
            ("阅读", "写作"),
            "“语文阅读”、“英语写作”是学科的组成部分，没有单独计算；学科成绩用的是“语文总评”、“英语总评”",
        ),
        (("基础", "听力"), ""),
    ],
)
def test_parts_that_could_be_subjects_are_told_with_their_wholes(
    read: Reader, parts: tuple[str, str], said: str
) -> None:
    header = f"姓名|语文||英语|\n|{parts[0]}|总评|{parts[1]}|总评"
    text = f"{header}\n{pupils(6, '7{n}', '8{n}', '9{n}')}"
    sheet = read(text, merged=["A1:A2", "B1:C1", "D1:E1"])
    assert sheet.found.subjects == {"语文": "C", "英语": "E"}
    assert [one.message for one in sheet.found.all_findings] == ([said] if said else [])


@pytest.mark.parametrize(
    ("full_marks", "expected", "unused"),
    [
        ({"语文": 12000}, {"语文": 12000}, []),
        ({"语文": 12000, "体育": 5000}, {"语文": 12000}, ["体育"]),
        ({"": 15000}, {"语文": 15000, "数学": 15000}, []),
        ({"": 15000, "数学": 12000}, {"语文": 15000, "数学": 12000}, []),
    ],
)
def test_a_full_mark_for_a_subject_that_the_sheet_lacks_is_told(
    read: Reader, full_marks: dict[str, int], expected: dict[str, int], unused: list[str]
) -> None:
    text = f"姓名|语文|数学\n{pupils(6, '7{n}')}"
    found = read(text, overrides=SheetOverride(full_marks=full_marks)).found
    assert found.full_marks == expected
    assert [one.found for one in found.all_findings] == unused


def test_a_sheet_called_like_its_subject_keeps_the_full_mark_of_the_label(read: Reader) -> None:
    found = read(f"姓名|成绩(120分)\n{pupils(6)}", name="数学").found
    assert (found.subjects, found.full_marks) == ({"数学": "B"}, {"数学": 12000})


@pytest.mark.parametrize(("raw_total", "total"), [("{n}", "E"), ("", "F")], ids=["filled", "blank"])
def test_with_raw_scores_goes_the_total_of_raw_scores_if_anybody_filled_it_in(
    read: Reader, raw_total: str, total: str
) -> None:
    text = pupils(6, "7{n}", "8{n}", raw_total, "9{n}")
    sheet = read(
        f"姓名|语文|化学原始|化学赋分|总分原始|总分\n{text}",
        overrides=SheetOverride(scores_used=ScoreKind.RAW),
    )
    assert sheet.found.subjects == {"语文": "B", "化学": "C"}
    assert sheet.found.columns.total == total


def test_a_list_above_a_summary_is_not_looked_for_where_a_person_fixed_columns(
    read: Reader,
) -> None:
    above = "\n".join(f"{name}|{mark}|" for name, mark in zip(NAMES, (60, 71, 62), strict=False))
    text = f"{above}\n班级|平均分|及格率\n1班|72|0.9"
    open_sheet = read(text).found
    fixed = read(text, overrides=SheetOverride(columns={"B": "语文"})).found
    assert list(open_sheet.data_rows) == [1, 2, 3]
    assert list(fixed.data_rows) == [5]
