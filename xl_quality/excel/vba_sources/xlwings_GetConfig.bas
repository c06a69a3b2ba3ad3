Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    ' xl_quality: neither a clerk's workbook nor a file beside it may change the settings.
    GetConfig = XlqSetting(configKey)
    If GetConfig = "" Then GetConfig = default
End Function
