Attribute VB_Name = "XlqBefore"
Option Explicit
Option Private Module

' How Excel was when a button was pressed. Python changes switches and opens books while it works:
' whatever becomes of it, all of this is given back by code that cannot die with it.
Private noted As Boolean
Private redraws As Variant
Private alerts As Variant
Private events As Variant
Private calculates As Variant
Private bar As Variant
Private pointer As Variant
Private cancelKey As Variant
Private others As Collection

Private book As Object
Private shown As Object
Private kept As Collection
Private names As Collection

' Takes note, then lets nobody disturb: no box about an OLE action that takes its time, and no Esc
' that would end the waiting here while Python goes on writing.
Public Sub XlqNote(ByVal front As Object)
    Dim other As Object
    Dim place As Long
    On Error Resume Next
    redraws = Application.ScreenUpdating
    alerts = Application.DisplayAlerts
    events = Application.EnableEvents
    calculates = Empty
    calculates = Application.Calculation
    bar = Application.StatusBar
    pointer = Application.Cursor
    cancelKey = Application.EnableCancelKey
    Set others = New Collection
    For place = 1 To Application.Workbooks.Count
        Set other = Application.Workbooks.Item(place)
        others.Add other.Name, other.Name
    Next place
    XlqNoteSheets front
    noted = True
    Application.DisplayAlerts = False
    Application.EnableCancelKey = xlDisabled
    Application.Cursor = xlWait
End Sub

Private Sub XlqNoteSheets(ByVal front As Object)
    Dim sheet As Object
    Dim place As Long
    Set book = front
    Set shown = Nothing
    Set kept = New Collection
    Set names = New Collection
    If front Is Nothing Then Exit Sub
    On Error Resume Next
    Set shown = front.ActiveSheet
    For place = 1 To front.Worksheets.Count
        Set sheet = front.Worksheets.Item(place)
        kept.Add sheet
        names.Add sheet.Name
    Next place
End Sub

' Gives everything back; each step has its turn, whatever Excel says to the one before it.
Public Sub XlqRest()
    If Not noted Then Exit Sub
    noted = False
    On Error Resume Next
    XlqCloseOurs
    If Not IsEmpty(calculates) Then
        If Application.Calculation <> calculates Then Application.Calculation = calculates
    End If
    Application.EnableEvents = events
    Application.StatusBar = bar
    Application.Cursor = pointer
    Application.EnableCancelKey = cancelKey
    Application.DisplayAlerts = alerts
    Application.ScreenUpdating = redraws
    Set book = Nothing
    Set shown = Nothing
    Set kept = Nothing
    Set names = Nothing
End Sub

' The books that Python opened for a moment have names that no clerk gives, and were not there.
Private Sub XlqCloseOurs()
    Dim place As Long
    Dim other As Object
    On Error Resume Next
    For place = Application.Workbooks.Count To 1 Step -1
        Set other = Application.Workbooks.Item(place)
        If Left$(other.Name, 4) = "xlq_" And Not XlqWasOpen(other.Name) Then other.Close False
    Next place
End Sub

Private Function XlqWasOpen(ByVal wanted As String) As Boolean
    Dim found As String
    On Error Resume Next
    found = others.Item(wanted)
    XlqWasOpen = found <> ""
End Function

' True where Python had begun to work before it went away: it says at once what it is doing.
Public Function XlqBegun() As Boolean
    On Error Resume Next
    XlqBegun = CStr(Application.StatusBar) <> CStr(bar)
End Function

' Python died at its work: no sheet is left half done. Sheets that it replaces have another name
' until the new ones stand; as long as all are there, the new ones go and they get their names back.
' Once one of them has been deleted, the new ones stand, and the rest goes after it.
' Returns what the clerk is told about it.
Public Function XlqPutBack() As String
    Dim late As Boolean
    XlqCloseOurs
    XlqPutBack = XlqText("died_back")
    If book Is Nothing Then Exit Function
    On Error Resume Next
    Application.DisplayAlerts = False
    Application.EnableEvents = False
    late = XlqSheetGone()
    If late Then
        XlqDropOld
    Else
        XlqDropNew
    End If
    book.Activate
    If Not late Then shown.Select
    XlqPutBack = XlqText("died")
    If late And XlqFinished() Then XlqPutBack = XlqText("died_late")
    If Not late And XlqAsBefore() Then XlqPutBack = XlqText("died_back")
End Function

Private Function XlqKept(ByVal place As Long) As Object
    Set XlqKept = kept.Item(place)
End Function

' The name that a sheet has now; empty where it is gone.
Private Function XlqNameNow(ByVal place As Long) As String
    On Error Resume Next
    XlqNameNow = XlqKept(place).Name
End Function

Private Function XlqSheetGone() As Boolean
    Dim place As Long
    For place = 1 To kept.Count
        If XlqNameNow(place) = "" Then XlqSheetGone = True
    Next place
End Function

Private Sub XlqDropOld()
    Dim place As Long
    Dim found As String
    On Error Resume Next
    For place = 1 To kept.Count
        found = XlqNameNow(place)
        If found <> "" And found <> names.Item(place) Then XlqKept(place).Delete
    Next place
End Sub

Private Sub XlqDropNew()
    Dim place As Long
    Dim sheet As Object
    On Error Resume Next
    For place = book.Worksheets.Count To 1 Step -1
        Set sheet = book.Worksheets.Item(place)
        If Not XlqIsKept(sheet.Name) Then sheet.Delete
    Next place
    For place = 1 To kept.Count
        If XlqNameNow(place) <> names.Item(place) Then XlqKept(place).Name = names.Item(place)
    Next place
End Sub

Private Function XlqIsKept(ByVal found As String) As Boolean
    Dim place As Long
    For place = 1 To kept.Count
        If XlqNameNow(place) = found Then XlqIsKept = True
    Next place
End Function

Private Function XlqAsBefore() As Boolean
    Dim place As Long
    If book.Worksheets.Count <> kept.Count Then Exit Function
    For place = 1 To kept.Count
        If XlqNameNow(place) <> names.Item(place) Then Exit Function
    Next place
    XlqAsBefore = True
End Function

' No old sheet is left under the name that set it aside.
Private Function XlqFinished() As Boolean
    Dim place As Long
    Dim found As String
    For place = 1 To kept.Count
        found = XlqNameNow(place)
        If found <> "" And found <> names.Item(place) Then Exit Function
    Next place
    XlqFinished = True
End Function
