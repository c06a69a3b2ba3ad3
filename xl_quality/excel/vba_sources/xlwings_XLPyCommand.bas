Function XLPyCommand()
    ' xl_quality: one command line, so one Python server whatever workbook is active.
    XLPyCommand = XlqCommand()
End Function
