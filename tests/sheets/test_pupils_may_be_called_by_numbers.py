"""Lists without names, or with numbers for names (编号代替姓名): every row is a pupil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.sheets.conftest import Read

TEXTS = [f"'321700100{n:02}" for n in range(1, 13)]
NUMBERS = [f"202291310{n:02}" for n in range(1, 9)]
LETTERS = [f"A{n:03}" for n in range(1, 13)]
NAMES = ["张云山", "李文海", "赵安然", "钱松年", "孙怀瑾", "周书白", "吴若水", "郑子衡"]


def sheet_of(read: Callable[..., Read], label: str, pupils: Sequence[str], below: str = "") -> Read:
    rows = "\n".join(f"{pupil}|{40 + n * 2}|{90 - n}" for n, pupil in enumerate(pupils))
    return read(f"{label}|语文|数学\n{rows}\n{below}")


@pytest.mark.parametrize("label", ["学籍辅号", "考号", "学号", "准考证号"])
@pytest.mark.parametrize(
    "ids", [TEXTS + NUMBERS, NUMBERS + TEXTS, TEXTS, NUMBERS, LETTERS + NUMBERS, NUMBERS + LETTERS]
)
def test_numbers_as_text_and_as_numbers_are_all_pupils(
    read: Callable[..., Read], label: str, ids: list[str]
) -> None:
    sheet = sheet_of(read, label, ids)
    assert sheet.table.student_ids == [number.strip("'") for number in ids]
    assert sheet.found.footers == ()
    [told] = sheet.found.findings
    assert (told.code, str(told.severity)) == ("named_by_ids", "note")
    assert "姓名" not in told.message + told.suggestion


@pytest.mark.parametrize(
    "ids", [TEXTS + NUMBERS, NUMBERS + TEXTS, TEXTS, NUMBERS, LETTERS + NUMBERS, LETTERS]
)
def test_numbers_under_the_label_name_are_pupils_with_one_note_at_most(
    read: Callable[..., Read], ids: list[str]
) -> None:
    sheet = sheet_of(read, "姓名", ids)
    assert sheet.table.names == [number.strip("'") for number in ids]
    assert [finding.code for finding in sheet.found.findings] in ([], ["numbers_for_names"])
    assert sheet.doubts == [], "a note at most"


def test_figures_below_numbers_are_no_pupils(read: Callable[..., Read]) -> None:
    sheet = sheet_of(read, "考号", TEXTS + NUMBERS, "平均分|60|70\n及格率|0.6|0.7")
    assert len(sheet.table.rows) == 20
    assert sheet.found.footers == (22, 23)


def test_a_column_of_names_left_empty_beside_exam_numbers_is_an_anonymous_list(
    read: Callable[..., Read],
) -> None:
    rows = "\n".join(f"{number}||{50 + n}" for n, number in enumerate(NUMBERS))
    sheet = read(f"考号|姓名|语文\n{rows}")
    assert len(sheet.table.rows) == len(NUMBERS)
    assert [str(finding.severity) for finding in sheet.found.findings] == ["note"]


def test_a_column_of_names_left_empty_beside_a_running_number_is_an_error(
    read: Callable[..., Read],
) -> None:
    rows = "\n".join(f"{n + 1}||{50 + n}" for n in range(8))
    sheet = read(f"序号|姓名|语文\n{rows}")
    assert sheet.doubts == ["name_missing"]


def test_single_numbers_among_names_are_asked_once(read: Callable[..., Read]) -> None:
    sheet = sheet_of(read, "姓名", [*NAMES[:3], "20240103", *NAMES[3:6], "20240104", *NAMES[6:]])
    assert len(sheet.table.rows) == 10
    told = sheet.finding("number_for_name")
    assert (told.cell, str(told.severity)) == ("A5", "error")
    assert "有2行" in told.message
    assert "A5、A9" in told.message


def test_numbers_below_names_are_no_pupils_and_told_once(read: Callable[..., Read]) -> None:
    sheet = sheet_of(read, "姓名", [*NAMES, "12", "15"])
    assert len(sheet.table.rows) == len(NAMES)
    assert "A10、A11" in sheet.finding("number_below_list").message


def test_marks_under_the_label_name_stay_a_doubt(read: Callable[..., Read]) -> None:
    rows = "\n".join(f"{60 + n}|{50 + n}|1班" for n in range(8))
    assert "names_are_numbers" in read(f"姓名|语文|班级\n{rows}").doubts


@pytest.mark.parametrize("word", ["合计", "总计", "平均分", "参考人数"])
def test_a_count_beside_a_total_is_no_number_for_a_name(
    read: Callable[..., Read], word: str
) -> None:
    pupils = "\n".join(f"{n + 1}|{name}|{60 + n}" for n, name in enumerate(NAMES))
    sheet = read(f"序号|姓名|语文\n{pupils}\n{word}|{len(NAMES)}|512")
    assert len(sheet.table.rows) == len(NAMES)
    assert "number_for_name" not in sheet.codes
