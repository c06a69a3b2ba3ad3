Attribute VB_Name = "XlqWhy"
Option Explicit

' The reason why a cell shows an error; the last one of all when no cell is given.
Public Function XLQ_WHY(Optional ByVal cell As Variant) As Variant
    Dim target As Object
    Dim anchor As Object
    Dim reason As String
    If IsMissing(cell) Then
        XLQ_WHY = XlqLastReason()
        Exit Function
    End If
    If Not IsObject(cell) Then
        XLQ_WHY = XlqText("why_not_a_cell")
        Exit Function
    End If
    Set target = cell
    Set target = target.Cells(1, 1)
    Set anchor = XlqFormulaCell(target)
    reason = XlqRecalled(anchor, target.Row - anchor.Row, target.Column - anchor.Column)
    If reason = "" And IsError(target.Value) Then reason = XlqText("why_unknown")
    XLQ_WHY = reason
End Function

' The cell that holds the formula: of an array formula or a spill its first one.
Private Function XlqFormulaCell(ByVal target As Object) As Object
    Set XlqFormulaCell = target
    On Error GoTo done
    If target.HasArray Then Set XlqFormulaCell = target.CurrentArray.Cells(1, 1)
    If target.HasSpill Then Set XlqFormulaCell = target.SpillParent
done:
End Function
