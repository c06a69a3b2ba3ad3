"""Every use of Excel, Office and VBA in the add-in's VBA, held against their type libraries."""

from __future__ import annotations

import pytest

from tests.excel.vba_uses import Findings, findings, functions
from xl_quality.excel.building.vba import source, sources
from xl_quality.functions.catalogue import FUNCTIONS

GIVEN = {
    "given": "Range",
    "area": "Range",
    "used": "Range",
    "caller": "Range",
    "XlqHeaded": "Range",
    "XlqFilled": "Range",
    "listed": "ListObject",
    "sheet": "Worksheet",
    "shown": "Worksheet",
    "XlqKept": "Worksheet",
    "book": "Workbook",
    "front": "Workbook",
    "other": "Workbook",
    "host": "Application",
    "cell": "Range",
    "anchor": "Range",
    "target": "Range",
    "table": "Worksheet",
    "XlqFormulaCell": "Range",
}
"""What is declared Variant or Object and is a thing of Excel."""
OURS = {
    "ThisWorkbook": source("ThisWorkbook"),
    **{name: text for name, text in sources(FUNCTIONS).items() if name != "xlwings"},
}
XLWINGS = sources(FUNCTIONS)["xlwings"]
SENT = "CallUDF"
"""The one call whose thing no library knows: xlwings' server."""
SUB = "Option Explicit\nSub Use(ByVal cell As Range, ByVal box As Object)\n    {}\nEnd Sub\n"
GOOD = (
    'Application.MacroOptions Macro:="F", Category:="x"',
    'MsgBox "x", vbInformation, "y"',
    "ThisWorkbook.Worksheets(1).Cells(1, 2).Value = 3",
    "Application.Caller.Cells(1, 1).Address External:=True",
    "With ActiveWorkbook\n        .Activate\n        .Saved = True\n    End With",
    "If cell.Rows.Count = cell.Worksheet.Rows.Count Then Set box = cell.CurrentArray",
    'Err.Raise 1004, , "x"',
    'Application.Run "F", 1, 2',
    "Application.EnableCancelKey = xlErrorHandler",
)
BAD = {
    "cell.Colour = 1": "Range has no Colour",
    "cell.Row = 1": "Range.Row can only be read",
    "Application.Quit 1": "Application.Quit takes 0 arguments, not 1",
    "Application.MacroOptions Named:=1": "Application.MacroOptions has no argument Named",
    "Application.Intersect cell": "Application.Intersect needs Arg2",
    "ThisWorkbook.Windows(1).Hide": "Window has no Hide",
    "With ThisWorkbook\n    .Caption = 1\n    End With": "Workbook has no Caption",
    "cell.Cells(1, 1).Worksheet.Ranges": "Worksheet has no Ranges",
    "Application.Cursor = xlWaiting": "nobody knows xlWaiting",
    "Debug.Assert DateDiff(1)": "DateDiff needs Date1, Date2",
    "Set box = ActiveWorkbook\n    box.Close 1, 2, 3, 4": "Workbook.Close takes 3 arguments, not 4",
    "Err.Raise": "ErrObject.Raise needs Number",
    "Use cell": "Use needs box",
    "cell.Address(1, 2, 3, 4, 5, 6) = 1": "Range.Address takes 5 arguments, not 6",
    "MsgBox cell.Value.Length.Size, 1, 2, 3, 4, 5": "MsgBox takes 5 arguments, not 6",
}


@pytest.fixture(scope="module")
def ours() -> Findings:
    return findings(OURS | {"xlwings": XLWINGS}, GIVEN)


def test_the_vba_uses_only_what_there_is_as_it_is(ours: Findings) -> None:
    assert ours.faults == []


def test_the_type_of_every_thing_is_known_but_of_the_server(ours: Findings) -> None:
    of_ours = [use for use in ours.untyped if not use.place.startswith("xlwings.")]
    assert {use.what for use in of_ours} == {SENT}


def test_the_uses_that_are_known_are_seen(ours: Findings) -> None:
    seen = {use.what for use in ours.seen}
    assert {
        "Application.MacroOptions",
        "Application.Cursor",
        "Range.Areas",
        "IRibbonControl.Tag",
        "ErrObject.Raise",
        "Workbook.Worksheets",
    } <= seen
    assert len(seen) >= 35


@pytest.mark.parametrize("line", GOOD)
def test_uses_that_are_right_pass(line: str) -> None:
    assert findings({"M": SUB.format(line)}, GIVEN).faults == []


@pytest.mark.parametrize(("line", "fault"), BAD.items())
def test_each_wrong_use_is_found(line: str, fault: str) -> None:
    said = findings({"M": SUB.format(line)}, GIVEN).faults
    assert [one.split(": ", 1)[1] for one in said] == [fault]


def test_vbas_own_functions_are_known_without_regard_to_case() -> None:
    assert {"msgbox", "left", "cverr", "now", "replace", "environ", "dir"} <= functions().keys()
