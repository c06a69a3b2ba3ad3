"""Every use of Excel in the adapter, held by mypy against Excel's own type library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.excel.type_library import MODULE, annotated_types, constants, members
from xl_quality.excel.com import _SWITCHES

ADAPTER = Path(__file__).parents[2] / "xl_quality" / "excel"
TYPES = (
    "Application", "Areas", "Chart", "ChartObject", "ChartObjects", "Charts", "FileDialog",
    "FileDialogSelectedItems", "Name", "Names", "ProtectedViewWindow", "ProtectedViewWindows",
    "Range", "Series", "SeriesCollection", "Sheets", "Window", "Windows", "Workbook", "Workbooks",
    "Worksheet", "Worksheets",
)  # fmt: skip
IMPORT = re.compile(rf"^ +from {MODULE} import (.+)$", re.MULTILINE)
NAMED_NUMBER = re.compile(
    r"^\w+(?:: Final)? = (?:int\()?(-?\w+)\)?  # ((?:xl|mso)[A-Z]\w+)", re.MULTILINE
)
USE = """\
from excel_types import Application, Range, Workbook, Worksheet

def use(application: Application, book: Workbook, sheet: Worksheet, cell: Range) -> None:
    {}
"""
GOOD = (
    "sheet.Name = '成绩'",
    "sheet.Cells.Find('*', sheet.Range('A1'), -4123, 2, 1, 2, False)",
    "book.Worksheets(1).Copy(None, book.Sheets(book.Sheets.Count))",
    "cell.MergeArea.Address.split(':')",
    "book.Worksheets.Item('成绩').Names.Add('x', '=1', False)",
)
BAD = {
    "no such member": "sheet.Title",
    "the name in another case": "sheet.name",
    "a member of another type": "book.UsedRange",
    "one argument too many": "sheet.Move(sheet, sheet, 1)",
    "an argument that has to be there is not": "sheet.Cells.Find()",
    "arguments by their names": "sheet.Copy(After=sheet)",
    "a property that can only be read": "sheet.UsedRange = cell",
    "a method as a property": "sheet.ChartObjects.Count",
    "a property as a method": "book.FullName()",
    "a property that takes an argument, without it": "sheet.Range.Value",
    "the wrong thing handed on": "book.Worksheets.Item(1).UsedRange.Rows.Add()",
    "a method that gives nothing": "sheet.Copy().Name",
    "a method assigned to": "book.Close = True",
    "text where a number comes": "cell.Row.upper()",
}


def said(folder: Path, *paths: Path) -> str:
    """Return what mypy says of some files with Excel's types, looking at nothing else."""
    (folder / f"{MODULE}.pyi").write_text(annotated_types(TYPES), encoding="utf-8")
    words = (
        "--config-file=", "--follow-imports=skip", "--ignore-missing-imports",
        "--check-untyped-defs", "--no-strict-optional", "--no-error-summary",
        f"--cache-dir={folder / 'cache'}",
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"MYPYPATH": str(folder)},
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_the_adapter_uses_only_what_excel_has_in_the_way_excel_has_it(tmp_path: Path) -> None:
    assert said(tmp_path, ADAPTER) == ""


def test_all_types_that_the_adapter_names_are_among_those_that_are_made() -> None:
    named = {
        name.strip()
        for path in ADAPTER.glob("*.py")
        for line in IMPORT.findall(path.read_text(encoding="utf-8"))
        for name in line.split(",")
    }
    assert {"Application", "Range", "Workbook", "Worksheet"} <= named
    assert named <= set(TYPES)


def test_no_thing_of_excel_goes_through_the_adapter_without_a_type() -> None:
    untyped = [
        f"{path.name}: {line.strip()}"
        for path in ADAPTER.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?:: |-> |\[)Com\b", line) and "def left_out" not in line
    ]
    assert untyped == []


def test_uses_that_are_right_pass(tmp_path: Path) -> None:
    path = tmp_path / "use.py"
    path.write_text(USE.format("\n    ".join(GOOD)), encoding="utf-8")
    assert said(tmp_path, path) == ""


def test_each_wrong_use_is_found(tmp_path: Path) -> None:
    for number, line in enumerate(BAD.values()):
        (tmp_path / f"use{number}.py").write_text(USE.format(line), encoding="utf-8")
    errors = said(tmp_path, *(tmp_path / f"use{number}.py" for number in range(len(BAD))))
    found = {what for number, what in enumerate(BAD) if f"use{number}.py:" in errors}
    assert found == set(BAD)


def test_switches_set_by_their_name_can_be_set() -> None:
    held = members("Application")
    assert [name for name in _SWITCHES if not held[name].is_settable] == []


def test_every_number_named_after_a_constant_of_excel_is_that_constant() -> None:
    named = [
        (path.name, name, int(number, 0))
        for path in ADAPTER.glob("*.py")
        for number, name in NAMED_NUMBER.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(named) >= 11
    assert [one for one in named if constants().get(one[1]) != one[2]] == []
