Attribute VB_Name = "XlqPicks"
Option Explicit
Option Private Module

' The ribbon's lists of exams and schemes. What they offer was told by the last button that read
' the workbook: they are drawn from memory, at once, and never start Python.
Private ribbonShown As IRibbonUI
Private offers As Collection
Private picks As Collection

Public Sub XlqKeepRibbon(ByVal ribbon As IRibbonUI)
    Set ribbonShown = ribbon
End Sub

' Lets the ribbon ask anew: another workbook is in front.
Public Sub XlqDrawLists()
    On Error Resume Next
    If ribbonShown Is Nothing Then Exit Sub
    ribbonShown.InvalidateControl "xlqList_exam"
    ribbonShown.InvalidateControl "xlqList_scheme"
End Sub

' What a list offers from now on for the workbook in front; nothing told, nothing changed.
Public Sub XlqOffer(ByVal list As String, ByVal told As String)
    If told = "" Then Exit Sub
    XlqPut offers, XlqKey(list), told
End Sub

' How many lines a list has; the first asks each time.
Public Function XlqLines(ByVal list As String) As Long
    Dim told As String
    XlqLines = 1
    told = XlqTaken(offers, XlqKey(list))
    If told <> "" Then XlqLines = UBound(Split(told, Chr$(1))) + 2
End Function

Public Function XlqLine(ByVal list As String, ByVal place As Long) As String
    XlqLine = XlqText("ask_each_time")
    If place > 0 Then XlqLine = XlqPart(list, place, 1)
End Function

' The line that is chosen; a workbook that no longer offers it asks.
Public Function XlqPlaceChosen(ByVal list As String) As Long
    Dim place As Long
    Dim wanted As String
    wanted = XlqTaken(picks, XlqKey(list))
    If wanted = "" Then Exit Function
    For place = 1 To XlqLines(list) - 1
        If XlqPart(list, place, 0) = wanted Then XlqPlaceChosen = place
    Next place
End Function

Public Sub XlqChoose(ByVal list As String, ByVal place As Long)
    Dim wanted As String
    If place > 0 Then wanted = XlqPart(list, place, 0)
    XlqPut picks, XlqKey(list), wanted
End Sub

' What is chosen for the workbook in front; empty where Python is to ask.
Public Function XlqPicked(ByVal list As String) As String
    Dim place As Long
    place = XlqPlaceChosen(list)
    If place > 0 Then XlqPicked = XlqPart(list, place, 0)
End Function

Private Function XlqPart(ByVal list As String, ByVal place As Long, ByVal which As Long) As String
    Dim entries() As String
    Dim parts() As String
    On Error Resume Next
    entries = Split(XlqTaken(offers, XlqKey(list)), Chr$(1))
    parts = Split(entries(place - 1), Chr$(2))
    XlqPart = parts(which)
End Function

Private Function XlqKey(ByVal list As String) As String
    On Error Resume Next
    XlqKey = list
    XlqKey = list & "|" & ActiveWorkbook.FullName
End Function

Private Function XlqTaken(ByVal kept As Collection, ByVal key As String) As String
    On Error Resume Next
    XlqTaken = kept.Item(key)
End Function

Private Sub XlqPut(ByRef kept As Collection, ByVal key As String, ByVal text As String)
    If kept Is Nothing Then Set kept = New Collection
    On Error Resume Next
    kept.Remove key
    kept.Add text, key
End Sub
