Attribute VB_Name = "XlqRegister"
Option Explicit

' Tells the function wizard what the functions do, from the sheet that Excel-DNA IntelliSense reads.
' Excel refuses this for a hidden workbook, and an add-in is one: it is shown for the moment, which
' can be seen. So it is done once: saved with the add-in, the descriptions are there ever after.
Public Sub XlqDescribeAll()
    Dim table As Object
    Dim row As Long
    Dim described As Long
    Dim front As Object
    On Error GoTo finish
    If XlqSetting("Described") = "yes" Then Exit Sub
    Set front = ActiveWorkbook
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    ThisWorkbook.Windows(1).Visible = True
    Set table = ThisWorkbook.Worksheets("_IntelliSense_")
    row = 2
    Do While CStr(table.Cells(row, 1).Value) <> ""
        If XlqDescribe(table, row) Then described = described + 1
        row = row + 1
    Loop
finish:
    On Error Resume Next
    ThisWorkbook.IsAddin = True
    If described > 0 And described = row - 2 Then XlqKeepDescribed
    ThisWorkbook.Saved = True
    If Not front Is Nothing Then front.Activate
    Application.ScreenUpdating = True
End Sub

' A second Excel has the file for reading only: there it is done at each start.
Private Sub XlqKeepDescribed()
    Dim alerts As Boolean
    alerts = Application.DisplayAlerts
    Application.DisplayAlerts = False
    On Error GoTo failed
    XlqNoteSetting "Described", "yes"
    ThisWorkbook.Save
    Application.DisplayAlerts = alerts
    Exit Sub
failed:
    On Error Resume Next
    XlqNoteSetting "Described", "no"
    Application.DisplayAlerts = alerts
End Sub

Private Function XlqDescribe(ByVal table As Object, ByVal row As Long) As Boolean
    Dim helps() As String
    Dim count As Long
    Dim qualified As String
    Dim described As String
    Dim category As String
    On Error GoTo skip
    qualified = "'" & ThisWorkbook.Name & "'!" & CStr(table.Cells(row, 1).Value)
    described = CStr(table.Cells(row, 2).Value)
    category = XlqText("category")
    Do While CStr(table.Cells(row, 4 + 2 * count).Value) <> ""
        ReDim Preserve helps(0 To count)
        helps(count) = CStr(table.Cells(row, 5 + 2 * count).Value)
        count = count + 1
    Loop
    If count = 0 Then
        Application.MacroOptions Macro:=qualified, Description:=described, Category:=category
    Else
        Application.MacroOptions Macro:=qualified, Description:=described, Category:=category, _
            ArgumentDescriptions:=helps
    End If
    XlqDescribe = True
skip:
End Function
