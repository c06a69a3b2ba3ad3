Attribute VB_Name = "XlqCells"
Option Explicit
Option Private Module

' The key of a reason that holds for all of a formula's cells.
Private Const XLQ_WHOLE As String = "*"

Private reasons As Collection
Private lastReason As String

' The values of an argument; nothing where it was left out. A whole column or row is
' cut to the part of the sheet that is in use.
Public Function XlqArg(Optional ByVal given As Variant) As Variant
    Dim area As Object
    XlqArg = Empty
    If IsMissing(given) Then Exit Function
    If Not IsObject(given) Then
        XlqArg = given
        Exit Function
    End If
    Set area = given
    If area.Areas.Count > 1 Then Err.Raise XLQ_REFUSED, , XlqText("areas")
    If area.Rows.Count = area.Worksheet.Rows.Count _
        Or area.Columns.Count = area.Worksheet.Columns.Count Then
        Set area = Application.Intersect(area, area.Worksheet.UsedRange)
        If area Is Nothing Then Exit Function
    End If
    XlqArg = area.Value
End Function

' What Python sent, with each coded error as a real error; the reasons are kept for XLQ_WHY.
Public Function XlqResult(ByVal functionName As String, ByVal sent As Variant) As Variant
    Dim notes As Collection
    Dim row As Long
    Dim column As Long
    XlqAnswered
    Set notes = New Collection
    If Not IsArray(sent) Then
        XlqResult = XlqDecoded(sent, notes, XLQ_WHOLE)
    ElseIf XlqDimensions(sent) = 1 Then
        For column = LBound(sent) To UBound(sent)
            sent(column) = XlqDecoded(sent(column), notes, XlqPlace(0, column - LBound(sent)))
        Next column
        XlqResult = sent
    Else
        For row = LBound(sent, 1) To UBound(sent, 1)
            For column = LBound(sent, 2) To UBound(sent, 2)
                sent(row, column) = XlqDecoded(sent(row, column), notes, _
                    XlqPlace(row - LBound(sent, 1), column - LBound(sent, 2)))
            Next column
        Next row
        XlqResult = sent
    End If
    XlqRemember functionName, notes
End Function

' The call itself failed: no Python, or a range in several parts.
Public Function XlqFailed(ByVal functionName As String, ByVal reason As String) As Variant
    Dim notes As Collection
    Set notes = New Collection
    XlqFailed = XlqDecoded(Chr$(1) & "#VALUE!" & Chr$(1) & reason, notes, XLQ_WHOLE)
    XlqRemember functionName, notes
End Function

Private Function XlqDecoded(ByVal sent As Variant, ByVal notes As Collection, _
    ByVal place As String) As Variant
    Dim middle As Long
    XlqDecoded = sent
    If VarType(sent) <> vbString Then Exit Function
    If Left$(sent, 1) <> Chr$(1) Then Exit Function
    middle = InStr(2, sent, Chr$(1))
    lastReason = Mid$(sent, middle + 1)
    notes.Add lastReason, place
    XlqDecoded = CVErr(XlqErrorNumber(Mid$(sent, 2, middle - 2)))
End Function

Private Function XlqErrorNumber(ByVal code As String) As Long
    Select Case code
    Case "#N/A"
        XlqErrorNumber = 2042
    Case "#DIV/0!"
        XlqErrorNumber = 2007
    Case "#NUM!"
        XlqErrorNumber = 2036
    Case "#REF!"
        XlqErrorNumber = 2023
    Case "#NAME?"
        XlqErrorNumber = 2029
    Case "#NULL!"
        XlqErrorNumber = 2000
    Case Else
        XlqErrorNumber = 2015
    End Select
End Function

Private Function XlqDimensions(ByRef values As Variant) As Long
    XlqDimensions = 1
    On Error GoTo done
    If UBound(values, 2) >= LBound(values, 2) Then XlqDimensions = 2
done:
End Function

' A success only clears what the same function left: another function in the same formula
' may be the one that failed.
Private Sub XlqRemember(ByVal functionName As String, ByVal notes As Collection)
    Dim address As String
    Dim known As Collection
    address = XlqCallerAddress()
    If address = "" Then Exit Sub
    Set known = XlqNotes(address)
    If notes.Count = 0 Then
        If known Is Nothing Then Exit Sub
        If known.Item("function") = functionName Then reasons.Remove address
        Exit Sub
    End If
    If Not known Is Nothing Then reasons.Remove address
    notes.Add functionName, "function"
    If reasons Is Nothing Then Set reasons = New Collection
    reasons.Add notes, address
End Sub

Public Function XlqLastReason() As String
    XlqLastReason = lastReason
End Function

' The reason kept for a cell of the formula that starts at the anchor.
Public Function XlqRecalled(ByVal anchor As Object, ByVal row As Long, ByVal column As Long) As String
    Dim notes As Collection
    Set notes = XlqNotes(anchor.Address(External:=True))
    If notes Is Nothing Then Exit Function
    On Error Resume Next
    XlqRecalled = notes.Item(XLQ_WHOLE)
    XlqRecalled = notes.Item(XlqPlace(row, column))
End Function

Private Function XlqPlace(ByVal row As Long, ByVal column As Long) As String
    XlqPlace = CStr(row) & "," & CStr(column)
End Function

Private Function XlqNotes(ByVal address As String) As Collection
    On Error GoTo missing
    If Not reasons Is Nothing Then Set XlqNotes = reasons.Item(address)
missing:
End Function

' Empty where the function was called by other code and not by a cell.
Private Function XlqCallerAddress() As String
    On Error GoTo elsewhere
    XlqCallerAddress = Application.Caller.Cells(1, 1).Address(External:=True)
elsewhere:
End Function
