"""Ranges, workbook and calling cell as things of Excel: real COM, real late binding, real server.

Excel is the tests' stand-in; it describes itself by a type library with Excel's own ids and names,
made from the data of the real one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.windows.conftest import WIDL
from tests.windows.excel_library import compiled, described

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

    Found = dict[str, Any]

pytestmark = pytest.mark.windows
ROOT = Path(__file__).parents[2]
MARKS = (90, 60, 59.5, "缺考", 85)
FROM_VALUES = {
    "range": 0.75,
    "cell": "玖拾元整",
    "two ranges": 3.0,
    "error": "\x01#N/A\x01成绩里有一个格子是错误值#N/A：请先改好那个格子",
}


@pytest.fixture(scope="module")
def workbook(windows: Windows) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "成绩"
    sheet.append(["姓名", "语文"])
    for name, mark in zip("甲乙丙丁戊", MARKS, strict=True):
        sheet.append([name, mark])
    sheet["C2"], sheet["D2"], sheet["D3"] = "=B2+1", 80, "#N/A"
    sheet["D3"].data_type = "e"
    book.create_sheet("别的")
    path = windows.home / "成绩 (晚绑定).xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def library(windows: Windows) -> Path:
    assert WIDL is not None
    system = windows.home / "prefix" / "drive_c" / "windows" / "system32"
    described(windows.home / "excel.json")
    compiled(windows.home / "foreign.tlb", WIDL, system, foreign=True)
    return compiled(windows.home / "excel.tlb", WIDL, system)


@pytest.fixture(scope="module", params=["", "foreign.tlb"], ids=["alone", "a foreign library"])
def found(  # noqa: PLR0917 - fixtures come by their names
    request: pytest.FixtureRequest,
    installed: CompletedProcess[str],
    windows: Windows,
    workbook: Path,
    library: Path,
    packages: Path,
) -> Found:
    assert installed.returncode == 0
    answer = windows.home / f"晚绑定{request.param}.json"
    python = windows.local / "python" / "python.exe"
    script = Path(__file__).with_name("late_bound.py")
    words = [script, ROOT, packages, workbook, answer]
    words += [windows.home / request.param] if request.param else []
    done = windows.run(python, "-X", "utf8", *words, EXCEL_LIBRARY=f"Z:{library}")
    assert answer.exists(), done.stdout + done.stderr
    read: Found = json.loads(answer.read_text(encoding="utf-8"))
    # without our care the foreign library would have been taken
    assert ("gen_py" in read["early"]) is bool(request.param)
    return read


@pytest.mark.parametrize("what", FROM_VALUES)
def test_a_range_gives_what_its_values_give(found: Found, what: str) -> None:
    assert found[what] == FROM_VALUES[what]


def test_a_table_is_read_from_its_range(found: Found) -> None:
    assert "成绩表里没有学校" in found["table"]


def test_xlwings_own_object_model_runs_on_it_late_bound(found: Found, workbook: Path) -> None:
    assert found["model"] == {
        "book": [workbook.name, found["model"]["book"][1]],
        "sheets": ["成绩", "别的"],
        "names": [],
        "used": "$A$1:$D$6",
        "values": [["姓名", "语文"], ["甲", 90.0], ["乙", 60.0]],
        "cell": [60.0, 3, 2, "$B$3"],
        "shape": [6, 2],
        "formula": "=B2+1",
        "bound by": "win32com.client",
    }
    assert found["model"]["book"][1].endswith(workbook.name)
