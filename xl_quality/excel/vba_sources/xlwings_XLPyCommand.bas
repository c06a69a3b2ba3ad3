Function XLPyCommand()
    ' xl_quality: always the same text, so one Python server whatever workbook is active.
    XLPyCommand = XlqCommand()
End Function
