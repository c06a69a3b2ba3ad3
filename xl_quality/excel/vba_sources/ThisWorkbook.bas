Option Explicit

Private WithEvents watched As Application

Private Sub Workbook_Open()
    ' Later, when Excel is ready: MacroOptions fails while add-ins are still being loaded.
    On Error Resume Next
    Set watched = Application
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!XlqRegister.XlqDescribeAll"
End Sub

' The ribbon's lists are those of the workbook in front.
Private Sub watched_WorkbookActivate(ByVal Wb As Workbook)
    XlqPicks.XlqDrawLists
End Sub

Private Sub Workbook_BeforeClose(Cancel As Boolean)
    On Error Resume Next
    XlqHost.XlqStop
    ThisWorkbook.Saved = True
End Sub
