Attribute VB_Name = "XlqHost"
Option Explicit
Option Private Module

Public Const XLQ_SERVER As String = "xl_quality.excel.server"
Private Const XLQ_CONFIG As String = "xl_quality.conf"
Private Const XLQ_TEXTS As String = "xl_quality.texts"
' vbObjectError + 513, written out because LibreOffice knows no sums in constants
Public Const XLQ_REFUSED As Long = -2147220991
Private pythonServer As Object
Private everStarted As Boolean
' How many servers in a row went away before they had answered.
Private losses As Long
' Until then no server is started; why the last start failed, empty where it did not.
Private pauseEnds As Date
Private refusal As String
' The DLL knows a server by the line that starts it: after a loss another number asks for a new one.
Private generation As Long
Private stale As Boolean

' The one Python server, kept: asking the DLL for it again costs more than an answer.
Public Function XlqServer() As Object
    If pythonServer Is Nothing Then
        If Now < pauseEnds Then Err.Raise XLQ_REFUSED, , XlqRefusal()
        XlqStart
    End If
    Set XlqServer = pythonServer
End Function

' Where security software stops Python the DLL waits two minutes for it: for every cell of a
' column that would be hours, so for some minutes it is not tried again.
Private Sub XlqStart()
    Dim began As Date
    On Error GoTo failed
    began = Now
    If stale Then XlqForget
    Set pythonServer = XLPy()
    everStarted = True
    Exit Sub
failed:
    refusal = Err.Description
    If Err.Number = XLQ_REFUSED Then Err.Raise XLQ_REFUSED, , refusal
    If DateDiff("s", began, Now) > 10 Then pauseEnds = DateAdd("n", 5, Now)
    Err.Raise XLQ_REFUSED, , XlqRefusal()
End Sub

' A server that hangs is ended; one that is dead can only be refused.
Private Sub XlqForget()
    stale = False
    On Error Resume Next
    KillPy
    generation = generation + 1
End Sub

Private Function XlqRefusal() As String
    If refusal = "" Then
        XlqRefusal = XlqText("keeps_dying")
    Else
        XlqRefusal = XlqText("no_start") & refusal
    End If
End Function

' The server has answered: what went wrong before is past.
Public Sub XlqAnswered()
    losses = 0
End Sub

' What COM says where the server went away while it was asked.
Public Function XlqDied(ByVal number As Long) As Boolean
    Select Case number
    Case -2147023170, -2147418105
        XlqDied = True
    End Select
End Function

' What COM says of a server that is no more, whether it was asked or not.
Public Function XlqGone(ByVal number As Long) As Boolean
    Select Case number
    Case 462, -2147023174, -2147023169, -2147417848, -2147418094, -2147220995
        XlqGone = True
    Case Else
        XlqGone = XlqDied(number)
    End Select
End Function

' True where the server has gone away and the same may be asked once more, of a new one.
' No Exit Function here: it would clear what Err still has to say to the caller.
Public Function XlqLost(ByVal number As Long) As Boolean
    If XlqGone(number) And Not pythonServer Is Nothing Then
        Set pythonServer = Nothing
        stale = True
        losses = losses + 1
        XlqLost = losses = 1
        If losses > 2 Then
            refusal = ""
            pauseEnds = DateAdd("n", 1, Now)
        End If
    End If
End Function

Public Sub XlqStop()
    If Not everStarted Then Exit Sub
    Set pythonServer = Nothing
    KillPy
End Sub

' The installed Python; a venv, made where none came with the release, has it in Scripts.
Public Function XlqInterpreter() As String
    Dim plain As String
    Dim inside As String
    plain = XlqSetting("INTERPRETER_WIN")
    XlqInterpreter = plain
    If FileExistsOnWindows(plain) Then Exit Function
    inside = ParentFolder(plain) & "\Scripts\pythonw.exe"
    If FileExistsOnWindows(inside) Then XlqInterpreter = inside
End Function

' A wrong path would make Excel hang for two minutes inside the DLL.
Public Sub XlqRequireInterpreter(ByVal interpreter As String)
    If Not FileExistsOnWindows(interpreter) Then
        Err.Raise XLQ_REFUSED, , XlqText("no_python") & interpreter
    End If
End Sub

' -I: neither the current folder (where a clerk's workbook lies) nor the user's own
' settings can bring other code in front of ours. pythonw has no window to hide.
Public Function XlqCommand() As String
    Dim quote As String
    quote = Chr$(34)
    XlqCommand = quote & XlqInterpreter() & quote & " -I -B -c " & quote _
        & "from xl_quality.excel.server import serve; serve('$(CLSID)')"
    If generation > 0 Then XlqCommand = XlqCommand & " #" & CStr(generation)
    XlqCommand = XlqCommand & quote
End Function

' Only this add-in's own sheet is asked: a workbook must never choose the interpreter.
Public Function XlqSetting(ByVal wanted As String) As String
    Dim found As String
    found = XlqLookUp(XLQ_CONFIG, wanted)
    XlqSetting = Replace(found, "%LOCALAPPDATA%", Environ$("LOCALAPPDATA"))
End Function

Public Sub XlqNoteSetting(ByVal wanted As String, ByVal text As String)
    Dim row As Long
    row = XlqRow(XLQ_CONFIG, wanted)
    If row > 0 Then ThisWorkbook.Worksheets(XLQ_CONFIG).Cells(row, 2).Value = text
End Sub

Public Function XlqText(ByVal wanted As String) As String
    XlqText = XlqLookUp(XLQ_TEXTS, wanted)
End Function

Private Function XlqLookUp(ByVal sheetName As String, ByVal wanted As String) As String
    Dim row As Long
    row = XlqRow(sheetName, wanted)
    If row > 0 Then XlqLookUp = CStr(ThisWorkbook.Worksheets(sheetName).Cells(row, 2).Value)
End Function

' 0 where there is no such row.
Private Function XlqRow(ByVal sheetName As String, ByVal wanted As String) As Long
    Dim table As Object
    Dim row As Long
    Set table = ThisWorkbook.Worksheets(sheetName)
    row = 1
    Do While CStr(table.Cells(row, 1).Value) <> ""
        If UCase$(CStr(table.Cells(row, 1).Value)) = UCase$(wanted) Then
            XlqRow = row
            Exit Function
        End If
        row = row + 1
    Loop
End Function
