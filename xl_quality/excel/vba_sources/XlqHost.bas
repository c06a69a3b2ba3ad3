Attribute VB_Name = "XlqHost"
Option Explicit
Option Private Module

Public Const XLQ_SERVER As String = "xl_quality.excel.server"
Private Const XLQ_CONFIG As String = "xl_quality.conf"
Private Const XLQ_TEXTS As String = "xl_quality.texts"
' vbObjectError + 513, written out because LibreOffice knows no sums in constants
Public Const XLQ_REFUSED As Long = -2147220991

Private pythonServer As Object

' The one Python server, kept: asking the DLL for it again costs more than a call.
Public Function XlqServer() As Object
    If pythonServer Is Nothing Then Set pythonServer = XLPy()
    Set XlqServer = pythonServer
End Function

' True once after the server has gone away: the caller tries again, and a new one is started.
Public Function XlqLost(ByVal number As Long) As Boolean
    If pythonServer Is Nothing Then Exit Function
    Select Case number
    Case 462, -2147023174, -2147023170, -2147417848, -2147220995
        Set pythonServer = Nothing
        XlqLost = True
    End Select
End Function

Public Sub XlqStop()
    If pythonServer Is Nothing Then Exit Sub
    Set pythonServer = Nothing
    KillPy
End Sub

' The installed Python; a venv, made where none came with the release, has it in Scripts.
Public Function XlqInterpreter() As String
    Dim plain As String
    Dim inside As String
    plain = XlqSetting("INTERPRETER_WIN")
    XlqInterpreter = plain
    If FileExists(plain) Then Exit Function
    inside = ParentFolder(plain) & "\Scripts\pythonw.exe"
    If FileExists(inside) Then XlqInterpreter = inside
End Function

' A wrong path would make Excel hang for two minutes inside the DLL.
Public Sub XlqRequireInterpreter(ByVal interpreter As String)
    If Not FileExists(interpreter) Then
        Err.Raise XLQ_REFUSED, , XlqText("no_python") & interpreter
    End If
End Sub

' -I: neither the current folder (where a clerk's workbook lies) nor the user's own
' settings can put other code in front of ours.
Public Function XlqCommand() As String
    Dim quote As String
    quote = Chr$(34)
    XlqCommand = "cmd.exe  /K " & quote & quote & XlqInterpreter() & quote _
        & " -I -B -c " & quote & "import xlwings; xlwings.serve('$(CLSID)')" & quote & quote
End Function

' Only this add-in's own sheet is asked: a workbook must never choose the interpreter.
Public Function XlqSetting(ByVal wanted As String) As String
    Dim found As String
    found = XlqLookUp(XLQ_CONFIG, wanted)
    XlqSetting = Replace(found, "%LOCALAPPDATA%", Environ$("LOCALAPPDATA"))
End Function

Public Function XlqText(ByVal wanted As String) As String
    XlqText = XlqLookUp(XLQ_TEXTS, wanted)
End Function

Private Function XlqLookUp(ByVal sheetName As String, ByVal wanted As String) As String
    Dim table As Object
    Dim row As Long
    Set table = ThisWorkbook.Worksheets(sheetName)
    row = 1
    Do While CStr(table.Cells(row, 1).Value) <> ""
        If UCase$(CStr(table.Cells(row, 1).Value)) = UCase$(wanted) Then
            XlqLookUp = CStr(table.Cells(row, 2).Value)
            Exit Function
        End If
        row = row + 1
    Loop
End Function
