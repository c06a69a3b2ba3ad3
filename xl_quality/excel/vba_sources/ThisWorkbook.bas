Option Explicit

Private Sub Workbook_Open()
    ' Later, when Excel is ready: MacroOptions fails while add-ins are still being loaded.
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!XlqRegister.XlqDescribeAll"
End Sub

Private Sub Workbook_BeforeClose(Cancel As Boolean)
    On Error Resume Next
    XlqHost.XlqStop
    ThisWorkbook.Saved = True
End Sub
