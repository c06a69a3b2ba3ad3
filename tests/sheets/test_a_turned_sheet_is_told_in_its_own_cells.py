"""横排: pupils across, subjects down; what is said names the cells of the sheet as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xl_quality.sheets
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read

    Reader = Callable[..., Read]

NAMES = "姓名|张云山|李文海|王雨晴|赵若水|孙文海"


def test_subjects_keep_their_letters_and_numbers_in_what_is_said(read: Reader) -> None:
    sheet = read(f"{NAMES}\n语文|80|90|70|60|85\n英语B1|81|91|71|61|86\n英语竞赛A2|82|92|▲72|62|87")
    assert sheet.found.kind is SheetKind.TRANSPOSED
    assert sheet.found.subjects == {"语文": "2", "英语B1": "3", "英语竞赛A2": "4"}
    addition = sheet.finding("subject_with_addition")
    assert (addition.cell, addition.found) == ("A4", "“英语竞赛A2”")
    assert "“英语竞赛A2”在学科名前后还有别的字" in addition.message
    odd = sheet.finding("mark_with_sign")
    assert odd.cell == "D4"
    assert odd.message.startswith("“英语竞赛A2”D4")


CASES = [
    ("语文|80|90|'七|60|85\n数学|70|75|80|85|90", "text_no_mark", "D2", "“语文”D2"),
    ("语文|80|90|70|60|85\n数学|优|良|中|优|良\n英语|1|2|3|4|5", "grades_not_scores", "A3", "数学"),
    ("语文|80|90|70|60|85\n语文|81|75|80|85|90", "duplicate_subject", "A3", "第3行和第2行都是学科"),
    ("语文|80|90|70|60|85\n语文|3|1|4|5|2", "rank_without_label", "A3", "第3行的内容"),
    ("语文|80|90|70|60|85\n数学|#N/A|75|80|85|90", "error_cell", "B3", "“数学”B3"),
    ("班级|1班|1班||2班|2班\n语文|80|90|70|60|85\n数学|70|75|80|85|90", "", "D2", "D2"),
]


@pytest.mark.parametrize(("below", "code", "cell", "words"), CASES)
def test_places_are_those_of_the_sheet(
    read: Reader, below: str, code: str, cell: str, words: str
) -> None:
    sheet = read(f"{NAMES}\n{below}")
    assert sheet.found.kind is SheetKind.TRANSPOSED
    found = [one for one in sheet.found.findings if one.cell == cell and code in ("", one.code)]
    assert len(found) == 1, [(one.code, one.cell, one.message) for one in sheet.found.findings]
    assert words in found[0].message


def test_no_column_of_a_turned_sheet_is_to_be_named_in_the_form(read: Reader) -> None:
    sheet = read(f"{NAMES}\n语文|80|90|70|60|85\n语文|3|1|4|5|2")
    assert "指定列" not in sheet.finding("rank_without_label").suggestion


def test_findings_take_their_places_from_the_view_alone() -> None:
    rooms = ("columns", "rows", "reading")
    home = Path(xl_quality.sheets.__file__).parent
    allowed = {"recognise.py", "transpose.py"}  # they know which way the sheet lies
    sentences = re.compile(r"(^|[^.\w])address\(|\{column_letter\([^{}:]*\)\}|第\{[^}]*\+ 1\}行")
    found = [
        f"{path.name}:{number}"
        for room in rooms
        for path in sorted((home / room).glob("*.py"))
        if path.name not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if sentences.search(line)
    ]
    assert found == []
