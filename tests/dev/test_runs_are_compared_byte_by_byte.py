from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dev.compare_runs import Scenario, differences, record

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Two records of this checkout: the rates of one small book, written in place and beside it."""
    path = tmp_path_factory.mktemp("books") / "b.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["班级", "姓名", "语文"])
    for number in range(12):
        sheet.append(["一班", f"学生{'甲乙丙丁戊己庚辛壬癸子丑'[number]}", 60 + number])
    book.save(path)
    todo = Scenario(
        "small",
        {"b.xlsx": str(path)},
        (
            ("read", "b.xlsx", "--json"),
            ("rates", "b.xlsx", "-o", "o.xlsx"),
            ("rates", "b.xlsx", "--in-place"),
            ("rates", "missing.xlsx"),
        ),
    )
    made = [record(ROOT, Path(sys.executable), [todo], jobs=1) for _ in range(2)]
    return [{**one, "part": False} for one in made]


def test_one_commit_recorded_twice_shows_no_difference(records: list[dict[str, Any]]) -> None:
    commands = records[0]["runs"]["small"]
    assert [command["exit"] for command in commands.values()] == [0, 0, 0, 2]
    assert "o.xlsx!xl/workbook.xml" in commands["rates b.xlsx -o o.xlsx"]["files"]
    assert any(name.startswith("备份/") for name in commands["rates b.xlsx --in-place"]["files"])
    assert differences(*records) == []


def test_a_part_with_one_other_byte_is_named(records: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(records[1])
    files = changed["runs"]["small"]["rates b.xlsx -o o.xlsx"]["files"]
    files["o.xlsx!xl/workbook.xml"] = "0" * 24
    said = differences(records[0], changed)
    assert said[0] == "small · rates b.xlsx -o o.xlsx"
    assert said[1].strip() == "o.xlsx!xl/workbook.xml:"


def test_the_first_lines_that_differ_are_shown(records: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(records[1])
    commands = changed["runs"]["small"]
    commands["read b.xlsx --json"]["stdout"] = commands["rates missing.xlsx"]["stderr"]
    said = "\n".join(differences(records[0], changed))
    assert "small · read b.xlsx --json\n    stdout:\n        -[" in said
    assert "+错误：「missing.xlsx」不存在" in said or "more lines" in said


def test_what_one_record_lacks_is_named_in_one_line(records: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(records[1])
    changed["runs"]["small"]["rates b.xlsx -o o.xlsx"]["files"] = {}
    said = differences(records[0], changed)
    assert [line.strip() for line in said[1:]] == ["o.xlsx: only in the first record"]
