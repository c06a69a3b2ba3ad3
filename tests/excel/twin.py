"""The add-in's twin for LibreOffice: the same wrappers and modules in a workbook with formulas.

LibreOffice loads no add-ins (.xlam) and no DLL, so the twin is an .xlsm in which the module
``xlwings`` is replaced by a class that hands each call to a UNO service. All that stands between
a cell's formula and that class is the add-in's own text.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pyopenvba

from xl_quality.books.opc.zip import zipped
from xl_quality.excel.building import addin
from xl_quality.excel.building.vba import base_path, sources, vba_project
from xl_quality.functions.registry import CellError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.functions.registry import Example, Function

SERVICE = "xl_quality.tests.Bridge"

STUB = """Attribute VB_Name = "xlwings"
Private clock As Long
Private startTakes As Long
Public Function PretendedNow() As Date
    PretendedNow = DateAdd("s", clock, DateSerial(2026, 1, 1))
End Function
Public Function XLPy() As Object
    clock = clock + startTakes
    If startTakes > 0 Then Err.Raise 1000, , "started " & startTakes
    Set XLPy = New XLPyStub
End Function
Private Function Asked() As String
    Dim server As Object
    On Error GoTo said
    Set server = XlqServer()
    Asked = "served"
    Exit Function
said:
    Asked = Err.Description
End Function
Private Function Lost(ByVal number As Long) As String
    Lost = IIf(XlqLost(number), "again", "no more")
End Function
Public Function LOSSES() As String
    XlqAnswered
    LOSSES = Asked() & "|" & Lost(13) & "|" & Lost(462) & "|" & Lost(462)
    LOSSES = LOSSES & "|" & Asked() & "|" & Lost(-2147023170)
    LOSSES = LOSSES & "|" & Asked() & "|" & Lost(-2147023170) & "|" & Asked()
    clock = clock + 61
    LOSSES = LOSSES & "|" & Asked()
    XlqAnswered
    LOSSES = LOSSES & "|" & Lost(462)
End Function
Public Function SLOW_START() As String
    XlqAnswered
    startTakes = 121
    SLOW_START = Asked() & "|" & Asked() & "|" & clock
    clock = clock + 301
    startTakes = 3
    SLOW_START = SLOW_START & "|" & Asked() & "|" & Asked() & "|" & clock
    startTakes = 0
    SLOW_START = SLOW_START & "|" & Asked()
End Function
Public Sub KillPy()
End Sub
Private pretended As String
Public Sub PRETEND(ByVal sheetName As String, ByVal cell As String)
    pretended = ThisWorkbook.Worksheets(sheetName).Range(cell).Address(External:=True)
End Sub
Public Function PretendedCaller() As String
    PretendedCaller = pretended
End Function
Public Function WHY_AT(ByVal sheetName As String, ByVal cell As String) As String
    WHY_AT = XLQ_WHY(ThisWorkbook.Worksheets(sheetName).Range(cell))
End Function
Public Function MEMORY() As String
    Dim shown
    PRETEND "E0", "AA1"
    shown = RMB_UPPER("abc")
    MEMORY = WHY_AT("E0", "AA1") & "|" & WHY_AT("E1", "AA1")
    shown = MEAN_SCORE(90)
    MEMORY = MEMORY & "|" & WHY_AT("E0", "AA1")
    shown = RMB_UPPER(5)
    MEMORY = MEMORY & "|" & WHY_AT("E0", "AA1")
    shown = PROBE()
    MEMORY = MEMORY & "|" & XlqPlaced(0, 0) & "|" & XlqPlaced(0, 1) & "|" & XlqPlaced(1, 0)
End Function
Private Function XlqPlaced(ByVal row As Long, ByVal column As Long) As String
    XlqPlaced = XlqRecalled(ThisWorkbook.Worksheets("E0").Range("AA1"), row, column)
End Function
Public Function PROBE()
    Dim sent(1, 1) As Variant
    sent(0, 0) = 1
    sent(0, 1) = Chr$(1) & "#N/A" & Chr$(1) & "first"
    sent(1, 0) = Chr$(1) & "#DIV/0!" & Chr$(1) & "second"
    sent(1, 1) = "text"
    PROBE = XlqResult("PROBE", sent)
End Function
Private entered As String
Public Function PretendedArea() As Object
    Set PretendedArea = ThisWorkbook.Worksheets("E0").Range(entered)
End Function
Private Function Told(ByVal values As Variant) As String
    Dim row As Long
    Dim column As Long
    If Not IsArray(values) Then
        Told = CStr(values)
        Exit Function
    End If
    For row = LBound(values, 1) To UBound(values, 1)
        For column = LBound(values, 2) To UBound(values, 2)
            Told = Told & "[" & CStr(values(row, column)) & "]"
        Next column
        Told = Told & ";"
    Next row
End Function
Public Function PADDED() As String
    entered = "AA1:AC4"
    PADDED = Told(PROBE())
    PADDED = PADDED & "|" & Told(XlqResult("P", Array(7, 8)))
    PADDED = PADDED & "|" & Told(XlqResult("P", 9))
    entered = "AA1:AB2"
    PADDED = PADDED & "|" & Told(PROBE())
    entered = "AA1"
    PADDED = PADDED & "|" & Told(PROBE())
    entered = ""
    PADDED = PADDED & "|" & Told(PROBE())
End Function
Private formatted As String
Public Function PretendedUsed(ByVal sheet As Object) As Object
    If formatted = "" Then
        Set PretendedUsed = sheet.UsedRange
    Else
        Set PretendedUsed = sheet.Range(formatted)
    End If
End Function
Public Function PretendedMove(ByVal area As Object, ByVal down As Long, ByVal across As Long) _
    As Object
    Dim lastRow As Long
    Dim lastColumn As Long
    lastRow = area.Row + area.Rows.Count - 1 + down
    lastColumn = area.Column + area.Columns.Count - 1 + across
    If lastRow > area.Worksheet.Rows.Count Then Err.Raise 1004, , "below the sheet"
    If lastColumn > area.Worksheet.Columns.Count Then Err.Raise 1004, , "beside the sheet"
    Set PretendedMove = area.Offset(down, across)
End Function
Private Function Cut(ByVal sheet As Object, ByVal address As String) As String
    Dim values As Variant
    values = XlqArg(sheet.Range(address))
    If IsEmpty(values) Then
        Cut = "|none"
    ElseIf IsArray(values) Then
        Cut = "|" & UBound(values, 1) & "x" & UBound(values, 2)
    Else
        Cut = "|one"
    End If
End Function
Public Function FILLED() As String
    Dim sheet As Object
    Set sheet = ThisWorkbook.Worksheets.Add()
    FILLED = Cut(sheet, "A:A")
    sheet.Range("A1").Value = 1
    FILLED = FILLED & Cut(sheet, "A:A") & Cut(sheet, "A2:A" & sheet.Rows.Count)
    sheet.Range("C30").Value = 1
    formatted = "A1:Z" & sheet.Rows.Count
    FILLED = FILLED & Cut(sheet, "A:C") & Cut(sheet, "A:A") & Cut(sheet, "B5:C" & sheet.Rows.Count)
    FILLED = FILLED & Cut(sheet, "2:3") & Cut(sheet, "A1:B2") & Cut(sheet, "D:E")
    formatted = sheet.Cells(1, 1).Address & ":" & _
        sheet.Cells(sheet.Rows.Count, sheet.Columns.Count).Address
    FILLED = FILLED & Cut(sheet, "A:C") & Cut(sheet, "2:3")
End Function
Private tabled As Boolean
Private shown As Boolean
Public Function PretendedTable(ByVal area As Object) As Object
    If Not tabled Then Exit Function
    Set PretendedTable = New TableStub
    PretendedTable.ShowHeaders = shown
    Set PretendedTable.HeaderRowRange = area.Worksheet.Range("A3:C3")
End Function
Private Function Headed(ByVal sheet As Object, ByVal address As String) As String
    Dim values As Variant
    values = XlqTable(sheet.Range(address))
    Headed = "|" & UBound(values, 1) & "x" & UBound(values, 2) & " " & values(1, 1)
End Function
Public Function HEADED_TABLE() As String
    Dim sheet As Object
    Set sheet = ThisWorkbook.Worksheets.Add()
    sheet.Range("A1").Value = "title"
    sheet.Range("A3").Value = "label"
    sheet.Range("A4").Value = "first"
    sheet.Range("A5").Value = "second"
    sheet.Range("C6").Value = "last"
    HEADED_TABLE = Headed(sheet, "A4:C6")
    tabled = True
    HEADED_TABLE = HEADED_TABLE & Headed(sheet, "A4:C6")
    shown = True
    HEADED_TABLE = HEADED_TABLE & Headed(sheet, "A4:C6") & Headed(sheet, "A4:B5")
    HEADED_TABLE = HEADED_TABLE & Headed(sheet, "A5:C6") & Headed(sheet, "A3:C6")
    HEADED_TABLE = HEADED_TABLE & "|" & XlqTable("text") & "|" & IsEmpty(XlqTable())
    tabled = False
End Function
Private absent As String
Private nothingThere As Boolean
Public Function FileExistsOnWindows(ByVal path As String) As Boolean
    FileExistsOnWindows = path <> absent And Not nothingThere
End Function
Public Function ParentFolder(ByVal folder As String) As String
    ParentFolder = Left(folder, InStrRev(folder, "\\") - 1)
End Function
Public Function WITHOUT_PYTHON() As String
    nothingThere = True
    On Error GoTo said
    XlqRequireInterpreter XlqInterpreter()
said:
    WITHOUT_PYTHON = Err.Description
    nothingThere = False
End Function
Public Function INTERPRETER_WITHOUT(ByVal path As String) As String
    absent = path
    INTERPRETER_WITHOUT = XlqInterpreter()
    absent = ""
End Function
"""
STUB_CLASS = f"""Public Function CallUDF(server, called, given)
    Dim bridge, rows, result, i, j
    Set bridge = CreateUnoService("{SERVICE}")
    rows = bridge.CallUDF(server, called, given)
    CallUDF = rows
    If Not IsArray(rows) Then Exit Function
    If Not IsArray(rows(0)) Then Exit Function
    ReDim result(UBound(rows), UBound(rows(0)))
    For i = 0 To UBound(rows)
        For j = 0 To UBound(rows(0))
            result(i, j) = rows(i)(j)
        Next j
    Next i
    CallUDF = result
End Function
"""

STUB_TABLE = """Public ShowHeaders As Boolean
Public HeaderRowRange As Object
"""


def write_twin(path: Path, functions: Sequence[Function], examples: Sequence[Example]) -> None:
    """Write the twin: one sheet for each example, its cells from A1 on, its formula in AA1."""
    texts = sources(functions) | {"xlwings": STUB}
    asked = "Application.Caller.Cells(1, 1).Address(External:=True)"
    assert texts["XlqCells"].count(asked) == 1
    texts["XlqCells"] = texts["XlqCells"].replace(asked, "PretendedCaller()")
    padded = "Set caller = Application.Caller"
    assert texts["XlqCells"].count(padded) == 1
    texts["XlqCells"] = texts["XlqCells"].replace(padded, "Set caller = PretendedArea()")
    # LibreOffice's Basic knows no tables
    assert texts["XlqCells"].count("area.ListObject") == 1
    texts["XlqCells"] = texts["XlqCells"].replace("area.ListObject", "PretendedTable(area)")
    # what LibreOffice calls used does not reach as far as what is only formatted in Excel
    assert texts["XlqCells"].count("sheet.UsedRange") == 2
    texts["XlqCells"] = texts["XlqCells"].replace("sheet.UsedRange", "PretendedUsed(sheet)")
    # LibreOffice moves a range over the end of its sheet, Excel refuses
    assert texts["XlqCells"].count(".Offset(") == 2
    texts["XlqCells"] = re.sub(
        r"(\w+)\.Offset\(([^)]+)\)", r"PretendedMove(\1, \2)", texts["XlqCells"]
    )
    assert texts["XlqHost"].count(" Now") == 5
    texts["XlqHost"] = texts["XlqHost"].replace(" Now", " PretendedNow()")
    own = addin.sheets(functions)
    blank = [addin.Sheet(f"E{number}", []) for number in range(len(examples))]
    with zipfile.ZipFile(base_path()) as archive:
        base = {name: archive.read(name) for name in archive.namelist()}
    packed = addin.package(base, vba_project(texts), [*own, *blank])
    path.write_bytes(_as_workbook(packed, len(own), examples))
    with pyopenvba.ExcelFile(path) as book:
        project = book.vba_project()
        project.add_module("XLPyStub", STUB_CLASS, kind=pyopenvba.VBAModuleKind.other)
        project.add_module("TableStub", STUB_TABLE, kind=pyopenvba.VBAModuleKind.other)
        book.set_module("ThisWorkbook", "")
        book.save()


def _as_workbook(packed: bytes, before: int, examples: Sequence[Example]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        addin.ADDIN.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' visibility="hidden"', b"")
    for number, example in enumerate(examples, before + 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = example_sheet(example)
    return zipped(parts)


def example_sheet(example: Example) -> bytes:
    """Return the sheet of one example; a result of several cells is an array formula."""
    rows = {number: _cells(number, row) for number, row in enumerate(example.cells, 1)}
    height, width = shape(example)
    formula = escape(example.formula.removeprefix("="))
    kind = (
        f' t="array" ref="AA1:A{chr(ord("A") + width - 1)}{height}"' if height * width > 1 else ""
    )
    # Calc gives a Basic function 0 for an argument left out in the middle: an empty cell instead
    formula = formula.replace(",,", ",ZZ9,")
    rows[1] = rows.get(1, "") + f'<c r="AA1"><f{kind}>{formula}</f></c>'
    body = "".join(f'<row r="{number}">{cells}</row>' for number, cells in rows.items())
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'.encode()


def expected(example: Example) -> list[list[str]]:
    """Return the result's cells as the registry writes them."""
    return [row.split(" | ") for row in example.result.split("\n")]


def shape(example: Example) -> tuple[int, int]:
    rows = expected(example)
    return len(rows), len(rows[0])


def _cells(number: int, row: Sequence[object]) -> str:
    return "".join(
        _cell(f"{chr(ord('A') + place)}{number}", value)
        for place, value in enumerate(row)
        if value is not None
    )


def _cell(address: str, value: object) -> str:
    if isinstance(value, CellError):
        return f'<c r="{address}" t="e"><v>{value.code}</v></c>'
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{address}"><v>{value}</v></c>'
