Attribute VB_Name = "XlqQuestions"
Option Explicit
Option Private Module

' Questions that Python has for the clerk, asked by Excel: a box of another program could come up
' behind Excel's window, and nobody would know what Excel is waiting for.

' True for yes; no is the default. The pieces make up the question.
Public Function XlqAsk(ParamArray pieces() As Variant) As Boolean
    Dim question As String
    Dim place As Long
    For place = LBound(pieces) To UBound(pieces)
        question = question & CStr(pieces(place))
    Next place
    XlqAsk = MsgBox(question, vbYesNo + vbQuestion + vbDefaultButton2, XlqText("title")) = vbYes
End Function
