Attribute VB_Name = "XlqCells"
Option Explicit
Option Private Module

' The key of a reason that holds for all of a formula's cells.
Private Const XLQ_WHOLE As String = "*"

Private reasons As Collection
Private lastReason As String

' The values of an argument; nothing where it was left out.
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
    Set area = XlqFilled(area)
    If Not area Is Nothing Then XlqArg = XlqValues(area)
End Function

' What is shown as money has four places in Value: then each such cell is taken from Value2,
' which has all digits. Dates are dates in Value only.
Private Function XlqValues(ByVal area As Object) As Variant
    Dim values As Variant
    Dim exact As Variant
    Dim row As Long
    Dim column As Long
    values = area.Value
    If VarType(values) = vbCurrency Then values = area.Value2
    If XlqHoldsMoney(values) Then
        exact = area.Value2
        For row = LBound(values, 1) To UBound(values, 1)
            For column = LBound(values, 2) To UBound(values, 2)
                If VarType(values(row, column)) = vbCurrency Then
                    values(row, column) = exact(row, column)
                End If
            Next column
        Next row
    End If
    XlqValues = values
End Function

Private Function XlqHoldsMoney(ByRef values As Variant) As Boolean
    Dim one As Variant
    If Not IsArray(values) Then Exit Function
    For Each one In values
        If VarType(one) = vbCurrency Then
            XlqHoldsMoney = True
            Exit Function
        End If
    Next one
End Function

' The values of a table with its labels: a table of the sheet that was named without its
' header row is taken with it.
Public Function XlqTable(Optional ByVal given As Variant) As Variant
    If IsObject(given) Then
        XlqTable = XlqArg(XlqHeaded(given))
    Else
        XlqTable = XlqArg(given)
    End If
End Function

Private Function XlqHeaded(ByVal area As Object) As Object
    Dim listed As Object
    Set XlqHeaded = area
    If area.Areas.Count > 1 Then Exit Function
    On Error GoTo done
    Set listed = area.ListObject
    If listed Is Nothing Then Exit Function
    If Not listed.ShowHeaders Then Exit Function
    If area.Row <> listed.HeaderRowRange.Row + 1 Then Exit Function
    Set XlqHeaded = area.Offset(-1, 0).Resize(area.Rows.Count + 1, area.Columns.Count)
done:
End Function

' Whole columns and rows are cut behind the sheet's last cell with content: a sheet may be
' formatted down to its end. Cut alike on one sheet, they go along with each other.
Private Function XlqFilled(ByVal area As Object) As Object
    Dim sheet As Object
    Dim lastRow As Long
    Dim lastColumn As Long
    Set XlqFilled = area
    Set sheet = area.Worksheet
    lastRow = area.Row + area.Rows.Count - 1
    lastColumn = area.Column + area.Columns.Count - 1
    If lastRow < sheet.Rows.Count And lastColumn < sheet.Columns.Count Then Exit Function
    If lastRow = sheet.Rows.Count Then lastRow = XlqLast(sheet.UsedRange, True)
    If lastColumn = sheet.Columns.Count Then lastColumn = XlqLast(sheet.UsedRange, False)
    Set XlqFilled = Nothing
    If lastRow < area.Row Or lastColumn < area.Column Then Exit Function
    Set XlqFilled = area.Resize(lastRow - area.Row + 1, lastColumn - area.Column + 1)
End Function

' The last row of a sheet that holds anything, or its last column: halved until one is left;
' 0 where none does.
Private Function XlqLast(ByVal used As Object, ByVal goesDown As Boolean) As Long
    Dim low As Long
    Dim high As Long
    Dim middle As Long
    high = IIf(goesDown, used.Rows.Count, used.Columns.Count)
    middle = high - 1
    Do While low < high
        If XlqHolds(XlqBehind(used, goesDown, middle)) Then
            low = middle + 1
        Else
            high = middle
        End If
        middle = (low + high) \ 2
    Loop
    If low > 0 Then XlqLast = IIf(goesDown, used.Row, used.Column) + low - 1
End Function

' An area without its first rows or columns. Smaller first, then moved: Excel refuses to move
' what ends with the sheet.
Private Function XlqBehind(ByVal area As Object, ByVal goesDown As Boolean, ByVal first As Long) _
    As Object
    Dim down As Long
    Dim across As Long
    Dim rest As Object
    If goesDown Then
        down = first
    Else
        across = first
    End If
    Set rest = area.Resize(area.Rows.Count - down, area.Columns.Count - across)
    Set XlqBehind = rest.Offset(down, across)
End Function

Private Function XlqHolds(ByVal area As Object) As Boolean
    XlqHolds = Application.WorksheetFunction.CountA(area) > 0
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
        XlqResult = XlqPadded(sent, 1, UBound(sent) - LBound(sent) + 1)
    Else
        For row = LBound(sent, 1) To UBound(sent, 1)
            For column = LBound(sent, 2) To UBound(sent, 2)
                sent(row, column) = XlqDecoded(sent(row, column), notes, _
                    XlqPlace(row - LBound(sent, 1), column - LBound(sent, 2)))
            Next column
        Next row
        XlqResult = XlqPadded(sent, UBound(sent, 1) - LBound(sent, 1) + 1, _
            UBound(sent, 2) - LBound(sent, 2) + 1)
    End If
    XlqRemember functionName, notes
End Function

' An array formula of an older Excel may cover more cells than there are answers: they are
' left empty, where Excel would show #N/A.
Private Function XlqPadded(ByVal answers As Variant, ByVal height As Long, ByVal width As Long) _
    As Variant
    Dim caller As Object
    Dim padded() As Variant
    Dim oneRow As Boolean
    Dim row As Long
    Dim column As Long
    XlqPadded = answers
    On Error GoTo done
    Set caller = Application.Caller
    If caller.Rows.Count <= height And caller.Columns.Count <= width Then Exit Function
    If caller.Rows.Count = 1 And caller.Columns.Count = 1 Then Exit Function
    oneRow = XlqDimensions(answers) = 1
    ReDim padded(1 To caller.Rows.Count, 1 To caller.Columns.Count)
    For row = 1 To caller.Rows.Count
        For column = 1 To caller.Columns.Count
            If row > height Or column > width Then
                padded(row, column) = ""
            ElseIf oneRow Then
                padded(row, column) = answers(LBound(answers) + column - 1)
            Else
                padded(row, column) = answers(LBound(answers, 1) + row - 1, _
                    LBound(answers, 2) + column - 1)
            End If
        Next column
    Next row
    XlqPadded = padded
done:
End Function

' No answer at all: no Python, or a range in several parts.
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
