Private Sub XLPyLoadDLL()
    ' xl_quality: a missing interpreter is said at once, before the DLL waits for it.
    Static loaded As Boolean
    Dim interpreter As String
    interpreter = XlqInterpreter()
    XlqRequireInterpreter interpreter
    If loaded Then Exit Sub
    If LoadLibrary(ParentFolder(interpreter) + "\" + XLPyDLLName) = 0 Then
        If LoadLibrary(ParentFolder(ParentFolder(interpreter)) + "\" + XLPyDLLName) = 0 Then
            Err.Raise XLQ_REFUSED, , XlqText("no_dll") & XLPyDLLName
        End If
    End If
    loaded = True
End Sub
