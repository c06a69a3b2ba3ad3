"""From a sheet, or a whole workbook, to score tables (识别与读取)."""
