Attribute VB_Name = "XlqRibbon"
Option Explicit

Public Sub XlqLoaded(ribbon As IRibbonUI)
    XlqKeepRibbon ribbon
End Sub

Public Sub XlqListCount(control As IRibbonControl, ByRef count As Variant)
    count = XlqLines(control.Tag)
End Sub

Public Sub XlqListLabel(control As IRibbonControl, index As Integer, ByRef label As Variant)
    label = XlqLine(control.Tag, index)
End Sub

Public Sub XlqListChosen(control As IRibbonControl, ByRef index As Variant)
    index = XlqPlaceChosen(control.Tag)
End Sub

Public Sub XlqListPicked(control As IRibbonControl, id As String, index As Integer)
    XlqChoose control.Tag, index
End Sub

' Every button of the tab; its tag is the action.
Public Sub XlqPress(control As IRibbonControl)
    XlqRun control.Tag
End Sub

Public Sub XlqRun(ByVal action As String)
    Dim said As Variant
    Dim number As Long
    Dim reason As String
    Dim front As Object
    Set front = XlqFront()
    XlqNote front
    On Error GoTo failed
    said = XlqServer.CallUDF(XLQ_SERVER, "run_action", _
        Array(action, front, XlqPicked("exam"), XlqPicked("scheme")))
    XlqAnswered
    XlqRest
    If XlqBehindBar() Then said(1) = XlqText("protected_view") & vbLf & CStr(said(1))
    XlqOffer "exam", CStr(said(2))
    XlqOffer "scheme", CStr(said(3))
    XlqDrawLists
    XlqSay CStr(said(0)), CStr(said(1))
    Exit Sub
failed:
    number = Err.Number
    reason = Err.Description
    ' what may be half done is never repeated by itself: a second undo would undo more
    If XlqLost(number) And Not XlqDied(number) And Not XlqBegun() Then Resume
    If XlqGone(number) Then reason = XlqPutBack()
    XlqRest
    XlqSay "fault", reason
End Sub

' The workbook that the clerk sees. What stands behind the yellow bar of Protected View is none;
' another workbook behind it must not be taken for it.
Private Function XlqFront() As Object
    Set XlqFront = Nothing
    If Not XlqBehindBar() Then Set XlqFront = ActiveWorkbook
End Function

Private Function XlqBehindBar() As Boolean
    Dim host As Object
    Dim yellow As Object
    On Error Resume Next
    ' late bound: Excel 2007 has no such member, and would not compile the module
    Set host = Application
    Set yellow = host.ActiveProtectedViewWindow
    XlqBehindBar = Not yellow Is Nothing
End Function

Private Sub XlqSay(ByVal kind As String, ByVal text As String)
    Dim icon As Long
    If text = "" Then Exit Sub
    icon = vbInformation
    If kind = "warning" Then icon = vbExclamation
    If kind = "fault" Then icon = vbCritical
    MsgBox text, icon, XlqText("title")
End Sub
