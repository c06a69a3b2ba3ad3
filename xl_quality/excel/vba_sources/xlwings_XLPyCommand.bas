Function XLPyCommand()
    ' xl_quality: one constant command line, so one Python server whatever workbook is active.
    Static command As String
    If command = "" Then command = XlqCommand()
    XLPyCommand = command
End Function
